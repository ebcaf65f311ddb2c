package content

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Joiners shape letters and emoji: Persian, the scripts of India and 👩‍💻 cannot be written without them.
const (
	nonJoiner = '\u200c'
	joiner    = '\u200d'
)

// Name gives a name as it is kept: on one line, white space folded, without characters that nobody sees. Those that turn
// the writing direction make a name read as another one, and those without a shape make two names look alike (Unicode
// Technical Report 36). Joiners stay between visible characters. It is empty where nothing in the name can be seen.
// Control characters and what is no UTF-8 stay, for the caller to refuse.
func Name(s string) string {
	if !utf8.ValidString(s) {
		return s
	}
	var b strings.Builder
	seen := false
	join := rune(0) // waits for a character that it can join to the one before
	last := rune(0)
	for _, r := range strings.ReplaceAll(s, "\u2800", " ") { // Braille without dots
		switch {
		case r == joiner || r == nonJoiner:
			if isShape(last) {
				join = r
			}
			continue
		case isUnseen(r):
			continue
		}
		if join != 0 && isShape(r) {
			b.WriteRune(join)
		}
		join, last = 0, r
		seen = seen || unicode.In(r, unicode.L, unicode.N, unicode.S, unicode.P)
		b.WriteRune(r)
	}
	name := strings.Join(strings.Fields(b.String()), " ")
	if !seen && !strings.ContainsFunc(name, unicode.IsControl) {
		return ""
	}
	return name
}

// isUnseen reports a character without a shape of its own: format characters and fillers, but not the selectors of a
// variant, which only change the shape before them.
func isUnseen(r rune) bool {
	return unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r)
}

func isShape(r rune) bool { return unicode.In(r, unicode.L, unicode.M, unicode.N, unicode.S) }
