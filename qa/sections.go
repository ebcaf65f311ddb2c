package qa

import (
	"cmp"
	"context"
	"math"
	"slices"

	"github.com/docent-wiki/docent/search"
	"github.com/docent-wiki/docent/wiki"
)

// How far the best section is to be believed: see confidence.go for where the constants are from.
const (
	// The best section: how much of the question it holds, by weight; how much of it one sentence
	// holds; and by how much it leads the next page.
	sectionBias     = -5.5
	sectionCover    = 2.5
	sectionSentence = 2.0
	sectionMargin   = 3.0
	// A section that scores a share r of the best one's score answers with r to this power of the
	// best one's probability.
	sectionFall = 3.0
)

// readSections reads the found sections that will be offered and a few more: the best one of each
// page, and further ones only where fewer than ten pages match.
func (c *considered) readSections(ctx context.Context, r Reads, in Scope, found []search.Candidate) error {
	found = slices.DeleteFunc(found, func(f search.Candidate) bool { return f.Section == 0 }) // pages without text
	chosen := onePerPage(found, offered+spare)
	ids := make([]wiki.SectionID, len(chosen))
	score := map[wiki.SectionID]float64{}
	for i, f := range chosen {
		ids[i], score[f.Section] = f.Section, f.Score
	}
	targets, err := r.Sections(ctx, in, ids)
	if err != nil {
		return err
	}
	hits := make([][]hit, len(targets))
	for i, t := range targets {
		has := map[string]bool{}
		hits[i] = c.match.hits(t.Text)
		note := func(all []hit) {
			for _, h := range all {
				has[c.match.terms[h.term]] = true
			}
		}
		note(hits[i])
		note(c.match.hits(t.PageTitle))
		note(c.match.hits(t.Heading))
		for _, above := range t.Path {
			note(c.match.hits(above))
		}
		c.rare.add(has)
		c.sections = append(c.sections, candidate{kind: OfSection, target: t, has: has, score: score[t.Section]})
	}
	if len(c.sections) == 0 {
		return nil
	}
	best := 0
	for i := range c.sections {
		if c.sections[i].score > c.sections[best].score {
			best = i
		}
	}
	c.sections[best].densest = c.densest(hits[best])
	slices.SortStableFunc(c.sections, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.target.Section, b.target.Section))
	})
	return nil
}

// window is about a long sentence, in bytes.
const window = 240

// densest is the largest share of the question that stands close together in a text.
func (c *considered) densest(hits []hit) float64 {
	best := 0.0
	for i, from := range hits {
		has := map[string]bool{}
		for _, h := range hits[i:] {
			if h.at > from.at+window {
				break
			}
			has[c.match.terms[h.term]] = true
		}
		best = max(best, c.rare.share(c.match.terms, has))
	}
	return best
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

// rateSections: the index orders the sections, the features say how far the best of them is to be
// believed.
func (c *considered) rateSections() {
	if len(c.sections) == 0 {
		return
	}
	best := &c.sections[0]
	margin := 1.0
	for i := range c.sections[1:] {
		if next := &c.sections[i+1]; next.target.Page != best.target.Page {
			margin = 1 - next.score/best.score
			break
		}
	}
	top := logistic(sectionBias + sectionCover*c.rare.share(c.match.terms, best.has) +
		sectionSentence*best.densest + sectionMargin*margin)
	for i := range c.sections {
		s := &c.sections[i]
		s.confidence = top * math.Pow(s.score/best.score, sectionFall)
	}
}
