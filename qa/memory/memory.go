// Package memory holds what was learnt from the wordings of all answered questions, ready to be asked:
// the classifier, and each wording as a vector. It is pure: whoever keeps it up to date hands the
// wordings in. A Memory never changes; another one takes its place when something was learnt.
package memory

import (
	"math"
	"slices"

	"github.com/docent-wiki/docent/qa/classify"
)

// Known is a question with all the ways in which it is asked, its title first.
type Known struct {
	ID    int64
	Space int64
	Texts []classify.Features
}

// Memory is what was learnt at one moment. It is safe for concurrent use; a nil Memory knows nothing.
type Memory struct {
	model   *classify.Model
	stems   int32 // rows below this are stems
	ids     []int64
	space   []int64
	at      map[int64]int
	wording [][]wording
}

// wording is one way to ask.
type wording struct {
	classify.Vector
	stems float32 // the length of the part that is stems
}

// fewest is how many classes there are at least: whoever knows one question must not take every ask for
// it. The classes without a question stand for everything that nobody has asked yet.
const fewest = 30

// mostCompared bounds the wordings of one question that an ask is compared with: the newest count.
const mostCompared = 64

// Make learns everything anew. Its work is bounded; see classify.Train.
func Make(known []Known) *Memory {
	m := &Memory{at: make(map[int64]int, len(known))}
	var examples []classify.Example
	for i, k := range known {
		m.ids, m.space, m.at[k.ID] = append(m.ids, k.ID), append(m.space, k.Space), i
		for _, f := range k.Texts {
			examples = append(examples, classify.Example{Class: i, Features: f})
		}
	}
	m.model = classify.Train(examples, max(len(known), fewest))
	m.stems = m.model.Stems()
	m.wording = make([][]wording, len(known))
	for i, k := range known {
		texts := k.Texts
		if len(texts) > mostCompared {
			texts = append(texts[:1:1], texts[len(texts)-mostCompared+1:]...)
		}
		m.wording[i] = make([]wording, len(texts))
		for j, f := range texts {
			m.wording[i][j] = m.vector(f)
		}
	}
	return m
}

func (m *Memory) vector(f classify.Features) wording {
	v := wording{Vector: m.model.Vector(f)}
	sum := 0.0
	for i, row := range v.Row {
		if row >= m.stems {
			break
		}
		sum += float64(v.Value[i]) * float64(v.Value[i])
	}
	v.stems = float32(math.Sqrt(sum))
	return v
}

// Size is how many questions are known.
func (m *Memory) Size() int {
	if m == nil {
		return 0
	}
	return len(m.ids)
}

// Has says whether a question was learnt.
func (m *Memory) Has(id int64) bool {
	if m == nil {
		return false
	}
	_, known := m.at[id]
	return known
}

// Asked is a text as a memory understands it, for one reader.
type Asked struct {
	memory  *Memory
	text    wording
	chances []float32 // of each question; 0 for those that the reader may not read
}

// Ask looks a text up among the questions of the spaces that the reader may read. What stands elsewhere
// counts nowhere: the probabilities add up to one over the readable ones.
func (m *Memory) Ask(text string, readable func(space int64) bool) *Asked {
	if m.Size() == 0 {
		return &Asked{}
	}
	a := &Asked{memory: m, text: m.vector(classify.Of(text)), chances: make([]float32, m.model.Classes())}
	m.model.Scores(a.text.Vector, a.chances)
	last, may := int64(0), false
	for i, space := range m.space {
		if i == 0 || space != last {
			last, may = space, readable(space)
		}
		if !may {
			a.chances[i] = float32(math.Inf(-1))
		}
	}
	classify.Softmax(a.chances)
	return a
}

// Known is how much of the text, by weight, stands in any wording: 0 to 1.
func (a *Asked) Known() float64 { return a.text.Known }

// Newness is how few wordings are known: questions in proportion to wordings, 1 where there are none but
// titles.
func (a *Asked) Newness() float64 {
	if a.memory.Size() == 0 {
		return 1
	}
	return float64(len(a.memory.ids)) / float64(max(1, a.memory.model.Texts()))
}

// known are the chances of the questions.
func (a *Asked) known() []float32 {
	if a.memory == nil {
		return nil
	}
	return a.chances[:len(a.memory.ids)]
}

// Questions is how many are known.
func (a *Asked) Questions() int { return a.memory.Size() }

// None is the probability that the text means something that nobody has asked yet, as far as that is
// known: the highest of the classes without a question, 0 where many questions are known.
func (a *Asked) None() float64 {
	if a.memory == nil || len(a.chances) == len(a.memory.ids) {
		return 0
	}
	return float64(slices.Max(a.chances[len(a.memory.ids):]))
}

// Best gives the n most probable questions, best first.
func (a *Asked) Best(n int) []int64 {
	top := make([]int, 0, n+1)
	for i, p := range a.known() {
		if p == 0 || len(top) == n && p <= a.chances[top[n-1]] {
			continue
		}
		at := len(top)
		for at > 0 && a.chances[top[at-1]] < p {
			at--
		}
		top = slices.Insert(top, at, i)
		top = top[:min(len(top), n)]
	}
	ids := make([]int64, len(top))
	for i, t := range top {
		ids[i] = a.memory.ids[t]
	}
	return ids
}

// Likeness is how alike a text is to a question.
type Likeness struct {
	Chance  float64 // the classifier's probability, 0 to 1
	Closest float64 // cosine to the closest wording, 0 to 1
	Stems   float64 // the same over stems alone
	Among   float64 // the mean cosine of the three closest wordings
}

// To compares the text with a known question; false where the memory does not know it.
func (a *Asked) To(id int64) (Likeness, bool) {
	if a.memory == nil {
		return Likeness{}, false
	}
	i, known := a.memory.at[id]
	if !known {
		return Likeness{}, false
	}
	l := a.with(a.memory.wording[i])
	l.Chance = float64(a.chances[i])
	return l, true
}

// Borne is how much of the text, by weight of its stems, stands in the wordings of a question: 0 to 1. stems is
// how many different ones it has, those included that nobody knows.
func (a *Asked) Borne(id int64, stems int) float64 {
	if a.memory == nil {
		return 0
	}
	i, known := a.memory.at[id]
	if !known {
		return 0
	}
	held, all := 0.0, 0.0
	for _, row := range a.text.Row {
		if row >= a.memory.stems {
			break
		}
		weight := a.memory.model.Rarity(row)
		all += weight
		stems--
		if slices.ContainsFunc(a.memory.wording[i], func(w wording) bool { _, has := slices.BinarySearch(w.Row, row); return has }) {
			held += weight
		}
	}
	if all += float64(max(0, stems)) * a.memory.model.Unseen(); all == 0 {
		return 0
	}
	return held / all
}

// Between compares a text with wordings that no memory has learnt, all words being equally rare. Its
// Chance, too, is the likeness.
func Between(text string, wordings []string) Likeness {
	k := Known{ID: 1}
	for _, w := range wordings {
		k.Texts = append(k.Texts, classify.Of(w))
	}
	m := &Memory{model: classify.Count(k.Texts)}
	m.stems = m.model.Stems()
	a := Asked{memory: m, text: m.vector(classify.Of(text))}
	all := make([]wording, len(k.Texts))
	for i, f := range k.Texts {
		all[i] = m.vector(f)
	}
	l := a.with(all)
	l.Chance = l.Closest
	return l
}

func (a *Asked) with(all []wording) Likeness {
	var l Likeness
	var three [3]float64
	for i := range all {
		whole, stems := a.memory.cosines(&a.text, &all[i])
		l.Stems = max(l.Stems, stems)
		switch {
		case whole > three[0]:
			three[0], three[1], three[2] = whole, three[0], three[1]
		case whole > three[1]:
			three[1], three[2] = whole, three[1]
		case whole > three[2]:
			three[2] = whole
		}
	}
	l.Closest, l.Among = three[0], (three[0]+three[1]+three[2])/float64(min(3, max(1, len(all))))
	return l
}

// cosines compares two vectors: as a whole, and by their stems.
func (m *Memory) cosines(a, b *wording) (whole, stems float64) {
	var sum, part float32
	i, j := 0, 0
	for i < len(a.Row) && j < len(b.Row) {
		switch {
		case a.Row[i] < b.Row[j]:
			i++
		case a.Row[i] > b.Row[j]:
			j++
		default:
			sum += a.Value[i] * b.Value[j]
			if a.Row[i] < m.stems {
				part = sum
			}
			i++
			j++
		}
	}
	if length := a.stems * b.stems; length > 0 {
		stems = float64(part / length)
	}
	return float64(sum), stems
}
