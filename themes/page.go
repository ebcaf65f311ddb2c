package themes

import (
	"errors"
	"html/template"
	"strings"
	"sync"
	"sync/atomic"
)

// PageView is a page, read.
type PageView struct {
	Frame
	ID        int64
	Heading   string // the page's title
	URL       string // "/p/12/title"
	Crumbs    []Link // the space and the pages above, outermost first
	Revision  int64
	Verified  Verified
	Owner     string
	Updated   Time
	UpdatedBy string
	Minutes   int           // reading time
	Body      template.HTML // sanitised, holes filled
	Mermaid   bool          // the body has diagrams to draw
	Math      bool          // the body has formulas to draw
	Tags      []Link        // each leads to a search
	Files     []File
	Contents  []Entry // headings of the page
	Answers   []Link  // questions that this page answers
	Backlinks []Link  // pages that link here
	Children  []Link  // pages beneath, drawn at the end of a short page
	MovedTo   *Link   // the source says that the page has moved; nil otherwise
	Deleted   bool    // in the trash: a note and Restore instead of Edit
	MayEdit   bool
	MayVerify bool
	MayAsk    bool

	// Kept, where it is given, is filled when the page is drawn first. Whoever gives it again for a view
	// that is equal but for Frame and Body needs to fill in no more than these two, Mermaid and Math.
	Kept *Around
}

// Around is what stands around the text of a page, the left column included, drawn: most of the work of
// drawing one. Of Frame it depends on Space, Page, Spaces, Nav, Counts, Inbox and, of its Reader, SignedIn and Admin.
type Around struct {
	once                   sync.Once
	drawn                  atomic.Bool
	err                    error
	Head, Foot, Rail, left template.HTML
}

// Drawn says whether Frame, Body, Mermaid and Math are all that a view with it still needs.
func (a *Around) Drawn() bool { return a.drawn.Load() }

// bodyMark stands for the text while what is around it is drawn. No page can hold it: parsers replace NUL.
const bodyMark = "\x00body\x00"

// around draws what stands around the text, if it was not drawn before.
func (t *Theme) around(screen *template.Template, p PageView) error {
	k := p.Kept
	k.once.Do(func() {
		p.Kept = nil
		if p.Body != "" {
			p.Body = bodyMark
		}
		var main, rail, left strings.Builder
		if k.err = screen.ExecuteTemplate(&main, "main", p); k.err == nil {
			k.err = errors.Join(screen.ExecuteTemplate(&rail, "rail", p), screen.ExecuteTemplate(&left, "left", p.Frame))
		}
		head, foot, _ := strings.Cut(main.String(), bodyMark)
		k.Head, k.Foot, k.Rail = template.HTML(head), template.HTML(foot), template.HTML(rail.String())
		k.left = template.HTML(left.String())
		k.drawn.Store(k.err == nil)
	})
	return k.err
}

// Screen names the template.
func (PageView) Screen() string { return "page" }

// Entry is a heading in the contents.
type Entry struct {
	Text, Anchor string
	Deep         int // 0 for the highest level on the page, 1 below it, 2 at most
}

// File is an attachment.
type File struct {
	Name, URL, Size, Type string // Size for people: "1.2 MB"; Type: "PDF"
	Unread                string // why its text cannot be searched, for those who may edit the page; "" where it can, or need not be
}

// PageForm makes a page (ID 0) or changes one. Form: base_revision, title, markdown, message, tags, owner,
// action=save|preview|anyway; for a new page also space, parent, template, start. The address posted to is Action. Files are
// sent apart, by POST /p/{id}/files (multipart: file, repeated); asked for application/json, it answers {"url": …}.
type PageForm struct {
	Frame
	Problem
	ID        int64
	Action    string // "/p/12/edit" or "/new"
	Back      string // where Cancel leads
	Base      int64  // revision that the edit rests on; 0 for a new page
	Heading   string
	Markdown  string
	Line      int // of Markdown at which writing begins, from 1; 0: nowhere in particular
	Message   string
	Tags      string // comma-separated
	WasTags   string // Tags and the owner as they stood when the form was first drawn: was_tags, was_owner
	WasOwner  int64
	Owners    []Option
	Spaces    []Option // for a new page
	Parents   []Option // for a new page
	Space     string
	Parent    int64
	Templates []TemplateCard // for a new page, until there is text of one's own
	Template  string         // the one chosen
	Files     []File
	Preview   template.HTML // with HasPreview: the text as it would look
	HasPreview,
	Mermaid, Math bool
	Conflict *Conflicted // somebody else's save stands in the way
	Errand   Errand      // why it is written; For and At go back as for and at
	Spoilt   []Spoilt    // answered questions that the draft would spoil: nothing is saved, action=anyway saves all the same
}

// Screen names the template.
func (PageForm) Screen() string { return "pageform" }

// Spoilt is an answered question that a draft would spoil, and what would become of it.
type Spoilt struct{ Title, URL, Text string }

// TemplateCard is a template to start from; choosing one posts start=Slug with all that is typed.
type TemplateCard struct {
	Slug, Title, Description string
	Selected                 bool
}

// Conflicted is what stands against each other when a save could not be merged. The form holds the reader's own
// text, and its Base is already the other's revision: saving again replaces what differs.
type Conflicted struct {
	By       string // who saved meanwhile
	At       Time
	Revision int64
	Theirs   string // the text as it is saved
	Base     string // the text both started from
	Passages []ConflictPassage
}

// ConflictPassage is a place that both changed.
type ConflictPassage struct {
	Line               int // in the reader's text, from 1
	Base, Yours, Other string
}

// PageMove chooses a new place. Form: space, parent, position; POST /p/{id}/move. Choosing another space and
// pressing Show (action=show) draws the form again with that space's pages.
type PageMove struct {
	Frame
	Problem
	ID        int64
	Heading   string
	URL       string
	Spaces    []Option
	Parents   []Option // Value "" is the top of the space; the page itself and those beneath are disabled
	Positions []Option // "0" first, "n" after the n-th, "" last
	Beneath   int      // pages that move along
}

// Screen names the template.
func (PageMove) Screen() string { return "pagemove" }

// Preview is the bare fragment that the editor shows; write it with Draw.
type Preview struct {
	Body          template.HTML
	Mermaid, Math bool
}

// Screen names the template.
func (Preview) Screen() string { return "preview" }
