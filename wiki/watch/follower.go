package watch

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/notify"
	"github.com/docent-wiki/docent/wiki/sqldb"
)

// Queue takes notices in a transaction that somebody else has begun. A key that it has already is forgiven.
type Queue interface {
	Put(ctx context.Context, tx *sqldb.Tx, notices []notify.Notice) (added int, err error)
	MovePages(ctx context.Context, tx *sqldb.Tx, pages []wiki.PageID, to wiki.SpaceID) error
	MoveQuestion(ctx context.Context, tx *sqldb.Tx, question int64, to wiki.SpaceID) error
}

var _ Queue = (*notify.Queue)(nil)

// Source turns an event into notices; floors above have sources of their own. A notice without a Key gets one that is
// unique for the event and the person.
type Source = func(ctx context.Context, e wiki.Event) ([]notify.Notice, error)

// Followed says what the actor of an event follows by itself from then on, and at which level; false for nothing.
type Followed func(e wiki.Event, wishes Settings) (Thing, Level, bool)

// FollowerOptions are what a Follower may be given; the zero value works.
type FollowerOptions struct {
	wiki.Following
	Sources  []Source   // asked in this order; of one event a person gets the first notice only
	Followed []Followed // beside the pages that one edits
}

// Follower turns the event log into notices.
type Follower struct {
	*wiki.Follower
	watches *Watches
	queue   Queue
	opts    FollowerOptions
	expired time.Time // when it was last looked for verifications that have run out
}

// NewFollower makes a follower of the log of the wiki that the watches belong to.
func NewFollower(w *Watches, queue Queue, opts FollowerOptions) *Follower {
	opts.Followed = append([]Followed{editor}, opts.Followed...)
	f := &Follower{watches: w, queue: queue, opts: opts}
	f.Follower = wiki.NewFollower(opts.Following, "notices were not made", f.step)
	return f
}

// editor follows the pages that one writes or changes.
func editor(e wiki.Event, wishes Settings) (Thing, Level, bool) {
	if e.Kind != wiki.PageCreated && e.Kind != wiki.PageSaved {
		return Thing{}, Unset, false
	}
	return OnPage(e.Page), wishes.Edits, true
}

const (
	noticesMark  = "notices"
	eventsAtOnce = 100
	expireEvery  = time.Minute
)

// errOvertaken says that another follower has queued the same events.
var errOvertaken = errors.New("another process turned these events into notices")

// step turns the next events into notices; where there are none, now and then, it looks for verifications that have
// run out.
func (f *Follower) step(ctx context.Context) (did bool, err error) {
	mark, _, err := markOf(ctx, f.watches.db.Reader(), noticesMark)
	if err != nil {
		return false, err
	}
	events, err := f.watches.wiki.Store().Events(ctx, wiki.EventSeq(mark), eventsAtOnce)
	if err != nil {
		return false, fmt.Errorf("read events: %w", err)
	}
	if now := f.watches.db.Now(); len(events) == 0 && now.Sub(f.expired) >= expireEvery {
		f.expired = now
		return false, f.watches.Expire(ctx)
	}
	for i, e := range events {
		told, err := f.tell(ctx, wiki.EventSeq(mark), e, i == len(events)-1)
		if err != nil {
			return false, fmt.Errorf("event %d, %s: %w", e.Seq, e.Kind, err)
		}
		if told {
			mark = int64(e.Seq)
		}
	}
	return len(events) > 0, nil
}

// tell queues the notices of one event and notes that it did, in one transaction; before is what was noted before. Of an
// event that nobody is told of, nothing is noted, unless it is the last one: an import would cost as many transactions
// more as it has pages.
func (f *Follower) tell(ctx context.Context, before wiki.EventSeq, e wiki.Event, last bool) (noted bool, err error) {
	notices, err := f.notices(ctx, e)
	if err != nil {
		return false, err
	}
	follows, err := f.follows(ctx, e)
	if err != nil {
		return false, err
	}
	if !last && len(notices)+len(follows) == 0 && !moves(e) {
		return false, nil
	}
	return true, f.watches.db.Write(ctx, wiki.Operator(), func(tx *sqldb.Tx) error {
		mark, _, err := markOf(ctx, tx, noticesMark)
		if err != nil {
			return err
		}
		if wiki.EventSeq(mark) != before {
			return errOvertaken
		}
		for _, x := range follows {
			if err := follow(ctx, tx, x, e.At); err != nil {
				return err
			}
		}
		if err := f.moved(ctx, tx, e); err != nil {
			return err
		}
		if len(notices) > 0 {
			if _, err := f.queue.Put(ctx, tx, notices); err != nil {
				return fmt.Errorf("queue notices: %w", err)
			}
		}
		return setMark(ctx, tx, noticesMark, int64(e.Seq))
	})
}

// moves says whether something went to another space.
func moves(e wiki.Event) bool { return e.Data["from"] != "" && e.Data["from"] != itoa(e.Space) }

// moved takes the notices that are there along with a page or question that went to another space.
func (f *Follower) moved(ctx context.Context, tx *sqldb.Tx, e wiki.Event) error {
	switch {
	case !moves(e):
	case e.Kind == wiki.PageMoved:
		store := f.watches.wiki.Store()
		page, err := store.Page(ctx, e.Page) // it may have gone on since
		if err != nil {
			return ignoreAbsent(err)
		}
		pages, err := store.Subtree(ctx, e.Page)
		if err != nil {
			return ignoreAbsent(err)
		}
		return f.queue.MovePages(ctx, tx, pages, page.Space)
	case e.Question != 0:
		return f.queue.MoveQuestion(ctx, tx, e.Question, e.Space)
	}
	return nil
}

// notices asks all sources about an event. Nobody is told what they did themselves, nobody twice, and nobody what
// they may not read.
func (f *Follower) notices(ctx context.Context, e wiki.Event) ([]notify.Notice, error) {
	told := map[wiki.PersonID]bool{0: true, e.Actor.ID: true}
	var list []notify.Notice
	var err error
	for _, source := range f.opts.Sources {
		some, err := source(ctx, e)
		if err != nil {
			return nil, err
		}
		for _, n := range some {
			if told[n.Person] {
				continue
			}
			told[n.Person] = true
			if n.Key == "" {
				n.Key = fmt.Sprintf("%s/%d/%d", e.Kind, e.Seq, n.Person)
			}
			if n.At.IsZero() {
				n.At = e.At
			}
			list = append(list, n)
		}
	}
	if list, err = f.watches.unmuted(ctx, list); err != nil {
		return nil, err
	}
	return f.watches.readable(ctx, list)
}

// follows gives what the actor of an event follows from then on.
func (f *Follower) follows(ctx context.Context, e wiki.Event) ([]Watch, error) {
	if e.Actor.ID == 0 {
		return nil, nil
	}
	var list []Watch
	var wishes func(wiki.PersonID) Settings
	for _, followed := range f.opts.Followed {
		// What is followed does not depend on the wishes, only whether it is: most events ask for none.
		if _, _, does := followed(e, Shipped); !does {
			continue
		}
		if wishes == nil {
			var err error
			if wishes, err = f.watches.hold(ctx, []wiki.PersonID{e.Actor.ID}); err != nil {
				return nil, err
			}
		}
		if t, level, does := followed(e, wishes(e.Actor.ID)); does && level > Nothing {
			list = append(list, Watch{Person: e.Actor.ID, Thing: t, Level: level})
		}
	}
	return list, nil
}
