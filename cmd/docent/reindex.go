package main

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/docent-wiki/docent/search/searchhttp"
)

type reindexCmd struct {
	remote
}

// pollEvery is how often the progress of a rebuild is looked at.
const pollEvery = 500 * time.Millisecond

func (c *reindexCmd) Run(ctx context.Context, g *globals) error {
	rebuild, look := c.throughServer()
	if c.URL == "" {
		a, err := openApp(ctx, g, mustExist)
		if err != nil {
			return err
		}
		defer a.Close()
		if err := a.openIndex(); err != nil {
			return err
		}
		rebuild, look = a.rebuild()
	}
	built, err := watchBuild(ctx, rebuild, look, progress(g.err, "Indexing"))
	if err != nil {
		return err
	}
	if g.JSON {
		return g.printJSON(built)
	}
	fmt.Fprintf(g.out, "The index is built, up to event %d, in %.1f s.\n", built.Event, built.Seconds)
	return nil
}

type (
	rebuilding func(context.Context) (searchhttp.Reindexed, error)
	looking    func(context.Context) (searchhttp.Building, error)
)

func (c *reindexCmd) throughServer() (rebuilding, looking) {
	const path = "/api/v1/reindex"
	return func(ctx context.Context) (built searchhttp.Reindexed, err error) {
			err = c.call(ctx, http.MethodPost, path, nil, &built)
			return built, err
		}, func(ctx context.Context) (state searchhttp.Building, err error) {
			err = c.call(ctx, http.MethodGet, path, nil, &state)
			return state, err
		}
}

func (a *app) rebuild() (rebuilding, looking) {
	return func(ctx context.Context) (searchhttp.Reindexed, error) {
			begun := time.Now()
			if err := a.feed.Reindex(ctx); err != nil {
				return searchhttp.Reindexed{}, err
			}
			applied, _, err := a.feed.Ready(ctx)
			return searchhttp.Reindexed{Event: int64(applied), Seconds: time.Since(begun).Seconds()}, err
		}, func(context.Context) (searchhttp.Building, error) {
			building, done, total := a.feed.Progress()
			return searchhttp.Building{Building: building, Done: done, Total: total}, nil
		}
}

// watchBuild shows the progress of a rebuild until it has ended.
func watchBuild(ctx context.Context, rebuild rebuilding, look looking, show func(done, total int)) (built searchhttp.Reindexed, err error) {
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		built, err = rebuild(ctx)
	}()
	tick := time.NewTicker(pollEvery)
	defer tick.Stop()
	for {
		select {
		case <-ended:
			return built, err
		case <-tick.C:
			if state, err := look(ctx); err == nil && state.Building && state.Total > 0 {
				show(state.Done, state.Total)
			}
		}
	}
}
