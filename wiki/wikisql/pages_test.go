package wikisql_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/wiki"
)

func absent[T any](t testing.TB) func(T, error) {
	t.Helper()
	return func(_ T, err error) {
		t.Helper()
		var e *content.Error
		if !errors.As(err, &e) || e.Kind != content.NotFound {
			t.Errorf("%v, want not found", err)
		}
	}
}

func TestSpaces(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		ctx := t.Context()
		eng := wiki.Space{ID: f.eng, Slug: "eng", Name: "Engineering", Team: wiki.Editor, Owner: f.ada, Created: noon}
		other := wiki.Space{ID: f.other, Slug: "other", Name: "Other", Public: true, Created: noon}
		same(t, []wiki.Space{eng, other})(f.Spaces(ctx))
		eng.Slug, eng.Name, eng.Description, eng.Public, eng.Team, eng.Owner = "e", "E", "All of it", true, wiki.None, f.bob
		f.write(func(ctx context.Context, tx wiki.Tx) error {
			for _, g := range []struct {
				p wiki.PersonRef
				r wiki.Right
			}{{f.bob, wiki.Reader}, {f.bob, wiki.Manager}, {f.ada, wiki.Editor}} {
				if err := tx.SetGrant(ctx, f.eng, g.p.ID, g.r); err != nil {
					return err
				}
			}
			if err := tx.SetGrant(ctx, f.other, f.bob.ID, wiki.Reader); err != nil {
				return err
			}
			absent[bool](t)(false, tx.UpdateSpace(ctx, wiki.Space{ID: 99}))
			return tx.UpdateSpace(ctx, eng)
		})
		same(t, []wiki.Space{eng, other})(f.Spaces(ctx))
		same(t, []wiki.Grant{{Person: f.ada, Right: wiki.Editor}, {Person: f.bob, Right: wiki.Manager}})(f.Grants(ctx, f.eng))
		same(t, map[wiki.SpaceID]wiki.Right{f.eng: wiki.Manager, f.other: wiki.Reader})(f.GrantsOf(ctx, f.bob.ID))
		f.write(func(ctx context.Context, tx wiki.Tx) error { return tx.SetGrant(ctx, f.eng, f.bob.ID, wiki.None) })
		same(t, map[wiki.SpaceID]wiki.Right{f.other: wiki.Reader})(f.GrantsOf(ctx, f.bob.ID))
		same(t, []wiki.PersonRef{f.ada, f.bob})(f.People(ctx))
	})
}

func TestPageKeepsEveryField(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		ctx := t.Context()
		p := f.page(f.eng, 0, "Title “ü” \x00 end", func(p *wiki.Page) {
			p.SourcePath, p.Tags, p.Owner, p.RedirectTo, p.Words = "a/B.md", []string{"on call", `"quoted", it`}, f.bob, "/x/", 7
		})
		same(t, p)(f.Page(ctx, p.ID))
		changed := wiki.Page{
			ID: p.ID, Space: f.other, Parent: 3, Position: 9, Title: "Other", SourcePath: "c.md", Tags: nil, Owner: f.ada,
			VerifiedUntil: noon.Add(time.Hour), VerifiedBy: f.bob, Revision: 2, RedirectTo: "", Lang: "de-AT", Created: p.Created, CreatedBy: f.bob,
			Updated: noon.Add(time.Microsecond), UpdatedBy: f.bob, Trashed: noon.Add(time.Minute), TrashedBy: f.ada, Words: 8,
		}
		f.write(func(ctx context.Context, tx wiki.Tx) error {
			absent[bool](t)(false, tx.UpdatePage(ctx, wiki.Page{ID: 99}))
			return tx.UpdatePage(ctx, changed)
		})
		same(t, changed)(f.Page(ctx, p.ID))
		absent[wiki.Page](t)(f.Page(ctx, 99))
	})
}

func TestPagesOfManyIDs(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		var want []wiki.PageID
		f.write(func(ctx context.Context, tx wiki.Tx) error {
			for range 1100 { // more than two chunks
				id, err := tx.NewPageID(ctx)
				if err != nil {
					return err
				}
				want = append(want, id)
				if err := tx.InsertPage(ctx, wiki.Page{ID: id, Space: f.eng, Title: "x", Revision: 1}); err != nil {
					return err
				}
			}
			return nil
		})
		asked := append([]wiki.PageID{99999, want[5]}, want...)
		slices.Reverse(asked)
		same(t, want)(pageIDs(f.Pages(t.Context(), asked)))
		same(t, []wiki.PageID{})(pageIDs(f.Pages(t.Context(), nil)))
		same(t, want[10:15])(pageIDs(f.SpacePages(t.Context(), f.eng, want[9], 5)))
		f.write(func(ctx context.Context, tx wiki.Tx) error { return tx.SetTrashed(ctx, want[1:], noon, f.bob.ID) })
		same(t, want[:1])(pageIDs(f.SpacePages(t.Context(), f.eng, 0, 5)))
		f.write(func(ctx context.Context, tx wiki.Tx) error {
			if err := tx.SetTrashed(ctx, want[1:2], time.Time{}, 0); err != nil {
				return err
			}
			return tx.SetSpace(ctx, want[:2], f.other)
		})
		same(t, want[:2])(pageIDs(f.SpacePages(t.Context(), f.other, 0, 5)))
	})
}

func TestRevisions(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		ctx := t.Context()
		p := f.page(f.eng, 0, "P")
		second := wiki.Revision{Page: p.ID, Number: 2, Title: "P2", Markdown: "two\r\n\x00", Author: f.bob, At: noon.Add(time.Second), Note: "why"}
		f.write(func(ctx context.Context, tx wiki.Tx) error { return tx.InsertRevision(ctx, second) })
		same(t, second)(f.Revision(ctx, p.ID, 2))
		absent[wiki.Revision](t)(f.Revision(ctx, p.ID, 3))
		absent[wiki.Revision](t)(f.Revision(ctx, 99, 1))
		second.Markdown = ""
		first := wiki.Revision{Page: p.ID, Number: 1, Title: "P", Author: f.ada, At: noon}
		same(t, []wiki.Revision{second, first})(f.Revisions(ctx, p.ID, 0, 9))
		same(t, []wiki.Revision{first})(f.Revisions(ctx, p.ID, 2, 9))
		same(t, []wiki.Revision{second})(f.Revisions(ctx, p.ID, 0, 1))
		one, err := f.Revision(ctx, p.ID, 1)
		if err != nil {
			t.Fatal(err)
		}
		same(t, map[int]string{1: one.Markdown, 2: "two\r\n\x00"})(f.RevisionTexts(ctx, p.ID, 0, 9, 100))
		same(t, map[int]string{2: "two\r\n\x00"})(f.RevisionTexts(ctx, p.ID, 2, 2, 100))
		same(t, map[int]string{})(f.RevisionTexts(ctx, p.ID, 2, 2, 3))
		err = f.Write(ctx, wiki.Operator(), func(tx wiki.Tx) error { return tx.InsertRevision(ctx, second) })
		if err == nil {
			t.Error("a revision was written twice")
		}
	})
}

func TestNewestPages(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		ctx := t.Context()
		at := func(minute int, owner wiki.PersonRef) func(*wiki.Page) {
			return func(p *wiki.Page) { p.Updated, p.Owner = noon.Add(time.Duration(minute)*time.Minute), owner }
		}
		a := f.page(f.eng, 0, "A", at(3, f.bob)).ID
		b := f.page(f.eng, 0, "B", at(1, f.ada)).ID
		c := f.page(f.other, 0, "C", at(2, f.bob)).ID
		d := f.page(f.eng, 0, "D", at(1, f.bob)).ID
		both := []wiki.SpaceID{f.eng, f.other}
		same(t, []wiki.PageID{a, c, d, b})(pageIDs(f.RecentPages(ctx, both, 9)))
		same(t, []wiki.PageID{a, d})(pageIDs(f.RecentPages(ctx, both[:1], 2)))
		same(t, []wiki.PageID{})(pageIDs(f.RecentPages(ctx, nil, 9)))
		same(t, []wiki.PageID{a, c, d})(pageIDs(f.PagesByOwner(ctx, both, f.bob.ID, 9)))
		same(t, []wiki.PageID{a})(pageIDs(f.PagesByOwner(ctx, both[:1], f.bob.ID, 1)))
		f.write(func(ctx context.Context, tx wiki.Tx) error {
			if err := tx.SetTrashed(ctx, []wiki.PageID{a}, noon, f.ada.ID); err != nil {
				return err
			}
			return tx.SetTrashed(ctx, []wiki.PageID{c, b}, noon.Add(time.Hour), f.ada.ID)
		})
		same(t, []wiki.PageID{c, b, a})(pageIDs(f.TrashedPages(ctx, both, 9)))
		same(t, []wiki.PageID{c})(pageIDs(f.TrashedPages(ctx, both[1:], 9)))
		same(t, []wiki.PageID{d})(pageIDs(f.RecentPages(ctx, both, 9)))
		same(t, []wiki.PageID{d})(pageIDs(f.PagesByOwner(ctx, both, f.bob.ID, 9)))
	})
}

func TestTree(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		ctx := t.Context()
		a := f.page(f.eng, 0, "A")
		b := f.page(f.eng, 0, "B")
		a1 := f.page(f.eng, a.ID, "A1")
		a2 := f.page(f.eng, a.ID, "A2")
		a11 := f.page(f.eng, a1.ID, "A11")
		elsewhere := f.page(f.other, 0, "X")
		node := func(p wiki.Page, children bool) wiki.Node {
			return wiki.Node{ID: p.ID, Parent: p.Parent, Title: p.Title, Revision: 1, Updated: noon, Children: children}
		}
		tree := []wiki.Node{node(a, true), node(a1, true), node(a11, false), node(a2, false), node(b, false)}
		same(t, tree)(f.Tree(ctx, f.eng))
		same(t, []wiki.Node{node(a, true), node(b, false), node(a1, true), node(a2, false)})(f.Children(ctx, f.eng, []wiki.PageID{a.ID, 0}))
		same(t, []wiki.Node{})(f.Children(ctx, f.eng, []wiki.PageID{a11.ID, elsewhere.ID}))
		same(t, []wiki.Node{node(a, true), node(a1, true)})(f.Ancestors(ctx, a11.ID))
		same(t, []wiki.Node{})(f.Ancestors(ctx, a.ID))
		same(t, []wiki.PageID{a.ID, a1.ID, a2.ID, a11.ID})(f.Subtree(ctx, a.ID))
		same(t, []wiki.PageID{})(f.Subtree(ctx, 99))
		f.write(func(ctx context.Context, tx wiki.Tx) error {
			same(t, 1)(tx.LastPosition(ctx, f.eng, a.ID))
			same(t, -1)(tx.LastPosition(ctx, f.eng, b.ID))
			if err := tx.ShiftSiblings(ctx, f.eng, 0, 1); err != nil {
				return err
			}
			a2.Parent, a2.Position = 0, 1
			return tx.UpdatePage(ctx, a2)
		})
		same(t, []wiki.PageID{a.ID, a2.ID, b.ID})(nodeIDs(f.Children(ctx, f.eng, []wiki.PageID{0})))
		f.write(func(ctx context.Context, tx wiki.Tx) error {
			return tx.SetTrashed(ctx, []wiki.PageID{a1.ID, a11.ID}, noon, 0)
		})
		same(t, []wiki.PageID{a.ID, a2.ID, b.ID})(nodeIDs(f.Tree(ctx, f.eng)))
		same(t, []wiki.PageID{a.ID, a1.ID, a11.ID})(f.Subtree(ctx, a.ID))
	})
}

// A ring cannot be made through the use cases; one that damage made must not hang the program.
func TestARingEnds(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		a := f.page(f.eng, 0, "A")
		b := f.page(f.eng, a.ID, "B")
		f.sql(`UPDATE pages SET parent = $1 WHERE id = $2`, int64(b.ID), int64(a.ID))
		same(t, []wiki.PageID{a.ID, b.ID})(f.Subtree(t.Context(), a.ID))
		same(t, []wiki.PageID{})(nodeIDs(f.Tree(t.Context(), f.eng)))
		if _, err := f.Ancestors(t.Context(), a.ID); err != nil {
			t.Error(err)
		}
	})
}
