package worktime_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/wiki/worktime"
)

func TestPings(t *testing.T) {
	berlin := zone(t, "Europe/Berlin")
	usual := worktime.Default(berlin)
	night := usual
	night.QuietDaysOff = false
	night.Quiet = worktime.Span{From: 1 * 60, To: 3*60 + 30}
	never := usual
	never.Quiet = worktime.Span{From: 0, To: 24 * 60}
	always := worktime.Calendar{Zone: berlin}
	noHours := worktime.Calendar{Zone: berlin, QuietDaysOff: true}
	away := usual
	away.Away = []worktime.Away{{From: date(t, "2026-06-03"), To: date(t, "2026-06-05")}}
	german := usual
	german.Country = "DE"
	shabbat := usual
	shabbat.Week = week(t, "Sun-Thu 9-17")
	for name, c := range map[string]struct {
		calendar worktime.Calendar
		at       string
		from     string // "" for never
	}{
		"in working hours":                   {usual, "2026-06-02T10:00:00+02:00", "2026-06-02T10:00:00+02:00"},
		"after work, before it is quiet":     {usual, "2026-06-02T19:59:59+02:00", "2026-06-02T19:59:59+02:00"},
		"when it gets quiet":                 {usual, "2026-06-02T20:00:00+02:00", "2026-06-03T08:00:00+02:00"},
		"in the morning":                     {usual, "2026-06-02T07:30:00+02:00", "2026-06-02T08:00:00+02:00"},
		"on Friday night":                    {usual, "2026-06-05T22:00:00+02:00", "2026-06-08T08:00:00+02:00"},
		"on Saturday at noon":                {usual, "2026-06-06T12:00:00+02:00", "2026-06-08T08:00:00+02:00"},
		"clocks go forward that weekend":     {usual, "2026-03-27T21:00:00+01:00", "2026-03-30T08:00:00+02:00"},
		"before days away":                   {away, "2026-06-02T21:00:00+02:00", "2026-06-08T08:00:00+02:00"},
		"on a holiday":                       {german, "2026-04-03T10:00:00+02:00", "2026-04-07T08:00:00+02:00"},
		"Friday is free":                     {shabbat, "2026-06-05T10:00:00+02:00", "2026-06-07T08:00:00+02:00"},
		"quiet ends in the hour that comes":  {night, "2026-10-25T01:10:00+02:00", "2026-10-25T03:30:00+01:00"},
		"quiet begins in the skipped hour":   {night, "2026-03-29T01:30:00+01:00", "2026-03-29T03:30:00+02:00"},
		"nothing is quiet":                   {always, "2026-06-06T03:00:00+02:00", "2026-06-06T03:00:00+02:00"},
		"all is quiet":                       {never, "2026-06-02T10:00:00+02:00", ""},
		"without hours, weekends stay quiet": {noHours, "2026-06-06T03:00:00+02:00", "2026-06-08T00:00:00+02:00"},
	} {
		t.Run(name, func(t *testing.T) {
			at := instant(t, c.at)
			var want time.Time
			if c.from != "" {
				want = instant(t, c.from)
			}
			ok, from := c.calendar.MayPing(at)
			if !from.Equal(want) || ok != at.Equal(want) {
				t.Errorf("%t, %s; want %s", ok, from.In(berlin), want.In(berlin))
			}
		})
	}
}

func TestHoursAreReadAsPeopleWriteThem(t *testing.T) {
	for in, want := range map[string]string{
		"":                                 "",
		" - ":                              "",
		"9-17":                             "09:00–17:00",
		"9 – 17":                           "09:00–17:00",
		"9:00 to 12:30; 13.30-17":          "09:00–12:30, 13:30–17:00",
		"13-17,9-12":                       "09:00–12:00, 13:00–17:00",
		"22-6":                             "22:00–06:00",
		"0-24":                             "00:00–24:00",
		"8-8":                              "error",
		"0-0":                              "error",
		"18:00-0:00":                       "18:00–24:00",
		"0:00-4:00, 20:00-24:00":           "00:00–04:00, 20:00–24:00",
		",":                                "",
		"9-12, ,":                          "09:00–12:00",
		"9-12, 11-17":                      "error",
		"22-6, 23-24":                      "error",
		"9":                                "error",
		"9-25":                             "error",
		"24-3":                             "error",
		"9:60-10":                          "error",
		"nine to five":                     "error",
		"-9-17":                            "error",
		"9:5-17":                           "error",
		"1-2,3-4,5-6,7-8,9-10,11-12,13-14": "error",
	} {
		spans, err := worktime.ParseHours(in)
		got := worktime.FormatHours(spans)
		if err != nil {
			got = "error"
			var told *content.Error
			if !errors.As(err, &told) {
				t.Errorf("%q: %v has no words for a person", in, err)
			}
		}
		if got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

// TestHoursThatWereTaken: hours kept from before stay readable, whatever is refused since.
func TestHoursThatWereTaken(t *testing.T) {
	spans, err := worktime.StoredHours("08:00–08:00")
	if err != nil || len(spans) != 1 || spans[0] != (worktime.Span{From: 8 * 60, To: 32 * 60}) {
		t.Errorf("%v, %v", spans, err)
	}
}

func FuzzParseHours(f *testing.F) {
	for _, s := range []string{"9-17", "9:00–12:30, 13:30–17:00", "22:00 to 06:00", "-", "0-24", "99-1", "8-8"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		spans, err := worktime.ParseHours(s)
		if err != nil {
			return
		}
		again, err := worktime.ParseHours(worktime.FormatHours(spans))
		if err != nil {
			t.Fatalf("%q is written %q, which cannot be read: %v", s, worktime.FormatHours(spans), err)
		}
		if diff := cmp.Diff(spans, again); diff != "" {
			t.Fatalf("%q: %s", s, diff)
		}
		last := 0
		for _, span := range spans {
			if span.From < last || span.To <= span.From || span.To > span.From+1440 || span.From >= 1440 {
				t.Fatalf("%q: %v", s, spans)
			}
			last = span.To
		}
	})
}

func TestEveryCountryHasHolidays(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range worktime.Countries() {
		if seen[c.Code] || worktime.CountryName(c.Code) != c.Name {
			t.Errorf("%s stands twice, or has two names", c.Code)
		}
		seen[c.Code] = true
		for _, year := range []int{2025, 2026, 2027, 2040} {
			days := worktime.Holidays(c.Code, year)
			if len(days) < 6 || len(days) > 25 {
				t.Errorf("%s has %d holidays in %d", c.Name, len(days), year)
			}
			for _, h := range days {
				if h.Date.Year != year || h.Name == "" {
					t.Errorf("%s: %v in %d", c.Name, h, year)
				}
			}
		}
	}
	if _, is := worktime.HolidayOn("DE", worktime.Date{Year: 2300, Month: 12, Day: 25}); is {
		t.Error("years are not bounded")
	}
}

func TestDates(t *testing.T) {
	d := date(t, "2026-12-31")
	if got := d.Days(1).String(); got != "2027-01-01" {
		t.Error(got)
	}
	if got := date(t, "2028-03-01").Since(date(t, "2028-02-28")); got != 2 {
		t.Errorf("two days over a leap day are %d", got)
	}
	for _, bad := range []string{"", "31.12.2026", "2026-02-30", "2026-1-1", "2026-01-01T00:00"} {
		if _, err := worktime.ParseDate(bad); err == nil {
			t.Errorf("%q is a date", bad)
		}
	}
	// Samoa had no 30 December 2011.
	apia := zone(t, "Pacific/Apia")
	if begins, ends := (worktime.Date{Year: 2011, Month: 12, Day: 30}).At(0, apia), (worktime.Date{Year: 2011, Month: 12, Day: 31}).At(0, apia); !begins.Equal(ends) {
		t.Errorf("a day that was not: %s to %s", begins, ends)
	}
}

func TestWorkingDays(t *testing.T) {
	c := worktime.Default(zone(t, "Europe/Berlin"))
	c.Country = "DE"
	c.Away = []worktime.Away{{From: date(t, "2026-04-08"), To: date(t, "2026-04-09")}}
	for _, day := range []struct {
		from string
		n    int
		want string
	}{
		{"2026-04-02", 1, "2026-04-02"}, // a Thursday; Good Friday, the weekend and Easter Monday follow
		{"2026-04-02", 2, "2026-04-07"},
		{"2026-04-02", 3, "2026-04-10"}, // over two days away
		{"2026-04-04", 1, "2026-04-07"},
		{"2026-04-02", 0, ""},
	} {
		got, ok := c.WorkDay(date(t, day.from), day.n)
		if got.String() != day.want || ok != (day.want != "") {
			t.Errorf("day %d from %s: %s, want %s", day.n, day.from, got, day.want)
		}
	}
	if _, ok := (worktime.Calendar{}).WorkDay(date(t, "2026-04-02"), 1); ok {
		t.Error("who works no hours has a working day")
	}
}
