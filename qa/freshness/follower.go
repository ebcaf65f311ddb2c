package freshness

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/search"
	"github.com/docent-wiki/docent/wiki"
)

// Touched narrows what is looked at to what some events are about.
type Touched struct {
	All       bool // every answer there is
	Pages     []wiki.PageID
	Questions []qa.QuestionID
}

// Empty says that nothing is touched.
func (t Touched) Empty() bool { return !t.All && len(t.Pages) == 0 && len(t.Questions) == 0 }

// Store is what a Follower reads and writes.
type Store interface {
	// Unsettled gives links with how their sections stand, of which the verdict is not the one for the texts
	// as they are, by ID.
	Unsettled(ctx context.Context, t Touched, after qa.LinkID, limit int) ([]qa.AnswerLink, error)
	// Misplaced gives the answered questions whose canonical answer is gone, and the questions that are open
	// because of that while it is not, by ID.
	Misplaced(ctx context.Context, t Touched, after qa.QuestionID, limit int) ([]qa.QuestionID, error)
	// Settle runs fn in one write transaction.
	Settle(ctx context.Context, as wiki.Actor, fn func(Tx) error) error
}

// Tx is a write transaction.
type Tx interface {
	qa.Tx
	// PutVerdict keeps what came of comparing a link with the text that has a fingerprint.
	PutVerdict(ctx context.Context, link qa.LinkID, judged string, v qa.Verdict) error
}

// Follower keeps the verdicts up to date.
type Follower struct {
	*wiki.Follower
	store Store
	log   search.Log
	tree  qa.Subtrees

	started  bool
	followed atomic.Int64
}

// New makes a follower that has looked at nothing yet.
func New(store Store, log search.Log, tree qa.Subtrees, opts wiki.Following) *Follower {
	f := &Follower{store: store, log: log, tree: tree}
	f.Follower = wiki.NewFollower(opts, "answers were not checked against their pages", f.step)
	return f
}

// Followed tells the last event up to which every verdict is right; 0 before the first round.
func (f *Follower) Followed() wiki.EventSeq { return wiki.EventSeq(f.followed.Load()) }

const (
	eventsAtOnce = 500
	linksAtOnce  = 50 // links whose texts are in memory together, and whose verdicts are one transaction
)

// step looks at everything the first time, then at what the next events touch.
func (f *Follower) step(ctx context.Context) (did bool, err error) {
	if !f.started {
		seq, err := f.log.LastEvent(ctx)
		if err != nil {
			return false, fmt.Errorf("last event: %w", err)
		}
		if err := f.settle(ctx, Touched{All: true}, nil); err != nil {
			return false, err
		}
		f.followed.Store(int64(seq))
		f.started = true
		return true, nil
	}
	events, err := f.log.Events(ctx, f.Followed(), eventsAtOnce)
	if err != nil {
		return false, fmt.Errorf("read events: %w", err)
	}
	if len(events) == 0 {
		return false, nil
	}
	t, by, err := f.touched(ctx, events)
	if err != nil {
		return false, err
	}
	if err := f.settle(ctx, t, by); err != nil {
		return false, err
	}
	f.followed.Store(int64(events[len(events)-1].Seq))
	return true, nil
}

// touched collects what events are about, and who touched which page last.
func (f *Follower) touched(ctx context.Context, events []wiki.Event) (t Touched, by map[wiki.PageID]wiki.PersonRef, err error) {
	by = map[wiki.PageID]wiki.PersonRef{}
	questions := map[qa.QuestionID]bool{}
	for _, e := range events {
		if e.Question != 0 {
			questions[qa.QuestionID(e.Question)] = true
		}
		if e.Page == 0 || !strings.HasPrefix(string(e.Kind), "page.") {
			continue
		}
		by[e.Page] = e.Actor
		if e.Kind != wiki.PageTrashed && e.Kind != wiki.PageRestored {
			continue
		}
		below, err := f.tree.Subtree(ctx, e.Page)
		var absent *content.Error
		if err != nil && (!errors.As(err, &absent) || absent.Kind != content.NotFound) {
			return t, nil, fmt.Errorf("pages below %d: %w", e.Page, err)
		}
		for _, id := range below {
			by[id] = e.Actor
		}
	}
	for id := range by {
		t.Pages = append(t.Pages, id)
	}
	for id := range questions {
		t.Questions = append(t.Questions, id)
	}
	slices.Sort(t.Pages)
	slices.Sort(t.Questions)
	return t, by, nil
}

// pagesAtOnce bounds how many pages and questions one query names.
const pagesAtOnce = 200

// settle brings the verdicts and questions that are touched up to date. by says who touched a page.
func (f *Follower) settle(ctx context.Context, t Touched, by map[wiki.PageID]wiki.PersonRef) error {
	if t.All {
		return f.settlePart(ctx, t, by)
	}
	for pages := range slices.Chunk(t.Pages, pagesAtOnce) {
		if err := f.settlePart(ctx, Touched{Pages: pages}, by); err != nil {
			return err
		}
	}
	for questions := range slices.Chunk(t.Questions, pagesAtOnce) {
		if err := f.settlePart(ctx, Touched{Questions: questions}, by); err != nil {
			return err
		}
	}
	return nil
}

func (f *Follower) settlePart(ctx context.Context, t Touched, by map[wiki.PageID]wiki.PersonRef) error {
	for after := qa.LinkID(0); ; {
		links, err := f.store.Unsettled(ctx, t, after, linksAtOnce)
		if err != nil {
			return fmt.Errorf("links without a verdict: %w", err)
		}
		if len(links) == 0 {
			break
		}
		after = links[len(links)-1].ID
		for _, part := range byActor(links, by) {
			who := wiki.Actor{Person: part.who.ID, Name: part.who.Name}
			if err := f.store.Settle(ctx, who, func(tx Tx) error { return judge(ctx, tx, part.links) }); err != nil {
				return fmt.Errorf("keep verdicts: %w", err)
			}
		}
	}
	for after := qa.QuestionID(0); ; {
		ids, err := f.store.Misplaced(ctx, t, after, linksAtOnce)
		if err != nil {
			return fmt.Errorf("questions whose answer is gone or back: %w", err)
		}
		if len(ids) == 0 {
			return nil
		}
		after = ids[len(ids)-1]
		if err := f.store.Settle(ctx, wiki.Actor{}, func(tx Tx) error { return place(ctx, tx, ids) }); err != nil {
			return fmt.Errorf("open or answer questions: %w", err)
		}
	}
}

// part is links to pages that one person touched: events name who that was.
type part struct {
	who   wiki.PersonRef
	links []qa.AnswerLink
}

// byActor parts links by who touched their page, in the order of the first link of each.
func byActor(links []qa.AnswerLink, by map[wiki.PageID]wiki.PersonRef) []part {
	var parts []part
	for _, l := range links {
		i := slices.IndexFunc(parts, func(p part) bool { return p.who == by[l.Page] })
		if i < 0 {
			i = len(parts)
			parts = append(parts, part{who: by[l.Page]})
		}
		parts[i].links = append(parts[i].links, l)
	}
	return parts
}

// judge keeps the verdicts on links, and notes the answers that became more doubtful by them.
func judge(ctx context.Context, tx Tx, links []qa.AnswerLink) error {
	ids := make([]qa.AnswerID, len(links))
	for i, l := range links {
		ids[i] = l.Answer
	}
	slices.Sort(ids)
	answers, err := tx.Answers(ctx, qa.All(), slices.Compact(ids))
	if err != nil {
		return err
	}
	verdicts := make(map[qa.LinkID]qa.Verdict, len(links))
	for _, l := range links {
		v, judged := l.Judge(), l.Now.Fingerprint
		if v == qa.Unjudged || v == qa.IsGone {
			judged = ""
		}
		if err := tx.PutVerdict(ctx, l.ID, judged, v); err != nil {
			return err
		}
		verdicts[l.ID] = v
	}
	worse := map[qa.AnswerID]bool{}
	for _, a := range answers {
		before, after := 0, 0
		for _, l := range a.Links {
			before, after = max(before, l.Verdict.Doubt()), max(after, verdicts[l.ID].Doubt())
		}
		worse[a.ID] = after > before
	}
	return tell(ctx, tx, answers, worse)
}

// tell emits that canonical answers have become doubtful. One that is gone altogether opens its question
// again, which says so by itself.
func tell(ctx context.Context, tx Tx, answers []qa.Answer, worse map[qa.AnswerID]bool) error {
	var ids []qa.QuestionID
	for _, a := range answers {
		if worse[a.ID] {
			ids = append(ids, a.Question)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	questions, err := tx.QuestionsByID(ctx, qa.All(), ids)
	if err != nil {
		return err
	}
	for _, a := range answers {
		for _, q := range questions {
			if !worse[a.ID] || q.Canonical != a.ID || q.State != qa.Answered {
				continue
			}
			if err := qa.Settle(ctx, tx, &q); err != nil {
				return err
			}
			if q.State == qa.Answered {
				tx.Emit(qa.DoubtEvent(q, a))
			}
		}
	}
	return nil
}

func place(ctx context.Context, tx Tx, ids []qa.QuestionID) error {
	questions, err := tx.QuestionsByID(ctx, qa.All(), ids)
	if err != nil {
		return err
	}
	for i := range questions {
		if err := qa.Settle(ctx, tx, &questions[i]); err != nil {
			return err
		}
	}
	return nil
}
