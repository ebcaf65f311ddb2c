package search

import (
	"html"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/docent-wiki/docent/wiki"
)

var index1 = []wiki.SpaceID{1}

var markPair = regexp.MustCompile(`<mark>([^<>]*)</mark>`)

func TestSnippetIsTextWithMarksOnly(t *testing.T) {
	index, err := Open("")
	if err != nil {
		t.Fatal(err)
	}
	defer index.Close()
	word := rapid.SampledFrom([]string{"voucher", "vouchers", "<script>", "a&b", "the", "Straße", "日本語の文", "x\n", "\"q\"", "receipt.", "\xff", "</mark>", "💡"})
	rapid.Check(t, func(rt *rapid.T) {
		text := strings.Join(rapid.SliceOfN(word, 0, 200).Draw(rt, "words"), rapid.SampledFrom([]string{" ", "", "\n"}).Draw(rt, "between"))
		m := marks{words: map[string]bool{"voucher": true, "script": true, "日本": true}, near: []string{"receipt"}}
		got := snippet(text, index.Terms, m)
		bare := markPair.ReplaceAllString(got, "$1")
		if strings.ContainsAny(bare, "<>\"") {
			rt.Fatalf("other markup than <mark>: %s", got)
		}
		if !utf8.ValidString(got) {
			rt.Fatalf("not UTF-8: %q", got)
		}
		shown := strings.TrimSuffix(strings.TrimPrefix(html.UnescapeString(bare), "… "), " …")
		if folded := fold(text); !strings.Contains(folded, fold(shown)) {
			rt.Fatalf("%q does not stand in %q", shown, folded)
		}
		if len(shown) > snippetLength+utf8.UTFMax {
			rt.Fatalf("%d bytes long", len(shown))
		}
	})
}

func fold(text string) string {
	return strings.Join(strings.Fields(strings.ToValidUTF8(text, " ")), " ")
}

func TestSnippetStandsAroundTheMatch(t *testing.T) {
	index, err := Open("")
	if err != nil {
		t.Fatal(err)
	}
	defer index.Close()
	text := strings.Repeat("Nothing of interest stands here at all. ", 40) + "The vouchers of a trip are kept. " + strings.Repeat("And nothing here. ", 40)
	got := snippet(text, index.Terms, marks{words: map[string]bool{"voucher": true, "trip": true}})
	if !strings.HasPrefix(got, "… The <mark>vouchers</mark> of a <mark>trip</mark> are kept. And") || !strings.HasSuffix(got, " …") {
		t.Errorf("snippet %q", got)
	}
}
