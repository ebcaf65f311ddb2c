package insightshttp

import (
	"encoding/csv"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/qa/insights"
	"github.com/docent-wiki/docent/themes"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/httpd"
)

const gapsShown = 50

// gaps shows what is looked for in vain to those who can do something about it: who manages a space sees that space's,
// administrators see what is of no space.
func (s *screens) gaps(r *httpd.Request, f shown) (err error) {
	view := themes.Gaps{Tabs: tabs(f, "/insights/gaps"), CSV: f.with("/insights/gaps.csv"), Manages: len(f.Spaces) > 0}
	if view.Frame, err = r.Frame(httpd.Here{Title: "Gaps", Nav: themes.NavInsights}); err != nil {
		return err
	}
	if view.Filter, err = s.filterView(r, f, "/insights/gaps", wiki.Manager); err != nil {
		return err
	}
	list, err := s.recent(r, f)
	if err != nil {
		return err
	}
	for _, g := range list[:min(len(list), gapsShown)] {
		view.Rows = append(view.Rows, gapRow(r, f.access, g))
	}
	view.More = len(list) - len(view.Rows)
	return r.Draw(view)
}

// recent are the gaps that were asked for within the range.
func (s *screens) recent(r *httpd.Request, f shown) ([]insights.Gap, error) {
	if len(f.Spaces) == 0 {
		return nil, nil
	}
	all, err := s.Rolled.Gaps(r.Context(), f.Filter, 200)
	return slices.DeleteFunc(all, func(g insights.Gap) bool {
		day := insights.DayOf(g.Last)
		return day < f.From || day > f.To
	}), err
}

func gapRow(r *httpd.Request, access wiki.Access, g insights.Gap) themes.GapRow {
	row := themes.GapRow{
		Topic: g.Topic, Also: g.Words[1:], People: g.People, Times: g.Times, Last: r.When(g.Last), Signs: signs(g),
		Kind: string(g.Diagnosis), Title: g.Title, URL: g.URL, Admin: access.As.IsAdmin(),
	}
	space, found := access.Space(g.Space)
	if found {
		row.Where = space.Name
	}
	request := url.Values{"title": {g.Topic}, "text": {fmt.Sprintf("%d people looked for this and did not find it.", g.People)}}
	if found {
		request.Set("space", space.Slug)
	}
	row.Request = "/requests/new?" + request.Encode()
	row.Words = "/admin/words?words=" + url.QueryEscape(g.Topic+", ")
	if g.Question != 0 {
		row.Wording = qa.QuestionURL(g.Question, g.Title)
	}
	return row
}

// signs says how it showed that something is missing.
func signs(g insights.Gap) []string {
	var list []string
	for _, sign := range []struct {
		fate      insights.Fate
		one, many string
	}{
		{insights.Unsure, "Docent did not know once", "Docent did not know %d times"},
		{insights.Offered, "nobody said that one of several answers was right, once", "nobody said that one of several answers was right, %d times"},
		{insights.Refused, "“not this” was said once", "“not this” was said %d times"},
		{insights.Again, "asked again once", "asked again %d times"},
		{insights.ToTeam, "put to the team once", "put to the team %d times"},
		{"", "searched for without a result once", "searched for without a result %d times"},
	} {
		switch n := g.Fates[sign.fate]; {
		case n == 1:
			list = append(list, sign.one)
		case n > 1:
			list = append(list, fmt.Sprintf(sign.many, n))
		}
	}
	return list
}

func (s *screens) gapsFile(r *httpd.Request) error {
	f, err := s.choose(r, wiki.Manager)
	if err != nil {
		return err
	}
	list, err := s.recent(r, f)
	if err != nil {
		return err
	}
	return sendCSV(r, "gaps.csv", func(w *csv.Writer) {
		_ = w.Write([]string{"topic", "people", "times", "last", "diagnosis", "nearest"}) // Error says it
		for _, g := range list {
			_ = w.Write([]string{safe(g.Topic), strconv.Itoa(g.People), strconv.Itoa(g.Times), g.Last.UTC().Format(time.RFC3339), string(g.Diagnosis), safe(g.Title)})
		}
	})
}
