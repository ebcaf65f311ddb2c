package pathshttp

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/qa/paths"
	"github.com/docent-wiki/docent/themes"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/httpd"
)

// emptyRows are the rows for new steps at the end of the form.
const emptyRows = 4

// editable are the spaces in which somebody may make a path.
func editable(access wiki.Access) []wiki.Space {
	var list []wiki.Space
	for _, space := range access.Spaces() {
		if access.Right(space.ID) >= wiki.Editor {
			list = append(list, space)
		}
	}
	return list
}

func (s screens) newForm(r *httpd.Request) error {
	access, err := r.Access()
	if err != nil {
		return err
	}
	view, err := s.form(r, access, paths.Path{}, nil)
	if err != nil {
		return err
	}
	return r.Draw(view)
}

func (s screens) editForm(r *httpd.Request) error {
	p, access, err := s.find(r)
	if err != nil {
		return err
	}
	if err := access.Need(p.Space, wiki.Editor, "path"); err != nil {
		return err
	}
	view, err := s.form(r, access, p, nil)
	if err != nil {
		return err
	}
	return r.Draw(view)
}

// form shows a path to be changed; rows are what was typed, nil for the steps of the path.
func (s screens) form(r *httpd.Request, access wiki.Access, p paths.Path, rows []themes.PathFormRow) (view themes.PathForm, err error) {
	view = themes.PathForm{ID: int64(p.ID), Title: p.Title, Role: p.Role, Text: p.Text, Rows: rows, MayRemove: p.ID != 0 && access.Right(p.Space) >= wiki.Manager}
	if rows == nil {
		if view.Rows, err = s.rows(r, access, p); err != nil {
			return view, err
		}
	}
	if p.ID == 0 {
		spaces := editable(access)
		if len(spaces) == 0 {
			return view, content.Errorf(content.Forbidden, "You may not make a path in any space. Ask an editor.")
		}
		for _, space := range spaces {
			view.Spaces = append(view.Spaces, themes.Option{Value: space.Slug, Text: space.Name, Selected: space.ID == p.Space || p.Space == 0 && space.Slug == r.Query("space")})
		}
	}
	title := "New path"
	if p.ID != 0 {
		title = "Edit · " + p.Title
	}
	view.Frame, err = r.Frame(httpd.Here{Title: title, Nav: themes.NavPaths})
	return view, err
}

// rows are the steps of a path and empty ones. Of a page that the editor may not read only its number shows.
func (s screens) rows(r *httpd.Request, access wiki.Access, p paths.Path) (rows []themes.PathFormRow, err error) {
	w, err := s.paths.Walk(r.Context(), access, p)
	if err != nil {
		return nil, err
	}
	for i, step := range p.Steps {
		row := themes.PathFormRow{N: i + 1, ID: int64(step.ID), Place: i + 1, Title: step.Title, Target: step.Target, Days: step.Days}
		if step.Kind == paths.ReadPage {
			row.Target = fmt.Sprintf("/p/%d", step.Page)
			at := slices.IndexFunc(w.Steps, func(o paths.Standing) bool { return o.ID == step.ID })
			if at >= 0 {
				row.Target, row.Hint = w.Steps[at].URL, w.Steps[at].Page.Title
			}
		}
		rows = append(rows, row)
	}
	for range emptyRows {
		n := len(rows) + 1
		rows = append(rows, themes.PathFormRow{N: n, Place: n})
	}
	return rows, nil
}

// save makes, changes or removes a path.
func (s screens) save(r *httpd.Request) error {
	access, err := r.Access()
	if err != nil {
		return err
	}
	var p paths.Path
	if r.Param("id") != "" {
		if p, access, err = s.find(r); err != nil {
			return err
		}
		if err := access.Need(p.Space, wiki.Editor, "path"); err != nil {
			return err
		}
		if r.Field("action") == "remove" {
			return s.remove(r, access, p)
		}
	} else if space, ok := access.Slug(r.Field("space")); ok {
		p.Space = space.ID
	} else {
		return content.Errorf(content.NotFound, "There is no such space, or you may not see it. Nothing was saved.")
	}
	p.Title, p.Role, p.Text = r.Field("title"), r.Field("role"), r.Field("text")
	rows, err := typed(r)
	if err == nil {
		p.Steps, err = stepsOf(r, rows)
	}
	var saved paths.Path
	if err == nil {
		saved, err = s.paths.Put(r.Context(), access, p)
	}
	if known := httpd.Known(err); known != nil && known.Kind == content.Invalid {
		view, err := s.form(r, access, p, rows)
		if err != nil {
			return err
		}
		view.Problem = themes.Problem{Text: known.Text, Field: known.Field}
		return r.Refuse(known, view)
	}
	if err != nil {
		return err
	}
	r.Say("good", "The path is saved.", nil)
	return r.See(saved.URL())
}

func (s screens) remove(r *httpd.Request, access wiki.Access, p paths.Path) error {
	if r.Field("sure") == "" {
		return content.Errorf(content.Invalid, "Tick that you know what is deleted. Nothing was removed.")
	}
	if err := s.paths.Remove(r.Context(), access, p.ID); err != nil {
		return err
	}
	r.ForgetCounts()
	r.Say("good", "The path is removed. Its pages are where they were.", nil)
	return r.See("/paths")
}

// typed reads the rows of the form; there are as many as there can be steps, and some empty ones.
func typed(r *httpd.Request) ([]themes.PathFormRow, error) {
	rows := []themes.PathFormRow{}
	for _, n := range r.Form["step"] {
		number, err := strconv.Atoi(n)
		if err != nil || len(rows) > paths.MaxSteps+emptyRows {
			return rows, content.Errorf(content.Invalid, "A path has at most %d steps. Nothing was saved.", paths.MaxSteps).On("steps")
		}
		row := themes.PathFormRow{N: number, Title: r.Field("title_" + n), Target: r.Field("target_" + n)}
		for field, to := range map[string]*int{"place_": &row.Place, "days_": &row.Days} {
			value, err := r.Number(field + n)
			if err != nil {
				return rows, err
			}
			*to = int(min(max(value, -1), 1<<20))
		}
		if row.ID, err = r.Number("id_" + n); err != nil {
			return rows, err
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// stepsOf gives the steps that rows say, in their order; empty and removed rows are left out.
func stepsOf(r *httpd.Request, rows []themes.PathFormRow) ([]paths.Step, error) {
	ordered := slices.Clone(rows)
	slices.SortStableFunc(ordered, func(a, b themes.PathFormRow) int { return a.Place - b.Place })
	var steps []paths.Step
	for _, row := range ordered {
		if r.Field(fmt.Sprintf("remove_%d", row.N)) != "" || row.Title == "" && row.Target == "" {
			continue
		}
		step := paths.Step{ID: paths.StepID(row.ID), Title: row.Title, Days: row.Days}
		var err error
		if step.Kind, step.Page, step.Target, err = paths.Target(row.Target, r.Host); err != nil {
			return nil, err
		}
		steps = append(steps, step)
	}
	return steps, nil
}
