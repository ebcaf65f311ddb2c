package wiki

import (
	"context"
	"log/slog"
	"sync"
	"time"
)

// Following is how a Follower hears of new events; the zero value works.
type Following struct {
	Wake   func() <-chan struct{} // gives a channel that is closed at the next commit of this process
	Every  time.Duration          // how often to look for what other processes wrote; 0: 400 ms
	Logger *slog.Logger
}

// Follower does step by step what the event log calls for. Run is its owner goroutine; CatchUp does what
// there is to do by now, for commands and tests. How far it has come is for its steps to remember: in
// memory, or in the transaction of what they did.
type Follower struct {
	opts   Following
	failed string
	step   func(context.Context) (did bool, err error)
	gentle bool
	turn   sync.Mutex // one step at a time
}

// NewFollower makes a follower of a step, which does some of the work and says whether there was any.
// failed says in the log what one that failed has not done.
func NewFollower(opts Following, failed string, step func(context.Context) (did bool, err error)) *Follower {
	if opts.Every <= 0 {
		opts.Every = 400 * time.Millisecond
	}
	if opts.Logger == nil {
		opts.Logger = slog.Default()
	}
	return &Follower{opts: opts, failed: failed, step: step}
}

// Gently has Run rest after a step for as long as that took: its work never takes more than half a
// processor, and a burst of changes is worked on at once.
func (f *Follower) Gently() *Follower {
	f.gentle = true
	return f
}

// longestPause is how long, at most, Run waits before it tries again what fails.
const longestPause = 30 * time.Second

// Run follows the log until ctx ends. What fails is logged and tried again, ever more slowly.
func (f *Follower) Run(ctx context.Context) error {
	pause := f.opts.Every
	for ctx.Err() == nil {
		var woken <-chan struct{}
		if f.opts.Wake != nil {
			woken = f.opts.Wake() // before looking, so that no commit is missed
		}
		begun := time.Now()
		did, err := f.one(ctx)
		if err != nil && ctx.Err() == nil {
			f.opts.Logger.ErrorContext(ctx, f.failed+"; this is tried again", "error", err, "again_in", pause)
			rest(ctx, nil, pause)
			pause = min(2*pause, longestPause)
			continue
		}
		pause = f.opts.Every
		if !did {
			rest(ctx, woken, f.opts.Every)
		} else if f.gentle {
			rest(ctx, nil, time.Since(begun))
		}
	}
	return nil
}

// CatchUp does step after step until there is nothing left to do.
func (f *Follower) CatchUp(ctx context.Context) error {
	for ctx.Err() == nil {
		did, err := f.one(ctx)
		if err != nil || !did {
			return err
		}
	}
	return ctx.Err()
}

func (f *Follower) one(ctx context.Context) (did bool, err error) {
	f.turn.Lock()
	defer f.turn.Unlock()
	return f.step(ctx)
}

// rest waits until the time is over, a channel is closed or ctx ends.
func rest(ctx context.Context, woken <-chan struct{}, pause time.Duration) {
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-woken:
	case <-timer.C:
	}
}
