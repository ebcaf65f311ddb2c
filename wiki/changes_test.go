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
