package routing

import (
	"fmt"
	"strings"
	"time"

	"github.com/docent-wiki/docent/wiki/worktime"
)

// Measured is how long answers took: the median of the last ones, in working time.
type Measured struct {
	Number int
	Median time.Duration
}

// Enough is how many answers it takes until what they took is told.
const Enough = 5

// Expectation is what an asker may expect.
type Expectation struct {
	Within Expect        // as the area, the space or the installation says
	Usual  time.Duration // the measured median, in working time; 0: not measured yet
	By     time.Time     // the asker is told to expect a reply by then, on a full minute
	Due    time.Time     // after that somebody else is asked
}

// Promise says by when somebody with this calendar can be expected to reply: in the measured time where
// enough answers were measured, whether that is shorter than what is expected or longer; else in the
// expected time. Whoever has no working time is not promised.
func Promise(within Expect, cal worktime.Calendar, m Measured, now time.Time) Expectation {
	e := Expectation{Within: within, Due: minute(cal.Add(now, within.In(cal)))}
	e.By = e.Due
	if m.Number >= Enough && m.Median > 0 {
		e.Usual, e.By = m.Median, minute(cal.Add(now, m.Median))
	}
	return e
}

// minute rounds up to a full minute.
func minute(t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	return t.UTC().Add(time.Minute - time.Nanosecond).Truncate(time.Minute)
}

// Say tells an asker in one or two sentences what to expect, the times being those of the asker's zone: “Ana
// usually answers this area in 5 working hours. It is 22:40 there; expect a reply tomorrow by 13:00.”
func (e Expectation) Say(who string, cal worktime.Calendar, now time.Time, zone *time.Location) string {
	if e.By.IsZero() {
		return who + " has no working hours at present, so nobody can say when to expect a reply."
	}
	var b strings.Builder
	if e.Usual > 0 {
		fmt.Fprintf(&b, "%s usually answers this area in %s. ", who, length(e.Usual, cal.Day()))
	} else {
		fmt.Fprintf(&b, "%s answers this area within %s. ", who, e.Within)
	}
	if next := cal.NextWork(now); next.After(now) {
		there := now.In(in(cal.Zone))
		switch {
		case next.Sub(now) > 20*time.Hour && there.Weekday() != next.In(in(cal.Zone)).Weekday():
			fmt.Fprintf(&b, "The next working day there is %s; expect", next.In(in(cal.Zone)).Format("Monday, 2 January"))
		default:
			fmt.Fprintf(&b, "It is %s there; expect", there.Format("15:04"))
		}
	} else {
		b.WriteString("Expect")
	}
	b.WriteString(" a reply " + ByTime(e.By, now, zone) + ".")
	return b.String()
}

// ByTime writes “today by 15:00”, “tomorrow by 13:00” or “by Tuesday, 24 November, 13:00” in a zone.
func ByTime(by, now time.Time, zone *time.Location) string {
	there, here := worktime.DateOf(by, zone), worktime.DateOf(now, zone)
	clock := by.In(in(zone)).Format("15:04")
	switch there {
	case here:
		return "today by " + clock
	case here.Days(1):
		return "tomorrow by " + clock
	}
	return "by " + by.In(in(zone)).Format("Monday, 2 January, 15:04")
}

// length writes working time: in hours up to two days, then in days.
func length(d, day time.Duration) string {
	switch {
	case d < time.Hour:
		return "less than a working hour"
	case d < 2*day:
		return Expect{N: int((d + time.Hour/2) / time.Hour), Unit: Hours}.String()
	}
	return Expect{N: int((d + day/2) / day), Unit: Days}.String()
}

func in(zone *time.Location) *time.Location {
	if zone == nil {
		return time.UTC
	}
	return zone
}
