package trust

import (
	"math"
	"slices"
	"time"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/qa/eval"
	"github.com/docent-wiki/docent/qa/match"
)

// Wanted is the precision that is wanted of the answers shown: the share that is right.
type Wanted struct {
	Questions float64 `json:"questions"` // of answers that are known questions
	Sections  float64 `json:"sections"`  // of sections that nobody has linked as an answer yet
}

// Shipped is what a new team wants; qa.Shipped is what it takes.
var Shipped = Wanted{Questions: 0.95, Sections: 0.85}

// What may be wanted: below a half, most answers would be wrong, and 100 of 100 nobody can promise.
const (
	Least = 0.50
	Most  = 0.99
)

func (w Wanted) check() error {
	for field, share := range map[string]float64{"questions": w.Questions, "sections": w.Sections} {
		if !(share >= Least && share <= Most) {
			return content.Errorf(content.Invalid, "Write how many of 100 answers have to be right: a number from %.0f to %.0f. Nothing was changed.", 100*Least, 100*Most).On(field)
		}
	}
	return nil
}

// Needed is how many asks of a kind it takes until they are relied on.
const Needed = 30

// Curve is how asks went whose best candidate was of one kind.
type Curve struct {
	Asked  int           `json:"asked"`
	Points []match.Point `json:"points"` // from the highest confidence down; shares are of Asked
}

// Own says whether a team's asks are enough to be relied on.
func (c Curve) Own() bool { return c.Asked >= Needed }

// Trial is how the team's own questions went, and when that was measured. The zero value: never.
type Trial struct {
	At        time.Time `json:"at"`
	Asked     int       `json:"asked"` // all, also those that brought up nothing
	Questions Curve     `json:"questions"`
	Sections  Curve     `json:"sections"`
}

// Measure makes the curves of what was told.
func Measure(at time.Time, all []eval.Told) Trial {
	var questions, sections []match.Told
	for _, t := range all {
		switch t.Kind {
		case qa.OfQuestion:
			questions = append(questions, t.Told)
		case qa.OfSection:
			sections = append(sections, t.Told)
		}
	}
	return Trial{At: at, Asked: len(all), Questions: curve(questions), Sections: curve(sections)}
}

// pointsAtMost bounds what is kept of a curve.
const pointsAtMost = 200

func curve(all []match.Told) Curve {
	c := Curve{Asked: len(all)}
	points := match.Curve(all)
	step := 1 + len(points)/pointsAtMost
	for i, p := range points {
		if i%step == 0 || i == len(points)-1 {
			c.Points = append(c.Points, p)
		}
	}
	return c
}

// At is what happens at a threshold.
func (c Curve) At(from float64) match.Point {
	p := match.Point{From: from, Precision: 1}
	for _, q := range c.Points {
		if q.From < from {
			break
		}
		p.Answered, p.Precision = q.Answered, q.Precision
	}
	return p
}

// bounds are what a threshold may be.
type bounds struct{ shipped, wanted, lowest, highest float64 }

var (
	// Words that were confirmed before have a confidence above the highest: they are answered whatever else is
	// wanted. The lowest holds because a team's own questions all have an answer, and others have not.
	ofQuestions = bounds{shipped: qa.Shipped.Questions, wanted: Shipped.Questions, lowest: 0.5, highest: 0.92}
	ofSections  = bounds{shipped: qa.Shipped.Sections, wanted: Shipped.Sections, lowest: 0.5, highest: 0.99}
)

// Thresholds is what it takes to have the wanted precision.
func (m Trial) Thresholds(w Wanted) qa.Thresholds {
	return qa.Thresholds{
		Questions: m.Questions.threshold(w.Questions, ofQuestions),
		Sections:  m.Sections.threshold(w.Sections, ofSections),
	}
}

// threshold is the lowest one at which the curve has the precision. One more wrong answer is imagined, so
// that a few lucky ones prove nothing; where nothing is precise enough it is the highest.
func (c Curve) threshold(wanted float64, b bounds) float64 {
	if !c.Own() {
		return b.calibrated(wanted)
	}
	for _, p := range slices.Backward(c.Points) {
		answered := p.Answered * float64(c.Asked)
		if p.Precision*answered/(answered+1) >= wanted {
			return max(b.lowest, min(p.From, b.highest))
		}
	}
	return b.highest
}

// calibrated is the threshold by the shipped calibration: the shipped one, moved by as many log odds as
// what is wanted differs from what the shipped one gives.
func (b bounds) calibrated(wanted float64) float64 {
	if wanted == b.wanted {
		return b.shipped
	}
	x := logOdds(b.shipped) + logOdds(wanted) - logOdds(b.wanted)
	return max(b.lowest, min(match.Logistic(x), b.highest))
}

func logOdds(p float64) float64 { return math.Log(p / (1 - p)) }
