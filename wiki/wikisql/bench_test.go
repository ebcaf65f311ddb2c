package wikisql_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/wiki"
)

// wikiOf fills a store with pages of 12 sections and 8 links each.
func wikiOf(b *testing.B, pages int) *fixture {
	b.Helper()
	f := newFixture(b, engines["sqlite"](b))
	text := strings.Repeat("Words that fill a section of usual length. ", 15)
	f.write(func(ctx context.Context, tx wiki.Tx) error {
		for i := range pages {
			id, err := tx.NewPageID(ctx)
			if err != nil {
				return err
			}
			title := fmt.Sprintf("Page %d", i)
			p := wiki.Page{ID: id, Space: f.eng, Parent: id / 10, Position: i, Title: title, Revision: 1, Created: noon, CreatedBy: f.ada, Updated: noon, UpdatedBy: f.bob}
			if err := tx.InsertPage(ctx, p); err != nil {
				return err
			}
			if err := tx.InsertRevision(ctx, wiki.Revision{Page: id, Number: 1, Title: title, Markdown: strings.Repeat(text, 12), Author: f.ada, At: noon}); err != nil {
				return err
			}
			if err := putParts(ctx, tx, f.eng, p, nil, text); err != nil {
				return err
			}
		}
		return nil
	})
	return f
}

func putParts(ctx context.Context, tx wiki.Tx, space wiki.SpaceID, p wiki.Page, old []wiki.Section, text string) error {
	var first wiki.SectionID
	if old != nil {
		first = old[0].ID
	} else {
		var err error
		if first, err = tx.NewSectionIDs(ctx, 12); err != nil {
			return err
		}
	}
	var sections []wiki.Section
	for n := range 12 {
		sections = append(sections, section(first+wiki.SectionID(n), p.ID, n, text))
	}
	if old != nil {
		sections[3].Text += "A changed sentence."
		sections[3].Fingerprint = fmt.Sprint(p.Revision)
	}
	if err := tx.PutSections(ctx, p.ID, old, sections); err != nil {
		return err
	}
	var links []wiki.Link
	for n := range 8 {
		links = append(links, wiki.Link{From: p.ID, Ordinal: n, Kind: content.Wiki, Target: "x", To: max(1, p.ID-wiki.PageID(n*7))})
	}
	if err := tx.PutLinks(ctx, p.ID, links); err != nil {
		return err
	}
	return tx.PutKeys(ctx, space, p.ID, []wiki.PageKey{{Key: p.Title, Kind: wiki.TitleKey}})
}

// BenchmarkReadPage is what a page view asks: the page, its sections and its links.
func BenchmarkReadPage(b *testing.B) {
	for _, pages := range []int{250, 3000} {
		b.Run(fmt.Sprint(pages), func(b *testing.B) {
			f := wikiOf(b, pages)
			b.ResetTimer()
			b.RunParallel(func(pb *testing.PB) {
				for id := wiki.PageID(1); pb.Next(); id = id%wiki.PageID(pages) + 1 {
					_, err := f.Page(b.Context(), id)
					f.must(err)
					_, err = f.Sections(b.Context(), id)
					f.must(err)
					_, err = f.Links(b.Context(), id)
					f.must(err)
				}
			})
		})
	}
}

// BenchmarkEach shows what the single questions of a page view cost.
func BenchmarkEach(b *testing.B) {
	f := wikiOf(b, 3000)
	spaces := []wiki.SpaceID{f.eng, f.other}
	for name, ask := range map[string]func(context.Context) error{
		"Page":      func(c context.Context) error { _, err := f.Page(c, 1500); return err },
		"Sections":  func(c context.Context) error { _, err := f.Sections(c, 1500); return err },
		"Links":     func(c context.Context) error { _, err := f.Links(c, 1500); return err },
		"Backlinks": func(c context.Context) error { _, err := f.Backlinks(c, 1500, spaces, 50); return err },
		"Ancestors": func(c context.Context) error { _, err := f.Ancestors(c, 1500); return err },
		"Children": func(c context.Context) error {
			_, err := f.Children(c, f.eng, []wiki.PageID{0, 1, 15, 150})
			return err
		},
		"Tree":        func(c context.Context) error { _, err := f.Tree(c, f.eng); return err },
		"RecentPages": func(c context.Context) error { _, err := f.RecentPages(c, spaces, 20); return err },
		"Unresolved":  func(c context.Context) error { _, err := f.Unresolved(c, f.eng); return err },
		"Spaces":      func(c context.Context) error { _, err := f.Spaces(c); return err },
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				f.must(ask(b.Context()))
			}
		})
	}
}

// BenchmarkSave is one save that changes one of twelve sections, acknowledged when it is on the disk.
func BenchmarkSave(b *testing.B) {
	f := wikiOf(b, 250)
	text := strings.Repeat("Words that fill a section of usual length. ", 15)
	n := 0
	for b.Loop() {
		id := wiki.PageID(n%250 + 1)
		n++
		f.write(func(ctx context.Context, tx wiki.Tx) error {
			p, err := tx.Page(ctx, id)
			if err != nil {
				return err
			}
			old, err := tx.Sections(ctx, id)
			if err != nil {
				return err
			}
			p.Revision++
			if err := tx.InsertRevision(ctx, wiki.Revision{Page: id, Number: p.Revision, Title: p.Title, Markdown: strings.Repeat(text, 12), Author: f.ada, At: noon}); err != nil {
				return err
			}
			if err := tx.UpdatePage(ctx, p); err != nil {
				return err
			}
			if err := putParts(ctx, tx, f.eng, p, old, text); err != nil {
				return err
			}
			tx.Emit(wiki.Event{Kind: wiki.PageSaved, Space: f.eng, Page: id, Revision: p.Revision})
			return nil
		})
	}
}

// BenchmarkFill is what an import writes for each page.
func BenchmarkFill(b *testing.B) {
	for b.Loop() {
		wikiOf(b, 1000)
	}
}
