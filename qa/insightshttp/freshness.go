package insightshttp

import (
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"

	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/qa/insights"
	"github.com/docent-wiki/docent/themes"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/httpd"
)

const topsShown = 15

func (s *screens) freshness(r *httpd.Request, f shown) (err error) {
	f.Area = 0 // pages have none
	view := themes.PageInsights{Tabs: tabs(f, "/insights/freshness"), CSV: f.with("/insights/pages.csv")}
	if view.Frame, err = r.Frame(httpd.Here{Title: "Pages", Nav: themes.NavInsights}); err != nil {
		return err
	}
	if view.Filter, err = s.filterView(r, f, "/insights/freshness", wiki.Reader); err != nil {
		return err
	}
	view.Filter.Areas = nil
	days, err := s.Rolled.Days(r.Context(), f.Filter)
	if err != nil {
		return err
	}
	view.Chart, view.Figures = verifiedShare(days)
	at, err := s.Rolled.Surveyed(r.Context())
	if err != nil {
		return err
	}
	if !at.IsZero() {
		view.AsOf = themes.Clock(at, r.As.Zone, r.As.Language)
	}
	if len(view.Figures) > 0 && f.To >= insights.DayOf(at) { // else they are those of the range's last day
		view.Figures[0].Text = "That you may read, as of " + view.AsOf + "."
	}
	for _, list := range topLists {
		tops, err := s.Rolled.Tops(r.Context(), f.Filter, list.kind, topsShown)
		if err != nil {
			return err
		}
		shown := list.TopList
		for _, t := range tops {
			shown.Rows = append(shown.Rows, themes.TopRow{Title: t.Title, URL: topURL(t), N: t.N})
		}
		view.Lists = append(view.Lists, shown)
	}
	owners, err := s.Rolled.Owners(r.Context(), f.Filter)
	if err != nil {
		return err
	}
	for _, o := range owners {
		view.Owners = append(view.Owners, themes.OwnerRow{Name: o.Person.Name, Pages: o.Pages, Verified: o.Verified, Share: share(o.Verified, o.Pages)})
	}
	return r.Draw(view)
}

// topLists are the lists of the screen, what needs work first.
var topLists = []struct {
	kind insights.TopKind
	themes.TopList
}{
	{insights.MostStale, themes.TopList{ID: "stale", Title: "Most read, not verified", Of: "views", None: "Every page that is read is verified, or nothing was read yet."}},
	{insights.MostRead, themes.TopList{ID: "read", Title: "Most read", Of: "views", None: "Nothing was read yet."}},
	{insights.MostUseful, themes.TopList{ID: "answers", Title: "Most useful answers", Of: "asks answered", None: "No answer was confirmed yet."}},
	{insights.MostFinding, themes.TopList{ID: "useful", Title: "Most useful pages", Of: "asks answered", None: "No page answered an ask yet."}},
}

func topURL(t insights.Top) string {
	if t.Question != 0 {
		return qa.QuestionURL(t.Question, t.Title)
	}
	return wiki.PageURL(t.Page, t.Title)
}

// verifiedShare draws which part of the pages somebody vouched for, day by day.
func verifiedShare(days []insights.Count) (*themes.Chart, []themes.Figure) {
	live, good := map[insights.Day]int{}, map[insights.Day]int{}
	var order []insights.Day
	for _, c := range days {
		switch c.Kind {
		case insights.PagesLive:
			live[c.Day] = c.N
			order = append(order, c.Day)
		case insights.PagesVerified:
			good[c.Day] = c.N
		}
	}
	if len(order) == 0 {
		return nil, nil
	}
	first, last := order[0], order[len(order)-1]
	figures := []themes.Figure{
		{Name: "Pages", Value: grouped(live[last]), Text: "That you may read."},
		{Name: "Verified", Value: share(good[last], live[last]), Text: "Somebody vouches for them at present."},
	}
	c := &themes.Chart{Width: chartWidth, Height: chartHeight}
	for n := 0; n <= 100; n += 25 {
		c.Down = append(c.Down, themes.Tick{At: place(down(float64(n) / 100)), Label: fmt.Sprintf("%d %%", n)})
	}
	across := func(d insights.Day) float64 {
		if last == first {
			return right
		}
		return left + (right-left)*float64(d-first)/float64(last-first)
	}
	line := themes.ChartLine{Class: "c", Name: "Verified"}
	var points []string
	for _, d := range order {
		x, y := place(across(d)), place(down(float64(good[d])/float64(max(1, live[d]))))
		points = append(points, x+","+y)
		line.EndX, line.EndY = place(right+12), y
		if len(order) <= fewPoints {
			line.Dots = append(line.Dots, themes.Dot{X: x, Y: y})
		}
	}
	line.Points = strings.Join(points, " ")
	c.Lines = []themes.ChartLine{line}
	c.Across = []themes.Tick{{At: place(max(across(first), left+36)), Label: first.Time().Format("2006-01-02")}}
	if last > first {
		c.Across = append(c.Across, themes.Tick{At: place(right - 10), Label: last.Time().Format("2006-01-02")})
	}
	return c, figures
}

func (s *screens) pagesFile(r *httpd.Request) error {
	f, err := s.choose(r, wiki.Reader)
	if err != nil {
		return err
	}
	type row struct {
		kind insights.TopKind
		insights.Top
	}
	var rows []row
	for _, list := range topLists {
		tops, err := s.Rolled.Tops(r.Context(), f.Filter, list.kind, 1000)
		if err != nil {
			return err
		}
		for _, t := range tops {
			rows = append(rows, row{list.kind, t})
		}
	}
	return sendCSV(r, "pages.csv", func(w *csv.Writer) {
		_ = w.Write([]string{"list", "title", "address", "number"}) // Error says it
		for _, t := range rows {
			_ = w.Write([]string{string(t.kind), safe(t.Title), r.Absolute(topURL(t.Top)), strconv.Itoa(t.N)})
		}
	})
}
