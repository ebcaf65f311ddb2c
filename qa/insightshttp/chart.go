package insightshttp

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/docent-wiki/docent/qa/eval"
	"github.com/docent-wiki/docent/themes"
)

// The chart's measures, in units of its view box: the field of the lines, and room for their names.
const (
	chartWidth, chartHeight = 860, 330
	left, right             = 44.0, 700.0
	top, bottom             = 16.0, 296.0
	fewPoints               = 40 // up to which each is drawn
	nameHeight              = 17.0
)

// chart draws four figures over time; nil where nothing was measured.
func chart(all []eval.Evaluation, from, to time.Time, zone *time.Location) *themes.Chart {
	if len(all) == 0 {
		return nil
	}
	if first := all[0].At; first.After(from) { // the empty days before the first figures say nothing
		from = first
	}
	across := func(t time.Time) float64 {
		span := to.Sub(from)
		if span <= 0 || len(all) == 1 {
			return right
		}
		return left + (right-left)*float64(t.Sub(from))/float64(span)
	}
	c := &themes.Chart{Width: chartWidth, Height: chartHeight}
	for n := 0; n <= 100; n += 25 {
		c.Down = append(c.Down, themes.Tick{At: place(down(float64(n) / 100)), Label: fmt.Sprintf("%d %%", n)})
	}
	c.Across = days(all[0].At, all[len(all)-1].At, across, zone)
	for _, figure := range []struct {
		class, name string
		of          func(eval.Report) float64
	}{
		{"a", "Found first", func(p eval.Report) float64 { return p.ByPage.P1 }},
		{"b", "Among ten", func(p eval.Report) float64 { return p.ByPage.R10 }},
		{"c", "Answered", func(p eval.Report) float64 { return p.Answering.Answered }},
		{"d", "Precision", func(p eval.Report) float64 { return p.Answering.Precision }},
	} {
		line := themes.ChartLine{Class: figure.class, Name: figure.name}
		var points []string
		for _, e := range all {
			x, y := place(across(e.At)), place(down(figure.of(e.Report)))
			points = append(points, x+","+y)
			if len(all) <= fewPoints {
				line.Dots = append(line.Dots, themes.Dot{X: x, Y: y})
			}
			line.EndX, line.EndY = place(right+12), y
		}
		line.Points = strings.Join(points, " ")
		c.Lines = append(c.Lines, line)
	}
	apart(c.Lines)
	return c
}

func down(share float64) float64 { return bottom - (bottom-top)*min(max(share, 0), 1) }

func place(at float64) string { return fmt.Sprintf("%.1f", at) }

// days are the dates below the chart: of the first and the last evaluation.
func days(first, last time.Time, across func(time.Time) float64, zone *time.Location) []themes.Tick {
	label := func(t time.Time) string { return t.In(zone).Format("2006-01-02") }
	ticks := []themes.Tick{{At: place(max(across(first), left+36)), Label: label(first)}}
	if across(last)-across(first) > 120 {
		ticks = append(ticks, themes.Tick{At: place(min(across(last), right-10)), Label: label(last)})
	}
	return ticks
}

// apart moves the names of lines that end close together, so that each can be read.
func apart(lines []themes.ChartLine) {
	order := make([]int, len(lines))
	at := make([]float64, len(lines))
	for i := range lines {
		order[i] = i
		_, _ = fmt.Sscan(lines[i].EndY, &at[i]) // our own number
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case at[a] < at[b]:
			return -1
		case at[a] > at[b]:
			return 1
		}
		return 0
	})
	for k, i := range order {
		if k > 0 {
			at[i] = max(at[i], at[order[k-1]]+nameHeight)
		}
	}
	floor := bottom
	for _, i := range slices.Backward(order) { // what was pushed out below goes up again
		at[i] = min(at[i], floor)
		floor = at[i] - nameHeight
		lines[i].EndY = place(at[i])
	}
}
