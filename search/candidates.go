package search

import (
	"context"
	"fmt"
	"slices"

	"github.com/docent-wiki/docent/wiki"
)

// Questions gives the n questions that share the most telling words with a text, best first, each once:
// found by its own words and wordings, or (then the Ref names page and section) by a section that it
// links to. Any word counts, stop words do not; space 0 looks in all that the reader may read. Whoever uses
// them fetches their texts and checks them by a query of its own.
func (f *Finder) Questions(ctx context.Context, access wiki.Access, text string, space wiki.SpaceID, n int) ([]Candidate, error) {
	text = text[:min(len(text), maxQuestion)]
	all, err := f.candidates(ctx, access, Request{Kinds: []Kind{KindQuestion, KindLinked}, Any: text, Size: 3 * n}, space)
	if err != nil {
		return nil, err
	}
	seen := make(map[int64]bool, len(all))
	all = slices.DeleteFunc(all, func(c Candidate) bool {
		again := seen[c.Question]
		seen[c.Question] = true
		return again
	})
	return all[:min(n, len(all))], nil
}

// candidates is one query to the index and nothing else.
func (f *Finder) candidates(ctx context.Context, access wiki.Access, r Request, space wiki.SpaceID) ([]Candidate, error) {
	r.Spaces = access.IDs()
	if space != 0 {
		if access.Right(space) < wiki.Reader {
			return nil, nil
		}
		r.Spaces = []wiki.SpaceID{space}
	}
	found, err := f.index.Find(ctx, r)
	if err != nil {
		return nil, fmt.Errorf("search for candidates: %w", err)
	}
	return found.Hits, nil
}
