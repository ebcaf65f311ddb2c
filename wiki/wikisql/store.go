package wikisql

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/sqldb"
)

var (
	_ wiki.Store = (*Store)(nil)
	_ wiki.Tx    = (*tx)(nil)
)

// Store is the wiki in a database.
type Store struct {
	reads
	db *sqldb.DB
}

// New makes the store on an open database.
func New(db *sqldb.DB) *Store { return &Store{reads: reads{db.Reader()}, db: db} }

// Write runs fn in one write transaction; see wiki.Store and sqldb.DB.Write.
func (s *Store) Write(ctx context.Context, as wiki.Actor, fn func(wiki.Tx) error) error {
	return s.db.Write(ctx, as, func(t *sqldb.Tx) error { return fn(&tx{reads: reads{t}, t: t}) })
}

// reads answers questions, from the last commit or from inside a transaction.
type reads struct{ q sqldb.Queryer }

// tx is a write transaction.
type tx struct {
	reads
	t *sqldb.Tx
}

// InTx gives the wiki's view of a transaction that another floor has begun.
func InTx(t *sqldb.Tx) wiki.Tx { return &tx{reads: reads{t}, t: t} }

func (x *tx) Now() time.Time    { return x.t.Now() }
func (x *tx) Emit(e wiki.Event) { x.t.Emit(e) }

// exec runs a statement; what names it in the error.
func (x *tx) exec(ctx context.Context, what, query string, args ...any) (changed int64, err error) {
	result, err := x.t.ExecContext(ctx, query, args...)
	if err != nil {
		return 0, fmt.Errorf("%s: %w", what, err)
	}
	if changed, err = result.RowsAffected(); err != nil {
		return 0, fmt.Errorf("%s: %w", what, err)
	}
	return changed, nil
}

// execOne is exec for a statement that must change one row: NotFound where it changed none.
func (x *tx) execOne(ctx context.Context, what, query string, args ...any) error {
	changed, err := x.exec(ctx, what, query, args...)
	if err == nil && changed == 0 {
		return missing(what)
	}
	return err
}

// chunk bounds an IN list, and the rows of one INSERT.
const (
	chunk      = 512
	insertRows = 32
)

// chunked asks for a list in pieces and joins the answers, sorted and each key once.
func chunked[K cmp.Ordered, T any](keys []K, ask func([]K) ([]T, error)) ([]T, error) {
	keys = slices.Clone(keys)
	slices.Sort(keys)
	keys = slices.Compact(keys)
	var all []T
	for piece := range slices.Chunk(keys, chunk) {
		some, err := ask(piece)
		if err != nil {
			return nil, err
		}
		if all == nil {
			all = some
		} else {
			all = append(all, some...)
		}
	}
	return all, nil
}

// one gives the single row of a query, NotFound where there is none.
func one[T any](ctx context.Context, q sqldb.Queryer, what string, scan func(*sql.Rows) (T, error), query string, args ...any) (T, error) {
	rows, err := sqldb.All(ctx, q, scan, query, args...)
	if err != nil || len(rows) == 0 {
		var none T
		if err == nil {
			return none, missing(what)
		}
		return none, fmt.Errorf("%s: %w", what, err)
	}
	return rows[0], nil
}

func missing(what string) error {
	return content.Errorf(content.NotFound, "There is no such %s, or you may not see it.", what)
}

// number reads one number; none where there is no row.
func number(ctx context.Context, q sqldb.Queryer, none int64, query string, args ...any) (int64, error) {
	var n sql.NullInt64
	err := q.QueryRowContext(ctx, query, args...).Scan(&n)
	switch {
	case errors.Is(err, sql.ErrNoRows), err == nil && !n.Valid:
		return none, nil
	case err != nil:
		return 0, err
	}
	return n.Int64, nil
}

// words writes a list as JSON text, "" for none.
func words(list []string) string {
	if len(list) == 0 {
		return ""
	}
	text, err := json.Marshal(list)
	if err != nil { // strings always have a JSON form
		panic(err)
	}
	return string(text)
}
