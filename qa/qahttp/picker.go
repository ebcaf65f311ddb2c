package qahttp

import (
	"context"
	"fmt"
	"html"
	"html/template"
	"slices"
	"strings"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/search"
	"github.com/docent-wiki/docent/themes"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/httpd"
)

const (
	pagesFound    = 8   // pages that the picker shows, with up to four sections each
	sectionTeaser = 280 // characters of a section's text
)

func (s *screens) drawAnswer(r *httpd.Request, status int, a answering) (err error) {
	q, form := a.view.Question, a.form
	form.Question, form.ID, form.Answer = themes.Link{Text: q.Title, URL: q.URL()}, int64(q.ID), int64(a.answer.ID)
	form.Action, form.Upload, form.Kept.About = at(q.ID, "/answer"), at(q.ID, "/files"), a.draft()
	title := "Answer"
	if a.answer.ID != 0 {
		form.Action, title = at(q.ID, "/answers/%d/edit", a.answer.ID), "Edit the answer"
	}
	if form.Asked, err = s.written(r.Context(), r.As, q.Space, q.Body); err != nil {
		return err
	}
	for i := range form.Sections {
		if err := s.describe(r, a, &form.Sections[i]); err != nil {
			return err
		}
	}
	if form.Find != "" {
		found, err := s.found(r.Context(), a.access, form.Find, form)
		if err != nil {
			return err
		}
		for _, f := range found {
			if a.access.Right(f.space) >= wiki.Editor {
				f.Improve = improving(a.errand(), wiki.PageID(f.PageID), f.Anchor)
			}
			form.Found = append(form.Found, f.FoundSection)
		}
		form.Searched = true
	}
	if form.Frame, err = r.Frame(httpd.Here{Title: title, Nav: themes.NavQuestions}); err != nil {
		return err
	}
	return r.DrawAs(status, form)
}

// errand names the answering of the question, or the changing of the answer.
func (a answering) errand() string {
	if a.answer.ID != 0 {
		return fmt.Sprintf("a%d", a.answer.ID)
	}
	return fmt.Sprintf("q%d", a.view.Question.ID)
}

// describe adds to a picked section where it stands and what it says. One that is no longer there is
// shown as it was when it was linked.
func (s *screens) describe(r *httpd.Request, a answering, p *themes.PickedSection) error {
	page, section, found, err := s.section(r, wiki.PageID(p.PageID), p.Anchor)
	if err != nil {
		return err
	}
	if found {
		p.URL, p.Text = section.URL(page), content.Excerpt(section.Text, sectionTeaser)
		p.Whole, p.Page = sentences(section.Text), answerAt(a.view.Question.ID, page, section.Anchor)
		if a.access.Right(page.Space) >= wiki.Editor {
			p.Improve = improving(a.errand(), page.ID, section.Anchor)
		}
		p.From, err = s.trail(r.Context(), r.As, a.access, page.ID, page.Title, section.Heading)
		return err
	}
	p.From, p.URL = []themes.Link{{Text: "A section that is no longer there"}}, a.view.Question.URL()
	for _, l := range a.answer.Links {
		if int64(l.Page) == p.PageID && l.Anchor == p.Anchor {
			p.From = []themes.Link{{Text: l.PageTitle}, {Text: orElse(l.Heading, l.PageTitle)}, {Text: "no longer there"}}
			p.Text = content.Excerpt(l.Text, sectionTeaser)
		}
	}
	return nil
}

// section finds a section of a readable page by its anchor or one that it bore before. A page without
// sections gives the zero section for "".
func (s *screens) section(r *httpd.Request, id wiki.PageID, anchor string) (wiki.Page, wiki.Section, bool, error) {
	page, err := s.Wiki.Page(r.Context(), r.As, id)
	if known := httpd.Known(err); known != nil && known.Kind == content.NotFound || err == nil && !page.Live() {
		return wiki.Page{}, wiki.Section{}, false, nil
	}
	if err != nil {
		return wiki.Page{}, wiki.Section{}, false, err
	}
	all, err := s.Wiki.Store().SectionsOf(r.Context(), []wiki.PageID{id})
	if err != nil {
		return wiki.Page{}, wiki.Section{}, false, err
	}
	anchor = strings.TrimPrefix(anchor, "#")
	i := slices.IndexFunc(all, func(s wiki.Section) bool { return anchor == "" || s.Anchor == anchor })
	if i < 0 {
		i = slices.IndexFunc(all, func(s wiki.Section) bool { return slices.Contains(s.Aliases, anchor) })
	}
	if i < 0 {
		return page, wiki.Section{}, anchor == "" && len(all) == 0, nil
	}
	return page, all[i], true, nil
}

// foundIn is a section that was found, with what decides about it.
type foundIn struct {
	themes.FoundSection
	space wiki.SpaceID
	text  string
}

// found lists the sections that have certain words.
func (s *screens) found(ctx context.Context, access wiki.Access, words string, form themes.AnswerForm) ([]foundIn, error) {
	result, err := s.Finder.Search(ctx, access, search.Query{Text: words, Kind: string(search.KindSection), Limit: pagesFound})
	if err != nil {
		return nil, err
	}
	var ids []wiki.SectionID
	for _, hit := range result.Hits {
		ids = append(ids, hit.Section)
		for _, other := range hit.Others {
			ids = append(ids, other.Section)
		}
	}
	sections, err := s.Wiki.Store().SectionsByID(ctx, ids)
	if err != nil {
		return nil, err
	}
	anchors := map[wiki.SectionID]string{}
	for _, sec := range sections {
		anchors[sec.ID] = sec.Anchor
	}
	var list []foundIn
	for _, hit := range result.Hits {
		//nolint:gosec // search promises that <mark> is the only markup of a snippet
		list = append(list, foundSection(access, hit.Doc, anchors[hit.Section], template.HTML(hit.Snippet), form))
		for _, other := range hit.Others {
			teaser := template.HTML(html.EscapeString(content.Excerpt(other.Body, sectionTeaser))) //nolint:gosec // escaped
			list = append(list, foundSection(access, other, anchors[other.Section], teaser, form))
		}
	}
	return list, nil
}

func foundSection(access wiki.Access, d search.Doc, anchor string, snippet template.HTML, form themes.AnswerForm) foundIn {
	space, _ := access.Space(d.Space)
	path := []string{space.Name}
	if d.Heading != "" {
		path = append(append(path, d.Title), d.Path...)
	}
	return foundIn{space: d.Space, text: d.Body, FoundSection: themes.FoundSection{
		PageID: int64(d.Page), Anchor: anchor, Path: strings.Join(path, " › "), Title: orElse(d.Heading, d.Title), URL: d.URL, Snippet: snippet,
		Picked: slices.ContainsFunc(form.Sections, func(p themes.PickedSection) bool {
			return p.PageID == int64(d.Page) && p.Anchor == anchor
		}),
	}}
}
