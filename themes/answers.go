package themes

// AdminAnswers says how sure Docent has to be to show one answer. Its forms post to /admin/answers: questions and
// sections are how many of 100 answers shown have to be right; do=ship takes back what was changed; do=measure
// measures.
type AdminAnswers struct {
	Frame
	Tabs      []Tab
	Problem   Problem
	Questions TrustedKind
	Sections  TrustedKind
	Changed   bool // what is wanted is not what Docent comes with
	At        Time // when the team's own questions were asked last; zero: never
	Asked     int  // wordings
	Needed    int  // of a kind, until they are relied on
	Running   bool // they are being asked
	Since     Time // when that began
	Chart     *Chart
	Rows      []TrustRow
}

// TrustedKind is one kind of answer.
type TrustedKind struct {
	Wanted    string // of 100, as it is in use or was typed
	From      string // the confidence that it takes, "0.78"
	Asked     int    // wordings whose best candidate was of this kind
	Own       bool   // so many that they are relied on; then:
	Answered  string // the share of all wordings that is answered by this kind
	Precision string // the share of those that is right; "–" where there are none
	Short     bool   // what is wanted is not reached at any confidence
}

// TrustRow is what it takes to have a precision.
type TrustRow struct {
	Wanted              string // of 100
	Questions, Sections TrustCell
}

// TrustCell is what a precision takes of one kind of answer.
type TrustCell struct {
	From, Answered string // Answered is "" where too few were asked
	InUse          bool
}

// Screen names the template.
func (AdminAnswers) Screen() string { return "adminanswers" }
