package wikihttp_test

import (
	"fmt"
	"testing"

	"github.com/docent-wiki/docent/wiki/wikitest"
)

// TestUnreadFile: who may edit a page is told which of its files cannot be searched, as soon as that is known.
func TestUnreadFile(t *testing.T) {
	s := newSite(t)
	page := s.Page("secret", "Contracts", "Signed ones.\n")
	const said = "Its text cannot be searched. <span dir=\"auto\">The file is protected by a password.</span>"
	s.Check(wikitest.Check{Name: "before", Request: wikitest.Request{URL: page.URL(), As: "ed"}, Status: 200, HasNot: []string{said}})
	s.LockedFile(page.ID, "lease.docx")
	edit := fmt.Sprintf("/p/%d/edit", page.ID)
	for _, c := range []wikitest.Check{
		{Name: "an editor", Request: wikitest.Request{URL: page.URL(), As: "ed"}, Status: 200, Has: []string{"lease.docx", said}},
		{Name: "an editor who edits", Request: wikitest.Request{URL: edit, As: "ed"}, Status: 200, Has: []string{"lease.docx", said}},
		{Name: "a reader", Request: wikitest.Request{URL: page.URL(), As: "rita"}, Status: 200, Has: []string{"lease.docx"}, HasNot: []string{"cannot be searched"}},
	} {
		s.Check(c)
	}
}
