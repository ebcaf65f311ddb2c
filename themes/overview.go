package themes

// InsightsFilter narrows every screen of insights: by date, space and area.
type InsightsFilter struct {
	Problem
	Action           string // path of the screen
	From, To         string // dates, 2026-03-31, UTC, or what was typed
	FromFree, ToFree bool   // what was typed is no date: a field for dates would not show it
	Ranges           []Tab  // usual ranges
	Spaces           []Option
	Areas            []Option // none: areas cannot be chosen
}

// InsightsForm stands in place of a screen of insights whose filter cannot be.
type InsightsForm struct {
	Frame
	Heading string
	Tabs    []Tab
	Filter  InsightsFilter
}

// Screen names the template.
func (InsightsForm) Screen() string { return "insightsform" }

// Overview is what a team asked, and what came of it.
type Overview struct {
	Frame
	Tabs    []Tab
	Filter  InsightsFilter
	Figures []Figure
	Bars    *Bars // nil: nothing was asked in the range
	Rows    []OverviewRow
	CSV     string
}

// Screen names the template.
func (Overview) Screen() string { return "overview" }

// OverviewRow is a day, week or month.
type OverviewRow struct {
	From  string // its first day
	Asked int
	N     []int // in the order of the chart's keys
}

// Bars are numbers over time, stacked. The table beside them says the same in words.
type Bars struct {
	Width, Height int // of its view box
	Across        []Tick
	Down          []Tick
	Bars          []Bar
	Keys          []Key
}

// Bar is a part of a column, in units of the view box.
type Bar struct {
	X, Y, Width, Height string
	Class               string // "a" to "d"
	Title               string // what it says, with its number
}

// Key says what a class of bars is.
type Key struct{ Class, Name string }

// Avoided lists interruptions that did not happen.
type Avoided struct {
	Frame
	Tabs                      []Tab
	Filter                    InsightsFilter
	Confirmed, Quiet, Waiting int
	ConfirmedURL, QuietURL    string
	IsQuiet                   bool // those are listed of which nobody said anything
	Rows                      []AvoidedRow
	Older                     string // address of the next ones; "" at the end
	CSV                       string
}

// Screen names the template.
func (Avoided) Screen() string { return "avoided" }

// AvoidedRow is one of them.
type AvoidedRow struct {
	At         Time
	Text, By   string // "": its asker's own
	Title, URL string // what answered; "" where it is gone
	Would      string // who would have been asked; "": nobody in particular
}

// Gaps is what people look for in vain.
type Gaps struct {
	Frame
	Tabs    []Tab
	Filter  InsightsFilter
	Manages bool // the reader manages a space, or administers
	Rows    []GapRow
	More    int
	CSV     string
}

// Screen names the template.
func (Gaps) Screen() string { return "gaps" }

// GapRow is one topic.
type GapRow struct {
	Topic         string
	Also          []string // other wordings
	People, Times int
	Last          Time
	Signs         []string // how it showed
	Where         string   // space; "": none
	Kind          string   // "nothing" written, "hidden" (written, not found), "stale"
	Title, URL    string   // what comes closest
	Request       string   // address of a page request
	Words         string   // address to add a word for words
	Wording       string   // address of the question that wants this wording; "": none
	Admin         bool     // the reader may add words
}

// PageInsights shows how fresh and how useful pages are.
type PageInsights struct {
	Frame
	Tabs    []Tab
	Filter  InsightsFilter
	Figures []Figure
	Chart   *Chart
	Lists   []TopList
	Owners  []OwnerRow
	AsOf    string // the time of day at which pages were counted; "" not yet
	CSV     string
}

// Screen names the template.
func (PageInsights) Screen() string { return "pageinsights" }

// TopList is the most of something.
type TopList struct {
	ID, Title string
	Of        string // what the numbers count
	None      string // said of an empty list
	Rows      []TopRow
}

// TopRow is a line of a list of the most of something.
type TopRow struct {
	Title, URL string
	N          int
}

// OwnerRow is how much of what somebody owns is verified. Name "": of nobody.
type OwnerRow struct {
	Name            string
	Pages, Verified int
	Share           string
}
