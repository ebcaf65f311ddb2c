package wiki

import (
	"context"
	"strings"

	"github.com/docent-wiki/docent/content"
)

// A history counts words as it is drawn: longer texts are left out, so that a page of many megabytes costs nobody
// seconds.
const maxCounted = 100_000 // bytes of a text

// WordChange is how many words a revision added and removed.
type WordChange struct{ Added, Removed int }

// CountWords counts the words of a comparison.
func CountWords(spans []content.Span) (c WordChange) {
	for _, s := range spans {
		switch s.Op {
		case content.Insert:
			c.Added += len(strings.Fields(s.Text))
		case content.Delete:
			c.Removed += len(strings.Fields(s.Text))
		}
	}
	return c
}

// WordChanges counts what each of the revisions first to last of a page changed against the one before it; the
// very first revision added all its words. Revisions of long texts are absent.
func (w *Wiki) WordChanges(ctx context.Context, as Actor, id PageID, first, last int) (map[int]WordChange, error) {
	if _, err := w.Page(ctx, as, id); err != nil {
		return nil, err
	}
	texts, err := w.store.RevisionTexts(ctx, id, first-1, last, maxCounted)
	if err != nil {
		return nil, err
	}
	changes := map[int]WordChange{}
	for n := first; n <= last; n++ {
		text, known := texts[n]
		before, base := texts[n-1]
		switch {
		case known && n == 1:
			changes[n] = WordChange{Added: len(strings.Fields(text))}
		case known && base:
			changes[n] = CountWords(content.DiffWords(before, text))
		}
	}
	return changes, nil
}
