package sqldb

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/docent-wiki/docent/content"
)

//go:embed schema/*.sql
var schema embed.FS

// migrateTries bounds how often a migration is tried: two programs may start on a new directory at
// the same moment, and the slower one then finds the work done.
const migrateTries = 5

// migrate brings the schema up to date, each step in a transaction of its own. A schema from the
// future is refused before anything is touched.
func migrate(ctx context.Context, db *sql.DB) error {
	files, err := fs.Sub(schema, "schema")
	if err != nil {
		return fmt.Errorf("schema: %w", err)
	}
	provider, err := goose.NewProvider(goose.DialectSQLite3, db, files, goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return fmt.Errorf("schema: %w", err)
	}
	for try := 1; ; try++ {
		err := migrateOnce(ctx, provider)
		if err == nil || try == migrateTries || ctx.Err() != nil {
			return err
		}
		// What a faster program made in the meantime is "already there", a plain error of SQLite.
		if c := code(err); c != sqlite3.SQLITE_BUSY && c != sqlite3.SQLITE_ERROR {
			return err
		}
	}
}

func migrateOnce(ctx context.Context, provider *goose.Provider) error {
	have, know, err := provider.GetVersions(ctx)
	if err != nil {
		return fmt.Errorf("schema version: %w", err)
	}
	if have > know {
		return content.Errorf(content.Invalid,
			"This data directory was written by a newer Docent (schema %d, this program knows %d). Nothing was changed. Use the newer program, or restore a backup made with this one.", have, know)
	}
	if have == know {
		return nil
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("bring schema from %d to %d: %w", have, know, err)
	}
	return nil
}
