package classify

import (
	"slices"
	"strings"

	"github.com/docent-wiki/docent/qa/match"
	"github.com/docent-wiki/docent/search/thesaurus"
)

// Features are the hashes of what a text is made of, sorted, each once. The upper three bits say of what
// kind a feature is.
type Features []uint32

// The kinds of features, in the upper bits of their hashes.
const (
	kindStem  uint32 = iota // a stem of a word that carries meaning
	kindSmall               // a function word: "who" and "where" tell questions apart, too
	kindPair                // two neighbouring stems, small words among them
	kindRun                 // four letters in a row
	kindMeant               // a stem, or what the thesaurus exchanges it for
	kinds
)

const kindShift = 29

// worth is how much a kind counts beside a stem.
var worth = [kinds]float64{kindStem: 1, kindSmall: 1, kindPair: 0.7, kindRun: 0.5, kindMeant: 0.7}

// anyNumber stands for all numbers: one is seldom named twice.
const anyNumber = "#"

// maxFeatures bounds the features of one text: a question is a sentence, not a page.
const maxFeatures = 600

// Of gives the features of a text.
func Of(text string) Features {
	words := match.Words(text)
	f := make(Features, 0, 8*len(words)+8)
	last := "^"
	for _, w := range words {
		if len(f) > maxFeatures {
			break
		}
		s, kind := match.Stem(w), kindStem
		if match.Small(w) {
			kind = kindSmall
		}
		f = append(f, hash(kind, s, ""), hash(kindPair, last, s))
		f = runs(f, w)
		if strings.ContainsAny(w, "0123456789") {
			s = anyNumber
			f = append(f, hash(kindSmall, s, ""), hash(kindPair, last, s))
		}
		last = s
	}
	f = append(f, hash(kindPair, last, "$"))
	f = meant(f, words)
	slices.Sort(f)
	return slices.Compact(f)
}

// closeEnough is the weight of the expansions that count.
const closeEnough = 0.5

// meant adds the stems of meaningful words, and of the words that may stand in their place: two texts
// share these where they say the same in other words.
func meant(f Features, words []string) Features {
	add := func(words []string) {
		for _, w := range words {
			if !match.Small(w) {
				f = append(f, hash(kindMeant, match.Stem(w), ""))
			}
		}
	}
	add(words)
	for _, e := range thesaurus.Builtin().Expand(words) {
		if e.Weight >= closeEnough {
			add(e.Words)
		}
	}
	return f
}

// runs adds the runs of four letters of a word with a blank before and behind it.
func runs(f Features, word string) Features {
	var buffer [64]rune
	letters := append(buffer[:0], ' ')
	for _, r := range word {
		if len(letters) == cap(buffer)-1 {
			break
		}
		letters = append(letters, r)
	}
	letters = append(letters, ' ')
	for i := 0; i+4 <= len(letters); i++ {
		f = append(f, hash(kindRun, string(letters[i:i+4]), ""))
	}
	return f
}

// hash is FNV-1a of two strings, folded so that its upper bits can tell the kind.
func hash(kind uint32, a, b string) uint32 {
	const offset, prime = 14695981039346656037, 1099511628211
	h := uint64(offset)
	for i := range len(a) {
		h = (h ^ uint64(a[i])) * prime
	}
	h *= prime // a separator: "a", "bc" is not "ab", "c"
	for i := range len(b) {
		h = (h ^ uint64(b[i])) * prime
	}
	return kind<<kindShift | uint32(h^h>>32)&(1<<kindShift-1)
}
