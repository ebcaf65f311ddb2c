package wikihttp_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/docent-wiki/docent/wiki"

	"github.com/docent-wiki/docent/wiki/wikitest"
)

// readers are the columns of the rights table, in its order: nobody; a member without a grant in the
// private space “secret”; one who may read it; one who may edit it; an administrator; and the tokens
// of the editor that may only read, and write.
var readers = [...]string{"", "bob", "rita", "ed", "ada", "token ed reads", "token ed writes"}

// right is a row: what each reader is answered. 0 repeats the column before.
type right struct {
	route string // "GET /p/:id"
	url   string // {page} a page of the space, {file} a file on it, {bob} an account, {space} its slug
	body  string
	want  [len(readers)]int
}

// A visitor of a screen is sent to sign in; whoever may not read gets 404, whoever may not do it 403.
var rightsTable = []right{
	// The ground.
	{"GET /healthz", "", "", [7]int{200}},
	{"GET /readyz", "", "", [7]int{200}},
	{"GET /api", "", "", [7]int{200}},
	{"GET /assets/*file", "/assets/nothing.css", "", [7]int{404}},
	{"POST /csp-report", "", `{"csp-report":{}}`, [7]int{204}},
	{"GET /api/v1/openapi.json", "", "", [7]int{200}},
	{"GET /api/v1/openapi.yaml", "", "", [7]int{200}},
	{"GET /api/v1/openapi-3.0.json", "", "", [7]int{200}},
	{"GET /api/v1/openapi-3.0.yaml", "", "", [7]int{200}},

	// Before signing in. A one-time address that is wrong is 404 to everybody.
	{"GET /setup", "/setup?token=wrong", "", [7]int{303}},
	{"POST /setup", "", "token=wrong", [7]int{303}},
	{"GET /signin", "", "", [7]int{200, 303}},
	{"POST /signin", "", "email=x&password=y", [7]int{401}},
	{"POST /signout", "", "", [7]int{303}},
	{"GET /invite/:token", "/invite/wrong", "", [7]int{404}},
	{"POST /invite/:token", "/invite/wrong", "name=x", [7]int{404}},
	{"GET /reset/:token", "/reset/wrong", "", [7]int{404}},
	{"POST /reset/:token", "/reset/wrong", "password=x", [7]int{404}},

	// Screens. There is a public space, so a visitor has a home.
	{"GET /", "", "", [7]int{200}},
	{"GET /spaces/new", "", "", [7]int{303, 200}},
	{"POST /spaces/new", "", "name=", [7]int{401, 422, 0, 0, 0, 403, 422}},
	{"GET /s/:slug", "/s/{space}", "", [7]int{303, 404, 200}},
	{"GET /s/:slug/tree", "/s/{space}/tree", "", [7]int{303, 404, 200}},
	{"GET /s/:slug/wanted", "/s/{space}/wanted", "", [7]int{303, 404, 200}},
	{"GET /s/:slug/settings", "/s/{space}/settings", "", [7]int{303, 404, 403, 403, 200, 403, 403}},
	{"POST /s/:slug/settings", "/s/{space}/settings", "name=Secret&visibility=private", [7]int{401, 404, 403, 403, 303, 403, 403}},
	{"GET /s/:slug/at/*path", "/s/{space}/at/plans.md", "", [7]int{303, 404}},
	{"GET /trash", "", "", [7]int{303, 200}},
	{"GET /find", "/find?title=Plans&space={space}", "", [7]int{303, 404, 303}},
	{"GET /p/:id", "/p/{page}", "", [7]int{303, 404, 200}},
	{"GET /p/:id/:slug", "/p/{page}/plans", "", [7]int{303, 404, 200}},
	{"GET /p/:id/edit", "/p/{page}/edit", "", [7]int{303, 404, 403, 200, 200, 403, 200}},
	{"POST /p/:id/edit", "/p/{page}/edit", "base_revision=1&title=Plans&markdown=y", [7]int{401, 404, 403, 303, 303, 403, 303}},
	{"POST /preview", "/preview", "page={page}&markdown=x", [7]int{401, 404, 200}},
	{"GET /new", "/new?space={space}", "", [7]int{303, 200, 200, 200, 200, 403, 200}},
	{"POST /new", "", "space={space}&title=t&markdown=x", [7]int{401, 422, 403, 303, 303, 403, 303}},
	{"GET /p/:id/history", "/p/{page}/history", "", [7]int{303, 404, 200}},
	{"GET /p/:id/r/:n", "/p/{page}/r/1", "", [7]int{303, 404, 200}},
	{"GET /p/:id/diff", "/p/{page}/diff", "", [7]int{303, 404, 200}},
	{"GET /p/:id/move", "/p/{page}/move", "", [7]int{303, 404, 403, 200, 200, 403, 200}},
	{"POST /p/:id/move", "/p/{page}/move", "space={space}", [7]int{401, 404, 403, 303, 303, 403, 303}},
	{"POST /p/:id/revert", "/p/{page}/revert", "revision=1", [7]int{401, 404, 403, 303, 303, 403, 303}},
	{"POST /p/:id/trash", "/p/{page}/trash", "", [7]int{401, 404, 403, 303, 303, 403, 303}},
	{"POST /p/:id/restore", "/p/{page}/restore", "", [7]int{401, 404, 403, 303, 303, 403, 303}},
	{"POST /p/:id/verify", "/p/{page}/verify", "", [7]int{401, 404, 403, 303, 303, 403, 303}},
	{"POST /p/:id/files", "/p/{page}/files", multipart, [7]int{401, 404, 403, 303, 303, 403, 303}},
	{"GET /a/:id/:name", "/a/{file}/plan.txt", "", [7]int{303, 404, 200}},

	// People and settings.
	{"GET /people", "", "", [7]int{303, 200}},
	{"POST /people/invite", "", "email=new%40example.org&role=member", [7]int{401, 403, 403, 403, 201, 403, 403}},
	{"POST /people/:id/disable", "/people/{bob}/disable", "", [7]int{401, 403, 403, 403, 303, 403, 403}},
	{"POST /people/:id/enable", "/people/{bob}/enable", "", [7]int{401, 403, 403, 403, 303, 403, 403}},
	{"POST /people/:id/reset", "/people/{bob}/reset", "", [7]int{401, 403, 403, 403, 201, 403, 403}},
	{"POST /people/:id/role", "/people/{bob}/role", "role=member", [7]int{401, 403, 403, 403, 303, 403, 403}},
	{"GET /settings", "", "", [7]int{303, 200, 200, 200, 200, 403, 403}},
	{"POST /settings", "", "action=scheme&scheme=dark", [7]int{401, 303, 303, 303, 303, 403, 403}},
	{"GET /settings/tokens", "", "", [7]int{303, 200, 200, 200, 200, 403, 403}},
	{"POST /settings/tokens", "", "label=x&scope=admin", [7]int{401, 201, 201, 201, 201, 403, 403}},
	{"POST /settings/tokens/:id/delete", "/settings/tokens/4711/delete", "", [7]int{401, 404, 404, 404, 404, 403, 403}},
	{"POST /settings/sessions/:id/end", "/settings/sessions/none/end", "", [7]int{401, 303, 303, 303, 303, 403, 403}},

	// The API.
	{"GET /api/v1/me", "", "", [7]int{401, 200}},
	{"GET /api/v1/spaces", "", "", [7]int{401, 200}},
	{"POST /api/v1/spaces", "", `{"slug":"secret","name":"x"}`, [7]int{401, 409, 409, 409, 409, 403, 409}},
	{"PATCH /api/v1/spaces/:slug", "/api/v1/spaces/{space}", `{"language":"de"}`, [7]int{401, 404, 403, 403, 200, 403}},
	{"GET /api/v1/pages", "/api/v1/pages?space={space}", "", [7]int{401, 404, 200}},
	{"POST /api/v1/pages", "", `{"space":"{space}","title":"t","markdown":"x"}`, [7]int{401, 404, 403, 201, 201, 403, 201}},
	{"GET /api/v1/pages/:id", "/api/v1/pages/{page}", "", [7]int{401, 404, 200}},
	{"PUT /api/v1/pages/:id", "/api/v1/pages/{page}", `{"base_revision":1,"markdown":"y"}`, [7]int{401, 404, 403, 200, 200, 403, 200}},
	{"POST /api/v1/pages/:id/preflight", "/api/v1/pages/{page}/preflight", `{"base_revision":1,"markdown":"y"}`, [7]int{401, 404, 403, 200, 200, 403, 200}},
	{"DELETE /api/v1/pages/:id", "/api/v1/pages/{page}", "", [7]int{401, 404, 403, 204, 204, 403, 204}},
	{"POST /api/v1/pages/:id/restore", "/api/v1/pages/{page}/restore", "", [7]int{401, 404, 403, 200, 200, 403, 200}},
	{"POST /api/v1/pages/:id/move", "/api/v1/pages/{page}/move", `{"position":0}`, [7]int{401, 404, 403, 200, 200, 403, 200}},
	{"GET /api/v1/pages/:id/revisions", "/api/v1/pages/{page}/revisions", "", [7]int{401, 404, 200}},
	{"GET /api/v1/pages/:id/revisions/:n", "/api/v1/pages/{page}/revisions/1", "", [7]int{401, 404, 200}},
	{"GET /api/v1/pages/:id/diff", "/api/v1/pages/{page}/diff", "", [7]int{401, 404, 200}},
	{"PUT /api/v1/attachments", "/api/v1/attachments?page={page}&name=a.txt", "words", [7]int{401, 404, 403, 201, 201, 403, 201}},
}

const multipart = "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\nwords\r\n--x--\r\n"

func TestRights(t *testing.T) {
	s := newSite(t)
	bob := s.People["bob"]
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
			// Every request finds a page as new: the one before may have moved or deleted its own.
			page := s.Page("secret", "Plans", "The plan.\n")
			file := s.File(page.ID, "plan.txt", "the plan")
			fill := strings.NewReplacer("{page}", fmt.Sprint(page.ID), "{file}", fmt.Sprint(file.ID), "{space}", "secret", "{bob}", fmt.Sprint(bob.ID))
			q := wikitest.Request{Method: method, URL: fill.Replace(row.url), As: as, Body: fill.Replace(row.body)}
			if row.body == multipart {
				q.Header = map[string]string{"Content-Type": "multipart/form-data; boundary=x"}
			}
			rec := s.Do(q)
			if rec.Code != want {
				t.Errorf("%s as %q: %d, want %d: %.300s", row.route, as, rec.Code, want, rec.Body)
			}
			leaksNothing(t, row.route, q, rec.Body.String())
			_ = s.Wiki.Trash(t.Context(), s.Actor("ada"), page.ID) // the request may have done it already
			if pattern == "/signout" {
				delete(s.Cookies, as)
			}
			if strings.HasPrefix(pattern, "/people/") {
				s.Must(s.Accounts.Enable(t.Context(), wiki.Operator(), bob.ID))
				delete(s.Cookies, "bob")
			}
		}
	}
}

// leaksNothing looks for what only readers of the private space may know, its name in the left column
// included.
func leaksNothing(t *testing.T, route string, q wikitest.Request, body string) {
	t.Helper()
	if q.As != "" && q.As != "bob" {
		return
	}
	for _, secret := range []string{"The secret", "The plan.", "Plans", "plan.txt", "/s/secret"} {
		if strings.Contains(body, secret) && !strings.Contains(q.URL+q.Body, secret) {
			t.Errorf("%s tells %q about %q", route, q.As, secret)
		}
	}
}

func TestEveryRouteHasARow(t *testing.T) {
	s := newSite(t)
	var rows []string
	for _, row := range rightsTable {
		rows = append(rows, row.route)
	}
	wikitest.EveryRouteHasARow(t, nil, wikitest.Routes(s.Server), rows)
}
