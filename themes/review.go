package themes

// Reviews lists texts that may be one, or contradict each other, each pair side by side.
type Reviews struct {
	Frame
	Problem
	Kinds []Facet // all, questions, sections, contradictions
	Whose []Facet // mine, everybody's
	Rows  []Review
	More  bool // there are more than are shown
}

// Screen names the template.
func (Reviews) Screen() string { return "reviews" }

// ReviewView is one of them.
type ReviewView struct {
	Frame
	Problem
	Row Review
}

// Screen names the template.
func (ReviewView) Screen() string { return "review" }

// Review is two texts side by side. Its buttons post to the addresses beneath URL: both, reopen, and, with from=0
// or 1, link and merge; back is where they come back to.
type Review struct {
	ID        int64
	Kind      string // "question", "copy" or "conflict"
	State     string // "open", "both" or "linked"
	Why       string
	Heading   string
	URL       string
	Back      string
	Found     Time
	Decided   Time
	By        string
	Sides     []ReviewSide // two
	MayDecide bool
}

// ReviewSide is one of two texts.
type ReviewSide struct {
	From      int // 0 or 1
	Title     string
	URL       string
	Where     string // the space, or the page's place
	Owner     string
	Updated   Time
	State     string   // of a question, as in QuestionRow
	Text      string   // what stands there; Parts where some of it is marked
	Parts     []Span   // Op "ins" is what differs from the other side
	Words     []string // other wordings of a question
	Edit      string   // path of the editor; "" where the reader may not
	MayChange bool     // link to the other one, or merge into it
	Other     string   // the name of the other side
}

// ChainView tells how the answers of a question came about.
type ChainView struct {
	Frame
	Question Link
	State    string
	JSON     string // path of the same as JSON
	Cut      bool   // there are older steps than are shown
	Steps    []ChainStep
	Wordings []ChainWording
}

// Screen names the template.
func (ChainView) Screen() string { return "chain" }

// ChainStep is one step.
type ChainStep struct {
	At       Time
	What     string
	Who      string // "" where nobody is named
	Place    string
	URL      string
	Revision string // "revision 12"
	Text     string
	Other    *Link
	Score    string // "83 %": how sure Docent was
	Through  string // "through the API"
}

// ChainWording is a wording with where it came from.
type ChainWording struct {
	Text    string
	Origin  string // "learnt when it answered somebody"
	Score   string
	Came    *Link
	Added   Time
	Removed Time
}

// Standing is who stands for an answer. Its forms post to /q/{id}/answers/{aid}/verify (months: 3, 6, 12 or 0) and
// /own (owner: a name or an e-mail address, "" for who gave the answer).
type Standing struct {
	Question  int64
	Answer    int64
	Keeper    string
	Verified  Verified
	MayVerify bool
}
