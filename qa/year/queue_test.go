package year

import (
	"context"
	"database/sql"
	"path/filepath"
	"testing"
	"time"

	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/notify"
	"github.com/docent-wiki/docent/wiki/sqldb"
	"github.com/docent-wiki/docent/wiki/sqldb/sqldbtest"
)

// realQueue is the queue of a Docent, on a database.
type realQueue struct {
	*notify.Queue
	db *sqldb.DB
}

func openQueue(t *testing.T, now func() time.Time) keptStore {
	t.Helper()
	db, err := sqldb.Open(t.Context(), sqldb.Config{Path: sqldbtest.Seed(t, filepath.Join(t.TempDir(), "docent.db")), Now: now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return realQueue{notify.NewQueue(db), db}
}

func (q realQueue) put(ctx context.Context, notices []notify.Notice) error {
	return q.db.Write(ctx, wiki.Operator(), func(tx *sqldb.Tx) error {
		_, err := q.Put(ctx, tx, notices)
		return err
	})
}

type fate struct{ key, state, via, parcel string }

func (q realQueue) ended(ctx context.Context) (inbox, dropped, refused map[string]bool, left int, err error) {
	inbox, dropped, refused = map[string]bool{}, map[string]bool{}, map[string]bool{}
	all, err := sqldb.All(ctx, q.db.Reader(), func(rows *sql.Rows) (f fate, err error) {
		return f, rows.Scan(&f.key, &f.state, &f.via, &f.parcel)
	}, `SELECT n.key, n.state, n.via, COALESCE(p.state, '') FROM notices n LEFT JOIN parcels p ON p.id = n.parcel`)
	for _, f := range all {
		switch {
		case f.state == "dropped":
			dropped[f.key] = true
		case f.state == "done" && f.via == "app":
			inbox[f.key] = true
		case f.state == "done" && f.parcel == "refused":
			refused[f.key] = true
		case f.state != "done":
			left++
		}
	}
	return inbox, dropped, refused, left, err
}
