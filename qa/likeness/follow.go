package likeness

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/search"
	"github.com/docent-wiki/docent/wiki"
)

// Options are what a Follower works with.
type Options struct {
	wiki.Following // of which Every: 0 is 1 s

	Store Store
	Log   search.Log
	Tree  interface {
		Subtree(ctx context.Context, id wiki.PageID) ([]wiki.PageID, error)
	}
	Questions Asked
	// Similar finds questions by their words, whoever may read them.
	Similar func(ctx context.Context, text string, n int) ([]qa.Question, error)
	// Applied is the last event that the index knows: questions are not looked for before it knows them.
	Applied func(context.Context) (wiki.EventSeq, error)
}

// Follower compares what has changed.
type Follower struct {
	*wiki.Follower
	opts Options
}

// NewFollower makes a follower.
func NewFollower(opts Options) *Follower {
	if opts.Every <= 0 {
		opts.Every = time.Second
	}
	f := &Follower{opts: opts}
	f.Follower = wiki.NewFollower(opts.Following, "texts were not compared", f.step).Gently()
	return f
}

const (
	eventsAtOnce    = 200
	pagesAtOnce     = 25
	questionsAtOnce = 50
)

// step does one piece of work on each trail.
func (f *Follower) step(ctx context.Context) (did bool, err error) {
	pages, err := f.along(ctx, PageTrail, f.walkPages, f.followPages)
	if err != nil {
		return false, err
	}
	questions, err := f.along(ctx, QuestionTrail, f.walkQuestions, f.followQuestions)
	return pages || questions, err
}

// along goes on where a trail was left: first through everything there is, then along the log.
func (f *Follower) along(ctx context.Context, trail int, walk func(context.Context, Trail) (bool, error),
	follow func(context.Context, Trail, []wiki.Event) error,
) (bool, error) {
	at, begun, err := f.opts.Store.Trail(ctx, trail)
	if err != nil {
		return false, err
	}
	if !begun {
		if at.Seq, err = f.opts.Log.LastEvent(ctx); err != nil {
			return false, err
		}
	}
	if at.Cursor != Walked {
		return walk(ctx, at)
	}
	events, err := f.opts.Log.Events(ctx, at.Seq, eventsAtOnce)
	if err != nil || len(events) == 0 {
		return false, err
	}
	if trail == QuestionTrail {
		applied, err := f.opts.Applied(ctx)
		if err != nil {
			return false, err
		}
		events = slices.DeleteFunc(events, func(e wiki.Event) bool { return e.Seq > applied })
		if len(events) == 0 {
			return false, nil
		}
	}
	at.Seq = events[len(events)-1].Seq
	return true, follow(ctx, at, events)
}

func (f *Follower) walkPages(ctx context.Context, at Trail) (bool, error) {
	pages, err := f.opts.Store.PagesAfter(ctx, wiki.PageID(at.Cursor), pagesAtOnce)
	if err != nil {
		return false, err
	}
	at.Cursor = Walked
	if len(pages) > 0 {
		at.Cursor = int64(pages[len(pages)-1])
	}
	return true, f.pages(ctx, at, pages)
}

// followPages looks at the pages of some events, a few at a time. Until the last of them was kept the trail
// stays where it was: what was kept twice is the same.
func (f *Follower) followPages(ctx context.Context, at Trail, events []wiki.Event) error {
	touched := map[wiki.PageID]bool{}
	for _, e := range events {
		if e.Page == 0 || !strings.HasPrefix(string(e.Kind), "page.") {
			continue
		}
		touched[e.Page] = true
		if e.Kind != wiki.PageTrashed && e.Kind != wiki.PageRestored {
			continue
		}
		below, err := f.opts.Tree.Subtree(ctx, e.Page)
		if err != nil && !absent(err) {
			return err
		}
		for _, id := range below {
			touched[id] = true
		}
	}
	before := at
	before.Seq = events[0].Seq - 1
	ids := sorted(touched)
	for len(ids) > pagesAtOnce {
		if err := f.pages(ctx, before, ids[:pagesAtOnce]); err != nil {
			return err
		}
		ids = ids[pagesAtOnce:]
	}
	return f.pages(ctx, at, ids)
}

// pages compares what has changed on some pages.
func (f *Follower) pages(ctx context.Context, at Trail, pages []wiki.PageID) error {
	round := Round{Trail: PageTrail, At: at}
	if len(pages) == 0 {
		return f.opts.Store.Keep(ctx, round)
	}
	texts, err := f.opts.Store.TextsOn(ctx, pages)
	if err != nil {
		return err
	}
	known, err := f.opts.Store.Sketches(ctx, pages)
	if err != nil {
		return err
	}
	b := newBatch(texts, known)
	round.Gone = b.gone
	shares, err := f.opts.Store.Sharing(ctx, b.codes())
	if err != nil {
		return err
	}
	b.drop(shares)
	others, err := f.opts.Store.Texts(ctx, b.wanted(shares))
	if err != nil {
		return err
	}
	for _, t := range others {
		b.texts[t.ID] = t
	}
	b.compare(shares, &round)
	return f.opts.Store.Keep(ctx, round)
}

func absent(err error) bool {
	var e *content.Error
	return errors.As(err, &e) && e.Kind == content.NotFound
}

func sorted[ID ~int64](set map[ID]bool) []ID {
	all := make([]ID, 0, len(set))
	for id := range set {
		all = append(all, id)
	}
	slices.Sort(all)
	return all
}
