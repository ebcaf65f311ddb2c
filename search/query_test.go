package search

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

func words(list ...string) []Clause {
	clauses := make([]Clause, len(list))
	for i, w := range list {
		clauses[i].Text = w
	}
	return clauses
}

func either2(alternatives ...[]Clause) Clause { return Clause{Any: alternatives} }

func TestParse(t *testing.T) {
	phrase := func(text string) Clause { return Clause{Text: text, Phrase: true} }
	op := func(name string, values ...string) Operator { return Operator{Name: name, Values: values} }
	not := func(o Operator) Operator { o.Not = true; return o }
	for text, want := range map[string]Parsed{
		"":              {},
		"  a  b ":       {Words: words("a", "b")},
		`"a b" c`:       {Words: []Clause{phrase("a b"), {Text: "c"}}},
		`“a b” c`:       {Words: []Clause{phrase("a b"), {Text: "c"}}},
		`"open end`:     {Words: []Clause{phrase("open end")}},
		`-a -"b c"`:     {Without: []Clause{{Text: "a"}, phrase("b c")}},
		`well-known - `: {Words: words("well-known")},
		`--force -- -`:  {Words: words("--force")},
		`space:eng -tag:x author:"Ada Lovelace" TITLE:a`: {Operators: []Operator{
			op("space", "eng"), not(op("tag", "x")), op("author", "Ada Lovelace"), op("title", "a"),
		}},
		"tag: x":                    {Words: words("x")},
		"https://a.b/c foo:bar":     {Words: words("https://a.b/c", "foo:bar")},
		`""`:                        {},
		"a OR b":                    {Words: []Clause{either2(words("a"), words("b"))}},
		"a OR b OR c d":             {Words: []Clause{either2(words("a"), words("b"), words("c")), {Text: "d"}}},
		"a | b":                     {Words: []Clause{either2(words("a"), words("b"))}},
		"OR a OR":                   {Words: words("a")},
		"a or b":                    {Words: words("a", "or", "b")},
		"ORB OR a":                  {Words: []Clause{either2(words("ORB"), words("a"))}},
		"(a b) OR c d":              {Words: []Clause{either2(words("a", "b"), words("c")), {Text: "d"}}},
		"((a OR b) c) OR d":         {Words: []Clause{either2([]Clause{either2(words("a"), words("b")), {Text: "c"}}, words("d"))}},
		"(a b":                      {Words: words("a", "b")},
		"a) b":                      {Words: words("a)", "b")},
		"f(x) ()":                   {Words: words("f(x)")},
		"(f(x) y)":                  {Words: words("f(x)", "y")},
		"-(a b)":                    {Without: []Clause{either2(words("a", "b"))}},
		"-(a OR b)":                 {Without: []Clause{either2(words("a"), words("b"))}},
		"tag:a OR tag:b":            {Operators: []Operator{op("tag", "a", "b")}},
		"(space:a OR space:b) c":    {Words: words("c"), Operators: []Operator{op("space", "a", "b")}},
		"-(tag:a OR tag:b)":         {Operators: []Operator{not(op("tag", "a", "b"))}},
		"updated:>=2026-01 lang:de": {Operators: []Operator{op("updated", ">=2026-01"), op("lang", "de")}},
	} {
		got := Parse(text)
		if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(Parsed{}, "Text"), cmpopts.IgnoreFields(Operator{}, "From", "To"), cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%q (-want +got):\n%s", text, diff)
		}
	}
}

// What OR and minus cannot do is said, and nothing is lost.
func TestParseNotes(t *testing.T) {
	for text, want := range map[string]int{"tag:a OR b": 1, "a OR -b": 1, "tag:a OR space:b": 1, "-(tag:a b)": 1, "a OR b": 0, "a -b tag:c": 0} {
		p := Parse(text)
		if len(p.Notes) != want {
			t.Errorf("%q: %q", text, p.Notes)
		}
		if n := len(p.Words) + len(p.Without) + len(p.Operators); strings.Contains(text, "OR ") && want > 0 && n != 2 {
			t.Errorf("%q has %d parts: %+v", text, n, p)
		}
	}
}

func TestOperatorsAreAddedAndDropped(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		before := rapid.SampledFrom([]string{"", "a b", `"a b" -c`, "tag:x OR tag:y", "(a OR b)"}).Draw(t, "before")
		name := rapid.SampledFrom(OperatorNames).Draw(t, "name")
		value := strings.TrimSpace(rapid.StringMatching(`[ -~äß]{1,20}`).Draw(t, "value"))
		said := strings.TrimSpace(strings.ReplaceAll(value, `"`, ""))
		if said == "" {
			return
		}
		p := Parse(Parse(before).With(name, value))
		last := p.Operators[len(p.Operators)-1]
		if last.Name != name || len(last.Values) != 1 || last.Values[0] != said || last.Not {
			t.Fatalf("%s:%s is read back as %+v from %q", name, value, last, p.Text)
		}
		if got := p.Drop(len(p.Operators) - 1); got != before {
			t.Fatalf("%q without the operator is %q, it was %q", p.Text, got, before)
		}
	})
	for text, want := range map[string]string{"a -tag:b c": "a c", "tag:b": "", `a tag:"b c"`: "a", "a tag:b OR tag:c d": "a d", "(tag:b OR tag:c) d": "( ) d"} {
		if got := Parse(text).Drop(0); got != want {
			t.Errorf("%q without the operator: %q, want %q", text, got, want)
		}
	}
}

func TestSpanOf(t *testing.T) {
	zone := time.FixedZone("", 2*60*60)
	now := time.Date(2026, 5, 17, 15, 0, 0, 0, zone)
	for value, want := range map[string]string{ // the moments, an hour apart and in that zone, that are in and out
		"2026":        "+2026-01-01T00 +2026-12-31T23 -2025-12-31T23 -2027-01-01T00",
		"2026-05":     "+2026-05-01T00 +2026-05-31T23 -2026-04-30T23 -2026-06-01T00",
		"2026-5-7":    "+2026-05-07T00 +2026-05-07T23 -2026-05-06T23 -2026-05-08T00",
		">2026-01-01": "+2026-01-02T00 -2026-01-01T23",
		">=2026":      "+2026-01-01T00 -2025-12-31T23",
		"<2026-02":    "+2026-01-31T23 -2026-02-01T00",
		"<=2026-02":   "+2026-02-28T23 -2026-03-01T00",
		"<30d":        "+2026-04-17T15 -2026-04-17T14 +2026-05-17T15",
		"30d":         "+2026-04-17T15 -2026-04-17T14",
		">2w":         "+2026-05-03T14 -2026-05-03T15",
		"<3M":         "+2026-02-17T15 -2026-02-17T14",
		">=1y":        "+2025-05-17T14 -2025-05-17T15",
		"today":       "+2026-05-17T00 +2026-05-17T23 -2026-05-16T23 -2026-05-18T00",
		">yesterday":  "+2026-05-17T00 -2026-05-16T23",
	} {
		s, ok := spanOf(value, now)
		if !ok {
			t.Errorf("%q is not read", value)
		}
		for _, moment := range strings.Fields(want) {
			at, err := time.ParseInLocation("2006-01-02T15", moment[1:], zone)
			if err != nil {
				t.Fatal(err)
			}
			if got := s.has(at.UnixMicro()); got != (moment[0] == '+') {
				t.Errorf("%q has %s: %t", value, moment[1:], got)
			}
		}
	}
	for _, value := range []string{"", ">", "soon", "2026-13", "26", "=>2026", "<>1d", "+3d", "-3d", "99999999y", "1969", "2026-02-30", "1h"} {
		if s, ok := spanOf(value, now); ok {
			t.Errorf("%q is read as %+v", value, s)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{`a "b c" -d tag:e`, `"`, `-`, `-"`, `tag:"`, "tag:\"a", "\xff\"", `““a”`, "title::", "- -", "(a OR b) c", "((((((((((a", "-(tag:a OR b)", "updated:<30d", "| OR )"} {
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
		n := len(p.Operators)
		for _, list := range [][]Clause{p.Words, p.Without} {
			each(list, func(c Clause) {
				if n++; c.Text == "" || !utf8.ValidString(c.Text) {
					t.Errorf("clause %q", c.Text)
				}
			})
		}
		if n > maxClauses {
			t.Errorf("%d clauses", n)
		}
		for i, op := range p.Operators {
			if op.From < 0 || op.From >= op.To || op.To > len(p.Text) || len(op.Values) == 0 {
				t.Errorf("%q: operator %+v", p.Text, op)
			}
			Parse(p.Drop(i))
			spanOf(op.Values[0], time.Unix(0, 0))
		}
		for _, fuzzy := range []bool{false, true} {
			r := Request{Kinds: []Kind{KindSection, KindQuestion}, Spaces: index1, All: p.Words, Without: p.Without, Fuzzy: fuzzy, Size: 3, Count: true}
			if _, err := index.Find(t.Context(), r); err != nil {
				t.Errorf("%q: %v", text, err)
			}
		}
	})
}
