package classify

import (
	"math"
	"math/rand/v2"
	"slices"
)

// Example is one wording of a class.
type Example struct {
	Class    int // counted from 0
	Features Features
}

// How much work a training may be, and how it learns.
const (
	maxDense = 4 << 20 // weights, up to which every class weighs every feature
	maxHard  = 6 << 20 // weights that may be added for classes that are easily mistaken for each other
	hard     = 8       // of those, for one wording
	common   = 2000    // classes from which on a feature tells nothing apart, where there are many
	epochs   = 16
	work     = 800_000_000 // multiplications
	idle     = 1e-3        // probability below which a wrong class needs no correction
	rate     = 0.5         // of AdaGrad
	centroid = 4.0         // how much the centroids weigh at the beginning
	decay    = 1e-4
)

// Train makes a model from all wordings of so many classes. The same wordings in the same order give the
// same model.
func Train(examples []Example, classes int) *Model {
	m := &Model{classes: classes, texts: len(examples), bias: make([]float32, classes)}
	m.count(examples)
	vectors := make([]Vector, len(examples))
	for i, e := range examples {
		vectors[i] = m.Vector(e.Features)
	}
	if len(m.keys)*classes <= maxDense {
		m.weight = make([]float32, len(m.keys)*classes)
	} else {
		m.sparse(examples, vectors)
	}
	m.fit(examples, vectors)
	return m
}

// Count makes a model that knows no class, but how texts are weighed that share words with these.
func Count(texts []Features) *Model {
	m := &Model{texts: len(texts)}
	examples := make([]Example, len(texts))
	for i, f := range texts {
		examples[i].Features = f
	}
	m.count(examples)
	return m
}

// count finds the features and how rare they are.
func (m *Model) count(examples []Example) {
	n := 0
	for _, e := range examples {
		n += len(e.Features)
	}
	all := make([]uint32, 0, n)
	for _, e := range examples {
		all = append(all, e.Features...)
	}
	slices.Sort(all)
	for i := 0; i < len(all); {
		j := i
		for j < len(all) && all[j] == all[i] {
			j++
		}
		m.keys = append(m.keys, all[i])
		m.idf = append(m.idf, float32(worth[all[i]>>kindShift]*math.Log(1+float64(m.texts)/float64(j-i))))
		i = j
	}
}

// fit makes passes over the wordings for as long as the work allows: each wording pulls its class up and
// pushes the others down in proportion to how probable the model thought them.
func (m *Model) fit(examples []Example, vectors []Vector) {
	pass := 1
	for _, v := range vectors {
		pass += 3 * m.cost(v)
	}
	squares := make([]float32, len(m.weight))
	chance := rand.New(rand.NewPCG(1, 2))
	order := make([]int, len(examples))
	for i := range order {
		order[i] = i
	}
	out, active := make([]float32, m.classes), make([]int32, 0, m.classes)
	for range min(epochs, work/pass) {
		chance.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		for _, i := range order {
			m.Scores(vectors[i], out)
			Softmax(out)
			out[examples[i].Class]--
			m.step(vectors[i], out, squares, active)
		}
	}
}

// cost is how many weights a text touches.
func (m *Model) cost(v Vector) int {
	if m.start == nil {
		return len(v.Row) * m.classes
	}
	n := 0
	for _, row := range v.Row {
		n += int(m.start[row+1] - m.start[row])
	}
	return n + 4*m.classes // an exponential each
}

// step moves the weights of a text's features against the gradient of each class. Classes that are out
// of the question already stay as they are.
func (m *Model) step(v Vector, gradient, squares []float32, active []int32) {
	active = active[:0]
	for c, g := range gradient {
		if g > idle || g < -idle {
			active = append(active, int32(c))
		}
	}
	for i, row := range v.Row {
		value := v.Value[i]
		if m.start == nil {
			from := int(row) * m.classes
			for _, c := range active {
				m.move(from+int(c), gradient[c]*value, squares)
			}
			continue
		}
		for j := m.start[row]; j < m.start[row+1]; j++ {
			if g := gradient[m.class[j]]; g > idle || g < -idle {
				m.move(int(j), g*value, squares)
			}
		}
	}
}

func (m *Model) move(at int, g float32, squares []float32) {
	g += decay * m.weight[at]
	squares[at] += g * g
	m.weight[at] -= rate * g / (float32(math.Sqrt(float64(squares[at]))) + 1e-3)
}
