package team

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/sqldb"
)

// Limits of groups.
const (
	maxGroups  = 500
	MaxMembers = 200
	MaxName    = 80 // characters
)

// The kinds of events of groups; Data["group"] is the number, Data["name"] the name.
const (
	GroupMade    wiki.EventKind = "group.made"
	GroupChanged wiki.EventKind = "group.changed"
	GroupRemoved wiki.EventKind = "group.removed"
)

// Groups gives all groups with their members, by name.
func (s *Store) Groups(ctx context.Context) ([]Group, error) {
	return groups(ctx, s.db.Reader(), ``)
}

// Group gives one; NotFound where there is none.
func (s *Store) Group(ctx context.Context, id GroupID) (Group, error) {
	found, err := groups(ctx, s.db.Reader(), ` WHERE t.id = $1`, int64(id))
	if err != nil {
		return Group{}, err
	}
	if len(found) == 0 {
		return Group{}, noGroup()
	}
	return found[0], nil
}

// GroupsOf gives the groups that a person is a member of, by name.
func (s *Store) GroupsOf(ctx context.Context, person wiki.PersonID) ([]Group, error) {
	return groups(ctx, s.db.Reader(), ` WHERE t.id IN (SELECT team FROM team_members WHERE person = $1)`, int64(person))
}

// Members gives the members of groups, in order; groups that are not there have none.
func (s *Store) Members(ctx context.Context, ids []GroupID) (map[GroupID][]Member, error) {
	args := sqldb.Padded(ids)
	found, err := groups(ctx, s.db.Reader(), ` WHERE t.id IN (`+sqldb.In(len(args), 1)+`)`, args...)
	out := make(map[GroupID][]Member, len(found))
	for _, g := range found {
		out[g.ID] = g.Members
	}
	return out, err
}

// memberRow is a member, or a group without any.
type memberRow struct {
	group  Group
	member Member
}

func groups(ctx context.Context, q sqldb.Queryer, where string, args ...any) (all []Group, err error) {
	rows, err := sqldb.All(ctx, q, func(rows *sql.Rows) (r memberRow, err error) {
		var name sql.NullString
		var id, deputy, disabled sql.NullInt64
		err = rows.Scan(&r.group.ID, &r.group.Name, &r.group.Turn, &id, &name, &deputy, &disabled)
		r.member = Member{PersonRef: wiki.PersonRef{ID: wiki.PersonID(id.Int64), Name: name.String}, Deputy: deputy.Int64 != 0, Disabled: disabled.Int64 != 0}
		return r, err
	}, `SELECT t.id, t.name, t.turn, p.id, p.name, m.deputy, p.disabled FROM teams t
		LEFT JOIN team_members m ON m.team = t.id LEFT JOIN people p ON p.id = m.person`+where+`
		ORDER BY t.name_key, t.id, m.position, p.id`, args...)
	if err != nil {
		return nil, fmt.Errorf("groups: %w", err)
	}
	for _, r := range rows {
		if len(all) == 0 || all[len(all)-1].ID != r.group.ID {
			all = append(all, r.group)
		}
		if r.member.ID != 0 {
			g := &all[len(all)-1]
			g.Members = append(g.Members, r.member)
		}
	}
	return all, nil
}

// PutGroup makes a group (ID 0) or changes its name and members; administrators may. Its turn stays.
func (s *Store) PutGroup(ctx context.Context, as wiki.Actor, g Group) (Group, error) {
	if err := needAdmin(as); err != nil {
		return g, err
	}
	g, err := checkGroup(g)
	if err != nil {
		return g, err
	}
	err = s.db.Write(ctx, as, func(tx *sqldb.Tx) error {
		if g, err = checkMembers(ctx, tx, g); err != nil {
			return err
		}
		kind := GroupChanged
		if g.ID == 0 {
			kind = GroupMade
			if err := insertGroup(ctx, tx, &g); err != nil {
				return err
			}
		} else if err := renameGroup(ctx, tx, g); err != nil {
			return err
		}
		if err := writeMembers(ctx, tx, g); err != nil {
			return err
		}
		emitGroup(tx, kind, g)
		return nil
	})
	return g, err
}

func insertGroup(ctx context.Context, tx *sqldb.Tx, g *Group) error {
	var n int
	if err := tx.QueryRowContext(ctx, `SELECT COUNT(*) FROM teams`).Scan(&n); err != nil {
		return fmt.Errorf("count groups: %w", err)
	}
	if n >= maxGroups {
		return content.Errorf(content.Conflict, "There are %d groups already, which is as many as there may be.", n)
	}
	id, err := tx.NextID(ctx, "teams", 1)
	if err != nil {
		return err
	}
	g.ID = GroupID(id)
	_, err = tx.ExecContext(ctx, `INSERT INTO teams (id, name, name_key, turn) VALUES ($1, $2, $3, 0)`, id, g.Name, nameKey(g.Name))
	return taken(g.Name, err)
}

func renameGroup(ctx context.Context, tx *sqldb.Tx, g Group) error {
	result, err := tx.ExecContext(ctx, `UPDATE teams SET name = $2, name_key = $3 WHERE id = $1`, int64(g.ID), g.Name, nameKey(g.Name))
	if err != nil {
		return taken(g.Name, err)
	}
	return groupFound(result)
}

func taken(name string, err error) error {
	if sqldb.IsConstraint(err) {
		return content.Errorf(content.Conflict, "There is already a group “%s”. Nothing was saved.", name).On("name").Because(err)
	}
	if err != nil {
		return fmt.Errorf("write group: %w", err)
	}
	return nil
}

func writeMembers(ctx context.Context, tx *sqldb.Tx, g Group) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM team_members WHERE team = $1`, int64(g.ID)); err != nil {
		return fmt.Errorf("delete members: %w", err)
	}
	for i, m := range g.Members {
		_, err := tx.ExecContext(ctx, `INSERT INTO team_members (team, person, position, deputy) VALUES ($1, $2, $3, $4)`,
			int64(g.ID), int64(m.ID), i+1, sqldb.Bit(m.Deputy))
		if err != nil {
			return fmt.Errorf("insert member: %w", err)
		}
	}
	return nil
}

// RemoveGroup deletes a group; administrators may. What names it as an owner has none then.
func (s *Store) RemoveGroup(ctx context.Context, as wiki.Actor, id GroupID) error {
	if err := needAdmin(as); err != nil {
		return err
	}
	return s.db.Write(ctx, as, func(tx *sqldb.Tx) error {
		found, err := groups(ctx, tx, ` WHERE t.id = $1`, int64(id))
		if err != nil {
			return err
		}
		if len(found) == 0 {
			return noGroup()
		}
		for _, statement := range []string{`DELETE FROM team_members WHERE team = $1`, `DELETE FROM teams WHERE id = $1`} {
			if _, err := tx.ExecContext(ctx, statement, int64(id)); err != nil {
				return fmt.Errorf("delete group: %w", err)
			}
		}
		emitGroup(tx, GroupRemoved, found[0])
		return nil
	})
}

// SetTurn notes, in the transaction that asks somebody, who of a group was asked last.
func (s *Store) SetTurn(ctx context.Context, tx *sqldb.Tx, id GroupID, person wiki.PersonID) error {
	result, err := tx.ExecContext(ctx, `UPDATE teams SET turn = $2 WHERE id = $1`, int64(id), int64(person))
	if err != nil {
		return fmt.Errorf("write turn: %w", err)
	}
	return groupFound(result)
}

func groupFound(result sql.Result) error {
	n, err := result.RowsAffected()
	if err != nil {
		return fmt.Errorf("write group: %w", err)
	}
	if n == 0 {
		return noGroup()
	}
	return nil
}

func noGroup() error {
	return content.Errorf(content.NotFound, "There is no such group; perhaps an administrator has removed it.")
}

func emitGroup(tx *sqldb.Tx, kind wiki.EventKind, g Group) {
	tx.Emit(wiki.Event{Kind: kind, Data: map[string]string{"group": strconv.FormatInt(int64(g.ID), 10), "name": g.Name}})
}

func nameKey(name string) string { return strings.ToLower(name) }

func checkGroup(g Group) (Group, error) {
	g.Name = content.Name(g.Name)
	switch n := utf8.RuneCountInString(g.Name); {
	case n == 0:
		return g, content.Errorf(content.Invalid, "A group needs a name. Nothing was saved.").On("name")
	case n > MaxName || !utf8.ValidString(g.Name) || strings.ContainsFunc(g.Name, unicode.IsControl):
		return g, content.Errorf(content.Invalid, "A group's name has at most %d characters. Nothing was saved.", MaxName).On("name")
	case len(g.Members) > MaxMembers:
		return g, content.Errorf(content.Invalid, "A group has at most %d members. Nothing was saved.", MaxMembers).On("members")
	}
	for i, m := range g.Members {
		if slices.ContainsFunc(g.Members[:i], func(o Member) bool { return o.ID == m.ID }) {
			return g, content.Errorf(content.Invalid, "Somebody is in the list twice. Nothing was saved.").On("members")
		}
	}
	return g, nil
}

// checkMembers refuses members without an account, and fills in the names. Disabled ones stay: their
// account may come back.
func checkMembers(ctx context.Context, q sqldb.Queryer, g Group) (Group, error) {
	ids := make([]wiki.PersonID, len(g.Members))
	for i, m := range g.Members {
		ids[i] = m.ID
	}
	known, err := people(ctx, q, ids)
	if err != nil {
		return g, err
	}
	g.Members = slices.Clone(g.Members)
	for i := range g.Members {
		m := &g.Members[i]
		p, ok := known[m.ID]
		if !ok {
			return g, content.Errorf(content.Invalid, "A member has no account. Nothing was saved.").On("members")
		}
		m.Name, m.Disabled = p.Name, p.Disabled
	}
	return g, nil
}

type named struct {
	ID       wiki.PersonID
	Name     string
	Disabled bool
}

// people looks accounts up, the disabled ones too.
func people(ctx context.Context, q sqldb.Queryer, ids []wiki.PersonID) (map[wiki.PersonID]named, error) {
	args := sqldb.Padded(ids)
	found, err := sqldb.All(ctx, q, func(rows *sql.Rows) (n named, err error) { return n, rows.Scan(&n.ID, &n.Name, &n.Disabled) },
		`SELECT id, name, disabled FROM people WHERE id IN (`+sqldb.In(len(args), 1)+`)`, args...)
	if err != nil {
		return nil, fmt.Errorf("people: %w", err)
	}
	out := make(map[wiki.PersonID]named, len(found))
	for _, n := range found {
		out[n.ID] = n
	}
	return out, nil
}

// names are those of people whose accounts are in use.
func names(ctx context.Context, q sqldb.Queryer, ids []wiki.PersonID) (map[wiki.PersonID]string, error) {
	found, err := people(ctx, q, ids)
	out := make(map[wiki.PersonID]string, len(found))
	for id, n := range found {
		if !n.Disabled {
			out[id] = n.Name
		}
	}
	return out, err
}

func needAdmin(as wiki.Actor) error {
	switch {
	case as.IsAdmin():
		return nil
	case !as.SignedIn():
		return content.Errorf(content.Sign, "Sign in as an administrator to change groups.")
	}
	return content.Errorf(content.Forbidden, "Only an administrator may change groups. Ask one of yours.")
}
