package talkhttp_test

import (
	"net/http/httptest"
	"testing"
	"time"

	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/qa/draft"
	"github.com/docent-wiki/docent/qa/qahttp"
	"github.com/docent-wiki/docent/qa/qasql"
	"github.com/docent-wiki/docent/qa/routing"
	"github.com/docent-wiki/docent/qa/talk"
	"github.com/docent-wiki/docent/qa/talkhttp"
	"github.com/docent-wiki/docent/qa/told"
	"github.com/docent-wiki/docent/search"
	"github.com/docent-wiki/docent/wiki/httpd"
	"github.com/docent-wiki/docent/wiki/notify"
	"github.com/docent-wiki/docent/wiki/team"
	"github.com/docent-wiki/docent/wiki/watch"
	"github.com/docent-wiki/docent/wiki/wikihttp"
	"github.com/docent-wiki/docent/wiki/wikitest"
)

// site is a Docent with the screens of questions, and what is said around them.
type site struct {
	*wikitest.Site
	now      time.Time
	desk     *qa.Desk
	talk     *talk.Talk
	store    *qasql.Store
	watches  *watch.Watches
	follower *watch.Follower
	queue    *notify.Queue
	deps     talkhttp.Deps
	launches int
}

// follows is what the screens ask of the watches.
type follows struct{ *watch.Watches }

func newSite(t testing.TB) *site {
	t.Helper()
	s := &site{now: time.Date(2026, 3, 6, 12, 0, 0, 0, time.UTC)}
	clock := func() time.Time { return s.now }
	s.Site = wikitest.Open(t, clock)
	index, err := search.Open("")
	s.Must(err)
	t.Cleanup(func() { _ = index.Close() })
	s.store = qasql.New(s.DB)
	source := search.Sources(search.Pages(s.Wiki.Store()), qa.NewDocs(s.store, s.Wiki.Store()))
	finder := search.NewFinder(index, source, s.Wiki.Store(), search.NewFeed(index, s.Wiki.Store(), source, search.FeedOptions{}))
	router := routing.New(s.DB, clock)
	s.desk = qa.New(s.store, finder, qa.NewRecorder(s.store), qa.Options{Now: clock, Router: router})
	s.talk, s.watches, s.queue = talk.New(s.DB, s.store), watch.New(s.DB, s.Wiki), notify.NewQueue(s.DB)
	s.watches.Know(watch.Question, s.nouns)
	notices := &told.Source{Questions: s.store, Comment: s.comment, Members: team.New(s.DB).Members, Watches: s.watches}
	s.follower = watch.NewFollower(s.watches, s.queue, watch.FollowerOptions{Sources: []watch.Source{notices.Notices}, Followed: []watch.Followed{told.Followed}})
	s.deps = talkhttp.Deps{Desk: s.desk, Talk: s.talk, Drafts: draft.New(s.DB), Wiki: s.Wiki, Follows: follows{s.watches}}
	s.Serve(httpd.Options{})
	wikihttp.Register(s.Server, wikihttp.Deps{Wiki: s.Wiki, Accounts: s.Accounts, Panels: qahttp.Panels(s.desk), Errands: qahttp.Errands(s.desk)})
	qahttp.Register(s.Server, qahttp.Deps{
		Desk: s.desk, Wiki: s.Wiki, Finder: finder, Store: s.store, Pages: s.Wiki.Store(), Routing: router,
		Talk: s.talk, Drafts: s.deps.Drafts, Follows: follows{s.watches},
	})
	talkhttp.Register(s.Server, s.deps)
	s.Settle()
	return s
}

// check is a request and what has to come of it.
type check struct {
	Method, URL, As, Body string
	Status                int
	Has, Hasnt            []string
}

func (s *site) check(c check) *httptest.ResponseRecorder {
	s.T.Helper()
	return s.Check(wikitest.Check{
		Request: wikitest.Request{Method: c.Method, URL: c.URL, As: c.As, Body: c.Body}, Status: c.Status, Has: c.Has, HasNot: c.Hasnt,
	})
}
