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
var readers = []string{"", "bob", "rita", "ed", "ada", "token ed reads", "token ed writes"}

// rightsTable: what each reader is answered; 0 repeats the column before. {task} is a question that is
// Ed's, {box} a box of his, {r} a request of his, all in the private space.
var rightsTable = []wikitest.Right{
	wikitest.Row("GET /tasks", "", "", 303, 200),
	wikitest.Row("GET /tasks/board", "", "", 303, 200),
	wikitest.Row("GET /tasks/calendar", "", "", 303, 200),
	wikitest.Row("POST /tasks/act", "", "key={task}&do=tomorrow", 401, 404, 404, 303, 404, 403, 303),
	wikitest.Row("GET /tasks/pass", "/tasks/pass?key={task}", "", 303, 404, 404, 200, 404, 200),
	wikitest.Row("POST /tasks/pass", "", "key={task}&to={ada}", 401, 404, 404, 303, 404, 403, 303),
	wikitest.Row("GET /tasks/feed", "", "", 303, 200),
	wikitest.Row("POST /tasks/feed", "", "do=new", 401, 201, 201, 201, 201, 403, 201),
	wikitest.Row("GET /calendar/:token", "/calendar/{feed}.ics", "", 200),
	wikitest.Row("GET /requests", "/requests?space=secret", "", 303, 404, 200),
	wikitest.Row("GET /requests/new", "/requests/new?space=secret", "", 303, 404, 200),
	wikitest.Row("POST /requests", "", "title=Rules&space=secret", 401, 404, 303, 303, 303, 403, 303),
	wikitest.Row("GET /requests/:id", "/requests/{r}", "", 303, 404, 200),
	wikitest.Row("GET /requests/:id/edit", "/requests/{r}/edit", "", 303, 404, 403, 200, 200, 403, 200),
	wikitest.Row("POST /requests/:id/edit", "/requests/{r}/edit", "title=The+plan+is+ours", 401, 404, 403, 303, 303, 403, 303),
	wikitest.Row("POST /requests/:id/close", "/requests/{r}/close", "reason=no", 401, 404, 403, 303, 303, 403, 303),
	wikitest.Row("POST /requests/:id/reopen", "/requests/{r}/reopen", "", 401, 404, 403, 303, 303, 403, 303),

	wikitest.Row("GET /api/v1/me/tasks", "", "", 401, 200),
	wikitest.Row("POST /api/v1/me/tasks/:key/snooze", "/api/v1/me/tasks/{task}/snooze", `{"until":"2026-03-10T09:00:00Z"}`, 401, 404, 404, 200, 404, 403, 200),
	wikitest.Row("POST /api/v1/me/tasks/:key/done", "/api/v1/me/tasks/{box}/done", "", 401, 404, 404, 200, 404, 403, 200),
	wikitest.Row("POST /api/v1/me/tasks/:key/move", "/api/v1/me/tasks/{task}/move", `{"state":"waiting"}`, 401, 404, 404, 200, 404, 403, 200),
	wikitest.Row("POST /api/v1/me/tasks/:key/reassign", "/api/v1/me/tasks/{task}/reassign", `{"to":{ada}}`, 401, 404, 404, 204, 404, 403, 204),
	wikitest.Row("GET /api/v1/requests", "/api/v1/requests?space=secret", "", 401, 404, 200),
	wikitest.Row("POST /api/v1/requests", "", `{"title":"Rules","space":"secret"}`, 401, 404, 201, 201, 201, 403, 201),
	wikitest.Row("GET /api/v1/requests/:id", "/api/v1/requests/{r}", "", 401, 404, 200),
	wikitest.Row("PATCH /api/v1/requests/:id", "/api/v1/requests/{r}", `{"text":"y"}`, 401, 404, 403, 200, 200, 403, 200),
}

func TestRights(t *testing.T) {
	s := newSite(t)
	s.CheckRights(wikitest.Rights{Readers: readers, Rows: rightsTable, Things: s.plans(), Secrets: secrets})
}

// secrets are what only readers of the private space may know.
var secrets = []string{"The secret", "/s/secret", "the plan", "The plan", "Plan of"}

// plans makes things to do in the private space that are Ed's; those of before are closed, or in the trash.
func (s *site) plans() func() wikitest.Things {
	s.T.Helper()
	ctx, ada := s.T.Context(), s.Access("ada")
	feed, err := s.deps.Board.MakeFeed(ctx, s.Actor("cleo"))
	s.Must(err)
	n := 0
	clean := func() {}
	return func() wikitest.Things {
		s.T.Helper()
		clean()
		n++
		q := s.ask(fmt.Sprintf("When does the plan start, and no. %d?", n), "secret", "ed") // equal ones would all be learnt whenever one is asked
		p := s.wanted("ada", "The plan in full", "secret", "ed", time.Time{})
		page := s.box("secret", "ed", fmt.Sprintf("sign the plan %d", n))
		clean = func() {
			s.Must(s.Wiki.Trash(ctx, s.Actor("ada"), page.ID))
			_, err := s.desk.Close(ctx, ada, q.ID)
			s.Must(err)
		}
		return wikitest.Things{"task": fmt.Sprintf("question-%d", q.ID), "box": s.key("ed", "sign the plan"), "r": p.ID, "ada": s.People["ada"].ID, "feed": feed}
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
func leaksNothing(t *testing.T, as, url, told string) {
	t.Helper()
	for _, secret := range secrets {
		if strings.Contains(told, secret) && !strings.Contains(url, secret) {
			t.Errorf("%s tells %q about %q", url, as, secret)
		}
	}
}

func TestEveryRouteHasARow(t *testing.T) {
	s := newSite(t)
	s.EveryRouteHasARow(rightsTable, func(bare *httpd.Server) { taskshttp.Register(bare, s.deps) })
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
			leaksNothing(t, name, url, rec.Body.String())
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
