package model

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/docent-wiki/docent/search"
	"github.com/docent-wiki/docent/search/vector"
	"github.com/docent-wiki/docent/wiki"
)

// follower is what Run knows; nobody else looks at it.
type follower struct {
	*vectors
	source search.Source
	open   map[wiki.SpaceID]bool // spaces that may be sent
	walked bool                  // every page was looked at since the model or open changed
	seen   wiki.EventSeq         // what happened before was looked at

	stored  map[wiki.SectionID]Stored   // read from the store, and not met on a page yet
	prints  map[wiki.SectionID]string   // fingerprints of what is in the set
	pages   map[string][]wiki.SectionID // the sections of each page that may be sent
	given   map[wiki.SectionID]string   // fingerprints of texts that the endpoint would not take
	fresh   []wiki.SectionID            // to be embedded first
	backlog []wiki.SectionID            // … and then
	queued  map[wiki.SectionID]bool     // is in one of both
}

const (
	eventsAtOnce = 200
	readAtOnce   = 1000
	sendAtOnce   = 16
	longestPause = 5 * time.Minute
)

// Run embeds what is new or has changed, first what people have just saved, until ctx ends. Between batches
// it rests as long as the last one took. A failing endpoint is tried ever more rarely.
func (m *Model) Run(ctx context.Context) error {
	pause := m.opts.Every
	for ctx.Err() == nil {
		var woken <-chan struct{}
		if m.opts.Wake != nil {
			woken = m.opts.Wake() // before looking, so that no commit is missed
		}
		begun := time.Now()
		did, err := m.Step(ctx)
		if err != nil && ctx.Err() == nil {
			m.fault(ctx, "embedding sections", err)
			m.rest(ctx, nil, pause)
			pause = min(2*pause, longestPause)
			continue
		}
		pause = m.opts.Every
		if did {
			m.rest(ctx, nil, min(time.Since(begun), m.opts.Rest))
		} else {
			m.rest(ctx, woken, m.opts.Every)
		}
	}
	return nil
}

// rest ends early where something was committed, if that matters, or where the choice has changed.
func (m *Model) rest(ctx context.Context, woken <-chan struct{}, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-m.changed:
	case <-woken:
	case <-timer.C:
	}
}

// Step looks at what has happened and embeds one batch; false where there is none. It is for Run, and for
// tests without Run.
func (m *Model) Step(ctx context.Context) (did bool, err error) {
	c, f := m.current.Load(), &m.follow
	if !c.finds() {
		if f.vectors != nil { // the memory is for others
			m.follow = follower{}
			m.made.Store(&vectors{set: vector.NewSet()})
			m.walked.Store(false)
		}
		return false, nil
	}
	if f.vectors == nil || f.model != c.chosen.Embedding {
		if err := m.begin(ctx, c.chosen.Embedding); err != nil {
			return false, err
		}
	}
	if err := m.narrow(ctx); err != nil {
		return false, err
	}
	if !f.walked {
		if err := m.walk(ctx); err != nil {
			return false, err
		}
	}
	if err := m.catchUp(ctx); err != nil {
		return false, err
	}
	m.total.Store(int64(len(f.prints) + f.waiting()))
	m.walked.Store(true)
	return m.batch(ctx, c)
}

// begin reads what the store has of a model.
func (m *Model) begin(ctx context.Context, name string) error {
	m.walked.Store(false)
	m.follow = follower{}
	f := follower{
		vectors: &vectors{name, vector.NewSet()}, source: search.Pages(m.opts.Pages), stored: map[wiki.SectionID]Stored{},
		prints: map[wiki.SectionID]string{}, pages: map[string][]wiki.SectionID{}, given: map[wiki.SectionID]string{}, queued: map[wiki.SectionID]bool{},
	}
	if err := m.opts.Store.DropOthers(ctx, name); err != nil {
		return err
	}
	for after := wiki.SectionID(0); ; {
		some, err := m.opts.Store.Vectors(ctx, name, after, readAtOnce)
		if err != nil {
			return err
		}
		if len(some) == 0 {
			break
		}
		for _, s := range some {
			after, f.stored[s.Section] = s.Section, s
		}
	}
	m.follow = f
	m.asks.reset()
	m.made.Store(f.vectors)
	return nil
}

// opened are the spaces that may be sent, as they are at this moment.
func (m *Model) opened(ctx context.Context) (map[wiki.SpaceID]bool, error) {
	spaces, err := m.opts.Pages.Spaces(ctx)
	if err != nil {
		return nil, fmt.Errorf("spaces to embed: %w", err)
	}
	open := map[wiki.SpaceID]bool{}
	for _, s := range spaces {
		if m.Sends(s) {
			open[s.ID] = true
		}
	}
	return open, nil
}

// narrow forgets spaces that are left out from here on, and has new ones looked at.
func (m *Model) narrow(ctx context.Context) error {
	f := &m.follow
	open, err := m.opened(ctx)
	if err != nil {
		return err
	}
	same := len(open) == len(f.open)
	for id := range open {
		same = same && f.open[id]
	}
	if !same || f.open == nil {
		f.set.Keep(open)
		f.open, f.walked = open, false
	}
	return nil
}

// walk looks at every page, and forgets what belongs to none of them.
func (m *Model) walk(ctx context.Context) error {
	f := &m.follow
	last, err := m.opts.Log.LastEvent(ctx)
	if err != nil {
		return fmt.Errorf("walk to embed: %w", err)
	}
	clear(f.pages)
	f.fresh, f.backlog = nil, nil
	clear(f.queued)
	met := map[wiki.SectionID]bool{}
	err = f.source.All(ctx, func(changes []search.Change) error {
		for _, c := range changes {
			f.take(c, &f.backlog)
			for _, id := range f.pages[c.Group] {
				met[id] = true
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("walk to embed: %w", err)
	}
	var gone []wiki.SectionID
	for id := range f.prints {
		if !met[id] {
			gone = append(gone, id)
		}
	}
	for id := range f.stored {
		if !met[id] {
			gone = append(gone, id)
		}
	}
	if err := m.drop(ctx, gone); err != nil {
		return err
	}
	clear(f.stored)
	f.walked, f.seen = true, last
	return nil
}

// catchUp looks at the pages that events name.
func (m *Model) catchUp(ctx context.Context) error {
	f := &m.follow
	for {
		events, err := m.opts.Log.Events(ctx, f.seen, eventsAtOnce)
		if err != nil || len(events) == 0 {
			return err
		}
		var gone []wiki.SectionID
		err = f.source.Docs(ctx, events, func(changes []search.Change) error {
			for _, c := range changes {
				gone = append(gone, f.take(c, &f.fresh)...)
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("follow pages to embed: %w", err)
		}
		if err := m.drop(ctx, gone); err != nil {
			return err
		}
		f.seen = events[len(events)-1].Seq
	}
}

// take looks at a page as it stands now: what has no vector of its present text is queued, what moved is put
// where it stands, and what is no longer there, or may not be sent, is given back.
func (f *follower) take(c search.Change, queue *[]wiki.SectionID) (gone []wiki.SectionID) {
	gone = f.pages[c.Group]
	var now []wiki.SectionID
	for _, d := range c.Docs {
		if d.Section == 0 || !f.open[d.Space] || strings.TrimSpace(d.Body) == "" { // a heading alone answers nothing
			continue
		}
		now = append(now, d.Section)
		item := vector.Item{Section: d.Section, Page: d.Page, Space: d.Space}
		_, print := textOf(d.Title, d.Path, d.Heading, d.Body)
		if s, known := f.stored[d.Section]; known && f.set.Put(item, s.Vector) {
			f.prints[d.Section] = s.Fingerprint
			delete(f.stored, d.Section)
		}
		there := f.set.Move(item)
		if (!there || f.prints[d.Section] != print) && f.given[d.Section] != print && !f.queued[d.Section] {
			f.queued[d.Section] = true
			*queue = append(*queue, d.Section)
		}
	}
	gone = slices.DeleteFunc(slices.Clone(gone), func(id wiki.SectionID) bool { return slices.Contains(now, id) })
	if f.pages[c.Group] = now; len(now) == 0 {
		delete(f.pages, c.Group)
	}
	return gone
}

// drop forgets sections for good.
func (m *Model) drop(ctx context.Context, gone []wiki.SectionID) error {
	f := &m.follow
	if len(gone) == 0 {
		return nil
	}
	if err := m.opts.Store.DropVectors(ctx, gone); err != nil {
		return err
	}
	f.set.Remove(gone...)
	for _, id := range gone {
		delete(f.prints, id)
		delete(f.stored, id)
		delete(f.given, id)
	}
	return nil
}

// waiting is how many sections are queued that have no vector yet.
func (f *follower) waiting() int {
	n := 0
	for id := range f.queued {
		if f.prints[id] == "" {
			n++
		}
	}
	return n
}

// next takes the sections of a batch off the queues.
func (f *follower) next() []wiki.SectionID {
	var ids []wiki.SectionID
	for _, queue := range []*[]wiki.SectionID{&f.fresh, &f.backlog} {
		n := min(sendAtOnce-len(ids), len(*queue))
		ids = append(ids, (*queue)[:n]...)
		*queue = (*queue)[n:]
	}
	for _, id := range ids {
		delete(f.queued, id)
	}
	return ids
}

// back puts a batch that failed back in front.
func (f *follower) back(ids []wiki.SectionID) {
	f.fresh = slices.Concat(ids, f.fresh)
	for _, id := range ids {
		f.queued[id] = true
	}
}
