package match

import (
	"strings"
	"unicode"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/search/rank"
)

// Words cuts text into folded words: lower case, without accents, apostrophes closed up. Scripts
// that are written without spaces give one word a character.
func Words(text string) []string {
	var all []string
	var b strings.Builder
	flush := func() {
		if b.Len() > 0 {
			all = append(all, b.String())
			b.Reset()
		}
	}
	for _, r := range content.Decompose(text) {
		switch {
		case spaceless(r):
			flush()
			all = append(all, string(r))
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			b.WriteRune(unicode.ToLower(r))
		case unicode.Is(unicode.Mn, r) || r == '\'' || r == '’':
			// an accent that was taken apart, or the apostrophe of "don't"
		default:
			flush()
		}
	}
	flush()
	return all
}

func spaceless(r rune) bool {
	return r >= 0x0e00 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai)
}

// Stem reduces an English word to its stem; words of other scripts, codes and numbers stay as they are.
func Stem(word string) string { return rank.Stem(word) }

// Terms are the stems of the words that carry meaning, each once, in order.
func Terms(text string) []string {
	var all []string
	seen := map[string]bool{}
	for _, w := range Words(text) {
		if Small(w) {
			continue
		}
		if s := Stem(w); !seen[s] {
			seen[s] = true
			all = append(all, s)
		}
	}
	return all
}

// Set makes a look-up of terms.
func Set(all []string) map[string]bool {
	m := make(map[string]bool, len(all))
	for _, t := range all {
		m[t] = true
	}
	return m
}

func wordSet(list string) map[string]bool { return Set(strings.Fields(list)) }

// Small says whether a folded word is a function word, or one that only makes a sentence a question.
func Small(word string) bool { return stopWords[word] }

// stopWords are English function words and the words that only make a sentence a question. Words
// that ask for different things (who, where, when, why) are among them here: they seldom stand in
// the text that answers. The keys of known wordings keep them.
var stopWords = wordSet(`a about after all also am an and any anybody anyone are as at be because been
before being both but by can cannot cant could did do does doesnt doing dont during each else for from
further get gets getting got had has have having he her here hers him his how i id if ill im in into is
isnt it its ive just know let like may me might more most must my need of off on once one only or other
our out over own please same shall she should so some somebody someone something such tell than thank
thanks that the their them then there these they thing this those to too under until up us use used
using very want was way we were what whats when where which while who whom whos whose why will with
would you your`)
