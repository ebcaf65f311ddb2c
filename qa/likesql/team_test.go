package likesql_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/qa/likeness"
	"github.com/docent-wiki/docent/qa/likesql"
	"github.com/docent-wiki/docent/qa/qasql"
	"github.com/docent-wiki/docent/search"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/account"
	"github.com/docent-wiki/docent/wiki/sqldb"
	"github.com/docent-wiki/docent/wiki/sqldb/sqldbtest"
	"github.com/docent-wiki/docent/wiki/wikisql"
)

// team is a real wiki with an index, a follower and the desk of reviews: Ann owns the open space, Ben reads and
// writes there, Cleo has a private space of her own.
type team struct {
	t              testing.TB
	wiki           *wiki.Wiki
	questions      *qa.Desk
	desk           *likeness.Desk
	store          *likesql.Store
	follower       *likeness.Follower
	feed           *search.Feed
	db             *sqldb.DB
	ann, ben, cleo wiki.Actor
	open, private  wiki.Space
	now            time.Time
}

func newTeam(t testing.TB) *team {
	t.Helper()
	tm := &team{t: t, now: time.Date(2026, 3, 6, 12, 0, 0, 0, time.UTC)}
	clock := func() time.Time { return tm.now }
	dir := t.TempDir()
	var err error
	tm.db, err = sqldb.Open(t.Context(), sqldb.Config{Path: sqldbtest.Seed(t, filepath.Join(dir, "docent.db")), Now: clock})
	tm.must(err)
	t.Cleanup(func() { tm.must(tm.db.Close()) })
	blobs, err := wikisql.OpenBlobs(filepath.Join(dir, "attachments"))
	tm.must(err)
	tm.wiki = wiki.New(wikisql.New(tm.db), blobs, wiki.Options{Now: clock})
	questions := qasql.New(tm.db)
	index, err := search.Open("")
	tm.must(err)
	t.Cleanup(func() { tm.must(index.Close()) })
	source := search.Sources(search.Pages(tm.wiki.Store()), qa.NewDocs(questions, tm.wiki.Store()))
	tm.feed = search.NewFeed(index, tm.wiki.Store(), source, search.FeedOptions{})
	finder := search.NewFinder(index, source, tm.wiki.Store(), tm.feed)
	tm.questions = qa.New(questions, finder, qa.NewRecorder(questions), qa.Options{Now: clock})
	tm.store = likesql.New(tm.db)
	tm.follower = likeness.NewFollower(likeness.Options{
		Store: tm.store, Log: tm.wiki.Store(), Tree: tm.wiki.Store(), Questions: questions,
		Similar: func(ctx context.Context, text string, n int) ([]qa.Question, error) {
			access, err := tm.wiki.Access(ctx, wiki.Operator())
			if err != nil {
				return nil, err
			}
			return tm.questions.Similar(ctx, access, text, n)
		},
		Applied: func(ctx context.Context) (wiki.EventSeq, error) {
			applied, _, err := tm.feed.Ready(ctx)
			return applied, err
		},
	})
	tm.desk = likeness.NewDesk(tm.store, tm.wiki, tm.questions)

	accounts := account.New(tm.db, clock)
	tm.ann, tm.ben, tm.cleo = tm.person(accounts, "Ann Lee"), tm.person(accounts, "Ben Okafor"), tm.person(accounts, "Cleo Martin")
	tm.open = tm.space(tm.ann, "eng", "team")
	tm.private = tm.space(tm.cleo, "hr", "private")
	return tm
}

func (tm *team) must(err error) {
	tm.t.Helper()
	if err != nil {
		tm.t.Fatal(err)
	}
}

func (tm *team) person(accounts *account.Accounts, name string) wiki.Actor {
	tm.t.Helper()
	p, err := accounts.Add(tm.t.Context(), wiki.Operator(), account.NewPerson{Name: name, Email: name[:3] + "@example.org", Role: wiki.Member})
	tm.must(err)
	return wiki.Actor{Person: p.ID, Name: name, Role: wiki.Member, Scope: wiki.ScopeAdmin}
}

func (tm *team) space(as wiki.Actor, slug, visibility string) wiki.Space {
	tm.t.Helper()
	s, err := tm.wiki.CreateSpace(tm.t.Context(), as, wiki.NewSpace{Slug: slug, Name: "The " + slug, Visibility: visibility})
	tm.must(err)
	return s
}

func (tm *team) page(as wiki.Actor, space wiki.Space, title, markdown string) wiki.Page {
	tm.t.Helper()
	saved, err := tm.wiki.Create(tm.t.Context(), as, wiki.NewPage{Space: space.ID, Title: title, Markdown: markdown})
	tm.must(err)
	return saved.Page
}

func (tm *team) save(as wiki.Actor, id wiki.PageID, markdown string) {
	tm.t.Helper()
	page, err := tm.wiki.Page(tm.t.Context(), as, id)
	tm.must(err)
	_, err = tm.wiki.Save(tm.t.Context(), as, wiki.Draft{Page: id, Base: page.Revision, Markdown: &markdown})
	tm.must(err)
}

func (tm *team) ask(as wiki.Actor, space wiki.Space, title string) qa.Question {
	tm.t.Helper()
	q, err := tm.questions.CreateQuestion(tm.t.Context(), tm.access(as), qa.NewQuestion{Title: title, Space: space.ID})
	tm.must(err)
	return q
}

func (tm *team) access(as wiki.Actor) wiki.Access {
	tm.t.Helper()
	a, err := tm.wiki.Access(tm.t.Context(), as)
	tm.must(err)
	return a
}

// reviews lets the index and the follower catch up and gives what a reader sees of a kind.
func (tm *team) reviews(as wiki.Actor, mine bool, kind likeness.Kind) []likeness.Pair {
	tm.t.Helper()
	tm.must(tm.feed.CatchUp(tm.t.Context()))
	tm.must(tm.follower.CatchUp(tm.t.Context()))
	all, err := tm.desk.List(tm.t.Context(), tm.access(as), mine, kind, 100)
	tm.must(err)
	return all
}
