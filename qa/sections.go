package qa

import (
	"cmp"
	"context"
	"slices"

	"github.com/docent-wiki/docent/search"
	"github.com/docent-wiki/docent/wiki"
)

// readSections reads the found sections that will be offered and a few more: the best one of each
// page, and further ones only where fewer than ten pages match. Their order and their confidence are
// the ranker's.
func (c *considered) readSections(ctx context.Context, r Reads, in Scope, found []search.Candidate) error {
	found = slices.DeleteFunc(found, func(f search.Candidate) bool { return f.Section == 0 }) // pages without text
	chosen := onePerPage(found, offered+spare)
	ids := make([]wiki.SectionID, len(chosen))
	by := map[wiki.SectionID]search.Candidate{}
	for i, f := range chosen {
		ids[i], by[f.Section] = f.Section, f
	}
	targets, err := r.Sections(ctx, in, ids)
	if err != nil {
		return err
	}
	c.sections = slices.Grow(c.sections, len(targets))
	for _, t := range targets {
		c.rare.add(c.match.found(t.PageTitle, t.Heading, t.Text))
		c.sections = append(c.sections, candidate{
			kind: OfSection, target: t, score: by[t.Section].Score, confidence: by[t.Section].Chance,
		})
	}
	slices.SortStableFunc(c.sections, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.target.Section, b.target.Section))
	})
	return nil
}

// onePerPage takes the best section of each page, at most n; where there are fewer than ten pages,
// the next sections fill up to ten. Order is kept.
func onePerPage(found []search.Candidate, n int) []search.Candidate {
	take := make([]bool, len(found))
	pages := map[wiki.PageID]bool{}
	for i, f := range found {
		if !pages[f.Page] && len(pages) < n {
			pages[f.Page], take[i] = true, true
		}
	}
	taken := len(pages)
	for i := range found {
		if !take[i] && taken < offered {
			take[i] = true
			taken++
		}
	}
	var chosen []search.Candidate
	for i, f := range found {
		if take[i] {
			chosen = append(chosen, f)
		}
	}
	return chosen
}
