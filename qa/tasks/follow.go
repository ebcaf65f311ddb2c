package tasks

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/sqldb"
)

// FollowerOptions are what a Follower works with. Pages and Handles are needed.
type FollowerOptions struct {
	wiki.Following
	Pages   wiki.Reads
	Handles func(context.Context) (Handles, error)
}

// Follower keeps the boxes that name people up to date with the pages. Killed at any moment, it goes on where it
// was, and doing an event twice changes nothing.
type Follower struct {
	*wiki.Follower
	db   *sqldb.DB
	opts FollowerOptions

	seq, stored wiki.EventSeq
	known       bool // seq was read
}

const (
	eventsAtOnce = 500
	pagesAtOnce  = 50
	storeEvery   = 1000    // events that a start may see again
	followed     = "tasks" // the row of followers
)

// NewFollower makes a follower of the log of a database.
func NewFollower(db *sqldb.DB, opts FollowerOptions) *Follower {
	f := &Follower{db: db, opts: opts}
	f.Follower = wiki.NewFollower(opts.Following, "boxes to tick are not up to date", f.step)
	return f
}

// step does the next events.
func (f *Follower) step(ctx context.Context) (did bool, err error) {
	if !f.known {
		if err := f.load(ctx); err != nil {
			return false, err
		}
	}
	events, err := f.opts.Pages.Events(ctx, f.seq, eventsAtOnce)
	if err != nil {
		return false, fmt.Errorf("events for tasks: %w", err)
	}
	if len(events) == 0 {
		return false, nil
	}
	last := events[len(events)-1].Seq
	wrote, err := f.follow(ctx, events, last)
	if err != nil {
		return false, fmt.Errorf("tasks of the events up to %d: %w", last, err)
	}
	if f.seq = last; wrote {
		f.stored = last
	} else if f.seq-f.stored >= storeEvery {
		if err := f.db.Write(ctx, wiki.Operator(), func(tx *sqldb.Tx) error { return store(ctx, tx, last) }); err != nil {
			return false, err
		}
		f.stored = last
	}
	return true, nil
}

func (f *Follower) load(ctx context.Context) error {
	all, err := sqldb.All(ctx, f.db.Reader(), func(rows *sql.Rows) (n wiki.EventSeq, err error) { return n, rows.Scan(&n) },
		`SELECT seq FROM followers WHERE name = $1`, followed)
	if err != nil {
		return fmt.Errorf("how far tasks follow: %w", err)
	}
	if len(all) == 1 {
		f.seq, f.stored = all[0], all[0]
	}
	f.known = true
	return nil
}

func store(ctx context.Context, tx *sqldb.Tx, seq wiki.EventSeq) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO followers (name, seq) VALUES ($1, $2)
		ON CONFLICT (name) DO UPDATE SET seq = excluded.seq`, followed, int64(seq))
	if err != nil {
		return fmt.Errorf("note how far tasks follow: %w", err)
	}
	return nil
}

// follow does some events; wrote says whether last is noted.
func (f *Follower) follow(ctx context.Context, events []wiki.Event, last wiki.EventSeq) (wrote bool, err error) {
	var saved []wiki.PageID
	renamed := false
	for _, e := range events {
		switch e.Kind {
		case wiki.PageCreated, wiki.PageSaved:
			saved = append(saved, e.Page)
		case wiki.PersonAdded, wiki.PersonChanged:
			renamed = true
		}
	}
	slices.Sort(saved)
	saved = slices.Compact(saved)
	for chunk := range slices.Chunk(saved, pagesAtOnce) {
		if err := f.read(ctx, chunk); err != nil {
			return false, err
		}
	}
	if renamed {
		if err := f.resolve(ctx); err != nil {
			return false, err
		}
	}
	if !renamed && len(saved) == 0 {
		return false, nil
	}
	return true, f.db.Write(ctx, wiki.Operator(), func(tx *sqldb.Tx) error { return store(ctx, tx, last) })
}

// read brings the boxes of pages up to date.
func (f *Follower) read(ctx context.Context, pages []wiki.PageID) error {
	texts, err := f.texts(ctx, pages)
	if err != nil {
		return err
	}
	old, err := boxesOn(ctx, f.db.Reader(), pages)
	if err != nil || len(texts) == 0 && len(old) == 0 {
		return err
	}
	handles, err := f.opts.Handles(ctx)
	if err != nil {
		return err
	}
	sections, err := f.anchors(ctx, texts)
	if err != nil {
		return err
	}
	return f.db.Write(ctx, wiki.Operator(), func(tx *sqldb.Tx) error {
		for _, page := range pages {
			fresh := boxesOfPage(page, texts[page], sections[page], handles)
			if err := replaceBoxes(ctx, tx, fresh, adopt(old[page], fresh)); err != nil {
				return err
			}
		}
		return nil
	})
}

// boxesOfPage finds the boxes of one page. A text that cannot be parsed has none.
func boxesOfPage(page wiki.PageID, markdown string, anchors []string, handles Handles) []Box {
	if markdown == "" {
		return nil
	}
	doc, err := content.Parse(markdown)
	if err != nil {
		return nil
	}
	boxes, section := boxesIn(doc)
	for i := range boxes {
		boxes[i].Page = page
		boxes[i].Person, _ = handles.Person(boxes[i].Name)
		if s := section[i]; s >= 0 && s < len(anchors) {
			boxes[i].Anchor = anchors[s]
		}
	}
	return boxes
}

// texts gives the present texts of those pages that may hold a box with a name.
func (f *Follower) texts(ctx context.Context, pages []wiki.PageID) (map[wiki.PageID]string, error) {
	type row struct {
		id   wiki.PageID
		text string
	}
	in := sqldb.Padded(pages)
	list, err := sqldb.All(ctx, f.db.Reader(), func(rows *sql.Rows) (r row, err error) { return r, rows.Scan(&r.id, &r.text) },
		`SELECT p.id, r.markdown FROM pages p JOIN revisions r ON r.page = p.id AND r.number = p.revision
		WHERE p.id IN (`+sqldb.In(len(in), 1)+`) AND r.markdown LIKE '%[ ]%@%'`, in...)
	if err != nil {
		return nil, fmt.Errorf("texts with boxes: %w", err)
	}
	texts := make(map[wiki.PageID]string, len(list))
	for _, r := range list {
		texts[r.id] = r.text
	}
	return texts, nil
}

// anchors gives the anchors of pages, in page order.
func (f *Follower) anchors(ctx context.Context, texts map[wiki.PageID]string) (map[wiki.PageID][]string, error) {
	ids := make([]wiki.PageID, 0, len(texts))
	for id := range texts {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	list, err := f.opts.Pages.SectionsOf(ctx, ids)
	if err != nil {
		return nil, err
	}
	anchors := map[wiki.PageID][]string{}
	for _, s := range list {
		anchors[s.Page] = append(anchors[s.Page], s.Anchor)
	}
	return anchors, nil
}

// resolve looks up anew whom the names in boxes mean: somebody came, left or has another name.
func (f *Follower) resolve(ctx context.Context) error {
	handles, err := f.opts.Handles(ctx)
	if err != nil {
		return err
	}
	names, err := sqldb.All(ctx, f.db.Reader(), func(rows *sql.Rows) (s string, err error) { return s, rows.Scan(&s) },
		`SELECT DISTINCT name FROM task_boxes ORDER BY name`)
	if err != nil || len(names) == 0 {
		return err
	}
	return f.db.Write(ctx, wiki.Operator(), func(tx *sqldb.Tx) error {
		for _, name := range names {
			person, _ := handles.Person(name)
			_, err := tx.ExecContext(ctx, `UPDATE task_boxes SET person = $1 WHERE name = $2 AND person <> $1`, int64(person), name)
			if err != nil {
				return fmt.Errorf("whom a box names: %w", err)
			}
		}
		return nil
	})
}
