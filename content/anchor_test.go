package content

import "testing"

func TestHeadingIDs(t *testing.T) {
	for source, want := range map[string][2]string{
		"## Plain":                       {"Plain", ""},
		"## FAQ {#faq}":                  {"FAQ", "faq"},
		"## FAQ (short) {#faq-(short)}":  {"FAQ (short)", "faq-(short)"},
		"## Über uns {#über}  ":          {"Über uns", "über"},
		"## FAQ {#a b}":                  {"FAQ {#a b}", ""},
		"## FAQ {#a\"b}":                 {"FAQ {#a\"b}", ""},
		"## Braces {#one} in the middle": {"Braces {#one} in the middle", ""},
		"## `{#code}`":                   {"{#code}", ""},
	} {
		d, err := Parse(source)
		if err != nil {
			t.Fatal(err)
		}
		if s := d.Sections[0]; s.Heading != want[0] || s.ID != want[1] {
			t.Errorf("%s: %q with the id %q, want %q", source, s.Heading, s.ID, want)
		}
	}
}

func TestSameFragment(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		same bool
	}{
		{"youve-earned", "you-ve-earned", true},
		{"mie", "m-and-ie", true},
		{"one", "two", false},
	} {
		if SameFragment(tt.a, tt.b) != tt.same {
			t.Errorf("%q and %q: same is %t", tt.a, tt.b, !tt.same)
		}
	}
}
