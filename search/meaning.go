package search

import (
	"context"
	"slices"
	"sync/atomic"

	"github.com/docent-wiki/docent/search/vector"
	"github.com/docent-wiki/docent/wiki"
)

// Meaning finds sections by what they mean rather than by their words; a model of the team's own does.
type Meaning interface {
	// Near compares a question, as it was asked, with the sections of some spaces; nil where it cannot.
	Near(ctx context.Context, question string, spaces []wiki.SpaceID, n int) *vector.Near
}

// meaning is who a finder asks, where there is anybody.
type meaning struct{ who atomic.Pointer[Meaning] }

// UseMeaning has questions compared by meaning, too, from here on.
func (f *Finder) UseMeaning(who Meaning) { f.meaning.who.Store(&who) }

type askedKey struct{}

// Asked says that a person asks, and in which words: what is found may then depend on a model, which takes
// its time and is told the question. Without it, a context asks the index alone.
func Asked(ctx context.Context, question string) context.Context {
	return context.WithValue(ctx, askedKey{}, question)
}

// nearSections is how many sections the model may add to the candidates.
const nearSections = 50

// near asks the model; nil where there is none, or nobody has asked.
func (f *Finder) near(ctx context.Context, access wiki.Access, space wiki.SpaceID) *vector.Near {
	who, question := f.meaning.who.Load(), ctx.Value(askedKey{})
	if who == nil || question == nil {
		return nil
	}
	spaces := access.IDs()
	if space != 0 {
		spaces = slices.DeleteFunc(spaces, func(id wiki.SpaceID) bool { return id != space })
	}
	return (*who).Near(ctx, question.(string), spaces, nearSections)
}

// withNear adds what is near to what the index has found.
func withNear(found []Candidate, near *vector.Near) []Candidate {
	if near == nil {
		return found
	}
	known := make(map[wiki.SectionID]bool, len(found))
	for _, c := range found {
		known[c.Section] = true
	}
	for _, h := range near.Hits {
		if !known[h.Section] {
			found = append(found, Candidate{Ref: Ref{Page: h.Page, Section: h.Section}})
		}
	}
	return found
}

// How far from the mean a likeness counts, in standard deviations, and the least of those.
const (
	leastMeant  = -1
	mostMeant   = 6
	leastSpread = 0.02
)

// likeness tells of each candidate how much nearer it is to the question than sections are on the whole, in
// standard deviations: models differ in the range of their cosines. A section that the model has not seen
// is taken to be as near as the others are on average, for nothing speaks against it. All are 0 without a
// model.
func likeness(found []Candidate, near *vector.Near) []float64 {
	all := make([]float64, len(found))
	if near == nil {
		return all
	}
	seen := make([]bool, len(found))
	sum, n := 0.0, 0.0
	for i, c := range found {
		var cosine float64
		if cosine, seen[i] = near.Cosine(c.Section); seen[i] {
			all[i] = min(mostMeant, max(leastMeant, (cosine-near.Mean)/max(near.Spread, leastSpread)))
			sum, n = sum+all[i], n+1
		}
	}
	for i := range all {
		if !seen[i] && n > 0 {
			all[i] = sum / n
		}
	}
	return all
}
