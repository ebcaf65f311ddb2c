package routinghttp

import (
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/qa/routing"
	"github.com/docent-wiki/docent/themes"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/httpd"
	"github.com/docent-wiki/docent/wiki/team"
)

// newArea opens the form, filled with what the address says: kind, space, page.
func (s *screens) newArea(r *httpd.Request) error {
	access, err := r.Access()
	if err != nil {
		return err
	}
	if !mayMake(access) {
		return content.Errorf(content.Forbidden, "Areas are made by those who manage a space. Ask the owner of the space.")
	}
	form := themes.AreaForm{Kind: r.Query("kind"), Page: r.Query("page")}
	if form.Kind == "" && form.Page != "" {
		form.Kind = string(routing.Subtree)
	}
	return s.draw(r, http.StatusOK, access, form, r.Query("space"), 0)
}

// area opens the form with an area as it stands.
func (s *screens) area(r *httpd.Request) error {
	access, a, err := s.changeable(r)
	if err != nil {
		return err
	}
	names, err := s.names(r)
	if err != nil {
		return err
	}
	form := themes.AreaForm{
		ID: int64(a.ID), Heading: a.Name, Kind: string(a.Kind), Tag: a.Tag, Words: strings.Join(a.Words, "\n"), Name: a.Name,
		Owner: names.Name(a.Owner), Deputy: names.Name(a.Deputy), Emergency: a.Emergency,
	}
	if a.Page != 0 {
		form.Page, form.PageLink = fmt.Sprint(a.Page), &themes.Link{Text: a.Name, URL: wiki.PageURL(a.Page, a.Name)}
	}
	if a.Kind == routing.Subtree || a.Kind == routing.Space {
		form.Name = ""
	}
	if a.Expect.N > 0 {
		form.Expect = strconv.Itoa(a.Expect.N)
	}
	form.Units = units(a.Expect.Unit)
	space, _ := access.Space(a.Space)
	return s.draw(r, http.StatusOK, access, form, space.Slug, a.Group)
}

// changeable gives the area of the address to somebody who may change it.
func (s *screens) changeable(r *httpd.Request) (wiki.Access, routing.Area, error) {
	id, err := r.ID("id")
	if err != nil {
		return wiki.Access{}, routing.Area{}, err
	}
	access, err := r.Access()
	if err != nil {
		return access, routing.Area{}, err
	}
	a, err := s.Router.Area(r.Context(), access, qa.AreaID(id))
	if err == nil && !routing.MayChange(access, a) {
		err = content.Errorf(content.Forbidden, "Areas are changed by those who manage their space, topics by administrators. Nothing was changed.")
	}
	return access, a, err
}

// put makes an area or changes one.
func (s *screens) put(r *httpd.Request) error {
	access, err := r.Access()
	if err != nil {
		return err
	}
	a := routing.Area{}
	if r.Param("id") != "" {
		if access, a, err = s.changeable(r); err != nil {
			return err
		}
	}
	form := typed(r)
	form.ID, form.Heading = int64(a.ID), a.Name
	group, err := r.Number("group")
	if err != nil {
		return err
	}
	next, err := s.read(r, access, form)
	if err == nil {
		next.ID, next.Group = a.ID, team.GroupID(group)
		next, err = s.Router.Put(r.Context(), access, next)
	}
	if known := httpd.Known(err); known != nil && (known.Kind == content.Invalid || known.Kind == content.Conflict) {
		form.Problem = themes.Problem{Text: known.Text, Field: known.Field}
		return s.draw(r, httpd.Status(err), access, form, r.Field("space"), team.GroupID(group))
	}
	if err != nil {
		return err
	}
	r.Say("good", "Questions about “"+next.Name+"” go by what you saved from now on.", nil)
	return r.See("/areas")
}

// typed fills the form with what was typed.
func typed(r *httpd.Request) themes.AreaForm {
	return themes.AreaForm{
		Kind: r.Field("kind"), Page: r.Field("page"), Tag: r.Field("tag"), Words: strings.ReplaceAll(r.Field("words"), "\r\n", "\n"),
		Name: r.Field("name"), Owner: r.Field("owner"), Deputy: r.Field("deputy"), Expect: r.Field("expect"), Emergency: r.Field("emergency"),
		Units: units(routing.Unit(r.Field("unit"))),
	}
}

// read makes an area of what was typed.
func (s *screens) read(r *httpd.Request, access wiki.Access, form themes.AreaForm) (routing.Area, error) {
	a := routing.Area{
		Kind: routing.Kind(form.Kind), Tag: form.Tag, Words: strings.Split(form.Words, "\n"), Name: form.Name, Emergency: form.Emergency,
	}
	if space, found := access.Slug(r.Field("space")); found {
		a.Space = space.ID
	}
	var err error
	if a.Kind == routing.Subtree {
		if a.Page, err = pageNumber(form.Page); err != nil {
			return a, err
		}
	}
	if text := strings.TrimSpace(form.Expect); text != "" {
		if a.Expect.N, err = strconv.Atoi(text); err != nil || a.Expect.N < 1 {
			return a, content.Errorf(content.Invalid, "Write within how many working hours or days a reply is expected, as a number. Nothing was saved.").On("expect")
		}
		a.Expect.Unit = routing.Unit(r.Field("unit"))
	}
	names, err := s.names(r)
	if err != nil {
		return a, err
	}
	if a.Owner, err = names.Find(form.Owner, "owner"); err != nil {
		return a, err
	}
	a.Deputy, err = names.Find(form.Deputy, "deputy")
	return a, err
}

// pageAddress finds the number of a page in its address.
var pageAddress = regexp.MustCompile(`^(?:.*/p/)?(\d{1,18})(?:[/?#].*)?$`)

func pageNumber(text string) (wiki.PageID, error) {
	found := pageAddress.FindStringSubmatch(strings.TrimSpace(text))
	if found == nil {
		return 0, content.Errorf(content.Invalid, "Write the number of the page, or paste its address. Nothing was saved.").On("page")
	}
	n, err := strconv.ParseInt(found[1], 10, 64)
	return wiki.PageID(n), err
}

func (s *screens) remove(r *httpd.Request) error {
	access, a, err := s.changeable(r)
	if err != nil {
		return err
	}
	if a, err = s.Router.Delete(r.Context(), access, a.ID); err != nil {
		return err
	}
	r.Say("good", "The area “"+a.Name+"” is gone. Questions that came by it stay with whom they are.", s.back(r, access, a))
	return r.See("/areas")
}

// back is the button that makes a deleted area again.
func (s *screens) back(r *httpd.Request, access wiki.Access, a routing.Area) *themes.Button {
	names, err := s.names(r)
	if err != nil {
		return nil
	}
	space, _ := access.Space(a.Space)
	fields := []themes.Field{
		{Name: "kind", Value: string(a.Kind)},
		{Name: "space", Value: space.Slug},
		{Name: "tag", Value: a.Tag},
		{Name: "name", Value: a.Name},
		{Name: "words", Value: strings.Join(a.Words, "\n")},
		{Name: "owner", Value: names.Name(a.Owner)},
		{Name: "deputy", Value: names.Name(a.Deputy)},
		{Name: "emergency", Value: a.Emergency},
		{Name: "unit", Value: string(a.Expect.Unit)},
	}
	for name, n := range map[string]int64{"page": int64(a.Page), "group": int64(a.Group), "expect": int64(a.Expect.N)} {
		if n != 0 {
			fields = append(fields, themes.Field{Name: name, Value: fmt.Sprint(n)})
		}
	}
	return &themes.Button{Text: "Undo", Action: "/areas/new", Fields: fields}
}

func units(chosen routing.Unit) []themes.Option {
	return []themes.Option{
		{Value: string(routing.Hours), Text: "working hours", Selected: chosen == routing.Hours},
		{Value: string(routing.Days), Text: "working days", Selected: chosen != routing.Hours},
	}
}

// draw shows the form with what can be chosen.
func (s *screens) draw(r *httpd.Request, status int, access wiki.Access, form themes.AreaForm, space string, group team.GroupID) error {
	for _, k := range []struct {
		kind routing.Kind
		text string
	}{
		{routing.Subtree, "a page, with all beneath it"},
		{routing.Space, "a whole space"},
		{routing.Tag, "the pages of a space that have a tag"},
		{routing.Topic, "a topic: questions in certain words, in any space"},
	} {
		if k.kind != routing.Topic || r.As.IsAdmin() {
			form.Kinds = append(form.Kinds, themes.Option{Value: string(k.kind), Text: k.text, Selected: form.Kind == string(k.kind)})
		}
	}
	form.Spaces = spaceOptions(access, "choose one", space)
	if form.Units == nil {
		form.Units = units("")
	}
	form.Usual = "1 working day, or what the area of the space says"
	people, groups, err := s.Router.Choices(r.Context(), access, 0)
	if err != nil {
		return err
	}
	form.Names = routing.NewDirectory(people, groups).Names()
	if len(groups) > 0 {
		form.Groups = []themes.Option{{Text: "no group"}}
	}
	for _, g := range groups {
		form.Groups = append(form.Groups, themes.Option{Value: fmt.Sprint(g.ID), Text: g.Name, Selected: g.ID == group})
	}
	title := "New area"
	if form.ID != 0 {
		title = form.Heading
	}
	if form.Frame, err = r.Frame(httpd.Here{Title: title, Nav: themes.NavQuestions}); err != nil {
		return err
	}
	return r.DrawAs(status, form)
}
