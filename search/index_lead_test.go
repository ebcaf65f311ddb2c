package search_test

import (
	"fmt"
	"testing"

	"github.com/docent-wiki/docent/search"
	"github.com/docent-wiki/docent/wiki"
)

// TestRareWordsLead: where plenty of documents have one of the rarer words, those that have nothing but a
// common one are not met; where few have, all are. The order of what is found does not change.
func TestRareWordsLead(t *testing.T) {
	t.Parallel()
	ix, err := search.Open("")
	must(t, err)
	t.Cleanup(func() { closing(t, ix.Close) })
	var changes []search.Change
	for i := range 400 {
		text := "The harbour is open."
		if i%20 == 0 {
			text = fmt.Sprintf("The harbour has kayaks, %d of them.", i)
		}
		doc := search.Doc{Ref: search.Ref{Page: wiki.PageID(i + 1)}, Space: 1, Title: fmt.Sprintf("Page %d", i), Body: text, Lang: "en"}
		changes = append(changes, search.Change{Group: search.PageGroup(doc.Page), Docs: []search.Doc{doc}})
	}
	must(t, ix.Apply(changes, search.Mark{}))
	find := func(size int) search.Found {
		found, err := ix.Find(t.Context(), search.Request{Kinds: []search.Kind{search.KindSection}, Spaces: []wiki.SpaceID{1}, Any: "harbour kayaks", Size: size})
		must(t, err)
		return found
	}
	few, all := find(2), find(30)
	if few.Total != 20 || all.Total != 400 {
		t.Errorf("%d and %d found, wanted 20 and 400", few.Total, all.Total)
	}
	for i, hit := range few.Hits {
		if hit != all.Hits[i] {
			t.Errorf("place %d: %v, among all it is %v", i, hit, all.Hits[i])
		}
	}
}
