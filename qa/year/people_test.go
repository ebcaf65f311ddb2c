package year

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"
	_ "time/tzdata" // the same zones on every machine

	"github.com/docent-wiki/docent/qa/routing"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/notify"
	"github.com/docent-wiki/docent/wiki/team"
	"github.com/docent-wiki/docent/wiki/worktime"
)

const teamSize = 300

// zones: both hemispheres, half hours and quarters, with and without daylight saving.
var zones = [...]struct{ name, country string }{
	{"America/Los_Angeles", "US"},
	{"America/St_Johns", "CA"},
	{"America/Sao_Paulo", "BR"},
	{"Europe/London", "GB"},
	{"Europe/Vienna", "AT"},
	{"Africa/Johannesburg", "ZA"},
	{"Asia/Kolkata", ""},
	{"Asia/Kathmandu", ""},
	{"Asia/Tokyo", "JP"},
	{"Australia/Adelaide", "AU"},
	{"Pacific/Auckland", "NZ"},
}

// person is somebody of the team, and what the program alone knows of them.
type person struct {
	notify.Person
	id       wiki.PersonID
	group    team.GroupID
	leaves   time.Time     // the account is disabled then; zero: never
	speed    time.Duration // the median of the working time in which they answer
	diligent float64       // the chance that they answer at all
	bounces  bool          // their mailbox refuses everything
}

func newTeam(t testing.TB, rng *rand.Rand, from, to time.Time) ([]person, routing.Team) {
	t.Helper()
	people := make([]person, teamSize+1) // by id, from 1
	known := routing.Team{People: map[wiki.PersonID]routing.Member{}, Groups: map[team.GroupID]team.Group{}}
	for i := 1; i <= teamSize; i++ {
		p := newPerson(t, rng, i, from, to)
		people[i] = p
		known.People[p.id] = routing.Member{Name: fmt.Sprintf("Person %d", i), Calendar: p.Calendar}
		g := known.Groups[p.group]
		g.ID, g.Name = p.group, fmt.Sprintf("Group %d", p.group)
		g.Members = append(g.Members, team.Member{PersonRef: wiki.PersonRef{ID: p.id}})
		known.Groups[p.group] = g
	}
	return people, known
}

func newPerson(t testing.TB, rng *rand.Rand, i int, from, to time.Time) person {
	t.Helper()
	zone := zones[i%len(zones)]
	location, err := time.LoadLocation(zone.name)
	if err != nil {
		t.Fatal(err)
	}
	c := worktime.Default(location)
	c.Country = zone.country
	c.Pings = []int{0, 1, 2, 3, 5, 10, 10, 10}[rng.IntN(8)]
	c.Channel = []worktime.Channel{worktime.Mail, worktime.Mail, worktime.Mail, worktime.Digest, worktime.InApp}[rng.IntN(5)]
	switch rng.IntN(10) {
	case 0: // Sunday to Thursday
		c.Week[time.Friday], c.Week[time.Sunday] = nil, c.Week[time.Monday]
	case 1: // mornings, and quiet over noon
		for d := range c.Week {
			if c.Week[d] != nil {
				c.Week[d] = []worktime.Span{{From: 8 * 60, To: 12 * 60}}
			}
		}
		c.Quiet = worktime.Span{From: 12*60 + 30, To: 14 * 60}
	case 2: // nights
		for d := time.Monday; d <= time.Thursday; d++ {
			c.Week[d] = []worktime.Span{{From: 22 * 60, To: 30 * 60}}
		}
		c.Quiet = worktime.Span{From: 8 * 60, To: 20 * 60}
	case 3: // may be pinged always, weekends and holidays too
		c.Quiet, c.QuietDaysOff = worktime.Span{}, false
	}
	for range rng.IntN(4) {
		first := worktime.DateOf(from.Add(time.Duration(rng.Int64N(int64(to.Sub(from))))), location)
		c.Away = append(c.Away, worktime.Away{From: first, To: first.Days(rng.IntN(15))})
	}
	p := person{id: wiki.PersonID(i), group: team.GroupID(1 + i%20), speed: time.Duration(30+rng.IntN(300)) * time.Minute, diligent: 0.7 + 0.3*rng.Float64()}
	p.Person = notify.Person{Calendar: c, ByMail: true}
	p.Weekly, p.Weekday, p.NoDigest, p.ByPush = rng.IntN(4) == 0, time.Monday, rng.IntN(10) == 0, rng.IntN(4) == 0
	p.Channels = map[wiki.EventKind]notify.Channel{pageChanged: notify.Digest}
	if p.ByPush || rng.IntN(20) == 0 { // some chose pushes and have no browser that takes them
		p.Channels[asked] = notify.Push
	}
	if i%100 == 0 {
		p.leaves = from.Add(to.Sub(from) / 2)
	}
	p.bounces = i == 17
	return p
}
