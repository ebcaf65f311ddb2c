// Package routinghttp puts who answers for what on the server: the list of areas with what nobody answers
// for and who has too much, their forms, the triage queue, and the calls of the API.
package routinghttp

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/qa/routing"
	"github.com/docent-wiki/docent/themes"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/httpd"
	"github.com/docent-wiki/docent/wiki/team"
)

// Deps is what the screens work with.
type Deps struct {
	Router *routing.Router
	Store  qa.Reads
	Wiki   *wiki.Wiki
}

type screens struct{ Deps }

// Register puts the screens and calls on a server.
func Register(server *httpd.Server, d Deps) {
	s := &screens{d}
	server.GET("/areas", s.areas)
	server.GET("/areas/new", s.newArea)
	server.POST("/areas/new", s.put)
	server.GET("/areas/:id", s.area)
	server.POST("/areas/:id", s.put)
	server.POST("/areas/:id/delete", s.remove)
	server.GET("/triage", s.triage)
	s.registerAPI(server)
}

// The lists that can be chosen.
var shows = []struct{ value, text string }{
	{"", "all areas"},
	{"missing", "areas without an owner"},
	{"mine", "areas that I answer for"},
}

// kinds are the words on the chips.
var kinds = map[routing.Kind]string{routing.Subtree: "page", routing.Tag: "tag", routing.Topic: "topic", routing.Space: "space"}

// areas lists who answers for what.
func (s *screens) areas(r *httpd.Request) error {
	access, err := r.Access()
	if err != nil {
		return err
	}
	all, err := s.Router.Areas(r.Context(), access)
	if err != nil {
		return err
	}
	view := themes.Areas{MayMake: mayMake(access)}
	names, err := s.names(r)
	if err != nil {
		return err
	}
	shown, err := s.filter(r, access, all, names, &view)
	if err != nil {
		return err
	}
	open, err := s.Router.Open(r.Context(), access)
	if err != nil {
		return err
	}
	for _, a := range shown {
		row, err := s.row(r, access, a, names, open)
		if err != nil {
			return err
		}
		view.Rows = append(view.Rows, row)
	}
	if managed := routing.Managed(access); len(managed) > 0 && view.For == nil {
		view.Missing = missing(access, managed, all, names, open)
		if view.Load, err = s.load(r, access); err != nil {
			return err
		}
		view.Triage, view.Waiting = true, open.Triage
	}
	if view.Frame, err = r.Frame(httpd.Here{Title: "Who answers for what", Nav: themes.NavQuestions}); err != nil {
		return err
	}
	return r.Draw(view)
}

// mayMake says whether the reader may make an area anywhere.
func mayMake(access wiki.Access) bool {
	return access.As.IsAdmin() || slices.ContainsFunc(access.Spaces(), func(s wiki.Space) bool { return access.Right(s.ID) >= wiki.Manager })
}

// filter leaves the areas that the address asks for, and fills in what it can be asked for.
func (s *screens) filter(r *httpd.Request, access wiki.Access, all []routing.Area, names routing.Directory, view *themes.Areas) ([]routing.Area, error) {
	if r.Query("page") != "" {
		return s.covering(r, access, all, view)
	}
	slug, show := r.Query("space"), r.Query("show")
	space, found := access.Slug(slug)
	if slug != "" && !found {
		return nil, content.Errorf(content.NotFound, "There is no space “%s”, or you may not see it.", content.Excerpt(slug, 80))
	}
	view.Spaces = spaceOptions(access, "all spaces", slug)
	for _, o := range shows {
		view.Shows = append(view.Shows, themes.Option{Value: o.value, Text: o.text, Selected: o.value == show})
	}
	mine, err := s.Router.GroupsOf(r.Context(), r.As.Person)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(all, func(a routing.Area) bool {
		owned := a.Owner.Person == r.As.Person && a.Owner.Person != 0 || slices.Contains(mine, a.Owner.Group) && a.Owner.Group != 0
		return slug != "" && a.Space != space.ID || show == "missing" && names.Name(a.Owner) != "" || show == "mine" && !owned
	}), nil
}

// covering are the areas of one page, the most specific one first.
func (s *screens) covering(r *httpd.Request, access wiki.Access, all []routing.Area, view *themes.Areas) ([]routing.Area, error) {
	id, err := r.Number("page")
	if err != nil {
		return nil, err
	}
	page, err := s.Wiki.Page(r.Context(), r.As, wiki.PageID(id))
	if err != nil {
		return nil, err
	}
	view.For = &themes.CoveredPage{Page: themes.Link{Text: page.Title, URL: page.URL()}}
	if access.Right(page.Space) >= wiki.Manager {
		view.For.New = fmt.Sprintf("/areas/new?page=%d", page.ID)
	}
	return s.Router.Covers(r.Context(), access, page.ID, all)
}

func (s *screens) row(r *httpd.Request, access wiki.Access, a routing.Area, names routing.Directory, open routing.Counts) (themes.AreaRow, error) {
	row := themes.AreaRow{
		Name: a.Name, Kind: kinds[a.Kind], Words: strings.Join(a.Words, ", "), Owner: names.Name(a.Owner), Deputy: names.Name(a.Deputy),
		Group: strings.TrimSuffix(names.Name(team.Party{Group: a.Group}), " (group)"), Emergency: a.Emergency, Open: open.Areas[a.ID],
	}
	if !a.Owner.IsZero() && row.Owner == "" {
		row.Gone = "not here any more"
	}
	expect, err := s.Router.Expects(r.Context(), a)
	if err != nil {
		return row, err
	}
	row.Expect = expect.String()
	usual, err := s.Router.Usual(r.Context(), a.ID, 0)
	if err != nil {
		return row, err
	}
	row.Usual = usual.String()
	if routing.MayChange(access, a) {
		row.URL = a.URL()
	}
	switch space, _ := access.Space(a.Space); {
	case a.Kind == routing.Subtree:
		row.Where = themes.Link{Text: space.Name, URL: wiki.PageURL(a.Page, a.Name)}
	case space.ID != 0:
		row.Where = themes.Link{Text: space.Name, URL: "/s/" + space.Slug}
	}
	return row, nil
}

// missing lists what nobody answers for in the spaces that the reader manages.
func missing(access wiki.Access, managed []wiki.SpaceID, all []routing.Area, names routing.Directory, open routing.Counts) []themes.MissingOwner {
	var list []themes.MissingOwner
	covered := map[wiki.SpaceID]routing.Area{}
	for _, a := range all {
		if a.Kind == routing.Space {
			covered[a.Space] = a
			continue
		}
		if slices.Contains(managed, a.Space) && names.Name(a.Owner) == "" {
			list = append(list, themes.MissingOwner{What: a.Name, Why: orphan(a), Do: themes.Link{Text: "Name an owner", URL: a.URL()}, Open: open.Areas[a.ID]})
		}
	}
	for _, id := range managed {
		space, _ := access.Space(id)
		a := covered[id]
		if names.Name(a.Owner) != "" || names.Name(team.Party{Person: space.Owner.ID}) != "" {
			continue
		}
		m := themes.MissingOwner{What: space.Name, Why: "Neither the space nor an area of it has an owner.", Open: open.Spaces[id]}
		m.Do = themes.Link{Text: "Name an owner", URL: "/areas/new?" + url.Values{"kind": {"space"}, "space": {space.Slug}}.Encode()}
		if a.ID != 0 {
			m.Why, m.Do.URL = orphan(a), a.URL()
		}
		list = append(list, m)
	}
	return list
}

func orphan(a routing.Area) string {
	if a.Owner.IsZero() {
		return "The area has no owner yet."
	}
	return "Its owner’s account is disabled, or the group is gone."
}

// load tells how much waits for whom in the spaces that the reader manages, the most first.
func (s *screens) load(r *httpd.Request, access wiki.Access) ([]themes.OwnerLoad, error) {
	loads, err := s.Router.Load(r.Context(), access)
	if err != nil {
		return nil, err
	}
	list := make([]themes.OwnerLoad, len(loads))
	for i, l := range loads {
		list[i] = themes.OwnerLoad{Who: l.Person.Name, Open: l.Open, Overdue: l.Overdue, Much: l.TooMuch(), Time: l.Time()}
		if l.Days > 0 {
			list[i].A = fmt.Sprintf("%.1f", l.PerDay())
		}
	}
	return list, nil
}

// triageShown bounds the queue on one screen.
const triageShown = 100

// triage lists what nobody answers for.
func (s *screens) triage(r *httpd.Request) error {
	access, err := r.Access()
	if err != nil {
		return err
	}
	managed := routing.Managed(access)
	if len(managed) == 0 {
		return content.Errorf(content.Forbidden, "The triage queue is for those who manage a space. Ask the owner of the space.")
	}
	waiting, err := s.Store.Triage(r.Context(), managed, triageShown+1)
	if err != nil {
		return err
	}
	view := themes.Triage{More: len(waiting) > triageShown}
	for _, q := range waiting[:min(len(waiting), triageShown)] {
		space, _ := access.Space(q.Space)
		view.Rows = append(view.Rows, themes.TriageRow{ID: int64(q.ID), Row: themes.QuestionRow{
			Title: q.Title, URL: q.URL(), State: string(q.State), Space: space.Name, By: q.By.Name, At: r.When(q.Created),
		}})
	}
	names, err := s.names(r)
	if err != nil {
		return err
	}
	view.Names = names.Names()
	if view.Frame, err = r.Frame(httpd.Here{Title: "Triage queue", Nav: themes.NavQuestions}); err != nil {
		return err
	}
	return r.Draw(view)
}

// names is everybody with an account in use, and all groups.
func (s *screens) names(r *httpd.Request) (routing.Directory, error) {
	access, err := r.Access()
	if err != nil {
		return routing.Directory{}, err
	}
	return s.directory(r.Context(), access)
}

// spaceOptions are the spaces to choose from, after a first choice with the empty value.
func spaceOptions(access wiki.Access, first, chosen string) []themes.Option {
	list := []themes.Option{{Text: first, Selected: chosen == ""}}
	for _, space := range access.Spaces() {
		list = append(list, themes.Option{Value: space.Slug, Text: space.Name, Selected: space.Slug == chosen})
	}
	slices.SortStableFunc(list[1:], func(a, b themes.Option) int { return cmp.Compare(strings.ToLower(a.Text), strings.ToLower(b.Text)) })
	return list
}
