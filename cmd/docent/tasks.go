package main

import (
	"context"
	"time"

	"github.com/docent-wiki/docent/qa/likeness"
	"github.com/docent-wiki/docent/qa/tasks"
	"github.com/docent-wiki/docent/qa/told"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/watch"
)

// everybodysTasks are what waits for people: the board that joins the items of all features, and what has no
// other home.
type everybodysTasks struct {
	board    *tasks.Board
	requests *tasks.Requests
	follower *tasks.Follower
	readers  func(context.Context, wiki.Access, wiki.SpaceID) ([]wiki.PersonRef, error)
}

// openTasks opens what needs no index.
func (a *app) openTasks() *everybodysTasks {
	t := &everybodysTasks{requests: tasks.NewRequests(a.db, time.Now)}
	t.follower = tasks.NewFollower(a.db, tasks.FollowerOptions{
		Pages: a.wiki.Store(), Handles: a.handles, Following: a.following(),
	})
	t.readers = func(ctx context.Context, access wiki.Access, space wiki.SpaceID) ([]wiki.PersonRef, error) {
		return tasks.Readers(ctx, a.db, access, space)
	}
	return t
}

// openBoard joins the items of all features.
func (a *app) openBoard() *tasks.Board {
	return tasks.New(a.db, tasks.Options{
		Access: a.accessOf, LastEvent: a.wiki.Store().LastEvent,
		Sources: []tasks.Source{
			tasks.Questions(a.desk, a.db), tasks.Checks(a.desk), tasks.Verifications(a.db, a.wiki, nil),
			a.tasks.requests.Source(), a.paths.Source(), tasks.Boxes(a.db, a.wiki, a.handles), tasks.Mentions(a.db, a.notices.queue, watch.PageMentioned, told.Mentioned),
			a.reviews.desk.Tasks, likeness.Expired(a.desk),
		},
	})
}

// handles tells whom an @name means.
func (a *app) handles(ctx context.Context) (tasks.Handles, error) {
	return a.notices.watches.Handles(ctx)
}

// accessOf tells what somebody may read and do, as in a browser.
func (a *app) accessOf(ctx context.Context, person wiki.PersonID) (wiki.Access, error) {
	as, err := a.accounts.ActorOf(ctx, person)
	if err != nil {
		return wiki.Access{}, err
	}
	return a.wiki.Access(ctx, as)
}
