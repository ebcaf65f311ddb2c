package tasks

import (
	"context"
	"sync"
	"time"

	"github.com/docent-wiki/docent/wiki"
)

// Count is how many tasks wait for the reader: as many as the list shows. It is kept while nothing
// happens, for a minute at most since time passes, and looked up at most once a second for one reader
// while much does.
func (b *Board) Count(ctx context.Context, access wiki.Access) (int, error) {
	if access.As.Person == 0 {
		return 0, nil
	}
	var seq wiki.EventSeq
	if b.opts.LastEvent != nil {
		var err error
		if seq, err = b.opts.LastEvent(ctx); err != nil {
			return 0, err
		}
	}
	key, now := countKey{access.As.Person, access.As.Scope}, b.Now()
	n, turn, fresh := b.counted.get(key, seq, now)
	if fresh {
		return n, nil
	}
	all, err := b.List(ctx, access)
	if err != nil {
		return 0, err
	}
	n = len(Waiting(all, now))
	b.counted.put(key, turn, counted{seq: seq, at: now, n: n})
	return n, nil
}

const (
	countedAtMost = time.Minute // while nothing happens
	countedWhile  = time.Second // while much does
	maxCounted    = 4096        // readers that are remembered
)

type countKey struct {
	person wiki.PersonID
	scope  wiki.Scope
}

type counted struct {
	seq wiki.EventSeq
	at  time.Time
	n   int
}

// counts remembers the last count of each reader. turn tells a count that was begun before somebody
// changed what is counted from one that was begun after.
type counts struct {
	mu   sync.Mutex
	turn int
	last map[countKey]counted
}

func (c *counts) get(key countKey, seq wiki.EventSeq, now time.Time) (n, turn int, fresh bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	last, found := c.last[key]
	age := now.Sub(last.at)
	return last.n, c.turn, found && age >= 0 && (age < countedWhile || last.seq == seq && age < countedAtMost)
}

func (c *counts) put(key countKey, turn int, n counted) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if turn != c.turn {
		return
	}
	if c.last == nil || len(c.last) >= maxCounted {
		c.last = map[countKey]counted{}
	}
	c.last[key] = n
}

// forget drops the counts of people.
func (c *counts) forget(people ...wiki.PersonID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.turn++
	for _, p := range people {
		for s := wiki.ScopeNone; s <= wiki.ScopeAdmin; s++ {
			delete(c.last, countKey{p, s})
		}
	}
}
