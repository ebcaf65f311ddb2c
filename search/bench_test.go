package search

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"

	"github.com/docent-wiki/docent/content/importer"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/sqldb"
	"github.com/docent-wiki/docent/wiki/wikisql"
)

// corpora are the sizes that the measures are taken at; see CONTRIBUTING.md for DOCENT_SHARED.
var corpora = []struct{ name, file, folder string }{
	{"250", "18f-handbook.tar.gz", "pages"},
	{"3000", "powershell-docs.tar.xz", "reference"},
}

// corpus is an imported corpus, its index, and queries made from its headings.
type corpus struct {
	wiki    *wiki.Wiki
	access  wiki.Access
	index   *Index
	feed    *Feed
	finder  *Finder
	queries []string
	source  string // the folder that was imported
}

var loaded sync.Map // file name -> func() (*corpus, error); imported once for all benchmarks

func load(b *testing.B, file, folder string) *corpus {
	b.Helper()
	shared := os.Getenv("DOCENT_SHARED")
	if shared == "" {
		b.Skip("DOCENT_SHARED is not set: no corpora to measure with")
	}
	once, _ := loaded.LoadOrStore(file, sync.OnceValues(func() (*corpus, error) {
		return importCorpus(filepath.Join(shared, "corpora", file), folder)
	}))
	c, err := once.(func() (*corpus, error))()
	if err != nil {
		b.Fatal(err)
	}
	return c
}

func importCorpus(file, folder string) (*corpus, error) {
	ctx := context.Background() // outlives the benchmark that happens to be first
	dir := filepath.Join(os.TempDir(), fmt.Sprintf("docent-search-bench-%d", os.Getpid()), folder)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	if out, err := exec.CommandContext(ctx, "tar", "-C", dir, "-xf", file).CombinedOutput(); err != nil {
		return nil, fmt.Errorf("%w: %s", err, out)
	}
	found, err := filepath.Glob(filepath.Join(dir, "*", folder))
	if direct, _ := filepath.Glob(filepath.Join(dir, folder)); err == nil && len(direct) > 0 {
		found = direct
	}
	if len(found) == 0 {
		return nil, fmt.Errorf("no folder %s in %s", folder, file)
	}
	db, err := sqldb.Open(ctx, sqldb.Config{Path: filepath.Join(dir, "data", "docent.db")})
	if err != nil {
		return nil, err
	}
	blobs, err := wikisql.OpenBlobs(filepath.Join(dir, "data", "attachments"))
	if err != nil {
		return nil, err
	}
	c := &corpus{wiki: wiki.New(wikisql.New(db), blobs, wiki.Options{})}
	c.source = found[0]
	source, err := importer.Open(found[0])
	if err != nil {
		return nil, err
	}
	if _, err := c.wiki.Import(ctx, wiki.Operator(), wiki.ImportRequest{Source: source, Space: "bench"}); err != nil {
		return nil, err
	}
	if c.access, err = c.wiki.Access(ctx, wiki.Operator()); err != nil {
		return nil, err
	}
	if c.index, err = Open(filepath.Join(dir, "data", "index")); err != nil {
		return nil, err
	}
	pages := Pages(c.wiki.Store())
	c.feed = NewFeed(c.index, c.wiki.Store(), pages, FeedOptions{})
	c.finder = NewFinder(c.index, pages, c.wiki.Store(), c.feed)
	if err := c.feed.CatchUp(ctx); err != nil {
		return nil, err
	}
	return c, c.ask(ctx, pages)
}

// ask makes queries: a word, two words, a misspelled word, or a whole heading.
func (c *corpus) ask(ctx context.Context, pages Source) error {
	n := 0
	return pages.All(ctx, func(changes []Change) error {
		for _, change := range changes {
			d := change.Docs[len(change.Docs)/2]
			words := strings.Fields(d.Heading)
			if len(words) < 3 || len(words[0]) < 5 {
				continue
			}
			n++
			switch n % 8 {
			case 0, 1, 2:
				c.queries = append(c.queries, words[0])
			case 3, 4, 5:
				c.queries = append(c.queries, words[0]+" "+words[len(words)-1])
			case 6:
				c.queries = append(c.queries, words[0][:2]+words[0][3:]+" "+words[1])
			case 7:
				c.queries = append(c.queries, "how do I "+d.Heading)
			}
		}
		return nil
	})
}

// compare runs ours and bare in turn, over all queries, and reports both at p50 and p95 in microseconds
// and what ours takes beyond 1.5 times the bare one (to be under 1,000).
func compare(b *testing.B, queries []string, ours, bare func(string)) {
	b.Helper()
	var times [2][]time.Duration
	for i := 0; b.Loop(); i++ {
		q := queries[i%len(queries)]
		for k, do := range []func(string){ours, bare} {
			begun := time.Now()
			do(q)
			times[k] = append(times[k], time.Since(begun))
		}
	}
	for _, p := range []int{50, 95} {
		var at [2]float64
		for k := range times {
			slices.Sort(times[k])
			at[k] = float64(times[k][len(times[k])*p/100].Microseconds())
		}
		b.ReportMetric(at[0], fmt.Sprintf("p%d-µs", p))
		b.ReportMetric(at[1], fmt.Sprintf("p%d-bare-µs", p))
		b.ReportMetric(at[0]-1.5*at[1], fmt.Sprintf("p%d-beyond-µs", p))
	}
}

func check(b *testing.B, err error) {
	if err != nil {
		b.Fatal(err)
	}
}

// The queries that a search issues, against the search.
func BenchmarkSearch(b *testing.B) {
	for _, size := range corpora {
		b.Run(size.name, func(b *testing.B) {
			c := load(b, size.file, size.folder)
			ctx := b.Context()
			compare(b, c.queries, func(q string) {
				_, err := c.finder.Search(ctx, c.access, Query{Text: q})
				check(b, err)
			}, func(q string) {
				p := Parse(q)
				r := Request{Kinds: kindsNamed(""), Spaces: c.access.IDs(), All: p.Words, Count: true}
				_, _, err := c.finder.find(ctx, r, p)
				check(b, err)
			})
		})
	}
}

// Candidates for an answer, against the same query to the engine without spaces and kinds.
func BenchmarkSections(b *testing.B) {
	for _, size := range corpora {
		b.Run(size.name, func(b *testing.B) {
			c := load(b, size.file, size.folder)
			ctx := b.Context()
			compare(b, c.queries, func(q string) {
				_, err := c.finder.Sections(ctx, c.access, q, 0, 30)
				check(b, err)
			}, func(q string) {
				match := bleve.NewMatchQuery(q)
				match.SetField(string(KindSection))
				request := bleve.NewSearchRequestOptions(match, 30, 0, false)
				request.SortBy([]string{"-_score", "_id"})
				_, err := c.index.engine.SearchInContext(ctx, request)
				check(b, err)
			})
		})
	}
}

func BenchmarkSuggest(b *testing.B) {
	for _, size := range corpora {
		b.Run(size.name, func(b *testing.B) {
			c := load(b, size.file, size.folder)
			compare(b, c.queries, func(q string) {
				_, err := c.finder.Suggest(b.Context(), c.access, q[:min(len(q), 6)])
				check(b, err)
			}, func(string) {})
		})
	}
}

// Building the index anew, against a bare loop that puts the same documents into a default index.
func BenchmarkIndexing(b *testing.B) {
	for _, size := range corpora {
		b.Run(size.name, func(b *testing.B) {
			c := load(b, size.file, size.folder)
			var ours, bare time.Duration
			for b.Loop() {
				begun := time.Now()
				check(b, c.feed.Reindex(b.Context()))
				ours += time.Since(begun)
				bare += bareBatches(b, c)
			}
			b.ReportMetric(ours.Seconds()/float64(b.N), "s")
			b.ReportMetric(bare.Seconds()/float64(b.N), "bare-s")
			b.ReportMetric(ours.Seconds()/bare.Seconds(), "ratio")
		})
	}
}

func bareBatches(b *testing.B, c *corpus) time.Duration {
	var docs []Doc
	check(b, Pages(c.wiki.Store()).All(b.Context(), func(changes []Change) error {
		for _, change := range changes {
			docs = append(docs, change.Docs...)
		}
		return nil
	}))
	begun := time.Now()
	m := bleve.NewIndexMapping()
	m.DefaultAnalyzer = "en"
	m.StoreDynamic = false
	engine, err := bleve.NewUsing(filepath.Join(b.TempDir(), "bare"), m, scorch.Name, scorch.Name, nil)
	check(b, err)
	batch, bytes := engine.NewBatch(), 0
	for _, d := range docs {
		check(b, batch.Index(d.ID(), map[string]string{"text": d.text()}))
		if bytes += d.size(); bytes >= batchBytes {
			check(b, engine.Batch(batch))
			batch, bytes = engine.NewBatch(), 0
		}
	}
	check(b, engine.Batch(batch))
	took := time.Since(begun)
	check(b, engine.Close())
	return took
}
