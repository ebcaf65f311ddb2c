package content

import (
	"fmt"
	"slices"
	"strings"

	emoji "github.com/yuin/goldmark-emoji/ast"
	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
)

// walker goes once through the tree and fills the Document.
type walker struct {
	d       *Document
	section int
	texts   []strings.Builder // plain text of each section
	visible bool              // something is shown before the first heading
	above   []int             // the headings that the present section stands under, and its own
	nested  int               // inside footnotes: headings there make no sections
	inLink  bool
	rawLink int // the <a> of raw HTML that is open, or -1
	rawFrom int // where its label begins
	rawOut  *strings.Builder
}

func (w *walker) run() {
	d := w.d
	d.Sections = append(d.Sections, Section{Start: d.BodyStart})
	w.texts = make([]strings.Builder, 1, 16)
	w.rawLink = -1
	w.redirect()
	w.children(d.root)
	for i := range d.Sections {
		s := &d.Sections[i]
		s.End = len(d.Source)
		if i+1 < len(d.Sections) {
			s.End = d.Sections[i+1].Start
		}
		s.Source = d.Source[s.Start:s.End]
		s.Text = tidy(w.texts[i].String())
		s.Line = d.lineAt(s.Start)
		d.Words += len(strings.Fields(s.Heading)) + len(strings.Fields(s.Text))
	}
	if d.Sections[0].Text == "" && !w.visible {
		w.dropLead()
	}
	if d.Title == "" {
		if i := slices.IndexFunc(d.Sections, func(s Section) bool { return s.Level == 1 }); i >= 0 {
			d.Title = d.Sections[i].Heading
		}
	}
}

// redirect notes the link by which a page that has moved leads on; it is the first of the page.
func (w *walker) redirect() {
	if l, ok := classify(w.d.RedirectTo); ok {
		l.Label, l.Line = w.d.RedirectTo, 1
		w.d.Links = append(w.d.Links, l)
		return
	}
	w.d.RedirectTo = ""
}

// dropLead removes the section before the first heading, since nothing is to be seen there.
func (w *walker) dropLead() {
	d := w.d
	d.Sections = d.Sections[1:]
	for n := range d.sections {
		d.sections[n]--
	}
	for i := range d.Links {
		d.Links[i].Section--
	}
	for i := range d.Mentions {
		d.Mentions[i].Section--
	}
	for i := range d.Tasks {
		d.Tasks[i].Section--
	}
}

// tidy trims the lines of a text and drops empty ones.
func tidy(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for line := range strings.SplitSeq(s, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			if b.Len() > 0 {
				b.WriteByte('\n')
			}
			b.WriteString(line)
		}
	}
	return b.String()
}

func (w *walker) out() *strings.Builder { return &w.texts[w.section] }

func (w *walker) children(n ast.Node) {
	for c := n.FirstChild(); c != nil; {
		next := c.NextSibling()
		w.block(c)
		c = next
	}
}

func (w *walker) block(n ast.Node) {
	d := w.d
	switch n := n.(type) {
	case *ast.Heading:
		w.heading(n)
	case *ast.Paragraph, *ast.TextBlock, *extast.DefinitionTerm:
		w.paragraph(n)
	case *ast.FencedCodeBlock:
		switch language(n, d.work) {
		case "mermaid":
			d.Mermaid = true
		case "math":
			d.Math = true
		}
		w.out().WriteString(d.code(n) + "\n")
	case *ast.CodeBlock:
		w.out().WriteString(d.code(n) + "\n")
	case *formulaNode:
		d.Math = true
		w.out().WriteString(d.code(n) + "\n")
	case *ast.HTMLBlock:
		w.raw(n, w.out())
		w.out().WriteByte('\n')
	case *ast.ThematicBreak:
		w.visible = w.visible || w.section == 0
	case *extast.TableRow, *extast.TableHeader:
		w.row(n)
	case *extast.Footnote:
		w.footnote(n)
	case *ast.Blockquote:
		markCallout(n, d.work)
		w.children(n)
	case *alertNode:
		w.visible = w.visible || w.section == 0
		w.children(n)
	default:
		w.children(n)
	}
}

func (w *walker) heading(n *ast.Heading) {
	d := w.d
	var b strings.Builder
	if w.nested > 0 {
		w.inlines(n, w.out())
		w.out().WriteByte('\n')
		return
	}
	start := d.BodyStart + n.Pos()
	if n.Lines().Len() > 0 {
		start = d.BodyStart + n.Lines().At(0).Start
	}
	start = strings.LastIndexByte(d.Source[:start], '\n') + 1
	s := Section{Level: n.Level, Start: max(start, d.BodyStart)}
	takeID(n, d.work)
	if id, ok := n.AttributeString("id"); ok {
		if id, ok := id.([]byte); ok {
			s.ID = string(id)
		}
	}
	for len(w.above) > 0 && d.Sections[w.above[len(w.above)-1]].Level >= n.Level {
		w.above = w.above[:len(w.above)-1]
	}
	for _, i := range w.above {
		s.Path = append(s.Path, d.Sections[i].Heading)
	}
	w.section = len(d.Sections)
	w.above = append(w.above, w.section)
	d.sections[n] = w.section
	d.Sections = append(d.Sections, s)
	w.texts = append(w.texts, strings.Builder{})
	w.inlines(n, &b)
	d.Sections[w.section].Heading = strings.Join(strings.Fields(b.String()), " ")
}

func (w *walker) row(n ast.Node) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		var b strings.Builder
		w.inlines(c, &b)
		if c != n.FirstChild() {
			w.out().WriteByte('\t')
		}
		w.out().WriteString(strings.Join(strings.Fields(b.String()), " "))
	}
	w.out().WriteByte('\n')
}

// footnote gives the text of a footnote to the section in whose range it was written.
func (w *walker) footnote(n ast.Node) {
	kept := w.section
	if first := n.FirstChild(); first != nil && first.Pos() >= 0 {
		at := w.d.BodyStart + first.Pos()
		w.section = 0
		for w.section+1 < len(w.d.Sections) && w.d.Sections[w.section+1].Start <= at {
			w.section++
		}
	}
	w.nested++
	w.children(n)
	w.nested--
	w.section = kept
}

func (w *walker) inlines(n ast.Node, out *strings.Builder) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		w.inline(c, out)
	}
}

func (w *walker) inline(n ast.Node, out *strings.Builder) {
	d := w.d
	switch n := n.(type) {
	case *ast.Text:
		w.text(n.Segment.Value(d.work), n.IsRaw(), out)
		switch {
		case n.HardLineBreak():
			out.WriteByte('\n')
		case n.SoftLineBreak():
			out.WriteByte(' ')
		}
	case *ast.String:
		out.Write(n.Value)
	case *ast.CodeSpan:
		out.WriteString(d.codeSpan(n))
	case *ast.Link:
		w.link(n, n.Destination, false, out)
	case *ast.Image:
		w.link(n, n.Destination, true, out)
	case *ast.AutoLink:
		w.autoLink(n, out)
	case *ast.RawHTML:
		w.raw(n, out)
	case *wikiNode:
		l := Link{Kind: Wiki, Target: n.target, Fragment: n.fragment, Label: n.label, Embed: n.embed, Raw: n.raw}
		if n.target == "" {
			l.Kind = Fragment
		}
		w.add(n, l, n.Pos())
		out.WriteString(n.label)
	case *mentionNode:
		if !w.inLink {
			d.linkOf[n] = len(d.Mentions)
			d.Mentions = append(d.Mentions, Mention{n.name, w.section, d.lineAt(d.BodyStart + n.Pos())})
		}
		out.WriteString("@" + n.name)
	case *mathNode:
		d.Math = true
		out.WriteString(d.formula(n))
	case *emoji.Emoji:
		out.WriteString(emojiText(n))
	default:
		w.inlines(n, out)
	}
}

// text adds running text, in which tokens stand for tags.
func (w *walker) text(s []byte, raw bool, out *strings.Builder) {
	w.d.eachPart(s, raw, func(text string) { out.WriteString(text) }, func(t *tag) { w.tag(t, out) })
}

// eachPart hands on the parts of running text in their order: what is said, and the tags that tokens
// stand for.
func (d *Document) eachPart(s []byte, raw bool, plain func(string), tagged func(*tag)) {
	say := func(s []byte) {
		if !raw {
			s = unescape(s)
		}
		plain(unbar(string(s)))
	}
	for {
		at, length, t := d.nextTag(s)
		if t == nil {
			say(s)
			return
		}
		say(s[:at])
		tagged(t)
		s = s[at+length:]
	}
}

func unbar(s string) string {
	if strings.IndexByte(s, wikiPipe) < 0 {
		return s
	}
	return strings.ReplaceAll(s, string(rune(wikiPipe)), "|")
}

func (w *walker) tag(t *tag, out *strings.Builder) {
	switch t.kind {
	case tagText:
		w.warn(w.d.BodyStart+t.offset, fmt.Sprintf("%s is not understood here; it is kept as text", Excerpt(t.source, 80)))
		out.WriteString(t.text)
	case tagLink, tagImage:
		l, ok := classify(t.target)
		if ok && (t.kind == tagImage || !w.inLink) {
			l.Label, l.Embed, l.Raw = t.text, t.kind == tagImage, t.source
			l.Section, l.Line = w.section, w.d.lineAt(w.d.BodyStart+t.offset)
			w.d.Links = append(w.d.Links, l)
			t.link = len(w.d.Links)
			w.visible = w.visible || w.section == 0
		}
		out.WriteString(t.text)
	case tagString:
		out.WriteString(t.text)
	case tagLiteral:
		out.WriteString(t.source)
	}
}

func (w *walker) warn(offset int, text string) {
	w.d.Warnings = append(w.d.Warnings, Warning{w.d.lineAt(offset), text})
}

// add notes a link of a node; offset is in the body.
func (w *walker) add(n ast.Node, l Link, offset int) int {
	d := w.d
	l.Section, l.Line = w.section, d.lineAt(d.BodyStart+max(offset, 0))
	d.linkOf[n] = len(d.Links)
	d.Links = append(d.Links, l)
	w.visible = w.visible || w.section == 0
	return len(d.Links) - 1
}

func (w *walker) link(n ast.Node, destination []byte, embed bool, out *strings.Builder) {
	d := w.d
	l, ok := classify(d.address(destination))
	index := -1
	switch {
	case ok:
		l.Embed, l.Raw = embed, d.written(destination)
		index = w.add(n, l, n.Pos())
	case len(destination) > 0:
		w.warn(d.BodyStart+max(n.Pos(), 0), fmt.Sprintf("the link to %s is not opened; its words are kept",
			Excerpt(d.written(destination), 80)))
	}
	kept := w.inLink
	w.inLink = true
	var label strings.Builder
	w.inlines(n, &label)
	w.inLink = kept
	if index >= 0 {
		d.Links[index].Label = strings.Join(strings.Fields(label.String()), " ")
	}
	out.WriteString(label.String())
}

func (w *walker) autoLink(n *ast.AutoLink, out *strings.Builder) {
	d := w.d
	label := d.plain(n.Label(d.work))
	address := d.address(n.URL(d.work))
	if n.AutoLinkType == ast.AutoLinkEmail && !strings.HasPrefix(strings.ToLower(address), "mailto:") {
		address = "mailto:" + address
	}
	if l, ok := classify(address); ok && !w.inLink {
		l.Label, l.Raw = label, d.written(n.URL(d.work))
		w.add(n, l, n.Pos())
	}
	out.WriteString(label)
}

// paragraph adds a line of text; what follows a check box there is a task.
func (w *walker) paragraph(n ast.Node) {
	out := w.out()
	from := out.Len()
	w.inlines(n, out)
	if box, ok := n.FirstChild().(*extast.TaskCheckBox); ok {
		label := strings.Join(strings.Fields(out.String()[from:]), " ")
		line := w.d.lineAt(w.d.BodyStart + max(n.Pos(), 0))
		w.d.Tasks = append(w.d.Tasks, Task{label, box.IsChecked, w.section, line})
	}
	out.WriteByte('\n')
}
