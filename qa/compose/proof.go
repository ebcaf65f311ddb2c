package compose

import (
	"encoding/json"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/docent-wiki/docent/qa"
)

// What a sentence and a quote may be.
const (
	maxSentences = 6
	maxSentence  = 400 // characters
	maxQuote     = 600 // bytes
	leastWords   = 3   // of a quote, or
	leastRunes   = 12  // where there are no blanks between words
)

// proven gives the sentences of a reply that rest on what the sections say, in their order.
func proven(reply string, sources []qa.Target) []Sentence {
	from, to := strings.IndexByte(reply, '{'), strings.LastIndexByte(reply, '}')
	if from < 0 || to < from {
		return nil
	}
	var said struct {
		Sentences []struct {
			Text    string `json:"text"`
			Section int    `json:"section"`
			Quote   string `json:"quote"`
		} `json:"sentences"`
	}
	if json.Unmarshal([]byte(reply[from:to+1]), &said) != nil { // models wrap JSON in a fence now and then
		return nil
	}
	var all []Sentence
	for _, s := range said.Sentences {
		text := plain(s.Text)
		if s.Section < 1 || s.Section > len(sources) || text == "" || utf8.RuneCountInString(text) > maxSentence || len(all) == maxSentences {
			continue
		}
		source := sources[s.Section-1]
		quote, stands := standing(source.Text, s.Quote)
		if stands && held(text, source) {
			all = append(all, Sentence{Text: text, Quote: quote, From: source})
		}
	}
	return all
}

// plain is one line without anything that is not seen, or that turns the direction of what follows.
func plain(text string) string {
	text = strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return ' '
		}
		if r == utf8.RuneError || unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co) {
			return -1
		}
		return r
	}, text)
	return strings.Join(strings.Fields(text), " ")
}

// standing finds a quote in a text, word for word, white space aside, and gives it as it stands there.
func standing(text, quote string) (string, bool) {
	words := strings.Fields(quote)
	whole := strings.Join(words, " ")
	if len(whole) > maxQuote || len(words) < leastWords && utf8.RuneCountInString(whole) < leastRunes {
		return "", false
	}
	folded := strings.Join(strings.Fields(text), " ")
	for at := 0; ; {
		i := strings.Index(folded[at:], whole)
		if i < 0 {
			return "", false
		}
		i += at
		before, _ := utf8.DecodeLastRuneInString(folded[:i])
		after, _ := utf8.DecodeRuneInString(folded[i+len(whole):])
		first, size := utf8.DecodeRuneInString(whole)
		last, _ := utf8.DecodeLastRuneInString(whole)
		if !within(before, first) && !within(last, after) {
			return whole, true
		}
		at = i + size
	}
}

// within says whether there is no border between two characters: both are of one word. Scripts that write
// without blanks have borders everywhere.
func within(a, b rune) bool { return wordly(a) && wordly(b) }

func wordly(r rune) bool {
	return (unicode.IsLetter(r) || unicode.IsDigit(r)) && !unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai)
}

// held says whether everything in a sentence that must not be made up stands in the section: numbers,
// addresses, file names, versions.
func held(sentence string, source qa.Target) bool {
	text := strings.ToLower(strings.Join([]string{source.PageTitle, source.Heading, source.Text}, "\n"))
	for _, word := range strings.Fields(strings.ToLower(sentence)) {
		word = strings.TrimFunc(word, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
		exact := strings.ContainsFunc(word, unicode.IsDigit) || strings.ContainsAny(word, "./@:\\_")
		if exact && !strings.Contains(text, word) {
			return false
		}
	}
	return true
}
