package wiki

import (
	"fmt"
	"strings"
	"time"

	"github.com/docent-wiki/docent/content"
)

// PageID numbers a page for ever: addresses carry it.
type PageID int64

// SectionID numbers a section for ever, through renames, edits and moves.
type SectionID int64

// Page is one page as it stands.
type Page struct {
	ID            PageID
	Space         SpaceID
	Parent        PageID // 0: at the top of its space
	Position      int    // among its siblings, from 0, gaps allowed
	Title         string
	SourcePath    string // the file it was imported from, relative to the import; "" where made here
	Tags          []string
	Owner         PersonRef
	VerifiedUntil time.Time // zero: not verified
	VerifiedBy    PersonRef
	Revision      int // the present one, from 1
	RedirectTo    string
	Lang          string // of the text, as its front matter names it; "": it does not say
	SpaceLang     string // Space.Lang of its space, when it was read
	Created       time.Time
	CreatedBy     PersonRef
	Updated       time.Time
	UpdatedBy     PersonRef
	Trashed       time.Time // zero: live
	TrashedBy     PersonRef
	Words         int
}

// URL is the page's address: the number decides, the words are for people.
func (p Page) URL() string { return PageURL(p.ID, p.Title) }

// PageURL makes a page's address from its number and title.
func PageURL(id PageID, title string) string {
	slug := URLSlug(title)
	if slug == "" {
		return fmt.Sprintf("/p/%d", id)
	}
	return fmt.Sprintf("/p/%d/%s", id, slug)
}

// reserved are the words that mean something else in the place of an address's readable part
// (/p/12/edit): a page or question of that title has an address without words.
var reserved = map[string]bool{
	"answer": true, "answers": true, "chain": true, "close": true, "diff": true, "edit": true, "files": true, "history": true,
	"merge": true, "move": true, "r": true, "reopen": true, "restore": true, "revert": true, "trash": true,
	"unmerge": true, "verify": true, "wordings": true,
}

// URLSlug makes the readable part of an address: at most 60 bytes, cut at a dash; "" where it would
// mean something else.
func URLSlug(title string) string {
	if slug := shortSlug(title); !reserved[slug] {
		return slug
	}
	return ""
}

func shortSlug(title string) string {
	slug := strings.Trim(content.Slug(title), "-")
	for strings.Contains(slug, "--") {
		slug = strings.ReplaceAll(slug, "--", "-")
	}
	if len(slug) > 60 {
		slug = slug[:60]
		if i := strings.LastIndexByte(slug, '-'); i > 20 {
			slug = slug[:i]
		}
		slug = strings.ToValidUTF8(slug, "")
	}
	return slug
}

// Live says whether the page is not in the trash.
func (p Page) Live() bool { return p.Trashed.IsZero() }

// Verified says whether somebody vouched for the page until after now.
func (p Page) Verified(now time.Time) bool { return p.VerifiedUntil.After(now) }

// Revision is one immutable version of a page.
type Revision struct {
	Page     PageID
	Number   int
	Title    string
	Markdown string
	Author   PersonRef
	At       time.Time
	Note     string
}

// Section is a piece of a page from its heading to the next heading of any level.
type Section struct {
	ID          SectionID
	Page        PageID
	Position    int // in page order from 0; Gone where the section is no longer on the page
	Anchor      string
	Aliases     []string // earlier anchors that still work
	Heading     string
	Level       int      // 1 to 6; 0: the text before the first heading
	Path        []string // the headings above it, outermost first
	Text        string   // plain text of its body
	Fingerprint string
	Words       int
}

// Gone is the position of a section that its page no longer has. Its last heading and text are kept.
const Gone = -1

// URL is the address of the section on its page.
func (s Section) URL(page Page) string {
	if s.Anchor == "" {
		return page.URL()
	}
	return page.URL() + "#" + s.Anchor
}

// Placed is a section with its page as lists show it: ID, Space, Title, SourcePath, Updated, VerifiedUntil
// and Trashed.
type Placed struct {
	Section
	Page Page
}

// Node is a page in a tree, with only what a tree shows.
type Node struct {
	ID         PageID
	Parent     PageID
	Title      string
	SourcePath string
	Revision   int
	Updated    time.Time
	Children   bool // whether it has any
}

// Link is a link from one page, resolved as far as the wiki can: To is 0 while nothing answers to it.
type Link struct {
	From       PageID
	Ordinal    int // the n-th link of content.Document.Links
	Kind       content.LinkKind
	Target     string
	Fragment   string
	Label      string
	Embed      bool
	Section    int // the position of the section it stands in
	Line       int
	To         PageID
	Attachment AttachmentID
	Ambiguous  bool // several pages answer to a wiki link: the reader chooses

	// How the other end stands, joined in by LinkReads.Links; zero where there is none.
	ToTitle string
	ToSpace SpaceID
	ToLive  bool
	File    Attachment // ID, Space, Page, Name and Type only
}

// AttachmentID numbers an attachment.
type AttachmentID int64

// Attachment is a file kept beside pages. Its bytes are found by their SHA-256.
type Attachment struct {
	ID         AttachmentID
	Space      SpaceID
	Page       PageID // the page it was added to; 0 for an imported file that no page owns
	Name       string
	SourcePath string
	SHA256     string // hex
	Size       int64
	Type       string // media type, sniffed, never the uploader's word
	Created    time.Time
	CreatedBy  PersonRef
}

// URL is where the attachment is served.
func (a Attachment) URL() string { return fmt.Sprintf("/a/%d/%s", a.ID, urlPathEscape(a.Name)) }
