package rank

import (
	_ "embed"
	"encoding/binary"
	"math"
	"sort"
)

// vectorData is made by makevectors.go.
//
//go:embed vectors.bin
var vectorData string

const (
	axes     = 64
	perWord  = 4 + 2 + axes
	unitByte = 127
)

var vectorCount = len(vectorData) / perWord

// row finds the place of a stem among the vectors; -1 where the word is not known.
func row(key uint32) int32 {
	at := sort.Search(vectorCount, func(i int) bool { return keyAt(i) >= key })
	if at < vectorCount && keyAt(at) == key {
		return int32(at)
	}
	return -1
}

func keyAt(i int) uint32 { return binary.LittleEndian.Uint32([]byte(vectorData[4*i : 4*i+4])) }

// frequency tells how common a word is: its place among the words, the most common one being 0.
func frequency(row int32) int {
	at := 4*vectorCount + 2*int(row)
	return int(binary.LittleEndian.Uint16([]byte(vectorData[at : at+2])))
}

func vectorAt(row int32) string {
	at := 6*vectorCount + axes*int(row)
	return vectorData[at : at+axes]
}

// near is the cosine of two known words.
func near(a, b int32) float64 {
	x, y := vectorAt(a), vectorAt(b)
	sum := int32(0)
	for k := range axes {
		sum += int32(int8(x[k])) * int32(int8(y[k]))
	}
	return float64(sum) / (unitByte * unitByte)
}

// Gist is the direction in which the words of a text point together; zero for none.
type Gist [axes]float32

// add puts a word in, frequent words counting less (Arora, Liang & Ma 2017).
func (g *Gist) add(row int32, times float64) {
	v := vectorAt(row)
	w := float32(times * salience(row))
	for k := range axes {
		g[k] += w * float32(int8(v[k]))
	}
}

// salience weighs a word by how rare it is in general: 0 to 1. Word frequencies fall with their rank
// (Zipf 1949), so the n-th word makes up about 1/(10·n) of a text.
func salience(row int32) float64 {
	const smooth = 1e-3
	return smooth / (smooth + 0.1/float64(frequency(row)+1))
}

// cosine is the likeness of two gists, -1 to 1; 0 where one is empty.
func (g *Gist) cosine(h *Gist) float64 {
	var ab, aa, bb float32
	for k := range g {
		ab += g[k] * h[k]
		aa += g[k] * g[k]
		bb += h[k] * h[k]
	}
	if aa == 0 || bb == 0 {
		return 0
	}
	return float64(ab) / math.Sqrt(float64(aa)*float64(bb))
}
