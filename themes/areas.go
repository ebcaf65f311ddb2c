package themes

// WhoAnswers is the part of a form by which an asker sees who will be asked, and chooses somebody else. Fields: ask
// is "" (who answers for it), "other" (with other=NAME of a person or group, and insist=1 to ask a person who is away) or "triage".
type WhoAnswers struct {
	Shown  bool
	Who    string // by the rules; "" where nobody answers for it
	Why    string // after Who and a comma, or alone
	Expect string // a sentence or two
	Ask    string // what was chosen
	Other  string // what was typed
	Insist bool   // asked even while away
	Names  []string
}

// WhoAsked tells beside a question who was asked and what to expect. Form: POST /q/{id}/hand with to=me, to=triage or
// to=other and other=NAME, with insist=1 to ask a person who is away.
type WhoAsked struct {
	Shown   bool
	ID      int64 // of the question
	Who     string
	Why     string
	Expect  string
	Late    bool
	Lines   []AskedLine // those before, oldest first
	MayHand bool
	MayTake bool // it is nobody's in particular, or somebody else's, and the reader may answer
	Other   string
	Names   []string
}

// AskedLine is one time that somebody was asked.
type AskedLine struct {
	Who, Why string
	By       string // who handed it on; "" where the rules chose
	At       Time
}

// Areas lists who answers for what. Filter: space (a slug), show=missing|mine; both as GET.
type Areas struct {
	Frame
	Spaces  []Option
	Shows   []Option
	For     *CoveredPage // of one page: which areas cover it
	Rows    []AreaRow
	Missing []MissingOwner // for who manages spaces
	Load    []OwnerLoad    // the same
	Triage  bool           // there is a triage queue for the reader
	Waiting int            // in it
	MayMake bool
}

// Screen names the template.
func (Areas) Screen() string { return "areas" }

// CoveredPage is a page whose areas are looked for.
type CoveredPage struct {
	Page Link
	New  string // where an area that begins there is made; "" where the reader may not
}

// AreaRow is an area in a list.
type AreaRow struct {
	Name      string
	URL       string // of its form; "" where the reader may not change it
	Kind      string // "space", "page", "tag" or "topic"
	Where     Link   // its space or page
	Words     string // of a topic
	Owner     string // "" for nobody
	Gone      string // why the owner cannot be asked; "" where all is well
	Deputy    string
	Group     string
	Expect    string
	Usual     string // measured; "" where that is not known yet
	Emergency string
	Open      int // questions that wait
}

// MissingOwner is something that nobody answers for.
type MissingOwner struct {
	What string
	Why  string
	Do   Link
	Open int // questions that wait there
}

// OwnerLoad is how much waits for somebody, against the time that there is.
type OwnerLoad struct {
	Who     string
	Open    int
	Overdue int
	Time    string // working time in the next seven days: "32 working hours", "away until 3 March"
	A       string // questions a working day, "2.5"; "" where there is no working time
	Much    bool
	URL     string // the questions
}

// AreaForm makes an area (ID 0) or changes one. Form: kind, space, page, tag, words (a line each), name, owner, deputy
// (names), group, expect, unit, emergency; POST /areas/new or /areas/{id}; /areas/{id}/delete.
type AreaForm struct {
	Frame
	Problem
	ID        int64
	Heading   string
	Kind      string
	Kinds     []Option
	Spaces    []Option
	Page      string // its number
	PageLink  *Link
	Tag       string
	Words     string
	Name      string
	Owner     string
	Deputy    string
	Groups    []Option
	Expect    string
	Units     []Option
	Usual     string // what is expected where nothing is said
	Emergency string
	Names     []string
}

// Screen names the template.
func (AreaForm) Screen() string { return "areaform" }

// Triage lists open questions that nobody answers for. Each row's form posts to /q/{id}/hand, with back=/triage.
type Triage struct {
	Frame
	Problem
	Rows  []TriageRow
	Names []string
	More  bool // there are more than are shown
}

// Screen names the template.
func (Triage) Screen() string { return "triage" }

// TriageRow is a question that waits for nobody in particular.
type TriageRow struct {
	ID  int64
	Row QuestionRow
}
