package search

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/maypok86/otter/v2"

	"github.com/docent-wiki/docent/search/rank"
	"github.com/docent-wiki/docent/search/thesaurus"
	"github.com/docent-wiki/docent/wiki"
)

// How many sections the index gives for one question to be ranked, and how many synonyms it looks for.
const (
	rankedSections = 150
	maxSynonyms    = 16
)

// synonymWeight is what a synonym is worth to the index beside the word itself, at its full weight.
const synonymWeight = 0.3

// maxQuestion is how much of a question is looked at, bytes.
const maxQuestion = 4000

// shelfBytes bounds the sections that are kept as the ranker sees them.
const shelfBytes = 32 << 20

// shelf keeps the sections that questions came upon.
type shelf = otter.Cache[wiki.SectionID, *rank.Section]

func newShelf() *shelf {
	return otter.Must(&otter.Options[wiki.SectionID, *rank.Section]{
		MaximumWeight: shelfBytes,
		Weigher:       func(_ wiki.SectionID, s *rank.Section) uint32 { return uint32(s.Size()) },
	})
}

// Sections gives the n sections that answer a text best, best first, each with the chance that it does:
// the candidates of the index are ordered by what the ranker sees in their texts. space 0 looks in all
// that the reader may read. Whoever uses them fetches and checks their texts, since the index may be a
// moment behind the database.
func (f *Finder) Sections(ctx context.Context, access wiki.Access, text string, space wiki.SpaceID, n int) ([]Candidate, error) {
	found, seen, features, err := f.compared(ctx, access, text, space)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	by := f.ranking()
	if slices.ContainsFunc(seen, func(c rank.Candidate) bool { return c.Model != 0 }) {
		by.weights = by.weights.WithModel()
	}
	chances := rank.Chances(seen, features, by.weights, by.certainty)
	for i := range found {
		found[i].Score, found[i].Chance = by.weights.Score(&features[i]), chances[i]
	}
	slices.SortStableFunc(found, func(a, b Candidate) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.Page, b.Page), cmp.Compare(a.Section, b.Section))
	})
	return found[:min(n, len(found))], nil
}

// Example is a question as the weights are learnt from: the features of its candidates, right telling the
// ones that answer. The candidates and their evidence stand beside, in the same order.
func (f *Finder) Example(ctx context.Context, access wiki.Access, text string, space wiki.SpaceID, right func(Ref) bool) (rank.Example, []rank.Candidate, error) {
	found, seen, features, err := f.compared(ctx, access, text, space)
	e := rank.Example{Features: features, Right: make([]bool, len(found))}
	for i, c := range found {
		e.Right[i] = right(c.Ref)
	}
	return e, seen, err
}

// Synonyms are the words that may stand for words of a text, the closest first.
func Synonyms(t *thesaurus.Thesaurus, text string) []rank.Synonym {
	words := thesaurus.Words(text)
	var all []rank.Synonym
	for _, e := range t.Expand(words) {
		all = append(all, rank.Synonym{Of: words[e.From:e.To], Words: e.Words, Weight: e.Weight})
	}
	slices.SortStableFunc(all, func(a, b rank.Synonym) int { return cmp.Compare(b.Weight, a.Weight) })
	return all
}

// weighted is what the index is asked for: the words, and the best synonyms for less.
func weighted(text string, synonyms []rank.Synonym) []WeightedTerm {
	all := []WeightedTerm{{Text: text, Weight: 1}}
	for _, s := range synonyms[:min(len(synonyms), maxSynonyms)] {
		for _, w := range s.Words {
			all = append(all, WeightedTerm{Text: w, Weight: synonymWeight * s.Weight / float64(len(s.Words))})
		}
	}
	return all
}

// compared finds the candidates and compares them with the question: texts come from the shelf, and those
// that are missing in one go from the database.
func (f *Finder) compared(ctx context.Context, access wiki.Access, text string, space wiki.SpaceID) ([]Candidate, []rank.Candidate, []rank.Features, error) {
	text = text[:min(len(text), maxQuestion)]
	synonyms := Synonyms(f.Thesaurus(), text)
	found, err := f.candidates(ctx, access, Request{Kinds: []Kind{KindSection}, Weighted: weighted(text, synonyms), Size: rankedSections}, space)
	if err != nil {
		return nil, nil, nil, err
	}
	found = slices.DeleteFunc(found, func(c Candidate) bool { return c.Section == 0 }) // pages without text
	near := f.near(ctx, access, space)
	found = withNear(found, near)
	alike := likeness(found, near)
	others := f.index.tongues()
	holds, total, err := f.index.DocFreq(KindSection, rank.Stems(text, others...))
	if err != nil {
		return nil, nil, nil, fmt.Errorf("rank sections: %w", err)
	}
	seen := make([]rank.Candidate, len(found))
	var missing []Ref
	for i, c := range found {
		section, _ := f.shelf.GetIfPresent(c.Section)
		seen[i] = rank.Candidate{Section: section, Page: int64(c.Page), Score: c.Score, Model: alike[i]}
		if section == nil {
			missing = append(missing, c.Ref)
		}
	}
	if len(missing) > 0 {
		if err := f.read(ctx, access, missing, seen, found); err != nil {
			return nil, nil, nil, err
		}
	}
	question := rank.Ask(text, rank.Rarity{Total: total, Holds: holds}, synonyms, others...)
	return found, seen, rank.Compare(question, seen), nil
}

// read fills in the sections that are not on the shelf. What the database no longer has is compared as
// an empty section, and goes to the end.
func (f *Finder) read(ctx context.Context, access wiki.Access, missing []Ref, seen []rank.Candidate, found []Candidate) error {
	at := f.index.changes.Load()
	docs, err := f.source.Check(ctx, access, missing)
	if err != nil {
		return fmt.Errorf("read candidates: %w", err)
	}
	read := make(map[wiki.SectionID]*rank.Section, len(docs))
	for _, d := range docs {
		read[d.Section] = rank.Read(rank.Text{Title: d.Title, Path: d.Path, Heading: d.Heading, Body: d.Body, Tongue: tongues()[f.index.languageOf(d.Ref)]})
		if f.index.changes.Load() == at { // else the text may be older than what the index was told meanwhile
			f.shelf.Set(d.Section, read[d.Section])
		}
	}
	for i := range seen {
		if seen[i].Section != nil {
			continue
		}
		if seen[i].Section = read[found[i].Section]; seen[i].Section == nil {
			seen[i].Section = rank.Read(rank.Text{})
		}
	}
	return nil
}

// forget takes the sections of changed pages off the shelf.
func (f *Finder) forget(changes []Change) {
	for _, c := range changes {
		for _, d := range c.Docs {
			if d.Section != 0 {
				f.shelf.Invalidate(d.Section)
			}
		}
	}
}
