package wikisql_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/sqldb"
)

func section(id wiki.SectionID, page wiki.PageID, position int, text string) wiki.Section {
	return wiki.Section{
		ID: id, Page: page, Position: position, Anchor: fmt.Sprintf("s-%d", id), Aliases: []string{"old", "ä"}, Heading: "H", Level: 2,
		Path: []string{"Top", "Mid"}, Text: text, Fingerprint: "f" + text, Words: len(text),
	}
}

func TestSections(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		ctx := t.Context()
		p, q := f.page(f.eng, 0, "P").ID, f.page(f.eng, 0, "Q").ID
		put := func(page wiki.PageID, old, now []wiki.Section) {
			t.Helper()
			f.write(func(ctx context.Context, tx wiki.Tx) error { return tx.PutSections(ctx, page, old, now) })
		}
		var first wiki.SectionID
		f.write(func(ctx context.Context, tx wiki.Tx) (err error) {
			if first, err = tx.NewSectionIDs(ctx, 3); err != nil {
				return err
			}
			same(t, first+3)(tx.NewSectionIDs(ctx, 1))
			return nil
		})
		a, b, c, d := section(first, p, 0, "a"), section(first+1, p, 1, "b"), section(first+2, p, 2, "c"), section(first+3, q, 0, "d")
		put(p, nil, []wiki.Section{a, b, c})
		put(q, nil, []wiki.Section{d})
		same(t, []wiki.Section{a, b, c})(f.Sections(ctx, p))
		same(t, []wiki.Section{a, b, c, d})(f.SectionsOf(ctx, []wiki.PageID{q, p}))

		// b goes, c moves up with another text, a loses its aliases.
		a2, c2, gone := a, c, b
		a2.Aliases, a2.Path = nil, nil
		c2.Position, c2.Text, c2.Fingerprint = 1, "c2", "fc2"
		gone.Position = wiki.Gone
		put(p, []wiki.Section{a, b, c}, []wiki.Section{a2, c2})
		same(t, []wiki.Section{a2, c2, gone})(f.Sections(ctx, p))
		same(t, []wiki.Section{a2, c2, d})(f.SectionsOf(ctx, []wiki.PageID{p, q}))
		same(t, []wiki.Section{a2, gone, d})(f.SectionsByID(ctx, []wiki.SectionID{d.ID, b.ID, a.ID, 999}))
		placed, err := f.Placed(ctx, []wiki.SectionID{c.ID}, []wiki.SectionID{d.ID, b.ID, 999})
		if err != nil || len(placed) != 3 {
			t.Fatalf("placed: %+v, %v", placed, err)
		}
		for _, s := range placed {
			want := map[wiki.SectionID]string{c.ID: "c2 P 1", d.ID: " Q 0", b.ID: " P -1"}[s.ID]
			if got := fmt.Sprintf("%s %s %d", s.Text, s.Page.Title, s.Position); got != want || s.Page.Space != f.eng || s.Page.ID != s.Section.Page {
				t.Errorf("section %d: %q of page %+v, want %q", s.ID, got, s.Page, want)
			}
		}

		// b comes back.
		put(p, []wiki.Section{a2, c2, gone}, []wiki.Section{a2, b, c})
		same(t, []wiki.Section{a2, b, c})(f.Sections(ctx, p))
	})
}

// Whatever stood before, what was put is what is read.
func TestPutSectionsReplaces(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		p := f.page(f.eng, 0, "P").ID
		random := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // repeatable
		var old []wiki.Section
		for round := range 30 {
			var now []wiki.Section
			for _, id := range random.Perm(120)[:random.IntN(120)] {
				now = append(now, section(wiki.SectionID(id+1), p, len(now), fmt.Sprint(random.IntN(2))))
			}
			f.write(func(ctx context.Context, tx wiki.Tx) error { return tx.PutSections(ctx, p, old, now) })
			stored, err := f.Sections(t.Context(), p)
			f.must(err)
			live := slices.IndexFunc(stored, func(s wiki.Section) bool { return s.Position == wiki.Gone })
			if live < 0 {
				live = len(stored)
			}
			same(t, now)(stored[:live], nil)
			for _, s := range stored[live:] {
				if s.Position != wiki.Gone {
					t.Fatalf("round %d: %v among the gone", round, s.ID)
				}
			}
			old = stored
		}
	})
}

// What did not change is not written: a page with a thousand sections is saved as fast as a small one.
func TestUnchangedPartsAreNotWritten(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		p := f.page(f.eng, 0, "P").ID
		sections := []wiki.Section{section(1, p, 0, "a"), section(2, p, 1, "b")}
		links := []wiki.Link{{From: p, Ordinal: 0, Kind: content.Wiki, Target: "X"}, {From: p, Ordinal: 1, Kind: content.Wiki, Target: "Y"}}
		keys := []wiki.PageKey{{Key: "p", Kind: wiki.TitleKey}}
		put := func(tx wiki.Tx, old []wiki.Section) error {
			if err := tx.PutSections(context.Background(), p, old, sections); err != nil {
				return err
			}
			if err := tx.PutLinks(context.Background(), p, links); err != nil {
				return err
			}
			return tx.PutKeys(context.Background(), f.eng, p, keys)
		}
		f.write(func(_ context.Context, tx wiki.Tx) error { return put(tx, nil) })
		before := f.changes()
		f.write(func(_ context.Context, tx wiki.Tx) error { return put(tx, sections) })
		if after := f.changes(); after != before {
			t.Errorf("%d rows were written", after-before)
		}
		links[1].Line = 9
		f.write(func(_ context.Context, tx wiki.Tx) error { return put(tx, sections) })
		if after := f.changes(); after != before+1 {
			t.Errorf("%d rows were written for one link", after-before)
		}
	})
}

// changes counts the rows that were ever written.
func (f *fixture) changes() (n int) {
	f.must(f.db.Write(context.Background(), wiki.Operator(), func(tx *sqldb.Tx) error {
		return tx.QueryRowContext(context.Background(), `SELECT total_changes()`).Scan(&n)
	}))
	return n
}

func TestLinks(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		ctx := t.Context()
		p, q, r, x := f.page(f.eng, 0, "zebra"), f.page(f.eng, 0, "Quick"), f.page(f.other, 0, "Road"), f.page(f.eng, 0, "apple")
		var file wiki.AttachmentID
		f.write(func(ctx context.Context, tx wiki.Tx) (err error) {
			file, err = tx.InsertAttachment(ctx, wiki.Attachment{Space: f.eng, Page: q.ID, Name: "a.png", Type: "image/png"})
			return err
		})
		put := func(page wiki.PageID, links ...wiki.Link) {
			t.Helper()
			f.write(func(ctx context.Context, tx wiki.Tx) error { return tx.PutLinks(ctx, page, links) })
		}
		full := wiki.Link{From: p.ID, Ordinal: 0, Kind: content.Path, Target: "q.md", Fragment: "f", Label: "L", Section: 2, Line: 3, To: q.ID}
		image := wiki.Link{From: p.ID, Ordinal: 1, Kind: content.Path, Target: "a.png", Embed: true, Attachment: file}
		choice := wiki.Link{From: p.ID, Ordinal: 2, Kind: content.Wiki, Target: "Many", Ambiguous: true}
		wanted := wiki.Link{From: p.ID, Ordinal: 3, Kind: content.Wiki, Target: "Nowhere"}
		address := wiki.Link{From: p.ID, Ordinal: 4, Kind: content.URL, Target: "https://x"}
		part := wiki.Link{From: p.ID, Ordinal: 5, Kind: content.Fragment, Fragment: "x"}
		put(p.ID, full, image, choice, wanted, address, part)
		put(r.ID, wiki.Link{Kind: content.Wiki, Target: "Quick", To: q.ID}, wiki.Link{Ordinal: 1, Kind: content.Wiki, Target: "quick", To: q.ID})
		put(q.ID, wiki.Link{Kind: content.Wiki, Target: "Quick", To: q.ID})
		put(x.ID, wiki.Link{Kind: content.Wiki, Target: "Quick", To: q.ID})

		fullRead, imageRead := full, image
		fullRead.ToTitle, fullRead.ToSpace, fullRead.ToLive = "Quick", f.eng, true
		imageRead.File = wiki.Attachment{ID: file, Space: f.eng, Page: q.ID, Name: "a.png", Type: "image/png"}
		same(t, []wiki.Link{fullRead, imageRead, choice, wanted, address, part})(f.Links(ctx, p.ID))
		same(t, []wiki.Link{wanted})(f.Unresolved(ctx, f.eng))
		same(t, []wiki.Link{})(f.Unresolved(ctx, f.other))
		both := []wiki.SpaceID{f.eng, f.other}
		same(t, []wiki.PageID{x.ID, r.ID, p.ID})(nodeIDs(f.Backlinks(ctx, q.ID, both, 9)))
		same(t, []wiki.PageID{x.ID, p.ID})(nodeIDs(f.Backlinks(ctx, q.ID, both[:1], 9)))
		same(t, []wiki.PageID{x.ID})(nodeIDs(f.Backlinks(ctx, q.ID, both, 1)))
		same(t, []wiki.SpaceID{f.eng})(f.ShownIn(ctx, file))

		f.write(func(ctx context.Context, tx wiki.Tx) error {
			wanted.To = r.ID
			absent[bool](t)(false, tx.ResolveLink(ctx, wiki.Link{From: p.ID, Ordinal: 77}))
			if err := tx.ResolveLink(ctx, wanted); err != nil {
				return err
			}
			return tx.SetTrashed(ctx, []wiki.PageID{q.ID, x.ID}, noon, 0)
		})
		wanted.ToTitle, wanted.ToSpace, wanted.ToLive = "Road", f.other, true
		fullRead.ToLive = false
		same(t, []wiki.Link{fullRead, imageRead, choice, wanted, address, part})(f.Links(ctx, p.ID))
		same(t, []wiki.Link{})(f.Unresolved(ctx, f.eng))
		same(t, []wiki.PageID{r.ID, p.ID})(nodeIDs(f.Backlinks(ctx, q.ID, both, 9)))

		put(p.ID, address0(address))
		same(t, []wiki.Link{address0(address)})(f.Links(ctx, p.ID))
		same(t, []wiki.SpaceID{})(f.ShownIn(ctx, file))
	})
}

func address0(l wiki.Link) wiki.Link { l.Ordinal = 0; return l }

func TestKeys(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		ctx := t.Context()
		p, q := f.page(f.eng, 0, "P").ID, f.page(f.eng, 0, "Q").ID
		put := func(space wiki.SpaceID, page wiki.PageID, keys ...wiki.PageKey) {
			t.Helper()
			f.write(func(ctx context.Context, tx wiki.Tx) error { return tx.PutKeys(ctx, space, page, keys) })
		}
		key := func(name string, kind wiki.KeyKind, page wiki.PageID, space wiki.SpaceID) wiki.PageKey {
			return wiki.PageKey{Key: name, Kind: kind, Page: page, Space: space}
		}
		title := func(name string) wiki.PageKey { return wiki.PageKey{Key: name, Kind: wiki.TitleKey} }
		path := wiki.PageKey{Key: "a/b", Kind: wiki.PathKey}
		put(f.eng, p, title("one"), path, path)
		put(f.eng, q, title("one"))
		same(t, []wiki.PageKey{key("a/b", wiki.PathKey, p, f.eng), key("one", wiki.TitleKey, p, f.eng), key("one", wiki.TitleKey, q, f.eng)})(f.Keys(ctx, f.eng, nil))
		same(t, []wiki.PageKey{})(f.Keys(ctx, f.eng, []string{}))
		same(t, []wiki.PageKey{})(f.Keys(ctx, f.other, []string{"one"}))

		// Moved, then renamed: the old title stands behind the new one in both spaces.
		put(f.other, p, title("one"))
		put(f.other, p, title("two"))
		same(t, []wiki.PageKey{
			key("one", wiki.TitleKey, q, f.eng), key("one", wiki.FormerTitle, p, f.eng), key("one", wiki.FormerTitle, p, f.other), key("two", wiki.TitleKey, p, f.other),
		})(f.TitleKeys(ctx, []string{"two", "one", "a/b", "zzz"}))
		// And back again.
		put(f.other, p, title("one"))
		same(t, []wiki.PageKey{
			key("one", wiki.TitleKey, p, f.eng), key("one", wiki.TitleKey, p, f.other), key("one", wiki.TitleKey, q, f.eng), key("two", wiki.FormerTitle, p, f.other),
		})(f.TitleKeys(ctx, []string{"two", "one"}))

		f.write(func(ctx context.Context, tx wiki.Tx) error { return tx.SetTrashed(ctx, []wiki.PageID{p}, noon, 0) })
		same(t, []wiki.PageKey{key("one", wiki.TitleKey, q, f.eng)})(f.TitleKeys(ctx, []string{"two", "one"}))
		same(t, []wiki.PageKey{})(f.Keys(ctx, f.eng, []string{"a/b"}))
	})
}

func TestFiles(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		ctx := t.Context()
		p := f.page(f.eng, 0, "P").ID
		one := wiki.Attachment{
			Space: f.eng, Page: p, Name: "b.png", SourcePath: "Img/Ä.png", SHA256: "aa", Size: 5 << 30, Type: "image/png", Created: noon, CreatedBy: f.bob,
		}
		two := wiki.Attachment{Space: f.eng, Name: "A.pdf", SourcePath: "x.pdf", Created: noon}
		three := wiki.Attachment{Space: f.eng, Name: "c", Created: noon}
		f.write(func(ctx context.Context, tx wiki.Tx) (err error) {
			for _, a := range []*wiki.Attachment{&one, &two, &three} {
				if a.ID, err = tx.InsertAttachment(ctx, *a); err != nil {
					return err
				}
			}
			return tx.PutLinks(ctx, p, []wiki.Link{{Kind: content.Path, Attachment: two.ID}})
		})
		same(t, one)(f.Attachment(ctx, one.ID))
		absent[wiki.Attachment](t)(f.Attachment(ctx, 99))
		same(t, []wiki.Attachment{two, one})(f.Attachments(ctx, p))
		same(t, []wiki.Attachment{one, two, three})(f.SpaceFiles(ctx, f.eng))
		same(t, []wiki.Attachment{one, two})(f.FilesByPath(ctx, f.eng, nil))
		same(t, []wiki.Attachment{one})(f.FilesByPath(ctx, f.eng, []string{"img/ä.png", ""}))
		same(t, []wiki.Attachment{})(f.FilesByPath(ctx, f.other, []string{"img/ä.png"}))
		one.Space, one.Page, one.Name, one.SourcePath, one.SHA256, one.Size, one.Type = f.other, 0, "n", "y", "bb", 1, "t"
		f.write(func(ctx context.Context, tx wiki.Tx) error {
			absent[bool](t)(false, tx.UpdateAttachment(ctx, wiki.Attachment{ID: 99}))
			return tx.UpdateAttachment(ctx, one)
		})
		same(t, one)(f.Attachment(ctx, one.ID))
		same(t, []wiki.Attachment{one})(f.FilesByPath(ctx, f.other, []string{"y"}))
	})
}

func TestImports(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		ctx := t.Context()
		p := f.page(f.eng, 0, "P", func(p *wiki.Page) { p.SourcePath = "p.md" })
		f.page(f.eng, 0, "Q")
		f.page(f.other, 0, "R", func(p *wiki.Page) { p.SourcePath = "r.md" })
		absent[wiki.Imported](t)(f.Imported(ctx, p.ID))
		i := wiki.Imported{Page: p.ID, Hash: "h", Revision: 1}
		f.write(func(ctx context.Context, tx wiki.Tx) error {
			if err := tx.PutImported(ctx, i); err != nil {
				return err
			}
			i.Hash, i.Revision, i.Source = "h2", 0, "text"
			if err := tx.PutImported(ctx, i); err != nil {
				return err
			}
			return tx.SetTrashed(ctx, []wiki.PageID{p.ID}, noon, f.ada.ID)
		})
		same(t, i)(f.Imported(ctx, p.ID))
		same(t, map[wiki.PageID]string{p.ID: "h2"})(f.ImportedHashes(ctx, f.eng))
		same(t, []wiki.PageID{p.ID})(pageIDs(f.SourcePages(ctx, f.eng)))
	})
}

func TestEvents(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		ctx := t.Context()
		same(t, wiki.EventSeq(0))(f.LastEvent(ctx))
		f.write(func(ctx context.Context, tx wiki.Tx) error {
			same(t, noon)(tx.Now(), nil)
			tx.Emit(wiki.Event{Kind: wiki.PageCreated, Space: 1, Page: 2, Revision: 3, Question: 4, Data: map[string]string{"k": `"v"`}})
			tx.Emit(wiki.Event{Kind: wiki.PageSaved, Page: 2})
			return nil
		})
		f.must(f.Write(ctx, wiki.Operator(), func(tx wiki.Tx) error { tx.Emit(wiki.Event{Kind: wiki.PageTrashed, Page: 5}); return nil }))
		f.sql(`UPDATE people SET name = 'Ada L.' WHERE id = 1`)
		who := wiki.PersonRef{ID: 1, Name: "Ada L."}
		all := []wiki.Event{
			{Seq: 1, At: noon, Actor: who, Kind: wiki.PageCreated, Space: 1, Page: 2, Revision: 3, Question: 4, Data: map[string]string{"k": `"v"`}},
			{Seq: 2, At: noon, Actor: who, Kind: wiki.PageSaved, Page: 2},
			{Seq: 3, At: noon, Actor: wiki.PersonRef{Name: "operator"}, Kind: wiki.PageTrashed, Page: 5},
		}
		same(t, all)(f.Events(ctx, 0, 9))
		same(t, all[1:2])(f.Events(ctx, 1, 1))
		same(t, []wiki.Event{all[1], all[0]})(f.PageEvents(ctx, 2, 9))
		same(t, wiki.EventSeq(3))(f.LastEvent(ctx))
	})
}
