package worktime

import (
	"iter"
	"slices"
	"time"

	"github.com/docent-wiki/docent/wiki"
)

// Horizon is how far the functions look ahead, in days: what does not come until then does not come.
const Horizon = 3 * 366

// Span is a part of the day, in minutes from its midnight: From is the first minute, To the one after the
// last. A To over 1,440 (24 hours) lies on the next day: a night shift. A span belongs to the day on which
// it begins.
type Span struct{ From, To int }

// Week is the working hours of each day of the week, by time.Weekday; a day without any is a day off.
// The spans of a day are in order and do not overlap (see ParseHours).
type Week [7][]Span

// Channel is the way in which notices reach a person.
type Channel string

// The channels.
const (
	InApp  Channel = "app"
	Mail   Channel = "mail"
	Digest Channel = "digest" // one mail a day with all that waited
)

// Away is a time in which somebody does not work: whole days of the person's zone, both included.
type Away struct {
	ID       int64 // 0 where it is not stored
	From, To Date
	Note     string         // what those read who ask meanwhile; "" for none
	Deputy   wiki.PersonRef // who stands in; the zero ref for nobody
}

// Holds says whether a date lies in it.
func (a Away) Holds(d Date) bool { return a.From.Compare(d) <= 0 && d.Compare(a.To) <= 0 }

// Calendar is when a person works and may be pinged.
type Calendar struct {
	Zone    *time.Location // nil is UTC
	Week    Week
	Away    []Away
	Country string // whose public holidays are days off, a code of Countries; "" for none

	// Quiet is the part of each day without pings, in minutes from midnight; where From is after To, it goes
	// over midnight. Equal ones mean none.
	Quiet Span
	// QuietDaysOff keeps the days of the week without working hours, and holidays, quiet as well. In a week
	// without any hours those are Saturday and Sunday.
	QuietDaysOff bool
	Pings        int     // how many a day at most; 0: no limit
	Channel      Channel // "" is Mail
}

// Default is the calendar of somebody who has set nothing: Monday to Friday from 9 to 17, quiet from 20 to
// 8 and at weekends.
func Default(zone *time.Location) Calendar {
	c := Calendar{Zone: zone, Quiet: Span{20 * 60, 8 * 60}, QuietDaysOff: true, Pings: 10, Channel: Mail}
	for day := time.Monday; day <= time.Friday; day++ {
		c.Week[day] = []Span{{9 * 60, 17 * 60}}
	}
	return c
}

// Day is the length of this person's working day: the mean of the days with hours, 8 hours where there
// are none. It is what “1 working day” means.
func (c Calendar) Day() time.Duration {
	minutes, days := 0, 0
	for _, spans := range c.Week {
		if len(spans) == 0 {
			continue
		}
		days++
		for _, s := range spans {
			minutes += max(0, s.To-s.From)
		}
	}
	if minutes == 0 {
		return 8 * time.Hour
	}
	return time.Duration(minutes) * time.Minute / time.Duration(days)
}

// Date is the day that it is for this person at an instant.
func (c Calendar) Date(at time.Time) Date { return DateOf(at, c.Zone) }

// Add is the earliest instant, in UTC, at which so much working time has passed since from. It is from
// itself where work is 0 or less, and the zero time where so much does not come within Horizon.
func (c Calendar) Add(from time.Time, work time.Duration) time.Time {
	if work <= 0 {
		return from.UTC().Round(0)
	}
	for start, end := range c.windows(from) {
		if length := end.Sub(start); length < work {
			work -= length
			continue
		}
		return start.Add(work)
	}
	return time.Time{}
}

// Between is the working time from a to b, 0 where b is not after a. What lies more than Horizon after a
// is not counted.
func (c Calendar) Between(a, b time.Time) (work time.Duration) {
	for start, end := range c.windows(a) {
		if !start.Before(b) {
			break
		}
		if end.After(b) {
			end = b
		}
		work += end.Sub(start)
	}
	return work
}

// NextWork is the first instant from at on that is working time, in UTC; the zero time where none comes
// within Horizon.
func (c Calendar) NextWork(at time.Time) time.Time {
	for start := range c.windows(at) {
		return start
	}
	return time.Time{}
}

// AwayAt says whether the person is away at an instant: of several entries, the one that ends last.
func (c Calendar) AwayAt(at time.Time) (Away, bool) { return c.awayOn(c.Date(at)) }

func (c Calendar) awayOn(d Date) (away Away, found bool) {
	for _, a := range c.Away {
		if a.Holds(d) && (!found || a.To.Compare(away.To) > 0) {
			away, found = a, true
		}
	}
	return away, found
}

// off says whether nobody works on a date, whatever the week says.
func (c Calendar) off(d Date) bool {
	if _, away := c.awayOn(d); away {
		return true
	}
	_, holiday := HolidayOn(c.Country, d)
	return holiday
}

// windows gives the stretches of working time from an instant on, in order, not empty and without
// overlap. A night shift ends at midnight where the next day is a day away or a holiday.
func (c Calendar) windows(from time.Time) iter.Seq2[time.Time, time.Time] {
	return func(yield func(start, end time.Time) bool) {
		cursor := from.UTC().Round(0)
		d := c.Date(from).Days(-1) // its night shift may reach into this day
		for range Horizon {
			next := d.Days(1)
			for _, span := range c.spans(d) {
				if span.To > minutesOfDay && c.off(next) {
					span.To = minutesOfDay
				}
				start, end := d.At(span.From, c.Zone), d.At(span.To, c.Zone)
				if start.Before(cursor) {
					start = cursor
				}
				if !start.Before(end) {
					continue
				}
				if !yield(start, end) {
					return
				}
				cursor = end
			}
			d = next
		}
	}
}

const minutesOfDay = 24 * 60

// spans are the working hours of a date, in order of their beginning and within what a day can hold,
// whatever stands in the week.
func (c Calendar) spans(d Date) []Span {
	spans := c.Week[d.Weekday()]
	if len(spans) == 0 || c.off(d) {
		return nil
	}
	if tidy(spans) {
		return spans
	}
	var out []Span
	for _, s := range spans {
		s.From = max(s.From, 0)
		s.To = min(s.To, s.From+minutesOfDay)
		if s.From < minutesOfDay && s.From < s.To {
			out = append(out, s)
		}
	}
	slices.SortFunc(out, func(a, b Span) int { return a.From - b.From })
	return out
}

func tidy(spans []Span) bool {
	last := 0
	for _, s := range spans {
		if s.From < last || s.From >= minutesOfDay || s.To <= s.From || s.To > s.From+minutesOfDay {
			return false
		}
		last = s.From
	}
	return true
}

// WorkDay is the n-th day with working hours from a date on, which counts where it is one itself; false
// where there is none within Horizon, or n is below 1.
func (c Calendar) WorkDay(from Date, n int) (d Date, ok bool) {
	if n < 1 {
		return Date{}, false
	}
	d = from
	for range Horizon {
		if len(c.spans(d)) > 0 {
			if n--; n == 0 {
				return d, true
			}
		}
		d = d.Days(1)
	}
	return Date{}, false
}
