package main

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/docent-wiki/docent/content/importer"
	"github.com/docent-wiki/docent/search"
	"github.com/docent-wiki/docent/search/thesaurus"
	"github.com/docent-wiki/docent/wiki"
)

// Search and ask as their screens use them, against the bare queries to the index that they issue:
// the same index, the same queries, nothing around them. Every query is run both ways, one after the
// other. A search may take 1.5 times its queries and 1 ms, an ask 3 times and 2 ms.
var (
	searchMay = may{times: 1.5, and: time.Millisecond}
	askMay    = may{times: 3, and: 2 * time.Millisecond}
)

// may is how long something may take, given how long the bare library takes.
type may struct {
	times float64
	and   time.Duration
}

func (m may) at(bare time.Duration) time.Duration {
	return time.Duration(m.times*float64(bare)) + m.and
}

func BenchmarkSearch(b *testing.B) {
	benchmarkFinding(b, searchMay, (*finding).search, (*finding).bareSearch)
}

func BenchmarkAsk(b *testing.B) { benchmarkFinding(b, askMay, (*finding).ask, (*finding).bareAsk) }

func benchmarkFinding(b *testing.B, limit may, ours, bare func(*finding, testing.TB, string)) {
	for _, c := range corpora {
		f := openFinding(b, c)
		for _, busy := range []bool{false, true} {
			name := c.name
			if busy {
				name += "-importing"
			}
			b.Run(name, func(b *testing.B) {
				stop := func() {}
				if busy {
					stop = f.keepImporting(b)
				}
				defer stop()
				var times [2][]time.Duration
				for i := 0; b.Loop(); i++ {
					f.both(b, &times, f.queries[i%len(f.queries)], ours, bare)
				}
				for _, p := range []float64{.50, .95} {
					at, bareAt := percentile(times[0], p), percentile(times[1], p)
					b.ReportMetric(at.Seconds()*1000, fmt.Sprintf("p%.0f-ms", p*100))
					b.ReportMetric(bareAt.Seconds()*1000, fmt.Sprintf("p%.0f-bare-ms", p*100))
					b.ReportMetric(at.Seconds()/limit.at(bareAt).Seconds(), fmt.Sprintf("p%.0f-of-limit", p*100))
				}
			})
		}
	}
}

// finding is a corpus that is searched.
type finding struct {
	*app
	access  wiki.Access
	folder  string
	queries []string
}

func openFinding(t testing.TB, c corpus) *finding {
	t.Helper()
	f := &finding{app: openWhole(t, filepath.Join(t.TempDir(), "data")), folder: c.folder(t)}
	f.importFolder(t, f.folder, c.name)
	must(t, f.feed.CatchUp(t.Context()))
	var err error
	f.access, err = f.wiki.Access(t.Context(), wiki.Operator())
	must(t, err)
	space, _ := f.access.Slug(c.name)
	nodes, err := f.wiki.Tree(t.Context(), wiki.Operator(), space.ID)
	must(t, err)
	for i, n := range nodes {
		sections, err := f.wiki.Store().Sections(t.Context(), n.ID)
		must(t, err)
		if len(sections) > 0 {
			f.queries = queryOf(f.queries, i, sections[len(sections)/2].Heading)
		}
	}
	return f
}

// queryOf makes a query of a heading: a word, two words, a misspelled word, or a sentence.
func queryOf(queries []string, i int, heading string) []string {
	words := strings.Fields(heading)
	if len(words) < 3 || len(words[0]) < 5 {
		return queries
	}
	switch i % 8 {
	case 0, 1, 2:
		return append(queries, words[0])
	case 3, 4:
		return append(queries, words[0]+" "+words[len(words)-1])
	case 5:
		return append(queries, words[0][:2]+words[0][3:]+" "+words[1])
	}
	return append(queries, "how do I "+heading)
}

func (f *finding) both(t testing.TB, times *[2][]time.Duration, query string, ours, bare func(*finding, testing.TB, string)) {
	for k, do := range []func(*finding, testing.TB, string){ours, bare} {
		begun := time.Now()
		do(f, t, query)
		times[k] = append(times[k], time.Since(begun))
	}
}

func (f *finding) search(t testing.TB, query string) {
	_, err := f.finder.Search(t.Context(), f.access, search.Query{Text: query})
	must(t, err)
}

// bareSearch asks the index what a search asks it: for all words, then for like ones, then for any of them
// and of those that mean the same.
func (f *finding) bareSearch(t testing.TB, query string) {
	parsed := search.Parse(query)
	r := search.Request{
		Kinds: []search.Kind{search.KindSection, search.KindQuestion, search.KindAttachment}, Spaces: f.access.IDs(),
		All: parsed.Words, Size: 100, Count: true,
	}
	if f.found(t, r) > 0 {
		return
	}
	if r.Fuzzy = true; len(parsed.Words) <= 5 && f.found(t, r) > 0 {
		return
	}
	r.Any = query
	for _, e := range f.finder.Thesaurus().Expand(thesaurus.Words(query)) {
		if e.Weight >= .6 {
			r.Any += " " + strings.Join(e.Words, " ")
		}
	}
	f.found(t, r)
}

func (f *finding) found(t testing.TB, r search.Request) int {
	found, err := f.index.Find(t.Context(), r)
	must(t, err)
	return found.Total
}

func (f *finding) ask(t testing.TB, query string) {
	_, err := f.desk.Preview(t.Context(), f.access, query, 0)
	must(t, err)
}

// bareAsk asks the index what an ask asks it: for sections with the words or, for less, with what means the
// same, and for questions.
func (f *finding) bareAsk(t testing.TB, query string) {
	words := []search.WeightedTerm{{Text: query, Weight: 1}}
	alike := f.finder.Thesaurus().Expand(thesaurus.Words(query))
	for _, e := range alike[:min(len(alike), 16)] {
		for _, w := range e.Words {
			words = append(words, search.WeightedTerm{Text: w, Weight: .3 * e.Weight / float64(len(e.Words))})
		}
	}
	f.found(t, search.Request{Kinds: []search.Kind{search.KindSection}, Weighted: words, Spaces: f.access.IDs(), Size: 150})
	f.found(t, search.Request{Kinds: []search.Kind{search.KindQuestion, search.KindLinked}, Any: query, Spaces: f.access.IDs(), Size: 72})
}

// keepImporting imports the corpus into spaces of its own, with indexing, until stop is called.
func (f *finding) keepImporting(t testing.TB) (stop func()) {
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for i := 0; ctx.Err() == nil; i++ {
			source, err := importer.Open(f.folder)
			if err != nil {
				t.Error(err)
				return
			}
			_, err = f.wiki.Import(ctx, wiki.Operator(), wiki.ImportRequest{Source: source, Space: fmt.Sprintf("again-%d", time.Now().UnixNano())})
			if err == nil {
				err = f.feed.CatchUp(ctx)
			}
			if err != nil && ctx.Err() == nil {
				t.Error(err)
			}
			_ = source.Close()
		}
	}()
	return func() { cancel(); <-ended }
}
