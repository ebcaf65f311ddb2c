package qahttp

import (
	"context"

	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/qa/eval"
	"github.com/docent-wiki/docent/search"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/httpd"
	"github.com/docent-wiki/docent/wiki/wikihttp"
)

type Deps struct {
	Desk   *qa.Desk
	Wiki   *wiki.Wiki
	Finder *search.Finder
}

func Register(*httpd.Server, Deps) {}
func Counts(d *qa.Desk) httpd.Counts {
	return func(ctx context.Context, a wiki.Access) (int, int, error) { return 0, 0, nil }
}
func Panels(d *qa.Desk) wikihttp.Panels { return nil }

type AskedAnswer struct{ Passage, URL string }
type AskedReply struct{ Text string }
type Asked struct {
	Outcome string
	Answers []AskedAnswer
	Reply   *AskedReply
}

func AskedOf(id qa.AskID, r qa.Result) Asked { return Asked{} }

type EvalBody struct {
	Space string
	Set   *eval.Set
}
