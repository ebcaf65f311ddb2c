package qa

import (
	"html"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/docent-wiki/docent/content"
)

// Passage is a piece of a text, word for word, with its decisive part marked.
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
	passageBytes  = 480
	sentenceBytes = 600
)

// Pick chooses the one to three sentences of a section's text that answer a question, with the
// decisive one marked. Its Text is a substring of text; it is empty only where text is blank.
func Pick(text, question string) Passage { return newMatcher(question).pick(text) }

func (m *matcher) pick(text string) Passage {
	sentences := content.Sentences(text)
	if len(sentences) == 0 {
		return Passage{}
	}
	scores := m.score(text, sentences)
	best := 0
	for i, s := range scores {
		if s > scores[best] {
			best = i
		}
	}
	return around(text, sentences, scores, best)
}

// score weighs the words that each sentence shares with the question; a word counts for more the
// fewer sentences of the section hold it, and the fewer of the sections that are considered together
// (inverse document frequency). Longer sentences share more by chance, so the sum is damped by the
// root of the length.
func (m *matcher) score(text string, sentences []content.Sentence) []float64 {
	shared := make([][]int, len(sentences))
	holds := make([]int, len(m.terms))
	i := 0
	for _, h := range m.hits(text) {
		for i < len(sentences)-1 && h.at >= sentences[i].End {
			i++
		}
		if !slices.Contains(shared[i], h.term) {
			shared[i] = append(shared[i], h.term)
			holds[h.term]++
		}
	}
	scores := make([]float64, len(sentences))
	for i, s := range sentences {
		sum := 0.0
		for _, t := range shared[i] {
			sum += m.weight(t) * math.Log(1+float64(len(sentences))/float64(holds[t]))
		}
		const word = 8 // bytes of a word that matters and the small ones around it
		scores[i] = sum / math.Sqrt(10+float64(s.End-s.Start)/word)
	}
	return scores
}

// around takes the neighbours of the best sentence in, the better one first, while they share words
// with the question (or the best alone would be a fragment) and the whole stays short.
func around(text string, sentences []content.Sentence, scores []float64, best int) Passage {
	first, last := best, best
	length := func(a, b int) int { return sentences[b].End - sentences[a].Start }
	for last-first < 2 {
		before, after := first-1, last+1
		canBefore := before >= 0 && length(before, last) <= passageBytes && scores[before] > 0
		canAfter := after < len(sentences) && length(first, after) <= passageBytes &&
			(scores[after] > 0 || length(first, last) < 60)
		switch {
		case canAfter && (!canBefore || scores[after] >= scores[before]):
			last = after
		case canBefore:
			first = before
		default:
			return passageOf(text, sentences[first].Start, sentences[last].End, sentences[best].Start, sentences[best].End)
		}
	}
	return passageOf(text, sentences[first].Start, sentences[last].End, sentences[best].Start, sentences[best].End)
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
	sentences := content.Sentences(text)
	first, last := -1, -1
	for i, s := range sentences {
		if s.Start < end && start < s.End {
			if first < 0 {
				first = i
			}
			last = i
		}
	}
	if first < 0 {
		return Passage{Text: text[start:end], End: end - start}, true
	}
	p := Passage{Text: text[start:end], Start: 0, End: end - start}
	if first == last {
		p = around(text, sentences, m.score(text, sentences), first)
	} else if whole := text[sentences[first].Start:sentences[last].End]; len(whole) <= passageBytes {
		p.Text = whole
	}
	if i := strings.Index(p.Text, text[start:end]); i >= 0 {
		p.Start, p.End = i, i+end-start
		return p, true
	}
	return Passage{Text: text[start:end], End: end - start}, true
}

// Locate finds a quote in a text: as it is, else by its words alone, so that white space, quotation
// marks and the marks of Markdown do not matter. It gives byte offsets in text.
func Locate(text, quote string) (start, end int, found bool) {
	quote = strings.TrimSpace(quote)
	if quote == "" {
		return 0, 0, false
	}
	if i := strings.Index(text, quote); i >= 0 {
		return i, i + len(quote), true
	}
	all, wanted := wordSpans(text), wordSpans(quote)
	if len(wanted) == 0 {
		return 0, 0, false
	}
	for i := 0; i+len(wanted) <= len(all); i++ {
		j := 0
		for j < len(wanted) && all[i+j].word == wanted[j].word {
			j++
		}
		if j == len(wanted) {
			start, end = all[i].start, all[i+j-1].end
			return start, closing(text, end, quote), true
		}
	}
	return 0, 0, false
}

// closing takes the full stop in where the quote ended with one.
func closing(text string, end int, quote string) int {
	r, size := utf8.DecodeRuneInString(text[end:])
	last, _ := utf8.DecodeLastRuneInString(quote)
	if size > 0 && unicode.IsPunct(r) && r == last {
		return end + size
	}
	return end
}

type wordSpan struct {
	word       string
	start, end int
}

// wordSpans are the words of a text in lower case with their places.
func wordSpans(text string) []wordSpan {
	var all []wordSpan
	start := -1
	for i, r := range text {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r) {
			if start < 0 {
				start = i
			}
			continue
		}
		if start >= 0 {
			all = append(all, wordSpan{strings.ToLower(text[start:i]), start, i})
			start = -1
		}
	}
	if start >= 0 {
		all = append(all, wordSpan{strings.ToLower(text[start:]), start, len(text)})
	}
	return all
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
