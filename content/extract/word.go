package extract

import (
	"context"
	"errors"
	"fmt"
	"io"
)

// readWord reads a text document. Where it was last saved by a program that counts pages, the text
// comes by pages.
func readWord(ctx context.Context, file io.ReaderAt, size int64, out *writer) error {
	const main = "word/document.xml"
	a, err := openOffice(ctx, file, size, main, out)
	if err != nil {
		return err
	}
	counted, err := a.pagesCounted(main)
	if err != nil {
		return err
	}
	d := &wordText{out: out, counted: counted, page: 1}
	d.open()
	for _, part := range []string{main, "word/footnotes.xml", "word/endnotes.xml"} {
		if err := a.walk(part, d.node); err != nil {
			return err
		}
	}
	return nil
}

// pagesCounted says whether the file remembers where its pages ended when it was last laid out.
func (a *archive) pagesCounted(main string) (counted bool, err error) {
	found := errors.New("found")
	err = a.walk(main, func(n node) error {
		if n.start && n.name == "lastRenderedPageBreak" {
			return found
		}
		return nil
	})
	if errors.Is(err, found) {
		return true, nil
	}
	return false, err
}

type wordText struct {
	out     *writer
	counted bool
	page    int
	inText  bool
	cells   int // tables are nested
	skip    int // depth inside what is shown twice
}

func (d *wordText) open() {
	if d.counted {
		d.out.begin(fmt.Sprintf("page %d", d.page), d.page)
	} else {
		d.out.begin("", 0)
	}
}

func (d *wordText) node(n node) error {
	if n.name == "Fallback" { // the same text again, for older programs
		if n.start {
			d.skip++
		} else {
			d.skip--
		}
	}
	if d.skip > 0 {
		return nil
	}
	switch {
	case n.start:
		return d.start(n)
	case n.end:
		return d.end(n.name)
	case d.inText:
		return d.out.add(string(n.text))
	}
	return nil
}

func (d *wordText) start(n node) error {
	switch n.name {
	case "t":
		d.inText = true
	case "tab":
		return d.out.add("\t")
	case "br", "cr":
		return d.out.add("\n")
	case "noBreakHyphen":
		return d.out.add("-")
	case "tc":
		d.cells++
	case "lastRenderedPageBreak":
		d.page++
		d.open()
	}
	return nil
}

func (d *wordText) end(name string) error {
	switch name {
	case "t":
		d.inText = false
	case "p":
		if d.cells > 0 {
			return d.out.add(" ")
		}
		return d.out.add("\n")
	case "tc":
		d.cells--
		return d.out.add("\t")
	case "tr":
		return d.out.add("\n")
	}
	return nil
}
