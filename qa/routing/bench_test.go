package routing_test

import (
	"fmt"
	"testing"

	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/qa/routing"
	"github.com/docent-wiki/docent/wiki"
)

// BenchmarkRoute is what routing adds to an ask, with 300 areas and a page ten levels deep.
func BenchmarkRoute(b *testing.B) {
	w := newTown(b)
	var parent wiki.PageID
	for i := range 10 {
		parent = w.page(w.open, parent, fmt.Sprintf("Level %d", i), "").ID
	}
	for i := range 300 {
		w.area(routing.Area{Kind: routing.Topic, Words: []string{fmt.Sprintf("topic%d", i)}, Owner: w.who("Ana"), Deputy: w.who("Ben")})
	}
	access := w.access("Dora")
	a := qa.Asking{Text: "How do I book topic7?", Space: w.open.ID, Closest: []qa.Closest{{Page: parent, Space: w.open.ID, Confidence: 0.5}}}
	for b.Loop() {
		if reply, err := w.router.Route(b.Context(), access, a); err != nil || reply.Who != "Ana" {
			b.Fatal(reply, err)
		}
	}
}
