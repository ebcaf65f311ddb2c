package themes

import (
	"html"
	"html/template"
	"io"
	"net/url"
	"strconv"
	"strings"
)

// The left column is drawn on every screen and may hold hundreds of pages; html/template would spend more time on
// it than on the rest of the page. So trees, contents and comparisons are written here, every text escaped, and
// given to the templates as finished HTML.

// tree draws the pages of a space as nested lists.
func tree(space string, nodes []Node) template.HTML {
	var b strings.Builder
	b.Grow(160 * len(nodes))
	writeNodes(&b, space, nodes)
	return template.HTML(b.String())
}

// DrawTree writes the pages of a tree alone: what is fetched when a branch is opened.
func (t *Theme) DrawTree(w io.Writer, view Tree) error {
	_, err := io.WriteString(w, string(tree(view.Space, view.Nodes)))
	return err
}

func writeNodes(b *strings.Builder, space string, nodes []Node) {
	if len(nodes) == 0 {
		return
	}
	b.WriteString("<ul>")
	for i := range nodes {
		n := &nodes[i]
		title := html.EscapeString(n.Title)
		b.WriteString("<li>")
		if n.More || len(n.Children) > 0 {
			b.WriteString(`<button type="button" class="tw" aria-expanded="`)
			b.WriteString(strconv.FormatBool(n.Open))
			b.WriteString(`" aria-label="Pages under `)
			b.WriteString(title)
			b.WriteString(`" data-tree="/s/`)
			b.WriteString(html.EscapeString(space))
			b.WriteString(`/tree?parent=`)
			b.WriteString(strconv.FormatInt(n.ID, 10))
			b.WriteString(`"></button>`)
		}
		b.WriteString(`<a href="`)
		b.WriteString(local(n.URL))
		if n.Here {
			b.WriteString(`" aria-current="page`)
		}
		b.WriteString(`"><bdi>`)
		b.WriteString(title)
		b.WriteString("</bdi></a>")
		if n.Open {
			writeNodes(b, space, n.Children)
		}
		b.WriteString("</li>")
	}
	b.WriteString("</ul>")
}

// local escapes a path of this server for an attribute; anything else becomes "#".
func local(path string) string {
	if !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strings.HasPrefix(path, `/\`) {
		return "#"
	}
	return html.EscapeString(path)
}

// items draws links of this server as the items of a list.
func items(list []Link) template.HTML {
	var b strings.Builder
	b.Grow(120 * len(list))
	for i := range list {
		b.WriteString(`<li><a href="`)
		b.WriteString(local(list[i].URL))
		b.WriteString(`" dir="auto">`)
		b.WriteString(html.EscapeString(list[i].Text))
		b.WriteString("</a></li>")
	}
	return template.HTML(b.String())
}

// contents draws the headings of a page.
func contents(entries []Entry) template.HTML {
	var b strings.Builder
	b.WriteString(`<ul class="toc">`)
	for _, e := range entries {
		b.WriteString(`<li class="deep` + strconv.Itoa(min(max(e.Deep, 0), 2)) + `"><a dir="auto" href="#`)
		b.WriteString(html.EscapeString(url.PathEscape(e.Anchor)))
		b.WriteString(`">`)
		b.WriteString(html.EscapeString(e.Text))
		b.WriteString("</a></li>")
	}
	b.WriteString("</ul>")
	return template.HTML(b.String())
}

// spans draws a run of compared text.
func spans(list []Span) template.HTML {
	var b strings.Builder
	for _, s := range list {
		switch s.Op {
		case "ins", "del":
			b.WriteString("<" + s.Op + ">" + html.EscapeString(s.Text) + "</" + s.Op + ">")
		default:
			b.WriteString(html.EscapeString(s.Text))
		}
	}
	return template.HTML(b.String())
}
