package wikisql_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/sqldb"
	"github.com/docent-wiki/docent/wiki/sqldb/sqldbtest"
	"github.com/docent-wiki/docent/wiki/wikisql"
)

// An engine opens an empty database with the schema in it. The tests of this package run on each.
var engines = map[string]func(testing.TB) *sqldb.DB{
	"sqlite": func(t testing.TB) *sqldb.DB {
		db, err := sqldb.Open(context.Background(), sqldb.Config{
			Path: sqldbtest.Seed(t, filepath.Join(t.TempDir(), "docent.db")),
			Now:  func() time.Time { return noon },
		})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := db.Close(); err != nil {
				t.Error(err)
			}
		})
		return db
	},
}

var noon = time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)

// fixture is a store with two people and two spaces.
type fixture struct {
	*wikisql.Store
	testing.TB
	db         *sqldb.DB
	ada, bob   wiki.PersonRef
	eng, other wiki.SpaceID
}

func onEach(t *testing.T, test func(t *testing.T, f *fixture)) {
	for name, open := range engines {
		t.Run(name, func(t *testing.T) { test(t, newFixture(t, open(t))) })
	}
}

func newFixture(t testing.TB, db *sqldb.DB) *fixture {
	f := &fixture{Store: wikisql.New(db), TB: t, db: db, ada: wiki.PersonRef{ID: 1, Name: "Ada"}, bob: wiki.PersonRef{ID: 2, Name: "bob"}}
	f.sql(`INSERT INTO people (id, name, email, email_key, role, zone, language, scheme, disabled, created, last_seen, password) VALUES
		(1, 'Ada', 'a@x', 'a@x', 'admin', 'UTC', 'en', '', 0, 0, 0, ''), (2, 'bob', 'b@x', 'b@x', 'member', 'UTC', 'en', '', 0, 0, 0, ''),
		(3, 'Gone', 'c@x', 'c@x', 'member', 'UTC', 'en', '', 1, 0, 0, '')`)
	f.write(func(ctx context.Context, tx wiki.Tx) (err error) {
		if f.eng, err = tx.InsertSpace(ctx, wiki.Space{Slug: "eng", Name: "Engineering", Team: wiki.Editor, Owner: f.ada, Created: noon}); err != nil {
			return err
		}
		f.other, err = tx.InsertSpace(ctx, wiki.Space{Slug: "other", Name: "Other", Public: true, Created: noon})
		return err
	})
	return f
}

// sql runs a statement that no use case needs.
func (f *fixture) sql(query string, args ...any) {
	f.Helper()
	err := f.db.Write(context.Background(), wiki.Operator(), func(tx *sqldb.Tx) error {
		_, err := tx.ExecContext(context.Background(), query, args...)
		return err
	})
	f.must(err)
}

func (f *fixture) write(fn func(context.Context, wiki.Tx) error) {
	f.Helper()
	f.must(f.Write(context.Background(), wiki.Actor{Person: f.ada.ID, Name: f.ada.Name}, func(tx wiki.Tx) error { return fn(context.Background(), tx) }))
}

func (f *fixture) must(err error) {
	f.Helper()
	if err != nil {
		f.Fatal(err)
	}
}

// page makes a live page with one revision; more sets other fields.
func (f *fixture) page(space wiki.SpaceID, parent wiki.PageID, title string, more ...func(*wiki.Page)) wiki.Page {
	f.Helper()
	var p wiki.Page
	f.write(func(ctx context.Context, tx wiki.Tx) error {
		id, err := tx.NewPageID(ctx)
		if err != nil {
			return err
		}
		p = wiki.Page{ID: id, Space: space, Parent: parent, Title: title, Revision: 1, Created: noon, CreatedBy: f.ada, Updated: noon, UpdatedBy: f.ada}
		if p.Position, err = tx.LastPosition(ctx, space, parent); err != nil {
			return err
		}
		p.Position++
		for _, m := range more {
			m(&p)
		}
		if err := tx.InsertPage(ctx, p); err != nil {
			return err
		}
		return tx.InsertRevision(ctx, wiki.Revision{Page: id, Number: 1, Title: title, Markdown: "# " + title, Author: f.ada, At: noon})
	})
	return p
}

// same fails with the difference between what is wanted and what a call gave.
func same[T any](t testing.TB, want T) func(got T, err error) {
	t.Helper()
	return func(got T, err error) {
		t.Helper()
		if err != nil {
			t.Error(err)
			return
		}
		if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
			t.Error(diff)
		}
	}
}

func ids[T any, ID any](list []T, id func(T) ID) []ID {
	all := make([]ID, len(list))
	for i, one := range list {
		all[i] = id(one)
	}
	return all
}

func pageIDs(pages []wiki.Page, err error) ([]wiki.PageID, error) {
	return ids(pages, func(p wiki.Page) wiki.PageID { return p.ID }), err
}

func nodeIDs(nodes []wiki.Node, err error) ([]wiki.PageID, error) {
	return ids(nodes, func(n wiki.Node) wiki.PageID { return n.ID }), err
}
