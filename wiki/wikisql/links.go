package wikisql

import (
	"context"
	"database/sql"
	"slices"

	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/sqldb"
)

const linkColumns = `l.page, l.ordinal, l.kind, l.target, l.fragment, l.label, l.embed, l.section, l.line, l.to_page, l.attachment, l.ambiguous`

// openLink repeats the condition of the index links_open.
const openLink = `l.to_page < 1 AND l.attachment < 1 AND l.ambiguous < 1 AND l.kind <> 'url' AND l.kind <> 'fragment'`

func linkTo(l *wiki.Link) []any {
	return []any{&l.From, &l.Ordinal, &l.Kind, &l.Target, &l.Fragment, &l.Label, &l.Embed, &l.Section, &l.Line, &l.To, &l.Attachment, &l.Ambiguous}
}

func scanLink(rows *sql.Rows) (l wiki.Link, err error) { return l, rows.Scan(linkTo(&l)...) }

// Links joins how the other ends stand, so that drawing a page asks nothing more about them.
func (r reads) Links(ctx context.Context, page wiki.PageID) ([]wiki.Link, error) {
	return sqldb.All(ctx, r.q, func(rows *sql.Rows) (l wiki.Link, err error) {
		err = rows.Scan(append(linkTo(&l), &l.ToTitle, &l.ToSpace, &l.ToLive,
			&l.File.ID, &l.File.Space, &l.File.Page, &l.File.Name, &l.File.Type)...)
		return l, err
	}, `SELECT `+linkColumns+`, COALESCE(p.title, ''), COALESCE(p.space, 0), CASE WHEN p.trashed = 0 THEN 1 ELSE 0 END,
		COALESCE(a.id, 0), COALESCE(a.space, 0), COALESCE(a.page, 0), COALESCE(a.name, ''), COALESCE(a.type, '')
		FROM links l LEFT JOIN pages p ON p.id = l.to_page LEFT JOIN attachments a ON a.id = l.attachment
		WHERE l.page = $1 ORDER BY l.ordinal`, int64(page))
}

func (r reads) Backlinks(ctx context.Context, page wiki.PageID, spaces []wiki.SpaceID, limit int) ([]wiki.Node, error) {
	args := append(sqldb.Padded(spaces), int64(page), limit)
	n := len(args)
	return sqldb.All(ctx, r.q, scanNode, `SELECT `+nodeColumns+`, `+hasChildren+`
		FROM (SELECT DISTINCT page FROM links WHERE to_page = $`+last(args[:n-1])+` AND to_page > 0) b JOIN pages p ON p.id = b.page
		WHERE p.id <> $`+last(args[:n-1])+` AND p.trashed = 0 AND +p.space IN (`+sqldb.In(n-2, 1)+`)
		ORDER BY LOWER(p.title), p.id LIMIT $`+last(args), args...)
}

// Unresolved starts from the open links, which are few, and not from the pages of the space.
func (r reads) Unresolved(ctx context.Context, space wiki.SpaceID) ([]wiki.Link, error) {
	return sqldb.All(ctx, r.q, scanLink, `SELECT `+linkColumns+` FROM links l CROSS JOIN pages p
		WHERE `+openLink+` AND p.id = l.page AND +p.space = $1 AND p.trashed = 0 ORDER BY l.page, l.ordinal`, int64(space))
}

// PutLinks writes only the links that differ from the stored ones.
func (x *tx) PutLinks(ctx context.Context, page wiki.PageID, links []wiki.Link) error {
	old, err := sqldb.All(ctx, x.t, scanLink, `SELECT `+linkColumns+` FROM links l WHERE l.page = $1 ORDER BY l.ordinal`, int64(page))
	if err != nil {
		return err
	}
	before := make(map[int]wiki.Link, len(old))
	for _, l := range old {
		before[l.Ordinal] = l
	}
	var changed []wiki.Link
	for _, l := range links {
		stored := wiki.Link{
			From: page, Ordinal: l.Ordinal, Kind: l.Kind, Target: l.Target, Fragment: l.Fragment, Label: l.Label, Embed: l.Embed,
			Section: l.Section, Line: l.Line, To: l.To, Attachment: l.Attachment, Ambiguous: l.Ambiguous,
		}
		if before[l.Ordinal] != stored {
			changed = append(changed, stored)
		}
		delete(before, l.Ordinal)
	}
	if err := x.deleteLinks(ctx, page, before); err != nil {
		return err
	}
	for some := range slices.Chunk(changed, insertRows) {
		if err := x.writeLinks(ctx, some); err != nil {
			return err
		}
	}
	return nil
}

func (x *tx) deleteLinks(ctx context.Context, page wiki.PageID, links map[int]wiki.Link) error {
	var ordinals []int64
	for n := range links {
		ordinals = append(ordinals, int64(n))
	}
	_, err := chunked(ordinals, func(ordinals []int64) ([]struct{}, error) {
		args := append(sqldb.Padded(ordinals), int64(page))
		_, err := x.exec(ctx, "delete links", `DELETE FROM links WHERE page = $`+last(args)+` AND ordinal IN (`+sqldb.In(len(args)-1, 1)+`)`, args...)
		return nil, err
	})
	return err
}

func (x *tx) writeLinks(ctx context.Context, links []wiki.Link) error {
	args := make([]any, 0, len(links)*12)
	for _, l := range links {
		args = append(args, int64(l.From), l.Ordinal, string(l.Kind), l.Target, l.Fragment, l.Label, sqldb.Bit(l.Embed),
			l.Section, l.Line, int64(l.To), int64(l.Attachment), sqldb.Bit(l.Ambiguous))
	}
	_, err := x.exec(ctx, "write links", `INSERT INTO links (page, ordinal, kind, target, fragment, label, embed, section, line, to_page, attachment, ambiguous)
		VALUES `+sqldb.Values(len(links), 12)+` ON CONFLICT (page, ordinal) DO UPDATE SET kind = excluded.kind, target = excluded.target,
		fragment = excluded.fragment, label = excluded.label, embed = excluded.embed, section = excluded.section, line = excluded.line,
		to_page = excluded.to_page, attachment = excluded.attachment, ambiguous = excluded.ambiguous`, args...)
	return err
}

func (x *tx) ResolveLink(ctx context.Context, l wiki.Link) error {
	return x.execOne(ctx, "link", `UPDATE links SET to_page = $3, attachment = $4, ambiguous = $5, fragment = $6 WHERE page = $1 AND ordinal = $2`,
		int64(l.From), l.Ordinal, int64(l.To), int64(l.Attachment), sqldb.Bit(l.Ambiguous), l.Fragment)
}
