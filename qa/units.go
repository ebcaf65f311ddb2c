package qa

import (
	"strings"

	"github.com/docent-wiki/docent/content"
)

// unit is what a passage is made of: a sentence of a block, or a row of a table as a whole. Blocks stand a
// line each in a section's text, rows with tabs between their cells.
type unit struct {
	content.Sentence
	line  int  // its block
	whole bool // it is the whole block
	leads bool // it ends with a colon: what comes below belongs to it
	row   bool
	names bool // a row that names the columns of those below
	asks  bool // it is a question itself
	lead  int  // the unit that leads to it: with a colon, or with the names of its columns; -1: none
}

// led bounds how many lines below a colon belong to it.
const ledLines = 12

// unitsOf cuts a text into units, in order.
func unitsOf(text string) []unit {
	sentences := content.Sentences(text)
	all := make([]unit, 0, len(sentences))
	line, end := 0, 0
	for _, s := range sentences {
		line += strings.Count(text[end:s.Start], "\n")
		n := len(all)
		if n > 0 && all[n-1].line == line && all[n-1].row { // a cell may hold sentences
			all[n-1].End, end = s.End, s.End
			continue
		}
		u := unit{Sentence: s, line: line, lead: -1, row: inRow(text, s)}
		end = s.End
		all = append(all, u)
	}
	for i := range all {
		u := &all[i]
		last := text[u.End-1]
		u.whole = (i == 0 || all[i-1].line != u.line) && (i+1 == len(all) || all[i+1].line != u.line)
		u.leads, u.asks = last == ':' && (i+1 == len(all) || all[i+1].line != u.line), last == '?'
	}
	lead(text, all)
	return all
}

// inRow says whether a sentence stands in a row of a table: with a tab in its line.
func inRow(text string, s content.Sentence) bool {
	rest := text[s.Start:]
	if i := strings.IndexByte(rest, '\n'); i >= 0 {
		rest = rest[:i]
	}
	return strings.IndexByte(rest, '\t') >= 0
}

// lead notes what leads to each unit.
func lead(text string, all []unit) {
	colon, names := -1, -1
	for i := range all {
		u := &all[i]
		newLine := i == 0 || all[i-1].line != u.line
		switch {
		case u.row && (i == 0 || !all[i-1].row || cells(text, all[i-1]) != cells(text, *u)):
			names = i
			u.names = i+1 < len(all) && all[i+1].row && cells(text, all[i+1]) == cells(text, *u)
		case u.row:
			u.lead = names
		}
		if u.leads {
			colon = i
			continue
		}
		if colon >= 0 && newLine && (u.line-all[colon].line > ledLines || longBlock(all, i)) {
			colon = -1 // running text again
		}
		if colon >= 0 && u.lead < 0 && u.line > all[colon].line {
			u.lead = colon
		}
	}
}

func cells(text string, u unit) int { return strings.Count(text[u.Start:u.End], "\t") }

// longBlock says whether a block has three sentences or more: no item of a list is like that.
func longBlock(all []unit, i int) bool { return i+2 < len(all) && all[i+2].line == all[i].line }
