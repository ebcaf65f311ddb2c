package sqldb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/docent-wiki/docent/wiki"
)

// writer is the one write connection of the process. Holding turn is the right to use it.
type writer struct {
	conn  *sql.Conn
	turn  chan struct{}
	stmts map[string]*statement
}

func newWriter(ctx context.Context, db *sql.DB) (*writer, error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, fmt.Errorf("open writer: %w", err)
	}
	return &writer{conn: conn, turn: make(chan struct{}, 1), stmts: map[string]*statement{}}, nil
}

// close waits for the transaction that is running. Later ones find the connection closed.
func (w *writer) close() error {
	w.turn <- struct{}{}
	defer func() { <-w.turn }()
	w.forget()
	err := w.conn.Close()
	if errors.Is(err, sql.ErrConnDone) {
		return nil
	}
	return err
}

// forget ends the prepared statements. Only between transactions: rows may be open within one.
func (w *writer) forget() {
	for _, stmt := range w.stmts {
		_ = stmt.Close() // they end with the connection in any case
	}
	clear(w.stmts)
}

// Tx is a write transaction. It is not for use by several goroutines at once.
type Tx struct {
	w      *writer
	as     wiki.Actor
	now    time.Time
	events []wiki.Event
	lost   error // why SQLite rolled the transaction back by itself
}

// Write runs fn in one write transaction on behalf of an actor. The events that fn emitted are
// numbered and written as the last statements before the commit; after it those who wait on
// Committed are woken. An error from fn, or a panic, rolls everything back. Once the commit has
// begun it is not given up, even where ctx ends.
func (db *DB) Write(ctx context.Context, as wiki.Actor, fn func(*Tx) error) error {
	if err := db.write(ctx, as, fn); err != nil {
		return explain(db.path, err)
	}
	db.wake()
	return nil
}

func (db *DB) write(ctx context.Context, as wiki.Actor, fn func(*Tx) error) (err error) {
	w := db.writer
	select {
	case w.turn <- struct{}{}:
		defer func() { <-w.turn }()
	case <-ctx.Done():
		return fmt.Errorf("wait for the writer: %w", ctx.Err())
	}
	if len(w.stmts) >= keptStatements {
		w.forget()
	}
	whole := context.WithoutCancel(ctx)
	if _, err := w.conn.ExecContext(whole, "BEGIN IMMEDIATE"); err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	done := false
	defer func() {
		if done {
			return
		}
		// Fails where SQLite has rolled back by itself; then there is nothing left to do.
		_, e := w.conn.ExecContext(whole, "ROLLBACK")
		if e != nil && err == nil {
			err = fmt.Errorf("roll back: %w", e)
		}
	}()
	tx := &Tx{w: w, as: as, now: db.Now()}
	if err := fn(tx); err != nil {
		return err
	}
	if err := tx.number(ctx); err != nil {
		return err
	}
	if tx.lost != nil {
		return tx.lost
	}
	if _, err := w.conn.ExecContext(whole, "COMMIT"); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	done = true
	return nil
}

// Now is the one time of the whole transaction, UTC, in microseconds.
func (tx *Tx) Now() time.Time { return tx.now }

// Actor is on whose behalf the transaction runs.
func (tx *Tx) Actor() wiki.Actor { return tx.as }

// Emit adds an event to the log if the transaction commits. Seq, At and Actor are filled in.
func (tx *Tx) Emit(e wiki.Event) { tx.events = append(tx.events, e) }

// ready says whether the transaction may run another statement.
func (tx *Tx) ready(ctx context.Context) error {
	if tx.lost != nil {
		return tx.lost
	}
	if err := ctx.Err(); err != nil {
		tx.lost = fmt.Errorf("write transaction: %w", err)
		return tx.lost
	}
	return nil
}

// after remembers an error after which SQLite may have rolled the transaction back.
func (tx *Tx) after(err error) error {
	if err != nil && !IsConstraint(err) && tx.lost == nil {
		tx.lost = err
	}
	return err
}

func (tx *Tx) prepared(ctx context.Context, query string) (*statement, error) {
	if stmt := tx.w.stmts[query]; stmt != nil {
		return stmt, nil
	}
	stmt, err := prepare(ctx, tx.w.conn, query)
	if err != nil {
		return nil, err
	}
	tx.w.stmts[query] = stmt
	return stmt, nil
}

// ExecContext runs a statement of the transaction.
func (tx *Tx) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	if err := tx.ready(ctx); err != nil {
		return nil, err
	}
	whole := context.WithoutCancel(ctx)
	stmt, err := tx.prepared(whole, query)
	if err != nil {
		return nil, tx.after(err)
	}
	result, err := stmt.exec(whole, args)
	return result, tx.after(err)
}

// QueryContext runs a query of the transaction, which sees what the transaction wrote.
func (tx *Tx) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if err := tx.ready(ctx); err != nil {
		return nil, err
	}
	whole := context.WithoutCancel(ctx)
	stmt, err := tx.prepared(whole, query)
	if err != nil {
		return nil, tx.after(err)
	}
	rows, err := stmt.query(whole, args)
	return rows, tx.after(err)
}

// QueryRowContext runs a query of the transaction that gives at most one row.
func (tx *Tx) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	whole := context.WithoutCancel(ctx)
	if err := tx.ready(ctx); err != nil {
		// A Row that carries an error can only be had by asking with a context that has ended.
		ended, cancel := context.WithCancelCause(whole)
		cancel(err)
		return tx.w.conn.QueryRowContext(ended, query, args...)
	}
	stmt, err := tx.prepared(whole, query)
	if err != nil {
		_ = tx.after(err)
		return tx.w.conn.QueryRowContext(whole, query, args...)
	}
	row := stmt.queryRow(whole, args)
	_ = tx.after(row.Err())
	return row
}
