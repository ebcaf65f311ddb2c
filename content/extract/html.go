package extract

import (
	"context"
	"errors"
	"io"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/net/html/charset"
)

// hidden are the elements whose text nobody reads.
var hidden = map[atom.Atom]bool{
	atom.Script: true, atom.Style: true, atom.Template: true, atom.Noscript: true, atom.Svg: true, atom.Iframe: true, atom.Object: true,
}

// inline are the elements that do not end a line.
var inline = map[atom.Atom]bool{
	atom.A: true, atom.Abbr: true, atom.B: true, atom.Cite: true, atom.Code: true, atom.Em: true, atom.Font: true, atom.I: true,
	atom.Kbd: true, atom.Mark: true, atom.Q: true, atom.S: true, atom.Samp: true, atom.Small: true, atom.Span: true,
	atom.Strong: true, atom.Sub: true, atom.Sup: true, atom.Time: true, atom.U: true, atom.Var: true, atom.Wbr: true, atom.Img: true,
}

const htmlToken = 1 << 20 // bytes of one tag or text

func readHTML(ctx context.Context, file io.ReaderAt, size int64, out *writer) error {
	in, err := charset.NewReader(io.NewSectionReader(file, 0, size), "text/html")
	if errors.Is(err, io.EOF) {
		return nil
	}
	if err != nil {
		return damaged(err)
	}
	z := html.NewTokenizer(in)
	z.SetMaxBuf(htmlToken)
	out.begin("", 0)
	p := page{out: out}
	for n := 0; ; n++ {
		if n%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		kind := z.Next()
		if kind == html.ErrorToken {
			if err := z.Err(); !errors.Is(err, io.EOF) {
				return damaged(err)
			}
			return nil
		}
		if err := p.token(kind, z); err != nil {
			return err
		}
	}
}

// page is an HTML page on the way to plain text.
type page struct {
	out     *writer
	hidden  atom.Atom // the element whose end is waited for; 0: none
	depth   int       // of elements of the same name in it
	inTitle bool
	pre     int
}

func (p *page) token(kind html.TokenType, z *html.Tokenizer) error {
	switch kind {
	case html.StartTagToken, html.SelfClosingTagToken:
		name, _ := z.TagName()
		return p.start(atom.Lookup(name), kind == html.SelfClosingTagToken)
	case html.EndTagToken:
		name, _ := z.TagName()
		return p.end(atom.Lookup(name))
	case html.TextToken:
		text := string(z.Text())
		switch {
		case p.hidden != 0:
		case p.inTitle:
			p.out.title(p.out.text.Title + html.UnescapeString(text))
		case p.pre > 0:
			return p.out.add(html.UnescapeString(text))
		default:
			return p.out.add(folded(html.UnescapeString(text)))
		}
	}
	return nil
}

func (p *page) start(tag atom.Atom, closed bool) error {
	if p.hidden != 0 {
		if tag == p.hidden && !closed {
			p.depth++
		}
		return nil
	}
	switch {
	case hidden[tag] && !closed:
		p.hidden, p.depth = tag, 1
		return nil
	case tag == atom.Title:
		p.inTitle = !closed
		return nil
	case tag == atom.Pre:
		p.pre++
	case tag == atom.Td || tag == atom.Th:
		return p.out.add("\t")
	}
	if inline[tag] {
		return nil
	}
	return p.out.add("\n")
}

func (p *page) end(tag atom.Atom) error {
	if p.hidden != 0 {
		if tag == p.hidden {
			if p.depth--; p.depth == 0 {
				p.hidden = 0
			}
		}
		return nil
	}
	switch {
	case tag == atom.Title:
		p.inTitle = false
		return nil
	case tag == atom.Pre:
		p.pre = max(p.pre-1, 0)
	case tag == atom.Td || tag == atom.Th || inline[tag]:
		return nil
	}
	return p.out.add("\n")
}

// folded makes one space of all white space.
func folded(s string) string {
	words := strings.Join(strings.Fields(s), " ")
	if words == "" {
		if s == "" {
			return ""
		}
		return " "
	}
	if strings.ContainsAny(s[:1], " \t\r\n") {
		words = " " + words
	}
	if strings.ContainsAny(s[len(s)-1:], " \t\r\n") {
		words += " "
	}
	return words
}
