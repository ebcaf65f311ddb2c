package search

import (
	"cmp"
	"html"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// marks are the words to mark, stemmed as in any of the languages that there are texts in. near holds them
// for a query that was read fuzzily: words that differ by a letter are marked too.
type marks struct {
	words map[string]bool
	near  []string
	whole bool // look at every word: what is marked may begin otherwise than its stem, as compounds do
	// known holds what is to be marked of English words that were analyzed already: the results of a search
	// share most of theirs. nil: nothing is kept.
	known map[string][]Term
}

// marks gives what to mark for a query: its words, or what was looked for in their place.
func (f *Finder) marks(p Parsed, reading Reading, instead string) marks {
	m := marks{words: map[string]bool{}, known: map[string][]Term{}}
	list := p.Words
	if instead != "" {
		list = []Clause{{Text: instead}}
	}
	each(list, func(c Clause) {
		for _, lang := range f.index.textLanguages() {
			for i, t := range f.index.TermsIn(lang, c.Text) {
				if i > 0 && isLetter(t.Text) {
					continue // the last of a run of letters: the pair before has it
				}
				m.words[t.Text] = true
				if reading == ReadFuzzy && len(t.Text) >= fuzzyFrom {
					m.near = append(m.near, t.Text)
				}
			}
		}
	})
	return m
}

// isLetter says whether a word is a single letter of a script that is written without spaces.
func isLetter(word string) bool {
	r, size := utf8.DecodeRuneInString(word)
	return size == len(word) && paired(r)
}

func (m marks) has(word string) bool {
	return m.words[word] || slices.ContainsFunc(m.near, func(w string) bool { return near(w, word, false) })
}

// among gives the words to mark.
func (m marks) among(list []Term) []Term {
	return slices.DeleteFunc(list, func(t Term) bool { return !m.has(t.Text) || t.Start >= t.End })
}

// in gives the parts to mark of a single word.
func (m marks) in(word string, analyze func(string) []Term) []Term {
	hits, known := m.known[word]
	if !known {
		if hits = m.among(analyze(word)); m.known != nil {
			m.known[word] = hits
		}
	}
	return hits
}

// anywhere says whether a word to mark may begin otherwise than its stem.
func (m marks) anywhere(text string) bool {
	return m.whole || strings.ContainsFunc(text, func(r rune) bool { return r >= utf8.RuneSelf && unicode.IsLetter(r) })
}

// quick gives the words to mark as far as they begin as their stems do, which nearly all do: analyzing
// the whole text of every result would take longer than the search itself. None where letters have accents,
// which stems have not.
func (m marks) quick(text string, analyze func(string) []Term) []Term {
	lower := strings.ToLower(text)
	if len(lower) != len(text) || m.anywhere(text) {
		return nil
	}
	var hits []Term
	for word := range m.words {
		begin := beginning(word)
		for at, i := 0, 0; ; at += len(begin) {
			if i = strings.Index(lower[at:], begin); i < 0 {
				break
			}
			at += i
			if before, _ := utf8.DecodeLastRuneInString(lower[:at]); unicode.IsLetter(before) || unicode.IsNumber(before) {
				continue
			}
			for _, t := range m.in(text[at:wordEnd(text, at)], analyze) {
				if m.words[t.Text] {
					hits = append(hits, Term{Text: t.Text, Start: t.Start + at, End: t.End + at})
				}
			}
		}
	}
	for _, word := range m.near {
		hits = append(hits, m.alike(text, lower, word, analyze)...)
	}
	slices.SortFunc(hits, func(a, b Term) int { return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End)) })
	return slices.CompactFunc(hits, func(a, b Term) bool { return a.Start == b.Start })
}

// beginning gives what a word begins with whose stem is given: the stemmer changes ends (studi, study).
func beginning(stem string) string {
	if len(stem) > 3 && stem[len(stem)-1] < utf8.RuneSelf {
		return stem[:len(stem)-1]
	}
	return stem
}

// alike gives the words that differ from one by a letter, though not by the first, as the query has it.
func (m marks) alike(text, lower, word string, analyze func(string) []Term) (hits []Term) {
	first, size := utf8.DecodeRuneInString(word)
	for at := 0; ; at += size {
		i := strings.IndexRune(lower[at:], first)
		if i < 0 {
			return hits
		}
		at += i
		if before, _ := utf8.DecodeLastRuneInString(lower[:at]); unicode.IsLetter(before) || unicode.IsNumber(before) {
			continue
		}
		end := wordEnd(text, at)
		if end-at < len(word)-utf8.UTFMax {
			continue
		}
		for _, t := range m.in(text[at:end], analyze) {
			hits = append(hits, Term{Text: t.Text, Start: t.Start + at, End: t.End + at})
		}
	}
}

// wordEnd gives where the word that begins at a byte ends.
func wordEnd(text string, at int) int {
	i := strings.IndexFunc(text[at:], func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.IsMark(r) && r != '\'' && r != '’'
	})
	if i < 0 {
		return len(text)
	}
	return at + i
}

// The measures of a snippet, bytes of text.
const (
	snippetLength = 240
	snippetLead   = 60 // before the first marked word
	snippetScan   = 64 << 10
	snippetWords  = 1 << 10 // looked at word by word, where that is the only way
)

// slowly gives how much of a text, in which quick found nothing, is worth looking at word by word: all of it
// where words to mark may begin otherwise than their stems, else some where one stands inside another word
// (userName), and nothing where what was found stands in the title.
func (m marks) slowly(text string) string {
	if m.anywhere(text) {
		return text
	}
	some := text[:min(len(text), snippetWords)]
	lower := strings.ToLower(some)
	for word := range m.words {
		if strings.Contains(lower, beginning(word)) {
			return strings.ToValidUTF8(some, "")
		}
	}
	return ""
}

// snippet cuts the piece with the most different marked words out of a text and marks them. The result
// is HTML with <mark> as its only markup.
func snippet(text string, analyze func(string) []Term, m marks) string {
	if len(text) > snippetScan {
		text = text[:snippetScan]
	}
	text = strings.ToValidUTF8(text, " ")
	hits := m.quick(text, analyze)
	if some := m.slowly(text); len(hits) == 0 && some != "" {
		hits = merged(m.among(analyze(some)))
	}
	from, to := window(text, hits)
	var b strings.Builder
	if from > 0 {
		b.WriteString("… ")
	}
	at := from
	for _, t := range hits {
		if t.Start < at || t.End > to {
			continue
		}
		b.WriteString(plainHTML(text[at:t.Start]))
		b.WriteString("<mark>")
		b.WriteString(plainHTML(text[t.Start:t.End]))
		b.WriteString("</mark>")
		at = t.End
	}
	b.WriteString(plainHTML(strings.TrimRight(text[at:to], " \t\r\n")))
	if to < len(strings.TrimRight(text, " \t\r\n")) {
		b.WriteString(" …")
	}
	return b.String()
}

// merged makes one of words that overlap: pairs of letters, words and their parts.
func merged(hits []Term) []Term {
	var list []Term
	for _, t := range hits {
		if last := len(list) - 1; last >= 0 && t.Start < list[last].End {
			list[last].End = max(list[last].End, t.End)
			continue
		}
		list = append(list, t)
	}
	return list
}

// plainHTML escapes a piece of text and folds its white space.
func plainHTML(text string) string {
	b := make([]byte, 0, len(text))
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case !folds(c):
			b = append(b, c)
		case i == 0 || !folds(text[i-1]):
			b = append(b, ' ')
		}
	}
	return html.EscapeString(string(b))
}

// folds says whether a byte is white space that is shown as one space.
func folds(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' }

// window chooses the bytes of the text to show: around the hits where the most different words stand
// close together, the earliest of equals; from the beginning where there is no hit.
func window(text string, hits []Term) (from, to int) {
	best, most := 0, 0
	for i := range hits {
		seen := map[string]bool{}
		for _, t := range hits[i:] {
			if t.End > hits[i].Start+snippetLength-snippetLead {
				break
			}
			seen[t.Text] = true
		}
		if len(seen) > most {
			best, most = i, len(seen)
		}
	}
	if most > 0 {
		from = wordStart(text, hits[best].Start)
	}
	to = min(from+snippetLength, len(text))
	if to < len(text) {
		if i := strings.LastIndexAny(text[from:to], " \n\t"); i > snippetLength/2 {
			to = from + i
		}
		for to > from && !utf8.RuneStart(text[to]) {
			to--
		}
	}
	return from, to
}

// wordStart goes back from a hit to the beginning of its sentence or line, or some words.
func wordStart(text string, hit int) int {
	lead := max(hit-snippetLead, 0)
	before := text[lead:hit]
	if i := strings.LastIndexAny(before, "\n"); i >= 0 {
		return lead + i + 1
	}
	if i := strings.LastIndex(before, ". "); i >= 0 {
		return lead + i + 2
	}
	if lead == 0 {
		return 0
	}
	if i := strings.IndexAny(before, " \t"); i >= 0 {
		return lead + i + 1
	}
	return hit
}
