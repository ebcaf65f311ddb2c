package search

import (
	"slices"

	"github.com/blevesearch/bleve/v2/analysis"
)

// placeless analyzes without the bytes at which words stand: phrases need positions only, and the
// places would be a tenth of the index.
type placeless struct{ analysis.Analyzer }

func (p placeless) Analyze(text []byte) analysis.TokenStream {
	tokens := p.Analyzer.Analyze(text)
	for _, t := range tokens {
		t.Start, t.End = 0, 0
	}
	return tokens
}

// gramsOf gives every three letters that stand together in a word.
type gramsOf struct{}

const gramLetters = 3

func (gramsOf) Analyze(text []byte) analysis.TokenStream {
	var tokens analysis.TokenStream
	for _, gram := range grams(string(text)) {
		tokens = append(tokens, &analysis.Token{Term: []byte(gram), Position: 1})
	}
	return tokens
}

// grams gives the different groups of three letters within the words of a text, sorted.
func grams(text string) []string {
	var list []string
	for _, w := range terms(analyzing().plain, text) {
		var at []int
		for i := range w.Text {
			at = append(at, i)
		}
		at = append(at, len(w.Text))
		for i := 0; i+gramLetters < len(at); i++ {
			list = append(list, w.Text[at[i]:at[i+gramLetters]])
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// InTitle makes the limits for Request.Lookup that find titles by a piece of a word: ubern finds
// Kubernetes basics. All groups of three letters of every word must be there; they may stand apart, so the
// title that is shown should be looked at. nil where no word has three letters.
func InTitle(text string) []Limit {
	var limits []Limit
	for _, gram := range grams(text) {
		limits = append(limits, Limit{Field: fieldGram, Values: []string{gram}})
	}
	return limits
}
