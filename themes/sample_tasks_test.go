package themes

import "time"

func taskSamples() []sample {
	looks := func(at int) []Facet {
		list := []Facet{{"List", "/tasks", 4, false}, {"Board", "/tasks/board", -1, false}, {"Calendar", "/tasks/calendar", -1, false}}
		list[at].On = true
		return list
	}
	rows := sampleTasks()
	list := Tasks{
		Frame: sampleFrame(NavTasks), Look: "list", Looks: looks(0), Path: "/tasks", Total: 4, Rows: rows[:4], Later: rows[2:3],
		Kinds: option("", "answer", "check"), Spaces: option("", "handbook"), Pager: Pager{1, 50, 200, "", "/tasks?page=2"}, Problem: Problem{"Choose a day in the future.", "until"},
	}
	filtered := Tasks{Frame: sampleFrame(NavTasks), Look: "list", Looks: looks(0), Path: "/tasks", Kinds: option("", "answer"), All: "/tasks"}
	board := Tasks{Frame: sampleFrame(NavTasks), Look: "board", Looks: looks(1), Path: "/tasks/board", Columns: []TaskColumn{
		{"new", "New", "Nothing new.", append(rows[1:2:2], rows[3])},
		{"waiting", "Waiting", "Nothing waits.", rows[2:3]},
		{"answered", "Answered or done", "Nothing yet.", rows[4:]},
		{"looking", "Needs a look", "All is well.", nil},
	}}
	calendar := Tasks{Frame: sampleFrame(NavTasks), Look: "calendar", Looks: looks(2), Path: "/tasks/calendar", Month: sampleMonth(rows)}
	row := RequestRow{Title: longTitle, URL: "/requests/7", Space: "Handbook", State: "open", Owner: "Noor Haddad", By: "Ada", Due: due(-day), Late: true, At: ago(9 * day)}
	written, closed := row, row
	written.State, written.Page, written.Late = "written", &Link{rtlTitle, "/p/31"}, false
	closed.State, closed.Title, closed.Reason, closed.Owner = "closed", rtlTitle, "It is in the contract.", ""
	request := RequestView{
		Frame: sampleFrame(NavTasks), Row: row, ID: 7, Body: Passage{HTML: "<p>What holds for <strong>contractors</strong>.</p>"}, Question: &Link{"Do contractors get leave?", "/q/5"},
		Write: "/new?for=request-7", MayChange: true, Problem: Problem{"Say in a few words why.", "reason"},
	}
	tabs := []Facet{{"Asked for", "/requests", -1, true}, {"Written", "/requests?state=written", -1, false}}
	form := RequestForm{
		Frame: sampleFrame(NavTasks), Heading: "Leave", Text: "For contractors.", Day: "2026-05-12", Spaces: option("a", "b"), Owners: option("", "Noor"), Templates: option("", "howto"),
		Question: &Link{longTitle, "/q/5"}, QuestionID: 5, Problem: Problem{"Give it a title.", "title"},
	}
	return []sample{
		{"tasks", list},
		{"tasks-200", Tasks{Frame: sampleFrame(NavTasks), Look: "list", Looks: looks(0), Path: "/tasks", Rows: manyTasks(200)}},
		{"tasks-none", Tasks{Frame: sampleFrame(NavTasks), Look: "list", Looks: looks(0)}},
		{"tasks-filtered", filtered},
		{"tasks-board", board},
		{"tasks-calendar", calendar},
		{"taskpass", TaskPass{Frame: sampleFrame(NavTasks), Task: rows[0], People: option("", "Noor"), Loses: "The question is Noor’s then.", Problem: Problem{"Choose somebody.", "to"}}},
		{"taskfeed", TaskFeed{Frame: sampleFrame(NavTasks), Address: "https://docent.example.org/calendar/ABCDEFGHIJKLMNOPQRSTUVWXYZ234567.ics"}},
		{"taskfeed-old", TaskFeed{Frame: sampleFrame(NavTasks), Since: ago(40 * day)}},
		{"taskfeed-none", TaskFeed{Frame: sampleFrame(NavTasks)}},
		{"requests", Requests{Frame: sampleFrame(NavTasks), Tabs: tabs, Spaces: option("", "handbook"), State: "open", Rows: []RequestRow{row, written, closed}, Next: "/requests?before=3"}},
		{"requests-none", Requests{Frame: sampleFrame(NavTasks), Tabs: tabs, State: "open"}},
		{"request", request},
		{"request-written", RequestView{Frame: sampleFrame(NavTasks), Row: written, ID: 8, Closed: ago(day), ClosedBy: "Noor", MayChange: true}},
		{"request-closed", RequestView{Frame: sampleFrame(NavTasks), Row: closed, ID: 9, Closed: ago(day), ClosedBy: "Noor"}},
		{"requestform", form},
		{"requestform-edit", RequestForm{Frame: sampleFrame(NavTasks), ID: 7, Heading: "Leave", Owners: option("", "Noor")}},
	}
}

func sampleMonth(rows []Task) *TaskMonth {
	m := &TaskMonth{Title: MonthName(now, "en"), Prev: "/tasks/calendar?month=2026-04", Next: "/tasks/calendar?month=2026-06", Today: "/tasks/calendar", Days: WeekDays("en"), Undated: rows[3:4]}
	first := time.Date(2026, 4, 27, 0, 0, 0, 0, time.UTC)
	for w := range 5 {
		week := make([]TaskDay, 7)
		for d := range week {
			at := first.AddDate(0, 0, 7*w+d)
			week[d] = TaskDay{Number: at.Day(), At: On(at, now, time.UTC, "en"), Today: at.Day() == 5 && w == 1, Other: at.Month() != time.May}
			if (w+d)%5 == 1 {
				week[d].Rows = rows[:1+d%3]
			}
		}
		m.Weeks = append(m.Weeks, week)
	}
	return m
}
