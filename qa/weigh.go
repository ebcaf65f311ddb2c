package qa

import (
	"context"

	"github.com/docent-wiki/docent/qa/match"
	"github.com/docent-wiki/docent/wiki"
)

// Weigh gives the answered questions that may be meant by a text with their features, in no order: what
// weights are fitted on.
func (d *Desk) Weigh(ctx context.Context, access wiki.Access, text string, space wiki.SpaceID) ([]QuestionID, []match.Features, error) {
	text, err := checkAsk(text)
	if err != nil {
		return nil, nil, err
	}
	c, err := d.consider(ctx, access, text, space)
	if err != nil {
		return nil, nil, err
	}
	ids, features := make([]QuestionID, len(c.questions)), make([]match.Features, len(c.questions))
	for i := range c.questions {
		ids[i], features[i] = c.questions[i].question.ID, c.questions[i].features
	}
	return ids, features, nil
}
