package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/docent-wiki/docent/search"
	"github.com/docent-wiki/docent/wiki"
)

// rounds is how often a test that kills at a random moment does so.
func rounds() int {
	switch {
	case os.Getenv("DOCENT_TEST_ALL") == "1":
		return 20
	case testing.Short():
		return 1
	}
	return 3
}

// largeFolder makes pages enough that an import can be killed in its middle.
func largeFolder(t *testing.T) (folder string, pages int) {
	t.Helper()
	pages = 400
	if testing.Short() {
		pages = 150
	}
	files := map[string]string{}
	for i := range pages {
		var text strings.Builder
		fmt.Fprintf(&text, "# Page %d\n\nSee [the next](page-%d.md).\n", i, (i+1)%pages)
		for section := range 8 {
			fmt.Fprintf(&text, "\n## Part %d of %d\n\n%s\n", section, i, strings.Repeat(fmt.Sprintf("Word%d is on page %d. ", section, i), 20))
		}
		files[fmt.Sprintf("part-%d/page-%d.md", i%7, i)] = text.String()
	}
	folder = t.TempDir()
	writeFiles(t, folder, files)
	return folder, pages
}

// checkIndex compares the index of a data directory that nobody serves with one that is built anew.
func checkIndex(t *testing.T, dir string) map[string]uint64 {
	t.Helper()
	a, err := openApp(t.Context(), &globals{Data: dir, console: console{err: &watched{}}}, mustExist)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	}()
	if err := a.openIndex(); err != nil {
		t.Fatal(err)
	}
	if applied, last, err := a.feed.Ready(t.Context()); err != nil || applied != last {
		t.Errorf("the index is at event %d of %d: %v", applied, last, err)
	}
	have, err := a.index.Dump(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	fresh, err := search.Open("")
	if err != nil {
		t.Fatal(err)
	}
	if err := search.NewFeed(fresh, a.wiki.Store(), a.source, search.FeedOptions{}).Reindex(t.Context()); err != nil {
		t.Fatal(err)
	}
	want, err := fresh.Dump(t.Context())
	if err := errors.Join(err, fresh.Close()); err != nil {
		t.Fatal(err)
	}
	if len(want) == 0 {
		t.Error("the index holds nothing")
	}
	if diff := cmp.Diff(want, have); diff != "" {
		t.Errorf("the index is not what a new one would be (-new +have):\n%s", diff)
	}
	return have
}

// indexed gives the last event that is in the index of a data directory that nobody serves.
func indexed(t *testing.T, dir string) wiki.EventSeq {
	t.Helper()
	index, err := search.Open(filepath.Join(dir, "index"))
	if err != nil {
		t.Fatal(err)
	}
	mark, err := index.Mark()
	if err := errors.Join(err, index.Close()); err != nil {
		t.Fatal(err)
	}
	return mark.Seq
}

// TestKillImport kills an import in its middle: beside a server that indexes what it writes (and is
// killed, too), by itself, and when everything is written and it indexes.
func TestKillImport(t *testing.T) {
	t.Parallel()
	folder, pages := largeFolder(t)
	for _, c := range []struct {
		name   string
		served bool
		least  int // pages that are there when it is killed
	}{
		{"beside a server", true, pages / 4},
		{"alone", false, pages / 3},
		{"while it indexes", false, pages},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(t.TempDir(), "data")
			first := serve(t, dir) // makes the directory and its index
			first.ready()
			if code := first.stop(); code != exitDone {
				t.Fatal(first.talk)
			}
			const imported = "SELECT COUNT(*) FROM pages WHERE source_path LIKE 'part-%.md'"
			var victims []*server
			if c.served {
				victims = append(victims, serveProcess(t, dir))
			}
			victims = append(victims, process(t, "import", folder, "--space", "large", "--data", dir))
			within(t, "pages arrive", patience, func() bool { return count(t, dir, imported) >= c.least })
			<-time.After(rand.N(100 * time.Millisecond)) // a random moment is what is tested
			for _, v := range victims {
				v.kill()
			}
			t.Logf("killed after %d of %d pages; the index was at event %d of %d",
				count(t, dir, imported), pages, indexed(t, dir), count(t, dir, "SELECT MAX(seq) FROM events"))

			again := serveProcess(t, dir)
			again.ready()
			if code := again.stop(); code != exitDone {
				t.Errorf("exit code %d\n%s", code, again.talk)
			}
			checkIndex(t, dir)
			mustDocent(t, "import", folder, "--space", "large", "--data", dir)
			if n := count(t, dir, imported); n != pages {
				t.Errorf("%d pages after the import was run again, wanted %d", n, pages)
			}
			checkIndex(t, dir)
		})
	}
}

// TestDamagedIndex damages the index in many ways: it is built anew, and nobody gets an error.
func TestDamagedIndex(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data")
	folder := t.TempDir()
	writeFiles(t, folder, handbook)
	s := serve(t, dir)
	s.ready()
	s.stop()
	mustDocent(t, "import", folder, "--space", "team", "--data", dir)
	want := checkIndex(t, dir)
	index := filepath.Join(dir, "index")
	segments := filepath.Join(index, "bleve", "store", "*.zap")
	for _, how := range []struct {
		name string
		do   func() error
	}{
		{"removed", func() error { return os.RemoveAll(index) }},
		{"emptied", func() error { return os.RemoveAll(filepath.Join(index, "bleve")) }},
		{"lock is junk", func() error { return os.WriteFile(filepath.Join(index, "lock"), []byte("junk"), 0o600) }},
		{"root is junk", func() error { return each(filepath.Join(index, "bleve", "store", "root.bolt"), junk) }},
		{"root is cut", func() error { return each(filepath.Join(index, "bleve", "store", "root.bolt"), halve) }},
		{"settings are junk", func() error { return each(filepath.Join(index, "bleve", "index_meta.json"), junk) }},
		{"segments are cut", func() error { return each(segments, halve) }},
		{"segments have a flipped bit", func() error { return each(segments, flip) }},
		{"segments are empty", func() error { return each(segments, func([]byte) []byte { return nil }) }},
		{"segments are gone", func() error { return eachFile(segments, os.Remove) }},
	} {
		if err := how.do(); err != nil {
			t.Fatalf("%s: %v", how.name, err)
		}
		s := serve(t, dir)
		s.ready()
		if code := s.stop(); code != exitDone || strings.Contains(s.talk.String(), "level=ERROR") {
			t.Errorf("%s: exit code %d\n%s", how.name, code, s.talk)
		}
		if diff := cmp.Diff(want, checkIndex(t, dir)); diff != "" {
			t.Errorf("%s: %s", how.name, diff)
		}
	}
}

func each(pattern string, how func([]byte) []byte) error {
	return eachFile(pattern, func(path string) error {
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(path, how(text), 0o600)
	})
}

func eachFile(pattern string, do func(path string) error) error {
	paths, err := filepath.Glob(pattern)
	if err == nil && len(paths) == 0 {
		err = fs.ErrNotExist
	}
	for _, path := range paths {
		err = errors.Join(err, do(path))
	}
	return err
}

func junk([]byte) []byte    { return []byte("somebody wrote this over what was here before") }
func halve(b []byte) []byte { return b[:len(b)/2] }
func flip(b []byte) []byte  { b[len(b)/2] ^= 0x10; return b }

// TestIndexRemovedWhileServed removes the index under a running server, which builds it anew.
func TestIndexRemovedWhileServed(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data")
	folder := t.TempDir()
	writeFiles(t, folder, handbook)
	s := serve(t, dir)
	s.token = newAdmin(t, dir)
	mustDocent(t, "import", folder, "--space", "team", "--data", dir)
	within(t, "the import is indexed", aSecond, func() bool { return s.findsKayaks() == 1 })
	if err := os.RemoveAll(filepath.Join(dir, "index", "bleve")); err != nil {
		t.Fatal(err)
	}
	root := filepath.Join(dir, "index", "bleve", "store", "root.bolt")
	within(t, "the index is built anew", aSecond, func() bool {
		_, err := os.Stat(root)
		return err == nil && s.findsKayaks() == 1
	})
	s.ready()
	if code := s.stop(); code != exitDone {
		t.Errorf("exit code %d\n%s", code, s.talk)
	}
	checkIndex(t, dir)
}

// acknowledged is a save that a client was told is kept.
type acknowledged struct {
	page     int64
	revision int
	note     string
}

// storm saves from many clients to few pages until the server is killed.
type storm struct {
	s     *server
	pages []int64
	round int

	mu     sync.Mutex
	saved  []acknowledged
	enough int
	kill   func() // a moment after the save that is enough
}

const stormClients, stormPages = 16, 10

// TestKillStorm kills a server in the middle of a storm of saves, over and over on the same directory:
// whatever was acknowledged is in the history, exactly once.
func TestKillStorm(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data")
	token := newAdmin(t, dir)
	var pages []int64
	var all []acknowledged
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	for round := range rounds() {
		s := serveProcess(t, dir)
		s.token = token
		if pages == nil {
			pages = s.stormPages()
		}
		storm := &storm{s: s, pages: pages, round: round, enough: 20 + random.IntN(150), kill: s.kill}
		storm.blow(t)
		all = append(all, storm.saved...)

		after := serveProcess(t, dir)
		after.token = token
		after.ready()
		after.checkHistory(all)
		if code := after.stop(); code != exitDone {
			t.Errorf("round %d: exit code %d\n%s", round, code, after.talk)
		}
	}
	checkIndex(t, dir)
	t.Logf("%d saves were acknowledged in %d rounds", len(all), rounds())
}

// stormPages makes the pages that a storm saves to.
func (s *server) stormPages() (ids []int64) {
	s.t.Helper()
	s.call(http.MethodPost, "/api/v1/spaces", map[string]string{"slug": "storm", "name": "Storm"}, http.StatusCreated, nil)
	for i := range stormPages {
		var text strings.Builder
		for line := range 200 {
			fmt.Fprintf(&text, "Line %d of page %d.\n\n", line, i)
		}
		var page struct{ ID int64 }
		s.call(http.MethodPost, "/api/v1/pages", map[string]string{"space": "storm", "title": fmt.Sprintf("Page %d", i), "markdown": text.String()}, http.StatusCreated, &page)
		ids = append(ids, page.ID)
	}
	return ids
}

func (st *storm) blow(t *testing.T) {
	t.Helper()
	var clients sync.WaitGroup
	for client := range stormClients {
		clients.Go(func() {
			random := rand.New(rand.NewPCG(uint64(st.round), uint64(client)))
			for n := 0; st.save(t, random, fmt.Sprintf("round %d client %d save %d", st.round, client, n)); n++ {
			}
		})
	}
	clients.Wait()
	<-st.s.ended
	if len(st.saved) < st.enough {
		t.Errorf("the storm ended after %d of %d saves\n%s", len(st.saved), st.enough, st.s.talk)
	}
}

// save writes one line into one page; false when the server is gone.
func (st *storm) save(t *testing.T, random *rand.Rand, note string) bool {
	page := st.pages[random.IntN(len(st.pages))]
	path := fmt.Sprintf("/api/v1/pages/%d", page)
	var now struct {
		Revision int
		Markdown string
	}
	status, reply, err := st.s.request(http.MethodGet, path, nil)
	if err != nil {
		return false
	}
	if status != http.StatusOK || json.Unmarshal(reply, &now) != nil {
		t.Errorf("read page %d: %d %s", page, status, reply)
		return false
	}
	line := fmt.Sprintf("Line %d of", random.IntN(200))
	var done struct{ Revision int }
	status, reply, err = st.s.request(http.MethodPut, path, map[string]any{
		"base_revision": now.Revision, "markdown": strings.Replace(now.Markdown, line, note+". "+line, 1), "message": note,
	})
	switch {
	case err != nil:
		return false
	case status == http.StatusConflict: // told, and nothing written
		return true
	case status != http.StatusOK || json.Unmarshal(reply, &done) != nil:
		t.Errorf("save page %d: %d %s", page, status, reply)
		return false
	}
	st.mu.Lock()
	st.saved = append(st.saved, acknowledged{page, done.Revision, note})
	last := len(st.saved) == st.enough
	st.mu.Unlock()
	if last {
		time.AfterFunc(rand.N(20*time.Millisecond), st.kill)
	}
	return true
}

// checkHistory looks for every save in the history of its page.
func (s *server) checkHistory(saved []acknowledged) {
	s.t.Helper()
	notes := map[int64]map[string][]int{} // page, message: revisions
	for _, a := range saved {
		if notes[a.page] == nil {
			notes[a.page] = s.history(a.page)
		}
		if diff := cmp.Diff([]int{a.revision}, notes[a.page][a.note]); diff != "" {
			s.t.Errorf("page %d, %q: revisions (-acknowledged +history)\n%s", a.page, a.note, diff)
		}
	}
	for page, all := range notes {
		for note, revisions := range all {
			if note != "" && len(revisions) != 1 {
				s.t.Errorf("page %d, %q: revisions %v", page, note, revisions)
			}
		}
		var now struct{ Markdown string }
		s.call(http.MethodGet, fmt.Sprintf("/api/v1/pages/%d", page), nil, http.StatusOK, &now)
		for _, a := range saved {
			if a.page == page && strings.Count(now.Markdown, a.note+". ") != 1 {
				s.t.Errorf("page %d holds the words of %q %d times", page, a.note, strings.Count(now.Markdown, a.note+". "))
			}
		}
	}
}

// history gives the revisions of a page by their message.
func (s *server) history(page int64) map[string][]int {
	s.t.Helper()
	all := map[string][]int{}
	next := ""
	for {
		var list struct {
			Items []struct {
				Revision int
				Message  string
			}
			Next string `json:"next_cursor"`
		}
		s.call(http.MethodGet, fmt.Sprintf("/api/v1/pages/%d/revisions?limit=200&cursor=%s", page, next), nil, http.StatusOK, &list)
		for _, r := range list.Items {
			all[r.Message] = append(all[r.Message], r.Revision)
		}
		if next = list.Next; next == "" {
			return all
		}
	}
}
