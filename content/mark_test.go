package content

import (
	"strings"
	"testing"
)

func TestMark(t *testing.T) {
	source := "Before the first: \"quoted\".\n\n# Cars\n\nYou need a **valid licence** and the [travel card](card.md) — it’s kept.\nAsk @ann first.[^1]\n\n" +
		"| Fuel | Yes |\n|-|-|\n| Tolls | No |\n\n- one\n- two `code x`\n\n## Twice\n\nYou need a valid licence twice. &amp; R&D\n\n[^1]: note\n"
	d, err := Parse(source)
	if err != nil {
		t.Fatal(err)
	}
	r, plain := drawPage(t, d)
	tests := []struct{ name, anchor, quote, want string }{
		{"over inline elements", "cars", "need a valid licence and the travel card", `You <mark id="quoted">need a </mark><strong><mark>valid licence</mark></strong><mark> and the </mark><a href="/path:card.md#"><mark>travel card</mark></a>`},
		{"typography folded", "cars", "card - it's   kept.", `<mark> — it’s kept.</mark>`},
		{"over a mention", "cars", "kept. Ask @ann first.", "kept.\nAsk </mark>"},
		{"over cells", "cars", "Tolls No", `<td><mark id="quoted">Tolls</mark></td>`},
		{"over items and code", "cars", "one two code x", `<mark>two </mark><code><mark>code x</mark></code>`},
		{"the other section", "twice", "You need a valid licence", `<p><mark id="quoted">You need a valid licence</mark> twice`},
		{"entities", "twice", "& R&D", `<mark id="quoted">&amp; R&amp;D</mark>`},
		{"before the first heading", "", "“quoted”", `<mark id="quoted">&#34;quoted&#34;</mark>`},
		{"only in another section", "twice", "Tolls", ""},
		{"only in an attribute", "cars", "card.md", ""},
		{"the heading itself", "cars", "Cars", ""},
		{"no such section", "nowhere", "Tolls", ""},
		{"nothing", "cars", " \n ", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			marked, ok := r.Mark(tt.anchor, tt.quote)
			if ok != (tt.want != "") {
				t.Fatalf("found=%t", ok)
			}
			got := filled(d, marked)
			switch {
			case !ok && got != plain:
				t.Errorf("changed without a mark:\n%s", got)
			case ok && (!strings.Contains(got, tt.want) || strings.Count(got, `id="quoted"`) != 1):
				t.Errorf("no %s in\n%s", tt.want, got)
			}
			bare := strings.NewReplacer(`<mark id="quoted">`, "", "<mark>", "", "</mark>", "").Replace(got)
			if bare != plain || unsafe(got) != "" {
				t.Errorf("more than marks changed: %s\n%s", unsafe(got), got)
			}
		})
	}
}

// TestMarkFindsItsOwnSentences wants every sentence of a section's text to be found in its HTML.
func TestMarkFindsItsOwnSentences(t *testing.T) {
	source := "# One\n\nPlain *words* here. And `code` with [a link](x), isn't it? " +
		"> Done.\n\n1. First item.\n2. Second: **bold** item.\n\n> [!TIP]\n> A tip.\n\n```go\nx := 1 // a < b\n```\n\n| a | b |\n|-|-|\n| c | d |\n"
	d, err := Parse(source)
	if err != nil {
		t.Fatal(err)
	}
	r, _ := drawPage(t, d)
	for _, s := range Sentences(d.Sections[0].Text) {
		sentence := d.Sections[0].Text[s.Start:s.End]
		if _, ok := r.Mark("one", sentence); !ok {
			t.Errorf("%q is not found", sentence)
		}
	}
}
