package qahttp

import (
	"context"
	"net/http"
	"time"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/qa/eval"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/httpd"
)

// EvalBody is the body of POST /api/v1/eval.
type EvalBody struct {
	Space string    `json:"space,omitempty" doc:"Slug of the one space to ask in"`
	Set   *eval.Set `json:"set,omitempty" doc:"Questions with their right answers; without it the team's own solved questions"`
}

const (
	evalBody = 16 << 20
	evalTime = 10 * time.Minute
)

type (
	evalInput struct {
		Body EvalBody
	}
	evalOutput struct {
		Body eval.Report
	}
)

func (s *screens) registerEval(server *httpd.Server) {
	httpd.Register(server, httpd.Operation{
		Method: http.MethodPost, Path: "/eval", ID: "evaluate", Tag: "Asking", Summary: "Measure finding and answering",
		Text:   "For administrators. It changes nothing: no ask is recorded, and recurrence works on a copy in memory.",
		Errors: []int{http.StatusRequestEntityTooLarge},
	}, s.evalCall, httpd.Scope(wiki.ScopeAdmin), httpd.MaxBody(evalBody), httpd.Within(evalTime))
}

func (s *screens) evalCall(ctx context.Context, as wiki.Actor, in *evalInput) (*evalOutput, error) {
	if !as.IsAdmin() {
		return nil, content.Errorf(content.Forbidden, "Only administrators may evaluate: it takes the whole machine for a while.")
	}
	access, err := httpd.AccessOf(ctx)
	if err != nil {
		return nil, err
	}
	space, err := spaceNamed(access, in.Body.Space)
	if err != nil {
		return nil, err
	}
	bench := eval.Bench{Store: s.Store, Finder: s.Finder, Pages: s.Pages, Desk: s.Desk, Access: access, Space: space}
	report, err := bench.Run(ctx, in.Body.Set)
	if err != nil {
		return nil, err
	}
	return &evalOutput{Body: report}, nil
}
