package qa

import (
	"net/url"
	"time"

	"github.com/docent-wiki/docent/content"
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

	Judged  string  // fingerprint of the text that Verdict was given on
	Verdict Verdict // what came of comparing that text with Text, as far as somebody did; see Judge

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

// State is the link's freshness. A renamed heading or a moved page does not matter, nor how the text is
// written; what it says does.
func (l AnswerLink) State() Freshness { return l.Judge().Freshness() }

// Nearby says that the section changed though the quoted words still stand in it.
func (l AnswerLink) Nearby() bool { return l.Judge() == ChangedNearby }

// Judge compares what the link recorded with how its section stands. What the freshness follower found of
// the same two texts is taken from the row; the texts are compared here only while it has not seen them.
func (l AnswerLink) Judge() Verdict {
	switch {
	case l.Elsewhere():
		return Unjudged
	case !l.Now.Found:
		return IsGone
	case l.Now.Fingerprint == l.Fingerprint:
		return Unjudged
	case l.Judged == l.Now.Fingerprint && (l.Verdict == StillFresh || l.Verdict == ChangedNearby || l.Verdict == HasChanged):
		return l.Verdict
	case !l.Substance().Changed:
		return StillFresh
	case content.Says(l.Now.Text, l.Quote):
		return ChangedNearby
	}
	return HasChanged
}

// Substance is what the section says now that it did not say when it was linked.
func (l AnswerLink) Substance() content.Change { return content.Substance(l.Text, l.Now.Text) }

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
