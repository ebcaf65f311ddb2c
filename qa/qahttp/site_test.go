package qahttp_test

import (
	"context"
	"testing"
	"time"

	"github.com/docent-wiki/docent/content/starter"
	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/qa/compose"
	"github.com/docent-wiki/docent/qa/draft"
	"github.com/docent-wiki/docent/qa/preflight"
	"github.com/docent-wiki/docent/qa/qahttp"
	"github.com/docent-wiki/docent/qa/qasql"
	"github.com/docent-wiki/docent/qa/routing"
	"github.com/docent-wiki/docent/qa/talk"
	"github.com/docent-wiki/docent/qa/talkhttp"
	"github.com/docent-wiki/docent/qa/tasks"
	"github.com/docent-wiki/docent/qa/taskshttp"
	"github.com/docent-wiki/docent/search"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/httpd"
	"github.com/docent-wiki/docent/wiki/wikihttp"
	"github.com/docent-wiki/docent/wiki/wikitest"
)

// site is a whole Docent with an index in memory. Its clock stands still until a test moves it.
type site struct {
	*wikitest.Site
	now  time.Time
	desk *qa.Desk
	deps qahttp.Deps
	feed *search.Feed

	board  *tasks.Board
	writer *writer
}

// newSite has the people and spaces of wikitest.
func newSite(t testing.TB) *site {
	t.Helper()
	s := &site{now: time.Date(2026, 3, 6, 12, 0, 0, 0, time.UTC)}
	clock := func() time.Time { return s.now }
	s.Site = wikitest.Open(t, clock)
	index, err := search.Open("")
	s.Must(err)
	t.Cleanup(func() { _ = index.Close() })
	store := qasql.New(s.DB)
	source := search.Sources(search.Pages(s.Wiki.Store()), qa.NewDocs(store, s.Wiki.Store()))
	s.feed = search.NewFeed(index, s.Wiki.Store(), source, search.FeedOptions{})
	finder := search.NewFinder(index, source, s.Wiki.Store(), s.feed)
	router := routing.New(s.DB, clock)
	s.desk = qa.New(store, finder, qa.NewRecorder(store), qa.Options{Now: clock, Router: router})
	s.board = tasks.New(s.DB, tasks.Options{
		Now: clock, LastEvent: s.Wiki.Store().LastEvent, Sources: []tasks.Source{tasks.Questions(s.desk, s.DB), tasks.Checks(s.desk)},
	})
	s.Serve(httpd.Options{Counts: taskshttp.Counts(s.desk.CountOpen, s.board)})
	wikihttp.Register(s.Server, wikihttp.Deps{Wiki: s.Wiki, Accounts: s.Accounts, Panels: taskshttp.Home(s.board, qahttp.Panels(s.desk)), Preflight: preflight.New(store, finder), Errands: qahttp.Errands(s.desk), Templates: starter.Templates()})
	s.writer = &writer{}
	s.deps = qahttp.Deps{
		Desk: s.desk, Wiki: s.Wiki, Finder: finder, Store: store, Pages: s.Wiki.Store(), Composer: compose.New(s.desk, store, s.writer),
		Talk: talk.New(s.DB, store), Drafts: draft.New(s.DB),
		Routing: router,
	}
	qahttp.Register(s.Server, s.deps)
	taskshttp.Register(s.Server, taskshttp.Deps{Board: s.board, Requests: tasks.NewRequests(s.DB, clock), Wiki: s.Wiki})
	talkhttp.Register(s.Server, talkhttp.Deps{Desk: s.desk, Talk: s.deps.Talk, Drafts: s.deps.Drafts, Wiki: s.Wiki})
	s.Settle()
	return s
}

// writer is a model that writes what the test says; it is off until then.
type writer struct {
	reply string
	fails error
	sent  []string
}

func (w *writer) Composes() bool { return w.reply != "" }

func (w *writer) Sends(space wiki.Space) bool { return space.Slug != "open" }

func (w *writer) Write(_ context.Context, _, text string) (string, error) {
	w.sent = append(w.sent, text)
	return w.reply, w.fails
}

// rewrite saves another text of a page, a while later.
func (s *site) rewrite(page wiki.Page, markdown string) {
	s.T.Helper()
	s.now = s.now.Add(48 * time.Hour)
	now, err := s.Wiki.Page(s.T.Context(), s.Actor("ada"), page.ID)
	s.Must(err)
	_, err = s.Wiki.Save(s.T.Context(), s.Actor("ada"), wiki.Draft{Page: page.ID, Base: now.Revision, Markdown: &markdown})
	s.Must(err)
}

// known makes a question in a space that a section answers, accepted.
func (s *site) known(by, space, title string, page wiki.PageID, anchor string) qa.Question {
	s.T.Helper()
	q, err := s.desk.CreateQuestion(s.T.Context(), s.Access(by), qa.NewQuestion{Title: title, Space: s.SpaceID(space)})
	s.Must(err)
	a, err := s.desk.AddAnswer(s.T.Context(), s.Access(by), q.ID, qa.NewAnswer{Links: []qa.NewLink{{Page: page, Anchor: anchor}}})
	s.Must(err)
	s.Must(s.desk.Accept(s.T.Context(), s.Access(by), q.ID, a))
	return q
}

// catchUp lets the index know everything.
func (s *site) catchUp() {
	s.T.Helper()
	s.Must(s.feed.CatchUp(s.T.Context()))
}

const travel = `How trips work here.

## Rental cars

Anybody on an approved trip may rent a car. You need a valid licence and the travel card.
Decline the insurance that the rental desk offers: the government agreement already covers you.

## Receipts

Keep every receipt above 75 dollars. Upload them within five days of your return.

## Hotels

Book hotels through the portal. Breakfast is reimbursed.
`

const security = `Rules for equipment.

## Lost equipment

Report a lost laptop to the security desk within one hour.

## Badges

Wear your badge visibly. Ask the front desk for a new badge.
`
