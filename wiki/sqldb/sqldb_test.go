package sqldb_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/sqldb"
)

func open(t testing.TB, path string) *sqldb.DB {
	t.Helper()
	db, err := sqldb.Open(t.Context(), sqldb.Config{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

func file(t testing.TB) string { return filepath.Join(t.TempDir(), "deep", "er", "docent #1?%.db") }

func set(ctx context.Context, tx *sqldb.Tx, name, value string) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO settings (name, value) VALUES ($1, $2)
		ON CONFLICT (name) DO UPDATE SET value = excluded.value`, name, value)
	return err
}

func get(t testing.TB, q sqldb.Queryer, name string) string {
	t.Helper()
	var value string
	err := q.QueryRowContext(t.Context(), `SELECT value FROM settings WHERE name = $1`, name).Scan(&value)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		t.Fatal(err)
	}
	return value
}

type numbered struct {
	Seq  int64
	Name string
}

func events(t testing.TB, db *sqldb.DB) []numbered {
	t.Helper()
	all, err := sqldb.All(t.Context(), db.Reader(), func(r *sql.Rows) (n numbered, err error) {
		return n, r.Scan(&n.Seq, &n.Name)
	}, `SELECT seq, data FROM events ORDER BY seq`)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// Several handles on one file stand for several processes: each has its own connections and locks.
func TestEventNumbersFollowCommits(t *testing.T) {
	const handles, writes = 3, 40
	path := file(t)
	var dbs []*sqldb.DB
	for range handles {
		dbs = append(dbs, open(t, path))
	}
	var group sync.WaitGroup
	for h, db := range dbs {
		for range 2 {
			group.Go(func() {
				for i := range writes {
					err := db.Write(context.Background(), wiki.Actor{Person: wiki.PersonID(h)}, func(tx *sqldb.Tx) error {
						order, err := tx.NextID(context.Background(), "order", 1)
						if err != nil {
							return err
						}
						tx.Emit(wiki.Event{Kind: "test.one", Page: wiki.PageID(order)})
						if i%3 == 0 {
							tx.Emit(wiki.Event{Kind: "test.two", Page: wiki.PageID(order)})
						}
						if i%5 == 4 {
							return errors.New("rolled back")
						}
						return nil
					})
					if (err != nil) != (i%5 == 4) {
						t.Errorf("write %d: %v", i, err)
					}
				}
			})
		}
	}
	group.Wait()
	type line struct{ Seq, Page int64 }
	all, err := sqldb.All(t.Context(), dbs[0].Reader(), func(r *sql.Rows) (l line, err error) {
		return l, r.Scan(&l.Seq, &l.Page)
	}, `SELECT seq, page FROM events ORDER BY seq`)
	if err != nil {
		t.Fatal(err)
	}
	order := int64(0)
	for i, l := range all {
		if l.Seq != int64(i+1) {
			t.Fatalf("event %d has the number %d", i+1, l.Seq)
		}
		if l.Page != order && l.Page != order+1 {
			t.Fatalf("event %d belongs to commit %d, the one before to %d", l.Seq, l.Page, order)
		}
		order = l.Page
	}
	if want := int64(handles * 2 * writes * 4 / 5); order != want {
		t.Errorf("%d commits, want %d", order, want)
	}
}

func TestReadersNeverWait(t *testing.T) {
	db := open(t, file(t))
	write := func(value string, fn func()) {
		err := db.Write(t.Context(), wiki.Operator(), func(tx *sqldb.Tx) error {
			if err := set(t.Context(), tx, "k", value); err != nil {
				return err
			}
			if got := get(t, tx, "k"); got != value {
				t.Errorf("the transaction itself reads %q", got)
			}
			fn()
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	write("first", func() {})
	write("second", func() {
		if got := get(t, db.Reader(), "k"); got != "first" {
			t.Errorf("a reader beside the transaction sees %q", got)
		}
	})
	if got := get(t, db.Reader(), "k"); got != "second" {
		t.Errorf("after the commit a reader sees %q", got)
	}
	if _, err := db.Reader().ExecContext(t.Context(), `DELETE FROM settings`); err == nil {
		t.Error("a reader could write")
	}
}

func TestNothingOfAFailedTransactionStays(t *testing.T) {
	db := open(t, file(t))
	refused := errors.New("refused")
	ctx, cancel := context.WithCancel(t.Context())
	for name, fn := range map[string]func(*sqldb.Tx) error{
		"error":  func(*sqldb.Tx) error { return refused },
		"panic":  func(*sqldb.Tx) error { panic("on purpose") },
		"ended":  func(*sqldb.Tx) error { cancel(); return nil },
		"syntax": func(tx *sqldb.Tx) error { _, _ = tx.ExecContext(t.Context(), "NONSENSE"); return nil },
		"row": func(tx *sqldb.Tx) error {
			_ = tx.QueryRowContext(t.Context(), "SELECT nothing").Scan(new(int))
			return nil
		},
	} {
		t.Run(name, func(t *testing.T) {
			if name != "ended" {
				ctx = t.Context()
			}
			err := func() (err error) {
				defer func() {
					if recover() != nil {
						err = errors.New("panicked")
					}
				}()
				return db.Write(ctx, wiki.Operator(), func(tx *sqldb.Tx) error {
					if err := set(context.Background(), tx, name, "left behind"); err != nil {
						t.Error(err)
					}
					tx.Emit(wiki.Event{Kind: "test"})
					return fn(tx)
				})
			}()
			if err == nil {
				t.Error("the transaction was acknowledged")
			}
			if got := get(t, db.Reader(), name); got != "" {
				t.Errorf("%q", got)
			}
		})
	}
	err := db.Write(t.Context(), wiki.Operator(), func(tx *sqldb.Tx) error { return set(t.Context(), tx, "after", "x") })
	if err != nil {
		t.Fatal(err)
	}
	if got := events(t, db); got != nil {
		t.Errorf("events %v", got)
	}
}

// A statement after a lost one must not commit by itself.
func TestALostTransactionRefusesStatements(t *testing.T) {
	db := open(t, file(t))
	err := db.Write(t.Context(), wiki.Operator(), func(tx *sqldb.Tx) error {
		if _, err := tx.ExecContext(t.Context(), "NONSENSE"); err == nil {
			t.Error("nonsense was understood")
		}
		if err := set(t.Context(), tx, "k", "v"); err == nil {
			t.Error("the transaction went on")
		}
		if _, err := tx.QueryContext(t.Context(), "SELECT 1"); err == nil { //nolint:rowserrcheck,sqlclosecheck // there are none
			t.Error("the transaction went on")
		}
		if err := tx.QueryRowContext(t.Context(), "SELECT 1").Scan(new(int)); err == nil {
			t.Error("the transaction went on")
		}
		return nil
	})
	if err == nil || get(t, db.Reader(), "k") != "" {
		t.Errorf("acknowledged: %v", err)
	}
}

func TestABrokenConstraintIsNotTheEnd(t *testing.T) {
	db := open(t, file(t))
	err := db.Write(t.Context(), wiki.Operator(), func(tx *sqldb.Tx) error {
		insert := func() error {
			_, err := tx.ExecContext(t.Context(), `INSERT INTO settings (name, value) VALUES ('a', 'b')`)
			return err
		}
		if err := insert(); err != nil {
			return err
		}
		if err := insert(); !sqldb.IsConstraint(err) {
			t.Errorf("the second one: %v", err)
		}
		return set(t.Context(), tx, "c", "d")
	})
	if err != nil || get(t, db.Reader(), "c") != "d" {
		t.Error(err)
	}
	err = db.Write(t.Context(), wiki.Operator(), func(tx *sqldb.Tx) error {
		_, err := tx.ExecContext(t.Context(), `INSERT INTO revisions (page, number, title, author, at, note, markdown) VALUES (99, 1, '', 0, 0, '', '')`)
		return err
	})
	if !sqldb.IsConstraint(err) {
		t.Errorf("a revision without its page: %v", err)
	}
	if err := db.Write(t.Context(), wiki.Operator(), func(*sqldb.Tx) error { return nil }); err != nil {
		t.Errorf("the transaction after a refused commit: %v", err)
	}
}

func TestWhoeverWaitsForTheWriterMayGiveUp(t *testing.T) {
	db := open(t, file(t))
	err := db.Write(t.Context(), wiki.Operator(), func(*sqldb.Tx) error {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		err := db.Write(ctx, wiki.Operator(), func(*sqldb.Tx) error { t.Error("two at once"); return nil })
		if !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

func TestCommittedWakes(t *testing.T) {
	db := open(t, file(t))
	before := db.Committed()
	_ = db.Write(t.Context(), wiki.Operator(), func(*sqldb.Tx) error { return errors.New("no") })
	select {
	case <-before:
		t.Error("woken without a commit")
	default:
	}
	if err := db.Write(t.Context(), wiki.Operator(), func(*sqldb.Tx) error { return nil }); err != nil {
		t.Fatal(err)
	}
	<-before
	select {
	case <-db.Committed():
		t.Error("the next channel is closed already")
	default:
	}
}

func TestEventsCarryTheTransaction(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 123456789, time.FixedZone("X", 3600))
	db, err := sqldb.Open(t.Context(), sqldb.Config{Path: file(t), Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	err = db.Write(t.Context(), wiki.Actor{Person: 7, Name: "Ada"}, func(tx *sqldb.Tx) error {
		for i := range 200 {
			tx.Emit(wiki.Event{Kind: wiki.PageMoved, Space: 1, Page: 2, Revision: 3, Question: 4, Data: map[string]string{"i": fmt.Sprint(i)}})
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	var got [8]string
	err = db.Reader().QueryRowContext(t.Context(), `SELECT at, actor, actor_name, kind, space, page, question, data FROM events WHERE seq = 200`).
		Scan(&got[0], &got[1], &got[2], &got[3], &got[4], &got[5], &got[6], &got[7])
	if err != nil {
		t.Fatal(err)
	}
	want := [8]string{fmt.Sprint(now.UnixMicro()), "7", "Ada", "page.moved", "1", "2", "4", `{"i":"199"}`}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestReservedIDsAreNeverGivenTwice(t *testing.T) {
	path := file(t)
	a, b := open(t, path), open(t, path)
	var got []int64
	for _, db := range []*sqldb.DB{a, b, a} {
		first, err := db.ReserveIDs(t.Context(), "asks", 10)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, first)
	}
	if diff := cmp.Diff([]int64{1, 11, 21}, got); diff != "" {
		t.Error(diff)
	}
}

func TestSQLPieces(t *testing.T) {
	got := []any{
		sqldb.In(3, 2), sqldb.Values(2, 2), sqldb.Padded([]wiki.PageID{4, 5, 6}), sqldb.Padded[wiki.PageID](nil),
		sqldb.Micros(time.Time{}), sqldb.Time(0).IsZero(), sqldb.Time(sqldb.Micros(time.Unix(5, 6000))),
	}
	want := []any{
		"$2,$3,$4", "($1,$2),($3,$4)",
		[]any{int64(4), int64(5), int64(6), int64(6)},
		[]any{int64(-1)},
		int64(0), true, time.Unix(5, 6000).UTC(),
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
