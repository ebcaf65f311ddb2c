package year

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/notify"
	"github.com/docent-wiki/docent/wiki/worktime"
)

// checker judges what happened by what arrived and by the calendars, in its own words: it shares no code with what
// decides.
type checker struct {
	w      *world
	faults map[string]int
	first  map[string]string // an example of each
	keys   map[string]bool   // of all notices
	pings  map[day]int
}

// day is a date of a person's own.
type day struct {
	who  wiki.PersonID
	date int // 20261231
}

func (c *checker) day(who wiki.PersonID, at time.Time) day {
	year, month, d := at.In(c.w.people[who].Calendar.Zone).Date()
	return day{who, 10000*year + 100*int(month) + d}
}

func (c *checker) fault(kind, format string, args ...any) {
	if c.faults[kind]++; c.faults[kind] == 1 {
		c.first[kind] = fmt.Sprintf(format, args...)
	}
}

// judge gives the faults of a world that has ended, how many of each.
func judge(t testing.TB, w *world) *checker {
	c := &checker{w: w, faults: map[string]int{}, first: map[string]string{}, keys: map[string]bool{}, pings: map[day]int{}}
	for _, n := range w.log {
		c.keys[n.Key] = true
	}
	c.times()
	c.limits()
	c.once()
	c.rights()
	c.losses(t)
	c.escalations()
	return c
}

// quietFor says whether the wall clock of a person says that nobody pings now.
func quietFor(c worktime.Calendar, at time.Time) string {
	local := at.In(c.Zone)
	year, month, day := local.Date()
	date := 10000*year + 100*int(month) + day
	number := func(d worktime.Date) int { return 10000*d.Year + 100*int(d.Month) + d.Day }
	for _, a := range c.Away {
		if number(a.From) <= date && date <= number(a.To) {
			return "away"
		}
	}
	minute := 60*local.Hour() + local.Minute()
	since := (minute - c.Quiet.From + 24*60) % (24 * 60) // around the clock
	if since < (c.Quiet.To-c.Quiet.From+24*60)%(24*60) {
		return "quiet hours"
	}
	if c.QuietDaysOff {
		if len(c.Week[local.Weekday()]) == 0 {
			return "day off"
		}
		if _, is := worktime.HolidayOn(c.Country, worktime.Date{Year: year, Month: month, Day: day}); is {
			return "holiday"
		}
	}
	return ""
}

func (c *checker) times() {
	for _, m := range c.w.wire.messages {
		if why := quietFor(c.w.people[m.to].Calendar, m.at); why != "" {
			c.fault("at a bad time", "%s to %d at %s: %s", m.channel, m.to, m.at.In(c.w.people[m.to].Calendar.Zone), why)
		}
	}
}

func (c *checker) limits() {
	counted := map[string]bool{}
	for _, m := range c.w.wire.messages {
		calendar := c.w.people[m.to].Calendar
		if m.channel == notify.Digest || calendar.Pings == 0 || counted[m.id] {
			continue
		}
		counted[m.id] = true
		d := c.day(m.to, m.at)
		if c.pings[d]++; c.pings[d] > calendar.Pings {
			c.fault("over the limit", "%d pings for %d on %d, who wants %d", c.pings[d], m.to, d.date, calendar.Pings)
		}
	}
}

// once looks for notices in two messages, and messages that came again without a crash.
func (c *checker) once() {
	came, within := map[string]int{}, map[string]string{}
	said := map[string][]string{}
	for _, m := range c.w.wire.messages {
		id := string(m.channel) + " " + m.id
		if came[id]++; came[id] > 1+c.w.wire.unsure[m.id] {
			c.fault("sent twice", "message %s came %d times, %d crashes", id, came[id], c.w.wire.unsure[m.id])
		}
		if before := said[id]; before != nil && !subset(m.keys, before) {
			c.fault("repeated otherwise", "message %s said %v, then %v", id, before, m.keys)
		}
		said[id] = m.keys
		for _, key := range m.keys {
			if other := within[key]; other != "" && other != id {
				c.fault("sent twice", "notice %s came in %s and in %s", key, other, id)
			}
			within[key] = id
		}
	}
}

// subset: what became private between a message and its repetition is left out.
func subset(some, all []string) bool {
	return !slices.ContainsFunc(some, func(key string) bool { return !slices.Contains(all, key) })
}

func (c *checker) rights() {
	for _, m := range c.w.wire.messages {
		if leaves := c.w.people[m.to].leaves; !leaves.IsZero() && !m.at.Before(leaves) {
			c.fault("sent to who left", "%s to %d", m.id, m.to)
		}
		for _, key := range m.keys {
			if since, is := c.w.secret[key]; is && !m.at.Before(since) {
				c.fault("unreadable", "%s was sent to %d", key, m.to)
			}
		}
	}
}

// losses wants every notice somewhere: in a message, or where its person, the rights or a refusal have it.
func (c *checker) losses(t testing.TB) {
	inbox, dropped, refused, left, err := c.w.store.ended(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if left > 0 {
		c.fault("left waiting", "%d", left)
	}
	came := map[string]time.Time{}
	for _, m := range c.w.wire.messages {
		for _, key := range m.keys {
			if came[key].IsZero() {
				came[key] = m.at
			}
		}
	}
	for _, n := range c.w.log {
		p := c.w.people[n.Person]
		_, secret := c.w.secret[n.Key]
		mail := channelOf(p, n)
		switch at := came[n.Key]; {
		case !at.IsZero():
			c.late(p, n, mail, at)
		case mail == notify.App && inbox[n.Key]:
		case secret && dropped[n.Key]:
		case !p.leaves.IsZero() && dropped[n.Key]:
		case p.bounces && refused[n.Key]:
		default:
			c.fault("lost", "%s for %d, who wants it by %s", n.Key, n.Person, mail)
		}
	}
}

// channelOf is what a person chose, read off once more.
func channelOf(p person, n notify.Notice) notify.Channel {
	chosen := p.Channels[n.Kind]
	if chosen == "" {
		chosen = notify.Channel(p.Calendar.Channel)
	}
	if chosen == notify.Digest && p.NoDigest {
		return notify.App
	}
	return chosen
}

// late looks for pings that came later than their person's calendar, the limit, and the server's troubles explain: in
// an hour in which pings were welcome, on a day with fewer of them than the limit.
func (c *checker) late(p person, n notify.Notice, channel notify.Channel, came time.Time) {
	if channel != notify.Mail && channel != notify.Push {
		return
	}
	const bound = 3 * time.Hour // of welcome time: two pauses after failures, and a crash
	welcome := time.Duration(0)
	const step = 10 * time.Minute
	for at := n.At; at.Before(came) && welcome <= bound; at = at.Add(step) {
		full := p.Calendar.Pings > 0 && c.pings[c.day(p.id, at)] >= p.Calendar.Pings
		if !full && !c.trouble(at) && quietFor(p.Calendar, at) == "" {
			welcome += step
		}
	}
	if welcome > bound {
		c.fault("late", "%s for %d: put %s, came %s", n.Key, n.Person, n.At.In(p.Calendar.Zone), came.In(p.Calendar.Zone))
	}
}

// trouble says whether the program did not run, the mail server was out, or about to be tried again after it was.
func (c *checker) trouble(at time.Time) bool {
	return c.downAt(at) > 0 || slices.ContainsFunc(c.w.wire.outages, func(o [2]time.Time) bool { return !at.Before(o[0]) && at.Before(o[1].Add(4*time.Hour)) })
}

// escalations wants each person who was asked to be followed by exactly one step when the time was over and no answer
// there, by none otherwise, and no kind of step twice.
func (c *checker) escalations() {
	for _, q := range c.w.questions {
		kinds := map[qa.StepKind]int{}
		for i, s := range q.steps {
			if kinds[s.Kind]++; kinds[s.Kind] > 1 {
				c.fault("escalated twice", "question %d: %s", q.ID, s.Kind)
			}
			ends := s.Due.IsZero()
			// Where the program starts again after both the due time and the answer, either may come first.
			back := s.Due.Add(c.downAt(s.Due))
			switch {
			case i+1 < len(q.steps):
				next := q.steps[i+1]
				if ends || !q.answered.IsZero() && q.answered.Before(s.Due) {
					c.fault("escalated too often", "question %d: %s after %s", q.ID, next.Kind, s.Kind)
				}
				if next.At.Before(s.Due) || next.At.After(back.Add(time.Minute)) {
					c.fault("escalated at the wrong time", "question %d: due %s, %s asked %s", q.ID, s.Due, next.Kind, next.At)
				}
			case !ends && (q.answered.IsZero() || q.answered.After(back)):
				c.fault("not escalated", "question %d: due %s, answered %s", q.ID, s.Due, q.answered)
			}
			c.toldOf(q, i, s)
		}
	}
}

// downAt is how long the program did not run from a time on.
func (c *checker) downAt(at time.Time) time.Duration {
	for _, d := range c.w.down {
		if !at.Before(d[0]) && at.Before(d[1]) {
			return d[1].Sub(at)
		}
	}
	return 0
}

// toldOf wants the notice of a step; what becomes of it is the business of losses.
func (c *checker) toldOf(q *question, i int, s qa.Step) {
	if s.Person.ID == 0 {
		return
	}
	what := string(s.Kind)
	if i == 0 {
		what = "first"
	}
	if key := fmt.Sprintf("%s/%d/%s/%d", asked, q.ID, what, s.Person.ID); !c.keys[key] {
		c.fault("not told", "question %d: %s", q.ID, key)
	}
}
