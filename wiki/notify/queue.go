package notify

import (
	"context"
	"database/sql"
	"fmt"
	"math"
	"time"

	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/sqldb"
)

// Queue is where notices are kept: those that wait, and for 90 days those that went. It is safe for
// concurrent use.
type Queue struct{ db *sqldb.DB }

// NewQueue keeps notices in a database.
func NewQueue(db *sqldb.DB) *Queue { return &Queue{db} }

// How a notice stands.
const (
	waits   = "waits"
	packed  = "packed"
	done    = "done"
	dropped = "dropped"
)

const putAtOnce = 40

// Put adds notices, which go when it suits their people, and says how many. One whose key was put before
// is forgiven and adds nothing. The Worker sees them as soon as the transaction has committed.
func (q *Queue) Put(ctx context.Context, tx *sqldb.Tx, notices []Notice) (added int, err error) {
	if notices, err = q.unknown(ctx, tx, notices); err != nil || len(notices) == 0 {
		return 0, err
	}
	first, err := tx.NextID(ctx, "notices", len(notices))
	if err != nil {
		return 0, err
	}
	const columns = 19
	for start := 0; start < len(notices); start += putAtOnce {
		chunk := notices[start:min(start+putAtOnce, len(notices))]
		args := make([]any, 0, len(chunk)*columns)
		for i, n := range chunk {
			if err := n.clean(tx.Now()); err != nil {
				return 0, err
			}
			args = append(args, first+int64(start+i), n.Key, int64(n.Person), string(n.Kind), n.Thread, n.Title, n.Text, n.URL,
				int64(n.Space), int64(n.Page), n.Question, sqldb.Bit(n.Urgent), sqldb.Micros(n.At), sqldb.Micros(n.NotBefore),
				waits, string(n.Via), 0, 0, sqldb.Micros(n.Seen))
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO notices (id, key, person, kind, thread, title, body, url, space, page, question,
			urgent, at, not_before, state, via, parcel, ended, seen) VALUES `+sqldb.Values(len(chunk), columns), args...)
		if err != nil {
			return 0, fmt.Errorf("put notices: %w", err)
		}
	}
	return len(notices), nil
}

// unknown leaves out the notices whose keys are there, and those whose key an earlier one has.
func (q *Queue) unknown(ctx context.Context, tx *sqldb.Tx, notices []Notice) ([]Notice, error) {
	known := map[string]bool{}
	for start := 0; start < len(notices); start += putAtOnce {
		chunk := notices[start:min(start+putAtOnce, len(notices))]
		keys := make([]string, len(chunk))
		for i, n := range chunk {
			keys[i] = n.Key
		}
		args := sqldb.PaddedText(keys)
		there, err := sqldb.All(ctx, tx, scanText, `SELECT key FROM notices WHERE key IN (`+sqldb.In(len(args), 1)+`)`, args...)
		if err != nil {
			return nil, fmt.Errorf("look for notices: %w", err)
		}
		for _, key := range there {
			known[key] = true
		}
	}
	var fresh []Notice
	for _, n := range notices {
		if !known[n.Key] {
			known[n.Key] = true
			fresh = append(fresh, n)
		}
	}
	return fresh, nil
}

func scanText(rows *sql.Rows) (s string, err error) { return s, rows.Scan(&s) }

const noticeSelect = `SELECT n.id, n.key, n.person, n.kind, n.thread, n.title, n.body, n.url, n.space, n.page, n.question,
	n.urgent, n.at, n.not_before, n.via, n.seen FROM notices n `

func scanNotice(rows *sql.Rows) (n Notice, err error) {
	err = rows.Scan(&n.ID, &n.Key, &n.Person, &n.Kind, &n.Thread, &n.Title, &n.Text, &n.URL, &n.Space, &n.Page, &n.Question,
		&n.Urgent, sqldb.Moment{To: &n.At}, sqldb.Moment{To: &n.NotBefore}, &n.Via, sqldb.Moment{To: &n.Seen})
	return n, err
}

// Inbox lists what a person was told, the newest first: at most limit notices numbered below before (0: the
// newest there are). Only what stands in spaces that may be read is given; a Check leaves out pages and
// questions that have moved since.
func (q *Queue) Inbox(ctx context.Context, access wiki.Access, before NoticeID, limit int) ([]Notice, error) {
	spaces := readable(access)
	if before == 0 {
		before = math.MaxInt64
	}
	args := append([]any{int64(access.As.Person), int64(before), limit}, spaces...)
	return sqldb.All(ctx, q.db.Reader(), scanNotice, noticeSelect+`WHERE n.person = $1 AND n.id < $2
		AND n.state <> 'dropped' AND n.space IN (`+sqldb.In(len(spaces), 4)+`) ORDER BY n.id DESC LIMIT $3`, args...)
}

// Unseen counts what a person has not seen yet, in spaces that may be read.
func (q *Queue) Unseen(ctx context.Context, access wiki.Access) (n int, err error) {
	spaces := readable(access)
	args := append([]any{int64(access.As.Person)}, spaces...)
	err = q.db.Reader().QueryRowContext(ctx, `SELECT COUNT(*) FROM notices WHERE person = $1 AND seen = 0 AND state <> 'dropped'
		AND space IN (`+sqldb.In(len(spaces), 2)+`)`, args...).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("count notices: %w", err)
	}
	return n, nil
}

// readable are the spaces of an access, and the one of notices about nothing in a space.
func readable(access wiki.Access) []any {
	return sqldb.Padded(append(access.IDs(), 0))
}

// See notes that the actor has seen notices of their own: they are sent nowhere any more.
func (q *Queue) See(ctx context.Context, as wiki.Actor, ids []NoticeID) error {
	if len(ids) == 0 {
		return nil
	}
	return q.db.Write(ctx, as, func(tx *sqldb.Tx) error {
		list := sqldb.Padded(ids)
		args := append([]any{sqldb.Micros(tx.Now()), int64(as.Person)}, list...)
		_, err := tx.ExecContext(ctx, `UPDATE notices SET seen = $1 WHERE person = $2 AND seen = 0 AND id IN (`+sqldb.In(len(list), 3)+`)`, args...)
		if err != nil {
			return fmt.Errorf("see notices: %w", err)
		}
		return nil
	})
}

// SeeAll notes that the actor has seen all notices of their own up to a number.
func (q *Queue) SeeAll(ctx context.Context, as wiki.Actor, upTo NoticeID) error {
	return q.db.Write(ctx, as, func(tx *sqldb.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE notices SET seen = $1 WHERE person = $2 AND seen = 0 AND id <= $3`,
			sqldb.Micros(tx.Now()), int64(as.Person), int64(upTo))
		if err != nil {
			return fmt.Errorf("see notices: %w", err)
		}
		return nil
	})
}

// MovePages and MoveQuestion keep notices in the space of what they are about. The follower of the event
// log calls them, so that counts are right, too.
func (q *Queue) MovePages(ctx context.Context, tx *sqldb.Tx, pages []wiki.PageID, to wiki.SpaceID) error {
	list := sqldb.Padded(pages)
	args := append([]any{int64(to)}, list...)
	return q.move(ctx, tx, `UPDATE notices SET space = $1 WHERE page IN (`+sqldb.In(len(list), 2)+`) AND page <> 0 AND question = 0 AND space <> $1`, args...)
}

// MoveQuestion is told of in MovePages.
func (q *Queue) MoveQuestion(ctx context.Context, tx *sqldb.Tx, question int64, to wiki.SpaceID) error {
	return q.move(ctx, tx, `UPDATE notices SET space = $1 WHERE question = $2 AND question <> 0 AND space <> $1`, int64(to), question)
}

func (q *Queue) move(ctx context.Context, tx *sqldb.Tx, query string, args ...any) error {
	if _, err := tx.ExecContext(ctx, query, args...); err != nil {
		return fmt.Errorf("move notices: %w", err)
	}
	return nil
}

// Keep is how long a notice stands in the inbox after it went.
const Keep = 90 * 24 * time.Hour

// Prune deletes what went before a time, and was kept since.
func (q *Queue) Prune(ctx context.Context, before time.Time) error {
	return q.db.Write(ctx, wiki.Operator(), func(tx *sqldb.Tx) error {
		for _, table := range []string{"notices", "parcels"} {
			if _, err := tx.ExecContext(ctx, `DELETE FROM `+table+` WHERE ended <> 0 AND ended < $1`, sqldb.Micros(before)); err != nil {
				return fmt.Errorf("prune %s: %w", table, err)
			}
		}
		return nil
	})
}
