package eval

import (
	"cmp"
	"math"
	"slices"

	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/qa/match"
)

// verdict is one ask and how it went.
type verdict struct {
	confidence float64 // of the first offer; 0 where there was none
	answered   bool    // one answer was shown
	right      bool    // the first offer answers
	none       bool    // nothing answers: declining is right
	kind       qa.Kind // of the first offer; "" where there was none
}

type verdicts []verdict

// told is how each ask went.
func (all verdicts) told() []Told {
	list := make([]Told, len(all))
	for i, v := range all {
		list[i] = Told{Kind: v.kind, Told: match.Told{Confidence: v.confidence, Right: v.right}}
	}
	return list
}

// answering counts what was said at the threshold that the program uses.
func (all verdicts) answering() Answering {
	var a Answering
	none, declined := 0, 0
	for _, v := range all {
		switch {
		case v.answered && v.right:
			a.Right++
		case v.answered:
			a.Wrong++
		}
		if v.none {
			none++
			if !v.answered {
				declined++
			}
		}
	}
	answered := a.Right + a.Wrong
	a.Answered, a.Precision, a.Declined = share(answered, len(all)), share(a.Right, answered), share(declined, none)
	a.AtMost = atMost(a.Right, answered)
	a.AUROC = all.auroc(func(v verdict) bool { return v.right })
	return a
}

// outOfScope measures how well confidence tells questions that have an answer from those that have
// none; nil where the set does not hold both.
func (all verdicts) outOfScope() *OutOfScope {
	var without []float64
	for _, v := range all {
		if v.none {
			without = append(without, v.confidence)
		}
	}
	o := &OutOfScope{InScope: len(all) - len(without), OutOfScope: len(without)}
	if o.InScope == 0 || o.OutOfScope == 0 {
		return nil
	}
	slices.SortFunc(without, func(a, b float64) int { return cmp.Compare(b, a) })
	o.Threshold = without[int(falseShare*float64(len(without)))]
	right := 0
	for _, v := range all {
		if !v.none && v.right && v.confidence > o.Threshold {
			right++
		}
	}
	o.RightAt5 = share(right, o.InScope)
	o.AUROC = all.auroc(func(v verdict) bool { return !v.none })
	return o
}

// falseShare is how many of the questions without an answer may be answered all the same.
const falseShare = 0.05

// auroc is the probability that an ask that is good has a higher confidence than one that is not,
// equal ones counting half (Mann & Whitney 1947); 0 where there are not both.
func (all verdicts) auroc(good func(verdict) bool) float64 {
	sorted := slices.Clone(all)
	slices.SortFunc(sorted, func(a, b verdict) int { return cmp.Compare(a.confidence, b.confidence) })
	below, above, won := 0.0, 0.0, 0.0
	for i := 0; i < len(sorted); {
		yes, no := 0.0, 0.0
		j := i
		for ; j < len(sorted) && sorted[j].confidence == sorted[i].confidence; j++ {
			if good(sorted[j]) {
				yes++
			} else {
				no++
			}
		}
		won += yes * (below + no/2)
		below, above, i = below+no, above+yes, j
	}
	if below == 0 || above == 0 {
		return 0
	}
	return won / (below * above)
}

// atMost is the upper end of the one-sided 95 % interval of a share (Wilson 1927); 0 of nothing.
func atMost(right, of int) float64 {
	if of == 0 {
		return 0
	}
	const z = 1.645
	n, p := float64(of), float64(right)/float64(of)
	middle, half := p+z*z/(2*n), z*math.Sqrt(p*(1-p)/n+z*z/(4*n*n))
	return min(1, (middle+half)/(1+z*z/n))
}

func share(part, of int) float64 {
	if of == 0 {
		return 0
	}
	return float64(part) / float64(of)
}
