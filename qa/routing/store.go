package routing

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/sqldb"
)

// store is the tables of areas and of measured reply times, and what is read of people and pages.
type store struct {
	db *sqldb.DB
}

// A subtree stands where its page stands, and is called what that is called; an area whose page is in the
// trash covers nothing.
const areaSelect = `SELECT a.id, a.kind, COALESCE(p.title, a.name), COALESCE(p.space, a.space), a.page, a.tag, a.words, a.owner, a.owner_group,
		a.deputy, a.deputy_group, a.team_group, a.expect, a.unit, a.emergency, a.created, a.updated
	FROM areas a LEFT JOIN pages p ON p.id = a.page AND a.page > 0 `

func scanArea(rows *sql.Rows) (a Area, err error) {
	return a, rows.Scan(&a.ID, &a.Kind, &a.Name, &a.Space, &a.Page, &a.Tag, sqldb.Words{To: &a.Words}, &a.Owner.Person, &a.Owner.Group,
		&a.Deputy.Person, &a.Deputy.Group, &a.Group, &a.Expect.N, &a.Expect.Unit, &a.Emergency, sqldb.Moment{To: &a.Created}, sqldb.Moment{To: &a.Updated})
}

// areas are all that cover something, by ID: they are few.
func (s store) areas(ctx context.Context) ([]Area, error) {
	return sqldb.All(ctx, s.db.Reader(), scanArea, areaSelect+`WHERE a.page = 0 OR p.trashed = 0 ORDER BY a.id`)
}

func area(ctx context.Context, q sqldb.Queryer, id qa.AreaID) (Area, error) {
	all, err := sqldb.All(ctx, q, scanArea, areaSelect+`WHERE a.id = $1`, int64(id))
	if err == nil && len(all) == 0 {
		err = noArea()
	}
	if err != nil {
		return Area{}, err
	}
	return all[0], nil
}

func noArea() error {
	return content.Errorf(content.NotFound, "There is no such area, or you may not see it.")
}

func insertArea(ctx context.Context, tx *sqldb.Tx, a Area) (qa.AreaID, error) {
	id, err := tx.NextID(ctx, "areas", 1)
	if err != nil {
		return 0, err
	}
	words, err := wordsText(a.Words)
	if err != nil {
		return 0, err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO areas (id, kind, space, page, tag, name, owner, owner_group, deputy, deputy_group, team_group,
		expect, unit, created, updated, emergency, words) VALUES `+sqldb.Values(1, 17),
		id, string(a.Kind), int64(a.Space), int64(a.Page), a.Tag, a.Name, int64(a.Owner.Person), int64(a.Owner.Group),
		int64(a.Deputy.Person), int64(a.Deputy.Group), int64(a.Group), a.Expect.N, string(a.Expect.Unit),
		sqldb.Micros(tx.Now()), sqldb.Micros(tx.Now()), a.Emergency, words)
	return qa.AreaID(id), taken(err)
}

func updateArea(ctx context.Context, tx *sqldb.Tx, a Area) error {
	words, err := wordsText(a.Words)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `UPDATE areas SET kind = $1, space = $2, page = $3, tag = $4, name = $5, owner = $6, owner_group = $7,
		deputy = $8, deputy_group = $9, team_group = $10, expect = $11, unit = $12, updated = $13, emergency = $14, words = $15 WHERE id = $16`,
		string(a.Kind), int64(a.Space), int64(a.Page), a.Tag, a.Name, int64(a.Owner.Person), int64(a.Owner.Group),
		int64(a.Deputy.Person), int64(a.Deputy.Group), int64(a.Group), a.Expect.N, string(a.Expect.Unit),
		sqldb.Micros(tx.Now()), a.Emergency, words, int64(a.ID))
	return taken(err)
}

func wordsText(words []string) (string, error) {
	if len(words) == 0 {
		return "", nil
	}
	text, err := json.Marshal(words)
	if err != nil {
		return "", fmt.Errorf("words of an area: %w", err)
	}
	return string(text), nil
}

// taken says that a place has an area already.
func taken(err error) error {
	if err != nil && sqldb.IsConstraint(err) {
		return content.Errorf(content.Conflict, "There is an area for this already. Change that one. Nothing was saved.").On("kind")
	}
	if err != nil {
		return fmt.Errorf("write area: %w", err)
	}
	return nil
}

func deleteArea(ctx context.Context, tx *sqldb.Tx, id qa.AreaID) error {
	for _, text := range []string{`DELETE FROM areas WHERE id = $1`, `DELETE FROM reply_medians WHERE area = $1`} {
		if _, err := tx.ExecContext(ctx, text, int64(id)); err != nil {
			return fmt.Errorf("delete area: %w", err)
		}
	}
	return nil
}

// place is what reply times are measured by: an area or, where a question has none, its space.
type place struct {
	area  qa.AreaID
	space wiki.SpaceID
}

func placeOf(a qa.AreaID, s wiki.SpaceID) place {
	if a != 0 {
		return place{area: a}
	}
	return place{space: s}
}

// measured are all medians: as few as areas and spaces.
func (s store) measured(ctx context.Context) (map[place]Measured, error) {
	type row struct {
		at place
		m  Measured
	}
	scan := func(rows *sql.Rows) (r row, err error) {
		var micros int64
		err = rows.Scan(&r.at.area, &r.at.space, &r.m.Number, &micros)
		r.m.Median = time.Duration(micros) * time.Microsecond
		return r, err
	}
	all, err := sqldb.All(ctx, s.db.Reader(), scan, `SELECT area, space, number, median FROM reply_medians`)
	by := make(map[place]Measured, len(all))
	for _, r := range all {
		by[r.at] = r.m
	}
	return by, err
}

// who is an account as far as it matters here.
type who struct {
	person wiki.Person
	right  wiki.Right // granted in the space
}

// people are enabled accounts, with what was granted to them in a space.
func (s store) people(ctx context.Context, ids []wiki.PersonID, space wiki.SpaceID) ([]who, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	args := append([]any{int64(space)}, sqldb.Padded(ids)...)
	return sqldb.All(ctx, s.db.Reader(), scanWho, whoSelect+` AND p.id IN (`+sqldb.In(len(args)-1, 2)+`)`, args...)
}

// everybody are all enabled accounts, with what was granted to them in a space, by name; at most limit.
func (s store) everybody(ctx context.Context, space wiki.SpaceID, limit int) ([]who, error) {
	return sqldb.All(ctx, s.db.Reader(), scanWho, whoSelect+` ORDER BY LOWER(p.name), p.id LIMIT $2`, int64(space), limit)
}

const whoSelect = `SELECT p.id, p.name, p.role, p.zone, COALESCE(g.level, 0) FROM people p
	LEFT JOIN grants g ON g.person = p.id AND g.space = $1 WHERE p.disabled = 0`

func scanWho(rows *sql.Rows) (w who, err error) {
	return w, rows.Scan(&w.person.ID, &w.person.Name, &w.person.Role, &w.person.Zone, &w.right)
}

// reads says whether somebody may read a space.
func (w who) reads(s wiki.Space) bool {
	as := wiki.Actor{Person: w.person.ID, Role: w.person.Role, Scope: wiki.ScopeAdmin}
	return wiki.Decide(as, s, w.right) >= wiki.Reader
}

// near completes pages that came close: their tags, what stands above them. One query, whatever their
// number and depth.
func (s store) near(ctx context.Context, closest []qa.Closest) ([]Near, error) {
	ids := make([]wiki.PageID, len(closest))
	for i, c := range closest {
		ids[i] = c.Page
	}
	type row struct {
		start, page wiki.PageID
		depth       int
		title       string
		tags        []string
	}
	scan := func(rows *sql.Rows) (r row, err error) {
		return r, rows.Scan(&r.start, &r.page, &r.depth, &r.title, sqldb.Words{To: &r.tags})
	}
	args := sqldb.Padded(ids)
	rows, err := sqldb.All(ctx, s.db.Reader(), scan, `WITH RECURSIVE up (start, page, parent, depth, title, tags) AS (
			SELECT id, id, parent, 0, title, tags FROM pages WHERE id IN (`+sqldb.In(len(args), 1)+`) AND trashed = 0
			UNION ALL SELECT u.start, p.id, p.parent, u.depth + 1, p.title, '' FROM up u JOIN pages p ON p.id = u.parent
				WHERE u.parent > 0 AND u.depth < 100)
		SELECT start, page, depth, title, tags FROM up ORDER BY start, depth`, args...)
	if err != nil {
		return nil, fmt.Errorf("pages above: %w", err)
	}
	var all []Near
	for _, c := range closest {
		n := Near{Page: c.Page, Space: c.Space, Owner: c.Owner.ID, Confidence: c.Confidence}
		for _, r := range rows {
			switch {
			case r.start != c.Page:
			case r.depth == 0:
				n.Title, n.Tags = r.title, r.tags
			default:
				if n.Above = append(n.Above, r.page); r.depth == 1 {
					n.Parent = r.title
				}
			}
		}
		if n.Title != "" {
			all = append(all, n)
		}
	}
	return all, nil
}

// pages are live pages with their titles and spaces.
func (s store) pages(ctx context.Context, ids []wiki.PageID) ([]Near, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	scan := func(rows *sql.Rows) (n Near, err error) {
		return n, rows.Scan(&n.Page, &n.Title, &n.Space, &n.Owner, sqldb.Words{To: &n.Tags})
	}
	args := sqldb.Padded(ids)
	return sqldb.All(ctx, s.db.Reader(), scan, `SELECT id, title, space, owner, tags FROM pages
		WHERE id IN (`+sqldb.In(len(args), 1)+`) AND trashed = 0 ORDER BY id`, args...)
}
