package qasql

import (
	"context"
	"database/sql"
	"slices"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/sqldb"
)

// The cross join keeps the order: from the few sections to their pages, never from a space to all it holds.
const targetSelect = `SELECT p.id, p.space, p.title, p.source_path, p.revision, o.id, o.name, p.verified_until, p.updated,
		s.id, s.heading, s.anchor, s.path, s.fingerprint, s.body
	FROM sections s CROSS JOIN pages p LEFT JOIN people o ON o.id = p.owner AND o.disabled = 0 WHERE p.id = s.page AND `

func scanTarget(rows *sql.Rows) (t qa.Target, err error) {
	return t, rows.Scan(&t.Page, &t.Space, &t.PageTitle, &t.SourcePath, &t.Revision,
		maybe[wiki.PersonID]{&t.Owner.ID}, maybe[string]{&t.Owner.Name}, sqldb.Moment{To: &t.VerifiedUntil}, sqldb.Moment{To: &t.Updated},
		&t.Section, &t.Heading, &t.Anchor, sqldb.Words{To: &t.Path}, &t.Fingerprint, &t.Text)
}

func (r reads) Sections(ctx context.Context, in qa.Scope, list []wiki.SectionID) ([]qa.Target, error) {
	if len(list) == 0 {
		return nil, nil
	}
	var b query
	return sqldb.All(ctx, r.q, scanTarget, targetSelect+ids(&b, "s.id", list)+
		` AND s.position >= 0 AND p.trashed = 0 AND `+b.scope("p.space", in)+` ORDER BY s.id`, b.args...)
}

func (r reads) SectionsOn(ctx context.Context, in qa.Scope, page wiki.PageID) ([]qa.Target, error) {
	var b query
	return sqldb.All(ctx, r.q, scanTarget, targetSelect+`p.id = `+b.arg(int64(page))+
		` AND s.position >= 0 AND p.trashed = 0 AND `+b.scope("p.space", in)+` ORDER BY s.position`, b.args...)
}

func (r reads) TextAt(ctx context.Context, page wiki.PageID, revision int, fingerprint string) (string, error) {
	then, err := r.wiki.Revision(ctx, page, revision)
	if err != nil {
		return "", err
	}
	doc, err := content.Parse(then.Markdown)
	if err != nil {
		return "", err
	}
	for _, s := range doc.Sections {
		if content.Fingerprint(s.Text) == fingerprint {
			return s.Text, nil
		}
	}
	return "", content.Errorf(content.NotFound, "Revision %d of the page has no such section.", revision)
}

func (r reads) Target(ctx context.Context, in qa.Scope, page wiki.PageID, anchor string) (qa.Target, error) {
	p, err := r.wiki.Page(ctx, page)
	if err != nil {
		return qa.Target{}, err
	}
	if !p.Live() || !in.Everything && !slices.Contains(in.Spaces, p.Space) {
		return qa.Target{}, content.Errorf(content.NotFound, "There is no such page, or you may not see it.")
	}
	sections, err := r.wiki.SectionsOf(ctx, []wiki.PageID{page})
	if err != nil {
		return qa.Target{}, err
	}
	t := qa.Target{
		Page: p.ID, Space: p.Space, PageTitle: p.Title, SourcePath: p.SourcePath, Revision: p.Revision,
		Owner: p.Owner, VerifiedUntil: p.VerifiedUntil, Updated: p.Updated,
	}
	s, found := pick(sections, anchor)
	if !found {
		if anchor != "" {
			return qa.Target{}, content.Errorf(content.NotFound, "The page “%s” has no section #%s.", p.Title, anchor).On("anchor")
		}
		return t, nil
	}
	t.Section, t.Heading, t.Anchor, t.Path, t.Text, t.Fingerprint = s.ID, s.Heading, s.Anchor, s.Path, s.Text, s.Fingerprint
	return t, nil
}

// pick finds the section that an anchor names, else one that bore it before; "" is the first one.
func pick(sections []wiki.Section, anchor string) (wiki.Section, bool) {
	if anchor == "" {
		if len(sections) == 0 {
			return wiki.Section{}, false
		}
		return sections[0], true
	}
	for _, s := range sections {
		if s.Anchor == anchor {
			return s, true
		}
	}
	for _, s := range sections {
		if slices.Contains(s.Aliases, anchor) {
			return s, true
		}
	}
	return wiki.Section{}, false
}

const personSelect = `SELECT p.id, p.name, p.email, p.role, p.zone, p.language, p.disabled FROM people p `

func scanPerson(rows *sql.Rows) (p wiki.Person, err error) {
	return p, rows.Scan(&p.ID, &p.Name, &p.Email, &p.Role, &p.Zone, &p.Language, &p.Disabled)
}

func (r reads) Person(ctx context.Context, id wiki.PersonID) (wiki.Person, error) {
	all, err := sqldb.All(ctx, r.q, scanPerson, personSelect+`WHERE p.id = $1`, int64(id))
	return one(all, err, "person")
}

func (r reads) People(ctx context.Context) ([]wiki.Person, error) {
	return sqldb.All(ctx, r.q, scanPerson, personSelect+`ORDER BY p.id`)
}

func (r reads) Paths(ctx context.Context, space wiki.SpaceID) (map[string]wiki.PageID, error) {
	pages, err := r.wiki.SourcePages(ctx, space)
	if err != nil {
		return nil, err
	}
	paths := make(map[string]wiki.PageID, len(pages))
	for _, p := range pages {
		if p.Live() {
			paths[p.SourcePath] = p.ID
		}
	}
	return paths, nil
}
