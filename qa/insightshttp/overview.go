package insightshttp

import (
	"context"
	"encoding/csv"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/dustin/go-humanize"

	"github.com/docent-wiki/docent/qa/insights"
	"github.com/docent-wiki/docent/themes"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/httpd"
)

// overview are the figures of a range.
type overview struct {
	sums    map[insights.Kind]int
	days    []insights.Count
	replies []time.Duration
	insights.Standing
}

func (s *screens) gather(ctx context.Context, f shown, now time.Time) (o overview, err error) {
	if o.days, err = s.Rolled.Days(ctx, f.Filter); err != nil {
		return o, err
	}
	o.sums = insights.Sum(o.days)
	if o.replies, err = s.Rolled.Replies(ctx, f.Filter); err != nil {
		return o, err
	}
	o.Standing, err = s.Rolled.Standing(ctx, f.Filter, now)
	return o, err
}

func (o overview) fate(fates ...insights.Fate) (n int) {
	for _, f := range fates {
		n += o.sums[insights.Kind(f)]
	}
	return n
}

func (o overview) asked() int { return o.fate(insights.Fates...) }

// bars are what asks came to, as the chart and its table show it: bottom up.
var bars = []struct {
	class, name string
	fates       []insights.Fate
}{
	{"a", "Answered at once", []insights.Fate{insights.Confirmed, insights.Quiet, insights.Waiting}},
	{"b", "Several shown", []insights.Fate{insights.Offered}},
	{"c", "Not found", []insights.Fate{insights.Unsure, insights.Refused, insights.Again}},
	{"d", "Put to the team", []insights.Fate{insights.ToTeam}},
}

func (s *screens) overview(r *httpd.Request, f shown) error {
	o, err := s.gather(r.Context(), f, r.Now())
	if err != nil {
		return err
	}
	view := themes.Overview{Tabs: tabs(f, "/insights"), CSV: f.with("/insights/overview.csv"), Figures: o.figures(f)}
	if view.Frame, err = r.Frame(httpd.Here{Title: "Insights", Nav: themes.NavInsights}); err != nil {
		return err
	}
	if view.Filter, err = s.filterView(r, f, "/insights", wiki.Reader); err != nil {
		return err
	}
	steps := insights.Steps(f.From, f.To)
	table := o.table(steps)
	view.Bars = barChart(steps, table)
	for i := len(steps) - 1; i >= 0; i-- {
		row := themes.OverviewRow{From: steps[i].Time().Format("2 Jan 2006")}
		for k := range bars {
			row.N = append(row.N, table[i][k])
			row.Asked += table[i][k]
		}
		if row.Asked > 0 {
			view.Rows = append(view.Rows, row)
		}
	}
	return r.Draw(view)
}

// table counts asks by step and bar.
func (o overview) table(steps []insights.Day) [][]int {
	table := make([][]int, len(steps))
	for i := range table {
		table[i] = make([]int, len(bars))
	}
	at := map[insights.Kind]int{}
	for k, b := range bars {
		for _, fate := range b.fates {
			at[insights.Kind(fate)] = k
		}
	}
	for _, c := range o.days {
		k, isAsk := at[c.Kind]
		if i, in := insights.Bucket(steps, c.Day); in && isAsk {
			table[i][k] += c.N
		}
	}
	return table
}

func (o overview) figures(f shown) []themes.Figure {
	list := []themes.Figure{
		{Name: "Asked", Value: grouped(o.asked()), Text: "Questions typed into Docent."},
		{Name: "Answered at once", Value: share(o.fate(insights.Confirmed, insights.Quiet, insights.Waiting), o.asked()), Text: "One answer was shown, and nobody said it was none."},
		{Name: "Interruptions avoided, confirmed", Value: grouped(o.fate(insights.Confirmed)), Text: "The asker said: that answered it.", URL: addFate(f, insights.Confirmed)},
		{Name: "… and probably", Value: grouped(o.fate(insights.Quiet)), Text: "The asker did not ask again within a working day.", URL: addFate(f, insights.Quiet)},
		{Name: "Put to the team", Value: grouped(o.sums[insights.QuestionsAsked]), Text: "Questions that went to a person."},
		{Name: "Answered by people", Value: grouped(o.sums[insights.QuestionsAnswered]), Text: "For the first time, in this range."},
		{Name: "Time to answer", Value: hours(insights.Median(o.replies)), Text: "Half of them took less, in working hours of who was asked."},
		{Name: "Open", Value: grouped(o.Open), Text: fmt.Sprintf("At present; %s overdue.", grouped(o.Overdue)), URL: "/questions?state=open"},
	}
	if searches := o.sums[insights.Searches]; searches > 0 {
		list = append(list, themes.Figure{
			Name: "Searches without a result", Value: share(o.sums[insights.SearchesEmpty], searches), Text: fmt.Sprintf("Of %s, in all spaces.", grouped(searches)),
		})
	}
	return list
}

func addFate(f shown, fate insights.Fate) string {
	address := f.with("/insights/avoided")
	sep := "?"
	if strings.Contains(address, "?") {
		sep = "&"
	}
	return address + sep + "how=" + fateNames[fate]
}

// share is a part in per cent; a dash of nothing.
func share(n, of int) string {
	if of == 0 {
		return "–"
	}
	return percent(float64(n) / float64(of))
}

// hours writes working time.
func hours(d time.Duration) string {
	switch {
	case d <= 0:
		return "–"
	case d < time.Hour:
		return fmt.Sprintf("%d min", max(1, int(d.Minutes()+.5)))
	}
	return fmt.Sprintf("%.3g h", math.Round(d.Hours()*10)/10)
}

// grouped writes a number with commas between thousands.
func grouped(n int) string { return humanize.Comma(int64(n)) }

// barChart draws asks by step, stacked.
func barChart(steps []insights.Day, table [][]int) *themes.Bars {
	most := 0
	for _, row := range table {
		sum := 0
		for _, n := range row {
			sum += n
		}
		most = max(most, sum)
	}
	if most == 0 {
		return nil
	}
	top10 := round(most)
	high := func(n int) float64 { return (bottom - top) * float64(n) / float64(top10) }
	c := &themes.Bars{Width: chartWidth, Height: chartHeight}
	for i := 0; i <= 4; i++ {
		if n := top10 * i / 4; n*4 == top10*i {
			c.Down = append(c.Down, themes.Tick{At: place(bottom - high(n)), Label: grouped(n)})
		}
	}
	wide := (barsRight - left) / float64(len(steps))
	every := max(1, len(steps)/6)
	for i, row := range table {
		x, y := left+wide*float64(i), bottom
		if i%every == 0 && (i == 0 || len(steps)-i >= every/2) {
			c.Across = append(c.Across, themes.Tick{At: place(x + wide/2), Label: steps[i].Time().Format("2 Jan")})
		}
		for k, n := range row {
			if n == 0 {
				continue
			}
			y -= high(n)
			c.Bars = append(c.Bars, themes.Bar{
				X: place(x + wide*.12), Y: place(y), Width: place(wide * .76), Height: place(high(n)), Class: bars[k].class,
				Title: fmt.Sprintf("%s, from %s: %s", bars[k].name, steps[i].Time().Format("2 January 2006"), grouped(n)),
			})
		}
	}
	for _, b := range bars {
		c.Keys = append(c.Keys, themes.Key{Class: b.class, Name: b.name})
	}
	return c
}

// barsRight is where bars end: they need no room for names.
const barsRight = 850.0

// round gives the next number that four parts of an axis can be read of.
func round(n int) int {
	for base := 1; ; base *= 10 {
		for _, step := range []int{4, 8, 12, 20, 40} {
			if step*base >= n {
				return step * base
			}
		}
	}
}

// overviewFile gives what was counted on each day.
func (s *screens) overviewFile(r *httpd.Request) error {
	f, err := s.choose(r, wiki.Reader)
	if err != nil {
		return err
	}
	days, err := s.Rolled.Days(r.Context(), f.Filter)
	if err != nil {
		return err
	}
	return sendCSV(r, "asks.csv", func(w *csv.Writer) {
		_ = w.Write([]string{"day", "what", "number"}) // Error says it
		for _, c := range days {
			_ = w.Write([]string{c.Day.Time().Format(time.DateOnly), string(c.Kind), strconv.Itoa(c.N)})
		}
	})
}

// sendCSV sends a table (RFC 4180).
func sendCSV(r *httpd.Request, name string, write func(*csv.Writer)) error {
	h := r.Writer.Header()
	h.Set("Content-Type", "text/csv; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="`+name+`"`)
	h.Set("Cache-Control", "private, no-cache")
	w := csv.NewWriter(r.Writer)
	write(w)
	w.Flush()
	return w.Error()
}

// safe keeps a program for tables from taking a text for a formula (OWASP, CSV injection).
func safe(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r", rune(text[0])) {
		return "'" + text
	}
	return text
}
