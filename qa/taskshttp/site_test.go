package taskshttp_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/docent-wiki/docent/content/starter"
	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/qa/qasql"
	"github.com/docent-wiki/docent/qa/tasks"
	"github.com/docent-wiki/docent/qa/taskshttp"
	"github.com/docent-wiki/docent/search"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/httpd"
	"github.com/docent-wiki/docent/wiki/watch"
	"github.com/docent-wiki/docent/wiki/wikihttp"
	"github.com/docent-wiki/docent/wiki/wikitest"
)

// site is a Docent with tasks. Its clock stands still at a Friday noon in Vienna until a test moves it.
type site struct {
	*wikitest.Site
	now      time.Time
	desk     *qa.Desk
	deps     taskshttp.Deps
	follower *tasks.Follower
	feed     *search.Feed
}

func newSite(t testing.TB) *site {
	t.Helper()
	s := &site{now: time.Date(2026, 3, 6, 11, 0, 0, 0, time.UTC)}
	clock := func() time.Time { return s.now }
	s.Site = wikitest.Open(t, clock)
	index, err := search.Open("")
	s.Must(err)
	t.Cleanup(func() { _ = index.Close() })
	store := qasql.New(s.DB)
	source := search.Sources(search.Pages(s.Wiki.Store()), qa.NewDocs(store, s.Wiki.Store()))
	s.feed = search.NewFeed(index, s.Wiki.Store(), source, search.FeedOptions{})
	s.desk = qa.New(store, search.NewFinder(index, source, s.Wiki.Store(), s.feed), qa.NewRecorder(store), qa.Options{Now: clock})
	names := watch.New(s.DB, s.Wiki)
	handles := func(ctx context.Context) (tasks.Handles, error) { return names.Handles(ctx) }
	requests := tasks.NewRequests(s.DB, clock)
	board := tasks.New(s.DB, tasks.Options{
		Now: clock, LastEvent: s.Wiki.Store().LastEvent,
		Access: func(ctx context.Context, person wiki.PersonID) (wiki.Access, error) {
			as, err := s.Accounts.ActorOf(ctx, person)
			if err != nil {
				return wiki.Access{}, err
			}
			return s.Wiki.Access(ctx, as)
		},
		Sources: []tasks.Source{
			tasks.Questions(s.desk, s.DB), tasks.Checks(s.desk), tasks.Verifications(s.DB, s.Wiki, clock), requests.Source(), tasks.Boxes(s.DB, s.Wiki, handles),
		},
	})
	s.follower = tasks.NewFollower(s.DB, tasks.FollowerOptions{Pages: s.Wiki.Store(), Handles: handles})
	s.deps = taskshttp.Deps{
		Board: board, Requests: requests, Wiki: s.Wiki, Templates: starter.Templates(),
		Readers: func(ctx context.Context, access wiki.Access, space wiki.SpaceID) ([]wiki.PersonRef, error) {
			return tasks.Readers(ctx, s.DB, access, space)
		},
	}
	open := func(context.Context, wiki.Access) (int, error) { return 0, nil }
	s.Serve(httpd.Options{Counts: taskshttp.Counts(open, board)})
	nothing := func(context.Context, wiki.Access, wiki.PageID) (wikihttp.Beside, error) {
		return wikihttp.Beside{}, nil
	}
	wikihttp.Register(s.Server, wikihttp.Deps{
		Wiki: s.Wiki, Accounts: s.Accounts, Panels: taskshttp.Home(board, nothing), Errands: taskshttp.Errands(requests, nil), Templates: starter.Templates(),
	})
	taskshttp.Register(s.Server, s.deps)
	s.Settle()
	return s
}

// ask makes a question in a space, owned by somebody.
func (s *site) ask(title, space, owner string) qa.Question {
	s.T.Helper()
	s.Must(s.feed.CatchUp(s.T.Context()))
	q, err := s.desk.CreateQuestion(s.T.Context(), s.Access("ada"), qa.NewQuestion{Title: title, Space: s.SpaceID(space)})
	s.Must(err)
	id := s.People[owner].ID
	q, err = s.desk.ChangeQuestion(s.T.Context(), s.Access("ada"), q.ID, qa.Change{Owner: &id})
	s.Must(err)
	return q
}

// wanted makes a request in a space, for somebody to write.
func (s *site) wanted(as, title, space, owner string, due time.Time) tasks.PageRequest {
	s.T.Helper()
	p, err := s.deps.Requests.Create(s.T.Context(), s.Access(as), tasks.NewRequest{Title: title, Space: s.SpaceID(space), Owner: s.People[owner].ID, Due: due})
	s.Must(err)
	return p
}

func (s *site) box(space, name, text string) wiki.Page {
	s.T.Helper()
	p := s.Page(space, "Plan of "+name, fmt.Sprintf("# Plan\n\n- [ ] @%s %s\n", name, text))
	s.Must(s.follower.CatchUp(s.T.Context()))
	return p
}
