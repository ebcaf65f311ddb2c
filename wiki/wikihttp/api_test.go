package wikihttp_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/docent-wiki/docent/wiki"
)

func decode[T any](t *testing.T, rec *httptest.ResponseRecorder) T {
	t.Helper()
	var v T
	if err := json.Unmarshal(rec.Body.Bytes(), &v); err != nil {
		t.Fatalf("%v in %.500s", err, rec.Body)
	}
	return v
}

func TestPagesOfTheAPI(t *testing.T) {
	s := newSite(t)
	call := func(method, url, body string, status int) map[string]any {
		t.Helper()
		rec := s.check(check{request: request{method: method, url: "/api/v1" + url, as: "token bob", body: body}, status: status})
		if rec.Body.Len() == 0 {
			return nil
		}
		return decode[map[string]any](t, rec)
	}
	page := call("POST", "/pages", `{"space":"handbook","title":"Café menu","markdown":"Intro\n\n## Tea *time* {#tea}\n\nHot.\n","message":"first"}`, 201)
	if page["url"] != fmt.Sprintf("/p/%v/café-menu", page["id"]) && page["url"] != fmt.Sprintf("/p/%v/caf%%C3%%A9-menu", page["id"]) {
		t.Errorf("url %v", page["url"])
	}
	at := fmt.Sprintf("/pages/%v", page["id"])
	child := call("POST", "/pages", fmt.Sprintf(`{"space":"handbook","parent_id":%v,"title":"Child","markdown":""}`, page["id"]), 201)
	call("POST", "/pages", `{"space":"handbook","parent_id":null,"title":"Café menu","markdown":"equal titles are allowed"}`, 201)

	got := call("GET", at, "", 200)
	want := []any{
		map[string]any{"heading": "", "anchor": "", "level": 0.0},
		map[string]any{"heading": "Tea time", "anchor": "tea", "level": 2.0},
	}
	for _, sec := range got["sections"].([]any) {
		if sec.(map[string]any)["id"].(float64) <= 0 {
			t.Errorf("a section without a number: %v", sec)
		}
		delete(sec.(map[string]any), "id")
	}
	if diff := cmp.Diff(want, got["sections"]); diff != "" {
		t.Errorf("sections: %s", diff)
	}
	if got["owner"] != nil || got["verified_until"] != nil || got["parent_id"] != nil || got["space"] != "handbook" {
		t.Errorf("facts of a new page: %v", got)
	}
	if by := got["updated_by"].(map[string]any); by["name"] != "Bob" {
		t.Errorf("updated_by: %v", by)
	}
	if at, err := time.Parse(time.RFC3339, got["updated_at"].(string)); err != nil || !strings.HasSuffix(got["updated_at"].(string), "Z") || time.Since(at) > time.Minute {
		t.Errorf("updated_at: %v", got["updated_at"])
	}

	saved := call("PUT", at, `{"base_revision":1,"markdown":"Intro\n\n## Tea time\n\nCold.\n"}`, 200)
	if saved["revision"] != 2.0 || saved["merged"] != false {
		t.Errorf("save: %v", saved)
	}
	if same := call("PUT", at, `{"base_revision":2,"title":"Café menu"}`, 200); same["revision"] != 2.0 {
		t.Errorf("a save that changes nothing: %v", same)
	}
	if merged := call("PUT", at, `{"base_revision":1,"title":"Bar menu"}`, 200); merged["revision"] != 3.0 || merged["merged"] != true {
		t.Errorf("merge: %v", merged)
	}
	list := call("GET", at+"/revisions?limit=2", "", 200)
	if items := list["items"].([]any); len(items) != 2 || items[0].(map[string]any)["revision"] != 3.0 || list["next_cursor"] != "2" {
		t.Errorf("revisions: %v", list)
	}
	if rest := call("GET", at+"/revisions?cursor=2", "", 200)["items"].([]any); len(rest) != 1 || rest[0].(map[string]any)["message"] != "first" {
		t.Errorf("the rest of the revisions: %v", rest)
	}
	if old := call("GET", at+"/revisions/1", "", 200); !strings.Contains(old["markdown"].(string), "Hot.") {
		t.Errorf("revision 1: %v", old)
	}
	diff := call("GET", at+"/diff?from=1&to=2", "", 200)
	text := map[string]string{}
	for _, span := range diff["spans"].([]any) {
		op := span.(map[string]any)
		text[op["op"].(string)] += op["text"].(string)
	}
	if !strings.Contains(text["delete"], "Hot") || !strings.Contains(text["insert"], "Cold") {
		t.Errorf("diff: %v", diff)
	}
	if tree := call("GET", "/pages?space=handbook", "", 200)["items"].([]any); len(tree) != 3 || tree[1].(map[string]any)["parent_id"] != page["id"] {
		t.Errorf("tree: %v", tree)
	}
	if below := call("GET", fmt.Sprintf("/pages?space=handbook&parent=%v", page["id"]), "", 200)["items"].([]any); len(below) != 1 {
		t.Errorf("children: %v", below)
	}
	moved := call("POST", fmt.Sprintf("/pages/%v/move", child["id"]), `{"space":"open"}`, 200)
	if moved["parent_id"] != nil {
		t.Errorf("moved to another space: %v", moved)
	}
	call("POST", at+"/move", fmt.Sprintf(`{"parent_id":%v}`, page["id"]), 422)
	call("DELETE", at, "", 204)
	call("PUT", at, `{"base_revision":3,"markdown":"x"}`, 409)
	call("POST", at+"/restore", "", 200)
}

func TestListsOfTheAPIAreReadToTheEnd(t *testing.T) {
	s := newSite(t)
	var want []string
	for i := range 7 {
		want = append(want, s.page("handbook", fmt.Sprintf("Page %d", i), "x").Title)
	}
	var got []string
	cursor := ""
	for range 10 {
		type list struct {
			Items []struct{ Title string }
			Next  string `json:"next_cursor"`
		}
		one := decode[list](t, s.check(check{request: request{url: "/api/v1/pages?space=handbook&limit=3&cursor=" + cursor, as: "token bob"}, status: 200}))
		for _, p := range one.Items {
			got = append(got, p.Title)
		}
		if cursor = one.Next; cursor == "" {
			break
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for _, limit := range []string{"0", "201", "-1", "many"} {
		s.check(check{name: "limit " + limit, request: request{url: "/api/v1/pages?space=handbook&limit=" + limit, as: "token bob"}, status: 422})
	}
}

func TestAConflictOfTheAPI(t *testing.T) {
	s := newSite(t)
	p := s.page("handbook", "Rules", "The limit is ten.\n")
	url := fmt.Sprintf("/api/v1/pages/%d", p.ID)
	s.check(check{request: request{method: "PUT", url: url, as: "token ed", body: `{"base_revision":1,"markdown":"The limit is twelve.\n"}`}, status: 200})
	rec := s.check(check{
		name: "conflict", request: request{method: "PUT", url: url, as: "token bob", body: `{"base_revision":1,"markdown":"The limit is eleven.\n"}`},
		status: 409, header: map[string]string{"Content-Type": "application/problem+json"},
	})
	type problem struct {
		Status  int
		Title   string
		Detail  string
		Current struct {
			Revision int
			Markdown string
		}
		Conflicts []struct {
			Line               int
			Base, Yours, Other string
		}
	}
	got := decode[problem](t, rec)
	if got.Current.Revision != 2 || got.Current.Markdown != "The limit is twelve.\n" || got.Status != 409 || got.Detail == "" {
		t.Errorf("problem: %+v", got)
	}
	if len(got.Conflicts) == 0 || !strings.Contains(got.Conflicts[0].Yours, "eleven") || !strings.Contains(got.Conflicts[0].Other, "twelve") {
		t.Errorf("conflicts: %+v", got.Conflicts)
	}
	if page, err := s.wiki.Page(t.Context(), s.actor("ada"), p.ID); err != nil || page.Revision != 2 {
		t.Errorf("something was written: %v %v", page.Revision, err)
	}
}

func TestWrongRequestsOfTheAPI(t *testing.T) {
	s := newSite(t)
	p := s.page("handbook", "Rules", "x")
	url := fmt.Sprintf("/api/v1/pages/%d", p.ID)
	problemType := map[string]string{"Content-Type": "application/problem+json"}
	for _, c := range []check{
		{name: "unknown field", request: request{method: "POST", url: "/api/v1/pages", body: `{"space":"handbook","title":"t","markdown":"secret words","colour":"red"}`}, status: 422, has: []string{"colour"}, hasNot: []string{"secret words"}},
		{name: "wrong type", request: request{method: "PUT", url: url, body: `{"base_revision":"one"}`}, status: 422, has: []string{"base_revision"}},
		{name: "missing field", request: request{method: "PUT", url: url, body: `{"markdown":"x"}`}, status: 422, has: []string{"base_revision"}},
		{name: "no JSON", request: request{method: "PUT", url: url, body: `{"base_revision":`}, status: 400, has: []string{"nothing was changed"}},
		{name: "no body", request: request{method: "PUT", url: url}, status: 400},
		{name: "another type of body", request: request{method: "PUT", url: url, body: "a=b"}, status: 415},
		{name: "unknown base", request: request{method: "PUT", url: url, body: `{"base_revision":12,"markdown":"y"}`}, status: 422},
		{name: "empty title", request: request{method: "PUT", url: url, body: `{"base_revision":1,"title":"  "}`}, status: 422, has: []string{`"field":"title"`}},
		{name: "slug taken", request: request{method: "POST", url: "/api/v1/spaces", body: `{"slug":"handbook","name":"x"}`}, status: 409},
		{name: "slug of a space that may not be seen", request: request{method: "POST", url: "/api/v1/spaces", body: `{"slug":"secret","name":"x"}`}, status: 409, hasNot: []string{"The secret"}},
		{name: "bad slug", request: request{method: "POST", url: "/api/v1/spaces", body: `{"slug":"No Slug","name":"x"}`}, status: 422},
		{name: "bad number", request: request{url: "/api/v1/pages/one"}, status: 422},
		{name: "zero", request: request{url: "/api/v1/pages/0"}, status: 422},
		{name: "unknown page", request: request{url: "/api/v1/pages/4711"}, status: 404},
		{name: "unknown revision", request: request{url: url + "/revisions/9"}, status: 404},
		{name: "unknown call", request: request{url: "/api/v1/nothing"}, status: 404},
		{name: "unknown method", request: request{method: "PATCH", url: url, body: `{}`}, status: 405},
	} {
		c.as, c.header = "token bob", problemType
		rec := s.check(c)
		got := decode[struct {
			Title, Detail string
			Status        int
			RequestID     string `json:"request_id"`
		}](t, rec)
		if got.Status != c.status || got.Title == "" || got.Detail == "" || got.RequestID != rec.Header().Get("X-Request-Id") {
			t.Errorf("%s: problem %+v", c.name, got)
		}
	}
}

func TestALargePageIsRefusedWithAReason(t *testing.T) {
	s := newSite(t)
	p := s.page("handbook", "Large", "x")
	body, err := json.Marshal(map[string]any{"base_revision": 1, "markdown": strings.Repeat("All work and no play.\n", 20<<20/22)})
	s.must(err)
	s.check(check{
		name: "20 MB", request: request{method: "PUT", url: fmt.Sprintf("/api/v1/pages/%d", p.ID), as: "token bob", body: string(body)},
		status: 413, has: []string{"MB"}, header: map[string]string{"Content-Type": "application/problem+json"},
	})
	s.check(check{
		name: "beyond every limit", request: request{method: "PUT", url: fmt.Sprintf("/api/v1/pages/%d", p.ID), as: "token bob", body: `{"base_revision":1,"markdown":"` + strings.Repeat("x", 40<<20) + `"}`},
		status: 413, has: []string{"Nothing was changed"},
	})
	s.check(check{
		name: "a small call", request: request{method: "POST", url: "/api/v1/spaces", as: "token bob", body: `{"slug":"x","name":"` + strings.Repeat("x", 2<<20) + `"}`},
		status: 413,
	})
	s.check(check{
		name: "a form", request: request{method: "POST", url: fmt.Sprintf("/p/%d/edit", p.ID), as: "bob", body: "base_revision=1&title=Large&markdown=" + strings.Repeat("x", 11<<20)},
		status: 413, has: []string{"<textarea"},
	})
	if page, err := s.wiki.Page(t.Context(), s.actor("ada"), p.ID); err != nil || page.Revision != 1 {
		t.Errorf("something was written: %v %v", page.Revision, err)
	}
}

func TestTheDocumentOfTheAPI(t *testing.T) {
	s := newSite(t)
	rec := s.check(check{request: request{url: "/api/v1/openapi.json"}, status: 200, hasNot: []string{"$schema"}})
	doc := decode[struct {
		OpenAPI string
		Paths   map[string]map[string]struct {
			OperationID string
			Summary     string
		}
	}](t, rec)
	if !strings.HasPrefix(doc.OpenAPI, "3.1") {
		t.Errorf("version %s", doc.OpenAPI)
	}
	seen := map[string]bool{}
	for _, r := range s.server.Routes() {
		path, isAPI := strings.CutPrefix(r.Path, "/api/v1/")
		if !isAPI || strings.HasPrefix(path, "openapi") {
			continue
		}
		path = "/api/v1/" + strings.NewReplacer(":id", "{id}", ":n", "{n}").Replace(path)
		op := doc.Paths[path][strings.ToLower(r.Method)]
		if op.OperationID == "" || op.Summary == "" || seen[op.OperationID] {
			t.Errorf("%s %s is not described, or twice: %+v", r.Method, path, op)
		}
		seen[op.OperationID] = true
	}
	s.check(check{name: "for people", request: request{url: "/api"}, status: 200, has: []string{"save-page", "base_revision"}, hasNot: []string{"unpkg", "cdn"}})
	if bytes.Contains(rec.Body.Bytes(), []byte(`"security":null`)) {
		t.Error("operations do not say who may call them")
	}
}

func TestTokens(t *testing.T) {
	s := newSite(t)
	s.tokens["wrong"] = "dct_wrong"
	p := s.page("handbook", "Rules", "x")
	for _, c := range []check{
		{name: "me", request: request{url: "/api/v1/me", as: "token ed reads"}, status: 200, has: []string{`"name":"Ed"`, `"scope":"read"`, `"timezone":"Europe/Vienna"`, `"role":"member"`}},
		{name: "wrong", request: request{url: "/api/v1/me", as: "token wrong"}, status: 401, header: map[string]string{"WWW-Authenticate": `Bearer realm="docent"`}},
		{name: "wrong on a screen", request: request{url: "/", as: "token wrong"}, status: 401, header: map[string]string{"Content-Type": "application/problem+json"}},
		{name: "none", request: request{url: "/api/v1/me"}, status: 401},
		{name: "basic", request: request{url: "/api/v1/me", header: map[string]string{"Authorization": "Basic eDp5"}}, status: 401},
		{name: "a screen", request: request{url: p.URL(), as: "token ed reads"}, status: 200, has: []string{"Rules"}},
		{name: "a session", request: request{url: "/api/v1/me", as: "bob"}, status: 200, has: []string{`"scope":"admin"`}},
	} {
		s.check(c)
	}
	s.must(s.accounts.Disable(t.Context(), s.actor("ada"), s.people["ed"].ID))
	s.check(check{name: "disabled", request: request{url: "/api/v1/me", as: "token ed reads"}, status: 401})
}

func TestAttachments(t *testing.T) {
	s := newSite(t)
	p := s.page("handbook", "Pictures", "x")
	secret := s.page("secret", "Plans", "x")
	png := "\x89PNG\r\n\x1a\n" + strings.Repeat("pixels", 100)
	put := func(page wiki.PageID, name, body string) string {
		t.Helper()
		rec := s.check(check{
			name: name, request: request{method: "PUT", url: fmt.Sprintf("/api/v1/attachments?page=%d&name=%s", page, name), as: "token ed", body: body, header: map[string]string{"Content-Type": "text/html"}},
			status: 201,
		})
		return decode[struct{ URL string }](t, rec).URL
	}
	image, page, vector, secretFile := put(p.ID, "a.png", png), put(p.ID, "page.html", "<html><script>alert(1)</script>"), put(p.ID, "v.svg", `<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`), put(secret.ID, "plan.txt", "the plan")
	pdf := put(p.ID, "a.pdf", "%PDF-1.7\n")
	for _, c := range []check{
		{name: "picture", request: request{url: image}, status: 200, header: map[string]string{"Content-Type": "image/png", "Content-Disposition": `inline; filename=a.png`}},
		{name: "part", request: request{url: image, header: map[string]string{"Range": "bytes=1-3"}}, status: 206, has: []string{"PNG"}},
		{name: "page", request: request{url: page}, status: 200, header: map[string]string{"Content-Type": "text/plain; charset=utf-8", "Content-Disposition": `attachment; filename=page.html`}},
		{name: "drawing", request: request{url: vector}, status: 200, header: map[string]string{"Content-Type": "image/svg+xml", "Content-Disposition": `attachment; filename=v.svg`}},
		{name: "pdf", request: request{url: pdf}, status: 200, header: map[string]string{"Content-Type": "application/pdf", "Content-Disposition": `inline; filename=a.pdf`}},
		{name: "hidden", request: request{url: secretFile}, status: 404, hasNot: []string{"the plan"}},
		{name: "none", request: request{url: "/a/4711/x.png"}, status: 404},
	} {
		c.as = "bob"
		rec := s.check(c)
		if c.status == 200 && c.name != "pdf" && !strings.Contains(rec.Header().Get("Content-Security-Policy"), "sandbox") {
			t.Errorf("%s runs with our rights: %s", c.name, rec.Header().Get("Content-Security-Policy"))
		}
		if rec.Header().Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s may be taken for another type", c.name)
		}
	}
	etag := s.do(request{url: image, as: "bob"}).Header().Get("ETag")
	s.check(check{name: "unchanged", request: request{url: image, as: "bob", header: map[string]string{"If-None-Match": etag}}, status: 304})
	s.check(check{name: "no page", request: request{method: "PUT", url: "/api/v1/attachments?name=x", as: "token ed", body: "x"}, status: 422})
	s.check(check{name: "empty", request: request{method: "PUT", url: fmt.Sprintf("/api/v1/attachments?page=%d&name=x", p.ID), as: "token ed"}, status: 422})
}
