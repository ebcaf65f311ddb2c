package qa

import (
	"time"

	"github.com/docent-wiki/docent/wiki"
)

// Kind says what a candidate answer is.
type Kind string

// The kinds.
const (
	OfQuestion Kind = "question" // the canonical answer of a known question
	OfSection  Kind = "section"  // a section that nobody has linked as an answer yet
)

// Outcome is what Docent makes of an ask, and how many candidates a person is shown: one, three or none.
type Outcome string

// The outcomes.
const (
	IsAnswered Outcome = "answered"
	IsMaybe    Outcome = "maybe"
	IsUnsure   Outcome = "unsure"
)

// Offer is one candidate answer, as its reader may see it.
type Offer struct {
	Index      int // as feedback names it
	Kind       Kind
	Confidence float64 // a probability that this answers, unrounded

	Question QuestionID // of OfQuestion
	Title    string     // the question's
	Answer   AnswerID
	Times    int    // how many asks this question has answered
	Markdown string // what was written beside the links

	Page       wiki.PageID // 0 where a canonical answer links to none
	PageTitle  string
	SourcePath string
	Space      wiki.SpaceID
	Section    wiki.SectionID
	Heading    string
	Anchor     string
	Path       []string // headings above the section, outermost first

	URL           string
	Elsewhere     string // the title of an address outside the wiki, "" where it is inside
	Passage       Passage
	State         Freshness
	Nearby        bool // Changed, but the quoted words still stand
	VerifiedUntil time.Time
	Updated       time.Time
}

// Result is the answer to an ask.
type Result struct {
	Text    string
	Space   wiki.SpaceID // 0: everywhere
	Outcome Outcome
	Offers  []Offer // the ten best, best first
	Similar []Ref   // open questions that look alike, best first
	Reply   Reply   // Who is "" when nobody is known
}

// Caution tells a reader why the answer should be read with care; "" where nothing speaks against it.
func (o Offer) Caution() string { return caution(o.State, o.Nearby) }

// Ref names a question where a whole Question is too much.
type Ref struct {
	ID    QuestionID
	Title string
	State State
	Space wiki.SpaceID
}

// URL is the question's address.
func (r Ref) URL() string { return QuestionURL(r.ID, r.Title) }
