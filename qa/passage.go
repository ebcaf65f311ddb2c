package qa

import (
	"html"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Passage is one or two pieces of a text, word for word, with the decisive part marked. Gap stands between
// two that are apart.
type Passage struct {
	Text       string
	Start, End int // byte offsets in Text of the part that decides; equal: nothing is marked
}

// Marked is the part that decides.
func (p Passage) Marked() string { return p.Text[p.Start:p.End] }

// HTML escapes everything; <mark> is the only markup in it.
func (p Passage) HTML() string {
	if p.Start >= p.End {
		return html.EscapeString(p.Text)
	}
	return html.EscapeString(p.Text[:p.Start]) + "<mark>" + html.EscapeString(p.Text[p.Start:p.End]) +
		"</mark>" + html.EscapeString(p.Text[p.End:])
}

// How long a passage may be, in bytes. A reader takes in about three lines at a glance; what is
// longer is better read on the page.
const (
	Gap           = " … "
	passageBytes  = 480
	sentenceBytes = 600
)

// Pick chooses what of a section's text answers a question: one to three sentences of a block, an item, a
// row, a line of code, with the decisive one marked. An item brings the line that leads to it, a row the
// names of its columns. Where a question names two facts that stand apart, both are there, with Gap between
// them. Its Text is empty only where text is blank.
func Pick(text, question string) Passage { return newMatcher(question).pick(text) }

func (m *matcher) pick(text string) Passage {
	all := unitsOf(text)
	if len(all) == 0 {
		return Passage{}
	}
	r := m.toQuote()
	found := r.find(text, all)
	scores := r.score(m, found, all, nil)
	best := highest(scores)
	first, last := around(all, scores, best)
	if other := r.other(m, found, all, best); other >= 0 && (other < first || other > last) {
		return both(text, all, best, other)
	}
	return led(text, all, first, last, best)
}

func highest(scores []float64) int {
	best := 0
	for i, s := range scores {
		if s > scores[best] {
			best = i
		}
	}
	return best
}

// around takes the neighbours of the best unit in, the better one first, while they belong to its block and
// share words with the question (or the best alone would be a fragment) and the whole stays short.
func around(all []unit, scores []float64, best int) (first, last int) {
	first, last = best, best
	length := func(a, b int) int { return all[b].End - all[a].Start }
	for last-first < 2 {
		before, after := first-1, last+1
		canBefore := before >= 0 && all[before].line == all[best].line && length(before, last) <= passageBytes && scores[before] > 0
		canAfter := after < len(all) && length(first, after) <= passageBytes && (all[after].line == all[best].line &&
			(scores[after] > 0 || length(first, last) < fragment) || all[last].follows(all[after], length(first, last)))
		switch {
		case canAfter && (!canBefore || scores[after] >= scores[before]):
			last = after
		case canBefore:
			first = before
		default:
			return first, last
		}
	}
	return first, last
}

const (
	fragment = 60 // bytes that say little alone
	word     = 20 // bytes of a block that is hardly more than a word
)

// follows says whether the next unit, of another block, belongs to this one: what a colon announces, and
// what comes after a mere word.
func (u unit) follows(next unit, length int) bool {
	return next.line > u.line && (u.leads || u.whole && length < word)
}

// led is the passage of some units with what leads to the best of them: the line with the colon, the names
// of the columns.
func led(text string, all []unit, first, last, best int) Passage {
	p := passageOf(text, all[first].Start, all[last].End, all[best].Start, all[best].End)
	lead := all[first].lead
	if lead < 0 {
		return p
	}
	l := all[lead]
	if l.End-l.Start+len(p.Text) > passageBytes {
		return p
	}
	if lead == first-1 {
		return passageOf(text, l.Start, all[first].Start+len(p.Text), all[best].Start, all[best].Start+p.End-p.Start)
	}
	return join(Passage{Text: text[l.Start:l.End]}, p)
}

// both is the passage of two units that answer a part of the question each.
func both(text string, all []unit, best, other int) Passage {
	a, b := all[best], all[other]
	first, second := min(best, other), max(best, other)
	if all[first].line == all[second].line && second-first < 3 && all[second].End-all[first].Start <= passageBytes {
		return passageOf(text, all[first].Start, all[second].End, a.Start, a.End)
	}
	bare := func(u unit) Passage { return passageOf(text, u.Start, u.End, u.Start, u.End) }
	p, q := bare(a), bare(b)
	if all[first].lead != all[second].lead && all[second].lead != first {
		if l, m := led(text, all, best, best, best), led(text, all, other, other, other); len(l.Text)+len(m.Text) <= passageBytes {
			p, q = l, m
		}
	}
	q.End = q.Start
	if best < other {
		return join(p, q)
	}
	return join(q, p)
}

// join puts two passages together; at most one of them has a mark.
func join(p, q Passage) Passage {
	out := Passage{Text: p.Text + Gap + q.Text, Start: p.Start, End: p.End}
	if q.End > q.Start {
		at := len(p.Text) + len(Gap)
		out.Start, out.End = at+q.Start, at+q.End
	}
	return out
}

// passageOf cuts a passage out; a sentence without an end (code, a table) is clipped between words.
func passageOf(text string, start, end, markStart, markEnd int) Passage {
	if markEnd-markStart > sentenceBytes {
		markEnd = markStart + len(clip(text[markStart:markEnd], sentenceBytes))
		end = markEnd
	}
	return Passage{Text: text[start:end], Start: markStart - start, End: markEnd - start}
}

// quoted shows a quote where it stands in the text, with the neighbours that share words with the
// question; false where the text no longer holds it.
func (m *matcher) quoted(text, quote string) (Passage, bool) {
	start, end, found := Locate(text, quote)
	if !found {
		return Passage{}, false
	}
	p := Passage{Text: text[start:end], End: end - start}
	all := unitsOf(text)
	first, last := -1, -1
	for i, u := range all {
		if u.Start < end && start < u.End {
			if first < 0 {
				first = i
			}
			last = i
		}
	}
	if first < 0 {
		return p, true
	}
	if first == last {
		r := m.toQuote()
		first, last = around(all, r.score(m, r.find(text, all), all, nil), first)
	}
	if from, to := min(start, all[first].Start), max(end, all[last].End); to-from <= passageBytes {
		p = Passage{Text: text[from:to], Start: start - from, End: end - from}
	}
	return p, true
}

// clip cuts a text between words so that at most limit bytes are left.
func clip(text string, limit int) string {
	if len(text) <= limit {
		return text
	}
	cut := limit
	for cut > 0 && !utf8.RuneStart(text[cut]) {
		cut--
	}
	if i := strings.LastIndexFunc(text[:cut], unicode.IsSpace); i > limit/2 {
		cut = i
	}
	return strings.TrimRightFunc(text[:cut], unicode.IsSpace)
}
