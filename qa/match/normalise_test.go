package match

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestNormalise(t *testing.T) {
	for _, test := range []struct{ text, key, near string }{
		{"Hello team, could you please tell me how do I rent a car? Thanks!", "rent a car", "car rent"},
		{"How to rent a car", "rent a car", "car rent"},
		{"renting cars", "renting cars", "car rent"},
		{"Who approves my leave?", "who approves my leave", "approv leav who"},
		{"When is my leave approved?", "when is my leave approved", "approv leav when"},
		{"Can't I log in?", "cant i log in", "cant log"},
		{"What is Über-Prüfung?", "uber prufung", "prufung uber"},
		{"What is it?", "it", "it"},
		{"thanks", "thanks", "thanks"},
		{"???", "", ""},
		{"保険は?", "保険は", "は 保 険"},
	} {
		if got := Normalise(test.text); got != test.key {
			t.Errorf("Normalise(%q) = %q, want %q", test.text, got, test.key)
		}
		if got := Near(test.text); got != test.near {
			t.Errorf("Near(%q) = %q, want %q", test.text, got, test.near)
		}
	}
}

// FuzzNormalise: keys are stable, and equal keys have equal near keys.
func FuzzNormalise(f *testing.F) {
	for _, s := range []string{"Hi, how do I rent a car?", "thanks thanks", "İstanbul ẞ ½ ﬁ", "é e\u0301 ’", "保険 \x00\xff", "so so and please"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		key := Normalise(text)
		if again := Normalise(key); again != key {
			t.Errorf("Normalise(%q) = %q, again %q", text, key, again)
		}
		if !utf8.ValidString(key) || strings.ContainsAny(key, "\n\t") {
			t.Errorf("key %q", key)
		}
		if Near(key) != Near(text) {
			t.Errorf("Near(%q) = %q, of its key %q", text, Near(text), Near(key))
		}
		if (key == "") != (len(Words(text)) == 0) {
			t.Errorf("key %q of %d words", key, len(Words(text)))
		}
	})
}
