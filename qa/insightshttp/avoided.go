package insightshttp

import (
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/qa/insights"
	"github.com/docent-wiki/docent/themes"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/httpd"
)

// fateNames are the kinds of avoided interruptions in addresses.
var fateNames = map[insights.Fate]string{insights.Confirmed: "confirmed", insights.Quiet: "probably"}

func fateOf(name string) insights.Fate {
	if name == fateNames[insights.Quiet] {
		return insights.Quiet
	}
	return insights.Confirmed
}

const (
	eventsShown = 50
	eventsFiled = 10_000
)

func (s *screens) avoided(r *httpd.Request, f shown) error {
	before, err := r.Number("before")
	if err != nil {
		return err
	}
	fate := fateOf(r.Query("how"))
	o, err := s.gather(r.Context(), f, r.Now())
	if err != nil {
		return err
	}
	events, err := s.Rolled.Avoided(r.Context(), f.Filter, fate, qa.AskID(before), eventsShown+1)
	if err != nil {
		return err
	}
	view := themes.Avoided{
		Tabs: tabs(f, "/insights/avoided"), Confirmed: o.fate(insights.Confirmed), Quiet: o.fate(insights.Quiet), Waiting: o.fate(insights.Waiting),
		ConfirmedURL: addFate(f, insights.Confirmed), QuietURL: addFate(f, insights.Quiet), IsQuiet: fate == insights.Quiet,
		CSV: strings.Replace(addFate(f, fate), "/insights/avoided", "/insights/avoided.csv", 1),
	}
	if view.Frame, err = r.Frame(httpd.Here{Title: "Interruptions avoided", Nav: themes.NavInsights}); err != nil {
		return err
	}
	if view.Filter, err = s.filterView(r, f, "/insights/avoided", wiki.Reader); err != nil {
		return err
	}
	if len(events) > eventsShown {
		events = events[:eventsShown]
		view.Older = fmt.Sprintf("%s&before=%d", addFate(f, fate), events[eventsShown-1].Ask)
	}
	for _, e := range events {
		view.Rows = append(view.Rows, themes.AvoidedRow{
			At: r.When(e.At), Text: e.Text, By: e.By.Name, Title: e.Title, URL: answerURL(e), Would: e.Would.Name,
		})
	}
	return r.Draw(view)
}

// answerURL is where what answered can be opened; "" where it is gone.
func answerURL(e insights.Event) string {
	switch {
	case e.Question != 0:
		return qa.QuestionURL(e.Question, e.Title)
	case e.Page != 0:
		return wiki.PageURL(e.Page, e.Title)
	}
	return ""
}

func (s *screens) avoidedFile(r *httpd.Request) error {
	f, err := s.choose(r, wiki.Reader)
	if err != nil {
		return err
	}
	events, err := s.Rolled.Avoided(r.Context(), f.Filter, fateOf(r.Query("how")), 0, eventsFiled)
	if err != nil {
		return err
	}
	return sendCSV(r, "interruptions-avoided.csv", func(w *csv.Writer) {
		_ = w.Write([]string{"at", "ask", "asked", "by", "answered_by", "address", "would_have_been_asked"}) // Error says it
		for _, e := range events {
			address := answerURL(e)
			if address != "" {
				address = r.Absolute(address)
			}
			_ = w.Write([]string{
				e.At.UTC().Format(time.RFC3339), strconv.FormatInt(int64(e.Ask), 10), safe(e.Text), safe(e.By.Name), safe(e.Title), address, safe(e.Would.Name),
			})
		}
	})
}
