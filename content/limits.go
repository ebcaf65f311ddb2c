package content

import (
	"bytes"
	"fmt"
)

// The Markdown parser has no time-out, and some texts take it quadratic time: nesting, rows shorter
// than their table, definitions in a row, emphasis that never closes. So a page is measured before
// it is parsed, in one pass over its bytes, and refused with the line at which it went too far. The
// limits are far beyond what people write: of 3,200 real pages none comes near
// a twentieth of any.
const (
	maxDepth      = 60   // block quotes and lists in each other
	maxIndent     = 120  // columns before a list marker
	maxBlankLines = 2000 // blank lines in a row
	maxBars       = 2000 // \| in one page: in code in tables each costs as much as there are

	// The work that a page may ask for, in tenths of a microsecond of parsing and drawing: a fixed
	// amount, with more for what is longer than a megabyte.
	maxWork        = 3_000_000
	maxWorkPerByte = 3
)

// work is what a character costs the parser and the renderer, beyond being copied: measured on
// texts that consist of nothing else.
var work = [256]int{
	'\n': 8, '[': 35, '<': 80, '@': 40, '$': 15, '|': 25, '`': 15, '~': 15, '*': 15, '_': 15, ':': 8, '&': 8,
	'{': 20, '#': 8, '!': 4, '\\': 5, '\r': 4, '.': 2, '(': 3, '"': 3, '\'': 3, '>': 3, '/': 2,
	0: 10, 0xF4: 20,
}

const (
	workMarker = 60  // a list marker or the sign of a block quote
	workCell   = 45  // a cell of a table, an empty one too
	workLevel  = 6   // a level of nesting that a line stands in
	workLink   = 50  // an address that becomes a link by itself
	workNote   = 200 // a reference to a footnote
	workTitle  = 40  // a heading
	lineShare  = 25  // bytes of a line that one more link in it costs a tenth of a microsecond
	copyShare  = 64  // the same for bytes of a definition and each place that may refer to it
	pairShare  = 50  // the same for signs that wait in a paragraph for their partner, and one more of them
	noteShare  = 6   // the same for footnotes, which are sought among all others
)

// counter is the state of the one pass.
type counter struct {
	size    int // of the whole text
	work    int
	notes   int
	bars    int
	blank   int
	opens   int // all [
	longest int // definition, in bytes
	depth   int // levels that the present line may stand in

	// in the present paragraph
	lines, delimiters, definitions, columns, brackets, definition int
}

// checkLimits refuses text on which the parser would need more than linear time, or too much of it.
func checkLimits(text []byte) *hostile {
	c := counter{size: len(text)}
	for at := 0; at < len(text); {
		end := len(text)
		if n := bytes.IndexByte(text[at:], '\n'); n >= 0 {
			end = at + n + 1
		}
		if what := c.line(text[at:end]); what != "" {
			return &hostile{at, what}
		}
		at = end
	}
	c.paragraphEnd()
	if c.work += c.opens * (c.longest / copyShare); c.tooMuch() {
		return &hostile{len(text), "a long link definition is used too often"}
	}
	return nil
}

// line measures a line and says what is wrong with it, or "".
func (c *counter) line(line []byte) string {
	opens := c.opens
	for _, b := range line {
		c.work += work[b]
		switch b {
		case '*', '_', '~':
			c.delimiters++
			c.work += c.delimiters / pairShare
		case '[':
			c.opens++
			c.brackets++
			c.work += c.brackets / pairShare
		case ']':
			c.brackets = max(c.brackets-1, 0)
		}
	}
	c.links(line, c.opens > opens)
	rest, markers, indent := opening(line)
	if markers > 0 && interrupts(line, rest, indent) {
		c.paragraphEnd()
	}
	if len(bytes.TrimSpace(rest)) == 0 {
		c.paragraphEnd()
		c.blank++
		if markers > 0 {
			c.blank, c.depth = 0, max(c.depth, markers)
		}
	} else {
		if markers > 0 {
			c.depth = markers + indent/2
		} else if indent == 0 && c.blank > 0 {
			c.depth = 0
		}
		c.blank = 0
		c.lines++
		c.table(rest)
		c.defines(rest)
		c.definition += min(c.definition, 1) * len(rest)
		if rest[0] == '#' || rest[0] == '=' || rest[0] == '-' {
			c.work += workTitle
		}
	}
	c.work += markers*workMarker + c.depth*workLevel
	return c.wrong(markers, indent)
}

// interrupts reports whether a line with a mark surely begins a paragraph of its own: an entry of a
// list does, but not an empty one, one that is indented, or one with a number other than 1.
func interrupts(line, rest []byte, indent int) bool {
	return indent < 4 && len(rest) > 0 && rest[0] != '\n' && rest[0] != '\r' &&
		(bytes.IndexByte([]byte("-+*"), line[indent]) >= 0 || bytes.HasPrefix(line[indent:], []byte("1.")))
}

func (c *counter) paragraphEnd() {
	c.longest = max(c.longest, c.definition)
	c.lines, c.delimiters, c.definitions, c.columns, c.brackets, c.definition = 0, 0, 0, 0, 0, 0
}

// links charges what a line has that may become links and headings. A link that is not closed is
// sought to the end of its line.
func (c *counter) links(line []byte, brackets bool) {
	c.work += workLink * (bytes.Count(line, []byte("www.")) + bytes.Count(line, []byte("://")))
	c.bars += bytes.Count(line, []byte(`\|`))
	if brackets {
		notes := bytes.Count(line, []byte("[^"))
		c.notes += notes
		c.work += notes * (workNote + c.notes/noteShare)
		c.work += bytes.Count(line, []byte("](")) * (len(line) / lineShare)
	}
}

func (c *counter) tooMuch() bool { return c.work > maxWork+max(0, c.size-1<<20)*maxWorkPerByte }

func (c *counter) wrong(markers, indent int) string {
	switch {
	case markers > maxDepth || markers > 0 && indent > maxIndent:
		return fmt.Sprintf("lists and block quotes may be nested %d deep, not deeper", maxDepth)
	case c.blank > maxBlankLines:
		return fmt.Sprintf("there are more than %d blank lines in a row", maxBlankLines)
	case c.bars > maxBars:
		return fmt.Sprintf("a page may have %d escaped bars, not more", maxBars)
	case c.tooMuch():
		return "up to here the page has more markup than can be shown; split it into several pages"
	default:
		return ""
	}
}

// opening takes the marks of containers off the front of a line and counts them; indent is the
// white space before the first mark, in columns.
func opening(line []byte) (rest []byte, markers, indent int) {
	i := 0
	for i < len(line) {
		switch c := line[i]; {
		case c == ' ' || c == '\t':
			if markers == 0 {
				indent++
				if c == '\t' {
					indent += 3
				}
			}
			i++
		case c == '>':
			markers++
			i++
		case c == ':' && i+1 < len(line) && (line[i+1] == ' ' || line[i+1] == '\t'):
			markers++
			i += 2
		case c == '[' && bytes.HasPrefix(line[i:], []byte("[^")):
			n := bytes.Index(line[i:min(len(line), i+200)], []byte("]:"))
			if n < 0 {
				return line[i:], markers, indent
			}
			markers++
			i += n + 2
		default:
			n := marker(line[i:])
			if n == 0 {
				return line[i:], markers, indent
			}
			markers++
			i += n
		}
	}
	return nil, markers, indent
}

// marker is the length of a list marker at the beginning of s, or 0.
func marker(s []byte) int {
	n := 0
	for n < len(s) && n < 9 && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	switch {
	case n == len(s):
		return 0
	case n > 0 && (s[n] == '.' || s[n] == ')'), n == 0 && (s[0] == '-' || s[0] == '*' || s[0] == '+'):
		if n+1 == len(s) || s[n+1] == ' ' || s[n+1] == '\t' || s[n+1] == '\n' || s[n+1] == '\r' {
			return n + 1
		}
	}
	return 0
}

// table charges the cells of a row; the columns are those of the widest delimiter row before it in
// the paragraph, since a short row is filled up with empty cells.
func (c *counter) table(rest []byte) {
	c.work += c.columns * workCell
	if rest[0] != '|' && rest[0] != ':' && rest[0] != '-' || c.lines < 2 {
		return
	}
	for _, b := range rest {
		if b != '|' && b != ':' && b != '-' && b != ' ' && b != '\t' && b != '\r' && b != '\n' {
			return
		}
	}
	c.columns = max(c.columns, bytes.Count(rest, []byte("|"))+1)
}

// defines counts link definitions and measures them.
func (c *counter) defines(rest []byte) {
	if rest[0] != '[' {
		return
	}
	n := bytes.Index(rest[:min(len(rest), 1100)], []byte("]:"))
	if n >= 0 {
		c.definitions++
		c.work += c.definitions / pairShare
		c.longest = max(c.longest, c.definition)
		c.definition = 1
	}
}
