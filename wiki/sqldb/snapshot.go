package sqldb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/pressly/goose/v3"

	"github.com/docent-wiki/docent/content"
)

// Snapshot writes a consistent copy of the database, as of one moment, to a new file. It reads
// only: neither readers nor the writer wait for it.
func (db *DB) Snapshot(ctx context.Context, path string) (err error) {
	conn, err := sql.Open("sqlite", dsn(db.path, nil))
	if err != nil {
		return fmt.Errorf("snapshot: %w", err)
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	if _, err := conn.ExecContext(ctx, "VACUUM INTO $1", path); err != nil {
		return explain(path, fmt.Errorf("snapshot: %w", err))
	}
	return nil
}

// Check opens a database file, reads all of it, and reports damage and a schema newer than this
// program knows as *content.Error. It changes nothing.
func Check(ctx context.Context, path string) (err error) {
	conn, err := sql.Open("sqlite", dsn(path, readerConn))
	if err != nil {
		return fmt.Errorf("check: %w", err)
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	var verdict string
	if err := conn.QueryRowContext(ctx, "PRAGMA integrity_check(1)").Scan(&verdict); err != nil {
		return explain(path, fmt.Errorf("check: %w", err))
	}
	if verdict != "ok" {
		return content.Errorf(content.Invalid, "The database in it is damaged: %s.", verdict)
	}
	var have int64
	if err := conn.QueryRowContext(ctx, "SELECT MAX(version_id) FROM goose_db_version").Scan(&have); err != nil {
		return content.Errorf(content.Invalid, "The database in it is not one of Docent.").Because(err)
	}
	if know, err := newest(); err != nil || have > know {
		return errors.Join(err, content.Errorf(content.Invalid, "It was written by a newer Docent (schema %d, this program knows %d). Use the newer program.", have, know))
	}
	return nil
}

// newest is the number of the last schema file that this program knows.
func newest() (int64, error) {
	files, err := schema.ReadDir("schema")
	if err != nil {
		return 0, err
	}
	return goose.NumericComponent(files[len(files)-1].Name())
}
