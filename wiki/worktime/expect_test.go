package worktime_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/worktime"
)

// expectCase is a block of testdata/expect.txt.
type expectCase struct {
	name           string
	calendar       worktime.Calendar
	reader         *time.Location
	now            time.Time
	within, median time.Duration
	want           worktime.Expectation
}

// TestReplyTimes holds the reply times to what was computed by hand.
func TestReplyTimes(t *testing.T) {
	cases := readCases(t)
	if len(cases) < 60 {
		t.Errorf("%d cases, want 60 at least", len(cases))
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got := worktime.Expect(c.now, c.reader, c.calendar, c.within, c.median)
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestAnotherNameForTheOwner(t *testing.T) {
	c := worktime.Default(zone(t, "Europe/Berlin"))
	c.Away = []worktime.Away{{From: date(t, "2026-06-01"), To: date(t, "2026-06-05")}}
	got := worktime.Promise{Who: "Ada", Median: time.Hour}.Expect(instant(t, "2026-06-02T10:00:00+02:00"), c.Zone, c)
	want := "Ada usually answers this area in 1 working hour. Ada is away until Friday. Expect a reply on Monday by 10:00."
	if got.Text != want {
		t.Errorf("got %q, want %q", got.Text, want)
	}
}

func readCases(t *testing.T) (cases []expectCase) {
	t.Helper()
	text, err := os.ReadFile("testdata/expect.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, block := range strings.Split(string(text), "\n== ")[1:] {
		lines := strings.Split(strings.TrimSpace(block), "\n")
		c := expectCase{name: lines[0], calendar: worktime.Default(nil)}
		for _, line := range lines[1:] {
			key, value, _ := strings.Cut(line, " ")
			c.read(t, key, value)
		}
		if c.reader == nil {
			c.reader = c.calendar.Zone
		}
		cases = append(cases, c)
	}
	return cases
}

func (c *expectCase) read(t *testing.T, key, value string) {
	t.Helper()
	switch key {
	case "zone":
		c.calendar.Zone = zone(t, value)
	case "reader":
		c.reader = zone(t, value)
	case "hours":
		c.calendar.Week = week(t, value)
	case "away":
		days, deputy, _ := strings.Cut(value, " ")
		from, to, _ := strings.Cut(days, "..")
		c.calendar.Away = append(c.calendar.Away, worktime.Away{From: date(t, from), To: date(t, to), Deputy: wiki.PersonRef{Name: deputy}})
	case "country":
		c.calendar.Country = value
	case "now":
		c.now = instant(t, value)
	case "within":
		c.within = duration(t, value)
	case "median":
		c.median = duration(t, value)
	case "by":
		if value != "-" {
			c.want.By = instant(t, value)
		}
	case "text":
		c.want.Text = value
	default:
		t.Fatalf("%s: %q", c.name, key)
	}
}

// week reads “Mon-Fri 9-17 / Sat 10-12”.
func week(t *testing.T, s string) (w worktime.Week) {
	t.Helper()
	if s == "-" {
		return w
	}
	for _, part := range strings.Split(s, " / ") {
		days, hours, _ := strings.Cut(part, " ")
		spans, err := worktime.ParseHours(hours)
		if err != nil {
			t.Fatal(err)
		}
		first, last, several := strings.Cut(days, "-")
		if !several {
			last = first
		}
		for day := weekday(t, first); ; day = (day + 1) % 7 {
			w[day] = spans
			if day == weekday(t, last) {
				break
			}
		}
	}
	return w
}

func weekday(t *testing.T, s string) time.Weekday {
	t.Helper()
	for day := time.Sunday; day <= time.Saturday; day++ {
		if strings.HasPrefix(day.String(), s) {
			return day
		}
	}
	t.Fatalf("no day %q", s)
	return 0
}

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

func date(t *testing.T, s string) worktime.Date {
	t.Helper()
	d, err := worktime.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func instant(t *testing.T, s string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t.Fatal(err)
	}
	return at.UTC()
}

func duration(t *testing.T, s string) time.Duration {
	t.Helper()
	d, err := time.ParseDuration(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}
