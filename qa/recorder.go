package qa

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/docent-wiki/docent/content"
)

// AskLog is where a Recorder writes.
type AskLog interface {
	ReserveAsks(ctx context.Context, n int) (first AskID, err error)
	PutAsks(ctx context.Context, asks []Ask) error
}

// Recorder keeps asks without making anybody wait for the writer: numbers are reserved in blocks
// ahead of need, asks are kept in memory under their number and written together by the goroutine
// that runs Run, at most a second late. A crash may lose the asks of that second, never a number
// twice.
type Recorder struct {
	log   AskLog
	block int
	every time.Duration

	mu      sync.Mutex
	next    AskID
	left    int   // numbers from next on
	spare   AskID // the first of a second block, 0: none
	waiting map[AskID]Ask
	order   []AskID

	reserving sync.Mutex // one reservation at a time
	writing   sync.Mutex // one flush at a time
	wake      chan struct{}
}

// maxWaiting bounds how many asks wait in memory while the writer is stuck.
const maxWaiting = 20_000

// NewRecorder makes a recorder. Numbers of a block that are left when the program ends are not used.
func NewRecorder(log AskLog) *Recorder {
	return &Recorder{
		log: log, block: 1024, every: time.Second,
		waiting: map[AskID]Ask{}, wake: make(chan struct{}, 1),
	}
}

// Record keeps a new ask and gives it its number. It waits only for the very first block of numbers,
// where Run has not reserved one yet.
func (r *Recorder) Record(ctx context.Context, ask Ask) (AskID, error) {
	for {
		id, full := r.take(ask)
		switch {
		case full:
			return 0, content.Errorf(content.Busy, "Docent cannot keep questions at this moment. Try again in a minute.")
		case id != 0:
			return id, nil
		}
		if err := r.reserve(ctx); err != nil {
			return 0, err
		}
	}
}

// take gives the ask a number where there is one.
func (r *Recorder) take(ask Ask) (id AskID, full bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.waiting) >= maxWaiting {
		return 0, true
	}
	if r.left == 0 && r.spare != 0 {
		r.next, r.left, r.spare = r.spare, r.block, 0
	}
	if r.left == 0 {
		return 0, false
	}
	ask.ID = r.next
	r.next++
	r.left--
	r.waiting[ask.ID] = ask
	r.order = append(r.order, ask.ID)
	select {
	case r.wake <- struct{}{}:
	default:
	}
	return ask.ID, false
}

// reserve fetches another block where there is none to spare.
func (r *Recorder) reserve(ctx context.Context) error {
	r.reserving.Lock()
	defer r.reserving.Unlock()
	r.mu.Lock()
	enough := r.spare != 0
	r.mu.Unlock()
	if enough {
		return nil
	}
	first, err := r.log.ReserveAsks(ctx, r.block)
	if err != nil {
		return fmt.Errorf("reserve numbers for asks: %w", err)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.spare = first
	return nil
}

// Waiting gives an ask that is not written yet.
func (r *Recorder) Waiting(id AskID) (Ask, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	ask, found := r.waiting[id]
	return ask, found
}

// Flush writes what waits. Asks can be read from memory until they can be read from the database.
func (r *Recorder) Flush(ctx context.Context) error {
	r.writing.Lock()
	defer r.writing.Unlock()
	r.mu.Lock()
	batch := make([]Ask, len(r.order))
	for i, id := range r.order {
		batch[i] = r.waiting[id]
	}
	r.mu.Unlock()
	if len(batch) == 0 {
		return nil
	}
	if err := r.log.PutAsks(ctx, batch); err != nil {
		return fmt.Errorf("write asks: %w", err)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, ask := range batch {
		delete(r.waiting, ask.ID)
	}
	r.order = append(r.order[:0:0], r.order[len(batch):]...)
	return nil
}

// Run reserves numbers and writes asks until ctx ends, and then writes what still waits.
func (r *Recorder) Run(ctx context.Context) error {
	tick := time.NewTicker(r.every)
	defer tick.Stop()
	r.work(ctx)
	for {
		select {
		case <-ctx.Done():
			last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
			defer cancel()
			return r.Flush(last)
		case <-r.wake:
			// Somebody asked: asks of the same moment share the next tick.
			select {
			case <-tick.C:
			case <-ctx.Done():
				continue
			}
			r.work(ctx)
		}
	}
}

// work writes and reserves; what fails is tried again with the next ask or tick.
func (r *Recorder) work(ctx context.Context) {
	err := r.Flush(ctx)
	if err == nil {
		err = r.reserve(ctx)
	}
	if err != nil && ctx.Err() == nil {
		slog.ErrorContext(ctx, "asks were not written; they are kept in memory and tried again", "error", err)
		select {
		case r.wake <- struct{}{}:
		default:
		}
	}
}
