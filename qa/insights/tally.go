package insights

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/docent-wiki/docent/wiki"
)

// TallyStore is where a Tally writes.
type TallyStore interface {
	PutViews(ctx context.Context, day Day, views map[wiki.PageID]int) error
	PutSearches(ctx context.Context, day Day, all, none int) error
}

// Tally counts page views and searches in memory and writes the counts every few seconds. It does not know who
// looked. A crash loses the counts of those seconds. The zero Tally is not ready; see NewTally.
type Tally struct {
	store TallyStore
	now   func() time.Time

	mu        sync.Mutex
	views     map[wiki.PageID]int
	all, none int
}

// NewTally makes a tally that somebody has to Run. now may be nil.
func NewTally(store TallyStore, now func() time.Time) *Tally {
	if now == nil {
		now = time.Now
	}
	return &Tally{store: store, now: now, views: map[wiki.PageID]int{}}
}

// maxViews bounds how many pages wait in memory while the writer is stuck.
const maxViews = 100_000

// Viewed counts a view of a page.
func (t *Tally) Viewed(page wiki.PageID) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.views) < maxViews {
		t.views[page]++
	}
}

// Searched counts a search.
func (t *Tally) Searched(found bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.all++
	if !found {
		t.none++
	}
}

// Flush writes what was counted; what cannot be written is counted on.
func (t *Tally) Flush(ctx context.Context) error {
	t.mu.Lock()
	views, all, none := t.views, t.all, t.none
	t.views, t.all, t.none = map[wiki.PageID]int{}, 0, 0
	t.mu.Unlock()
	day := DayOf(t.now())
	var errs []error
	if len(views) > 0 {
		if err := t.store.PutViews(ctx, day, views); err != nil {
			t.back(views, 0, 0)
			errs = append(errs, err)
		}
	}
	if all > 0 {
		if err := t.store.PutSearches(ctx, day, all, none); err != nil {
			t.back(nil, all, none)
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

func (t *Tally) back(views map[wiki.PageID]int, all, none int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for page, n := range views {
		t.views[page] += n
	}
	t.all, t.none = t.all+all, t.none+none
}

// tallyEvery is how late counts are written.
const tallyEvery = 5 * time.Second

// Run writes the counts until ctx ends, and then what is left.
func (t *Tally) Run(ctx context.Context) error {
	tick := time.NewTicker(tallyEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
			defer cancel()
			return t.Flush(last)
		case <-tick.C:
		}
		if err := t.Flush(ctx); err != nil && ctx.Err() == nil {
			slog.ErrorContext(ctx, "views and searches were not counted; this is tried again", "error", err)
		}
	}
}
