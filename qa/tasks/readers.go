package tasks

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/sqldb"
)

// Readers are the people with an account who may read a space that the reader may read, by name. Space 0,
// that of an item which stands in none, is everybody.
func Readers(ctx context.Context, db *sqldb.DB, access wiki.Access, space wiki.SpaceID) ([]wiki.PersonRef, error) {
	if err := needSpace(access, space); err != nil {
		return nil, err
	}
	s, _ := access.Space(space)
	type row struct {
		wiki.PersonRef
		role    wiki.Role
		granted wiki.Right
	}
	all, err := sqldb.All(ctx, db.Reader(), func(rows *sql.Rows) (r row, err error) {
		return r, rows.Scan(&r.ID, &r.Name, &r.role, &r.granted)
	}, `SELECT p.id, p.name, p.role, COALESCE(g.level, 0) FROM people p LEFT JOIN grants g ON g.person = p.id AND g.space = $1
		WHERE p.disabled = 0 ORDER BY p.name, p.id`, int64(space))
	if err != nil {
		return nil, fmt.Errorf("who may read: %w", err)
	}
	var readers []wiki.PersonRef
	for _, r := range all {
		as := wiki.Actor{Person: r.ID, Role: r.role, Scope: wiki.ScopeAdmin}
		if space == 0 || wiki.Decide(as, s, r.granted) >= wiki.Reader {
			readers = append(readers, r.PersonRef)
		}
	}
	return readers, nil
}

func needSpace(access wiki.Access, space wiki.SpaceID) error {
	if space == 0 {
		return nil
	}
	return access.Need(space, wiki.Reader, "space")
}

// Readers are the people to whom a task can be passed on.
func (b *Board) Readers(ctx context.Context, access wiki.Access, t Task) ([]wiki.PersonRef, error) {
	return Readers(ctx, b.db, access, t.Space)
}

// mayRead says whether somebody with an account may read a space.
func (b *Board) mayRead(ctx context.Context, access wiki.Access, space wiki.SpaceID, person wiki.PersonID) (bool, error) {
	readers, err := Readers(ctx, b.db, access, space)
	for _, r := range readers {
		if r.ID == person {
			return true, nil
		}
	}
	return false, err
}
