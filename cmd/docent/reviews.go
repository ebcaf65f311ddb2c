package main

import (
	"context"

	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/qa/likeness"
	"github.com/docent-wiki/docent/qa/likesql"
	"github.com/docent-wiki/docent/wiki"
)

// reviews are texts that are written twice or contradict each other: who finds them, and what people do with them.
type reviews struct {
	desk     *likeness.Desk
	follower *likeness.Follower
}

// openReviews needs the index.
func (a *app) openReviews() *reviews {
	store := likesql.New(a.db)
	return &reviews{
		desk: likeness.NewDesk(store, a.wiki, a.desk),
		follower: likeness.NewFollower(likeness.Options{
			Store: store, Log: a.wiki.Store(), Tree: a.wiki.Store(), Questions: a.questions, Following: a.following(),
			Similar: func(ctx context.Context, text string, n int) ([]qa.Question, error) {
				access, err := a.wiki.Access(ctx, wiki.Operator())
				if err != nil {
					return nil, err
				}
				return a.desk.Similar(ctx, access, text, n)
			},
			Applied: func(ctx context.Context) (wiki.EventSeq, error) {
				applied, _, err := a.feed.Ready(ctx)
				return applied, err
			},
		}),
	}
}
