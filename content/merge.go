package content

import (
	"slices"
	"strings"
)

// MergeConflict is a place where two sides changed the same text in ways that cannot both stand.
type MergeConflict struct {
	Base, X, Y string
	Line       int // in the base, from 1
}

// Merge joins the changes that x and y made to base, by lines and, inside lines that both changed,
// by words. Over words it holds that every word of the result stands in the base or in a side; every
// word that a side added is in the result; every word that one side removed and the other left
// alone is gone; nothing is doubled; and the order of the sides does not matter. Whatever would
// break one of these is a conflict; with conflicts merged is "".
func Merge(base, x, y string) (merged string, conflicts []MergeConflict) {
	switch {
	case x == y || y == base:
		return x, nil
	case x == base:
		return y, nil
	}
	merged, conflicts = mergeLines(base, x, y)
	if len(conflicts) > 0 {
		return "", conflicts
	}
	if !honest(base, x, y, merged) {
		return "", []MergeConflict{wholeConflict(base, x, y)}
	}
	return merged, nil
}

func mergeLines(base, x, y string) (string, []MergeConflict) {
	b, xs, ys := splitLines(base), splitLines(x), splitLines(y)
	ex := editsOf(matchTokens(b, xs), len(xs))
	ey := editsOf(matchTokens(b, ys), len(ys))
	var out strings.Builder
	var conflicts []MergeConflict
	at, line := 0, 1
	for _, r := range regionsOf(ex, ey) {
		out.WriteString(strings.Join(b[at:r.b.as], ""))
		line += r.b.as - at
		at = r.b.ae
		bt, xt, yt := strings.Join(b[r.b.as:r.b.ae], ""), strings.Join(xs[r.xs:r.xe], ""), strings.Join(ys[r.ys:r.ye], "")
		text, ok := mergeRegion(bt, xt, yt)
		if !ok {
			text, ok = mergeInLines(bt, xt, yt)
		}
		if !ok {
			conflicts = append(conflicts, MergeConflict{Base: bt, X: xt, Y: yt, Line: line})
		}
		out.WriteString(text)
		line += r.b.ae - r.b.as
	}
	out.WriteString(strings.Join(b[at:], ""))
	return out.String(), conflicts
}

// mergeInLines merges by words.
func mergeInLines(base, x, y string) (string, bool) {
	b, xs, ys := mergeWords(base), mergeWords(x), mergeWords(y)
	ex := joinEdits(editsOf(matchTokens(b, xs), len(xs)), b, xs)
	ey := joinEdits(editsOf(matchTokens(b, ys), len(ys)), b, ys)
	var out strings.Builder
	at := 0
	for _, r := range regionsOf(ex, ey) {
		out.WriteString(strings.Join(b[at:r.b.as], ""))
		at = r.b.ae
		text, ok := mergeRegion(strings.Join(b[r.b.as:r.b.ae], ""), strings.Join(xs[r.xs:r.xe], ""), strings.Join(ys[r.ys:r.ye], ""))
		if !ok {
			return "", false
		}
		out.WriteString(text)
	}
	out.WriteString(strings.Join(b[at:], ""))
	return out.String(), true
}

// mergeRegion takes the side that changed, or what both changed alike.
func mergeRegion(base, x, y string) (string, bool) {
	switch {
	case x == y || y == base:
		return x, true
	case x == base:
		return y, true
	}
	return "", false
}

// region is a stretch of the base with what each side made of it.
type region struct {
	b              edit // as, ae: the stretch
	xs, xe, ys, ye int
}

// regionsOf joins the edits of both sides where they clash.
func regionsOf(ex, ey []edit) []region {
	var out []region
	dx, dy := 0, 0 // how far x and y stand ahead of the base
	for len(ex) > 0 || len(ey) > 0 {
		var inX, inY []edit
		if len(ey) == 0 || (len(ex) > 0 && before(ex[0], ey[0])) {
			inX, ex = ex[:1], ex[1:]
		} else {
			inY, ey = ey[:1], ey[1:]
		}
		for grown := true; grown; {
			grown = false
			if len(ex) > 0 && len(inY) > 0 && clash(ex[0], inY[len(inY)-1]) {
				inX, ex, grown = append(inX, ex[0]), ex[1:], true
			}
			if len(ey) > 0 && len(inX) > 0 && clash(ey[0], inX[len(inX)-1]) {
				inY, ey, grown = append(inY, ey[0]), ey[1:], true
			}
		}
		both := append(slices.Clone(inX), inY...)
		r := region{b: edit{as: both[0].as, ae: both[0].ae}}
		for _, e := range both {
			r.b.as, r.b.ae = min(r.b.as, e.as), max(r.b.ae, e.ae)
		}
		r.xs, r.ys = r.b.as+dx, r.b.as+dy
		if len(inX) > 0 {
			dx = inX[len(inX)-1].be - inX[len(inX)-1].ae
		}
		if len(inY) > 0 {
			dy = inY[len(inY)-1].be - inY[len(inY)-1].ae
		}
		r.xe, r.ye = r.b.ae+dx, r.b.ae+dy
		out = append(out, r)
	}
	return out
}

func before(e, f edit) bool { return e.as < f.as || (e.as == f.as && e.ae <= f.ae) }

// clash reports that two sides' edits touch the same text, or that one inserts at the edge of what
// the other changed, so that the order of their texts would be arbitrary. An insertion beside
// tokens that the other replaced one for one has its place.
func clash(e, f edit) bool {
	if e.as < f.ae && f.as < e.ae {
		return true
	}
	if f.as == f.ae {
		e, f = f, e
	}
	if e.as != e.ae || e.as < f.as || e.as > f.ae {
		return false
	}
	return f.as == f.ae || f.be-f.bs != f.ae-f.as
}

// honest checks the promises of Merge on a result, counting words. The alignment that produced it
// may have cut in an unlucky place: two words joined, or one moved by both sides.
func honest(base, x, y, merged string) bool {
	type counts struct{ b, x, y, m int }
	words := map[string]*counts{}
	add := func(text string, field func(*counts) *int) {
		for _, word := range mergeWords(text) {
			if !isWord(word) {
				continue
			}
			c := words[word]
			if c == nil {
				c = &counts{}
				words[word] = c
			}
			*field(c)++
		}
	}
	add(base, func(c *counts) *int { return &c.b })
	add(x, func(c *counts) *int { return &c.x })
	add(y, func(c *counts) *int { return &c.y })
	add(merged, func(c *counts) *int { return &c.m })
	for _, c := range words {
		dx, dy := c.x-c.b, c.y-c.b
		most := c.b + max(dx, 0) + max(dy, 0)
		least := c.b + min(dx, 0) + min(dy, 0)
		if dx <= 0 && dy <= 0 && (dx < 0 || dy < 0) {
			most = min(c.x, c.y)
		}
		if dx > 0 || dy > 0 {
			least = max(least, 1)
		}
		if dx >= 0 && dy >= 0 {
			least = max(c.x, c.y)
		}
		if c.m < least || c.m > most {
			return false
		}
	}
	return true
}

// wholeConflict shows everything between the first and the last line that is not the same in all
// three texts.
func wholeConflict(base, x, y string) MergeConflict {
	b, xs, ys := splitLines(base), splitLines(x), splitLines(y)
	line := 1
	for len(b) > 0 && len(xs) > 0 && len(ys) > 0 && b[0] == xs[0] && b[0] == ys[0] {
		b, xs, ys = b[1:], xs[1:], ys[1:]
		line++
	}
	for len(b) > 0 && len(xs) > 0 && len(ys) > 0 && b[len(b)-1] == xs[len(xs)-1] && b[len(b)-1] == ys[len(ys)-1] {
		b, xs, ys = b[:len(b)-1], xs[:len(xs)-1], ys[:len(ys)-1]
	}
	return MergeConflict{Base: strings.Join(b, ""), X: strings.Join(xs, ""), Y: strings.Join(ys, ""), Line: line}
}

// NormalizeNewlines gives a text that came through a browser's form, where every line ends in
// CR LF, the line ends of the revision that it is based on: a line that was there keeps its own, a
// new or changed line gets the one that prevails in the base (LF where that has none).
func NormalizeNewlines(form, base string) string {
	form = strings.ReplaceAll(strings.ReplaceAll(form, "\r\n", "\n"), "\r", "\n")
	crlf := strings.Count(base, "\r\n")
	all := strings.Count(base, "\n")
	prevailing := "\n"
	if crlf*2 > all {
		prevailing = "\r\n"
	}
	if crlf == 0 && !strings.Contains(base, "\r") {
		return form
	}
	if crlf == all && strings.Count(base, "\r") == crlf {
		return strings.ReplaceAll(form, "\n", "\r\n")
	}
	return mixedNewlines(form, base, prevailing)
}

// mixedNewlines finds each line of the form in the base to give it the end that it has there.
func mixedNewlines(form, base, prevailing string) string {
	bare, ends := cutLineEnds(base)
	lines, _ := cutLineEnds(form)
	last := len(lines) - 1
	end := make([]string, len(lines))
	for i := range end {
		end[i] = prevailing
	}
	for i, j := range matchTokens(bare, lines) {
		if j >= 0 && ends[i] != "" {
			end[j] = ends[i]
		}
	}
	var out strings.Builder
	for i, line := range lines {
		out.WriteString(line)
		if i < last {
			out.WriteString(end[i])
		}
	}
	return out.String()
}

// cutLineEnds parts a text into lines and their ends: CR LF, LF or, alone, CR. The last line has
// none and may be empty.
func cutLineEnds(text string) (lines, ends []string) {
	start := 0
	for i := 0; i < len(text); i++ {
		n := 1
		switch {
		case strings.HasPrefix(text[i:], "\r\n"):
			n = 2
		case text[i] != '\n' && text[i] != '\r':
			continue
		}
		lines, ends = append(lines, text[start:i]), append(ends, text[i:i+n])
		start, i = i+n, i+n-1
	}
	return append(lines, text[start:]), append(ends, "")
}
