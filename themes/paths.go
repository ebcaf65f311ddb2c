package themes

// Paths lists the reader's own paths and those there are.
type Paths struct {
	Frame
	Mine    []PathRow
	Others  []PathRow
	MayMake bool
}

// Screen names the template.
func (Paths) Screen() string { return "paths" }

// PathRow is a path in a list.
type PathRow struct {
	Title, URL, Role, Where string
	Done, Steps             int    // of the reader's own: how many steps are finished
	Late                    int    // and how many should be
	Next                    string // what comes next
	NextDue                 string // "due 5 June 2026"
}

// PathView is a path. Forms to /paths/{id}: action=start with start (a date); action=done with step and revision,
// action=undo with step; action=leave. To /paths/{id}/people: action=start with person and start, action=end with person.
type PathView struct {
	Frame
	Problem
	ID          int64
	Heading     string
	Role, Text  string
	Where       Link
	On          bool   // the reader is on it
	Start       string // the reader's first day
	Today       string // 2026-12-31
	Done        int
	Steps       []PathStep
	Asked       []Link // what newcomers asked in their first weeks
	MayEdit     bool
	MayManage   bool
	People      []PathPerson
	Candidates  []Option
	PersonStart string
}

// Screen names the template.
func (PathView) Screen() string { return "path" }

// PathStep is a step as its reader stands to it.
type PathStep struct {
	ID       int64
	Kind     string // "page", "recording", "check"
	Title    string
	URL      string
	Outside  bool   // URL leads elsewhere
	Due      string // "5 June 2026"; "" for any time
	Late     bool
	Finished bool
	Done     Time // zero: not yet
	Revision int  // that is acknowledged with the button
	Changed  []Link
	Compare  string // what changed since the acknowledged revision
}

// PathPerson is somebody on a path.
type PathPerson struct {
	Person
	Start      string
	Done, Late int
	Steps      int
	Open       []string // titles of what is left
}

// PathForm makes or changes a path: POST /paths/new or /paths/{id}/edit with space (of a new one), title, role, text and
// for every row N: step (the N), id_N, place_N, title_N, target_N, days_N, remove_N. action=remove deletes the path.
type PathForm struct {
	Frame
	Problem
	ID        int64 // 0 for a new one
	Spaces    []Option
	Title     string
	Role      string
	Text      string
	Rows      []PathFormRow
	MayRemove bool
}

// Screen names the template.
func (PathForm) Screen() string { return "pathform" }

// PathFormRow is a step in the form.
type PathFormRow struct {
	N      int
	ID     int64 // 0 for a new one
	Place  int
	Title  string
	Hint   string // the title that an empty one stands for
	Target string
	Days   int
}
