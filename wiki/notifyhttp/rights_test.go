package notifyhttp_test

import (
	"crypto/ecdh"
	"crypto/rand"
	"encoding/base64"
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
var readers = []string{"", "bob", "rita", "ada", "token ed reads", "token ed writes"}

// rightsTable: {page} is a page of the private space.
var rightsTable = []wikitest.Right{
	wikitest.Row("GET /inbox", "", "", 303, 200),
	wikitest.Row("POST /inbox/read", "", "id=1", 401, 303, 303, 303, 403, 303),
	wikitest.Row("GET /watch/:kind/*thing", "/watch/page/{page}", "", 303, 404, 200),
	wikitest.Row("POST /watch/:kind/*thing", "/watch/page/{page}", "level=important", 401, 404, 303, 303, 403, 303),
	wikitest.Row("GET /settings/notifications", "", "", 303, 200, 200, 200, 403),
	wikitest.Row("POST /settings/notifications", "", "digest=daily", 401, 303, 303, 303, 403),
	wikitest.Row("POST /settings/notifications/browsers", "", "remove=1", 401, 303, 303, 303, 403),
	wikitest.Row("GET /admin/notifications", "", "", 303, 403, 403, 200, 403),
	wikitest.Row("POST /admin/notifications", "", "digest=daily", 401, 403, 403, 303, 403),
	wikitest.Row("GET /unsubscribe", "/unsubscribe?t=wrong", "", 422),
	wikitest.Row("POST /unsubscribe", "/unsubscribe?t=wrong", "x=y", 422),
	wikitest.Row("GET /notices.js", "", "", 200),
	wikitest.Row("GET /api/v1/me/inbox", "", "", 401, 200),
	wikitest.Row("POST /api/v1/me/inbox/read", "", `{"ids":[1]}`, 401, 204, 204, 204, 403, 204),
	wikitest.Row("GET /api/v1/watches", "", "", 401, 200),
	wikitest.Row("PUT /api/v1/watches", "", `{"kind":"page","id":{page},"level":"important"}`, 401, 404, 200, 200, 403, 200),
}

func TestRights(t *testing.T) {
	s := newSite(t)
	page := s.Page("secret", "Plans", "The plan.\n")
	s.CheckRights(wikitest.Rights{
		Readers: readers, Rows: rightsTable, Secrets: []string{"Plans", "The secret"},
		Things: func() wikitest.Things { return wikitest.Things{"page": page.ID} }, // no request changes it
	})
}

func TestEveryRouteHasARow(t *testing.T) {
	s := newSite(t)
	s.EveryRouteHasARow(rightsTable, func(bare *httpd.Server) { notifyhttp.Register(bare, s.deps) })
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
