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

	Owner         wiki.PersonRef // zero: who gave it, see Keeper
	VerifiedUntil time.Time      // zero: nobody vouched for it
	VerifiedBy    wiki.PersonRef
}

// Freshness compares what a link recorded with what stands there at present.
type Freshness string

// The values, from best to worst.
const (
	Fresh   Freshness = "fresh"
	Changed Freshness = "changed" // the section's text is another one
	Missing Freshness = "gone"    // the section or its page is no longer there
)

// Verdict is what came of comparing what a link recorded with how its section stands.
type Verdict string

// The verdicts, from best to worst.
const (
	Unjudged      Verdict = ""       // nothing to compare: the text is the same, or stands elsewhere
	StillFresh    Verdict = "fresh"  // it is written otherwise and says the same
	ChangedNearby Verdict = "nearby" // the section says something else, beside the quoted words
	HasChanged    Verdict = "changed"
	IsGone        Verdict = "gone"
)

// Freshness is the state that a verdict gives a link.
func (v Verdict) Freshness() Freshness {
	switch v {
	case IsGone:
		return Missing
	case HasChanged, ChangedNearby:
		return Changed
	case Unjudged, StillFresh:
	}
	return Fresh
}

// Doubt orders verdicts by how little an answer can be relied on; 0 is not in doubt.
func (v Verdict) Doubt() int {
	return map[Verdict]int{ChangedNearby: 1, HasChanged: 2, IsGone: 3}[v]
}

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

// Nearby says that the answer is Changed and that all words which it quotes still stand where they stood:
// only text beside them is another one.
func (a Answer) Nearby() bool {
	nearby := false
	for _, l := range a.Links {
		switch l.Judge() {
		case ChangedNearby:
			nearby = true
		case HasChanged, IsGone:
			return false
		case Unjudged, StillFresh:
		}
	}
	return nearby
}

// Caution tells a reader why the answer should be read with care; "" where nothing speaks against it.
func (a Answer) Caution() string { return caution(a.Freshness(), a.Nearby()) }

func caution(state Freshness, nearby bool) string {
	switch {
	case state == Missing:
		return "What this answer rested on is gone; the words are kept as they were."
	case state == Changed && nearby:
		return "Text near this passage has changed since it was linked. The passage itself still stands."
	case state == Changed:
		return "The section has changed since it was linked, and nobody has checked this answer since."
	}
	return ""
}

// Empty says whether the answer holds nothing for its reader: no text, and no link left to read.
func (a Answer) Empty() bool { return a.Markdown == "" && len(a.Links) == 0 }
