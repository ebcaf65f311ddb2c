package content

import (
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/html"
)

// maxElements is how deep elements may nest; browsers give up at 512.
const maxElements = 200

// void elements have no end.
var void = map[string]bool{"br": true, "hr": true, "img": true, "input": true, "wbr": true, "col": true}

// closesParagraph are elements before which a browser ends an open <p>.
var closesParagraph = map[string]bool{
	"p": true, "div": true, "ul": true, "ol": true, "dl": true, "table": true, "pre": true, "blockquote": true,
	"h1": true, "h2": true, "h3": true, "h4": true, "h5": true, "h6": true, "hr": true, "details": true,
	"section": true, "figure": true, "address": true, "center": true,
}

// finisher turns sanitised HTML into parts and holes. It also balances the elements, so that no
// page closes an element of the frame around it, and drops repeated identifiers.
type finisher struct {
	w     *sink
	out   strings.Builder
	open  []string
	ids   map[string]bool
	code  int
	found Rendered
}

func finish(clean string, w *sink) Rendered {
	f := finisher{w: w, ids: map[string]bool{}}
	f.out.Grow(len(clean))
	z := html.NewTokenizer(strings.NewReader(clean))
	for z.Next() != html.ErrorToken {
		raw := string(z.Raw())
		switch name, _ := z.TagName(); {
		case !strings.HasPrefix(raw, "<"):
			f.text(raw)
		case strings.HasPrefix(raw, "</"):
			f.end(string(name))
		default:
			f.start(string(name), raw)
		}
	}
	for len(f.open) > 0 {
		f.pop()
	}
	f.cut()
	return f.found
}

// cut ends a part.
func (f *finisher) cut() {
	f.found.Parts = append(f.found.Parts, f.out.String())
	f.out = strings.Builder{}
}

func (f *finisher) pop() {
	last := len(f.open) - 1
	name := f.open[last]
	f.out.WriteString("</" + name + ">")
	f.open = f.open[:last]
	if name == "code" || name == "pre" {
		f.code--
	}
}

func (f *finisher) start(name, raw string) {
	switch {
	case closesParagraph[name] && len(f.open) > 0 && f.open[len(f.open)-1] == "p":
		f.pop()
	case name == "a" && slices.Contains(f.open, "a"):
		f.end("a")
	}
	if !void[name] {
		if len(f.open) >= maxElements {
			return
		}
		f.open = append(f.open, name)
		if name == "code" || name == "pre" {
			f.code++
		}
	}
	f.attributes(f.unique(raw))
}

// unique takes out an id that the page already has.
func (f *finisher) unique(raw string) string {
	at := strings.Index(raw, ` id="`)
	if at < 0 {
		return raw
	}
	length := strings.IndexByte(raw[at+5:], '"')
	id := raw[at+5 : at+5+length]
	if !f.ids[id] {
		f.ids[id] = true
		return raw
	}
	return raw[:at] + raw[at+6+length:]
}

// attributes writes a start tag; the attribute that holds a mark becomes a hole.
func (f *finisher) attributes(raw string) {
	at := strings.Index(raw, f.w.nonce)
	if at < 0 {
		f.out.WriteString(raw)
		return
	}
	name := strings.LastIndexByte(raw[:at], ' ')
	kind, n, rest := f.w.readMark(raw[at:])
	if kind != 'h' || name < 0 || !strings.HasPrefix(rest, `"`) {
		return
	}
	f.out.WriteString(raw[:name])
	f.cut()
	f.found.Holes = append(f.found.Holes, f.w.holes[n])
	f.out.WriteString(rest[1:])
}

// readMark reads the mark that s begins with.
func (w *sink) readMark(s string) (kind byte, n int, rest string) {
	number, rest, ok := strings.Cut(s[len(w.nonce)+1:], ".")
	n, err := strconv.Atoi(number)
	if !ok || err != nil {
		return 0, 0, s[len(w.nonce):]
	}
	return s[len(w.nonce)], n, rest
}

// end closes the innermost open element of a name; what has no start is dropped.
func (f *finisher) end(name string) {
	i := len(f.open) - 1
	for i >= 0 && f.open[i] != name {
		i--
	}
	if i < 0 {
		return
	}
	for len(f.open) > i {
		f.pop()
	}
}

// text writes text; its marks become holes and the beginnings of sections.
func (f *finisher) text(raw string) {
	for {
		at := strings.Index(raw, f.w.nonce)
		if at < 0 {
			f.words(raw)
			return
		}
		f.words(raw[:at])
		kind, n, rest := f.w.readMark(raw[at:])
		switch kind {
		case 'h':
			f.cut()
			f.found.Holes = append(f.found.Holes, f.w.holes[n])
		case 's':
			f.found.Sections = append(f.found.Sections, SectionStart{f.w.anchors[n], len(f.found.Parts), f.out.Len()})
		}
		raw = rest
	}
}

// words writes text in which the brackets of a generator that begin no tag are shown as code.
func (f *finisher) words(s string) {
	for f.code == 0 {
		at := strings.IndexByte(s, '{')
		if at < 0 || at+1 == len(s) {
			break
		}
		if s[at+1] == '{' || s[at+1] == '%' {
			f.out.WriteString(s[:at] + "<code>" + s[at:at+2] + "</code>")
			s = s[at+2:]
			continue
		}
		f.out.WriteString(s[:at+1])
		s = s[at+1:]
	}
	f.out.WriteString(s)
}
