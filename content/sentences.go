package content

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Sentence is a stretch of a text, in bytes, without the white space around it.
type Sentence struct{ Start, End int }

// Sentences cuts a plain text into sentences. A line end always ends one, since a line is a block
// or a list item. A full stop ends one where white space follows, unless the word before it is an
// abbreviation, an initial or a list number, or the next word begins in lower case; so decimals,
// addresses and "e.g." stay whole. The full stops of Chinese and Japanese need no space. All that is not white space stands
// in exactly one sentence.
func Sentences(text string) []Sentence {
	var out []Sentence
	for at := 0; at < len(text); {
		line, next := lineAt(text, at)
		out = lineSentences(out, line, at)
		at = next
	}
	return out
}

func lineSentences(out []Sentence, line string, offset int) []Sentence {
	start := 0
	add := func(end int) {
		part := line[start:end]
		from := start + len(part) - len(strings.TrimLeftFunc(part, unicode.IsSpace))
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, Sentence{offset + from, offset + from + len(part)})
		}
		start = end
	}
	for i := 0; i < len(line); {
		r, size := utf8.DecodeRuneInString(line[i:])
		stop := i
		i += size
		if !strings.ContainsRune(".!?…。！？｡", r) {
			continue
		}
		for i < len(line) { // further stops, and what closes around the sentence
			r, size := utf8.DecodeRuneInString(line[i:])
			if !strings.ContainsRune(".!?…。！？｡\"'”’»)]」』）】", r) {
				break
			}
			i += size
		}
		if endsSentence(line, start, stop, i) {
			add(i)
		}
	}
	add(len(line))
	return out
}

// endsSentence decides about the stop at line[stop:]; after is where the stops and closing marks
// end, start where the sentence began.
func endsSentence(line string, start, stop, after int) bool {
	r, _ := utf8.DecodeRuneInString(line[stop:])
	if strings.ContainsRune("。！？｡", r) {
		return true
	}
	rest := line[after:]
	following := strings.TrimLeftFunc(rest, unicode.IsSpace)
	if following == "" {
		return true
	}
	if len(following) == len(rest) {
		return false
	}
	next, _ := utf8.DecodeRuneInString(strings.TrimLeft(following, "\"'“‘«([*_"))
	closed, _ := utf8.DecodeLastRuneInString(line[stop:after])
	if unicode.IsLower(next) && (r == '.' || r == '…' || unicode.IsOneOf([]*unicode.RangeTable{unicode.Pf, unicode.Pe}, closed) || closed == '"') {
		return false
	}
	return r != '.' || after != stop+1 || !isAbbreviation(line[start:stop])
}

// isAbbreviation reports that the full stop behind this text belongs to its last word.
func isAbbreviation(before string) bool {
	word := before[strings.LastIndexFunc(before, unicode.IsSpace)+1:]
	bare := strings.TrimLeft(word, "\"'“‘«([*_")
	switch n := utf8.RuneCountInString(bare); {
	case n == 0:
		return false
	case strings.TrimSpace(before) == word && n <= 3 && strings.IndexFunc(bare, func(r rune) bool { return !unicode.IsDigit(r) }) < 0:
		return true // "1." begins a list item
	case n == 1:
		r, _ := utf8.DecodeRuneInString(bare)
		return unicode.IsLetter(r) && r != 'I' && !isUnspaced(r)
	}
	return abbreviations[strings.ToLower(bare)] || isDottedInitials(bare)
}

// isDottedInitials reports U.S, p.m and the like: single letters with stops between them.
func isDottedInitials(word string) bool {
	parts := strings.Split(word, ".")
	for _, part := range parts {
		if r, size := utf8.DecodeRuneInString(part); size != len(part) || !unicode.IsLetter(r) {
			return false
		}
	}
	return len(parts) > 1
}

// abbreviations hardly ever end a sentence. What often does (etc., Inc., Co.) is not here: there the
// case of the next word decides.
var abbreviations = map[string]bool{
	"mr": true, "mrs": true, "ms": true, "dr": true, "prof": true, "st": true, "gen": true, "sen": true, "rep": true, "gov": true,
	"vs": true, "cf": true, "approx": true, "fig": true, "figs": true, "eq": true, "sec": true, "ch": true, "vol": true, "pp": true,
	"e.g": true, "i.e": true, "eg": true, "ie": true, "al": true, "viz": true, "incl": true, "resp": true, "ext": true, "dept": true,
	"bzw": true, "ca": true, "vgl": true, "evtl": true, "ggf": true, "nr": true, "inkl": true, "zzgl": true, "mme": true,
}
