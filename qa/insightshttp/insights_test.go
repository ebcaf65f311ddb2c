package insightshttp_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/qa/eval"
	"github.com/docent-wiki/docent/qa/insightshttp"
	"github.com/docent-wiki/docent/qa/insightsql"
	"github.com/docent-wiki/docent/qa/qasql"
	"github.com/docent-wiki/docent/qa/trust"
	"github.com/docent-wiki/docent/search"
	"github.com/docent-wiki/docent/wiki/httpd"
	"github.com/docent-wiki/docent/wiki/wikihttp"
	"github.com/docent-wiki/docent/wiki/wikitest"
)

// job notes that it was asked to start.
type job struct{ started bool }

func (j *job) Start() bool { before := j.started; j.started = true; return !before }

func (j *job) Running() (time.Time, bool) {
	return time.Date(2026, 3, 6, 11, 55, 0, 0, time.UTC), j.started
}

// site is a Docent with insights. Its clock stands still.
type site struct {
	*wikitest.Site
	now    time.Time
	store  *qasql.Store
	rolled *insightsql.Store
	deps   insightshttp.Deps
	job    *job
}

func newSite(t testing.TB) *site {
	t.Helper()
	s := &site{now: time.Date(2026, 3, 6, 12, 0, 0, 0, time.UTC), job: &job{}}
	clock := func() time.Time { return s.now }
	s.Site = wikitest.Open(t, clock)
	s.store = qasql.New(s.DB)
	s.Serve(httpd.Options{})
	wikihttp.Register(s.Server, wikihttp.Deps{Wiki: s.Wiki, Accounts: s.Accounts}) // to sign in
	s.deps = insightshttp.Deps{
		History: s.store, Store: s.store, Job: s.job, Now: clock,
		Weights: eval.NewAdoption(s.Accounts, nil, clock), Bench: eval.Bench{Store: s.store, Finder: s.finder(), Pages: s.Wiki.Store()},
	}
	s.rolled = insightsql.New(s.DB)
	s.deps.Rolled = s.rolled
	s.deps.Trust = trust.New(s.Accounts, s.store)
	insightshttp.Register(s.Server, s.deps)
	s.Settle()
	return s
}

// finder finds nothing: here is nothing to be found.
func (s *site) finder() *search.Finder {
	s.T.Helper()
	index, err := search.Open("")
	s.Must(err)
	s.T.Cleanup(func() { _ = index.Close() })
	return search.NewFinder(index, search.Sources(), s.Wiki.Store(), nil)
}

// solved makes an answered question in a space.
func (s *site) solved(space, title string) qa.Question {
	s.T.Helper()
	desk := qa.New(s.store, s.finder(), qa.NewRecorder(s.store), qa.Options{Now: func() time.Time { return s.now }})
	ctx, ada := s.T.Context(), s.Access("ada")
	q, err := desk.CreateQuestion(ctx, ada, qa.NewQuestion{Title: title, Space: s.SpaceID(space)})
	s.Must(err)
	a, err := desk.AddAnswer(ctx, ada, q.ID, qa.NewAnswer{Markdown: "So it is."})
	s.Must(err)
	s.Must(desk.Accept(ctx, ada, q.ID, a))
	return q
}

func report(first float64, questions int, lost ...eval.Lost) eval.Report {
	return eval.Report{
		Questions: questions, ByPage: eval.Ranking{N: questions, P1: first, R10: .96},
		Answering: eval.Answering{Answered: .61, Precision: .972}, Lost: lost,
	}
}

func lost(q qa.Question) eval.Lost {
	return eval.Lost{Question: int64(q.ID), Title: "as it was called then", Text: q.Title, URL: q.URL()}
}

// fill measures twice: everything, and what everybody may read.
func (s *site) fill() {
	s.T.Helper()
	team, secret, gone := s.solved("handbook", "Who has the zebra key?"), s.solved("secret", "When is the tangerine launch?"), s.solved("handbook", "Is it closed?")
	desk := qa.New(s.store, nil, nil, qa.Options{})
	_, err := desk.Close(s.T.Context(), s.Access("ada"), gone.ID)
	s.Must(err)
	unlearnt := lost(team)
	unlearnt.Wording, unlearnt.Text = 4711, "a wording that was taken away"
	s.Must(s.store.PutEvaluations(s.T.Context(), []eval.Evaluation{
		{At: s.now.Add(-48 * time.Hour), Kind: eval.Whole, Report: report(.71, 12)},
		{At: s.now.Add(-33 * time.Hour), Kind: eval.Team, Report: report(.41, 5)},
		{At: s.now.Add(-9 * time.Hour), Kind: eval.Whole, Report: report(.83, 14, lost(team), lost(secret), lost(gone), unlearnt)},
		{At: s.now.Add(-9 * time.Hour), Kind: eval.Team, Report: report(.47, 6, lost(team), lost(secret))},
	}))
}

var readers = []string{"", "bob", "ada", "token ed reads", "token ed writes", "token ada"}

var rightsTable = []wikitest.Right{
	wikitest.Row("GET /insights", "", "", 303, 200),
	wikitest.Row("GET /insights/overview.csv", "", "", 303, 200),
	wikitest.Row("GET /insights/avoided", "", "", 303, 200),
	wikitest.Row("GET /insights/avoided.csv", "", "", 303, 200),
	wikitest.Row("GET /insights/gaps", "", "", 303, 200),
	wikitest.Row("GET /insights/gaps.csv", "", "", 303, 200),
	wikitest.Row("GET /insights/freshness", "", "", 303, 200),
	wikitest.Row("GET /insights/pages.csv", "", "", 303, 200),
	wikitest.Row("GET /insights/quality", "", "", 303, 200),
	wikitest.Row("GET /api/v1/insights/overview", "", "", 401, 200),
	wikitest.Row("GET /insights/quality.csv", "", "", 303, 200),
	wikitest.Row("POST /insights/evaluate", "", "", 401, 403, 303, 403, 403, 303),
	wikitest.Row("GET /api/v1/insights/quality", "", "", 401, 200),
	wikitest.Row("POST /insights/weights", "", "", 401, 403, 303, 403, 403, 303),
	wikitest.Row("GET /api/v1/insights/weights", "", "", 401, 403, 200, 403, 403, 200),
	wikitest.Row("POST /api/v1/insights/weights", "", `{"action":"adopt"}`, 401, 403, 422, 403, 403, 422), // nothing has been learnt
	wikitest.Row("GET /admin/answers", "", "", 303, 403, 200, 403, 403, 200),
	wikitest.Row("POST /admin/answers", "", "", 401, 403, 422, 403, 403, 422),
	wikitest.Row("GET /api/v1/settings/answers", "", "", 401, 403, 200, 403, 403, 200),
	wikitest.Row("PUT /api/v1/settings/answers", "", `{"questions":0.9,"sections":0.9}`, 401, 403, 200, 403, 403, 200),
}

func TestRights(t *testing.T) {
	newSite(t).CheckRights(wikitest.Rights{Readers: readers, Rows: rightsTable})
}

func TestEveryRouteHasARow(t *testing.T) {
	s := newSite(t)
	s.EveryRouteHasARow(rightsTable, func(bare *httpd.Server) { insightshttp.Register(bare, s.deps) })
}

// TestInsights: administrators see everything, others what everybody may read.
func TestInsights(t *testing.T) {
	s := newSite(t)
	page := wikitest.Request{URL: "/insights/quality", As: "bob"}
	s.Check(wikitest.Check{Name: "fresh", Request: page, Status: 200, Has: []string{"Nothing is measured yet", "That answered it"}, HasNot: []string{"<svg class=\"chart\"", "Measure now"}})
	s.fill()
	s.Check(wikitest.Check{
		Name: "a member", Request: page, Status: 200,
		Has:    []string{"47 %", "41 %", "97 %", "<polyline", "Who has the zebra key?", "6 wordings", `href="/insights/quality.csv?days=90"`},
		HasNot: []string{"83 %", "71 %", "tangerine", "Is it closed?", "as it was called then", "Measure now"},
	})
	page.As = "ada"
	s.Check(wikitest.Check{
		Name: "an administrator", Request: page, Status: 200,
		Has:    []string{"83 %", "71 %", "Who has the zebra key?", "When is the tangerine launch?", "Measure now"},
		HasNot: []string{"47 %", "Is it closed?", "a wording that was taken away"},
	})
	s.now = s.now.Add(60 * 24 * time.Hour)
	page.URL = "/insights/quality?days=30"
	s.Check(wikitest.Check{Name: "long ago", Request: page, Status: 200, Has: []string{"Nothing was measured in these days", "83 %"}, HasNot: []string{"<polyline"}})
}

func TestFileAndCall(t *testing.T) {
	s := newSite(t)
	s.fill()
	rec := s.Check(wikitest.Check{
		Name: "file", Request: wikitest.Request{URL: "/insights/quality.csv", As: "bob"}, Status: http.StatusOK,
		Has: []string{"at,wordings,p_at_1", "2026-03-06T03:00:00Z,6,0.4700,0.0000,0.0000,0.9600,0.6100,0.9720,0.0000"}, HasNot: []string{"0.83"},
		Header: map[string]string{"Content-Type": "text/csv; charset=utf-8"},
	})
	if n := strings.Count(rec.Body.String(), "\n"); n != 3 {
		t.Errorf("%d lines", n)
	}
	got := s.Call("bob", "GET", "/insights/quality", "", 200)
	items, missed := got["items"].([]any), got["lost"].([]any)
	if got["of"] != "team" || len(items) != 2 || len(missed) != 1 || missed[0].(map[string]any)["text"] != "Who has the zebra key?" {
		t.Errorf("Bob is told %v", got)
	}
	if got := s.Call("ada", "GET", "/insights/quality?days=1", "", 200); got["of"] != "whole" || len(got["items"].([]any)) != 1 || len(got["lost"].([]any)) != 2 {
		t.Errorf("the administrator is told %v", got)
	}
	s.Call("ada", "GET", "/insights/quality?days=0", "", 422)
}

func TestEvaluate(t *testing.T) {
	s := newSite(t)
	press := wikitest.Check{Name: "measure", Request: wikitest.Request{URL: "/insights/evaluate", As: "ada"}, Has: []string{"The evaluation has begun", "has been running since", "disabled"}}
	s.Follow(press)
	press.Has = []string{"An evaluation runs already"}
	s.Follow(press)
}

// TestWeights: what was learnt is shown beside what Docent comes with, and counts once it is adopted.
func TestWeights(t *testing.T) {
	s := newSite(t)
	press := func(action string, has, hasNot []string) {
		t.Helper()
		s.Follow(wikitest.Check{Name: action, Request: wikitest.Request{URL: "/insights/weights", As: "ada", Body: "action=" + action}, Has: has, HasNot: hasNot})
	}
	press("learn", []string{"There is too little to learn from", "By the weights that Docent comes with", "Learn from our questions"}, []string{"Use the learnt ones"})
	s.Must(s.deps.Weights.Propose(t.Context(), s.Actor("ada"), eval.Fitting{
		Wordings: 80, Before: eval.Ranking{N: 80, P1: .51}, After: eval.Ranking{N: 80, P1: .62}, Weights: map[string]float64{"chance": 3},
	}))
	page := wikitest.Request{URL: "/insights/quality", As: "ada"}
	s.Check(wikitest.Check{Name: "learnt", Request: page, Status: 200, Has: []string{"51 %", "62 %", "80 wordings", "Use the learnt ones", `value="adopt" class="strong"`, "By the weights that Docent comes with"}, HasNot: []string{"Go back", "Nothing was gained"}})
	press("adopt", []string{"in use from the next question on", "learnt from your own questions", "Go back to those"}, []string{"Use the learnt ones"})
	if s.deps.Weights.Weights()[0] != 3 {
		t.Error("the adopted weights are not in use")
	}
	if got := s.Call("ada", "GET", "/insights/weights", "", 200); got["adopted"].(map[string]any)["by"] != "Ada" {
		t.Errorf("the API says %v", got)
	}
	page.As = "bob"
	s.Check(wikitest.Check{Name: "a member", Request: page, Status: 200, HasNot: []string{"62 %", "Learn again"}})
	s.Call("ada", "POST", "/insights/weights", `{"action":"ship"}`, 200)
	page.As = "ada"
	s.Check(wikitest.Check{Name: "back", Request: page, Status: 200, Has: []string{"By the weights that Docent comes with", "Use the learnt ones"}})
	s.Call("ada", "POST", "/insights/weights", `{"action":"nothing"}`, 422)

	worse := eval.Fitting{Wordings: 80, Before: eval.Ranking{N: 80, P1: .62}, After: eval.Ranking{N: 80, P1: .62}, Sections: eval.SectionFitting{Wordings: 12}}
	s.Must(s.deps.Weights.Propose(t.Context(), s.Actor("ada"), worse))
	s.Check(wikitest.Check{
		Name: "nothing gained", Request: page, Status: 200, HasNot: []string{`value="adopt" class="strong"`},
		Has: []string{"Nothing was gained", `value="adopt">Use the learnt ones`, "there were 12 wordings to learn from, and 50 are needed"},
	})
}
