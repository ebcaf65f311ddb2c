package search

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/docent-wiki/docent/search/thesaurus"
	"github.com/docent-wiki/docent/wiki"
)

// lexicon is what a finder knows of words beside its index.
type lexicon struct {
	current atomic.Pointer[thesaurus.Thesaurus] // nil: the built-in one
	missed  atomic.Pointer[misses]              // nil: nothing is recorded
	counted atomic.Pointer[func(found bool)]    // nil: nobody counts searches
}

// CountSearches has do called for every search that a person makes, with whether it found anything.
func (f *Finder) CountSearches(do func(found bool)) { f.lexicon.counted.Store(&do) }

// Thesaurus is what words may be exchanged for at present: the built-in words and the team's own.
func (f *Finder) Thesaurus() *thesaurus.Thesaurus {
	if t := f.lexicon.current.Load(); t != nil {
		return t
	}
	return thesaurus.Builtin()
}

// UseThesaurus exchanges the thesaurus for every search that begins from here on.
func (f *Finder) UseThesaurus(t *thesaurus.Thesaurus) { f.lexicon.current.Store(t) }

// What a search that finds no page with all of its words is widened by.
const (
	alikeWeight = 0.6 // an expansion that is worth less stays out: the words count fully here
	maxAlike    = 8
)

// alike gives words that may stand for those of a query, each with a blank before it.
func (f *Finder) alike(p Parsed) string {
	var b strings.Builder
	n := 0
	for _, e := range f.Thesaurus().Expand(thesaurus.Words(p.plain())) {
		if e.Weight >= alikeWeight && n < maxAlike {
			b.WriteString(" " + strings.Join(e.Words, " "))
			n++
		}
	}
	return b.String()
}

// explained says whether an entry stands for the whole of some words.
func (f *Finder) explained(words []string) bool {
	return slices.ContainsFunc(f.Thesaurus().Expand(words), func(e thesaurus.Expansion) bool { return e.From == 0 && e.To == len(words) })
}

// note records a search that found nothing, or no page with all of its few words: it may lack a synonym.
// Searches of visitors are not recorded, nor those that were narrowed, nor those of an index that is incomplete.
func (f *Finder) note(access wiki.Access, q Query, p Parsed, r Results) {
	if count := f.lexicon.counted.Load(); count != nil && q.Offset == 0 && access.As.SignedIn() {
		(*count)(r.Total > 0)
	}
	m := f.lexicon.missed.Load()
	narrowed := q.Space != "" || q.Kind != "" || q.Offset > 0 || len(p.Operators)+len(p.Without) > 0
	if m == nil || narrowed || r.Rebuilding || !access.As.SignedIn() || r.Total > 0 && r.Reading != ReadAny {
		return
	}
	if words := thesaurus.Words(p.plain()); !f.explained(words) {
		m.record(words, access.As.Person, time.Now())
	}
}

// misses are searches that wait to be written.
type misses struct {
	mu      sync.Mutex
	waiting map[string]Miss
}

func newMisses() *misses { return &misses{waiting: map[string]Miss{}} }

// record never waits for the database. While it is stuck, new words above MaxMisses are let go.
func (m *misses) record(words []string, by wiki.PersonID, at time.Time) {
	text := strings.Join(words, " ")
	if len(words) == 0 || len(words) > maxMissWords || len(text) > 100 {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	old, known := m.waiting[text]
	if !known && len(m.waiting) >= MaxMisses {
		return
	}
	if !slices.Contains(old.By, by) {
		old.By = append(old.By, by)
	}
	m.waiting[text] = Miss{Words: text, Times: old.Times + 1, Last: at.UTC().Truncate(time.Microsecond), By: old.By}
}

// take empties what waits.
func (m *misses) take() []Miss {
	m.mu.Lock()
	defer m.mu.Unlock()
	var all []Miss
	for _, miss := range m.waiting {
		all = append(all, miss)
	}
	clear(m.waiting)
	slices.SortFunc(all, func(a, b Miss) int { return strings.Compare(a.Words, b.Words) })
	return all
}

// back puts back what could not be written.
func (m *misses) back(all []Miss) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, miss := range all {
		if later, again := m.waiting[miss.Words]; again {
			miss.Times, miss.Last, miss.By = miss.Times+later.Times, later.Last, append(miss.By, later.By...)
		}
		m.waiting[miss.Words] = miss
	}
}

// lastLoad is which entries the finder has.
type lastLoad struct {
	sync.Mutex
	stamp string
}

// Load has the finder use the entries that are in the store, where they have changed.
func (w *Words) Load(ctx context.Context) error {
	w.loaded.Lock()
	defer w.loaded.Unlock()
	stamp, err := w.store.SynonymStamp(ctx)
	if err != nil || stamp == w.loaded.stamp {
		return err
	}
	entries, err := w.store.Synonyms(ctx)
	if err != nil {
		return err
	}
	var groups []thesaurus.Group
	for _, e := range slices.Backward(entries) { // of two that disagree the stronger counts
		g, err := thesaurus.ParseGroup(e.Words)
		if err != nil {
			slog.WarnContext(ctx, "an entry of the team's words cannot be read and is left out", "words", e.Words, "error", err)
			continue
		}
		groups = append(groups, g)
	}
	w.finder.UseThesaurus(thesaurus.Builtin().With(groups))
	w.loaded.stamp = stamp
	return nil
}

// Flush writes the searches that found nothing.
func (w *Words) Flush(ctx context.Context) error {
	all := w.misses.take()
	if len(all) == 0 {
		return nil
	}
	if err := w.store.PutMisses(ctx, all); err != nil {
		w.misses.back(all)
		return fmt.Errorf("write searches that found nothing: %w", err)
	}
	return nil
}

// wordsEvery is how late, at most, another process's words are in use and misses are written.
const wordsEvery = 2 * time.Second

// Run keeps the finder's words up to date with the store and writes what was missed, until ctx ends.
func (w *Words) Run(ctx context.Context) error {
	tick := time.NewTicker(wordsEvery)
	defer tick.Stop()
	for {
		if err := errors.Join(w.Load(ctx), w.Flush(ctx)); err != nil && ctx.Err() == nil {
			slog.ErrorContext(ctx, "the team's words were not read, or missed searches not written; both are tried again", "error", err)
		}
		select {
		case <-ctx.Done():
			last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
			defer cancel()
			return w.Flush(last)
		case <-tick.C:
		}
	}
}
