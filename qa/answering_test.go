package qa_test

import (
	"strings"
	"testing"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/qa"
)

// TestAnswers: what an answer may hold, and what is refused with the field at fault.
func TestAnswers(t *testing.T) {
	tm := newTeam(t)
	ctx := t.Context()
	page := tm.page(tm.ann, tm.open, "Travel", travel)
	empty := tm.page(tm.ann, tm.open, "Empty", "")
	q, err := tm.CreateQuestion(ctx, tm.access(tm.ben), qa.NewQuestion{Title: "Is breakfast paid", Space: tm.open.ID})
	tm.must(err)
	for _, test := range []struct {
		name  string
		give  qa.NewAnswer
		kind  content.Kind
		quote string
	}{
		{"nothing", qa.NewAnswer{Markdown: " \n"}, content.Invalid, ""},
		{"Markdown", qa.NewAnswer{Markdown: "**Yes**, it is."}, "", ""},
		{"a section, Docent picks the quote", qa.NewAnswer{Links: []qa.NewLink{{Page: page.ID, Anchor: "hotels"}}}, "", "Breakfast is reimbursed."},
		{"a section with a quote", qa.NewAnswer{Links: []qa.NewLink{{Page: page.ID, Anchor: "#hotels", Quote: "book Hotels"}}}, "", "Book hotels"},
		{"the first section", qa.NewAnswer{Links: []qa.NewLink{{Page: page.ID}}}, "", "How trips work here."},
		{"a page without text", qa.NewAnswer{Links: []qa.NewLink{{Page: empty.ID}}}, "", ""},
		{"a quote that does not stand there", qa.NewAnswer{Links: []qa.NewLink{{Page: page.ID, Anchor: "hotels", Quote: "lunch"}}}, content.Invalid, ""},
		{"no such section", qa.NewAnswer{Links: []qa.NewLink{{Page: page.ID, Anchor: "nowhere"}}}, content.NotFound, ""},
		{"no such page", qa.NewAnswer{Links: []qa.NewLink{{Page: 4711}}}, content.NotFound, ""},
		{"elsewhere", qa.NewAnswer{Links: []qa.NewLink{{URL: "https://chat.example.org/1", Quote: "We pay it.", Title: "Ann"}}}, "", "We pay it."},
		{"elsewhere without a quote", qa.NewAnswer{Links: []qa.NewLink{{URL: "https://chat.example.org/1"}}}, content.Invalid, ""},
		{"a script", qa.NewAnswer{Links: []qa.NewLink{{URL: "javascript:alert(1)", Quote: "x"}}}, content.Invalid, ""},
		{"too many", qa.NewAnswer{Links: make([]qa.NewLink, 21)}, content.Invalid, ""},
		{"too long", qa.NewAnswer{Markdown: strings.Repeat("a ", 150_000)}, content.TooLarge, ""},
	} {
		id, err := tm.AddAnswer(ctx, tm.access(tm.ann), q.ID, test.give)
		if kindOf(err) != test.kind {
			t.Errorf("%s: %v, want %q", test.name, err, test.kind)
		}
		if err != nil {
			continue
		}
		a, err := tm.store.Answer(ctx, qa.All(), id)
		tm.must(err)
		if len(a.Links) > 0 && a.Links[0].Quote != test.quote {
			t.Errorf("%s: quote %q, want %q", test.name, a.Links[0].Quote, test.quote)
		}
		if a.Freshness() != qa.Fresh {
			t.Errorf("%s: %s", test.name, a.Freshness())
		}
	}
}

// TestChangeAnswer: an editor who sees only half of an answer changes only that half.
func TestChangeAnswer(t *testing.T) {
	tm := newTeam(t)
	ctx := t.Context()
	secret := tm.page(tm.cleo, tm.private, "Pay", "Nobody else reads this.")
	page := tm.page(tm.ann, tm.open, "Travel", travel)
	q, err := tm.CreateQuestion(ctx, tm.access(tm.cleo), qa.NewQuestion{Title: "Who reads this", Space: tm.open.ID})
	tm.must(err)
	a, err := tm.AddAnswer(ctx, tm.access(tm.cleo), q.ID, qa.NewAnswer{Links: []qa.NewLink{{Page: secret.ID}, {Page: page.ID, Anchor: "hotels"}}})
	tm.must(err)
	links := []qa.NewLink{{Page: page.ID, Anchor: "receipts"}}
	text := "See there."
	tm.must(tm.ChangeAnswer(ctx, tm.access(tm.ann), q.ID, a, qa.AnswerChange{Markdown: &text, Links: &links}))
	for _, reader := range []struct {
		name  string
		links int
		v     qa.View
	}{{"Ann", 1, tm.view(tm.ann, q.ID)}, {"Cleo", 2, tm.view(tm.cleo, q.ID)}} {
		if got := reader.v.Others[0]; len(got.Links) != reader.links || got.Markdown != text || got.Plain != text || got.Edited.IsZero() {
			t.Errorf("%s sees %+v", reader.name, got)
		}
	}
	none := ""
	if err := tm.ChangeAnswer(ctx, tm.access(tm.cleo), q.ID, a, qa.AnswerChange{Markdown: &none, Links: &[]qa.NewLink{}}); kindOf(err) != content.Invalid {
		t.Errorf("an answer of nothing: %v", err)
	}

	// Retracting the canonical answer opens the question again, and nobody sees the answer.
	tm.must(tm.Accept(ctx, tm.access(tm.cleo), q.ID, a))
	tm.must(tm.Retract(ctx, tm.access(tm.cleo), q.ID, a))
	if v := tm.view(tm.cleo, q.ID); v.Question.State != qa.Open || v.Canonical != nil || len(v.Others) != 0 {
		t.Errorf("after retracting: %+v", v)
	}
	if err := tm.Accept(ctx, tm.access(tm.cleo), q.ID, a); kindOf(err) != content.NotFound {
		t.Errorf("accepting what was retracted: %v", err)
	}
	tm.must(tm.Restore(ctx, tm.access(tm.cleo), q.ID, a, false))
	if v := tm.view(tm.cleo, q.ID); v.Question.State != qa.Open || v.Canonical != nil || len(v.Others) != 1 {
		t.Errorf("back as one of the proposed: %+v", v)
	}
	tm.must(tm.Retract(ctx, tm.access(tm.cleo), q.ID, a))
	tm.must(tm.Restore(ctx, tm.access(tm.cleo), q.ID, a, true))
	if v := tm.view(tm.cleo, q.ID); v.Question.State != qa.Answered || v.Canonical == nil || v.Canonical.ID != a {
		t.Errorf("back as it was: %+v", v)
	}
	tm.must(tm.Retract(ctx, tm.access(tm.cleo), q.ID, a))
}

// TestMergeChains: words go with the question that brought them, through a chain of duplicates.
func TestMergeChains(t *testing.T) {
	tm := newTeam(t)
	ctx, ann := t.Context(), tm.access(tm.ann)
	var ids [3]qa.QuestionID
	for i, title := range []string{"Alpha apples", "Beta bananas", "Gamma grapes"} {
		q, err := tm.CreateQuestion(ctx, ann, qa.NewQuestion{Title: title, Space: tm.open.ID})
		tm.must(err)
		ids[i] = q.ID
	}
	words := func(id qa.QuestionID) (all string) {
		wordings, err := tm.store.Wordings(ctx, []qa.QuestionID{id})
		tm.must(err)
		for _, w := range wordings {
			all += w.Text[:1]
		}
		return all
	}
	merge := func(id, of qa.QuestionID) {
		_, err := tm.Merge(ctx, ann, id, of)
		tm.must(err)
	}
	merge(ids[0], ids[1])
	merge(ids[1], ids[2])
	if got := words(ids[1]) + " " + words(ids[2]); got != "A BA" {
		t.Errorf("after both merges: %q", got)
	}
	if _, err := tm.Merge(ctx, ann, ids[2], ids[0]); kindOf(err) != content.Invalid {
		t.Errorf("a circle: %v", err)
	}
	_, err := tm.Unmerge(ctx, ann, ids[0])
	tm.must(err)
	if got := words(ids[1]) + " " + words(ids[2]); got != " B" {
		t.Errorf("after unmerging the first: %q", got)
	}
	merge(ids[0], ids[1]) // leads to the root
	if got := words(ids[2]); got != "BA" {
		t.Errorf("merged into a duplicate: %q", got)
	}
	_, err = tm.Unmerge(ctx, ann, ids[1])
	tm.must(err)
	if got := words(ids[2]); got != "A" {
		t.Errorf("after unmerging the second: %q", got)
	}
	if _, err := tm.Unmerge(ctx, ann, ids[1]); kindOf(err) != content.Conflict {
		t.Errorf("unmerging twice: %v", err)
	}
}
