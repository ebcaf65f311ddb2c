package wikisql

import (
	"context"
	"database/sql"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/sqldb"
)

// pageRow is a page p with the names of its people.
const (
	pageColumns = `p.id, p.space, p.parent, p.position, p.title, p.source_path, p.tags, p.owner, COALESCE(o.name, ''),
		p.verified_until, p.verified_by, COALESCE(v.name, ''), p.revision, p.redirect_to, p.created, p.created_by, COALESCE(c.name, ''),
		p.updated, p.updated_by, COALESCE(u.name, ''), p.trashed, p.trashed_by, COALESCE(t.name, ''), p.words, p.lang,
		COALESCE((SELECT s.lang FROM spaces s WHERE s.id = p.space), '')`
	pagePeople = ` LEFT JOIN people o ON o.id = p.owner LEFT JOIN people v ON v.id = p.verified_by
		LEFT JOIN people c ON c.id = p.created_by LEFT JOIN people u ON u.id = p.updated_by LEFT JOIN people t ON t.id = p.trashed_by `
	pageSelect = `SELECT ` + pageColumns + ` FROM pages p` + pagePeople
)

func scanPage(rows *sql.Rows) (p wiki.Page, err error) {
	err = rows.Scan(&p.ID, &p.Space, &p.Parent, &p.Position, &p.Title, &p.SourcePath, sqldb.Words{To: &p.Tags}, &p.Owner.ID, &p.Owner.Name,
		sqldb.Moment{To: &p.VerifiedUntil}, &p.VerifiedBy.ID, &p.VerifiedBy.Name, &p.Revision, &p.RedirectTo, sqldb.Moment{To: &p.Created}, &p.CreatedBy.ID, &p.CreatedBy.Name,
		sqldb.Moment{To: &p.Updated}, &p.UpdatedBy.ID, &p.UpdatedBy.Name, sqldb.Moment{To: &p.Trashed}, &p.TrashedBy.ID, &p.TrashedBy.Name, &p.Words, &p.Lang, &p.SpaceLang)
	return p, err
}

func (r reads) Page(ctx context.Context, id wiki.PageID) (wiki.Page, error) {
	return one(ctx, r.q, "page", scanPage, pageSelect+`WHERE p.id = $1`, int64(id))
}

func (r reads) Pages(ctx context.Context, ids []wiki.PageID) ([]wiki.Page, error) {
	return chunked(ids, func(ids []wiki.PageID) ([]wiki.Page, error) {
		args := sqldb.Padded(ids)
		return sqldb.All(ctx, r.q, scanPage, pageSelect+`WHERE p.id IN (`+sqldb.In(len(args), 1)+`) ORDER BY p.id`, args...)
	})
}

func scanRevision(rows *sql.Rows) (v wiki.Revision, err error) {
	err = rows.Scan(&v.Page, &v.Number, &v.Title, &v.Author.ID, &v.Author.Name, sqldb.Moment{To: &v.At}, &v.Note, &v.Markdown)
	return v, err
}

func (r reads) Revision(ctx context.Context, id wiki.PageID, n int) (wiki.Revision, error) {
	return one(ctx, r.q, "revision", scanRevision, `SELECT r.page, r.number, r.title, r.author, COALESCE(a.name, ''), r.at, r.note, r.markdown
		FROM revisions r LEFT JOIN people a ON a.id = r.author WHERE r.page = $1 AND r.number = $2`, int64(id), n)
}

func (r reads) Revisions(ctx context.Context, id wiki.PageID, before, limit int) ([]wiki.Revision, error) {
	if before == 0 {
		before = math.MaxInt
	}
	return sqldb.All(ctx, r.q, scanRevision, `SELECT r.page, r.number, r.title, r.author, COALESCE(a.name, ''), r.at, r.note, ''
		FROM revisions r LEFT JOIN people a ON a.id = r.author
		WHERE r.page = $1 AND r.number < $2 ORDER BY r.number DESC LIMIT $3`, int64(id), before, limit)
}

func (r reads) RevisionTexts(ctx context.Context, id wiki.PageID, first, last, longest int) (map[int]string, error) {
	type text struct {
		number   int
		markdown string
	}
	scan := func(rows *sql.Rows) (t text, err error) {
		err = rows.Scan(&t.number, &t.markdown)
		return t, err
	}
	list, err := sqldb.All(ctx, r.q, scan, `SELECT number, markdown FROM revisions WHERE page = $1 AND number >= $2 AND number <= $3 AND length(markdown) <= $4`,
		int64(id), first, last, longest)
	texts := make(map[int]string, len(list))
	for _, t := range list {
		texts[t.number] = t.markdown
	}
	return texts, err
}

// newest reads the first pages of an index, from its end. The space of each entry stands in the
// index, so that entries of other spaces are passed over without looking at their rows; the plus
// sign keeps the planner from reading whole spaces and sorting them.
func (r reads) newest(ctx context.Context, where, by string, spaces []wiki.SpaceID, limit int, more ...any) ([]wiki.Page, error) {
	args := append(sqldb.Padded(spaces), limit)
	n := len(args)
	return sqldb.All(ctx, r.q, scanPage, `SELECT `+pageColumns+` FROM (SELECT id FROM pages WHERE `+where+
		` AND +space IN (`+sqldb.In(n-1, 1+len(more))+`) ORDER BY `+by+` DESC, id DESC LIMIT $`+fmt.Sprint(n+len(more))+`) first
		JOIN pages p ON p.id = first.id`+pagePeople+`ORDER BY p.`+by+` DESC, p.id DESC`, append(slices.Clone(more), args...)...)
}

func (r reads) RecentPages(ctx context.Context, spaces []wiki.SpaceID, limit int) ([]wiki.Page, error) {
	return r.newest(ctx, `trashed = 0`, `updated`, spaces, limit)
}

func (r reads) TrashedPages(ctx context.Context, spaces []wiki.SpaceID, limit int) ([]wiki.Page, error) {
	return r.newest(ctx, `trashed > 0`, `trashed`, spaces, limit)
}

func (r reads) PagesByOwner(ctx context.Context, spaces []wiki.SpaceID, owner wiki.PersonID, limit int) ([]wiki.Page, error) {
	return r.newest(ctx, `trashed = 0 AND owner = $1`, `updated`, spaces, limit, int64(owner))
}

func (r reads) SpacePages(ctx context.Context, space wiki.SpaceID, after wiki.PageID, limit int) ([]wiki.Page, error) {
	return sqldb.All(ctx, r.q, scanPage, pageSelect+`WHERE p.space = $1 AND p.id > $2 AND p.trashed = 0 ORDER BY p.id LIMIT $3`,
		int64(space), int64(after), limit)
}

func (x *tx) NewPageID(ctx context.Context) (wiki.PageID, error) {
	id, err := x.t.NextID(ctx, "pages", 1)
	return wiki.PageID(id), err
}

// pageArgs are a page's columns in the order of InsertPage, which UpdatePage shares.
func pageArgs(p wiki.Page) []any {
	return []any{
		int64(p.ID), int64(p.Space), int64(p.Parent), p.Position, p.Title, p.SourcePath, words(p.Tags), int64(p.Owner.ID),
		sqldb.Micros(p.VerifiedUntil), int64(p.VerifiedBy.ID), p.Revision, p.RedirectTo,
		int64(p.CreatedBy.ID), sqldb.Micros(p.Updated), int64(p.UpdatedBy.ID), sqldb.Micros(p.Trashed), int64(p.TrashedBy.ID), p.Words, p.Lang,
	}
}

func (x *tx) InsertPage(ctx context.Context, p wiki.Page) error {
	_, err := x.exec(ctx, "insert page", `INSERT INTO pages (id, space, parent, position, title, source_path, tags, owner, verified_until, verified_by,
		revision, redirect_to, created_by, updated, updated_by, trashed, trashed_by, words, lang, created) VALUES `+sqldb.Values(1, 20),
		append(pageArgs(p), sqldb.Micros(p.Created))...)
	return err
}

func (x *tx) UpdatePage(ctx context.Context, p wiki.Page) error {
	return x.execOne(ctx, "page", `UPDATE pages SET space = $2, parent = $3, position = $4, title = $5, source_path = $6, tags = $7, owner = $8,
		verified_until = $9, verified_by = $10, revision = $11, redirect_to = $12, created_by = $13, updated = $14, updated_by = $15,
		trashed = $16, trashed_by = $17, words = $18, lang = $19 WHERE id = $1`, pageArgs(p)...)
}

func (x *tx) InsertRevision(ctx context.Context, v wiki.Revision) error {
	_, err := x.exec(ctx, "insert revision", `INSERT INTO revisions (page, number, title, author, at, note, markdown)
		VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		int64(v.Page), v.Number, v.Title, int64(v.Author.ID), sqldb.Micros(v.At), v.Note, v.Markdown)
	return err
}

func (x *tx) ShiftSiblings(ctx context.Context, space wiki.SpaceID, parent wiki.PageID, from int) error {
	_, err := x.exec(ctx, "make room among siblings", `UPDATE pages SET position = position + 1
		WHERE space = $1 AND parent = $2 AND position >= $3 AND trashed = 0`, int64(space), int64(parent), from)
	return err
}

func (x *tx) LastPosition(ctx context.Context, space wiki.SpaceID, parent wiki.PageID) (int, error) {
	n, err := number(ctx, x.t, -1, `SELECT MAX(position) FROM pages WHERE space = $1 AND parent = $2 AND trashed = 0`, int64(space), int64(parent))
	if err != nil {
		return 0, fmt.Errorf("last position: %w", err)
	}
	return int(n), nil
}

// updateMany changes the same columns of many pages. set uses $1 and $2.
func (x *tx) updateMany(ctx context.Context, what, set string, ids []wiki.PageID, a, b int64) error {
	_, err := chunked(ids, func(ids []wiki.PageID) ([]struct{}, error) {
		args := sqldb.Padded(ids)
		_, err := x.exec(ctx, what, `UPDATE pages SET `+set+` WHERE id IN (`+sqldb.In(len(args), 3)+`)`, append([]any{a, b}, args...)...)
		return nil, err
	})
	return err
}

func (x *tx) SetTrashed(ctx context.Context, ids []wiki.PageID, at time.Time, by wiki.PersonID) error {
	return x.updateMany(ctx, "set trashed", `trashed = $1, trashed_by = $2`, ids, sqldb.Micros(at), int64(by))
}

func (x *tx) SetSpace(ctx context.Context, ids []wiki.PageID, space wiki.SpaceID) error {
	return x.updateMany(ctx, "set space", `space = $1 + $2`, ids, int64(space), 0)
}
