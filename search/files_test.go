package search_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/docent-wiki/docent/search"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/filetext"
)

// TestFileInTwoSpaces: a file that pages of two spaces show is found and counted by the readers of either, in a
// space that they may read, and Check gives it to nobody through a space that they may not.
func TestFileInTwoSpaces(t *testing.T) {
	tm := newTeam(t)
	tm.source = search.Sources(search.Pages(tm.Store()), search.Files(filetext.New(tm.db), tm.Store()))
	tm.openIndex()
	page := tm.page(tm.cleo, tm.private, 0, "Plans", "Secret ones.\n")
	file, err := tm.Attach(t.Context(), tm.cleo, page.ID, "Zeppelin_Plan.pdf", strings.NewReader("%PDF-1.4 nothing"))
	must(t, err)
	count := func(as wiki.Actor) (spaces []string) {
		t.Helper()
		tm.catchUp()
		r, err := tm.finder.Search(t.Context(), tm.access(as), search.Query{Text: "zeppelin plan kind:attachment"})
		must(t, err)
		for _, facet := range r.Facets {
			for _, v := range facet.Values {
				if facet.Name == "space" {
					spaces = append(spaces, fmt.Sprint(v.Value, v.Count))
				}
			}
		}
		return spaces
	}
	if got := count(tm.ben); got != nil {
		t.Errorf("who may read no page that shows it counts it in %v", got)
	}
	if diff := cmp.Diff([]string{"hr1"}, count(tm.cleo)); diff != "" {
		t.Error(diff)
	}
	tm.page(tm.cleo, tm.open, 0, "For all", fmt.Sprintf("[Plan](/a/%d/x)\n", file.ID))
	if diff := cmp.Diff([]string{"eng1"}, count(tm.ben)); diff != "" {
		t.Errorf("a reader of one space: %s", diff)
	}
	if got := count(tm.cleo); len(got) != 1 {
		t.Errorf("a reader of both counts it in %v", got)
	}
	refs := []search.Ref{{Attachment: file.ID, Within: tm.private.ID}, {Attachment: file.ID, Within: tm.open.ID}, {Attachment: file.ID, Part: 1, Within: tm.open.ID}, {Attachment: 99, Within: tm.open.ID}}
	docs, err := tm.source.Check(t.Context(), tm.access(tm.ben), refs)
	must(t, err)
	if len(docs) != 1 || docs[0].Within != tm.open.ID || len(docs[0].ShownOn) != 1 || docs[0].ShownOn[0].Title != "For all" {
		t.Errorf("checked: %+v", docs)
	}
}
