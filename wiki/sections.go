package wiki

import (
	"context"
	"slices"
	"strings"

	"github.com/docent-wiki/docent/content"
)

// putSections gives each section of a new text its identity: the section it was before, or a new
// one. Whoever disappeared is kept as Gone with its last text, and comes back when the same text
// does (a revert, a restored paragraph).
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

// identify matches the sections of a text to those the page had; new ones have ID 0.
func identify(page PageID, old []Section, fresh []content.Section) []Section {
	var known []content.Known
	var gone []Section
	for _, s := range old {
		if s.Position == Gone {
			gone = append(gone, s)
			continue
		}
		known = append(known, content.Known{
			ID: int64(s.ID), Anchor: s.Anchor, Aliases: s.Aliases,
			Heading: s.Heading, Text: s.Text, Fingerprint: s.Fingerprint, Level: s.Level,
		})
	}
	headings := make([]content.Fresh, len(fresh))
	for i, s := range fresh {
		headings[i] = content.Fresh{Heading: s.Heading, ID: s.ID, Text: s.Text, Level: s.Level}
	}
	matched := content.Identify(known, headings, func(string) bool { return false })
	now := make([]Section, len(fresh))
	for i, s := range fresh {
		now[i] = Section{
			ID: SectionID(matched[i].ID), Page: page, Position: i,
			Anchor: matched[i].Anchor, Aliases: matched[i].Aliases,
			Heading: s.Heading, Level: s.Level, Path: s.Path, Text: s.Text,
			Fingerprint: content.Fingerprint(s.Text), Words: len(strings.Fields(s.Text)),
		}
	}
	return revive(now, gone)
}

// revive gives a section that is new to the page the identity of one that had gone, where heading
// and text are the same as then.
func revive(now, gone []Section) []Section {
	for i := range now {
		if now[i].ID != 0 || now[i].Text == "" {
			continue
		}
		j := slices.IndexFunc(gone, func(g Section) bool {
			return g.ID != 0 && g.Fingerprint == now[i].Fingerprint && g.Heading == now[i].Heading
		})
		if j >= 0 {
			now[i].ID = gone[j].ID
			gone[j].ID = 0
		}
	}
	return now
}
