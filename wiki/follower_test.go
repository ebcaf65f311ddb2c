package wiki_test

import (
	"context"
	"errors"
	"log/slog"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/docent-wiki/docent/wiki"
)

// trail is a log of numbers and a follower of it that keeps its mark together with what it did, in memory. Its
// clock is that of the bubble in which it runs.
type trail struct {
	mu     sync.Mutex
	log    int           // events 1 to log are there
	mark   int           // … and those to mark were dealt with
	done   []int         // in the order in which they were dealt with
	faults int           // so many steps to come fail
	takes  time.Duration // so long does each event take
	steps  []time.Duration
	begun  time.Time
	woken  chan struct{}
	during func() // happens in the middle of a step, once
}

const stepOf = 3 // events

var errFault = errors.New("the disk is full")

// pass lets time pass in the bubble of a test: nobody waits for it.
func pass(d time.Duration) { time.Sleep(d) } //nolint:forbidigo // the clock of the bubble goes on by itself

func newTrail() *trail { return &trail{begun: time.Now(), woken: make(chan struct{})} }

func (t *trail) committed() <-chan struct{} {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.woken
}

// add adds events; told says whether this process commits them.
func (t *trail) add(n int, told bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.log += n
	if told {
		close(t.woken)
		t.woken = make(chan struct{})
	}
}

func (t *trail) step(context.Context) (did bool, err error) {
	t.mu.Lock()
	t.steps = append(t.steps, time.Since(t.begun))
	some := min(t.log-t.mark, stepOf)
	during := t.during
	t.during = nil
	t.mu.Unlock()
	if during != nil {
		during()
	}
	pass(time.Duration(some) * t.takes)
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.faults > 0 {
		t.faults--
		return some > 1, errFault // what it says beside an error does not count
	}
	for range some {
		t.mark++
		t.done = append(t.done, t.mark)
	}
	return some > 0, nil
}

// follow runs a follower of the trail while something happens, and then ends it.
func (t *trail) follow(test *testing.T, opts wiki.Following, gentle bool, do func()) {
	test.Helper()
	f := wiki.NewFollower(opts, "nothing was done", t.step)
	if gentle {
		f = f.Gently()
	}
	ctx, cancel := context.WithCancel(test.Context())
	ended := make(chan error, 1)
	go func() { ended <- f.Run(ctx) }()
	do()
	synctest.Wait()
	before := time.Now()
	cancel()
	if err := <-ended; err != nil {
		test.Errorf("it ended with %v", err)
	}
	if late := time.Since(before); late > stepOf*t.takes { // a step is not torn apart, a rest is
		test.Errorf("it ended after %v", late)
	}
}

func silent(t *trail) wiki.Following {
	return wiki.Following{Wake: t.committed, Every: time.Second, Logger: slog.New(slog.DiscardHandler)}
}

const ms = time.Millisecond

// When a follower takes its steps: what happens at which moment, and the moments of the steps.
func TestFollowerSteps(t *testing.T) {
	for _, test := range []struct {
		name   string
		gentle bool
		set    func(*trail)
		do     func(*trail)
		want   []time.Duration
	}{
		{"nothing happens", false, nil, func(*trail) { pass(2500 * ms) }, []time.Duration{0, 1000 * ms, 2000 * ms}},
		{
			"this process commits", false, nil, func(s *trail) { pass(300 * ms); s.add(1, true); pass(500 * ms) },
			[]time.Duration{0, 300 * ms, 300 * ms},
		},
		{
			"another one does", false, nil, func(s *trail) { pass(300 * ms); s.add(1, false); pass(900 * ms) },
			[]time.Duration{0, 1000 * ms, 1000 * ms},
		},
		{
			"the log jumps", false, func(s *trail) { s.takes = 10 * ms }, func(s *trail) { pass(300 * ms); s.add(7, true); pass(500 * ms) },
			[]time.Duration{0, 300 * ms, 330 * ms, 360 * ms, 370 * ms},
		},
		{
			"the log jumps, gently", true, func(s *trail) { s.takes = 10 * ms }, func(s *trail) { pass(300 * ms); s.add(7, true); pass(500 * ms) },
			[]time.Duration{0, 300 * ms, 360 * ms, 420 * ms, 440 * ms},
		},
		{
			"a commit while it works", false, func(s *trail) { s.during = func() { s.add(1, true) } }, func(*trail) { pass(500 * ms) },
			[]time.Duration{0, 0, 0},
		},
		{
			"it fails, and commits do not hurry it", false, func(s *trail) { s.faults = 3 },
			func(s *trail) { pass(300 * ms); s.add(1, true); pass(7500 * ms) },
			[]time.Duration{0, 1000 * ms, 3000 * ms, 7000 * ms, 7000 * ms},
		},
		{
			"it fails for long", false, func(s *trail) { s.faults = 1000 }, func(*trail) { pass(100 * time.Second) },
			[]time.Duration{0, 1000 * ms, 3000 * ms, 7000 * ms, 15000 * ms, 31000 * ms, 61000 * ms, 91000 * ms},
		},
		{
			"what failed once is tried soon when it fails again", false, func(s *trail) { s.faults = 2 },
			func(s *trail) { pass(3500 * ms); s.mu.Lock(); s.faults = 1; s.mu.Unlock(); pass(2000 * ms) },
			[]time.Duration{0, 1000 * ms, 3000 * ms, 4000 * ms, 5000 * ms},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newTrail()
				if test.set != nil {
					test.set(s)
				}
				s.follow(t, silent(s), test.gentle, func() { test.do(s) })
				if diff := cmp.Diff(test.want, s.steps); diff != "" {
					t.Errorf("its steps (-want +got):\n%s", diff)
				}
			})
		})
	}
}

// TestFollowerByItself: without anybody who wakes it, it looks every 400 ms.
func TestFollowerByItself(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newTrail()
		s.follow(t, wiki.Following{}, false, func() { pass(900 * ms) })
		if diff := cmp.Diff([]time.Duration{0, 400 * ms, 800 * ms}, s.steps); diff != "" {
			t.Errorf("its steps (-want +got):\n%s", diff)
		}
	})
}

// TestFollowerComplains: what failed is logged once for each try, and not at all where that was only because the
// follower is to end.
func TestFollowerComplains(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out strings.Builder
		s := newTrail()
		s.faults = 2
		opts := silent(s)
		opts.Logger = slog.New(slog.NewTextHandler(&out, nil))
		s.follow(t, opts, false, func() { pass(5 * time.Second) })
		said := out.String()
		if strings.Count(said, "\n") != 2 || strings.Count(said, `msg="nothing was done; this is tried again" error="the disk is full" again_in=`) != 2 {
			t.Errorf("of two faults it says:\n%s", said)
		}
		out.Reset()
		ctx, cancel := context.WithCancel(t.Context())
		f := wiki.NewFollower(opts, "nothing was done", func(ctx context.Context) (bool, error) { cancel(); return false, ctx.Err() })
		if err := f.Run(ctx); err != nil || out.Len() > 0 {
			t.Errorf("it ended with %v and says %q", err, out.String())
		}
	})
}

// TestFollowerCatchesUp: CatchUp does all there is, stops at an error, and where its context has ended.
func TestFollowerCatchesUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newTrail()
		f := wiki.NewFollower(silent(s), "nothing was done", s.step)
		s.add(7, false)
		s.during = func() { s.add(2, false) }
		if err := f.CatchUp(t.Context()); err != nil || s.mark != 9 {
			t.Errorf("it came to %d: %v", s.mark, err)
		}
		s.add(7, false)
		s.faults = 1
		if err := f.CatchUp(t.Context()); !errors.Is(err, errFault) || s.mark != 9 {
			t.Errorf("it failed, and came to %d: %v", s.mark, err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		s.during = cancel
		if err := f.CatchUp(ctx); !errors.Is(err, context.Canceled) || s.mark != 12 {
			t.Errorf("it was ended after a step, and came to %d: %v", s.mark, err)
		}
	})
}

// act is something that happens to a follower.
type act struct {
	After  time.Duration
	Events int
	Told   bool // this process commits them
	Faults int
}

func drawAct(r *rapid.T) act {
	return act{
		After: time.Duration(rapid.IntRange(0, 1500).Draw(r, "after")) * ms, Events: rapid.IntRange(0, 8).Draw(r, "events"),
		Told: rapid.Bool().Draw(r, "told"), Faults: rapid.SampledFrom([]int{0, 0, 0, 1, 3}).Draw(r, "faults"),
	}
}

// TestFollowerMissesNothing: whatever happens at which moment, everything is dealt with once and in order, and what
// this process commits at once, when nothing fails.
func TestFollowerMissesNothing(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		acts := rapid.SliceOfN(rapid.Custom(drawAct), 1, 12).Draw(r, "acts")
		gentle, takes := rapid.Bool().Draw(r, "gentle"), time.Duration(rapid.IntRange(0, 40).Draw(r, "takes"))*ms
		synctest.Test(t, func(t *testing.T) {
			s := newTrail()
			s.takes = takes
			s.follow(t, silent(s), gentle, func() {
				for _, a := range acts {
					pass(a.After)
					s.mu.Lock()
					s.faults += a.Faults
					s.mu.Unlock()
					s.add(a.Events, a.Told)
				}
				pass(20 * time.Minute) // no fault is left by then
				s.add(1, true)
				pass(takes)
			})
			for i, seq := range s.done {
				if seq != i+1 {
					t.Errorf("event %d was dealt with as number %d", seq, i+1)
				}
			}
			if s.mark != s.log {
				t.Errorf("it came to %d of %d", s.mark, s.log)
			}
		})
		if t.Failed() {
			r.Fatalf("gentle %v, %v for an event, %+v", gentle, takes, acts)
		}
	})
}

// TestFollowerTakesOneStepAtATime, whoever has it catch up.
func TestFollowerTakesOneStepAtATime(t *testing.T) {
	var running, twice atomic.Int64
	var mark int
	f := wiki.NewFollower(wiki.Following{}, "nothing was done", func(context.Context) (bool, error) {
		if running.Add(1) > 1 {
			twice.Add(1)
		}
		runtime.Gosched()
		running.Add(-1)
		mark++
		return mark < 1000, nil
	})
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() { _ = f.CatchUp(t.Context()) })
	}
	all.Wait()
	if twice.Load() > 0 || mark < 1000 {
		t.Errorf("%d of %d steps began while another one ran", twice.Load(), mark)
	}
}
