package routing

import (
	"context"
	"slices"
	"strings"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/sqldb"
	"github.com/docent-wiki/docent/wiki/team"
)

// AreaChanged is an area that was made, changed or deleted; Data["area"] is its number, Data["what"] says
// which. Where its owner became another one, "name" is what it is called, "former" the person who answered for it or
// "former_group" the group, "owner" or "owner_group" who does from then on, and "owner_name" what that one is called; the
// last three are absent where nobody does.
const AreaChanged wiki.EventKind = "area.changed"

// Areas lists those that the reader may know of, by name.
func (r *Router) Areas(ctx context.Context, access wiki.Access) ([]Area, error) {
	if !access.As.SignedIn() {
		return nil, content.Errorf(content.Sign, "Sign in to see who answers for what.")
	}
	snap, err := r.snapshot(ctx)
	if err != nil {
		return nil, err
	}
	areas := readable(access, snap.areas)
	slices.SortStableFunc(areas, func(a, b Area) int { return strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)) })
	return areas, nil
}

// Area gives one; NotFound where there is none for the reader.
func (r *Router) Area(ctx context.Context, access wiki.Access, id qa.AreaID) (Area, error) {
	if !access.As.SignedIn() {
		return Area{}, content.Errorf(content.Sign, "Sign in to see who answers for what.")
	}
	a, err := area(ctx, r.store.db.Reader(), id)
	if err != nil || len(readable(access, []Area{a})) == 0 {
		return Area{}, firstError(err, noArea())
	}
	return a, nil
}

// MayChange says whether the reader may change an area: who manages its space; a topic an administrator.
func MayChange(access wiki.Access, a Area) bool { return needManager(access, a) == nil }

func needManager(access wiki.Access, a Area) error {
	switch {
	case a.Kind != Topic:
		return access.Need(a.Space, wiki.Manager, "area")
	case access.As.IsAdmin():
		return nil
	case !access.As.SignedIn():
		return content.Errorf(content.Sign, "Sign in to change areas. Nothing was changed.")
	}
	return content.Errorf(content.Forbidden, "A topic belongs to no space, so an administrator has to see to it. Ask one of yours. Nothing was changed.")
}

// Put makes an area (ID 0) or changes one.
func (r *Router) Put(ctx context.Context, access wiki.Access, a Area) (Area, error) {
	snap, err := r.snapshot(ctx)
	if err != nil {
		return a, err
	}
	if a.ID != 0 {
		before, err := r.Area(ctx, access, a.ID)
		if err != nil {
			return a, err
		}
		if err := needManager(access, before); err != nil {
			return a, err
		}
	}
	if err := r.fill(ctx, access, &a); err != nil {
		return a, err
	}
	if err := needManager(access, a); err != nil {
		return a, err
	}
	if err := r.checkParties(ctx, snap, access, a); err != nil {
		return a, err
	}
	owner, err := r.nameOf(ctx, snap, a.Space, a.Owner)
	if err != nil {
		return a, err
	}
	err = r.store.db.Write(ctx, access.As, func(tx *sqldb.Tx) error {
		a.Updated = tx.Now()
		if a.ID == 0 {
			if a.ID, err = insertArea(ctx, tx, a); err != nil {
				return err
			}
			emitArea(tx, a, map[string]string{"what": "made"})
			return nil
		}
		before, err := area(ctx, tx, a.ID)
		if err != nil {
			return err
		}
		if err := updateArea(ctx, tx, a); err != nil {
			return err
		}
		emitArea(tx, a, changed(before.Owner, a, owner))
		return nil
	})
	return a, err
}

// nameOf is what an owner is called; "" for nobody.
func (r *Router) nameOf(ctx context.Context, snap *snapshot, space wiki.SpaceID, p team.Party) (string, error) {
	if p.Person == 0 {
		return snap.groups[p.Group].Name, nil
	}
	people, err := r.store.people(ctx, []wiki.PersonID{p.Person}, space)
	if err != nil || len(people) == 0 {
		return "", err
	}
	return people[0].person.Name, nil
}

// changed says what became of an area that had an owner before.
func changed(before team.Party, a Area, owner string) map[string]string {
	data := map[string]string{"what": "changed"}
	if before.IsZero() || before == a.Owner {
		return data
	}
	data["name"] = a.Name
	for name, n := range map[string]int64{
		"former": int64(before.Person), "former_group": int64(before.Group), "owner": int64(a.Owner.Person), "owner_group": int64(a.Owner.Group),
	} {
		if n != 0 {
			data[name] = itoa(n)
		}
	}
	if owner != "" {
		data["owner_name"] = owner
	}
	return data
}

// Delete takes an area away. Questions that came by it stay with whom they are; to whoever may put it
// back, the area is given.
func (r *Router) Delete(ctx context.Context, access wiki.Access, id qa.AreaID) (Area, error) {
	a, err := r.Area(ctx, access, id)
	if err != nil {
		return a, err
	}
	if err := needManager(access, a); err != nil {
		return a, err
	}
	return a, r.store.db.Write(ctx, access.As, func(tx *sqldb.Tx) error {
		emitArea(tx, a, map[string]string{"what": "deleted"})
		return deleteArea(ctx, tx, id)
	})
}

func emitArea(tx *sqldb.Tx, a Area, data map[string]string) {
	data["area"] = itoa(a.ID)
	tx.Emit(wiki.Event{Kind: AreaChanged, Space: a.Space, Page: a.Page, Data: data})
}

// fill checks what was typed and gives the area the space and the name of its place.
func (r *Router) fill(ctx context.Context, access wiki.Access, a *Area) error {
	if err := a.clean(); err != nil {
		return err
	}
	if a.Kind == Subtree {
		near, err := r.store.pages(ctx, []wiki.PageID{a.Page})
		if err != nil {
			return err
		}
		if len(near) == 0 || access.Right(near[0].Space) < wiki.Reader {
			return content.Errorf(content.Invalid, "There is no such page, or you may not see it. Nothing was saved.").On("page")
		}
		a.Space, a.Name = near[0].Space, near[0].Title
	}
	if a.Kind == Topic {
		return nil
	}
	space, found := access.Space(a.Space)
	switch {
	case !found:
		return content.Errorf(content.Invalid, "There is no such space, or you may not see it. Nothing was saved.").On("space")
	case a.Kind == Space:
		a.Name = space.Name
	case a.Name == "":
		a.Name = a.Tag
	}
	return nil
}

// checkParties refuses people who are not there, or may not read the area's space, and groups that are not
// there.
func (r *Router) checkParties(ctx context.Context, snap *snapshot, access wiki.Access, a Area) error {
	space, _ := access.Space(a.Space)
	for field, p := range map[string]team.Party{"owner": a.Owner, "deputy": a.Deputy, "group": {Group: a.Group}} {
		if _, known := snap.groups[p.Group]; p.Group != 0 && !known {
			return content.Errorf(content.Invalid, "There is no such group. Nothing was saved.").On(field)
		}
		if p.Person == 0 {
			continue
		}
		people, err := r.store.people(ctx, []wiki.PersonID{p.Person}, space.ID)
		if err != nil {
			return err
		}
		if len(people) == 0 {
			return content.Errorf(content.Invalid, "There is no such person, or the account is disabled. Nothing was saved.").On(field)
		}
		if a.Kind != Topic && !people[0].reads(space) {
			return content.Errorf(content.Invalid, "%s may not read “%s”, and so could not answer. Nothing was saved.", people[0].person.Name, space.Name).On(field)
		}
	}
	return nil
}

// maxChoices bounds a list of people to choose from.
const maxChoices = 2000

// Choices are whom a reader of a space may ask: people who may read it, by name, and groups. Space 0: everybody
// with an account.
func (r *Router) Choices(ctx context.Context, access wiki.Access, id wiki.SpaceID) (people []wiki.PersonRef, groups []team.Group, err error) {
	snap, err := r.snapshot(ctx)
	if err != nil {
		return nil, nil, err
	}
	space, found := access.Space(id)
	if id != 0 && !found {
		return nil, nil, content.Errorf(content.NotFound, "There is no such space, or you may not see it.").On("space")
	}
	all, err := r.store.everybody(ctx, id, maxChoices)
	if err != nil {
		return nil, nil, err
	}
	for _, w := range all {
		if id == 0 || w.reads(space) {
			people = append(people, wiki.PersonRef{ID: w.person.ID, Name: w.person.Name})
		}
	}
	return people, snap.list, nil
}

// Usual is how long answers took in an area or, for 0, in a space for questions that belong to none.
func (r *Router) Usual(ctx context.Context, a qa.AreaID, s wiki.SpaceID) (Measured, error) {
	snap, err := r.snapshot(ctx)
	if err != nil {
		return Measured{}, err
	}
	return snap.measured[placeOf(a, s)], nil
}

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
