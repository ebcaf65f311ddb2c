package content

import (
	"sort"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// MaxSource is the largest page that Parse accepts, in bytes.
const MaxSource = 20 << 20

// Document is one parsed page: what the rest of the program needs to know about a text, taken from
// one parse and one walk. It holds the syntax tree, so Render does not parse again. A Document is
// read-only after Parse, apart from Title, which may be set before Render.
type Document struct {
	Source     string
	Front      Front
	BodyStart  int    // byte offset in Source at which the Markdown begins
	Title      string // of the front matter, else the first level-1 heading's text, else ""
	RedirectTo string // the page only leads on to this address; "" for ordinary pages
	Sections   []Section
	Links      []Link
	Mentions   []Mention
	Tasks      []Task
	IDs        []string // identifiers that raw HTML sets: a #fragment may lead there
	Mermaid    bool     // holds a diagram, drawn in the browser
	Math       bool     // holds a formula, drawn in the browser
	Words      int
	Warnings   []Warning // tags of a site generator that nobody here understands

	body     string // Source from BodyStart
	work     []byte // body with the tags of site generators replaced by tokens of equal length
	tags     []tag
	root     ast.Node
	linkOf   map[ast.Node]int   // links, images, autolinks and wiki links -> Links
	rawLinks map[ast.Node][]int // raw HTML -> Links, in the order of its attributes; -1 is none
	sections map[ast.Node]int   // headings -> Sections
	lines    []int              // offsets in Source of every line feed
}

// Section is a heading and its own text up to the next heading of any level. The text before the
// first heading, where any is visible, is a section with Heading "" and Level 0.
type Section struct {
	Heading string   // plain text: marks, links and a trailing {#id} removed
	Level   int      // 1 to 6; 0 before the first heading
	ID      string   // the explicit {#id}, or ""
	Path    []string // the headings above, outermost first, without its own
	Text    string   // plain text of the section's own body, a block a line, without the heading
	Source  string   // the Markdown, heading line included
	Start   int      // byte offset of Source in Document.Source
	End     int
	Line    int // line of Start in Document.Source, from 1
}

// LinkKind says where a link leads, as far as the text alone can tell.
type LinkKind string

// The kinds of links.
const (
	URL        LinkKind = "url"        // absolute: http, https, mailto or tel
	Path       LinkKind = "path"       // relative, root-relative, or from a generator's tag; see Candidates
	Wiki       LinkKind = "wiki"       // [[Page]]; Target is the title as written
	Page       LinkKind = "page"       // /p/12/…; Target is the number
	Attachment LinkKind = "attachment" // /a/12/name; Target is the whole path
	Fragment   LinkKind = "fragment"   // #part of the same page; Target is ""
)

// Link is one link or embedded image.
type Link struct {
	Kind     LinkKind
	Target   string // without the fragment
	Fragment string // without the #, percent-encoding undone
	Label    string // the visible text; for an image its alternative text
	Embed    bool   // an image
	Section  int    // index in Document.Sections; -1 in a page that has none
	Line     int    // in Document.Source, from 1
	Raw      string // the destination as it stands in the source
}

// Mention is an @name.
type Mention struct {
	Name    string // without the @
	Section int
	Line    int
}

// Task is an entry of a task list.
type Task struct {
	Text    string
	Done    bool
	Section int
	Line    int
}

// Warning is something in a page that is kept but not understood.
type Warning struct {
	Line int
	Text string
}

// Parse reads a page: front matter and Markdown. The source is never changed. It fails with an
// *Error of kind TooLarge above MaxSource, and of kind Invalid, with Data["line"], for text that is
// built to exhaust a parser (see limits.go). It never panics, and takes time linear in the length.
func Parse(source string) (*Document, error) {
	if len(source) > MaxSource {
		return nil, Errorf(TooLarge, "The page has %d MB; a page may have at most %d MB. Nothing was changed.",
			len(source)>>20, MaxSource>>20)
	}
	front, body, start := SplitFront(source)
	d := &Document{
		Source: source, Front: front, BodyStart: start, body: body,
		Title: front.Title, RedirectTo: front.RedirectTo,
		linkOf: map[ast.Node]int{}, sections: map[ast.Node]int{},
	}
	if err := d.mask(); err != nil {
		return nil, d.refuse(err)
	}
	if err := checkLimits(d.work); err != nil {
		return nil, d.refuse(err)
	}
	pc := parser.NewContext()
	if len(d.tags) > 0 {
		pc.Set(tagsKey, tokens(d.nextTag))
	}
	d.root = markdown().Parse(text.NewReader(d.work), parser.WithContext(pc))
	w := walker{d: d}
	w.run()
	return d, nil
}

// hostile is a breach of a limit at an offset of the body.
type hostile struct {
	offset int
	what   string
}

func (h *hostile) Error() string { return h.what }

func (d *Document) refuse(h *hostile) *Error {
	line := d.lineAt(d.BodyStart + h.offset)
	e := Errorf(Invalid, "Line %d: %s. Nothing was changed.", line, h.what)
	e.Data = map[string]string{"line": strconv.Itoa(line)}
	return e
}

// lineAt is the line, from 1, of an offset in Source.
func (d *Document) lineAt(offset int) int {
	if d.lines == nil {
		d.lines = make([]int, 0, strings.Count(d.Source, "\n")+1)
		for i := 0; ; {
			n := strings.IndexByte(d.Source[i:], '\n')
			if n < 0 {
				break
			}
			d.lines = append(d.lines, i+n)
			i += n + 1
		}
	}
	return 1 + sort.SearchInts(d.lines, offset)
}

// Excerpt is the beginning of a plain text in at most limit characters, cut at a word, white space
// folded. A shortened one ends in "…".
func Excerpt(text string, limit int) string {
	var b strings.Builder
	n, cut := 0, 0 // characters written; bytes that leave room for the "…"
	for word := range strings.FieldsSeq(text) {
		size := utf8.RuneCountInString(word)
		if n > 0 {
			size++
		}
		if n+size > limit {
			if cut == 0 {
				return string([]rune(word)[:min(max(limit-1, 0), utf8.RuneCountInString(word))]) + "…"
			}
			return strings.TrimRight(b.String()[:cut], ",;:–—-") + "…"
		}
		if n > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(word)
		if n += size; n < limit {
			cut = b.Len()
		}
	}
	return b.String()
}
