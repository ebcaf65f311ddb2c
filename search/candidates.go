package search

import (
	"context"
	"fmt"

	"github.com/docent-wiki/docent/wiki"
)

// Sections gives the n sections that share the most telling words with a text, best first: any word
// counts, stop words do not. space 0 looks in all that the reader may read. It is one query to the index
// and nothing else: whoever uses the candidates fetches their texts and checks them by Source.Check or
// a query of its own.
func (f *Finder) Sections(ctx context.Context, access wiki.Access, text string, space wiki.SpaceID, n int) ([]Candidate, error) {
	return f.candidates(ctx, access, text, space, n, KindSection)
}

// Questions does the same over questions: their own words and wordings, and the sections that they link
// to. A question can stand in the list several times, once for each.
func (f *Finder) Questions(ctx context.Context, access wiki.Access, text string, space wiki.SpaceID, n int) ([]Candidate, error) {
	return f.candidates(ctx, access, text, space, n, KindQuestion, KindLinked)
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
