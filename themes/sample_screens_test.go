package themes

import (
	"fmt"
	"strings"
	"time"
)

type sample struct {
	name string
	view View
}

// samples are all screens in their states, by name.
func samples() []sample {
	list := append(gateSamples(), pageSamples()...)
	list = append(list, findSamples()...)
	list = append(list, taskSamples()...)
	list = append(list, reviewSamples()...)
	list = append(list, adminSamples()...)
	list = append(list, insightSamples()...)
	list = append(list, answersSamples()...)
	list = append(list, areaSamples()...)
	list = append(list, talkSamples()...)
	list = append(list, inboxSamples()...)
	list = append(list, mailSamples()...)
	list = append(list, timeSamples()...)
	list = append(list, pathSamples()...)
	return append(list, peopleSamples()...)
}

func gateSamples() []sample {
	bare := Frame{Team: "Docent", Title: "Sign in", Bare: true}
	wrong := Problem{Text: "The email address and the password do not belong together. Nothing else was changed.", Field: "email"}
	zones := option("Africa/Nairobi", "Europe/Berlin", "UTC")
	home := Home{
		Frame: sampleFrame(NavHome), Note: "92 of the last 100 questions were answered at once", Tasks: sampleTasks(),
		Waiting: sampleQuestions()[:2], Recent: sampleRecent(), Often: sampleQuestions()[2:4],
		SpaceList: []SpaceCard{{"handbook", "Handbook", "How we work, travel and get paid", false, 246}, {"eng", "Engineering", "", true, 31}},
	}
	fresh := Home{Frame: sampleFrame(NavHome), Hints: []Hint{
		{"Bring your pages in", "A folder or a zip of Markdown becomes a space; a rehearsal changes nothing.", "/p/3", "How to import", true},
		{"Invite somebody", "An invitation is a link that you hand over yourself.", "/people", "Invite", false},
		{"Ask a first question", "In your own words.", "/ask", "Ask", false},
	}}
	return []sample{
		{"signin", SignIn{Frame: bare}},
		{"signin-wrong", SignIn{Frame: bare, Problem: wrong, Email: "mk@example.org", Next: "/p/1"}},
		{"setup", SetUp{Frame: bare, Token: "T", Zones: zones, MinLength: 10}},
		{"invite", Invite{Frame: bare, Token: "T", By: "Maria Keller", Email: "new@example.org", Zones: zones, MinLength: 10, Problem: wrong}},
		{"reset", Reset{Frame: bare, Token: "T", Name: "Ada", MinLength: 10, Problem: wrong}},
		{"home", home},
		{"home-fresh", fresh},
	}
}

func pageSamples() []sample {
	page := samplePage()
	empty := PageView{Frame: sampleFrame(NavNone), ID: 3, Heading: longTitle, MayEdit: true}
	trashed := samplePage()
	trashed.Deleted, trashed.Verified = true, Verified{State: "expired", Until: ago(12 * day)}
	trashed.MovedTo = &Link{"Elsewhere", "/p/77"}
	trashed.Frame.Flash = &Flash{"good", "Saved as revision 15, merged with Noor’s edit.", &Button{"Undo", "/p/12/revert", []Field{{"revision", "14"}}}}
	edit := PageForm{
		Frame: sampleFrame(NavNone), ID: 12, Action: "/p/12/edit", Back: "/p/12", Base: 14, Heading: page.Heading, Message: "A note", Tags: "travel, cars",
		Markdown: "\nUse public transport where it is practical.\n\n## Who may rent\n\nAnybody on an approved trip. You need a [travel card](/p/311).\n\n- one\n- two\n",
		Owners:   option("", "Travel desk"), Files: page.Files,
	}
	clash := edit
	clash.Conflict = &Conflicted{
		By: "Noor Haddad", At: ago(3 * time.Minute), Revision: 15, Theirs: "Their whole text", Base: "The base",
		Passages: []ConflictPassage{{Line: 5, Base: "within one hour", Yours: "within two hours", Other: "within ten minutes, by phone"}, {Base: "x", Yours: "", Other: "y"}},
	}
	clash.Problem = Problem{Text: "Nothing was saved: two passages were changed by both of you.", Field: "markdown"}
	clash.HasPreview, clash.Preview, clash.Math, clash.Mermaid = true, sampleBody, true, true
	spoilt := edit
	spoilt.Spoilt = []Spoilt{
		{"Is breakfast in a hotel reimbursed?", "/q/4", "would lose its sentence “Breakfast is reimbursed.”"},
		{longTitle, "/q/5", "would lose its section “" + rtlTitle + "”"},
		{hostile, "/q/6", "would no longer be found among the first three"},
	}
	fresh := PageForm{Frame: sampleFrame(NavNone), Action: "/new", Back: "/s/handbook", Space: "handbook", Parent: 9, Spaces: option("handbook", "engineering"), Parents: option("", "Travel", "First trip"), Template: "howto", Problem: Problem{"The title is empty.", "title"}, Templates: []TemplateCard{
		{"blank", "Blank page", "Nothing but a title", false},
		{"howto", "How-to", "One task, step by step", true},
		{"runbook", "Runbook", "What to do when it breaks, in order, under pressure", false},
		{"adr", "Decision record", "What was decided, why, and what was rejected", false},
	}}
	hidden := fresh
	hidden.Spaces, hidden.Parents, hidden.Owners = nil, nil, option("a", "b")
	diff := Diff{Frame: sampleFrame(NavNone), ID: 12, Heading: page.Heading, URL: page.URL, From: sampleRevisions(14)[2], To: sampleRevisions(14)[0], Choices: []Option{{Value: "12", Text: "12, 2 days ago"}, {Value: "14", Text: "14"}}, Rows: sampleDiff(), Added: 14, Removed: 6, MayEdit: true}
	side := diff
	side.Side, side.Choices = true, nil
	same := diff
	same.Same = true
	old := Revision{Frame: sampleFrame(NavNone), ID: 12, Heading: page.Heading, URL: page.URL, Number: 12, Latest: 14, By: "Noor", At: ago(9 * day), Note: "Typos", Body: sampleBody, Source: "# Rental\n\nText", Prev: 11, Next: 13, MayEdit: true, Math: true, Mermaid: true}
	current := old
	current.Number = 14
	space := Space{Frame: sampleFrame(NavNone), Slug: "handbook", Name: "Handbook", Description: "How we work, travel and get paid.", Visibility: "private", Owner: "Maria", Pages: 246, Nodes: sampleTree(), Recent: sampleRecent(), MayEdit: true, MayManage: true}
	none := Space{Frame: sampleFrame(NavNone), Slug: "new", Name: "New", Visibility: "public", MayEdit: true}
	members := []Member{{Person{1, "Maria Keller", "MK"}, "manager", true}, {Person{2, "Noor Haddad", "NH"}, "editor", false}}
	return []sample{
		{"page", page},
		{"page-empty", empty},
		{"page-trash", trashed},
		{"preview", Preview{Body: sampleBody, Math: true, Mermaid: true}},
		{"edit", edit},
		{"edit-conflict", clash},
		{"edit-spoilt", spoilt},
		{"new", fresh},
		{"new-fixed", hidden},
		{"move", PageMove{Frame: sampleFrame(NavNone), ID: 12, Heading: page.Heading, URL: page.URL, Spaces: option("a", "b"), Parents: option("", "Travel", "Cars", "x"), Positions: option("0", "1"), Beneath: 3, Problem: Problem{"A page cannot stand beneath itself.", "parent"}}},
		{"history", History{Frame: sampleFrame(NavNone), ID: 12, Heading: page.Heading, URL: page.URL, Crumbs: page.Crumbs, Revisions: sampleRevisions(14), Pager: Pager{1, 14, 1204, "", "/p/12/history?page=2"}, MayEdit: true}},
		{"revision", old},
		{"revision-now", current},
		{"diff", diff},
		{"diff-side", side},
		{"diff-same", same},
		{"trash", Trash{Frame: sampleFrame(NavTrash), Rows: []TrashRow{{31, longTitle, "/p/31", "Handbook › Travel", "Noor", ago(2 * day), 3, true}, {32, rtlTitle, "/p/32", "Handbook", "", ago(20 * day), 0, false}}, Pager: Pager{1, 2, 40, "/trash", "/trash?page=2"}}},
		{"trash-empty", Trash{Frame: sampleFrame(NavTrash)}},
		{"space", space},
		{"space-empty", none},
		{"space-new", SpaceForm{Frame: sampleFrame(NavNone), New: true, Problem: Problem{"The short name “handbook” is taken.", "slug"}, Name: "Handbook", Slug: "handbook"}},
		{"space-settings", SpaceForm{Frame: sampleFrame(NavNone), Slug: "handbook", Name: "Handbook", Description: "How we work", Visibility: "private", Owners: option("", "Maria"), Languages: option("", "de", "fr"), Members: members, Candidates: option("1", "2"), Wanted: 12, Problem: Problem{"x", "name"}}},
		{"wanted", Wanted{Frame: sampleFrame(NavNone), Slug: "handbook", Name: "Handbook", Pages: []WantedPage{{"Fuel cards", "/new?title=Fuel", []Link{{"Rental cars", "/p/12"}, {longTitle, "/p/3"}}, 4}}, Broken: []BrokenLink{{Link{"Travel", "/p/9"}, 41, "/travel/#gone-section", "the page has no such section"}}, Pager: Pager{1, 20, 30, "", "/s/handbook/wanted?page=2"}}},
		{"wanted-none", Wanted{Frame: sampleFrame(NavNone), Slug: "handbook", Name: "Handbook"}},
	}
}

func manyTasks(n int) []Task {
	var rows []Task
	for i := range n {
		t := sampleTasks()[i%4]
		t.URL = fmt.Sprintf("/q/%d", i+1)
		rows = append(rows, t)
	}
	return rows
}

var hostile = `"><script>alert(1)</script><img src=x onerror=alert(1) style="x">` + strings.Repeat(" long", 30)
