package eval

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/docent-wiki/docent/content"
)

func TestReadCases(t *testing.T) {
	const good = `{"id":"1","question":" how  do I? ","paraphrases":["may I?",""],"page":"/pages/../a.md","heading":"H","also":["b.md"],"kind":"howto","answer":"x"}

{"id":"2","question":"zebra?","kind":"none"}
`
	got, err := ReadCases(strings.NewReader("\ufeff"+good), "set.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	want := []Case{
		{ID: "1", Question: "how do I?", Paraphrases: []string{"may I?"}, Page: "a.md", Heading: "H", Also: []string{"b.md"}},
		{ID: "2", Question: "zebra?", None: true},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for _, test := range []struct{ text, want string }{
		{"", "holds no question"},
		{"{}", "Line 1 of set.jsonl has no “question”"},
		{good + "nonsense", "Line 4 of set.jsonl is not a JSON object"},
		{`{"question":"where?"}`, "Line 1 of set.jsonl has no “page”"},
		{"\xff", "Line 1 of set.jsonl is not UTF-8"},
		{`{"question":"` + strings.Repeat("a", maxLine), "Line 1 of set.jsonl cannot be read"},
	} {
		_, err := ReadCases(strings.NewReader(test.text), "set.jsonl")
		var e *content.Error
		if err == nil || !strings.Contains(err.Error(), test.want) || !errors.As(err, &e) {
			t.Errorf("%.20q: %v, want %q", test.text, err, test.want)
		}
	}
}

func folder(corpus, queries, qrels string) fstest.MapFS {
	return fstest.MapFS{
		"corpus.jsonl": {Data: []byte(corpus)}, "queries.tsv": {Data: []byte(queries)}, "qrels.tsv": {Data: []byte(qrels)},
	}
}

func TestReadFolder(t *testing.T) {
	corpus := `{"id":"a","group":"g","kind":"canonical","title":"T","headings":"","text":"x"}`
	set, err := ReadFolder(folder(corpus, "q1\tdev\tone\ttwo\nq2\tdev\tthree\n", "q1\tg\t1\nq2\tg\t0\n"), "lab")
	if err != nil {
		t.Fatal(err)
	}
	want := &Set{Name: "lab", Corpus: []Entry{{ID: "a", Group: "g", Kind: "canonical", Title: "T", Text: "x"}}, Cases: []Case{
		{ID: "q1", Question: "one two", Groups: []string{"g"}}, {ID: "q2", Question: "three", None: true},
	}}
	if diff := cmp.Diff(want, set); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for name, fsys := range map[string]fstest.MapFS{
		"no qrels":      {"corpus.jsonl": {Data: []byte(corpus)}},
		"short qrel":    folder(corpus, "q\tdev\tx", "q\tg"),
		"short query":   folder(corpus, "q\tx", "q\tg\t1"),
		"corpus":        folder("[]", "q\tdev\tx", "q\tg\t1"),
		"nothing asked": folder(corpus, "", ""),
	} {
		if set, err := ReadFolder(fsys, "lab"); err == nil {
			t.Errorf("%s: read %+v", name, set)
		}
	}
}

// FuzzRead: whatever stands in a set, reading it gives questions that can be asked, or an error for a person.
func FuzzRead(f *testing.F) {
	f.Add(`{"question":"a","page":"b"}`, "q\tdev\tx", "q\tg\t1")
	f.Add("{\"question\":\"a\\u0000\",\"kind\":\"none\"}\n", "\t\t", "\t\t\t")
	f.Add(`{"id":"a","group":"g"}`, "q\tdev\tx\n", "q\tg\t1\n\n")
	f.Fuzz(func(t *testing.T, lines, queries, qrels string) {
		cases, err := ReadCases(strings.NewReader(lines), "set.jsonl")
		var e *content.Error
		if err != nil && !errors.As(err, &e) {
			t.Errorf("not for a person: %v", err)
		}
		set, err := ReadFolder(folder(lines, queries, qrels), "lab")
		if err == nil {
			cases = append(cases, set.Cases...)
		} else if !errors.As(err, &e) {
			t.Errorf("not for a person: %v", err)
		}
		for _, c := range cases {
			if c.Question == "" || strings.ContainsAny(c.Question, "\n\t") {
				t.Errorf("question %q", c.Question)
			}
		}
	})
}

func TestRanking(t *testing.T) {
	var r Ranking
	for _, rank := range []int{1, 2, 6, 10, 0} {
		r.add(rank)
	}
	r.share()
	want := Ranking{N: 5, P1: .2, MRR10: (1 + .5 + 1.0/6 + .1) / 5, R5: .4, R10: .8}
	if diff := cmp.Diff(want, r, cmpopts.EquateApprox(0, 1e-9)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
