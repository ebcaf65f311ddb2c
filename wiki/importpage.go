package wiki

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/content/importer"
)

// job is one page of an import.
type job struct {
	item   importer.Page
	parsed chan struct{} // closed once doc or refused is there
	doc    *content.Document
	refuse *content.Error // why this page cannot be taken
	err    error          // the source cannot be read on

	hash    string
	page    PageID
	links   []Link
	keys    [][]string
	anchors anchorSet
}

func (j *job) parse() {
	defer close(j.parsed)
	if j.err != nil {
		return
	}
	doc, err := parse(j.item.Source)
	if e, mendable := personal(err); mendable {
		j.refuse = e
		return
	}
	j.doc, j.err = doc, err
	j.hash = fileHash(j.item.Source)
}

// personal gives the text that a person may read, where an error has one.
func personal(err error) (*content.Error, bool) {
	var e *content.Error
	return e, errors.As(err, &e)
}

// readPages takes the pages over, some at a time.
func (r *run) readPages(ctx context.Context) error {
	batch := make([]*job, 0, importBatch)
	for j, err := range parsePages(ctx, r.req.Source.Pages(ctx)) {
		if err != nil {
			return err
		}
		if batch = append(batch, j); len(batch) == importBatch {
			if err := r.take(ctx, batch); err != nil {
				return err
			}
			batch = batch[:0]
		}
	}
	return r.take(ctx, batch)
}

func (r *run) take(ctx context.Context, batch []*job) error {
	for _, j := range batch { // makes missing spaces outside the transaction
		if _, err := r.target(ctx, j.item.Space); err != nil {
			return err
		}
	}
	if r.req.DryRun {
		return r.takeIn(ctx, r.w.store, nil, batch)
	}
	return r.w.store.Write(ctx, r.as, func(tx Tx) error { return r.takeIn(ctx, tx, tx, batch) })
}

// takeIn takes a batch over inside a transaction, or, with tx nil, only says what it would do.
func (r *run) takeIn(ctx context.Context, reads Reads, tx Tx, batch []*job) error {
	for _, j := range batch {
		if j.refuse != nil {
			r.warn(j.item.Path, 0, j.refuse.Text)
			r.step()
			continue
		}
		t := r.into[r.key(j.item.Space)]
		plan, err := r.plan(ctx, reads, t, j)
		if err != nil {
			return fmt.Errorf("import %s: %w", j.item.Path, err)
		}
		if err := r.apply(ctx, tx, t, j, plan); err != nil {
			return fmt.Errorf("import %s: %w", j.item.Path, err)
		}
		r.note(t, j)
		r.step()
	}
	return nil
}

// outcome is what becomes of a page.
type outcome int

const (
	isNew outcome = iota
	isChanged
	isSame     // and the file was known
	isAccepted // the page says what the file says, which is news only to the record of imports
	isConflict
)

// plan is a decision that has not been carried out.
type plan struct {
	outcome  outcome
	page     Page
	markdown string
	doc      *content.Document
}

// plan decides first; apply does it. Both a rehearsal and an import come through here.
func (r *run) plan(ctx context.Context, reads Reads, t *target, j *job) (plan, error) {
	old, known := t.pages[j.item.Path]
	if !known {
		return plan{outcome: isNew, page: r.newPage(t, j.item), markdown: j.item.Source, doc: j.doc}, nil
	}
	if !old.Live() {
		r.warn(j.item.Path, 0, "The page is in the trash and was left there. Restore it to import it again.")
		return plan{outcome: isSame, page: old}, nil
	}
	if t.hashes[old.ID] == j.hash {
		return plan{outcome: isSame, page: old}, nil
	}
	current, err := reads.Revision(ctx, old.ID, old.Revision)
	if err != nil {
		return plan{}, err
	}
	if current.Markdown == j.item.Source {
		return plan{outcome: isAccepted, page: old}, nil
	}
	base, err := importBase(ctx, reads, old.ID)
	if err != nil {
		return plan{}, err
	}
	p := plan{outcome: isChanged, page: old, markdown: j.item.Source, doc: j.doc}
	if current.Markdown != base {
		merged, conflicts := content.Merge(base, current.Markdown, j.item.Source)
		if len(conflicts) > 0 {
			r.warn(j.item.Path, conflicts[0].Line, fmt.Sprintf("The page was changed here and in the file, in the same words. It was left as it stands, see %s.", old.URL()))
			p.outcome = isConflict
			return p, nil
		}
		if p.markdown = merged; merged == current.Markdown {
			p.outcome = isAccepted
			return p, nil
		}
		if p.doc, err = parse(merged); err != nil {
			return plan{}, err
		}
	}
	was, _, _ := content.SplitFront(base)
	if title := p.doc.Title; title != "" && title != titleIn(base) && checkName(title, "", "") == nil {
		p.page.Title = title
	}
	if !slices.Equal(was.Tags, p.doc.Front.Tags) {
		p.page.Tags = cleanTags(p.doc.Front.Tags)
	}
	return p, nil
}

func importBase(ctx context.Context, r Reads, page PageID) (string, error) {
	imp, err := r.Imported(ctx, page)
	if e, mendable := personal(err); mendable && e.Kind == content.NotFound {
		return "", nil
	}
	if err != nil || imp.Revision == 0 {
		return imp.Source, err
	}
	rev, err := r.Revision(ctx, page, imp.Revision)
	return rev.Markdown, err
}

// titleIn is the title that a text gives itself; "" where it gives none.
func titleIn(markdown string) string {
	doc, err := content.Parse(markdown)
	if err != nil {
		return ""
	}
	return doc.Title
}

func (r *run) newPage(t *target, item importer.Page) Page {
	page := Page{
		Space: t.space.ID, Parent: t.parent[item.ParentPath], Position: item.Position,
		Title: clampName(item.Title), SourcePath: item.Path, Tags: cleanTags(item.Tags),
	}
	if owner, found := r.people.byName(item.Owner); found {
		page.Owner = owner
	}
	if item.Facts != nil && item.Facts.VerifiedUntil.After(r.w.Now()) {
		page.VerifiedUntil, page.VerifiedBy = item.Facts.VerifiedUntil.UTC(), PersonRef{ID: r.as.Person}
	}
	return page
}

func clampName(title string) string {
	if checkName(title, "", "") == nil {
		return title
	}
	return content.Excerpt(title, maxName)
}

func (r *run) apply(ctx context.Context, tx Tx, t *target, j *job, p plan) (err error) {
	switch {
	case p.outcome == isNew && j.item.Folder:
		r.report.Folders++
	case p.outcome == isNew:
		r.report.Pages.New++
	case j.item.Folder: // made by an earlier import, nothing to count
	case p.outcome == isChanged:
		r.report.Pages.Changed++
	case p.outcome == isConflict:
		r.report.Pages.Conflict++
	default:
		r.report.Pages.Same++
	}
	j.page = p.page.ID
	if tx == nil {
		if p.outcome == isNew {
			t.next--
			j.page = t.next
		}
		return nil
	}
	switch p.outcome {
	case isNew:
		w := &prepared{markdown: p.markdown, doc: p.doc, note: "Imported", index: t.index}
		if err := w.insert(ctx, tx, &p.page, r.as); err != nil {
			return err
		}
		j.page = p.page.ID
		return tx.PutImported(ctx, Imported{Page: j.page, Hash: j.hash, Revision: 1})
	case isChanged:
		return r.update(ctx, tx, t, j, p)
	case isAccepted:
		return tx.PutImported(ctx, imported(p.page, j, p.page.Revision, p.markdown == "" || p.markdown == j.item.Source))
	}
	return nil
}

// update makes the next revision of a page that was imported before.
func (r *run) update(ctx context.Context, tx Tx, t *target, j *job, p plan) (err error) {
	w := &prepared{before: p.page, markdown: p.markdown, doc: p.doc, note: "Imported", index: t.index}
	if w.sections, err = tx.Sections(ctx, p.page.ID); err != nil {
		return err
	}
	page := p.page
	page.Revision++
	page.Updated, page.UpdatedBy = tx.Now(), PersonRef{ID: r.as.Person}
	if err := w.write(ctx, tx, &page, r.as); err != nil {
		return err
	}
	if err := tx.UpdatePage(ctx, page); err != nil {
		return err
	}
	tx.Emit(Event{Kind: PageSaved, Space: page.Space, Page: page.ID, Revision: page.Revision})
	return tx.PutImported(ctx, imported(page, j, page.Revision, p.markdown == j.item.Source))
}

// imported is the base of the next import: the revision that equals the file, or the file itself.
func imported(page Page, j *job, revision int, equal bool) Imported {
	if equal {
		return Imported{Page: page.ID, Hash: j.hash, Revision: revision}
	}
	return Imported{Page: page.ID, Hash: j.hash, Source: j.item.Source}
}

// note remembers of a page what the links of other pages need, and lets the rest go.
func (r *run) note(t *target, j *job) {
	t.parent[j.item.Path] = j.page
	if j.item.Facts != nil {
		r.oldID[j.item.Facts.ID] = j.page
	}
	page := Page{ID: j.page, Title: j.item.Title, SourcePath: j.item.Path}
	if _, known := t.pages[j.item.Path]; !known {
		t.index.add(keysOf(page, j.doc.Front))
	}
	headings, ids := make([]string, len(j.doc.Sections)), make([]string, len(j.doc.Sections))
	for i, s := range j.doc.Sections {
		headings[i], ids[i] = s.Heading, s.ID
	}
	for i, anchor := range content.Slugs(headings, ids) {
		j.anchors.add(anchor, headings[i])
	}
	for _, id := range j.doc.IDs {
		j.anchors.add(id, "")
	}
	j.links, j.keys = make([]Link, len(j.doc.Links)), make([][]string, len(j.doc.Links))
	for i, l := range j.doc.Links {
		j.links[i], j.keys[i] = linkOf(j.page, i, l), linkKeys(j.item.Path, l)
	}
	for _, warning := range j.doc.Warnings {
		r.warn(j.item.Path, warning.Line, warning.Text)
	}
	j.doc, j.item.Source = nil, ""
	t.jobs = append(t.jobs, j)
}
