package sqldb

import (
	"context"
	"database/sql"
	"sync"
)

// keptStatements bounds how many prepared statements a pool keeps. The program has some two hundred
// texts; more than this come from lists of unusual lengths and are prepared each time.
const keptStatements = 500

// statement is a prepared text and the order of its arguments; see positional.
type statement struct {
	*sql.Stmt
	order []int
}

func prepare(ctx context.Context, on interface {
	PrepareContext(ctx context.Context, query string) (*sql.Stmt, error)
}, query string,
) (*statement, error) {
	text, order := positional(query)
	stmt, err := on.PrepareContext(ctx, text)
	if err != nil {
		return nil, err
	}
	return &statement{stmt, order}, nil
}

func (s *statement) exec(ctx context.Context, args []any) (sql.Result, error) {
	return s.ExecContext(ctx, arrange(args, s.order)...)
}

func (s *statement) query(ctx context.Context, args []any) (*sql.Rows, error) {
	return s.QueryContext(ctx, arrange(args, s.order)...)
}

func (s *statement) queryRow(ctx context.Context, args []any) *sql.Row {
	return s.QueryRowContext(ctx, arrange(args, s.order)...)
}

// readers is the pool of read connections with its prepared statements, by text. Preparing costs
// more than running most of our queries.
type readers struct {
	db    *sql.DB
	mu    sync.RWMutex
	stmts map[string]*statement
}

// prepared gives the statement of a text; nil where it is not kept or cannot be prepared, which
// running the text itself then reports.
func (r *readers) prepared(ctx context.Context, query string) *statement {
	r.mu.RLock()
	stmt, n := r.stmts[query], len(r.stmts)
	r.mu.RUnlock()
	if stmt != nil || n >= keptStatements {
		return stmt
	}
	stmt, err := prepare(ctx, r.db, query)
	if err != nil {
		return nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if other := r.stmts[query]; other != nil {
		_ = stmt.Close() // somebody else was faster; an unused statement has nothing to lose
		return other
	}
	r.stmts[query] = stmt
	return stmt
}

// ExecContext fails on everything that writes: the connections are read-only.
func (r *readers) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	return r.db.ExecContext(ctx, query, args...)
}

func (r *readers) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if stmt := r.prepared(ctx, query); stmt != nil {
		return stmt.query(ctx, args)
	}
	return r.db.QueryContext(ctx, query, args...)
}

func (r *readers) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	if stmt := r.prepared(ctx, query); stmt != nil {
		return stmt.queryRow(ctx, args)
	}
	return r.db.QueryRowContext(ctx, query, args...)
}

// close ends the statements and the connections, the last of which folds the log into the file.
func (r *readers) close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, stmt := range r.stmts {
		_ = stmt.Close() // closing the pool ends them in any case
	}
	r.stmts = nil
	return r.db.Close()
}
