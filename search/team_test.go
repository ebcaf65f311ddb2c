package search_test

import (
	"context"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/docent-wiki/docent/search"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/account"
	"github.com/docent-wiki/docent/wiki/sqldb"
	"github.com/docent-wiki/docent/wiki/sqldb/sqldbtest"
	"github.com/docent-wiki/docent/wiki/wikisql"
)

// team is a real wiki with an index: ben's open space and cleo's private one.
type team struct {
	*wiki.Wiki
	t             testing.TB
	dir           string
	db            *sqldb.DB
	ben, cleo     wiki.Actor
	open, private wiki.Space
	index         *search.Index
	source        search.Source
	feed          *search.Feed
	finder        *search.Finder
}

func newTeam(t testing.TB) *team {
	t.Helper()
	tm := &team{t: t, dir: t.TempDir()}
	var err error
	if tm.db, err = sqldb.Open(t.Context(), sqldb.Config{Path: sqldbtest.Seed(t, filepath.Join(tm.dir, "docent.db"))}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { closing(t, tm.db.Close) })
	blobs, err := wikisql.OpenBlobs(filepath.Join(tm.dir, "attachments"))
	if err != nil {
		t.Fatal(err)
	}
	tm.Wiki = wiki.New(wikisql.New(tm.db), blobs, wiki.Options{})
	accounts := account.New(tm.db, time.Now)
	tm.ben, tm.cleo = tm.person(accounts, "Ben Okafor"), tm.person(accounts, "Cleo Martin")
	tm.open = tm.space(tm.ben, "eng", "team")
	tm.private = tm.space(tm.cleo, "hr", "private")
	tm.source = search.Pages(tm.Store())
	tm.openIndex()
	return tm
}

func closing(t testing.TB, close func() error) {
	if err := close(); err != nil {
		t.Error(err)
	}
}

func (tm *team) person(accounts *account.Accounts, name string) wiki.Actor {
	tm.t.Helper()
	p, err := accounts.Add(tm.t.Context(), wiki.Operator(), account.NewPerson{Name: name, Email: name[:3] + "@example.org", Role: wiki.Member})
	if err != nil {
		tm.t.Fatal(err)
	}
	return wiki.Actor{Person: p.ID, Name: name, Role: wiki.Member, Scope: wiki.ScopeAdmin}
}

func (tm *team) space(as wiki.Actor, slug, visibility string) wiki.Space {
	tm.t.Helper()
	s, err := tm.CreateSpace(tm.t.Context(), as, wiki.NewSpace{Slug: slug, Name: "The " + slug, Visibility: visibility})
	if err != nil {
		tm.t.Fatal(err)
	}
	return s
}

// openIndex opens the index of the directory, closing the one that was open.
func (tm *team) openIndex() {
	tm.t.Helper()
	if tm.index != nil {
		closing(tm.t, tm.index.Close)
	}
	var err error
	if tm.index, err = search.Open(filepath.Join(tm.dir, "index")); err != nil {
		tm.t.Fatal(err)
	}
	index := tm.index
	tm.t.Cleanup(func() { closing(tm.t, index.Close) })
	tm.feed = search.NewFeed(tm.index, tm.Store(), tm.source, search.FeedOptions{Wake: tm.db.Committed})
	tm.finder = search.NewFinder(tm.index, tm.source, tm.Store(), tm.feed)
}

func (tm *team) page(as wiki.Actor, space wiki.Space, parent wiki.PageID, title, markdown string, tags ...string) wiki.Page {
	tm.t.Helper()
	saved, err := tm.Create(tm.t.Context(), as, wiki.NewPage{Space: space.ID, Parent: parent, Title: title, Markdown: markdown, Tags: tags})
	if err != nil {
		tm.t.Fatal(err)
	}
	return saved.Page
}

func (tm *team) catchUp() {
	tm.t.Helper()
	if err := tm.feed.CatchUp(tm.t.Context()); err != nil {
		tm.t.Fatal(err)
	}
}

func (tm *team) access(as wiki.Actor) wiki.Access {
	tm.t.Helper()
	a, err := tm.Access(tm.t.Context(), as)
	if err != nil {
		tm.t.Fatal(err)
	}
	return a
}

func (tm *team) search(as wiki.Actor, text string) search.Results {
	tm.t.Helper()
	r, err := tm.finder.Search(tm.t.Context(), tm.access(as), search.Query{Text: text})
	if err != nil {
		tm.t.Fatal(err)
	}
	return r
}

// titles gives "title › heading" of what is found.
func (tm *team) titles(as wiki.Actor, text string) []string {
	tm.t.Helper()
	var list []string
	for _, h := range tm.search(as, text).Hits {
		name := h.Title
		if h.Heading != "" {
			name += " › " + h.Heading
		}
		list = append(list, name)
	}
	return list
}

func (tm *team) dump(ix *search.Index) map[string]uint64 {
	tm.t.Helper()
	sums, err := ix.Dump(context.WithoutCancel(tm.t.Context()))
	if err != nil {
		tm.t.Fatal(err)
	}
	return sums
}

// rebuilt is an index in memory, made from the database as it is.
func (tm *team) rebuilt() *search.Index {
	tm.t.Helper()
	ix, err := search.Open("")
	if err != nil {
		tm.t.Fatal(err)
	}
	tm.t.Cleanup(func() { closing(tm.t, ix.Close) })
	if err := search.NewFeed(ix, tm.Store(), tm.source, search.FeedOptions{}).CatchUp(tm.t.Context()); err != nil {
		tm.t.Fatal(err)
	}
	return ix
}

func has(list []string, want string) bool { return slices.Contains(list, want) }
