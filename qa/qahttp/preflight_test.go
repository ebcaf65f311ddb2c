package qahttp_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/wikitest"
)

// TestPreflight: an edit that would spoil answers comes back with a warning and is not saved; the
// second time it is. Nobody is told of a question that they may not read.
func TestPreflight(t *testing.T) {
	s := newSite(t)
	page := s.Page("open", "Travel", travel)
	s.known("ada", "open", "Do I keep every receipt?", page.ID, "receipts")
	s.known("ada", "secret", "Who is not told about breakfast?", page.ID, "hotels")
	s.known("ada", "secret", "Does the moon base keep receipts?", page.ID, "receipts")
	s.catchUp()
	edit := fmt.Sprintf("/p/%d/edit", page.ID)
	form := func(markdown, action string) string {
		return wikitest.Form("base_revision", "1", "title", "Travel", "markdown", markdown, "message", "shorter", "action", action)
	}
	without := strings.Replace(travel, "Keep every receipt above 75 dollars. Upload them within five days of your return.", "Ask finance.", 1)
	harmless := strings.Replace(travel, "Wear", "Always wear", 1) + "\nMore.\n"
	s.Check(wikitest.Check{
		Name: "told", Request: wikitest.Request{Method: "POST", URL: edit, As: "ada", Body: form(without, "save")}, Status: 200,
		Has: []string{"2 answered questions rest on what you changed", "Nothing is saved yet", "Do I keep every receipt?", "would lose its sentence", `value="anyway"`, "Ask finance.", `value="shorter"`},
	})
	s.Must(s.Wiki.SetGrant(t.Context(), s.Actor("ada"), "open", s.People["bob"].ID, wiki.Editor))
	s.Check(wikitest.Check{
		Name: "told what he may read", Request: wikitest.Request{Method: "POST", URL: edit, As: "bob", Body: form("Nothing is left.\n", "save")}, Status: 200,
		Has: []string{"One answered question rests", "Do I keep every receipt?", "would lose its section “Receipts”"}, HasNot: []string{"moon", "breakfast"},
	})
	if now, err := s.Wiki.Page(t.Context(), s.Actor("ada"), page.ID); err != nil || now.Revision != 1 {
		t.Errorf("saved as revision %d (%v)", now.Revision, err)
	}
	call := fmt.Sprintf("/pages/%d", page.ID)
	told := s.Call("bob", "POST", call+"/preflight", `{"base_revision":1,"markdown":"Nothing is left."}`, 200)["warnings"].([]any)
	if len(told) != 1 || told[0].(map[string]any)["title"] != "Do I keep every receipt?" {
		t.Errorf("told by the API: %v", told)
	}
	if told := s.Call("bob", "POST", call+"/preflight", `{"base_revision":1,"title":"Travel"}`, 200)["warnings"].([]any); len(told) != 0 {
		t.Errorf("told about nothing: %v", told)
	}
	s.Check(wikitest.Check{Name: "a base that is not", Request: wikitest.Request{Method: "POST", URL: "/api/v1" + call + "/preflight", As: "token bob", Body: `{"base_revision":9,"markdown":""}`}, Status: 422})
	s.Check(wikitest.Check{Name: "harmless", Request: wikitest.Request{Method: "POST", URL: edit, As: "ada", Body: form(harmless, "save")}, Status: 303})
	s.Check(wikitest.Check{
		Name: "merged with what was saved meanwhile, and told", Request: wikitest.Request{Method: "POST", URL: edit, As: "ada", Body: form(without, "save")}, Status: 200,
		Has: []string{"Nothing is saved yet"},
	})
	s.Check(wikitest.Check{Name: "all the same", Request: wikitest.Request{Method: "POST", URL: edit, As: "ada", Body: form(without, "anyway")}, Status: 303})
	s.Check(wikitest.Check{Name: "programs are not asked", Request: wikitest.Request{Method: "PUT", URL: "/api/v1" + call, As: "token ada", Body: `{"base_revision":3,"markdown":"Nothing is left."}`}, Status: 200})
}
