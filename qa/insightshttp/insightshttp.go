// Package insightshttp shows how well Docent finds and answers, over time: a screen, a file and a call
// of the API. Administrators see figures of everything; everybody else who signed in sees those of
// what everybody may read, since a figure tells something of every question that it is made of.
package insightshttp

import (
	"context"
	"encoding/csv"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/qa/eval"
	"github.com/docent-wiki/docent/qa/insights"
	"github.com/docent-wiki/docent/qa/trust"
	"github.com/docent-wiki/docent/themes"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/httpd"
)

// Job is what measures; *eval.Nightly does.
type Job interface {
	Start() bool
	Running() (since time.Time, running bool)
}

// Deps is what the screens work with.
type Deps struct {
	History eval.History
	Store   qa.Reads
	Job     Job
	Weights *eval.Adoption
	Trust   *trust.Keeper
	Bench   eval.Bench       // where weights are learnt; its Access is filled in
	Now     func() time.Time // nil: time.Now
	Rolled  insights.Reads   // what was rolled up of asks, questions and pages
	Areas   Areas            // nil: areas cannot be chosen
}

// Area is an area of responsibility by name.
type Area struct {
	ID   qa.AreaID
	Name string
}

// Areas gives the areas of spaces that a reader may read, by name.
type Areas func(ctx context.Context, access wiki.Access) ([]Area, error)

type screens struct{ Deps }

func (s *screens) now() time.Time {
	if s.Now == nil {
		return time.Now()
	}
	return s.Now()
}

// Register puts the screen, the file and the call on a server.
func Register(server *httpd.Server, d Deps) {
	s := &screens{d}
	server.GET("/insights", s.filtered("/insights", "Insights", wiki.Reader, s.overview))
	server.GET("/insights/overview.csv", s.overviewFile)
	server.GET("/insights/avoided", s.filtered("/insights/avoided", "Interruptions avoided", wiki.Reader, s.avoided))
	server.GET("/insights/avoided.csv", s.avoidedFile)
	server.GET("/insights/gaps", s.filtered("/insights/gaps", "Gaps", wiki.Manager, s.gaps))
	server.GET("/insights/gaps.csv", s.gapsFile)
	server.GET("/insights/freshness", s.filtered("/insights/freshness", "Pages", wiki.Reader, s.freshness))
	server.GET("/insights/pages.csv", s.pagesFile)
	server.GET("/insights/quality", s.quality)
	server.GET("/insights/quality.csv", s.file)
	server.POST("/insights/evaluate", s.evaluate, httpd.Scope(wiki.ScopeAdmin))
	httpd.Register(server, httpd.Operation{
		Method: http.MethodGet, Path: "/insights/quality", ID: "get-quality", Tag: "Insights", Summary: "Search quality over time",
		Text: "Measured every night on the team's own solved questions. Administrators get figures of everything, others those of what everybody who signed in may read.",
	}, s.call)
	httpd.Register(server, httpd.Operation{
		Method: http.MethodGet, Path: "/insights/overview", ID: "get-overview", Tag: "Insights", Summary: "What was asked, and what came of it",
		Text: "Counted in the spaces that the token may read. Days are those of UTC.",
	}, s.overviewCall)
	s.registerWeights(server)
	s.registerAnswers(server)
}

// The days that can be chosen.
var ranges = []int{30, 90, 400}

// shownDays reads the range that a request asks for; anything else is the usual one.
func shownDays(text string) int {
	if n, err := strconv.Atoi(text); err == nil && slices.Contains(ranges, n) {
		return n
	}
	return 90
}

func since(now time.Time, days int) time.Time { return now.Add(-time.Duration(days) * 24 * time.Hour) }

const (
	rowsShown = 31 // of the table; the file has all
	lostShown = 50
)

func (s *screens) quality(r *httpd.Request) error {
	kind, days := eval.KindFor(r.As), shownDays(r.Query("days"))
	all, err := s.History.Evaluations(r.Context(), kind, since(r.Now(), days))
	if err != nil {
		return err
	}
	last, found, err := s.History.LastEvaluation(r.Context(), kind)
	if err != nil {
		return err
	}
	view := themes.Insights{Whole: kind == eval.Whole, CSV: fmt.Sprintf("/insights/quality.csv?days=%d", days)}
	if view.Frame, err = r.Frame(httpd.Here{Title: "Search quality", Nav: themes.NavInsights}); err != nil {
		return err
	}
	view.Tabs = tabs(shown{days: 90}, "/insights/quality")
	if began, running := s.Job.Running(); running {
		view.Running, view.Since = true, r.When(began)
	}
	for _, n := range ranges {
		view.Ranges = append(view.Ranges, themes.Tab{Text: fmt.Sprintf("%d days", n), URL: fmt.Sprintf("/insights/quality?days=%d", n), Here: n == days})
	}
	if found {
		view.At, view.Asked, view.Figures = r.When(last.At), last.Report.Questions, figures(last.Report)
		if sample := last.Report.Sample; sample != nil {
			view.Of = sample.Of
		}
		if view.Lost, view.LostMore, err = s.lost(r, last.Report.Lost); err != nil {
			return err
		}
	}
	if view.Whole {
		if view.Weights, err = s.weightsView(r); err != nil {
			return err
		}
	}
	view.Chart = chart(all, since(r.Now(), days), r.Now(), r.As.In())
	for _, e := range slices.Backward(all[max(0, len(all)-rowsShown):]) {
		view.Rows = append(view.Rows, measured(r, e))
	}
	return r.Draw(view)
}

func measured(r *httpd.Request, e eval.Evaluation) themes.Measured {
	p := e.Report
	return themes.Measured{
		At: r.When(e.At), Asked: p.Questions, First: percent(p.ByPage.P1), Ten: percent(p.ByPage.R10),
		Answered: percent(p.Answering.Answered), Precision: precision(p),
	}
}

func figures(p eval.Report) []themes.Figure {
	return []themes.Figure{
		{Class: "a", Name: "Found first", Value: percent(p.ByPage.P1), Text: "The right answer is the first candidate."},
		{Class: "b", Name: "Among ten", Value: percent(p.ByPage.R10), Text: "It is among the ten candidates."},
		{Class: "c", Name: "Answered", Value: percent(p.Answering.Answered), Text: "Docent was sure enough to show one answer."},
		{Class: "d", Name: "Precision", Value: precision(p), Text: "Of the answers shown, so many were right."},
	}
}

func percent(share float64) string { return fmt.Sprintf("%.0f %%", 100*share) }

// precision is a dash where nothing was answered.
func precision(p eval.Report) string {
	if p.Answering.Answered == 0 {
		return "–"
	}
	return percent(p.Answering.Precision)
}

// readable gives those of the lost wordings of which the reader may read the question, as it is called
// today, while it is answered.
func (s *screens) readable(ctx context.Context, access wiki.Access, lost []eval.Lost) ([]eval.Lost, error) {
	var ids []qa.QuestionID
	for _, l := range lost {
		if id := qa.QuestionID(l.Question); !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	questions, err := s.Store.QuestionsByID(ctx, qa.Of(access), ids)
	if err != nil {
		return nil, err
	}
	wordings, err := s.Store.Wordings(ctx, ids)
	if err != nil {
		return nil, err
	}
	var all []eval.Lost
	for _, l := range lost {
		i := slices.IndexFunc(questions, func(q qa.Question) bool { return int64(q.ID) == l.Question })
		there := l.Wording == 0 || slices.ContainsFunc(wordings, func(w qa.Wording) bool { return int64(w.ID) == l.Wording })
		if i < 0 || questions[i].State != qa.Answered || !there {
			continue
		}
		if l.Title, l.URL = questions[i].Title, questions[i].URL(); l.Wording == 0 {
			l.Text = l.Title
		}
		all = append(all, l)
	}
	return all, nil
}

func (s *screens) lost(r *httpd.Request, lost []eval.Lost) ([]themes.LostWording, int, error) {
	access, err := r.Access()
	if err != nil {
		return nil, 0, err
	}
	all, err := s.readable(r.Context(), access, lost)
	if err != nil {
		return nil, 0, err
	}
	more := max(0, len(all)-lostShown)
	var list []themes.LostWording
	for _, l := range all[:len(all)-more] {
		one := themes.LostWording{Title: l.Title, URL: l.URL}
		if l.Wording != 0 {
			one.Text = l.Text
		}
		list = append(list, one)
	}
	return list, more, nil
}

// file gives the figures as CSV (RFC 4180). Every cell is a number or a time.
func (s *screens) file(r *httpd.Request) error {
	all, err := s.History.Evaluations(r.Context(), eval.KindFor(r.As), since(r.Now(), shownDays(r.Query("days"))))
	if err != nil {
		return err
	}
	number := func(x float64) string { return strconv.FormatFloat(x, 'f', 4, 64) }
	return sendCSV(r, "search-quality.csv", func(w *csv.Writer) {
		_ = w.Write([]string{"at", "wordings", "p_at_1", "mrr_at_10", "r_at_5", "r_at_10", "answered", "precision", "p95_ms"}) // Error says it
		for _, e := range all {
			p := e.Report
			_ = w.Write([]string{
				e.At.UTC().Format(time.RFC3339), strconv.Itoa(p.Questions), number(p.ByPage.P1), number(p.ByPage.MRR10), number(p.ByPage.R5),
				number(p.ByPage.R10), number(p.Answering.Answered), number(p.Answering.Precision), number(p.Latency.P95),
			})
		}
	})
}

func (s *screens) evaluate(r *httpd.Request) error {
	if !r.As.IsAdmin() {
		return content.Errorf(content.Forbidden, "Only administrators may measure: it takes a part of the machine for a while.")
	}
	if s.Job.Start() {
		r.Say("good", "The evaluation has begun. It changes nothing; its figures come here when it is done.", nil)
	} else {
		r.Say("", "An evaluation runs already.", nil)
	}
	return r.See("/insights/quality")
}
