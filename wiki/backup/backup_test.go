package backup_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/account"
	"github.com/docent-wiki/docent/wiki/backup"
	"github.com/docent-wiki/docent/wiki/sqldb"
	"github.com/docent-wiki/docent/wiki/sqldb/sqldbtest"
)

// open opens the database of a data directory.
func open(t *testing.T, dir string) (*sqldb.DB, *account.Accounts) {
	t.Helper()
	db, err := sqldb.Open(t.Context(), sqldb.Config{Path: sqldbtest.Seed(t, filepath.Join(dir, backup.Database))})
	must(t, err)
	t.Cleanup(func() { _ = db.Close() })
	return db, account.New(db, time.Now)
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func kind(err error) content.Kind {
	var e *content.Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return ""
}

// made is a data directory with an attachment, and a backup of it.
func made(t *testing.T) (file string, sum backup.Summary) {
	t.Helper()
	dir := t.TempDir()
	db, _ := open(t, dir)
	at := filepath.Join(dir, backup.Attachments, "ab")
	must(t, os.MkdirAll(at, 0o755))
	must(t, os.WriteFile(filepath.Join(at, "abcdef"), []byte(strings.Repeat("a picture ", 5000)), 0o600))
	file = filepath.Join(t.TempDir(), "b.docent")
	sum, err := backup.Write(t.Context(), db, file)
	must(t, err)
	return file, sum
}

// What is restored is the state of one moment: of settings that are written one after the other the first so
// many, and none out of turn.
func TestSnapshotWhileWriting(t *testing.T) {
	db, accounts := open(t, t.TempDir())
	name := func(i int) string { return fmt.Sprintf("setting-%04d", i) }
	must(t, accounts.SetSetting(t.Context(), wiki.Operator(), name(0), "x"))
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan int)
	go func() {
		i := 1
		for ; ctx.Err() == nil; i++ {
			if err := accounts.SetSetting(t.Context(), wiki.Operator(), name(i), "x"); err != nil {
				t.Error(err)
				break
			}
		}
		ended <- i
	}()
	file := filepath.Join(t.TempDir(), "b.docent")
	_, err := backup.Write(t.Context(), db, file)
	cancel()
	written := <-ended
	must(t, err)
	into := filepath.Join(t.TempDir(), "restored")
	_, err = backup.Restore(t.Context(), file, into)
	must(t, err)
	_, restored := open(t, into)
	missing := -1
	for i := range written {
		value, err := restored.Setting(t.Context(), name(i))
		must(t, err)
		switch {
		case value == "" && missing < 0:
			missing = i
		case value != "" && missing >= 0:
			t.Fatalf("setting %d is there, %d is not", i, missing)
		}
	}
	if missing == 0 {
		t.Error("what was written before the backup is not in it")
	}
}

func TestDamagedFile(t *testing.T) {
	file, sum := made(t)
	whole, err := os.ReadFile(file)
	must(t, err)
	found, err := backup.Verify(t.Context(), file)
	must(t, err)
	if diff := cmp.Diff(sum.Entries, found.Entries); diff != "" {
		t.Errorf("a whole file: %s", diff)
	}
	flipped := append([]byte{}, whole...)
	flipped[len(flipped)/2] ^= 0x40
	for name, bytes := range map[string][]byte{
		"empty": {}, "cut in the middle": whole[:len(whole)/2], "cut at the end": whole[:len(whole)-9],
		"one bit is wrong": flipped, "something else": []byte("not a backup at all"),
	} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "damaged")
			must(t, os.WriteFile(file, bytes, 0o600))
			if _, err := backup.Verify(t.Context(), file); kind(err) == "" {
				t.Errorf("verify: %v, want words for a person", err)
			}
			into := filepath.Join(t.TempDir(), "new")
			if _, err := backup.Restore(t.Context(), file, into); kind(err) == "" {
				t.Errorf("restore: %v, want words for a person", err)
			}
			if left, err := os.ReadDir(into); err == nil && len(left) > 0 {
				t.Errorf("a failed restore left %v", left)
			}
		})
	}
}

func TestNothingIsOverwritten(t *testing.T) {
	file, _ := made(t)
	before, err := os.ReadFile(file)
	must(t, err)
	db, _ := open(t, t.TempDir())
	if _, err := backup.Write(t.Context(), db, file); kind(err) != content.Conflict {
		t.Errorf("over another backup: %v", err)
	}
	after, err := os.ReadFile(file)
	must(t, err)
	if string(before) != string(after) {
		t.Error("the earlier backup was changed")
	}
	into := t.TempDir()
	must(t, os.WriteFile(filepath.Join(into, "mine.txt"), []byte("mine"), 0o600))
	if _, err := backup.Restore(t.Context(), file, into); kind(err) != content.Conflict {
		t.Errorf("into a directory with something in it: %v", err)
	}
	list, err := os.ReadDir(into)
	must(t, err)
	if len(list) != 1 {
		t.Errorf("it holds %d files afterwards, want the one", len(list))
	}
}
