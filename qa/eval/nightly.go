package eval

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/docent-wiki/docent/wiki"
)

// Nightly measures the team's own solved questions every night at a quiet hour, and whenever somebody
// asks for it. A night that was missed is made up for. Runs never overlap: one goroutine makes them
// all, in Run.
type Nightly struct {
	o    NightlyOptions
	wake chan struct{}

	mu      sync.Mutex
	tried   time.Time // when the last run began, whatever became of it
	running time.Time // zero: none runs
}

// NightlyOptions is what a Nightly works with. Now, After and Zone have the usual values where they
// are nil; what says nothing else is needed.
type NightlyOptions struct {
	Bench   Bench // its Access, AtMost and Rest are filled in
	Access  func(context.Context, wiki.Actor) (wiki.Access, error)
	History History
	Told    func(ctx context.Context, at time.Time, all []Told) error // hears how each of all wordings went; may be nil
	Log     *slog.Logger
	Now     func() time.Time
	After   func(time.Duration) <-chan time.Time
	Zone    *time.Location // whose night it is
}

const (
	quietHour = 3                // in the morning
	settled   = 10 * time.Minute // after the start, before a missed night is made up for
)

// NewNightly makes the job; somebody has to Run it.
func NewNightly(o NightlyOptions) *Nightly {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.After == nil {
		o.After = time.After
	}
	if o.Zone == nil {
		o.Zone = time.Local
	}
	return &Nightly{o: o, wake: make(chan struct{}, 1)}
}

// Start asks for a run now; false where one runs already.
func (n *Nightly) Start() bool {
	if _, running := n.Running(); running {
		return false
	}
	select {
	case n.wake <- struct{}{}:
		return true
	default: // one is asked for
		return false
	}
}

// Running says whether an evaluation runs, and since when.
func (n *Nightly) Running() (since time.Time, running bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.running, !n.running.IsZero()
}

// Run measures until ctx ends.
func (n *Nightly) Run(ctx context.Context) error {
	started := n.o.Now()
	for ctx.Err() == nil {
		last, _, err := n.o.History.LastEvaluation(ctx, Whole)
		if err != nil && ctx.Err() == nil {
			n.o.Log.Error("read the last evaluation", "error", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-n.wake:
		case <-n.o.After(n.wait(started, last.At)):
		}
		if err := n.once(ctx); err != nil && ctx.Err() == nil {
			n.o.Log.Error("measure the team's own questions", "error", err)
		}
	}
	return nil
}

// wait is how long to wait for the next run: until the quiet hour after the last one, which may have
// been missed.
func (n *Nightly) wait(started, last time.Time) time.Duration {
	n.mu.Lock()
	defer n.mu.Unlock()
	now := n.o.Now()
	if n.tried.After(last) {
		last = n.tried
	}
	if last.IsZero() {
		last = started
	}
	due := quietAfter(last, n.o.Zone)
	if soon := started.Add(settled); due.Before(soon) {
		due = soon
	}
	return max(0, due.Sub(now))
}

// quietAfter is the first quiet hour after a moment.
func quietAfter(t time.Time, zone *time.Location) time.Time {
	t = t.In(zone)
	for day := 0; ; day++ {
		if quiet := time.Date(t.Year(), t.Month(), t.Day()+day, quietHour, 0, 0, 0, zone); quiet.After(t) {
			return quiet
		}
	}
}

// once measures for everybody and for administrators, and keeps what came out.
func (n *Nightly) once(ctx context.Context) error {
	begun := n.o.Now().UTC().Truncate(time.Microsecond)
	n.mu.Lock()
	n.tried, n.running = begun, begun
	n.mu.Unlock()
	defer func() {
		n.mu.Lock()
		n.running = time.Time{}
		n.mu.Unlock()
	}()
	whole, err := n.measure(ctx, wiki.Operator())
	if err != nil || whole.Questions == 0 {
		return err
	}
	if n.o.Told != nil {
		if err := n.o.Told(ctx, begun, whole.Told); err != nil {
			return err
		}
	}
	team, err := n.measure(ctx, Anybody)
	if err != nil {
		return err
	}
	all := []Evaluation{{At: begun, Kind: Whole, Report: whole}}
	if team.Questions > 0 {
		all = append(all, Evaluation{At: begun, Kind: Team, Report: team})
	}
	return n.o.History.PutEvaluations(ctx, all)
}

func (n *Nightly) measure(ctx context.Context, as wiki.Actor) (Report, error) {
	access, err := n.o.Access(ctx, as)
	if err != nil || len(access.Spaces()) == 0 {
		return Report{}, err
	}
	bench := n.o.Bench
	bench.Access, bench.Rest = access, n.rest
	return bench.Run(ctx, nil)
}

// rest leaves the machine to others for as long as an ask took.
func (n *Nightly) rest(ctx context.Context, took time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-n.o.After(took):
		return nil
	}
}
