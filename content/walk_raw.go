package content

import (
	"fmt"
	"strings"

	"github.com/yuin/goldmark/ast"
	"golang.org/x/net/html"
)

// raw takes text, links and identifiers from a piece of raw HTML.
func (w *walker) raw(n ast.Node, out *strings.Builder) {
	d := w.d
	var links []int
	offset := max(n.Pos(), 0)
	eachRaw(d.rawPiece(n), func(t rawToken) {
		switch t.Type {
		case html.TextToken:
			if t.code {
				out.WriteString(unbar(d.written([]byte(t.Data))))
				return
			}
			w.text([]byte(t.Data), true, out)
		case html.StartTagToken, html.SelfClosingTagToken:
			if id := t.identifier(); id != "" {
				d.IDs = append(d.IDs, id)
			}
			if value, ok := t.attr(linkAttr(t.Data)); ok {
				links = append(links, w.rawAttr(n, &t, value, offset, out))
			}
			w.rawBreak(t.Data, out)
			w.visible = w.visible || w.section == 0 && (t.Data == "hr" || t.Data == "iframe")
		case html.EndTagToken:
			if t.Data == "a" && w.rawLink >= 0 {
				if w.rawOut == out && out.Len() >= w.rawFrom {
					d.Links[w.rawLink].Label = strings.Join(strings.Fields(out.String()[w.rawFrom:]), " ")
				}
				w.rawLink = -1
			}
			if lineBreaking[t.Data] {
				out.WriteByte('\n')
			}
		}
	})
	if links != nil {
		if d.rawLinks == nil {
			d.rawLinks = map[ast.Node][]int{}
		}
		d.rawLinks[n] = links
	}
}

func (w *walker) rawBreak(element string, out *strings.Builder) {
	switch {
	case lineBreaking[element]:
		out.WriteByte('\n')
	case element == "td" || element == "th":
		out.WriteByte('\t')
	}
}

// rawAttr notes the link of an <a> or <img> and returns its index, or -1.
func (w *walker) rawAttr(n ast.Node, t *rawToken, value string, offset int, out *strings.Builder) int {
	d := w.d
	l, ok := classify(d.address([]byte(value)))
	if !ok {
		if value != "" {
			w.warn(d.BodyStart+offset, fmt.Sprintf("the link to %s is not opened; its words are kept", Excerpt(value, 80)))
		}
		return -1
	}
	l.Raw, l.Embed = d.written([]byte(value)), t.Data == "img"
	if alt, has := t.attr("alt"); has && l.Embed {
		l.Label = d.plain([]byte(alt))
		out.WriteString(l.Label)
	}
	kept, had := d.linkOf[n]
	index := w.add(n, l, offset)
	delete(d.linkOf, n)
	if had {
		d.linkOf[n] = kept
	}
	if !l.Embed {
		w.rawLink, w.rawFrom, w.rawOut = index, out.Len(), out
	}
	return index
}
