package main

import (
	"bytes"
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/blevesearch/bleve/v2"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/text"
)

// An import with everything indexed, against a bare loop over the same files: parse with goldmark
// (GFM), insert into SQLite, batch into Bleve. Both run alternately on fresh directories. At most twice
// as long is wanted.
func BenchmarkImport(b *testing.B) {
	for _, c := range corpora {
		b.Run(c.name, func(b *testing.B) {
			dir := c.folder(b)
			var ours, bare time.Duration
			for b.Loop() {
				ours += timeImport(b, dir)
				bare += timeBareImport(b, dir)
			}
			b.ReportMetric(ours.Seconds()/float64(b.N), "s")
			b.ReportMetric(bare.Seconds()/float64(b.N), "bare-s")
			b.ReportMetric(ours.Seconds()/bare.Seconds(), "ratio")
		})
	}
}

// timeImport imports a folder into a new data directory until the index holds all of it, the feed
// running beside the import as it does in a server.
func timeImport(t testing.TB, dir string) time.Duration {
	t.Helper()
	a := openWhole(t, filepath.Join(t.TempDir(), "data"))
	begun := time.Now()
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { a.feed.Run(ctx); close(ended) }()
	a.importFolder(t, dir, "bench")
	must(t, a.feed.CatchUp(t.Context()))
	took := time.Since(begun)
	cancel()
	<-ended
	applied, last, err := a.feed.Ready(t.Context())
	must(t, err)
	if applied != last || last == 0 {
		t.Fatalf("the index is at event %d of %d", applied, last)
	}
	return took
}

// barePages is how many pages one transaction and one batch of the bare loop hold.
const barePages = 50

// timeBareImport is what anybody would write with the three libraries: for every file one parse, one
// row, and one document per section (the text from a heading to the next, as Docent indexes it).
func timeBareImport(t testing.TB, dir string) time.Duration {
	t.Helper()
	paths := markdownFiles(t, dir)
	db := bareDB(t, filepath.Join(t.TempDir(), "bare.db"))
	_, err := db.ExecContext(t.Context(), `CREATE TABLE pages (id INTEGER PRIMARY KEY, path TEXT UNIQUE, title TEXT, markdown TEXT)`)
	must(t, err)
	mapping := bleve.NewIndexMapping()
	mapping.DefaultAnalyzer = "en"
	mapping.StoreDynamic = false
	index, err := bleve.New(filepath.Join(t.TempDir(), "bare.bleve"), mapping)
	must(t, err)
	markdown := goldmark.New(goldmark.WithExtensions(extension.GFM))
	begun := time.Now()
	id := 0
	for some := range slices.Chunk(paths, barePages) {
		tx, err := db.BeginTx(t.Context(), nil)
		must(t, err)
		batch := index.NewBatch()
		for _, path := range some {
			source, err := os.ReadFile(filepath.Join(dir, path))
			must(t, err)
			parsed := markdown.Parser().Parse(text.NewReader(source))
			id++
			sections := cutAtHeadings(parsed, source)
			_, err = tx.ExecContext(t.Context(), `INSERT INTO pages (id, path, title, markdown) VALUES (?, ?, ?, ?)`, id, path, sections[0], string(source))
			must(t, err)
			for i, section := range sections {
				must(t, batch.Index(strconv.Itoa(id)+"."+strconv.Itoa(i), map[string]string{"text": path + "\n" + section}))
			}
		}
		must(t, tx.Commit())
		must(t, index.Batch(batch))
	}
	took := time.Since(begun)
	must(t, index.Close())
	return took
}

// bareDB opens SQLite with the settings that Docent opens it with.
func bareDB(t testing.TB, path string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+path+"?_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=mmap_size(268435456)&_pragma=temp_store(MEMORY)")
	must(t, err)
	t.Cleanup(func() { must(t, db.Close()) })
	return db
}

// cutAtHeadings gives the texts of the sections; a file without headings is one.
func cutAtHeadings(root ast.Node, source []byte) []string {
	var sections []string
	start := 0
	for n := root.FirstChild(); n != nil; n = n.NextSibling() {
		if n.Kind() != ast.KindHeading || n.Lines().Len() == 0 {
			continue
		}
		at := bytes.LastIndexByte(source[:n.Lines().At(0).Start], '\n') + 1
		if text := strings.TrimSpace(string(source[start:at])); text != "" {
			sections = append(sections, text)
		}
		start = at
	}
	return append(sections, string(source[start:]))
}
