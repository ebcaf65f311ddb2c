package rank

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/blevesearch/go-porterstemmer"
	"golang.org/x/text/unicode/norm"
)

// Key is how the ranker names a stem.
func Key(stem string) uint32 {
	h := uint32(2166136261)
	for i := range len(stem) {
		h = (h ^ uint32(stem[i])) * 16777619
	}
	return h
}

// Words cuts a text into folded words: lower case, without accents, apostrophes closed up. Scripts that
// are written without spaces give two neighbouring characters a word.
func Words(text string) []string {
	var all []string
	each(text, func(w string) { all = append(all, w) })
	return all
}

// each calls do with every word.
func each(text string, do func(string)) {
	for len(text) > 0 { // white space ends a word in any script
		n, plain := 0, true
		for n < len(text) && text[n] != ' ' && text[n] != '\n' {
			plain = plain && text[n] < utf8.RuneSelf
			n++
		}
		if plain {
			eachPlain(text[:n], do)
		} else {
			eachFolded(text[:n], do)
		}
		text = text[min(n+1, len(text)):]
	}
}

// eachPlain is eachFolded for plain ASCII.
func eachPlain(text string, do func(string)) {
	lower := strings.ToLower(text)
	for i := 0; i < len(lower); i++ {
		from, closed := i, false
		for i < len(lower) && (lower[i] >= 'a' && lower[i] <= 'z' || lower[i] >= '0' && lower[i] <= '9' || lower[i] == '\'') {
			closed = closed || lower[i] == '\''
			i++
		}
		w := lower[from:i]
		if closed {
			w = strings.ReplaceAll(w, "'", "")
		}
		if w != "" {
			do(w)
		}
	}
}

func eachFolded(text string, do func(string)) {
	var b strings.Builder
	flush := func() {
		if b.Len() > 0 {
			do(b.String())
			b.Reset()
		}
	}
	last := rune(0)
	for _, r := range norm.NFKD.String(text) {
		if spaceless(r) {
			flush()
			if last != 0 {
				do(string(last) + string(r))
			}
			last = r
			continue
		}
		last = 0
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			b.WriteRune(unicode.ToLower(r))
		case unicode.Is(unicode.Mn, r) || r == '\'' || r == '’':
			// an accent that was taken apart, or the apostrophe of "don't"
		default:
			flush()
		}
	}
	flush()
}

func spaceless(r rune) bool {
	return r >= 0x0e00 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai)
}

// Stem reduces an English word to its stem (Porter 1980); words of other scripts, codes and numbers stay
// as they are.
func Stem(word string) string {
	if len(word) < 3 {
		return word
	}
	for i := range len(word) {
		if word[i] >= utf8.RuneSelf || word[i] < 'a' {
			return word
		}
	}
	return porterstemmer.StemString(word)
}

// Small says whether a word only holds a sentence together: an English function word, or two Hiragana, with
// which Japanese writes particles and endings.
func Small(word string) bool { return small[word] || hiragana(word) }

func hiragana(word string) bool {
	return word != "" && word[0] >= utf8.RuneSelf && !strings.ContainsFunc(word, func(r rune) bool { return !unicode.Is(unicode.Hiragana, r) })
}

var small = wordSet(`a an and any anybody anyone am are as at be because been being both but by can cannot
cant could couldnt did didnt do does doesnt doing dont else for from had has have having he her hers him his
how i id if ill im in into is isnt it its ive like may me might must my of on or our ours please shall she
should shouldnt so some somebody someone such tell than thank thanks that the their theirs them themselves
then there these they this those to too us very was wasnt we were what whats when where which while who whom
whos whose why will with wont would you your yours`)

func wordSet(list string) map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(list) {
		set[w] = true
	}
	return set
}
