package qa

import (
	"net/url"
	"time"

	"github.com/docent-wiki/docent/wiki"
)

// LinkID numbers a link of an answer.
type LinkID int64

// AnswerLink is the section that answers, as it was when somebody linked or last confirmed it, or an
// address elsewhere with the text that was found there.
type AnswerLink struct {
	ID     LinkID
	Answer AnswerID

	Page        wiki.PageID    // 0: elsewhere
	Section     wiki.SectionID // 0: the page had no section
	Revision    int            // of the page, when it was linked or confirmed
	Fingerprint string         // of the section's text, then
	Text        string         // the section's text, then: what the difference is shown against
	Quote       string         // the sentence or sentences that answer, word for word from Text
	PageTitle   string         // last known
	Heading     string         // last known
	Anchor      string         // last known

	URL   string // elsewhere
	Title string // elsewhere: what the place is called

	Now Present // how it stands, filled in by reads; zero for an address elsewhere
}

// Present is how a linked section stands at the moment of reading.
type Present struct {
	Found         bool // the page is live and the section is on it
	Space         wiki.SpaceID
	PageTitle     string
	SourcePath    string
	PageRevision  int
	PageOwner     wiki.PersonRef
	VerifiedUntil time.Time // zero: not verified
	Updated       time.Time // the page's last save
	Heading       string
	Anchor        string
	Path          []string
	Text          string
	Fingerprint   string
}

// Elsewhere says whether the link leads out of the wiki.
func (l AnswerLink) Elsewhere() bool { return l.Page == 0 }

// State is the link's freshness. A renamed heading or a moved page does not matter, text does.
func (l AnswerLink) State() Freshness {
	switch {
	case l.Elsewhere():
		return Fresh
	case !l.Now.Found:
		return Missing
	case l.Now.Fingerprint != l.Fingerprint:
		return Changed
	}
	return Fresh
}

// Href is where the link leads: the section with the quote marked, at its present place.
func (l AnswerLink) Href() string {
	if l.Elsewhere() {
		return l.URL
	}
	title, anchor := l.PageTitle, l.Anchor
	if l.Now.Found {
		title, anchor = l.Now.PageTitle, l.Now.Anchor
	}
	return sectionURL(l.Page, title, anchor, l.Quote)
}

// sectionURL is the address of a section of a page, with a quote to mark there.
func sectionURL(page wiki.PageID, title, anchor, quote string) string {
	address := wiki.PageURL(page, title)
	if quote != "" {
		address += "?quote=" + url.QueryEscape(clip(quote, 300))
	}
	if anchor != "" {
		address += "#" + url.PathEscape(anchor)
	}
	return address
}
