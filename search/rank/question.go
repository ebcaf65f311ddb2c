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

// weight is the inverse document frequency (Robertson & Spärck Jones 1976), never negative.
func (r Rarity) weight(stem string) float64 {
	n, df := float64(r.Total), float64(r.Holds[stem])
	return math.Log(1 + (n-df+0.5)/(df+0.5))
}

// Stems are the different stems of the words of a text that carry meaning, in order; where there are
// none, those of all its words.
func Stems(text string) []string {
	var all []string
	for _, w := range Words(text) {
		if s := Stem(w); !small[w] && !slices.Contains(all, s) {
			all = append(all, s)
		}
	}
	if len(all) > 0 {
		return all
	}
	for _, w := range Words(text) {
		if s := Stem(w); !slices.Contains(all, s) {
			all = append(all, s)
		}
	}
	return all
}

// maxTerms is how many words of a question count.
const maxTerms = 48

// Ask analyses a question.
func Ask(text string, rare Rarity, synonyms []Synonym) *Question {
	q := &Question{slot: map[uint32]int{}, pairs: map[uint64]float64{}}
	stems := Stems(text)
	for _, s := range stems[:min(len(stems), maxTerms)] {
		t := term{key: Key(s), weight: rare.weight(s)}
		t.row = row(t.key)
		if _, known := q.slot[t.key]; known {
			continue
		}
		q.slot[t.key] = len(q.terms)
		q.terms = append(q.terms, t)
		q.sum += t.weight
		if t.row >= 0 {
			q.gist.add(t.row)
		}
	}
	seq := keys(text)
	for i := 1; i < len(seq); i++ {
		a, aKnown := q.slot[seq[i-1]]
		b, bKnown := q.slot[seq[i]]
		if aKnown && bKnown {
			q.pairs[pair(seq[i-1], seq[i])] = (q.terms[a].weight + q.terms[b].weight) / 2
		}
	}
	q.grams = slices.Compact(slices.Sorted(slices.Values(trigrams(text))))
	q.synonyms(synonyms)
	q.prepare()
	return q
}

// prepare makes what words of sections are looked up in.
func (q *Question) prepare() {
	q.words = newLookup(len(q.terms) + len(q.other))
	for slot, t := range q.terms {
		*q.words.at(t.key) = cell{key: t.key, slot: int16(slot + 1)}
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
