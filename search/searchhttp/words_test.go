package searchhttp_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/docent-wiki/docent/search"
	"github.com/docent-wiki/docent/search/searchsql"
	"github.com/docent-wiki/docent/wiki/wikitest"
)

// finds says whether words are exchanged for others at present.
func finds(f *search.Finder, words, others string) bool {
	for _, e := range f.Thesaurus().Expand(strings.Fields(words)) {
		if strings.Join(e.Words, " ") == others {
			return true
		}
	}
	return false
}

func (s *site) screenOfWords(want, not string) {
	s.T.Helper()
	page := s.Do(wikitest.Request{URL: "/admin/words", As: "ada"}).Body.String()
	if want != "" && !strings.Contains(page, want) {
		s.T.Errorf("the screen does not say %q: %s", want, page)
	}
	if not != "" && strings.Contains(page, not) {
		s.T.Errorf("the screen says %q", not)
	}
}

func TestAdministratorsKeepWords(t *testing.T) {
	s := newSite(t)
	post := func(want int, form url.Values) string {
		t.Helper()
		rec := s.Do(wikitest.Request{Method: "POST", URL: "/admin/words", As: "ada", Body: form.Encode()})
		if rec.Code != want {
			t.Fatalf("%v: %d, want %d: %s", form, rec.Code, want, rec.Body)
		}
		return rec.Body.String()
	}
	post(http.StatusSeeOther, url.Values{"words": {"Wally, expense tool"}})
	if !finds(s.finder, "wally", "expense tool") || !finds(s.finder, "expense tool", "wally") {
		t.Error("what was added is not in use")
	}
	s.screenOfWords("wally, expense tool", "")
	if page := post(http.StatusUnprocessableEntity, url.Values{"words": {"wombat, hire, hiring"}}); !strings.Contains(page, "“hire” and “hiring” are forms of the same words") || !strings.Contains(page, `value="wombat, hire, hiring"`) {
		t.Errorf("what is wrong is not named, or what was typed is lost: %s", page)
	}
	post(http.StatusConflict, url.Values{"words": {"wally, expense tool"}})
	post(http.StatusSeeOther, url.Values{"words": {"vacation, annual leave~0"}})
	if finds(s.finder, "vacation", "annual leave") {
		t.Error("a pair that was taken back is in use")
	}
	post(http.StatusSeeOther, url.Values{"remove": {"1"}})
	if finds(s.finder, "wally", "expense tool") {
		t.Error("what was removed is in use")
	}
	s.screenOfWords("annual leave~0", "wally, expense tool")
}

func TestSearchesThatFoundNothingProposeWords(t *testing.T) {
	s := newSite(t)
	s.fill()
	for range 2 {
		s.Do(wikitest.Request{URL: "/search?q=Marsupial", As: "bob"})
	}
	s.Do(wikitest.Request{URL: "/search?q=quokka", As: "rita"})
	for _, quiet := range []struct{ url, as string }{
		{"/search?q=visitorword", ""},              // visitors could fill the list
		{"/search?q=narrowword&space=open", "bob"}, // it may stand elsewhere
		{"/search?q=tag:x+opword", "bob"},
		{"/search?q=wombat", "bob"},
		{"/search?q=one+two+three+four+five+six+sentenceword", "bob"},
	} {
		s.Do(wikitest.Request{URL: quiet.url, As: quiet.as})
	}
	s.Must(s.words.Flush(t.Context()))
	got, err := searchsql.NewWords(s.DB).Misses(t.Context(), 10)
	s.Must(err)
	if len(got) != 2 || got[0].Words != "marsupial" || got[0].Times != 2 || got[1].Words != "quokka" {
		t.Fatalf("missed searches: %+v, want marsupial twice and quokka", got)
	}
	s.screenOfWords("marsupial", "")
	refused := s.Do(wikitest.Request{Method: "POST", URL: "/admin/words", As: "ada", Body: "miss=marsupial&meaning=!!"})
	if refused.Code != http.StatusUnprocessableEntity || !strings.Contains(refused.Body.String(), "“!!” has no letters") {
		t.Errorf("%d: %s", refused.Code, refused.Body)
	}
	s.Do(wikitest.Request{Method: "POST", URL: "/admin/words", As: "ada", Body: "miss=marsupial&meaning=wombat"})
	if !finds(s.finder, "marsupials", "wombat") || finds(s.finder, "wombat", "marsupial") {
		t.Error("what a search means is not in use, or the other way round too")
	}
	s.screenOfWords("quokka", `name="miss" value="marsupial"`)
	if page := s.Do(wikitest.Request{URL: "/search?q=Marsupial", As: "bob"}).Body.String(); !strings.Contains(page, "Animals") {
		t.Errorf("what the search means is not found: %s", page)
	}
	s.Must(s.words.Flush(t.Context()))
	s.screenOfWords("quokka", `name="miss" value="marsupial"`) // it is explained
}

func TestWordsOfAnotherProcessAreUsed(t *testing.T) {
	s := newSite(t)
	index, err := search.Open("")
	s.Must(err)
	t.Cleanup(func() { _ = index.Close() })
	finder := search.NewFinder(index, search.Pages(s.Wiki.Store()), s.Wiki.Store(), nil)
	other := search.NewWords(searchsql.NewWords(s.DB), finder)
	s.Call("ada", "POST", "/words", `{"words":"wally, expense tool"}`, 201)
	s.Must(other.Load(t.Context()))
	if !finds(finder, "wally", "expense tool") {
		t.Error("the other process does not use what was added")
	}
	list := s.Call("ada", "GET", "/words", "", 200)["items"].([]any)
	if len(list) != 1 || list[0].(map[string]any)["words"] != "wally, expense tool" {
		t.Errorf("the API lists %v", list)
	}
	s.Call("ada", "DELETE", "/words/1", "", 204)
	s.Must(other.Load(t.Context()))
	if finds(finder, "wally", "expense tool") {
		t.Error("the other process uses what was removed")
	}
}
