package qa_test

import (
	"context"
	"errors"
	"testing"

	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/wiki"
)

// TestNotThis: what somebody refused is not first any more for the same and nearly the same words, until
// that is taken back.
func TestNotThis(t *testing.T) {
	tm := newTeam(t)
	page := tm.page(tm.ann, tm.open, "Travel", travel)
	tm.page(tm.ann, tm.open, "Slips", "## Small ones\n\nThrow little slips of paper into the blue bin.\n")
	const words = "may I throw away the receipts of little slips?"
	q := tm.answered(tm.ann, "May I throw away receipts of little slips", page.ID, "receipts")
	id, r := tm.ask(tm.ben, words)
	if r.Offers[0].Question != q.ID || r.Outcome != qa.IsAnswered {
		t.Fatalf("%s: %+v", r.Outcome, r.Offers)
	}
	_, err := tm.Feedback(t.Context(), tm.access(tm.ben), id, -1)
	tm.must(err)
	for _, again := range []string{words, "May I throw away receipts of a little slip"} {
		_, r, err := tm.Ask(t.Context(), tm.access(tm.cleo), again, 0)
		tm.must(err)
		if len(r.Offers) > 1 && r.Offers[0].Question == q.ID || r.Outcome == qa.IsAnswered {
			t.Errorf("%q after “not this”: %s, %+v", again, r.Outcome, r.Offers)
		}
	}
	tm.must(tm.Undo(t.Context(), tm.access(tm.ben), id))
	_, r, err = tm.Ask(t.Context(), tm.access(tm.cleo), words, 0)
	tm.must(err)
	if r.Offers[0].Question != q.ID || r.Outcome != qa.IsAnswered {
		t.Errorf("after it was taken back: %s, %+v", r.Outcome, r.Offers[0])
	}
}

// TestLearner: what is learnt follows the event log, and so does what is unlearnt.
func TestLearner(t *testing.T) {
	tm := newTeam(t)
	page := tm.page(tm.ann, tm.open, "Travel", travel)
	l := qa.NewLearner(tm.store, tm.wiki.Store(), wiki.Following{})
	if l.Memory() != nil {
		t.Error("something was learnt before the first round")
	}
	learn := func(want int) {
		t.Helper()
		tm.must(l.CatchUp(t.Context()))
		last, err := tm.wiki.Store().LastEvent(t.Context())
		tm.must(err)
		if l.Learnt() != last || l.Memory().Size() != want {
			t.Errorf("learnt %d questions up to event %d, want %d and %d", l.Memory().Size(), l.Learnt(), want, last)
		}
	}
	learn(0)
	q := tm.answered(tm.ann, "May I throw away receipts?", page.ID, "receipts")
	learn(1)
	before := l.Memory()
	tm.page(tm.ann, tm.open, "Other", "Nothing.\n")
	learn(1)
	if l.Memory() != before {
		t.Error("a page was learnt as if it were a wording")
	}
	tm.must(tm.Retract(t.Context(), tm.access(tm.ann), q.ID, tm.view(tm.ann, q.ID).Canonical.ID))
	learn(0)
	if a := before.Ask("May I throw away receipts?", func(space int64) bool { return space == int64(tm.open.ID) }); len(a.Best(1)) != 1 {
		t.Error("a memory that somebody holds has changed")
	}
}

// stuttering is a log that gives one event at a time, and fails after some.
type stuttering struct {
	wiki.Reads
	left int // events until it fails once; below 0: it does not
}

func (s *stuttering) Events(ctx context.Context, after wiki.EventSeq, _ int) ([]wiki.Event, error) {
	if s.left--; s.left == -1 {
		return nil, errors.New("the log cannot be read")
	}
	return s.Reads.Events(ctx, after, 1)
}

// TestLearnerFailsHalfWay: what was unlearnt in a round that failed is unlearnt in the next one.
func TestLearnerFailsHalfWay(t *testing.T) {
	tm := newTeam(t)
	page := tm.page(tm.ann, tm.open, "Travel", travel)
	q := tm.answered(tm.ann, "May I throw away receipts?", page.ID, "receipts")
	log := &stuttering{Reads: tm.wiki.Store(), left: -1}
	l := qa.NewLearner(tm.store, log, wiki.Following{})
	tm.must(l.CatchUp(t.Context()))
	tm.must(tm.Retract(t.Context(), tm.access(tm.ann), q.ID, tm.view(tm.ann, q.ID).Canonical.ID))
	log.left = 1
	if err := l.CatchUp(t.Context()); err == nil || l.Memory().Size() != 1 {
		t.Fatalf("it did not fail half-way: %v, %d questions", err, l.Memory().Size())
	}
	tm.must(l.CatchUp(t.Context()))
	if n := l.Memory().Size(); n != 0 {
		t.Errorf("%d questions are known that nobody answers any more", n)
	}
}
