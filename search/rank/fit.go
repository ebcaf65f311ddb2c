package rank

import "math"

// Example is one question with its candidates, the right ones marked.
type Example struct {
	Features []Features
	Right    []bool
}

// Weights are what each feature is worth.
type Weights Features

// Score is the weighted sum of the features.
func (w *Weights) Score(f *Features) float64 {
	sum := 0.0
	for k, x := range f {
		sum += w[k] * x
	}
	return sum
}

const (
	fitSteps  = 400
	fitRate   = 0.05
	fitDecay1 = 0.9
	fitDecay2 = 0.99
)

// Fit learns weights for the listwise softmax loss (Cao et al. 2007; with several right candidates, of
// their sum), by gradient descent with Adam (Kingma & Ba 2015). ridge pulls weights towards prior.
// Examples without a right candidate teach nothing.
func Fit(examples []Example, prior Weights, ridge float64) Weights {
	scale := spread(examples)
	var w, first, second Features
	for k := range w {
		w[k] = prior[k] * scale[k]
	}
	start := w
	for step := 1; step <= fitSteps; step++ {
		slope := gradient(examples, &w, &scale)
		for k := range w {
			g := slope[k] + ridge*(w[k]-start[k])
			first[k] = fitDecay1*first[k] + (1-fitDecay1)*g
			second[k] = fitDecay2*second[k] + (1-fitDecay2)*g*g
			m := first[k] / (1 - math.Pow(fitDecay1, float64(step)))
			v := second[k] / (1 - math.Pow(fitDecay2, float64(step)))
			w[k] -= fitRate * m / (math.Sqrt(v) + 1e-9)
		}
	}
	for k := range w {
		w[k] /= scale[k]
	}
	return Weights(w)
}

// Loss is the mean of what Fit makes small, without the ridge; 0 where no example has a right candidate.
func Loss(examples []Example, w Weights) float64 {
	sum, n := 0.0, 0.0
	for _, e := range examples {
		if _, right := softmax(e, &w); right > 0 {
			sum -= math.Log(right)
			n++
		}
	}
	return sum / max(n, 1)
}

// spread is the standard deviation of each feature, 1 where it never changes.
func spread(examples []Example) Features {
	var sum, squares, scale Features
	n := 0.0
	for _, e := range examples {
		for i := range e.Features {
			n++
			for k, x := range e.Features[i] {
				sum[k] += x
				squares[k] += x * x
			}
		}
	}
	for k := range scale {
		scale[k] = 1
		if variance := squares[k]/n - sum[k]*sum[k]/(n*n); variance > 1e-12 {
			scale[k] = math.Sqrt(variance)
		}
	}
	return scale
}

// gradient of the mean loss at weights w of the scaled features.
func gradient(examples []Example, w, scale *Features) Features {
	var slope Features
	var plain Weights
	for k := range w {
		plain[k] = w[k] / scale[k]
	}
	n := 0.0
	for _, e := range examples {
		share, right := softmax(e, &plain)
		if right == 0 {
			continue
		}
		n++
		for i := range e.Features {
			d := share[i]
			if e.Right[i] {
				d -= share[i] / right
			}
			for k, x := range e.Features[i] {
				slope[k] += d * x / scale[k]
			}
		}
	}
	for k := range slope {
		slope[k] /= max(n, 1)
	}
	return slope
}

// softmax gives each candidate's share, and what the right ones have together.
func softmax(e Example, w *Weights) (share []float64, right float64) {
	share = make([]float64, len(e.Features))
	top := math.Inf(-1)
	for i := range e.Features {
		share[i] = w.Score(&e.Features[i])
		top = max(top, share[i])
	}
	sum := 0.0
	for i := range share {
		share[i] = math.Exp(share[i] - top)
		sum += share[i]
	}
	for i := range share {
		share[i] /= sum
		if e.Right[i] {
			right += share[i]
		}
	}
	return share, right
}
