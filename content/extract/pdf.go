package extract

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/ledongthuc/pdf"
)

// The measures of a PDF.
const (
	pdfTail  = 2 << 10 // bytes at the end in which the end mark is looked for
	pdfPages = 20_000
	pdfDepth = 50 // of the tree of pages
	pdfForms = 8  // of forms within forms
)

// readPDF reads a PDF page by page. The library panics on damaged files and may loop: Extract recovers,
// and ctx is looked at with every operator that is drawn.
func readPDF(ctx context.Context, file io.ReaderAt, size int64, out *writer) error {
	whole, size, err := lenient(file, size)
	if err != nil {
		return err
	}
	r, err := pdf.NewReader(whole, size)
	switch {
	case errors.Is(err, pdf.ErrInvalidPassword):
		return locked()
	case err != nil && bytes.Contains(tailOf(whole, size), []byte("/Encrypt")):
		return locked() // in a way that the library does not know
	case err != nil:
		return damaged(err)
	}
	out.title(r.Trailer().Key("Info").Key("Title").Text())
	d := &pdfText{ctx: ctx, out: out, fonts: map[string]*font{}}
	err = d.tree(r.Trailer().Key("Root").Key("Pages"), pdf.Value{}, 0)
	if err == nil && d.failed > 0 && d.failed == d.pages {
		return damaged(fmt.Errorf("none of %d pages can be read", d.pages))
	}
	return err
}

// lenient lets the library read what every viewer reads: a version that it does not know, and bytes
// after the end mark.
func lenient(file io.ReaderAt, size int64) (io.ReaderAt, int64, error) {
	head := make([]byte, 10)
	if _, err := file.ReadAt(head, 0); err != nil || !bytes.HasPrefix(head, []byte("%PDF-")) {
		return nil, 0, damaged(errors.New("no header of a PDF"))
	}
	tail := tailOf(file, size)
	end := bytes.LastIndex(tail, []byte("%%EOF"))
	if end < 0 {
		return nil, 0, damaged(errors.New("no end mark of a PDF"))
	}
	return headed{file}, size - int64(len(tail)) + int64(end+len("%%EOF")), nil
}

func tailOf(file io.ReaderAt, size int64) []byte {
	tail := make([]byte, min(size, pdfTail))
	n, _ := file.ReadAt(tail, size-int64(len(tail)))
	return tail[:n]
}

// headed shows another version at the head of a PDF.
type headed struct{ io.ReaderAt }

func (h headed) ReadAt(p []byte, at int64) (int, error) {
	n, err := h.ReaderAt.ReadAt(p, at)
	const head = "%PDF-1.7\n"
	if at >= 0 && at < int64(len(head)) {
		copy(p[:n], head[at:])
	}
	return n, err
}

// pdfText reads the text of the pages of one file.
type pdfText struct {
	ctx   context.Context
	out   *writer
	fonts map[string]*font // by how the font is described
	pages int
	nodes int // of the tree
	// failed counts the pages that could not be read to their end.
	failed int
}

// tree walks the tree of pages once; resources are inherited.
func (d *pdfText) tree(node, resources pdf.Value, depth int) error {
	if err := d.ctx.Err(); err != nil {
		return err
	}
	if d.nodes++; depth > pdfDepth || d.nodes > 2*pdfPages {
		return damaged(errNested)
	}
	if own := node.Key("Resources"); !own.IsNull() {
		resources = own
	}
	kids := node.Key("Kids")
	if kids.Kind() != pdf.Array {
		if node.Kind() != pdf.Dict {
			return nil
		}
		d.pages++
		d.out.begin(fmt.Sprintf("page %d", d.pages), d.pages)
		return d.page(node, resources)
	}
	for i := range kids.Len() {
		if err := d.tree(kids.Index(i), resources, depth+1); err != nil {
			return err
		}
	}
	return nil
}

// page reads one page. What is damaged in one page costs that page only.
func (d *pdfText) page(node, resources pdf.Value) (err error) {
	defer func() {
		switch p := recover().(type) {
		case nil:
		case stop:
			err = p.err
		default: // the library panics on what it cannot read
			d.failed++
			err = d.ctx.Err()
		}
	}()
	contents := node.Key("Contents")
	if contents.IsNull() {
		return nil
	}
	l := &layout{out: d.out}
	d.draw(contents, resources, l, identity, 0)
	return l.end()
}

// stop is a panic that ends the interpretation of a page, which cannot be ended in another way.
type stop struct{ err error }

// draw interprets a stream of drawing operators.
func (d *pdfText) draw(contents, resources pdf.Value, l *layout, at matrix, depth int) {
	s := &state{resources: resources, fonts: d.fonts, layout: l}
	s.ctm, s.scale = at, 1
	steps := 0
	pdf.Interpret(contents, func(stack *pdf.Stack, op string) {
		if steps++; steps%256 == 1 {
			if err := d.ctx.Err(); err != nil {
				panic(stop{err})
			}
		}
		args := make([]pdf.Value, stack.Len())
		for i := len(args) - 1; i >= 0; i-- {
			args[i] = stack.Pop()
		}
		if op == "Do" && len(args) == 1 && depth < pdfForms {
			form := resources.Key("XObject").Key(args[0].Name())
			if form.Key("Subtype").Name() == "Form" {
				d.form(form, resources, l, s.ctm, depth)
			}
			return
		}
		if err := s.operate(op, args); err != nil {
			panic(stop{err})
		}
	})
}

func (d *pdfText) form(form, resources pdf.Value, l *layout, at matrix, depth int) {
	if own := form.Key("Resources"); !own.IsNull() {
		resources = own
	}
	if m := form.Key("Matrix"); m.Len() == 6 {
		var by matrix
		for i := range by {
			by[i] = m.Index(i).Float64()
		}
		at = by.times(at)
	}
	d.draw(form, resources, l, at, depth+1)
}
