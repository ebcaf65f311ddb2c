package eval_test

import (
	"context"
	"crypto/sha256"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/qa/eval"
	"github.com/docent-wiki/docent/wiki"
)

// known makes an answered question: by a section, or in words alone.
func (h *house) known(t testing.TB, space wiki.SpaceID, title string, link *qa.NewLink, wordings ...string) qa.Question {
	t.Helper()
	answer := qa.NewAnswer{Markdown: "Ask Maria."}
	if link != nil {
		answer = qa.NewAnswer{Links: []qa.NewLink{*link}}
	}
	desk := qa.New(h.Store, h.Finder, qa.NewRecorder(h.Store), qa.Options{})
	q, err := desk.CreateQuestion(t.Context(), h.Access, qa.NewQuestion{Title: title, Space: space})
	must(t, err)
	a, err := desk.AddAnswer(t.Context(), h.Access, q.ID, answer)
	must(t, err)
	must(t, desk.Accept(t.Context(), h.Access, q.ID, a))
	for _, w := range wordings {
		_, err = desk.AddWording(t.Context(), h.Access, q.ID, w)
		must(t, err)
	}
	return q
}

func (h *house) travel(t testing.TB) (wiki.SpaceID, wiki.PageID) {
	t.Helper()
	space, err := h.wiki.CreateSpace(t.Context(), wiki.Operator(), wiki.NewSpace{Slug: "eng", Name: "Eng"})
	must(t, err)
	saved, err := h.wiki.Create(t.Context(), wiki.Operator(), wiki.NewPage{Space: space.ID, Title: "Travel", Markdown: "## Cars\n\nRent a small car.\n\n## Hotels\n\nBook the hotel early.\n"})
	must(t, err)
	h.ready(t)
	return space.ID, saved.Page.ID
}

// TestOwn: every wording of the team's own solved questions is asked as if nobody had used it before.
func TestOwn(t *testing.T) {
	h := newHouse(t)
	space, page := h.travel(t)
	h.known(t, space, "Which car do I rent", &qa.NewLink{Page: page, Anchor: "cars"}, "tell me about renting a car")
	h.known(t, space, "When is the hotel booked", &qa.NewLink{Page: page, Anchor: "hotels"})
	h.known(t, space, "Who has the zebra key", nil, "zebra key holder")
	zoo, err := h.wiki.Create(t.Context(), wiki.Operator(), wiki.NewPage{Space: space, Title: "Zoo", Markdown: "Ring the bell.\n"})
	must(t, err)
	lonely := h.known(t, space, "Purple elephants", &qa.NewLink{Page: zoo.Page.ID})
	h.known(t, space, "In words alone", nil) // nothing could find it without its one wording
	h.ready(t)
	r, err := h.Run(t.Context(), nil)
	must(t, err)
	// Six wordings can be asked. Only the elephants have nothing in common with what answers them.
	if r.Questions != 6 || r.ByPage.N != 6 || r.ByPage.R10 != 5.0/6 || r.BySection.N != 4 || r.BySection.R10 != 3.0/4 || r.Recurrence.Asked != 4 || r.Recurrence.Found != 1 {
		t.Errorf("report:\n%s", r)
	}
	want := []eval.Lost{{Question: int64(lonely.ID), Title: "Purple elephants", Text: "Purple elephants", URL: lonely.URL()}}
	if diff := cmp.Diff(want, r.Lost); diff != "" {
		t.Errorf("lost (-want +got):\n%s", diff)
	}
	if text := r.String(); !strings.Contains(text, "by section") || !strings.Contains(text, "Purple elephants") {
		t.Errorf("table:\n%s", text)
	}
	if _, err := (eval.Bench{Store: h.Store, Finder: h.Finder, Pages: h.Pages}).Run(t.Context(), nil); err == nil {
		t.Error("a reader of nothing can evaluate")
	}
}

// TestOwnSample: of many wordings always the same ones are asked.
func TestOwnSample(t *testing.T) {
	h := newHouse(t)
	space, page := h.travel(t)
	for i := range 30 {
		h.known(t, space, fmt.Sprintf("Question %d of cars", i), &qa.NewLink{Page: page, Anchor: "cars"})
	}
	h.ready(t)
	h.AtMost = 12
	var asked []string
	for range 2 {
		rested := 0
		h.Rest = func(_ context.Context, _ time.Duration) error { rested++; return nil }
		r, err := h.Run(t.Context(), nil)
		must(t, err)
		if r.Questions != 12 || rested != 12 {
			t.Errorf("%d asked, %d rests", r.Questions, rested)
		}
		if diff := cmp.Diff(&eval.Sample{Asked: 12, Of: 30}, r.Sample); diff != "" {
			t.Errorf("sample (-want +got):\n%s", diff)
		}
		r.Latency = eval.Latency{}
		asked = append(asked, r.String()+fmt.Sprint(r.Lost))
	}
	if asked[0] != asked[1] {
		t.Errorf("two runs differ:\n%s", cmp.Diff(asked[0], asked[1]))
	}
}

// TestNothingChanges: neither the database nor the index is another one after an evaluation.
func TestNothingChanges(t *testing.T) {
	h := newHouse(t)
	space, page := h.travel(t)
	h.known(t, space, "Which car do I rent", &qa.NewLink{Page: page, Anchor: "cars"}, "tell me about renting a car")
	h.ready(t)
	before := h.everything(t)
	_, err := h.Run(t.Context(), nil)
	must(t, err)
	_, err = h.Run(t.Context(), &eval.Set{Name: "file", Cases: []eval.Case{
		{ID: "1", Question: "which car", Paraphrases: []string{"small car", "car to rent"}, Page: "travel.md", Heading: "Cars"}, {ID: "2", Question: "zebra", None: true},
	}})
	must(t, err)
	_, err = h.Run(t.Context(), &eval.Set{Name: "folder", Corpus: []eval.Entry{
		{ID: "a", Group: "g", Title: "A car", Text: "Rent it."}, {ID: "b", Group: "g", Kind: "linked", Title: "renting"},
	}, Cases: []eval.Case{{ID: "1", Question: "rent a car", Groups: []string{"g"}}}})
	must(t, err)
	if diff := cmp.Diff(before, h.everything(t)); diff != "" {
		t.Errorf("changed (-before +after):\n%s", diff)
	}
}

// everything is a sum of each table and of each document of the index.
func (h *house) everything(t testing.TB) map[string]string {
	t.Helper()
	all := map[string]string{}
	docs, err := h.index.Dump(t.Context())
	must(t, err)
	for id, sum := range docs {
		all["index "+id] = fmt.Sprint(sum)
	}
	must(t, h.rows(t, func(table, row string) { all[table] = fmt.Sprintf("%x", sha256.Sum256([]byte(all[table]+row))) }))
	if len(all) < 10 {
		t.Fatalf("read %d things only", len(all))
	}
	return all
}
