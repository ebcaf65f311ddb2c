package searchhttp_test

import (
	"testing"

	"github.com/docent-wiki/docent/wiki/wikitest"
)

// TestUnreadFiles: the administrator sees which files of live pages cannot be searched.
func TestUnreadFiles(t *testing.T) {
	s := newSite(t)
	overview := func(name string, has, hasNot []string) {
		t.Helper()
		s.Check(wikitest.Check{Name: name, Request: wikitest.Request{URL: "/admin/search", As: "ada"}, Status: 200, Has: has, HasNot: hasNot})
	}
	overview("none", nil, []string{"cannot be searched"})
	page := s.Page("handbook", "Contracts", "Signed ones.\n")
	s.LockedFile(page.ID, "lease.docx")
	s.LockedFile(s.Page("secret", "Offers", "x\n").ID, "offer.docx")
	overview("two", []string{"cannot be searched (2)", "lease.docx", "offer.docx", "protected by a password", "Contracts", "Offers"}, nil)
	s.Must(s.Wiki.Trash(t.Context(), s.Actor("ada"), page.ID))
	overview("one of them in the trash", []string{"cannot be searched (1)", "offer.docx"}, []string{"lease.docx"})
}
