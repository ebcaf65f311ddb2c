package content

import (
	"bytes"
	"strings"

	"github.com/yuin/goldmark/ast"
	"golang.org/x/net/html"
)

// rawToken is one token of a piece of raw HTML.
type rawToken struct {
	html.Token
	code bool // inside <code> or <pre>
}

func (t *rawToken) attr(name string) (string, bool) {
	for _, a := range t.Attr {
		if a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}

// unseen are elements whose content is no text for a reader.
var unseen = map[string]bool{
	"script": true, "style": true, "iframe": true, "noscript": true, "textarea": true, "title": true,
	"xmp": true, "plaintext": true, "noembed": true, "noframes": true, "template": true, "head": true,
	"object": true, "select": true, "svg": true, "math": true,
}

// eachRaw hands out the tokens of a piece of raw HTML. The piece is taken for itself: a tag or a
// comment that is not closed in it ends with it. The content of unseen elements is left out.
func eachRaw(piece []byte, visit func(rawToken)) {
	z := html.NewTokenizer(bytes.NewReader(piece))
	hidden, code := "", 0
	depth := 0
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			return
		}
		t := rawToken{Token: z.Token()}
		switch {
		case hidden != "":
			if t.Data == hidden && kind == html.StartTagToken {
				depth++
			}
			if t.Data == hidden && kind == html.EndTagToken {
				if depth--; depth == 0 {
					hidden = ""
				}
			}
			continue
		case kind == html.StartTagToken && unseen[t.Data]:
			visit(t)
			hidden, depth = t.Data, 1
			continue
		case kind == html.StartTagToken && (t.Data == "code" || t.Data == "pre"):
			code++
		case kind == html.EndTagToken && (t.Data == "code" || t.Data == "pre") && code > 0:
			code--
		}
		t.code = code > 0
		visit(t)
	}
}

// rawPiece is the HTML of a raw node, tokens in place of tags.
func (d *Document) rawPiece(n ast.Node) []byte {
	var b []byte
	switch n := n.(type) {
	case *ast.RawHTML:
		for i := range n.Segments.Len() {
			s := n.Segments.At(i)
			b = append(b, s.Value(d.work)...)
		}
	case *ast.HTMLBlock:
		for i := range n.Lines().Len() {
			s := n.Lines().At(i)
			b = append(b, s.Value(d.work)...)
		}
		if n.HasClosure() {
			b = append(b, n.ClosureLine.Value(d.work)...)
		}
	}
	return b
}

// linkAttr is the attribute by which an element leads or embeds.
func linkAttr(element string) string {
	switch element {
	case "a":
		return "href"
	case "img":
		return "src"
	default:
		return ""
	}
}

// identifier is the id that an element sets, where it is one that a page may set.
func (t *rawToken) identifier() string {
	id, ok := t.attr("id")
	if !ok && t.Data == "a" {
		id, _ = t.attr("name")
	}
	if id == "" || id == "quoted" || len(id) > 100 || strings.ContainsAny(id, " \t\r\n\"'<>&") {
		return ""
	}
	return id
}

// lineBreaking are elements before and after which a plain text has a line break.
var lineBreaking = map[string]bool{
	"address": true, "blockquote": true, "br": true, "caption": true, "dd": true, "details": true,
	"div": true, "dl": true, "dt": true, "figcaption": true, "figure": true, "h1": true, "h2": true,
	"h3": true, "h4": true, "h5": true, "h6": true, "hr": true, "li": true, "ol": true, "p": true,
	"pre": true, "section": true, "summary": true, "table": true, "tbody": true, "thead": true,
	"tfoot": true, "tr": true, "ul": true, "article": true, "aside": true, "header": true, "footer": true,
}
