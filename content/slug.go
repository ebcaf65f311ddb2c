package content

import (
	"strconv"
	"strings"
	"unicode"
)

// noSlug is the anchor of a heading that has no letter or digit to make one from.
const noSlug = "section"

// Slug makes an anchor from a heading's plain text by GitHub's rule: lower case; letters, marks,
// digits, connector punctuation and hyphens stay, in every script; each space becomes a hyphen; the
// rest is dropped. A heading of nothing but punctuation gives "".
func Slug(heading string) string {
	var b strings.Builder
	b.Grow(len(heading))
	for _, r := range strings.ToLower(strings.TrimSpace(heading)) {
		switch {
		case r == ' ' || r == '-':
			b.WriteByte('-')
		case unicode.In(r, unicode.Letter, unicode.Mark, unicode.Nd, unicode.Pc):
			b.WriteRune(r)
		}
	}
	return b.String()
}

// Slugs gives each heading of a page its anchor, in order: the explicit one where there is one,
// else its slug. Anchors are unique; what comes later under a taken name gets -1, -2 … as on
// GitHub, but explicit anchors are given out first. The text before the first heading (an empty
// first heading without an explicit anchor) has the anchor "".
func Slugs(headings, explicit []string) []string {
	taken := make(map[string]bool, len(headings))
	next := make(map[string]int)
	free := func(anchor string) bool { return !taken[anchor] }
	out := make([]string, len(headings))
	for i := range headings {
		if i < len(explicit) && explicit[i] != "" {
			out[i] = freeAnchor(explicit[i], next, free)
			taken[out[i]] = true
		}
	}
	for i, heading := range headings {
		if out[i] != "" || (i == 0 && heading == "") {
			continue
		}
		out[i] = freeAnchor(slugOr(heading), next, free)
		taken[out[i]] = true
	}
	return out
}

func slugOr(heading string) string {
	if s := Slug(heading); s != "" {
		return s
	}
	return noSlug
}

// freeAnchor is want, or want-1, want-2 … when that is not free. next remembers per name where to
// go on looking, so that a page of a thousand equal headings takes linear time.
func freeAnchor(want string, next map[string]int, free func(string) bool) string {
	if free(want) {
		return want
	}
	for n := next[want] + 1; ; n++ {
		if anchor := want + "-" + strconv.Itoa(n); free(anchor) {
			next[want] = n
			return anchor
		}
	}
}
