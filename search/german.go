package search

import (
	_ "embed"
	"strings"
	"sync"
)

// german.txt holds the parts of German compounds, without accents: nouns of working life.
//
//go:embed german.txt
var germanText string

// germanNouns are the words of the list, but for those that are compounds of others themselves: these are
// to be taken apart, too.
var germanNouns = sync.OnceValue(func() map[string]bool {
	nouns := map[string]bool{}
	for line := range strings.Lines(germanText) {
		if !strings.HasPrefix(line, "#") {
			for _, word := range strings.Fields(line) {
				nouns[word] = true
			}
		}
	}
	simple := make(map[string]bool, len(nouns))
	for word := range nouns {
		whole := func(part string) bool { return nouns[part] && part != word && len(part) > shortestPart }
		simple[word] = len(word) < 2*shortestPart+2 || len(knownParts(word, whole, whole)) == 0
	}
	return simple
})

// The measures of parts, bytes.
const (
	shortestPart  = 3
	shortestGuess = 5 // of the known last part of a compound whose other part is unknown
	longestGerman = 60
)

// germanParts takes a compound apart: Urlaubsantrag into urlaub and antrag. The word is in small letters
// without accents. Where the parts before the last are no known nouns they stay together; a word that is
// a known noun itself has no parts.
func germanParts(word string) []string {
	if len(word) < 2*shortestPart+1 || len(word) > longestGerman || !isASCII(word) || isNoun(word) {
		return nil
	}
	known := func(part string) bool { return germanNouns()[part] }
	if parts := knownParts(word, known, isNoun); len(parts) > 1 {
		return parts
	}
	for at := 4; at <= len(word)-shortestGuess; at++ {
		if isNoun(word[at:]) && strings.ContainsAny(word[:at], "aeiouy") {
			return []string{word[:at], word[at:]}
		}
	}
	return nil
}

// knownParts takes a word apart into known ones, the longest last part first; nil where that fails. How
// the last part is known may differ, because it alone has endings.
func knownParts(word string, known, knownLast func(string) bool) []string {
	if knownLast(word) {
		return []string{word}
	}
	for at := shortestPart; at <= len(word)-shortestPart; at++ {
		if !knownLast(word[at:]) {
			continue
		}
		for _, link := range []string{"", "s", "es", "n", "en", "er", "e"} {
			front, ok := strings.CutSuffix(word[:at], link)
			if !ok || len(front) < shortestPart {
				continue
			}
			if known(front) {
				return []string{front, word[at:]}
			}
			if parts := knownParts(front, known, known); parts != nil {
				return append(parts, word[at:])
			}
		}
	}
	return nil
}

// isNoun says whether a word is a known noun, perhaps with an ending.
func isNoun(word string) bool {
	nouns := germanNouns()
	if nouns[word] {
		return true
	}
	for _, ending := range []string{"e", "n", "s", "en", "er", "es", "ern"} {
		if front, ok := strings.CutSuffix(word, ending); ok && len(front) >= shortestPart && nouns[front] {
			return true
		}
	}
	return false
}
