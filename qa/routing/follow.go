package routing

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/sqldb"
)

// last is the last event there is.
func (s store) last(ctx context.Context) (seq wiki.EventSeq, err error) {
	if err := s.db.Reader().QueryRowContext(ctx, `SELECT value FROM counters WHERE name = 'events'`).Scan(&seq); err != nil {
		return 0, fmt.Errorf("last event: %w", err)
	}
	return seq, nil
}

// followed is the last event that was dealt with.
func (s store) followed(ctx context.Context) (seq wiki.EventSeq, err error) {
	if err := s.db.Reader().QueryRowContext(ctx, `SELECT seq FROM routing_followed`).Scan(&seq); err != nil {
		return 0, fmt.Errorf("last event followed: %w", err)
	}
	return seq, nil
}

func (s store) follow(ctx context.Context, seq wiki.EventSeq) error {
	return s.db.Write(ctx, wiki.Actor{}, func(tx *sqldb.Tx) error { return setFollowed(ctx, tx, seq) })
}

func setFollowed(ctx context.Context, tx *sqldb.Tx, seq wiki.EventSeq) error {
	if _, err := tx.ExecContext(ctx, `UPDATE routing_followed SET seq = $1 WHERE seq < $1`, int64(seq)); err != nil {
		return fmt.Errorf("follow events: %w", err)
	}
	return nil
}

// events are those of the kinds that matter, after one and up to another, at most limit of them.
func (s store) events(ctx context.Context, after, to wiki.EventSeq, limit int) ([]wiki.Event, error) {
	args := []any{int64(after), int64(to), limit}
	for _, kind := range followed {
		args = append(args, string(kind))
	}
	return sqldb.All(ctx, s.db.Reader(), sqldb.ScanEvent, `SELECT e.seq, e.at, e.actor, e.actor_name, e.kind, e.space, e.page, e.revision, e.question, e.data
		FROM events e WHERE e.seq > $1 AND e.seq <= $2 AND e.kind IN (`+sqldb.In(len(followed), 4)+`) ORDER BY e.seq LIMIT $3`, args...)
}

// measuredBy is how many of the last answers a median is taken of: habits change.
const measuredBy = 50

// putReply keeps how long the first answer to a question took, and rolls the median of its place up. An
// answer after the first changes nothing.
func putReply(ctx context.Context, tx *sqldb.Tx, q qa.Question, at time.Time, took time.Duration) error {
	p := placeOf(q.Area, q.Space)
	done, err := tx.ExecContext(ctx, `INSERT INTO reply_times (question, area, space, at, took) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (question) DO NOTHING`, int64(q.ID), int64(p.area), int64(p.space), sqldb.Micros(at), took.Microseconds())
	if err != nil {
		return fmt.Errorf("write reply time: %w", err)
	}
	if n, err := done.RowsAffected(); err != nil || n == 0 {
		return err
	}
	scan := func(rows *sql.Rows) (micros int64, err error) { return micros, rows.Scan(&micros) }
	all, err := sqldb.All(ctx, tx, scan, `SELECT took FROM reply_times WHERE area = $1 AND space = $2 ORDER BY at DESC, question DESC LIMIT $3`,
		int64(p.area), int64(p.space), measuredBy)
	if err != nil {
		return fmt.Errorf("reply times: %w", err)
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO reply_medians (area, space, number, median) VALUES ($1, $2, $3, $4)
		ON CONFLICT (area, space) DO UPDATE SET number = excluded.number, median = excluded.median`,
		int64(p.area), int64(p.space), len(all), median(all))
	if err != nil {
		return fmt.Errorf("write median: %w", err)
	}
	return nil
}

// median of at least one number; of an even number the upper one, so that a promise is rather too late.
func median(all []int64) int64 {
	slices.Sort(all)
	return all[len(all)/2]
}

// forget makes the Router read everything again, after something without an event.
func (r *Router) forget() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.snap = nil
}

func isAbsent(err error) bool {
	var e *content.Error
	return errors.As(err, &e) && e.Kind == content.NotFound
}
