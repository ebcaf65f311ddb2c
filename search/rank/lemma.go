package rank

import (
	"strings"
	"sync/atomic"
)

// lemma is what the ranker knows of a word. It never changes.
type lemma struct {
	word  string
	key   uint32 // of its stem
	row   int32  // of its vector, -1: none
	small bool
}

// lemmas remembers words that were met: texts are made of few words, and stemming one takes longer than
// reading it ten times. A word may take the place of another.
var lemmas [1 << lemmaBits]atomic.Pointer[lemma]

const (
	lemmaBits = 14
	longLemma = 40 // bytes from which on a word is not remembered
)

func lemmaOf(word string) *lemma {
	place := &lemmas[Key(word)&(1<<lemmaBits-1)]
	if l := place.Load(); l != nil && l.word == word {
		return l
	}
	l := &lemma{word: strings.Clone(word), key: Key(Stem(word)), small: small[word]}
	l.row = row(l.key)
	if len(word) < longLemma {
		place.Store(l)
	}
	return l
}
