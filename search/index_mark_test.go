package search

import (
	"testing"
	"time"

	"github.com/docent-wiki/docent/wiki"
)

// What goes by the mark (the answer to /readyz) may search at once: nothing that is kept beside the engine
// lags behind it.
func TestMarkComesLast(t *testing.T) {
	ix, err := Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := ix.Close(); err != nil {
			t.Error(err)
		}
	}()
	told := 0
	ix.listen(func([]Change) {
		told++
		if mark, err := ix.Mark(); err != nil || mark.Seq != wiki.EventSeq(told-1) {
			t.Errorf("while change %d is being applied the mark is %d (%v)", told, mark.Seq, err)
		}
		if n, err := ix.engine.DocCount(); err != nil || n == 0 {
			t.Errorf("the engine holds %d documents (%v): the test looks too early to tell anything", n, err)
		}
	})
	for seq := range wiki.EventSeq(3) {
		doc := Doc{Ref: Ref{Page: wiki.PageID(seq + 1)}, Space: 1, Title: "Wombat", Lead: true}
		mark := Mark{Seq: seq + 1, At: time.Unix(int64(seq), 0).UTC()}
		if err := ix.Apply([]Change{{Group: PageGroup(doc.Page), Docs: []Doc{doc}}}, mark); err != nil {
			t.Fatal(err)
		}
		if now, err := ix.Mark(); err != nil || now != mark {
			t.Errorf("afterwards the mark is %v (%v), wanted %v", now, err, mark)
		}
	}
	if told != 3 {
		t.Errorf("told of %d changes", told)
	}
}
