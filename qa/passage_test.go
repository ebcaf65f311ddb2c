package qa

import (
	"html"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestPick(t *testing.T) {
	const cars = "Anybody on an approved trip may rent a car. You need a valid licence and the travel card.\n" +
		"Decline the insurance that the rental desk offers: the government agreement already covers you. Fuel is paid by card.\nKeep the receipt."
	for _, test := range []struct{ name, text, question, mark string }{
		{"the sentence that shares the rare words", cars, "do I need the insurance of the desk?", "Decline the insurance that the rental desk offers: the government agreement already covers you."},
		{"inflected words", cars, "declining insurances", "Decline the insurance that the rental desk offers: the government agreement already covers you."},
		{"nothing shared: the beginning", cars, "zebra", "Anybody on an approved trip may rent a car."},
		{"accents and capitals", "Erste Zeile.\nDie PRÜFUNG dauert zwei Tage.", "prufung", "Die PRÜFUNG dauert zwei Tage."},
		{"a short line takes the next one in", "Yes.\nAsk your lead first.", "yes", "Yes."},
		{"blank", " \n ", "yes", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := Pick(test.text, test.question)
			if p.Marked() != test.mark {
				t.Errorf("marked %q of %q, want %q", p.Marked(), p.Text, test.mark)
			}
			if !strings.Contains(test.text, p.Text) {
				t.Errorf("passage %q does not stand in the text", p.Text)
			}
		})
	}
}

// TestPassageProperty: whatever the text, the passage stands in it word for word, is valid UTF-8 where
// the text is, has its mark inside, and becomes HTML with no markup but the mark.
func TestPassageProperty(t *testing.T) {
	word := rapid.SampledFrom([]string{
		"car", "insurance", "e.g.", "3.5", "<b>", "&amp;", "\"", "Über", "保険。", "rent", "a", "who", "and", "?", "10", "\t", ":\n", "…", ".", "!", "\n", "\n\n", "https://x.example/a.b", "\u00a0", "—", "e\u0301",
	})
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(word, 0, 120).Draw(t, "text"), rapid.SampledFrom([]string{" ", "", "  "}).Draw(t, "between"))
		question := rapid.String().Draw(t, "question") + strings.Join(rapid.SliceOfN(word, 0, 6).Draw(t, "asked"), " ")
		check := func(p Passage) {
			standsIn(t, text, p)
			if !utf8.ValidString(p.Text) {
				t.Fatalf("passage %q", p.Text)
			}
			if p.Start < 0 || p.End < p.Start || p.End > len(p.Text) {
				t.Fatalf("mark %d to %d of %q", p.Start, p.End, p.Text)
			}
			marked := p.HTML()
			bare := strings.Replace(strings.Replace(marked, "<mark>", "", 1), "</mark>", "", 1)
			if strings.ContainsAny(bare, "<>\"") || html.UnescapeString(bare) != p.Text {
				t.Fatalf("HTML %q of %q", marked, p.Text)
			}
		}
		p := Pick(text, question)
		check(p)
		if (strings.TrimSpace(text) != "") != (p.Text != "") {
			t.Fatalf("passage %q of %q", p.Text, text)
		}
		if q, found := newMatcher(question).quoted(text, p.Marked()); found {
			check(q)
			if q.Marked() != p.Marked() {
				t.Fatalf("quoted %q, marked %q", p.Marked(), q.Marked())
			}
		} else if p.Marked() != "" {
			t.Fatalf("%q was not found again in %q", p.Marked(), text)
		}
	})
}

func TestLocate(t *testing.T) {
	const text = "You “may” rent a car, if the\ntrip is approved. Fuel: 5%."
	for _, test := range []struct{ quote, want string }{
		{"rent a car", "rent a car"},
		{"You \"may\" rent", "You “may” rent"},
		{"if the trip is approved.", "if the\ntrip is approved."},
		{"**rent** a _car_", "rent a car"},
		{"RENT A CAR", "rent a car"},
		{"rent a boat", ""},
		{"", ""},
		{"“”", ""},
	} {
		start, end, found := Locate(text, test.quote)
		if found != (test.want != "") || text[start:end] != test.want {
			t.Errorf("Locate(%q) = %q, %v; want %q", test.quote, text[start:end], found, test.want)
		}
	}
}
