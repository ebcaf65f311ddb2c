package search

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Parsed is a query as somebody typed it, taken apart. Everything is to be understood together: all
// words, all phrases, all operators.
type Parsed struct {
	Text      string // what was read: valid and not too long
	Words     []Clause
	Without   []Clause
	Operators []Operator
	Notes     []string // what could not be read as it was meant, in words for a person
}

// Operator is one `name:value`, or several joined by OR.
type Operator struct {
	Name     string   // one of OperatorNames
	Values   []string // any of them will do
	Not      bool
	From, To int // where it stands in Parsed.Text, bytes
}

// The limits of what is read of a query; the rest is ignored.
const (
	maxQuery   = 1000 // bytes
	maxClauses = 32
	maxDepth   = 8 // of parentheses
)

// OperatorNames are the operators of the query language, in the order in which they are offered.
var OperatorNames = []string{"space", "kind", "tag", "title", "author", "owner", "updated", "created", "verified", "lang"}

// Parse reads a query: words, "exact words", -not, a OR b, (parentheses), and operators, whose value may
// stand in quotes. It never fails: what is not an operator is a word, a quote or parenthesis that is not
// closed reaches to the end.
func Parse(text string) Parsed {
	if len(text) > maxQuery {
		text = text[:maxQuery]
	}
	p := parser{text: strings.ToValidUTF8(text, " ")}
	all := p.sequence(0)
	return Parsed{Text: p.text, Words: all.words, Without: all.without, Operators: all.operators, Notes: p.notes}
}

// part is a piece of a query all of which must hold.
type part struct {
	words, without []Clause
	operators      []Operator
}

func (p part) empty() bool { return len(p.words)+len(p.without)+len(p.operators) == 0 }

func (p part) onlyWords() bool {
	return len(p.words) > 0 && len(p.without)+len(p.operators) == 0
}

// lone gives the one operator that a part consists of.
func (p part) lone() (Operator, bool) {
	if len(p.words)+len(p.without) > 0 || len(p.operators) != 1 {
		return Operator{}, false
	}
	return p.operators[0], true
}

func (p part) and(q part) part {
	return part{slices.Concat(p.words, q.words), slices.Concat(p.without, q.without), slices.Concat(p.operators, q.operators)}
}

type parser struct {
	text    string
	at      int // bytes that are read
	clauses int
	notes   []string
}

func (p *parser) note(text string) {
	if !slices.Contains(p.notes, text) {
		p.notes = append(p.notes, text)
	}
}

// sequence reads up to the parenthesis that closes this depth, or to the end.
func (p *parser) sequence(depth int) part {
	var parts []part
	either := false // OR stands before what comes
	for p.clauses < maxClauses {
		p.at += len(p.text[p.at:]) - len(strings.TrimLeftFunc(p.text[p.at:], unicode.IsSpace))
		rest := p.text[p.at:]
		switch {
		case rest == "":
			return join(parts)
		case rest[0] == ')':
			p.at++
			if depth > 0 {
				return join(parts)
			}
			continue
		case isOr(rest):
			p.at += strings.IndexFunc(rest+" ", unicode.IsSpace)
			either = len(parts) > 0
			continue
		}
		one := p.item(depth)
		if one.empty() {
			continue
		}
		if last := len(parts) - 1; either {
			parts[last] = p.or(parts[last], one)
		} else {
			parts = append(parts, one)
		}
		either = false
	}
	p.at = len(p.text)
	return join(parts)
}

func join(parts []part) (all part) {
	for _, one := range parts {
		all = all.and(one)
	}
	return all
}

func isOr(text string) bool {
	word, _, _ := strings.Cut(text, " ")
	return word == "OR" || word == "|"
}

// or joins two parts of which one is enough: words with words, or two values of one operator.
func (p *parser) or(a, b part) part {
	if x, ok := a.lone(); ok {
		if y, ok := b.lone(); ok && x.Name == y.Name && !x.Not && !y.Not {
			x.Values, x.To = slices.Concat(x.Values, y.Values), y.To
			return part{operators: []Operator{x}}
		}
	}
	if !a.onlyWords() || !b.onlyWords() {
		p.note("OR stands between words, or between two values of the same operator. Here both sides are required.")
		return a.and(b)
	}
	if len(a.words) == 1 && len(a.words[0].Any) > 0 {
		return part{words: []Clause{{Any: append(slices.Clone(a.words[0].Any), b.words)}}}
	}
	return part{words: []Clause{{Any: [][]Clause{a.words, b.words}}}}
}

// not turns a part round.
func (p *parser) not(a part) part {
	if op, ok := a.lone(); ok {
		op.Not = !op.Not
		op.From--
		return part{operators: []Operator{op}}
	}
	switch {
	case a.onlyWords() && len(a.words) == 1:
		return part{without: a.words}
	case a.onlyWords():
		return part{without: []Clause{{Any: [][]Clause{a.words}}}}
	case !a.empty():
		p.note("A minus stands before a word, a phrase or an operator. Before this parenthesis it was left out.")
	}
	return a
}

// item reads one word, phrase, operator or parenthesis; the text at hand begins with no space.
func (p *parser) item(depth int) part {
	p.clauses++
	rest := p.text[p.at:]
	if after, ok := strings.CutPrefix(rest, "-"); ok && !strings.HasPrefix(after, "-") { // --force is a word
		p.at++
		if after == "" || unicode.IsSpace(rune(after[0])) {
			return part{}
		}
		return p.not(p.item(depth))
	}
	if rest[0] == '(' {
		p.at++
		if depth == maxDepth {
			return part{}
		}
		return p.sequence(depth + 1)
	}
	if value, after, ok := quoted(rest); ok {
		p.at = len(p.text) - len(after)
		return clause(value, true)
	}
	end := wordSize(rest, depth)
	if name, _, ok := strings.Cut(rest[:end], ":"); ok && slices.Contains(OperatorNames, strings.ToLower(name)) {
		return p.operator(strings.ToLower(name), rest[:end])
	}
	p.at += end
	return clause(rest[:end], false)
}

func (p *parser) operator(name, word string) part {
	from := p.at
	rest := p.text[from+len(name)+1:]
	value, after, isQuoted := quoted(rest)
	if isQuoted {
		p.at = len(p.text) - len(after)
	} else {
		value = word[len(name)+1:]
		p.at += len(word)
	}
	if value = strings.TrimSpace(value); value == "" {
		return part{}
	}
	return part{operators: []Operator{{Name: name, Values: []string{value}, From: from, To: p.at}}}
}

func clause(text string, phrase bool) part {
	if !strings.ContainsFunc(text, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }) {
		return part{}
	}
	return part{words: []Clause{{Text: text, Phrase: phrase}}}
}

// wordSize gives where the word at the front of text ends: at a space, and within parentheses at the one
// that closes, if the word opened none itself.
func wordSize(text string, depth int) int {
	end := strings.IndexFunc(text, unicode.IsSpace)
	if end < 0 {
		end = len(text)
	}
	if shut := strings.IndexByte(text[:end], ')'); depth > 0 && shut >= 0 && !strings.Contains(text[:shut], "(") {
		end = shut
	}
	return end
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

// each calls do for every word and phrase, those of alternatives too.
func each(clauses []Clause, do func(Clause)) {
	for _, c := range clauses {
		if len(c.Any) == 0 {
			do(c)
		}
		for _, some := range c.Any {
			each(some, do)
		}
	}
}

// Plain is the words and phrases of a query, as a question would be asked.
func Plain(p Parsed) string { return p.plain() }

// plain is the words and phrases in one, without operators and exclusions.
func (p Parsed) plain() string {
	var words []string
	each(p.Words, func(c Clause) { words = append(words, c.Text) })
	return strings.Join(words, " ")
}

// strict says whether words must stand as they do: beside each other, or one of them for another.
func (p Parsed) strict() bool {
	return slices.ContainsFunc(p.Words, func(c Clause) bool { return c.Phrase || len(c.Any) > 0 })
}

// With is the query with one more operator.
func (p Parsed) With(name, value string) string {
	return strings.TrimSpace(strings.TrimSpace(p.Text) + " " + Write(name, value))
}

// Drop is the query without the operator at a place in Operators.
func (p Parsed) Drop(i int) string {
	op := p.Operators[i]
	return strings.TrimSpace(strings.TrimRight(p.Text[:op.From], " ") + " " + strings.TrimLeft(p.Text[op.To:], " "))
}

// Write writes an operator as Parse reads it. What cannot be said inside of quotes is left out.
func Write(name, value string) string {
	value = strings.Map(func(r rune) rune {
		if strings.ContainsRune("\"“”„", r) {
			return -1
		}
		return r
	}, value)
	if strings.ContainsFunc(value, func(r rune) bool { return unicode.IsSpace(r) || r == '(' || r == ')' }) {
		value = `"` + value + `"`
	}
	return name + ":" + value
}
