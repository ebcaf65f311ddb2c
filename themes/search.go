package themes

import "html/template"

// Search is the list of what was found. Form: q, space, kind; GET /search. The box in the top bar also sends
// box=1: a question typed there may be sent on to /ask.
type Search struct {
	Frame
	Problem           // a query that cannot be read
	Q          string // as typed
	Total      int
	Took       string // "4 ms"
	Spaces     []Facet
	Kinds      []Facet
	Hits       []Hit
	Pager      Pager
	Rebuilding string // "1,204 of 2,995 pages are indexed so far": results are incomplete; "" when they are not
	Instead    *Link  // "search only for “reimbursment”" or another reading; nil for none
	Corrected  string // the words searched for where they differ from Q
}

// Screen names the template.
func (Search) Screen() string { return "search" }

// Facet is a filter with its count.
type Facet struct {
	Text, URL string
	Count     int // -1: not counted
	On        bool
}

// Hit is a page with its best section, a question, or an attachment.
type Hit struct {
	Kind     string // "page", "question" or "attachment"
	Path     string // "Handbook › Travel › Receipts and vouchers" or "Question · answered · asked 41 times"
	Title    string // of the best section, of the page, of the question
	URL      string
	Snippet  template.HTML // <mark> only
	Verified Verified
	Updated  Time
	Others   []Link // other sections of the page that match
	Answer   *Link  // for a question: the section that answers it
}
