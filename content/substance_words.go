package content

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// term is a word, a number or a sign of a text, as far as it says something.
type term struct {
	folded     string // as it is compared
	written    string
	start, end int // in the text, in bytes
}

func (t term) hasNumber() bool { return strings.ContainsFunc(t.folded, unicode.IsNumber) }

// abbreviates reports that the capitals of a term are these initials.
func (t term) abbreviates(initials string) bool {
	var capitals strings.Builder
	for _, r := range t.written {
		if unicode.IsUpper(r) {
			capitals.WriteRune(unicode.ToLower(r))
		}
	}
	return capitals.Len() > 1 && capitals.String() == initials
}

func firstLetter(word string) string {
	_, size := utf8.DecodeRuneInString(word)
	return word[:size]
}

// termsOf gives the terms of a text that bear meaning, in their order.
func termsOf(text string) []term {
	all := allTerms(text)
	kept := all[:0]
	for _, t := range all {
		if !blandWords[t.folded] {
			kept = append(kept, t)
		}
	}
	return kept
}

// allTerms cuts a text into words, numbers and those signs that mean something.
func allTerms(text string) []term {
	terms := make([]term, 0, len(text)/6+1)
	for at := 0; at < len(text); {
		r, size := utf8.DecodeRuneInString(text[at:])
		switch {
		case isTermRune(r):
			end := wordEnd(text, at)
			terms = appendWord(terms, text, at, end)
			at = end
			continue
		case signs[r] != "":
			terms = append(terms, term{signs[r], text[at : at+size], at, at + size})
		case (r == '-' || r == '−') && isMinus(text, at, size):
			terms = append(terms, term{"minus", text[at : at+size], at, at + size})
		}
		at += size
	}
	return terms
}

func isTermRune(r rune) bool {
	return unicode.In(r, unicode.Letter, unicode.Mark, unicode.Number) || r == '_'
}

// isInvisible reports a character that only says where a word may be broken.
func isInvisible(r rune) bool {
	return r == '\u00ad' || r == '\u200b' || r == '\u200d' || r == '\u2060' || r == '\ufeff'
}

// wordEnd finds where the word at text[at:] ends. A stop, comma or colon between digits belongs to the
// number, an apostrophe between letters to the word; a script without spaces has words of one character.
func wordEnd(text string, at int) int {
	r, size := utf8.DecodeRuneInString(text[at:])
	end := at + size
	if isUnspaced(r) {
		return end
	}
	for end < len(text) {
		last := r
		r, size = utf8.DecodeRuneInString(text[end:])
		if isTermRune(r) && !isUnspaced(r) || isInvisible(r) {
			end += size
			continue
		}
		next, _ := utf8.DecodeRuneInString(text[end+size:])
		number := strings.ContainsRune(".,:", r) && unicode.IsDigit(last) && unicode.IsDigit(next)
		apostrophe := strings.ContainsRune("'’‘`´′", r) && unicode.IsLetter(last) && unicode.IsLetter(next)
		if !number && !apostrophe {
			break
		}
		end += size
	}
	return end
}

// isMinus reports that a dash makes the number behind it negative, or the single letter an option.
func isMinus(text string, at, size int) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:at])
	after, width := utf8.DecodeRuneInString(text[at+size:])
	if at > 0 && !unicode.IsSpace(before) && before != '(' {
		return false
	}
	return unicode.IsDigit(after) || unicode.IsLetter(after) && !followedByLetter(text[at+size+width:])
}

func followedByLetter(text string) bool {
	r, _ := utf8.DecodeRuneInString(text)
	return isTermRune(r) && text != ""
}

// appendWord adds a word as it is compared: contractions are taken apart, number words are numbers. The
// letter of an option (-D) keeps its case.
func appendWord(terms []term, text string, start, end int) []term {
	written := text[start:end]
	folded := strings.Map(func(r rune) rune {
		switch {
		case isInvisible(r):
			return -1
		case strings.ContainsRune("’‘`´′", r):
			return '\''
		}
		return unicode.ToLower(r)
	}, written)
	if n := len(terms); n > 0 && terms[n-1].folded == "minus" && terms[n-1].end == start && len(written) == 1 {
		folded = written
	}
	add := func(word string) { terms = append(terms, term{word, written, start, end}) }
	switch stem, rest, found := strings.Cut(folded, "'"); {
	case folded == "cannot", folded == "can't":
		add("can")
		add("not")
	case folded == "won't":
		add("not")
	case found && rest == "t" && strings.HasSuffix(stem, "n"):
		add(strings.TrimSuffix(stem, "n"))
		add("not")
	case found && len(rest) <= 2 && !strings.ContainsFunc(rest, unicode.IsDigit):
		add(stem) // 's, 're, 'll, 've, 'd, 'm
	default:
		folded = strings.ReplaceAll(folded, "'", "")
		if number := numberWords[folded]; number != "" {
			folded = number
		}
		add(foldThousands(folded))
	}
	return terms
}

// foldThousands takes the commas out of 1,000,000.
func foldThousands(word string) string {
	parts := strings.Split(word, ",")
	if len(parts) == 1 {
		return word
	}
	for i, part := range parts {
		whole, _, _ := strings.Cut(part, ".")
		if i > 0 && len(whole) != 3 || i == 0 && len(part) > 3 {
			return word
		}
	}
	return strings.Join(parts, "")
}

// sameWord reports that two terms are one word, apart from spelling and inflection. A number is another
// one as soon as a digit is.
func sameWord(a, b term) bool {
	if a.folded == b.folded {
		return true
	}
	if a.hasNumber() || b.hasNumber() {
		return false
	}
	return sameStem(a.folded, b.folded) || misspelled(a.folded, b.folded)
}

// sameStem reports that two words differ in a common ending only.
func sameStem(a, b string) bool {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	if n < 3 {
		return false
	}
	for back := 0; back < 2 && n-back >= 3; back++ { // “es” and “s” may share their first letters with the other word
		if endings[a[n-back:]] && endings[b[n-back:]] {
			return true
		}
	}
	return false
}

var endings = map[string]bool{"": true, "s": true, "es": true, "e": true, "ed": true, "d": true, "ing": true, "y": true, "ies": true, "ied": true}

// shortestMisspelt is the length, in characters, from which on a letter too many is a slip: among shorter
// words one letter makes another word.
const shortestMisspelt = 5

// misspelled reports that one word is the other with a slip in it: a letter too many or too few, two that
// changed places, or another vowel. The first letter is hardly ever wrong, and other consonants make
// other words (upload, unload).
func misspelled(a, b string) bool {
	as, bs := []rune(a), []rune(b)
	if len(as) > len(bs) {
		as, bs = bs, as
	}
	if len(as) < shortestMisspelt || len(bs)-len(as) > 1 || as[0] != bs[0] {
		return false
	}
	n := 0
	for n < len(as) && as[n] == bs[n] {
		n++
	}
	restA, restB := as[n:], bs[n:]
	if len(restA) < len(restB) {
		return string(restA) == string(restB[1:])
	}
	if len(restA) > 1 && restA[0] == restB[1] && restA[1] == restB[0] && string(restA[2:]) == string(restB[2:]) {
		return true
	}
	swapped := func(r, s rune) bool {
		return isVowel(r) && isVowel(s) || r == 's' && s == 'z' || r == 'z' && s == 's'
	}
	return swapped(restA[0], restB[0]) && string(restA[1:]) == string(restB[1:])
}

func isVowel(r rune) bool { return strings.ContainsRune("aeiou", r) }

// signs mean something where they stand, as the words that they are compared as.
var signs = map[rune]string{
	'%': "percent", '‰': "permille", '$': "dollar", '€': "euro", '£': "pound", '¥': "yen", '°': "degree",
	'<': "less", '>': "more", '≤': "atmost", '≥': "atleast", '=': "equals", '≠': "unequal", '+': "plus", '±': "plusminus",
	'×': "times", '÷': "divided", '~': "about", '≈': "about", '&': "and", '§': "section",
	'✓': "yes", '✔': "yes", '✅': "yes", '☑': "yes", '✗': "no", '✘': "no", '❌': "no", '❎': "no", '☒': "no",
}

var numberWords = map[string]string{
	"zero": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
	"ten": "10", "eleven": "11", "twelve": "12",
}

// blandWords say nothing by themselves: whatever they change shows in another word. Prepositions that turn
// a sentence round (from, by, before, without) are not here, nor is what denies, allows or limits.
var blandWords = wordSet(`a an the of in on at for to with as is are was were be been being am do does did has have had will would
	it its this that these those there here my your our their his her just also too please then so very simply`)

// softWords may come or go, since they hardly ever matter (a comma did as well; the sentence was turned);
// one for another is a change: who has to do it.
var softWords = wordSet(`i we you they he she us them him and`)

func wordSet(list string) map[string]bool {
	set := map[string]bool{}
	for word := range strings.FieldsSeq(list) {
		set[word] = true
	}
	return set
}
