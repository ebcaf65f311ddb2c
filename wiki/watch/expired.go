package watch

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/sqldb"
)

// expiredMark names how far, in microseconds, verifications that ran out have been noted.
const expiredMark = "verifications"

type lapsed struct {
	page     wiki.PageID
	space    wiki.SpaceID
	revision int
}

// Expire writes an event for every page whose verification has run out since it did so last; at the first time, for
// none.
func (w *Watches) Expire(ctx context.Context) error {
	return w.db.Write(ctx, wiki.Operator(), func(tx *sqldb.Tx) error {
		now := sqldb.Micros(tx.Now())
		since, known, err := markOf(ctx, tx, expiredMark)
		if err != nil {
			return err
		}
		if known && since < now {
			list, err := sqldb.All(ctx, tx, func(rows *sql.Rows) (l lapsed, err error) {
				return l, rows.Scan(&l.page, &l.space, &l.revision)
			}, `SELECT id, space, revision FROM pages WHERE verified_until > $1 AND verified_until <= $2 AND trashed = 0 ORDER BY verified_until, id`, since, now)
			if err != nil {
				return fmt.Errorf("look for verifications that ran out: %w", err)
			}
			for _, l := range list {
				tx.Emit(wiki.Event{Kind: PageExpired, Space: l.space, Page: l.page, Revision: l.revision})
			}
		}
		return setMark(ctx, tx, expiredMark, max(since, now))
	})
}

// markOf reads how far a follower has come; false where it never began.
func markOf(ctx context.Context, q sqldb.Queryer, name string) (int64, bool, error) {
	marks, err := sqldb.All(ctx, q, func(rows *sql.Rows) (seq int64, err error) { return seq, rows.Scan(&seq) },
		`SELECT seq FROM followers WHERE name = $1`, name)
	if err != nil || len(marks) == 0 {
		return 0, false, wrap("read mark", err)
	}
	return marks[0], true, nil
}

func setMark(ctx context.Context, tx *sqldb.Tx, name string, seq int64) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO followers (name, seq) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET seq = excluded.seq`, name, seq)
	return wrap("set mark", err)
}
