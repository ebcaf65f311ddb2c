package content

import (
	"strings"
	"unicode"
)

// MatchAnchor finds the section that a #fragment means: an equal anchor, else one that differs by
// case alone, else one that a different generator would have made of the same heading ("you've" is
// youve to GitHub and you-ve to others, "R&D" is rd or r-and-d). anchors and headings run in
// parallel. The first of equals wins.
func MatchAnchor(fragment string, anchors, headings []string) (index int, ok bool) {
	if fragment == "" {
		return 0, false
	}
	for _, equal := range []func(a, b string) bool{
		func(a, b string) bool { return a == b },
		strings.EqualFold,
	} {
		for i, a := range anchors {
			if a != "" && equal(a, fragment) {
				return i, true
			}
		}
	}
	wanted := lettersOf(fragment)
	if wanted == "" {
		return 0, false
	}
	for i, a := range anchors {
		if a != "" && lettersOf(a) == wanted {
			return i, true
		}
	}
	for i, h := range headings {
		if i < len(anchors) && anchors[i] != "" && lettersOf(strings.ReplaceAll(h, "&", " and ")) == wanted {
			return i, true
		}
	}
	return 0, false
}

// lettersOf keeps the letters and digits, in lower case.
func lettersOf(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

// SameFragment says whether two fragments can name one heading by the rules of different site
// generators, which drop or spell out what is neither letter nor digit.
func SameFragment(a, b string) bool {
	return a == b || strings.ReplaceAll(lettersOf(a), "and", "") == strings.ReplaceAll(lettersOf(b), "and", "")
}
