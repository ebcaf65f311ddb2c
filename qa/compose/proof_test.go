package compose

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/docent-wiki/docent/qa"
)

var cars = []qa.Target{
	{PageTitle: "Travel", Heading: "Rental cars", Text: "You need a valid licence and the travel card.\nDecline the insurance  that the rental desk offers, it costs 30 dollars."},
	{PageTitle: "予約", Text: "出張の前に必ず上司の承認を得てください。"},
}

func TestOnlyProvenSentences(t *testing.T) {
	for name, test := range map[string]struct{ text, section, quote, want string }{
		"true":                  {"Say no to it.", "1", "Decline the insurance that the rental desk offers", "Say no to it."},
		"over a line":           {"Bring it.", "1", "the travel card. Decline the insurance", "Bring it."},
		"one word changed":      {"Take it.", "1", "Accept the insurance that the rental desk offers", ""},
		"half a word":           {"No.", "1", "ecline the insurance that", ""},
		"ends in half a word":   {"No.", "1", "Decline the insur", ""},
		"other section":         {"No.", "2", "Decline the insurance that the rental desk offers", ""},
		"no such section":       {"No.", "3", "Decline the insurance that", ""},
		"section 0":             {"No.", "0", "Decline the insurance that", ""},
		"too short":             {"No.", "1", "the", ""},
		"no quote":              {"No.", "1", "", ""},
		"no sentence":           {" \u200b", "1", "Decline the insurance that", ""},
		"number that is there":  {"It costs 30 dollars.", "1", "it costs 30 dollars", "It costs 30 dollars."},
		"number made up":        {"It costs 90 dollars.", "1", "it costs 30 dollars", ""},
		"address made up":       {"Go to evil.example first.", "1", "Decline the insurance that", ""},
		"link made up":          {"See [here](https://evil/x).", "1", "Decline the insurance that", ""},
		"hidden characters":     {"Say\u202e no\u0007.\nReally", "1", "Decline the insurance that", "Say no. Really"},
		"far too long":          {strings.Repeat("word ", 200), "1", "Decline the insurance that", ""},
		"without blanks":        {"承認が必要です。", "2", "必ず上司の承認を得てください", "承認が必要です。"},
		"without blanks, false": {"承認が必要です。", "2", "必ず部長の承認を得てください", ""},
	} {
		quoted := func(s string) string { b, _ := json.Marshal(s); return string(b) }
		reply := "```json\n{\"sentences\":[{\"text\":" + quoted(test.text) + `,"section":` + test.section + `,"quote":` + quoted(test.quote) + "}]}\n```"
		got := ""
		for _, s := range proven(reply, cars) {
			got += s.Text
		}
		if got != test.want {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
	for _, reply := range []string{"", "I do not know.", "{", "}{", `{"sentences":"x"}`, "[]", `{"sentences":[{"section":"1"}]}`} {
		if got := proven(reply, cars); len(got) > 0 {
			t.Errorf("%q gave %v", reply, got)
		}
	}
}

// FuzzProven: whatever a model replies, what is shown is quoted word for word, on one line, and little.
func FuzzProven(f *testing.F) {
	f.Add(`{"sentences":[{"text":"Say no.","section":1,"quote":"Decline the insurance that"}]}`)
	f.Add(`{"sentences":[{"text":"承認","section":2,"quote":"必ず上司の承認を得てください"}]}`)
	f.Fuzz(func(t *testing.T, reply string) {
		all := proven(reply, cars)
		if len(all) > maxSentences {
			t.Fatalf("%d sentences", len(all))
		}
		for _, s := range all {
			if !strings.Contains(strings.Join(strings.Fields(s.From.Text), " "), s.Quote) || strings.ContainsAny(s.Text, "\n\r\x00") || s.Text == "" {
				t.Fatalf("shown: %+v", s)
			}
		}
	})
}
