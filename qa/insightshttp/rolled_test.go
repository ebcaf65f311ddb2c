package insightshttp_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/qa/insights"
	"github.com/docent-wiki/docent/themes"
	"github.com/docent-wiki/docent/wiki/wikitest"
)

// asks puts asks into both spaces, and rolls them up.
func (s *site) asks() {
	s.T.Helper()
	ctx, person := s.T.Context(), func(name string) qa.Ask { return qa.Ask{By: s.People[name].ID, Would: s.People["bob"].ID, Chosen: -1} }
	open, hidden := s.solved("handbook", "Who has the zebra key?"), s.solved("secret", "When is the tangerine launch?")
	id := qa.AskID(0)
	put := func(a qa.Ask, text string, ago time.Duration, outcome qa.Outcome, answered qa.Question) {
		id++
		a.ID, a.Text, a.At, a.Outcome = id, text, s.now.Add(-ago), outcome
		if answered.ID != 0 {
			a.Offered = []qa.Offered{{Kind: qa.OfQuestion, Question: answered.ID, Answer: answered.Canonical, Confidence: .9}}
		}
		if a.Ending == qa.ByAnswer {
			a.Ended, a.Chosen, a.Question = a.At, 0, answered.ID
		}
		s.Must(s.store.PutAsks(ctx, []qa.Ask{a}))
	}
	confirmed := person("cleo")
	confirmed.Ending = qa.ByAnswer
	put(confirmed, "where do I find the zebra key", 50*time.Hour, qa.IsAnswered, open)
	put(person("cleo"), "who keeps the zebra key please", 90*time.Hour, qa.IsAnswered, open) // silent, and a day has passed
	secret := person("ed")
	secret.Ending = qa.ByAnswer
	put(secret, "tangerine launch date", 40*time.Hour, qa.IsAnswered, hidden)
	for _, name := range []string{"rita", "ed"} { // of the secret space, and found to be wrong
		a := person(name)
		a.Ending, a.Ended = qa.Refused, s.now
		put(a, "tangerine budget", 30*time.Hour, qa.IsMaybe, hidden)
	}
	for _, name := range []string{"cleo", "rita"} {
		put(person(name), "parking at the office", 20*time.Hour, qa.IsUnsure, qa.Question{})
	}
	put(person("cleo"), "am I being fired", 20*time.Hour, qa.IsUnsure, qa.Question{})
	job := insights.NewJob(s.rolled, insights.Options{Now: func() time.Time { return s.now }})
	s.Must(job.Roll(ctx))
	s.Must(job.Survey(ctx))
}

func TestRolledScreens(t *testing.T) {
	s := newSite(t)
	s.asks()
	for _, c := range []wikitest.Check{
		{
			Name: "overview of what bob may read", Request: wikitest.Request{URL: "/insights", As: "bob"},
			Has: []string{"<dt>Asked</dt><dd>5</dd>", `confirmed</dt><dd><a href="/insights/avoided?how=confirmed">1</a>`, `probably</dt><dd><a href="/insights/avoided?how=probably">1</a>`, "<rect class=\"bar a\""},
		},
		{Name: "ed reads the secret space, too", Request: wikitest.Request{URL: "/insights?days=30", As: "ed"}, Has: []string{"<dt>Asked</dt><dd>8</dd>", "/insights/avoided?days=30&amp;how=confirmed\">2</a>"}},
		{Name: "one space", Request: wikitest.Request{URL: "/insights?space=handbook", As: "ed"}, Has: []string{"<dt>Asked</dt><dd>2</dd>"}},
		{Name: "another range", Request: wikitest.Request{URL: "/insights?from=2026-03-01&to=2026-03-03", As: "bob"}, Has: []string{"<dt>Asked</dt><dd>1</dd>"}},
		{Name: "a range without anything", Request: wikitest.Request{URL: "/insights?from=2020-03-01&to=2020-03-03", As: "bob"}, Has: []string{"Nothing was asked in this range"}, HasNot: []string{"<rect"}},
		{Name: "no date", Request: wikitest.Request{URL: "/insights?from=yesterday", As: "bob"}, Status: http.StatusUnprocessableEntity, Has: []string{"is no date"}},
		{Name: "no such space for bob", Request: wikitest.Request{URL: "/insights?space=secret", As: "bob"}, Status: http.StatusNotFound},
		{
			Name: "a confirmed one can be opened", Request: wikitest.Request{URL: "/insights/avoided", As: "bob"},
			Has: []string{"where do I find the zebra key", "Cleo", "Who has the zebra key?", "Bob"}, HasNot: []string{"tangerine", "please"},
		},
		{
			Name: "an ask that nobody confirmed is its asker's own", Request: wikitest.Request{URL: "/insights/avoided?how=probably", As: "bob"},
			Has: []string{"only its asker sees the words", "Who has the zebra key?"}, HasNot: []string{"please", "Cleo", "tangerine"},
		},
		{Name: "who may read it", Request: wikitest.Request{URL: "/insights/avoided", As: "ed"}, Has: []string{"tangerine launch date"}},
		{Name: "gaps are for managers", Request: wikitest.Request{URL: "/insights/gaps", As: "cleo"}, Has: []string{"shown to those who manage"}, HasNot: []string{"parking", "tangerine", "fired"}},
		{Name: "administrators see those of no space", Request: wikitest.Request{URL: "/insights/gaps", As: "ada"}, Has: []string{"parking at the office", "Docent did not know 2 times", "/requests/new?"}, HasNot: []string{"fired"}},
		{Name: "file", Request: wikitest.Request{URL: "/insights/overview.csv", As: "bob"}, Has: []string{"day,what,number", "2026-03-04,ask.confirmed,1"}, HasNot: []string{"ask.refused"}},
		{Name: "events as a file", Request: wikitest.Request{URL: "/insights/avoided.csv", As: "bob"}, Has: []string{"zebra key", "/q/"}, HasNot: []string{"tangerine"}},
	} {
		if c.Status == 0 {
			c.Status = http.StatusOK
		}
		s.Check(c)
	}
	got := s.Call("bob", "GET", "/insights/overview", "", 200)
	if got["asked"] != 5.0 || got["avoided_confirmed"] != 1.0 || got["avoided_probably"] != 1.0 || len(got["days"].([]any)) == 0 {
		t.Errorf("the API gives %v", got)
	}
	s.Call("bob", "GET", "/insights/overview?space=secret", "", 404)
	s.Call("bob", "GET", "/insights/overview?from=2026-99-01", "", 422)
}

// TestPagesScreen counts views of nobody in particular, by space.
func TestPagesScreen(t *testing.T) {
	s := newSite(t)
	open, hidden := s.Page("handbook", "Travel", "Text."), s.Page("secret", "Layoffs", "Text.")
	tally := insights.NewTally(s.rolled, func() time.Time { return s.now })
	for range 3 {
		tally.Viewed(open.ID)
		tally.Viewed(hidden.ID)
		tally.Searched(true)
	}
	tally.Searched(false)
	s.Must(tally.Flush(t.Context()))
	s.Must(tally.Flush(t.Context())) // nothing is counted twice
	s.Must(insights.NewJob(s.rolled, insights.Options{Now: func() time.Time { return s.now }}).Survey(t.Context()))
	at := themes.Clock(s.now, s.Actor("bob").Zone, s.Actor("bob").Language)
	s.now = s.now.Add(30 * time.Minute) // the count gets older, and says so
	s.Check(wikitest.Check{
		Name: "bob", Request: wikitest.Request{URL: "/insights/freshness", As: "bob"}, Status: http.StatusOK,
		Has: []string{"Travel", "3 views", "<dt>Verified</dt><dd>0 %</dd>", "nobody", "That you may read, as of " + at + ".", "Of the last 90 days, as of " + at}, HasNot: []string{"Layoffs"},
	})
	s.Check(wikitest.Check{Name: "ed", Request: wikitest.Request{URL: "/insights/freshness", As: "ed"}, Status: http.StatusOK, Has: []string{"Travel", "Layoffs"}})
	s.Check(wikitest.Check{Name: "searches", Request: wikitest.Request{URL: "/insights", As: "bob"}, Status: http.StatusOK, Has: []string{"25 %", "Of 4, in all spaces."}})
	if rec := s.Do(wikitest.Request{URL: "/insights/pages.csv", As: "bob"}); !strings.Contains(rec.Body.String(), "read,Travel") || strings.Contains(rec.Body.String(), "Layoffs") {
		t.Errorf("the file of the lists: %s", rec.Body)
	}
}

// TestWrongFilter: what was typed into an address and cannot be stands in the form, beside what is wrong with it; no
// figures are shown for anything else.
func TestWrongFilter(t *testing.T) {
	s := newSite(t)
	s.asks()
	for _, path := range []string{"/insights", "/insights/avoided", "/insights/gaps", "/insights/freshness"} {
		s.Check(wikitest.Check{
			Name: "no date", Request: wikitest.Request{URL: path + "?from=yester%22day&to=2026-03-31&space=handbook", As: "bob"}, Status: http.StatusUnprocessableEntity,
			Has: []string{
				`<form method="get" action="` + path + `"`, `type="text" placeholder="2026-03-31" autocomplete="off" id="f-from" name="from" value="yester&#34;day" aria-invalid="true" aria-describedby="f-problem"`,
				`<span class="wrong" id="f-problem" role="alert">“yester&#34;day” is no date; write it as 2026-03-31.</span>`, `type="date" id="f-to" name="to" value="2026-03-31">`,
				`<option value="handbook" selected>`, "aria-current=\"page\"",
			},
			HasNot: []string{"<dl class=\"figures", "Download as CSV"},
		})
	}
	s.Check(wikitest.Check{
		Name: "two that are none", Request: wikitest.Request{URL: "/insights?from=x&to=y", As: "bob"}, Status: http.StatusUnprocessableEntity,
		Has: []string{`value="x" aria-invalid="true"`, `id="f-to" name="to" value="y">`},
	})
	s.Check(wikitest.Check{
		Name: "backwards", Request: wikitest.Request{URL: "/insights?from=2026-03-31&to=2026-03-01", As: "bob"}, Status: http.StatusUnprocessableEntity,
		Has: []string{"The range ends before it begins.", `type="date" id="f-to" name="to" value="2026-03-01" aria-invalid="true"`, `value="2026-03-31"`},
	})
	s.Check(wikitest.Check{Name: "no area", Request: wikitest.Request{URL: "/insights?area=x", As: "bob"}, Status: http.StatusUnprocessableEntity, Has: []string{"There is no such area."}})
	s.Check(wikitest.Check{Name: "no space for bob", Request: wikitest.Request{URL: "/insights?from=2026-03-01&space=secret", As: "bob"}, Status: http.StatusNotFound})
	s.Check(wikitest.Check{Name: "a file", Request: wikitest.Request{URL: "/insights/overview.csv?from=x", As: "bob"}, Status: http.StatusUnprocessableEntity, HasNot: []string{"f-problem"}})
}
