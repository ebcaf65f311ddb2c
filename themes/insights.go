package themes

// Insights shows how well Docent finds and answers, measured on the team's own solved questions. Administrators'
// buttons post to /insights/evaluate and, with action=learn|adopt|ship, to /insights/weights.
type Insights struct {
	Frame
	Tabs     []Tab
	Whole    bool // of everything; else of what everybody who signed in may read
	Running  bool // an evaluation runs
	Since    Time // when it began
	At       Time // of the newest evaluation; zero: there is none yet
	Asked    int  // wordings that it asked
	Of       int  // of how many, where it asked a sample; 0: all
	Figures  []Figure
	Ranges   []Tab  // of days
	Chart    *Chart // nil: nothing was measured in the range
	Rows     []Measured
	CSV      string          // address of the table as a file
	Weights  *RankingWeights // nil: not for this reader
	Lost     []LostWording
	LostMore int // further ones that are not listed
}

// Screen names the template.
func (Insights) Screen() string { return "insights" }

// Figure is one number with what it says.
type Figure struct {
	Class       string // of its line in the chart
	Name, Value string
	Text        string // what it means, one sentence
	URL         string // where what is counted can be opened; "" nowhere
}

// Chart is lines over time, from 0 to 100 %. Its table says the same in words.
type Chart struct {
	Width, Height int // of its view box
	Across        []Tick
	Down          []Tick
	Lines         []ChartLine
}

// Tick is a place on an axis: At from the left or the top, in units of the view box.
type Tick struct {
	At    string
	Label string
}

// ChartLine is one figure over time. Class is "a" to "d": colour and dashes.
type ChartLine struct {
	Class, Name string
	Points      string // "x,y x,y …", oldest first
	Dots        []Dot  // few points are drawn each
	EndX, EndY  string // where its name stands
}

// Dot is a point of a line.
type Dot struct{ X, Y string }

// Measured is one evaluation in figures.
type Measured struct {
	At                              Time
	Asked                           int
	First, Ten, Answered, Precision string // "87 %"
}

// LostWording is a way to ask a solved question that, were it not known, would not find the answer.
type LostWording struct {
	Title, URL string
	Text       string // what was asked; "" where it is the title
}

// RankingWeights says how answers are ranked: as Docent comes, or as was learnt.
type RankingWeights struct {
	Adopted  Time // when the learnt ones were taken into use; zero: they are not
	By       string
	Learnt   Time // when was learnt last; zero: never
	InUse    bool // what was learnt last is in use
	Gained   bool // what was learnt last is better than what Docent comes with
	Compared []RankingSides
	TooFew   []string // what there was too little of to learn from, a sentence each
}

// RankingSides compares one kind of answers.
type RankingSides struct {
	Name     string // "Answered questions"
	Wordings int    // from how many was learnt
	Rows     []RankingRow
}

// RankingRow is one side of a comparison.
type RankingRow struct{ Name, First, Five, Ten, Mean string }
