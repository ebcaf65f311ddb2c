package pathshttp_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/qa/paths"
	"github.com/docent-wiki/docent/qa/pathshttp"
	"github.com/docent-wiki/docent/qa/qasql"
	"github.com/docent-wiki/docent/search"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/httpd"
	"github.com/docent-wiki/docent/wiki/team"
	"github.com/docent-wiki/docent/wiki/wikihttp"
	"github.com/docent-wiki/docent/wiki/wikitest"
	"github.com/docent-wiki/docent/wiki/worktime"
)

type site struct {
	*wikitest.Site
	now   time.Time
	store *qasql.Store
	paths *paths.Paths
}

// newSite stands at Tuesday, 2 June 2026, 10:00 in Vienna, where everybody lives.
func newSite(t testing.TB) *site {
	t.Helper()
	s := &site{now: time.Date(2026, 6, 2, 8, 0, 0, 0, time.UTC)}
	s.Site = wikitest.Open(t, func() time.Time { return s.now })
	s.store = qasql.New(s.DB)
	s.paths = paths.New(s.DB, team.New(s.DB))
	s.Serve(httpd.Options{})
	wikihttp.Register(s.Server, wikihttp.Deps{Wiki: s.Wiki, Accounts: s.Accounts}) // to sign in
	pathshttp.Register(s.Server, s.paths, s.store, s.Accounts)
	s.Settle()
	return s
}

// path makes one in a space, as the administrator.
func (s *site) path(space string, steps ...paths.Step) paths.Path {
	s.T.Helper()
	p, err := s.paths.Put(s.T.Context(), s.Access("ada"), paths.Path{Space: s.SpaceID(space), Title: "The first weeks", Role: "zebra keepers", Steps: steps})
	s.Must(err)
	return p
}

// save writes a page anew, as the administrator.
func (s *site) save(id wiki.PageID, markdown string) {
	s.T.Helper()
	page, err := s.Wiki.Page(s.T.Context(), s.Actor("ada"), id)
	s.Must(err)
	_, err = s.Wiki.Save(s.T.Context(), s.Actor("ada"), wiki.Draft{Page: id, Base: page.Revision, Markdown: &markdown})
	s.Must(err)
}

var readers = []string{"", "bob", "rita", "ed", "ada", "token ed reads", "token ed writes"}

// Of the private space, which bob may not read, rita may and ed may edit. {p} is a path in it, {s} its step; rita and
// ed are on it.
var rightsTable = []wikitest.Right{
	wikitest.Row("GET /paths", "", "", 303, 200),
	wikitest.Row("GET /paths/new", "", "", 303, 200, 200, 200, 200, 403, 200),
	wikitest.Row("POST /paths/new", "", "space=secret&title=", 401, 404, 403, 422, 422, 403, 422),
	wikitest.Row("GET /paths/:id", "/paths/{p}", "", 303, 404, 200),
	wikitest.Row("POST /paths/:id", "/paths/{p}", "action=start&start=2026-06-02", 401, 404, 303, 303, 303, 403, 303),
	wikitest.Row("GET /paths/:id/edit", "/paths/{p}/edit", "", 303, 404, 403, 200, 200, 403, 200),
	wikitest.Row("POST /paths/:id/edit", "/paths/{p}/edit", "title=", 401, 404, 403, 422, 422, 403, 422),
	wikitest.Row("POST /paths/:id/people", "/paths/{p}/people", "person=4711&start=2026-06-02", 401, 404, 403, 403, 422, 403, 403),

	wikitest.Row("GET /api/v1/paths", "/api/v1/paths?space=secret", "", 401, 404, 200),
	wikitest.Row("GET /api/v1/me/paths", "", "", 401, 200),
	wikitest.Row("GET /api/v1/paths/:id", "/api/v1/paths/{p}", "", 401, 404, 200),
	wikitest.Row("GET /api/v1/paths/:id/people", "/api/v1/paths/{p}/people", "", 401, 404, 403, 403, 200, 403, 403),
	wikitest.Row("PUT /api/v1/paths/:id/people/:person", "/api/v1/paths/{p}/people/{ed}", `{"start":"2026-06-03"}`, 401, 404, 403, 204, 204, 403, 204),
	wikitest.Row("DELETE /api/v1/paths/:id/people/:person", "/api/v1/paths/{p}/people/{ed}", "", 401, 404, 403, 204, 204, 403, 204),
	wikitest.Row("POST /api/v1/paths/:id/steps/:step/done", "/api/v1/paths/{p}/steps/{s}/done", "", 401, 404, 200, 200, 409, 403, 200),
	wikitest.Row("DELETE /api/v1/paths/:id/steps/:step/done", "/api/v1/paths/{p}/steps/{s}/done", "", 401, 404, 200, 200, 409, 403, 200),
}

func TestRights(t *testing.T) {
	s := newSite(t)
	s.CheckRights(wikitest.Rights{Readers: readers, Rows: rightsTable, Secrets: []string{"zebra", "first weeks"}, Things: func() wikitest.Things {
		p := s.path("secret", paths.Step{Kind: paths.Tick, Title: "Meet the zebra"})
		for _, name := range []string{"rita", "ed"} {
			s.Must(s.paths.Start(t.Context(), s.Access(name), p.ID, s.People[name].ID, worktime.Date{Year: 2026, Month: 6, Day: 2}))
		}
		return wikitest.Things{"p": p.ID, "s": p.Steps[0].ID, "ed": s.People["ed"].ID}
	}})
}

func TestEveryRouteHasARow(t *testing.T) {
	s := newSite(t)
	s.EveryRouteHasARow(rightsTable, func(bare *httpd.Server) { pathshttp.Register(bare, s.paths, s.store, s.Accounts) })
}

// TestLife goes the way of a path: it is made, followed, a page of it changes, it is changed and removed.
func TestLife(t *testing.T) {
	s := newSite(t)
	page := s.Page("handbook", "House rules", "Be kind.\n\n## Doors\n\nLock them at night.\n\n## Keys\n\nAsk the desk for a key.\n")
	bob, cleo := fmt.Sprint(s.People["bob"].ID), fmt.Sprint(s.People["cleo"].ID)
	post := func(as, url string, pairs ...string) wikitest.Request {
		return wikitest.Request{Method: http.MethodPost, URL: url, As: as, Body: wikitest.Form(pairs...)}
	}
	see := func(as string) wikitest.Request { return wikitest.Request{URL: "/paths/1", As: as} }
	address := page.URL()
	steps := []string{
		"space", "handbook", "title", "First week", "role", "everybody", "step", "1", "place_1", "2", "target_1", address, "days_1", "3",
		"step", "2", "place_2", "1", "title_2", "Watch the welcome", "target_2", "https://video.example.org/w/1?a=b",
		"step", "3", "place_3", "3", "title_3", "Met your buddy", "days_3", "1", "step", "4", "place_4", "4",
	}
	type check struct {
		wikitest.Check
		save string // the page says this from before on
	}
	for _, c := range []check{
		{Check: wikitest.Check{Name: "a wrong address keeps the rest", Request: post("bob", "/paths/new", append(steps[:len(steps):len(steps)], "title_4", "x", "target_4", "javascript:alert(1)")...), Status: 422, Has: []string{"is not an address", `value="Watch the welcome"`, `value="First week"`}}},
		{Check: wikitest.Check{Name: "a page that is not there", Request: post("bob", "/paths/new", append(steps[:len(steps):len(steps)], "target_4", "/p/4711")...), Status: 422, Has: []string{"Step 4: there is no such page"}}},
		{Check: wikitest.Check{Name: "a title that nobody sees", Request: post("bob", "/paths/new", "space", "handbook", "title", "\u202e"), Status: 422, Has: []string{"A path needs a title"}}},
		{Check: wikitest.Check{Name: "make", Request: post("bob", "/paths/new", steps...), Status: 303, To: "/paths/1"}},
		{Check: wikitest.Check{Name: "in order", Request: see("cleo"), Status: 200, Has: []string{"Watch the welcome", "House rules", "Met your buddy", "Start this path"}, HasNot: []string{"Who is on it", "I have read it"}}},
		{Check: wikitest.Check{Name: "not on it", Request: post("cleo", "/paths/1", "action", "done", "step", "3"), Status: 409, Has: []string{"not on this path"}}},
		{Check: wikitest.Check{Name: "put on it", Request: post("bob", "/paths/1/people", "action", "start", "person", cleo, "start", "2026-05-29"), Status: 303}},
		{Check: wikitest.Check{Name: "due in working days", Request: see("cleo"), Status: 200, Has: []string{"Started on 29 May 2026", "by 2 June 2026", "by 29 May 2026", `<span class="chip warn">late</span>`, "I have read it"}}},
		{Check: wikitest.Check{Name: "managers see it", Request: see("bob"), Status: 200, Has: []string{"Who is on it", "0 of 3", "1 late"}}},
		{Check: wikitest.Check{Name: "an earlier revision", Request: post("cleo", "/paths/1", "action", "done", "step", "2", "revision", "7"), Status: 409, Has: []string{"has changed since you opened"}}},
		{Check: wikitest.Check{Name: "read", Request: post("cleo", "/paths/1", "action", "done", "step", "2", "revision", "1"), Status: 303, To: "/paths/1#step-2"}},
		{Check: wikitest.Check{Name: "typography is no change", Request: see("cleo"), Status: 200, Has: []string{"1 of 3"}, HasNot: []string{"Changed since"}}, save: "Be  kind!\n\n## The doors\n\nLock them, at night.\n\n## Keys\n\nAsk the desk for a key.\n"},
		{Check: wikitest.Check{Name: "another text is", Request: see("cleo"), Status: 200, Has: []string{"0 of 3", "Changed since you read it", "The doors</a>.", "/diff?from=1&amp;to=3", "Read again"}, HasNot: []string{"Keys</a>"}}, save: "Be kind.\n\n## The doors\n\nLock them at 18:00.\n\n## Keys\n\nAsk the desk for a key.\n"},
		{Check: wikitest.Check{Name: "read again", Request: post("cleo", "/paths/1", "action", "done", "step", "2", "revision", "3"), Status: 303}},
		{Check: wikitest.Check{Name: "a new section is to be read", Request: see("cleo"), Status: 200, Has: []string{"Fire</a>"}}, save: "Be kind.\n\n## The doors\n\nLock them at 18:00.\n\n## Keys\n\nAsk the desk for a key.\n\n## Fire\n\nLeave at once.\n"},
		{Check: wikitest.Check{Name: "its end is not", Request: see("cleo"), Status: 200, Has: []string{"1 of 3"}, HasNot: []string{"Changed since"}}, save: "Be kind.\n\n## The doors\n\nLock them at 18:00.\n"},
		{Check: wikitest.Check{Name: "in the list", Request: wikitest.Request{URL: "/paths", As: "cleo"}, Status: 200, Has: []string{"Yours", "1 of 3 steps", "1 step is late", "next: <span dir=\"auto\">Watch the welcome"}}},
		{Check: wikitest.Check{Name: "tick", Request: post("cleo", "/paths/1", "action", "done", "step", "3"), Status: 303}},
		{Check: wikitest.Check{Name: "untick", Request: post("cleo", "/paths/1", "action", "undo", "step", "3"), Status: 303}},
		{Check: wikitest.Check{Name: "a step of no path", Request: post("cleo", "/paths/1", "action", "done", "step", "99"), Status: 404}},
		{Check: wikitest.Check{Name: "steps keep what was done", Request: post("bob", "/paths/1/edit", "title", "First week", "step", "1", "id_1", "2", "place_1", "1", "target_1", address,
			"step", "2", "id_2", "3", "place_2", "2", "title_2", "Met your buddy", "step", "3", "title_3", "Have coffee"), Status: 303}},
		{Check: wikitest.Check{Name: "kept", Request: see("cleo"), Status: 200, Has: []string{"1 of 3 steps", "Have coffee"}, HasNot: []string{"welcome"}}},
		{Check: wikitest.Check{Name: "others do not see who", Request: see("rita"), Status: 200, HasNot: []string{"Cleo", "1 of 3"}}},
		{Check: wikitest.Check{Name: "not for others to put on it", Request: post("rita", "/paths/1/people", "action", "start", "person", bob, "start", "2026-06-02"), Status: 403}},
		{Check: wikitest.Check{Name: "nor to remove", Request: post("rita", "/paths/1/edit", "action", "remove", "sure", "1"), Status: 403}},
		{Check: wikitest.Check{Name: "remove, not sure", Request: post("bob", "/paths/1/edit", "action", "remove"), Status: 422}},
		{Check: wikitest.Check{Name: "leave", Request: post("cleo", "/paths/1", "action", "leave"), Status: 303}},
		{Check: wikitest.Check{Name: "left", Request: see("bob"), Status: 200, Has: []string{"Nobody is on it"}}},
		{Check: wikitest.Check{Name: "remove", Request: post("bob", "/paths/1/edit", "action", "remove", "sure", "1"), Status: 303, To: "/paths"}},
		{Check: wikitest.Check{Name: "removed", Request: see("bob"), Status: 404}},
	} {
		if c.save != "" {
			s.save(page.ID, c.save)
		}
		s.Check(c.Check)
	}
}

// TestWhatNewcomersAsked: questions of the first four weeks, without names, and nothing that the reader may
// not read.
func TestWhatNewcomersAsked(t *testing.T) {
	s := newSite(t)
	p := s.path("handbook", paths.Step{Kind: paths.Tick, Title: "Arrive"})
	ctx := t.Context()
	s.Must(s.paths.Start(ctx, s.Access("ada"), p.ID, s.People["ed"].ID, worktime.Date{Year: 2026, Month: 6, Day: 2}))
	index, err := search.Open("")
	s.Must(err)
	t.Cleanup(func() { _ = index.Close() })
	finder := search.NewFinder(index, search.Sources(), s.Wiki.Store(), nil)
	ask := func(as, space, title string) {
		desk := qa.New(s.store, finder, qa.NewRecorder(s.store), qa.Options{Now: func() time.Time { return s.now }})
		_, err := desk.CreateQuestion(ctx, s.Access(as), qa.NewQuestion{Title: title, Space: s.SpaceID(space)})
		s.Must(err)
	}
	s.now = time.Date(2026, 6, 1, 21, 59, 0, 0, time.UTC) // the day before, in Vienna
	ask("ed", "handbook", "Before I came?")
	s.now = time.Date(2026, 6, 10, 8, 0, 0, 0, time.UTC)
	ask("ed", "handbook", "Where is the coffee?")
	ask("ed", "secret", "When is the tangerine launch?")
	ask("bob", "handbook", "Who else is here?")
	s.now = time.Date(2026, 6, 30, 8, 0, 0, 0, time.UTC)
	ask("ed", "handbook", "A month has passed?")
	for as, tangerine := range map[string]bool{"cleo": false, "rita": true} {
		c := wikitest.Check{
			Name: as, Request: wikitest.Request{URL: p.URL(), As: as}, Status: 200, Has: []string{"Where is the coffee?"},
			HasNot: []string{"Before I came", "Who else", "A month", ">Ed<"},
		}
		if tangerine {
			c.Has = append(c.Has, "tangerine")
		} else {
			c.HasNot = append(c.HasNot, "tangerine")
		}
		s.Check(c)
	}
}

func TestStepsAreTasks(t *testing.T) {
	s := newSite(t)
	ctx := t.Context()
	open, secret := s.Page("handbook", "House rules", "Be kind.\n"), s.Page("secret", "Tangerine", "Launch.\n")
	p := s.path("handbook", paths.Step{Kind: paths.ReadPage, Page: open.ID, Days: 2}, paths.Step{Kind: paths.ReadPage, Page: secret.ID}, paths.Step{Kind: paths.Tick, Title: "Arrive", Days: 1})
	titles := func(as string) (list []string) {
		items, err := s.paths.Source()(ctx, s.Access(as))
		s.Must(err)
		for _, i := range items {
			list = append(list, fmt.Sprintf("%s %s %s", i.Title, i.Due.Format(time.DateOnly), i.State))
		}
		return list
	}
	day := worktime.Date{Year: 2026, Month: 6, Day: 5} // a Friday
	for _, as := range []string{"cleo", "rita"} {
		s.Must(s.paths.Start(ctx, s.Access("ada"), p.ID, s.People[as].ID, day))
	}
	if got := fmt.Sprint(titles("cleo")); got != "[House rules 2026-06-08  Arrive 2026-06-05 ]" {
		t.Errorf("who may not read a page: %s", got)
	}
	if got := fmt.Sprint(titles("rita")); !strings.Contains(got, "Tangerine") {
		t.Errorf("who may: %s", got)
	}
	if got := titles("bob"); len(got) != 0 {
		t.Errorf("who is not on it: %s", got)
	}
	items, err := s.paths.Source()(ctx, s.Access("cleo"))
	s.Must(err)
	if items[0].Finish != nil {
		t.Error("a page is acknowledged without being looked at")
	}
	if _, err := items[1].Finish(ctx, s.Access("cleo")); err != nil {
		t.Fatal(err)
	}
	s.Must(s.paths.Done(ctx, s.Access("cleo"), p.ID, p.Steps[0].ID, 1))
	if got := titles("cleo"); len(got) != 0 {
		t.Errorf("all is done: %s", got)
	}
	if err := s.paths.Done(ctx, s.Access("cleo"), p.ID, p.Steps[1].ID, 1); err == nil {
		t.Error("a page that may not be read is acknowledged")
	}
	s.save(open.ID, "Be kind to dogs.\n")
	if got := fmt.Sprint(titles("cleo")); got != "[House rules 2026-06-08 looking]" {
		t.Errorf("a page that changed: %s", got)
	}
	stranger := s.Access("cleo")
	if _, err := s.paths.People(ctx, stranger, p); err == nil {
		t.Error("a reader sees who is how far")
	}
	if err := s.paths.Start(ctx, s.Access("ada"), s.path("secret").ID, s.People["cleo"].ID, day); err == nil {
		t.Error("somebody is put on a path who may not read it")
	}
}

func FuzzTarget(f *testing.F) {
	for _, s := range []string{"", "12", "/p/12/x", "https://wiki.example.org/p/3/y#z", "//evil.example", "javascript:x", "https://u:p@h/x", "/a/3/v.mp4", "/\\evil", "http://wiki.example.org//evil.example"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		kind, page, target, err := paths.Target(s, "wiki.example.org")
		switch {
		case err != nil:
		case kind == paths.ReadPage && (page <= 0 || target != ""), kind == paths.Tick && (page != 0 || target != ""):
			t.Fatalf("%q: %s %d %q", s, kind, page, target)
		case kind == paths.Recording:
			outside := strings.HasPrefix(strings.ToLower(target), "https://") || strings.HasPrefix(strings.ToLower(target), "http://")
			if !outside && (httpd.Local(target) != target) {
				t.Fatalf("%q leads to %q", s, target)
			}
		}
	})
}
