package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"testing"
	"time"

	"github.com/docent-wiki/docent/search"
	"github.com/docent-wiki/docent/wiki"
)

// What finding may cost as a wiki grows, beside searchMay and askMay.
const (
	indexMay   = 1.2             // bytes of the index for each byte of source
	savedMay   = time.Second     // from a save until it is found
	rankerMay  = 100 << 20       // bytes of heap that asking adds
	scaleAsks  = 60              // queries of each kind that are timed
	otherAsks  = 400             // asks that have to fit into the ranker's memory
	manyCopies = 8               // from which on growth tells more than the moments at which it was measured
	scaleEnv   = "DOCENT_SCALE"  // how often the larger corpus is imported
	scaleWord  = "zymurgyscaled" // stands nowhere
)

// TestScale measures one copy of the larger corpus and then several in spaces of their own: what a search, a
// suggestion and an ask cost beside their bare queries, how that grows, and index, saves and heap. The
// wanted size is sixteen copies (48,000 pages), which take a quarter of an hour to import: DOCENT_SCALE=16. It is too long for every change.
func TestScale(t *testing.T) {
	said := os.Getenv(scaleEnv)
	if said == "" {
		t.Skipf("%s is not set: %s=2 takes five minutes, %s=16 half an hour", scaleEnv, scaleEnv, scaleEnv)
	}
	copies, err := strconv.Atoi(said)
	must(t, err)
	t.Logf("%d copies of the larger corpus, %d pages; %s=16 measures 48,000 pages", copies, copies*powershell.pages, scaleEnv)
	f := openFinding(t, powershell)
	small := f.scaled(t, 1)
	for i := 2; i <= copies; i++ {
		begun := time.Now()
		f.importFolder(t, f.folder, fmt.Sprintf("copy-%02d", i))
		must(t, f.feed.CatchUp(t.Context()))
		t.Logf("copy %d is imported and indexed after %v", i, time.Since(begun).Round(time.Millisecond))
	}
	large := f.scaled(t, copies)
	for what, late := range large {
		growth := late.Seconds() / small[what].Seconds()
		t.Logf("%s: p95 is %.1f times as long with %d times as many pages", what, growth, copies)
		if copies >= manyCopies && growth > float64(copies) {
			t.Errorf("%s: p95 is %.1f times as long with %d times as many pages", what, growth, copies)
		}
	}
}

// scaled measures everything at one size and gives the p95 of each way to find.
func (f *finding) scaled(t *testing.T, copies int) map[string]time.Duration {
	t.Helper()
	var err error
	f.access, err = f.wiki.Access(t.Context(), wiki.Operator()) // of the new spaces, too
	must(t, err)
	f.indexSize(t, copies)
	f.savedSoon(t)
	f.rankerHeap(t)
	late := map[string]time.Duration{}
	for _, way := range []struct {
		name       string
		limit      may
		ours, bare func(*finding, testing.TB, string)
	}{
		{"search", searchMay, (*finding).search, (*finding).bareSearch},
		{"suggest", searchMay, (*finding).suggest, (*finding).bareSuggest},
		{"ask", askMay, (*finding).ask, (*finding).bareAsk},
	} {
		what := fmt.Sprintf("%s, %d pages", way.name, copies*powershell.pages)
		late[way.name] = f.holds(t, scaleAsks, what, way.limit, slack, way.ours, way.bare)
	}
	return late
}

// indexSize holds the index, as the feed leaves it, to the size of the Markdown.
func (f *finding) indexSize(t *testing.T, copies int) {
	t.Helper()
	source := int64(0)
	for _, path := range markdownFiles(t, f.folder) {
		info, err := os.Stat(filepath.Join(f.folder, path))
		must(t, err)
		source += int64(copies) * info.Size()
	}
	documents, bytes, err := f.index.Size()
	must(t, err)
	ratio := float64(bytes) / float64(source)
	t.Logf("%d documents, an index of %d MB for %d MB of Markdown: %.2f", documents, bytes>>20, source>>20, ratio)
	if ratio > indexMay {
		t.Errorf("the index has %.2f times the bytes of the Markdown, %.1f are allowed", ratio, indexMay)
	}
}

// savedSoon measures from a save until a search finds its words, the quickest of three.
func (f *finding) savedSoon(t *testing.T) {
	t.Helper()
	space, _ := f.access.Slug(powershell.name)
	best := time.Hour
	for range tries {
		word := fmt.Sprintf("%s%d", scaleWord, time.Now().UnixNano())
		begun := time.Now()
		_, err := f.wiki.Create(t.Context(), wiki.Operator(), wiki.NewPage{Space: space.ID, Title: "Saved", Markdown: "# Saved\n\nA page about " + word + ".\n"})
		must(t, err)
		must(t, f.feed.CatchUp(t.Context()))
		found, err := f.finder.Search(t.Context(), f.access, search.Query{Text: word})
		must(t, err)
		if found.Total != 1 {
			t.Errorf("the saved page is found %d times", found.Total)
		}
		best = min(best, time.Since(begun))
	}
	t.Logf("a save is found after %v", best)
	if best.Seconds() > slack*savedMay.Seconds() {
		t.Errorf("a save is found after %v, %v are allowed", best, savedMay)
	}
}

// rankerHeap measures what many different asks leave on the heap.
func (f *finding) rankerHeap(t *testing.T) {
	t.Helper()
	f.search(t, f.queries[0]) // loads what searches need
	before := heap()
	for i := range otherAsks {
		f.ask(t, f.queries[i%len(f.queries)])
	}
	grown := heap() - before
	t.Logf("%d asks leave %.1f MB on the heap", otherAsks, float64(grown)/(1<<20))
	if grown > rankerMay {
		t.Errorf("%d asks leave %d MB on the heap, %d MB are allowed", otherAsks, grown>>20, rankerMay>>20)
	}
}

// heap is what is in use, bytes.
func heap() int64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC() // what pools held goes at the second time
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// typed is what somebody has typed of a query so far.
func typed(query string) string { return query[:min(len(query), 3+len(query)%6)] }

func (f *finding) suggest(t testing.TB, query string) {
	_, err := f.finder.Suggest(t.Context(), f.access, typed(query))
	must(t, err)
}

// bareSuggest asks the index what suggestions ask it: for titles that begin so, for words of titles and of
// headings that begin so, and the same of questions.
func (f *finding) bareSuggest(t testing.TB, query string) {
	words := f.index.Words(typed(query))
	if len(words) == 0 {
		return
	}
	begins := func(kind search.Kind, field, prefix string) {
		f.found(t, search.Request{
			Kinds: []search.Kind{kind}, Spaces: f.access.IDs(), Size: 30, Rough: field != "key",
			Lookup: []search.Limit{{Field: field, Prefix: prefix}},
		})
	}
	last := words[len(words)-1].Text
	begins(search.KindSection, "key", words[0].Text)
	begins(search.KindSection, "lead", last)
	begins(search.KindSection, "head", last)
	begins(search.KindQuestion, "key", words[0].Text)
	begins(search.KindQuestion, "lead", last)
}
