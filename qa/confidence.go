package qa

import (
	"cmp"
	"math"
	"slices"

	"github.com/docent-wiki/docent/qa/match"
	"github.com/docent-wiki/docent/wiki"
)

// Confidence of a known question is the calibrated probability that it is the one that is meant (see
// qa/match); the section that answers it speaks for it, too. Sections have a calibration of their own
// (see sections.go).
const (
	// Words that were confirmed or accepted before leave this much doubt, and those that differ in
	// inflection, order and small words only.
	exactDoubt = 0.03
	nearDoubt  = 0.07
	// So much they count when questions are ranked: more than all features together.
	exactRank = 60.0
	nearRank  = 40.0

	// So much the confidence of a section counts for the first question that it answers: both were found by
	// the same words.
	backing = 0.6

	// Below this, showing anything wastes the asker's time. The chance of a section was learnt where half of
	// the questions have no answer, so that less of it is worth a look.
	maybeFrom    = 0.15
	maybeSection = 0.08
	// An answer whose section is gone is never shown as the answer.
	goneAtMost = 0.30
	// One whose section changed may still be right, though nobody has looked.
	changedFactor = 0.95
	// One whose quoted words still stand is in less doubt.
	nearbyFactor = 0.98
	// What was refused for the same words is worth this much of the best that was not.
	refusedFactor = 0.5
)

// rateQuestions ranks the questions, gives the first its calibrated confidence, and the others theirs
// in proportion to the odds that the ranking gives them.
func (c *considered) rateQuestions() {
	if len(c.questions) == 0 {
		return
	}
	for i := range c.questions {
		q := &c.questions[i]
		q.rank = c.weights.Rank(q.features)
		switch q.words {
		case sameWords:
			q.rank += exactRank
		case nearWords:
			q.rank += nearRank
		}
	}
	slices.SortStableFunc(c.questions, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(b.rank, a.rank), cmp.Compare(a.question.ID, b.question.ID))
	})
	first := &c.questions[0]
	top := match.Calibrated.Probability(c.signals()) * c.borne(first)
	top = 1 - (1-top)*(1-backing*first.section)
	next := c.rival()
	switch {
	case first.words == sameWords && first.rank-next > nearRank/2:
		top = 1 - exactDoubt*(1-top)
	case first.words == nearWords && first.rank-next > nearRank/2:
		top = 1 - nearDoubt*(1-top)
	}
	for i := range c.questions {
		q := &c.questions[i]
		q.confidence = top * math.Exp(max(q.rank-first.rank, -maxFall))
	}
	c.inherit(top)
	for i := range c.questions {
		switch q := &c.questions[i]; {
		case q.answer.Nearby():
			q.confidence *= nearbyFactor
		case q.state() == Changed:
			q.confidence *= changedFactor
		}
	}
}

// The calibration was learnt where more than a hundred questions were known. Where there are few, one is far
// ahead of all others whatever is asked, so the fewer there are, the more it counts how much of what was
// asked stands in the question, its wordings or its answer. Words that only hold a sentence together ask
// for nothing.
const (
	manyQuestions = 60
	bearing       = 0.5  // the share, by weight, from which on a question is believed in full
	hardly        = 0.01 // what is left where nothing stands in it
)

func (c *considered) borne(x *candidate) float64 {
	few := 1 - float64(c.asked.Questions())/manyQuestions
	if few <= 0 {
		return 1
	}
	share := 0.0
	if stems := len(terms(c.text)); stems > 0 {
		share = min(1, max(x.features[match.Cover], c.asked.Borne(int64(x.question.ID), stems))/bearing)
	}
	return math.Pow(max(hardly, share*share), few)
}

// maxFall bounds by how much the ranking lets confidence fall, so that it stays above zero.
const maxFall = 100

// signals are those of the question that ranks first.
func (c *considered) signals() match.Signals {
	first := &c.questions[0]
	return match.SignalsOf(first.features, first.rank, c.rival(), c.asked.Known())
}

// rival is the rank of the best question that has another answer than the first one, or of a question that
// nobody has asked yet.
func (c *considered) rival() float64 {
	first := &c.questions[0]
	var none match.Features
	none[match.Chance] = match.ChanceOf(c.asked.None(), first.features[match.Probable])
	none.Newness(c.asked.Newness())
	rank := c.weights.Rank(none)
	for i := range c.questions[1:] {
		if q := &c.questions[i+1]; q.key() == (sectionKey{}) || q.key() != first.key() {
			return max(rank, q.rank)
		}
	}
	return rank
}

// inherit lets what speaks for a section speak for the question that it answers, the best one where there
// are several: whoever is shown the section is better off with the question. The more probable the first
// question is, the less are sections that do not answer it.
func (c *considered) inherit(top float64) {
	first := c.questions[0].key()
	about := make(map[sectionKey]float64, len(c.sections))
	for i := range c.sections {
		s := &c.sections[i]
		if s.key() != first {
			s.confidence *= (1 - top) * (1 - top)
		}
		about[s.key()] = s.confidence
	}
	led := map[wiki.SectionID]bool{}
	for i := range c.questions {
		q := &c.questions[i]
		key := q.key()
		if key.section == 0 || led[key.section] {
			continue
		}
		led[key.section] = true
		switch s := about[key]; {
		case i > 0:
			q.confidence = 1 - (1-q.confidence)*(1-s)
		case q.confidence <= s:
			q.confidence = s + (1-s)*q.confidence/2
		}
	}
}

// bury puts the answers whose section is gone behind the others of their kind, and what was refused for
// these words behind what was not.
func (c *considered) bury() {
	c.buryRefused()
	lowest := goneAtMost
	for i := range c.questions {
		if q := &c.questions[i]; q.state() != Missing {
			lowest = min(lowest, q.confidence)
		}
	}
	for i := range c.questions {
		if q := &c.questions[i]; q.state() == Missing {
			q.deserved = max(q.deserved, q.confidence)
			q.confidence *= lowest
		}
	}
}

func (c *considered) buryRefused() {
	best := 0.0
	for _, all := range [][]candidate{c.questions, c.sections} {
		for i := range all {
			if !all[i].refused {
				best = max(best, all[i].confidence)
			}
		}
	}
	for _, all := range [][]candidate{c.questions, c.sections} {
		for i := range all {
			if x := &all[i]; x.refused {
				x.deserved = x.confidence
				x.confidence *= refusedFactor * min(best, maybeFrom)
			}
		}
	}
}

// outcome is what the best candidate allows.
func (c *considered) outcome(t Thresholds) Outcome {
	if len(c.list) == 0 {
		return IsUnsure
	}
	best := &c.list[0]
	from, maybe := t.Questions, maybeFrom
	if best.kind == OfSection {
		from, maybe = t.Sections, maybeSection
	}
	switch {
	case best.confidence >= from && best.state() != Missing && !best.refused:
		return IsAnswered
	case best.confidence >= maybe:
		return IsMaybe
	}
	return IsUnsure
}
