package content

import (
	"encoding/binary"
	"errors"
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

const renderedVersion = 1

// MarshalBinary belongs to encoding.BinaryMarshaler: lengths and numbers as varints, then the text.
func (r Rendered) MarshalBinary() ([]byte, error) {
	size := 16
	for _, p := range r.Parts {
		size += len(p) + 12
	}
	b := append(make([]byte, 0, size), renderedVersion)
	str := func(s string) {
		b = binary.AppendUvarint(b, uint64(len(s)))
		b = append(b, s...)
	}
	b = binary.AppendUvarint(b, uint64(len(r.Holes)))
	for _, h := range r.Holes {
		b = append(b, byte(h.Kind))
		b = binary.AppendUvarint(b, uint64(h.Link))
		str(h.Alt)
	}
	b = binary.AppendUvarint(b, uint64(len(r.Sections)))
	for _, s := range r.Sections {
		str(s.Anchor)
		b = binary.AppendUvarint(b, uint64(s.Part))
		b = binary.AppendUvarint(b, uint64(s.Offset))
	}
	b = binary.AppendUvarint(b, uint64(len(r.Parts)))
	for _, p := range r.Parts {
		str(p)
	}
	return b, nil
}

var errRendered = errors.New("content: not a rendered page of this version")

// UnmarshalBinary belongs to encoding.BinaryUnmarshaler. It fails on bytes that are no rendered
// page, or one of another version; then the page is to be rendered again.
func (r *Rendered) UnmarshalBinary(data []byte) error {
	if len(data) == 0 || data[0] != renderedVersion {
		return errRendered
	}
	in := reader{rest: string(data[1:])}
	var out Rendered
	for range in.count() {
		out.Holes = append(out.Holes, Hole{HoleKind(in.byte()), in.number(), in.text()})
	}
	for range in.count() {
		out.Sections = append(out.Sections, SectionStart{in.text(), in.number(), in.number()})
	}
	for range in.count() {
		out.Parts = append(out.Parts, in.text())
	}
	if in.bad || in.rest != "" || !out.sound() {
		return errRendered
	}
	*r = out
	return nil
}

// sound reports whether holes and sections lie within the parts.
func (r *Rendered) sound() bool {
	if len(r.Parts) != len(r.Holes)+1 {
		return false
	}
	for _, s := range r.Sections {
		if s.Part >= len(r.Parts) || s.Offset > len(r.Parts[s.Part]) {
			return false
		}
	}
	return true
}

// reader takes a marshalled value apart; bad once anything was missing. Its strings share one
// allocation.
type reader struct {
	rest string
	bad  bool
}

func (r *reader) number() int {
	var n uint64
	for shift := 0; shift < 63; shift += 7 {
		c := r.byte()
		n |= uint64(c&0x7F) << shift
		if c < 0x80 {
			return int(n)
		}
	}
	r.bad = true
	return 0
}

func (r *reader) byte() byte {
	if len(r.rest) == 0 {
		r.bad = true
		return 0
	}
	c := r.rest[0]
	r.rest = r.rest[1:]
	return c
}

// count is a number of values that follow; each takes a byte at least.
func (r *reader) count() int {
	n := r.number()
	if n > len(r.rest) {
		r.bad = true
		return 0
	}
	return n
}

func (r *reader) text() string {
	n := r.count()
	s := r.rest[:n]
	r.rest = r.rest[n:]
	return s
}
