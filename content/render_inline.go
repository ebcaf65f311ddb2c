package content

import (
	"fmt"
	"strings"

	emoji "github.com/yuin/goldmark-emoji/ast"
	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"golang.org/x/net/html"
)

func (w *sink) inlines(n ast.Node) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		w.inline(c)
	}
}

// around writes an element around the inline content of a node.
func (w *sink) around(element string, n ast.Node) {
	w.WriteString("<" + element + ">")
	w.inlines(n)
	w.WriteString("</" + element + ">")
}

func (w *sink) inline(n ast.Node) {
	switch n := n.(type) {
	case *ast.Text:
		w.text(n.Segment.Value(w.d.work), n.IsRaw())
		switch {
		case n.HardLineBreak():
			w.WriteString("<br>\n")
		case n.SoftLineBreak():
			w.WriteByte('\n')
		}
	case *ast.String:
		w.escape(string(n.Value))
	case *ast.Emphasis:
		if n.Level == 2 {
			w.around("strong", n)
		} else {
			w.around("em", n)
		}
	case *extast.Strikethrough:
		w.around("del", n)
	case *ast.CodeSpan:
		w.WriteString("<code>")
		w.escape(w.d.codeSpan(n))
		w.WriteString("</code>")
	case *ast.Link:
		w.link(n)
	case *ast.Image:
		w.embed(n)
	case *ast.AutoLink:
		w.anchored(n, func() { w.escape(w.d.plain(n.Label(w.d.work))) })
	case *ast.RawHTML:
		w.raw(n)
	case *wikiNode:
		w.wiki(n)
	case *mentionNode:
		w.mention(n)
	case *emoji.Emoji:
		w.escape(emojiText(n))
	default:
		w.small(n)
	}
}

// small writes the rest of the inline elements.
func (w *sink) small(n ast.Node) {
	switch n := n.(type) {
	case *mathNode:
		kind := "inline"
		if n.display {
			kind = "display"
		}
		w.WriteString(`<code class="math ` + kind + `">`)
		w.escape(w.d.formula(n))
		w.WriteString("</code>")
	case *extast.TaskCheckBox:
		if n.IsChecked {
			w.WriteString(`<input type="checkbox" checked="" disabled="" aria-label="Done"> `)
		} else {
			w.WriteString(`<input type="checkbox" disabled="" aria-label="To do"> `)
		}
	case *extast.FootnoteLink:
		fmt.Fprintf(w, `<sup class="fnref" id="%s"><a href="#fn:%d">%d</a></sup>`,
			footnoteID(n.RefIndex, n.Index), n.Index, n.Index)
	case *extast.FootnoteBacklink:
		fmt.Fprintf(w, ` <a class="fnback" href="#%s" aria-label="Back to the text">↩</a>`,
			footnoteID(n.RefIndex, n.Index))
	default:
		w.inlines(n)
	}
}

// footnoteID is the identifier of the place in the text that refers to a footnote.
func footnoteID(ref, index int) string {
	if ref > 0 {
		return fmt.Sprintf("fnref%d:%d", ref, index)
	}
	return fmt.Sprintf("fnref:%d", index)
}

// text writes running text, in which tokens stand for tags.
func (w *sink) text(s []byte, raw bool) {
	w.d.eachPart(s, raw, w.escape, w.tag)
}

func (w *sink) tag(t *tag) {
	switch {
	case t.kind == tagText:
		w.WriteString(`<span class="tag">`)
		w.escape(t.text)
		w.WriteString("</span>")
	case t.kind == tagLiteral:
		w.WriteString("<code>")
		w.escape(t.source)
		w.WriteString("</code>")
	case t.kind == tagImage && t.link > 0:
		w.image(t.link-1, t.text, "")
	case t.kind == tagLink && t.link > 0 && w.links == 0:
		w.WriteString("<a")
		w.href(t.link - 1)
		w.WriteByte('>')
		w.escape(t.text)
		w.WriteString("</a>")
	case t.kind == tagString || t.kind == tagLink || t.kind == tagImage:
		w.escape(t.text)
	}
}

// anchored writes a link around a label, or the label alone where the node leads nowhere.
func (w *sink) anchored(n ast.Node, label func()) {
	index, ok := w.d.linkOf[n]
	if !ok || w.links > 0 {
		label()
		return
	}
	w.WriteString("<a")
	w.href(index)
	w.WriteByte('>')
	w.links++
	label()
	w.links--
	w.WriteString("</a>")
}

func (w *sink) link(n *ast.Link) {
	index, ok := w.d.linkOf[n]
	if !ok {
		w.inlines(n)
		return
	}
	w.WriteString("<a")
	w.href(index)
	if len(n.Title) > 0 {
		w.attr("title", w.d.plain(unescape(n.Title)))
	}
	w.WriteByte('>')
	w.links++
	w.inlines(n)
	w.links--
	w.WriteString("</a>")
}

func (w *sink) embed(n *ast.Image) {
	if index, ok := w.d.linkOf[n]; ok {
		w.image(index, w.d.Links[index].Label, w.d.plain(unescape(n.Title)))
		return
	}
	w.inlines(n)
}

func (w *sink) wiki(n *wikiNode) {
	if index, ok := w.d.linkOf[n]; ok && n.embed {
		w.image(index, n.label, "")
		return
	}
	w.anchored(n, func() { w.escape(n.label) })
}

func (w *sink) mention(n *mentionNode) {
	if index, ok := w.d.linkOf[n]; ok {
		w.hole(Hole{Kind: MentionHole, Link: index, Alt: "@" + n.name})
		return
	}
	w.escape("@" + n.name)
}

// raw writes a piece of raw HTML anew: only elements that may be shown, without class and style,
// its links as ours.
func (w *sink) raw(n ast.Node) {
	links := w.d.rawLinks[n]
	eachRaw(w.d.rawPiece(n), func(t rawToken) {
		switch t.Type {
		case html.TextToken:
			if t.code {
				w.escape(unbar(w.d.written([]byte(t.Data))))
				return
			}
			w.text([]byte(t.Data), true)
		case html.EndTagToken:
			if shown()[t.Data] {
				w.WriteString("</" + t.Data + ">")
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			index := -1
			if _, ok := t.attr(linkAttr(t.Data)); ok && len(links) > 0 {
				index, links = links[0], links[1:]
			}
			if shown()[t.Data] {
				w.rawElement(&t, index)
			}
		}
	})
}

func (w *sink) rawElement(t *rawToken, index int) {
	switch t.Data {
	case "img":
		w.rawImage(t, index)
		return
	case "iframe":
		w.frame(t)
		return
	}
	w.WriteString("<" + t.Data)
	for _, a := range t.Attr {
		switch {
		case a.Key == "class" || a.Key == "id" || a.Key == "name" || a.Key == "href" || a.Key == "src" ||
			a.Key == "rel" || a.Key == "role" || a.Key == "tabindex" || strings.HasPrefix(a.Key, "aria-"):
		default:
			w.attr(a.Key, w.d.plain([]byte(a.Val)))
		}
	}
	if id := t.identifier(); id != "" {
		w.attr("id", id)
	}
	if index >= 0 {
		w.href(index)
	}
	w.WriteByte('>')
}

func (w *sink) rawImage(t *rawToken, index int) {
	alt, _ := t.attr("alt")
	alt = w.d.plain([]byte(alt))
	if index < 0 {
		w.escape(alt)
		return
	}
	w.image(index, alt, "")
	w.Truncate(w.Len() - 1)
	for _, name := range []string{"width", "height", "align", "title"} {
		if value, ok := t.attr(name); ok {
			w.attr(name, w.d.plain([]byte(value)))
		}
	}
	w.WriteByte('>')
}

// frame shows a video of a known host, and a link to anything else.
func (w *sink) frame(t *rawToken) {
	source, _ := t.attr("src")
	title, _ := t.attr("title")
	if title == "" {
		title = "Video"
	}
	if videoSource.MatchString(source) {
		w.WriteString("<iframe")
		w.attr("src", source)
		w.attr("title", title)
		w.WriteString(` loading="lazy" allowfullscreen=""></iframe>`)
		return
	}
	if l, ok := classify(source); ok && l.Kind == URL {
		w.WriteString("<a")
		w.attr("href", l.Target)
		w.attr("rel", outwardRel)
		w.WriteByte('>')
		w.escape(l.Target)
		w.WriteString("</a>")
	}
}
