package likeness

import (
	"crypto/sha256"
	"encoding/hex"
	"time"

	"github.com/docent-wiki/docent/wiki"
)

// Kind says what two texts are.
type Kind string

// The kinds.
const (
	Questions Kind = "question" // they may ask the same
	Copies    Kind = "copy"     // sections that say nearly the same
	Conflict  Kind = "conflict" // sentences that are alike but for what they state
)

// State is what became of a review.
type State string

// The states.
const (
	Open   State = "open"
	Both   State = "both"   // both are right; of questions: they do not ask the same
	Linked State = "linked" // one section leads to the other
)

// ReviewID numbers a review.
type ReviewID int64

// Review is two texts for a person to look at.
type Review struct {
	ID   ReviewID
	Kind Kind
	// A < B are the numbers of two questions, or of two sections.
	A, B int64
	// Mark is the hash of both texts: what was decided holds as long as they stand.
	Mark  string
	In    Differ
	Score float64 // how sure Docent is, 0 to 1
	Found time.Time
	State State
	// TextA and TextB are the sentences of a conflict; MarksA and MarksB are what differs in them.
	TextA, TextB   string
	MarksA, MarksB []Mark

	Decided time.Time
	By      wiki.PersonRef
}

// pairMark is the hash of two texts in the order of their numbers.
func pairMark(a, b string) string {
	sum := sha256.Sum256([]byte(a + "\x00" + b))
	return hex.EncodeToString(sum[:12])
}

// The kinds of events of this package. Data["review"] is the review's number.
const (
	ReviewsFound  wiki.EventKind = "review.found" // Data["count"]: how many; Data["review"]: the last of them
	ReviewDecided wiki.EventKind = "review.decided"
)
