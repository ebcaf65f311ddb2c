package httpd

import (
	"cmp"
	"context"
	"sync"
	"time"

	"github.com/docent-wiki/docent/wiki"
)

// freshFor is how long the number of the last event may be used again while this process commits
// nothing: commands beside the server write too.
const freshFor = 250 * time.Millisecond

// freshness knows the number of the last event without asking the database for every request. What
// is cached under a number is right as long as the number stands.
type freshness struct {
	last      func(context.Context) (wiki.EventSeq, error)
	committed func() <-chan struct{}
	now       func() time.Time

	mu    sync.Mutex
	seq   wiki.EventSeq
	until time.Time
	next  <-chan struct{} // closed at the commit after seq was read
}

// at gives the number of the last event; false where it cannot be known and nothing may be cached.
func (f *freshness) at(ctx context.Context) (wiki.EventSeq, bool) {
	if f.last == nil || f.committed == nil {
		return 0, false
	}
	f.mu.Lock()
	seq, until, next := f.seq, f.until, f.next
	f.mu.Unlock()
	now := f.now()
	if next != nil && now.Before(until) {
		select {
		case <-next:
		default:
			return seq, true
		}
	}
	next = f.committed() // before reading: a commit in between is not missed
	seq, err := f.last(ctx)
	if err != nil {
		return 0, false
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if seq >= f.seq {
		f.seq, f.until, f.next = seq, now.Add(freshFor), next
	}
	return seq, true
}

// memo keeps values that hold as long as no event happens. The zero memo is ready for use.
type memo[K comparable, V any] struct {
	most int // entries; 0: memoSize
	mu   sync.RWMutex
	seq  wiki.EventSeq
	kept map[K]V
}

const memoSize = 2000 // entries

// get gives the value for a key as of now, made by fill where it is not kept.
func (m *memo[K, V]) get(ctx context.Context, f *freshness, key K, fill func() (V, error)) (V, error) {
	seq, cacheable := f.at(ctx)
	if cacheable {
		m.mu.RLock()
		v, found := m.kept[key]
		found = found && m.seq == seq
		m.mu.RUnlock()
		if found {
			return v, nil
		}
	}
	v, err := fill()
	if err != nil || !cacheable {
		return v, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	switch {
	case m.seq < seq || m.kept == nil || len(m.kept) >= cmp.Or(m.most, memoSize):
		m.seq, m.kept = seq, map[K]V{key: v}
	case m.seq == seq:
		m.kept[key] = v
	}
	return v, nil
}

// forget drops everything.
func (m *memo[K, V]) forget() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.kept = nil
}
