package eval_test

import (
	"strings"
	"testing"

	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/qa/eval"
	"github.com/docent-wiki/docent/wiki"
)

// TestOwn: the team's own solved questions are a test of the search, which changes nothing.
func TestOwn(t *testing.T) {
	h := newHouse(t)
	space, err := h.wiki.CreateSpace(t.Context(), wiki.Operator(), wiki.NewSpace{Slug: "eng", Name: "Eng"})
	must(t, err)
	saved, err := h.wiki.Create(t.Context(), wiki.Operator(), wiki.NewPage{Space: space.ID, Title: "Travel", Markdown: "## Cars\n\nRent a small car.\n\n## Hotels\n\nBook the hotel early.\n"})
	must(t, err)
	h.ready(t)
	desk := qa.New(h.Store, h.Finder, qa.NewRecorder(h.Store), qa.Options{})
	for title, anchor := range map[string]string{"Which car do I rent": "cars", "When is the hotel booked": "hotels"} {
		q, err := desk.CreateQuestion(t.Context(), h.Access, qa.NewQuestion{Title: title, Space: space.ID})
		must(t, err)
		a, err := desk.AddAnswer(t.Context(), h.Access, q.ID, qa.NewAnswer{Links: []qa.NewLink{{Page: saved.Page.ID, Anchor: anchor}}})
		must(t, err)
		must(t, desk.Accept(t.Context(), h.Access, q.ID, a))
		_, err = desk.AddWording(t.Context(), h.Access, q.ID, "tell me about "+anchor)
		must(t, err)
	}
	h.ready(t)
	before, err := h.Store.LastEvent(t.Context())
	must(t, err)
	r, err := h.Run(t.Context(), nil)
	must(t, err)
	if r.Questions != 2 || r.BySection.P1 != 1 || r.Paraphrases.BySection.N != 2 || r.Recurrence.Asked != 2 || r.Recurrence.Found != 1 {
		t.Errorf("report:\n%s", r)
	}
	if after, _ := h.Store.LastEvent(t.Context()); after != before {
		t.Errorf("the evaluation made events: %d, before %d", after, before)
	}
	if text := r.String(); !strings.Contains(text, "by section") || !strings.Contains(text, "1.000") {
		t.Errorf("table:\n%s", text)
	}
	if _, err := (eval.Bench{Store: h.Store, Finder: h.Finder, Pages: h.Pages}).Run(t.Context(), nil); err == nil {
		t.Error("a reader of nothing can evaluate")
	}
}
