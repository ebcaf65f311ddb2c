package match

import (
	"math"
	"slices"
)

// The signals that tell how far the question that ranks first is to be believed, each about 0 to 1.
const (
	ahead     = iota // by how much it leads the next one, saturated
	like             // its feature Closest
	sure             // its feature Probable
	wellKnown        // how much of what was asked stands in any wording
	covered          // its feature Cover
	clear            // ahead times like: a clear lead of an unlike question means little
	signals
)

// Signals describe the question that ranks first.
type Signals [signals]float64

// SignalsOf gives the signals of the first of some ranked questions. rank and features are of the first,
// next is the rank of the second (minus infinity: there is none), known how much of the ask stands in any
// wording.
func SignalsOf(f Features, rank, next, known float64) Signals {
	const half = 2 // a lead of this is half of what a lead can mean
	lead := max(0, min(rank-next, rank))
	s := Signals{like: f[Closest], sure: f[Probable], wellKnown: known, covered: f[Cover]}
	s[ahead] = lead / (lead + half)
	s[clear] = s[ahead] * s[like]
	return s
}

// Calibration turns signals into the probability that the first question is the right one (Platt 1999,
// with several inputs).
type Calibration struct {
	Bias    float64
	Weights Signals
}

// Probability is between 0 and 1, both excluded.
func (c Calibration) Probability(s Signals) float64 {
	x := c.Bias
	for i, v := range s {
		x += c.Weights[i] * v
	}
	return Logistic(x)
}

// Logistic is the logistic function, kept away from 0 and 1.
func Logistic(x float64) float64 { return 1 / (1 + math.Exp(-max(-30, min(30, x)))) }

// Outcome is what became of an ask whose first question had these signals.
type Outcome struct {
	Signals Signals
	Right   bool
	Weight  float64
}

// FitCalibration learns a calibration by logistic regression, pulled towards the one that it begins with.
func FitCalibration(all []Outcome, from Calibration) Calibration {
	c := from
	n := 0.0
	for _, o := range all {
		n += o.Weight
	}
	if n == 0 {
		return c
	}
	var squares [signals + 1]float64
	for range 3000 {
		var g [signals + 1]float64
		for _, o := range all {
			d := c.Probability(o.Signals)
			if o.Right {
				d--
			}
			d *= o.Weight / n
			for k, v := range o.Signals {
				g[k] += d * v
			}
			g[signals] += d
		}
		for k := range g {
			at, prior := &c.Bias, from.Bias
			if k < signals {
				at, prior = &c.Weights[k], from.Weights[k]
			}
			d := g[k] + fitDecay/10*(*at-prior)
			squares[k] += d * d
			*at -= fitRate * d / (math.Sqrt(squares[k]) + 1e-9)
			if k < signals {
				*at = max(0, *at) // every signal speaks for the question
			}
		}
	}
	return c
}

// Point is what happens at a threshold: the share of all asks that is answered, and the share of those
// that is right.
type Point struct {
	From      float64 `json:"from"`
	Answered  float64 `json:"answered"`
	Precision float64 `json:"precision"`
}

// Told is the confidence that was shown for an ask, and whether it was right.
type Told struct {
	Confidence float64
	Right      bool
}

// Curve gives the points of all thresholds, from the highest confidence down.
func Curve(all []Told) []Point {
	all = slices.Clone(all)
	slices.SortStableFunc(all, func(a, b Told) int {
		switch {
		case a.Confidence > b.Confidence:
			return -1
		case a.Confidence < b.Confidence:
			return 1
		}
		return 0
	})
	var points []Point
	right := 0.0
	for i, t := range all {
		if t.Right {
			right++
		}
		if i+1 < len(all) && all[i+1].Confidence == t.Confidence {
			continue
		}
		n := float64(i + 1)
		points = append(points, Point{From: t.Confidence, Answered: n / float64(len(all)), Precision: right / n})
	}
	return points
}

// Threshold is the lowest confidence from which on the answers have a precision, the largest share being
// answered; false where none has.
func Threshold(curve []Point, precision float64) (Point, bool) {
	for _, p := range slices.Backward(curve) {
		if p.Precision >= precision {
			return p, true
		}
	}
	return Point{}, false
}
