package qa_test

import (
	"errors"
	"path/filepath"
	"testing"
	"time"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/qa/qasql"
	"github.com/docent-wiki/docent/qa/routing"
	"github.com/docent-wiki/docent/search"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/account"
	"github.com/docent-wiki/docent/wiki/sqldb"
	"github.com/docent-wiki/docent/wiki/sqldb/sqldbtest"
	"github.com/docent-wiki/docent/wiki/wikisql"
)

// team is a real wiki with an index and a desk: Ann owns the open space, Ben and Cleo are members,
// Cleo has a private space of her own. Time stands still at a Friday noon until tick.
type team struct {
	*qa.Desk
	t              testing.TB
	wiki           *wiki.Wiki
	db             *sqldb.DB
	store          *qasql.Store
	asks           *qa.Recorder
	feed           *search.Feed
	docs           *qa.Docs
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
	if tm.db, err = sqldb.Open(t.Context(), sqldb.Config{Path: sqldbtest.Seed(t, filepath.Join(dir, "docent.db")), Now: clock}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { tm.must(tm.db.Close()) })
	blobs, err := wikisql.OpenBlobs(filepath.Join(dir, "attachments"))
	tm.must(err)
	tm.wiki = wiki.New(wikisql.New(tm.db), blobs, wiki.Options{Now: clock})
	tm.store = qasql.New(tm.db)
	tm.docs = qa.NewDocs(tm.store, tm.wiki.Store())
	index, err := search.Open("")
	tm.must(err)
	t.Cleanup(func() { tm.must(index.Close()) })
	source := search.Sources(search.Pages(tm.wiki.Store()), tm.docs)
	tm.feed = search.NewFeed(index, tm.wiki.Store(), source, search.FeedOptions{})
	finder := search.NewFinder(index, source, tm.wiki.Store(), tm.feed)
	tm.asks = qa.NewRecorder(tm.store)
	tm.Desk = qa.New(tm.store, finder, tm.asks, qa.Options{Now: clock, Router: routing.New(tm.db, clock)})

	accounts := account.New(tm.db, clock)
	tm.ann = tm.person(accounts, "Ann Lee", "Europe/Berlin")
	tm.ben = tm.person(accounts, "Ben Okafor", "America/New_York")
	tm.cleo = tm.person(accounts, "Cleo Martin", "")
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

// tick lets time pass.
func (tm *team) tick() { tm.now = tm.now.Add(2 * time.Second) }

func (tm *team) person(accounts *account.Accounts, name, zone string) wiki.Actor {
	tm.t.Helper()
	p, err := accounts.Add(tm.t.Context(), wiki.Operator(), account.NewPerson{
		Name: name, Email: name[:3] + "@example.org", Role: wiki.Member, Zone: zone,
	})
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

// save replaces a page's text.
func (tm *team) save(as wiki.Actor, id wiki.PageID, markdown string) {
	tm.t.Helper()
	page, err := tm.wiki.Page(tm.t.Context(), as, id)
	tm.must(err)
	_, err = tm.wiki.Save(tm.t.Context(), as, wiki.Draft{Page: id, Base: page.Revision, Markdown: &markdown})
	tm.must(err)
}

func (tm *team) access(as wiki.Actor) wiki.Access {
	tm.t.Helper()
	a, err := tm.wiki.Access(tm.t.Context(), as)
	tm.must(err)
	return a
}

func (tm *team) catchUp() {
	tm.t.Helper()
	tm.must(tm.feed.CatchUp(tm.t.Context()))
}

// ask asks with an index that knows everything.
func (tm *team) ask(as wiki.Actor, text string) (qa.AskID, qa.Result) {
	tm.t.Helper()
	tm.catchUp()
	id, result, err := tm.Ask(tm.t.Context(), tm.access(as), text, 0)
	tm.must(err)
	return id, result
}

// answered makes a question in the open space that a section answers, accepted.
func (tm *team) answered(as wiki.Actor, title string, page wiki.PageID, anchor string) qa.Question {
	tm.t.Helper()
	q, err := tm.CreateQuestion(tm.t.Context(), tm.access(as), qa.NewQuestion{Title: title, Space: tm.open.ID})
	tm.must(err)
	a, err := tm.AddAnswer(tm.t.Context(), tm.access(as), q.ID, qa.NewAnswer{Links: []qa.NewLink{{Page: page, Anchor: anchor}}})
	tm.must(err)
	tm.must(tm.Accept(tm.t.Context(), tm.access(as), q.ID, a))
	return q
}

func (tm *team) view(as wiki.Actor, id qa.QuestionID) qa.View {
	tm.t.Helper()
	v, err := tm.Question(tm.t.Context(), tm.access(as), id)
	tm.must(err)
	return v
}

func kindOf(err error) content.Kind {
	var e *content.Error
	if errors.As(err, &e) {
		return e.Kind
	}
	if err != nil {
		return "internal"
	}
	return ""
}

const travel = `# Travel

How trips work here.

## Rental cars

Anybody on an approved trip may rent a car. You need a valid licence and the travel card.
Decline the insurance that the rental desk offers: the government agreement already covers you.

## Receipts

Keep every receipt above 75 dollars. Upload them within five days of your return.

## Hotels

Book hotels through the portal. Breakfast is reimbursed.
`

const security = `# Security

Rules for equipment.

## Lost equipment

Report a lost laptop to the security desk within one hour.

## Badges

Wear your badge visibly. Ask the front desk for a new badge.
`

// wikiStore is the wiki's store, for changes behind the use cases' back.
func wikiStore(tm *team) *wikisql.Store { return wikisql.New(tm.db) }
