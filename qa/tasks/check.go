package tasks

import (
	"strings"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/qa"
)

// shortBefore is how many characters of a change are shown.
const shortBefore = 60

// whyCheck says what has become of the text that an answer rests on.
func whyCheck(c qa.Check) string {
	for _, l := range c.Answer.Links {
		name := l.Heading
		if l.Now.Found && l.Now.Heading != "" {
			name = l.Now.Heading
		}
		if name == "" {
			name = l.PageTitle
		}
		switch l.State() {
		case qa.Missing:
			return "The section “" + name + "” that it rests on is gone."
		case qa.Changed:
			return "The section “" + name + "” has changed" + inShort(l.Since()) + "."
		case qa.Fresh:
		}
	}
	return "The text that it rests on has changed."
}

// inShort names the largest change.
func inShort(spans []content.Span) string {
	var gone, came string
	for i, span := range spans {
		var out, in string
		switch {
		case span.Op == content.Delete && i+1 < len(spans) && spans[i+1].Op == content.Insert:
			out, in = strings.TrimSpace(span.Text), strings.TrimSpace(spans[i+1].Text)
		case span.Op == content.Delete:
			out = strings.TrimSpace(span.Text)
		case span.Op == content.Insert:
			in = strings.TrimSpace(span.Text)
		}
		if len(out)+len(in) > len(gone)+len(came) {
			gone, came = out, in
		}
	}
	gone, came = content.Excerpt(gone, shortBefore), content.Excerpt(came, shortBefore)
	switch {
	case gone == "" && came == "":
		return ""
	case gone == "":
		return ": “" + came + "” is new"
	case came == "":
		return ": “" + gone + "” is gone"
	}
	return ": “" + gone + "” became “" + came + "”"
}
