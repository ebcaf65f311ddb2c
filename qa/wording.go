package qa

import "time"

// WordingID numbers a wording.
type WordingID int64

// Origin says how a wording came to its question.
type Origin string

// The origins.
const (
	Asked     Origin = "asked"     // it is how the question was first asked
	Confirmed Origin = "confirmed" // somebody asked it so and said "that answered it"
	Merged    Origin = "merged"    // it came with a duplicate
	Written   Origin = "written"   // somebody wrote it down, or an import brought it
)

// Wording is another way in which a question is asked. It carries no name.
type Wording struct {
	ID       WordingID
	Question QuestionID
	Text     string
	Origin   Origin
	From     QuestionID // the merged question it belongs to; unmerging that one takes it away
	Added    time.Time
}
