package qa

import (
	"math"

	"github.com/docent-wiki/docent/qa/match"
	"github.com/docent-wiki/docent/search/rank"
	"github.com/docent-wiki/docent/search/thesaurus"
)

// titles compares what was asked with the titles of the questions, as the ranker compares it with the
// headings of sections: other words for the same thing count, too.
func (c *considered) titles() {
	if len(c.questions) == 0 {
		return
	}
	all := make([]rank.Candidate, len(c.questions))
	rare := rank.Rarity{Total: len(all), Holds: map[string]int{}}
	for i := range c.questions {
		title := c.questions[i].question.Title
		all[i] = rank.Candidate{Section: rank.Read(rank.Text{Heading: title}), Page: int64(i)}
		for _, stem := range rank.Stems(title) {
			rare.Holds[stem]++
		}
	}
	features := rank.Compare(rank.Ask(c.text, rare, synonyms(c.text)), all)
	best := math.Inf(-1)
	scores := make([]float64, len(all))
	for i := range features {
		scores[i] = rank.Sections.Score(&features[i])
		best = max(best, scores[i])
	}
	for i := range c.questions {
		c.questions[i].features[match.Alike] = match.AlikeOf(scores[i], best)
	}
}

// synonyms are the words that may stand for words of a text.
func synonyms(text string) []rank.Synonym {
	words := thesaurus.Words(text)
	var all []rank.Synonym
	for _, e := range thesaurus.Builtin().Expand(words) {
		all = append(all, rank.Synonym{Of: words[e.From:e.To], Words: e.Words, Weight: e.Weight})
	}
	return all
}
