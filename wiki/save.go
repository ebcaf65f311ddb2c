package wiki

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/docent-wiki/docent/content"
)

// MaxPage is the largest page, in bytes of Markdown.
const MaxPage = 10 << 20

// maxNote is the longest note of a revision, in characters; the rest is cut.
const maxNote = 500

// NewPage is what a page is made from.
type NewPage struct {
	Space    SpaceID
	Parent   PageID // 0: at the top of the space
	Title    string // "": taken from the text
	Markdown string
	Note     string
	Tags     []string
	Form     bool // the text came from a browser's form
}

// Draft is a change of a page. What is nil stays.
type Draft struct {
	Page     PageID
	Base     int // the revision that the change was based on
	Title    *string
	Markdown *string
	Tags     *[]string
	WasTags  []string // what Tags were changed from: somebody else's change since then is merged; nil: Tags as they are
	Owner    *PersonID
	Note     string
	Form     bool // the text came from a browser's form: its line ends are those of the form
}

// Saved tells what became of a save.
type Saved struct {
	Page     Page
	Revision int
	Merged   bool // somebody else had saved meanwhile, and both changes are in
	Changed  bool // false: the save changed nothing and made no revision
}

// MergeConflict is the cause of a content.Conflict: two people changed the same words. Nothing was
// written; both texts are here.
type MergeConflict struct {
	Base, Current Revision
	Yours         string // what could not be saved
	YoursTitle    string
	Conflicts     []content.MergeConflict
}

func (c *MergeConflict) Error() string {
	return fmt.Sprintf("revision %d and a draft based on %d change the same words", c.Current.Number, c.Base.Number)
}

// errMoved says that the page was saved by somebody else between reading and writing.
var errMoved = errors.New("the page has a newer revision")

// optimistic is how often a save prepares its text outside the transaction before it does so
// inside: parsing must not hold the only writer up, but a busy page must not starve a save either.
const optimistic = 4

// Save makes the next revision of a page. A draft on an older base is merged three-way; where that
// is not possible it fails with content.Conflict (see MergeConflict) and writes nothing.
func (w *Wiki) Save(ctx context.Context, as Actor, d Draft) (Saved, error) {
	for range optimistic {
		p, err := w.prepare(ctx, w.store, as, d)
		if err != nil {
			return Saved{}, err
		}
		var saved Saved
		err = w.store.Write(ctx, as, func(tx Tx) error {
			saved, err = p.commit(ctx, tx, as)
			return err
		})
		if !errors.Is(err, errMoved) {
			return saved, err
		}
	}
	var saved Saved
	err := w.store.Write(ctx, as, func(tx Tx) error {
		p, err := w.prepare(ctx, tx, as, d)
		if err != nil {
			return err
		}
		saved, err = p.commit(ctx, tx, as)
		return err
	})
	return saved, err
}

// prepared is a revision that only waits to be written.
type prepared struct {
	page     Page // as read, with the new title, tags and owner
	before   Page // as read
	markdown string
	note     string
	doc      *content.Document
	sections []Section // the page's present ones, gone ones last
	text     bool      // the revision differs from the present one
	facts    bool      // tags or owner differ
	tagged   bool      // the tags go into the front matter
	merged   bool
	index    *index // answers the links of an import; nil: they are looked up
}

func (w *Wiki) prepare(ctx context.Context, r Reads, as Actor, d Draft) (*prepared, error) {
	page, err := editable(ctx, r, as, d.Page)
	if err != nil {
		return nil, err
	}
	current, err := r.Revision(ctx, page.ID, page.Revision)
	if err != nil {
		return nil, err
	}
	base := current
	if d.Base != page.Revision {
		if base, err = r.Revision(ctx, page.ID, d.Base); err != nil {
			return nil, unknownBase(err, d.Base, page.Revision)
		}
	}
	p := &prepared{page: page, before: page, note: content.Excerpt(d.Note, maxNote)}
	title, markdown, err := p.settle(ctx, r, d, base)
	if err != nil {
		return nil, err
	}
	if p.page.Title, p.markdown, err = merge(base, current, title, markdown); err != nil {
		return nil, err
	}
	if err := p.writeTags(); err != nil {
		return nil, err
	}
	p.text = p.markdown != current.Markdown || p.page.Title != current.Title
	p.merged = base.Number != current.Number && p.text
	p.facts = !slices.Equal(p.page.Tags, page.Tags) || p.page.Owner.ID != page.Owner.ID
	if !p.text {
		return p, nil
	}
	return p, p.parse(ctx, r)
}

func unknownBase(err error, base, current int) error {
	var e *content.Error
	if errors.As(err, &e) && e.Kind == content.NotFound {
		return content.Errorf(content.Invalid, "There is no revision %d of this page; the present one is %d. Nothing was saved.", base, current).On("base_revision")
	}
	return err
}

// parse reads the text and the sections that it will be matched to.
func (p *prepared) parse(ctx context.Context, r Reads) (err error) {
	if p.doc, err = parse(p.markdown); err != nil {
		return err
	}
	p.sections, err = r.Sections(ctx, p.page.ID)
	return err
}

func parse(markdown string) (*content.Document, error) {
	if len(markdown) > MaxPage {
		return nil, content.Errorf(content.TooLarge, "The page has %d MB; a page may have at most %d MB. Nothing was saved.", len(markdown)>>20, MaxPage>>20).On("markdown")
	}
	if i := strings.IndexByte(markdown, 0); i >= 0 {
		return nil, content.Errorf(content.Invalid, "There is a NUL character in line %d, which cannot be kept. Nothing was saved.", 1+strings.Count(markdown[:i], "\n")).On("markdown")
	}
	if !utf8.ValidString(markdown) {
		return nil, content.Errorf(content.Invalid, "The text is not UTF-8. Nothing was saved.").On("markdown")
	}
	return content.Parse(markdown)
}

// merge brings a draft on an older base up to the present revision.
func merge(base, current Revision, title, markdown string) (mergedTitle, merged string, err error) {
	if base.Number == current.Number {
		return title, markdown, nil
	}
	conflict := &MergeConflict{Base: base, Current: current, Yours: markdown, YoursTitle: title}
	mergedTitle = title
	switch {
	case title == base.Title:
		mergedTitle = current.Title
	case current.Title != base.Title && current.Title != title:
		conflict.Conflicts = append(conflict.Conflicts, content.MergeConflict{Base: base.Title, X: current.Title, Y: title})
	}
	merged, conflicts := content.Merge(base.Markdown, current.Markdown, markdown)
	conflict.Conflicts = append(conflict.Conflicts, conflicts...)
	if len(conflict.Conflicts) > 0 {
		return "", "", content.Errorf(content.Conflict,
			"%s saved revision %d while you were writing, and you both changed the same words. Nothing was saved; both texts are kept here.",
			nameOr(current.Author.Name, "Somebody"), current.Number).Because(conflict)
	}
	return mergedTitle, merged, nil
}

func nameOr(name, otherwise string) string {
	if name == "" {
		return otherwise
	}
	return name
}

// commit writes what was prepared, or fails with errMoved where the page has changed since.
func (p *prepared) commit(ctx context.Context, tx Tx, as Actor) (Saved, error) {
	now, err := editable(ctx, tx, as, p.page.ID)
	if err != nil {
		return Saved{}, err
	}
	if now.Revision != p.before.Revision {
		return Saved{}, errMoved
	}
	page := now
	page.Title, page.Tags, page.Owner = p.page.Title, p.page.Tags, p.page.Owner
	if !p.text && !p.facts {
		return Saved{Page: now, Revision: now.Revision, Merged: p.merged}, nil
	}
	if !p.text {
		if err := tx.UpdatePage(ctx, page); err != nil {
			return Saved{}, err
		}
		tx.Emit(Event{Kind: PageChanged, Space: page.Space, Page: page.ID, Revision: page.Revision})
		return Saved{Page: page, Revision: page.Revision, Changed: true}, nil
	}
	page.Revision++
	page.Updated, page.UpdatedBy = tx.Now(), PersonRef{ID: as.Person, Name: as.Name}
	if err := p.write(ctx, tx, &page, as); err != nil {
		return Saved{}, err
	}
	if err := tx.UpdatePage(ctx, page); err != nil {
		return Saved{}, err
	}
	tx.Emit(Event{Kind: PageSaved, Space: page.Space, Page: page.ID, Revision: page.Revision})
	if page.Title != p.before.Title {
		if err := settleWanted(ctx, tx, page.Space); err != nil {
			return Saved{}, err
		}
	}
	return Saved{Page: page, Revision: page.Revision, Merged: p.merged, Changed: true}, nil
}

// write stores a revision and what is derived from it: sections, keys, links.
func (p *prepared) write(ctx context.Context, tx Tx, page *Page, as Actor) error {
	page.RedirectTo, page.Lang, page.Words = p.doc.RedirectTo, p.doc.Front.Language, p.doc.Words
	err := tx.InsertRevision(ctx, Revision{
		Page: page.ID, Number: page.Revision, Title: page.Title, Markdown: p.markdown,
		Author: PersonRef{ID: as.Person}, At: page.Updated, Note: p.note,
	})
	if err != nil {
		return err
	}
	if err := putSections(ctx, tx, page.ID, p.sections, p.doc.Sections); err != nil {
		return err
	}
	if err := tx.PutKeys(ctx, page.Space, page.ID, keysOf(*page, p.doc.Front)); err != nil {
		return err
	}
	return putLinks(ctx, tx, as, *page, p.doc.Links, p.index)
}

// Create makes a page. It is found at once under its number, its title and, after an import, its path.
func (w *Wiki) Create(ctx context.Context, as Actor, n NewPage) (Saved, error) {
	markdown := n.Markdown
	if n.Form {
		markdown = content.NormalizeNewlines(markdown, "")
	}
	doc, err := parse(markdown)
	if err != nil {
		return Saved{}, err
	}
	title := strings.TrimSpace(n.Title)
	if title == "" {
		title = strings.TrimSpace(doc.Title)
	}
	if err := checkName(title, "A page needs a title. Nothing was saved; your text is still here.", "title"); err != nil {
		return Saved{}, err
	}
	page := Page{Space: n.Space, Parent: n.Parent, Title: title, Tags: cleanTags(append(slices.Clone(n.Tags), doc.Front.Tags...))}
	if markdown, doc, err = sayInFront(markdown, doc, page); err != nil {
		return Saved{}, err
	}
	p := &prepared{markdown: markdown, note: content.Excerpt(n.Note, maxNote), doc: doc}
	err = w.store.Write(ctx, as, func(tx Tx) error {
		if err := mayPlace(ctx, tx, as, page.Space, page.Parent); err != nil {
			return err
		}
		if page.Position, err = tx.LastPosition(ctx, page.Space, page.Parent); err != nil {
			return err
		}
		page.Position++
		if err := p.insert(ctx, tx, &page, as); err != nil {
			return err
		}
		return settleWanted(ctx, tx, page.Space)
	})
	return Saved{Page: page, Revision: page.Revision, Changed: true}, err
}

// sayInFront has the front matter of a new page, where there is one, say what the fields say.
func sayInFront(markdown string, doc *content.Document, page Page) (string, *content.Document, error) {
	set := map[string]any{}
	if doc.Front.Title != "" && strings.TrimSpace(doc.Front.Title) != page.Title {
		set["title"] = page.Title
	}
	if !slices.Equal(cleanTags(doc.Front.Tags), page.Tags) {
		set["tags"] = page.Tags
	}
	readable := doc.Front.Format != "" && doc.Front.Err == nil
	if !readable || len(set) == 0 {
		return markdown, doc, nil
	}
	markdown, err := content.SetFront(markdown, set)
	if err != nil {
		return "", nil, err
	}
	doc, err = parse(markdown)
	return markdown, doc, err
}

// insert stores a new page with its first revision.
func (p *prepared) insert(ctx context.Context, tx Tx, page *Page, as Actor) (err error) {
	if page.ID, err = tx.NewPageID(ctx); err != nil {
		return err
	}
	by := PersonRef{ID: as.Person, Name: as.Name}
	page.Revision = 1
	page.Created, page.CreatedBy = tx.Now(), by
	page.Updated, page.UpdatedBy = page.Created, by
	page.RedirectTo, page.Lang, page.Words = p.doc.RedirectTo, p.doc.Front.Language, p.doc.Words
	if err := tx.InsertPage(ctx, *page); err != nil {
		return err
	}
	if err := p.write(ctx, tx, page, as); err != nil {
		return err
	}
	tx.Emit(Event{Kind: PageCreated, Space: page.Space, Page: page.ID, Revision: 1})
	return nil
}

// Revert makes a new revision with the text and title of an old one.
func (w *Wiki) Revert(ctx context.Context, as Actor, id PageID, to int) (Saved, error) {
	page, err := editable(ctx, w.store, as, id)
	if err != nil {
		return Saved{}, err
	}
	old, err := w.store.Revision(ctx, id, to)
	if err != nil {
		return Saved{}, unknownBase(err, to, page.Revision)
	}
	return w.Save(ctx, as, Draft{
		Page: id, Base: page.Revision, Title: &old.Title, Markdown: &old.Markdown,
		Note: fmt.Sprintf("Back to revision %d", to),
	})
}

// editable reads a live page that the actor may edit.
func editable(ctx context.Context, r Reads, as Actor, id PageID) (Page, error) {
	page, err := r.Page(ctx, id)
	if err != nil {
		return Page{}, err
	}
	a, err := accessIn(ctx, r, as)
	if err != nil {
		return Page{}, err
	}
	if err := a.Need(page.Space, Editor, "page"); err != nil {
		return Page{}, err
	}
	if !page.Live() {
		return Page{}, content.Errorf(content.Conflict, "This page is in the trash. Restore it first; nothing was saved.")
	}
	return page, nil
}
