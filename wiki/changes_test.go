package wiki_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/wiki"
)

func TestWordChanges(t *testing.T) {
	t.Parallel()
	tm := newTeam(t)
	p := tm.page(0, "P", "one two three\n")
	tm.mustSave(p.ID, 1, "one two four five\n")
	tm.mustSave(p.ID, 2, strings.Repeat("long ", 30_000))
	tm.mustSave(p.ID, 3, "short again\n")
	got, err := tm.WordChanges(t.Context(), tm.cleo, p.ID, 1, 4)
	if err != nil {
		t.Fatal(err)
	}
	// What is as long as revision 3 is not counted, nor is what follows it.
	if diff := cmp.Diff(map[int]wiki.WordChange{1: {Added: 3}, 2: {Added: 2, Removed: 1}}, got); diff != "" {
		t.Error(diff)
	}
	if _, err := tm.WordChanges(t.Context(), wiki.Actor{}, p.ID, 1, 4); kind(err) != content.NotFound {
		t.Errorf("a visitor got %v", err)
	}
}

func TestTagsOfTwoPeopleAreMerged(t *testing.T) {
	t.Parallel()
	for name, source := range map[string]string{"bare": "Text\n", "front matter": "---\ntitle: P\ntags: [a, b]\n---\nText\n"} {
		t.Run(name, func(t *testing.T) {
			tm := newTeam(t)
			saved, err := tm.Create(t.Context(), tm.ben, wiki.NewPage{Space: tm.space.ID, Title: "P", Markdown: source, Tags: []string{"a", "b"}})
			if err != nil {
				t.Fatal(err)
			}
			tags := func(as wiki.Actor, list ...string) wiki.Saved {
				t.Helper()
				saved, err := tm.Save(t.Context(), as, wiki.Draft{Page: saved.Page.ID, Base: 1, Tags: &list, WasTags: []string{"a", "b"}})
				if err != nil {
					t.Fatal(err)
				}
				return saved
			}
			tags(tm.ben, "a", "b", "c")
			got := tags(tm.cleo, "b", "d")
			if diff := cmp.Diff([]string{"b", "c", "d"}, got.Page.Tags); diff != "" {
				t.Error(diff)
			}
			_, rev, err := tm.Current(t.Context(), tm.ada, saved.Page.ID)
			if err != nil {
				t.Fatal(err)
			}
			if front, _, _ := content.SplitFront(rev.Markdown); front.Format != "" {
				if diff := cmp.Diff(got.Page.Tags, front.Tags); diff != "" {
					t.Error(diff)
				}
			}
		})
	}
}

func TestTheFieldsOfANewPageWin(t *testing.T) {
	t.Parallel()
	tm := newTeam(t)
	saved, err := tm.Create(t.Context(), tm.ben, wiki.NewPage{
		Space: tm.space.ID, Title: "Field", Tags: []string{"x"}, Markdown: "---\ntitle: Front\ntags: [y]\nkeep: me\n---\nText\n",
	})
	if err != nil {
		t.Fatal(err)
	}
	_, rev, err := tm.Current(t.Context(), tm.ben, saved.Page.ID)
	if err != nil {
		t.Fatal(err)
	}
	front, body, _ := content.SplitFront(rev.Markdown)
	if front.Title != "Field" || rev.Title != "Field" || body != "Text\n" || !strings.Contains(rev.Markdown, "keep: me") {
		t.Errorf("title %q, text\n%s", rev.Title, rev.Markdown)
	}
	if diff := cmp.Diff([]string{"x", "y"}, front.Tags); diff != "" {
		t.Error(diff)
	}
}
