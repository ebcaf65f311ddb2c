package taskshttp

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/qa/tasks"
	"github.com/docent-wiki/docent/themes"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/httpd"
)

func id[ID ~int64](n ID) string { return strconv.FormatInt(int64(n), 10) }

// tag is the ETag of a body.
func tag(body []byte) string {
	sum := sha256.Sum256(body)
	return `"` + hex.EncodeToString(sum[:12]) + `"`
}

var requestTabs = []struct {
	state tasks.RequestState
	text  string
}{{tasks.RequestOpen, "Asked for"}, {tasks.RequestWritten, "Written"}, {tasks.RequestClosed, "Closed"}}

// requests lists page requests by state, the newest first.
func (s *screens) requests(r *httpd.Request) error {
	access, err := r.Access()
	if err != nil {
		return err
	}
	slug := r.Query("space")
	f := tasks.RequestFilter{State: tasks.RequestState(r.Query("state")), Limit: perPage + 1}
	if f.Space, err = spaceNamed(access, slug); err != nil {
		return err
	}
	if before, err := r.Number("before"); err == nil {
		f.Before = tasks.RequestID(before)
	}
	view := themes.Requests{State: string(tasks.RequestOpen)}
	known := f.State == ""
	for _, tab := range requestTabs {
		on := f.State == tab.state || f.State == "" && tab.state == tasks.RequestOpen
		if on {
			view.State, known = string(tab.state), true
		}
		at := filled("/requests", url.Values{"state": {string(tab.state)}, "space": {slug}})
		view.Tabs = append(view.Tabs, themes.Facet{Text: tab.text, URL: at, Count: -1, On: on})
	}
	if !known {
		return content.Errorf(content.NotFound, "There is no list of requests called “%s”.", content.Excerpt(string(f.State), 40))
	}
	list, err := s.Requests.List(r.Context(), access, f)
	if err != nil {
		return err
	}
	if len(list) > perPage {
		list = list[:perPage]
		view.Next = filled("/requests", url.Values{"state": {view.State}, "space": {slug}, "before": {id(list[perPage-1].ID)}})
	}
	titles, err := s.Requests.PageTitles(r.Context(), access, list)
	if err != nil {
		return err
	}
	for _, p := range list {
		view.Rows = append(view.Rows, requestRow(clockOf(r), access, p, titles[p.Page]))
	}
	if len(access.Spaces()) > 1 {
		view.Spaces = spaceOptions(access, "All spaces", slug)
	}
	if view.Frame, err = r.Frame(httpd.Here{Title: "Page requests", Nav: themes.NavTasks, Space: f.Space}); err != nil {
		return err
	}
	return r.Draw(view)
}

// requestRow writes a request for a screen; page is the title of the page made from it, as far as the
// reader may read it.
func requestRow(c clock, access wiki.Access, p tasks.PageRequest, page string) themes.RequestRow {
	space, _ := access.Space(p.Space)
	row := themes.RequestRow{
		Title: p.Title, URL: p.URL(), Space: space.Name, State: string(p.State), Owner: p.Owner.Name, By: p.By.Name, At: c.when(p.Created), Reason: p.Reason,
	}
	if p.State == tasks.RequestOpen {
		row.Due, row.Late = themes.Due(p.Due, true, c.now, c.as.In(), c.as.Language)
	}
	if page != "" {
		row.Page = &themes.Link{Text: page, URL: wiki.PageURL(p.Page, page)}
	}
	return row
}

// viewed gives the request of the address.
func (s *screens) viewed(r *httpd.Request) (wiki.Access, tasks.PageRequest, error) {
	number, err := r.ID("id")
	if err != nil {
		return wiki.Access{}, tasks.PageRequest{}, err
	}
	access, err := r.Access()
	if err != nil {
		return access, tasks.PageRequest{}, err
	}
	p, err := s.Requests.Get(r.Context(), access, tasks.RequestID(number))
	return access, p, err
}

func (s *screens) request(r *httpd.Request) error {
	access, p, err := s.viewed(r)
	if err != nil {
		return err
	}
	return s.drawRequest(r, http.StatusOK, access, p, themes.Problem{})
}

func (s *screens) drawRequest(r *httpd.Request, status int, access wiki.Access, p tasks.PageRequest, wrong themes.Problem) error {
	titles, err := s.Requests.TitlesOf(r.Context(), access, p)
	if err != nil {
		return err
	}
	c := clockOf(r)
	view := themes.RequestView{
		Problem: wrong, Row: requestRow(c, access, p, titles.Page), ID: int64(p.ID), MayChange: p.MayChange(access), Reason: r.Field("reason"),
		Closed: c.when(p.Closed), ClosedBy: p.ClosedBy.Name,
	}
	if titles.Question != "" {
		view.Question = &themes.Link{Text: titles.Question, URL: qa.QuestionURL(qa.QuestionID(p.Question), titles.Question)}
	}
	if space, found := access.Space(p.Space); found && access.Right(p.Space) >= wiki.Editor {
		view.Write = p.WriteURL(space)
	}
	if strings.TrimSpace(p.Text) != "" {
		text, err := s.Wiki.Preview(r.Context(), r.As, p.Space, 0, p.Title, p.Text)
		if err != nil {
			return err
		}
		view.Body.HTML = template.HTML(text.HTML) //nolint:gosec // sanitised by content
	}
	if view.Frame, err = r.Frame(httpd.Here{Title: p.Title, Nav: themes.NavTasks, Space: p.Space}); err != nil {
		return err
	}
	return r.DrawAs(status, view)
}

func (s *screens) newRequest(r *httpd.Request) error {
	form, err := s.read(r)
	if err != nil {
		return err
	}
	return s.drawForm(r, http.StatusOK, form)
}

// typed is the form of a request as it was filled in.
type typed struct {
	id                 tasks.RequestID
	title, text, space string
	due, template      string
	owner, question    int64
	wrong              themes.Problem
}

// read reads the form, or the address that fills it in. The owner is by number.
func (s *screens) read(r *httpd.Request) (f typed, err error) {
	f = typed{
		title: r.Field("title"), text: strings.ReplaceAll(r.Field("text"), "\r\n", "\n"), space: r.Field("space"), due: r.Field("due"), template: r.Field("template"),
	}
	if f.owner, err = r.Number("owner"); err != nil {
		return f, err
	}
	f.question, err = r.Number("question")
	return f, err
}

func (s *screens) drawForm(r *httpd.Request, status int, f typed) error {
	access, err := r.Access()
	if err != nil {
		return err
	}
	view := themes.RequestForm{Problem: f.wrong, ID: int64(f.id), Heading: f.title, Text: f.text, Day: f.due, QuestionID: f.question}
	space, found := access.Slug(f.space)
	if !found {
		if f.space != "" {
			return content.Errorf(content.NotFound, "There is no space “%s”, or you may not see it.", content.Excerpt(f.space, 80))
		}
		if spaces := access.Spaces(); len(spaces) > 0 {
			space = spaces[0]
		}
	}
	if f.id == 0 {
		view.Spaces = spaceOptions(access, "", space.Slug)
	}
	if space.ID != 0 {
		readers, err := s.Readers(r.Context(), access, space.ID)
		if err != nil {
			return err
		}
		view.Owners = []themes.Option{{Value: "0", Text: "Nobody in particular", Selected: f.owner == 0}}
		for _, one := range readers {
			view.Owners = append(view.Owners, themes.Option{Value: id(one.ID), Text: one.Name, Selected: int64(one.ID) == f.owner})
		}
	}
	view.Templates = []themes.Option{{Text: "An empty page", Selected: f.template == ""}}
	for _, t := range s.Templates {
		view.Templates = append(view.Templates, themes.Option{Value: t.Slug, Text: t.Title, Selected: t.Slug == f.template})
	}
	titles, err := s.Requests.TitlesOf(r.Context(), access, tasks.PageRequest{Question: f.question})
	if err != nil {
		return err
	}
	if titles.Question != "" {
		view.Question = &themes.Link{Text: titles.Question, URL: qa.QuestionURL(qa.QuestionID(f.question), titles.Question)}
	}
	name := "Ask for a page"
	if f.id != 0 {
		name = "Change the request"
	}
	if view.Frame, err = r.Frame(httpd.Here{Title: name, Nav: themes.NavTasks, Space: space.ID}); err != nil {
		return err
	}
	return r.DrawAs(status, view)
}

func (s *screens) newRequestNow(r *httpd.Request) error {
	access, err := r.Access()
	if err != nil {
		return err
	}
	f, err := s.read(r)
	if err != nil {
		return err
	}
	space, err := spaceNamed(access, f.space)
	if err != nil {
		return err
	}
	if space == 0 {
		f.wrong = themes.Problem{Text: "Choose the space that the page belongs to. Nothing was saved; what you typed is still here.", Field: "space"}
		return s.drawForm(r, http.StatusUnprocessableEntity, f)
	}
	due, err := day(f.due, "due", time.UTC)
	var p tasks.PageRequest
	if err == nil {
		p, err = s.Requests.Create(r.Context(), access, tasks.NewRequest{
			Title: f.title, Text: f.text, Space: space, Owner: wiki.PersonID(f.owner), Due: due, Question: f.question, Template: f.template,
		})
	}
	if known := mendable(err); known != nil {
		f.wrong = problem(known)
		return s.drawForm(r, httpd.Status(err), f)
	}
	if err != nil {
		return err
	}
	said := "The page is asked for."
	if p.Owner.Name != "" {
		said = p.Owner.Name + " finds it among the tasks."
	}
	r.Say("good", said, nil)
	return r.See(p.URL())
}

// changeable gives a request to somebody who may change it.
func (s *screens) changeable(r *httpd.Request) (wiki.Access, tasks.PageRequest, error) {
	access, p, err := s.viewed(r)
	if err == nil && !p.MayChange(access) {
		_, err = s.Requests.Change(r.Context(), access, p.ID, tasks.RequestChange{}) // says why not
	}
	return access, p, err
}

func (s *screens) editRequest(r *httpd.Request) error {
	access, p, err := s.changeable(r)
	if err != nil {
		return err
	}
	space, _ := access.Space(p.Space)
	f := typed{id: p.ID, title: p.Title, text: p.Text, space: space.Slug, template: p.Template, owner: int64(p.Owner.ID), question: p.Question}
	if !p.Due.IsZero() {
		f.due = p.Due.Format(time.DateOnly)
	}
	return s.drawForm(r, http.StatusOK, f)
}

func (s *screens) editRequestNow(r *httpd.Request) error {
	access, p, err := s.changeable(r)
	if err != nil {
		return err
	}
	f, err := s.read(r)
	if err != nil {
		return err
	}
	space, _ := access.Space(p.Space)
	f.id, f.space, f.question = p.ID, space.Slug, p.Question
	due, err := day(f.due, "due", time.UTC)
	if err == nil {
		owner := wiki.PersonID(f.owner)
		_, err = s.Requests.Change(r.Context(), access, p.ID, tasks.RequestChange{Title: &f.title, Text: &f.text, Owner: &owner, Due: &due, Template: &f.template})
	}
	if known := mendable(err); known != nil {
		f.wrong = problem(known)
		return s.drawForm(r, httpd.Status(err), f)
	}
	if err != nil {
		return err
	}
	r.Say("good", "The request is changed.", nil)
	return r.See(p.URL())
}

func (s *screens) closeRequest(r *httpd.Request) error {
	access, p, err := s.viewed(r)
	if err != nil {
		return err
	}
	_, err = s.Requests.Close(r.Context(), access, p.ID, r.Field("reason"))
	if known := mendable(err); known != nil {
		return s.drawRequest(r, httpd.Status(err), access, p, problem(known))
	}
	if err != nil {
		return err
	}
	r.Say("good", "The request is closed.", &themes.Button{Text: "Undo", Action: fmt.Sprintf("/requests/%d/reopen", p.ID)})
	return r.See(p.URL())
}

func (s *screens) reopenRequest(r *httpd.Request) error {
	access, p, err := s.viewed(r)
	if err != nil {
		return err
	}
	if _, err := s.Requests.Reopen(r.Context(), access, p.ID); err != nil {
		return err
	}
	r.Say("good", "The page is asked for again.", nil)
	return r.See(p.URL())
}

// spaceNamed gives the number of a readable space by its slug; 0 for "".
func spaceNamed(access wiki.Access, slug string) (wiki.SpaceID, error) {
	if slug == "" {
		return 0, nil
	}
	space, found := access.Slug(slug)
	if !found {
		return 0, content.Errorf(content.NotFound, "There is no space “%s”, or you may not see it.", content.Excerpt(slug, 80)).On("space")
	}
	return space.ID, nil
}

// spaceOptions are the spaces to choose from, after a first choice with the empty value where it has a name.
func spaceOptions(access wiki.Access, first, chosen string) []themes.Option {
	var list []themes.Option
	if first != "" {
		list = append(list, themes.Option{Text: first, Selected: chosen == ""})
	}
	for _, space := range access.Spaces() {
		list = append(list, themes.Option{Value: space.Slug, Text: space.Name, Selected: space.Slug == chosen})
	}
	return list
}
