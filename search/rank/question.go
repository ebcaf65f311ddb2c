package rank

import (
	"math"
	"slices"
)

// Question is a text that sections are compared with.
type Question struct {
	terms []term
	slot  map[uint32]int // of a term
	pairs map[uint64]float64
	alts  []alternative
	other []uint32 // the different words of the alternatives
	words lookup   // terms and other words
	packs []pack   // the vectors of the terms
	grams []uint32
	gist  Gist
	sum   float64 // of the weights

	square float32 // of gist
}

type term struct {
	key    uint32
	row    int32   // -1: not known in general
	weight float64 // how rare it is among the sections
}

// alternative is a synonym of one of the terms.
type alternative struct {
	slot   int
	words  []int   // places in Question.other
	weight float64 // 0 to 1
}

// Synonym says that other words may stand for words of the question.
type Synonym struct {
	Of     []string // words of the question
	Words  []string
	Weight float64 // 0 to 1
}

// Rarity tells how many of all sections hold each of the stems.
type Rarity struct {
	Total int
	Holds map[string]int
}

// weight is the inverse document frequency (Robertson & Spärck Jones 1976) of a word, never negative.
func (r Rarity) weight(w word) float64 {
	n, df := float64(r.Total), 0.0
	for _, l := range w {
		df += float64(r.Holds[l.stem])
	}
	df = min(df, n)
	return math.Log(1 + (n-df+0.5)/(df+0.5))
}

// word is a word of a question: what it is in the question's own tongue first, then in the others.
type word []*lemma

// carrying gives the words of a question that carry meaning in its own tongue, in order; plain is true where
// there are none, and these are all its words. A question is in the tongue with the most small words in it,
// in English where that is as good as another.
func carrying(text string, others []*Tongue) (all []word, plain bool) {
	own, most := English, English.smalls(text)
	for _, t := range others {
		if n := t.smalls(text); n > most {
			own, most = t, n
		}
	}
	var every []word
	own.cut(text, func(written string) {
		w := word{own.lemma(written)}
		for _, t := range others {
			w.add(t.lemma(written))
		}
		if own != English {
			w.add(English.lemma(written))
		}
		if every = append(every, w); !w[0].small {
			all = append(all, w)
		}
	})
	if len(all) > 0 {
		return all, false
	}
	return every, true
}

// add notes what the word is in another tongue, where that is something else that carries meaning.
func (w *word) add(l *lemma) {
	if !l.small && !slices.ContainsFunc(*w, func(known *lemma) bool { return known.key == l.key }) {
		*w = append(*w, l)
	}
}

// Stems are the different stems of the words of a text that carry meaning, in order, in English and in other
// tongues; where there are none, those of all its words.
func Stems(text string, others ...*Tongue) []string {
	var all []string
	words, _ := carrying(text, others)
	for _, w := range words {
		for _, l := range w {
			if !slices.Contains(all, l.stem) {
				all = append(all, l.stem)
			}
		}
	}
	return all
}

// maxTerms is how many words of a question count.
const maxTerms = 48

// Ask analyses a question, to be compared with sections in English and in other tongues.
func Ask(text string, rare Rarity, synonyms []Synonym, others ...*Tongue) *Question {
	q := &Question{slot: map[uint32]int{}, pairs: map[uint64]float64{}}
	words, plain := carrying(text, others)
	for _, w := range words {
		t := term{key: w[0].key, row: w[0].row, weight: rare.weight(w)}
		if _, known := q.slot[t.key]; known || len(q.terms) == maxTerms {
			continue
		}
		for _, l := range w {
			if _, taken := q.slot[l.key]; !taken {
				q.slot[l.key] = len(q.terms)
			}
		}
		q.terms = append(q.terms, t)
		q.sum += t.weight
		if t.row >= 0 {
			q.gist.add(t.row)
		}
	}
	if !plain {
		for i := 1; i < len(words); i++ {
			q.neighbours(words[i-1], words[i])
		}
	}
	q.grams = slices.Compact(slices.Sorted(slices.Values(trigrams(text))))
	q.synonyms(synonyms)
	q.prepare()
	return q
}

// neighbours notes two words that stand next to each other.
func (q *Question) neighbours(a, b word) {
	for _, x := range a {
		for _, y := range b {
			before, known := q.slot[x.key]
			after, alsoKnown := q.slot[y.key]
			if known && alsoKnown {
				q.pairs[pair(x.key, y.key)] = (q.terms[before].weight + q.terms[after].weight) / 2
			}
		}
	}
}

// prepare makes what words of sections are looked up in.
func (q *Question) prepare() {
	q.words = newLookup(len(q.slot) + len(q.other))
	for key, slot := range q.slot {
		*q.words.at(key) = cell{key: key, slot: int16(slot + 1)}
	}
	for i, key := range q.other {
		c := q.words.at(key)
		c.key, c.other = key, int16(i+1)
	}
	q.packs = packed(q.terms)
	q.square = q.gist.square()
}

func pair(a, b uint32) uint64 { return uint64(a)<<32 | uint64(b) }

// maxOther is how many different words of alternatives count.
const maxOther = 1000

// synonyms notes what may stand for the terms: for several of them, where a phrase is replaced.
func (q *Question) synonyms(all []Synonym) {
	at := map[uint32]int{}
	for _, s := range all {
		var words []int
		for _, w := range s.Words {
			if small[w] {
				continue
			}
			key := Key(Stem(w))
			i, known := at[key]
			if !known {
				i = len(q.other)
				at[key] = i
				q.other = append(q.other, key)
			}
			words = append(words, i)
		}
		if len(words) == 0 {
			continue
		}
		for _, of := range s.Of {
			if slot, known := q.slot[Key(Stem(of))]; known {
				q.alts = append(q.alts, alternative{slot: slot, words: words, weight: s.Weight})
			}
		}
		if len(q.other) > maxOther {
			return
		}
	}
}
