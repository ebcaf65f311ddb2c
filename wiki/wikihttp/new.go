package wikihttp

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/content/starter"
	"github.com/docent-wiki/docent/themes"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/httpd"
)

// newPage opens an empty form, or one that starts from a template.
func (s *screens) newPage(r *httpd.Request) error {
	form, _ := formOf(r, 0)
	errand, err := s.errand(r, 0, &form)
	if err != nil {
		return err
	}
	if errand.Text != "" && form.Heading == "" {
		form.Heading, form.Space, form.Template = errand.Heading, errand.Space, errand.Template
	}
	t, _ := s.template(form.Template)
	if form.Markdown == "" {
		form.Markdown = errand.begun(t.Source)
	}
	return s.drawNew(r, http.StatusOK, form)
}

func (s *screens) template(slug string) (starter.Template, bool) {
	for _, t := range s.Templates {
		if t.Slug == slug {
			return t, true
		}
	}
	return starter.Template{}, false
}

// untouched says whether a text is nobody's own: empty, or what an errand begins with, in a template as it is.
func (s *screens) untouched(markdown string, e Errand) bool {
	text := strings.TrimSpace(strings.ReplaceAll(markdown, "\r\n", "\n"))
	return text == strings.TrimSpace(e.begun("")) || text == "" ||
		slices.ContainsFunc(s.Templates, func(t starter.Template) bool { return strings.TrimSpace(e.begun(t.Source)) == text })
}

// newPageNow makes the page, or shows how its text would look.
func (s *screens) newPageNow(r *httpd.Request) error {
	form, owner := formOf(r, 0)
	access, err := r.Access()
	if err != nil {
		return err
	}
	space, found := access.Slug(form.Space)
	if !found {
		return s.refusedNew(r, content.Errorf(content.Invalid, "Choose the space that the page belongs to. Nothing was saved; your text is still here.").On("space"), form)
	}
	if t, chosen := s.template(r.Field("start")); chosen {
		errand, err := s.errand(r, 0, &form)
		if err != nil {
			return err
		}
		if s.untouched(form.Markdown, errand) {
			form.Template, form.Markdown = t.Slug, errand.begun(t.Source)
		}
		return s.drawNew(r, http.StatusOK, form)
	}
	if r.Field("action") == "preview" {
		if err := s.fillPreview(r, &form, space.ID, 0); err != nil {
			return s.refusedNew(r, err, form)
		}
		return s.drawNew(r, http.StatusOK, form)
	}
	saved, err := s.Wiki.Create(r.Context(), r.As, wiki.NewPage{
		Space: space.ID, Parent: wiki.PageID(form.Parent), Title: form.Heading, Markdown: form.Markdown,
		Note: form.Message, Tags: splitTags(form.Tags), Form: true,
	})
	if err != nil {
		return s.refusedNew(r, err, form)
	}
	if owner != 0 {
		draft := wiki.Draft{Page: saved.Page.ID, Base: saved.Revision, Owner: &owner}
		if _, err := s.Wiki.Save(r.Context(), r.As, draft); err != nil {
			return err
		}
	}
	if went, err := s.done(r, saved); went || err != nil {
		return err
	}
	r.Say("good", "The page is published.", nil)
	return r.See(saved.Page.URL())
}

func (s *screens) refusedNew(r *httpd.Request, err error, form themes.PageForm) error {
	known := httpd.Known(err)
	if known == nil || known.Kind == content.Sign || known.Kind == content.NotFound {
		return err
	}
	form.Problem = problem(known)
	return s.drawNew(r, httpd.Status(err), form)
}

func (s *screens) drawNew(r *httpd.Request, status int, form themes.PageForm) error {
	access, err := r.Access()
	if err != nil {
		return err
	}
	space, options := editable(access, form.Space)
	if len(options) == 0 {
		return content.Errorf(content.Forbidden, "There is no space that you may write in. Make one, or ask the owner of a space.")
	}
	form.Space, form.Spaces = space.Slug, options
	form.Frame, err = r.Frame(httpd.Here{Title: "New page", Space: space.ID, Page: wiki.PageID(form.Parent)})
	if err != nil {
		return err
	}
	if form.Parents, err = s.parents(r, space.ID, wiki.PageID(form.Parent), 0); err != nil {
		return err
	}
	form.Action, form.Back = "/new", "/s/"+space.Slug
	for _, t := range s.Templates {
		form.Templates = append(form.Templates, themes.TemplateCard{
			Slug: t.Slug, Title: t.Title, Description: t.Description, Selected: t.Slug == form.Template,
		})
	}
	errand, err := s.errand(r, 0, &form)
	if err != nil {
		return err
	}
	if !s.untouched(form.Markdown, errand) {
		form.Templates = nil // choosing one would throw the text away
	}
	return r.DrawAs(status, form)
}

// editable lists the spaces that may be written in, and the one chosen: by its slug, else the first.
func editable(access wiki.Access, slug string) (wiki.Space, []themes.Option) {
	var chosen wiki.Space
	var options []themes.Option
	for _, space := range access.Spaces() {
		if access.Right(space.ID) < wiki.Editor {
			continue
		}
		if chosen.ID == 0 || space.Slug == slug {
			chosen = space
		}
		options = append(options, themes.Option{Value: space.Slug, Text: space.Name})
	}
	for i := range options {
		options[i].Selected = options[i].Value == chosen.Slug
	}
	return chosen, options
}

// parents lists the places beneath which a page can stand. Whatever is beneath moving cannot be one.
func (s *screens) parents(r *httpd.Request, space wiki.SpaceID, chosen, moving wiki.PageID) ([]themes.Option, error) {
	nodes, err := s.Wiki.Tree(r.Context(), r.As, space)
	if err != nil {
		return nil, err
	}
	list := make([]themes.Option, 0, len(nodes)+1)
	list = append(list, themes.Option{Value: "", Text: "At the top of the space", Selected: chosen == 0})
	depth, below := map[wiki.PageID]int{}, map[wiki.PageID]bool{}
	for _, n := range nodes {
		depth[n.ID] = depth[n.Parent] + 1
		below[n.ID] = moving != 0 && (n.ID == moving || below[n.Parent])
		list = append(list, themes.Option{
			Value: fmt.Sprint(n.ID), Text: n.Title, Depth: depth[n.ID], Selected: n.ID == chosen, Disabled: below[n.ID],
		})
	}
	return list, nil
}
