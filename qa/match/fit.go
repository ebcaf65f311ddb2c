package match

import "math"

// List is one ask: the questions that may have been meant, and which of them was (-1: none of them).
type List struct {
	Features []Features
	Right    int
}

// How the weights are learnt.
const (
	fitSteps = 400
	fitRate  = 0.5
	fitDecay = 1e-3 // pulls the weights towards the ones that they start from
)

// Fit learns ranking weights from asks whose question is known, beginning with the weights that are in
// use: listwise softmax (ListNet; Cao et al. 2007) by gradient steps over all lists, so that few lists
// change little. No weight becomes negative: every feature speaks for a question.
func Fit(lists []List, from Weights) Weights {
	w := from
	n := 0.0
	for _, l := range lists {
		if l.Right >= 0 && len(l.Features) > 1 {
			n++
		}
	}
	if n == 0 {
		return w
	}
	var p []float64
	var squares Weights
	for range fitSteps {
		var g Weights
		for _, l := range lists {
			if l.Right < 0 || len(l.Features) < 2 {
				continue
			}
			p = softmax(p[:0], l, w)
			for i, f := range l.Features {
				d := p[i]
				if i == l.Right {
					d--
				}
				for k := range g {
					g[k] += d * f[k] / n
				}
			}
		}
		for k := range w {
			d := g[k] + fitDecay*(w[k]-from[k])
			squares[k] += d * d
			w[k] = max(0, w[k]-fitRate*d/(math.Sqrt(squares[k])+1e-9))
		}
	}
	return w
}

func softmax(p []float64, l List, w Weights) []float64 {
	highest, sum := math.Inf(-1), 0.0
	for _, f := range l.Features {
		p = append(p, w.Rank(f))
		highest = max(highest, p[len(p)-1])
	}
	for i := range p {
		p[i] = math.Exp(p[i] - highest)
		sum += p[i]
	}
	for i := range p {
		p[i] /= sum
	}
	return p
}

// First is the share of asks whose question the weights put first; those with none are left out.
func First(lists []List, w Weights) float64 {
	right, n := 0.0, 0.0
	for _, l := range lists {
		if l.Right < 0 {
			continue
		}
		n++
		best, at := math.Inf(-1), -1
		for i, f := range l.Features {
			if r := w.Rank(f); r > best {
				best, at = r, i
			}
		}
		if at == l.Right {
			right++
		}
	}
	if n == 0 {
		return 0
	}
	return right / n
}
