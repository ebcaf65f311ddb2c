package wiki

import (
	"context"
	"strings"

	"github.com/docent-wiki/docent/content"
)

// Page gives a page that the actor may read. One in the trash is there for those who may edit it.
func (w *Wiki) Page(ctx context.Context, as Actor, id PageID) (Page, error) {
	page, _, err := w.readable(ctx, as, id)
	return page, err
}

func (w *Wiki) readable(ctx context.Context, as Actor, id PageID) (Page, Access, error) {
	page, err := w.store.Page(ctx, id)
	if err != nil {
		return Page{}, Access{}, err
	}
	a, err := w.Access(ctx, as)
	if err != nil {
		return Page{}, Access{}, err
	}
	return page, a, a.needPage(page)
}

// needPage checks that the actor may read a page as it stands.
func (a Access) needPage(page Page) error {
	if err := a.Need(page.Space, Reader, "page"); err != nil {
		return err
	}
	if !page.Live() && a.Right(page.Space) < Editor {
		return content.Errorf(content.NotFound, "There is no such page, or you may not see it.")
	}
	return nil
}

// Revisions lists a page's history, newest first, without the texts. Before 0 starts at the newest.
func (w *Wiki) Revisions(ctx context.Context, as Actor, id PageID, before, limit int) ([]Revision, error) {
	if _, err := w.Page(ctx, as, id); err != nil {
		return nil, err
	}
	return w.store.Revisions(ctx, id, before, limit)
}

// Revision gives one version of a page.
func (w *Wiki) Revision(ctx context.Context, as Actor, id PageID, number int) (Revision, error) {
	if _, err := w.Page(ctx, as, id); err != nil {
		return Revision{}, err
	}
	return w.store.Revision(ctx, id, number)
}

// Current gives a page with its present text.
func (w *Wiki) Current(ctx context.Context, as Actor, id PageID) (Page, Revision, error) {
	page, err := w.Page(ctx, as, id)
	if err != nil {
		return Page{}, Revision{}, err
	}
	r, err := w.store.Revision(ctx, id, page.Revision)
	return page, r, err
}

// Recent lists the pages that were changed last; spaces nil: everywhere the actor may read.
func (w *Wiki) Recent(ctx context.Context, as Actor, spaces []SpaceID, limit int) ([]Page, error) {
	a, err := w.Access(ctx, as)
	if err != nil {
		return nil, err
	}
	if spaces == nil {
		spaces = a.IDs()
	}
	return w.store.RecentPages(ctx, a.only(spaces, Reader), limit)
}

// Trashed lists deleted pages of the spaces that the actor may edit, the last deleted first.
func (w *Wiki) Trashed(ctx context.Context, as Actor, limit int) ([]Page, error) {
	a, err := w.Access(ctx, as)
	if err != nil {
		return nil, err
	}
	return w.store.TrashedPages(ctx, a.only(a.IDs(), Editor), limit)
}

// only narrows some spaces to those where the actor has a right.
func (a Access) only(spaces []SpaceID, right Right) []SpaceID {
	var may []SpaceID
	for _, id := range spaces {
		if a.Right(id) >= right {
			may = append(may, id)
		}
	}
	return may
}

// Tree gives every page of a space in tree order, depth first.
func (w *Wiki) Tree(ctx context.Context, as Actor, space SpaceID) ([]Node, error) {
	if err := w.need(ctx, as, space); err != nil {
		return nil, err
	}
	return w.store.Tree(ctx, space)
}

// PageCounts tells how many pages each readable space has.
func (w *Wiki) PageCounts(ctx context.Context, as Actor) (map[SpaceID]int, error) {
	a, err := w.Access(ctx, as)
	if err != nil {
		return nil, err
	}
	return w.store.PageCounts(ctx, a.IDs())
}

// Children gives the pages directly below a page, or at the top of the space (0), in tree order.
func (w *Wiki) Children(ctx context.Context, as Actor, space SpaceID, parent PageID) ([]Node, error) {
	if err := w.need(ctx, as, space); err != nil {
		return nil, err
	}
	return w.store.Children(ctx, space, []PageID{parent})
}

// Branch gives what a tree shows that is opened at one page: the top of the space, and the children
// of that page and of all pages above it. They come grouped by parent, in tree order.
func (w *Wiki) Branch(ctx context.Context, as Actor, space SpaceID, reveal PageID) ([]Node, error) {
	if err := w.need(ctx, as, space); err != nil {
		return nil, err
	}
	open := []PageID{0}
	if reveal != 0 {
		up, err := w.store.Ancestors(ctx, reveal)
		if err != nil {
			return nil, err
		}
		for _, n := range up {
			open = append(open, n.ID)
		}
		open = append(open, reveal)
	}
	return w.store.Children(ctx, space, open)
}

func (w *Wiki) need(ctx context.Context, as Actor, space SpaceID) error {
	a, err := w.Access(ctx, as)
	if err != nil {
		return err
	}
	return a.Need(space, Reader, "space")
}

// WantedLink is a link that leads nowhere yet.
type WantedLink struct {
	Link
	FromTitle string
}

// Wanted lists the links of a space that lead nowhere: pages to be written, and broken paths.
func (w *Wiki) Wanted(ctx context.Context, as Actor, space SpaceID) ([]WantedLink, error) {
	if err := w.need(ctx, as, space); err != nil {
		return nil, err
	}
	links, err := w.store.Unresolved(ctx, space)
	if err != nil {
		return nil, err
	}
	var from []PageID
	for _, l := range links {
		from = append(from, l.From)
	}
	pages, err := w.store.Pages(ctx, unique(from))
	if err != nil {
		return nil, err
	}
	titles := map[PageID]string{}
	for _, p := range pages {
		titles[p.ID] = p.Title
	}
	wanted := make([]WantedLink, len(links))
	for i, l := range links {
		wanted[i] = WantedLink{Link: l, FromTitle: titles[l.From]}
	}
	return wanted, nil
}

// FindTitle gives the live pages with a title, present or former, that the actor may read: where a
// wiki link leads when several pages answer to it.
func (w *Wiki) FindTitle(ctx context.Context, as Actor, title string) ([]Page, error) {
	a, err := w.Access(ctx, as)
	if err != nil {
		return nil, err
	}
	keys, err := w.store.TitleKeys(ctx, []string{titleKey(title)})
	if err != nil {
		return nil, err
	}
	return w.readableOf(ctx, a, keys)
}

// ByPath gives the pages of a space that a path of the imported site leads to: a file, a permalink
// or an old address.
func (w *Wiki) ByPath(ctx context.Context, as Actor, space SpaceID, path string) ([]Page, error) {
	a, err := w.Access(ctx, as)
	if err != nil {
		return nil, err
	}
	if err := a.Need(space, Reader, "space"); err != nil {
		return nil, err
	}
	keys, err := w.store.Keys(ctx, space, content.Candidates("", content.Link{Kind: content.Path, Target: "/" + strings.TrimPrefix(path, "/")}))
	if err != nil {
		return nil, err
	}
	return w.readableOf(ctx, a, ofKind(keys, PathKey))
}

func (w *Wiki) readableOf(ctx context.Context, a Access, keys []PageKey) ([]Page, error) {
	var ids []PageID
	for _, k := range keys {
		if a.Right(k.Space) >= Reader {
			ids = append(ids, k.Page)
		}
	}
	pages, err := w.store.Pages(ctx, unique(ids))
	if err != nil {
		return nil, err
	}
	readable := pages[:0]
	for _, p := range pages {
		if p.Live() && a.Right(p.Space) >= Reader {
			readable = append(readable, p)
		}
	}
	return readable, nil
}
