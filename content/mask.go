package content

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// The tags of site generators ({% … %}, {{ … }}) hold spaces, quotes and brackets, on which a
// Markdown parser trips: `[x]({% page "/a" %})` is no link to it. So the parser reads a copy of
// the text in which each tag is replaced by a token of the same length in bytes. Every offset
// stays true for the source, code is read from the source again, and the source itself is never
// rewritten.
//
// A token is '{', one character of the last private-use plane that numbers the tag, padding, '}'.
// A page that holds such characters itself has them shown as they are unless the padding fits
// too; then it sees one of its own tags, which harms nobody.
const (
	tokenBase = 0x100000
	tokenEnd  = 0x10FFFD
	tokenPad  = 'x'
	tokenMin  = 4 // length in bytes of the character alone
	maxTags   = tokenEnd - tokenBase
	maxTag    = 2000 // bytes of one tag
	maxWiki   = 300  // bytes of one wiki link
	wikiPipe  = 0x1F // stands for | inside [[ ]], so that a table does not split there
)

// mask fills d.work and d.tags.
func (d *Document) mask() *hostile {
	if !strings.Contains(d.body, "{%") && !strings.Contains(d.body, "{{") && !strings.Contains(d.body, "[[") {
		d.work = []byte(d.body)
		return nil
	}
	m := masker{src: d.body, out: []byte(d.body)}
	err := m.run()
	d.work, d.tags = m.out, m.tags
	return err
}

type masker struct {
	src  string
	out  []byte
	tags []tag

	raw         bool // between {% raw %} and {% endraw %}
	noComment   bool // no {% endcomment %} follows
	noHighlight bool // an {% endhighlight %} was missing or misplaced

	fence   fence       // the code block we are in
	paraEnd int         // end of the paragraph that runs describes
	runs    map[int]int // length of a run of backticks -> offset of the last such run in the paragraph
}

// run goes through the lines: fenced code is skipped, the rest is searched for tags.
func (m *masker) run() *hostile {
	for at := 0; at < len(m.src); {
		end := lineEnd(m.src, at)
		if m.inCode(m.src[at:end]) {
			at = end
			continue
		}
		next, err := m.line(at, end)
		if err != nil {
			return err
		}
		at = next
	}
	return nil
}

// lineEnd is the offset after the line feed of the line at an offset.
func lineEnd(s string, at int) int {
	if n := strings.IndexByte(s[at:], '\n'); n >= 0 {
		return at + n + 1
	}
	return len(s)
}

// line searches one line for tags, wiki links and code spans, and returns where to go on: at the
// next line, or further where a tag or a code span ran over the end.
func (m *masker) line(at, end int) (int, *hostile) {
	for i := at; i < end; {
		n := strings.IndexAny(m.src[i:end], "{[`\\")
		if n < 0 {
			break
		}
		i += n
		switch {
		case m.src[i] == '\\':
			i += 2
		case m.src[i] == '`':
			i = m.codeSpan(i)
		case strings.HasPrefix(m.src[i:], "[["):
			i = m.wiki(i, end)
		case strings.HasPrefix(m.src[i:], "{%"), strings.HasPrefix(m.src[i:], "{{"):
			next, err := m.tag(i)
			if err != nil {
				return 0, err
			}
			i = next
		default:
			i++
		}
		if i > end {
			if i >= len(m.src) {
				return len(m.src), nil
			}
			end = lineEnd(m.src, i-1)
		}
	}
	return end, nil
}

// codeSpan is the offset after the code span or the run of backticks at i.
func (m *masker) codeSpan(i int) int {
	n := runLength(m.src, i)
	if i >= m.paraEnd {
		m.scanParagraph(i)
	}
	if m.runs[n] <= i {
		return i + n
	}
	for j := i + n; j < m.paraEnd; {
		k := strings.IndexByte(m.src[j:m.paraEnd], '`')
		if k < 0 {
			break
		}
		j += k
		size := runLength(m.src, j)
		j += size
		if size == n {
			return j
		}
	}
	return i + n
}

func runLength(s string, i int) int {
	n := 0
	for i+n < len(s) && s[i+n] == '`' {
		n++
	}
	return n
}

// scanParagraph notes the last run of backticks of every length up to the next blank line, so that
// a run without a partner costs nothing.
func (m *masker) scanParagraph(i int) {
	m.paraEnd = blankLine(m.src, i)
	m.runs = map[int]int{}
	for j := i; j < m.paraEnd; {
		k := strings.IndexByte(m.src[j:m.paraEnd], '`')
		if k < 0 {
			return
		}
		size := runLength(m.src, j+k)
		m.runs[size] = j + k
		j += k + size
	}
}

// blankLine is the offset of the first blank line after i, or the length of s.
func blankLine(s string, i int) int {
	for i = lineEnd(s, i); i < len(s); {
		end := lineEnd(s, i)
		if strings.TrimSpace(s[i:end]) == "" {
			return i
		}
		i = end
	}
	return len(s)
}

// wiki hides the bars of a wiki link from tables and returns where to go on.
func (m *masker) wiki(i, end int) int {
	n := strings.Index(m.src[i:min(end, i+maxWiki)], "]]")
	if n < 0 || strings.Contains(m.src[i+2:i+n], "[[") || strings.Contains(m.src[i:i+n], "`") {
		return i + 2
	}
	if strings.Contains(m.src[i:i+n], "{{") || strings.Contains(m.src[i:i+n], "{%") {
		return i + 2
	}
	for j := i; j < i+n; j++ {
		if m.src[j] == '|' && m.src[j-1] != '\\' {
			m.out[j] = wikiPipe
		}
	}
	return i + n + 2
}

// tag replaces the tag at i by its token and returns the offset after it.
func (m *masker) tag(i int) (int, *hostile) {
	n := tagLength(m.src[i:])
	if n == 0 {
		return i + 2, nil
	}
	t := readTag(m.src[i : i+n])
	switch {
	case t.name == "endraw" || t.name == "endverbatim":
		m.raw = false
	case m.raw:
		t = tag{kind: tagLiteral, source: t.source}
	case t.name == "raw" || t.name == "verbatim":
		m.raw = true
	case t.name == "comment":
		n = m.comment(i, n)
	case t.kind == tagCode && aloneOnLine(m.src, i, n):
		return m.highlight(i, n, t), nil
	case t.kind == tagCode:
		t.kind = tagText
	}
	if t.kind == tagSilent && !t.endsAlert() && m.blank(i, n) {
		return i + n, nil
	}
	if len(m.tags) >= maxTags {
		return 0, &hostile{i, "there are more than 65,000 template tags on this page"}
	}
	t.offset, t.length = i, n
	m.put(t)
	m.tags = append(m.tags, t)
	return i + n, nil
}

// tagLength is the length of the tag at the beginning of s, or 0. A tag may run over lines, but not
// over a blank one.
func tagLength(s string) int {
	closer := "%}"
	if s[1] == '{' {
		closer = "}}"
	}
	s = s[:min(len(s), maxTag)]
	quoted := false
	for i := 2; i+1 < len(s); i++ {
		switch {
		case s[i] == '"' && closer == "}}":
			quoted = !quoted
		case s[i] == '\n' && strings.TrimSpace(s[i:lineEnd(s, i+1)]) == "":
			return 0
		case s[i] == s[0] && s[i+1] == s[1] && !quoted:
			return 0 // the next tag begins before this one ended
		case s[i] == closer[0] && s[i+1] == closer[1] && !quoted:
			return i + 2
		}
	}
	if n := strings.Index(s, closer); quoted && n > 0 && blankLine(s, 0) > n {
		return n + 2
	}
	return 0
}

// comment is the length of {% comment %} at i up to and with {% endcomment %}; n where it has no end.
func (m *masker) comment(i, n int) int {
	for j := i + n; !m.noComment; {
		k := strings.Index(m.src[j:], "{%")
		if k < 0 {
			m.noComment = true
			break
		}
		j += k
		size := tagLength(m.src[j:])
		if size > 0 && tagName(m.src[j:j+size]) == "endcomment" {
			return j + size - i
		}
		j += 2
	}
	return n
}

// blank replaces a tag that shows nothing, and has its lines for itself, by spaces.
func (m *masker) blank(i, n int) bool {
	if !aloneOnLine(m.src, i, n) {
		return false
	}
	for j := i; j < i+n; j++ {
		if m.out[j] != '\n' && m.out[j] != '\r' {
			m.out[j] = ' '
		}
	}
	return true
}

func aloneOnLine(s string, i, n int) bool {
	for i--; i >= 0 && s[i] != '\n'; i-- {
		if s[i] != ' ' && s[i] != '\t' {
			return false
		}
	}
	rest := strings.TrimLeft(s[i+1:], " \t")[n:]
	rest = strings.TrimLeft(rest, " \t\r")
	return rest == "" || rest[0] == '\n'
}

// highlight turns {% highlight go %} … {% endhighlight %} into a code fence of the same length.
func (m *masker) highlight(i, n int, t tag) int {
	m.blank(i, n)
	open, length := m.highlightEnd(i+n, "end"+t.name)
	fenced := "```" + t.text
	if m.noHighlight || n < len(fenced) || bytes.Contains(m.out[i:open], []byte("```")) {
		m.noHighlight = true
		return i + n
	}
	m.blank(open, length)
	copy(m.out[i:], fenced)
	copy(m.out[open:], "```")
	return open + length
}

// highlightEnd finds the tag that closes a code block, from an offset on.
func (m *masker) highlightEnd(from int, name string) (open, length int) {
	n := -1
	if !m.noHighlight {
		n = strings.Index(m.src[from:], name)
	}
	if n >= 0 {
		open = strings.LastIndexByte(m.src[from:from+n], '{')
	}
	if n < 0 || open < 1 {
		m.noHighlight = true
		return from, 0
	}
	open += from
	if m.src[open-1] == '{' {
		open--
	}
	if length = tagLength(m.src[open:]); length < tokenMin || !aloneOnLine(m.src, open, length) {
		m.noHighlight = true
	}
	return open, length
}

// put writes the token of a tag that is about to be appended to m.tags.
func (m *masker) put(t tag) {
	b := m.out[t.offset : t.offset+t.length]
	for j := range b {
		b[j] = tokenPad
	}
	at := 0
	if t.length >= tokenMin+2 {
		b[0], b[len(b)-1] = '{', '}'
		at = 1
	}
	utf8.EncodeRune(b[at:], rune(tokenBase+len(m.tags)))
}

// nextTag finds the first token in s: its offset, its length, and the tag; -1 where there is none.
func (d *Document) nextTag(s []byte) (at, length int, t *tag) {
	if len(d.tags) == 0 {
		return -1, 0, nil
	}
	for i := 0; ; {
		n := bytes.IndexByte(s[i:], 0xF4) // the first byte of every character of the plane
		if n < 0 {
			return -1, 0, nil
		}
		i += n
		r, _ := utf8.DecodeRune(s[i:])
		if k := int(r) - tokenBase; r != utf8.RuneError && k >= 0 && k < len(d.tags) {
			t := &d.tags[k]
			start := i
			if t.length >= tokenMin+2 {
				start--
			}
			if start >= 0 && start+t.length <= len(s) {
				return start, t.length, t
			}
		}
		i++
	}
}
