package content

import (
	"io"
)

// Rendered is the HTML of a page with holes: Parts[0] Holes[0] Parts[1] … It depends on the source
// and on the section anchors alone, so it may be kept; what depends on other pages or on the
// reader is filled in while the page is drawn.
type Rendered struct {
	Parts    []string
	Holes    []Hole
	Sections []SectionStart
}

// HoleKind says what a hole stands for.
type HoleKind byte

// The kinds of holes.
const (
	LinkHole    HoleKind = iota // inside <a …>: filled with attributes, ` href="/p/12/x#y"`
	ImageHole                   // inside <img …>: filled with ` src="…"`
	MentionHole                 // a whole element, or text
)

// Hole is a place in the HTML that another page or the reader decides.
type Hole struct {
	Kind HoleKind
	Link int    // index in Document.Links, for MentionHole in Document.Mentions
	Alt  string // MentionHole: @name; ImageHole: the alternative text, which stands in the element too
}

// SectionStart says where a section begins: at a byte of a part.
type SectionStart struct {
	Anchor       string
	Part, Offset int
}

// Fill writes the HTML, asking fill for the HTML of each hole. An error of w is its owner's to see.
func (r Rendered) Fill(w io.Writer, fill func(Hole) string) {
	for i, part := range r.Parts {
		_, _ = io.WriteString(w, part)
		if i < len(r.Holes) {
			_, _ = io.WriteString(w, fill(r.Holes[i]))
		}
	}
}
