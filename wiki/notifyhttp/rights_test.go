package notifyhttp_test

import (
	"crypto/ecdh"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/httpd"
	"github.com/docent-wiki/docent/wiki/notifyhttp"
	"github.com/docent-wiki/docent/wiki/wikitest"
)

func ids(s *site, names ...string) (list []wiki.PersonID) {
	for _, name := range names {
		list = append(list, s.People[name].ID)
	}
	return list
}

// readers are the columns of the rights table, in its order: nobody; a member without the private space “secret”; one
// who may read it; an administrator; and tokens of an editor of it that may only read, and write.
var readers = [...]string{"", "bob", "rita", "ada", "token ed reads", "token ed writes"}

// rightsTable: {page} is a page of the private space. 0 repeats the column before.
var rightsTable = []struct {
	route, url, body string
	want             [len(readers)]int
}{
	{"GET /inbox", "", "", [6]int{303, 200}},
	{"POST /inbox/read", "", "id=1", [6]int{401, 303, 303, 303, 403, 303}},
	{"GET /watch/:kind/*thing", "/watch/page/{page}", "", [6]int{303, 404, 200}},
	{"POST /watch/:kind/*thing", "/watch/page/{page}", "level=important", [6]int{401, 404, 303, 303, 403, 303}},
	{"GET /settings/notifications", "", "", [6]int{303, 200, 200, 200, 403}},
	{"POST /settings/notifications", "", "digest=daily", [6]int{401, 303, 303, 303, 403}},
	{"POST /settings/notifications/browsers", "", "remove=1", [6]int{401, 303, 303, 303, 403}},
	{"GET /admin/notifications", "", "", [6]int{303, 403, 403, 200, 403}},
	{"POST /admin/notifications", "", "digest=daily", [6]int{401, 403, 403, 303, 403}},
	{"GET /unsubscribe", "/unsubscribe?t=wrong", "", [6]int{303, 404}},
	{"POST /unsubscribe", "/unsubscribe?t=wrong", "x=y", [6]int{404}},
	{"GET /notices.js", "", "", [6]int{200}},
	{"GET /api/v1/me/inbox", "", "", [6]int{401, 200}},
	{"POST /api/v1/me/inbox/read", "", `{"ids":[1]}`, [6]int{401, 204, 204, 204, 403, 204}},
	{"GET /api/v1/watches", "", "", [6]int{401, 200}},
	{"PUT /api/v1/watches", "", `{"kind":"page","id":{page},"level":"important"}`, [6]int{401, 404, 200, 200, 403, 200}},
}

func TestRights(t *testing.T) {
	s := newSite(t)
	page := s.Page("secret", "Plans", "The plan.\n")
	fill := strings.NewReplacer("{page}", fmt.Sprint(page.ID))
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
			rec := s.Do(wikitest.Request{Method: method, URL: fill.Replace(row.url), As: as, Body: fill.Replace(row.body)})
			if rec.Code != want {
				t.Errorf("%s as %q: %d, want %d: %.300s", row.route, as, rec.Code, want, rec.Body)
			}
			if body := rec.Body.String(); (as == "" || as == "bob") && (strings.Contains(body, "Plans") || strings.Contains(body, "The secret")) {
				t.Errorf("%s tells %q about a private space", row.route, as)
			}
		}
	}
}

func TestEveryRouteHasARow(t *testing.T) {
	s := newSite(t)
	bare := s.NewServer(httpd.Options{})
	ground := wikitest.Routes(bare)
	notifyhttp.Register(bare, s.deps)
	var rows []string
	for _, row := range rightsTable {
		rows = append(rows, row.route)
	}
	wikitest.EveryRouteHasARow(t, ground, wikitest.Routes(bare), rows)
}

// TestBrowsers: a browser subscribes in its session, is listed, and is removed by its person alone.
func TestBrowsers(t *testing.T) {
	s := newSite(t)
	key, err := ecdh.P256().GenerateKey(rand.Reader)
	s.Must(err)
	public := base64.RawURLEncoding.EncodeToString(key.PublicKey().Bytes())
	form := wikitest.Form("endpoint", "https://push.example/1", "p256dh", public, "auth", base64.RawURLEncoding.EncodeToString(make([]byte, 16)))
	agent := map[string]string{"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}
	s.Check(wikitest.Check{
		Name: "subscribe", Request: wikitest.Request{Method: "POST", URL: "/settings/notifications/browsers", As: "bob", Body: form, Header: agent}, Status: 201,
	})
	ours, err := s.deps.Browsers.Key(t.Context())
	s.Must(err)
	s.Check(wikitest.Check{
		Name: "listed", Request: wikitest.Request{URL: "/settings/notifications", As: "bob"}, Status: 200,
		Has: []string{"Firefox on Linux", "this browser", `data-push="` + ours + `" data-worker="/notices.js" hidden`},
	})
	s.Check(wikitest.Check{
		Name: "somebody else's", Request: wikitest.Request{Method: "POST", URL: "/settings/notifications/browsers", As: "cleo", Body: "remove=1"}, Status: 303,
	})
	reached, err := s.deps.Browsers.Reach(t.Context(), ids(s, "bob", "cleo"))
	s.Must(err)
	if len(reached) != 1 || !reached[s.People["bob"].ID] {
		t.Errorf("reached: %v", reached)
	}
	s.Check(wikitest.Check{
		Name: "a token has no browser", Request: wikitest.Request{Method: "POST", URL: "/settings/notifications/browsers", As: "token bob", Body: form}, Status: 401,
	})
	s.Check(wikitest.Check{
		Name: "nonsense", Request: wikitest.Request{Method: "POST", URL: "/settings/notifications/browsers", As: "bob", Body: "endpoint=http://10.0.0.1/"}, Status: 422,
	})
	s.Follow(wikitest.Check{
		Name: "removed", Request: wikitest.Request{URL: "/settings/notifications/browsers", As: "bob", Body: "remove=1"}, Has: []string{"shows no notices any more", "None of your browsers"},
	})
	s.Check(wikitest.Check{
		Name: "the script", Request: wikitest.Request{URL: "/notices.js"}, Status: 200,
		Header: map[string]string{"Content-Type": "text/javascript; charset=utf-8", "Cache-Control": "no-cache"}, Has: []string{"showNotification"},
	})
}
