package wikihttp_test

import (
	"testing"

	"github.com/docent-wiki/docent/wiki"

	"github.com/docent-wiki/docent/wiki/wikitest"
)

// readers are the columns of the rights table, in its order: nobody; a member without a grant in the
// private space “secret”; one who may read it; one who may edit it; an administrator; and the tokens
// of the editor that may only read, and write.
var readers = []string{"", "bob", "rita", "ed", "ada", "token ed reads", "token ed writes"}

// A visitor of a screen is sent to sign in; whoever may not read gets 404, whoever may not do it 403. {page} is a
// page of the private space, {file} a file on it, {bob} an account, {space} the slug of the space.
var rightsTable = []wikitest.Right{
	// The ground.
	wikitest.Row("GET /healthz", "", "", 200),
	wikitest.Row("GET /readyz", "", "", 200),
	wikitest.Row("GET /api", "", "", 200),
	wikitest.Row("GET /assets/*file", "/assets/nothing.css", "", 404),
	wikitest.Row("POST /csp-report", "", `{"csp-report":{}}`, 204),
	wikitest.Row("GET /api/v1/openapi.json", "", "", 200),
	wikitest.Row("GET /api/v1/openapi.yaml", "", "", 200),
	wikitest.Row("GET /api/v1/openapi-3.0.json", "", "", 200),
	wikitest.Row("GET /api/v1/openapi-3.0.yaml", "", "", 200),

	// Before signing in. A one-time address that is wrong is 404 to everybody.
	wikitest.Row("GET /setup", "/setup?token=wrong", "", 303),
	wikitest.Row("POST /setup", "", "token=wrong", 303),
	wikitest.Row("GET /signin", "", "", 200, 303),
	wikitest.Row("POST /signin", "", "email=x&password=y", 401),
	wikitest.Row("POST /signout", "", "", 303),
	wikitest.Row("GET /invite/:token", "/invite/wrong", "", 404),
	wikitest.Row("POST /invite/:token", "/invite/wrong", "name=x", 404),
	wikitest.Row("GET /reset/:token", "/reset/wrong", "", 404),
	wikitest.Row("POST /reset/:token", "/reset/wrong", "password=x", 404),

	// Screens. There is a public space, so a visitor has a home.
	wikitest.Row("GET /", "", "", 200),
	wikitest.Row("GET /spaces/new", "", "", 303, 200),
	wikitest.Row("POST /spaces/new", "", "name=", 401, 422, 0, 0, 0, 403, 422),
	wikitest.Row("GET /s/:slug", "/s/{space}", "", 303, 404, 200),
	wikitest.Row("GET /s/:slug/tree", "/s/{space}/tree", "", 303, 404, 200),
	wikitest.Row("GET /s/:slug/wanted", "/s/{space}/wanted", "", 303, 404, 200),
	wikitest.Row("GET /s/:slug/settings", "/s/{space}/settings", "", 303, 404, 403, 403, 200, 403, 403),
	wikitest.Row("POST /s/:slug/settings", "/s/{space}/settings", "name=Secret&visibility=private", 401, 404, 403, 403, 303, 403, 403),
	wikitest.Row("GET /s/:slug/at/*path", "/s/{space}/at/plans.md", "", 303, 404),
	wikitest.Row("GET /trash", "", "", 303, 200),
	wikitest.Row("GET /find", "/find?title=Plans&space={space}", "", 303, 404, 303),
	wikitest.Row("GET /p/:id", "/p/{page}", "", 303, 404, 200),
	wikitest.Row("GET /p/:id/:slug", "/p/{page}/plans", "", 303, 404, 200),
	wikitest.Row("GET /p/:id/edit", "/p/{page}/edit", "", 303, 404, 403, 200, 200, 403, 200),
	wikitest.Row("POST /p/:id/edit", "/p/{page}/edit", "base_revision=1&title=Plans&markdown=y", 401, 404, 403, 303, 303, 403, 303),
	wikitest.Row("POST /preview", "/preview", "page={page}&markdown=x", 401, 404, 200),
	wikitest.Row("GET /new", "/new?space={space}", "", 303, 200, 200, 200, 200, 403, 200),
	wikitest.Row("POST /new", "", "space={space}&title=t&markdown=x", 401, 422, 403, 303, 303, 403, 303),
	wikitest.Row("GET /p/:id/history", "/p/{page}/history", "", 303, 404, 200),
	wikitest.Row("GET /p/:id/r/:n", "/p/{page}/r/1", "", 303, 404, 200),
	wikitest.Row("GET /p/:id/diff", "/p/{page}/diff", "", 303, 404, 200),
	wikitest.Row("GET /p/:id/move", "/p/{page}/move", "", 303, 404, 403, 200, 200, 403, 200),
	wikitest.Row("POST /p/:id/move", "/p/{page}/move", "space={space}", 401, 404, 403, 303, 303, 403, 303),
	wikitest.Row("POST /p/:id/revert", "/p/{page}/revert", "revision=1", 401, 404, 403, 303, 303, 403, 303),
	wikitest.Row("POST /p/:id/trash", "/p/{page}/trash", "", 401, 404, 403, 303, 303, 403, 303),
	wikitest.Row("POST /p/:id/restore", "/p/{page}/restore", "", 401, 404, 403, 303, 303, 403, 303),
	wikitest.Row("POST /p/:id/verify", "/p/{page}/verify", "", 401, 404, 403, 303, 303, 403, 303),
	wikitest.Row("POST /p/:id/files", "/p/{page}/files", wikitest.Multipart, 401, 404, 403, 303, 303, 403, 303),
	wikitest.Row("GET /a/:id/:name", "/a/{file}/plan.txt", "", 303, 404, 200),

	// People and settings.
	wikitest.Row("GET /people", "", "", 303, 200),
	wikitest.Row("POST /people/invite", "", "email=new%40example.org&role=member", 401, 403, 403, 403, 201, 403, 403),
	wikitest.Row("POST /people/:id/disable", "/people/{bob}/disable", "", 401, 403, 403, 403, 303, 403, 403),
	wikitest.Row("POST /people/:id/enable", "/people/{bob}/enable", "", 401, 403, 403, 403, 303, 403, 403),
	wikitest.Row("POST /people/:id/reset", "/people/{bob}/reset", "", 401, 403, 403, 403, 201, 403, 403),
	wikitest.Row("POST /people/:id/role", "/people/{bob}/role", "role=member", 401, 403, 403, 403, 303, 403, 403),
	wikitest.Row("GET /settings", "", "", 303, 200, 200, 200, 200, 403, 403),
	wikitest.Row("POST /settings", "", "action=scheme&scheme=dark", 401, 303, 303, 303, 303, 403, 403),
	wikitest.Row("GET /settings/tokens", "", "", 303, 200, 200, 200, 200, 403, 403),
	wikitest.Row("POST /settings/tokens", "", "label=x&scope=admin", 401, 201, 201, 201, 201, 403, 403),
	wikitest.Row("POST /settings/tokens/:id/delete", "/settings/tokens/4711/delete", "", 401, 404, 404, 404, 404, 403, 403),
	wikitest.Row("POST /settings/sessions/:id/end", "/settings/sessions/none/end", "", 401, 303, 303, 303, 303, 403, 403),

	// The API.
	wikitest.Row("GET /api/v1/me", "", "", 401, 200),
	wikitest.Row("GET /api/v1/spaces", "", "", 401, 200),
	wikitest.Row("POST /api/v1/spaces", "", `{"slug":"secret","name":"x"}`, 401, 409, 409, 409, 409, 403, 409),
	wikitest.Row("PATCH /api/v1/spaces/:slug", "/api/v1/spaces/{space}", `{"language":"de"}`, 401, 404, 403, 403, 200, 403),
	wikitest.Row("GET /api/v1/pages", "/api/v1/pages?space={space}", "", 401, 404, 200),
	wikitest.Row("POST /api/v1/pages", "", `{"space":"{space}","title":"t","markdown":"x"}`, 401, 404, 403, 201, 201, 403, 201),
	wikitest.Row("GET /api/v1/pages/:id", "/api/v1/pages/{page}", "", 401, 404, 200),
	wikitest.Row("PUT /api/v1/pages/:id", "/api/v1/pages/{page}", `{"base_revision":1,"markdown":"y"}`, 401, 404, 403, 200, 200, 403, 200),
	wikitest.Row("POST /api/v1/pages/:id/preflight", "/api/v1/pages/{page}/preflight", `{"base_revision":1,"markdown":"y"}`, 401, 404, 403, 200, 200, 403, 200),
	wikitest.Row("DELETE /api/v1/pages/:id", "/api/v1/pages/{page}", "", 401, 404, 403, 204, 204, 403, 204),
	wikitest.Row("POST /api/v1/pages/:id/restore", "/api/v1/pages/{page}/restore", "", 401, 404, 403, 200, 200, 403, 200),
	wikitest.Row("POST /api/v1/pages/:id/move", "/api/v1/pages/{page}/move", `{"position":0}`, 401, 404, 403, 200, 200, 403, 200),
	wikitest.Row("GET /api/v1/pages/:id/revisions", "/api/v1/pages/{page}/revisions", "", 401, 404, 200),
	wikitest.Row("GET /api/v1/pages/:id/revisions/:n", "/api/v1/pages/{page}/revisions/1", "", 401, 404, 200),
	wikitest.Row("GET /api/v1/pages/:id/diff", "/api/v1/pages/{page}/diff", "", 401, 404, 200),
	wikitest.Row("PUT /api/v1/attachments", "/api/v1/attachments?page={page}&name=a.txt", "words", 401, 404, 403, 201, 201, 403, 201),
}

func TestRights(t *testing.T) {
	s := newSite(t)
	s.CheckRights(wikitest.Rights{
		Readers: readers, Rows: rightsTable, Things: s.plans(),
		// The name of the space is in the left column, too.
		Secrets: []string{"The secret", "The plan.", "Plans", "plan.txt", "/s/secret"},
	})
}

// plans makes a page with a file in the private space; that of before is in the trash. What requests did to
// sessions and accounts is undone.
func (s *site) plans() func() wikitest.Things {
	ctx, bob := s.T.Context(), s.People["bob"]
	var page wiki.Page
	return func() wikitest.Things {
		s.T.Helper()
		if page.ID != 0 {
			_ = s.Wiki.Trash(ctx, s.Actor("ada"), page.ID) // the request may have done it already
		}
		s.Must(s.Accounts.Enable(ctx, wiki.Operator(), bob.ID))
		clear(s.Cookies)
		page = s.Page("secret", "Plans", "The plan.\n")
		return wikitest.Things{"page": page.ID, "file": s.File(page.ID, "plan.txt", "the plan").ID, "space": "secret", "bob": bob.ID}
	}
}

func TestEveryRouteHasARow(t *testing.T) {
	newSite(t).EveryRouteHasARow(rightsTable, nil)
}
