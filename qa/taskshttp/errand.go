package taskshttp

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/qa/tasks"
	"github.com/docent-wiki/docent/themes"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/wikihttp"
)

// Errands are the pages that are written for page requests: “r12” is request 12. All others are next's;
// nil: there are no others.
func Errands(requests *tasks.Requests, next wikihttp.Errands) wikihttp.Errands {
	return errands{requests, next}
}

type errands struct {
	requests *tasks.Requests
	next     wikihttp.Errands
}

// find gives the request that an errand names; 0 where it names something else.
func requestOf(errand string) tasks.RequestID {
	number, found := strings.CutPrefix(errand, "r")
	n, err := strconv.ParseInt(number, 10, 64)
	if !found || err != nil || n <= 0 {
		return 0
	}
	return tasks.RequestID(n)
}

var noErrand = content.Errorf(content.NotFound, "There is nothing to write this page for, or you may not see it.")

// Start tells what is asked for.
func (e errands) Start(ctx context.Context, access wiki.Access, errand, at string, page wiki.PageID) (wikihttp.Errand, error) {
	id := requestOf(errand)
	switch {
	case id == 0 && e.next == nil:
		return wikihttp.Errand{}, noErrand
	case id == 0:
		return e.next.Start(ctx, access, errand, at, page)
	}
	p, err := e.requests.Get(ctx, access, id)
	if err != nil {
		return wikihttp.Errand{}, err
	}
	note := "You write a page that was asked for. When you publish it, the request is done:"
	if page != 0 {
		note = "You write what was asked for. When you save, the request is done:"
	}
	return wikihttp.Errand{Note: note, Link: themes.Link{Text: p.Title, URL: p.URL()}, Heading: p.Title, Template: p.Template}, nil
}

// Done notes which page came of a request.
func (e errands) Done(ctx context.Context, access wiki.Access, errand, at string, saved wiki.Saved) (wikihttp.Outcome, error) {
	id := requestOf(errand)
	switch {
	case id == 0 && e.next == nil:
		return wikihttp.Outcome{}, noErrand
	case id == 0:
		return e.next.Done(ctx, access, errand, at, saved)
	}
	p, err := e.requests.Fulfil(ctx, access, id, saved.Page.ID)
	if err != nil {
		return wikihttp.Outcome{}, err
	}
	return wikihttp.Outcome{
		Said: "The page is published, and the request is done.", Next: saved.Page.URL(),
		Back: &themes.Button{Text: "Ask for it again", Action: fmt.Sprintf("/requests/%d/reopen", p.ID)},
	}, nil
}
