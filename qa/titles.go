package qa

import (
	"math"

	"github.com/docent-wiki/docent/qa/match"
	"github.com/docent-wiki/docent/search"
	"github.com/docent-wiki/docent/search/rank"
)

// likeNothing is by how much a title has to be ahead of no title at all.
const likeNothing = 1.5

// titles compares what was asked with the titles of the questions, as the ranker compares it with the
// headings of sections: other words for the same thing count, too.
func (c *considered) titles() {
	if len(c.questions) == 0 {
		return
	}
	all := make([]rank.Candidate, len(c.questions), len(c.questions)+1)
	rare := rank.Rarity{Total: len(all), Holds: map[string]int{}}
	for i := range c.questions {
		title := c.questions[i].question.Title
		all[i] = rank.Candidate{Section: rank.Read(rank.Text{Heading: title}), Page: int64(i)}
		for _, stem := range rank.Stems(title) {
			rare.Holds[stem]++
		}
	}
	all = append(all, rank.Candidate{Section: rank.Read(rank.Text{}), Page: -1})
	features := rank.Compare(rank.Ask(c.text, rare, search.Synonyms(c.match.thesaurus, c.text)), all)
	best := math.Inf(-1)
	scores := make([]float64, len(all))
	for i := range features {
		scores[i] = rank.Sections.Score(&features[i])
	}
	nothing := scores[len(c.questions)]
	for _, score := range scores[:len(c.questions)] {
		best = max(best, score)
	}
	if best < nothing+likeNothing { // the best of titles that have nothing to do with it says nothing
		return
	}
	for i := range c.questions {
		c.questions[i].features[match.Alike] = match.AlikeOf(scores[i], best)
	}
}
