package searchhttp_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/docent-wiki/docent/wiki/wikitest"
)

func TestSearchScreen(t *testing.T) {
	s := newSite(t)
	s.fill()
	for _, c := range []wikitest.Check{
		{
			Name: "the best section, with its address and marked words", Request: wikitest.Request{URL: "/search?q=wombat+sleeps", As: "bob"}, Status: 200,
			Has: []string{"Animals", "R&amp;D wombats", "#rd-wombats", "<mark>wombat</mark> <mark>sleeps</mark>", "&amp; digs"},
		},
		{Name: "nothing asked", Request: wikitest.Request{URL: "/search", As: "bob"}, Status: 200, Frame: []string{"<title>Search"}},
		{Name: "nothing found", Request: wikitest.Request{URL: "/search?q=xylophone", As: "bob"}, Status: 200, Has: []string{"xylophone"}, HasNot: []string{"<mark>"}},
		{Name: "one space", Request: wikitest.Request{URL: "/search?q=wombat&space=open", As: "bob"}, Status: 200, Has: []string{"for guests"}, HasNot: []string{"digs"}},
		{Name: "a visitor", Request: wikitest.Request{URL: "/search?q=wombat"}, Status: 200, Has: []string{"for guests"}, HasNot: []string{"digs"}},
		{Name: "hostile words", Request: wikitest.Request{URL: "/search?q=%3Cscript%3Ealert(1)%3C%2Fscript%3E", As: "bob"}, Status: 200, HasNot: []string{"<script>alert"}},
		{Name: "a broken query", Request: wikitest.Request{URL: "/search?q=%22wombat+space:+-+(", As: "bob"}, Status: 200},
		{Name: "a page that is none", Request: wikitest.Request{URL: "/search?q=wombat&page=-4x", As: "bob"}, Status: 200, Has: []string{"Animals"}},
		{Name: "a question in the box is asked", Request: wikitest.Request{URL: "/search?box=1&q=where+does+a+wombat+sleep", As: "bob"}, Status: 303, To: "/ask?q=where+does+a+wombat+sleep"},
		{Name: "a question mark too", Request: wikitest.Request{URL: "/search?box=1&q=wombats%3F", As: "bob"}, Status: 303, To: "/ask?q=wombats%3F"},
		{Name: "words in the box are searched", Request: wikitest.Request{URL: "/search?box=1&q=wombat", As: "bob"}, Status: 200, Has: []string{"Animals"}},
		{Name: "a question elsewhere is searched", Request: wikitest.Request{URL: "/search?q=where+does+a+wombat+sleep", As: "bob"}, Status: 200, Has: []string{"Animals"}},
	} {
		s.Check(c)
	}
}

func TestPages(t *testing.T) {
	s := newSite(t)
	for i := range 25 {
		s.Page("handbook", fmt.Sprintf("Note %02d", i), "A wombat.\n")
	}
	s.Must(s.feed.CatchUp(t.Context()))
	first := s.Check(wikitest.Check{Name: "first", Request: wikitest.Request{URL: "/search?q=wombat", As: "bob"}, Status: 200, Has: []string{"page=2"}, HasNot: []string{"page=0"}})
	second := s.Check(wikitest.Check{Name: "second", Request: wikitest.Request{URL: "/search?q=wombat&page=2", As: "bob"}, Status: 200, Has: []string{"page=1"}, HasNot: []string{"page=3"}})
	for i := range 25 {
		title := fmt.Sprintf("Note %02d", i)
		one, two := strings.Contains(wikitest.Inside(first.Body.String()), title), strings.Contains(wikitest.Inside(second.Body.String()), title)
		if one == two {
			t.Errorf("%s on the first page: %v, on the second: %v", title, one, two)
		}
	}
	got := s.Call("bob", "GET", "/search?q=wombat&limit=3&offset=24", "", 200)
	if results := got["results"].([]any); got["total"] != 25.0 || len(results) != 1 {
		t.Errorf("total %v, %d results behind the 24th", got["total"], len(results))
	}
}

func TestSearchInTheAPI(t *testing.T) {
	s := newSite(t)
	s.fill()
	got := s.Call("bob", "GET", "/search?q=wombat+sleeps&space=handbook", "", 200)
	hit := got["results"].([]any)[0].(map[string]any)
	for name, want := range map[string]any{"kind": "section", "id": 2.0, "title": "Animals", "heading": "R&D wombats", "space": "handbook", "score": 1.0} {
		if hit[name] != want {
			t.Errorf("%s = %v, want %v", name, hit[name], want)
		}
	}
	if url := hit["url"].(string); !strings.HasPrefix(url, "/p/2") || !strings.HasSuffix(url, "#rd-wombats") {
		t.Errorf("url = %s", url)
	}
	if snippet := hit["snippet_html"].(string); !strings.Contains(snippet, "<mark>wombat</mark>") || strings.Count(snippet, "<") != 2*strings.Count(snippet, "<mark>") {
		t.Errorf("snippet = %s", snippet)
	}
	for _, c := range []wikitest.Check{
		{Name: "unknown space", Request: wikitest.Request{URL: "/api/v1/search?q=x&space=none", As: "token bob"}, Status: 404, Has: []string{"none"}},
		{Name: "limit", Request: wikitest.Request{URL: "/api/v1/search?q=x&limit=201", As: "token bob"}, Status: 422},
		{Name: "offset", Request: wikitest.Request{URL: "/api/v1/search?q=x&offset=-1", As: "token bob"}, Status: 422},
		{Name: "kind", Request: wikitest.Request{URL: "/api/v1/search?q=x&kind=person", As: "token bob"}, Status: 422},
		{Name: "nothing", Request: wikitest.Request{URL: "/api/v1/search?q=xylophone", As: "token bob"}, Status: 200, Has: []string{`"results":[]`, `"total":0`}},
		{Name: "wrong token", Request: wikitest.Request{URL: "/api/v1/search?q=x", As: "token nobody"}, Status: 401},
	} {
		s.Check(c)
	}
}

func TestSuggest(t *testing.T) {
	s := newSite(t)
	s.fill()
	items := s.Call("bob", "GET", "/suggest?q=wom", "", 200)["items"].([]any)
	var titles []string
	for _, i := range items {
		titles = append(titles, i.(map[string]any)["title"].(string))
	}
	if last := items[len(items)-1].(map[string]any); last["kind"] != "ask" || last["url"] != "/ask?q=wom" || len(items) < 2 || len(items) > 10 {
		t.Errorf("suggested %q, the last one %v", titles, last)
	}
	if got := s.Call("bob", "GET", "/suggest?q=++", "", 200)["items"].([]any); len(got) != 0 {
		t.Errorf("suggested for nothing: %v", got)
	}
}

func TestReindex(t *testing.T) {
	s := newSite(t)
	s.fill()
	s.Page("handbook", "Later", "An aardvark came later.\n")
	s.Check(wikitest.Check{Name: "not yet", Request: wikitest.Request{URL: "/search?q=aardvark", As: "bob"}, Status: 200, HasNot: []string{"came later"}})
	last, err := s.Wiki.Store().LastEvent(t.Context())
	s.Must(err)
	if got := s.Call("ada", "POST", "/reindex", "", 200); got["event"] != float64(last) || got["seconds"].(float64) <= 0 {
		t.Errorf("reindexed: %v, the last event is %d", got, last)
	}
	s.Check(wikitest.Check{Name: "found", Request: wikitest.Request{URL: "/search?q=aardvark", As: "bob"}, Status: 200, Has: []string{"came later"}})
	if got := s.Call("ada", "GET", "/reindex", "", 200); got["building"] != false {
		t.Errorf("still building: %v", got)
	}
}
