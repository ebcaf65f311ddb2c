package insightshttp

import (
	"strconv"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/docent-wiki/docent/qa/eval"
	"github.com/docent-wiki/docent/themes"
)

// TestChart: whatever was measured, every point lies in the field, and names stand apart in it.
func TestChart(t *testing.T) {
	to := time.Date(2026, 3, 6, 12, 0, 0, 0, time.UTC)
	rapid.Check(t, func(t *rapid.T) {
		var all []eval.Evaluation
		at := to.Add(-90 * 24 * time.Hour)
		for range rapid.IntRange(0, 60).Draw(t, "n") {
			at = at.Add(time.Duration(rapid.Int64Range(0, int64(36*time.Hour)).Draw(t, "later")))
			if at.After(to) {
				break
			}
			share := rapid.Float64Range(0, 1)
			all = append(all, eval.Evaluation{At: at, Report: eval.Report{
				ByPage:    eval.Ranking{P1: share.Draw(t, "first"), R10: share.Draw(t, "ten")},
				Answering: eval.Answering{Answered: share.Draw(t, "answered"), Precision: share.Draw(t, "precision")},
			}})
		}
		c := chart(all, to.Add(-90*24*time.Hour), to, time.UTC)
		if (c == nil) != (len(all) == 0) {
			t.Fatalf("chart %v of %d evaluations", c, len(all))
		}
		if c != nil {
			inField(t, c)
		}
	})
}

func inField(t *rapid.T, c *themes.Chart) {
	number := func(text string) float64 {
		v, err := strconv.ParseFloat(text, 64)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	var names []float64
	for _, line := range c.Lines {
		for _, d := range line.Dots {
			if x, y := number(d.X), number(d.Y); x < left || x > right || y < top || y > bottom {
				t.Errorf("%s: a point at %v, %v", line.Name, x, y)
			}
		}
		y := number(line.EndY)
		for _, other := range names {
			if d := y - other; d > -nameHeight+.2 && d < nameHeight-.2 {
				t.Errorf("names at %v and %v", y, other)
			}
		}
		if names = append(names, y); y < 0 || y > chartHeight {
			t.Errorf("%s stands at %v", line.Name, y)
		}
	}
}
