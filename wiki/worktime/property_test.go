package worktime_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/docent-wiki/docent/wiki/worktime"
)

// awkward are zones whose clocks do what one forgets: half hours, quarters, changes at midnight, a change
// by half an hour, a skipped day, none at all.
var awkward = []string{
	"UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Chatham", "Asia/Kathmandu",
	"Africa/Cairo", "America/Nuuk", "Pacific/Apia", "America/Havana", "Africa/Casablanca", "Antarctica/Troll", "Asia/Beirut",
}

func drawZone(rt *rapid.T) *time.Location {
	z, err := time.LoadLocation(rapid.SampledFrom(awkward).Draw(rt, "zone"))
	if err != nil {
		rt.Fatal(err)
	}
	return z
}

// drawTime is near a change of the clocks more often than not.
func drawTime(rt *rapid.T, zone *time.Location) time.Time {
	t := time.Unix(rapid.Int64Range(1_262_304_000, 1_900_000_000).Draw(rt, "at"), 0).UTC() // 2010 to 2030
	if _, change := t.In(zone).ZoneBounds(); !change.IsZero() && rapid.Bool().Draw(rt, "near a change") {
		t = change.UTC().Add(time.Duration(rapid.IntRange(-3000, 3000).Draw(rt, "minutes")) * time.Minute)
	}
	return t
}

func drawSpan(rt *rapid.T) worktime.Span {
	from := rapid.IntRange(0, 1439).Draw(rt, "from")
	return worktime.Span{From: from, To: from + rapid.IntRange(1, 1440).Draw(rt, "length")}
}

func drawCalendar(rt *rapid.T) worktime.Calendar {
	c := worktime.Calendar{
		Zone:         drawZone(rt),
		Country:      rapid.SampledFrom([]string{"", "US", "DE-BY", "JP", "XX"}).Draw(rt, "country"),
		Quiet:        worktime.Span{From: rapid.IntRange(0, 1440).Draw(rt, "quiet from"), To: rapid.IntRange(0, 1440).Draw(rt, "quiet to")},
		QuietDaysOff: rapid.Bool().Draw(rt, "quiet days off"),
	}
	for i := range c.Week {
		c.Week[i] = rapid.SliceOfN(rapid.Custom(drawSpan), 0, 2).Draw(rt, "spans") // may overlap, out of order
	}
	for range rapid.IntRange(0, 3).Draw(rt, "absences") {
		from := worktime.DateOf(drawTime(rt, c.Zone), c.Zone)
		c.Away = append(c.Away, worktime.Away{From: from, To: from.Days(rapid.IntRange(0, 20).Draw(rt, "days"))})
	}
	return c
}

func drawWork(rt *rapid.T) time.Duration {
	return time.Duration(rapid.Int64Range(0, int64(300*time.Hour/time.Microsecond)).Draw(rt, "work")) * time.Microsecond
}

func TestWorkingTimeAddsUp(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		c := drawCalendar(rt)
		a, work := drawTime(rt, c.Zone), drawWork(rt)
		b := c.Add(a, work)
		if b.IsZero() {
			return
		}
		if got := c.Between(a, b); got != work {
			rt.Fatalf("from %s %s end at %s, between which lie %s", a, work, b, got)
		}
		more := drawWork(rt)
		if got, want := c.Add(b, more), c.Add(a, work+more); !got.IsZero() && !got.Equal(want) {
			rt.Fatalf("%s and then %s is %s, together %s", work, more, got, want)
		}
	})
}

func TestMoreWorkingTimeIsLater(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		c := drawCalendar(rt)
		a, work := drawTime(rt, c.Zone), drawWork(rt)
		later := a.Add(time.Duration(rapid.IntRange(0, 5000).Draw(rt, "later")) * time.Minute)
		more := work + drawWork(rt)
		if before, after := c.Add(a, work), c.Add(later, more); !after.IsZero() && after.Before(before) {
			rt.Fatalf("%s from %s: %s; %s from %s: %s", work, a, before, more, later, after)
		}
	})
}

// TestWorkingTimeByTheMinute compares with somebody who looks at the clock every minute. A time that has
// once been shown counts as shown, also where clocks go back.
func TestWorkingTimeByTheMinute(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		c := drawCalendar(rt)
		a := drawTime(rt, c.Zone).Truncate(time.Minute)
		b := a.Add(time.Duration(rapid.IntRange(1, 4000).Draw(rt, "minutes")) * time.Minute)
		var worked time.Duration
		var shown time.Time // the latest wall clock time so far, as one of UTC
		for m := a.Add(-50 * time.Hour); m.Before(b); m = m.Add(time.Minute) {
			_, offset := m.In(c.Zone).Zone()
			if wall := m.Add(time.Duration(offset) * time.Second); wall.After(shown) {
				shown = wall
			}
			if !m.Before(a) && works(c, shown) {
				worked += time.Minute
			}
		}
		if got := c.Between(a, b); got != worked {
			rt.Fatalf("%s to %s in %s: %s, by the minute %s", a, b, c.Zone, got, worked)
		}
		if next := c.NextWork(a); !next.IsZero() && c.Between(a, next) != 0 {
			rt.Fatalf("work goes on at %s, but there is some from %s on", next, a)
		}
	})
}

// works says whether a wall clock time, as one of UTC, is within working hours.
func works(c worktime.Calendar, wall time.Time) bool {
	today := worktime.DateOf(wall, time.UTC)
	if off(c, today) {
		return false
	}
	minute := wall.Hour()*60 + wall.Minute()
	for back := range 2 {
		d := today.Days(-back)
		for _, s := range c.Week[d.Weekday()] {
			if m := minute + back*1440; !off(c, d) && s.From <= m && m < s.To {
				return true
			}
		}
	}
	return false
}

func off(c worktime.Calendar, d worktime.Date) bool {
	_, holiday := worktime.HolidayOn(c.Country, d)
	return holiday || away(c, d)
}

func away(c worktime.Calendar, d worktime.Date) bool {
	for _, a := range c.Away {
		if a.Holds(d) {
			return true
		}
	}
	return false
}

func TestPingsComeAsSoonAsTheyMay(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		c := drawCalendar(rt)
		at := drawTime(rt, c.Zone).Truncate(time.Minute)
		ok, from := c.MayPing(at)
		if ok != quietless(c, at) {
			rt.Fatalf("may ping at %s: %t", at.In(c.Zone), ok)
		}
		if from.IsZero() {
			return
		}
		if again, same := c.MayPing(from); !again || !same.Equal(from) || !quietless(c, from) || from.Before(at) {
			rt.Fatalf("at %s: from %s, but then %t", at.In(c.Zone), from.In(c.Zone), again)
		}
		for m := at; m.Before(from) && m.Sub(at) < 72*time.Hour; m = m.Add(time.Minute) {
			if quietless(c, m) {
				rt.Fatalf("at %s: from %s, but it may at %s", at.In(c.Zone), from.In(c.Zone), m.In(c.Zone))
			}
		}
	})
}

// quietless looks at the clock on the wall.
func quietless(c worktime.Calendar, at time.Time) bool {
	local := at.In(c.Zone)
	d, minute := c.Date(at), local.Hour()*60+local.Minute()
	switch from, to := c.Quiet.From, c.Quiet.To; {
	case from <= to && from <= minute && minute < to:
		return false
	case from > to && (minute >= from || minute < to):
		return false
	case away(c, d):
		return false
	case !c.QuietDaysOff:
		return true
	}
	if _, holiday := worktime.HolidayOn(c.Country, d); holiday {
		return false
	}
	for _, spans := range c.Week {
		if len(spans) > 0 {
			return len(c.Week[d.Weekday()]) > 0
		}
	}
	return d.Weekday() != time.Saturday && d.Weekday() != time.Sunday
}

// TestHostileCalendarsEnd draws calendars that no screen lets through.
func TestHostileCalendarsEnd(t *testing.T) {
	wild := rapid.IntRange(-5000, 5000)
	rapid.Check(t, func(rt *rapid.T) {
		span := rapid.Custom(func(rt *rapid.T) worktime.Span {
			return worktime.Span{From: wild.Draw(rt, "from"), To: wild.Draw(rt, "to")}
		})
		c := worktime.Calendar{Zone: drawZone(rt), Quiet: span.Draw(rt, "quiet"), QuietDaysOff: rapid.Bool().Draw(rt, "off"), Country: "DE"}
		for i := range c.Week {
			c.Week[i] = rapid.SliceOfN(span, 0, 3).Draw(rt, "spans")
		}
		for range rapid.IntRange(0, 5).Draw(rt, "absences") {
			from := worktime.Date{Year: rapid.IntRange(-10, 3000).Draw(rt, "year"), Month: time.Month(wild.Draw(rt, "month")), Day: wild.Draw(rt, "day")}
			c.Away = append(c.Away, worktime.Away{From: from, To: from.Days(wild.Draw(rt, "days"))})
		}
		at := time.Unix(rapid.Int64Range(-1e11, 1e11).Draw(rt, "at"), 0)
		work := time.Duration(rapid.Int64().Draw(rt, "work"))
		if b := c.Add(at, work); !b.IsZero() && work > 0 && c.Between(at, b) != work {
			rt.Fatalf("%s from %s is %s, between which lie %s", work, at, b, c.Between(at, b))
		}
		if _, from := c.MayPing(at); !from.IsZero() {
			if ok, _ := c.MayPing(from); !ok {
				rt.Fatalf("at %s: from %s, but then it may not", at, from)
			}
		}
		worktime.Expect(at, c.Zone, c, work, work/2)
		c.Day()
	})
}
