// Package pathshttp shows onboarding paths: a list, a path, the form that changes it, and, for those who
// manage its space, who is how far; and their API.
package pathshttp

import (
	"fmt"
	"strings"
	"time"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/qa/paths"
	"github.com/docent-wiki/docent/themes"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/account"
	"github.com/docent-wiki/docent/wiki/httpd"
	"github.com/docent-wiki/docent/wiki/worktime"
)

type screens struct {
	paths    *paths.Paths
	store    qa.Reads
	accounts *account.Accounts
}

// Register puts the screens on a server.
func Register(server *httpd.Server, p *paths.Paths, store qa.Reads, accounts *account.Accounts) {
	s := screens{p, store, accounts}
	server.GET("/paths", s.list)
	server.GET("/paths/new", s.newForm)
	server.POST("/paths/new", s.save)
	server.GET("/paths/:id", s.path)
	server.POST("/paths/:id", s.act)
	server.GET("/paths/:id/edit", s.editForm)
	server.POST("/paths/:id/edit", s.save)
	server.POST("/paths/:id/people", s.people)
	s.registerCalls(server)
}

func (s screens) list(r *httpd.Request) error {
	access, err := r.Access()
	if err != nil {
		return err
	}
	all, err := s.paths.List(r.Context(), access)
	if err != nil {
		return err
	}
	mine, walks, err := s.paths.Walks(r.Context(), access)
	if err != nil {
		return err
	}
	view := themes.Paths{MayMake: len(editable(access)) > 0}
	own := map[paths.PathID]bool{}
	for i, p := range mine {
		own[p.ID] = true
		view.Mine = append(view.Mine, mineRow(r, access, p, walks[i]))
	}
	for _, p := range all {
		if !own[p.ID] {
			view.Others = append(view.Others, row(access, p))
		}
	}
	if view.Frame, err = r.Frame(httpd.Here{Title: "Paths", Nav: themes.NavPaths}); err != nil {
		return err
	}
	return r.Draw(view)
}

func row(access wiki.Access, p paths.Path) themes.PathRow {
	space, _ := access.Space(p.Space)
	return themes.PathRow{Title: p.Title, URL: p.URL(), Role: p.Role, Where: space.Name, Steps: p.Count}
}

func mineRow(r *httpd.Request, access wiki.Access, p paths.Path, w paths.Walk) themes.PathRow {
	out := row(access, p)
	out.Done, out.Steps, out.Late = w.Finished(), len(w.Steps), w.Late()
	for _, step := range w.Steps {
		if !step.Finished() {
			out.Next = step.Heading
			if !step.Due.IsZero() {
				out.NextDue = "due " + dateText(r, step.Due)
			}
			break
		}
	}
	return out
}

// dateText writes a date in the reader's language.
func dateText(r *httpd.Request, d worktime.Date) string {
	if d.IsZero() {
		return ""
	}
	return themes.On(d.At(0, time.UTC), r.Now(), time.UTC, r.As.Language).Text
}

// find gives the path of the address.
func (s screens) find(r *httpd.Request) (p paths.Path, access wiki.Access, err error) {
	id, err := r.ID("id")
	if err != nil {
		return p, access, err
	}
	if access, err = r.Access(); err != nil {
		return p, access, err
	}
	p, err = s.paths.Get(r.Context(), access, paths.PathID(id))
	return p, access, err
}

func (s screens) path(r *httpd.Request) error {
	p, access, err := s.find(r)
	if err != nil {
		return err
	}
	view, err := s.pathView(r, access, p)
	if err != nil {
		return err
	}
	return r.Draw(view)
}

func (s screens) pathView(r *httpd.Request, access wiki.Access, p paths.Path) (view themes.PathView, err error) {
	w, err := s.paths.Walk(r.Context(), access, p)
	if err != nil {
		return view, err
	}
	space, _ := access.Space(p.Space)
	view = themes.PathView{
		ID: int64(p.ID), Heading: p.Title, Role: p.Role, Text: p.Text, Where: themes.Link{Text: space.Name, URL: "/s/" + space.Slug},
		On: w.On(), Start: dateText(r, w.Start), Today: w.Today.String(), Done: w.Finished(),
		MayEdit: access.Right(p.Space) >= wiki.Editor, MayManage: access.Right(p.Space) >= wiki.Manager, PersonStart: w.Today.String(),
	}
	for _, step := range w.Steps {
		view.Steps = append(view.Steps, stepView(r, step, w.Today))
	}
	asked, err := s.paths.Asked(r.Context(), access, s.store, p)
	if err != nil {
		return view, err
	}
	for _, q := range asked {
		view.Asked = append(view.Asked, themes.Link{Text: q.Title, URL: q.URL()})
	}
	if view.MayManage {
		if err := s.addPeople(r, access, p, &view); err != nil {
			return view, err
		}
	}
	view.Frame, err = r.Frame(httpd.Here{Title: p.Title, Nav: themes.NavPaths})
	return view, err
}

func stepView(r *httpd.Request, step paths.Standing, today worktime.Date) themes.PathStep {
	out := themes.PathStep{
		ID: int64(step.ID), Kind: string(step.Kind), Title: step.Heading, URL: step.URL, Due: dateText(r, step.Due),
		Outside: strings.HasPrefix(step.URL, "http"), Late: step.Late(today), Finished: step.Finished(), Done: r.When(step.Done),
		Revision: step.Page.Revision,
	}
	for _, c := range step.Changed {
		name := c.Heading
		if name == "" {
			name = "the beginning"
		}
		url := step.URL
		if c.Anchor != "" {
			url += "#" + c.Anchor
		}
		out.Changed = append(out.Changed, themes.Link{Text: name, URL: url})
	}
	if len(out.Changed) > 0 && step.Revision > 0 {
		out.Compare = fmt.Sprintf("/p/%d/diff?from=%d&to=%d", step.Page.ID, step.Revision, step.Page.Revision)
	}
	return out
}

// addPeople fills in what managers see.
func (s screens) addPeople(r *httpd.Request, access wiki.Access, p paths.Path, view *themes.PathView) error {
	walks, err := s.paths.People(r.Context(), access, p)
	if err != nil {
		return err
	}
	on := map[wiki.PersonID]bool{}
	for _, w := range walks {
		on[w.Person.ID] = true
		one := themes.PathPerson{
			Person: themes.Person{ID: int64(w.Person.ID), Name: w.Person.Name, Initials: httpd.Initials(w.Person.Name)},
			Start:  dateText(r, w.Start), Done: w.Finished(), Late: w.Late(), Steps: len(w.Steps),
		}
		for _, step := range w.Steps {
			if !step.Finished() {
				one.Open = append(one.Open, step.Heading)
			}
		}
		view.People = append(view.People, one)
	}
	people, err := s.accounts.People(r.Context())
	if err != nil {
		return err
	}
	for _, one := range people {
		if !one.Disabled && !on[one.ID] {
			view.Candidates = append(view.Candidates, themes.Option{Value: fmt.Sprint(one.ID), Text: one.Name})
		}
	}
	return nil
}

// act is what somebody does on a path.
func (s screens) act(r *httpd.Request) error {
	p, access, err := s.find(r)
	if err != nil {
		return err
	}
	step, err := r.Number("step")
	if err != nil {
		return err
	}
	revision, err := r.Number("revision")
	if err != nil {
		return err
	}
	said, back := "", p.URL()
	switch r.Field("action") {
	case "start":
		said, err = "You are on this path.", s.start(r, access, p, r.As.Person)
	case "leave":
		said, err = "You have left this path.", s.paths.End(r.Context(), access, p.ID, r.As.Person)
	case "done":
		back = paths.Step{ID: paths.StepID(step)}.URL(p.ID)
		err = s.paths.Done(r.Context(), access, p.ID, paths.StepID(step), int(revision))
	case "undo":
		back = paths.Step{ID: paths.StepID(step)}.URL(p.ID)
		err = s.paths.Undo(r.Context(), access, p.ID, paths.StepID(step))
	default:
		err = content.Errorf(content.Invalid, "The form does not say what to do. Nothing was changed.")
	}
	r.ForgetCounts()
	return s.answer(r, access, p, err, said, back)
}

func (s screens) start(r *httpd.Request, access wiki.Access, p paths.Path, person wiki.PersonID) error {
	day, err := dayOf(r.Field("start"))
	if err != nil {
		return err
	}
	return s.paths.Start(r.Context(), access, p.ID, person, day)
}

// people puts people on a path and takes them off.
func (s screens) people(r *httpd.Request) error {
	p, access, err := s.find(r)
	if err != nil {
		return err
	}
	person, err := r.Number("person")
	if err != nil {
		return err
	}
	if err := access.Need(p.Space, wiki.Manager, "path"); err != nil {
		return err
	}
	said := "Started."
	if r.Field("action") == "end" {
		said, err = "Taken off the path.", s.paths.End(r.Context(), access, p.ID, wiki.PersonID(person))
	} else {
		err = s.start(r, access, p, wiki.PersonID(person))
	}
	r.ForgetCounts()
	return s.answer(r, access, p, err, said, p.URL()+"#people")
}

// answer leads back to the path, or shows it with what went wrong.
func (s screens) answer(r *httpd.Request, access wiki.Access, p paths.Path, err error, said, back string) error {
	if known := httpd.Known(err); known != nil && (known.Kind == content.Invalid || known.Kind == content.Conflict) {
		view, err := s.pathView(r, access, p)
		if err != nil {
			return err
		}
		view.Problem = themes.Problem{Text: known.Text, Field: known.Field}
		return r.Refuse(known, view)
	}
	if err != nil {
		return err
	}
	if said != "" {
		r.Say("good", said, nil)
	}
	return r.See(back)
}
