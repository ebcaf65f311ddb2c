package searchhttp_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/docent-wiki/docent/search/searchhttp"
	"github.com/docent-wiki/docent/wiki/filetext"
	"github.com/docent-wiki/docent/wiki/httpd"
	"github.com/docent-wiki/docent/wiki/wikitest"
)

// readers are the columns of the rights table, in its order: nobody; a member without a grant in the
// private space “secret”; one who may read it; an administrator; and tokens that may only write, and
// the administrator's.
var readers = []string{"", "bob", "rita", "ada", "token ed writes", "token bob", "token ada"}

// A visitor finds what is public. Naming a space that one may not read is as naming one that is not there.
var rightsTable = []wikitest.Right{
	wikitest.Row("GET /search", "/search?q=wombat", "", 200),
	wikitest.Row("GET /api/v1/search", "/api/v1/search?q=wombat&space=secret", "", 404, 404, 200, 200, 200, 404, 200),
	wikitest.Row("GET /api/v1/suggest", "/api/v1/suggest?q=wombat", "", 200),
	wikitest.Row("GET /api/v1/reindex", "/api/v1/reindex", "", 401, 403, 403, 200, 403, 403, 200),
	wikitest.Row("GET /admin/search", "/admin/search", "", 303, 403, 403, 200, 403, 403, 200),
	wikitest.Row("POST /admin/search/rebuild", "/admin/search/rebuild", "", 401, 403, 403, 303, 403, 403, 303),
	wikitest.Row("GET /admin/words", "/admin/words", "", 303, 403, 403, 200, 403, 403, 200),
	wikitest.Row("POST /admin/words", "/admin/words", "", 401, 403, 403, 422, 403, 403, 422),
	wikitest.Row("GET /api/v1/words", "/api/v1/words", "", 401, 403, 403, 200, 403, 403, 200),
	wikitest.Row("POST /api/v1/words", "/api/v1/words", `{"words":"alone"}`, 401, 403, 403, 422, 403, 403, 422), // a body that is none is refused before anybody is
	wikitest.Row("DELETE /api/v1/words/:id", "/api/v1/words/1", "", 401, 403, 403, 404, 403, 403, 404),
	wikitest.Row("POST /api/v1/reindex", "/api/v1/reindex", "", 401, 403, 403, 200, 403, 403, 200),
}

func TestRights(t *testing.T) {
	s := newSite(t)
	s.fill()
	s.CheckRights(wikitest.Rights{Readers: readers, Rows: rightsTable})
}

func TestEveryRouteHasARow(t *testing.T) {
	s := newSite(t)
	s.EveryRouteHasARow(rightsTable, func(bare *httpd.Server) {
		searchhttp.Register(bare, s.finder, s.feed, filetext.New(s.DB))
		searchhttp.RegisterWords(bare, s.words, s.finder)
	})
}

// TestNothingLeaks asks for the words of a private page as people who may not read it. The words that
// were asked for come back in the box, so the page holds others.
func TestNothingLeaks(t *testing.T) {
	s := newSite(t)
	s.fill()
	for _, as := range []string{"", "bob", "token bob"} {
		for _, url := range []string{
			"/search?q=wombat", "/search?q=launches", "/search?q=wombat&space=secret", "/search?q=space:secret+wombat", "/search?q=launches+may&kind=page",
			"/api/v1/search?q=wombat", "/api/v1/search?q=launches", "/api/v1/suggest?q=wom", "/api/v1/suggest?q=tang",
		} {
			rec := s.Do(wikitest.Request{URL: url, As: as})
			if rec.Code != http.StatusOK {
				t.Errorf("%s as %q: %d", url, as, rec.Code)
			}
			for _, secret := range []string{"angerine", "The secret", "in May", "/p/3"} {
				if strings.Contains(rec.Body.String(), secret) {
					t.Errorf("%s tells %q about %q", url, as, secret)
				}
			}
		}
	}
	if total := s.Call("bob", "GET", "/search?q=wombat", "", 200)["total"]; total != 2.0 {
		t.Errorf("Bob finds %v pages, want 2", total)
	}
	if total := s.Call("rita", "GET", "/search?q=wombat", "", 200)["total"]; total != 3.0 {
		t.Errorf("Rita finds %v pages, want 3", total)
	}
}
