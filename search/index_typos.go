package search

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	bleveindex "github.com/blevesearch/bleve_index_api"

	"github.com/docent-wiki/docent/wiki"
)

// meant is a word of the index that a typed word may have been meant to be.
type meant struct {
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
	fields []languageField
	spaces []wiki.SpaceID
	found  map[string][]meant // remembered for one request
	err    error              // the first one
}

// near gives the words of a field that a word may stand for, the likeliest first; none where it is known
// to the reader, or where nothing is near.
func (t *typos) near(f languageField, word Term, typed string) []meant {
	if list, ok := t.found[f.name+" "+typed]; ok {
		return list
	}
	var list []meant
	if most := typosIn(typed); most > 0 && t.err == nil && !t.known(typed) {
		list = t.around(f, word.Text, typed, most)
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

// around gives the readable words nearest to one, by distance, then by how frequent they are. Stems are
// compared with the word's stem and with the word as it was typed, because what is mistyped has seldom the
// stem that was meant.
func (t *typos) around(f languageField, stem, typed string, most int) []meant {
	distances := map[string]int{}
	closest := func(w string, distance int) {
		if d, ok := distances[w]; !containsOther(w) && (!ok || distance < d) {
			distances[w] = distance
		}
	}
	for distance := 1; distance <= most; distance++ {
		for _, from := range []string{stem, typed} {
			for _, w := range t.dictionary(f.name, from, distance) {
				closest(w, distance)
			}
		}
	}
	if f.lang == english {
		for _, w := range misspelledEnding(typed) {
			closest(w, 1)
		}
	}
	list := make([]meant, 0, len(distances))
	for w, d := range distances {
		list = append(list, meant{stem: w, field: f.name, distance: d})
	}
	first, _ := utf8.DecodeRuneInString(typed)
	otherwise := func(n meant) int { // the first letter is seldom wrong
		if r, _ := utf8.DecodeRuneInString(n.stem); r != first {
			return 1
		}
		return 0
	}
	likelier := func(a, b meant) int {
		return cmp.Or(cmp.Compare(a.distance, b.distance), cmp.Compare(otherwise(a), otherwise(b)), cmp.Compare(b.docs, a.docs), cmp.Compare(a.stem, b.stem))
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

// endings are the English ones that the stemmer takes off.
var endings = strings.Fields("e es ed er ers ing ings ement ements ment ments ation ations ion ions able ible ance ence ity ities ies ly al ally ness ful or ors ive ization")

// misspelledEnding gives what a word is without an ending in which one letter is wrong, so that the
// stemmer did not know it: reimbursemnt begins with the stem of reimbursement.
func misspelledEnding(word string) []string {
	var stems []string
	for n := len(word) - 7; n < len(word)-1; n++ {
		if n < oneTypoFrom {
			continue
		}
		if slices.ContainsFunc(endings, func(e string) bool { return len(e) > 2 && distance(word[n:], e) == 1 }) {
			stems = append(stems, word[:n])
		}
	}
	return stems
}

// distance is how many letters make one word of another: changed, left out, put in, or swapped with their
// neighbours (Damerau 1964, each place touched once).
func distance(a, b string) int {
	from, to := []rune(a), []rune(b)
	rows := make([][]int, len(from)+1)
	for i := range rows {
		rows[i] = make([]int, len(to)+1)
		rows[i][0] = i
	}
	for k := range rows[0] {
		rows[0][k] = k
	}
	for i := 1; i <= len(from); i++ {
		for k := 1; k <= len(to); k++ {
			change := 1
			if from[i-1] == to[k-1] {
				change = 0
			}
			rows[i][k] = min(rows[i-1][k]+1, rows[i][k-1]+1, rows[i-1][k-1]+change)
			if i > 1 && k > 1 && from[i-1] == to[k-2] && from[i-2] == to[k-1] {
				rows[i][k] = min(rows[i][k], rows[i-2][k-2]+1)
			}
		}
	}
	return rows[len(from)][len(to)]
}

// dictionary gives the words of a field within a distance. Where two letters may be wrong the first one
// is right.
func (t *typos) dictionary(field, word string, distance int) []string {
	fuzzy, ok := t.reader.(bleveindex.IndexReaderFuzzy)
	if !ok || t.err != nil {
		return nil
	}
	prefix := ""
	if distance > 1 {
		_, size := utf8.DecodeRuneInString(word)
		prefix = word[:size]
	}
	var words []string
	all := func(string, []byte) (bleveindex.FieldDict, error) {
		return fuzzy.FieldDictFuzzy(field, word, distance, prefix)
	}
	t.note(eachTerm(all, field, "", func(w string) {
		if w != word {
			words = append(words, w)
		}
	}))
	return words
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
		some, err := together(t.reader, field, word, fieldSpace, number(space), most-n)
		t.note(err)
		if n += some; n >= most {
			break
		}
	}
	return n
}

// together counts the documents that have both of two terms, up to a number.
func together(reader bleveindex.IndexReader, field, word, other, value string, most int) (n int, err error) {
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
			atA, err = a.Next(docA.Reset())
		}
	}
	return n, err
}
