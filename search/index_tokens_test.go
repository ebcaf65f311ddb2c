package search

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// FuzzTokenizer takes any text apart: each word is a piece of the text at the place that it names, the words stand
// in order, and what a text consists of does not depend on the lines around it.
func FuzzTokenizer(f *testing.F) {
	for _, seed := range []string{
		"ERR_CONN_42", "config.yaml", "v1.2.3-rc1", "getUserName", "HTTPServer(x)", "APIs", "GitHub", "U.S. 1,000 a.b", "oauth/callback",
		"日本語のgetUserName", "東京ﾀﾜｰ", "한", "a‿b", "_:.,", "Ünïcode_CASE", "x\xff_Y\xf0\x9f", "e\u0301a_b", "ⅧⅨx_Aa", "i\u0307İ.I",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		words := (&tokenizer{}).Tokenize([]byte(text))
		position := 0
		for _, w := range words {
			if w.Start < 0 || w.Start >= w.End || w.End > len(text) || len(w.Term) == 0 {
				t.Fatalf("%q: word %q at %d to %d", text, w.Term, w.Start, w.End)
			}
			piece := text[w.Start:w.End]
			if term := string(w.Term); term != piece && term != piece[1:] /* v1.2 */ && term != strings.NewReplacer(".", "", ",", "").Replace(piece) {
				t.Errorf("%q: word %q stands for %q", text, term, piece)
			}
			if utf8.ValidString(text) && !utf8.Valid(w.Term) {
				t.Errorf("%q: word %q is cut inside a letter", text, w.Term)
			}
			if w.Position != position && w.Position != position+1 || w.Position == 0 {
				t.Errorf("%q: word %q is at position %d after %d", text, w.Term, w.Position, position)
			}
			position = w.Position
		}
		inside := (&tokenizer{}).Tokenize([]byte("\n" + text + "\n"))
		if len(inside) != len(words) {
			t.Fatalf("%q is %d words alone, %d between lines", text, len(words), len(inside))
		}
		for i, w := range words {
			if in := inside[i]; string(in.Term) != string(w.Term) || in.Position != w.Position || in.Start != w.Start+1 || in.End != w.End+1 {
				t.Errorf("%q: %q alone, %q between lines", text, w, in)
			}
		}
		for _, analyzer := range analyzing().of {
			for _, w := range analyzer.Analyze([]byte(text)) {
				if w.Start < 0 || w.Start > w.End || w.End > len(text) {
					t.Errorf("%q: %q at %d to %d", text, w.Term, w.Start, w.End)
				}
			}
		}
	})
}
