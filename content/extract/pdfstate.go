package extract

import (
	"math"
	"strings"
	"unicode"

	"github.com/ledongthuc/pdf"
)

// matrix is a transformation as PDF writes it: a b c d e f (ISO 32000-1, 8.3.3).
type matrix [6]float64

var identity = matrix{1, 0, 0, 1, 0, 0}

func (m matrix) times(n matrix) matrix {
	return matrix{
		m[0]*n[0] + m[1]*n[2], m[0]*n[1] + m[1]*n[3],
		m[2]*n[0] + m[3]*n[2], m[2]*n[1] + m[3]*n[3],
		m[4]*n[0] + m[5]*n[2] + n[4], m[4]*n[1] + m[5]*n[3] + n[5],
	}
}

// look is the part of the graphics state that decides where text stands (ISO 32000-1, 9.3).
type look struct {
	ctm                        matrix
	font                       *font
	size, scale, chars, spaces float64 // Tfs, Th, Tc, Tw
	leading                    float64
}

// state interprets the operators that move and show text.
type state struct {
	look
	saved      []look
	text, line matrix
	resources  pdf.Value
	fonts      map[string]*font
	layout     *layout
}

const savedStates = 256 // more are no drawing but an attack

// operands is how many numbers an operator needs, for those that are looked at.
var operands = map[string]int{
	"cm": 6, "Tm": 6, "Td": 2, "TD": 2, "TL": 1, "Tc": 1, "Tw": 1, "Tz": 1, "Tf": 2, "Tj": 1, "TJ": 1, "'": 1, "\"": 3,
}

func (s *state) operate(op string, args []pdf.Value) error {
	if len(args) < operands[op] {
		return nil
	}
	n := func(i int) float64 { return args[i].Float64() }
	switch op {
	case "q":
		if len(s.saved) < savedStates {
			s.saved = append(s.saved, s.look)
		}
	case "Q":
		if last := len(s.saved) - 1; last >= 0 {
			s.look, s.saved = s.saved[last], s.saved[:last]
		}
	case "cm":
		s.ctm = matrix{n(0), n(1), n(2), n(3), n(4), n(5)}.times(s.ctm)
	case "BT":
		s.text, s.line = identity, identity
	case "Tm":
		s.line = matrix{n(0), n(1), n(2), n(3), n(4), n(5)}
		s.text = s.line
	case "TD":
		s.leading = -n(1)
		s.move(n(0), n(1))
	case "Td":
		s.move(n(0), n(1))
	case "T*":
		s.move(0, -s.leading)
	case "TL":
		s.leading = n(0)
	case "Tc":
		s.chars = n(0)
	case "Tw":
		s.spaces = n(0)
	case "Tz":
		s.scale = n(0) / 100
	case "Tf":
		s.size = n(1)
		s.font = fontOf(s.resources.Key("Font").Key(args[0].Name()), s.fonts)
	default:
		return s.shows(op, args)
	}
	return nil
}

func (s *state) shows(op string, args []pdf.Value) error {
	switch op {
	case "Tj":
		return s.show(args[0].RawString())
	case "'":
		s.move(0, -s.leading)
		return s.show(args[0].RawString())
	case "\"":
		s.spaces, s.chars = args[0].Float64(), args[1].Float64()
		s.move(0, -s.leading)
		return s.show(args[2].RawString())
	case "TJ":
		for i := range args[0].Len() {
			piece := args[0].Index(i)
			if piece.Kind() != pdf.String {
				s.advance(-piece.Float64() / 1000 * s.size)
				continue
			}
			if err := s.show(piece.RawString()); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *state) move(x, y float64) {
	s.line = matrix{1, 0, 0, 1, x, y}.times(s.line)
	s.text = s.line
}

func (s *state) advance(by float64) { s.text = matrix{1, 0, 0, 1, by * s.scale, 0}.times(s.text) }

// show puts a string on the page. Whether pieces of text are one word is told by where they stand.
func (s *state) show(raw string) error {
	if s.font == nil {
		return nil
	}
	from := s.text.times(s.ctm)
	text, width, codes, blanks := s.font.decode(raw)
	s.advance(width*s.size + float64(codes)*s.chars + float64(blanks)*s.spaces)
	to := s.text.times(s.ctm)
	return s.layout.put(run{
		text: text, x: from[4], y: from[5], dx: to[4] - from[4], dy: to[5] - from[5],
		size: math.Abs(s.size) * math.Hypot(from[0], from[1]), guessed: s.font.guessed,
	})
}

// run is a piece of text at a place on the page, in points.
type run struct {
	text    string
	x, y    float64 // where it begins
	dx, dy  float64 // to where it ends
	size    float64 // of the letters
	guessed bool    // the widths of the letters are not known
}

// layout makes lines and words of runs, in the order in which they are drawn: that is the order of
// reading in nearly every file, and columns stay apart.
type layout struct {
	out  *writer
	last run
	any  bool
	line strings.Builder
}

func (l *layout) put(r run) error {
	if r.text == "" {
		return nil
	}
	if l.any {
		along, across := l.last.distance(r)
		em := max(l.last.size, r.size, 1e-6)
		gap := 0.16
		if l.last.guessed {
			gap = 0.3
		}
		switch {
		case math.Abs(across) > 0.5*em || along < -2*em:
			if err := l.end(); err != nil {
				return err
			}
			if math.Abs(across) > 1.7*em {
				if err := l.out.add("\n"); err != nil {
					return err
				}
			}
		case along > gap*em && !l.spaced(r.text):
			l.line.WriteByte(' ')
		}
	}
	l.last, l.any = r, true
	l.line.WriteString(r.text)
	return nil
}

// spaced says whether there is white space already where a piece of text would follow.
func (l *layout) spaced(text string) bool {
	line := l.line.String()
	return line == "" || strings.HasSuffix(line, " ") || strings.HasPrefix(text, " ")
}

// distance is how far a run begins from the end of another, along its direction and across it.
func (r run) distance(next run) (along, across float64) {
	x, y := next.x-(r.x+r.dx), next.y-(r.y+r.dy)
	length := math.Hypot(r.dx, r.dy)
	if length < 1e-9 {
		return x, y
	}
	ux, uy := r.dx/length, r.dy/length
	return x*ux + y*uy, y*ux - x*uy
}

// end writes the line that is open.
func (l *layout) end() error {
	line := strings.TrimRightFunc(l.line.String(), unicode.IsSpace)
	l.line.Reset()
	l.any = false
	if line == "" {
		return nil
	}
	return l.out.add(line + "\n")
}
