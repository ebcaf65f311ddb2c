package search

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// unaccent makes words that differ only by accents, ligatures or the width of their letters equal. The word
// is in lower case. Scripts whose marks make other letters (Cyrillic й, Japanese が) keep them.
func unaccent(word string) string {
	if isASCII(word) {
		return word
	}
	var b strings.Builder
	latin := false
	for _, r := range norm.NFKD.String(word) {
		if unicode.Is(unicode.Mn, r) {
			if !latin {
				b.WriteRune(r)
			}
			continue
		}
		latin = unicode.Is(unicode.Latin, r) || unicode.Is(unicode.Greek, r)
		if plain, ok := letters[r]; ok {
			b.WriteString(plain)
		} else {
			b.WriteRune(r)
		}
	}
	if latinOnly := b.String(); isASCII(latinOnly) {
		return latinOnly
	}
	return strings.ReplaceAll(norm.NFC.String(b.String()), "ё", "е")
}

// letters that Unicode does not take apart.
var letters = map[rune]string{
	'ß': "ss", 'æ': "ae", 'œ': "oe", 'ø': "o", 'đ': "d", 'ð': "d", 'þ': "th", 'ł': "l", 'ħ': "h", 'ı': "i", 'ŋ': "n",
}

func isASCII(text string) bool {
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
