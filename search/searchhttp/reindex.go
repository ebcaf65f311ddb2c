package searchhttp

import (
	"context"
	"net/http"
	"time"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/search"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/httpd"
)

// reindexWithin is the deadline of a rebuild that somebody waits for.
const reindexWithin = time.Hour

// Reindexed says how a rebuild ended.
type Reindexed struct {
	Event   int64   `json:"event" doc:"The last event that is in the index"`
	Seconds float64 `json:"seconds"`
}

// Building says how far a rebuild is.
type Building struct {
	Building bool `json:"building"`
	Done     int  `json:"done" doc:"Pages that are indexed"`
	Total    int  `json:"total" doc:"Pages there are; 0 while that is unknown"`
}

type reindexOutput struct{ Body Reindexed }

type buildingOutput struct{ Body Building }

type keeper struct {
	feed  *search.Feed
	files Failures
}

func (k keeper) register(server *httpd.Server) {
	httpd.Register(server, httpd.Operation{
		Method: http.MethodPost, Path: "/reindex", ID: "reindex", Tag: "Administration", Summary: "Build the search index anew",
		Text: "Answers when it is built. Searching goes on meanwhile, with what is there.", Status: http.StatusOK,
	}, k.reindex, httpd.Scope(wiki.ScopeAdmin), httpd.Within(reindexWithin))
	httpd.Register(server, httpd.Operation{
		Method: http.MethodGet, Path: "/reindex", ID: "get-reindex", Tag: "Administration", Summary: "How far a rebuild is",
	}, k.building, httpd.Scope(wiki.ScopeAdmin))
}

func needAdmin(as wiki.Actor) error {
	if !as.IsAdmin() {
		return content.Errorf(content.Forbidden, "Only administrators may rebuild the index, with a token of the scope “admin”.")
	}
	return nil
}

func (k keeper) reindex(ctx context.Context, as wiki.Actor, _ *struct{}) (*reindexOutput, error) {
	if err := needAdmin(as); err != nil {
		return nil, err
	}
	begun := time.Now()
	if err := k.feed.Reindex(ctx); err != nil {
		return nil, err
	}
	applied, _, err := k.feed.Ready(ctx)
	return &reindexOutput{Reindexed{Event: int64(applied), Seconds: time.Since(begun).Seconds()}}, err
}

func (k keeper) building(_ context.Context, as wiki.Actor, _ *struct{}) (*buildingOutput, error) {
	if err := needAdmin(as); err != nil {
		return nil, err
	}
	building, done, total := k.feed.Progress()
	return &buildingOutput{Building{building, done, total}}, nil
}
