package account

import (
	"strings"
	"sync"
	"time"
)

// throttle counts tries by key, in memory: a restart forgives.
type throttle struct {
	now func() time.Time
	mu  sync.Mutex
	by  map[string]window
}

// window is how many tries were taken since a moment.
type window struct {
	since time.Time
	taken int
}

// limit is a key and how many tries it has within triesWindow.
type limit struct {
	key  string
	most int
}

func newThrottle(now func() time.Time) *throttle {
	return &throttle{now: now, by: map[string]window{}}
}

// take counts one try on every key before it is made, so that many at once do not slip through. It
// counts none and tells how long to wait where one of them has no tries left.
func (t *throttle) take(keys []limit) (wait time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.now()
	if len(t.by) >= cacheSize {
		t.prune(now)
	}
	for _, k := range keys {
		w := t.by[k.key]
		if end := w.since.Add(triesWindow); w.taken >= k.most && now.Before(end) {
			wait = max(wait, end.Sub(now))
		}
	}
	if wait > 0 {
		return wait
	}
	for _, k := range keys {
		w := t.by[k.key]
		if !now.Before(w.since.Add(triesWindow)) {
			w = window{since: now}
		}
		w.taken++
		t.by[k.key] = w
	}
	return 0
}

// give takes back what a try cost that went well.
func (t *throttle) give(key string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	w, found := t.by[key]
	if !found {
		return
	}
	if w.taken--; w.taken <= 0 {
		delete(t.by, key)
		return
	}
	t.by[key] = w
}

// forgive forgets the tries of an account, wherever they came from.
func (t *throttle) forgive(account string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for key := range t.by {
		if key == account || strings.HasPrefix(key, account+" ") {
			delete(t.by, key)
		}
	}
}

// prune drops windows that have passed and, where somebody fills the table with made-up addresses,
// everything: the throttle per address bounds how fast that can happen.
func (t *throttle) prune(now time.Time) {
	for key, w := range t.by {
		if !now.Before(w.since.Add(triesWindow)) {
			delete(t.by, key)
		}
	}
	if len(t.by) >= cacheSize {
		clear(t.by)
	}
}
