package wiki

import (
	"context"
	"sync"
	"time"
)

// latestFor is how long the number of the last event may be used again while this process commits
// nothing: commands beside a server write too.
const latestFor = 250 * time.Millisecond

// latest knows the number of the last event without asking the database at every view, which would
// cost as much as all the rest of it.
type latest struct {
	committed func() <-chan struct{} // nil: nothing is remembered

	mu    sync.Mutex
	seq   EventSeq
	until time.Time
	next  <-chan struct{} // closed at the first commit after seq was read
}

func (l *latest) of(ctx context.Context, r EventReads, now time.Time) (EventSeq, error) {
	if l.committed == nil {
		return r.LastEvent(ctx)
	}
	if seq, known := l.known(now); known {
		return seq, nil
	}
	next := l.committed() // before reading: a commit in between is not missed
	seq, err := r.LastEvent(ctx)
	if err != nil {
		return 0, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if seq >= l.seq {
		l.seq, l.until, l.next = seq, now.Add(latestFor), next
	}
	return seq, nil
}

func (l *latest) known(now time.Time) (EventSeq, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.next == nil || !now.Before(l.until) {
		return 0, false
	}
	select {
	case <-l.next:
		return 0, false
	default:
		return l.seq, true
	}
}
