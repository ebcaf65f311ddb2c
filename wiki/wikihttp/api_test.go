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

	"github.com/docent-wiki/docent/wiki/wikitest"
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
		rec := s.Check(wikitest.Check{Request: wikitest.Request{Method: method, URL: "/api/v1" + url, As: "token bob", Body: body}, Status: status})
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
	back := call("POST", fmt.Sprintf("/pages/%v/move", child["id"]), fmt.Sprintf(`{"space":"handbook","parent_id":%v}`, page["id"]), 200)
	if back["parent_id"] != page["id"] {
		t.Errorf("moved beneath a page: %v", back)
	}
	if top := call("POST", fmt.Sprintf("/pages/%v/move", child["id"]), `{"parent_id":null}`, 200); top["parent_id"] != nil {
		t.Errorf("null is the top of the space: %v", top)
	}
	call("POST", fmt.Sprintf("/pages/%v/move", child["id"]), `{"parent_id":"1"}`, 422)
	call("PUT", at, "{\"base_revision\":3,\"markdown\":\"x\xff\"}", 400)
	call("DELETE", at, "", 204)
	call("PUT", at, `{"base_revision":3,"markdown":"x"}`, 409)
	call("POST", at+"/restore", "", 200)
}

func TestListsOfTheAPIAreReadToTheEnd(t *testing.T) {
	s := newSite(t)
	var want []string
	for i := range 7 {
		want = append(want, s.Page("handbook", fmt.Sprintf("Page %d", i), "x").Title)
	}
	var got []string
	cursor := ""
	for range 10 {
		type list struct {
			Items []struct{ Title string }
			Next  string `json:"next_cursor"`
		}
		one := decode[list](t, s.Check(wikitest.Check{Request: wikitest.Request{URL: "/api/v1/pages?space=handbook&limit=3&cursor=" + cursor, As: "token bob"}, Status: 200}))
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
		s.Check(wikitest.Check{Name: "limit " + limit, Request: wikitest.Request{URL: "/api/v1/pages?space=handbook&limit=" + limit, As: "token bob"}, Status: 422})
	}
}

func TestAConflictOfTheAPI(t *testing.T) {
	s := newSite(t)
	p := s.Page("handbook", "Rules", "The limit is ten.\n")
	url := fmt.Sprintf("/api/v1/pages/%d", p.ID)
	s.Check(wikitest.Check{Request: wikitest.Request{Method: "PUT", URL: url, As: "token ed", Body: `{"base_revision":1,"markdown":"The limit is twelve.\n"}`}, Status: 200})
	rec := s.Check(wikitest.Check{
		Name: "conflict", Request: wikitest.Request{Method: "PUT", URL: url, As: "token bob", Body: `{"base_revision":1,"markdown":"The limit is eleven.\n"}`},
		Status: 409, Header: map[string]string{"Content-Type": "application/problem+json"},
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
	if page, err := s.Wiki.Page(t.Context(), s.Actor("ada"), p.ID); err != nil || page.Revision != 2 {
		t.Errorf("something was written: %v %v", page.Revision, err)
	}
}

func TestWrongRequestsOfTheAPI(t *testing.T) {
	s := newSite(t)
	p := s.Page("handbook", "Rules", "x")
	url := fmt.Sprintf("/api/v1/pages/%d", p.ID)
	problemType := map[string]string{"Content-Type": "application/problem+json"}
	for _, c := range []wikitest.Check{
		{Name: "unknown field", Request: wikitest.Request{Method: "POST", URL: "/api/v1/pages", Body: `{"space":"handbook","title":"t","markdown":"secret words","colour":"red"}`}, Status: 422, Has: []string{"colour"}, HasNot: []string{"secret words"}},
		{Name: "wrong type", Request: wikitest.Request{Method: "PUT", URL: url, Body: `{"base_revision":"one"}`}, Status: 422, Has: []string{"base_revision"}},
		{Name: "missing field", Request: wikitest.Request{Method: "PUT", URL: url, Body: `{"markdown":"x"}`}, Status: 422, Has: []string{"base_revision"}},
		{Name: "no JSON", Request: wikitest.Request{Method: "PUT", URL: url, Body: `{"base_revision":`}, Status: 400, Has: []string{"nothing was changed"}},
		{Name: "no body", Request: wikitest.Request{Method: "PUT", URL: url}, Status: 400},
		{Name: "another type of body", Request: wikitest.Request{Method: "PUT", URL: url, Body: "a=b"}, Status: 415},
		{Name: "unknown base", Request: wikitest.Request{Method: "PUT", URL: url, Body: `{"base_revision":12,"markdown":"y"}`}, Status: 422},
		{Name: "empty title", Request: wikitest.Request{Method: "PUT", URL: url, Body: `{"base_revision":1,"title":"  "}`}, Status: 422, Has: []string{`"field":"title"`}},
		{Name: "slug taken", Request: wikitest.Request{Method: "POST", URL: "/api/v1/spaces", Body: `{"slug":"handbook","name":"x"}`}, Status: 409},
		{Name: "slug of a space that may not be seen", Request: wikitest.Request{Method: "POST", URL: "/api/v1/spaces", Body: `{"slug":"secret","name":"x"}`}, Status: 409, HasNot: []string{"The secret"}},
		{Name: "bad slug", Request: wikitest.Request{Method: "POST", URL: "/api/v1/spaces", Body: `{"slug":"No Slug","name":"x"}`}, Status: 422},
		{Name: "bad number", Request: wikitest.Request{URL: "/api/v1/pages/one"}, Status: 422},
		{Name: "zero", Request: wikitest.Request{URL: "/api/v1/pages/0"}, Status: 422},
		{Name: "unknown page", Request: wikitest.Request{URL: "/api/v1/pages/4711"}, Status: 404},
		{Name: "unknown revision", Request: wikitest.Request{URL: url + "/revisions/9"}, Status: 404},
		{Name: "unknown call", Request: wikitest.Request{URL: "/api/v1/nothing"}, Status: 404},
		{Name: "unknown method", Request: wikitest.Request{Method: "PATCH", URL: url, Body: `{}`}, Status: 405},
	} {
		c.As, c.Header = "token bob", problemType
		rec := s.Check(c)
		got := decode[struct {
			Title, Detail string
			Status        int
			RequestID     string `json:"request_id"`
		}](t, rec)
		if got.Status != c.Status || got.Title == "" || got.Detail == "" || got.RequestID != rec.Header().Get("X-Request-Id") {
			t.Errorf("%s: problem %+v", c.Name, got)
		}
	}
}

// TestALargePageIsRefusedWithAReason: -short leaves out what the API is sent, 60 MB.
func TestALargePageIsRefusedWithAReason(t *testing.T) {
	s := newSite(t)
	p := s.Page("handbook", "Large", "x")
	if !testing.Short() {
		s.largePages(p.ID)
	}
	s.Check(wikitest.Check{
		Name: "a small call", Request: wikitest.Request{Method: "POST", URL: "/api/v1/spaces", As: "token bob", Body: `{"slug":"x","name":"` + strings.Repeat("x", 2<<20) + `"}`},
		Status: 413,
	})
	s.Check(wikitest.Check{
		Name: "a form", Request: wikitest.Request{Method: "POST", URL: fmt.Sprintf("/p/%d/edit", p.ID), As: "bob", Body: "base_revision=1&title=Large&markdown=" + strings.Repeat("x", 11<<20)},
		Status: 413, Has: []string{"<textarea"},
	})
	if page, err := s.Wiki.Page(t.Context(), s.Actor("ada"), p.ID); err != nil || page.Revision != 1 {
		t.Errorf("something was written: %v %v", page.Revision, err)
	}
}

func (s *site) largePages(id wiki.PageID) {
	s.T.Helper()
	url := fmt.Sprintf("/api/v1/pages/%d", id)
	body, err := json.Marshal(map[string]any{"base_revision": 1, "markdown": strings.Repeat("All work and no play.\n", 20<<20/22)})
	s.Must(err)
	s.Check(wikitest.Check{
		Name: "20 MB", Request: wikitest.Request{Method: "PUT", URL: url, As: "token bob", Body: string(body)},
		Status: 413, Has: []string{"MB"}, Header: map[string]string{"Content-Type": "application/problem+json"},
	})
	s.Check(wikitest.Check{
		Name: "beyond every limit", Request: wikitest.Request{Method: "PUT", URL: url, As: "token bob", Body: `{"base_revision":1,"markdown":"` + strings.Repeat("x", 40<<20) + `"}`},
		Status: 413, Has: []string{"Nothing was changed"},
	})
}

func TestTheDocumentOfTheAPI(t *testing.T) {
	s := newSite(t)
	rec := s.Check(wikitest.Check{Request: wikitest.Request{URL: "/api/v1/openapi.json"}, Status: 200, HasNot: []string{"$schema"}})
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
	for _, r := range s.Server.Routes() {
		path, isAPI := strings.CutPrefix(r.Path, "/api/v1/")
		if !isAPI || strings.HasPrefix(path, "openapi") {
			continue
		}
		path = "/api/v1/" + strings.NewReplacer(":id", "{id}", ":slug", "{slug}", ":n", "{n}").Replace(path)
		op := doc.Paths[path][strings.ToLower(r.Method)]
		if op.OperationID == "" || op.Summary == "" || seen[op.OperationID] {
			t.Errorf("%s %s is not described, or twice: %+v", r.Method, path, op)
		}
		seen[op.OperationID] = true
	}
	s.Check(wikitest.Check{Name: "for people", Request: wikitest.Request{URL: "/api"}, Status: 200, Has: []string{"save-page", "base_revision"}, HasNot: []string{"unpkg", "cdn"}})
	if bytes.Contains(rec.Body.Bytes(), []byte(`"security":null`)) {
		t.Error("operations do not say who may call them")
	}
}

func TestTokens(t *testing.T) {
	s := newSite(t)
	s.Tokens["wrong"] = "dct_wrong"
	p := s.Page("handbook", "Rules", "x")
	for _, c := range []wikitest.Check{
		{Name: "me", Request: wikitest.Request{URL: "/api/v1/me", As: "token ed reads"}, Status: 200, Has: []string{`"name":"Ed"`, `"scope":"read"`, `"timezone":"Europe/Vienna"`, `"role":"member"`}},
		{Name: "wrong", Request: wikitest.Request{URL: "/api/v1/me", As: "token wrong"}, Status: 401, Header: map[string]string{"WWW-Authenticate": `Bearer realm="docent"`}},
		{Name: "wrong on a screen", Request: wikitest.Request{URL: "/", As: "token wrong"}, Status: 401, Header: map[string]string{"Content-Type": "application/problem+json"}},
		{Name: "none", Request: wikitest.Request{URL: "/api/v1/me"}, Status: 401},
		{Name: "basic", Request: wikitest.Request{URL: "/api/v1/me", Header: map[string]string{"Authorization": "Basic eDp5"}}, Status: 401},
		{Name: "a screen", Request: wikitest.Request{URL: p.URL(), As: "token ed reads"}, Status: 200, Has: []string{"Rules"}},
		{Name: "a session", Request: wikitest.Request{URL: "/api/v1/me", As: "bob"}, Status: 200, Has: []string{`"scope":"admin"`}},
	} {
		s.Check(c)
	}
	s.Must(s.Accounts.Disable(t.Context(), s.Actor("ada"), s.People["ed"].ID))
	s.Check(wikitest.Check{Name: "disabled", Request: wikitest.Request{URL: "/api/v1/me", As: "token ed reads"}, Status: 401})
}

func TestAttachments(t *testing.T) {
	s := newSite(t)
	p := s.Page("handbook", "Pictures", "x")
	secret := s.Page("secret", "Plans", "x")
	png := "\x89PNG\r\n\x1a\n" + strings.Repeat("pixels", 100)
	put := func(page wiki.PageID, name, body string) string {
		t.Helper()
		rec := s.Check(wikitest.Check{
			Name: name, Request: wikitest.Request{Method: "PUT", URL: fmt.Sprintf("/api/v1/attachments?page=%d&name=%s", page, name), As: "token ed", Body: body, Header: map[string]string{"Content-Type": "text/html"}},
			Status: 201,
		})
		return decode[struct{ URL string }](t, rec).URL
	}
	image, page, vector, secretFile := put(p.ID, "a.png", png), put(p.ID, "page.html", "<html><script>alert(1)</script>"), put(p.ID, "v.svg", `<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`), put(secret.ID, "plan.txt", "the plan")
	pdf := put(p.ID, "a.pdf", "%PDF-1.7\n")
	for _, c := range []wikitest.Check{
		{Name: "picture", Request: wikitest.Request{URL: image}, Status: 200, Header: map[string]string{"Content-Type": "image/png", "Content-Disposition": `inline; filename=a.png`}},
		{Name: "part", Request: wikitest.Request{URL: image, Header: map[string]string{"Range": "bytes=1-3"}}, Status: 206, Has: []string{"PNG"}},
		{Name: "page", Request: wikitest.Request{URL: page}, Status: 200, Header: map[string]string{"Content-Type": "text/plain; charset=utf-8", "Content-Disposition": `attachment; filename=page.html`}},
		{Name: "drawing", Request: wikitest.Request{URL: vector}, Status: 200, Header: map[string]string{"Content-Type": "image/svg+xml", "Content-Disposition": `attachment; filename=v.svg`}},
		{Name: "pdf", Request: wikitest.Request{URL: pdf}, Status: 200, Header: map[string]string{"Content-Type": "application/pdf", "Content-Disposition": `inline; filename=a.pdf`}},
		{Name: "hidden", Request: wikitest.Request{URL: secretFile}, Status: 404, HasNot: []string{"the plan"}},
		{Name: "none", Request: wikitest.Request{URL: "/a/4711/x.png"}, Status: 404},
	} {
		c.As = "bob"
		rec := s.Check(c)
		if c.Status == 200 && c.Name != "pdf" && !strings.Contains(rec.Header().Get("Content-Security-Policy"), "sandbox") {
			t.Errorf("%s runs with our rights: %s", c.Name, rec.Header().Get("Content-Security-Policy"))
		}
		if rec.Header().Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s may be taken for another type", c.Name)
		}
	}
	etag := s.Do(wikitest.Request{URL: image, As: "bob"}).Header().Get("ETag")
	s.Check(wikitest.Check{Name: "unchanged", Request: wikitest.Request{URL: image, As: "bob", Header: map[string]string{"If-None-Match": etag}}, Status: 304})
	s.Check(wikitest.Check{Name: "no page", Request: wikitest.Request{Method: "PUT", URL: "/api/v1/attachments?name=x", As: "token ed", Body: "x"}, Status: 422})
	s.Check(wikitest.Check{Name: "empty", Request: wikitest.Request{Method: "PUT", URL: fmt.Sprintf("/api/v1/attachments?page=%d&name=x", p.ID), As: "token ed"}, Status: 422})
}
