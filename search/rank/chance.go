package rank

import "math"

// Platt turns what speaks for the best of several sections into a probability (Platt 1999).
type Platt struct {
	Bias   float64 `json:"bias"`
	Share  float64 `json:"share"`  // what the best page has of the softmax over the pages
	Margin float64 `json:"margin"` // by how much it leads the next page
	Cover  float64 `json:"cover"`  // what of the question stands in the section, by weight
	Soft   float64 `json:"soft"`   // … words that are merely alike counting in part
}

// Evidence is what a Platt weighs, in the order of its fields; the bias is 1.
type Evidence [5]float64

// Finite says whether a Platt makes sense: one that was read, or learnt from too little, may not.
func (p Platt) Finite() bool { return !math.IsNaN(p.Of(Evidence{1, 1, 1, 1, 1})) }

// Of gives the probability.
func (p Platt) Of(e Evidence) float64 {
	w := Evidence{p.Bias, p.Share, p.Margin, p.Cover, p.Soft}
	sum := 0.0
	for k := range w {
		sum += w[k] * e[k]
	}
	return 1 / (1 + math.Exp(-sum))
}

// manyPages is how many pages are found where it counts for something to be the best of them.
const manyPages = 10

// tenth is what the tenth page looks like on average, in the questions that the weights were learnt from
// (TestFit in search prints it).
var tenth = Features{
	fIndex: .25, fSaturated: .41, fWhole: .40, fTitle: .03, fPath: .01, fHeading: .06, fBody: .37, fCover: .38, fCount: .43,
	fPairs: .04, fPage: .66, fPageCover: .46, fPageBest: .23, fDense: .33, fGrams: .14, fLength: 4.5, fTitleSpent: .05, fHeadSpent: .11,
	fSoft: .48, fSoftHead: .10, fSoftBody: .46, fSoftPage: .56, fGist: .43, fGistHead: .27, fGistPage: .43, fSynonym: .42, fSynonymPage: .50,
}

// Judge gathers the evidence for the best candidate, and says which one that is; -1 where there is none.
func Judge(candidates []Candidate, features []Features, weights Weights) (best int, e Evidence) {
	if len(candidates) == 0 {
		return -1, e
	}
	scores := make([]float64, len(candidates))
	top := map[int64]float64{}
	for i := range features {
		scores[i] = weights.Score(&features[i])
		if s, seen := top[candidates[i].Page]; !seen || scores[i] > s {
			top[candidates[i].Page] = scores[i]
		}
		if scores[i] > scores[best] {
			best = i
		}
	}
	sum, next := 0.0, math.Inf(-1)
	for page, s := range top {
		sum += math.Exp(s - scores[best])
		if page != candidates[best].Page {
			next = max(next, s)
		}
	}
	if few := manyPages - len(top); few > 0 { // a small wiki says little about what else could answer
		other := weights.Score(&tenth)
		sum += float64(few) * math.Exp(other-scores[best])
		next = max(next, other)
	}
	const lead = 3 // where a margin says no more
	return best, Evidence{1, 1 / sum, min(lead, scores[best]-next), features[best][fCover], features[best][fSoft]}
}

// Chances gives each candidate the probability that its page answers: the best one by what speaks for
// it, the others in proportion to the softmax of their scores.
func Chances(candidates []Candidate, features []Features, weights Weights, by Platt) []float64 {
	best, e := Judge(candidates, features, weights)
	if best < 0 {
		return nil
	}
	chances := make([]float64, len(candidates))
	sure, top := by.Of(e)*borne(&features[best]), weights.Score(&features[best])
	for i := range features {
		chances[i] = sure * math.Exp(weights.Score(&features[i])-top)
	}
	return chances
}

// bearing is the share of a question that has to stand in a page, synonyms counting half, for the page to
// be believed in full.
const bearing = 1. / 2

// borne is how far a page bears a question out at all: it may be ahead of the others, or alone, without
// having a word of it.
func borne(f *Features) float64 {
	share := min(1, max(f[fCover], f[fPageCover], f[fSynonym]/2, f[fSynonymPage]/2)/bearing)
	return share * share
}

// FitPlatt learns from what was seen and whether it was right, by Newton's method on the logistic loss
// with a small ridge.
func FitPlatt(seen []Evidence, right []bool) Platt {
	var w Evidence
	const n = len(w)
	for range 30 {
		var slope Evidence
		var curve [n][n]float64
		for i, e := range seen {
			p := Platt{w[0], w[1], w[2], w[3], w[4]}.Of(e)
			d := p
			if right[i] {
				d--
			}
			for a := range n {
				slope[a] += d * e[a]
				for b := range n {
					curve[a][b] += p * (1 - p) * e[a] * e[b]
				}
			}
		}
		for a := range n {
			slope[a] += w[a]
			curve[a][a]++
		}
		step := solve(curve, slope)
		for a := range n {
			w[a] -= step[a]
		}
	}
	return Platt{w[0], w[1], w[2], w[3], w[4]}
}

// solve does Gaussian elimination; the matrix is positive definite.
func solve(m [5][5]float64, v Evidence) Evidence {
	n := len(v)
	for i := range n {
		for j := i + 1; j < n; j++ {
			f := m[j][i] / m[i][i]
			for k := i; k < n; k++ {
				m[j][k] -= f * m[i][k]
			}
			v[j] -= f * v[i]
		}
	}
	for i := n - 1; i >= 0; i-- {
		for k := i + 1; k < n; k++ {
			v[i] -= m[i][k] * v[k]
		}
		v[i] /= m[i][i]
	}
	return v
}
