package match

import (
	"testing"

	"pgregory.net/rapid"
)

// TestFit: weights move towards the feature that tells the right question, and no weight is negative.
func TestFit(t *testing.T) {
	var lists []List
	for i := range 40 {
		l := List{Right: i % 3}
		for j := range 3 {
			var f Features
			f[Closest] = float64((i+j)%3) / 3 // tells nothing
			if j == l.Right {
				f[Text] = 1
			}
			l.Features = append(l.Features, f)
		}
		lists = append(lists, l)
	}
	from := Weights{Closest: 1}
	w := Fit(lists, from)
	if First(lists, w) != 1 || First(lists, from) == 1 {
		t.Errorf("first %.2f with %v, before %.2f", First(lists, w), w, First(lists, from))
	}
	for k, v := range w {
		if v < 0 {
			t.Errorf("weight %d is %v", k, v)
		}
	}
	if got := Fit(nil, from); got != from {
		t.Errorf("nothing to learn from changed the weights: %v", got)
	}
}

// TestProbability: whatever speaks for a question makes it strictly more probable, and nothing is certain.
func TestProbability(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var f Features
		for i := range f {
			f[i] = rapid.Float64Range(0, 1).Draw(t, "feature")
		}
		rank := rapid.Float64Range(1, 30).Draw(t, "rank")
		next := rapid.Float64Range(0, rank).Draw(t, "next")
		known := rapid.Float64Range(0, 1).Draw(t, "known")
		p := Calibrated.Probability(SignalsOf(f, rank, next, known))
		clearer := Calibrated.Probability(SignalsOf(f, rank+1, next, known))
		if p <= 0 || p >= 1 || clearer <= p {
			t.Errorf("probability %v, of one that leads by more %v", p, clearer)
		}
	})
}

func TestThreshold(t *testing.T) {
	curve := Curve([]Told{{.9, true}, {.8, true}, {.7, false}, {.7, true}, {.2, false}})
	p, found := Threshold(curve, .75)
	if !found || p.From != .7 || p.Answered != .8 || p.Precision != .75 {
		t.Errorf("threshold for .75 = %+v, %v", p, found)
	}
	if _, found := Threshold(Curve([]Told{{.9, false}}), .5); found {
		t.Error("a precision was found that nothing has")
	}
}
