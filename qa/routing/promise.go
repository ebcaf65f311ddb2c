package routing

import (
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

// usual is the median, 0 where too few answers were measured.
func (m Measured) usual() time.Duration {
	if m.Number < Enough {
		return 0
	}
	return m.Median
}

// Promise is what is known about how fast somebody with this calendar answers, for the one who asks.
func Promise(who string, within Expect, m Measured, cal worktime.Calendar) worktime.Promise {
	return worktime.Promise{Who: who, Within: within.In(cal), Median: m.usual()}
}

// Due is when the expected working time is over, on a full minute; after that somebody else is asked. It is
// the zero time for whoever has no working time.
func Due(within Expect, cal worktime.Calendar, now time.Time) time.Time {
	due := cal.Add(now, within.In(cal))
	if due.IsZero() {
		return due
	}
	return due.Add(time.Minute - time.Nanosecond).Truncate(time.Minute)
}

// byTime writes “today by 15:00”, “on Wednesday by 13:00” or “on 3 March by 9:00” in a zone.
func byTime(by, now time.Time, zone *time.Location) string {
	d, today := worktime.DateOf(by, zone), worktime.DateOf(now, zone)
	day := d.On(today)
	if d.Since(today) == -1 {
		day = "yesterday"
	}
	return day + " by " + by.In(zone).Format("15:04")
}
