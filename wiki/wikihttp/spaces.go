package wikihttp

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/themes"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/httpd"
)

const (
	recentPages = 12
	wholeTree   = 400 // pages; a larger space shows its top levels and opens the rest on demand
)

// home is what somebody sees first. A visitor sees it where there is a public space.
func (s *screens) home(r *httpd.Request) error {
	access, err := r.Access()
	if err != nil {
		return err
	}
	if !r.As.SignedIn() && len(access.Spaces()) == 0 {
		return content.Errorf(content.Sign, "Sign in first: this is for members of the team.")
	}
	frame, err := r.Frame(httpd.Here{Title: "Home", Nav: themes.NavHome})
	if err != nil {
		return err
	}
	beside, err := s.Panels(r.Context(), access, 0)
	if err != nil {
		return err
	}
	view := themes.Home{Frame: frame, Note: beside.Note, Tasks: beside.Tasks, Waiting: beside.Waiting, Often: beside.Often}
	if view.Recent, err = s.recent(r, access, nil); err != nil {
		return err
	}
	pages, err := s.Wiki.PageCounts(r.Context(), r.As)
	if err != nil {
		return err
	}
	for _, space := range frame.Spaces {
		known, _ := access.Slug(space.Slug)
		view.SpaceList = append(view.SpaceList, themes.SpaceCard{
			Slug: space.Slug, Name: space.Name, Description: known.Description, Private: space.Private, Pages: pages[known.ID],
		})
	}
	view.Hints = hints(r.As, view)
	return r.Draw(view)
}

// hints are first steps, for as long as there is little else to see.
func hints(as wiki.Actor, view themes.Home) []themes.Hint {
	if !view.Reader.Writes || len(view.SpaceList) > 1 || len(view.Waiting)+len(view.Often) > 0 {
		return nil
	}
	list := []themes.Hint{
		{Title: "Make a space", Text: "One for your team: its pages in a tree, with readers of its own.", URL: "/spaces/new", Action: "New space"},
		{Title: "Write the first page", Text: "Start with the question that you answer most often.", URL: "/new", Action: "New page"},
		{Title: "Ask something", Text: "In your own words. What nobody has answered yet goes to the one who knows.", URL: "/ask", Action: "Ask"},
	}
	if as.IsAdmin() {
		list = append(list, themes.Hint{Title: "Invite your team", Text: "A link for each of them, good for a week.", URL: "/people", Action: "People"})
	}
	return list
}

// recent lists what changed last, in some spaces or, for none, in all; in one space its name says nothing.
func (s *screens) recent(r *httpd.Request, access wiki.Access, spaces []wiki.SpaceID) ([]themes.PageRow, error) {
	pages, err := s.Wiki.Recent(r.Context(), r.As, spaces, recentPages)
	if err != nil {
		return nil, err
	}
	rows := make([]themes.PageRow, len(pages))
	for i, p := range pages {
		rows[i] = themes.PageRow{Title: p.Title, URL: p.URL(), Updated: r.When(p.Updated), By: p.UpdatedBy.Name}
		if len(spaces) != 1 {
			space, _ := access.Space(p.Space)
			rows[i].Where = space.Name
		}
	}
	return rows, nil
}

// space shows what a space is for, its pages, and what changed.
func (s *screens) space(r *httpd.Request) error {
	space, err := s.Wiki.Space(r.Context(), r.As, r.Param("slug"))
	if err != nil {
		return err
	}
	access, err := r.Access()
	if err != nil {
		return err
	}
	frame, err := r.Frame(httpd.Here{Title: space.Name, Space: space.ID, Alone: true})
	if err != nil {
		return err
	}
	view := themes.Space{
		Frame: frame, ID: int64(space.ID), Slug: space.Slug, Name: space.Name, Description: space.Description, Visibility: space.Visibility(),
		Owner: space.Owner.Name, MayEdit: access.Right(space.ID) >= wiki.Editor, MayManage: access.Right(space.ID) >= wiki.Manager,
	}
	nodes, err := s.Wiki.Tree(r.Context(), r.As, space.ID)
	if err != nil {
		return err
	}
	view.Pages = len(nodes)
	if len(nodes) > wholeTree {
		if nodes, err = s.Wiki.Branch(r.Context(), r.As, space.ID, 0); err != nil {
			return err
		}
	}
	view.Nodes = httpd.Nest(nodes, 0)
	if view.Recent, err = s.recent(r, access, []wiki.SpaceID{space.ID}); err != nil {
		return err
	}
	return r.Draw(view)
}

// tree gives the pages beneath one page (parent), or the tree opened at one (open), alone.
func (s *screens) tree(r *httpd.Request) error {
	space, err := s.Wiki.Space(r.Context(), r.As, r.Param("slug"))
	if err != nil {
		return err
	}
	parent, err := r.Number("parent")
	if err != nil {
		return err
	}
	open, err := r.Number("open")
	if err != nil {
		return err
	}
	view := themes.Tree{Space: space.Slug}
	if parent == 0 {
		nodes, err := s.Wiki.Branch(r.Context(), r.As, space.ID, wiki.PageID(open))
		if err != nil {
			return err
		}
		view.Nodes = httpd.Nest(nodes, wiki.PageID(open))
		return r.DrawTree(view)
	}
	nodes, err := s.Wiki.Children(r.Context(), r.As, space.ID, wiki.PageID(parent))
	if err != nil {
		return err
	}
	for i := range nodes {
		nodes[i].Parent = 0 // the fragment has a top of its own
	}
	view.Nodes = httpd.Nest(nodes, 0)
	return r.DrawTree(view)
}

// wanted lists the links of a space that lead nowhere: pages to be written, and broken paths.
func (s *screens) wanted(r *httpd.Request) error {
	space, err := s.Wiki.Space(r.Context(), r.As, r.Param("slug"))
	if err != nil {
		return err
	}
	links, err := s.Wiki.Wanted(r.Context(), r.As, space.ID)
	if err != nil {
		return err
	}
	frame, err := r.Frame(httpd.Here{Title: "Wanted in " + space.Name, Space: space.ID})
	if err != nil {
		return err
	}
	view := themes.Wanted{Frame: frame, Slug: space.Slug, Name: space.Name}
	byTitle := map[string]int{}
	for _, l := range links {
		from := themes.Link{Text: l.FromTitle, URL: wiki.PageURL(l.From, l.FromTitle)}
		if l.Kind != content.Wiki {
			view.Broken = append(view.Broken, themes.BrokenLink{Page: from, Line: l.Line, Target: l.Target, Reason: "nothing stands there"})
			continue
		}
		key := strings.ToLower(l.Target)
		at, seen := byTitle[key]
		if !seen {
			at = len(view.Pages)
			byTitle[key] = at
			view.Pages = append(view.Pages, themes.WantedPage{
				Title: l.Target, New: "/new?" + url.Values{"space": {space.Slug}, "title": {l.Target}}.Encode(),
			})
		}
		one := &view.Pages[at]
		one.Count++
		if len(one.From) < 5 && (len(one.From) == 0 || one.From[len(one.From)-1] != from) {
			one.From = append(one.From, from)
		}
	}
	return r.Draw(view)
}

func (s *screens) newSpace(r *httpd.Request) error {
	return s.drawNewSpace(r, http.StatusOK, themes.SpaceForm{Visibility: "team"})
}

func (s *screens) drawNewSpace(r *httpd.Request, status int, form themes.SpaceForm) (err error) {
	form.New, form.Languages = true, languages(form.Language)
	if form.Frame, err = r.Frame(httpd.Here{Title: "New space"}); err != nil {
		return err
	}
	return r.DrawAs(status, form)
}

func (s *screens) newSpaceNow(r *httpd.Request) error {
	form := spaceForm(r)
	space, err := s.Wiki.CreateSpace(r.Context(), r.As, wiki.NewSpace{
		Slug: form.Slug, Name: form.Name, Description: form.Description, Visibility: form.Visibility, Lang: form.Language,
	})
	if known := httpd.Known(err); known != nil {
		form.Problem = problem(known)
		return s.drawNewSpace(r, httpd.Status(err), form)
	}
	if err != nil {
		return err
	}
	r.Say("good", "The space is there. Write its first page, or import what you have.", nil)
	return r.See("/s/" + space.Slug)
}

// languages are the choices for the pages of a space.
func languages(set string) []themes.Option {
	list := []themes.Option{{Value: "", Text: "Detected"}}
	for _, l := range wiki.Languages {
		list = append(list, themes.Option{Value: l.Code, Text: l.Name})
	}
	return chosen(list, set)
}

func spaceForm(r *httpd.Request) themes.SpaceForm {
	form := themes.SpaceForm{
		Slug: r.Field("slug"), Name: r.Field("name"), Description: r.Field("description"), Visibility: r.Field("visibility"),
		Language: r.Field("language"), Anonymous: r.Field("anonymous") != "",
	}
	if form.Visibility == "" && r.Field("private") != "" {
		form.Visibility = "private"
	}
	return form
}

// spaceSettings shows what may be changed about a space to those who may.
func (s *screens) spaceSettings(r *httpd.Request) error {
	space, err := s.managed(r)
	if err != nil {
		return err
	}
	return s.drawSettings(r, http.StatusOK, space, space.Owner.ID, themes.SpaceForm{
		Name: space.Name, Description: space.Description, Visibility: space.Visibility(), Language: space.Lang, Anonymous: space.Anonymous,
	})
}

func (s *screens) managed(r *httpd.Request) (wiki.Space, error) {
	space, err := s.Wiki.Space(r.Context(), r.As, r.Param("slug"))
	if err != nil {
		return wiki.Space{}, err
	}
	access, err := r.Access()
	if err != nil {
		return wiki.Space{}, err
	}
	return space, access.Need(space.ID, wiki.Manager, "space")
}

func (s *screens) drawSettings(r *httpd.Request, status int, space wiki.Space, owner wiki.PersonID, form themes.SpaceForm) (err error) {
	form.Slug, form.Languages = space.Slug, languages(form.Language)
	form.Frame, err = r.Frame(httpd.Here{Title: "Settings of " + space.Name, Space: space.ID})
	if err != nil {
		return err
	}
	if form.Owners, err = s.owners(r, owner); err != nil {
		return err
	}
	grants, err := s.Wiki.Grants(r.Context(), r.As, space.Slug)
	if err != nil {
		return err
	}
	named := map[string]bool{"": true}
	for _, g := range grants {
		named[fmt.Sprint(g.Person.ID)] = true
		form.Members = append(form.Members, themes.Member{
			Person: themes.Person{ID: int64(g.Person.ID), Name: g.Person.Name, Initials: httpd.Initials(g.Person.Name)},
			Role:   g.Right.String(), Self: g.Person.ID == r.As.Person,
		})
	}
	for _, o := range form.Owners {
		if !named[o.Value] {
			form.Candidates = append(form.Candidates, themes.Option{Value: o.Value, Text: o.Text})
		}
	}
	wanted, err := s.Wiki.Wanted(r.Context(), r.As, space.ID)
	if err != nil {
		return err
	}
	form.Wanted = len(wanted)
	return r.DrawAs(status, form)
}

// spaceSettingsNow changes a space (action=save) or who belongs to it (add, role, remove).
func (s *screens) spaceSettingsNow(r *httpd.Request) error {
	space, err := s.managed(r)
	if err != nil {
		return err
	}
	owner, err := r.Number("owner")
	if err != nil {
		return err
	}
	form := spaceForm(r)
	switch action := r.Field("action"); action {
	case "add", "role", "remove":
		err = s.changeMember(r, space, action)
		form = themes.SpaceForm{Name: space.Name, Description: space.Description, Visibility: space.Visibility(), Language: space.Lang, Anonymous: space.Anonymous}
	default:
		change := wiki.SpaceChange{Name: &form.Name, Description: &form.Description, Visibility: &form.Visibility}
		if r.PostForm.Has("language") {
			change.Lang = &form.Language
		}
		if r.PostForm.Has("had_anonymous") {
			change.Anonymous = &form.Anonymous
		}
		if id := wiki.PersonID(owner); r.PostForm.Has("owner") && id != space.Owner.ID {
			change.Owner = &id
		}
		_, err = s.Wiki.ChangeSpace(r.Context(), r.As, space.Slug, change)
	}
	if known := httpd.Known(err); known != nil && known.Kind == content.Invalid {
		form.Problem = problem(known)
		return s.drawSettings(r, httpd.Status(err), space, wiki.PersonID(owner), form)
	}
	if err != nil {
		return err
	}
	r.Say("good", "The settings are changed.", nil)
	return r.See("/s/" + space.Slug + "/settings")
}

func (s *screens) changeMember(r *httpd.Request, space wiki.Space, action string) error {
	field, right := "add", wiki.None
	if action == "remove" {
		field = "remove"
	} else {
		var known bool
		if right, known = wiki.ParseRight(r.Field("role")); !known || right == wiki.None {
			return content.Errorf(content.Invalid, "Choose what this person may do: read, comment, edit or manage.").On("role")
		}
	}
	person, err := r.Number(field)
	if err != nil {
		return err
	}
	if person <= 0 {
		return content.Errorf(content.Invalid, "Choose a person first.").On(field)
	}
	return s.Wiki.SetGrant(r.Context(), r.As, space.Slug, wiki.PersonID(person), right)
}
