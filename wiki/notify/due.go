package notify

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/worktime"
)

// Settle is how long a notice waits for others that can go with it, and Gap the least time between two
// pings of one person: a burst of comments is one message, or a few.
const (
	Settle = 2 * time.Minute
	Gap    = 10 * time.Minute
)

// Wishes are what somebody chose of how to be told.
type Wishes struct {
	Channels map[wiki.EventKind]Channel // kind by kind; for the others the calendar's channel holds
	NoMail   bool                       // nothing at all by mail, digests included
	NoDigest bool                       // what would go into a digest stays in the inbox
	Weekly   bool                       // the digest comes once a week and not every working day
	Weekday  time.Weekday               // on which, or the first working day after it
	ByPush   bool                       // a browser of theirs takes pushes
}

// Person is what decides when and how somebody is told.
type Person struct {
	Calendar worktime.Calendar
	Wishes
	ByMail bool // mail can reach them: there is a mail server
	Gone   bool // the account is disabled: nothing goes out
}

// channel is the one on which notices of a kind go out, via being the one that they have to take.
func (p Person) channel(kind wiki.EventKind, via Channel) Channel {
	c := cmp.Or(via, p.Channels[kind], Channel(p.Calendar.Channel), Mail)
	if c == Push && !p.ByPush {
		c = Mail
	}
	if (c == Mail || c == Digest) && (!p.ByMail || p.NoMail) || c == Digest && p.NoDigest {
		c = App
	}
	return c
}

// ParcelID numbers parcels; 0 is one that is not kept yet.
type ParcelID int64

// Parcel is one message to one person.
type Parcel struct {
	ID      ParcelID
	Person  wiki.PersonID
	Channel Channel
	Message string     // the local part of its Message-ID: the key of its first notice
	Thread  string     // where all of it is one thread, else ""
	Notices []NoticeID // urgent ones first, then in order
	Tries   int        // how often it was sent in vain
	NextTry time.Time  // not before; zero before the first try
	Made    time.Time
}

// Ping is a message that has reached somebody.
type Ping struct {
	Person wiki.PersonID
	At     time.Time
}

// Waiting is all that the decision rests on.
type Waiting struct {
	Notices []Notice // that wait, their texts not needed
	Open    []Parcel // made and not sent yet
	Pings   []Ping   // of the last two days, on mail and push
	People  map[wiki.PersonID]Person
}

// Plan is what is due.
type Plan struct {
	Send    []Parcel   // now: open ones, and new ones, which have no ID yet
	Shown   []NoticeID // need no message: their person chose the inbox alone, or has seen them there
	Dropped []NoticeID // nobody is there to be told
	Void    []ParcelID // open ones of people who are gone

	// Asks is when to decide anew on those for whom something waits, where nothing new comes for them.
	Asks map[wiki.PersonID]time.Time
}

// ask notes that the decision on somebody has to be made anew at a time; the zero time is never.
func (p *Plan) ask(id wiki.PersonID, at time.Time) {
	if first := p.Asks[id]; !at.IsZero() && (first.IsZero() || at.Before(first)) {
		p.Asks[id] = at
	}
}

// Due says what is due now. It is pure: equal arguments give equal plans, in the order of people. Asking
// again before anything was sent gives the same again. What is decided on one person depends on nobody else,
// so that a part of the people may be asked for.
func Due(w Waiting, now time.Time) Plan {
	plan := Plan{Asks: map[wiki.PersonID]time.Time{}}
	desks := map[wiki.PersonID]*desk{}
	of := func(id wiki.PersonID) *desk {
		d := desks[id]
		if d == nil {
			d = &desk{id: id, now: now, plan: &plan}
			d.person, d.known = w.People[id]
			desks[id] = d
		}
		return d
	}
	for i := range w.Notices {
		d := of(w.Notices[i].Person)
		d.notices = append(d.notices, &w.Notices[i])
	}
	for _, p := range w.Open {
		d := of(p.Person)
		d.open = append(d.open, p)
	}
	for _, ping := range w.Pings {
		if d := desks[ping.Person]; d != nil {
			d.pinged(ping.At)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(desks)) {
		desks[id].decide()
	}
	return plan
}

// desk is where one person's notices are decided on.
type desk struct {
	id      wiki.PersonID
	person  Person
	known   bool
	now     time.Time
	notices []*Notice
	open    []Parcel
	last    time.Time // the latest ping
	today   int       // pings on the person's present day
	plan    *Plan
}

func (d *desk) pinged(at time.Time) {
	if at.After(d.last) {
		d.last = at
	}
	if c := d.person.Calendar; c.Date(at) == c.Date(d.now) {
		d.today++
	}
}

func (d *desk) decide() {
	if !d.known || d.person.Gone {
		for _, n := range d.notices {
			d.plan.Dropped = append(d.plan.Dropped, n.ID)
		}
		for _, p := range d.open {
			d.plan.Void = append(d.plan.Void, p.ID)
		}
		return
	}
	taken := map[Channel]bool{} // a parcel on the channel goes first
	slices.SortFunc(d.open, func(a, b Parcel) int { return cmp.Compare(a.ID, b.ID) })
	for _, p := range d.open {
		if !taken[p.Channel] {
			d.send(p.Channel, later(d.now, p.NextTry), func() Parcel { return p })
		}
		taken[p.Channel] = true
	}
	waits := map[Channel][]*Notice{}
	for _, n := range d.notices {
		c := d.person.channel(n.Kind, n.Via)
		switch {
		case c == App || !n.Seen.IsZero():
			d.plan.Shown = append(d.plan.Shown, n.ID)
		case n.NotBefore.After(d.now):
			d.plan.ask(d.id, n.NotBefore)
		default:
			waits[c] = append(waits[c], n)
		}
	}
	for _, c := range []Channel{Push, Mail, Digest} {
		if len(waits[c]) > 0 && !taken[c] {
			d.send(c, d.ready(c, waits[c]), func() Parcel { return d.pack(c, waits[c]) })
		}
	}
}

// ready is when notices that wait for the same channel may go, as far as they themselves decide.
func (d *desk) ready(c Channel, waits []*Notice) time.Time {
	oldest, urgent := waits[0].NotBefore, false
	for _, n := range waits {
		oldest = earlier(oldest, n.NotBefore)
		urgent = urgent || n.Urgent
	}
	switch {
	case c == Digest:
		return later(d.now, d.person.digestAfter(oldest))
	case urgent:
		return d.now
	case d.last.IsZero():
		return later(d.now, oldest.Add(Settle))
	}
	return later(d.now, oldest.Add(Settle), d.last.Add(Gap))
}

// send puts a parcel into the plan if it may go now, and notes when to ask again if not.
func (d *desk) send(c Channel, ready time.Time, parcel func() Parcel) {
	at := d.mayGo(c, ready)
	if at.IsZero() || at.After(d.now) {
		d.plan.ask(d.id, at)
		return
	}
	d.plan.Send = append(d.plan.Send, parcel())
	if c.Pings() {
		d.pinged(d.now)
	}
}

// mayGo is when a message that is ready may reach the person: not in quiet hours, not on days away, not
// over the day's limit; zero: not within the horizon of calendars.
func (d *desk) mayGo(c Channel, ready time.Time) time.Time {
	calendar := d.person.Calendar
	if today := calendar.Date(d.now); c.Pings() && calendar.Pings > 0 && d.today >= calendar.Pings && calendar.Date(ready) == today {
		ready = today.Days(1).At(0, calendar.Zone)
	}
	ok, from := calendar.MayPing(ready)
	if ok {
		return ready
	}
	return from
}

// pack makes one parcel of what waits.
func (d *desk) pack(c Channel, waits []*Notice) Parcel {
	slices.SortFunc(waits, func(a, b *Notice) int {
		if a.Urgent != b.Urgent {
			if a.Urgent {
				return -1
			}
			return 1
		}
		return cmp.Compare(a.ID, b.ID)
	})
	p := Parcel{Person: d.id, Channel: c, Message: MessageID(waits[0].Key), Thread: waits[0].Thread, Made: d.now}
	for _, n := range waits {
		p.Notices = append(p.Notices, n.ID)
		if n.Thread != p.Thread {
			p.Thread = ""
		}
	}
	return p
}

// digestAfter is when the digest comes that takes what waits since a time: at the start of the first
// working day that begins at that time or later; of the first in a week, counted from Weekday, where it is
// weekly. Somebody without working hours gets it on the next day.
func (p Person) digestAfter(since time.Time) time.Time {
	c := p.Calendar
	day, step := c.Date(since), 1
	if p.Weekly {
		step = 7
		day = day.Days(-((int(day.Weekday()) - int(p.Weekday) + 7) % 7))
	}
	for range 3 { // the first may have begun before; the second may lie within the same days off
		start := c.NextWork(day.At(0, c.Zone))
		if start.IsZero() {
			return c.Date(since).Days(1).At(0, c.Zone)
		}
		if !start.Before(since) {
			return start
		}
		day = day.Days(step)
	}
	return since
}

func later(times ...time.Time) time.Time {
	return slices.MaxFunc(times, time.Time.Compare)
}

func earlier(times ...time.Time) time.Time {
	return slices.MinFunc(times, time.Time.Compare)
}
