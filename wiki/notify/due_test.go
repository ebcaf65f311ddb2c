package notify_test

import (
	"fmt"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/notify"
	"github.com/docent-wiki/docent/wiki/worktime"
)

var vienna = load("Europe/Vienna")

func load(name string) *time.Location {
	zone, err := time.LoadLocation(name)
	if err != nil {
		panic(err)
	}
	return zone
}

// at is a time in Vienna, in the week of Monday, 4 May 2026.
func at(day, hour, minute int) time.Time {
	return time.Date(2026, time.May, 3+day, hour, minute, 0, 0, vienna).UTC()
}

// TestDue is a table of what one person is to be told, and what follows from it.
func TestDue(t *testing.T) {
	const mon, tue, wed, fri, nextMon = 1, 2, 3, 5, 8
	type table struct {
		name   string
		now    time.Time
		person func(*notify.Person)
		put    []notify.Notice // NotBefore, and what differs
		open   []notify.Parcel
		pings  []time.Time
		want   string // messages, then when to ask again
	}
	note := func(id int, when time.Time, change ...func(*notify.Notice)) notify.Notice {
		n := notify.Notice{ID: notify.NoticeID(id), Key: fmt.Sprint("k", id), Person: 1, Kind: "asked", Thread: "q/1", At: when, NotBefore: when}
		for _, c := range change {
			c(&n)
		}
		return n
	}
	urgent := func(n *notify.Notice) { n.Urgent = true }
	other := func(n *notify.Notice) { n.Thread = "q/2" }
	digest := func(p *notify.Person) { p.Calendar.Channel = worktime.Digest }
	weekly := func(p *notify.Person) { digest(p); p.Weekly, p.Weekday = true, time.Monday }
	away := func(p *notify.Person) {
		p.Calendar.Away = []worktime.Away{{From: worktime.Date{Year: 2026, Month: 5, Day: 4}, To: worktime.Date{Year: 2026, Month: 5, Day: 6}}}
	}
	limit := func(p *notify.Person) { p.Calendar.Pings = 2 }
	one := func(n notify.Notice) []notify.Notice { return []notify.Notice{n} }
	for _, c := range []table{
		{name: "settles first", now: at(mon, 10, 1), put: one(note(1, at(mon, 10, 0))), want: "ask 10:02"},
		{name: "goes", now: at(mon, 10, 2), put: one(note(1, at(mon, 10, 0))), want: "mail k1 [1] thread q/1"},
		{name: "urgent", now: at(mon, 10, 0), put: []notify.Notice{note(1, at(mon, 10, 0)), note(2, at(mon, 10, 0), urgent)}, want: "mail k2 [2 1] thread q/1"},
		{name: "not before", now: at(mon, 10, 0), put: one(note(1, at(mon, 11, 0))), want: "ask 11:00"},
		{name: "a bundle", now: at(mon, 10, 2), put: []notify.Notice{note(1, at(mon, 10, 0)), note(2, at(mon, 10, 1), other)}, want: "mail k1 [1 2]"},
		{name: "after a ping", now: at(mon, 10, 2), put: one(note(1, at(mon, 10, 0))), pings: []time.Time{at(mon, 9, 55)}, want: "ask 10:05"},
		{name: "urgent after a ping", now: at(mon, 10, 2), put: one(note(1, at(mon, 10, 0), urgent)), pings: []time.Time{at(mon, 10, 1)}, want: "mail k1 [1] thread q/1"},
		{name: "at night", now: at(mon, 23, 0), put: one(note(1, at(mon, 22, 0), urgent)), want: "ask Tue 08:00"},
		{name: "at eight", now: at(tue, 8, 0), put: one(note(1, at(mon, 22, 0))), want: "mail k1 [1] thread q/1"},
		{name: "a minute before", now: at(tue, 7, 59), put: one(note(1, at(mon, 22, 0))), want: "ask 08:00"},
		{name: "on Friday evening", now: at(fri, 20, 0), put: one(note(1, at(fri, 19, 59))), want: "ask Mon 08:00"},
		{name: "away", now: at(mon, 10, 0), person: away, put: one(note(1, at(mon, 9, 0))), want: "ask Thu 08:00"},
		{name: "limit", now: at(mon, 15, 0), person: limit, put: one(note(1, at(mon, 14, 0))), pings: []time.Time{at(mon, 9, 0), at(mon, 12, 0)}, want: "ask Tue 08:00"},
		{name: "limit, urgent", now: at(mon, 15, 0), person: limit, put: one(note(1, at(mon, 14, 0), urgent)), pings: []time.Time{at(mon, 9, 0), at(mon, 12, 0)}, want: "ask Tue 08:00"},
		{name: "limit of yesterday", now: at(tue, 15, 0), person: limit, put: one(note(1, at(tue, 14, 0))), pings: []time.Time{at(mon, 16, 0), at(tue, 12, 0)}, want: "mail k1 [1] thread q/1"},
		{name: "no limit", now: at(mon, 15, 0), person: func(p *notify.Person) { p.Calendar.Pings = 0 }, put: one(note(1, at(mon, 14, 0))), pings: make([]time.Time, 500), want: "mail k1 [1] thread q/1"},
		{name: "digest today", now: at(tue, 9, 0), person: digest, put: one(note(1, at(tue, 8, 59))), want: "digest k1 [1] thread q/1"},
		{name: "digest on the minute", now: at(tue, 9, 0), person: digest, put: one(note(1, at(tue, 9, 0))), want: "digest k1 [1] thread q/1"},
		{name: "digest tomorrow", now: at(tue, 9, 1), person: digest, put: one(note(1, at(tue, 9, 1))), want: "ask Wed 09:00"},
		{name: "digest over the limit", now: at(tue, 9, 0), person: func(p *notify.Person) { digest(p); p.Calendar.Pings = 1 }, put: one(note(1, at(mon, 14, 0))), pings: []time.Time{at(tue, 8, 30)}, want: "digest k1 [1] thread q/1"},
		{name: "digest late", now: at(tue, 14, 0), person: digest, put: []notify.Notice{note(1, at(mon, 14, 0)), note(2, at(tue, 13, 0))}, want: "digest k1 [1 2] thread q/1"},
		{name: "digest at the weekend", now: at(fri, 14, 0), person: digest, put: one(note(1, at(fri, 13, 0))), want: "ask Mon 09:00"},
		{name: "digest of the week", now: at(mon, 9, 30), person: weekly, put: one(note(1, at(mon, 9, 20))), want: "ask Mon 09:00"},
		{name: "digest of the week, due", now: at(nextMon, 9, 0), person: weekly, put: one(note(1, at(wed, 9, 20))), want: "digest k1 [1] thread q/1"},
		{name: "digest after days away", now: at(mon, 8, 0), person: func(p *notify.Person) { weekly(p); away(p) }, put: one(note(1, at(mon, 7, 0))), want: "ask Thu 09:00"},
		{name: "no digest", now: at(mon, 10, 0), person: func(p *notify.Person) { digest(p); p.NoDigest = true }, put: one(note(1, at(mon, 9, 0))), want: "inbox [1]"},
		{name: "no hours at all", now: at(mon, 10, 0), person: func(p *notify.Person) { digest(p); p.Calendar.Week = worktime.Week{} }, put: one(note(1, at(mon, 9, 0))), want: "ask Tue 08:00"},
		{name: "inbox alone", now: at(mon, 23, 0), person: func(p *notify.Person) { p.Calendar.Channel = worktime.InApp }, put: one(note(1, at(mon, 23, 0))), want: "inbox [1]"},
		{name: "seen", now: at(mon, 10, 0), put: one(note(1, at(mon, 9, 0), func(n *notify.Notice) { n.Seen = at(mon, 9, 1) })), want: "inbox [1]"},
		{name: "no mail wanted, and no browser for a push", now: at(mon, 10, 0), person: func(p *notify.Person) {
			p.NoMail, p.Channels = true, map[wiki.EventKind]notify.Channel{"asked": notify.Push}
		}, put: one(note(1, at(mon, 9, 0))), want: "inbox [1]"},
		{name: "no mail server", now: at(mon, 10, 0), person: func(p *notify.Person) { p.ByMail = false }, put: one(note(1, at(mon, 9, 0))), want: "inbox [1]"},
		{name: "push", now: at(mon, 10, 0), person: func(p *notify.Person) {
			p.ByPush = true
			p.Channels = map[wiki.EventKind]notify.Channel{"asked": notify.Push}
		}, put: one(note(1, at(mon, 9, 0))), want: "push k1 [1] thread q/1"},
		{name: "push without a browser", now: at(mon, 10, 0), person: func(p *notify.Person) { p.Channels = map[wiki.EventKind]notify.Channel{"asked": notify.Push} }, put: one(note(1, at(mon, 9, 0))), want: "mail k1 [1] thread q/1"},
		{name: "push and mail", now: at(mon, 10, 0), person: func(p *notify.Person) {
			p.ByPush = true
			p.Channels = map[wiki.EventKind]notify.Channel{"x": notify.Push}
		}, put: []notify.Notice{note(1, at(mon, 9, 0)), note(2, at(mon, 9, 0), func(n *notify.Notice) { n.Kind = "x" })}, want: "push k2 [2] thread q/1, ask 10:10"},
		{name: "by another way", now: at(mon, 10, 0), put: one(note(1, at(mon, 9, 0), func(n *notify.Notice) { n.Via = notify.App })), want: "inbox [1]"},
		{name: "tried again", now: at(mon, 10, 0), open: []notify.Parcel{{ID: 5, Person: 1, Channel: notify.Mail, Message: "old", NextTry: at(mon, 10, 0)}}, put: one(note(2, at(mon, 9, 0))), want: "mail old [] #5"},
		{name: "tried later", now: at(mon, 9, 59), open: []notify.Parcel{{ID: 5, Person: 1, Channel: notify.Mail, Message: "old", NextTry: at(mon, 10, 0)}}, put: one(note(2, at(mon, 9, 0))), want: "ask 10:00"},
		{name: "tried again in the morning", now: at(mon, 23, 0), open: []notify.Parcel{{ID: 5, Person: 1, Channel: notify.Mail, NextTry: at(mon, 22, 0)}}, want: "ask Tue 08:00"},
		{name: "tried again within the limit", now: at(mon, 15, 0), person: limit, open: []notify.Parcel{{ID: 5, Person: 1, Channel: notify.Mail}}, pings: []time.Time{at(mon, 9, 0), at(mon, 12, 0)}, want: "ask Tue 08:00"},
		{name: "gone", now: at(mon, 10, 0), person: func(p *notify.Person) { p.Gone = true }, put: one(note(1, at(mon, 9, 0))), open: []notify.Parcel{{ID: 5, Person: 1}}, want: "dropped [1], void [5]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := notify.Person{Calendar: worktime.Default(vienna), ByMail: true}
			if c.person != nil {
				c.person(&p)
			}
			w := notify.Waiting{Notices: c.put, Open: c.open, People: map[wiki.PersonID]notify.Person{1: p}}
			for _, ping := range c.pings {
				if ping.IsZero() {
					ping = at(mon, 9, 0)
				}
				w.Pings = append(w.Pings, notify.Ping{Person: 1, At: ping})
			}
			if got := say(notify.Due(w, c.now), c.now); got != c.want {
				t.Errorf("%s, want %s", got, c.want)
			}
		})
	}
}

// say writes a plan for one person in a line.
func say(p notify.Plan, now time.Time) string {
	var said []string
	for _, m := range p.Send {
		line := fmt.Sprintf("%s %s %v", m.Channel, m.Message, m.Notices)
		if m.Thread != "" {
			line += " thread " + m.Thread
		}
		if m.ID != 0 {
			line += fmt.Sprint(" #", m.ID)
		}
		said = append(said, line)
	}
	for name, ids := range map[string][]notify.NoticeID{"inbox": p.Shown, "dropped": p.Dropped} {
		if len(ids) > 0 {
			said = append(said, fmt.Sprint(name, " ", ids))
		}
	}
	if len(p.Void) > 0 {
		said = append(said, fmt.Sprint("void ", p.Void))
	}
	if at := p.Asks[1]; !at.IsZero() {
		layout := "15:04"
		if at.In(vienna).YearDay() != now.In(vienna).YearDay() {
			layout = "Mon 15:04"
		}
		said = append(said, "ask "+at.In(vienna).Format(layout))
	}
	out := ""
	for i, s := range said {
		if i > 0 {
			out += ", "
		}
		out += s
	}
	return out
}

// TestDuePure: what is decided on one person does not depend on the others, nor on the order of what is given, and
// never lies in the past.
func TestDuePure(t *testing.T) {
	zones := []*time.Location{vienna, load("Asia/Kathmandu"), load("America/St_Johns"), load("Pacific/Auckland"), time.UTC}
	rapid.Check(t, func(rt *rapid.T) {
		now := at(1, 0, 0).Add(time.Duration(rapid.IntRange(0, 14*24*60).Draw(rt, "now")) * time.Minute)
		w := notify.Waiting{People: map[wiki.PersonID]notify.Person{}}
		for id := wiki.PersonID(1); id <= 4; id++ {
			p := notify.Person{Calendar: worktime.Default(rapid.SampledFrom(zones).Draw(rt, "zone")), ByMail: rapid.Bool().Draw(rt, "mail")}
			p.Calendar.Pings = rapid.IntRange(0, 3).Draw(rt, "limit")
			p.Calendar.Channel = rapid.SampledFrom([]worktime.Channel{worktime.Mail, worktime.Digest, worktime.InApp}).Draw(rt, "channel")
			p.Weekly = rapid.Bool().Draw(rt, "weekly")
			w.People[id] = p
		}
		back := func(what string) time.Time {
			return now.Add(-time.Duration(rapid.IntRange(-60, 3000).Draw(rt, what)) * time.Minute)
		}
		for i := range rapid.IntRange(0, 12).Draw(rt, "notices") {
			when := back("put")
			w.Notices = append(w.Notices, notify.Notice{
				ID: notify.NoticeID(i + 1), Key: fmt.Sprint(i), Person: wiki.PersonID(rapid.IntRange(1, 5).Draw(rt, "to")), NotBefore: when, Urgent: rapid.Bool().Draw(rt, "urgent"),
			})
		}
		for range rapid.IntRange(0, 8).Draw(rt, "pings") {
			w.Pings = append(w.Pings, notify.Ping{Person: wiki.PersonID(rapid.IntRange(1, 4).Draw(rt, "pinged")), At: back("ping").Add(-time.Hour)})
		}
		whole := notify.Due(w, now)
		shuffled := w
		shuffled.Notices = rapid.Permutation(w.Notices).Draw(rt, "order")
		if diff := cmp.Diff(sets(whole), sets(notify.Due(shuffled, now))); diff != "" {
			rt.Errorf("another order: %s", diff)
		}
		joined := notify.Plan{Asks: map[wiki.PersonID]time.Time{}}
		for id := wiki.PersonID(1); id <= 5; id++ {
			alone := notify.Due(only(w, id), now)
			joined.Send = append(joined.Send, alone.Send...)
			joined.Shown = append(joined.Shown, alone.Shown...)
			joined.Dropped = append(joined.Dropped, alone.Dropped...)
			if at, is := alone.Asks[id]; is {
				joined.Asks[id] = at
			}
		}
		if diff := cmp.Diff(sets(whole), sets(joined)); diff != "" {
			rt.Errorf("one by one: %s", diff)
		}
		for id, at := range whole.Asks {
			if !at.After(now) {
				rt.Errorf("%d is to be asked for at %s, now is %s", id, at, now)
			}
		}
	})
}

func only(w notify.Waiting, id wiki.PersonID) notify.Waiting {
	part := notify.Waiting{Pings: w.Pings, People: w.People}
	for _, n := range w.Notices {
		if n.Person == id {
			part.Notices = append(part.Notices, n)
		}
	}
	return part
}

// sets is a plan without the order of what has none.
func sets(p notify.Plan) notify.Plan {
	sorted := func(ids []notify.NoticeID) []notify.NoticeID {
		seen := map[notify.NoticeID]bool{}
		for _, id := range ids {
			seen[id] = true
		}
		var list []notify.NoticeID
		for id := notify.NoticeID(0); len(list) < len(seen); id++ {
			if seen[id] {
				list = append(list, id)
			}
		}
		return list
	}
	p.Shown, p.Dropped = sorted(p.Shown), sorted(p.Dropped)
	return p
}
