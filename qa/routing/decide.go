package routing

import (
	"time"

	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/team"
	"github.com/docent-wiki/docent/wiki/worktime"
)

// Team is who there is, as far as one question needs to know.
type Team struct {
	// People are those who may be asked: their account is enabled, and they may read the question's space.
	People map[wiki.PersonID]Member
	Groups map[team.GroupID]team.Group
}

// Member is somebody who may be asked.
type Member struct {
	Name     string
	Calendar worktime.Calendar
}

// Decision is who is asked, and why. The zero To is the triage queue.
type Decision struct {
	To    team.Party
	Turn  team.GroupID  // the group whose turn To.Person has; 0: asked in person
	For   wiki.PersonID // for whom To stands in; 0: nobody
	Claim Claim
	Why   qa.Why
	Away  Passed // who would have been asked and is away; zero: nobody
}

// Passed is somebody who is away.
type Passed struct {
	Person wiki.PersonID
	Away   worktime.Away
}

// Decide picks whom to ask: by the first claim of which somebody is there. Somebody who is away is
// represented by the deputy that the person named, else by the deputy of the area, else by its group; where
// none of them is there, the next claim counts. Only where everybody is away, somebody who is away is asked.
// The asker comes last of all: whoever asks about an own area wants to hear somebody else.
func Decide(claims []Claim, t Team, asker wiki.PersonID, now time.Time) Decision {
	var passed Passed
	for _, c := range claims {
		d, found := c.decide(t, now, &passed, func(p wiki.PersonID) bool { return p != asker && t.there(p, now) })
		if found {
			return d
		}
	}
	for _, c := range claims {
		d, found := c.decide(t, now, &Passed{}, func(p wiki.PersonID) bool { return p != asker && t.known(p) })
		if found {
			return d
		}
	}
	for _, c := range claims {
		if d, found := c.decide(t, now, &Passed{}, t.known); found {
			return d
		}
	}
	return Decision{Why: qa.Nobody}
}

// decide picks whom to ask by one claim, among those who may be.
func (c Claim) decide(t Team, now time.Time, passed *Passed, may func(wiki.PersonID) bool) (Decision, bool) {
	d := Decision{Claim: c, Why: c.Why}
	if p, found := t.one(c.To, may); found {
		d.To, d.Turn = team.Party{Person: p}, c.To.Group
		d.note(passed)
		return d, true
	}
	d.Why = qa.StandsIn
	owner := c.To.Person
	if away, is := t.away(owner, now); is {
		if passed.Person == 0 {
			*passed = Passed{Person: owner, Away: away}
		}
		if deputy := away.Deputy.ID; deputy != 0 && may(deputy) {
			d.To, d.For = team.Party{Person: deputy}, owner
			d.note(passed)
			return d, true
		}
	}
	for _, party := range []team.Party{c.Area.Deputy, {Group: c.Area.Group}} {
		if p, found := t.one(party, may); found && p != owner {
			d.To, d.Turn, d.For = team.Party{Person: p}, party.Group, owner
			d.note(passed)
			return d, true
		}
	}
	return Decision{}, false
}

func (d *Decision) note(passed *Passed) {
	if passed.Person != d.To.Person {
		d.Away = *passed
	}
}

// one gives the person who is asked where a party is: of a group the one whose turn it is.
func (t Team) one(p team.Party, may func(wiki.PersonID) bool) (wiki.PersonID, bool) {
	switch {
	case p.Person != 0:
		return p.Person, may(p.Person)
	case p.Group != 0:
		next, found := t.Groups[p.Group].Next(may)
		return next.ID, found
	}
	return 0, false
}

func (t Team) known(p wiki.PersonID) bool {
	_, known := t.People[p]
	return known
}

// there says whether somebody may be asked and is not away.
func (t Team) there(p wiki.PersonID, now time.Time) bool {
	_, away := t.away(p, now)
	return t.known(p) && !away
}

// away says whether somebody is away at present, or will be before the next working time comes: who is
// asked on a Friday evening and away from Monday does not see the question before coming back.
func (t Team) away(p wiki.PersonID, now time.Time) (worktime.Away, bool) {
	c := t.People[p].Calendar
	if away, is := c.AwayAt(now); is {
		return away, true
	}
	next := c.NextWork(now)
	if next.IsZero() {
		return worktime.Away{}, false
	}
	const step = 12 * time.Hour // days away are whole days
	for at := now.Add(step); at.Before(next); at = at.Add(step) {
		if away, is := c.AwayAt(at); is {
			return away, true
		}
	}
	return worktime.Away{}, false
}
