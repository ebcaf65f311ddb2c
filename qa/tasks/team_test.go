package tasks_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/qa/qasql"
	"github.com/docent-wiki/docent/qa/tasks"
	"github.com/docent-wiki/docent/search"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/sqldb"
	"github.com/docent-wiki/docent/wiki/watch"
	"github.com/docent-wiki/docent/wiki/wikitest"
)

// team is a real wiki with people and spaces (see wikitest), questions, and everybody's tasks. Its clock
// stands still at a Friday noon until a test moves it.
type team struct {
	*wikitest.Site
	now      time.Time
	desk     *qa.Desk
	board    *tasks.Board
	requests *tasks.Requests
	follower *tasks.Follower
	feed     *search.Feed
	asked    int // times that sources were asked

	newFollower func() *tasks.Follower // as after a start
}

func newTeam(t testing.TB) *team {
	t.Helper()
	tm := &team{now: time.Date(2026, 3, 6, 12, 0, 0, 0, time.UTC)}
	clock := func() time.Time { return tm.now }
	tm.Site = wikitest.Open(t, clock)
	index, err := search.Open("")
	tm.Must(err)
	t.Cleanup(func() { _ = index.Close() })
	store := qasql.New(tm.DB)
	source := search.Sources(search.Pages(tm.Wiki.Store()), qa.NewDocs(store, tm.Wiki.Store()))
	tm.feed = search.NewFeed(index, tm.Wiki.Store(), source, search.FeedOptions{})
	finder := search.NewFinder(index, source, tm.Wiki.Store(), tm.feed)
	tm.desk = qa.New(store, finder, qa.NewRecorder(store), qa.Options{Now: clock})
	tm.requests = tasks.NewRequests(tm.DB, clock)
	names := watch.New(tm.DB, tm.Wiki)
	handles := func(ctx context.Context) (tasks.Handles, error) { return names.Handles(ctx) }
	access := func(ctx context.Context, person wiki.PersonID) (wiki.Access, error) {
		as, err := tm.Accounts.ActorOf(ctx, person)
		if err != nil {
			return wiki.Access{}, err
		}
		return tm.Wiki.Access(ctx, as)
	}
	counted := func(context.Context, wiki.Access) ([]tasks.Item, error) {
		tm.asked++
		return nil, nil
	}
	tm.board = tasks.New(tm.DB, tasks.Options{
		Now: clock, Access: access, LastEvent: tm.Wiki.Store().LastEvent,
		Sources: []tasks.Source{
			tasks.Questions(tm.desk, tm.DB), tasks.Checks(tm.desk), tasks.Verifications(tm.DB, tm.Wiki, clock),
			tm.requests.Source(), tasks.Boxes(tm.DB, tm.Wiki, handles), counted,
		},
	})
	tm.newFollower = func() *tasks.Follower {
		return tasks.NewFollower(tm.DB, tasks.FollowerOptions{Pages: tm.Wiki.Store(), Handles: handles})
	}
	tm.follower = tm.newFollower()
	tm.Settle()
	return tm
}

// tick lets time pass, so that counts are looked up anew.
func (tm *team) tick() { tm.now = tm.now.Add(2 * time.Second) }

func (tm *team) catchUp() {
	tm.T.Helper()
	tm.Must(tm.feed.CatchUp(tm.T.Context()))
	tm.Must(tm.follower.CatchUp(tm.T.Context()))
}

// list gives what waits for somebody, as "kind title".
func (tm *team) list(name string) []string {
	tm.T.Helper()
	all, err := tm.board.List(tm.T.Context(), tm.Access(name))
	tm.Must(err)
	texts := []string{}
	for _, t := range tasks.Waiting(all, tm.now) {
		texts = append(texts, fmt.Sprintf("%s %s", t.Kind, t.Title))
	}
	return texts
}

// find gives one task of somebody by its title.
func (tm *team) find(name, title string) tasks.Task {
	tm.T.Helper()
	all, err := tm.board.List(tm.T.Context(), tm.Access(name))
	tm.Must(err)
	for _, t := range all {
		if t.Title == title {
			return t
		}
	}
	tm.T.Fatalf("%s has no task %q", name, title)
	return tasks.Task{}
}

// ask makes a question of Cleo's in a space, owned by somebody.
func (tm *team) ask(title, space, owner string) qa.Question {
	tm.T.Helper()
	ctx, access := tm.T.Context(), tm.Access("ada")
	q, err := tm.desk.CreateQuestion(ctx, access, qa.NewQuestion{Title: title, Space: tm.SpaceID(space)})
	tm.Must(err)
	id := tm.People[owner].ID
	q, err = tm.desk.ChangeQuestion(ctx, access, q.ID, qa.Change{Owner: &id})
	tm.Must(err)
	return q
}

// save replaces a page's text, and owner where one is named.
func (tm *team) save(id wiki.PageID, markdown, owner string) {
	tm.T.Helper()
	as := tm.Actor("ada")
	page, err := tm.Wiki.Page(tm.T.Context(), as, id)
	tm.Must(err)
	d := wiki.Draft{Page: id, Base: page.Revision, Markdown: &markdown}
	if owner != "" {
		person := tm.People[owner].ID
		d.Owner = &person
	}
	_, err = tm.Wiki.Save(tm.T.Context(), as, d)
	tm.Must(err)
}

// forgetSeq makes the next follower begin with the first event.
func (tm *team) forgetSeq() {
	tm.T.Helper()
	tm.Must(tm.DB.Write(tm.T.Context(), wiki.Operator(), func(tx *sqldb.Tx) error {
		_, err := tx.ExecContext(tm.T.Context(), `DELETE FROM followers WHERE name = 'tasks'`)
		return err
	}))
}

func (tm *team) grantRita(space string, right wiki.Right) {
	tm.T.Helper()
	tm.Must(tm.Wiki.SetGrant(tm.T.Context(), tm.Actor("ada"), space, tm.People["rita"].ID, right))
}
