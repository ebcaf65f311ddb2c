package tasks

import (
	"context"
	"strings"
	"time"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/sqldb"
)

// Options of a Board. Access is needed by Run and Feed.
type Options struct {
	Sources []Source
	Now     func() time.Time // nil: time.Now
	// Access tells what somebody may read, as in a browser; content.NotFound or content.Sign for an account
	// that is disabled or gone.
	Access func(context.Context, wiki.PersonID) (wiki.Access, error)
	// LastEvent gives the number of the last event, while which stands counts are kept.
	LastEvent func(context.Context) (wiki.EventSeq, error)
}

// Board is everybody's tasks. It is safe for concurrent use.
type Board struct {
	db      *sqldb.DB
	opts    Options
	counted counts
}

// New makes the board over the items of some sources.
func New(db *sqldb.DB, opts Options) *Board {
	if opts.Now == nil {
		opts.Now = time.Now
	}
	return &Board{db: db, opts: opts}
}

// Task is an item with what its person did to it.
type Task struct {
	Item
	State State     // the column it stands in
	Until time.Time // put off until then; zero: not
	Done  time.Time // by hand; zero: not
}

// Waits says whether the task is on the list: neither done nor put off.
func (t Task) Waits(now time.Time) bool { return t.Done.IsZero() && !t.Until.After(now) }

// Now is the clock of the board, in UTC and microseconds.
func (b *Board) Now() time.Time { return b.opts.Now().UTC().Truncate(time.Microsecond) }

// List gives everything that waits for the reader, what is put off and what was done by hand included:
// by due date, what has none last.
func (b *Board) List(ctx context.Context, access wiki.Access) ([]Task, error) {
	all, _, err := b.list(ctx, access)
	return all, err
}

// list tells, too, whether some source may have had more than it gave.
func (b *Board) list(ctx context.Context, access wiki.Access) (all []Task, more bool, err error) {
	if access.As.Person == 0 {
		return nil, false, nil
	}
	marks, err := b.marks(ctx, access.As.Person)
	if err != nil {
		return nil, false, err
	}
	now := b.Now()
	for _, source := range b.opts.Sources {
		items, err := source(ctx, access)
		if err != nil {
			return nil, false, err
		}
		more = more || len(items) >= MaxItems
		for _, item := range items {
			if item.Space != 0 && access.Right(item.Space) < wiki.Reader {
				continue // no source gives such an item; if one does, nobody sees it
			}
			all = append(all, marks[item.Key].on(item, now))
		}
	}
	sortTasks(all, access.As.In())
	return all, more, nil
}

// Waiting gives the part of a list that is neither done nor put off.
func Waiting(all []Task, now time.Time) []Task {
	var list []Task
	for _, t := range all {
		if t.Waits(now) {
			list = append(list, t)
		}
	}
	return list
}

// Find gives one task of the reader; NotFound where nothing of that key waits.
func (b *Board) Find(ctx context.Context, access wiki.Access, key string) (Task, error) {
	all, err := b.List(ctx, access)
	if err != nil {
		return Task{}, err
	}
	for _, t := range all {
		if t.Key == key {
			return t, nil
		}
	}
	return Task{}, content.Errorf(content.NotFound, "Nothing of that name waits for you: it may be done already, or somebody else's.")
}

// Snooze puts a task off: until then it is neither listed nor counted. The zero time brings it back.
func (b *Board) Snooze(ctx context.Context, access wiki.Access, key string, until time.Time) (Task, error) {
	now := b.Now()
	if until = until.UTC().Truncate(time.Microsecond); !until.IsZero() && (!until.After(now) || until.After(now.AddDate(1, 0, 1))) {
		return Task{}, content.Errorf(content.Invalid, "Choose a day in the future, within a year. The task is where it was.").On("until")
	}
	return b.change(ctx, access, key, func(m *Mark) { *m = Mark{Until: until} })
}

// Move puts a task into a column of the board. Into StateAnswered it comes by being done: where that is
// done elsewhere, the task stays where it is and where says where to go.
func (b *Board) Move(ctx context.Context, access wiki.Access, key string, to State) (t Task, did Outcome, where string, err error) {
	switch to {
	case StateAnswered:
		if t, err = b.Find(ctx, access, key); err != nil {
			return t, did, "", err
		}
		if t.Finish == nil && !t.ByHand {
			return t, did, t.Go(), nil
		}
		t, did, err = b.Finish(ctx, access, key)
		return t, did, "", err
	case StateNew, StateWaiting, StateLooking:
		t, err = b.change(ctx, access, key, func(m *Mark) { *m = Mark{Place: to} })
		return t, did, "", err
	}
	return t, did, "", content.Errorf(content.Invalid, "There is no column “%s”. Nothing was moved.", content.Excerpt(string(to), 40)).On("to")
}

// Finish does a task, where that can be done with a button: see Item.Finish and Item.ByHand. Otherwise
// it is content.Conflict, and says where it is done.
func (b *Board) Finish(ctx context.Context, access wiki.Access, key string) (Task, Outcome, error) {
	t, err := b.Find(ctx, access, key)
	if err != nil {
		return t, Outcome{}, err
	}
	var did Outcome
	switch {
	case t.Finish != nil:
		if did, err = t.Finish(ctx, access); err != nil {
			return t, did, err
		}
	case !t.ByHand:
		e := content.Errorf(content.Conflict, "This is done by doing it: open “%s” and do it there. Nothing was changed.", content.Excerpt(t.Title, 80))
		e.Data = map[string]string{"url": t.Go()}
		return t, did, e
	}
	now := b.Now()
	t, err = b.put(ctx, access, t, Mark{Done: now})
	return t, did, err
}

// Assign passes a task on to somebody else who may read it.
func (b *Board) Assign(ctx context.Context, access wiki.Access, key string, to wiki.PersonID) (Task, error) {
	t, err := b.Find(ctx, access, key)
	if err != nil {
		return t, err
	}
	if t.Item.Assign == nil {
		return t, content.Errorf(content.Conflict, "This cannot be passed on: it is yours alone. Nothing was changed.")
	}
	may, err := b.mayRead(ctx, access, t.Space, to)
	if err != nil {
		return t, err
	}
	if !may {
		return t, content.Errorf(content.Invalid, "Choose somebody who may read it. Nothing was changed.").On("to")
	}
	if err := t.Item.Assign(ctx, access, to); err != nil {
		return t, err
	}
	b.counted.forget(access.As.Person, to)
	return t, b.clear(ctx, access.As, key)
}

// Go is where the task is done.
func (t Task) Go() string {
	if t.DoURL != "" {
		return t.DoURL
	}
	return t.URL
}

// change marks a task that is there.
func (b *Board) change(ctx context.Context, access wiki.Access, key string, fn func(*Mark)) (Task, error) {
	t, err := b.Find(ctx, access, key)
	if err != nil {
		return t, err
	}
	var m Mark
	fn(&m)
	return b.put(ctx, access, t, m)
}

// put writes what a person did to a task.
func (b *Board) put(ctx context.Context, access wiki.Access, t Task, m Mark) (Task, error) {
	if err := b.mark(ctx, access.As, t.Key, m); err != nil {
		return t, err
	}
	b.counted.forget(access.As.Person)
	return m.on(t.Item, b.Now()), nil
}

// validKey says whether a text can be the key of an item.
func validKey(key string) bool {
	return key != "" && len(key) <= 100 && strings.Trim(key, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._") == ""
}
