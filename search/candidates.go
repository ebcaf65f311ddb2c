package search

import (
	"context"
	"fmt"
	"slices"

	"github.com/docent-wiki/docent/wiki"
)

// Sections gives the n sections that share the most telling words with a text, best first: any word
// counts, stop words do not. space 0 looks in all that the reader may read. It is one query to the index
// and nothing else: whoever uses the candidates fetches their texts and checks them by Source.Check or
// a query of its own.
func (f *Finder) Sections(ctx context.Context, access wiki.Access, text string, space wiki.SpaceID, n int) ([]Candidate, error) {
	return f.candidates(ctx, access, text, space, n, KindSection)
}

// Questions does the same over questions, each once: found by its own words and wordings, or (then the
// Ref names page and section) by a section that it links to.
func (f *Finder) Questions(ctx context.Context, access wiki.Access, text string, space wiki.SpaceID, n int) ([]Candidate, error) {
	all, err := f.candidates(ctx, access, text, space, 3*n, KindQuestion, KindLinked)
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

func (f *Finder) candidates(ctx context.Context, access wiki.Access, text string, space wiki.SpaceID, n int, kinds ...Kind) ([]Candidate, error) {
	spaces := access.IDs()
	if space != 0 {
		if access.Right(space) < wiki.Reader {
			return nil, nil
		}
		spaces = []wiki.SpaceID{space}
	}
	if len(text) > maxQuestion {
		text = text[:maxQuestion]
	}
	found, err := f.index.Find(ctx, Request{Kinds: kinds, Any: text, Spaces: spaces, Size: n})
	if err != nil {
		return nil, fmt.Errorf("search for candidates: %w", err)
	}
	return found.Hits, nil
}

// maxQuestion is how much of a question is looked at, bytes.
const maxQuestion = 4000
