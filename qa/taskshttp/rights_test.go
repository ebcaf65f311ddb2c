package taskshttp_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/docent-wiki/docent/qa/taskshttp"
	"github.com/docent-wiki/docent/wiki/httpd"
	"github.com/docent-wiki/docent/wiki/wikitest"
)

// readers are the columns of the rights table: nobody; a member without the private space “secret”; one
// who may read it; one who may edit it and has a task and a request there; an administrator; and the
// tokens of the editor that may only read, and write.
var readers = [...]string{"", "bob", "rita", "ed", "ada", "token ed reads", "token ed writes"}

// rightsTable: what each reader is answered; 0 repeats the column before. {task} is a question that is
// Ed's, {box} a box of his, {r} a request of his, all in the private space.
var rightsTable = []struct {
	route, url, body string
	want             [len(readers)]int
}{
	{"GET /tasks", "", "", [7]int{303, 200}},
	{"GET /tasks/board", "", "", [7]int{303, 200}},
	{"GET /tasks/calendar", "", "", [7]int{303, 200}},
	{"POST /tasks/act", "", "key={task}&do=tomorrow", [7]int{401, 404, 404, 303, 404, 403, 303}},
	{"GET /tasks/pass", "/tasks/pass?key={task}", "", [7]int{303, 404, 404, 200, 404, 200}},
	{"POST /tasks/pass", "", "key={task}&to={ada}", [7]int{401, 404, 404, 303, 404, 403, 303}},
	{"GET /tasks/feed", "", "", [7]int{303, 200}},
	{"POST /tasks/feed", "", "do=new", [7]int{401, 201, 201, 201, 201, 403, 201}},
	{"GET /calendar/:token", "/calendar/{feed}.ics", "", [7]int{200}},
	{"GET /requests", "/requests?space=secret", "", [7]int{303, 404, 200}},
	{"GET /requests/new", "/requests/new?space=secret", "", [7]int{303, 404, 200}},
	{"POST /requests", "", "title=Rules&space=secret", [7]int{401, 404, 303, 303, 303, 403, 303}},
	{"GET /requests/:id", "/requests/{r}", "", [7]int{303, 404, 200}},
	{"GET /requests/:id/edit", "/requests/{r}/edit", "", [7]int{303, 404, 403, 200, 200, 403, 200}},
	{"POST /requests/:id/edit", "/requests/{r}/edit", "title=The+plan+is+ours", [7]int{401, 404, 403, 303, 303, 403, 303}},
	{"POST /requests/:id/close", "/requests/{r}/close", "reason=no", [7]int{401, 404, 403, 303, 303, 403, 303}},
	{"POST /requests/:id/reopen", "/requests/{r}/reopen", "", [7]int{401, 404, 403, 303, 303, 403, 303}},

	{"GET /api/v1/me/tasks", "", "", [7]int{401, 200}},
	{"POST /api/v1/me/tasks/:key/snooze", "/api/v1/me/tasks/{task}/snooze", `{"until":"2026-03-10T09:00:00Z"}`, [7]int{401, 404, 404, 200, 404, 403, 200}},
	{"POST /api/v1/me/tasks/:key/done", "/api/v1/me/tasks/{box}/done", "", [7]int{401, 404, 404, 200, 404, 403, 200}},
	{"POST /api/v1/me/tasks/:key/move", "/api/v1/me/tasks/{task}/move", `{"state":"waiting"}`, [7]int{401, 404, 404, 200, 404, 403, 200}},
	{"POST /api/v1/me/tasks/:key/reassign", "/api/v1/me/tasks/{task}/reassign", `{"to":{ada}}`, [7]int{401, 404, 404, 204, 404, 403, 204}},
	{"GET /api/v1/requests", "/api/v1/requests?space=secret", "", [7]int{401, 404, 200}},
	{"POST /api/v1/requests", "", `{"title":"Rules","space":"secret"}`, [7]int{401, 404, 201, 201, 201, 403, 201}},
	{"GET /api/v1/requests/:id", "/api/v1/requests/{r}", "", [7]int{401, 404, 200}},
	{"PATCH /api/v1/requests/:id", "/api/v1/requests/{r}", `{"text":"y"}`, [7]int{401, 404, 403, 200, 200, 403, 200}},
}

func TestRights(t *testing.T) {
	s := newSite(t)
	feed, err := s.deps.Board.MakeFeed(t.Context(), s.Actor("cleo"))
	s.Must(err)
	for _, row := range rightsTable {
		method, pattern, _ := strings.Cut(row.route, " ")
		if row.url == "" {
			row.url = pattern
		}
		want := 0
		for i, as := range readers {
			if row.want[i] != 0 {
				want = row.want[i]
			}
			// Every request finds things as new: the one before may have changed its own.
			q := s.ask("When does the plan start?", "secret", "ed")
			p := s.wanted("ada", "The plan in full", "secret", "ed", time.Time{})
			page := s.box("secret", "ed", fmt.Sprintf("sign the plan %d", i))
			fill := strings.NewReplacer("{task}", fmt.Sprintf("question-%d", q.ID), "{box}", s.key("ed", "sign the plan"), "{r}", fmt.Sprint(p.ID),
				"{ada}", fmt.Sprint(s.People["ada"].ID), "{feed}", feed)
			one := wikitest.Request{Method: method, URL: fill.Replace(row.url), As: as, Body: fill.Replace(row.body)}
			rec := s.Do(one)
			if rec.Code != want {
				t.Errorf("%s as %q: %d, want %d: %.300s", row.route, as, rec.Code, want, rec.Body)
			}
			leaksNothing(t, row.route, one, rec.Body.String()+rec.Header().Get("Location"))
			s.Must(s.Wiki.Trash(t.Context(), s.Actor("ada"), page.ID))
			_, err := s.desk.Close(t.Context(), s.Access("ada"), q.ID)
			s.Must(err)
		}
	}
}

// key finds a task of somebody by the beginning of its title.
func (s *site) key(name, title string) string {
	s.T.Helper()
	all, err := s.deps.Board.List(s.T.Context(), s.Access(name))
	s.Must(err)
	for _, one := range all {
		if strings.HasPrefix(one.Title, title) {
			return one.Key
		}
	}
	s.T.Fatalf("%s has no task %q", name, title)
	return ""
}

// leaksNothing looks for what only readers of the private space may know.
func leaksNothing(t *testing.T, route string, q wikitest.Request, body string) {
	t.Helper()
	if q.As != "" && q.As != "bob" {
		return
	}
	for _, secret := range []string{"The secret", "/s/secret", "the plan", "The plan", "Plan of"} {
		if strings.Contains(body, secret) && !strings.Contains(q.URL+q.Body, secret) {
			t.Errorf("%s tells %q about %q", route, q.As, secret)
		}
	}
}

func TestEveryRouteHasARow(t *testing.T) {
	s := newSite(t)
	bare := s.NewServer(httpd.Options{})
	ground := wikitest.Routes(bare)
	taskshttp.Register(bare, s.deps)
	var rows []string
	for _, row := range rightsTable {
		rows = append(rows, row.route)
	}
	wikitest.EveryRouteHasARow(t, ground, wikitest.Routes(bare), rows)
}

// TestNobodySeesOtherTasks: the private things stand on no list of those who may not read them, and in no
// number; those who may read them and do not own them have no task, either.
func TestNobodySeesOtherTasks(t *testing.T) {
	s := newSite(t)
	s.ask("When does the plan start?", "secret", "ed")
	p := s.wanted("ada", "The plan in full", "secret", "ed", s.now)
	s.box("secret", "ed", "sign the plan")
	s.box("secret", "bob", "sign the plan, too") // Bob is named where he may not read
	for _, name := range []string{"bob", "cleo"} {
		for _, url := range []string{"/", "/tasks", "/tasks/board", "/tasks/calendar", "/tasks?kind=write", "/tasks?space=secret", "/requests", "/requests?state=written", "/requests/new"} {
			rec := s.Do(wikitest.Request{URL: url, As: name})
			if rec.Code != http.StatusOK {
				t.Errorf("%s as %s: %d", url, name, rec.Code)
			}
			leaksNothing(t, url, wikitest.Request{As: "bob", URL: url}, rec.Body.String())
		}
		if got := s.Call(name, "GET", "/me/tasks", "", 200); got["total"] != 0.0 || len(got["items"].([]any)) != 0 {
			t.Errorf("%s has %v", name, got)
		}
	}
	s.Check(wikitest.Check{
		Name: "Ed's", Request: wikitest.Request{URL: "/tasks", As: "ed"}, Status: 200,
		Has: []string{"When does the plan start?", "The plan in full", "sign the plan"}, Frame: []string{`<span class="n">3<span class="hidden"> to do`},
	})
	s.Check(wikitest.Check{Name: "a page for a request that one may not read", Request: wikitest.Request{URL: "/new?for=r" + fmt.Sprint(p.ID), As: "bob"}, Status: 404})
	s.Check(wikitest.Check{Name: "to somebody who may not read", Request: wikitest.Request{URL: "/tasks/pass?key=request-1", As: "ed"}, Status: 200, HasNot: []string{">Bob<", ">Cleo<"}, Has: []string{">Rita<"}})
}
