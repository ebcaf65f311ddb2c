package pathshttp_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/docent-wiki/docent/qa/paths"
	"github.com/docent-wiki/docent/wiki/wikitest"
)

// TestAPI goes the way of TestLife as a program does.
func TestAPI(t *testing.T) {
	s := newSite(t)
	page, secret := s.Page("handbook", "House rules", "Be kind.\n\n## Doors\n\nLock them at night.\n"), s.Page("secret", "Tangerine", "Launch.\n")
	p := s.path("handbook", paths.Step{Kind: paths.ReadPage, Page: page.ID, Days: 3}, paths.Step{Kind: paths.ReadPage, Page: secret.ID},
		paths.Step{Kind: paths.Tick, Title: "Met your buddy", Days: 1})
	s.path("secret")
	url, cleo := fmt.Sprintf("/paths/%d", p.ID), s.People["cleo"].ID
	step := func(i int) string { return fmt.Sprintf("%s/steps/%d/done", url, p.Steps[i].ID) }
	object := func(pairs ...any) map[string]any {
		o := map[string]any{}
		for i := 0; i < len(pairs); i += 2 {
			o[pairs[i].(string)] = pairs[i+1]
		}
		return o
	}
	is := func(what string, got, want any) {
		t.Helper()
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", what, diff)
		}
	}
	facts := object("id", 1.0, "title", "The first weeks", "role", "zebra keepers", "space", "handbook", "url", "/paths/1", "step_count", 2.0, "updated_at", "2026-06-02T08:00:00Z")
	is("the paths that Cleo may read, with the steps that she may see", s.Call("cleo", "GET", "/paths", "", 200)["items"], []any{facts})
	s.Check(wikitest.Check{Name: "nor is it a step on the screen", Request: wikitest.Request{URL: "/paths", As: "cleo"}, Status: 200, Has: []string{"2 steps"}, HasNot: []string{"3 steps"}})
	first := s.Call("rita", "GET", "/paths?limit=1", "", 200)
	is("Rita reads both, one by one", []any{first["items"].([]any)[0].(map[string]any)["step_count"], first["next_cursor"]}, []any{3.0, "1"})
	is("the rest", len(s.Call("rita", "GET", "/paths?limit=1&cursor=1", "", 200)["items"].([]any)), 1)
	s.Call("rita", "GET", "/paths?cursor=x", "", 422)

	whole := s.Call("cleo", "GET", url, "", 200)
	read := object("id", 1.0, "kind", "page", "title", "House rules", "url", page.URL(), "page_id", float64(page.ID), "revision", 1.0, "days", 3.0, "finished", false)
	tick := object("id", 3.0, "kind", "check", "title", "Met your buddy", "days", 1.0, "finished", false)
	is("the steps", whole["steps"], []any{read, tick})
	is("not on it", whole["mine"], nil)
	s.Call("cleo", "POST", step(2), "", 409)

	start := fmt.Sprintf("%s/people/%d", url, cleo)
	s.Call("rita", "PUT", start, `{"start":"2026-05-29"}`, 403)
	s.Call("bob", "PUT", start, `{"start":"soon"}`, 422)
	s.Call("bob", "PUT", start, `{"start":"2026-05-29"}`, 204)
	read["due_day"], tick["due_day"], tick["late"] = "2026-06-02", "2026-05-29", true
	whole = s.Call("cleo", "GET", url, "", 200)
	is("due", whole["steps"], []any{read, tick})
	is("how far", whole["mine"], any(object("start", "2026-05-29", "finished", 0.0, "late", 1.0, "steps", 2.0)))

	s.Call("cleo", "POST", step(0), "", 409)
	s.Call("cleo", "POST", step(0), `{"revision":7}`, 409)
	s.Call("cleo", "POST", step(1), `{"revision":1}`, 404)
	s.Call("cleo", "POST", step(0), `{"revision":1}`, 200)
	is("done", s.Call("cleo", "POST", step(2), "", 200)["mine"], any(object("start", "2026-05-29", "finished", 2.0, "late", 0.0, "steps", 2.0)))
	is("who manages the space sees it", s.Call("bob", "GET", url+"/people", "", 200)["items"],
		any([]any{object("id", float64(cleo), "name", "Cleo", "start", "2026-05-29", "finished", 2.0, "late", 0.0, "steps", 2.0)}))
	s.Call("cleo", "DELETE", step(2), "", 200)
	s.save(page.ID, "Be kind.\n\n## Doors\n\nLock them at 18:00.\n")
	mine := s.Call("cleo", "GET", "/me/paths", "", 200)["items"].([]any)[0].(map[string]any)
	again := mine["steps"].([]any)[0].(map[string]any)
	is("to be read again", []any{again["finished"], again["revision"], again["read_revision"], again["changed"].([]any)[0].(map[string]any)["heading"]}, []any{false, 2.0, 1.0, "Doors"})
	is("whose path it is", len(s.Call("rita", "GET", "/me/paths", "", 200)["items"].([]any)), 0)

	s.Call("rita", "DELETE", start, "", 403)
	s.Call("cleo", "DELETE", start, "", 204)
	is("left", len(s.Call("cleo", "GET", "/me/paths", "", 200)["items"].([]any)), 0)
}
