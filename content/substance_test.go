package content

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"
	"unicode"

	"pgregory.net/rapid"
)

func TestSubstance(t *testing.T) {
	for _, test := range []struct {
		old, now string
		changed  bool
	}{
		{"Submit it within 5 days.", "Submit it within 6 days.", true},
		{"Submit it within 5 days.", "Submit it within five days", false},
		{"Submit it within 5 days.", "Submit it after 5 days.", true},
		{"You may fly first class.", "You may not fly first class.", true},
		{"You can fly.", "You can't fly.", true},
		{"You cannot fly.", "You can’t fly!", false},
		{"Do not fly.", "Don't fly.", false},
		{"We book the flight.", "You book the flight.", true},
		{"If you are ill, tell us.", "If ill, tell us.", false},
		{"when you travel", "you when travel", false},
		{"Ask Ann or Ben.", "Ask Ann and Ben.", true},
		{"Ask Ann, Ben.", "Ask Ann and Ben.", false},
		{"Ask Jon.", "Ask Joan.", true},
		{"Ask in #travel.", "Ask in #travel-help.", true},
		{"Send it to the bank.", "Send it from the bank.", true},
		{"Recieve the money before the trip.", "Receive the money before the trip.", false}, //nolint:misspell // a slip
		{"It is definately so.", "It is definitely so.", false},                             //nolint:misspell // a slip
		{"Organise a trip.", "Organize a trip.", false},
		{"Upload the file.", "Unload the file.", true},
		{"Hiring people.", "Firing people.", true},
		{"The manager approves trips.", "The managers approve trips.", false},
		{"include receipts", "exclude receipts", true},
		{"set up an e-mail account", "setup an email account", false},
		{"Room 1 2", "Room 12", true},
		{"Pay 1,000 dollars", "Pay 1000 dollars", false},
		{"Pay 1,000 dollars", "Pay 10,00 dollars", true},
		{"Pay $ 5", "Pay € 5", true},
		{"at least -5 degrees", "at least 5 degrees", true},
		{"run rm -f now", "run rm -F now", true},
		{"before 2:30 PM", "before 3:30 PM", true},
		{"Bring R&D along", "Bring R and D along", false},
		{"Federal staff use the FAR.", "Federal staff use the Federal Acquisition Regulation (FAR).", false},
		{"Federal staff use the FAR.", "Federal staff use the Federal Travel Rules (FAR).", true},
		{"Wi-Fi\tyes ✅", "Wi-Fi\tyes ❌", true},
		{"Sketch\nInVision\nOmniGraffle", "Sketch\nOmniGraffle", true},
		{"the the office office", "the office", false},
		{"H2O in m²", "H2O in m³", true},
		{"Keep receipts.", "", true},
		{"", "Keep receipts.", true},
		{"", "", false},
		{"每周五发薪", "每周四发薪", true},
		{"Zahlen Sie 1,5 %", "Zahlen Sie 1.5 %", true},
	} {
		if got := Substance(test.old, test.now); got.Changed != test.changed {
			t.Errorf("%q to %q: %+v, want %v", test.old, test.now, got, test.changed)
		}
		if got := Substance(test.now, test.old); got.Changed != test.changed {
			t.Errorf("%q back to %q: %+v, want %v", test.now, test.old, got, test.changed)
		}
	}
}

// What is named as the change is what a person would name.
func TestSubstanceNamesTheChange(t *testing.T) {
	for _, test := range [][4]string{
		{"Send the form within 30 days, please.", "Please send the form in 45 days!", "within 30", "45"},
		{"Ask Ann.", "Ask Ann, in room 5.", "", "room 5"},
		{"Bring a badge. Bring a coat.", "Bring a coat.", "Bring a badge", ""},
	} {
		if got := Substance(test[0], test[1]); got.Was != test[2] && !strings.Contains(got.Was, strings.Fields(test[2] + " x")[0]) || got.Now != test[3] {
			t.Errorf("%q to %q: %+v", test[0], test[1], got)
		}
	}
}

func TestSays(t *testing.T) {
	text := "Keep every receipt above 75 dollars. Don’t\nlose  them - ever."
	for quote, want := range map[string]bool{
		"Keep every receipt above 75 dollars.": true, "keep EVERY receipt": true, "don't lose them — ever": true,
		"every receipt above 7": false, "Keep the receipt": false, "receipt every": false, "": false, "…": false,
	} {
		if got := Says(text, quote); got != want {
			t.Errorf("%q: %v", quote, got)
		}
	}
}

// genMarkdown draws a section as two people would write it who say the same: other wrapping, white space,
// typography, marks, bullets and links.
func genMarkdown(t *rapid.T) (one, other string) {
	words := rapid.SampledFrom([]string{
		"travel", "receipts", "it's", "\"quoted\"", "30", "2:30", "1,000", "e-mail", "don't", "wait...", "(maybe)", "#channel", "Ann", "the", "not", "and", "100%", "over - under",
	})
	var a, b strings.Builder
	for range rapid.IntRange(1, 5).Draw(t, "blocks") {
		line := rapid.SliceOfN(words, 1, 12).Draw(t, "words")
		bullet := rapid.SampledFrom([]string{"", "- "}).Draw(t, "bullet")
		a.WriteString(bullet + "x " + strings.Join(line, " ") + "\n\n")
		b.WriteString(strings.Replace(bullet, "-", rapid.SampledFrom([]string{"-", "*", "+"}).Draw(t, "style"), 1) + "x")
		for _, w := range line {
			b.WriteString(rapid.SampledFrom([]string{" ", "  ", "\n  ", "\u00a0 "}).Draw(t, "space"))
			w = rapid.SampledFrom([]func(string) string{
				strings.ToLower,
				func(s string) string { return s },
				func(s string) string { return "**" + s + "**" },
				func(s string) string { return "_" + s + "_" },
				func(s string) string { return "[" + s + "](https://example.org/" + "a)" },
				strings.NewReplacer("'", "’", "...", "…", " - ", " – ").Replace,
				func(s string) string { return "“" + strings.Trim(s, "\"") + "”" },
			}).Draw(t, "how")(w)
			b.WriteString(w)
		}
		b.WriteString("\n\n")
	}
	return a.String(), b.String()
}

func sectionText(t *rapid.T, markdown string) string {
	doc, err := Parse("# Heading\n\n" + markdown)
	if err != nil {
		t.Fatal(err)
	}
	return doc.Sections[0].Text
}

// A change of nothing but white space, typography and the style of markup is never flagged.
func TestSubstanceForgivesStyle(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		one, other := genMarkdown(t)
		a, b := sectionText(t, one), sectionText(t, other)
		if got := Substance(a, b); got.Changed {
			t.Fatalf("%+v:\n%s\n---\n%s", got, a, b)
		}
	})
}

// A changed digit is always flagged, whatever else an edit does to the style.
func TestSubstanceSeesEveryDigit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.SliceOfN(rapid.SampledFrom([]rune("0123456789 12 ,.:-/% abcdeé's\n—1２½")), 1, 60).Draw(t, "text")
		var at []int
		for i, r := range text {
			if unicode.IsDigit(r) {
				at = append(at, i)
			}
		}
		if len(at) == 0 {
			return
		}
		changed := append([]rune(nil), text...)
		i := rapid.SampledFrom(at).Draw(t, "at")
		digit := rapid.RuneFrom([]rune("0123456789")).Filter(func(r rune) bool { return r != text[i] }).Draw(t, "digit")
		changed[i] = digit
		if got := Substance(string(text), string(changed)); !got.Changed {
			t.Fatalf("%q to %q is not a change", string(text), string(changed))
		}
	})
}

// Whatever is compared, it ends soon: a section may hold ten megabytes. With -short the texts are a tenth of
// the size, which shows little.
func TestSubstanceTakesBoundedTime(t *testing.T) {
	rng, n := rand.New(rand.NewPCG(1, 2)), 100_000
	if testing.Short() {
		n /= 10
	}
	words := func(n int) string {
		var b strings.Builder
		for range n {
			b.WriteString(string(rune('a'+rng.IntN(26))) + string(rune('a'+rng.IntN(26))) + " ")
		}
		return b.String()
	}
	slower := pace(t)
	for name, pair := range map[string][2]string{
		"rewritten": {words(n), words(n)}, "apostrophes": {strings.Repeat("a'", n+n/2), strings.Repeat("a'", n+n/2+1)},
		"commas": {strings.Repeat("1,", n+n/2), strings.Repeat("1,", n+n/2+1)}, "small words": {strings.Repeat("you we ", n), strings.Repeat("we you ", n)},
	} {
		begin := time.Now()
		Substance(pair[0], pair[1])
		if took := time.Duration(float64(time.Since(begin)) / slower); took > 2*time.Second {
			t.Errorf("%s: %v at the pace of an idle machine", name, took)
		}
	}
}

func FuzzSubstance(f *testing.F) {
	f.Add("Submit within 5 days", "Submit, within 6 days", "5 days")
	f.Add("can't -D ✅ 1,000", "cannot -d ❌ 1.000", "\xff")
	f.Fuzz(func(t *testing.T, old, now, quote string) {
		if Substance(old, old).Changed {
			t.Errorf("%q differs from itself", old)
		}
		there, back := Substance(old, now), Substance(now, old)
		if there.Changed && there.Was == "" && there.Now == "" {
			t.Errorf("%q to %q: nothing is named: %+v", old, now, back)
		}
		if Says(old, quote) && !Says(old+" x", quote) && !Says("x "+old, quote) {
			t.Errorf("%q no longer says %q", old, quote)
		}
	})
}
