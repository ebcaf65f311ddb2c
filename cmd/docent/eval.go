package main

import (
	"context"
	"fmt"
	"net/http"

	"github.com/docent-wiki/docent/qa/eval"
	"github.com/docent-wiki/docent/qa/insightshttp"
	"github.com/docent-wiki/docent/qa/qahttp"
	"github.com/docent-wiki/docent/wiki"
)

type evalCmd struct {
	remote
	Set   string `arg:"" optional:"" help:"A file of one JSON object a line, or a folder; without it, the team's own solved questions." type:"path" name:"file"`
	Space string `help:"The one space to ask in." placeholder:"SLUG"`
	Fit   bool   `help:"Learn how to rank from the team's own solved questions, and compare with how Docent comes."`
	Adopt bool   `help:"With --fit: take what was learnt into use, where it is better."`
}

func (c *evalCmd) Run(ctx context.Context, g *globals) error {
	switch {
	case c.Fit && (c.Set != "" || c.Space != ""):
		return usageError("--fit learns from all of the team's own solved questions: name neither a file nor a space")
	case c.Adopt && !c.Fit:
		return usageError("--adopt goes with --fit")
	case c.Fit:
		return c.runFit(ctx, g)
	}
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
	bench := a.bench()
	bench.Access, bench.Space = access, space
	return bench.Run(ctx, set)
}

// runFit learns, compares, and adopts where that is wanted.
func (c *evalCmd) runFit(ctx context.Context, g *globals) error {
	fitting, err := c.fit(ctx, g)
	if err != nil {
		return err
	}
	if g.JSON {
		return g.printJSON(fitting)
	}
	if err := fitting.Write(g.out); err != nil {
		return err
	}
	switch {
	case !fitting.Gained():
		fmt.Fprintln(g.err, "Nothing was changed.")
	case c.Adopt:
		fmt.Fprintln(g.err, "The learnt weights are in use.")
	default:
		fmt.Fprintln(g.err, "Nothing was changed. With --adopt the learnt weights are taken into use.")
	}
	return nil
}

func (c *evalCmd) fit(ctx context.Context, g *globals) (eval.Fitting, error) {
	if c.URL != "" {
		var state insightshttp.WeightsState
		err := c.call(ctx, http.MethodPost, "/api/v1/insights/weights", insightshttp.WeightsBody{Action: "learn"}, &state)
		if err == nil && c.Adopt && state.Learnt != nil && state.Learnt.Fitting.Gained() {
			err = c.call(ctx, http.MethodPost, "/api/v1/insights/weights", insightshttp.WeightsBody{Action: "adopt"}, &state)
		}
		if err != nil || state.Learnt == nil {
			return eval.Fitting{}, err
		}
		return state.Learnt.Fitting, nil
	}
	a, err := openSearch(ctx, g)
	if err != nil {
		return eval.Fitting{}, err
	}
	defer a.Close()
	bench := a.bench()
	if bench.Access, err = a.wiki.Access(ctx, wiki.Operator()); err != nil {
		return eval.Fitting{}, err
	}
	fitting, err := bench.Fit(ctx)
	if err != nil || !c.Adopt || !fitting.Gained() {
		return fitting, err
	}
	if err := a.weights.Propose(ctx, wiki.Operator(), fitting); err != nil {
		return fitting, err
	}
	return fitting, a.weights.Adopt(ctx, wiki.Operator())
}
