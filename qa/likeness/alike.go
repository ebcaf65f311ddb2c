package likeness

import (
	"math"
	"strings"

	"github.com/docent-wiki/docent/qa/classify"
	"github.com/docent-wiki/docent/qa/match"
	"github.com/docent-wiki/docent/qa/memory"
	"github.com/docent-wiki/docent/wiki"
)

// asked is a question as it is compared: all ways in which it is asked, its title first.
type asked struct {
	texts    []string
	sections map[wiki.SectionID]bool // that its canonical answer links
}

const mostTexts = 8 // wordings of one question that are compared

// signals are what speaks for two questions being one, each 0 to 1.
type signals struct {
	closest float64 // cosine of the closest wordings
	stems   float64 // over stems alone
	back    float64 // closest, the other way round
	shared  float64 // of the words of the shorter title, how many the other one has
	rare    float64 // as closest, words that many of the candidates have counting less
	chance  float64 // the classifier's, among the candidates
	section float64 // they are answered by the same section
	apart   float64 // they name different numbers or dates
}

const manySignals = 8

// compare finds the signals of a question and each of its candidates.
func compare(a asked, candidates []asked) []signals {
	known := make([]memory.Known, len(candidates))
	for i, c := range candidates {
		known[i].ID = int64(i + 1)
		for _, text := range c.texts[:min(len(c.texts), mostTexts)] {
			known[i].Texts = append(known[i].Texts, classify.Of(text))
		}
	}
	among := memory.Make(known)
	all := make([]signals, len(candidates))
	for _, text := range a.texts[:min(len(a.texts), mostTexts)] {
		asking := among.Ask(text, func(int64) bool { return true })
		for i := range candidates {
			l, _ := asking.To(int64(i + 1))
			all[i].rare, all[i].chance = max(all[i].rare, l.Closest), max(all[i].chance, l.Chance)
		}
	}
	for i, c := range candidates {
		all[i].compare(a, c)
	}
	return all
}

func (s *signals) compare(a, b asked) {
	for _, text := range a.texts[:min(len(a.texts), mostTexts)] {
		l := memory.Between(text, b.texts[:min(len(b.texts), mostTexts)])
		s.closest, s.stems = max(s.closest, l.Closest), max(s.stems, l.Stems)
	}
	s.back = memory.Between(b.texts[0], a.texts[:1]).Closest
	s.shared = overlap(match.Terms(a.texts[0]), match.Terms(b.texts[0]))
	for id := range a.sections {
		if b.sections[id] {
			s.section = 1
		}
	}
	if stated(a.texts[0]) != stated(b.texts[0]) {
		s.apart = 1
	}
}

// overlap is the share of the smaller set that stands in the other one.
func overlap(a, b []string) float64 {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(a) == 0 {
		return 0
	}
	in, n := match.Set(b), 0
	for _, t := range a {
		if in[t] {
			n++
		}
	}
	return float64(n) / float64(len(a))
}

// stated are the numbers and dates of a text.
func stated(text string) string {
	all := wordsOf(text)
	var parts []string
	for i := 0; i < len(all); i++ {
		v, used, is := numberOf(all, i)
		if !is {
			v, used, is = momentOf(all, i)
		}
		if is {
			parts = append(parts, v.text)
			i += used
		}
	}
	return strings.Join(parts, "|")
}

// probability that two questions are one: a logistic regression. The weights were learnt on stackfaq and the
// development split of clinc150: wordings against the titles that are most like them, that of their own question
// among those for every other one only. What no wording there shows (answered by the same section, other
// numbers) is a judgement.
func (s signals) probability() float64 {
	x := bias
	for i, v := range s.all() {
		x += signalWeights[i] * v
	}
	return 1 / (1 + math.Exp(-x))
}

func (s signals) all() [manySignals]float64 {
	return [...]float64{s.closest, s.stems, s.back, s.shared, s.rare, s.chance, s.section, s.apart}
}

const bias = -6.2

var signalWeights = [manySignals]float64{0.9, 1.9, 0.9, 1.8, 4.1, 4.4, 1.5, -1.5}
