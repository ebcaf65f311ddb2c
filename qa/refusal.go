package qa

import "github.com/docent-wiki/docent/wiki"

// Refusal is that somebody who asked in certain words said of a candidate that it is not the answer.
type Refusal struct {
	Ask      AskID
	Question QuestionID     // 0: a bare section was refused
	Section  wiki.SectionID // that the candidate led to first; 0: none
}

// refusals are what an ask's "not this" refuses: all that a person was shown.
func refusals(ask Ask) []Refusal {
	shown := 1
	if ask.Outcome != IsAnswered {
		shown = maybeShown
	}
	var all []Refusal
	for _, o := range ask.Offered[:min(shown, len(ask.Offered))] {
		all = append(all, Refusal{Ask: ask.ID, Question: o.Question, Section: o.Section})
	}
	return all
}

// maybeShown is how many candidates a person is shown who gets no single answer.
const maybeShown = 3

// refused notes which candidates were refused for the ask's words.
func (c *considered) refuse(all []Refusal) {
	for _, r := range all {
		for i := range c.questions {
			if r.Question != 0 && c.questions[i].question.ID == r.Question {
				c.questions[i].refused = true
			}
		}
		for i := range c.sections {
			if r.Section != 0 && c.sections[i].target.Section == r.Section {
				c.sections[i].refused = true
			}
		}
	}
}
