package search

import (
	"cmp"
	"context"
	"slices"
	"unicode"
	"unicode/utf8"

	"github.com/blevesearch/bleve/v2"
	bleveindex "github.com/blevesearch/bleve_index_api"

	"github.com/docent-wiki/docent/wiki"
)

// meant is a word of the index that a typed word may have been meant to be.
type meant struct {
	word     string // as it is written, in small letters
	stem     string
	field    string // where it stands: the kind and language
	distance int    // letters changed, left out, put in, or swapped with their neighbours
	docs     int    // readable documents that have it, as far as they were counted
}

const (
	oneTypoFrom  = 4  // letters of a word in which one may be wrong
	twoTyposFrom = 8  // letters of a word in which two may be
	nearWords    = 5  // words that one may stand for
	nearLooked   = 30 // words that are looked at for these
	nearCounted  = 50 // documents up to which words are told apart by how frequent they are
)

// typosIn tells how many letters of a word may be wrong. Numbers and identifiers have none.
func typosIn(word string) int {
	n := utf8.RuneCountInString(word)
	switch {
	case n < oneTypoFrom || containsOther(word):
		return 0
	case n < twoTyposFrom:
		return 1
	}
	return 2
}

func containsOther(word string) bool {
	for _, r := range word {
		if !unicode.IsLetter(r) || paired(r) {
			return true
		}
	}
	return false
}

// typos finds what words were meant where nobody knows them, among what stands in some spaces.
type typos struct {
	reader bleveindex.IndexReader
	words  *spellings
	fields []languageField
	spaces []wiki.SpaceID
	found  map[string][]meant // remembered for one request
	err    error              // the first one
}

func (ix *Index) typos(reader bleveindex.IndexReader, fields []languageField, spaces []wiki.SpaceID) *typos {
	return &typos{reader: reader, words: &ix.spelled, fields: fields, spaces: spaces, found: map[string][]meant{}}
}

// near gives the words of a field that a word may stand for, the likeliest first; none where it is known
// to the reader, or where nothing is near.
func (t *typos) near(f languageField, typed string) []meant {
	if list, ok := t.found[f.name+" "+typed]; ok {
		return list
	}
	var list []meant
	if most := typosIn(typed); most > 0 && t.err == nil && !t.known(typed) {
		list = t.around(f, typed, most)
	}
	t.found[f.name+" "+typed] = list
	return list
}

// known says whether a word stands in anything that is readable, in any language.
func (t *typos) known(typed string) bool {
	for _, f := range t.fields {
		for _, stem := range terms(analyzing().analyzer(f.lang), typed) {
			if t.readable(f.name, stem.Text, 1) > 0 {
				return true
			}
		}
	}
	return false
}

// around gives the readable words nearest to one, by distance, then by how frequent they are.
func (t *typos) around(f languageField, typed string, most int) []meant {
	var list []meant
	for word, d := range t.words.around(t.spaces, typed, most) {
		if stems := terms(analyzing().analyzer(f.lang), word); d > 0 && len(stems) > 0 {
			list = append(list, meant{word: word, stem: stems[0].Text, field: f.name, distance: d})
		}
	}
	likelier := func(a, b meant) int {
		begins := func(m meant) int { // the first letter is seldom wrong
			if sameStart(typed, unaccent(m.word)) {
				return 0
			}
			return 1
		}
		return cmp.Or(cmp.Compare(a.distance, b.distance), cmp.Compare(begins(a), begins(b)), cmp.Compare(b.docs, a.docs), cmp.Compare(a.word, b.word))
	}
	slices.SortFunc(list, likelier)
	list = list[:min(len(list), nearLooked)]
	for i := range list {
		list[i].docs = t.readable(f.name, list[i].stem, nearCounted)
	}
	list = slices.DeleteFunc(list, func(n meant) bool { return n.docs == 0 })
	slices.SortFunc(list, likelier)
	return list[:min(len(list), nearWords)]
}

func (t *typos) note(err error) {
	if t.err == nil {
		t.err = err
	}
}

// readable counts the documents in the spaces that have a word in a field, up to a number.
func (t *typos) readable(field, word string, most int) int {
	if t.err != nil {
		return 0
	}
	n := 0
	for _, space := range t.spaces {
		some, err := together(t.reader, field, word, fieldSpace, number(space), most-n, nil)
		t.note(err)
		if n += some; n >= most {
			break
		}
	}
	return n
}

// together counts the documents that have both of two terms, up to a number, and tells each where do is
// not nil.
func together(reader bleveindex.IndexReader, field, word, other, value string, most int, do func(bleveindex.IndexInternalID)) (n int, err error) {
	ctx := context.Background()
	a, err := reader.TermFieldReader(ctx, []byte(word), field, false, false, false)
	if err != nil {
		return 0, err
	}
	defer a.Close()
	if a.Count() == 0 {
		return 0, nil
	}
	b, err := reader.TermFieldReader(ctx, []byte(value), other, false, false, false)
	if err != nil {
		return 0, err
	}
	defer b.Close()
	var docA, docB bleveindex.TermFieldDoc
	atA, err := a.Next(&docA)
	if err != nil || atA == nil {
		return 0, err
	}
	atB, err := b.Next(&docB)
	for err == nil && atA != nil && atB != nil && n < most {
		switch order := atA.ID.Compare(atB.ID); {
		case order < 0:
			atA, err = a.Advance(atB.ID, docA.Reset())
		case order > 0:
			atB, err = b.Advance(atA.ID, docB.Reset())
		default:
			n++
			if do != nil {
				do(atA.ID)
			}
			atA, err = a.Next(docA.Reset())
		}
	}
	return n, err
}

// guessedIn is in how many documents a guess is looked up as it is written.
const guessedIn = 3

// guesses gives for every word that nobody can have read in the spaces the stems that may have been meant,
// the likeliest first.
func (ix *Index) guesses(ctx context.Context, spaces []wiki.SpaceID, words []Term) ([][]guess, error) {
	all := make([][]guess, len(words))
	err := ix.use(func(engine bleve.Index) error {
		inner, err := engine.Advanced()
		if err != nil {
			return err
		}
		reader, err := inner.Reader()
		if err != nil {
			return err
		}
		defer reader.Close()
		if err := ix.loadSpellings(ctx, engine); err != nil {
			return err
		}
		fields, err := ix.languageFields(reader, correctable)
		if err != nil {
			return err
		}
		t := ix.typos(reader, fields, spaces)
		for i, w := range words {
			if err := ctx.Err(); err != nil {
				return err
			}
			for _, f := range fields {
				stems := terms(analyzing().analyzer(f.lang), w.Text)
				if len(stems) == 0 {
					all[i] = nil // a stop word is known
					break
				}
				for _, m := range t.near(f, w.Text) {
					all[i] = append(all[i], guess{meant: m, refs: t.refs(m)})
				}
			}
			slices.SortFunc(all[i], byLikelihood)
			all[i] = all[i][:min(len(all[i]), nearWords)]
		}
		return t.err
	})
	return all, err
}

// refs names some of the readable documents that a word stands in.
func (t *typos) refs(m meant) []Ref {
	var refs []Ref
	for _, space := range t.spaces {
		_, err := together(t.reader, m.field, m.stem, fieldSpace, number(space), guessedIn-len(refs), func(doc bleveindex.IndexInternalID) {
			id, err := t.reader.ExternalID(doc)
			t.note(err)
			if ref, ok := parseRef(id); ok {
				refs = append(refs, ref)
			}
		})
		t.note(err)
		if len(refs) >= guessedIn {
			break
		}
	}
	return refs
}
