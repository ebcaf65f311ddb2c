package worktime

import (
	"fmt"
	"strings"
	"time"
)

// Expectation is what somebody who asks is told.
type Expectation struct {
	By   time.Time // in UTC, to the minute, never too early; zero where no time can be promised
	Text string    // whole sentences, with times in the reader's zone
}

// Promise is what is known about how fast somebody answers.
type Promise struct {
	Who    string        // how the sentences name who answers; "" is “The owner”
	Within time.Duration // what the area has agreed, in working time; 0: nothing
	Median time.Duration // what was measured in this area, in working time; 0: too little to say
}

// Expect says by when the owner of an area can be expected to reply. See Promise.Expect.
func Expect(now time.Time, reader *time.Location, c Calendar, within, median time.Duration) Expectation {
	return Promise{Within: within, Median: median}.Expect(now, reader, c)
}

// Expect says by when a reply can be expected: when the longer of what was agreed and what is usual has
// passed in working time. now is when it was asked; reader is the zone of who reads, nil for UTC.
func (p Promise) Expect(now time.Time, reader *time.Location, c Calendar) Expectation {
	s := sentence{who: p.Who, now: now, reader: in(reader), c: c}
	if s.who == "" {
		s.who = "The owner"
	}
	work := max(p.Within, p.Median)
	if work <= 0 {
		return Expectation{Text: join(s.who+" has not said how fast this area is answered.", s.away(c.NextWork(now)), s.there(c.NextWork(now)), s.back())}
	}
	by := ceil(c.Add(now, work))
	if by.IsZero() {
		return Expectation{Text: join(p.usual(s.who, c), s.away(by), s.never())}
	}
	return Expectation{By: by, Text: join(p.usual(s.who, c), s.away(by), s.expect(by))}
}

// usual says what was measured and what was agreed.
func (p Promise) usual(who string, c Calendar) string {
	within, median := workText(p.Within, c.Day()), workText(p.Median, c.Day())
	switch {
	case p.Median <= 0:
		return who + " is to answer this area within " + within + "."
	case p.Within <= p.Median:
		return who + " usually answers this area in " + median + "."
	}
	return who + " usually answers this area in " + median + "; agreed is within " + within + "."
}

// sentence is what the parts of an expectation's text have in common.
type sentence struct {
	who    string
	now    time.Time
	reader *time.Location
	c      Calendar
}

// there says what time it is where the other works, where the reader's clocks show another one, as the
// beginning of a sentence.
func (s sentence) there(by time.Time) string {
	if _, away := s.c.AwayAt(s.now); away || by.IsZero() || s.sameClock() {
		return ""
	}
	return "It is " + s.now.In(in(s.c.Zone)).Format("15:04") + " there."
}

func (s sentence) sameClock() bool {
	_, here := s.now.In(s.reader).Zone()
	_, there := s.now.In(in(s.c.Zone)).Zone()
	return here == there
}

// expect is the sentence with the time.
func (s sentence) expect(by time.Time) string {
	if there := s.there(by); there != "" {
		return strings.TrimSuffix(there, ".") + "; expect a reply " + s.by(by) + "."
	}
	return "Expect a reply " + s.by(by) + "."
}

// back says when the other works again, where that is not at once.
func (s sentence) back() string {
	next := ceil(s.c.NextWork(s.now))
	switch {
	case next.IsZero():
		return s.never()
	case !next.After(s.now):
		return ""
	}
	return "Working hours begin " + s.day(DateOf(next, s.reader)) + " at " + next.In(s.reader).Format("15:04") + "."
}

func (s sentence) never() string {
	if s.c.Week.empty() {
		return "No working hours are set, so no time can be promised."
	}
	return "There are no working hours in sight, so no time can be promised."
}

// away says whether days away delay a reply, until when, and who stands in. by is when the reply is
// expected, zero for never.
func (s sentence) away(by time.Time) string {
	today := s.c.Date(s.now)
	last := today.Days(Horizon)
	if !by.IsZero() {
		last = s.c.Date(by)
	}
	for d := today; d.Compare(last) <= 0; d = d.Days(1) {
		a, is := s.c.awayOn(d)
		if !is {
			continue
		}
		text := s.who + " is away" + s.stretch(d, a)
		if a.Deputy.Name != "" {
			text += "; " + a.Deputy.Name + " stands in"
		}
		return text + "."
	}
	return ""
}

// stretch writes from when until when an absence is that is known to hold a date, today or later: its
// days as those that the reader's calendar shows while they begin and end.
func (s sentence) stretch(d Date, a Away) string {
	last, open := s.c.awayUntil(a)
	today := DateOf(s.now, s.reader)
	from, to := today, DateOf(last.At(minutesOfDay, s.c.Zone).Add(-time.Minute), s.reader)
	if d != s.c.Date(s.now) {
		from = DateOf(d.At(0, s.c.Zone), s.reader)
	}
	bare := func(d Date) string { return d.Near(today) }
	switch {
	case open:
		return " for longer than can be told"
	case from == to:
		return " " + s.day(from)
	case from == today && d == s.c.Date(s.now):
		return " until " + bare(to)
	}
	return " from " + bare(from) + " until " + bare(to)
}

// awayUntil is the last day of an absence, together with those that follow without a working hour between.
// open says that it goes beyond Horizon.
func (c Calendar) awayUntil(a Away) (last Date, open bool) {
	last = a.To
	for range len(c.Away) {
		next := c.NextWork(last.At(minutesOfDay, c.Zone))
		longer := last
		for _, b := range c.Away {
			begins := b.From.At(0, c.Zone)
			if b.To.Compare(longer) > 0 && (next.IsZero() || begins.Before(next)) {
				longer = b.To
			}
		}
		if longer == last {
			break
		}
		last = longer
	}
	return last, last.Since(a.From) > Horizon
}

// by writes a moment for the reader: “tomorrow by 13:00”.
func (s sentence) by(t time.Time) string {
	return s.day(DateOf(t, s.reader)) + " by " + t.In(s.reader).Format("15:04")
}

// day writes a date for the reader, as Date.On does.
func (s sentence) day(d Date) string { return d.On(DateOf(s.now, s.reader)) }

// workText writes working time, rounded up: in working days where it is whole ones or many, else in hours,
// or minutes below one.
func workText(work, day time.Duration) string {
	switch {
	case work <= 0:
		return ""
	case work%day == 0 || work > 3*day:
		return plural(work, day, "working day")
	case work >= time.Hour:
		return plural(work, time.Hour, "working hour")
	}
	return plural(work, time.Minute, "working minute")
}

func plural(work, unit time.Duration, name string) string {
	n := (work + unit - 1) / unit
	if n == 1 {
		return "1 " + name
	}
	return fmt.Sprintf("%d %ss", n, name)
}

// ceil is the next full minute; the zero time stays.
func ceil(t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	if whole := t.Truncate(time.Minute); !whole.Equal(t) {
		return whole.Add(time.Minute)
	}
	return t
}

// join puts sentences together, leaving out empty ones.
func join(sentences ...string) string {
	out := sentences[:0]
	for _, s := range sentences {
		if s != "" {
			out = append(out, s)
		}
	}
	return strings.Join(out, " ")
}
