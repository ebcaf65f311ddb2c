package qa

import (
	"time"

	"github.com/docent-wiki/docent/wiki"
)

// AskID numbers an ask.
type AskID int64

// Ending says how an ask ended.
type Ending string

// The endings.
const (
	Pending    Ending = ""         // nothing was said yet
	ByAnswer   Ending = "answered" // an offer answered it
	Refused    Ending = "refused"  // none of the offers did
	AskedTeam  Ending = "team"     // it became a question to the team
	MaxAskText        = 1000       // characters of an ask; longer ones are refused
)

// Ask is one question as one person asked it. Only that person reads it.
type Ask struct {
	ID      AskID
	By      wiki.PersonID
	At      time.Time
	Text    string
	Space   wiki.SpaceID // where it was asked; 0: everywhere
	Outcome Outcome
	Offered []Offered
	Would   wiki.PersonID // who would have been asked

	Ending   Ending
	Ended    time.Time
	Chosen   int        // index in Offered of what answered it, -1: none
	Question QuestionID // the question it taught, made or became
	Wording  WordingID  // the wording that it taught
	Made     bool       // Question was made from this ask and a bare section
}

// Offered is what an ask keeps of an offer. Text is read again when the ask is looked at, with the
// rights of that moment.
type Offered struct {
	Kind       Kind           `json:"k"`
	Question   QuestionID     `json:"q,omitempty"`
	Answer     AnswerID       `json:"a,omitempty"`
	Page       wiki.PageID    `json:"p,omitempty"`
	Section    wiki.SectionID `json:"s,omitempty"`
	Confidence float64        `json:"c"`
	// Of a section: the page's revision that was offered, and the fingerprint of the section's text in
	// it. Whoever says that it answered vouches for that text.
	Revision    int    `json:"r,omitempty"`
	Fingerprint string `json:"f,omitempty"`
}
