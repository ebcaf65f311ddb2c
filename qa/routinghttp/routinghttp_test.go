package routinghttp_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/qa/qasql"
	"github.com/docent-wiki/docent/qa/routing"
	"github.com/docent-wiki/docent/qa/routinghttp"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/httpd"
	"github.com/docent-wiki/docent/wiki/team"
	"github.com/docent-wiki/docent/wiki/wikihttp"
	"github.com/docent-wiki/docent/wiki/wikitest"
)

// site has the people and spaces of wikitest: Bob owns “handbook”, Ada “secret” and “open”.
type site struct {
	*wikitest.Site
	router *routing.Router
	store  *qasql.Store
	deps   routinghttp.Deps
}

func newSite(t testing.TB) *site {
	t.Helper()
	clock := func() time.Time { return time.Date(2026, 3, 6, 12, 0, 0, 0, time.UTC) }
	s := &site{Site: wikitest.Open(t, clock)}
	s.router, s.store = routing.New(s.DB, clock), qasql.New(s.DB)
	s.deps = routinghttp.Deps{Router: s.router, Store: s.store, Wiki: s.Wiki}
	s.Serve(httpd.Options{})
	wikihttp.Register(s.Server, wikihttp.Deps{Wiki: s.Wiki, Accounts: s.Accounts})
	routinghttp.Register(s.Server, s.deps)
	s.Settle()
	return s
}

// secretArea is one in the private space.
func (s *site) secretArea(page wiki.PageID) routing.Area {
	s.T.Helper()
	a, err := s.router.Put(s.T.Context(), s.Access("ada"), routing.Area{
		Kind: routing.Subtree, Page: page, Owner: team.Party{Person: s.People["ed"].ID}, Emergency: "call the launch pad",
	})
	s.Must(err)
	return a
}

var readers = []string{"", "bob", "rita", "ed", "ada", "token ed reads", "token ada"}

// rightsTable: {a} is the area, {page} its page.
var rightsTable = []wikitest.Right{
	wikitest.Row("GET /areas", "", "", 303, 200),
	wikitest.Row("GET /areas/new", "", "", 303, 200, 403, 403, 200, 403, 200), // Bob manages a space
	wikitest.Row("POST /areas/new", "", "kind=tag&space=secret&tag=x", 401, 422, 403, 403, 303, 403, 303),
	wikitest.Row("GET /areas/:id", "/areas/{a}", "", 303, 404, 403, 403, 200, 403, 200),
	wikitest.Row("POST /areas/:id", "/areas/{a}", "kind=subtree&page={page}&owner=Ada", 401, 404, 403, 403, 303, 403, 303),
	wikitest.Row("POST /areas/:id/delete", "/areas/{a}/delete", "", 401, 404, 403, 403, 303, 403, 303),
	wikitest.Row("GET /triage", "", "", 303, 200, 403, 403, 200, 403, 200),
	wikitest.Row("GET /api/v1/areas", "", "", 401, 200),
	wikitest.Row("POST /api/v1/areas", "", `{"kind":"tag","space":"secret","tag":"x"}`, 401, 404, 403, 403, 201, 403, 201),
	wikitest.Row("GET /api/v1/areas/:id", "/api/v1/areas/{a}", "", 401, 404, 200),
	wikitest.Row("PUT /api/v1/areas/:id", "/api/v1/areas/{a}", `{"kind":"subtree","page_id":{page}}`, 401, 404, 403, 403, 200, 403, 200),
	wikitest.Row("DELETE /api/v1/areas/:id", "/api/v1/areas/{a}", "", 401, 404, 403, 403, 204, 403, 204),
}

func TestRights(t *testing.T) {
	s := newSite(t)
	page := s.Page("secret", "Launch pad", "The launch is in May.\n")
	s.CheckRights(wikitest.Rights{Readers: readers, Rows: rightsTable, Secrets: []string{"aunch", "The secret", "/s/secret"}, Things: func() wikitest.Things {
		s.clean()
		return wikitest.Things{"a": s.secretArea(page.ID).ID, "page": page.ID}
	}})
}

// clean deletes all areas.
func (s *site) clean() {
	s.T.Helper()
	all, err := s.router.Areas(s.T.Context(), s.Access("ada"))
	s.Must(err)
	for _, a := range all {
		_, err := s.router.Delete(s.T.Context(), s.Access("ada"), a.ID)
		s.Must(err)
	}
}

func TestEveryRouteHasARow(t *testing.T) {
	s := newSite(t)
	s.EveryRouteHasARow(rightsTable, func(bare *httpd.Server) { routinghttp.Register(bare, s.deps) })
}

// TestAnAreaByForm: made, listed, changed, refused with what was typed, deleted and brought back.
func TestAnAreaByForm(t *testing.T) {
	s := newSite(t)
	page := s.Page("handbook", "Booking", "Book trips here.\n")
	s.Follow(wikitest.Check{
		Name: "made from the page's address",
		Request: wikitest.Request{URL: "/areas/new", As: "bob", Body: wikitest.Form("kind", "subtree", "page", "http://x.example/p/"+fmt.Sprint(page.ID)+"/booking?v=1",
			"owner", "cleo", "deputy", "Rita", "expect", "4", "unit", "hours", "emergency", "+43 1 2345")},
		Has: []string{"Booking", "Cleo", "Rita", "4 working hours", "43 1 2345"},
	})
	s.Check(wikitest.Check{
		Name:    "who is not known is refused, and nothing that was typed is lost",
		Request: wikitest.Request{Method: "POST", URL: "/areas/1", As: "bob", Body: wikitest.Form("kind", "subtree", "page", fmt.Sprint(page.ID), "owner", "Zoe", "emergency", "#ops")},
		Status:  http.StatusUnprocessableEntity, Has: []string{"Zoe", "Nobody who may be asked is called", "#ops"},
	})
	s.Check(wikitest.Check{
		Name:    "the area of a page can be reached from it",
		Request: wikitest.Request{URL: fmt.Sprintf("/areas?page=%d", page.ID), As: "rita"}, Status: 200, Has: []string{"These areas cover", "Cleo"}, HasNot: []string{"/areas/new?page"},
	})
	s.Check(wikitest.Check{
		Name:    "an area twice is refused",
		Request: wikitest.Request{Method: "POST", URL: "/areas/new", As: "bob", Body: wikitest.Form("kind", "subtree", "page", fmt.Sprint(page.ID))},
		Status:  http.StatusConflict, Has: []string{"an area for this already"},
	})
	s.Follow(wikitest.Check{
		Name: "deleted", Request: wikitest.Request{URL: "/areas/1/delete", As: "bob"}, Has: []string{"No area here"},
	})
	s.Check(wikitest.Check{
		Name:    "a topic is for administrators",
		Request: wikitest.Request{Method: "POST", URL: "/areas/new", As: "bob", Body: wikitest.Form("kind", "topic", "words", "VPN")}, Status: http.StatusForbidden,
	})
}

// TestLists: what nobody answers for and who has how much is told to who manages the space, and counts nothing
// of other spaces.
func TestLists(t *testing.T) {
	s := newSite(t)
	ctx := t.Context()
	ask := func(space, title string, owner string) {
		s.Must(s.store.Write(ctx, wiki.Operator(), func(tx qa.Tx) error {
			_, err := tx.InsertQuestion(ctx, qa.Question{
				Space: s.SpaceID(space), Title: title, State: qa.Open, Created: tx.Now(), Updated: tx.Now(), Owner: wiki.PersonRef{ID: s.People[owner].ID},
			})
			return err
		}))
	}
	for range 30 {
		ask("secret", "Is the launch in May?", "cleo")
	}
	ask("handbook", "May I rent a car?", "cleo")
	ask("handbook", "Who waters the plants?", "")
	ask("secret", "Who waters the rocket?", "")
	s.Check(wikitest.Check{
		Name: "Bob counts his space", Request: wikitest.Request{URL: "/areas", As: "bob"}, Status: 200,
		Has: []string{"What waits for whom", "Cleo", `<td class="num">1<span`, "1 question waits for nobody"}, HasNot: []string{`warn">too much`, ">31<"},
	})
	s.Check(wikitest.Check{
		Name: "Ada counts all", Request: wikitest.Request{URL: "/areas", As: "ada"}, Status: 200, Has: []string{`warn">too much`, `<td class="num">31<span`, "2 questions wait for nobody"},
	})
	s.Check(wikitest.Check{
		Name: "Rita manages nothing", Request: wikitest.Request{URL: "/areas", As: "rita"}, Status: 200, HasNot: []string{"What waits for whom", "Triage"},
	})
	s.Check(wikitest.Check{
		Name: "Bob's triage queue", Request: wikitest.Request{URL: "/triage", As: "bob"}, Status: 200, Has: []string{"Who waters the plants?"}, HasNot: []string{"rocket", "rent a car"},
	})
}

// TestAreasInTheAPI makes, reads, changes and deletes one.
func TestAreasInTheAPI(t *testing.T) {
	s := newSite(t)
	made := s.Call("ada", "POST", "/areas", fmt.Sprintf(`{"kind":"topic","words":["VPN","remote access"],"owner":{"person":%d},"expect":2,"emergency":"#ops"}`, s.People["ed"].ID), 201)
	if made["name"] != "VPN" || made["unit"] != "days" || made["owner"].(map[string]any)["name"] != "Ed" {
		t.Errorf("made %v", made)
	}
	path := fmt.Sprintf("/areas/%v", made["id"])
	s.Call("ada", "PUT", path, `{"kind":"topic","words":["VPN"]}`, 200)
	if got := s.Call("bob", "GET", path, "", 200); got["owner"] != nil || got["expect"] != nil {
		t.Errorf("changed to %v, want nothing but the words", got)
	}
	s.Call("ada", "POST", "/areas", `{"kind":"tag","space":"handbook"}`, 422)
	s.Call("ada", "POST", "/areas", `{"kind":"tag","space":"handbook","tag":"\u202e"}`, 422)
	s.Call("ada", "POST", "/areas", fmt.Sprintf(`{"kind":"space","space":"secret","owner":{"person":%d}}`, s.People["bob"].ID), 422) // may not read it
	s.Call("ada", "DELETE", path, "", 204)
	if got := s.Call("bob", "GET", "/areas", "", 200)["items"].([]any); len(got) != 0 {
		t.Errorf("left: %v", got)
	}
}
