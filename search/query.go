package search

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Parsed is a query as somebody typed it, taken apart. Everything is to be understood together: all
// words, all phrases, all operators.
type Parsed struct {
	Words     []Clause
	Without   []Clause
	Operators []Operator
}

// Operator is one `name:value`.
type Operator struct {
	Name  string // one of operatorNames
	Value string
	Not   bool
}

// The limits of what is read of a query; the rest is ignored.
const (
	maxQuery   = 1000 // bytes
	maxClauses = 32
)

var operatorNames = map[string]bool{"space": true, "tag": true, "author": true, "owner": true, "kind": true, "title": true}

// Parse reads a query: words, "exact words", -not, and the operators space: tag: author: owner: kind:
// title:, whose value may stand in quotes. It never fails: what is not an operator is a word, a quote
// that is not closed reaches to the end.
func Parse(text string) Parsed {
	if len(text) > maxQuery {
		text = text[:maxQuery]
	}
	text = strings.ToValidUTF8(text, " ")
	var p Parsed
	for n := 0; n < maxClauses; n++ {
		text = strings.TrimLeftFunc(text, unicode.IsSpace)
		if text == "" {
			break
		}
		text = p.next(text)
	}
	return p
}

// next takes one clause off the front of text, which begins with no space, and gives the rest.
func (p *Parsed) next(text string) string {
	not := false
	if rest, ok := strings.CutPrefix(text, "-"); ok {
		not = true
		text = rest
	}
	if value, rest, ok := quoted(text); ok {
		p.add(Clause{Text: value, Phrase: true}, not)
		return rest
	}
	end := strings.IndexFunc(text, unicode.IsSpace)
	if end < 0 {
		end = len(text)
	}
	if name, _, ok := strings.Cut(text[:end], ":"); ok && operatorNames[strings.ToLower(name)] {
		value, rest, isQuoted := quoted(text[len(name)+1:])
		if !isQuoted {
			value, rest = text[len(name)+1:end], text[end:]
		}
		if value = strings.TrimSpace(value); value != "" {
			p.Operators = append(p.Operators, Operator{Name: strings.ToLower(name), Value: value, Not: not})
		}
		return rest
	}
	p.add(Clause{Text: text[:end]}, not)
	return text[end:]
}

func (p *Parsed) add(c Clause, not bool) {
	if !strings.ContainsFunc(c.Text, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }) {
		return
	}
	if not {
		p.Without = append(p.Without, c)
	} else {
		p.Words = append(p.Words, c)
	}
}

// quoted reads a quotation at the front of text, in straight or typographic quotes.
func quoted(text string) (value, rest string, ok bool) {
	r, size := utf8.DecodeRuneInString(text)
	if !strings.ContainsRune("\"“”„", r) {
		return "", text, false
	}
	text = text[size:]
	end := strings.IndexAny(text, "\"“”")
	if end < 0 {
		return text, "", true
	}
	_, size = utf8.DecodeRuneInString(text[end:])
	return text[:end], text[end+size:], true
}

// plain is the words and phrases in one, without operators and exclusions.
func (p Parsed) plain() string {
	words := make([]string, len(p.Words))
	for i, c := range p.Words {
		words[i] = c.Text
	}
	return strings.Join(words, " ")
}

// phrases says whether words must stand beside each other.
func (p Parsed) phrases() bool {
	for _, c := range p.Words {
		if c.Phrase {
			return true
		}
	}
	return false
}
