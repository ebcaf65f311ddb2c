package qa_test

import (
	"strings"
	"testing"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/wiki"
)

// TestRights: a row per deed and a column per reader of a question in the open space, asked by Ben.
// The space gives members the right to read, Cleo comments, Ann owns it.
func TestRights(t *testing.T) {
	const (
		ok   = content.Kind("")
		no   = content.Forbidden
		none = content.NotFound
		sign = content.Sign
	)
	title, closed := "Another title", qa.Closed
	link := qa.NewAnswer{Markdown: "Yes."}
	type env struct {
		*team
		a      wiki.Access
		q, dup qa.QuestionID
		answer qa.AnswerID // Ann's
	}
	for _, test := range []struct {
		name string
		do   func(e env) error
		// asker, commenter, reader, owner of the space, read token of the owner, visitor
		want [6]content.Kind
	}{
		{"see", func(e env) error { _, err := e.Question(e.t.Context(), e.a, e.q); return err }, [6]content.Kind{ok, ok, ok, ok, ok, none}},
		{"ask anew", func(e env) error {
			_, err := e.CreateQuestion(e.t.Context(), e.a, qa.NewQuestion{Title: "New?", Space: e.open.ID})
			return err
		}, [6]content.Kind{ok, ok, ok, ok, no, sign}},
		{"answer", func(e env) error { _, err := e.AddAnswer(e.t.Context(), e.a, e.q, link); return err }, [6]content.Kind{no, ok, no, ok, no, none}},
		{"change", func(e env) error {
			_, err := e.ChangeQuestion(e.t.Context(), e.a, e.q, qa.Change{Title: &title})
			return err
		}, [6]content.Kind{ok, no, no, ok, no, none}},
		{"close", func(e env) error {
			_, err := e.ChangeQuestion(e.t.Context(), e.a, e.q, qa.Change{State: &closed})
			return err
		}, [6]content.Kind{ok, no, no, ok, no, none}},
		{"accept", func(e env) error { return e.Accept(e.t.Context(), e.a, e.q, e.answer) }, [6]content.Kind{ok, no, no, ok, no, none}},
		{"confirm", func(e env) error { return e.Confirm(e.t.Context(), e.a, e.q, e.answer) }, [6]content.Kind{ok, ok, no, ok, no, none}},
		{"restore", func(e env) error { return e.Restore(e.t.Context(), e.a, e.q, e.answer, true) }, [6]content.Kind{ok, no, no, ok, no, none}},
		{"retract", func(e env) error { return e.Retract(e.t.Context(), e.a, e.q, e.answer) }, [6]content.Kind{ok, no, no, ok, no, none}},
		{"change answer", func(e env) error {
			return e.ChangeAnswer(e.t.Context(), e.a, e.q, e.answer, qa.AnswerChange{Markdown: &title})
		}, [6]content.Kind{ok, no, no, ok, no, none}},
		{"add wording", func(e env) error { _, err := e.AddWording(e.t.Context(), e.a, e.q, "other words"); return err }, [6]content.Kind{no, ok, no, ok, no, none}},
		{"merge", func(e env) error { _, err := e.Merge(e.t.Context(), e.a, e.q, e.dup); return err }, [6]content.Kind{ok, no, no, ok, no, none}},
	} {
		t.Run(test.name, func(t *testing.T) {
			for i, reader := range []string{"asker", "commenter", "reader", "owner", "read token", "visitor"} {
				tm := newTeam(t)
				e := env{team: tm}
				q, err := tm.CreateQuestion(t.Context(), tm.access(tm.ben), qa.NewQuestion{Title: "Why?", Space: tm.open.ID})
				tm.must(err)
				dup, err := tm.CreateQuestion(t.Context(), tm.access(tm.ann), qa.NewQuestion{Title: "Why not?", Space: tm.open.ID})
				tm.must(err)
				e.q, e.dup = q.ID, dup.ID
				e.answer, err = tm.AddAnswer(t.Context(), tm.access(tm.ann), q.ID, qa.NewAnswer{Markdown: "Because."})
				tm.must(err)
				space := tm.open
				space.Team = wiki.Reader
				tm.must(wikiStore(tm).Write(t.Context(), tm.ann, func(tx wiki.Tx) error {
					if err := tx.SetGrant(t.Context(), space.ID, tm.cleo.Person, wiki.Commenter); err != nil {
						return err
					}
					return tx.UpdateSpace(t.Context(), space)
				}))
				tm.tick() // rights that were changed behind the wiki's back hold within a second
				token := tm.ann
				token.Scope = wiki.ScopeRead
				dan := tm.cleo
				dan.Person = 99
				as := []wiki.Actor{tm.ben, tm.cleo, dan, tm.ann, token, {}}[i]
				e.a = tm.access(as)
				if got := kindOf(test.do(e)); got != test.want[i] {
					t.Errorf("%s: %q, want %q", reader, got, test.want[i])
				}
			}
		})
	}
}

// TestPrivateSpace: what stands in a private space does not exist for others, in any list, count or offer.
func TestPrivateSpace(t *testing.T) {
	tm := newTeam(t)
	ctx := t.Context()
	secret := tm.page(tm.cleo, tm.private, "Salaries", "# Salaries\n\n## Bonus\n\nThe zebra bonus is 900 dollars.\n")
	page := tm.page(tm.ann, tm.open, "Travel", travel)
	hidden, err := tm.CreateQuestion(ctx, tm.access(tm.cleo), qa.NewQuestion{Title: "How high is the zebra bonus", Space: tm.private.ID})
	tm.must(err)
	a, err := tm.AddAnswer(ctx, tm.access(tm.cleo), hidden.ID, qa.NewAnswer{Links: []qa.NewLink{{Page: secret.ID, Anchor: "bonus"}}})
	tm.must(err)
	tm.must(tm.Accept(ctx, tm.access(tm.cleo), hidden.ID, a))

	// A question of the open space whose answer only Cleo may read, and one with a second link for all.
	half, err := tm.CreateQuestion(ctx, tm.access(tm.cleo), qa.NewQuestion{Title: "Is there a giraffe allowance", Space: tm.open.ID})
	tm.must(err)
	b, err := tm.AddAnswer(ctx, tm.access(tm.cleo), half.ID, qa.NewAnswer{Links: []qa.NewLink{{Page: secret.ID, Anchor: "bonus"}}})
	tm.must(err)
	tm.must(tm.Accept(ctx, tm.access(tm.cleo), half.ID, b))

	ben, cleo := tm.access(tm.ben), tm.access(tm.cleo)
	if _, err := tm.Question(ctx, ben, hidden.ID); kindOf(err) != content.NotFound {
		t.Errorf("a private question: %v", err)
	}
	if _, err := tm.AddAnswer(ctx, ben, half.ID, qa.NewAnswer{Links: []qa.NewLink{{Page: secret.ID, Anchor: "bonus"}}}); kindOf(err) != content.NotFound {
		t.Errorf("linking a private page: %v", err)
	}
	v := tm.view(tm.ben, half.ID)
	if v.Question.State != qa.Open || v.Canonical != nil || v.Question.Canonical != 0 || len(v.Others) != 0 {
		t.Errorf("for Ben the question is %+v", v)
	}
	for _, h := range v.Chain {
		if strings.Contains(h.Place, "Bonus") || h.URL != "" {
			t.Errorf("the story names a private section: %+v", h)
		}
	}
	if v := tm.view(tm.cleo, half.ID); v.Question.State != qa.Answered || v.Canonical == nil {
		t.Errorf("for Cleo it is %+v", v.Question)
	}
	for _, list := range []struct {
		a     wiki.Access
		state qa.State
		want  int
	}{{ben, qa.Open, 1}, {ben, qa.Answered, 0}, {cleo, qa.Open, 0}, {cleo, qa.Answered, 2}} {
		got, err := tm.List(ctx, list.a, qa.Filter{State: list.state, Limit: 10})
		tm.must(err)
		if len(got) != list.want {
			t.Errorf("%s lists %d %s questions, want %d", list.a.As.Name, len(got), list.state, list.want)
		}
	}
	for _, text := range []string{"How high is the zebra bonus", "zebra bonus dollars", "Is there a giraffe allowance"} {
		_, r := tm.ask(tm.ben, text)
		for _, o := range r.Offers {
			if o.Page == secret.ID || o.Question != 0 {
				t.Errorf("Ben is offered %+v for %q", o, text)
			}
		}
		if _, r := tm.ask(tm.cleo, text); r.Outcome != qa.IsAnswered {
			t.Errorf("Cleo gets %s for %q", r.Outcome, text)
		}
	}
	if _, _, err := tm.Ask(ctx, ben, "zebra", tm.private.ID); kindOf(err) != content.NotFound {
		t.Errorf("asking in a private space: %v", err)
	}

	// A page that moves out of sight takes its answers along, also out of what was offered before.
	q := tm.answered(tm.ann, "Where do hotels get booked", page.ID, "hotels")
	id, r := tm.ask(tm.ben, "where do hotels get booked?")
	if r.Outcome != qa.IsAnswered {
		t.Fatalf("before the move: %s", r.Outcome)
	}
	tm.must(wikiStore(tm).Write(ctx, tm.ann, func(tx wiki.Tx) error { return tx.SetSpace(ctx, []wiki.PageID{page.ID}, tm.private.ID) }))
	_, before, err := tm.AskByID(ctx, ben, id)
	tm.must(err)
	for _, o := range before.Offers {
		if o.Page == page.ID || o.Question == q.ID {
			t.Errorf("an earlier ask still shows %+v", o)
		}
	}
	if _, r, err := tm.Ask(ctx, ben, "where do hotels get booked?", 0); err != nil || r.Outcome == qa.IsAnswered {
		t.Errorf("after the move, before the index knows: %s %v", r.Outcome, err)
	}
	if open, _ := tm.CountOpen(ctx, ben); open != 0 {
		t.Errorf("Ben counts %d open questions", open)
	}
}

// TestAsksAreTheAskers: nobody else opens an ask, gives feedback to it or hands it to the team.
func TestAsksAreTheAskers(t *testing.T) {
	tm := newTeam(t)
	ctx := t.Context()
	tm.page(tm.ann, tm.open, "Travel", travel)
	token := tm.ben
	token.Scope = wiki.ScopeRead // a read token may ask and give feedback
	id, _ := tm.ask(token, "which receipts do I keep?")
	ann := tm.access(tm.ann)
	for name, err := range map[string]error{
		"open":     third(tm.AskByID(ctx, ann, id)),
		"feedback": second(tm.Feedback(ctx, ann, id, 0)),
		"undo":     tm.Undo(ctx, ann, id),
		"team":     second(tm.AskTeam(ctx, ann, id, qa.NewQuestion{})),
		"none":     second(tm.Feedback(ctx, ann, 424242, 0)),
	} {
		if kindOf(err) != content.NotFound {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := tm.Feedback(ctx, tm.access(token), id, 0); err != nil {
		t.Errorf("feedback by a read token: %v", err)
	}
	if _, err := tm.Feedback(ctx, tm.access(tm.ben), id, 10); kindOf(err) != content.Invalid {
		t.Errorf("an answer that was not offered: %v", err)
	}
	if _, _, err := tm.Ask(ctx, tm.access(wiki.Actor{}), "hello?", 0); kindOf(err) != content.Sign {
		t.Errorf("a visitor: %v", err)
	}
	if _, _, err := tm.Ask(ctx, tm.access(tm.ben), " \n ", 0); kindOf(err) != content.Invalid {
		t.Errorf("nothing: %v", err)
	}
	if _, _, err := tm.Ask(ctx, tm.access(tm.ben), strings.Repeat("why ", 300), 0); kindOf(err) != content.Invalid {
		t.Errorf("too much: %v", err)
	}
}

func second[T any](_ T, err error) error        { return err }
func third[T, U any](_ T, _ U, err error) error { return err }
