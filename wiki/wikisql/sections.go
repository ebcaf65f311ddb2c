package wikisql

import (
	"context"
	"database/sql"
	"slices"
	"strconv"

	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/sqldb"
)

const sectionSelect = `SELECT s.id, s.page, s.position, s.anchor, s.aliases, s.heading, s.level, s.path, s.fingerprint, s.words, s.body FROM sections s `

func scanSection(rows *sql.Rows) (s wiki.Section, err error) {
	err = rows.Scan(&s.ID, &s.Page, &s.Position, &s.Anchor, sqldb.Words{To: &s.Aliases}, &s.Heading, &s.Level, sqldb.Words{To: &s.Path}, &s.Fingerprint, &s.Words, &s.Text)
	return s, err
}

// last is the number of the last placeholder.
func last(args []any) string { return strconv.Itoa(len(args)) }

func (r reads) Sections(ctx context.Context, page wiki.PageID) ([]wiki.Section, error) {
	all, err := sqldb.All(ctx, r.q, scanSection, sectionSelect+`WHERE s.page = $1 ORDER BY s.position, s.id`, int64(page))
	if err != nil {
		return nil, err
	}
	// The gone ones stand first, at position -1.
	i := 0
	for i < len(all) && all[i].Position == wiki.Gone {
		i++
	}
	if i == 0 || i == len(all) {
		return all, nil
	}
	return slices.Concat(all[i:], all[:i]), nil
}

func (r reads) SectionsOf(ctx context.Context, pages []wiki.PageID) ([]wiki.Section, error) {
	return chunked(pages, func(pages []wiki.PageID) ([]wiki.Section, error) {
		args := sqldb.Padded(pages)
		return sqldb.All(ctx, r.q, scanSection, sectionSelect+`WHERE s.page IN (`+sqldb.In(len(args), 1)+`) AND s.position >= 0
			ORDER BY s.page, s.position`, args...)
	})
}

func (r reads) SectionsByID(ctx context.Context, ids []wiki.SectionID) ([]wiki.Section, error) {
	return chunked(ids, func(ids []wiki.SectionID) ([]wiki.Section, error) {
		args := sqldb.Padded(ids)
		return sqldb.All(ctx, r.q, scanSection, sectionSelect+`WHERE s.id IN (`+sqldb.In(len(args), 1)+`) ORDER BY s.id`, args...)
	})
}

func scanPlaced(rows *sql.Rows) (p wiki.Placed, err error) {
	err = rows.Scan(&p.ID, &p.Page.ID, &p.Position, &p.Anchor, &p.Heading, sqldb.Words{To: &p.Path}, &p.Text, &p.Page.Space, &p.Page.Title,
		&p.Page.SourcePath, sqldb.Moment{To: &p.Page.Updated}, sqldb.Moment{To: &p.Page.VerifiedUntil}, sqldb.Moment{To: &p.Page.Trashed})
	p.Section.Page = p.Page.ID
	return p, err
}

func scanHead(rows *sql.Rows) (p wiki.Placed, err error) {
	err = rows.Scan(&p.ID, &p.Page.ID, &p.Position, &p.Anchor, &p.Heading, &p.Page.Space, &p.Page.Title, sqldb.Moment{To: &p.Page.Trashed})
	p.Section.Page = p.Page.ID
	return p, err
}

func (r reads) Placed(ctx context.Context, whole, heads []wiki.SectionID) ([]wiki.Placed, error) {
	placed, err := chunked(whole, func(ids []wiki.SectionID) ([]wiki.Placed, error) {
		args := sqldb.Padded(ids)
		return sqldb.All(ctx, r.q, scanPlaced, `SELECT s.id, s.page, s.position, s.anchor, s.heading, s.path, s.body,
			p.space, p.title, p.source_path, p.updated, p.verified_until, p.trashed
			FROM sections s JOIN pages p ON p.id = s.page WHERE s.id IN (`+sqldb.In(len(args), 1)+`)`, args...)
	})
	if err != nil {
		return nil, err
	}
	bare, err := chunked(heads, func(ids []wiki.SectionID) ([]wiki.Placed, error) {
		args := sqldb.Padded(ids)
		return sqldb.All(ctx, r.q, scanHead, `SELECT s.id, s.page, s.position, s.anchor, s.heading, p.space, p.title, p.trashed
			FROM sections s JOIN pages p ON p.id = s.page WHERE s.id IN (`+sqldb.In(len(args), 1)+`)`, args...)
	})
	return append(placed, bare...), err
}

func (x *tx) NewSectionIDs(ctx context.Context, n int) (wiki.SectionID, error) {
	first, err := x.t.NextID(ctx, "sections", n)
	return wiki.SectionID(first), err
}

func sameSection(a, b wiki.Section) bool {
	return a.Position == b.Position && a.Anchor == b.Anchor && a.Heading == b.Heading && a.Level == b.Level &&
		a.Fingerprint == b.Fingerprint && a.Words == b.Words && a.Text == b.Text &&
		slices.Equal(a.Aliases, b.Aliases) && slices.Equal(a.Path, b.Path)
}

// PutSections writes the sections that differ from the old ones and marks those that went.
func (x *tx) PutSections(ctx context.Context, page wiki.PageID, old, now []wiki.Section) error {
	before := make(map[wiki.SectionID]wiki.Section, len(old))
	for _, s := range old {
		before[s.ID] = s
	}
	var changed []wiki.Section
	for _, s := range now {
		if o, found := before[s.ID]; !found || !sameSection(o, s) {
			changed = append(changed, s)
		}
		delete(before, s.ID)
	}
	var gone []wiki.SectionID
	for id, s := range before {
		if s.Position != wiki.Gone {
			gone = append(gone, id)
		}
	}
	_, err := chunked(gone, func(ids []wiki.SectionID) ([]struct{}, error) {
		args := append(sqldb.Padded(ids), int64(page))
		_, err := x.exec(ctx, "mark sections as gone", `UPDATE sections SET position = -1
			WHERE id IN (`+sqldb.In(len(args)-1, 1)+`) AND page = $`+last(args), args...)
		return nil, err
	})
	if err != nil {
		return err
	}
	for some := range slices.Chunk(changed, insertRows) {
		args := make([]any, 0, len(some)*11)
		for _, s := range some {
			args = append(args, int64(s.ID), int64(page), s.Position, s.Anchor, words(s.Aliases), s.Heading, s.Level, words(s.Path), s.Fingerprint, s.Words, s.Text)
		}
		_, err := x.exec(ctx, "write sections", `INSERT INTO sections (id, page, position, anchor, aliases, heading, level, path, fingerprint, words, body)
			VALUES `+sqldb.Values(len(some), 11)+` ON CONFLICT (id) DO UPDATE SET page = excluded.page, position = excluded.position,
			anchor = excluded.anchor, aliases = excluded.aliases, heading = excluded.heading, level = excluded.level, path = excluded.path,
			fingerprint = excluded.fingerprint, words = excluded.words, body = excluded.body`, args...)
		if err != nil {
			return err
		}
	}
	return nil
}
