package content

import (
	"unicode"
	"unicode/utf8"
)

// mergeWords cuts a text into words and the white space between them: a word is what stands
// between white space, but each character of a script that writes none is a word of its own.
func mergeWords(text string) []string {
	return cutTokens(text, func(r rune) int {
		switch {
		case unicode.IsSpace(r):
			return spaceToken
		case isUnspaced(r):
			return singleToken
		}
		return wordToken
	})
}

// diffTokens cuts a text finer than mergeWords: punctuation stands alone, so that a comma put
// behind a word does not mark the word.
func diffTokens(text string) []string {
	return cutTokens(text, func(r rune) int {
		switch {
		case r == '\n' || r == utf8.RuneError:
			return singleToken
		case unicode.IsSpace(r):
			return spaceToken
		case isUnspaced(r):
			return singleToken
		case unicode.In(r, unicode.Letter, unicode.Mark, unicode.Number, unicode.Pc):
			return wordToken
		}
		return singleToken
	})
}

const (
	spaceToken = iota
	wordToken
	singleToken
)

// cutTokens cuts a text into runs of equal class; singleToken characters are not joined. The
// tokens joined give the text again, also where it is no valid UTF-8.
func cutTokens(text string, class func(rune) int) []string {
	tokens := make([]string, 0, len(text)/4+1)
	start, last := 0, -1
	for i, r := range text {
		c := class(r)
		if i > start && (c != last || c == singleToken) {
			tokens = append(tokens, text[start:i])
			start = i
		}
		last = c
	}
	if start < len(text) {
		tokens = append(tokens, text[start:])
	}
	return tokens
}

// isUnspaced reports a script that puts no space between words.
func isUnspaced(r rune) bool {
	return r >= 0x0e00 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}

func isWord(token string) bool {
	r, _ := utf8.DecodeRuneInString(token)
	return !unicode.IsSpace(r)
}

// edit replaces a[as:ae] by b[bs:be].
type edit struct{ as, ae, bs, be int }

// editsOf gives what stands between the matched tokens, in order.
func editsOf(pairs []int32, lenB int) []edit {
	var out []edit
	e := edit{}
	for i, j := range pairs {
		if j < 0 {
			continue
		}
		e.ae, e.be = i, int(j)
		if e.as < e.ae || e.bs < e.be {
			out = append(out, e)
		}
		e.as, e.bs = i+1, int(j)+1
	}
	e.ae, e.be = len(pairs), lenB
	if e.as < e.ae || e.bs < e.be {
		out = append(out, e)
	}
	return out
}

// joinEdits dissolves the unchanged tokens between two edits where they are no longer than the
// larger side of either: a sentence written anew then is one change and not a lattice of the
// small words that both happen to hold. (The semantic clean-up of Fraser's diff-match-patch.)
func joinEdits(edits []edit, a, b []string) []edit {
	length := func(tokens []string) (n int) {
		for _, token := range tokens {
			if isWord(token) {
				n += utf8.RuneCountInString(token)
			}
		}
		return n
	}
	size := func(e edit) int { return max(length(a[e.as:e.ae]), length(b[e.bs:e.be])) }
	var out []edit
	var sizes []int
	for _, e := range edits {
		n := size(e)
		for len(out) > 0 {
			last := out[len(out)-1]
			between := length(a[last.ae:e.as])
			if between > min(sizes[len(sizes)-1], n) {
				break
			}
			e.as, e.bs = last.as, last.bs
			n += sizes[len(sizes)-1] + between
			out, sizes = out[:len(out)-1], sizes[:len(sizes)-1]
		}
		out, sizes = append(out, e), append(sizes, n)
	}
	return out
}
