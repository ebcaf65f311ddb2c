package themes

import "html/template"

// AskForm is the empty ask page. Form: q, space; POST /ask.
type AskForm struct {
	Frame
	Problem
	Q        string
	Spaces   []Option
	Examples []string // questions that are answered, to show what can be asked
}

// Screen names the template.
func (AskForm) Screen() string { return "askform" }

// Ask is a question and what is known about it. With ID 0 nothing is recorded yet: the buttons post to /ask with
// q, space and answer or team beside them, and the handler records the ask before it does the same. Forms:
// answer=INDEX|none, undo=1 to /asks/{id}/feedback; title, body, space and those of AskMore to /asks/{id}/team.
type Ask struct {
	Frame
	Problem
	ID         int64
	Q          string
	Space      string
	Outcome    string // "answered", "maybe" or "unsure"
	Times      int    // how often the answer's question was asked in other words
	Answers    []AskAnswer
	Chosen     int // index+1 of the one that answered it; 0 for none yet
	Refused    bool
	Learnt     string // what was learnt by it: "Docent will know this wording from now on."
	Team       AskTeam
	Similar    []Link // open questions that look alike
	Rebuilding string
	Composed   string // address of the answer in sentences; "" where none is written
}

// Screen names the template.
func (Ask) Screen() string { return "ask" }

// AskAnswer is a candidate; the first of an answered ask is drawn large.
type AskAnswer struct {
	Index    int // as feedback names it
	Passage  Passage
	Text     string        // for an answer written as Markdown without a link: empty
	Written  template.HTML // what a person wrote beside the link, sanitised
	Question *Link         // the canonical question it belongs to; nil for a bare section
	State    string        // "fresh", "changed" or "gone"
	Nearby   bool          // changed, but the quoted words still stand
	Changed  Time
	Verified Verified
	Updated  Time
}

// AskTeam is the form that hands the question to a person.
type AskTeam struct {
	Shown  bool   // the form may be used
	Who    string // who will be asked; "" when nobody is known
	Expect string // "expect a reply tomorrow by 13:00"; "" when nothing is known
	Title  string
	Body   string
	Spaces []Option
	More   AskMore
	Whom   WhoAnswers
}
