package wiki

import (
	"context"
	"slices"
	"time"

	"github.com/docent-wiki/docent/content"
)

// Place is where a page stands.
type Place struct {
	Space    SpaceID // 0: where it is
	Parent   PageID  // 0: at the top of the space
	Position int     // among its siblings, from 0; negative: last
}

// mayPlace checks that the actor may put a page under a parent.
func mayPlace(ctx context.Context, r Reads, as Actor, space SpaceID, parent PageID) error {
	a, err := accessIn(ctx, r, as)
	if err != nil {
		return err
	}
	if err := a.Need(space, Editor, "space"); err != nil {
		return err
	}
	if parent == 0 {
		return nil
	}
	up, err := r.Page(ctx, parent)
	if err != nil || up.Space != space || !up.Live() {
		return content.Errorf(content.Invalid, "The page to put it under is not in this space. Nothing was changed.").On("parent_id").Because(err)
	}
	return nil
}

// Move puts a page, with everything below it, elsewhere. Its address and every link to it stay.
func (w *Wiki) Move(ctx context.Context, as Actor, id PageID, to Place) (Page, error) {
	var page Page
	err := w.store.Write(ctx, as, func(tx Tx) (err error) {
		if page, err = editable(ctx, tx, as, id); err != nil {
			return err
		}
		if to.Space == 0 {
			to.Space = page.Space
		}
		if err := mayPlace(ctx, tx, as, to.Space, to.Parent); err != nil {
			return err
		}
		below, err := tx.Subtree(ctx, id)
		if err != nil {
			return err
		}
		if slices.Contains(below, to.Parent) {
			return content.Errorf(content.Invalid, "A page cannot stand below itself. Nothing was moved.").On("parent_id")
		}
		if err := changeSpace(ctx, tx, below, page.Space, to.Space); err != nil {
			return err
		}
		from := page.Space
		page.Space, page.Parent = to.Space, to.Parent
		if page.Position, err = makeRoom(ctx, tx, to); err != nil {
			return err
		}
		if err := tx.UpdatePage(ctx, page); err != nil {
			return err
		}
		tx.Emit(Event{Kind: PageMoved, Space: to.Space, Page: id, Revision: page.Revision, Data: map[string]string{"from": itoa(from)}})
		return settleWanted(ctx, tx, to.Space)
	})
	return page, err
}

// changeSpace moves pages to another space, where they are found by their titles and paths too.
// Their names in the old space stay, so that its links keep working.
func changeSpace(ctx context.Context, tx Tx, ids []PageID, from, to SpaceID) error {
	if from == to {
		return nil
	}
	if err := tx.SetSpace(ctx, ids, to); err != nil {
		return err
	}
	pages, err := tx.Pages(ctx, ids)
	if err != nil {
		return err
	}
	for _, p := range pages {
		if err := tx.PutKeys(ctx, to, p.ID, keysOf(p, content.Front{})); err != nil {
			return err
		}
	}
	return nil
}

func makeRoom(ctx context.Context, tx Tx, to Place) (int, error) {
	last, err := tx.LastPosition(ctx, to.Space, to.Parent)
	if err != nil {
		return 0, err
	}
	if to.Position < 0 || to.Position > last {
		return last + 1, nil
	}
	return to.Position, tx.ShiftSiblings(ctx, to.Space, to.Parent, to.Position)
}

// Trash puts a page and everything below it into the trash. Links to it show as wanted again.
func (w *Wiki) Trash(ctx context.Context, as Actor, id PageID) error {
	return w.store.Write(ctx, as, func(tx Tx) error {
		page, err := editable(ctx, tx, as, id)
		if err != nil {
			return err
		}
		live, err := fromHereDown(ctx, tx, id, Page.Live)
		if err != nil {
			return err
		}
		if err := tx.SetTrashed(ctx, live, tx.Now(), as.Person); err != nil {
			return err
		}
		for _, id := range live {
			tx.Emit(Event{Kind: PageTrashed, Space: page.Space, Page: id, Revision: page.Revision})
		}
		return nil
	})
}

// Restore takes a page out of the trash, with whatever went there together with it. A page whose
// parent is gone comes back at the top of its space.
func (w *Wiki) Restore(ctx context.Context, as Actor, id PageID) (Page, error) {
	var page Page
	err := w.store.Write(ctx, as, func(tx Tx) (err error) {
		if page, err = w.trashed(ctx, tx, as, id); err != nil || page.Live() {
			return err
		}
		back, err := fromHereDown(ctx, tx, id, func(p Page) bool { return p.Trashed.Equal(page.Trashed) })
		if err != nil {
			return err
		}
		if err := tx.SetTrashed(ctx, back, time.Time{}, 0); err != nil {
			return err
		}
		page.Trashed, page.TrashedBy = time.Time{}, PersonRef{}
		if page.Parent, err = liveParent(ctx, tx, page); err != nil {
			return err
		}
		if err := tx.UpdatePage(ctx, page); err != nil {
			return err
		}
		for _, id := range back {
			tx.Emit(Event{Kind: PageRestored, Space: page.Space, Page: id, Revision: page.Revision})
		}
		return settleWanted(ctx, tx, page.Space)
	})
	return page, err
}

// fromHereDown are those of a page and everything below it that are meant.
func fromHereDown(ctx context.Context, r Reads, id PageID, meant func(Page) bool) ([]PageID, error) {
	below, err := r.Subtree(ctx, id)
	if err != nil {
		return nil, err
	}
	pages, err := r.Pages(ctx, below)
	var ids []PageID
	for _, p := range pages {
		if meant(p) {
			ids = append(ids, p.ID)
		}
	}
	return ids, err
}

func (w *Wiki) trashed(ctx context.Context, r Reads, as Actor, id PageID) (Page, error) {
	page, err := r.Page(ctx, id)
	if err != nil {
		return Page{}, err
	}
	a, err := accessIn(ctx, r, as)
	if err != nil {
		return Page{}, err
	}
	return page, a.Need(page.Space, Editor, "page")
}

func liveParent(ctx context.Context, r Reads, page Page) (PageID, error) {
	if page.Parent == 0 {
		return 0, nil
	}
	up, err := r.Pages(ctx, []PageID{page.Parent})
	if err != nil {
		return 0, err
	}
	if len(up) == 1 && up[0].Live() && up[0].Space == page.Space {
		return page.Parent, nil
	}
	return 0, nil
}

// Verify vouches for a page until a time; the zero time takes that back. Editors may.
func (w *Wiki) Verify(ctx context.Context, as Actor, id PageID, until time.Time) (Page, error) {
	var page Page
	err := w.store.Write(ctx, as, func(tx Tx) (err error) {
		if page, err = editable(ctx, tx, as, id); err != nil {
			return err
		}
		if !until.IsZero() && !until.After(tx.Now()) {
			return content.Errorf(content.Invalid, "Choose a day in the future until which the page is verified.").On("until")
		}
		page.VerifiedUntil, page.VerifiedBy = until.UTC().Truncate(time.Microsecond), PersonRef{ID: as.Person, Name: as.Name}
		if until.IsZero() {
			page.VerifiedUntil, page.VerifiedBy = time.Time{}, PersonRef{}
		}
		if err := tx.UpdatePage(ctx, page); err != nil {
			return err
		}
		tx.Emit(Event{Kind: PageVerified, Space: page.Space, Page: id, Revision: page.Revision})
		return nil
	})
	return page, err
}
