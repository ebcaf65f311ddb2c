package rank

import (
	_ "embed"
	"encoding/binary"
	"math"
	"sync"
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

// rowsFrom tells for the upper bits of a key before which row it cannot stand: keys are hashes, so that
// there are but a few rows with the same.
var rowsFrom = sync.OnceValue(func() *[1<<rowBits + 1]int32 {
	var from [1<<rowBits + 1]int32
	row := 0
	for bits := range from {
		for row < vectorCount && int(keyAt(row)>>(32-rowBits)) < bits {
			row++
		}
		from[bits] = int32(row)
	}
	return &from
})

const rowBits = 15

// row finds the place of a stem among the vectors; -1 where the word is not known.
func row(key uint32) int32 {
	from := rowsFrom()
	bits := key >> (32 - rowBits)
	for i := from[bits]; i < from[bits+1]; i++ {
		if keyAt(int(i)) == key {
			return i
		}
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

// pack holds the vectors of up to four terms side by side, 16 bits each, so that one multiplication serves
// them all: a product of two vectors of length 127 fits, and what runs over on the way comes back.
type pack struct {
	axis [axes]int64
	slot [packWidth]int // of the terms
	many int
}

const packWidth, packBits = 4, 16

// packed puts the vectors of terms into packs; terms without one are left out.
func packed(terms []term) []pack {
	var packs []pack
	for slot, t := range terms {
		if t.row < 0 {
			continue
		}
		if n := len(packs); n == 0 || packs[n-1].many == packWidth {
			packs = append(packs, pack{})
		}
		p := &packs[len(packs)-1]
		v := vectorAt(t.row)
		for k := range axes {
			p.axis[k] += int64(int8(v[k])) << (packBits * p.many)
		}
		p.slot[p.many] = slot
		p.many++
	}
	return packs
}

// near gives the cosines of the terms and a word, in the order of their slots.
func (p *pack) near(r int32) [packWidth]float64 {
	v := vectorAt(r)[:axes]
	var a, b int64 // two sums do not wait for each other
	for k := 0; k+1 < axes; k += 2 {
		a += p.axis[k] * int64(int8(v[k]))
		b += p.axis[k+1] * int64(int8(v[k+1]))
	}
	sum := a + b
	var cosines [packWidth]float64
	for i := range cosines {
		product := int64(int16(sum))
		cosines[i] = float64(product) / (unitByte * unitByte)
		sum = (sum - product) >> packBits
	}
	return cosines
}

// Gist is the direction in which the words of a text point together; zero for none.
type Gist [axes]float32

// add puts a word in, frequent words counting less (Arora, Liang & Ma 2017).
func (g *Gist) add(row int32) {
	v := vectorAt(row)
	w := float32(salience(row))
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

// square is the square of its length.
func (g *Gist) square() float32 {
	var sum float32
	for _, x := range g {
		sum += x * x
	}
	return sum
}

// cosine is the likeness of two gists, -1 to 1; 0 where one is empty. aa and bb are their squares.
func (g *Gist) cosine(h *Gist, aa, bb float32) float64 {
	if aa == 0 || bb == 0 {
		return 0
	}
	var ab float32
	for k := range g {
		ab += g[k] * h[k]
	}
	return float64(ab) / math.Sqrt(float64(aa)*float64(bb))
}
