package insightshttp

import (
	"context"
	"time"

	"github.com/docent-wiki/docent/qa/eval"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/httpd"
)

type (
	qualityInput struct {
		Days int `query:"days" minimum:"1" maximum:"400" default:"90" doc:"How far back"`
	}
	qualityOutput struct {
		Body Quality
	}
	// Measured is one evaluation.
	Measured struct {
		At     time.Time   `json:"at"`
		Report eval.Report `json:"report"`
	}
	// Quality is the search quality over time.
	Quality struct {
		Of      string      `json:"of" enum:"whole,team" doc:"whole: of everything; team: of what everybody who signed in may read"`
		Running bool        `json:"running" doc:"An evaluation runs"`
		Items   []Measured  `json:"items" doc:"The oldest first"`
		Lost    []eval.Lost `json:"lost" doc:"Wordings of solved questions that, were they not known, would not find their answer among ten; of the newest evaluation"`
	}
)

func (s *screens) call(ctx context.Context, as wiki.Actor, in *qualityInput) (*qualityOutput, error) {
	access, err := httpd.AccessOf(ctx)
	if err != nil {
		return nil, err
	}
	kind := eval.KindFor(as)
	all, err := s.History.Evaluations(ctx, kind, since(s.now(), in.Days))
	if err != nil {
		return nil, err
	}
	out := &qualityOutput{Body: Quality{Of: string(kind), Items: make([]Measured, len(all))}}
	for i, e := range all {
		out.Body.Items[i] = Measured{At: e.At.UTC(), Report: e.Report}
	}
	_, out.Body.Running = s.Job.Running()
	last, _, err := s.History.LastEvaluation(ctx, kind)
	if err != nil {
		return nil, err
	}
	out.Body.Lost, err = s.readable(ctx, access, last.Report.Lost)
	return out, err
}
