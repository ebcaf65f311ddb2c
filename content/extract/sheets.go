package extract

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// readSheets reads a workbook sheet by sheet, some rows at a time, a line for each row.
func readSheets(ctx context.Context, file io.ReaderAt, size int64, out *writer) error {
	const main = "xl/workbook.xml"
	a, err := openOffice(ctx, file, size, main, out)
	if err != nil {
		return err
	}
	parts, err := a.related(main)
	if err != nil {
		return err
	}
	type named struct{ name, part string }
	var sheets []named
	err = a.walk(main, func(n node) error {
		if n.start && n.name == "sheet" {
			sheets = append(sheets, named{n.get("name"), parts[relation(n)]})
		}
		return nil
	})
	if err != nil {
		return err
	}
	shared, err := a.sharedStrings()
	if err != nil {
		return err
	}
	for i, s := range sheets {
		t := &table{out: out, name: clean(s.name), number: i + 1}
		if err := a.walk(s.part, (&sheet{table: t, shared: shared}).node); err != nil {
			return err
		}
		if err := t.flush(); err != nil {
			return err
		}
	}
	return nil
}

// sharedStrings are the texts of cells, each kept once for the whole workbook.
func (a *archive) sharedStrings() (all []string, err error) {
	var text strings.Builder
	inText, phonetic := false, false
	err = a.walk("xl/sharedStrings.xml", func(n node) error {
		switch {
		case n.name == "rPh":
			phonetic = n.start
		case n.name == "t":
			inText = n.start && !phonetic
		case n.name == "si" && n.end:
			all = append(all, text.String())
			text.Reset()
		case inText && n.text != nil:
			text.Write(n.text)
		}
		return nil
	})
	return all, err
}

// sheet reads the cells of one sheet.
type sheet struct {
	*table
	shared []string
	kind   string // of the cell
	inText bool
	value  strings.Builder
}

func (s *sheet) node(n node) error {
	switch {
	case n.name == "row" && n.start:
		if row, err := strconv.Atoi(n.get("r")); err == nil && row > 0 {
			s.row = row
		} else {
			s.row++
		}
	case n.name == "row" && n.end:
		return s.endRow()
	case n.name == "c" && n.start:
		s.kind = n.get("t")
		s.value.Reset()
	case n.name == "c" && n.end:
		s.cell(s.text())
	case n.name == "v" || n.name == "t":
		s.inText = n.start
	case s.inText && n.text != nil:
		s.value.Write(n.text)
	}
	return nil
}

func (s *sheet) text() string {
	value := s.value.String()
	switch s.kind {
	case "s":
		i, err := strconv.Atoi(strings.TrimSpace(value))
		if err != nil || i < 0 || i >= len(s.shared) {
			return ""
		}
		return s.shared[i]
	case "b", "e": // yes and no, and errors
		return ""
	}
	return value
}

// table writes the rows of a sheet, some to a part.
type table struct {
	out    *writer
	name   string
	number int
	row    int // as people count, from 1
	cells  []string
	rows   int // in the part
	begun  bool
}

func (t *table) cell(text string) {
	if text = strings.Join(strings.Fields(text), " "); text != "" {
		t.cells = append(t.cells, text)
	}
}

func (t *table) endRow() error {
	if len(t.cells) == 0 {
		return nil
	}
	if t.rows%linesAtOnce == 0 {
		place := "sheet " + t.name
		if t.begun {
			place = fmt.Sprintf("sheet %s, row %d", t.name, t.row)
		}
		t.out.begin(place, t.number)
		t.begun = true
	}
	t.rows++
	line := strings.Join(t.cells, "\t") + "\n"
	t.cells = t.cells[:0]
	return t.out.add(line)
}

// flush writes a row that was not ended.
func (t *table) flush() error { return t.endRow() }
