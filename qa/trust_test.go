package qa_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/content/importer"
	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/wiki"
)

const receipts = "which receipts do I keep?"

// TestConfirmedAsOffered: "that answered it" vouches for the text that the ask offered, not for what
// somebody has made of it since.
func TestConfirmedAsOffered(t *testing.T) {
	for _, test := range []struct {
		name string
		now  string // what stands instead of the section by the time of the feedback
		want qa.Freshness
		kind content.Kind
	}{
		{"the same", "## Receipts\n\nKeep every receipt above 75 dollars. Upload them within five days of your return.", qa.Fresh, ""},
		{"another heading", "## Slips\n\nKeep every receipt above 75 dollars. Upload them within five days of your return.", qa.Fresh, ""},
		{"another text", "## Receipts\n\nKeep no receipt. Burn them within five days of your return.", qa.Changed, ""},
		{"gone", "", "", content.Conflict},
	} {
		t.Run(test.name, func(t *testing.T) {
			tm := newTeam(t)
			ctx := t.Context()
			page := tm.page(tm.ann, tm.open, "Travel", travel)
			id, r := tm.ask(tm.ben, receipts)
			if len(r.Offers) == 0 || r.Offers[0].Kind != qa.OfSection || r.Offers[0].Anchor != "receipts" {
				t.Fatalf("offers = %+v", r.Offers)
			}
			start, end := strings.Index(travel, "## Receipts"), strings.Index(travel, "\n\n## Hotels")
			tm.save(tm.ann, page.ID, travel[:start]+test.now+travel[end:])
			learnt, err := tm.Feedback(ctx, tm.access(tm.ben), id, 0)
			if kindOf(err) != test.kind {
				t.Fatalf("feedback: %v, want %q", err, test.kind)
			}
			if err != nil {
				if !strings.Contains(err.Error(), "ask again") {
					t.Errorf("the text is %q", err)
				}
				return
			}
			l := tm.view(tm.ben, learnt.Question.ID).Canonical.Links[0]
			if l.State() != test.want || l.Quote != "Keep every receipt above 75 dollars." || !strings.HasPrefix(l.Text, l.Quote) || l.Fingerprint != content.Fingerprint(l.Text) {
				t.Errorf("link is %s: %+v", l.State(), l)
			}
			tasks, err := tm.Tasks(ctx, tm.access(tm.ann))
			tm.must(err)
			if got := len(tasks.Check) == 1; got != (test.want == qa.Changed) {
				t.Errorf("on the owner's list: %v", got)
			}
		})
	}
}

// TestTakenBackByOneOfTwo: what two people confirmed stays until both have taken it back, in either order.
func TestTakenBackByOneOfTwo(t *testing.T) {
	for _, order := range [][2]int{{0, 1}, {1, 0}} {
		tm := newTeam(t)
		ctx := t.Context()
		page := tm.page(tm.ann, tm.open, "Travel", travel)
		q := tm.answered(tm.ann, "May I throw away receipts of little slips", page.ID, "receipts")
		words := [2]string{"tossing small slips okay?", "Tossing small slips, okay"}
		people := [2]wiki.Actor{tm.ben, tm.cleo}
		var ids [2]qa.AskID
		for i, who := range people {
			var r qa.Result
			ids[i], r = tm.ask(who, words[i])
			index := -1
			for j, o := range r.Offers {
				if o.Question == q.ID {
					index = j
				}
			}
			_, err := tm.Feedback(ctx, tm.access(who), ids[i], index)
			tm.must(err)
		}
		for left, i := range order {
			if n := len(tm.view(tm.ann, q.ID).Wordings); n != 1 {
				t.Errorf("%v: %d taken back, %d wordings, want 1", order, left, n)
			}
			tm.must(tm.Undo(ctx, tm.access(people[i]), ids[i]))
		}
		if v := tm.view(tm.ann, q.ID); len(v.Wordings) != 0 || v.Question.Confirmed != 0 {
			t.Errorf("%v: both took it back: %+v", order, v)
		}
	}
}

// TestUndoAfterRemoval: a wording that an editor has removed meanwhile does not stand in the way of taking back.
func TestUndoAfterRemoval(t *testing.T) {
	tm := newTeam(t)
	ctx := t.Context()
	page := tm.page(tm.ann, tm.open, "Travel", travel)
	q := tm.answered(tm.ann, "May I throw away receipts of little slips", page.ID, "receipts")
	id, _ := tm.ask(tm.ben, "may I throw little slips away at once?")
	learnt, err := tm.Feedback(ctx, tm.access(tm.ben), id, 0)
	tm.must(err)
	if learnt.Question.ID != q.ID || learnt.Wording == 0 {
		t.Fatalf("learnt = %+v", learnt)
	}
	tm.must(tm.RemoveWording(ctx, tm.access(tm.ann), q.ID, learnt.Wording))
	tm.must(tm.Undo(ctx, tm.access(tm.ben), id))
}

// TestOneQuestionOfTwoAsks: two people who confirm one section for the same words make one question,
// which goes when both have taken it back.
func TestOneQuestionOfTwoAsks(t *testing.T) {
	tm := newTeam(t)
	ctx := t.Context()
	tm.page(tm.ann, tm.open, "Travel", travel)
	one, _ := tm.ask(tm.ben, receipts)
	two, _ := tm.ask(tm.cleo, "Which receipts do I keep")
	first, err := tm.Feedback(ctx, tm.access(tm.ben), one, 0)
	tm.must(err)
	again, err := tm.Feedback(ctx, tm.access(tm.cleo), two, 0)
	tm.must(err)
	if again.Question.ID != first.Question.ID || again.Question.Confirmed != 2 || again.Made {
		t.Errorf("the second made %+v beside %+v", again, first.Question)
	}
	if all, _ := tm.List(ctx, tm.access(tm.ann), qa.Filter{Limit: 10}); len(all) != 1 {
		t.Errorf("there are %d questions, want 1", len(all))
	}
	tm.must(tm.Undo(ctx, tm.access(tm.ben), one))
	if v := tm.view(tm.ann, first.Question.ID); v.Question.State != qa.Answered || v.Question.Confirmed != 1 {
		t.Errorf("one took it back: %+v", v.Question)
	}
	tm.must(tm.Undo(ctx, tm.access(tm.cleo), two))
	if _, err := tm.Question(ctx, tm.access(tm.ann), first.Question.ID); kindOf(err) != content.NotFound {
		t.Errorf("nobody stands behind it any more: %v", err)
	}
}

// TestMergeIntoPrivate: a question does not lead its readers to where they may not go.
func TestMergeIntoPrivate(t *testing.T) {
	tm := newTeam(t)
	ctx := t.Context()
	cleo := tm.access(tm.cleo)
	ask := func(title string, space wiki.Space) qa.QuestionID {
		q, err := tm.CreateQuestion(ctx, cleo, qa.NewQuestion{Title: title, Space: space.ID})
		tm.must(err)
		return q.ID
	}
	open, closed, other := ask("Is there a bonus", tm.open), ask("How high is the bonus", tm.private), ask("What is the bonus", tm.private)
	if _, err := tm.Merge(ctx, cleo, open, closed); kindOf(err) != content.Conflict {
		t.Errorf("into a private space: %v", err)
	}
	if v := tm.view(tm.ben, open); v.Question.State != qa.Open {
		t.Errorf("for Ben it is %+v", v.Question)
	}
	for _, of := range []qa.QuestionID{closed, open} {
		if _, err := tm.Merge(ctx, cleo, other, of); err != nil {
			t.Errorf("into question %d: %v", of, err)
		}
		_, err := tm.Unmerge(ctx, cleo, other)
		tm.must(err)
	}
	// A space may become private later: the duplicate is a question of its own for those outside.
	second := ask("Is there any bonus", tm.open)
	_, err := tm.Merge(ctx, cleo, open, second)
	tm.must(err)
	_, err = tm.ChangeQuestion(ctx, cleo, second, qa.Change{Space: &tm.private.ID})
	tm.must(err)
	if v := tm.view(tm.ben, open); v.Question.State != qa.Open || v.DuplicateOf != nil || v.Question.DuplicateOf != 0 {
		t.Errorf("for Ben it is %+v", v.Question)
	}
	if v := tm.view(tm.cleo, open); v.Question.State != qa.Duplicate || v.DuplicateOf == nil {
		t.Errorf("for Cleo it is %+v", v.Question)
	}
}

// TestStoryOfTheUnreadable: a question that is unanswered for a reader tells that reader of no answer.
func TestStoryOfTheUnreadable(t *testing.T) {
	tm := newTeam(t)
	ctx := t.Context()
	secret := tm.page(tm.cleo, tm.private, "Salaries", "# Salaries\n\n## Bonus\n\nThe bonus is 900 dollars.\n")
	cleo := tm.access(tm.cleo)
	q, err := tm.CreateQuestion(ctx, cleo, qa.NewQuestion{Title: "Is there a bonus", Space: tm.open.ID})
	tm.must(err)
	a, err := tm.AddAnswer(ctx, cleo, q.ID, qa.NewAnswer{Links: []qa.NewLink{{Page: secret.ID, Anchor: "bonus"}}})
	tm.must(err)
	tm.must(tm.Accept(ctx, cleo, q.ID, a))
	tm.must(tm.Confirm(ctx, cleo, q.ID, a))
	if chain := tm.view(tm.ben, q.ID).Chain; len(chain) != 1 || chain[0].What != "Asked" {
		t.Errorf("Ben reads %+v", chain)
	}
	if chain := tm.view(tm.cleo, q.ID).Chain; len(chain) != 4 {
		t.Errorf("Cleo reads %+v", chain)
	}
}

// TestNUL: what cannot be kept is refused, and nothing is saved.
func TestNUL(t *testing.T) {
	const bad = "so\x00what"
	tm := newTeam(t)
	ctx := t.Context()
	page := tm.page(tm.ann, tm.open, "Travel", travel)
	ann := tm.access(tm.ann)
	q := tm.answered(tm.ann, "Which receipts", page.ID, "receipts")
	text := bad
	for name, err := range map[string]error{
		"title":   second(tm.CreateQuestion(ctx, ann, qa.NewQuestion{Title: bad, Space: tm.open.ID})),
		"body":    second(tm.CreateQuestion(ctx, ann, qa.NewQuestion{Title: "Why", Body: bad, Space: tm.open.ID})),
		"change":  second(tm.ChangeQuestion(ctx, ann, q.ID, qa.Change{Body: &text})),
		"wording": second(tm.AddWording(ctx, ann, q.ID, bad)),
		"answer":  second(tm.AddAnswer(ctx, ann, q.ID, qa.NewAnswer{Markdown: bad})),
		"quote":   second(tm.AddAnswer(ctx, ann, q.ID, qa.NewAnswer{Links: []qa.NewLink{{URL: "https://example.org", Quote: bad}}})),
		"place":   second(tm.AddAnswer(ctx, ann, q.ID, qa.NewAnswer{Links: []qa.NewLink{{URL: "https://example.org", Title: bad, Quote: "so"}}})),
		"section": second(tm.AddAnswer(ctx, ann, q.ID, qa.NewAnswer{Links: []qa.NewLink{{Page: page.ID, Anchor: "receipts", Quote: bad}}})),
	} {
		if kindOf(err) != content.Invalid || !strings.Contains(err.Error(), "NUL") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestAsksTellNothing: an ask of somebody else cannot be told from one that is not there.
func TestAsksTellNothing(t *testing.T) {
	tm := newTeam(t)
	ctx := t.Context()
	tm.page(tm.ann, tm.open, "Travel", travel)
	id, _ := tm.ask(tm.ben, receipts)
	for _, written := range []bool{false, true} {
		if written {
			tm.must(tm.asks.Flush(ctx))
		}
		_, _, theirs := tm.AskByID(ctx, tm.access(tm.ann), id)
		_, _, none := tm.AskByID(ctx, tm.access(tm.ann), 424242)
		if theirs == nil || none == nil || theirs.Error() != none.Error() {
			t.Errorf("somebody else's: %v; none: %v", theirs, none)
		}
	}
}

// TestNobodysQuestion: a question of nobody is a task of whoever manages its space, and of every
// administrator, whatever token that one looks with.
func TestNobodysQuestion(t *testing.T) {
	tm := newTeam(t)
	ctx := t.Context()
	ownerless := tm.space(wiki.Operator(), "lobby", "team")
	tm.must(wikiStore(tm).Write(ctx, wiki.Operator(), func(tx wiki.Tx) error {
		return tx.SetGrant(ctx, ownerless.ID, tm.cleo.Person, wiki.Manager)
	}))
	tm.tick()
	q, err := tm.CreateQuestion(ctx, tm.access(tm.ben), qa.NewQuestion{Title: "Where is the lobby", Space: ownerless.ID})
	tm.must(err)
	if q.Owner.ID != 0 {
		t.Fatalf("owner = %+v", q.Owner)
	}
	if tasks, err := tm.Tasks(ctx, tm.access(tm.cleo)); err != nil || len(tasks.Answer) != 1 {
		t.Errorf("its manager has %+v to answer, %v", tasks.Answer, err)
	}
	admin := tm.ann
	admin.Role = wiki.Admin
	for _, scope := range []wiki.Scope{wiki.ScopeAdmin, wiki.ScopeWrite, wiki.ScopeRead} {
		for _, test := range []struct {
			who  wiki.Actor
			want int
		}{{admin, 1}, {tm.ben, 0}} {
			who := test.who
			who.Scope = scope
			tasks, err := tm.Tasks(ctx, tm.access(who))
			tm.must(err)
			if len(tasks.Answer) != test.want {
				t.Errorf("%s with scope %v: %d tasks, want %d", who.Name, scope, len(tasks.Answer), test.want)
			}
		}
	}
}

// TestReportHasLists: whoever reads the report as JSON finds a list of warnings, also where there are none.
func TestReportHasLists(t *testing.T) {
	tm := newTeam(t)
	report, err := tm.Import(t.Context(), tm.access(tm.ann), tm.open.Slug, tm.Export(t.Context(), tm.access(tm.ann), tm.open.Slug), false)
	tm.must(err)
	text, err := json.Marshal(report)
	tm.must(err)
	if strings.Contains(string(text), "null") {
		t.Errorf("report = %s", text)
	}
}

// TestImportTellsOfMerges: a merge that is refused while reading an export back is reported, and so is a quote that cannot be kept.
func TestImportTellsOfMerges(t *testing.T) {
	tm := newTeam(t)
	tm.page(tm.ann, tm.open, "Travel", travel)
	files := []importer.Question{
		{ID: 1, Path: "1.md", Space: tm.private.Slug, Title: "How high is the bonus", State: "open"},
		{
			ID: 2, Path: "2.md", Space: tm.open.Slug, Title: "Is there a bonus", State: "duplicate", DuplicateOf: 1,
			Answers: []importer.Answer{{Markdown: "Yes.", Links: []importer.AnswerLink{{URL: "https://example.org", Quote: "a\x00b"}}}},
		},
	}
	all := func(yield func(importer.Question, error) bool) {
		for _, f := range files {
			if !yield(f, nil) {
				return
			}
		}
	}
	report, err := tm.Import(t.Context(), tm.access(tm.cleo), tm.open.Slug, all, false)
	tm.must(err)
	if report.New != 2 || len(report.Warnings) != 2 || !strings.Contains(report.Warnings[1].Text, "open again") {
		t.Errorf("report = %+v", report)
	}
}
