package wikihttp

import (
	"fmt"
	"html/template"
	"strings"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/themes"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/httpd"
)

const historyPage = 50 // revisions on one screen

func (s *screens) history(r *httpd.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	before, err := r.Number("before")
	if err != nil {
		return err
	}
	page, revisions, err := s.pageHistory(r, wiki.PageID(id), int(before))
	if err != nil {
		return err
	}
	access, err := r.Access()
	if err != nil {
		return err
	}
	space, _ := access.Space(page.Space)
	frame, err := r.Frame(httpd.Here{Title: "History of " + page.Title, Space: page.Space, Page: page.ID})
	if err != nil {
		return err
	}
	view := themes.History{
		Frame: frame, ID: int64(page.ID), Heading: page.Title, URL: page.URL(),
		Crumbs:  []themes.Link{{Text: space.Name, URL: "/s/" + space.Slug}, {Text: page.Title, URL: page.URL()}},
		MayEdit: access.Right(page.Space) >= wiki.Editor, Pager: historyPager(page, revisions),
	}
	if len(revisions) == 0 {
		return r.Draw(view)
	}
	words, err := s.Wiki.WordChanges(r.Context(), r.As, page.ID, revisions[len(revisions)-1].Number, revisions[0].Number)
	if err != nil {
		return err
	}
	for _, rev := range revisions {
		row := revisionRow(r, rev, page)
		row.Added, row.Removed = words[rev.Number].Added, words[rev.Number].Removed
		view.Revisions = append(view.Revisions, row)
	}
	return r.Draw(view)
}

func (s *screens) pageHistory(r *httpd.Request, id wiki.PageID, before int) (wiki.Page, []wiki.Revision, error) {
	page, err := s.Wiki.Page(r.Context(), r.As, id)
	if err != nil {
		return wiki.Page{}, nil, err
	}
	revisions, err := s.Wiki.Revisions(r.Context(), r.As, id, before, historyPage)
	return page, revisions, err
}

func revisionRow(r *httpd.Request, rev wiki.Revision, page wiki.Page) themes.RevisionRow {
	return themes.RevisionRow{
		Number: int64(rev.Number), Current: rev.Number == page.Revision, By: rev.Author.Name, At: r.When(rev.At), Note: rev.Note,
	}
}

// historyPager counts from the newest; revisions are numbered without gaps.
func historyPager(page wiki.Page, shown []wiki.Revision) themes.Pager {
	if len(shown) == 0 || (shown[0].Number == page.Revision && shown[len(shown)-1].Number == 1) {
		return themes.Pager{}
	}
	first, last := shown[0].Number, shown[len(shown)-1].Number
	p := themes.Pager{First: page.Revision - first + 1, Last: page.Revision - last + 1, Total: page.Revision}
	base := fmt.Sprintf("/p/%d/history", page.ID)
	if first < page.Revision {
		p.Prev = fmt.Sprintf("%s?before=%d", base, min(first+historyPage, page.Revision)+1)
	}
	if last > 1 {
		p.Next = fmt.Sprintf("%s?before=%d", base, last)
	}
	return p
}

// revision draws an old text as it would look today.
func (s *screens) revision(r *httpd.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	n, err := r.ID("n")
	if err != nil {
		return err
	}
	rev, v, err := s.Wiki.DrawRevision(r.Context(), r.As, wiki.PageID(id), int(n))
	if err != nil {
		return err
	}
	page := v.Page
	frame, err := r.Frame(httpd.Here{Title: fmt.Sprintf("%s, revision %d", rev.Title, n), Space: page.Space, Page: page.ID})
	if err != nil {
		return err
	}
	view := themes.Revision{
		Frame: frame, ID: id, Heading: rev.Title, URL: page.URL(), Number: n, Latest: int64(page.Revision),
		By: rev.Author.Name, At: r.When(rev.At), Note: rev.Note, Body: template.HTML(v.HTML), Source: rev.Markdown,
		Mermaid: v.Mermaid, Math: v.Math, Prev: n - 1, MayEdit: v.Right >= wiki.Editor,
	}
	if n < view.Latest {
		view.Next = n + 1
	}
	return r.Draw(view)
}

const diffContext = 3 // equal lines kept around a change

// diff compares two revisions; usually the present one with the one before.
func (s *screens) diff(r *httpd.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	page, revisions, err := s.pageHistory(r, wiki.PageID(id), 0)
	if err != nil {
		return err
	}
	from, to, err := diffEnds(r, page)
	if err != nil {
		return err
	}
	d, err := s.Wiki.Diff(r.Context(), r.As, page.ID, from, to)
	if err != nil {
		return err
	}
	access, err := r.Access()
	if err != nil {
		return err
	}
	view := themes.Diff{
		ID: id, Heading: page.Title, URL: page.URL(), Side: r.Query("view") == "side",
		From: revisionRow(r, d.From, page), To: revisionRow(r, d.To, page),
		Same: d.From.Markdown == d.To.Markdown && d.From.Title == d.To.Title, Rows: diffRows(d),
		MayEdit: access.Right(page.Space) >= wiki.Editor && page.Live() && from != page.Revision,
	}
	words := wiki.CountWords(d.Words)
	view.Added, view.Removed = words.Added, words.Removed
	for _, rev := range revisions {
		view.Choices = append(view.Choices, themes.Option{
			Value: fmt.Sprint(rev.Number), Text: strings.TrimSuffix(fmt.Sprintf("%d · %s · %s", rev.Number, r.When(rev.At).Text, rev.Author.Name), " · "),
		})
	}
	view.Frame, err = r.Frame(httpd.Here{Title: "Changes of " + page.Title, Space: page.Space, Page: page.ID})
	if err != nil {
		return err
	}
	return r.Draw(view)
}

func diffEnds(r *httpd.Request, page wiki.Page) (from, to int, err error) {
	ends := [2]int{max(page.Revision-1, 1), page.Revision}
	for i, name := range []string{"from", "to"} {
		n, err := r.Number(name)
		if err != nil {
			return 0, 0, err
		}
		if n < 0 || n > int64(page.Revision) {
			return 0, 0, content.Errorf(content.NotFound, "There is no revision %d; the newest is %d.", n, page.Revision)
		}
		if n > 0 {
			ends[i] = int(n)
		}
	}
	return ends[0], ends[1], nil
}

// revert brings an old text back as a new revision.
func (s *screens) revert(r *httpd.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	n, err := r.Number("revision")
	if err != nil {
		return err
	}
	saved, err := s.Wiki.Revert(r.Context(), r.As, wiki.PageID(id), int(n))
	if err != nil {
		return err
	}
	if saved.Changed {
		r.Say("good", fmt.Sprintf("The text of revision %d is back, as revision %d.", n, saved.Revision), &themes.Button{
			Text: "Undo", Action: fmt.Sprintf("/p/%d/revert", id),
			Fields: []themes.Field{{Name: "revision", Value: fmt.Sprint(saved.Revision - 1)}},
		})
	}
	return r.See(saved.Page.URL())
}
