package likeness

import (
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/qa/match"
)

// Sketch is what is kept of a section to find those that are like it.
type Sketch struct {
	Copy   []int64 // shared by sections that say nearly the same
	Claims []int64 // shared by sections with sentences that are alike but for what they state
}

// Bands of hashes, and how many hashes a band has. Texts with a share s of common parts have a band in
// common with probability 1 - (1 - s^rows)^bands.
const (
	copyBands, copyRows   = 8, 3
	claimBands, claimRows = 4, 3
	shingle               = 4  // words in a row
	fewestShingles        = 25 // of a section that is compared as a whole
	mostShingles          = 4000
	mostClaims            = 200 // of one section
)

// isExample says whether a section is one: what it says it says of itself only.
func isExample(heading string) bool {
	for _, w := range wordsOf(heading) {
		if examples[w.text] {
			return true
		}
	}
	return false
}

// prose are the sentences of a section. Code says nothing, and a table says it in pieces.
func prose(heading, text string) []string {
	if isExample(heading) {
		return nil
	}
	var all []string
	for _, s := range content.Sentences(text) {
		if sentence := text[s.Start:s.End]; isSentence(sentence) {
			all = append(all, sentence)
		}
	}
	return all
}

// claimsOf are the claims of some sentences.
func claimsOf(sentences []string) []claim {
	var all []claim
	for _, s := range sentences {
		if len(all) == mostClaims {
			break
		}
		if c, ok := read(s); ok {
			all = append(all, c)
		}
	}
	return all
}

// longest bounds a sentence, in bytes.
const longest = 600

// isSentence tells sentences from code, cells and links: it begins with a letter and ends with a stop.
func isSentence(s string) bool {
	if len(s) > longest || !strings.ContainsAny(s[len(s)-1:], ".!?") && !strings.HasSuffix(s, "…") {
		return false
	}
	if first, _ := utf8.DecodeRuneInString(strings.TrimLeft(s, "\"'“‘«([")); !unicode.IsLetter(first) {
		return false
	}
	return !strings.ContainsAny(s, "{}=<>|\\`§") && !strings.Contains(s, "->") && !strings.Contains(s, "::")
}

// SketchOf makes the sketch of a section.
func SketchOf(heading, text string) Sketch {
	var s Sketch
	sentences := prose(heading, text)
	if sh := shinglesOf(sentences); len(sh) >= fewestShingles {
		s.Copy = bands(sh, copyBands, copyRows, 'c')
	}
	for _, c := range claimsOf(sentences) {
		s.Claims = append(s.Claims, c.keys()...)
	}
	slices.Sort(s.Claims)
	s.Claims = slices.Compact(s.Claims)
	return s
}

// keys are the bands of a claim's words; what it states does not count.
func (c *claim) keys() []int64 {
	var parts []uint64
	for _, t := range c.terms {
		if t.stem != "" {
			parts = append(parts, hashOf(t.stem))
		}
	}
	slices.Sort(parts)
	return bands(slices.Compact(parts), claimBands, claimRows, 's')
}

// shinglesOf are the hashes of all runs of words, sorted, each once.
func shinglesOf(sentences []string) []uint64 {
	words := match.Words(strings.Join(sentences, "\n"))
	var all []uint64
	for i := 0; i+shingle <= len(words) && i < mostShingles; i++ {
		all = append(all, hashOf(strings.Join(words[i:i+shingle], " ")))
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// jaccard is the share of common parts of two sorted sets.
func jaccard(a, b []uint64) float64 {
	if len(a) == 0 || len(b) == 0 {
		return 0
	}
	common, i, j := 0, 0, 0
	for i < len(a) && j < len(b) {
		switch {
		case a[i] < b[j]:
			i++
		case a[i] > b[j]:
			j++
		default:
			common, i, j = common+1, i+1, j+1
		}
	}
	return float64(common) / float64(len(a)+len(b)-common)
}

// bands hashes a set so that alike sets have a band in common; salt keeps sets of different sorts apart.
func bands(set []uint64, n, rows int, salt uint64) []int64 {
	if len(set) == 0 {
		return nil
	}
	keys := make([]int64, n)
	for b := range n {
		key := mix(salt<<8 + uint64(b))
		for r := range rows {
			seed := mix(uint64(b*rows+r) + 0x9e3779b97f4a7c15)
			least := uint64(math.MaxUint64)
			for _, x := range set {
				least = min(least, mix(x^seed))
			}
			key = mix(key ^ least)
		}
		keys[b] = int64(key >> 1) //nolint:gosec // 63 bits fit
	}
	return keys
}

// hashOf is FNV-1a.
func hashOf(s string) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return h
}

// mix spreads the bits of a number (the finalizer of SplitMix64, Steele et al. 2014).
func mix(x uint64) uint64 {
	x ^= x >> 30
	x *= 0xbf58476d1ce4e5b9
	x ^= x >> 27
	x *= 0x94d049bb133111eb
	return x ^ x>>31
}
