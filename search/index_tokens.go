package search

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/blevesearch/bleve/v2/analysis"
	bleveunicode "github.com/blevesearch/bleve/v2/analysis/tokenizer/unicode"
)

// tokenizer takes text apart into words by the rules of Unicode (UAX 29), and goes further where these
// leave together what people look for in parts:
//
//   - Names with separators (ERR_CONN_42, config.yaml, 1.2.3) are the words between these, one after
//     the other, so that a part is found and a phrase stands for the whole.
//   - What is written in humps (getUserName) is a word, and its humps stand at the same position; a name
//     of two humps (GitHub) is a word only, unless code stands around it.
//   - Chinese, Japanese and Korean are pairs of letters, each pair at a position. The last letter of a run
//     stands at the position of the last pair, so that a single letter is found as the beginning of a word.
//
// At any position the first word is the one that stands for the others.
type tokenizer struct{ words bleveunicode.UnicodeTokenizer }

func (t *tokenizer) Tokenize(input []byte) analysis.TokenStream {
	words := t.words.Tokenize(input)
	s := &stream{input: input, out: make(analysis.TokenStream, 0, len(words)+8)}
	for _, w := range words {
		s.add(w)
	}
	s.endRun()
	return s.out
}

// stream gathers words by position.
type stream struct {
	input    []byte
	out      analysis.TokenStream
	position int
	from, to int // bytes of the run of Chinese, Japanese or Korean letters that is being gathered
}

func (s *stream) add(w *analysis.Token) {
	if bytes.ContainsFunc(w.Term, paired) {
		s.addPaired(w)
		return
	}
	s.endRun()
	if isPlain(w.Term) {
		s.position++
		w.Position = s.position
		s.out = append(s.out, w)
		return
	}
	s.addJoined(w)
}

// isPlain says whether a word is nothing but small letters behind its first one.
func isPlain(word []byte) bool {
	for i, c := range word {
		if (c < 'a' || c > 'z') && (i > 0 || c < 'A' || c > 'Z') {
			return false
		}
	}
	return true
}

// next puts a word at a new position, same at the position of the one before.
func (s *stream) next(word []byte, from, to int) {
	s.position++
	s.same(word, from, to)
}

func (s *stream) same(word []byte, from, to int) {
	word = bytes.Clone(word) // filters write into words, and these overlap
	s.out = append(s.out, &analysis.Token{Term: word, Start: from, End: to, Position: s.position, Type: analysis.AlphaNumeric})
}

// separators stand within a word by the rules of Unicode.
const separators = "._:;,·‿⁀"

func (s *stream) addJoined(w *analysis.Token) {
	if !bytes.ContainsAny(w.Term, separators) {
		s.addHumps(w.Start, w.End, false)
		return
	}
	if whole := abbreviation(w.Term); whole != nil {
		s.next(whole, w.Start, w.End)
		return
	}
	at := w.Start
	version := false
	for at < w.End {
		end := w.End
		if i := bytes.IndexAny(s.input[at:w.End], separators); i >= 0 {
			end = at + i
		}
		if end > at {
			word := s.input[at:end]
			s.addHumps(at, end, true)
			if version = !version && len(word) > 1 && (word[0] == 'v' || word[0] == 'V') && allDigits(word[1:]); version {
				s.same(word[1:], at, end) // v1.2 is found by 1.2
			}
		}
		_, size := utf8.DecodeRune(s.input[end:])
		at = end + size
	}
}

// abbreviation gives letters that each have a full stop in one (U.S: US), and digits without the commas
// between them (1,000: 1000); nil for everything else.
func abbreviation(word []byte) []byte {
	var letters, digits []byte
	lastSeparator := true
	for i, c := range word {
		switch {
		case c == '.' && !lastSeparator && len(letters) > 0, c == ',' && len(digits) > 0:
			lastSeparator = true
			continue
		case lastSeparator && (c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z') && len(digits) == 0:
			letters = append(letters, c)
		case c >= '0' && c <= '9' && len(letters) == 0 && (i == 0 || len(digits) > 0):
			digits = append(digits, c)
		default:
			return nil
		}
		lastSeparator = false
	}
	if len(letters) > 1 {
		return letters
	}
	if bytes.IndexByte(word, ',') > 0 {
		return digits
	}
	return nil
}

func allDigits(word []byte) bool {
	return len(word) > 0 && len(bytes.Trim(word, "0123456789")) == 0
}

// addHumps adds a word, and its humps. inName: other words are joined to it.
func (s *stream) addHumps(from, to int, inName bool) {
	word := s.input[from:to]
	s.next(word, from, to)
	humps := humpsOf(word)
	if len(humps) < 2 {
		return
	}
	first, _ := utf8.DecodeRune(word)
	if len(humps) == 2 && unicode.IsUpper(first) && !inName && !s.inCode(from, to) {
		return
	}
	for _, h := range humps {
		s.same(word[h[0]:h[1]], from+h[0], from+h[1])
	}
}

// inCode says whether what stands around a word makes it a name out of a program.
func (s *stream) inCode(from, to int) bool {
	return from > 0 && strings.IndexByte("-._$:\\", s.input[from-1]) >= 0 ||
		to < len(s.input) && strings.IndexByte("_(:", s.input[to]) >= 0
}

// humpsOf gives the places of the humps of at least two letters; none where there is only one.
func humpsOf(word []byte) [][2]int {
	var humps [][2]int
	begin, n := 0, 0
	var before, last rune // the two letters before
	end := func(to int) {
		if n > 1 {
			humps = append(humps, [2]int{begin, to})
		}
		begin, n = to, 0
	}
	for i := 0; i < len(word); {
		r, size := utf8.DecodeRune(word[i:])
		switch {
		case unicode.IsUpper(r) && last != 0 && !unicode.IsUpper(last):
			end(i)
		case unicode.IsLower(r) && unicode.IsUpper(last) && unicode.IsUpper(before) && lowerFrom(word[i+size:]):
			i0 := i - utf8.RuneLen(last)
			n--
			end(i0)
			n = 1
		}
		before, last = last, r
		n++
		i += size
	}
	end(len(word))
	if len(humps) < 2 {
		return nil
	}
	return humps
}

// lowerFrom says whether a small letter follows: the s of APIs begins no hump.
func lowerFrom(rest []byte) bool {
	r, _ := utf8.DecodeRune(rest)
	return unicode.IsLower(r)
}

// paired says whether a letter is of a script that is written without spaces, or with endings that stick
// to the words.
func paired(r rune) bool {
	return r >= 0x1100 && (unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul) || r == 'ー' || r == 'ｰ')
}

// addPaired adds a word with letters that are paired. They continue the run before where they touch it.
func (s *stream) addPaired(w *analysis.Token) {
	at := w.Start
	for at < w.End {
		r, size := utf8.DecodeRune(s.input[at:w.End])
		if paired(r) {
			if s.to != at {
				s.endRun()
				s.from = at
			}
			s.to = at + size
			at += size
			continue
		}
		s.endRun()
		end := w.End
		if i := bytes.IndexFunc(s.input[at:w.End], paired); i >= 0 {
			end = at + i
		}
		s.addHumps(at, end, true)
		at = end
	}
}

// endRun adds the pairs of the run that was gathered.
func (s *stream) endRun() {
	from, to := s.from, s.to
	s.from, s.to = 0, 0
	if from == to {
		return
	}
	last := from
	for at := from; at < to; {
		_, size := utf8.DecodeRune(s.input[at:to])
		if next := at + size; next < to {
			_, nextSize := utf8.DecodeRune(s.input[next:to])
			s.next(s.input[at:next+nextSize], at, next+nextSize)
		}
		last = at
		at += size
	}
	if last == from {
		s.position++
	}
	s.same(s.input[last:to], last, to)
}
