package wiki

import (
	"context"
	"slices"
	"strings"

	"github.com/docent-wiki/docent/content"
)

// putSections gives each section of a new text its identity: the section it was before, or a new
// one. Whoever disappeared is kept as Gone with its last text, and comes back when the text or most of it
// does (a revert, a restored paragraph, a section that is typed again).
func putSections(ctx context.Context, tx Tx, page PageID, old []Section, fresh []content.Section) error {
	now := identify(page, old, fresh)
	unknown := 0
	for _, s := range now {
		if s.ID == 0 {
			unknown++
		}
	}
	if unknown > 0 {
		id, err := tx.NewSectionIDs(ctx, unknown)
		if err != nil {
			return err
		}
		for i := range now {
			if now[i].ID == 0 {
				now[i].ID = id
				id++
			}
		}
	}
	return tx.PutSections(ctx, page, old, now)
}

// LineOf gives the line, from 1, on which a section begins in a page's Markdown; 0 where the page has no section
// of this anchor.
func (w *Wiki) LineOf(ctx context.Context, page Page, markdown, anchor string) (int, error) {
	sections, err := w.store.Sections(ctx, page.ID)
	if err != nil {
		return 0, err
	}
	i := slices.IndexFunc(sections, func(s Section) bool {
		return s.Position != Gone && (s.Anchor == anchor || slices.Contains(s.Aliases, anchor))
	})
	if i < 0 {
		return 0, nil
	}
	doc, err := content.Parse(markdown)
	if err != nil || sections[i].Position >= len(doc.Sections) {
		return 0, err
	}
	return doc.Sections[sections[i].Position].Line, nil
}

// identify matches the sections of a text to those the page had; new ones have ID 0.
func identify(page PageID, old []Section, fresh []content.Section) []Section {
	var known, gone []content.Known
	for _, s := range old {
		k := content.Known{
			ID: int64(s.ID), Anchor: s.Anchor, Aliases: s.Aliases,
			Heading: s.Heading, Text: s.Text, Fingerprint: s.Fingerprint, Level: s.Level,
		}
		if s.Position == Gone {
			gone = append(gone, k)
		} else {
			known = append(known, k)
		}
	}
	headings := make([]content.Fresh, len(fresh))
	for i, s := range fresh {
		headings[i] = content.Fresh{Heading: s.Heading, ID: s.ID, Text: s.Text, Level: s.Level}
	}
	matched := content.Identify(known, headings, func(string) bool { return false })
	content.Revive(gone, headings, matched)
	now := make([]Section, len(fresh))
	for i, s := range fresh {
		now[i] = Section{
			ID: SectionID(matched[i].ID), Page: page, Position: i,
			Anchor: matched[i].Anchor, Aliases: matched[i].Aliases,
			Heading: s.Heading, Level: s.Level, Path: s.Path, Text: s.Text,
			Fingerprint: content.Fingerprint(s.Text), Words: len(strings.Fields(s.Text)),
		}
	}
	return now
}
