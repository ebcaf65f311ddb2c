package search

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/wiki"
)

// Log is the event log that the feed follows.
type Log interface {
	LastEvent(ctx context.Context) (wiki.EventSeq, error)
	Events(ctx context.Context, after wiki.EventSeq, limit int) ([]wiki.Event, error)
}

const (
	eventsAtOnce = 200
	batchBytes   = 2 << 20 // text in one batch: enough for speed and large segments, little enough for memory
)

// FeedOptions say how a Feed hears of new events.
type FeedOptions = wiki.Following

// Feed keeps an index at the end of the event log. Run is its owner goroutine; CatchUp does one
// round for commands and tests.
type Feed struct {
	index  *Index
	log    Log
	source Source
	opts   FeedOptions

	turn     sync.Mutex  // one round at a time
	known    bool        // the index was made from this log; asked once, and after every Reset
	wanted   atomic.Bool // somebody wants the index built anew
	building atomic.Bool
	done     atomic.Int64
	total    atomic.Int64
}

// NewFeed makes a feed from a log, through a source, into an index.
func NewFeed(index *Index, log Log, source Source, opts FeedOptions) *Feed {
	return &Feed{index: index, log: log, source: source, opts: opts}
}

// Run follows the log until ctx ends. Nothing is skipped.
func (f *Feed) Run(ctx context.Context) error {
	round := func(ctx context.Context) (bool, error) { return false, f.CatchUp(ctx) }
	return wiki.NewFollower(f.opts, "the search index is not up to date", round).Run(ctx)
}

// CatchUp applies every event that is in the log by now, or builds the index anew where it must be.
func (f *Feed) CatchUp(ctx context.Context) error {
	f.turn.Lock()
	defer f.turn.Unlock()
	if err := f.renewed(ctx); err != nil {
		return err
	}
	return f.follow(ctx)
}

// Reindex builds the index anew whatever state it is in.
func (f *Feed) Reindex(ctx context.Context) error {
	f.turn.Lock()
	defer f.turn.Unlock()
	if err := f.rebuild(ctx); err != nil {
		return err
	}
	return f.follow(ctx)
}

// Progress tells whether the index is being built anew, and how many groups (pages, questions) of how
// many are in it so far; total is 0 while it is unknown.
func (f *Feed) Progress() (building bool, done, total int) {
	return f.building.Load() || f.wanted.Load(), int(f.done.Load()), int(f.total.Load())
}

// Ready tells the last event that was applied and the last one in the log. The index is up to date
// when the two are equal.
func (f *Feed) Ready(ctx context.Context) (applied, last wiki.EventSeq, err error) {
	if last, err = f.log.LastEvent(ctx); err != nil {
		return 0, 0, fmt.Errorf("search feed: %w", err)
	}
	mark, err := f.index.Mark()
	if err != nil {
		return 0, last, fmt.Errorf("search feed: %w", err)
	}
	return mark.Seq, last, nil
}

// stale says whether the index must be thrown away: it is new or damaged, or it belongs to another log.
func (f *Feed) stale(ctx context.Context) (bool, error) {
	if f.index.Broken() {
		return true, nil
	}
	last, err := f.log.LastEvent(ctx)
	if err != nil {
		return false, fmt.Errorf("search feed: %w", err)
	}
	mark, err := f.index.Mark()
	if err != nil {
		return false, fmt.Errorf("search feed: %w", err)
	}
	if mark.Seq == 0 || mark.Seq > last {
		return last > 0, nil
	}
	if f.known {
		return false, nil
	}
	at, err := f.timeOf(ctx, mark.Seq)
	f.known = err == nil && at.Equal(mark.At)
	return !f.known, err
}

// timeOf gives the time of an event; zero for event 0 and for one that the log does not have.
func (f *Feed) timeOf(ctx context.Context, seq wiki.EventSeq) (time.Time, error) {
	if seq == 0 {
		return time.Time{}, nil
	}
	events, err := f.log.Events(ctx, seq-1, 1)
	if err != nil {
		return time.Time{}, fmt.Errorf("search feed: %w", err)
	}
	if len(events) == 0 || events[0].Seq != seq {
		return time.Time{}, nil
	}
	return events[0].At, nil
}

// rebuild fills an empty index with everything there is. What happens meanwhile is caught up with
// afterwards: the mark is the last event from before. It is set last, so that an index whose building
// was interrupted is begun anew.
func (f *Feed) rebuild(ctx context.Context) error {
	f.building.Store(true)
	defer f.building.Store(false)
	f.done.Store(0)
	f.total.Store(0)
	if err := f.index.Reset(); err != nil {
		return fmt.Errorf("search feed: %w", err)
	}
	f.known = true
	last, err := f.log.LastEvent(ctx)
	if err != nil {
		return fmt.Errorf("search feed: %w", err)
	}
	at, err := f.timeOf(ctx, last)
	if err != nil {
		return err
	}
	if c, ok := f.source.(counter); ok {
		total, err := c.Count(ctx)
		if err != nil {
			return fmt.Errorf("search feed: %w", err)
		}
		f.total.Store(int64(total))
	}
	b := &batch{index: f.index, applied: func(n int) { f.done.Add(int64(n)) }}
	if err := f.source.All(ctx, b.add); err != nil {
		return fmt.Errorf("search feed: build the index anew: %w", err)
	}
	return b.flush(Mark{Seq: last, At: at})
}

// counter is a Source that knows how many groups it has.
type counter interface {
	Count(ctx context.Context) (int, error)
}

func (s sources) Count(ctx context.Context) (int, error) {
	sum := 0
	for _, one := range s {
		if c, ok := one.(counter); ok {
			n, err := c.Count(ctx)
			if err != nil {
				return 0, err
			}
			sum += n
		}
	}
	return sum, nil
}

func (f *Feed) follow(ctx context.Context) error {
	for {
		mark, err := f.index.Mark()
		if err != nil {
			return fmt.Errorf("search feed: %w", err)
		}
		events, err := f.log.Events(ctx, mark.Seq, eventsAtOnce)
		if err != nil {
			return fmt.Errorf("search feed: %w", err)
		}
		if len(events) == 0 {
			return nil
		}
		b := &batch{index: f.index}
		if err := f.source.Docs(ctx, events, b.add); err != nil {
			return fmt.Errorf("search feed: events from %d on: %w", events[0].Seq, err)
		}
		last := events[len(events)-1]
		if err := b.flush(Mark{Seq: last.Seq, At: last.At}); err != nil {
			return err
		}
	}
}

// batch gathers changes until there is enough text for one batch of the index.
type batch struct {
	index   *Index
	changes []Change
	bytes   int
	applied func(groups int) // nil: nobody counts
}

func (b *batch) add(changes []Change) error {
	for _, c := range changes {
		b.changes = append(b.changes, c)
		for _, d := range c.Docs {
			b.bytes += d.size()
		}
		if b.bytes >= batchBytes {
			if err := b.flush(Mark{}); err != nil {
				return err
			}
		}
	}
	return nil
}

func (b *batch) flush(mark Mark) error {
	if len(b.changes) == 0 && mark.Seq == 0 {
		return nil
	}
	if err := b.index.Apply(b.changes, mark); err != nil {
		return fmt.Errorf("search feed: %w", err)
	}
	if b.applied != nil {
		b.applied(len(b.changes))
	}
	clear(b.changes)
	b.changes, b.bytes = b.changes[:0], 0
	return nil
}

func isNotFound(err error) bool {
	var told *content.Error
	return errors.As(err, &told) && told.Kind == content.NotFound
}
