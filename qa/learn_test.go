package qa_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/wiki"
)

// TestLearnFromSection: "that answered it" on a bare section makes the question, the same words are
// answered at once, without any index, and taking it back forgets everything.
func TestLearnFromSection(t *testing.T) {
	tm := newTeam(t)
	ctx := t.Context()
	page := tm.page(tm.ann, tm.open, "Travel", travel)
	_, err := tm.wiki.Save(ctx, tm.ann, wiki.Draft{Page: page.ID, Base: 1, Owner: &tm.cleo.Person})
	tm.must(err)

	id, r := tm.ask(tm.ben, "which receipts do I keep?")
	if len(r.Offers) == 0 || r.Offers[0].Kind != qa.OfSection || r.Offers[0].Anchor != "receipts" {
		t.Fatalf("offers = %+v", r.Offers)
	}
	if r.Reply.Owner.ID != tm.cleo.Person {
		t.Errorf("would ask %+v, want the page's owner", r.Reply)
	}
	learnt, err := tm.Feedback(ctx, tm.access(tm.ben), id, 0)
	tm.must(err)
	q := learnt.Question
	if !learnt.Made || q.State != qa.Answered || q.Owner.ID != tm.cleo.Person || q.By.ID != 0 {
		t.Errorf("learnt = %+v", learnt)
	}
	v := tm.view(tm.cleo, q.ID)
	if l := v.Canonical.Links[0]; l.Quote != "Keep every receipt above 75 dollars." || l.Page != page.ID {
		t.Errorf("link = %+v", l)
	}
	for _, h := range v.Chain {
		if h.Who != "" {
			t.Errorf("what was learnt names %s: %+v", h.Who, h)
		}
	}
	if pq, _ := tm.PageQuestions(ctx, tm.access(tm.cleo), page.ID); len(pq) != 1 || pq[0].ID != q.ID {
		t.Errorf("the page's owner sees %+v", pq)
	}
	_, known, err := tm.Ask(ctx, tm.access(tm.cleo), "Which receipts do I keep", 0)
	tm.must(err)
	if known.Outcome != qa.IsAnswered || known.Offers[0].Question != q.ID {
		t.Errorf("at the next ask: %s %+v", known.Outcome, known.Offers[0])
	}
	if again, err := tm.Feedback(ctx, tm.access(tm.ben), id, 0); err != nil || again.Question.ID != q.ID {
		t.Errorf("the same feedback again: %+v %v", again, err)
	}

	tm.must(tm.Undo(ctx, tm.access(tm.ben), id))
	if _, err := tm.Question(ctx, tm.access(tm.ann), q.ID); kindOf(err) != content.NotFound {
		t.Errorf("after taking it back the question is %v", err)
	}
	_, known, err = tm.Ask(ctx, tm.access(tm.cleo), "Which receipts do I keep", 0)
	tm.must(err)
	for _, o := range known.Offers {
		if o.Kind == qa.OfQuestion {
			t.Errorf("after taking it back it is still offered: %+v", o)
		}
	}
	ask, _, err := tm.AskByID(ctx, tm.access(tm.ben), id)
	tm.must(err)
	if ask.Ending != qa.Pending || ask.Chosen != -1 || !ask.Ended.IsZero() || ask.Question != 0 {
		t.Errorf("ask = %+v", ask)
	}
}

// TestLearnWording: a confirmed wording counts at the next ask, and no longer once it is taken back, removed,
// or another offer is chosen instead.
func TestLearnWording(t *testing.T) {
	const words = "tossing small slips okay?"
	for _, test := range []struct {
		name   string
		forget func(tm *team, id qa.AskID, q qa.QuestionID, w qa.WordingID)
	}{
		{"taken back", func(tm *team, id qa.AskID, _ qa.QuestionID, _ qa.WordingID) {
			tm.must(tm.Undo(tm.t.Context(), tm.access(tm.ben), id))
		}},
		{"refused after all", func(tm *team, id qa.AskID, _ qa.QuestionID, _ qa.WordingID) {
			_, err := tm.Feedback(tm.t.Context(), tm.access(tm.ben), id, -1)
			tm.must(err)
		}},
		{"removed by an editor", func(tm *team, _ qa.AskID, q qa.QuestionID, w qa.WordingID) {
			tm.must(tm.RemoveWording(tm.t.Context(), tm.access(tm.ann), q, w))
		}},
		{"learnt, merged, and taken back", func(tm *team, id qa.AskID, q qa.QuestionID, _ qa.WordingID) {
			other, err := tm.CreateQuestion(tm.t.Context(), tm.access(tm.ann), qa.NewQuestion{Title: "Receipts?", Space: tm.open.ID})
			tm.must(err)
			_, err = tm.Merge(tm.t.Context(), tm.access(tm.ann), q, other.ID)
			tm.must(err)
			tm.must(tm.Undo(tm.t.Context(), tm.access(tm.ben), id))
			known, err := tm.store.Known(tm.t.Context(), qa.All(), nil, qa.Near(words), nil)
			tm.must(err)
			if len(known) != 0 {
				tm.t.Errorf("the copy of the wording stayed: %+v", known)
			}
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			tm := newTeam(t)
			ctx := t.Context()
			page := tm.page(tm.ann, tm.open, "Travel", travel)
			q := tm.answered(tm.ann, "May I throw away receipts of little slips", page.ID, "receipts")
			id, r := tm.ask(tm.ben, words)
			index := -1
			for i, o := range r.Offers {
				if o.Question == q.ID {
					index = i
				}
			}
			learnt, err := tm.Feedback(ctx, tm.access(tm.ben), id, index)
			tm.must(err)
			if learnt.Made || learnt.Wording == 0 {
				t.Fatalf("learnt = %+v from offer %d of %+v", learnt, index, r.Offers)
			}
			if _, r, _ := tm.Ask(ctx, tm.access(tm.cleo), words, 0); r.Outcome != qa.IsAnswered || r.Offers[0].Question != q.ID {
				t.Errorf("at the next ask: %s", r.Outcome)
			}
			if got := tm.view(tm.ann, q.ID).Question.Confirmed; got != 1 {
				t.Errorf("confirmed %d times", got)
			}
			test.forget(tm, id, q.ID, learnt.Wording)
			if _, r, _ := tm.Ask(ctx, tm.access(tm.cleo), words, 0); r.Outcome == qa.IsAnswered {
				t.Errorf("still answered: %+v", r.Offers[0])
			}
		})
	}
}

// TestUndoKeepsWhatOthersBuiltOn: a learnt question that somebody has answered anew since stays.
func TestUndoKeepsWhatOthersBuiltOn(t *testing.T) {
	tm := newTeam(t)
	ctx := t.Context()
	tm.page(tm.ann, tm.open, "Travel", travel)
	id, _ := tm.ask(tm.ben, "which receipts do I keep?")
	learnt, err := tm.Feedback(ctx, tm.access(tm.ben), id, 0)
	tm.must(err)
	_, err = tm.AddAnswer(ctx, tm.access(tm.ann), learnt.Question.ID, qa.NewAnswer{Markdown: "All of them, to be safe."})
	tm.must(err)
	tm.must(tm.Undo(ctx, tm.access(tm.ben), id))
	if v := tm.view(tm.ann, learnt.Question.ID); v.Question.Confirmed != 0 || len(v.Others) != 1 {
		t.Errorf("view = %+v", v)
	}
}

// TestRecorder: an ask is answered while somebody holds the writer, can be read at once, and is
// written in the end.
func TestRecorder(t *testing.T) {
	tm := newTeam(t)
	tm.page(tm.ann, tm.open, "Travel", travel)
	tm.ask(tm.ben, "warm up") // reserves the first numbers
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	holding, release := make(chan struct{}), make(chan struct{})
	var wait sync.WaitGroup
	wait.Go(func() {
		_ = tm.store.Write(context.WithoutCancel(ctx), tm.ann, func(qa.Tx) error {
			close(holding)
			<-release
			return nil
		})
	})
	<-holding
	go func() { done <- tm.asks.Run(ctx) }()
	ids := map[qa.AskID]bool{}
	begun := time.Now()
	for i := range 100 {
		id, _, err := tm.Ask(ctx, tm.access(tm.ben), fmt.Sprintf("which receipts do I keep %d?", i), 0)
		tm.must(err)
		ids[id] = true
		if _, _, err := tm.AskByID(ctx, tm.access(tm.ben), id); err != nil {
			t.Fatalf("ask %d before it is written: %v", id, err)
		}
	}
	if took := time.Since(begun); took > 5*time.Second {
		t.Errorf("100 asks beside a busy writer took %s", took)
	}
	close(release)
	wait.Wait()
	stop()
	tm.must(<-done)
	if len(ids) != 100 {
		t.Errorf("100 asks have %d numbers", len(ids))
	}
	for id := range ids {
		if ask, err := tm.store.Ask(t.Context(), id); err != nil || ask.By != tm.ben.Person || len(ask.Offered) == 0 {
			t.Errorf("ask %d after the stop: %+v %v", id, ask, err)
		}
	}
	if last, err := tm.store.LastEvent(t.Context()); err != nil {
		t.Error(err)
	} else if events, _ := tm.wiki.Store().Events(t.Context(), last-1, 10); len(events) != 1 || events[0].Kind != wiki.PageCreated {
		t.Errorf("asks made events: %+v", events)
	}
}
