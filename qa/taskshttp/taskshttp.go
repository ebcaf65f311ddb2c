// Package taskshttp puts My tasks on the server, as list, board, calendar and calendar feed, and page
// requests; screens and calls of the API go through the same use cases of tasks.Board and
// tasks.Requests.
package taskshttp

import (
	"context"
	"net/url"
	"strings"
	"time"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/content/starter"
	"github.com/docent-wiki/docent/qa/tasks"
	"github.com/docent-wiki/docent/themes"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/httpd"
	"github.com/docent-wiki/docent/wiki/wikihttp"
	"github.com/docent-wiki/docent/wiki/worktime"
)

// Deps is what the screens work with.
type Deps struct {
	Board    *tasks.Board
	Requests *tasks.Requests
	Wiki     *wiki.Wiki
	Readers  Readers
	// Calendar tells when somebody works, for "the next working day"; nil: Monday to Friday from nine.
	Calendar  func(context.Context, wiki.PersonID) (worktime.Calendar, error)
	Templates []starter.Template // that a page can start from
}

// Readers gives the people who may read a space that the reader may read, by name.
type Readers func(ctx context.Context, access wiki.Access, space wiki.SpaceID) ([]wiki.PersonRef, error)

type screens struct{ Deps }

// Register puts the screens and calls on a server.
func Register(server *httpd.Server, d Deps) {
	s := &screens{d}
	server.GET("/tasks", s.look("list"))
	server.GET("/tasks/board", s.look("board"))
	server.GET("/tasks/calendar", s.look("calendar"))
	server.POST("/tasks/act", s.act)
	server.GET("/tasks/pass", s.pass)
	server.POST("/tasks/pass", s.passNow)
	server.GET("/tasks/feed", s.feed)
	server.POST("/tasks/feed", s.feedNow)
	server.GET("/calendar/:token", s.calendar, httpd.Visitors, forPrograms)

	server.GET("/requests", s.requests)
	server.GET("/requests/new", s.newRequest)
	server.POST("/requests", s.newRequestNow)
	server.GET("/requests/:id", s.request)
	server.GET("/requests/:id/edit", s.editRequest)
	server.POST("/requests/:id/edit", s.editRequestNow)
	server.POST("/requests/:id/close", s.closeRequest)
	server.POST("/requests/:id/reopen", s.reopenRequest)
	s.registerCalls(server)
}

// forPrograms answers errors without a way to the sign-in screen, of which a program can make nothing.
func forPrograms(r *httpd.Route) { r.API = true }

// Counts gives the numbers in the left column: questions gives the open ones.
func Counts(questions func(context.Context, wiki.Access) (int, error), board *tasks.Board) httpd.Counts {
	return func(ctx context.Context, access wiki.Access) (open, waiting int, err error) {
		if open, err = questions(ctx, access); err != nil {
			return 0, 0, err
		}
		waiting, err = board.Count(ctx, access)
		return open, waiting, err
	}
}

// atHome is how many tasks the home screen shows.
const atHome = 5

// Home adds the reader's first tasks to what stands on the home screen.
func Home(board *tasks.Board, panels wikihttp.Panels) wikihttp.Panels {
	return func(ctx context.Context, access wiki.Access, page wiki.PageID) (wikihttp.Beside, error) {
		b, err := panels(ctx, access, page)
		if err != nil || page != 0 {
			return b, err
		}
		all, err := board.List(ctx, access)
		if err != nil {
			return b, err
		}
		c := clock{as: access.As, now: time.Now()}
		all = tasks.Waiting(all, c.now)
		for _, t := range all[:min(len(all), atHome)] {
			b.Tasks = append(b.Tasks, c.row(access, t, "/"))
		}
		return b, nil
	}
}

// clock writes moments for one reader.
type clock struct {
	as  wiki.Actor
	now time.Time
}

func clockOf(r *httpd.Request) clock { return clock{as: r.As, now: r.Now()} }

func (c clock) when(t time.Time) themes.Time {
	return themes.When(t, c.now, c.as.In(), c.as.Language)
}

func (c clock) due(i tasks.Item) (themes.Time, bool) {
	return themes.Due(i.Due, i.Day, c.now, c.as.In(), c.as.Language)
}

// row writes a task for a screen; back is where its buttons come back to.
func (c clock) row(access wiki.Access, t tasks.Task, back string) themes.Task {
	space, _ := access.Space(t.Space)
	row := themes.Task{
		Key: t.Key, Kind: string(t.Kind), Title: t.Title, URL: t.URL, Text: t.Reason(), Where: space.Name, Since: c.when(t.Since),
		Do: themes.Link{Text: t.Do, URL: t.Go()}, Finish: t.Finish != nil || t.ByHand, Pass: t.Assign != nil,
		State: string(t.State), Back: back, Done: c.when(t.Done), Change: changed(t, back),
	}
	if t.Where != "" {
		row.Where = t.Where
	}
	if row.Do.Text == "" {
		row.Do.Text = "Open"
	}
	if t.Until.After(c.now) {
		row.Until, _ = themes.Due(t.Until, false, c.now, c.as.In(), c.as.Language)
	}
	row.Due, row.Late = c.due(t.Item)
	for _, a := range t.Actions {
		row.Actions = append(row.Actions, button(a))
	}
	return row
}

func button(a tasks.Action) themes.Button {
	b := themes.Button{Text: a.Text, Action: a.URL}
	for name, value := range a.Fields {
		b.Fields = append(b.Fields, themes.Field{Name: name, Value: value})
	}
	return b
}

// backTo gives where a form comes back to: one of our own screens, else the list.
func backTo(r *httpd.Request) string {
	to := httpd.Local(r.Field("next"))
	if to == "/" && r.Field("next") != "/" || to != "/" && to != "/tasks" && !strings.HasPrefix(to, "/tasks?") && !strings.HasPrefix(to, "/tasks/") {
		return "/tasks"
	}
	return to
}

// filled writes a query without what is empty.
func filled(path string, v url.Values) string {
	for name := range v {
		if v.Get(name) == "" {
			v.Del(name)
		}
	}
	if len(v) == 0 {
		return path
	}
	return path + "?" + v.Encode()
}

// mendable gives an error that the one who filled in a form can do something about.
func mendable(err error) *content.Error {
	known := httpd.Known(err)
	if known == nil || known.Kind == content.NotFound || known.Kind == content.Sign || known.Kind == content.Forbidden {
		return nil
	}
	return known
}

func problem(e *content.Error) themes.Problem { return themes.Problem{Text: e.Text, Field: e.Field} }

// day reads a day as a browser sends it: 2026-05-12; zero for "".
func day(text, field string, zone *time.Location) (time.Time, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return time.Time{}, nil
	}
	t, err := time.ParseInLocation(time.DateOnly, text, zone)
	if err != nil {
		return t, content.Errorf(content.Invalid, "“%s” is not a day; write it as 2026-12-31. Nothing was changed.", content.Excerpt(text, 40)).On(field)
	}
	return t, nil
}
