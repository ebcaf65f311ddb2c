package wikihttp

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/themes"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/httpd"
)

// pageOf is the page that an address names by its number.
func (s *screens) pageOf(r *httpd.Request) (wiki.Page, error) {
	id, err := r.ID("id")
	if err != nil {
		return wiki.Page{}, err
	}
	return s.Wiki.Page(r.Context(), r.As, wiki.PageID(id))
}

// move shows where a page could stand.
func (s *screens) move(r *httpd.Request) error {
	page, err := s.pageOf(r)
	if err != nil {
		return err
	}
	return s.drawMove(r, http.StatusOK, page, page.Space, page.Parent, themes.Problem{})
}

// moveNow moves it, or shows the pages of another space to choose from.
func (s *screens) moveNow(r *httpd.Request) error {
	page, err := s.pageOf(r)
	if err != nil {
		return err
	}
	access, err := r.Access()
	if err != nil {
		return err
	}
	to, err := placeOf(r, access, page.Space)
	if err != nil {
		return err
	}
	if r.Field("action") == "show" {
		return s.drawMove(r, http.StatusOK, page, to.Space, 0, themes.Problem{})
	}
	index, err := indexOf(r)
	if err != nil {
		return err
	}
	back, err := undoMove(r.Context(), s.Wiki, access, page)
	if err != nil {
		return err
	}
	moved, err := moveTo(r.Context(), s.Wiki, r.As, page.ID, to, index)
	if known := httpd.Known(err); known != nil && known.Kind == content.Invalid {
		return s.drawMove(r, httpd.Status(err), page, to.Space, to.Parent, problem(known))
	}
	if err != nil {
		return err
	}
	r.Say("good", "Moved. Its address and every link to it still work.", back)
	return r.See(moved.URL())
}

// placeOf reads the space and the parent that a form names.
func placeOf(r *httpd.Request, access wiki.Access, now wiki.SpaceID) (wiki.Place, error) {
	to := wiki.Place{Space: now}
	if slug := r.Field("space"); slug != "" {
		space, found := access.Slug(slug)
		if !found {
			return to, content.Errorf(content.NotFound, "There is no space “%s”, or you may not see it.", content.Excerpt(slug, 60))
		}
		to.Space = space.ID
	}
	parent, err := r.Number("parent")
	to.Parent = wiki.PageID(parent)
	return to, err
}

// indexOf reads the place among the siblings; -1 is the last.
func indexOf(r *httpd.Request) (int, error) {
	text := strings.TrimSpace(r.Field("position"))
	if text == "" {
		return -1, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		return 0, content.Errorf(content.Invalid, "“%s” is not a place.", content.Excerpt(text, 40)).On("position")
	}
	return n, nil
}

// moveTo moves a page to an index among its new siblings, itself not counted; outside of them it is
// the last. Positions have gaps, so the index is settled by the sibling that stands there.
func moveTo(ctx context.Context, w *wiki.Wiki, as wiki.Actor, id wiki.PageID, to wiki.Place, index int) (wiki.Page, error) {
	to.Position = -1
	if index >= 0 {
		siblings, err := w.Children(ctx, as, to.Space, to.Parent)
		if err != nil {
			return wiki.Page{}, err
		}
		siblings = slices.DeleteFunc(siblings, func(n wiki.Node) bool { return n.ID == id })
		if index < len(siblings) {
			there, err := w.Page(ctx, as, siblings[index].ID)
			if err != nil {
				return wiki.Page{}, err
			}
			to.Position = there.Position
		}
	}
	return w.Move(ctx, as, id, to)
}

func undoMove(ctx context.Context, w *wiki.Wiki, access wiki.Access, was wiki.Page) (*themes.Button, error) {
	siblings, err := w.Children(ctx, access.As, was.Space, was.Parent)
	if err != nil {
		return nil, err
	}
	index := slices.IndexFunc(siblings, func(n wiki.Node) bool { return n.ID == was.ID })
	space, _ := access.Space(was.Space)
	parent := ""
	if was.Parent != 0 {
		parent = fmt.Sprint(was.Parent)
	}
	return &themes.Button{Text: "Undo", Action: fmt.Sprintf("/p/%d/move", was.ID), Fields: []themes.Field{
		{Name: "space", Value: space.Slug}, {Name: "parent", Value: parent}, {Name: "position", Value: fmt.Sprint(index)},
	}}, nil
}

func (s *screens) drawMove(r *httpd.Request, status int, page wiki.Page, space wiki.SpaceID, parent wiki.PageID, p themes.Problem) error {
	access, err := r.Access()
	if err != nil {
		return err
	}
	if err := access.Need(page.Space, wiki.Editor, "page"); err != nil {
		return err
	}
	to, _ := access.Space(space)
	_, spaces := editable(access, to.Slug)
	view := themes.PageMove{Problem: p, ID: int64(page.ID), Heading: page.Title, URL: page.URL(), Spaces: spaces}
	view.Frame, err = r.Frame(httpd.Here{Title: "Move " + page.Title, Space: page.Space, Page: page.ID})
	if err != nil {
		return err
	}
	if view.Parents, err = s.parents(r, space, parent, page.ID); err != nil {
		return err
	}
	for _, o := range view.Parents {
		if o.Disabled {
			view.Beneath++
		}
	}
	view.Beneath = max(view.Beneath-1, 0) // without the page itself
	siblings, err := s.Wiki.Children(r.Context(), r.As, space, parent)
	if err != nil {
		return err
	}
	view.Positions = []themes.Option{{Value: "", Text: "Last", Selected: true}, {Value: "0", Text: "First"}}
	siblings = slices.DeleteFunc(siblings, func(n wiki.Node) bool { return n.ID == page.ID })
	for i, n := range siblings[:max(len(siblings)-1, 0)] {
		view.Positions = append(view.Positions, themes.Option{Value: fmt.Sprint(i + 1), Text: "After " + n.Title})
	}
	return r.DrawAs(status, view)
}

// trashNow puts a page into the trash, from which it can be taken back.
func (s *screens) trashNow(r *httpd.Request) error {
	page, err := s.pageOf(r)
	if err != nil {
		return err
	}
	if err := s.Wiki.Trash(r.Context(), r.As, page.ID); err != nil {
		return err
	}
	access, err := r.Access()
	if err != nil {
		return err
	}
	space, _ := access.Space(page.Space)
	r.Say("good", fmt.Sprintf("“%s” is in the trash.", page.Title),
		&themes.Button{Text: "Undo", Action: fmt.Sprintf("/p/%d/restore", page.ID)})
	return r.See("/s/" + space.Slug)
}

func (s *screens) restore(r *httpd.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	page, err := s.Wiki.Restore(r.Context(), r.As, wiki.PageID(id))
	if err != nil {
		return err
	}
	r.Say("good", "The page is back.", nil)
	return r.See(page.URL())
}

// verifiedFor is how long a page counts as verified where nobody says otherwise.
const verifiedFor = 180 * 24 * time.Hour

// verify vouches for a page until a day (until, as 2006-01-02), for half a year without one, or takes
// that back (until=none).
func (s *screens) verify(r *httpd.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	until := s.Now().Add(verifiedFor)
	switch day := strings.TrimSpace(r.Field("until")); day {
	case "":
	case "none":
		until = time.Time{}
	default:
		if until, err = time.ParseInLocation(time.DateOnly, day, r.As.In()); err != nil {
			return content.Errorf(content.Invalid, "“%s” is not a day; write it as 2026-12-31.", content.Excerpt(day, 40)).On("until")
		}
	}
	page, err := s.Wiki.Verify(r.Context(), r.As, wiki.PageID(id), until)
	if err != nil {
		return err
	}
	if until.IsZero() {
		r.Say("", "Nobody vouches for this page any more.", nil)
	} else {
		r.Say("good", "Verified until "+r.On(until).Text+".", &themes.Button{
			Text: "Undo", Action: fmt.Sprintf("/p/%d/verify", id), Fields: []themes.Field{{Name: "until", Value: "none"}},
		})
	}
	return r.See(page.URL())
}

const trashPage = 500 // pages looked at

// trash lists what was deleted; what went with a page above it is counted there.
func (s *screens) trash(r *httpd.Request) error {
	pages, err := s.Wiki.Trashed(r.Context(), r.As, trashPage)
	if err != nil {
		return err
	}
	access, err := r.Access()
	if err != nil {
		return err
	}
	frame, err := r.Frame(httpd.Here{Title: "Trash", Nav: themes.NavTrash})
	if err != nil {
		return err
	}
	byID := map[wiki.PageID]wiki.Page{}
	for _, p := range pages {
		byID[p.ID] = p
	}
	beneath := map[wiki.PageID]int{}
	for _, p := range pages {
		if top := topOf(byID, p); top != p.ID {
			beneath[top]++
		}
	}
	view := themes.Trash{Frame: frame}
	for _, p := range pages {
		if topOf(byID, p) != p.ID {
			continue
		}
		space, _ := access.Space(p.Space)
		view.Rows = append(view.Rows, themes.TrashRow{
			ID: int64(p.ID), Title: p.Title, URL: p.URL(), Where: space.Name, By: p.TrashedBy.Name, At: r.When(p.Trashed),
			Beneath: beneath[p.ID], MayRestore: access.Right(p.Space) >= wiki.Editor,
		})
	}
	return r.Draw(view)
}

// topOf gives the highest page that went into the trash together with p.
func topOf(byID map[wiki.PageID]wiki.Page, p wiki.Page) wiki.PageID {
	for range byID {
		up, found := byID[p.Parent]
		if !found || !up.Trashed.Equal(p.Trashed) {
			break
		}
		p = up
	}
	return p.ID
}
