package likeness

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/docent-wiki/docent/qa/match"
)

// word is a word or number of a sentence.
type word struct {
	start, end int    // bytes in the sentence
	text       string // folded; numbers as they stand
	number     bool   // it begins with a digit or a currency sign
	capital    bool   // it begins with a capital letter
	acronym    bool   // it ends in one: HTTPS is no plural
}

// wordsOf cuts a sentence into words. Numbers keep what stands inside them (1,000, 2.5, 9:30, 24/7, 3-5, $75, 10%).
func wordsOf(text string) []word {
	var all []word
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case unicode.IsDigit(r) || currency(r) && digitAt(text, i+size):
			end := numberEnd(text, i+size)
			all = append(all, word{start: i, end: end, text: text[i:end], number: true})
			i = end
		case unicode.IsLetter(r):
			end := wordEnd(text, i)
			last, _ := utf8.DecodeLastRuneInString(text[i:end])
			w := word{start: i, end: end, text: fold(text[i:end]), capital: unicode.IsUpper(r), acronym: unicode.IsUpper(last)}
			if w.text != "" {
				all = append(all, w)
			}
			i = end
		default:
			i += size
		}
	}
	return all
}

func fold(text string) string {
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf {
			return strings.Join(match.Words(text), "")
		}
	}
	return strings.ReplaceAll(strings.ToLower(text), "'", "")
}

func currency(r rune) bool { return r == '$' || r == '€' || r == '£' || r == '¥' }

func digitAt(text string, i int) bool { return i < len(text) && text[i] >= '0' && text[i] <= '9' }

// numberEnd finds where a number ends, with its unit where that is written onto it.
func numberEnd(text string, i int) int {
	for i < len(text) {
		r, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case unicode.IsDigit(r) || unicode.IsLetter(r) || r == '%' || currency(r):
		case strings.ContainsRune(",.:/-–", r) && digitAt(text, i+size):
		default:
			return i
		}
		i += size
	}
	return i
}

// wordEnd finds where a word ends: apostrophes, and dashes and dots between letters or digits, are part of it.
func wordEnd(text string, i int) int {
	for i < len(text) {
		r, size := utf8.DecodeRuneInString(text[i:])
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r) {
			i += size
			continue
		}
		next, _ := utf8.DecodeRuneInString(text[i+size:])
		if !strings.ContainsRune("'’-_.", r) || !unicode.IsLetter(next) && !unicode.IsDigit(next) {
			return i
		}
		i += size
	}
	return i
}

func set(list string) map[string]bool { return match.Set(strings.Fields(list)) }
