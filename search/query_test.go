package search

import (
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

func TestParse(t *testing.T) {
	for text, want := range map[string]Parsed{
		"":              {},
		"  a  b ":       {Words: []Clause{{Text: "a"}, {Text: "b"}}},
		`"a b" c`:       {Words: []Clause{{Text: "a b", Phrase: true}, {Text: "c"}}},
		`“a b” c`:       {Words: []Clause{{Text: "a b", Phrase: true}, {Text: "c"}}},
		`"open end`:     {Words: []Clause{{Text: "open end", Phrase: true}}},
		`-a -"b c"`:     {Without: []Clause{{Text: "a"}, {Text: "b c", Phrase: true}}},
		`well-known - `: {Words: []Clause{{Text: "well-known"}}},
		`space:eng -tag:x author:"Ada Lovelace" TITLE:a`: {Operators: []Operator{
			{Name: "space", Value: "eng"},
			{Name: "tag", Value: "x", Not: true},
			{Name: "author", Value: "Ada Lovelace"},
			{Name: "title", Value: "a"},
		}},
		"tag: x":        {Words: []Clause{{Text: "x"}}},
		"https://a.b/c": {Words: []Clause{{Text: "https://a.b/c"}}},
		`""`:            {},
	} {
		if diff := cmp.Diff(want, Parse(text)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", text, diff)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{`a "b c" -d tag:e`, `"`, `-`, `-"`, `tag:"`, "tag:\"a", "\xff\"", `““a”`, "title::", "- -"} {
		f.Add(seed)
	}
	index, err := Open("")
	if err != nil {
		f.Fatal(err)
	}
	doc := Doc{Ref: Ref{Page: 1}, Space: 1, Lead: true, Title: "a", Body: "a b c"}
	if err := index.Apply([]Change{{Group: PageGroup(1), Docs: []Doc{doc}}}, Mark{}); err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p := Parse(text)
		if n := len(p.Words) + len(p.Without) + len(p.Operators); n > maxClauses {
			t.Errorf("%d clauses", n)
		}
		for _, c := range p.Words {
			if c.Text == "" || !utf8.ValidString(c.Text) {
				t.Errorf("clause %q", c.Text)
			}
		}
		for _, fuzzy := range []bool{false, true} {
			r := Request{Kinds: []Kind{KindSection, KindQuestion}, Spaces: index1, All: p.Words, Without: p.Without, Fuzzy: fuzzy, Size: 3, Count: true}
			if _, err := index.Find(t.Context(), r); err != nil {
				t.Errorf("%q: %v", text, err)
			}
		}
	})
}
