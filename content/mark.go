package content

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
)

// Mark marks a quoted sentence within the section that starts at an anchor: <mark id="quoted">
// around its text, over inline elements. White space, quotes, dashes and ellipses are compared
// folded. It reports false, with r unchanged, where the section does not hold the quote.
func (r Rendered) Mark(anchor, quote string) (Rendered, bool) {
	start := slices.IndexFunc(r.Sections, func(s SectionStart) bool { return s.Anchor == anchor })
	var from SectionStart
	switch {
	case start >= 0:
		from = r.Sections[start]
	case anchor != "":
		return r, false
	}
	to := SectionStart{Part: len(r.Parts) - 1, Offset: len(r.Parts[len(r.Parts)-1])}
	if start+1 < len(r.Sections) {
		to = r.Sections[start+1]
	}
	m := quoter{r: r}
	m.scan(from, to)
	wanted := foldText(quote)
	if wanted == "" {
		return r, false
	}
	at := strings.Index(m.text.String(), wanted)
	if at < 0 {
		return r, false
	}
	return m.wrap(at, at+len(wanted)), true
}

// place is where a byte of the folded text stands in the HTML.
type place struct {
	part, start, end int // part -1: the byte stands for markup, or for a hole
}

// quoter reads HTML as folded text that knows where each byte came from.
type quoter struct {
	r      Rendered
	text   strings.Builder
	places []place
	space  bool   // the text so far ends in white space
	inTag  bool   // a part ended within a tag
	tag    string // of the tag that is being read, over parts
	skip   string // element whose text is not the page's own, until its end
}

// scan reads the range, holes included.
func (m *quoter) scan(from, to SectionStart) {
	m.space = true
	for part := from.Part; part <= to.Part; part++ {
		s, offset := m.r.Parts[part], 0
		if part == from.Part {
			offset = from.Offset
		}
		end := len(s)
		if part == to.Part {
			end = to.Offset
		}
		m.part(part, s[:end], offset)
		if part < to.Part && !m.inTag {
			m.add(m.r.Holes[part].Alt, place{part: -1})
		}
	}
}

func (m *quoter) part(part int, s string, i int) {
	for i < len(s) {
		if m.inTag {
			n := strings.IndexByte(s[i:], '>')
			if n < 0 {
				m.tag += s[i:]
				return
			}
			m.tag += s[i : i+n]
			m.inTag = false
			i += n + 1
			m.element()
			continue
		}
		switch s[i] {
		case '<':
			m.inTag, m.tag = true, ""
			i++
		case '&':
			n := strings.IndexByte(s[i:], ';') + 1
			if n == 0 || n > 12 {
				n = 1
			}
			m.add(html.UnescapeString(s[i:i+n]), place{part, i, i + n})
			i += n
		default:
			_, n := utf8.DecodeRuneInString(s[i:])
			m.add(s[i:i+n], place{part, i, i + n})
			i += n
		}
	}
}

// element takes note of a tag: what follows a block stands apart, and some elements hold words of
// ours.
func (m *quoter) element() {
	name, attrs, _ := strings.Cut(m.tag, " ")
	bare := strings.TrimPrefix(name, "/")
	switch {
	case m.skip != "":
		if name == "/"+m.skip {
			m.skip = ""
		}
	case strings.Contains(attrs, `class="fnref"`), strings.Contains(attrs, `class="fnback"`),
		strings.Contains(attrs, `class="anchor"`), strings.Contains(attrs, `class="lang"`),
		strings.Contains(attrs, `class="callout-title"`):
		m.skip = bare
	case len(bare) == 2 && bare[0] == 'h' && bare[1] >= '1' && bare[1] <= '6' && m.text.Len() == 0:
		if name != bare {
			break
		}
		m.skip = bare // the heading itself: it is the first element of its section
	}
	if lineBreaking[bare] || bare == "td" || bare == "th" {
		m.add(" ", place{part: -1})
	}
}

// add appends text in folded form; every byte of it comes from the same place.
func (m *quoter) add(s string, from place) {
	if m.skip != "" {
		return
	}
	for _, r := range s {
		folded := foldRune(r)
		if folded == " " && m.space {
			continue
		}
		if folded == "" {
			continue
		}
		m.space = folded == " "
		m.text.WriteString(folded)
		for range len(folded) {
			m.places = append(m.places, from)
		}
	}
}

// foldRune is a character without typography: "" for what is not seen.
func foldRune(r rune) string {
	switch r {
	case '‘', '’', '‚', '‛', '′':
		return "'"
	case '“', '”', '„', '‟', '″', '«', '»':
		return `"`
	case '‐', '‑', '‒', '–', '—', '−':
		return "-"
	case '…':
		return "..."
	case '\u00ad', '\u200b', '\u200c', '\u200d', '\u2060', '\ufeff':
		return ""
	}
	if unicode.IsSpace(r) {
		return " "
	}
	return string(r)
}

func foldText(s string) string {
	var b strings.Builder
	space := true
	for _, r := range s {
		folded := foldRune(r)
		if folded == " " && space {
			continue
		}
		if folded != "" {
			space = folded == " "
		}
		b.WriteString(folded)
	}
	return strings.TrimSpace(b.String())
}

// span is a run of text in a part.
type span struct{ part, start, end int }

// wrap puts <mark> around the places of a range of the folded text.
func (m *quoter) wrap(from, to int) Rendered {
	var spans []span
	for _, p := range m.places[from:to] {
		if p.part < 0 {
			continue
		}
		last := len(spans) - 1
		if last >= 0 && spans[last].part == p.part && p.start <= spans[last].end {
			spans[last].end = max(spans[last].end, p.end)
			continue
		}
		if last >= 0 && spans[last].part == p.part && unseenBetween(m.r.Parts[p.part][spans[last].end:p.start]) {
			spans[last].end = p.end
			continue
		}
		spans = append(spans, span(p))
	}
	return m.r.withMarks(spans)
}

// unseenBetween reports whether a gap in the text is white space and invisible characters alone.
func unseenBetween(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool {
		folded := foldRune(r)
		return folded != "" && folded != " "
	}) < 0
}

// withMarks is a copy with marks around spans, which stand in order.
func (r Rendered) withMarks(spans []span) Rendered {
	out := Rendered{Parts: slices.Clone(r.Parts), Holes: r.Holes, Sections: slices.Clone(r.Sections)}
	spans = slices.DeleteFunc(spans, func(s span) bool { return strings.TrimSpace(r.Parts[s.part][s.start:s.end]) == "" })
	for i := len(spans) - 1; i >= 0; i-- {
		s := spans[i]
		text := r.Parts[s.part][s.start:s.end]
		open := "<mark>"
		if i == 0 {
			open = `<mark id="quoted">`
		}
		p := out.Parts[s.part]
		out.Parts[s.part] = p[:s.start] + open + text + "</mark>" + p[s.end:]
		for k := range out.Sections {
			if out.Sections[k].Part == s.part && out.Sections[k].Offset >= s.end {
				out.Sections[k].Offset += len(open) + len("</mark>")
			}
		}
	}
	return out
}
