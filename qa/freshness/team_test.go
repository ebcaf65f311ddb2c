package freshness_test

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/qa/freshness"
	"github.com/docent-wiki/docent/qa/qasql"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/account"
	"github.com/docent-wiki/docent/wiki/sqldb"
	"github.com/docent-wiki/docent/wiki/sqldb/sqldbtest"
	"github.com/docent-wiki/docent/wiki/wikisql"
)

// tester is both *testing.T and *rapid.T.
type tester interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

// team is a real wiki with a desk and a follower, which looks when catchUp says so. Ann owns the space, Ben
// is a member.
type team struct {
	*qa.Desk
	t        *testing.T
	wiki     *wiki.Wiki
	db       *sqldb.DB
	store    *qasql.Store
	follower *freshness.Follower
	ann, ben wiki.Actor
	space    wiki.Space
	now      time.Time
}

func newTeam(t *testing.T) *team {
	t.Helper()
	tm := &team{t: t, now: time.Date(2026, 3, 6, 12, 0, 0, 0, time.UTC)}
	clock := func() time.Time { return tm.now }
	dir := t.TempDir()
	var err error
	if tm.db, err = sqldb.Open(t.Context(), sqldb.Config{Path: sqldbtest.Seed(t, filepath.Join(dir, "docent.db")), Now: clock}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { must(t, tm.db.Close()) })
	blobs, err := wikisql.OpenBlobs(filepath.Join(dir, "attachments"))
	must(t, err)
	tm.wiki = wiki.New(wikisql.New(tm.db), blobs, wiki.Options{Now: clock})
	tm.store = qasql.New(tm.db)
	tm.Desk = qa.New(tm.store, nil, qa.NewRecorder(tm.store), qa.Options{Now: clock})
	tm.follower = tm.newFollower()
	accounts := account.New(tm.db, clock)
	tm.ann, tm.ben = tm.person(accounts, "Ann Lee"), tm.person(accounts, "Ben Okafor")
	tm.space, err = tm.wiki.CreateSpace(t.Context(), tm.ann, wiki.NewSpace{Slug: "eng", Name: "Engineering", Visibility: "team"})
	must(t, err)
	return tm
}

func (tm *team) newFollower() *freshness.Follower {
	return freshness.New(tm.store, tm.wiki.Store(), tm.wiki.Store(), wiki.Following{})
}

func must(t tester, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (tm *team) person(accounts *account.Accounts, name string) wiki.Actor {
	p, err := accounts.Add(tm.t.Context(), wiki.Operator(), account.NewPerson{Name: name, Email: name[:3] + "@example.org", Role: wiki.Member})
	must(tm.t, err)
	return wiki.Actor{Person: p.ID, Name: name, Role: wiki.Member, Scope: wiki.ScopeAdmin}
}

func (tm *team) access(as wiki.Actor) wiki.Access {
	a, err := tm.wiki.Access(tm.t.Context(), as)
	must(tm.t, err)
	return a
}

func (tm *team) page(title, markdown string) wiki.Page {
	saved, err := tm.wiki.Create(tm.t.Context(), tm.ann, wiki.NewPage{Space: tm.space.ID, Title: title, Markdown: markdown})
	must(tm.t, err)
	return saved.Page
}

// save replaces a page's text.
func (tm *team) save(as wiki.Actor, id wiki.PageID, markdown string) {
	tm.t.Helper()
	page, err := tm.wiki.Page(tm.t.Context(), as, id)
	must(tm.t, err)
	_, err = tm.wiki.Save(tm.t.Context(), as, wiki.Draft{Page: id, Base: page.Revision, Markdown: &markdown})
	must(tm.t, err)
	tm.now = tm.now.Add(time.Second)
}

func (tm *team) catchUp() {
	tm.t.Helper()
	must(tm.t, tm.follower.CatchUp(tm.t.Context()))
}

// question asks something that belongs to somebody.
func (tm *team) question(title string, owner wiki.Actor) qa.Question {
	q := qa.Question{Space: tm.space.ID, Title: title, State: qa.Open, By: wiki.PersonRef{ID: tm.ben.Person}, Owner: wiki.PersonRef{ID: owner.Person}}
	must(tm.t, tm.store.Write(tm.t.Context(), tm.ben, func(tx qa.Tx) (err error) {
		q.Created, q.Updated = tx.Now(), tx.Now()
		q.ID, err = tx.InsertQuestion(tm.t.Context(), q)
		return err
	}))
	return q
}

// answered makes a question of Ann's that a section answers, accepted.
func (tm *team) answered(title string, page wiki.PageID, anchor, quote string) (qa.QuestionID, qa.AnswerID) {
	tm.t.Helper()
	q := tm.question(title, tm.ann)
	a, err := tm.AddAnswer(tm.t.Context(), tm.access(tm.ann), q.ID, qa.NewAnswer{Links: []qa.NewLink{{Page: page, Anchor: anchor, Quote: quote}}})
	must(tm.t, err)
	must(tm.t, tm.Accept(tm.t.Context(), tm.access(tm.ann), q.ID, a))
	return q.ID, a
}

func (tm *team) view(id qa.QuestionID) qa.View {
	tm.t.Helper()
	v, err := tm.Question(tm.t.Context(), tm.access(tm.ben), id)
	must(tm.t, err)
	return v
}

// events counts the events of a kind about a question.
func (tm *team) events(id qa.QuestionID, kind wiki.EventKind) (n int) {
	all, err := tm.store.QuestionEvents(tm.t.Context(), id, 1000)
	must(tm.t, err)
	for _, e := range all {
		if e.Kind == kind {
			n++
		}
	}
	return n
}
