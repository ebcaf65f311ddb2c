package wikihttp

import (
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"slices"
	"strings"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/themes"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/httpd"
)

// edit opens the form with a page's present text.
func (s *screens) edit(r *httpd.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	page, rev, err := s.Wiki.Current(r.Context(), r.As, wiki.PageID(id))
	if err != nil {
		return err
	}
	form := themes.PageForm{
		Base: int64(page.Revision), Heading: page.Title, Markdown: rev.Markdown, Tags: strings.Join(page.Tags, ", "),
		WasTags: strings.Join(page.Tags, ", "), WasOwner: int64(page.Owner.ID),
	}
	if at := r.Query("at"); at != "" {
		if form.Line, err = s.Wiki.LineOf(r.Context(), page, rev.Markdown, at); err != nil {
			return err
		}
	}
	return s.drawEdit(r, http.StatusOK, page, page.Owner.ID, form)
}

// editNow saves, or shows how the text would look. Whatever goes wrong, the text stays on the screen.
func (s *screens) editNow(r *httpd.Request) error {
	page, err := s.pageOf(r)
	if err != nil {
		return err
	}
	form, owner := formOf(r, page.Owner.ID)
	if r.Field("action") == "preview" {
		if err := s.fillPreview(r, &form, page.Space, page.ID); err != nil {
			return s.refused(r, err, page, owner, form)
		}
		return s.drawEdit(r, http.StatusOK, page, owner, form)
	}
	if err := whole(r); err != nil {
		return err
	}
	base, err := r.Number("base_revision")
	if err != nil {
		return s.refused(r, err, page, owner, form)
	}
	draft := wiki.Draft{Page: page.ID, Base: int(base), Markdown: &form.Markdown, Note: form.Message, Form: true}
	draftFacts(r, &draft, page, form, owner)
	if form.Spoilt = s.spoils(r, draft); len(form.Spoilt) > 0 {
		return s.drawEdit(r, http.StatusOK, page, owner, form)
	}
	saved, err := s.Wiki.Save(r.Context(), r.As, draft)
	if err != nil {
		return s.refused(r, err, page, owner, form)
	}
	if went, err := s.done(r, saved); went || err != nil {
		return err
	}
	saySaved(r, saved)
	return r.See(saved.Page.URL())
}

// draftFacts sets what the form changed beside the text, compared with what stood there when it was drawn. What
// it left alone is not named, so that a change of the front matter, or by somebody else, counts.
func draftFacts(r *httpd.Request, draft *wiki.Draft, page wiki.Page, form themes.PageForm, owner wiki.PersonID) {
	if form.Heading != page.Title {
		draft.Title = &form.Heading
	}
	was, wasOwner := page.Tags, page.Owner.ID
	if r.PostForm.Has("was_tags") {
		was = append([]string{}, splitTags(form.WasTags)...)
		draft.WasTags = was
	}
	if r.PostForm.Has("was_owner") {
		wasOwner = wiki.PersonID(form.WasOwner)
	}
	if tags := splitTags(form.Tags); r.PostForm.Has("tags") && !slices.Equal(tags, was) {
		draft.Tags = &tags
	}
	if owner != wasOwner {
		draft.Owner = &owner
	}
}

func saySaved(r *httpd.Request, saved wiki.Saved) {
	undo := &themes.Button{
		Text: "Undo", Action: fmt.Sprintf("/p/%d/revert", saved.Page.ID),
		Fields: []themes.Field{{Name: "revision", Value: fmt.Sprint(saved.Revision - 1)}},
	}
	switch {
	case !saved.Changed:
		r.Say("", "Nothing was different, so there is no new revision.", nil)
	case saved.Merged:
		r.Say("good", fmt.Sprintf("Saved as revision %d. Somebody else had saved meanwhile; both changes are in.", saved.Revision), undo)
	default:
		r.Say("good", fmt.Sprintf("Saved as revision %d.", saved.Revision), nil)
	}
}

// formOf reads the form as it was typed. owner is what stands where the form does not say.
func formOf(r *httpd.Request, owner wiki.PersonID) (themes.PageForm, wiki.PersonID) {
	form := themes.PageForm{
		Heading: r.Field("title"), Markdown: r.Field("markdown"), Message: r.Field("message"), Tags: r.Field("tags"),
		Space: r.Field("space"), Template: r.Field("template"),
	}
	form.Base, _ = r.Number("base_revision") // the save says what is wrong with it
	form.Parent, _ = r.Number("parent")
	form.WasTags = r.Field("was_tags")
	form.WasOwner, _ = r.Number("was_owner")
	if n, err := r.Number("owner"); err == nil && r.PostForm.Has("owner") {
		owner = wiki.PersonID(n)
	}
	return form, owner
}

// whole refuses a form that lost its fields on the way: what is not there is not an empty text.
func whole(r *httpd.Request) error {
	if r.PostForm.Has("markdown") && r.PostForm.Has("title") {
		return nil
	}
	return content.Errorf(content.Invalid, "The form arrived without its text. Nothing was saved; go back and send it again.").On("markdown")
}

func splitTags(text string) []string {
	var tags []string
	for tag := range strings.FieldsFuncSeq(text, func(c rune) bool { return c == ',' || c == '\n' }) {
		if tag = strings.TrimSpace(tag); tag != "" {
			tags = append(tags, tag)
		}
	}
	return tags
}

// refused draws the form again with what is wrong. Only faults of ours go to the error screen, which
// keeps the text too.
func (s *screens) refused(r *httpd.Request, err error, page wiki.Page, owner wiki.PersonID, form themes.PageForm) error {
	known := httpd.Known(err)
	if known == nil || known.Kind == content.NotFound || known.Kind == content.Sign {
		return err
	}
	form.Problem = problem(known)
	var conflict *wiki.MergeConflict
	if errors.As(err, &conflict) {
		form.Conflict = conflicted(r, conflict)
		form.Base = int64(conflict.Current.Number)
	}
	return s.drawEdit(r, httpd.Status(err), page, owner, form)
}

func problem(e *content.Error) themes.Problem { return themes.Problem{Text: e.Text, Field: e.Field} }

func conflicted(r *httpd.Request, c *wiki.MergeConflict) *themes.Conflicted {
	view := &themes.Conflicted{
		By: c.Current.Author.Name, At: r.When(c.Current.At), Revision: int64(c.Current.Number),
		Theirs: c.Current.Markdown, Base: c.Base.Markdown,
	}
	for _, one := range c.Conflicts {
		view.Passages = append(view.Passages, themes.ConflictPassage{
			Line: lineIn(c.Yours, one.Y, one.Line), Base: one.Base, Yours: one.Y, Other: one.X,
		})
	}
	return view
}

// lineIn finds the line of a passage in the reader's own text; near is used where it stands nowhere
// or in several places.
func lineIn(text, passage string, near int) int {
	at := strings.Index(text, passage)
	if strings.TrimSpace(passage) == "" || at < 0 || strings.Contains(text[at+1:], passage) {
		return near
	}
	return strings.Count(text[:at], "\n") + 1
}

func (s *screens) drawEdit(r *httpd.Request, status int, page wiki.Page, owner wiki.PersonID, form themes.PageForm) error {
	access, err := r.Access()
	if err != nil {
		return err
	}
	if err := access.Need(page.Space, wiki.Editor, "page"); err != nil {
		return err
	}
	form.Frame, err = r.Frame(httpd.Here{Title: "Edit " + page.Title, Space: page.Space, Page: page.ID})
	if err != nil {
		return err
	}
	if form.Owners, err = s.owners(r, owner); err != nil {
		return err
	}
	view, err := s.Wiki.View(r.Context(), r.As, page.ID, "", "")
	if err != nil {
		return err
	}
	if form.Files, err = s.files(r, view); err != nil {
		return err
	}
	if _, err := s.errand(r, page.ID, &form); err != nil {
		return err
	}
	form.ID = int64(page.ID)
	form.Action, form.Back = fmt.Sprintf("/p/%d/edit", page.ID), page.URL()
	return r.DrawAs(status, form)
}

// owners are the people that a page or a space may be given to.
func (s *screens) owners(r *httpd.Request, chosen wiki.PersonID) ([]themes.Option, error) {
	people, err := s.Wiki.Store().People(r.Context())
	if err != nil {
		return nil, err
	}
	list := []themes.Option{{Value: "", Text: "Nobody", Selected: chosen == 0}}
	for _, p := range people {
		list = append(list, themes.Option{Value: fmt.Sprint(p.ID), Text: p.Name, Selected: p.ID == chosen})
	}
	return list, nil
}

// fillPreview draws the text of a form.
func (s *screens) fillPreview(r *httpd.Request, form *themes.PageForm, space wiki.SpaceID, page wiki.PageID) error {
	v, err := s.Wiki.Preview(r.Context(), r.As, space, page, form.Heading, form.Markdown)
	if err != nil {
		return err
	}
	form.Preview, form.HasPreview, form.Mermaid, form.Math = template.HTML(v.HTML), true, v.Mermaid, v.Math
	return nil
}

// preview draws a text alone, for the editor.
func (s *screens) preview(r *httpd.Request) error {
	page, err := r.Number("page")
	if err != nil {
		return err
	}
	access, err := r.Access()
	if err != nil {
		return err
	}
	space, _ := access.Slug(r.Field("space"))
	v, err := s.Wiki.Preview(r.Context(), r.As, space.ID, wiki.PageID(page), r.Field("title"), r.Field("markdown"))
	if err != nil {
		return err
	}
	return r.Draw(themes.Preview{Body: template.HTML(v.HTML), Mermaid: v.Mermaid, Math: v.Math})
}

// upload keeps files beside a page, as they arrive.
func (s *screens) upload(r *httpd.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	parts, err := r.MultipartReader()
	if err != nil {
		return content.Errorf(content.Invalid, "Choose a file first. Nothing was added.").On("file").Because(err)
	}
	var added []wiki.Attachment
	for {
		part, err := parts.NextPart()
		if len(added) == 0 && httpd.Known(err) != nil {
			return err // too large, or too slow
		}
		if err != nil {
			break // the end, or a broken upload: what arrived whole is kept
		}
		if part.FileName() == "" {
			continue
		}
		file, err := s.Wiki.Attach(r.Context(), r.As, wiki.PageID(id), part.FileName(), part)
		if err != nil {
			return err
		}
		added = append(added, file)
	}
	if len(added) == 0 {
		return content.Errorf(content.Invalid, "No file arrived. Nothing was added.").On("file")
	}
	return s.uploaded(r, wiki.PageID(id), added)
}
