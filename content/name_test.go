package content_test

import (
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"

	"github.com/docent-wiki/docent/content"
)

func TestName(t *testing.T) {
	for _, test := range []struct{ what, name, want string }{
		{"an override alone", "\u202e", ""},
		{"nothing but what has no shape", "\u200b\u2060\ufeff\u00ad\u200d\u3164\u2800\u034f", ""},
		{"marks without a letter", "\ufe0f\u0301", ""},
		{"white space", " \t\u00a0\u2028 ", ""},
		{"an override", "Ada \u202eecalevoL", "Ada ecalevoL"},
		{"isolates and marks of direction", "\u2066Ada\u2069 \u200fB\u061c", "Ada B"},
		{"a zero width space", "Ad\u200ba", "Ada"},
		{"a filler", "Ada\u3164", "Ada"},
		{"white space folded", "  Ada\n King\u2003 ", "Ada King"},
		{"Persian", "می\u200cخواهم", "می\u200cخواهم"},
		{"Persian, a joiner at the ends", "\u200cخواهم\u200c", "خواهم"},
		{"joiners in a row", "a\u200d\u200c\u200db", "a\u200db"},
		{"an emoji of two", "👩\u200d💻", "👩\u200d💻"},
		{"an emoji with a selector", "❤️", "❤️"},
		{"a digit, a symbol, punctuation", "7", "7"},
		{"a symbol", "+", "+"},
		{"punctuation", "#", "#"},
		{"letters with marks", "Zoë é", "Zoë é"},
		{"a control character is left to be refused", "\x00", "\x00"},
		{"so is what is no UTF-8", "\xff", "\xff"},
	} {
		if got := content.Name(test.name); got != test.want {
			t.Errorf("%s: Name(%+q) = %+q, want %+q", test.what, test.name, got, test.want)
		}
	}
}

// What is kept is kept as it is when it is saved again, and can be seen.
func TestNameOfAnything(t *testing.T) {
	unseen := rapid.SampledFrom([]rune("\u200b\u200c\u200d\u202e\u2066\u2069\u3164\u2800\ufe0f\u00ad a1👩ل"))
	rapid.Check(t, func(t *rapid.T) {
		name := string(rapid.SliceOf(rapid.OneOf(unseen, rapid.Rune())).Draw(t, "name"))
		got := content.Name(name)
		if again := content.Name(got); again != got {
			t.Fatalf("Name(%+q) = %+q, and of that %+q", name, got, again)
		}
		if strings.ContainsFunc(got, func(r rune) bool { return unicode.Is(unicode.Bidi_Control, r) }) {
			t.Fatalf("Name(%+q) = %+q turns the direction", name, got)
		}
		if got != "" && strings.IndexFunc(got, func(r rune) bool { return unicode.IsGraphic(r) || unicode.IsControl(r) }) < 0 {
			t.Fatalf("Name(%+q) = %+q cannot be seen", name, got)
		}
	})
}
