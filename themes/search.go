package themes

import "html/template"

// Search is the list of what was found. Form: q, sort; GET /search. The box in the top bar also sends
// box=1: a question typed there may be sent on to /ask.
type Search struct {
	Frame
	Problem             // a query that cannot be read
	Q          string   // as typed
	Notes      []string // what of it was not read as it was meant
	Total      int
	Took       string // "4 ms"
	Sorts      []Facet
	Active     []Filter // the operators of the query
	Clear      string   // the query without them; "" where there are none
	Facets     []FacetGroup
	Hits       []Hit
	Pager      Pager
	Rebuilding string     // "1,204 of 2,995 pages are indexed so far": results are incomplete; "" when they are not
	Freely     string     // how the query was read where nothing has all of its words; "" where something has
	Meant      *Link      // "did you mean": another spelling; nil for none
	Asking     *Link      // the question as it would be asked; nil where there is nothing to ask
	Help       []HelpLine // the query language
	Watch      *Link      // the one tag that is looked for, which can be watched; nil for none
}

// Screen names the template.
func (Search) Screen() string { return "search" }

// Filter is one operator of a query; URL is the query without it.
type Filter struct{ Text, URL string }

// FacetGroup is one way to narrow results.
type FacetGroup struct {
	Name   string // "space"
	Title  string // "Space"
	Values []Facet
	More   []Facet // the less frequent ones
}

// Facet is a filter with its count.
type Facet struct {
	Text, URL string
	Count     int // -1: not counted
	On        bool
}

// HelpLine explains one piece of the query language by an example, which is searched at URL.
type HelpLine struct{ Example, URL, Text string }

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
