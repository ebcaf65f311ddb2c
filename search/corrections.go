package search

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/docent-wiki/docent/wiki"
)

// correctable are the kinds whose words are suggested for mistyped ones.
var correctable = []Kind{KindSection, KindQuestion, KindAttachment}

// Corrections gives a query with the words that nobody knows replaced by the likeliest ones near them;
// changed is false where there is nothing to replace. A word is taken from a text that the reader may read
// at this moment, so no suggestion tells what is written elsewhere. Operators and excluded words stay.
func (f *Finder) Corrections(ctx context.Context, access wiki.Access, text string) (corrected string, changed bool, err error) {
	parsed := Parse(text)
	words := f.mistyped(parsed)
	if len(words) == 0 || len(words) > maxClauses {
		return text, false, nil
	}
	guesses, err := f.index.guesses(ctx, access.IDs(), words)
	if err != nil {
		return text, false, fmt.Errorf("correct a query: %w", err)
	}
	right, err := f.likeliest(ctx, access, guesses)
	if err != nil {
		return text, false, fmt.Errorf("correct a query: %w", err)
	}
	var b strings.Builder
	at := 0
	for i, w := range words {
		if right[i] == "" {
			continue
		}
		b.WriteString(parsed.Text[at:w.Start])
		b.WriteString(right[i])
		at = w.End
	}
	b.WriteString(parsed.Text[at:])
	return b.String(), at > 0, nil
}

// mistyped gives the words of a query that may be corrected: not those of operators or exclusions.
func (f *Finder) mistyped(p Parsed) []Term {
	var words []Term
	for _, w := range f.index.Words(p.Text) {
		begin := strings.LastIndexFunc(p.Text[:w.Start], unicode.IsSpace) + 1
		inside := strings.HasPrefix(p.Text[begin:], "-")
		for _, op := range p.Operators {
			inside = inside || w.Start >= op.From && w.End <= op.To
		}
		if !inside && typosIn(w.Text) > 0 {
			words = append(words, w)
		}
	}
	return words
}

// likeliest gives for every word the likeliest guess that stands, as it is written, in a document that the
// reader may read; "" for none. The first guess nearly always does, so the others are looked up only where it
// does not.
func (f *Finder) likeliest(ctx context.Context, access wiki.Access, guesses [][]guess) ([]string, error) {
	right := make([]string, len(guesses))
	for nth := range nearWords {
		var refs []Ref
		open := func(i int) bool { return right[i] == "" && nth < len(guesses[i]) }
		for i := range guesses {
			if open(i) {
				refs = append(refs, guesses[i][nth].refs...)
			}
		}
		docs, err := f.check(ctx, access, refs, nil)
		if err != nil {
			return nil, err
		}
		for i := range guesses {
			if open(i) && guesses[i][nth].standsIn(docs) {
				right[i] = guesses[i][nth].word
			}
		}
	}
	return right, nil
}

// guess is what a mistyped word may have been meant to be, with documents in which its stem stands.
type guess struct {
	meant
	refs []Ref
}

// standsIn says whether the word stands in one of its documents.
func (g guess) standsIn(docs map[Ref]*Doc) bool {
	return slices.ContainsFunc(g.refs, func(ref Ref) bool {
		doc, ok := docs[ref]
		return ok && hasWord(strings.ToLower(doc.text()), g.word)
	})
}

// hasWord says whether a word stands in a text as wordsOf cuts it.
func hasWord(text, word string) bool {
	for at := 0; ; at += len(word) {
		i := strings.Index(text[at:], word)
		if i < 0 {
			return false
		}
		at += i
		before, _ := utf8.DecodeLastRuneInString(text[:at])
		after, _ := utf8.DecodeRuneInString(text[at+len(word):])
		if !inWord(before) && !inWord(after) {
			return true
		}
	}
}

func byLikelihood(a, b guess) int {
	return cmp.Or(cmp.Compare(a.distance, b.distance), cmp.Compare(b.docs, a.docs), cmp.Compare(a.word, b.word))
}
