package sqldb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"time"

	_ "modernc.org/sqlite" // the driver "sqlite": SQLite in Go, without cgo
)

// Config says which database to open.
type Config struct {
	Path string           // the SQLite file; its folder is made where it is missing
	Now  func() time.Time // the clock of all transactions; nil: time.Now
}

// DB is an open database. All methods may be called from many goroutines.
type DB struct {
	path   string
	now    func() time.Time
	reads  *readers
	writes *sql.DB
	writer *writer

	mu        sync.Mutex
	committed chan struct{} // closed at the next commit
}

// Open creates the database where there is none and brings its schema up to date. Faults that a
// person can mend (a read-only folder, a full disk, a file of a newer Docent, a damaged file) are
// *content.Error.
func Open(ctx context.Context, cfg Config) (*DB, error) {
	path, err := filepath.Abs(cfg.Path)
	if err != nil {
		return nil, fmt.Errorf("data path: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, explain(path, fmt.Errorf("make data folder: %w", err))
	}
	db := &DB{path: path, now: cfg.Now, committed: make(chan struct{})}
	if db.now == nil {
		db.now = time.Now
	}
	if err := db.open(ctx); err != nil {
		return nil, explain(path, errors.Join(err, db.Close()))
	}
	return db, nil
}

func (db *DB) open(ctx context.Context) (err error) {
	if db.writes, err = sql.Open("sqlite", dsn(db.path, writerConn)); err != nil {
		return fmt.Errorf("open writer: %w", err)
	}
	db.writes.SetMaxOpenConns(1)
	if err := private(db.path); err != nil {
		return err
	}
	if err := migrate(ctx, db.writes); err != nil {
		return err
	}
	if db.writer, err = newWriter(ctx, db.writes); err != nil {
		return err
	}
	pool, err := sql.Open("sqlite", dsn(db.path, readerConn))
	if err != nil {
		return fmt.Errorf("open readers: %w", err)
	}
	// Reading is work for the processor, not waiting: a few more connections than cores.
	conns := max(4, 2*runtime.GOMAXPROCS(0))
	pool.SetMaxOpenConns(conns)
	pool.SetMaxIdleConns(conns)
	db.reads = &readers{db: pool, stmts: map[string]*statement{}}
	return pool.PingContext(ctx)
}

// private makes the database file, where it is missing, for its owner's eyes alone: it holds what
// private spaces say. SQLite gives the files beside it the same mode.
func private(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("open database: %w", err)
	}
	return f.Close()
}

// Close waits for the transaction that is running and closes all connections. It may be called
// twice.
func (db *DB) Close() error {
	var errs []error
	if db.reads != nil {
		errs = append(errs, db.reads.close())
	}
	if db.writer != nil {
		errs = append(errs, db.writer.close())
	}
	if db.writes != nil {
		errs = append(errs, db.writes.Close())
	}
	return errors.Join(errs...)
}

// Path is the file that the database lies in.
func (db *DB) Path() string { return db.path }

// Now is the clock of the database: UTC, in microseconds, as every time that is stored.
func (db *DB) Now() time.Time { return db.now().UTC().Truncate(time.Microsecond) }

// Reader is the pool of read connections. Each query sees the last commit of any process and never
// waits for a writer.
func (db *DB) Reader() Queryer { return db.reads }

// Committed gives a channel that is closed at the next commit of this process. What other processes
// commit has to be looked for.
func (db *DB) Committed() <-chan struct{} {
	db.mu.Lock()
	defer db.mu.Unlock()
	return db.committed
}

// wake tells everybody who waits on Committed.
func (db *DB) wake() {
	db.mu.Lock()
	defer db.mu.Unlock()
	close(db.committed)
	db.committed = make(chan struct{})
}
