package tasks

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/sqldb"
)

// Mark is what a person did to an item. The zero Mark is nothing, and has no row.
type Mark struct {
	Until time.Time // put off until then
	Place State     // the column it was moved to
	Done  time.Time
}

// doneShown is how long what was done by hand stays on the board.
const doneShown = 7 * 24 * time.Hour

// on gives the task that an item is for who left this mark on it.
func (m Mark) on(item Item, now time.Time) Task {
	t := Task{Item: item, State: item.State, Until: m.Until, Done: m.Done}
	if t.State == "" {
		t.State = StateNew
	}
	switch {
	case !m.Done.IsZero():
		t.State = StateAnswered
	case m.Until.After(now):
		t.State = StateWaiting
	case m.Place != "":
		t.State = m.Place
	}
	return t
}

// Shown says whether the board still shows the task: what was done by hand goes after a week.
func (t Task) Shown(now time.Time) bool { return t.Done.IsZero() || now.Sub(t.Done) < doneShown }

// marks gives what a person did, by key.
func (b *Board) marks(ctx context.Context, person wiki.PersonID) (map[string]Mark, error) {
	type row struct {
		key string
		Mark
	}
	all, err := sqldb.All(ctx, b.db.Reader(), func(rows *sql.Rows) (r row, err error) {
		return r, rows.Scan(&r.key, sqldb.Moment{To: &r.Until}, &r.Place, sqldb.Moment{To: &r.Done})
	}, `SELECT item, until, place, done FROM task_marks WHERE person = $1`, int64(person))
	if err != nil {
		return nil, fmt.Errorf("read what was done to tasks: %w", err)
	}
	marks := make(map[string]Mark, len(all))
	for _, r := range all {
		marks[r.key] = r.Mark
	}
	return marks, nil
}

// mark notes what a person did to an item; it is nobody else's business, so it makes no event.
func (b *Board) mark(ctx context.Context, as wiki.Actor, key string, m Mark) error {
	if m == (Mark{}) {
		return b.clear(ctx, as, key)
	}
	if !validKey(key) {
		return fmt.Errorf("%q is no key of a task", key)
	}
	return b.db.Write(ctx, as, func(tx *sqldb.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO task_marks (person, item, until, place, done, changed) VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT (person, item) DO UPDATE SET until = excluded.until, place = excluded.place, done = excluded.done, changed = excluded.changed`,
			int64(as.Person), key, sqldb.Micros(m.Until), string(m.Place), sqldb.Micros(m.Done), sqldb.Micros(tx.Now()))
		if err != nil {
			return fmt.Errorf("mark task: %w", err)
		}
		return nil
	})
}

// clear forgets what a person did to items.
func (b *Board) clear(ctx context.Context, as wiki.Actor, keys ...string) error {
	return b.db.Write(ctx, as, func(tx *sqldb.Tx) error {
		for _, key := range keys {
			if _, err := tx.ExecContext(ctx, `DELETE FROM task_marks WHERE person = $1 AND item = $2`, int64(as.Person), key); err != nil {
				return fmt.Errorf("forget a mark: %w", err)
			}
		}
		return nil
	})
}
