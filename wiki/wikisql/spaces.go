package wikisql

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/sqldb"
)

func (r reads) Spaces(ctx context.Context) ([]wiki.Space, error) {
	return sqldb.All(ctx, r.q, func(rows *sql.Rows) (s wiki.Space, err error) {
		err = rows.Scan(&s.ID, &s.Slug, &s.Name, &s.Description, &s.Public, &s.Team, &s.Lang, &s.Anonymous, &s.Owner.ID, &s.Owner.Name, sqldb.Moment{To: &s.Created})
		return s, err
	}, `SELECT s.id, s.slug, s.name, s.description, s.public, s.team, s.lang, s.anonymous, s.owner, COALESCE(o.name, ''), s.created
		FROM spaces s LEFT JOIN people o ON o.id = s.owner ORDER BY s.id`)
}

func (r reads) Grants(ctx context.Context, space wiki.SpaceID) ([]wiki.Grant, error) {
	return sqldb.All(ctx, r.q, func(rows *sql.Rows) (g wiki.Grant, err error) {
		return g, rows.Scan(&g.Person.ID, &g.Person.Name, &g.Right)
	}, `SELECT g.person, p.name, g.level FROM grants g JOIN people p ON p.id = g.person
		WHERE g.space = $1 ORDER BY LOWER(p.name), p.id`, int64(space))
}

func (r reads) GrantsOf(ctx context.Context, person wiki.PersonID) (map[wiki.SpaceID]wiki.Right, error) {
	type grant struct {
		space wiki.SpaceID
		right wiki.Right
	}
	all, err := sqldb.All(ctx, r.q, func(rows *sql.Rows) (g grant, err error) {
		return g, rows.Scan(&g.space, &g.right)
	}, `SELECT space, level FROM grants WHERE person = $1`, int64(person))
	if err != nil {
		return nil, err
	}
	rights := make(map[wiki.SpaceID]wiki.Right, len(all))
	for _, g := range all {
		rights[g.space] = g.right
	}
	return rights, nil
}

func (r reads) People(ctx context.Context) ([]wiki.PersonRef, error) {
	return sqldb.All(ctx, r.q, func(rows *sql.Rows) (p wiki.PersonRef, err error) {
		return p, rows.Scan(&p.ID, &p.Name)
	}, `SELECT id, name FROM people WHERE disabled = 0 ORDER BY LOWER(name), id`)
}

func (x *tx) InsertSpace(ctx context.Context, s wiki.Space) (wiki.SpaceID, error) {
	id, err := x.t.NextID(ctx, "spaces", 1)
	if err != nil {
		return 0, err
	}
	_, err = x.exec(ctx, "insert space", `INSERT INTO spaces (id, slug, name, description, public, team, owner, created, lang, anonymous)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		id, s.Slug, s.Name, s.Description, sqldb.Bit(s.Public), int64(s.Team), int64(s.Owner.ID), sqldb.Micros(s.Created), s.Lang, sqldb.Bit(s.Anonymous))
	return wiki.SpaceID(id), err
}

func (x *tx) UpdateSpace(ctx context.Context, s wiki.Space) error {
	return x.execOne(ctx, "space", `UPDATE spaces SET slug = $2, name = $3, description = $4, public = $5, team = $6, owner = $7, lang = $8, anonymous = $9 WHERE id = $1`,
		int64(s.ID), s.Slug, s.Name, s.Description, sqldb.Bit(s.Public), int64(s.Team), int64(s.Owner.ID), s.Lang, sqldb.Bit(s.Anonymous))
}

func (x *tx) SetGrant(ctx context.Context, space wiki.SpaceID, person wiki.PersonID, right wiki.Right) error {
	if right == wiki.None {
		_, err := x.exec(ctx, "remove grant", `DELETE FROM grants WHERE space = $1 AND person = $2`, int64(space), int64(person))
		return err
	}
	_, err := x.exec(ctx, fmt.Sprintf("grant %s", right), `INSERT INTO grants (space, person, level) VALUES ($1, $2, $3)
		ON CONFLICT (space, person) DO UPDATE SET level = excluded.level`, int64(space), int64(person), int64(right))
	return err
}
