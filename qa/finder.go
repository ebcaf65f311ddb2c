package qa

import (
	"context"

	"github.com/docent-wiki/docent/search"
	"github.com/docent-wiki/docent/search/thesaurus"
	"github.com/docent-wiki/docent/wiki"
)

// Finder is what the index gives: one plain query each, the reader's rights being part of it, best
// first. Scores are comparable within one answer only.
type Finder interface {
	// Sections finds sections that share words with a text, in one space (0: all readable ones).
	Sections(ctx context.Context, access wiki.Access, text string, space wiki.SpaceID, n int) ([]search.Candidate, error)
	// Questions finds questions by their own words and by the text of their linked sections; a
	// question may stand in the list once for each.
	Questions(ctx context.Context, access wiki.Access, text string, space wiki.SpaceID, n int) ([]search.Candidate, error)
	// Thesaurus is what words may be exchanged for at present, the team's own included.
	Thesaurus() *thesaurus.Thesaurus
}

var _ Finder = (*search.Finder)(nil)

// scored are the numbers of found questions, each once, with their best scores.
func scored(found []search.Candidate) (ids []QuestionID, score map[QuestionID]float64) {
	score = make(map[QuestionID]float64, len(found))
	for _, f := range found {
		id := QuestionID(f.Question)
		if _, known := score[id]; !known {
			ids = append(ids, id)
		}
		score[id] = max(score[id], f.Score)
	}
	return ids, score
}
