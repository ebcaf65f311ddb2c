package main

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/wikisql"
)

// What the program may cost. The benchmarks print the same figures; here they are held to, with some
// slack for a machine that does other things at the same time: a third more for times and rates.
const slack = 1.33

// muchSlack is for what takes about a millisecond, and for what runs beside an import on two cores: the tests
// of another package, which may run at the same time, count as much there as what is measured.
const muchSlack = 2.0

// importRatio is how much longer an import may take than the bare loop.
const importRatio = 2.0

func everythingOnly(t *testing.T) {
	t.Helper()
	if os.Getenv("DOCENT_TEST_ALL") != "1" {
		t.Skip("takes minutes: set DOCENT_TEST_ALL=1")
	}
}

// TestImportCost holds imports to twice the bare loop.
func TestImportCost(t *testing.T) {
	everythingOnly(t)
	for _, c := range corpora {
		dir := c.folder(t)
		ours, bare := timeImport(t, dir), timeBareImport(t, dir)
		ratio := ours.Seconds() / bare.Seconds()
		t.Logf("%s: import %.1f s, bare loop %.1f s: %.2f times as long", c.name, ours.Seconds(), bare.Seconds(), ratio)
		if ratio > importRatio*slack {
			t.Errorf("%s: an import takes %.2f times as long as the bare loop, it may take %.1f times", c.name, ratio, importRatio)
		}
	}
}

// TestViewCost holds page views to half the rate of the bare handler and twice its p99.
func TestViewCost(t *testing.T) {
	everythingOnly(t)
	s := openSite(t, handbook18F)
	ids := s.all(t)
	ours, bare := &loader{address: s.address}, &loader{address: serveBare(t, s, ids)}
	defer ours.close()
	defer bare.close()
	for _, id := range ids {
		ours.requests = append(ours.requests, onWire(fmt.Sprintf("/p/%d", id), s.cookie))
		bare.requests = append(bare.requests, onWire(fmt.Sprintf("/p/%d", id), ""))
	}
	for round := range 7 {
		for _, l := range []*loader{ours, bare} {
			l.run(t)
			if round == 0 { // warming up
				l.times, l.took = nil, 0
			}
		}
	}
	rate, late := ours.rate()/bare.rate(), ours.late().Seconds()/bare.late().Seconds()
	t.Logf("%.0f views a second, the bare handler %.0f: %.2f of its rate, %.2f times its p99", ours.rate(), bare.rate(), rate, late)
	if rate < .5/slack || late > 2*slack {
		t.Errorf("page views reach %.2f of the bare handler's rate (0.5 wanted) at %.2f times its p99 (2 allowed)", rate, late)
	}
}

// TestFindingCost holds search and ask to the queries that they issue.
func TestFindingCost(t *testing.T) {
	everythingOnly(t)
	for _, c := range corpora {
		f := openFinding(t, c)
		for _, busy := range []bool{false, true} {
			stop, slack := func() {}, slack
			if busy || c.name == handbook18F.name {
				slack = muchSlack
			}
			if busy {
				stop = f.keepImporting(t)
			}
			f.holds(t, 150, fmt.Sprintf("search, %s, importing %t", c.name, busy), searchMay, slack, (*finding).search, (*finding).bareSearch)
			f.holds(t, 150, fmt.Sprintf("ask, %s, importing %t", c.name, busy), askMay, slack, (*finding).ask, (*finding).bareAsk)
			stop()
		}
	}
}

// tries is how often a query is run: the best time counts, so that the percentiles tell queries apart
// and not the moments at which the machine did something else.
const tries = 3

// holds runs so many queries, and gives the p95 of ours. It may be slack times the limit.
func (f *finding) holds(t *testing.T, queries int, what string, limit may, slack float64, ours, bare func(*finding, testing.TB, string)) (late time.Duration) {
	t.Helper()
	var best [2][]time.Duration
	for i := range queries {
		var times [2][]time.Duration
		for range tries {
			f.both(t, &times, f.queries[i%len(f.queries)], ours, bare)
		}
		for k := range best {
			best[k] = append(best[k], slices.Min(times[k]))
		}
	}
	for _, p := range []float64{.50, .95} {
		at, bareAt := percentile(best[0], p), percentile(best[1], p)
		t.Logf("%s: p%.0f %v, the bare queries %v: %.2f of what is allowed", what, p*100, at, bareAt, at.Seconds()/limit.at(bareAt).Seconds())
		if at.Seconds() > slack*limit.at(bareAt).Seconds() {
			t.Errorf("%s: p%.0f is %v, %v is allowed", what, p*100, at, limit.at(bareAt))
		}
		late = at
	}
	return late
}

const (
	memoryMay  = 200 << 10 // KiB of anonymous memory
	startMay   = 500 * time.Millisecond
	viewsAsked = 10_000
)

// TestFootprint serves the larger corpus from a process of its own: what it keeps in memory after
// indexing everything and drawing every page, and how soon the next one shows a page.
func TestFootprint(t *testing.T) {
	everythingOnly(t)
	if runtime.GOOS != "linux" {
		t.Skip("anonymous memory is read from /proc")
	}
	folder, dir := powershell.folder(t), filepath.Join(t.TempDir(), "data")
	code, _, talk := docent(t, readerWord+"\n", "user", "add", "Rea Der", "--email", readerMail, "--role", "admin", "--password-stdin", "--data", dir)
	if code != exitDone {
		t.Fatal(talk)
	}
	first := command(t, "serve", "--listen", "127.0.0.1:0", "--data", dir)
	s := start(t, first)
	s.awaitAddress()
	mustDocent(t, "import", folder, "--space", powershell.name, "--data", dir)
	s.token = newAdmin(t, dir)
	within(t, "everything is indexed", 5*patience, func() bool {
		status, _, err := s.request(http.MethodGet, "/readyz", nil)
		return err == nil && status == http.StatusOK
	})
	t.Logf("after indexing: %d MB of anonymous memory", anonymous(t, first.Process.Pid)>>10)
	ids := pageNumbers(t, s, powershell.name)
	l := &loader{address: strings.TrimPrefix(s.url, "http://")}
	defer l.close()
	cookie := signIn(t, s.url, readerMail, readerWord)
	for _, id := range ids {
		l.requests = append(l.requests, onWire(fmt.Sprintf("/p/%d", id), cookie))
	}
	for len(l.times) < viewsAsked {
		l.run(t)
	}
	kept := anonymous(t, first.Process.Pid)
	t.Logf("after %d views of %d pages: %d MB of anonymous memory", len(l.times), len(ids), kept>>10)
	if kept > memoryMay {
		t.Errorf("%d MB of anonymous memory, %d MB are allowed", kept>>10, memoryMay>>10)
	}
	if code := s.stop(); code != exitDone {
		t.Errorf("the server ended with %d", code)
	}
	checkStart(t, dir, fmt.Sprintf("/p/%d", ids[len(ids)/2]), s.token)
}

// checkStart measures from starting the process to having the first page, the quickest of three.
func checkStart(t *testing.T, dir, page, token string) {
	best := time.Hour
	for range 3 {
		begun := time.Now()
		s := serveProcess(t, dir)
		s.token = token
		s.call(http.MethodGet, page, nil, http.StatusOK, nil)
		best = min(best, time.Since(begun))
		s.stop()
	}
	t.Logf("from the start to the first page: %v", best)
	if best.Seconds() > slack*startMay.Seconds() {
		t.Errorf("the first page comes after %v, %v are allowed", best, startMay)
	}
}

// anonymous is the anonymous memory of a process in KiB.
func anonymous(t testing.TB, pid int) int {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	must(t, err)
	for line := range strings.Lines(string(status)) {
		if rest, found := strings.CutPrefix(line, "RssAnon:"); found {
			n, err := strconv.Atoi(strings.Fields(rest)[0])
			must(t, err)
			return n
		}
	}
	t.Fatal("no RssAnon in /proc")
	return 0
}

// pageNumbers asks the API for every page of a space.
func pageNumbers(t testing.TB, s *server, space string) (ids []int64) {
	t.Helper()
	next := ""
	for {
		var list struct {
			Items []struct {
				ID int64 `json:"id"`
			} `json:"items"`
			Next string `json:"next_cursor"`
		}
		path := "/api/v1/pages?limit=200&space=" + space
		if next != "" {
			path += "&cursor=" + next
		}
		s.call(http.MethodGet, path, nil, http.StatusOK, &list)
		for _, item := range list.Items {
			ids = append(ids, item.ID)
		}
		if next = list.Next; next == "" {
			return ids
		}
	}
}

// countedStore counts write transactions.
type countedStore struct {
	*wikisql.Store
	writes int
}

func (c *countedStore) Write(ctx context.Context, as wiki.Actor, fn func(wiki.Tx) error) error {
	c.writes++
	return c.Store.Write(ctx, as, fn)
}

// TestSaveIsOneTransaction: revision, sections, links and event are written together.
func TestSaveIsOneTransaction(t *testing.T) {
	a := openWhole(t, filepath.Join(t.TempDir(), "data"))
	blobs, err := wikisql.OpenBlobs(filepath.Join(t.TempDir(), "files"))
	must(t, err)
	store := &countedStore{Store: wikisql.New(a.db)}
	w := wiki.New(store, blobs, wiki.Options{})
	space, err := w.CreateSpace(t.Context(), wiki.Operator(), wiki.NewSpace{Slug: "eng", Name: "Engineering"})
	must(t, err)
	saved, err := w.Create(t.Context(), wiki.Operator(), wiki.NewPage{Space: space.ID, Title: "Keys", Markdown: "# Keys\n\nSee [[Vault]].\n"})
	must(t, err)
	store.writes = 0
	text := "# Keys\n\n## Rotate\n\nSee [[Vault]] and [[Incidents]].\n"
	_, err = w.Save(t.Context(), wiki.Operator(), wiki.Draft{Page: saved.Page.ID, Base: saved.Revision, Markdown: &text})
	must(t, err)
	if store.writes != 1 {
		t.Errorf("a save made %d transactions", store.writes)
	}
}
