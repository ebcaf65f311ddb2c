package content

import (
	"bytes"
	"strings"

	"github.com/yuin/goldmark/ast"
)

// calloutTitles are the five kinds of callouts, `> [!NOTE]`, with the words above them.
var calloutTitles = map[string]string{
	"note": "Note", "tip": "Tip", "important": "Important", "warning": "Warning", "caution": "Caution",
}

// markCallout recognises a block quote that begins with [!NOTE] or one of the other four: it notes
// the kind, and a title of its own after it, as attributes and takes the first line out.
func markCallout(n *ast.Blockquote, source []byte) {
	p, ok := n.FirstChild().(*ast.Paragraph)
	if !ok || p.Lines().Len() == 0 {
		return
	}
	first := p.Lines().At(0)
	line := bytes.TrimSpace(first.Value(source))
	end := bytes.IndexByte(line, ']')
	if !bytes.HasPrefix(line, []byte("[!")) || end < 0 {
		return
	}
	kind := strings.ToLower(string(line[2:end]))
	if calloutTitles[kind] == "" {
		return
	}
	n.SetAttributeString("callout", kind)
	n.SetAttributeString("title", strings.TrimSpace(string(unescape(line[end+1:]))))
	for c := p.FirstChild(); c != nil; {
		next := c.NextSibling()
		p.RemoveChild(p, c)
		if t, ok := c.(*ast.Text); ok && (t.SoftLineBreak() || t.HardLineBreak()) {
			break
		}
		c = next
	}
	if p.FirstChild() == nil {
		n.RemoveChild(n, p)
	}
}

// quote writes a block quote or callout.
func (w *sink) quote(n *ast.Blockquote) {
	kind, ok := n.AttributeString("callout")
	if !ok {
		w.within("<blockquote>\n", n, "</blockquote>\n")
		return
	}
	title, _ := n.AttributeString("title")
	w.callout(n, kind.(string), w.d.plain([]byte(title.(string))))
}

// alert writes what {% alert %} encloses.
func (w *sink) alert(n *alertNode) { w.callout(n, n.tag.level, n.tag.text) }

func (w *sink) callout(n ast.Node, kind, title string) {
	if title == "" {
		title = calloutTitles[kind]
	}
	w.WriteString(`<div class="callout ` + kind + `" role="note"><b class="callout-title">`)
	w.escape(title)
	w.WriteString("</b>\n")
	w.blocks(n)
	w.WriteString("</div>\n")
}
