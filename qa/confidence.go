package qa

import "math"

// Confidence is a plain logistic of a few features that a person can follow. The constants are
// set by hand so that nine of ten answers are right on public sets (paraphrases of known questions in
// StackFAQ and CLINC150 with its out-of-scope questions; questions about paragraphs in SQuAD), never
// on the questions that Docent is judged by.
const (
	// A known question: how alike the closest wording is, by how much it is closer than the next
	// question's, and what the same words are worth.
	questionBias   = -6.6
	questionAlike  = 7.0
	questionMargin = 4.0
	questionScore  = 2.0  // for the question that the index puts first, in proportion for the others
	exactWording   = 0.97 // the same words were confirmed or accepted before
	nearWording    = 0.93 // the same words but for inflection, order and small words

	// What speaks for a section speaks for the questions that it answers: in full for the one whose
	// words come closest, for the others in proportion, and at least by this.
	inheritAtLeast = 0.25

	// From here on one answer is shown, and from here on three. Above the first, nine of ten answers
	// are meant to be right; below the second, showing anything wastes the asker's time.
	answeredFrom = 0.60
	maybeFrom    = 0.15
	// An answer whose section is gone is never shown as the answer.
	goneAtMost = 0.30
	// One whose section changed may still be right, though nobody has looked.
	changedFactor = 0.95
)

func logistic(x float64) float64 { return 1 / (1 + math.Exp(-x)) }

// rate gives every candidate its confidence; questions and sections keep their order among equals.
func (c *considered) rate() {
	c.rateSections()
	c.rateQuestions()
	c.bury()
}

// rateQuestions: the closest wording decides, together with what the index makes of all wordings.
func (c *considered) rateQuestions() {
	first, second := 0.0, 0.0
	for i := range c.questions {
		switch a := c.questions[i].alike; {
		case a > first:
			first, second = a, first
		case a > second:
			second = a
		}
	}
	about := map[sectionKey]float64{}
	for i := range c.sections {
		about[c.sections[i].key()] = c.sections[i].confidence
	}
	closest, best := map[sectionKey]float64{}, 0.0
	for i := range c.questions {
		q := &c.questions[i]
		closest[q.key()] = max(closest[q.key()], q.alike)
		best = max(best, q.score)
	}
	for i := range c.questions {
		q := &c.questions[i]
		rival := first
		if q.alike == first {
			rival = second
		}
		q.confidence = q.own(rival, best)
		degree := 1.0
		if most := closest[q.key()]; q.alike < most {
			degree = max(inheritAtLeast, q.alike/most)
		}
		q.confidence = 1 - (1-q.confidence)*(1-degree*about[q.key()])
		if q.state() == Changed {
			q.confidence *= changedFactor
		}
	}
}

// own is what a question's own words are worth, rival being the likeness of its closest rival and
// best the highest score.
func (q *candidate) own(rival, best float64) float64 {
	x := questionBias + questionAlike*q.alike + questionMargin*(q.alike-rival)
	if best > 0 {
		x += questionScore * q.score / best
	}
	p := logistic(x)
	switch {
	case q.alike == exactly && rival < exactly:
		return max(p, exactWording)
	case q.alike == nearly && rival < nearly:
		return max(p, nearWording)
	}
	return p
}

// bury puts the answers whose section is gone behind the others of their kind.
func (c *considered) bury() {
	lowest := goneAtMost
	for i := range c.questions {
		if q := &c.questions[i]; q.state() != Missing {
			lowest = min(lowest, q.confidence)
		}
	}
	for i := range c.questions {
		if q := &c.questions[i]; q.state() == Missing {
			q.deserved = q.confidence
			q.confidence *= lowest
		}
	}
}

// outcome is what the best candidate allows.
func (c *considered) outcome() Outcome {
	switch {
	case len(c.list) == 0:
		return IsUnsure
	case c.list[0].confidence >= answeredFrom && c.list[0].state() != Missing:
		return IsAnswered
	case c.list[0].confidence >= maybeFrom:
		return IsMaybe
	}
	return IsUnsure
}
