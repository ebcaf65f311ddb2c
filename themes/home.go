package themes

// Home is what somebody sees first.
type Home struct {
	Frame
	Note      string // under the box: "92 of the last 100 questions were answered at once"; "" for none
	Tasks     []Task // the reader's own, at most five
	Waiting   []QuestionRow
	Recent    []PageRow
	Often     []QuestionRow // answered questions asked most; Asked is drawn
	SpaceList []SpaceCard
	Hints     []Hint // first steps; drawn only where there are some
}

// Screen names the template.
func (Home) Screen() string { return "home" }

// Hint is a first step for a team that has just begun.
type Hint struct {
	Title, Text string
	URL, Action string // the button's path and its words
	Done        bool
}

// PageRow is a page in a list.
type PageRow struct {
	Title, URL string
	Where      string // "Handbook › Travel"
	Updated    Time
	By         string
}

// SpaceCard is a space in a list.
type SpaceCard struct {
	Slug, Name, Description string
	Private                 bool
	Pages                   int
}
