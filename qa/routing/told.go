package routing

import (
	"context"
	"time"

	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/wiki"
)

// Told is a step as somebody may read it.
type Told struct {
	qa.Step
	Who string // the person, or the group where all of it were asked; "" for nobody in particular
	Why string // to be read after Who and a comma
	By  string // who handed it on; "" where the rules chose
}

// Tell puts the steps of a question into words for one of its readers: pages, areas and spaces that the
// reader may not read are not named. Three queries at most.
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
		all[i] = Told{Step: s, Who: s.Person.Name, Why: because(s, n), By: s.By.Name}
		if s.Person.ID == 0 {
			all[i].Who = n.group
		}
	}
	return all, nil
}

// Expecting says when to expect a reply after the last step, in the reader's zone; "" where nobody can say.
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
		return ""
	case by.Before(now):
		return "A reply was expected " + byTime(by, now, zone) + "."
	}
	return "Expect a reply " + byTime(by, now, zone) + "."
}
