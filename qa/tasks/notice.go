package tasks

import (
	"context"
	"fmt"
	"strconv"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/notify"
	"github.com/docent-wiki/docent/wiki/sqldb"
	"github.com/docent-wiki/docent/wiki/watch"
)

// Topic is the sort of notices about page requests that people choose a channel for.
var Topic = watch.Topic{
	Key: "requests", Title: "Pages that I am to write", Text: "Somebody asks me for a page, and what becomes of the pages that I asked for.",
	Kinds: []wiki.EventKind{RequestMade, RequestChanged, RequestShut, RequestReopened, RequestDone},
}

// Notices tells who is to write a page that they are asked, and who asked what became of it. Nobody is
// told of what they did themselves.
func (r *Requests) Notices(ctx context.Context, e wiki.Event) ([]notify.Notice, error) {
	switch e.Kind {
	case RequestMade, RequestChanged, RequestShut, RequestReopened, RequestDone:
	default:
		return nil, nil
	}
	id, err := strconv.ParseInt(e.Data["request"], 10, 64)
	if err != nil {
		return nil, nil //nolint:nilerr // an event that names no request tells nobody anything
	}
	all, err := sqldb.All(ctx, r.db.Reader(), scanRequest, requestSelect+`WHERE r.id = $1`, id)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	p := all[0]
	to, text := p.By, ""
	switch e.Kind {
	case RequestShut:
		text = " closed your request for a page: " + content.Excerpt(p.Reason, maxReason)
	case RequestDone:
		text = " wrote the page that you asked for."
	default:
		if to, text = p.Owner, " asks you to write a page."; e.Kind == RequestChanged && e.Data["given"] == "" {
			return nil, nil
		}
	}
	if to.ID == 0 || to.ID == e.Actor.ID {
		return nil, nil
	}
	by := e.Actor.Name
	if by == "" {
		by = "Somebody"
	}
	n := notify.Notice{
		Person: to.ID, Key: fmt.Sprintf("%s/%d/%d/%d", e.Kind, id, to.ID, e.Seq), Kind: e.Kind, Thread: fmt.Sprintf("request/%d", id),
		Title: p.Title, Text: by + text, URL: p.URL(), Space: p.Space, At: e.At,
	}
	return []notify.Notice{n}, nil
}
