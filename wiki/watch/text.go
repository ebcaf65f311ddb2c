package watch

import (
	"errors"
	"net/url"
	"strings"

	"github.com/docent-wiki/docent/content"
)

func kindOf(err error) content.Kind {
	var told *content.Error
	if errors.As(err, &told) {
		return told.Kind
	}
	return ""
}

// tagURL is the search for a tag's pages.
func tagURL(tag string) string {
	query := "tag:" + tag
	if strings.ContainsRune(tag, ' ') {
		query = `tag:"` + tag + `"`
	}
	return "/search?q=" + url.QueryEscape(query)
}

// quoted joins names for a sentence: “A”, “B” and 2 more.
func quoted(names []string) string {
	const most = 3
	var b strings.Builder
	for i, name := range names {
		if i == most-1 && len(names) > most {
			b.WriteString(" and " + itoa(len(names)-i) + " more")
			break
		}
		switch {
		case i > 0 && i == len(names)-1:
			b.WriteString(" and ")
		case i > 0:
			b.WriteString(", ")
		}
		b.WriteString("“" + content.Excerpt(name, 80) + "”")
	}
	return b.String()
}
