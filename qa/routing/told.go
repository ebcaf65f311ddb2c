package routing

import (
	"context"
	"strings"
	"time"

	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/worktime"
)

// Told is a step as somebody may read it.
type Told struct {
	qa.Step
	Who         string // the person, or the group where all of it were asked; "" for nobody in particular
	Why         string // to be read after Who and a comma
	By          string // who handed it on; "" where the rules chose
	standsInFor string
	// Away says that the person, or for whom the person stands in, is away at present, until when and with what
	// note: of the last step, else "".
	Away string
}

// Tell puts the steps of a question into words for one of its readers: pages, areas and spaces that the
// reader may not read are not named. Five queries at most.
func (r *Router) Tell(ctx context.Context, access wiki.Access, q qa.Question, steps []qa.Step) ([]Told, error) {
	snap, err := r.snapshot(ctx)
	if err != nil {
		return nil, err
	}
	var pages []wiki.PageID
	var stoodInFor []wiki.PersonID
	for _, s := range steps {
		if s.Page != 0 {
			pages = append(pages, s.Page)
		}
		if s.For != 0 {
			stoodInFor = append(stoodInFor, s.For)
		}
	}
	places, err := r.store.pages(ctx, pages)
	if err != nil {
		return nil, err
	}
	called, err := r.store.people(ctx, stoodInFor, q.Space)
	if err != nil {
		return nil, err
	}
	space, _ := access.Space(q.Space)
	areas := readable(access, snap.areas)
	all := make([]Told, len(steps))
	for i, s := range steps {
		n := names{
			space: space.Name, group: snap.groups[s.Group].Name, by: s.By.Name,
			area: find(areas, func(a Area) bool { return a.ID == s.Area && s.Area != 0 }).Name,
		}
		for _, p := range places {
			if p.Page == s.Page && access.Right(p.Space) >= wiki.Reader {
				n.page = p.Title
			}
		}
		for _, w := range called {
			if w.person.ID == s.For {
				n.stoodInFor = w.person.Name
			}
		}
		all[i] = Told{Step: s, Who: s.Person.Name, Why: because(s, n), By: s.By.Name, standsInFor: n.stoodInFor}
		if s.Person.ID == 0 {
			all[i].Who = n.group
		}
	}
	if n := len(all); n > 0 {
		all[n-1].Away, err = r.awayNow(ctx, access.As, all[n-1])
	}
	return all, err
}

// awayNow is Told.Away of a step.
func (r *Router) awayNow(ctx context.Context, as wiki.Actor, s Told) (string, error) {
	person, name := s.Person.ID, s.Person.Name
	if s.For != 0 {
		person, name = s.For, s.standsInFor
	}
	if person == 0 || name == "" {
		return "", nil
	}
	calendars, err := r.team.Calendars(ctx, []wiki.PersonID{person})
	if err != nil {
		return "", err
	}
	now := r.clock()
	away, is := calendars[person].AwayAt(now)
	if !is {
		return "", nil
	}
	text := awayText(name, away, worktime.DateOf(now, as.In()))
	if s.For == 0 && away.Deputy.Name != "" {
		text += away.Deputy.Name + " stands in. "
	}
	return text, nil
}

// Expecting says whether who was asked last is away, and when to expect a reply, in the reader's zone; "" where
// nobody can say.
func Expecting(steps []Told, now time.Time, zone *time.Location) string {
	if len(steps) == 0 {
		return ""
	}
	last := steps[len(steps)-1]
	by := last.Expect
	if by.IsZero() {
		by = last.Due
	}
	switch {
	case by.IsZero():
		return strings.TrimSpace(last.Away)
	case by.Before(now):
		return last.Away + "A reply was expected " + byTime(by, now, zone) + "."
	}
	return last.Away + "Expect a reply " + byTime(by, now, zone) + "."
}
