package sqldb

import (
	"strconv"
	"strings"
)

// positional turns $1, $2, … into question marks and tells which argument, from 0, each of them
// stands for. The driver finds the argument of a numbered placeholder by comparing it with the text
// of every argument's number, which is quadratic and slow for lists of hundreds; that of a question
// mark it knows by its place. The order is nil where it is that of the arguments.
func positional(query string) (text string, order []int) {
	var b strings.Builder
	b.Grow(len(query))
	straight := true
	for i := 0; i < len(query); {
		switch c := query[i]; {
		case c == '\'' || c == '"':
			end := strings.IndexByte(query[i+1:], c)
			if end < 0 {
				end = len(query) - i - 2
			}
			b.WriteString(query[i : i+end+2])
			i += end + 2
		case c == '$' && i+1 < len(query) && query[i+1] >= '1' && query[i+1] <= '9':
			end := i + 1
			for end < len(query) && query[end] >= '0' && query[end] <= '9' {
				end++
			}
			n, err := strconv.Atoi(query[i+1 : end])
			if err != nil {
				return query, nil
			}
			straight = straight && n == len(order)+1
			order = append(order, n-1)
			if afterLimit(b.String()) {
				b.WriteByte('+')
			}
			b.WriteByte('?')
			i = end
		default:
			b.WriteByte(c)
			i++
		}
	}
	if straight {
		order = nil
	}
	return b.String(), order
}

// afterLimit says whether the text so far ends in LIMIT. SQLite plans a query for the very number that
// is bound there, and so prepares it anew each time it runs; behind a plus sign it does not look.
func afterLimit(text string) bool {
	const word = "LIMIT"
	text = strings.TrimRight(text, " \n\t")
	return len(text) >= len(word) && strings.EqualFold(text[len(text)-len(word):], word)
}

// arrange puts arguments into the order of a statement's question marks.
func arrange(args []any, order []int) []any {
	if order == nil {
		return args
	}
	arranged := make([]any, len(order))
	for i, n := range order {
		if n >= len(args) {
			return args // too few: the driver says so
		}
		arranged[i] = args[n]
	}
	return arranged
}
