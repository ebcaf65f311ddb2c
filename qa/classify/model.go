package classify

import (
	"math"
	"slices"
)

// Model tells classes apart. It never changes and is safe for concurrent use. The zero Model knows no
// class.
type Model struct {
	classes int
	texts   int       // wordings that it was made from
	keys    []uint32  // the known features, sorted; a feature's place here is its row
	idf     []float32 // of each row, times what its kind is worth
	start   []int32   // where a row begins in class and weight; nil: every row has a weight for every class
	class   []int32
	weight  []float32
	bias    []float32
}

// Classes is how many classes the model tells apart, counted from 0.
func (m *Model) Classes() int { return m.classes }

// Texts is how many wordings the model was made from.
func (m *Model) Texts() int { return m.texts }

// Vector is a text as a model sees it: of length one, ordered by row.
type Vector struct {
	Row   []int32
	Value []float32
	Known float64 // how much of the text, by weight, the model has seen before: 0 to 1
}

// Vector weighs features by how few wordings have them (inverse document frequency). What the model has
// never seen takes its share of the length: a text of which little is known speaks softly.
func (m *Model) Vector(f Features) Vector {
	v := Vector{Row: make([]int32, 0, len(f)), Value: make([]float32, 0, len(f))}
	unseen := m.Unseen()
	known, all := 0.0, 0.0
	at := 0
	for _, key := range f {
		i, found := slices.BinarySearch(m.keys[at:], key)
		at += i
		if !found {
			w := unseen * worth[key>>kindShift]
			all += w * w
			continue
		}
		w := m.idf[at]
		v.Row, v.Value = append(v.Row, int32(at)), append(v.Value, w)
		known += float64(w) * float64(w)
	}
	all += known
	if all == 0 {
		return v
	}
	v.Known = known / all
	length := float32(math.Sqrt(all))
	for i := range v.Value {
		v.Value[i] /= length
	}
	return v
}

// Rarity is what the feature in a row weighs: its inverse document frequency, times what its kind is worth.
func (m *Model) Rarity(row int32) float64 { return float64(m.idf[row]) }

// Unseen is what a stem weighs that stands in no wording.
func (m *Model) Unseen() float64 { return math.Log(1 + float64(m.texts)) }

// Scores adds up what speaks for each class, into out, which has a place for each. They are logarithms
// of odds; see Softmax.
func (m *Model) Scores(v Vector, out []float32) {
	copy(out, m.bias)
	if m.start == nil {
		for i, row := range v.Row {
			value := v.Value[i]
			for c, w := range m.weight[int(row)*m.classes : (int(row)+1)*m.classes] {
				out[c] += value * w
			}
		}
		return
	}
	for i, row := range v.Row {
		value := v.Value[i]
		from, to := m.start[row], m.start[row+1]
		weights := m.weight[from:to]
		for j, c := range m.class[from:to] {
			out[c] += value * weights[j]
		}
	}
}

// Softmax turns scores into probabilities, in place. A score of minus infinity is probability 0; where
// all are, all stay 0.
func Softmax(scores []float32) {
	if len(scores) == 0 {
		return
	}
	highest, sum := slices.Max(scores), 0.0
	if math.IsInf(float64(highest), -1) {
		clear(scores)
		return
	}
	for i, s := range scores {
		p := math.Exp(float64(s - highest))
		scores[i] = float32(p)
		sum += p
	}
	for i := range scores {
		scores[i] /= float32(sum)
	}
}

// Stems is how many rows are stems; they are the first.
func (m *Model) Stems() int32 {
	n, _ := slices.BinarySearch(m.keys, (kindStem+1)<<kindShift)
	return int32(n)
}
