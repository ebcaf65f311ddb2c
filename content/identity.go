package content

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Known is a section of the last revision: its identity and what it looked like.
type Known struct {
	ID          int64
	Anchor      string
	Aliases     []string // earlier anchors that still lead to it
	Heading     string   // plain text
	Text        string   // plain text of its own body
	Fingerprint string   // of Text; worked out where it is ""
	Level       int      // 0: the text before the first heading
}

// Fresh is a section of the text to be saved.
type Fresh struct {
	Heading string
	ID      string // explicit anchor, or ""
	Text    string
	Level   int
}

// Matched is the identity that a fresh section has.
type Matched struct {
	ID      int64 // 0: a new section
	Anchor  string
	Aliases []string
}

// Identify finds for each section of a new text the section of the old one that it is, as one best
// assignment: unchanged text first, then by a score of shared shingles, equal heading and
// neighbours that belong together, never below a floor. Text decides, headings break ties. The
// anchor follows the section: it keeps its own unless its heading changed; then the old one becomes
// an alias. A newcomer whose anchor is held by another section, or taken says so (it may be nil),
// gets the next free one. The answer is in the order of fresh, and the same for the same input.
func Identify(old []Known, fresh []Fresh, taken func(anchor string) bool) []Matched {
	partner := pairSections(old, fresh)
	return nameSections(old, fresh, partner, taken)
}

// Fingerprint identifies the wording of a section's plain text, as hex of a shortened SHA-256.
// White space and typography (curly quotes, kinds of dashes, the ellipsis, Unicode composition) do
// not count: changing them changes nothing that somebody relies on.
func Fingerprint(text string) string {
	sum := sha256.Sum256([]byte(foldTypography(text)))
	return hex.EncodeToString(sum[:12])
}

func foldTypography(text string) string {
	var b strings.Builder
	b.Grow(len(text))
	last := ' '
	for _, r := range norm.NFC.String(text) {
		switch {
		case r == '\u00ad' || r == '\u200b' || r == '\u200d' || r == '\u2060' || r == '\ufeff':
			continue
		case unicode.IsSpace(r):
			r = ' '
		case strings.ContainsRune("‘’‚‛′`´", r):
			r = '\''
		case strings.ContainsRune("“”„‟″«»", r):
			r = '"'
		case unicode.Is(unicode.Pd, r) || r == '−':
			r = '-'
		case r == '…':
			b.WriteString("..")
			r = '.'
		}
		if (r == ' ' || r == '-') && last == r {
			continue
		}
		b.WriteRune(r)
		last = r
	}
	return strings.TrimSuffix(b.String(), " ")
}

// naming gives out the anchors of one page.
type naming struct {
	held  map[string]bool // anchors and aliases of this page
	next  map[string]int
	taken func(string) bool
}

func (n *naming) free(anchor string) bool {
	return !n.held[anchor] && (n.taken == nil || !n.taken(anchor))
}

func nameSections(old []Known, fresh []Fresh, partner []int, taken func(string) bool) []Matched {
	n := naming{held: map[string]bool{}, next: map[string]int{}, taken: taken}
	out := make([]Matched, len(fresh))
	named := make([]bool, len(fresh))
	give := func(i int, anchor string) {
		out[i].Anchor, named[i] = anchor, true
		if anchor != "" {
			n.held[anchor] = true
		}
	}
	for i, f := range fresh {
		if f.Level == 0 && f.Heading == "" {
			named[i] = true
		}
		if partner[i] < 0 {
			continue
		}
		k := old[partner[i]]
		out[i].ID = k.ID
		if !named[i] && keepsAnchor(k, f) && !n.held[k.Anchor] {
			give(i, k.Anchor)
		}
	}
	for i, f := range fresh {
		if named[i] {
			continue
		}
		want := wantedAnchor(f)
		switch own := partner[i] >= 0 && slices.Contains(old[partner[i]].Aliases, want); {
		case own && !n.held[want]:
			give(i, want) // the heading went back to what it once was
		case f.ID != "":
			give(i, freeAnchor(want, n.next, n.free))
		}
	}
	for i := range fresh {
		if partner[i] >= 0 {
			out[i].Aliases = n.aliases(old[partner[i]], out[i].Anchor)
		}
	}
	for i, f := range fresh {
		if !named[i] {
			give(i, freeAnchor(wantedAnchor(f), n.next, n.free))
		}
	}
	return out
}

func wantedAnchor(f Fresh) string {
	if f.ID != "" {
		return f.ID
	}
	return slugOr(f.Heading)
}

// keepsAnchor reports that a section goes on under its anchor: an explicit one is the same, or the
// heading says the same apart from case and punctuation.
func keepsAnchor(k Known, f Fresh) bool {
	if k.Anchor == "" {
		return false
	}
	if f.ID != "" {
		return f.ID == k.Anchor
	}
	return f.Heading == k.Heading || slugOr(f.Heading) == slugOr(k.Heading)
}

// aliases holds on to the addresses that led to a section, except its present anchor and what
// another section has by now.
func (n *naming) aliases(k Known, anchor string) []string {
	var out []string
	for _, alias := range append(slices.Clone(k.Aliases), k.Anchor) {
		if alias != "" && alias != anchor && !n.held[alias] {
			n.held[alias] = true
			out = append(out, alias)
		}
	}
	return out
}
