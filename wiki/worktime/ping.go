package worktime

import "time"

// MayPing says whether the person may be pinged at an instant, and from when on: from is at where it may,
// else the next instant, in UTC, at which it may; the zero time where none comes within Horizon. Nobody is
// pinged on days away, in quiet hours, or on quiet days off. The limit of pings a day is the caller's to
// count, by Date.
func (c Calendar) MayPing(at time.Time) (ok bool, from time.Time) {
	t := at.UTC().Round(0)
	last := c.Date(t).Days(Horizon)
	for {
		d := c.Date(t)
		if d.Compare(last) > 0 {
			return false, time.Time{}
		}
		wall, quiet := c.quietUntil(t, d)
		if !quiet {
			return t.Equal(at), t
		}
		next := firstShowing(wall, c.Zone, t)
		// Where clocks go back meanwhile, an hour that is not quiet may come again.
		if change, changes := nextChange(t, c.Zone); changes && change.Before(next) {
			next = change
		}
		t = next
	}
}

// quietUntil says whether an instant of a date is quiet, and until the clocks show what (as a time of UTC).
func (c Calendar) quietUntil(t time.Time, d Date) (until time.Time, quiet bool) {
	if c.quietDate(d) {
		return d.civil(minutesOfDay), true
	}
	local := t.In(in(c.Zone))
	minute := local.Hour()*60 + local.Minute()
	from, to := c.Quiet.From, c.Quiet.To
	switch {
	case from <= minute && minute < to: // within one day
		return d.civil(min(to, minutesOfDay)), true
	case from > to && minute < to:
		return d.civil(to), true
	case from > to && minute >= from:
		return d.civil(minutesOfDay), true
	}
	return time.Time{}, false
}

// quietDate says whether a whole day is quiet.
func (c Calendar) quietDate(d Date) bool {
	if _, away := c.awayOn(d); away {
		return true
	}
	if !c.QuietDaysOff {
		return false
	}
	if _, holiday := HolidayOn(c.Country, d); holiday {
		return true
	}
	day := d.Weekday()
	if c.Week.empty() {
		return day == time.Saturday || day == time.Sunday
	}
	return len(c.Week[day]) == 0
}

func (w Week) empty() bool {
	for _, spans := range w {
		if len(spans) > 0 {
			return false
		}
	}
	return true
}
