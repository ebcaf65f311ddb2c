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
var readers = [...]string{"", "bob", "rita", "ada", "token ed writes", "token bob", "token ada"}

// A visitor finds what is public. Naming a space that one may not read is as naming one that is not there.
var rightsTable = []struct {
	route, url string
	want       [len(readers)]int // 0 repeats the column before
}{
	{"GET /search", "/search?q=wombat", [7]int{200}},
	{"GET /api/v1/search", "/api/v1/search?q=wombat&space=secret", [7]int{404, 404, 200, 200, 200, 404, 200}},
	{"GET /api/v1/suggest", "/api/v1/suggest?q=wombat", [7]int{200}},
	{"GET /api/v1/reindex", "/api/v1/reindex", [7]int{401, 403, 403, 200, 403, 403, 200}},
	{"GET /admin/search", "/admin/search", [7]int{303, 403, 403, 200, 403, 403, 200}},
	{"POST /admin/search/rebuild", "/admin/search/rebuild", [7]int{401, 403, 403, 303, 403, 403, 303}},
	{"GET /admin/words", "/admin/words", [7]int{303, 403, 403, 200, 403, 403, 200}},
	{"POST /admin/words", "/admin/words", [7]int{401, 403, 403, 422, 403, 403, 422}},
	{"GET /api/v1/words", "/api/v1/words", [7]int{401, 403, 403, 200, 403, 403, 200}},
	{"POST /api/v1/words", "/api/v1/words", [7]int{401, 403, 403, 422, 403, 403, 422}},
	{"DELETE /api/v1/words/:id", "/api/v1/words/1", [7]int{401, 403, 403, 404, 403, 403, 404}},
	{"POST /api/v1/reindex", "/api/v1/reindex", [7]int{401, 403, 403, 200, 403, 403, 200}},
}

// bodies are what some routes need before they look at who asks for it; all are refused as invalid.
var bodies = map[string]string{"POST /api/v1/words": `{"words":"alone"}`}

func TestRights(t *testing.T) {
	s := newSite(t)
	s.fill()
	for _, row := range rightsTable {
		method, _, _ := strings.Cut(row.route, " ")
		want := 0
		for i, as := range readers {
			if row.want[i] != 0 {
				want = row.want[i]
			}
			rec := s.Do(wikitest.Request{Method: method, URL: row.url, As: as, Body: bodies[row.route]})
			if rec.Code != want {
				t.Errorf("%s as %q: %d, want %d: %.300s", row.route, as, rec.Code, want, rec.Body)
			}
		}
	}
}

func TestEveryRouteHasARow(t *testing.T) {
	s := newSite(t)
	bare := s.NewServer(httpd.Options{})
	ground := wikitest.Routes(bare)
	searchhttp.Register(bare, s.finder, s.feed, filetext.New(s.DB))
	searchhttp.RegisterWords(bare, s.words, s.finder)
	var rows []string
	for _, row := range rightsTable {
		rows = append(rows, row.route)
	}
	wikitest.EveryRouteHasARow(t, ground, wikitest.Routes(bare), rows)
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
