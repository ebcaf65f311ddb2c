package taskshttp

import (
	"net/url"
	"strconv"
	"time"

	"github.com/docent-wiki/docent/qa/tasks"
	"github.com/docent-wiki/docent/themes"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/httpd"
)

const perPage = 50

var looks = []struct{ name, text, path string }{
	{"list", "List", "/tasks"}, {"board", "Board", "/tasks/board"}, {"calendar", "Calendar", "/tasks/calendar"},
}

// kindNames are the kinds as a filter names them.
var kindNames = []struct {
	kind tasks.Kind
	text string
}{
	{tasks.Answer, "Questions to answer"},
	{tasks.Check, "Answers to check"},
	{tasks.Verify, "Pages to verify"},
	{tasks.Review, "Reviews"},
	{tasks.Mention, "Mentions"},
	{tasks.Request, "Pages to write"},
	{tasks.Checklist, "Boxes to tick"},
	{tasks.Path, "Steps of a path"},
}

// drawing is a look at the reader's tasks in the making.
type drawing struct {
	clock
	access wiki.Access
	query  url.Values // what is filtered
	back   string     // this address
	view   themes.Tasks
}

// look shows the reader's tasks as list, board or calendar.
func (s *screens) look(name string) httpd.Handler {
	return func(r *httpd.Request) error {
		access, err := r.Access()
		if err != nil {
			return err
		}
		all, err := s.Board.List(r.Context(), access)
		if err != nil {
			return err
		}
		d := drawing{clock: clockOf(r), access: access, query: url.Values{"kind": {r.Query("kind")}, "space": {r.Query("space")}}}
		d.back = r.URL.RequestURI()
		d.view.Look, d.view.Total = name, len(tasks.Waiting(all, d.now))
		d.choices(all)
		all = d.filter(all)
		switch name {
		case "board":
			d.board(all)
		case "calendar":
			d.month(all, r.Query("month"))
		default:
			d.list(all, r.Query("page"))
		}
		if d.view.Frame, err = r.Frame(httpd.Here{Title: "My tasks", Nav: themes.NavTasks}); err != nil {
			return err
		}
		d.view.Frame.Counts.Tasks = d.view.Total // what was done a moment ago is in it
		return r.Draw(d.view)
	}
}

// choices fills the tabs and the filters: kinds and spaces that something waits in.
func (d *drawing) choices(all []tasks.Task) {
	kinds, spaces := map[tasks.Kind]bool{}, map[wiki.SpaceID]bool{}
	for _, t := range all {
		kinds[t.Kind], spaces[t.Space] = true, true
	}
	for _, look := range looks {
		tab := themes.Facet{Text: look.text, URL: filled(look.path, clone(d.query)), Count: -1, On: look.name == d.view.Look}
		if tab.On {
			tab.Count, d.view.Path = d.view.Total, look.path
		}
		d.view.Looks = append(d.view.Looks, tab)
	}
	kind, slug := d.query.Get("kind"), d.query.Get("space")
	if kind != "" || slug != "" {
		d.view.All = d.view.Path
	}
	if len(kinds) > 1 || kind != "" {
		d.view.Kinds = []themes.Option{{Text: "Everything", Selected: kind == ""}}
		for _, k := range kindNames {
			if on := string(k.kind) == kind; kinds[k.kind] || on {
				d.view.Kinds = append(d.view.Kinds, themes.Option{Value: string(k.kind), Text: k.text, Selected: on})
			}
		}
	}
	if len(spaces) > 1 || slug != "" {
		d.view.Spaces = []themes.Option{{Text: "All spaces", Selected: slug == ""}}
		for _, s := range d.access.Spaces() {
			if on := s.Slug == slug; spaces[s.ID] || on {
				d.view.Spaces = append(d.view.Spaces, themes.Option{Value: s.Slug, Text: s.Name, Selected: on})
			}
		}
	}
}

func clone(v url.Values) url.Values {
	c := url.Values{}
	for name, list := range v {
		c[name] = list
	}
	return c
}

// filter keeps what the query asks for; a space that the reader may not read keeps nothing.
func (d *drawing) filter(all []tasks.Task) []tasks.Task {
	return narrowed(d.access, all, d.query.Get("kind"), d.query.Get("space"))
}

func narrowed(access wiki.Access, all []tasks.Task, kind, slug string) []tasks.Task {
	space, _ := access.Slug(slug)
	var kept []tasks.Task
	for _, t := range all {
		if (kind == "" || string(t.Kind) == kind) && (slug == "" || space.ID != 0 && t.Space == space.ID) {
			kept = append(kept, t)
		}
	}
	return kept
}

// list fills one page of what waits, and what is put off.
func (d *drawing) list(all []tasks.Task, page string) {
	var later []tasks.Task
	for _, t := range all {
		if t.Done.IsZero() && t.Until.After(d.now) {
			later = append(later, t)
		}
	}
	all = tasks.Waiting(all, d.now)
	last := max((len(all)+perPage-1)/perPage, 1)
	n, err := strconv.Atoi(page)
	if err != nil {
		n = 1
	}
	n = min(max(n, 1), last)
	from, to := (n-1)*perPage, min(n*perPage, len(all))
	at := func(n int) string {
		q := clone(d.query)
		q.Set("page", strconv.Itoa(n))
		return filled("/tasks", q)
	}
	d.view.Pager = themes.Pager{First: from + 1, Last: to, Total: len(all)}
	if n > 1 {
		d.view.Pager.Prev = at(n - 1)
	}
	if n < last {
		d.view.Pager.Next = at(n + 1)
	}
	d.view.Rows = d.rows(all[from:to])
	if n == last {
		d.view.Later = d.rows(later)
	}
}

func (d *drawing) rows(all []tasks.Task) []themes.Task {
	rows := make([]themes.Task, 0, len(all))
	for _, t := range all {
		rows = append(rows, d.row(d.access, t, d.back))
	}
	return rows
}

var columns = []struct {
	state       tasks.State
	title, none string
}{
	{tasks.StateNew, "New", "Nothing new."},
	{tasks.StateWaiting, "Waiting", "Put here what waits for somebody else, or for another day."},
	{tasks.StateAnswered, "Answered or done", "What is answered and not accepted yet, and what you have done these days."},
	{tasks.StateLooking, "Needs a look", "Nothing of yours has become doubtful."},
}

// board fills the columns.
func (d *drawing) board(all []tasks.Task) {
	by := map[tasks.State][]tasks.Task{}
	for _, t := range all {
		if t.Shown(d.now) {
			by[t.State] = append(by[t.State], t)
		}
	}
	for _, c := range columns {
		d.view.Columns = append(d.view.Columns, themes.TaskColumn{Name: string(c.state), Title: c.title, Empty: c.none, Rows: d.rows(by[c.state])})
	}
}

// month fills the calendar with what is due; text is the month as 2026-05, "" this one.
func (d *drawing) month(all []tasks.Task, text string) {
	today := tasks.DayOf(d.now, d.as.In())
	first, err := time.Parse("2006-01", text)
	if err != nil || first.Year() < 2000 || first.Year() > 2200 {
		first = today
	}
	first = time.Date(first.Year(), first.Month(), 1, 0, 0, 0, 0, time.UTC)
	due := map[time.Time][]themes.Task{}
	m := &themes.TaskMonth{Title: themes.MonthName(first, d.as.Language), Days: themes.WeekDays(d.as.Language)}
	for _, t := range all {
		switch day := t.DueOn(d.as.In()); {
		case !t.Done.IsZero():
		case !day.IsZero():
			due[day] = append(due[day], d.row(d.access, t, d.back))
		case t.Waits(d.now):
			m.Undated = append(m.Undated, d.row(d.access, t, d.back))
		}
	}
	at := func(months int) string {
		q := clone(d.query)
		if months != 0 {
			q.Set("month", first.AddDate(0, months, 0).Format("2006-01"))
		}
		return filled("/tasks/calendar", q)
	}
	m.Prev, m.Next, m.Today = at(-1), at(1), at(0)
	back := (int(first.Weekday()) - int(themes.FirstWeekday(d.as.Language)) + 7) % 7
	for day := first.AddDate(0, 0, -back); day.Before(first.AddDate(0, 1, 0)); {
		week := make([]themes.TaskDay, 7)
		for i := range week {
			name, _ := themes.Due(day, true, d.now, d.as.In(), d.as.Language)
			name.Text = name.Exact
			week[i] = themes.TaskDay{
				Number: day.Day(), At: name, Today: day.Equal(today), Other: day.Month() != first.Month(), Rows: due[day],
			}
			day = day.AddDate(0, 0, 1)
		}
		m.Weeks = append(m.Weeks, week)
	}
	d.view.Month = m
}
