package qa

import (
	"time"

	"github.com/docent-wiki/docent/wiki"
)

// AnswerID numbers an answer.
type AnswerID int64

// Answer is what somebody said: by linking, by writing, or both.
type Answer struct {
	ID        AnswerID
	Question  QuestionID
	Markdown  string
	Plain     string         // Markdown without its marks, for passages
	By        wiki.PersonRef // zero where it was learnt from an ask
	At        time.Time
	Edited    time.Time // zero: never
	Retracted time.Time // zero: it stands
	Links     []AnswerLink
}

// Freshness compares what a link recorded with what stands there at present.
type Freshness string

// The values, from best to worst.
const (
	Fresh   Freshness = "fresh"
	Changed Freshness = "changed" // the section's text is another one
	Missing Freshness = "gone"    // the section or its page is no longer there
)

// Freshness of the whole answer, for the reader whose links it holds: gone when nothing is left to
// read, changed when any link is not fresh.
func (a Answer) Freshness() Freshness {
	present, worst := a.Plain != "", Fresh
	for _, l := range a.Links {
		switch l.State() {
		case Missing:
			worst = Changed
		case Changed:
			worst, present = Changed, true
		case Fresh:
			present = true
		}
	}
	if !present {
		return Missing
	}
	return worst
}

// Empty says whether the answer holds nothing for its reader: no text, and no link left to read.
func (a Answer) Empty() bool { return a.Markdown == "" && len(a.Links) == 0 }
