package search

import (
	"context"
	"slices"
	"strings"
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
	all   []wiki.PersonRef
	byID  map[wiki.PersonID]string
	words map[wiki.PersonID][]Term // of the name
}

// named says whether every word begins a word of the person's name.
func (w *who) named(id wiki.PersonID, words []Term) bool {
	names := w.words[id]
	return len(words) > 0 && !slices.ContainsFunc(words, func(w Term) bool {
		return !slices.ContainsFunc(names, func(n Term) bool { return strings.HasPrefix(n.Text, w.Text) })
	})
}

const namesFor = 2 * time.Second

func (n *names) of(ctx context.Context, people People, index *Index) (*who, error) {
	changes := index.changes.Load()
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.who != nil && (n.at == changes || time.Since(n.when) < namesFor) {
		return n.who, nil
	}
	all, err := people.People(ctx)
	if err != nil {
		return nil, err
	}
	n.who = newWho(all, index)
	n.at, n.when = changes, time.Now()
	return n.who, nil
}

func newWho(all []wiki.PersonRef, index *Index) *who {
	w := &who{all: all, byID: make(map[wiki.PersonID]string, len(all)), words: make(map[wiki.PersonID][]Term, len(all))}
	for _, p := range all {
		w.byID[p.ID], w.words[p.ID] = p.Name, index.Words(p.Name)
	}
	return w
}
