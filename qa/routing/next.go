package routing

import (
	"slices"
	"time"

	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/team"
)

// Next says who is asked when a question is overdue: the deputy, then the whole group, each at most
// once, whatever happened in between; false where nothing is due. A step for nobody (qa.Overdue) says that
// there is nobody else: its owner is told, and it stays where it is.
//
// steps are all that were done, oldest first; of the claim its area counts, which may be the zero one, and
// what is expected.
func Next(q qa.Question, steps []qa.Step, c Claim, t Team, now time.Time) (qa.Step, bool) {
	if q.State != qa.Open || q.Next.IsZero() || now.Before(q.Next) {
		return qa.Step{}, false
	}
	step := qa.Step{Question: q.ID, At: now, Area: q.Area, Why: qa.WasOverdue}
	asked := map[wiki.PersonID]bool{q.By.ID: true, q.Owner.ID: true}
	done := map[qa.StepKind]bool{}
	for _, s := range steps {
		asked[s.Person.ID], done[s.Kind] = true, true
	}
	free := func(p wiki.PersonID) bool { return !asked[p] && t.known(p) }
	group := groupOf(steps, c.Area)
	if !done[qa.AskedDeputy] && !done[qa.AskedGroup] {
		p, turn, found := deputy(q, c.Area, t, func(p wiki.PersonID) bool { return free(p) && t.there(p, now) }, now)
		if !found && !t.anybody(group, free) {
			p, turn, found = deputy(q, c.Area, t, free, now)
		}
		if found {
			step.Kind, step.Person, step.Group, step.For = qa.AskedDeputy, wiki.PersonRef{ID: p, Name: t.People[p].Name}, turn, q.Owner.ID
			step.Due = Due(c.Expect, t.People[p].Calendar, now)
			return step, true
		}
	}
	if !done[qa.AskedGroup] && t.anybody(group, free) {
		step.Kind, step.Group = qa.AskedGroup, group
		return step, true
	}
	step.Kind = qa.Overdue
	return step, true
}

// deputy is the area's, else the one that the owner named for the time away.
func deputy(q qa.Question, area Area, t Team, may func(wiki.PersonID) bool, now time.Time) (p wiki.PersonID, turn team.GroupID, found bool) {
	if p, found = t.one(area.Deputy, may); found {
		return p, area.Deputy.Group, true
	}
	away, is := t.People[q.Owner.ID].Calendar.AwayAt(now)
	return away.Deputy.ID, 0, is && away.Deputy.ID != 0 && may(away.Deputy.ID)
}

// groupOf is whom the last step goes to: the area's group, else the one that took turns.
func groupOf(steps []qa.Step, area Area) team.GroupID {
	if area.Group != 0 {
		return area.Group
	}
	if i := slices.IndexFunc(steps, func(s qa.Step) bool { return s.Group != 0 }); i >= 0 {
		return steps[i].Group
	}
	if area.Owner.Group != 0 {
		return area.Owner.Group
	}
	return area.Deputy.Group
}

// anybody says whether a group has somebody who may be asked.
func (t Team) anybody(g team.GroupID, may func(wiki.PersonID) bool) bool {
	_, found := t.Groups[g].Next(may)
	return found
}
