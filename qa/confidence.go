package qa

import (
	"math"

	"github.com/docent-wiki/docent/qa/match"
)

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

// rateQuestions ranks the questions by their features, and gives them confidence.
func (c *considered) rateQuestions() {
	first, second := math.Inf(-1), math.Inf(-1)
	for i := range c.questions {
		q := &c.questions[i]
		q.rank = match.Ranking.Rank(q.features)
		switch {
		case q.rank > first:
			first, second = q.rank, first
		case q.rank > second:
			second = q.rank
		}
	}
	for i := range c.questions {
		q := &c.questions[i]
		rival := first
		if q.rank == first {
			rival = max(second, 0)
		}
		q.confidence = logistic(questionBias + questionAlike*q.features[match.Closest] + (q.rank-rival)*.5)
		if q.words == sameWords {
			q.confidence = max(q.confidence, exactWording)
		} else if q.words == nearWords {
			q.confidence = max(q.confidence, nearWording)
		}
		if q.state() == Changed {
			q.confidence *= changedFactor
		}
	}
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
