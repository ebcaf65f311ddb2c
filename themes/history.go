package themes

import "html/template"

// History lists the revisions of a page, newest first. Choosing two and pressing Compare opens
// /p/{id}/diff?from=&to=.
type History struct {
	Frame
	ID        int64
	Heading   string
	URL       string
	Crumbs    []Link
	Revisions []RevisionRow
	Pager     Pager
	MayEdit   bool
}

// Screen names the template.
func (History) Screen() string { return "history" }

// RevisionRow is a revision in a list.
type RevisionRow struct {
	Number  int64
	Current bool
	By      string
	At      Time
	Note    string
	Added   int // words
	Removed int // words
	Merged  bool
}

// Revision is an old text of a page, drawn.
type Revision struct {
	Frame
	ID            int64
	Heading       string // the title it had
	URL           string
	Number        int64
	Latest        int64
	By            string
	At            Time
	Note          string
	Body          template.HTML
	Source        string
	Mermaid, Math bool
	Prev, Next    int64 // neighbours; 0 at the ends
	MayEdit       bool  // Bring this back: POST /p/{id}/revert (revision)
}

// Screen names the template.
func (Revision) Screen() string { return "revision" }

// Diff compares two revisions of a page.
type Diff struct {
	Frame
	ID      int64
	Heading string
	URL     string
	From    RevisionRow
	To      RevisionRow
	Choices []Option // all revisions, for the two lists
	Side    bool     // side by side
	Rows    []DiffRow
	Added   int // words
	Removed int // words
	Same    bool
	MayEdit bool
}

// Screen names the template.
func (Diff) Screen() string { return "diff" }

// DiffRow is a line of a comparison, with both sides; the inline view draws left and right one after the other.
type DiffRow struct {
	Kind        string // "same", "changed", "added", "removed" or "fold"
	Left, Right []Span
	LeftLine    int // 0: no such line on that side
	RightLine   int
	Fold        int // for "fold": how many equal lines are left out
}

// Span is a run of text in a comparison.
type Span struct {
	Op   string // "" same, "ins" or "del"
	Text string
}

// Trash lists deleted pages. Restore: POST /p/{id}/restore.
type Trash struct {
	Frame
	Rows  []TrashRow
	Pager Pager
}

// Screen names the template.
func (Trash) Screen() string { return "trash" }

// TrashRow is a deleted page.
type TrashRow struct {
	ID         int64
	Title, URL string
	Where      string
	By         string
	At         Time
	Beneath    int // pages deleted with it
	MayRestore bool
}
