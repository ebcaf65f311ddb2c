package main

import (
	"context"
	"net/http"

	"github.com/docent-wiki/docent/qa/eval"
	"github.com/docent-wiki/docent/qa/qahttp"
)

type evalCmd struct {
	remote
	Set   string `arg:"" optional:"" help:"A file of one JSON object a line, or a folder; without it, the team's own solved questions." type:"path" name:"file"`
	Space string `help:"The one space to ask in." placeholder:"SLUG"`
}

func (c *evalCmd) Run(ctx context.Context, g *globals) error {
	var set *eval.Set
	if c.Set != "" {
		var err error
		if set, err = eval.Read(c.Set); err != nil {
			return err
		}
	}
	report, err := c.measure(ctx, g, set)
	if err != nil {
		return err
	}
	if g.JSON {
		return g.printJSON(report)
	}
	return report.Write(g.out)
}

func (c *evalCmd) measure(ctx context.Context, g *globals, set *eval.Set) (report eval.Report, err error) {
	if c.URL != "" {
		body := qahttp.EvalBody{Space: c.Space, Set: set}
		err = c.call(ctx, http.MethodPost, "/api/v1/eval", body, &report)
		return report, err
	}
	a, err := openSearch(ctx, g)
	if err != nil {
		return report, err
	}
	defer a.Close()
	access, space, err := a.operatorIn(ctx, c.Space)
	if err != nil {
		return report, err
	}
	bench := eval.Bench{Store: a.questions, Finder: a.finder, Pages: a.wiki.Store(), Desk: a.desk, Access: access, Space: space}
	return bench.Run(ctx, set)
}
