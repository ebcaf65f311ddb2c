package modelhttp_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/docent-wiki/docent/search/model"
	"github.com/docent-wiki/docent/search/modelhttp"
	"github.com/docent-wiki/docent/search/searchsql"
	"github.com/docent-wiki/docent/search/vector/vectortest"
	"github.com/docent-wiki/docent/wiki/httpd"
	"github.com/docent-wiki/docent/wiki/wikihttp"
	"github.com/docent-wiki/docent/wiki/wikitest"
)

type site struct {
	*wikitest.Site
	model *model.Model
}

func newSite(t testing.TB) *site {
	t.Helper()
	s := &site{Site: wikitest.Open(t, nil)}
	s.model = model.New(model.Options{Settings: s.Accounts, Store: searchsql.NewVectors(s.DB), Log: s.Wiki.Store(), Pages: s.Wiki.Store()})
	s.Serve(httpd.Options{})
	wikihttp.Register(s.Server, wikihttp.Deps{Wiki: s.Wiki, Accounts: s.Accounts}) // to sign in
	modelhttp.Register(s.Server, s.model)
	s.Settle()
	return s
}

var readers = []string{"", "bob", "rita", "ada", "token ed writes", "token bob", "token ada"}

var rightsTable = []wikitest.Right{
	wikitest.Row("GET /admin/model", "", "", 303, 403, 403, 200, 403, 403, 200),
	wikitest.Row("POST /admin/model", "", "action=save", 401, 403, 403, 303, 403, 403, 303),
	wikitest.Row("GET /api/v1/settings/model", "", "", 401, 403, 403, 200, 403, 403, 200),
	wikitest.Row("PUT /api/v1/settings/model", "", off, 401, 403, 403, 200, 403, 403, 200),
}

const off = `{"find":false,"compose":false,"base_url":"","embedding_model":"","answer_model":"","send_private":false,"left_out":["secret"]}`

func TestRights(t *testing.T) {
	newSite(t).CheckRights(wikitest.Rights{Readers: readers, Rows: rightsTable, Secrets: []string{"secret"}})
}

func TestEveryRouteHasARow(t *testing.T) {
	s := newSite(t)
	s.EveryRouteHasARow(rightsTable, func(bare *httpd.Server) { modelhttp.Register(bare, s.model) })
}

// TestScreen goes the way of an administrator: choose, test, see, change; the key is nowhere to be read.
func TestScreen(t *testing.T) {
	s := newSite(t)
	endpoint := vectortest.New(t)
	form := func(pairs ...string) string { return wikitest.Form(append([]string{"action", "save"}, pairs...)...) }
	never := []string{vectortest.Key}
	s.Follow(wikitest.Check{
		Name: "test before anything is saved", Request: wikitest.Request{URL: "/admin/model", As: "ada", Body: "action=test"}, Has: []string{"Save an address"},
	})
	s.Check(wikitest.Check{
		Name: "no model", Request: wikitest.Request{Method: "POST", URL: "/admin/model", As: "ada", Body: form("find", "1", "base_url", endpoint.Base())},
		Status: 422, Has: []string{"Name the model.", `value="` + endpoint.Base() + `"`, `name="find" value="1" checked`},
	})
	s.Follow(wikitest.Check{
		Name: "save", Request: wikitest.Request{URL: "/admin/model", As: "ada", Body: form(
			"find", "1", "compose", "1", "base_url", endpoint.Base(), "key", vectortest.Key, "embedding", "small", "answer", "large", "leave_out", "handbook", "leave_out", "open")},
		Has: []string{"Docent embeds what is missing", "There is a key", `value="handbook" checked`, `value="open" checked`, `value="secret">`}, HasNot: never,
	})
	s.Follow(wikitest.Check{
		Name: "test", Request: wikitest.Request{URL: "/admin/model", As: "ada", Body: "action=test"},
		Has: []string{"it gives 96 numbers", "The model that writes works."}, HasNot: never,
	})
	s.Follow(wikitest.Check{
		Name: "forget", Request: wikitest.Request{URL: "/admin/model", As: "ada", Body: form("base_url", endpoint.Base(), "embedding", "small", "forget_key", "1")},
		Has: []string{"The model is off; nothing is sent."}, HasNot: []string{"There is a key"},
	})
	s.Follow(wikitest.Check{
		Name: "test without the key", Request: wikitest.Request{URL: "/admin/model", As: "ada", Body: "action=test"}, Has: []string{"refused the key (401)"},
	})
}

func TestAPI(t *testing.T) {
	s := newSite(t)
	put := func(status int, change map[string]any) map[string]any {
		t.Helper()
		body := map[string]any{}
		s.Must(json.Unmarshal([]byte(off), &body))
		for k, v := range change {
			body[k] = v
		}
		text, err := json.Marshal(body)
		s.Must(err)
		return s.Call("ada", "PUT", "/settings/model", string(text), status)
	}
	got := put(200, map[string]any{"find": true, "base_url": "http://m.test/v1/", "embedding_model": "small", "key": "sk-hidden"})
	if got["has_key"] != true || got["base_url"] != "http://m.test/v1" || got["left_out"].([]any)[0] != "secret" {
		t.Errorf("answer %v", got)
	}
	rec := s.Do(wikitest.Request{URL: "/api/v1/settings/model", As: "token ada"})
	if strings.Contains(rec.Body.String(), "sk-hidden") || !strings.Contains(rec.Body.String(), `"has_key":true`) {
		t.Errorf("the API says %s", rec.Body)
	}
	if got := put(200, map[string]any{"base_url": "http://other.test/v1"}); got["has_key"] != false {
		t.Error("the key goes to another address")
	}
	put(404, map[string]any{"left_out": []string{"nowhere"}})
	put(422, map[string]any{"base_url": "ftp://m.test"})
}
