package insightshttp

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/qa/eval"
	"github.com/docent-wiki/docent/themes"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/httpd"
)

// learnTime bounds how long learning may take.
const learnTime = 10 * time.Minute

type (
	// WeightsBody is the body of POST /api/v1/insights/weights.
	WeightsBody struct {
		Action string `json:"action" enum:"learn,adopt,ship" doc:"learn: compare, changing nothing; adopt: use what was learnt last; ship: use those that Docent comes with"`
	}
	// WeightsState says which weights rank answers.
	WeightsState struct {
		Adopted *eval.Learnt `json:"adopted,omitempty" doc:"In use; absent: those that Docent comes with"`
		Learnt  *eval.Learnt `json:"learnt,omitempty" doc:"Learnt last, in use or not"`
	}
	weightsInput struct {
		Body WeightsBody
	}
	weightsOutput struct {
		Body WeightsState
	}
)

func (s *screens) registerWeights(server *httpd.Server) {
	own, long := httpd.Scope(wiki.ScopeAdmin), httpd.Within(learnTime)
	server.POST("/insights/weights", s.weightsNow, own, long)
	httpd.Register(server, httpd.Operation{
		Method: http.MethodGet, Path: "/insights/weights", ID: "get-weights", Tag: "Insights", Summary: "Which weights rank answers",
		Text: "For administrators.",
	}, s.weightsCall, own)
	httpd.Register(server, httpd.Operation{
		Method: http.MethodPost, Path: "/insights/weights", ID: "set-weights", Tag: "Insights", Summary: "Learn weights from the team's own questions, adopt them, go back",
		Text: "For administrators. What is learnt is compared by cross-validation, and counts once it is adopted.", Status: http.StatusOK,
	}, s.setWeightsCall, own, long)
}

// do learns, adopts or goes back.
func (s *screens) do(ctx context.Context, as wiki.Actor, action string) error {
	if !as.IsAdmin() {
		return content.Errorf(content.Forbidden, "Only administrators may change how answers are ranked.")
	}
	switch action {
	case "learn":
		access, err := httpd.AccessOf(ctx)
		if err != nil {
			return err
		}
		bench := s.Bench
		bench.Access = access
		fitting, err := bench.Fit(ctx)
		if err != nil {
			return err
		}
		return s.Weights.Propose(ctx, as, fitting)
	case "adopt":
		return s.Weights.Adopt(ctx, as)
	case "ship":
		return s.Weights.GoBack(ctx, as)
	}
	return content.Errorf(content.Invalid, "Choose to learn, to adopt, or to go back. Nothing was changed.").On("action")
}

// weightsNow answers the buttons.
func (s *screens) weightsNow(r *httpd.Request) error {
	action := r.Field("action")
	err := s.do(r.Context(), r.As, action)
	if known := httpd.Known(err); known != nil && known.Kind == content.Invalid {
		r.Say("bad", known.Text, nil)
		return r.See("/insights/quality")
	}
	if err != nil {
		return err
	}
	r.Say("good", map[string]string{
		"learn": "Docent has learnt from your questions and compared. Nothing has changed yet.",
		"adopt": "The learnt weights are in use from the next question on.",
		"ship":  "The weights that Docent comes with are in use again.",
	}[action], nil)
	return r.See("/insights/quality")
}

func (s *screens) state(ctx context.Context) (w WeightsState, err error) {
	if w.Adopted, err = s.Weights.Adopted(ctx); err == nil {
		w.Learnt, err = s.Weights.Learnt(ctx)
	}
	return w, err
}

func (s *screens) weightsCall(ctx context.Context, as wiki.Actor, _ *struct{}) (*weightsOutput, error) {
	if !as.IsAdmin() {
		return nil, content.Errorf(content.Forbidden, "Only administrators see how answers are ranked.")
	}
	state, err := s.state(ctx)
	return &weightsOutput{Body: state}, err
}

func (s *screens) setWeightsCall(ctx context.Context, as wiki.Actor, in *weightsInput) (*weightsOutput, error) {
	if err := s.do(ctx, as, in.Body.Action); err != nil {
		return nil, err
	}
	return s.weightsCall(ctx, as, nil)
}

func (s *screens) weightsView(r *httpd.Request) (*themes.RankingWeights, error) {
	state, err := s.state(r.Context())
	if err != nil {
		return nil, err
	}
	v := &themes.RankingWeights{}
	if a := state.Adopted; a != nil {
		v.Adopted, v.By = r.When(a.At), a.By
	}
	if l := state.Learnt; l != nil {
		f := l.Fitting
		v.Learnt, v.Gained, v.InUse = r.When(l.At), f.Gained(), state.Adopted != nil && !l.At.After(state.Adopted.At)
		compare(v, "Answered questions", f.Wordings, f.Before, f.After)
		compare(v, "Sections of pages", f.Sections.Wordings, f.Sections.Before, f.Sections.After)
	}
	return v, nil
}

// compare adds what was learnt of one kind of answers.
func compare(v *themes.RankingWeights, name string, wordings int, before, after eval.Ranking) {
	if after.N == 0 {
		v.TooFew = append(v.TooFew, fmt.Sprintf("%s stay as they are: there were %d wordings to learn from, and %d are needed.", name, wordings, eval.Needed))
		return
	}
	sides := themes.RankingSides{Name: name, Wordings: wordings}
	for _, k := range []struct {
		name string
		eval.Ranking
	}{{"As Docent comes", before}, {"Learnt", after}} {
		sides.Rows = append(sides.Rows, themes.RankingRow{Name: k.name, First: percent(k.P1), Five: percent(k.R5), Ten: percent(k.R10), Mean: fmt.Sprintf("%.3f", k.MRR10)})
	}
	v.Compared = append(v.Compared, sides)
}
