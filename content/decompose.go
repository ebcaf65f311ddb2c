package content

import (
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Decompose takes accents apart from their letters (NFKD); plain ASCII is returned as it is.
func Decompose(text string) string {
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf {
			return norm.NFKD.String(text)
		}
	}
	return text
}
