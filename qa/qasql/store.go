// Package qasql keeps questions and answers in the wiki's database: one SQL text for all engines, the
// reader's spaces in every query, and no query per row.
package qasql

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/sqldb"
	"github.com/docent-wiki/docent/wiki/wikisql"
)

var (
	_ qa.Store  = (*Store)(nil)
	_ qa.AskLog = (*Store)(nil)
	_ qa.Tx     = (*tx)(nil)
)

// Store is the questions and answers of a database.
type Store struct {
	reads
	db *sqldb.DB
}

// New makes the store on an open database.
func New(db *sqldb.DB) *Store {
	return &Store{reads: reads{q: db.Reader(), wiki: wikisql.New(db)}, db: db}
}

// Write runs fn in one write transaction; see qa.Store and sqldb.DB.Write.
func (s *Store) Write(ctx context.Context, as wiki.Actor, fn func(qa.Tx) error) error {
	return s.db.Write(ctx, as, func(t *sqldb.Tx) error {
		return fn(&tx{reads: reads{q: t, wiki: wikisql.InTx(t)}, t: t})
	})
}

// reads answers questions, from the last commit or from inside a transaction.
type reads struct {
	q    sqldb.Queryer
	wiki wiki.Reads
}

// tx is a write transaction.
type tx struct {
	reads
	t *sqldb.Tx
}

func (x *tx) Now() time.Time    { return x.t.Now() }
func (x *tx) Emit(e wiki.Event) { x.t.Emit(e) }

// exec runs a statement; what names it in the error.
func (x *tx) exec(ctx context.Context, what, query string, args ...any) error {
	if _, err := x.t.ExecContext(ctx, query, args...); err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}

// query is a statement in the making: it numbers the placeholders in the order in which they stand.
type query struct {
	args []any
}

// arg adds an argument and gives its placeholder.
func (b *query) arg(v any) string {
	b.args = append(b.args, v)
	return fmt.Sprintf("$%d", len(b.args))
}

// ids gives "column IN (…)" for a list, which is padded so that few statements differ.
func ids[ID ~int64](b *query, column string, list []ID) string {
	padded := sqldb.Padded(list)
	from := len(b.args) + 1
	b.args = append(b.args, padded...)
	return column + " IN (" + sqldb.In(len(padded), from) + ")"
}

// scope gives the condition that a space column is one that may be read.
func (b *query) scope(column string, in qa.Scope) string {
	if in.Everything {
		return "1 = 1"
	}
	return ids(b, column, in.Spaces)
}

// maybe scans a column that an outer join may leave empty into its zero value.
type maybe[T any] struct{ v *T }

func (m maybe[T]) Scan(v any) error {
	var n sql.Null[T]
	if err := n.Scan(v); err != nil {
		return err
	}
	*m.v = n.V
	return nil
}

// one gives the single row of an answer, NotFound where there is none.
func one[T any](all []T, err error, what string) (T, error) {
	if err != nil || len(all) == 0 {
		var none T
		if err == nil {
			err = content.Errorf(content.NotFound, "There is no such %s, or you may not see it.", what)
		}
		return none, err
	}
	return all[0], nil
}
