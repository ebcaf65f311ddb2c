package qa

import (
	"strings"
	"testing"
)

// FuzzMatcher: no text and no question makes matching panic, and hits lie inside the text.
func FuzzMatcher(f *testing.F) {
	f.Add("do I need insurance", "Insurance is not needed. Ünsürance 保険")
	f.Add("\xff", "\xff\xfe a")
	f.Fuzz(func(t *testing.T, question, text string) {
		for _, h := range newMatcher(question).hits(text) {
			if h.at < 0 || h.at >= len(text) {
				t.Errorf("hit at %d of %d", h.at, len(text))
			}
		}
		if p := Pick(text, question); !strings.Contains(text, p.Text) {
			t.Errorf("passage %q is not in %q", p.Text, text)
		}
	})
}
