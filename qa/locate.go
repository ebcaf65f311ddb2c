package qa

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

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
