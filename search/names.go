package search

import (
	"context"
	"sync"
	"time"

	"github.com/docent-wiki/docent/wiki"
)

// names remembers who is who until an event was applied to the index, and then for as long as namesFor:
// facets and suggestions ask with every key, and nobody misses a newcomer for two seconds.
type names struct {
	mu   sync.Mutex
	at   int64 // Index.changes
	when time.Time
	who  *who
}

type who struct {
	all  []wiki.PersonRef
	byID map[wiki.PersonID]string
}

const namesFor = 2 * time.Second

func (n *names) of(ctx context.Context, people People, changes int64) (*who, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.who != nil && (n.at == changes || time.Since(n.when) < namesFor) {
		return n.who, nil
	}
	all, err := people.People(ctx)
	if err != nil {
		return nil, err
	}
	n.who = &who{all: all, byID: make(map[wiki.PersonID]string, len(all))}
	for _, p := range all {
		n.who.byID[p.ID] = p.Name
	}
	n.at, n.when = changes, time.Now()
	return n.who, nil
}
