package rank

import (
	"strings"
	"sync/atomic"
)

// Tongue reads the words of a language. It remembers words that were met: texts are made of few words, and
// stemming one takes longer than reading it ten times. It is safe for concurrent use.
type Tongue struct {
	stem   func(word string) (stem string, carries bool)
	elides bool // an apostrophe ends a word: l'équipe
	gists  bool // its words have vectors
	lemmas [1 << lemmaBits]atomic.Pointer[lemma]
}

// lemma is what the ranker knows of a word. It never changes.
type lemma struct {
	word  string
	stem  string
	key   uint32 // of the stem
	row   int32  // of its vector, -1: none
	small bool
}

const (
	lemmaBits = 14 // a word may take the place of another
	longLemma = 40 // bytes from which on a word is not remembered
)

// English has a stemmer and vectors of its own. Words of scripts without a tongue are read as English, which
// leaves them as they are.
var English = &Tongue{gists: true, stem: func(word string) (string, bool) { return Stem(word), !Small(word) }}

// NewTongue makes one of a function that gives the stem of a folded word, and false for one that only
// holds a sentence together. Where elides is true an apostrophe ends a word.
func NewTongue(elides bool, stem func(word string) (string, bool)) *Tongue {
	return &Tongue{stem: stem, elides: elides}
}

// cut calls do with every word of a text.
func (t *Tongue) cut(text string, do func(word string)) {
	if t.elides {
		text = apart.Replace(text)
	}
	each(text, do)
}

var apart = strings.NewReplacer("'", " ", "’", " ")

// smalls counts the words that only hold a text together.
func (t *Tongue) smalls(text string) (n int) {
	t.cut(text, func(word string) {
		if t.lemma(word).small {
			n++
		}
	})
	return n
}

func (t *Tongue) lemma(word string) *lemma {
	place := &t.lemmas[Key(word)&(1<<lemmaBits-1)]
	if l := place.Load(); l != nil && l.word == word {
		return l
	}
	stem, carries := t.stem(word)
	l := &lemma{word: strings.Clone(word), stem: strings.Clone(stem), key: Key(stem), row: -1, small: !carries}
	if t.gists {
		l.row = row(l.key)
	}
	if len(word) < longLemma {
		place.Store(l)
	}
	return l
}
