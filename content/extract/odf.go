package extract

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// readOpenDocument reads a text, a table or a presentation in OpenDocument (ISO 26300).
func readOpenDocument(ctx context.Context, file io.ReaderAt, size int64, out *writer) error {
	const main = "content.xml"
	a, err := openArchive(ctx, file, size, main, out.limits)
	if err != nil {
		return err
	}
	err = a.walk("META-INF/manifest.xml", func(n node) error {
		if n.start && n.name == "encryption-data" {
			return locked()
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err := a.element("meta.xml", "title", out.title); err != nil {
		return err
	}
	d := &openText{out: out}
	if err := a.walk(main, func(n node) error {
		if n.start && n.name == "soft-page-break" {
			d.counted = true
		}
		return nil
	}); err != nil {
		return err
	}
	return a.walk(main, d.node)
}

// readFlat reads an OpenDocument that is a single XML file.
func readFlat(_ context.Context, file io.ReaderAt, size int64, out *writer) error {
	return walk(io.NewSectionReader(file, 0, size), out.limits.Depth, (&openText{out: out}).node)
}

// openText reads content.xml. Pages are told where the file was laid out before it was saved.
type openText struct {
	out     *writer
	kind    string // "text", "spreadsheet", "presentation"; "" outside of the body
	counted bool
	number  int // of the page, sheet or slide
	lines   int // paragraphs are nested: in notes, in frames
	skip    int
	table   *table // the sheet
	cell    strings.Builder
}

func (d *openText) node(n node) error {
	switch n.name {
	case "tracked-changes", "binary-data", "forms": // what was deleted, and what is no text
		if n.start {
			d.skip++
		} else {
			d.skip--
		}
		return nil
	}
	switch {
	case d.skip > 0:
	case n.start:
		return d.start(n)
	case n.end:
		return d.end(n.name)
	case d.kind != "" && d.lines > 0:
		return d.add(string(n.text))
	}
	return nil
}

func (d *openText) start(n node) error {
	if d.kind == "" {
		switch n.name {
		case "text", "spreadsheet", "presentation":
			d.kind = n.name
			if d.kind == "text" {
				d.begin(!d.counted, "page")
			}
		}
		return nil
	}
	switch n.name {
	case "p", "h":
		d.lines++
	case "s":
		return d.add(" ")
	case "tab":
		return d.add("\t")
	case "line-break":
		return d.add("\n")
	case "soft-page-break":
		d.begin(!d.counted, "page")
	case "page":
		if d.kind == "presentation" {
			d.begin(false, "slide")
		}
	case "table":
		if d.kind == "spreadsheet" {
			d.number++
			d.table = &table{out: d.out, name: clean(n.get("name")), number: d.number}
		}
	case "table-row":
		if d.table != nil {
			d.table.row++
			if again, err := strconv.Atoi(n.get("number-rows-repeated")); err == nil && again > 1 && again < 1<<21 {
				defer func(t *table) { t.row += again - 1 }(d.table)
			}
		}
	}
	return nil
}

func (d *openText) begin(whole bool, what string) {
	d.number++
	if whole {
		d.out.begin("", 0)
	} else {
		d.out.begin(fmt.Sprintf("%s %d", what, d.number), d.number)
	}
}

func (d *openText) end(name string) error {
	switch name {
	case "p", "h":
		d.lines = max(d.lines-1, 0)
		if d.table != nil {
			return d.add(" ")
		}
		return d.add("\n")
	case "table-cell":
		if d.table == nil {
			return d.add("\t")
		}
		d.table.cell(d.cell.String())
		d.cell.Reset()
	case "table-row":
		if d.table != nil {
			return d.table.endRow()
		}
	case "table":
		d.table = nil
	case d.kind:
		d.kind = ""
	}
	return nil
}

// add writes into the cell that is open, or the part. Between them and outside, only paragraphs are text.
func (d *openText) add(s string) error {
	if d.kind == "" {
		return nil
	}
	if d.table == nil {
		return d.out.add(s)
	}
	if d.cell.Len()+len(s) > d.out.limits.Text {
		return errEnough
	}
	d.cell.WriteString(s)
	return nil
}
