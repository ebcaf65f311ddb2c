// Package insightsql keeps what insights rolls up in the wiki's database: one SQL text for all engines, the
// reader's spaces in every query of a screen, and no query per row.
package insightsql

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"

	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/qa/insights"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/sqldb"
)

var _ insights.Store = (*Store)(nil)

// Store is the insights.Store of a database.
type Store struct{ db *sqldb.DB }

// New makes the store on an open database.
func New(db *sqldb.DB) *Store { return &Store{db} }

// rowsAtOnce bounds the rows of one INSERT.
const rowsAtOnce = 64

// args are the arguments of a statement.
type args struct{ list []any }

// add adds an argument and gives its placeholder.
func (a *args) add(v any) string {
	a.list = append(a.list, v)
	return "$" + strconv.Itoa(len(a.list))
}

// in gives "column IN (…)" for a list of numbers.
func in[ID ~int64](a *args, column string, list []ID) string {
	padded := sqldb.Padded(list)
	from := len(a.list) + 1
	a.list = append(a.list, padded...)
	return column + " IN (" + sqldb.In(len(padded), from) + ")"
}

// within limits rows of a table with the columns space and area to a filter's.
func within(a *args, f insights.Filter, table string) string {
	text := in(a, table+".space", f.Spaces)
	if f.Area != 0 {
		text += " AND " + table + ".area = " + a.add(int64(f.Area))
	}
	return text
}

// between limits a column of days to a filter's.
func between(a *args, f insights.Filter, column string) string {
	return column + " BETWEEN " + a.add(int64(f.From)) + " AND " + a.add(int64(f.To))
}

// Cursor gives how far something was rolled up; from the beginning where it never was.
func (s *Store) Cursor(ctx context.Context, name string) (insights.Cursor, error) {
	c := insights.Cursor{Name: name}
	err := s.db.Reader().QueryRowContext(ctx, `SELECT value, id FROM insight_cursors WHERE name = $1`, name).Scan(&c.Value, &c.ID)
	if errors.Is(err, sql.ErrNoRows) {
		return c, nil
	}
	return c, wrapped(err, "read cursor of insights")
}

func move(ctx context.Context, t *sqldb.Tx, to insights.Cursor) error {
	return exec(ctx, t, "move cursor of insights", `INSERT INTO insight_cursors (name, value, id) VALUES ($1, $2, $3)
		ON CONFLICT (name) DO UPDATE SET value = excluded.value, id = excluded.id`, to.Name, to.Value, to.ID)
}

func exec(ctx context.Context, t *sqldb.Tx, what, query string, list ...any) error {
	_, err := t.ExecContext(ctx, query, list...)
	return wrapped(err, what)
}

func wrapped(err error, what string) error {
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}

// write runs fn in a transaction of the program itself.
func (s *Store) write(ctx context.Context, fn func(*sqldb.Tx) error) error {
	return s.db.Write(ctx, wiki.Actor{}, fn)
}

// cell is a row of insight_days without its number.
type cell struct {
	day   insights.Day
	kind  insights.Kind
	space wiki.SpaceID
	area  qa.AreaID
}

// add corrects the counts of days by differences.
func add(ctx context.Context, t *sqldb.Tx, by map[cell]int) error {
	var rows []any
	flush := func() error {
		n := len(rows) / 5
		if n == 0 {
			return nil
		}
		err := exec(ctx, t, "count by day", `INSERT INTO insight_days (day, kind, space, area, n) VALUES `+sqldb.Values(n, 5)+`
			ON CONFLICT (day, kind, space, area) DO UPDATE SET n = insight_days.n + excluded.n`, rows...)
		rows = rows[:0]
		return err
	}
	for c, n := range by {
		if n == 0 {
			continue
		}
		rows = append(rows, int64(c.day), string(c.kind), int64(c.space), int64(c.area), n)
		if len(rows) == 5*rowsAtOnce {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	return flush()
}
