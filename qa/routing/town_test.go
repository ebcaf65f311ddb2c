package routing_test

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/qa/qasql"
	"github.com/docent-wiki/docent/qa/routing"
	"github.com/docent-wiki/docent/search"
	"github.com/docent-wiki/docent/search/thesaurus"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/account"
	"github.com/docent-wiki/docent/wiki/sqldb"
	"github.com/docent-wiki/docent/wiki/sqldb/sqldbtest"
	"github.com/docent-wiki/docent/wiki/team"
	"github.com/docent-wiki/docent/wiki/wikisql"
)

// town is a wiki on a real database whose index finds what the test says. Ada is the administrator and owns the open
// space; Ana, Ben, Cy and Dora are members; Cy has a private space. The clock stands on Monday, 2 March 2026, 10:00 UTC.
type town struct {
	t       testing.TB
	db      *sqldb.DB
	wiki    *wiki.Wiki
	store   *qasql.Store
	router  *routing.Router
	keeper  *routing.Keeper
	desk    *qa.Desk
	teams   *team.Store
	people  map[string]wiki.Actor
	open    wiki.Space
	private wiki.Space
	now     time.Time
	found   []search.Candidate
}

// Sections gives what the test says.
// Thesaurus is the words that come with Docent.
func (w *town) Thesaurus() *thesaurus.Thesaurus { return thesaurus.Builtin() }

func (w *town) Sections(context.Context, wiki.Access, string, wiki.SpaceID, int) ([]search.Candidate, error) {
	return w.found, nil
}

// Questions gives none.
func (w *town) Questions(context.Context, wiki.Access, string, wiki.SpaceID, int) ([]search.Candidate, error) {
	return nil, nil
}

func newTown(t testing.TB) *town {
	t.Helper()
	w := &town{t: t, now: time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC), people: map[string]wiki.Actor{}}
	clock := func() time.Time { return w.now }
	dir := t.TempDir()
	var err error
	w.db, err = sqldb.Open(t.Context(), sqldb.Config{Path: sqldbtest.Seed(t, filepath.Join(dir, "docent.db")), Now: clock})
	w.must(err)
	t.Cleanup(func() { w.must(w.db.Close()) })
	blobs, err := wikisql.OpenBlobs(filepath.Join(dir, "files"))
	w.must(err)
	w.wiki = wiki.New(wikisql.New(w.db), blobs, wiki.Options{Now: clock})
	w.store, w.teams = qasql.New(w.db), team.New(w.db)
	accounts := account.New(w.db, clock)
	for _, name := range []string{"Ada", "Ana", "Ben", "Cy", "Dora"} {
		role := wiki.Member
		if name == "Ada" {
			role = wiki.Admin
		}
		p, err := accounts.Add(t.Context(), wiki.Operator(), account.NewPerson{Name: name, Email: name + "@example.org", Role: role})
		w.must(err)
		w.people[name] = wiki.Actor{Person: p.ID, Name: name, Role: role, Scope: wiki.ScopeAdmin}
	}
	w.open, err = w.wiki.CreateSpace(t.Context(), w.people["Ada"], wiki.NewSpace{Slug: "eng", Name: "Engineering", Visibility: "team"})
	w.must(err)
	w.private, err = w.wiki.CreateSpace(t.Context(), w.people["Cy"], wiki.NewSpace{Slug: "hr", Name: "The tangerine", Visibility: "private"})
	w.must(err)
	w.restart()
	return w
}

// restart forgets everything that is not in the database.
func (w *town) restart() {
	clock := func() time.Time { return w.now }
	w.router = routing.New(w.db, clock)
	w.keeper = routing.NewKeeper(w.router, w.store, w.wiki.Store(), w.db.Committed, slog.New(slog.DiscardHandler))
	w.desk = qa.New(w.store, w, qa.NewRecorder(w.store), qa.Options{Now: clock, Router: w.router})
}

func (w *town) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *town) access(name string) wiki.Access {
	w.t.Helper()
	a, err := w.wiki.Access(w.t.Context(), w.people[name])
	w.must(err)
	return a
}

func (w *town) who(name string) team.Party { return team.Party{Person: w.people[name].Person} }

// page makes a page with one section, which the index finds with a chance of one half from now on.
func (w *town) page(space wiki.Space, parent wiki.PageID, title, owner string) wiki.Page {
	w.t.Helper()
	as := w.people["Ada"]
	saved, err := w.wiki.Create(w.t.Context(), as, wiki.NewPage{Space: space.ID, Parent: parent, Title: title, Markdown: "## " + title + "\n\nSomething.\n"})
	w.must(err)
	if owner != "" {
		id := w.people[owner].Person
		_, err = w.wiki.Save(w.t.Context(), as, wiki.Draft{Page: saved.Page.ID, Base: 1, Owner: &id})
		w.must(err)
	}
	sections, err := w.wiki.Store().Sections(w.t.Context(), saved.Page.ID)
	w.must(err)
	w.found = []search.Candidate{{Ref: search.Ref{Page: saved.Page.ID, Section: sections[len(sections)-1].ID}, Score: 1, Chance: 0.5}}
	return saved.Page
}

// area makes one, as the administrator.
func (w *town) area(a routing.Area) routing.Area {
	w.t.Helper()
	a, err := w.router.Put(w.t.Context(), w.access("Ada"), a)
	w.must(err)
	return a
}

func (w *town) group(name string, members ...string) team.GroupID {
	w.t.Helper()
	g := team.Group{Name: name}
	for _, m := range members {
		g.Members = append(g.Members, team.Member{PersonRef: wiki.PersonRef{ID: w.people[m].Person}})
	}
	g, err := w.teams.PutGroup(w.t.Context(), w.people["Ada"], g)
	w.must(err)
	return g.ID
}

func (w *town) ask(as, title string, to qa.Choice) qa.Question {
	w.t.Helper()
	q, err := w.desk.CreateQuestion(w.t.Context(), w.access(as), qa.NewQuestion{Title: title, Space: w.open.ID, To: to})
	w.must(err)
	return q
}

// question reads one as it stands.
func (w *town) question(id qa.QuestionID) qa.Question {
	w.t.Helper()
	q, err := w.store.Question(w.t.Context(), qa.All(), id)
	w.must(err)
	return q
}

func (w *town) steps(id qa.QuestionID) []qa.Step {
	w.t.Helper()
	s, err := w.store.Steps(w.t.Context(), []qa.QuestionID{id})
	w.must(err)
	return s
}

// happened counts the events of a kind about a question.
func (w *town) happened(id qa.QuestionID, kind wiki.EventKind) (n int) {
	w.t.Helper()
	events, err := w.store.QuestionEvents(w.t.Context(), id, 1000)
	w.must(err)
	for _, e := range events {
		if e.Kind == kind {
			n++
		}
	}
	return n
}

func (w *town) step() {
	w.t.Helper()
	w.must(w.keeper.Step(w.t.Context()))
}

func kindOf(err error) content.Kind {
	var e *content.Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return ""
}
