package tasks

import (
	"fmt"

	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/wiki"
)

// changeOf shows the first thing that an answer in doubt rests on, with what its owner may do about it.
func changeOf(access wiki.Access, c qa.Check) (shown Change) {
	at := fmt.Sprintf("/q/%d/answers/%d/", c.Question.ID, c.Answer.ID)
	for _, l := range c.Answer.Links {
		if l.State() == qa.Fresh {
			continue
		}
		if shown.Quote == "" {
			shown.Quote = l.Quote
		}
		if l.State() == qa.Changed && shown.Spans == nil {
			shown.Quote, shown.Spans = l.Quote, l.Since()
		}
	}
	if shown.Spans != nil && (qa.MayAnswer(access, c.Question) || qa.MayEdit(access, c.Question)) {
		shown.Decide = append(shown.Decide, Action{Text: "Still true", URL: at + "confirm"})
	}
	if qa.MayChange(access, c.Question, c.Answer) {
		shown.Decide = append(shown.Decide, Action{Text: "Retract", URL: at + "retract"})
	}
	return shown
}
