package main

import (
	"bufio"
	"context"
	"database/sql"
	"fmt"
	"html/template"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/account"
)

const (
	loadConns = 16
	loadSlice = time.Second
)

// Page views over HTTP, signed in with a session's cookie, on 16 connections that stay open, against
// a bare gin handler that reads the rendered HTML of the same page from SQLite and draws it through
// html/template. The two take turns of a second each.
func BenchmarkView(b *testing.B) {
	site := openSite(b, handbook18F)
	for _, pages := range []struct {
		name string
		ids  []wiki.PageID
	}{{"one-page", site.middle(b)}, {"every-page", site.all(b)}} {
		b.Run(pages.name, func(b *testing.B) {
			bare := serveBare(b, site, pages.ids)
			ours, theirs := &loader{address: site.address}, &loader{address: bare}
			defer ours.close()
			defer theirs.close()
			for _, id := range pages.ids {
				ours.requests = append(ours.requests, onWire(fmt.Sprintf("/p/%d", id), site.cookie))
				theirs.requests = append(theirs.requests, onWire(fmt.Sprintf("/p/%d", id), ""))
			}
			for _, l := range []*loader{ours, theirs} { // warm both
				l.run(b)
				l.times, l.took = nil, 0
			}
			for b.Loop() {
				ours.run(b)
				theirs.run(b)
			}
			report := func(name string, l *loader) {
				b.ReportMetric(l.rate(), name+"req/s")
				b.ReportMetric(l.late().Seconds()*1000, name+"p99-ms")
			}
			report("", ours)
			report("bare-", theirs)
			b.ReportMetric(ours.rate()/theirs.rate(), "rate-ratio")
			b.ReportMetric(ours.late().Seconds()/theirs.late().Seconds(), "p99-ratio")
		})
	}
}

// site is a server with an imported corpus and somebody who is signed in.
type site struct {
	*app
	address string // host:port
	cookie  string // of the browser's session
	space   wiki.Space
}

// openSite imports a corpus, indexes it and serves it.
func openSite(t testing.TB, c corpus) *site {
	t.Helper()
	s := &site{app: openWhole(t, filepath.Join(t.TempDir(), "data"))}
	s.log = slog.New(slog.DiscardHandler)
	s.importFolder(t, c.folder(t), c.name)
	must(t, s.feed.CatchUp(t.Context()))
	s.serve(t)
	return s
}

const (
	readerMail = "reader@example.org"
	readerWord = "correct horse battery staple"
)

// serve starts the server as the command does, and signs a member in.
func (s *site) serve(t testing.TB) {
	t.Helper()
	_, err := s.accounts.Add(t.Context(), wiki.Operator(), account.NewPerson{Name: "Rea Der", Email: readerMail, Role: wiki.Admin, Password: readerWord})
	must(t, err)
	server, err := (&serveCmd{}).server(s.app)
	must(t, err)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	s.address = listener.Addr().String()
	ctx, cancel := context.WithCancel(t.Context())
	stop := s.startWorkers(ctx)
	ended := make(chan error, 1)
	go func() { ended <- server.Run(ctx, listener) }()
	t.Cleanup(func() {
		cancel()
		must(t, <-ended)
		must(t, stop())
	})
	s.cookie = signIn(t, "http://"+s.address, readerMail, readerWord)
	access, err := s.wiki.Access(t.Context(), wiki.Operator())
	must(t, err)
	for _, space := range access.Spaces() {
		s.space = space
	}
}

// signIn signs in as a browser does and gives the session's cookie.
func signIn(t testing.TB, base, mail, password string) string {
	t.Helper()
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	reply, err := client.PostForm(base+"/signin", url.Values{"email": {mail}, "password": {password}})
	must(t, err)
	defer reply.Body.Close()
	for _, c := range reply.Cookies() {
		if c.Value != "" && reply.StatusCode == http.StatusSeeOther {
			return c.Name + "=" + c.Value
		}
	}
	t.Fatalf("signing in: %s", reply.Status)
	return ""
}

// views draws every page once and gives the views, the shortest first.
func (s *site) views(t testing.TB) []*wiki.View {
	t.Helper()
	nodes, err := s.wiki.Tree(t.Context(), wiki.Operator(), s.space.ID)
	must(t, err)
	views := make([]*wiki.View, len(nodes))
	for i, n := range nodes {
		views[i], err = s.wiki.View(t.Context(), wiki.Operator(), n.ID, "", "")
		must(t, err)
	}
	slices.SortStableFunc(views, func(a, b *wiki.View) int { return len(a.HTML) - len(b.HTML) })
	return views
}

// middle is the page of middle length.
func (s *site) middle(t testing.TB) []wiki.PageID {
	t.Helper()
	views := s.views(t)
	return []wiki.PageID{views[len(views)/2].Page.ID}
}

// all are the pages of the space, in the order of their numbers.
func (s *site) all(t testing.TB) (ids []wiki.PageID) {
	t.Helper()
	for _, v := range s.views(t) {
		ids = append(ids, v.Page.ID)
	}
	slices.Sort(ids)
	return ids
}

var bareLayout = template.Must(template.New("").Parse(`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{{.Title}}</title><link rel="stylesheet" href="/style.css"></head>
<body><header><a href="/">Home</a></header><main><h1>{{.Title}}</h1>{{.Body}}</main></body></html>
`))

// serveBare serves the rendered HTML of some pages the short way, and gives the address.
func serveBare(t testing.TB, s *site, ids []wiki.PageID) string {
	t.Helper()
	db := bareDB(t, filepath.Join(t.TempDir(), "bare.db"))
	_, err := db.ExecContext(t.Context(), `CREATE TABLE pages (id INTEGER PRIMARY KEY, title TEXT, html TEXT)`)
	must(t, err)
	for _, id := range ids {
		v, err := s.wiki.View(t.Context(), wiki.Operator(), id, "", "")
		must(t, err)
		_, err = db.ExecContext(t.Context(), `INSERT INTO pages VALUES (?, ?, ?)`, int64(id), v.Page.Title, v.HTML)
		must(t, err)
	}
	read, err := db.PrepareContext(t.Context(), `SELECT title, html FROM pages WHERE id = ?`)
	must(t, err)
	t.Cleanup(func() { must(t, read.Close()) })
	gin.SetMode(gin.ReleaseMode)
	router := gin.New()
	router.GET("/p/:id", func(c *gin.Context) { bareView(c, read) })
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	server := &http.Server{Handler: router, ReadHeaderTimeout: time.Minute}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	t.Cleanup(func() { must(t, server.Close()); <-ended })
	return listener.Addr().String()
}

func bareView(c *gin.Context, read *sql.Stmt) {
	var page struct {
		Title string
		Body  template.HTML
	}
	var html string
	if err := read.QueryRowContext(c.Request.Context(), c.Param("id")).Scan(&page.Title, &html); err != nil {
		c.String(http.StatusInternalServerError, err.Error())
		return
	}
	page.Body = template.HTML(html)
	c.Header("Content-Type", "text/html; charset=utf-8")
	if err := bareLayout.Execute(c.Writer, page); err != nil {
		_ = c.Error(err)
	}
}

// onWire is a request as it goes over the wire.
func onWire(path, cookie string) string {
	header := "GET " + path + " HTTP/1.1\r\nHost: docent\r\nAccept: text/html\r\n"
	if cookie != "" {
		header += "Cookie: " + cookie + "\r\n"
	}
	return header + "\r\n"
}

// loader asks one server on connections that stay open, as fast as it answers. It costs next to
// nothing itself, so that what is measured is the server, though both share the processors.
type loader struct {
	address  string
	requests []string
	conns    []*wire
	times    []time.Duration
	took     time.Duration
}

type wire struct {
	net.Conn
	in    *bufio.Reader
	next  int
	times []time.Duration
}

// run asks on every connection for the length of a slice.
func (l *loader) run(t testing.TB) {
	t.Helper()
	for len(l.conns) < loadConns {
		conn, err := net.Dial("tcp", l.address)
		must(t, err)
		l.conns = append(l.conns, &wire{Conn: conn, in: bufio.NewReaderSize(conn, 64<<10), next: len(l.conns)})
	}
	begun := time.Now()
	errs := make([]error, loadConns)
	var group sync.WaitGroup
	for i, w := range l.conns {
		group.Go(func() {
			for time.Since(begun) < loadSlice && errs[i] == nil {
				errs[i] = w.ask(l.requests[w.next%len(l.requests)])
				w.next += loadConns
			}
		})
	}
	group.Wait()
	l.took += time.Since(begun)
	for i, w := range l.conns {
		must(t, errs[i])
		l.times = append(l.times, w.times...)
		w.times = w.times[:0]
	}
}

func (w *wire) ask(request string) error {
	begun := time.Now()
	if _, err := io.WriteString(w.Conn, request); err != nil {
		return err
	}
	reply, err := http.ReadResponse(w.in, nil)
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, reply.Body)
	if err == nil && reply.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s for %s", reply.Status, strings.SplitN(request, "\r", 2)[0])
	}
	w.times = append(w.times, time.Since(begun))
	return err
}

func (l *loader) close() {
	for _, w := range l.conns {
		_ = w.Close()
	}
	l.conns = nil
}

// rate is in requests a second.
func (l *loader) rate() float64 { return float64(len(l.times)) / l.took.Seconds() }

// late is the time within which 99 of 100 requests are answered.
func (l *loader) late() time.Duration { return percentile(l.times, .99) }

// percentile sorts times and gives the one below which the share p of them lies.
func percentile(times []time.Duration, p float64) time.Duration {
	slices.Sort(times)
	return times[min(int(float64(len(times))*p), len(times)-1)]
}
