package watch

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"

	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/notify"
	"github.com/docent-wiki/docent/wiki/sqldb"
)

// readable leaves out the notices whose people may not read what they are about, as rights stand: neither the space of
// the notice, nor that where its page is by then.
func (w *Watches) readable(ctx context.Context, list []notify.Notice) ([]notify.Notice, error) {
	if len(list) == 0 {
		return nil, nil
	}
	where, err := w.place(ctx, list)
	if err != nil {
		return nil, err
	}
	roles, err := w.roles(ctx, list)
	if err != nil {
		return nil, err
	}
	r, err := w.readers(ctx, list, where)
	if err != nil {
		return nil, err
	}
	kept := list[:0]
	for _, n := range list {
		role, enabled := roles[n.Person]
		as := wiki.Actor{Person: n.Person, Role: role, Scope: wiki.ScopeAdmin}
		if enabled && r.may(as, n.Space) && (n.Page == 0 || r.may(as, where[n.Page])) {
			kept = append(kept, n)
		}
	}
	return kept, nil
}

// Questions leaves out the notices about questions that a reader may not see where they are by now. It is a
// notify.Narrow.
func (w *Watches) Questions(ctx context.Context, access wiki.Access, list []notify.Notice) ([]notify.Notice, error) {
	var ids []int64
	for _, n := range list {
		if n.Question != 0 {
			ids = append(ids, n.Question)
		}
	}
	nouns := w.nouns[Question]
	if nouns == nil || len(ids) == 0 {
		return list, nil
	}
	known, err := nouns(ctx, access, ids)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(slices.Clone(list), func(n notify.Notice) bool {
		_, there := known[n.Question]
		return n.Question != 0 && !there
	}), nil
}

// nowhere is the space of a page that is gone: nobody reads it.
const nowhere wiki.SpaceID = -1

// place gives the spaces where the pages of notices are, and sets it in those that are about nothing but a page.
func (w *Watches) place(ctx context.Context, list []notify.Notice) (map[wiki.PageID]wiki.SpaceID, error) {
	where := map[wiki.PageID]wiki.SpaceID{}
	for _, n := range list {
		if n.Page != 0 {
			where[n.Page] = nowhere
		}
	}
	if len(where) == 0 {
		return where, nil
	}
	pages, err := w.wiki.Store().Pages(ctx, slices.Sorted(maps.Keys(where)))
	if err != nil {
		return nil, fmt.Errorf("pages of notices: %w", err)
	}
	for _, p := range pages {
		where[p.ID] = p.Space
	}
	for i := range list {
		if list[i].Page != 0 && list[i].Question == 0 {
			list[i].Space = where[list[i].Page]
		}
	}
	return where, nil
}

type roleOf struct {
	person wiki.PersonID
	role   wiki.Role
}

// roles gives the roles of the enabled accounts among the people of some notices.
func (w *Watches) roles(ctx context.Context, list []notify.Notice) (map[wiki.PersonID]wiki.Role, error) {
	roles := map[wiki.PersonID]wiki.Role{}
	for len(list) > 0 {
		ids := make([]wiki.PersonID, 0, peopleAtOnce)
		for _, n := range list[:min(len(list), peopleAtOnce)] {
			ids = append(ids, n.Person)
		}
		list = list[len(ids):]
		args := sqldb.Padded(ids)
		some, err := sqldb.All(ctx, w.db.Reader(), func(rows *sql.Rows) (r roleOf, err error) {
			return r, rows.Scan(&r.person, &r.role)
		}, `SELECT id, role FROM people WHERE disabled = 0 AND id IN (`+sqldb.In(len(args), 1)+`)`, args...)
		if err != nil {
			return nil, fmt.Errorf("accounts of notices: %w", err)
		}
		for _, r := range some {
			roles[r.person] = r.role
		}
	}
	return roles, nil
}

// readers knows who may read some spaces.
type readers struct {
	spaces map[wiki.SpaceID]wiki.Space
	grants map[wiki.SpaceID]map[wiki.PersonID]wiki.Right
}

func (w *Watches) readers(ctx context.Context, list []notify.Notice, where map[wiki.PageID]wiki.SpaceID) (readers, error) {
	r := readers{map[wiki.SpaceID]wiki.Space{}, map[wiki.SpaceID]map[wiki.PersonID]wiki.Right{}}
	all, err := w.wiki.Store().Spaces(ctx)
	if err != nil {
		return r, fmt.Errorf("spaces of notices: %w", err)
	}
	for _, s := range all {
		r.spaces[s.ID] = s
	}
	wanted := slices.Collect(maps.Values(where))
	for _, n := range list {
		wanted = append(wanted, n.Space)
	}
	for _, space := range wanted {
		if _, known := r.grants[space]; known || space <= 0 {
			continue
		}
		grants, err := w.wiki.Store().Grants(ctx, space)
		if err != nil {
			return r, fmt.Errorf("readers of notices: %w", err)
		}
		r.grants[space] = map[wiki.PersonID]wiki.Right{}
		for _, g := range grants {
			r.grants[space][g.Person.ID] = g.Right
		}
	}
	return r, nil
}

// may says whether somebody may read what is in a space; 0 is no space, and for everybody.
func (r readers) may(as wiki.Actor, space wiki.SpaceID) bool {
	if space == 0 {
		return true
	}
	s, there := r.spaces[space]
	return there && wiki.Decide(as, s, r.grants[space][as.Person]) >= wiki.Reader
}
