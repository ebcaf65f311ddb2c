package search

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/docent-wiki/docent/wiki"
)

// PageReads are the questions that the documents of pages are made from; wiki.Reads answers them.
type PageReads interface {
	Spaces(ctx context.Context) ([]wiki.Space, error)
	Pages(ctx context.Context, ids []wiki.PageID) ([]wiki.Page, error)
	SpacePages(ctx context.Context, space wiki.SpaceID, after wiki.PageID, limit int) ([]wiki.Page, error)
	Subtree(ctx context.Context, id wiki.PageID) ([]wiki.PageID, error)
	SectionsOf(ctx context.Context, pages []wiki.PageID) ([]wiki.Section, error)
	Placed(ctx context.Context, whole, heads []wiki.SectionID) ([]wiki.Placed, error)
}

// pagesAtOnce is how many pages are read and handed on together.
const pagesAtOnce = 100

// Pages is the Source of wiki pages: a document per section, and one for a page without any.
func Pages(reads PageReads) Source { return pages{reads} }

type pages struct{ reads PageReads }

func (p pages) Docs(ctx context.Context, events []wiki.Event, emit func([]Change) error) error {
	touched := map[wiki.PageID]bool{}
	again := map[wiki.SpaceID]bool{} // spaces whose pages may be in another language
	for _, e := range events {
		if _, changed := e.Data["language"]; changed && e.Kind == wiki.SpaceChanged {
			again[e.Space] = true
		}
		if e.Page == 0 || !strings.HasPrefix(string(e.Kind), "page.") {
			continue
		}
		touched[e.Page] = true
		if e.Kind != wiki.PageMoved && e.Kind != wiki.PageTrashed && e.Kind != wiki.PageRestored {
			continue
		}
		below, err := p.reads.Subtree(ctx, e.Page)
		if err != nil && !isNotFound(err) {
			return err
		}
		for _, id := range below {
			touched[id] = true
		}
	}
	ids := make([]wiki.PageID, 0, len(touched))
	for id := range touched {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	for some := range slices.Chunk(ids, pagesAtOnce) {
		list, err := p.reads.Pages(ctx, some)
		if err != nil {
			return err
		}
		if err := p.emit(ctx, some, list, emit); err != nil {
			return err
		}
	}
	for space := range again {
		if err := p.within(ctx, space, func(list []wiki.Page) error { return p.emitAll(ctx, list, emit) }); err != nil {
			return err
		}
	}
	return nil
}

func (p pages) All(ctx context.Context, emit func([]Change) error) error {
	return p.each(ctx, func(list []wiki.Page) error { return p.emitAll(ctx, list, emit) })
}

func (p pages) emitAll(ctx context.Context, list []wiki.Page, emit func([]Change) error) error {
	ids := make([]wiki.PageID, len(list))
	for i, page := range list {
		ids[i] = page.ID
	}
	return p.emit(ctx, ids, list, emit)
}

// Count tells how many groups All emits.
func (p pages) Count(ctx context.Context) (int, error) {
	n := 0
	err := p.each(ctx, func(list []wiki.Page) error { n += len(list); return nil })
	return n, err
}

func (p pages) each(ctx context.Context, do func([]wiki.Page) error) error {
	spaces, err := p.reads.Spaces(ctx)
	if err != nil {
		return err
	}
	for _, space := range spaces {
		if err := p.within(ctx, space.ID, do); err != nil {
			return err
		}
	}
	return nil
}

// within reads the live pages of a space, some at a time.
func (p pages) within(ctx context.Context, space wiki.SpaceID, do func([]wiki.Page) error) error {
	for after := wiki.PageID(0); ; {
		list, err := p.reads.SpacePages(ctx, space, after, pagesAtOnce)
		if err != nil || len(list) == 0 {
			return err
		}
		after = list[len(list)-1].ID
		if err := do(list); err != nil {
			return err
		}
	}
}

// emit hands on the documents of the live pages of list, and that the other ids are gone.
func (p pages) emit(ctx context.Context, ids []wiki.PageID, list []wiki.Page, emit func([]Change) error) error {
	live := map[wiki.PageID]wiki.Page{}
	var wanted []wiki.PageID
	for _, page := range list {
		if page.Live() {
			live[page.ID] = page
			wanted = append(wanted, page.ID)
		}
	}
	sections := map[wiki.PageID][]wiki.Section{}
	if len(wanted) > 0 {
		all, err := p.reads.SectionsOf(ctx, wanted)
		if err != nil {
			return err
		}
		for _, s := range all {
			sections[s.Page] = append(sections[s.Page], s)
		}
	}
	changes := make([]Change, len(ids))
	for i, id := range ids {
		changes[i].Group = PageGroup(id)
		if page, ok := live[id]; ok {
			changes[i].Docs = PageDocs(page, sections[id])
		}
	}
	return emit(changes)
}

// PageDocs are the documents of one live page, its sections in page order.
func PageDocs(page wiki.Page, sections []wiki.Section) []Doc {
	if len(sections) == 0 {
		sections = []wiki.Section{{Page: page.ID}}
	}
	docs := make([]Doc, len(sections))
	for i, s := range sections {
		docs[i] = sectionDoc(page, s)
		docs[i].Lead = i == 0
	}
	lang := cmp.Or(LanguageNamed(page.Lang), pageLanguage(docs), page.SpaceLang, english)
	for i := range docs {
		docs[i].Lang = lang
	}
	return docs
}

// pageLanguage tells the language of a page by the texts of its sections: that of as much of them as is
// needed; "" where it is not certain.
func pageLanguage(docs []Doc) string {
	var b strings.Builder
	for _, d := range docs {
		b.WriteString(d.Body)
		b.WriteByte('\n')
		if b.Len() > languageSample {
			break
		}
	}
	return Language(docs[0].Title + "\n" + b.String())
}

func sectionDoc(page wiki.Page, s wiki.Section) Doc {
	authors := []wiki.PersonID{page.CreatedBy.ID, page.UpdatedBy.ID}
	slices.Sort(authors)
	authors = slices.DeleteFunc(slices.Compact(authors), func(id wiki.PersonID) bool { return id == 0 })
	return Doc{
		Ref:        Ref{Page: page.ID, Section: s.ID},
		Space:      page.Space,
		Title:      page.Title,
		Heading:    s.Heading,
		Path:       s.Path,
		Body:       s.Text,
		Tags:       page.Tags,
		Owner:      page.Owner.ID,
		Authors:    authors,
		Created:    page.Created,
		Updated:    page.Updated,
		Verified:   page.VerifiedUntil,
		URL:        s.URL(page),
		SourcePath: page.SourcePath,
	}
}

func (p pages) Check(ctx context.Context, access wiki.Access, found []Ref) ([]Doc, error) {
	return p.CheckHeads(ctx, access, found, nil)
}

func (p pages) CheckHeads(ctx context.Context, access wiki.Access, whole, heads []Ref) ([]Doc, error) {
	var bare []wiki.PageID // found as pages without any section
	var ids [2][]wiki.SectionID
	wanted := map[Ref]bool{}
	for i, some := range [][]Ref{whole, heads} {
		for _, ref := range some {
			switch {
			case ref.Kind() != KindSection:
				continue
			case ref.Section == 0:
				bare = append(bare, ref.Page)
			default:
				ids[i] = append(ids[i], ref.Section)
			}
			wanted[ref] = true
		}
	}
	docs := make([]Doc, 0, len(wanted))
	add := func(page wiki.Page, s wiki.Section) {
		ref := Ref{Page: page.ID, Section: s.ID}
		if wanted[ref] && page.Live() && s.Position != wiki.Gone && access.Right(page.Space) >= wiki.Reader {
			docs = append(docs, sectionDoc(page, s))
		}
	}
	if len(ids[0])+len(ids[1]) > 0 {
		placed, err := p.reads.Placed(ctx, ids[0], ids[1])
		if err != nil {
			return nil, err
		}
		for _, s := range placed {
			add(s.Page, s.Section)
		}
	}
	if len(bare) > 0 {
		list, err := p.reads.Pages(ctx, bare)
		if err != nil {
			return nil, err
		}
		for _, page := range list {
			add(page, wiki.Section{})
		}
	}
	return docs, nil
}
