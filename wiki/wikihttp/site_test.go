package wikihttp_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alexedwards/argon2id"

	"github.com/docent-wiki/docent/content/starter"
	"github.com/docent-wiki/docent/themes"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/account"
	"github.com/docent-wiki/docent/wiki/httpd"
	"github.com/docent-wiki/docent/wiki/sqldb"
	"github.com/docent-wiki/docent/wiki/wikihttp"
	"github.com/docent-wiki/docent/wiki/wikisql"
)

const password = "correct horse battery"

// site is a whole Docent without search and questions, on a real database in a folder of the test.
type site struct {
	t        testing.TB
	db       *sqldb.DB
	wiki     *wiki.Wiki
	accounts *account.Accounts
	server   *httpd.Server
	log      *lockedBuffer
	people   map[string]wiki.Person
	tokens   map[string]string // of people, "ada", or narrower: "ed reads", "ed writes"
	cookies  map[string]string // of people who signed in
	now      func() time.Time
	panels   wikihttp.Panels
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// shared is drawn from by every test: parsing the templates takes longer than most tests.
var theme = sync.OnceValues(func() (*themes.Theme, error) { return themes.Open(nil) })

// emptySite has no account yet.
func emptySite(t testing.TB) *site {
	t.Helper()
	s := &site{
		t: t, log: &lockedBuffer{}, people: map[string]wiki.Person{}, tokens: map[string]string{}, cookies: map[string]string{},
		now: time.Now,
	}
	dir := t.TempDir()
	var err error
	if s.db, err = sqldb.Open(t.Context(), sqldb.Config{Path: filepath.Join(dir, "docent.db")}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.db.Close() })
	blobs, err := wikisql.OpenBlobs(filepath.Join(dir, "files"))
	if err != nil {
		t.Fatal(err)
	}
	s.wiki = wiki.New(wikisql.New(s.db), blobs, wiki.Options{})
	s.accounts = account.New(s.db, nil, account.WithParams(argon2id.Params{Memory: 64, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32}))
	look, err := theme()
	if err != nil {
		t.Fatal(err)
	}
	s.server = httpd.New(httpd.Options{
		Wiki: s.wiki, Accounts: s.accounts, Sessions: s.accounts.Sessions(), Theme: look, Version: "test",
		Log: slog.New(slog.NewJSONHandler(s.log, nil)), LastEvent: s.wiki.Store().LastEvent, Committed: s.db.Committed,
		Counts: func(_ context.Context, a wiki.Access) (int, int, error) { return len(a.Spaces()), 0, nil },
	})
	wikihttp.Register(s.server, wikihttp.Deps{
		Wiki: s.wiki, Accounts: s.accounts, Templates: starter.Templates(),
		Panels: func(ctx context.Context, a wiki.Access, id wiki.PageID) (wikihttp.Beside, error) {
			if s.panels == nil {
				return wikihttp.Beside{}, nil
			}
			return s.panels(ctx, a, id)
		},
	})
	return s
}

// newSite has an administrator (ada), a member (bob), and a private space “secret” that rita may read
// and ed may edit, beside a space for the team and a public one.
func newSite(t testing.TB) *site {
	t.Helper()
	s := emptySite(t)
	for _, name := range []string{"ada", "bob", "rita", "ed"} {
		role := wiki.Member
		if name == "ada" {
			role = wiki.Admin
		}
		p, err := s.accounts.Add(t.Context(), wiki.Operator(), account.NewPerson{
			Name: strings.ToUpper(name[:1]) + name[1:], Email: name + "@example.org", Role: role, Password: password, Zone: "Europe/Vienna",
		})
		s.must(err)
		s.people[name] = p
		s.tokens[name] = s.token(name, wiki.ScopeAdmin)
	}
	s.tokens["ed reads"] = s.token("ed", wiki.ScopeRead)
	s.tokens["ed writes"] = s.token("ed", wiki.ScopeWrite)
	ada := s.actor("ada")
	for slug, visibility := range map[string]string{"handbook": "team", "secret": "private", "open": "public"} {
		_, err := s.wiki.CreateSpace(t.Context(), ada, wiki.NewSpace{Slug: slug, Name: "The " + slug, Visibility: visibility})
		s.must(err)
	}
	s.must(s.wiki.SetGrant(t.Context(), ada, "secret", s.people["rita"].ID, wiki.Reader))
	s.must(s.wiki.SetGrant(t.Context(), ada, "secret", s.people["ed"].ID, wiki.Editor))
	return s
}

func (s *site) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *site) actor(name string) wiki.Actor {
	s.t.Helper()
	as, err := s.accounts.ActorOf(s.t.Context(), s.people[name].ID)
	s.must(err)
	return as
}

func (s *site) token(name string, scope wiki.Scope) string {
	s.t.Helper()
	secret, _, err := s.accounts.CreateToken(s.t.Context(), wiki.Operator(), s.people[name].ID, name, scope)
	s.must(err)
	return secret
}

func (s *site) spaceID(slug string) wiki.SpaceID {
	s.t.Helper()
	space, err := s.wiki.Space(s.t.Context(), wiki.Operator(), slug)
	s.must(err)
	return space.ID
}

// page makes a page at the top of a space, as the administrator.
func (s *site) page(space, title, markdown string) wiki.Page {
	s.t.Helper()
	saved, err := s.wiki.Create(s.t.Context(), s.actor("ada"), wiki.NewPage{Space: s.spaceID(space), Title: title, Markdown: markdown})
	s.must(err)
	return saved.Page
}

func (s *site) file(page wiki.PageID, name, body string) wiki.Attachment {
	s.t.Helper()
	a, err := s.wiki.Attach(s.t.Context(), s.actor("ada"), page, name, strings.NewReader(body))
	s.must(err)
	return a
}

// signIn gives the cookie of somebody's browser.
func (s *site) signIn(name string) string {
	s.t.Helper()
	if cookie := s.cookies[name]; cookie != "" {
		return cookie
	}
	form := "email=" + name + "%40example.org&password=" + strings.ReplaceAll(password, " ", "+")
	rec := s.do(request{method: "POST", url: "/signin", body: form})
	for _, c := range rec.Result().Cookies() {
		if c.Name == "docent_session" && c.Value != "" {
			s.cookies[name] = c.Name + "=" + c.Value
			return s.cookies[name]
		}
	}
	s.t.Fatalf("%s could not sign in: %d %s", name, rec.Code, rec.Body)
	return ""
}

// request is a request as a value. as is a person with a browser, or the name of a token.
type request struct {
	method string // GET where it is empty
	url    string
	as     string // "" for a visitor; "token NAME" for a program
	body   string
	header map[string]string
}

func (s *site) do(q request) *httptest.ResponseRecorder {
	s.t.Helper()
	method := q.method
	if method == "" {
		method = http.MethodGet
	}
	var body io.Reader
	if q.body != "" {
		body = strings.NewReader(q.body)
	}
	req := httptest.NewRequestWithContext(s.t.Context(), method, q.url, body)
	switch token, isToken := strings.CutPrefix(q.as, "token "); {
	case isToken:
		req.Header.Set("Authorization", "Bearer "+s.tokens[token])
	case q.as != "":
		req.Header.Set("Cookie", s.signIn(q.as))
	}
	switch {
	case q.body == "":
	case strings.HasPrefix(q.body, "{"):
		req.Header.Set("Content-Type", "application/json")
	default:
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for name, value := range q.header {
		req.Header.Set(name, value)
	}
	rec := httptest.NewRecorder()
	s.server.Handler().ServeHTTP(rec, req)
	return rec
}

// check is an HTTP test as a value.
type check struct {
	name string
	request
	status int
	has    []string // of the body
	hasNot []string
	header map[string]string // of the answer, as far as it is named; "" must be absent
}

func (s *site) check(c check) *httptest.ResponseRecorder {
	s.t.Helper()
	rec := s.do(c.request)
	where := fmt.Sprintf("%s: %s %s as %q", c.name, c.method, c.url, c.as)
	if rec.Code != c.status {
		s.t.Errorf("%s: status %d, want %d: %.400s", where, rec.Code, c.status, rec.Body)
	}
	for _, want := range c.has {
		if !strings.Contains(rec.Body.String(), want) {
			s.t.Errorf("%s: %q is missing in %.2500s", where, want, rec.Body)
		}
	}
	for _, not := range c.hasNot {
		if i := strings.Index(rec.Body.String(), not); i >= 0 {
			s.t.Errorf("%s: %q must not appear: …%.300s", where, not, rec.Body.String()[max(0, i-100):])
		}
	}
	for name, want := range c.header {
		if got := rec.Header().Get(name); got != want {
			s.t.Errorf("%s: header %s = %q, want %q", where, name, got, want)
		}
	}
	return rec
}
