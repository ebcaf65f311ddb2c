package content

import (
	"regexp"
	"strings"
	"unicode"

	"github.com/yuin/goldmark/ast"
)

var trailingID = regexp.MustCompile(`[ \t]*\{#([^\s{}"'<>&]{1,200})\}[ \t]*$`)

// takeID takes {#id} off a heading where the parser left it: it knows only letters, digits and a few
// signs in an id, while people also write {#faq-(short)}.
func takeID(n *ast.Heading, source []byte) {
	last, ok := n.LastChild().(*ast.Text)
	if _, has := n.AttributeString("id"); has || !ok {
		return
	}
	first := last // the parser cuts text into pieces
	for {
		t, ok := first.PreviousSibling().(*ast.Text)
		if !ok || t.Segment.Stop != first.Segment.Start {
			break
		}
		first = t
	}
	begun := first.Segment.Start
	at := trailingID.FindSubmatchIndex(source[begun:last.Segment.Stop])
	if at == nil {
		return
	}
	n.SetAttributeString("id", source[begun+at[2]:begun+at[3]])
	for stop := begun + at[0]; last.Segment.Stop > stop; {
		if last.Segment.Start < stop || last == first {
			last.Segment = last.Segment.WithStop(max(stop, last.Segment.Start))
			break
		}
		before, _ := last.PreviousSibling().(*ast.Text)
		n.RemoveChild(n, last)
		last = before
	}
}

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
