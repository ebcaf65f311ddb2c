package content

import (
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
)

func TestSentences(t *testing.T) {
	for _, test := range []struct {
		name, text string
		want       []string
	}{
		{"empty", " \n ", nil},
		{"two", "Rotate the keys. Then tell Ada.", []string{"Rotate the keys.", "Then tell Ada."}},
		{"questions", "Why? Because! Really?! Yes", []string{"Why?", "Because!", "Really?!", "Yes"}},
		{"abbreviations", "Use a tool, e.g. Vault, as Dr. Smith does. Ask (i.e. call) J. Doe.", []string{"Use a tool, e.g. Vault, as Dr. Smith does.", "Ask (i.e. call) J. Doe."}},
		{"the case of the next word", "Bring keys, cards etc. and wait. Bring keys etc. Then wait.", []string{"Bring keys, cards etc. and wait.", "Bring keys etc.", "Then wait."}},
		{"initials", "The U.S. Government closes at 5 p.m. Eastern time. Go.", []string{"The U.S. Government closes at 5 p.m. Eastern time.", "Go."}},
		{"decimals and addresses", "Pay 3.5 % by 2.30 at https://a.b/c.d?e=f. Mail x.y@z.org! Run v1.2.", []string{"Pay 3.5 % by 2.30 at https://a.b/c.d?e=f.", "Mail x.y@z.org!", "Run v1.2."}},
		{"a year", "It began in 2016. It goes on.", []string{"It began in 2016.", "It goes on."}},
		{"lines", "First item\nSecond item. More\r\n1. Third. Fourth", []string{"First item", "Second item.", "More", "1. Third.", "Fourth"}},
		{"quotes", `He said “Stop.” Then "Go!" she said. (Really.) Done.`, []string{`He said “Stop.”`, `Then "Go!" she said.`, "(Really.)", "Done."}},
		{"ellipsis", "Wait... and see. Wait… Now.", []string{"Wait... and see.", "Wait…", "Now."}},
		{"no spaces", "今天开会。明天休息！「好。」他说", []string{"今天开会。", "明天休息！", "「好。」", "他说"}},
		{"I ends one", "So do I. And you.", []string{"So do I.", "And you."}},
	} {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			for _, s := range Sentences(test.text) {
				got = append(got, test.text[s.Start:s.End])
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func FuzzSentences(f *testing.F) {
	f.Add("A b. C d! 1. e\nf.g “h.” 。x")
	f.Add("\xff. \xff\u2028.\u00a0.)")
	f.Fuzz(func(t *testing.T, text string) {
		end := 0
		for _, s := range Sentences(text) {
			if s.Start < end || s.End <= s.Start || s.End > len(text) || strings.Contains(text[s.Start:s.End], "\n") {
				t.Fatalf("%+v in %q", s, text)
			}
			if part := text[s.Start:s.End]; strings.TrimSpace(part) != part {
				t.Fatalf("%q is not trimmed", part)
			}
			if skipped := text[end:s.Start]; strings.IndexFunc(skipped, func(r rune) bool { return !unicode.IsSpace(r) }) >= 0 {
				t.Fatalf("%q is in no sentence", skipped)
			}
			end = s.End
		}
		if rest := strings.TrimSpace(text[end:]); rest != "" {
			t.Fatalf("%q is in no sentence", rest)
		}
	})
}
