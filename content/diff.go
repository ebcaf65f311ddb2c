package content

import (
	"strings"
	"unicode/utf8"
)

// Op says what happened to a stretch of text.
type Op string

// The operations.
const (
	Equal  Op = "equal"
	Insert Op = "insert"
	Delete Op = "delete"
)

// Span is a stretch of text that was kept, inserted or deleted.
type Span struct {
	Op   Op
	Text string
}

// DiffWords compares two texts word by word. The Equal and Delete spans joined give a, the Equal
// and Insert spans give b. Where little in a passage stayed, the passage is shown as rewritten
// rather than as a lattice of single words.
func DiffWords(a, b string) []Span {
	as, bs := diffTokens(a), diffTokens(b)
	edits := joinEdits(editsOf(matchTokens(as, bs), len(bs)), as, bs)
	var out []Span
	add := func(op Op, tokens []string) {
		if len(tokens) > 0 {
			out = append(out, Span{op, strings.Join(tokens, "")})
		}
	}
	at := 0
	for _, e := range edits {
		add(Equal, as[at:e.as])
		add(Delete, as[e.as:e.ae])
		add(Insert, bs[e.bs:e.be])
		at = e.ae
	}
	add(Equal, as[at:])
	return out
}

// RowKind says what a row of a side-by-side comparison shows.
type RowKind string

// The kinds of rows.
const (
	RowEqual    RowKind = "equal"    // the line stands on both sides
	RowChanged  RowKind = "changed"  // a line and what became of it, changed words marked
	RowInserted RowKind = "inserted" // on the right only
	RowDeleted  RowKind = "deleted"  // on the left only
	RowFold     RowKind = "fold"     // Count equal lines that are not shown
)

// DiffRow is a row of a side-by-side comparison. The spans hold no line ends; a line that differs
// in nothing but its line end is changed without a mark.
type DiffRow struct {
	Kind                RowKind
	Left, Right         []Span // Equal and Delete; Equal and Insert
	LeftLine, RightLine int    // from 1; 0 where that side has no line in this row
	Count               int    // lines in a fold
}

// maxPaired bounds the lines of one changed stretch whose best pairing is looked for.
const maxPaired = 60

// DiffLines compares two texts line by line, side by side.
func DiffLines(a, b string) []DiffRow {
	as, bs := splitLines(a), splitLines(b)
	var out []DiffRow
	i, j := 0, 0
	equalTo := func(end int) {
		for ; i < end; i, j = i+1, j+1 {
			spans := lineSpan(Equal, as[i])
			out = append(out, DiffRow{Kind: RowEqual, Left: spans, Right: spans, LeftLine: i + 1, RightLine: j + 1})
		}
	}
	for _, e := range editsOf(matchTokens(as, bs), len(bs)) {
		equalTo(e.as)
		pairs := pairLines(as[e.as:e.ae], bs[e.bs:e.be])
		for n := 0; n <= len(pairs); n++ {
			toA, toB := e.ae, e.be
			if n < len(pairs) {
				toA, toB = e.as+pairs[n].a, e.bs+pairs[n].b
			}
			for ; i < toA; i++ {
				out = append(out, DiffRow{Kind: RowDeleted, Left: lineSpan(Delete, as[i]), LeftLine: i + 1})
			}
			for ; j < toB; j++ {
				out = append(out, DiffRow{Kind: RowInserted, Right: lineSpan(Insert, bs[j]), RightLine: j + 1})
			}
			if n < len(pairs) {
				out = append(out, changedRow(as[i], bs[j], i+1, j+1))
				i, j = i+1, j+1
			}
		}
	}
	equalTo(len(as))
	return out
}

func changedRow(a, b string, leftLine, rightLine int) DiffRow {
	row := DiffRow{Kind: RowChanged, LeftLine: leftLine, RightLine: rightLine}
	for _, span := range DiffWords(strings.TrimRight(a, "\r\n"), strings.TrimRight(b, "\r\n")) {
		if span.Op != Insert {
			row.Left = append(row.Left, span)
		}
		if span.Op != Delete {
			row.Right = append(row.Right, span)
		}
	}
	return row
}

func lineSpan(op Op, line string) []Span {
	if line = strings.TrimRight(line, "\r\n"); line == "" {
		return nil
	}
	return []Span{{op, line}}
}

// pairLines finds which deleted line became which inserted one: the pairs in order whose shared
// words add up to most, each sharing at least a third.
func pairLines(a, b []string) []run {
	if len(a) == 0 || len(b) == 0 {
		return nil
	}
	if len(a) > maxPaired || len(b) > maxPaired {
		if len(a) != len(b) {
			return nil
		}
		out := make([]run, len(a))
		for i := range out {
			out[i] = run{i, i, 1}
		}
		return out
	}
	alike := lineSimilarities(a, b)
	best := make([][]float64, len(a)+1) // best[i][j]: the most that a[i:] and b[j:] can add up to
	for i := range best {
		best[i] = make([]float64, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			best[i][j] = max(best[i+1][j], best[i][j+1])
			if s := alike[i][j]; s >= 1./3 {
				best[i][j] = max(best[i][j], s+best[i+1][j+1])
			}
		}
	}
	var out []run
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch best[i][j] {
		case best[i+1][j]:
			i++
		case best[i][j+1]:
			j++
		default:
			out = append(out, run{i, j, 1})
			i, j = i+1, j+1
		}
	}
	return out
}

// lineSimilarities is for each pair of lines the share of the characters of their words that both
// have.
func lineSimilarities(a, b []string) [][]float64 {
	count := func(line string) (map[string]int, int) {
		words, size := map[string]int{}, 0
		for _, token := range diffTokens(line) {
			if isWord(token) {
				words[token]++
				size += utf8.RuneCountInString(token)
			}
		}
		return words, size
	}
	right, sizes := make([]map[string]int, len(b)), make([]int, len(b))
	for j, line := range b {
		right[j], sizes[j] = count(line)
	}
	out := make([][]float64, len(a))
	for i, line := range a {
		out[i] = make([]float64, len(b))
		words, size := count(line)
		for j := range b {
			shared := 0
			for word, n := range words {
				shared += min(n, right[j][word]) * utf8.RuneCountInString(word)
			}
			if size+sizes[j] > 0 {
				out[i][j] = 2 * float64(shared) / float64(size+sizes[j])
			} else {
				out[i][j] = 1 // both blank, with other white space
			}
		}
	}
	return out
}

// FoldRows replaces what lies further than context rows from a change by a RowFold with the number
// of lines that it stands for. A fold of a single line is not worth it.
func FoldRows(rows []DiffRow, context int) []DiffRow {
	var out []DiffRow
	for i := 0; i < len(rows); {
		if rows[i].Kind != RowEqual {
			out = append(out, rows[i])
			i++
			continue
		}
		end := i
		for end < len(rows) && rows[end].Kind == RowEqual {
			end++
		}
		from, to := i+context, end-context
		if i == 0 {
			from = 0
		}
		if end == len(rows) {
			to = end
		}
		if to-from < 2 {
			out = append(out, rows[i:end]...)
		} else {
			out = append(out, rows[i:from]...)
			out = append(out, DiffRow{Kind: RowFold, LeftLine: rows[from].LeftLine, RightLine: rows[from].RightLine, Count: to - from})
			out = append(out, rows[to:end]...)
		}
		i = end
	}
	return out
}

// splitLines cuts a text into lines that keep their line ends; joined they give the text again.
func splitLines(text string) []string {
	lines := strings.SplitAfter(text, "\n")
	if lines[len(lines)-1] == "" {
		lines = lines[:len(lines)-1]
	}
	return lines
}
