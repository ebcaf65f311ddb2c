package eval_test

import (
	"context"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/qa/eval"
	"github.com/docent-wiki/docent/qa/qasql"
	"github.com/docent-wiki/docent/wiki"
)

// watch is a clock that a test moves: whoever waits for it is told on asked how long.
type watch struct {
	mu    sync.Mutex
	now   time.Time
	asked chan time.Duration
	tick  chan time.Time
}

func newWatch(now time.Time) *watch {
	return &watch{now: now, asked: make(chan time.Duration), tick: make(chan time.Time)}
}

func (w *watch) Now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

// After hands short rests on at once and lets the test end the others.
func (w *watch) After(d time.Duration) <-chan time.Time {
	if d < time.Minute {
		done := make(chan time.Time, 1)
		done <- w.Now()
		return done
	}
	w.asked <- d
	return w.tick
}

// pass moves the clock on and ends the wait that is on.
func (w *watch) pass(d time.Duration) {
	w.mu.Lock()
	w.now = w.now.Add(d)
	w.mu.Unlock()
	w.tick <- w.Now()
}

// nightly runs the job until the test ends.
func (h *house) nightly(t *testing.T, w *watch, history eval.History) *eval.Nightly {
	t.Helper()
	n := eval.NewNightly(eval.NightlyOptions{
		Bench:  eval.Bench{Store: h.Store, Finder: h.Finder, Pages: h.Pages},
		Access: h.wiki.Access, History: history, Log: slog.New(slog.DiscardHandler),
		Now: w.Now, After: w.After, Zone: time.UTC,
	})
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- n.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		for {
			select {
			case <-w.asked:
			case err := <-ended:
				must(t, err)
				return
			}
		}
	})
	return n
}

// TestNightly: every night is measured once, a missed one is made up for, and a press of the button
// counts beside them.
func TestNightly(t *testing.T) {
	h := newHouse(t)
	space, page := h.travel(t)
	h.known(t, space, "Which car do I rent", &qa.NewLink{Page: page, Anchor: "cars"})
	hidden, err := h.wiki.CreateSpace(t.Context(), wiki.Operator(), wiki.NewSpace{Slug: "secret", Name: "Secret", Visibility: "private"})
	must(t, err)
	h.ready(t)
	h.known(t, hidden.ID, "When is the hotel booked", &qa.NewLink{Page: page, Anchor: "hotels"})
	h.ready(t)
	store := h.Store.(*qasql.Store)
	noon := time.Now().UTC().Truncate(24 * time.Hour).Add(12 * time.Hour)
	w := newWatch(noon)
	n := h.nightly(t, w, store)
	if d := <-w.asked; d != 15*time.Hour {
		t.Errorf("at noon the night is %v away", d)
	}
	w.pass(15 * time.Hour)
	if d := <-w.asked; d != 24*time.Hour {
		t.Errorf("after the night the next is %v away", d)
	}
	if !n.Start() {
		t.Error("the button does nothing")
	}
	if d := <-w.asked; d != 24*time.Hour {
		t.Errorf("after the button the night is %v away", d)
	}
	want := map[eval.Kind][]int{eval.Whole: {2, 2}, eval.Team: {1, 1}}
	got := map[eval.Kind][]int{}
	for kind := range want {
		all, err := store.Evaluations(t.Context(), kind, noon)
		must(t, err)
		for _, e := range all {
			got[kind] = append(got[kind], e.Report.Questions)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("questions measured (-want +got):\n%s", diff)
	}

	// Another start, two days later: a night was missed.
	later := newWatch(noon.Add(72 * time.Hour))
	h.nightly(t, later, store)
	if d := <-later.asked; d != 10*time.Minute {
		t.Errorf("a missed night is made up for in %v", d)
	}
	later.pass(10 * time.Minute)
	if d := <-later.asked; d != 15*time.Hour-10*time.Minute {
		t.Errorf("then the next is %v away", d)
	}
	if e, found, err := store.LastEvaluation(t.Context(), eval.Whole); err != nil || !found || !e.At.Equal(noon.Add(72*time.Hour+10*time.Minute)) {
		t.Errorf("the last is of %v (%v)", e.At, err)
	}
}

// TestHistory: evaluations are kept for 400 days, with what was lost in the last.
func TestHistory(t *testing.T) {
	h := newHouse(t)
	store := h.Store.(*qasql.Store)
	now := time.Now().UTC().Truncate(time.Microsecond)
	report := eval.Report{Set: "own", Questions: 3, Lost: []eval.Lost{{Question: 1, Title: "T", Text: "t", URL: "/q/1"}}}
	old := eval.Evaluation{At: now.Add(-eval.Kept - time.Hour), Kind: eval.Whole, Report: report}
	fresh := eval.Evaluation{At: now, Kind: eval.Whole, Report: report}
	must(t, store.PutEvaluations(t.Context(), []eval.Evaluation{old}))
	must(t, store.PutEvaluations(t.Context(), []eval.Evaluation{fresh}))
	all, err := store.Evaluations(t.Context(), eval.Whole, time.Time{})
	must(t, err)
	last, found, err := store.LastEvaluation(t.Context(), eval.Whole)
	must(t, err)
	if diff := cmp.Diff(fresh, last); diff != "" || !found {
		t.Errorf("the last (-want +got):\n%s", diff)
	}
	fresh.Report.Lost = []eval.Lost{}
	if diff := cmp.Diff([]eval.Evaluation{fresh}, all); diff != "" {
		t.Errorf("all (-want +got):\n%s", diff)
	}
	if _, found, err := store.LastEvaluation(t.Context(), eval.Team); found || err != nil {
		t.Errorf("one of another kind was found (%v)", err)
	}
}
