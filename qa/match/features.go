package match

import "math"

// The features of a question that may be meant, each 0 to 1.
const (
	Chance   = iota // the classifier's probability, in proportion to the most probable one (see ChanceOf)
	Closest         // likeness to the closest wording: all features
	Stems           // the same: stems alone
	Among           // mean likeness to the three closest wordings
	Probable        // the classifier's probability itself
	Score           // what the index makes of its words and of the text that answers it, in proportion to the best
	Section         // what speaks for the section that answers it, in proportion to the best section
	Cover           // how much of what was asked stands in its title or in the text that answers, by weight
	Text            // BM25 of the text that answers, in proportion to the best
	Alike           // what the section ranker makes of its title, in proportion to the best
	// The same five, times how few wordings are known: where there are hardly any, the text that answers
	// says more than they do.
	ScoreNew
	SectionNew
	CoverNew
	TextNew
	AlikeNew
	Taught // Chance, times how few of the known wordings are mere titles
	Count
)

// Features describe one question that may be meant.
type Features [Count]float64

// lowest is the logarithm of the smallest share that counts.
const lowest = -8.0

// ChanceOf gives the feature Chance of a probability, the highest one being best.
func ChanceOf(p, best float64) float64 {
	if p <= 0 || best <= 0 {
		return 0
	}
	return max(0, 1-math.Log(p/best)/lowest)
}

// AlikeOf gives the feature Alike of a score, which is a logarithm of odds, the highest one being best.
func AlikeOf(score, best float64) float64 { return max(0, 1-(score-best)/lowest) }

// Newness fills in the features that count where few wordings are known: few is the number of questions
// in proportion to the number of their wordings, 1 where nothing but titles is known.
func (f *Features) Newness(few float64) {
	f[ScoreNew], f[SectionNew], f[CoverNew], f[TextNew] = few*f[Score], few*f[Section], few*f[Cover], few*f[Text]
	f[AlikeNew] = few * f[Alike]
	f[Taught] = (1 - few) * f[Chance]
}

// Weights rank the questions that may be meant: the higher the weighted sum of features, the better.
type Weights [Count]float64

// Rank is the weighted sum of features.
func (w Weights) Rank(f Features) float64 {
	sum := 0.0
	for i, v := range f {
		sum += w[i] * v
	}
	return sum
}
