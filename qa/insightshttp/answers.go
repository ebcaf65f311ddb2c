package insightshttp

import (
	"context"
	"fmt"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/qa/trust"
	"github.com/docent-wiki/docent/themes"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/httpd"
)

const answersPath = "/admin/answers"

type (
	// AnswersBody is the body of PUT /api/v1/settings/answers.
	AnswersBody struct {
		Questions float64 `json:"questions" minimum:"0.5" maximum:"0.99" doc:"The share of answers that has to be right, where a known question is shown alone"`
		Sections  float64 `json:"sections" minimum:"0.5" maximum:"0.99" doc:"The same of a section that nobody has linked as an answer yet"`
	}
	// AnswersState says how sure Docent has to be to show one answer.
	AnswersState struct {
		Wanted     trust.Wanted  `json:"wanted" doc:"The share of answers that has to be right"`
		Thresholds qa.Thresholds `json:"thresholds" doc:"The confidence that it takes"`
		Needed     int           `json:"needed" doc:"Asks of a kind that it takes until the team's own are relied on"`
		Measured   *trust.Trial  `json:"measured,omitempty" doc:"How the team's own solved questions went; absent: not measured yet"`
	}
	answersInput struct {
		Body AnswersBody
	}
	answersOutput struct {
		Body AnswersState
	}
)

func (s *screens) registerAnswers(server *httpd.Server) {
	own := httpd.Scope(wiki.ScopeAdmin)
	server.GET(answersPath, s.answers, own)
	server.POST(answersPath, s.answersNow, own)
	const tag = "Administration"
	httpd.Register(server, httpd.Operation{
		Method: http.MethodGet, Path: "/settings/answers", ID: "get-answers-settings", Tag: tag, Summary: "How sure Docent has to be to show one answer",
		Text: "For administrators: with the curve of the team's own solved questions, of all spaces.",
	}, s.answersCall, own)
	httpd.Register(server, httpd.Operation{
		Method: http.MethodPut, Path: "/settings/answers", ID: "set-answers-settings", Tag: tag, Summary: "Change how sure Docent has to be",
		Text: "For administrators. It counts from the next question on.",
	}, s.setAnswersCall, own)
}

func mayTrust(as wiki.Actor) error {
	if !as.IsAdmin() {
		return content.Errorf(content.Forbidden, "Only administrators see and change how sure Docent has to be.")
	}
	return nil
}

func (s *screens) answersCall(_ context.Context, as wiki.Actor, _ *struct{}) (*answersOutput, error) {
	if err := mayTrust(as); err != nil {
		return nil, err
	}
	now := s.Trust.State()
	out := &answersOutput{Body: AnswersState{Wanted: now.Wanted, Thresholds: now.Thresholds, Needed: trust.Needed}}
	if !now.Measured.At.IsZero() {
		out.Body.Measured = &now.Measured
	}
	return out, nil
}

func (s *screens) setAnswersCall(ctx context.Context, as wiki.Actor, in *answersInput) (*answersOutput, error) {
	if err := mayTrust(as); err != nil {
		return nil, err
	}
	if err := s.Trust.Want(ctx, as, trust.Wanted(in.Body)); err != nil {
		return nil, err
	}
	return s.answersCall(ctx, as, nil)
}

func (s *screens) answers(r *httpd.Request) error {
	if err := mayTrust(r.As); err != nil {
		return err
	}
	view, err := s.answersView(r)
	if err != nil {
		return err
	}
	return r.Draw(view)
}

// answersNow does what one of the screen's forms asks for.
func (s *screens) answersNow(r *httpd.Request) error {
	if err := mayTrust(r.As); err != nil {
		return err
	}
	switch r.Field("do") {
	case "measure":
		if s.Job.Start() {
			r.Say("good", "Your questions are being asked. It changes nothing; the curve comes here when it is done.", nil)
		} else {
			r.Say("", "Your questions are being asked already.", nil)
		}
		return r.See(answersPath)
	case "ship":
		return s.want(r, trust.Shipped)
	}
	return s.want(r, trust.Wanted{Questions: ofHundred(r.Field("questions")), Sections: ofHundred(r.Field("sections"))})
}

func (s *screens) want(r *httpd.Request, w trust.Wanted) error {
	err := s.Trust.Want(r.Context(), r.As, w)
	if known := httpd.Known(err); known != nil && known.Kind == content.Invalid {
		view, err := s.answersView(r)
		if err != nil {
			return err
		}
		view.Problem = themes.Problem{Text: known.Text, Field: known.Field}
		view.Questions.Wanted, view.Sections.Wanted = r.Field("questions"), r.Field("sections")
		return r.Refuse(known, view)
	}
	if err != nil {
		return err
	}
	r.Say("good", "Saved. It counts from the next question on.", nil)
	return r.See(answersPath)
}

// ofHundred reads a number of 100 as a share; what is none becomes a share that is refused.
func ofHundred(text string) float64 {
	n, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
	if err != nil {
		return 0
	}
	return math.Round(10*n) / 1000 // a tenth of a hundredth is as fine as anybody can mean it
}

func asHundred(share float64) string {
	return strconv.FormatFloat(math.Round(1000*share)/10, 'f', -1, 64)
}

// The precisions of the table, of 100.
var precisions = []int{99, 97, 95, 90, 85, 80, 70, 60}

func (s *screens) answersView(r *httpd.Request) (v themes.AdminAnswers, err error) {
	now := s.Trust.State()
	m := now.Measured
	v = themes.AdminAnswers{
		Tabs: r.AdminTabs(answersPath), Changed: now.Wanted != trust.Shipped, Asked: m.Asked, Needed: trust.Needed,
		Questions: trusted(m.Questions, m.Asked, now.Wanted.Questions, now.Thresholds.Questions),
		Sections:  trusted(m.Sections, m.Asked, now.Wanted.Sections, now.Thresholds.Sections),
		Chart:     trustChart(now),
	}
	if !m.At.IsZero() {
		v.At = r.When(m.At)
	}
	var began time.Time
	if began, v.Running = s.Job.Running(); v.Running {
		v.Since = r.When(began)
	}
	for _, n := range precisions {
		w := float64(n) / 100
		from := m.Thresholds(trust.Wanted{Questions: w, Sections: w})
		v.Rows = append(v.Rows, themes.TrustRow{
			Wanted:    strconv.Itoa(n),
			Questions: cell(m.Questions, m.Asked, from.Questions, w == now.Wanted.Questions),
			Sections:  cell(m.Sections, m.Asked, from.Sections, w == now.Wanted.Sections),
		})
	}
	v.Frame, err = r.Frame(httpd.Here{Title: "Answers · Administration", Nav: themes.NavAdmin})
	return v, err
}

func trusted(c trust.Curve, asked int, wanted, from float64) themes.TrustedKind {
	at := c.At(from)
	k := themes.TrustedKind{Wanted: asHundred(wanted), From: confidence(from), Asked: c.Asked, Own: c.Own(), Precision: "–"}
	if k.Own {
		k.Answered = answered(c, asked, from)
		if at.Answered > 0 {
			k.Precision = percent(at.Precision)
		}
		k.Short = at.Answered == 0 || at.Precision < wanted
	}
	return k
}

func cell(c trust.Curve, asked int, from float64, inUse bool) themes.TrustCell {
	t := themes.TrustCell{From: confidence(from), InUse: inUse}
	if c.Own() {
		t.Answered = answered(c, asked, from)
	}
	return t
}

func confidence(from float64) string { return fmt.Sprintf("%.2f", from) }

// answered is the share of all wordings that a kind answers from a confidence on.
func answered(c trust.Curve, asked int, from float64) string {
	return percent(c.At(from).Answered * float64(c.Asked) / float64(asked))
}

// fewAnswers is how many answers a precision is drawn from: that of fewer jumps.
const fewAnswers = 5

// trustChart draws precision over the share answered; nil where too little was measured of both kinds.
func trustChart(now trust.State) *themes.Chart {
	m := now.Measured
	c := &themes.Chart{Width: chartWidth, Height: chartHeight + 16}
	for n := 0; n <= 100; n += 25 {
		share := float64(n) / 100
		c.Down = append(c.Down, themes.Tick{At: place(down(share)), Label: fmt.Sprintf("%d %%", n)})
		c.Across = append(c.Across, themes.Tick{At: place(along(share)), Label: fmt.Sprintf("%d %%", n)})
	}
	for _, one := range []struct {
		class, name string
		trust.Curve
		from float64
	}{
		{"a", "Known questions", m.Questions, now.Thresholds.Questions},
		{"b", "Sections", m.Sections, now.Thresholds.Sections},
	} {
		if one.Own() {
			c.Lines = append(c.Lines, trustLine(one.class, one.name, one.Curve, m.Asked, one.from))
		}
	}
	if len(c.Lines) == 0 {
		return nil
	}
	apart(c.Lines)
	return c
}

func along(share float64) float64 { return left + (right-left)*share }

func trustLine(class, name string, c trust.Curve, asked int, from float64) themes.ChartLine {
	line := themes.ChartLine{Class: class, Name: name, EndX: place(right + 12)}
	part := float64(c.Asked) / float64(asked)
	var points []string
	for _, p := range c.Points {
		line.EndY = place(down(p.Precision))
		if p.Answered*float64(c.Asked) >= fewAnswers {
			points = append(points, place(along(p.Answered*part))+","+line.EndY)
		}
	}
	line.Points = strings.Join(points, " ")
	at := c.At(from)
	line.Dots = []themes.Dot{{X: place(along(at.Answered * part)), Y: place(down(at.Precision))}}
	return line
}
