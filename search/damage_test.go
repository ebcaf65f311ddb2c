package search_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/docent-wiki/docent/search"
	"github.com/docent-wiki/docent/wiki"
)

// TestCutRoot cuts the engine's root, which the engine reads in goroutines of its own: a page that is not
// there would end the process, this test with it.
func TestCutRoot(t *testing.T) {
	t.Parallel()
	for part := int64(1); part < 9; part += 2 {
		dir := filepath.Join(t.TempDir(), "index")
		ix, err := search.Open(dir)
		must(t, err)
		whole := applyPages(t, ix, 1, 7)
		must(t, ix.Close())
		root := filepath.Join(dir, "bleve", "store", "root.bolt")
		info, err := os.Stat(root)
		must(t, err)
		must(t, os.Truncate(root, info.Size()*part/9))

		ix, err = search.Open(dir)
		must(t, err)
		if mark, err := ix.Mark(); err != nil || mark.Seq != 0 && mark.Seq != whole {
			t.Errorf("cut to %d of 9 parts: mark %d, %v", part, mark.Seq, err)
		}
		last := applyPages(t, ix, 1000, 5)
		must(t, ix.Close())
		ix, err = search.Open(dir)
		must(t, err)
		if mark, err := ix.Mark(); err != nil || mark.Seq != last {
			t.Errorf("cut to %d of 9 parts: then mark %d, %v, wanted %d", part, mark.Seq, err, last)
		}
		must(t, ix.Close())
	}
}

// applyPages puts some pages at a time into an index, and gives the last mark.
func applyPages(t *testing.T, ix *search.Index, first wiki.PageID, times int) wiki.EventSeq {
	t.Helper()
	for ; times > 0; times-- {
		var changes []search.Change
		for range 20 {
			text := fmt.Sprintf("The kayak numbered %d is in the shed.", first)
			doc := search.Doc{Ref: search.Ref{Page: first}, Space: 1, Title: fmt.Sprintf("Kayak %d", first), Body: text, Lang: "en"}
			changes = append(changes, search.Change{Group: search.PageGroup(first), Docs: []search.Doc{doc}})
			first++
		}
		must(t, ix.Apply(changes, search.Mark{Seq: wiki.EventSeq(first), At: time.Now()}))
	}
	return wiki.EventSeq(first)
}
