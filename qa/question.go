package qa

import (
	"fmt"
	"time"

	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/team"
)

// QuestionID numbers a question for ever: addresses carry it.
type QuestionID int64

// State is where a question stands.
type State string

// The states. A question is Answered exactly while it has a canonical answer of which something is left to read.
const (
	Open      State = "open" // with a canonical answer: that is gone, see Reopened
	Answered  State = "answered"
	Duplicate State = "duplicate" // its words belong to another question
	Closed    State = "closed"    // nobody is going to answer it
)

// Question is something that people ask, with all the ways in which they ask it.
type Question struct {
	ID          QuestionID
	Space       wiki.SpaceID
	Title       string
	Body        string // Markdown
	State       State
	Tried       string         // Markdown: what the asker has tried
	Needed      time.Time      // the end of the day by which the answer is needed; zero: any time
	Hidden      string         // known again by it is an asker who is not named, see Hide; "" where By says who asked
	By          wiki.PersonRef // zero where it was learnt from an ask, or its asker is not named
	Owner       wiki.PersonRef // who should answer it; zero: nobody in particular
	Group       team.GroupID   // who should, as a whole, where Owner is nobody; 0: nobody answers for it
	Area        AreaID         // that it belongs to; 0: none
	Due         time.Time      // when a reply is due; zero: not known
	Next        time.Time      // when somebody else is to be asked; zero: never
	Canonical   AnswerID
	DuplicateOf QuestionID
	Created     time.Time
	Updated     time.Time
	Confirmed   int // how many asks it has answered
}

// URL is the question's address: the number decides, the words are for people.
func (q Question) URL() string { return QuestionURL(q.ID, q.Title) }

// QuestionURL makes a question's address from its number and title.
func QuestionURL(id QuestionID, title string) string {
	slug := wiki.URLSlug(title)
	if slug == "" {
		return fmt.Sprintf("/q/%d", id)
	}
	return fmt.Sprintf("/q/%d/%s", id, slug)
}
