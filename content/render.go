package content

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"

	emoji "github.com/yuin/goldmark-emoji/ast"
	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"golang.org/x/net/html"
)

// Render draws the page: sanitised HTML with holes. anchors has one entry a section, "" for no id.
// A first heading that is equal to Title is left out, since the page's frame shows the title; its
// anchor stays. Render may be called from many goroutines at once.
func (d *Document) Render(anchors []string) (Rendered, error) {
	if len(anchors) != len(d.Sections) {
		return Rendered{}, fmt.Errorf("content: %d anchors for %d sections", len(anchors), len(d.Sections))
	}
	w := &sink{d: d, anchors: anchors, nonce: newNonce(), left: budget{highlightTime, highlightTokens}, targets: map[string]bool{}, matched: map[string]string{}}
	for _, a := range anchors {
		w.targets[a] = true
	}
	for _, id := range d.IDs {
		w.targets[id] = true
	}
	if len(d.Sections) > 0 && d.Sections[0].Level == 0 {
		w.mark('s', 0)
	}
	w.redirect()
	w.blocks(d.root)
	return finish(policy().Sanitize(w.String()), w), nil
}

// newNonce begins with a letter and cannot be guessed by whoever writes a page: it marks the places
// of holes while the HTML goes through the sanitising policy.
func newNonce() string {
	var b [12]byte
	_, _ = rand.Read(b[:]) // never fails, see crypto/rand
	return "h" + hex.EncodeToString(b[:])
}

// sink is the HTML of one page while it is written.
type sink struct {
	bytes.Buffer
	d       *Document
	anchors []string
	nonce   string
	holes   []Hole
	targets map[string]bool   // fragments that exist in this page
	matched map[string]string // what was found for others
	links   int               // how many links we stand in
	left    budget            // for highlighting
}

// mark writes a place that finish recognises: kind and number, framed by the nonce.
func (w *sink) mark(kind byte, n int) {
	w.WriteString(w.nonce)
	w.WriteByte(kind)
	w.WriteString(strconv.Itoa(n))
	w.WriteByte('.')
}

func (w *sink) hole(h Hole) {
	w.holes = append(w.holes, h)
	w.mark('h', len(w.holes)-1)
}

// escape writes text.
func (w *sink) escape(s string) { w.WriteString(html.EscapeString(s)) }

func (w *sink) attr(name, value string) {
	w.WriteString(" " + name + `="`)
	w.escape(value)
	w.WriteByte('"')
}

const outwardRel = "noopener noreferrer nofollow ugc"

// href writes the attributes by which a link leads.
func (w *sink) href(index int) {
	l := w.d.Links[index]
	switch {
	case l.Kind == URL:
		w.attr("href", l.Target)
		w.attr("rel", outwardRel)
	case l.Kind == Fragment && w.known(index) != "":
		w.attr("href", "#"+w.known(index))
	default:
		w.WriteString(` href="/`)
		w.hole(Hole{Kind: LinkHole, Link: index})
		w.WriteByte('"')
	}
}

// known is the identifier in this page that the fragment of a link means, or "".
func (w *sink) known(index int) string {
	fragment := w.d.Links[index].Fragment
	if w.targets[fragment] || fragment == "" {
		return fragment
	}
	if id, ok := w.matched[fragment]; ok {
		return id
	}
	id := w.match(fragment)
	w.matched[fragment] = id
	return id
}

func (w *sink) match(fragment string) string {
	headings := make([]string, len(w.anchors))
	for i, s := range w.d.Sections {
		headings[i] = s.Heading
	}
	if i, ok := MatchAnchor(fragment, w.anchors, headings); ok {
		return w.anchors[i]
	}
	return ""
}

func (w *sink) image(index int, alt, title string) {
	w.WriteString("<img")
	if l := w.d.Links[index]; l.Kind == URL {
		w.attr("src", l.Target)
	} else {
		w.WriteString(` src="/`)
		w.hole(Hole{Kind: ImageHole, Link: index, Alt: alt})
		w.WriteByte('"')
	}
	w.attr("alt", alt)
	if title != "" {
		w.attr("title", title)
	}
	w.WriteString(` loading="lazy">`)
}

func (w *sink) redirect() {
	if w.d.RedirectTo == "" {
		return
	}
	w.WriteString(`<p class="moved">This page has moved. Go to <a`)
	w.href(0)
	w.WriteByte('>')
	w.escape(w.d.RedirectTo)
	w.WriteString("</a>.</p>\n")
}

func (w *sink) blocks(n ast.Node) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		w.block(c)
	}
}

// within writes an element around the blocks of a node.
func (w *sink) within(open string, n ast.Node, close string) {
	w.WriteString(open)
	w.blocks(n)
	w.WriteString(close)
}

func (w *sink) block(n ast.Node) {
	switch n := n.(type) {
	case *ast.Heading:
		w.heading(n)
	case *ast.Paragraph:
		w.paragraph(n)
	case *ast.TextBlock:
		w.inlines(n)
		if n.NextSibling() != nil {
			w.WriteByte('\n')
		}
	case *ast.List:
		w.list(n)
	case *ast.ListItem:
		w.within(listItem(n), n, "</li>\n")
	case *ast.Blockquote:
		w.quote(n)
	case *alertNode:
		w.alert(n)
	case *ast.ThematicBreak:
		w.WriteString("<hr>\n")
	case *ast.CodeBlock:
		w.code(w.d.code(n), "")
	case *ast.FencedCodeBlock:
		w.code(w.d.code(n), language(n, w.d.work))
	case *formulaNode:
		w.code(w.d.code(n), "math")
	case *ast.HTMLBlock:
		w.raw(n)
	case *extast.DefinitionList:
		w.within("<dl>\n", n, "</dl>\n")
	case *extast.DefinitionTerm:
		w.WriteString("<dt>")
		w.inlines(n)
		w.WriteString("</dt>\n")
	case *extast.DefinitionDescription:
		w.within("<dd>", n, "</dd>\n")
	case *extast.Table:
		w.table(n)
	case *extast.FootnoteList:
		w.within("<section class=\"footnotes\" aria-label=\"Footnotes\">\n<ol>\n", n, "</ol>\n</section>\n")
	case *extast.Footnote:
		w.within(fmt.Sprintf("<li id=\"fn:%d\">", n.Index), n, "</li>\n")
	default:
		w.blocks(n)
	}
}

func (w *sink) heading(n *ast.Heading) {
	index, ok := w.d.sections[n]
	anchor := ""
	if ok {
		w.mark('s', index)
		anchor = w.anchors[index]
		if s := w.d.Sections[index]; index == 0 && s.Level == 1 && s.Heading == w.d.Title && s.Heading != "" {
			if anchor != "" {
				w.WriteString("<span")
				w.attr("id", anchor)
				w.WriteString("></span>\n")
			}
			return
		}
	}
	tag := "h" + strconv.Itoa(n.Level)
	w.WriteString("<" + tag)
	if anchor != "" {
		w.attr("id", anchor)
	}
	w.WriteByte('>')
	w.inlines(n)
	if anchor != "" {
		w.WriteString(`<a class="anchor"`)
		w.attr("href", "#"+anchor)
		w.WriteString(` aria-label="Link to this section"></a>`)
	}
	w.WriteString("</" + tag + ">\n")
}

func (w *sink) paragraph(n *ast.Paragraph) {
	start := w.Len()
	w.WriteString("<p>")
	inner := w.Len()
	w.inlines(n)
	if len(w.d.tags) > 0 && len(bytes.TrimSpace(w.Bytes()[inner:])) == 0 {
		w.Truncate(start)
		return
	}
	w.WriteString("</p>\n")
}

func (w *sink) list(n *ast.List) {
	if !n.IsOrdered() {
		w.within("<ul>\n", n, "</ul>\n")
		return
	}
	open := "<ol>\n"
	if n.Start != 1 {
		open = fmt.Sprintf("<ol start=\"%d\">\n", n.Start)
	}
	w.within(open, n, "</ol>\n")
}

func listItem(n *ast.ListItem) string {
	if first := n.FirstChild(); first != nil {
		if _, ok := first.FirstChild().(*extast.TaskCheckBox); ok {
			return `<li class="task">`
		}
	}
	return "<li>"
}

func (w *sink) table(n *extast.Table) {
	w.WriteString("<div class=\"table\" tabindex=\"0\"><table>\n")
	body := false
	for row := n.FirstChild(); row != nil; row = row.NextSibling() {
		cell := "td"
		if _, head := row.(*extast.TableHeader); head {
			cell = "th"
			w.WriteString("<thead>\n")
		} else if !body {
			body = true
			w.WriteString("<tbody>\n")
		}
		w.WriteString("<tr>\n")
		for c := row.FirstChild(); c != nil; c = c.NextSibling() {
			w.WriteString("<" + cell)
			if tc, ok := c.(*extast.TableCell); ok && tc.Alignment != extast.AlignNone {
				w.attr("align", tc.Alignment.String())
			}
			w.WriteByte('>')
			w.inlines(c)
			w.WriteString("</" + cell + ">\n")
		}
		w.WriteString("</tr>\n")
		if cell == "th" {
			w.WriteString("</thead>\n")
		}
	}
	if body {
		w.WriteString("</tbody>\n")
	}
	w.WriteString("</table></div>\n")
}

// code writes a block of code; diagrams and formulas are left to the browser.
func (w *sink) code(code, lang string) {
	switch lang {
	case "mermaid":
		w.WriteString(`<pre class="mermaid" tabindex="0">`)
		w.escape(code)
		w.WriteString("</pre>\n")
		return
	case "math":
		w.WriteString(`<div class="formula"><code class="math display">`)
		w.escape(strings.TrimSpace(code))
		w.WriteString("</code></div>\n")
		return
	}
	w.WriteString(`<div class="code">`)
	if lang != "" {
		w.WriteString(`<span class="lang">`)
		w.escape(lang)
		w.WriteString(`</span>`)
	}
	w.WriteString(`<pre class="chroma" tabindex="0"><code>`)
	if marked := w.left.highlight(code, lang); marked != "" {
		w.WriteString(marked)
	} else {
		w.escape(code)
	}
	w.WriteString("</code></pre></div>\n")
}

// emojiText is an emoji's characters, or its shortcode where it has none.
func emojiText(n *emoji.Emoji) string {
	if n.Value.IsUnicode() {
		return string(n.Value.Unicode)
	}
	return ":" + string(n.ShortName) + ":"
}
