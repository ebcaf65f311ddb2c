package eval

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestAnswering(t *testing.T) {
	got := verdicts{
		{confidence: .9, answered: true, right: true},
		{confidence: .8, answered: true},
		{confidence: .7, answered: true, none: true},
		{confidence: .4, right: true},
		{confidence: .2, none: true},
		{none: true},
	}.answering()
	want := Answering{Answered: .5, Precision: 1.0 / 3, Declined: 2.0 / 3, Right: 1, Wrong: 2, AUROC: 6.0 / 8}
	want.AtMost = got.AtMost
	if got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	if got.AtMost < .69 || got.AtMost > .76 {
		t.Errorf("1 of 3 is at most %.3f", got.AtMost)
	}
	if empty := (verdicts{}).answering(); empty != (Answering{}) {
		t.Errorf("of nothing: %+v", empty)
	}
}

func TestOutOfScope(t *testing.T) {
	var all verdicts
	for i := range 20 {
		all = append(all, verdict{confidence: float64(i) / 20, none: true})
	}
	all = append(all, verdict{confidence: .91, right: true}, verdict{confidence: .96, right: true}, verdict{confidence: .99}, verdict{confidence: .1, right: true})
	got := all.outOfScope()
	// One of the twenty may be answered: the one at .95. So .90 is the threshold.
	if got.Threshold != .9 || got.RightAt5 != .5 || got.InScope != 4 || got.OutOfScope != 20 {
		t.Errorf("%+v", got)
	}
	if all[:20].outOfScope() != nil || all[20:].outOfScope() != nil {
		t.Error("a set with one kind only was measured")
	}
}

// TestAUROC compares with counting all pairs.
func TestAUROC(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := make(verdicts, rapid.IntRange(0, 30).Draw(t, "n"))
		for i := range all {
			all[i] = verdict{confidence: float64(rapid.IntRange(0, 6).Draw(t, "confidence")) / 6, right: rapid.Bool().Draw(t, "right")}
		}
		pairs, won := 0.0, 0.0
		for _, a := range all {
			for _, b := range all {
				if !a.right || b.right {
					continue
				}
				pairs++
				switch {
				case a.confidence > b.confidence:
					won++
				case a.confidence == b.confidence:
					won += .5
				}
			}
		}
		want := 0.0
		if pairs > 0 {
			want = won / pairs
		}
		if got := all.auroc(func(v verdict) bool { return v.right }); math.Abs(got-want) > 1e-9 {
			t.Errorf("%v, want %v", got, want)
		}
	})
}
