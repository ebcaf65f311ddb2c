package watch

import (
	"context"
	"database/sql"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/notify"
	"github.com/docent-wiki/docent/wiki/sqldb"
)

// Watches keeps who watches what. It is safe for concurrent use.
type Watches struct {
	db    *sqldb.DB
	wiki  *wiki.Wiki
	nouns map[Kind]Nouns

	topics []Topic
}

// Noun is a thing as it is listed: what it is called, and where it is.
type Noun struct{ Title, URL string }

// Nouns names some things of one kind; those that the reader may not see are absent.
type Nouns func(ctx context.Context, access wiki.Access, ids []int64) (map[int64]Noun, error)

// New keeps watches in a database. Pages, spaces and tags are known; Know adds what floors above have.
func New(db *sqldb.DB, w *wiki.Wiki) *Watches {
	watches := &Watches{db: db, wiki: w, nouns: map[Kind]Nouns{}, topics: slices.Clone(ownTopics)}
	watches.nouns[Page], watches.nouns[Space] = watches.pages, spaces
	return watches
}

// Know adds a kind of things that can be watched, before the first use.
func (w *Watches) Know(kind Kind, nouns Nouns) { w.nouns[kind] = nouns }

// Knows says whether things of a kind can be watched.
func (w *Watches) Knows(kind Kind) bool { return kind == Tag || w.nouns[kind] != nil }

func (w *Watches) pages(ctx context.Context, access wiki.Access, ids []int64) (map[int64]Noun, error) {
	numbers := make([]wiki.PageID, len(ids))
	for i, id := range ids {
		numbers[i] = wiki.PageID(id)
	}
	list, err := w.wiki.Store().Pages(ctx, numbers)
	if err != nil {
		return nil, fmt.Errorf("watched pages: %w", err)
	}
	known := map[int64]Noun{}
	for _, p := range list {
		if p.Live() && access.Right(p.Space) >= wiki.Reader {
			known[int64(p.ID)] = Noun{Title: p.Title, URL: p.URL()}
		}
	}
	return known, nil
}

func spaces(_ context.Context, access wiki.Access, ids []int64) (map[int64]Noun, error) {
	known := map[int64]Noun{}
	for _, id := range ids {
		if s, readable := access.Space(wiki.SpaceID(id)); readable {
			known[id] = Noun{Title: s.Name, URL: "/s/" + s.Slug}
		}
	}
	return known, nil
}

// need checks that somebody may watch a thing: whoever signed in, may write, and sees it.
func (w *Watches) need(ctx context.Context, access wiki.Access, t Thing) error {
	as := access.As
	switch {
	case as.Person == 0:
		return content.Errorf(content.Sign, "Sign in to watch something.")
	case as.Scope < wiki.ScopeWrite:
		return content.Errorf(content.Forbidden, "This token may only read. Make one with the scope “write” to change what you watch.")
	}
	if err := t.check(); err != nil {
		return err
	}
	if t.Kind == Tag {
		return nil
	}
	if w.nouns[t.Kind] == nil {
		return content.Errorf(content.NotFound, "There is no such thing to watch.")
	}
	known, err := w.nouns[t.Kind](ctx, access, []int64{t.ID})
	if err != nil {
		return err
	}
	if _, there := known[t.ID]; !there {
		return content.Errorf(content.NotFound, "There is no such %s, or you may not see it.", t.Kind)
	}
	return nil
}

// maxWatches bounds what one person may watch.
const maxWatches = 5000

// Set chooses a level for somebody's own. Unset goes back to what holds without a choice.
func (w *Watches) Set(ctx context.Context, access wiki.Access, t Thing, level Level) error {
	if err := w.need(ctx, access, t); err != nil {
		// What one no longer sees can still be forgotten.
		if level != Unset || kindOf(err) != content.NotFound || t.check() != nil {
			return err
		}
	}
	person := access.As.Person
	return w.db.Write(ctx, access.As, func(tx *sqldb.Tx) error {
		if level == Unset {
			_, err := tx.ExecContext(ctx, `DELETE FROM watches WHERE person = $1 AND kind = $2 AND thing = $3 AND tag = $4`,
				int64(person), string(t.Kind), t.ID, t.Tag)
			return wrap("forget watch", err)
		}
		var n int
		if err := tx.QueryRowContext(ctx, `SELECT COUNT(*) FROM watches WHERE person = $1`, int64(person)).Scan(&n); err != nil {
			return fmt.Errorf("count watches: %w", err)
		}
		if n >= maxWatches {
			return content.Errorf(content.Conflict, "You watch %d things already, which is as many as one may. Leave some first; watching a whole space takes one.", n)
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO watches (person, kind, thing, tag, level, chosen, added) VALUES ($1, $2, $3, $4, $5, 1, $6)
			ON CONFLICT (person, kind, thing, tag) DO UPDATE SET level = excluded.level, chosen = 1`,
			int64(person), string(t.Kind), t.ID, t.Tag, int64(level), sqldb.Micros(tx.Now()))
		return wrap("set watch", err)
	})
}

func wrap(what string, err error) error {
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}

// follow notes that somebody follows a thing by itself since then, where nothing was chosen for it before.
func follow(ctx context.Context, tx *sqldb.Tx, f Watch, since time.Time) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO watches (person, kind, thing, tag, level, chosen, added) VALUES ($1, $2, $3, $4, $5, 0, $6)
		ON CONFLICT (person, kind, thing, tag) DO NOTHING`,
		int64(f.Person), string(f.Thing.Kind), f.Thing.ID, f.Thing.Tag, int64(f.Level), sqldb.Micros(since))
	return wrap("follow", err)
}

const watchSelect = `SELECT person, kind, thing, tag, level, chosen FROM watches `

func scanWatch(rows *sql.Rows) (x Watch, err error) {
	return x, rows.Scan(&x.Person, &x.Thing.Kind, &x.Thing.ID, &x.Thing.Tag, &x.Level, &x.Chosen)
}

// Of gives one's own watch of a thing; the zero Watch where there is none.
func (w *Watches) Of(ctx context.Context, person wiki.PersonID, t Thing) (Watch, error) {
	list, err := sqldb.All(ctx, w.db.Reader(), scanWatch, watchSelect+`WHERE person = $1 AND kind = $2 AND thing = $3 AND tag = $4`,
		int64(person), string(t.Kind), t.ID, t.Tag)
	if err != nil || len(list) == 0 {
		return Watch{}, wrap("read watch", err)
	}
	return list[0], nil
}

// Listed is a watch as its person sees it in a list.
type Listed struct {
	Watch
	Noun
	Added time.Time
}

// List gives what the reader watches or has muted, the newest first, from an offset on, without what the reader may no
// longer see; more says whether there is any after them.
func (w *Watches) List(ctx context.Context, access wiki.Access, offset, limit int) (list []Listed, more bool, err error) {
	rows, err := sqldb.All(ctx, w.db.Reader(), func(rows *sql.Rows) (l Listed, err error) {
		return l, rows.Scan(&l.Person, &l.Thing.Kind, &l.Thing.ID, &l.Thing.Tag, &l.Level, &l.Chosen, sqldb.Moment{To: &l.Added})
	}, `SELECT person, kind, thing, tag, level, chosen, added FROM watches WHERE person = $1
		ORDER BY added DESC, kind, thing, tag LIMIT $2 OFFSET $3`, int64(access.As.Person), limit+1, offset)
	if err != nil {
		return nil, false, fmt.Errorf("list watches: %w", err)
	}
	if more = len(rows) > limit; more {
		rows = rows[:limit]
	}
	ids := map[Kind][]int64{}
	for _, l := range rows {
		ids[l.Thing.Kind] = append(ids[l.Thing.Kind], l.Thing.ID)
	}
	known := map[Kind]map[int64]Noun{}
	for kind, some := range ids {
		if nouns := w.nouns[kind]; nouns != nil {
			if known[kind], err = nouns(ctx, access, some); err != nil {
				return nil, false, err
			}
		}
	}
	for _, l := range rows {
		there := l.Thing.Kind == Tag
		if there {
			l.Noun = Noun{Title: l.Thing.Tag, URL: tagURL(l.Thing.Tag)}
		} else {
			l.Noun, there = known[l.Thing.Kind][l.Thing.ID]
		}
		if there {
			list = append(list, l)
		}
	}
	return list, more, nil
}

// About is what something happened to, and what it takes to be told.
type About struct {
	Ranks     [][]Thing       // what it happened to, the nearest first: the page; its tags; its space
	Needs     Level           // who is told of it: Important for what matters, else Everything
	Own       []Watch         // what holds for some people by their role: who owns a page follows it
	Mentioned []wiki.PersonID // told from the level Mentions on
	At        time.Time       // when it happened: who watches only since then is told nothing; zero: everybody is
}

// Audience tells who is told of something, by number. Rights are not looked at: the Follower does.
func (w *Watches) Audience(ctx context.Context, a About) (told, mentioned []wiki.PersonID, err error) {
	watches, err := w.on(ctx, slices.Concat(a.Ranks...), a.At)
	if err != nil {
		return nil, nil, err
	}
	byPerson := map[wiki.PersonID][][]Watch{}
	add := func(x Watch, rank int) {
		if byPerson[x.Person] == nil {
			byPerson[x.Person] = make([][]Watch, len(a.Ranks))
		}
		byPerson[x.Person][rank] = append(byPerson[x.Person][rank], x)
	}
	for _, x := range watches {
		for rank, things := range a.Ranks {
			if slices.Contains(things, x.Thing) {
				add(x, rank)
			}
		}
	}
	for _, x := range a.Own {
		if x.Person != 0 && len(a.Ranks) > 0 {
			add(x, 0)
		}
	}
	for _, id := range a.Mentioned {
		if byPerson[id] == nil {
			byPerson[id] = nil // is looked at, too
		}
	}
	people := make([]wiki.PersonID, 0, len(byPerson))
	for id := range byPerson {
		people = append(people, id)
	}
	slices.Sort(people)
	wishes, err := w.hold(ctx, people)
	if err != nil {
		return nil, nil, err
	}
	for _, id := range people {
		level := Decide(wishes(id).Unwatched, byPerson[id]...)
		switch {
		case level >= Mentions && slices.Contains(a.Mentioned, id):
			mentioned = append(mentioned, id)
		case level >= a.Needs && a.Needs > Unset:
			told = append(told, id)
		}
	}
	return told, mentioned, nil
}

// on reads all watches of some things that began until a time, or ever.
func (w *Watches) on(ctx context.Context, things []Thing, until time.Time) ([]Watch, error) {
	before := sqldb.Micros(until)
	if until.IsZero() {
		before = math.MaxInt64
	}
	var all []Watch
	for _, t := range things {
		list, err := sqldb.All(ctx, w.db.Reader(), scanWatch, watchSelect+`WHERE kind = $1 AND thing = $2 AND tag = $3 AND added <= $4`, string(t.Kind), t.ID, t.Tag, before)
		if err != nil {
			return nil, fmt.Errorf("read watches: %w", err)
		}
		all = append(all, list...)
	}
	return all, nil
}

// ThingOf gives what a thread of notices is about; false where that is nothing one can watch.
func ThingOf(thread string) (Thing, bool) {
	kind, number, _ := strings.Cut(thread, "/")
	id, err := strconv.ParseInt(number, 10, 64)
	t := Thing{Kind: Kind(kind), ID: id}
	return t, err == nil && t.Kind != Tag && t.check() == nil
}

// unmuted leaves out notices of threads that their people want to hear nothing of, whoever made them.
func (w *Watches) unmuted(ctx context.Context, list []notify.Notice) ([]notify.Notice, error) {
	type one struct {
		person wiki.PersonID
		thing  Thing
	}
	var things []Thing
	for _, n := range list {
		if t, ok := ThingOf(n.Thread); ok && !slices.Contains(things, t) {
			things = append(things, t)
		}
	}
	watches, err := w.on(ctx, things, time.Time{})
	if err != nil {
		return nil, err
	}
	muted := map[one]bool{}
	for _, x := range watches {
		muted[one{x.Person, x.Thing}] = x.Chosen && x.Level == Nothing
	}
	return slices.DeleteFunc(list, func(n notify.Notice) bool {
		t, ok := ThingOf(n.Thread)
		return ok && muted[one{n.Person, t}]
	}), nil
}

// Noun gives what a thing is called, and where it is; content.NotFound where the reader may not see it.
func (w *Watches) Noun(ctx context.Context, access wiki.Access, t Thing) (Noun, error) {
	if t.Kind == Tag && t.check() == nil {
		return Noun{Title: t.Tag, URL: tagURL(t.Tag)}, nil
	}
	if nouns := w.nouns[t.Kind]; nouns != nil && t.check() == nil {
		known, err := nouns(ctx, access, []int64{t.ID})
		if err != nil {
			return Noun{}, err
		}
		if noun, there := known[t.ID]; there {
			return noun, nil
		}
	}
	return Noun{}, content.Errorf(content.NotFound, "There is no such thing to watch, or you may not see it.")
}

// Count is how many things somebody watches or has muted.
func (w *Watches) Count(ctx context.Context, person wiki.PersonID) (n int, err error) {
	err = w.db.Reader().QueryRowContext(ctx, `SELECT COUNT(*) FROM watches WHERE person = $1`, int64(person)).Scan(&n)
	return n, wrap("count watches", err)
}
