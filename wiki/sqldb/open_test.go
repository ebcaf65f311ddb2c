package sqldb_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/sqldb"
)

func TestProgramsMayStartAtTheSameMoment(t *testing.T) {
	path := file(t)
	var group sync.WaitGroup
	for range 6 {
		group.Go(func() {
			db, err := sqldb.Open(t.Context(), sqldb.Config{Path: path})
			if err != nil {
				t.Error(err)
				return
			}
			if err := db.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
}

func TestSettingsOfConnections(t *testing.T) {
	db := open(t, file(t))
	ask := func(q sqldb.Queryer) map[string]string {
		got := map[string]string{}
		for _, name := range []string{"busy_timeout", "journal_mode", "synchronous", "foreign_keys", "query_only", "temp_store"} {
			var value string
			if err := q.QueryRowContext(t.Context(), "PRAGMA "+name).Scan(&value); err != nil {
				t.Fatal(name, err)
			}
			got[name] = value
		}
		return got
	}
	reader := ask(db.Reader())
	var writer map[string]string
	if err := db.Write(t.Context(), wiki.Operator(), func(tx *sqldb.Tx) error { writer = ask(tx); return nil }); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"busy_timeout": "10000", "journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "query_only": "0", "temp_store": "2"}
	if diff := cmp.Diff(want, writer); diff != "" {
		t.Error("writer", diff)
	}
	want["query_only"], want["foreign_keys"] = "1", "0"
	if diff := cmp.Diff(want, reader); diff != "" {
		t.Error("reader", diff)
	}
}

// must open the database, or fail with a text for people of this kind and with these words.
func refused(t *testing.T, path string, kind content.Kind, words string) {
	t.Helper()
	db, err := sqldb.Open(t.Context(), sqldb.Config{Path: path})
	if err == nil {
		_ = db.Close()
		t.Fatal("opened")
	}
	told(t, err, kind, words)
}

func told(t *testing.T, err error, kind content.Kind, words string) {
	t.Helper()
	var e *content.Error
	if !errors.As(err, &e) {
		t.Fatalf("no text for people: %v", err)
	}
	if e.Kind != kind || !strings.Contains(e.Text, words) {
		t.Errorf("%s %q, want %s with %q", e.Kind, e.Text, kind, words)
	}
}

func TestOpenSaysWhatIsWrong(t *testing.T) {
	t.Run("newer", func(t *testing.T) {
		path := file(t)
		db := open(t, path)
		err := db.Write(t.Context(), wiki.Operator(), func(tx *sqldb.Tx) error {
			_, err := tx.ExecContext(t.Context(), `INSERT INTO goose_db_version (version_id, is_applied) VALUES (99000, 1)`)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		refused(t, path, content.Invalid, "newer Docent")
	})
	t.Run("not a database", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "x.db")
		text := strings.Repeat("This is a letter to my aunt.\n", 200)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		refused(t, path, content.Invalid, "not a database")
		if kept, err := os.ReadFile(path); err != nil || string(kept) != text {
			t.Error("the file was changed", err)
		}
	})
	t.Run("damaged", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "x.db")
		db, err := sqldb.Open(t.Context(), sqldb.Config{Path: path})
		if err != nil {
			t.Fatal(err)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for i := 100; i < len(data); i++ {
			data[i] ^= 0x5a
		}
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		refused(t, path, content.Busy, "damaged")
	})
	t.Run("a file in the way", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "x")
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		refused(t, filepath.Join(path, "data", "x.db"), content.Invalid, "a file, not a folder")
	})
	t.Run("a folder in the way", func(t *testing.T) {
		refused(t, t.TempDir(), content.Busy, "cannot be opened")
	})
	t.Run("read-only folder", func(t *testing.T) {
		dir := t.TempDir()
		if err := os.Chmod(dir, 0o500); err != nil { //nolint:gosec // the folder is meant to be read-only
			t.Fatal(err)
		}
		if os.WriteFile(filepath.Join(dir, "probe"), nil, 0o600) == nil {
			t.Skip("this user may write everywhere")
		}
		refused(t, filepath.Join(dir, "deeper", "x.db"), content.Busy, "may not be written")
		refused(t, filepath.Join(dir, "x.db"), content.Busy, "cannot be opened")
	})
}

func TestAFullDiskSavesNothing(t *testing.T) {
	db := open(t, file(t))
	err := db.Write(t.Context(), wiki.Operator(), func(tx *sqldb.Tx) error {
		// The smallest bound that SQLite accepts is the present size: the disk is full from here on.
		if _, err := tx.ExecContext(t.Context(), `PRAGMA max_page_count = 1`); err != nil {
			return err
		}
		if err := set(t.Context(), tx, "small", "fits"); err != nil {
			t.Error(err)
		}
		_ = set(t.Context(), tx, "large", strings.Repeat("x", 1<<20)) // a caller that overlooks the error
		return nil
	})
	told(t, err, content.Busy, "disk is full")
	if get(t, db.Reader(), "small") != "" || get(t, db.Reader(), "large") != "" {
		t.Error("a part was saved")
	}
}

func TestAReadOnlyFileIsNamed(t *testing.T) {
	db := open(t, file(t))
	err := db.Write(t.Context(), wiki.Operator(), func(tx *sqldb.Tx) error {
		if _, err := tx.ExecContext(t.Context(), `PRAGMA query_only = ON`); err != nil {
			return err
		}
		return set(t.Context(), tx, "k", "v")
	})
	told(t, err, content.Busy, "may not be written")
}
