package wikihttp

import (
	"html/template"
	"net/url"
	"strings"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/themes"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/httpd"
)

// page shows a page. The number in the address decides; other words than its title's are led to the
// right ones.
func (s *screens) page(r *httpd.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	v, err := s.Wiki.View(r.Context(), r.As, wiki.PageID(id), r.Query("quote"), r.Query("at"))
	if err != nil {
		return err
	}
	if slug := r.Param("slug"); slug != "" && slug != wiki.URLSlug(v.Page.Title) {
		return r.Moved(withQuery(v.Page.URL(), r.URL.RawQuery))
	}
	frame, err := r.Frame(httpd.Here{Title: v.Page.Title, Space: v.Space.ID, Page: v.Page.ID})
	if err != nil {
		return err
	}
	kept := r.Around(frame, aroundKey{v.Page.ID, v.Seq, v.Rights})
	view := themes.PageView{Body: template.HTML(v.HTML), Mermaid: v.Mermaid, Math: v.Math}
	if !kept.Drawn() {
		if view, err = s.pageView(r, v); err != nil {
			return err
		}
	}
	view.Frame, view.Kept = frame, kept
	if s.Viewed != nil && r.As.SignedIn() {
		s.Viewed(v.Page.ID)
	}
	return r.Draw(view)
}

// aroundKey holds what decides about everything on a page's screen but its text and frame. The
// questions that a page answers change with events, as the page does.
type aroundKey struct {
	page   wiki.PageID
	seq    wiki.EventSeq
	rights uint64
}

func withQuery(path, query string) string {
	if query == "" {
		return path
	}
	return path + "?" + query
}

// wordsAMinute is how fast people read prose on a screen (Brysbaert 2019: 238).
const wordsAMinute = 238

func (s *screens) pageView(r *httpd.Request, v *wiki.View) (themes.PageView, error) {
	p := v.Page
	access, err := r.Access()
	if err != nil {
		return themes.PageView{}, err
	}
	beside, err := s.Panels(r.Context(), access, p.ID)
	if err != nil {
		return themes.PageView{}, err
	}
	view := themes.PageView{
		ID: int64(p.ID), Heading: p.Title, URL: p.URL(), Crumbs: crumbs(v.Space, v.Crumbs),
		Revision: int64(p.Revision), Owner: p.Owner.Name, Updated: r.When(p.Updated), UpdatedBy: p.UpdatedBy.Name,
		Minutes: (p.Words + wordsAMinute - 1) / wordsAMinute, Body: template.HTML(v.HTML),
		Mermaid: v.Mermaid, Math: v.Math, Tags: tagLinks(p.Tags),
		Contents: contents(v.Sections, p.Title), Backlinks: nodeLinks(v.Backlinks), Children: nodeLinks(v.Children),
		Deleted: !p.Live(), MayEdit: v.Right >= wiki.Editor, MayVerify: v.Right >= wiki.Editor && p.Live(),
		MayAsk: r.As.SignedIn(), Verified: verified(r, p), Answers: beside.Questions,
	}
	if view.Files, err = s.files(r, v); err != nil {
		return themes.PageView{}, err
	}
	if v.Redirect != "" {
		view.MovedTo = &themes.Link{Text: p.RedirectTo, URL: v.Redirect}
	}
	return view, nil
}

// verified tells whether somebody vouches for a page.
func verified(r *httpd.Request, p wiki.Page) themes.Verified {
	if p.VerifiedUntil.IsZero() {
		return themes.Verified{}
	}
	v := themes.Verified{State: "expired", Until: r.On(p.VerifiedUntil), By: p.VerifiedBy.Name}
	if p.Verified(r.Now()) {
		v.State = "good"
	}
	return v
}

func crumbs(space wiki.Space, above []wiki.Node) []themes.Link {
	links := []themes.Link{{Text: space.Name, URL: "/s/" + space.Slug}}
	return append(links, nodeLinks(above)...)
}

func nodeLinks(nodes []wiki.Node) []themes.Link {
	links := make([]themes.Link, len(nodes))
	for i, n := range nodes {
		links[i] = themes.Link{Text: n.Title, URL: wiki.PageURL(n.ID, n.Title)}
	}
	return links
}

func tagLinks(tags []string) []themes.Link {
	links := make([]themes.Link, len(tags))
	for i, tag := range tags {
		query := "tag:" + tag
		if strings.ContainsRune(tag, ' ') {
			query = `tag:"` + tag + `"`
		}
		links[i] = themes.Link{Text: tag, URL: "/search?q=" + url.QueryEscape(query)}
	}
	return links
}

// levels is how many levels of headings the contents show.
const levels = 3

// contents lists the headings of a page; the first one is left out where it repeats the title, since
// it is not drawn either.
func contents(sections []wiki.Section, title string) []themes.Entry {
	top := 7
	for i, sec := range sections {
		if shownHeading(sections, i, title) {
			top = min(top, sec.Level)
		}
	}
	var list []themes.Entry
	for i, sec := range sections {
		if shownHeading(sections, i, title) && sec.Level < top+levels {
			list = append(list, themes.Entry{Text: sec.Heading, Anchor: sec.Anchor, Deep: sec.Level - top})
		}
	}
	return list
}

func shownHeading(sections []wiki.Section, i int, title string) bool {
	sec := sections[i]
	if sec.Level == 0 || sec.Heading == "" {
		return false
	}
	first := i == 0 || (i == 1 && sections[0].Level == 0)
	return !(first && sec.Level == 1 && sec.Heading == title)
}

// oldPath leads from an address of the site that a space was imported from (a file, a permalink, a
// redirect) to the page: for bookmarks, and for whoever redirects the old site here.
func (s *screens) oldPath(r *httpd.Request) error {
	space, err := s.Wiki.Space(r.Context(), r.As, r.Param("slug"))
	if err != nil {
		return err
	}
	pages, err := s.Wiki.ByPath(r.Context(), r.As, space.ID, r.Param("path"))
	if err != nil {
		return err
	}
	if len(pages) == 0 {
		return content.Errorf(content.NotFound, "No page of this space was imported from “%s”, or you may not see it.", content.Excerpt(r.Param("path"), 200))
	}
	return r.See(pages[0].URL())
}

// find leads to the page of a title: at once where there is one, else the reader chooses, or writes
// what is missing.
func (s *screens) find(r *httpd.Request) error {
	title, slug := strings.TrimSpace(r.Query("title")), r.Query("space")
	pages, err := s.Wiki.FindTitle(r.Context(), r.As, title)
	if err != nil {
		return err
	}
	if len(pages) == 1 {
		return r.See(pages[0].URL())
	}
	access, err := r.Access()
	if err != nil {
		return err
	}
	space, readable := access.Slug(slug)
	frame, err := r.Frame(httpd.Here{Title: title, Space: space.ID})
	if err != nil {
		return err
	}
	view := themes.Message{Frame: frame, Heading: "Which page did you mean?", Text: "Several pages are called “" + title + "”."}
	for _, p := range pages {
		where, _ := access.Space(p.Space)
		view.Actions = append(view.Actions, themes.Link{Text: p.Title + " — " + where.Name, URL: p.URL()})
	}
	if len(pages) > 0 {
		return r.Draw(view)
	}
	if title == "" || !readable || access.Right(space.ID) < wiki.Editor {
		return content.Errorf(content.NotFound, "There is no page “%s”, or you may not see it.", content.Excerpt(title, 100))
	}
	view.Heading, view.Text = "Nobody has written this yet", "There is no page “"+title+"”."
	view.Actions = []themes.Link{
		{Text: "Write it", URL: "/new?" + url.Values{"space": {slug}, "title": {title}}.Encode()},
		{Text: "Search for it", URL: "/search?" + url.Values{"q": {title}}.Encode()},
	}
	return r.DrawAs(404, view)
}
