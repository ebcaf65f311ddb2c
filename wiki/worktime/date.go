package worktime

import (
	"fmt"
	"strings"
	"time"
)

// Date is a day of the calendar, in whichever zone.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// DateOf is the date that an instant has in a zone; nil is UTC.
func DateOf(t time.Time, zone *time.Location) Date {
	year, month, day := t.In(in(zone)).Date()
	return Date{year, month, day}
}

// ParseDate reads 2026-12-31.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return Date{}, fmt.Errorf("“%s” is not a date such as 2026-12-31", s)
	}
	return DateOf(t, time.UTC), nil
}

// String writes 2026-12-31.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, int(d.Month), d.Day)
}

// IsZero says whether no date is named.
func (d Date) IsZero() bool { return d == Date{} }

// Compare is negative where d is the earlier day, 0 where they are the same.
func (d Date) Compare(other Date) int {
	switch {
	case d.Year != other.Year:
		return d.Year - other.Year
	case d.Month != other.Month:
		return int(d.Month - other.Month)
	}
	return d.Day - other.Day
}

// Days is the date so many days later, or earlier where n is negative.
func (d Date) Days(n int) Date {
	return DateOf(time.Date(d.Year, d.Month, d.Day+n, 0, 0, 0, 0, time.UTC), time.UTC)
}

// Since counts the days from another date to this one.
func (d Date) Since(other Date) int {
	const day = 24 * 60 * 60
	return int((d.civil(0).Unix() - other.civil(0).Unix()) / day)
}

// Weekday is the day of the week.
func (d Date) Weekday() time.Weekday { return d.civil(0).Weekday() }

// On says on which day something is, as one says it today: today, tomorrow, on Wednesday, on 3 March,
// on 4 January 2027.
func (d Date) On(today Date) string {
	switch days := d.Since(today); {
	case days == 0:
		return "today"
	case days == 1:
		return "tomorrow"
	case days > 1 && days < 7:
		return "on " + d.Weekday().String()
	case d.Year == today.Year:
		return fmt.Sprintf("on %d %s", d.Day, d.Month)
	}
	return fmt.Sprintf("on %d %s %d", d.Day, d.Month, d.Year)
}

// Near is On without its preposition, to stand after another one: until Wednesday, until 4 January 2027.
func (d Date) Near(today Date) string { return strings.TrimPrefix(d.On(today), "on ") }

// civil is a wall clock time as if it were one of UTC. minute may be over 1,440, for the days after.
func (d Date) civil(minute int) time.Time {
	return time.Date(d.Year, d.Month, d.Day, 0, minute, 0, 0, time.UTC)
}

// At is the first instant at which the clocks of a zone show a minute of this date, or a later one.
// minute counts from midnight; over 1,440 it lies on the days after.
func (d Date) At(minute int, zone *time.Location) time.Time {
	return firstShowing(d.civil(minute), zone, time.Time{})
}

// reach is more than the clocks of any two zones are apart.
const reach = 30 * time.Hour

// firstShowing is the first instant, not before from, at which the clocks of a zone show wall (given as
// a time of UTC) or later. It goes through the periods of one offset, since a time can be shown twice
// (clocks go back) or never (they go forward).
func firstShowing(wall time.Time, zone *time.Location, from time.Time) time.Time {
	t := wall.Add(-reach)
	if t.Before(from) {
		t = from.UTC()
	}
	for {
		_, offset := t.In(in(zone)).Zone()
		shown := wall.Add(-time.Duration(offset) * time.Second)
		if shown.Before(t) {
			shown = t
		}
		end, changes := nextChange(t, zone)
		if !changes || shown.Before(end) {
			return shown
		}
		t = end
	}
}

// nextChange is the first instant after t, in UTC, at which the clocks of a zone change. The library names
// the instant itself for some times thousands of years ahead; those are taken for the last change.
func nextChange(t time.Time, zone *time.Location) (change time.Time, changes bool) {
	_, end := t.In(in(zone)).ZoneBounds()
	return end.UTC(), end.After(t)
}

// in is the zone, UTC where there is none.
func in(zone *time.Location) *time.Location {
	if zone == nil {
		return time.UTC
	}
	return zone
}
