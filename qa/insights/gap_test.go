package insights

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/docent-wiki/docent/wiki"
)

var noon = time.Date(2026, 3, 6, 12, 0, 0, 0, time.UTC)

func ask(by wiki.PersonID, text string, daysAgo int) Want {
	return Want{Text: text, By: by, Times: 1, Last: noon.Add(-time.Duration(daysAgo) * 24 * time.Hour), Fate: Unsure}
}

func TestTopics(t *testing.T) {
	wants := []Want{
		ask(1, "How do I park at the office?", 0), ask(2, "how do i park at the office", 1), ask(2, "how do I park at the office", 0),
		ask(3, "office park", 2), // one person's own words: counted, not shown
		ask(4, "When is payday?", 40), ask(5, "when is payday", 40),
		ask(6, "Am I going to be fired?", 0), // of one person alone: that person's own
		{Text: "holliday calender", People: 3, Times: 7, Last: noon},
		{Text: "typo", People: 1, Times: 9, Last: noon},
	}
	type row struct {
		Topic         string
		People, Times int
		Words         []string
	}
	var got []row
	for _, g := range Topics(wants, noon) {
		got = append(got, row{g.Topic, g.People, g.Times, g.Words})
	}
	want := []row{
		{"holliday calender", 3, 7, []string{"holliday calender"}},
		{"How do I park at the office?", 3, 4, []string{"How do I park at the office?"}},
		{"When is payday?", 2, 2, []string{"When is payday?"}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("topics (-want +got):\n%s", diff)
	}
}

func TestTopicsKeepSpacesApart(t *testing.T) {
	secret := func(w Want) Want { w.Space = 7; return w }
	gaps := Topics([]Want{ask(1, "merger plan", 0), secret(ask(2, "merger plan", 0)), secret(ask(3, "merger plan", 0))}, noon)
	if len(gaps) != 1 || gaps[0].Space != 7 || gaps[0].People != 2 {
		t.Errorf("got %+v, want one gap of two people in space 7", gaps)
	}
}

func TestRecency(t *testing.T) {
	recent := Topics([]Want{ask(1, "badge lost", 0), ask(2, "badge lost", 0)}, noon)[0].Score
	old := Topics([]Want{ask(1, "badge lost", 30), ask(2, "badge lost", 30)}, noon)[0].Score
	if recent != 2 || old < .999 || old > 1.001 {
		t.Errorf("two people count %v today and %v thirty days later, want 2 and 1", recent, old)
	}
}

func TestMedian(t *testing.T) {
	for _, c := range []struct {
		of   []time.Duration
		want time.Duration
	}{{nil, 0}, {[]time.Duration{3}, 3}, {[]time.Duration{1, 3}, 2}, {[]time.Duration{1, 2, 9}, 2}} {
		if got := Median(c.of); got != c.want {
			t.Errorf("median of %v is %v, want %v", c.of, got, c.want)
		}
	}
}

func TestSteps(t *testing.T) {
	for _, c := range []struct {
		from, to Day
		n        int
	}{{100, 100, 1}, {100, 129, 30}, {100, 189, 13}, {DayOf(noon) - 729, DayOf(noon), 25}} {
		steps := Steps(c.from, c.to)
		if len(steps) != c.n || steps[0] != c.from {
			t.Errorf("%d to %d: %d steps from %d, want %d", c.from, c.to, len(steps), steps[0], c.n)
		}
		for d := c.from; d <= c.to; d++ {
			if i, ok := Bucket(steps, d); !ok || steps[i] > d || i+1 < len(steps) && steps[i+1] <= d {
				t.Fatalf("day %d is put into step %d of %v", d, i, steps)
			}
		}
	}
}
