package qahttp_test

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/docent-wiki/docent/qa"

	"github.com/docent-wiki/docent/wiki/wikitest"
)

// TestLifeInForms walks a question's whole life through forms alone.
func TestLifeInForms(t *testing.T) {
	s := newSite(t)
	page := s.Page("handbook", "Travel", travel)
	s.catchUp()
	s.Check(wikitest.Check{Name: "empty list", Request: wikitest.Request{URL: "/questions", As: "cleo"}, Status: 200, Has: []string{"No question is waiting"}})
	s.Check(wikitest.Check{Name: "form", Request: wikitest.Request{URL: "/questions/new?title=Car+insurance", As: "cleo"}, Status: 200, Has: []string{"Car insurance", "Where it fits best"}})
	s.Check(wikitest.Check{
		Name: "no title", Request: wikitest.Request{Method: "POST", URL: "/questions/new", As: "cleo", Body: wikitest.Form("title", " ", "body", "Kept?", "space", "handbook")}, Status: 422,
		Has: []string{"Kept?", "needs a title", `<option value="handbook" selected`},
	})
	s.Follow(wikitest.Check{
		Name: "new", Request: wikitest.Request{URL: "/questions/new", As: "cleo", Body: wikitest.Form("title", "Is my vehicle covered abroad?", "body", "I *crash*.", "space", "handbook")},
		Has: []string{"Bob has your question", "<em>crash</em>", "by <span dir=\"auto\">Cleo</span>"},
	})
	const q = "/q/1/is-my-vehicle-covered-abroad"
	s.Check(wikitest.Check{Name: "without its words", Request: wikitest.Request{URL: "/q/1", As: "bob"}, Status: 200, Has: []string{"Nobody has answered yet", `href="/q/1/answer"`}})
	s.Check(wikitest.Check{Name: "wrong words", Request: wikitest.Request{URL: "/q/1/other-words", As: "bob"}, Status: 301, To: q})
	s.Follow(wikitest.Check{
		Name: "edit", Request: wikitest.Request{URL: "/q/1/edit", As: "cleo", Body: wikitest.Form("title", "Is my car covered abroad?", "body", "Please", "space", "handbook")},
		Has: []string{"Is my car covered abroad?", "The question is changed"},
	})
	s.answerByPicking(page.ID)

	s.Follow(wikitest.Check{
		Name: "accept", Request: wikitest.Request{URL: "/q/1/answers/1/accept", As: "cleo"},
		Has: []string{"This is the answer from now on", `action="/q/1/reopen"`, "<mark>the government agreement already covers you</mark>", "Answered"},
	})
	s.Check(wikitest.Check{Name: "answered list", Request: wikitest.Request{URL: "/questions?state=answered&space=handbook", As: "ed"}, Status: 200, Has: []string{"Is my car covered abroad?"}})
	s.Follow(wikitest.Check{Name: "undo", Request: wikitest.Request{URL: "/q/1/reopen", As: "cleo"}, Has: []string{"No answer is accepted yet", "/q/1/answers/1/accept"}})
	s.Follow(wikitest.Check{Name: "accept again", Request: wikitest.Request{URL: "/q/1/answers/1/accept", As: "cleo"}, Has: []string{`aria-label="The answer"`}})

	s.rewrite(page, strings.Replace(travel, "already covers you", "covers you up to 20,000 dollars", 1))
	s.Check(wikitest.Check{
		Name: "changed since", Request: wikitest.Request{URL: "/q/1", As: "bob"}, Status: 200,
		Has: []string{"Changed since", "The section has changed", `datetime="2026-03-08T12:00:00Z"`, "<del>", "<ins>", "20,000", fmt.Sprintf("/p/%d/diff?from=1&amp;to=2", page.ID), "Still true", "linked at revision 1, now 2"},
	})
	s.Check(wikitest.Check{Name: "in the list", Request: wikitest.Request{URL: "/questions?state=changed", As: "bob"}, Status: 200, Has: []string{"Is my car covered abroad?"}})
	s.Check(wikitest.Check{Name: "on Bob's list", Request: wikitest.Request{URL: "/tasks", As: "bob"}, Status: 200, Has: []string{"Is my car covered abroad?", "Rental cars", "20,000"}})
	s.Follow(wikitest.Check{Name: "still true", Request: wikitest.Request{URL: "/q/1/answers/1/confirm", As: "bob"}, Has: []string{"as it stands now"}, HasNot: []string{"Changed since"}})
	s.Check(wikitest.Check{Name: "nothing to check", Request: wikitest.Request{URL: "/tasks", As: "bob"}, Status: 200, Has: []string{"Nothing waits for you"}})

	s.Must(s.Wiki.Trash(t.Context(), s.Actor("ada"), page.ID))
	s.Check(wikitest.Check{Name: "gone", Request: wikitest.Request{URL: "/q/1", As: "bob"}, Status: 200, Has: []string{"The linked section is gone", "<mark>Anybody on an approved trip"}, HasNot: []string{"Still true"}})
	s.Check(wikitest.Check{Name: "cannot be confirmed", Request: wikitest.Request{Method: "POST", URL: "/q/1/answers/1/confirm", As: "bob"}, Status: 409, Has: []string{"cannot be confirmed", "Is my car covered"}})
	s.Check(wikitest.Check{Name: "on his list again", Request: wikitest.Request{URL: "/tasks", As: "bob"}, Status: 200, Has: []string{"is gone"}})
	s.Follow(wikitest.Check{Name: "retract", Request: wikitest.Request{URL: "/q/1/answers/1/retract", As: "bob"}, Has: []string{"The question is open again", "Nobody has answered yet"}})
	s.Follow(wikitest.Check{Name: "close", Request: wikitest.Request{URL: "/q/1/close", As: "cleo"}, Has: []string{"Closed", `action="/q/1/reopen"`}})
	s.Follow(wikitest.Check{Name: "reopen", Request: wikitest.Request{URL: "/q/1/reopen", As: "cleo"}, Has: []string{"is open again", `action="/q/1/close"`}})
}

// answerByPicking answers question 1 as Bob, who finds the section and makes mistakes on the way.
func (s *site) answerByPicking(page any) {
	const at = "/q/1/answer"
	s.Check(wikitest.Check{Name: "answer form", Request: wikitest.Request{URL: at, As: "bob"}, Status: 200, Has: []string{"Find a section", "Is my car covered abroad?"}})
	s.Check(wikitest.Check{Name: "an empty answer", Request: wikitest.Request{Method: "POST", URL: at, As: "bob", Body: wikitest.Form("action", "save", "markdown", "")}, Status: 422, Has: []string{"An answer links a section"}})
	rec := s.Check(wikitest.Check{
		Name: "find", Request: wikitest.Request{Method: "POST", URL: at, As: "bob", Body: wikitest.Form("action", "find", "find", "rental insurance", "markdown", "Half a thought.\r\nMore.")}, Status: 200,
		Has: []string{"Half a thought.\nMore.", "Rental cars", "The handbook › Travel", `value="rental insurance"`},
	})
	add := regexp.MustCompile(`name="add" value="([^"]*#rental-cars)"`).FindStringSubmatch(rec.Body.String())
	if add == nil {
		s.T.Fatalf("the section cannot be linked: %s", rec.Body)
	}
	s.Check(wikitest.Check{
		Name: "link", Request: wikitest.Request{Method: "POST", URL: at, As: "bob", Body: wikitest.Form("add", add[1], "find", "rental insurance", "markdown", "Half a thought.")}, Status: 200,
		Has: []string{fmt.Sprintf(`name="page_id" value="%v"`, page), `name="anchor" value="rental-cars"`, "linked</span>", "Decline the insurance"},
	})
	picked := []string{"page_id", fmt.Sprint(page), "anchor", "rental-cars"}
	s.Check(wikitest.Check{
		Name: "and remove", Request: wikitest.Request{Method: "POST", URL: at, As: "bob", Body: wikitest.Form(append(picked, "quote", "", "remove", "0", "markdown", "Half a thought.")...)}, Status: 200,
		Has: []string{"Half a thought."}, HasNot: []string{`name="page_id"`},
	})
	s.Check(wikitest.Check{
		Name: "Enter finds as long as there is nothing to save", Request: wikitest.Request{Method: "POST", URL: at, As: "bob", Body: wikitest.Form("action", "save", "find", "rental insurance", "markdown", "", "url", "", "url_title", "", "url_quote", "")},
		Status: 200, Has: []string{"Rental cars"},
	})
	s.Check(wikitest.Check{
		Name: "a wrong quote", Request: wikitest.Request{Method: "POST", URL: at, As: "bob", Body: wikitest.Form(append(picked, "quote", "words that are not there", "action", "save", "markdown", "Kept.", "url", "https://chat.example.org/1", "url_title", "A thread", "url_quote", "As said")...)},
		Status: 422, Has: []string{"do not stand in the section", "words that are not there", "Kept.", "https://chat.example.org/1", "A thread", "As said"},
	})
	s.Check(wikitest.Check{
		Name: "a page that is not there", Request: wikitest.Request{Method: "POST", URL: at, As: "bob", Body: wikitest.Form("page_id", "4711", "anchor", "x", "quote", "", "markdown", "Kept.")},
		Status: 404, Has: []string{"Kept.", "no longer there"},
	})
	s.Check(wikitest.Check{
		Name: "an address that is none", Request: wikitest.Request{Method: "POST", URL: at, As: "bob", Body: wikitest.Form("url", "javascript:alert(1)", "url_quote", "x", "markdown", "Kept.")},
		Status: 422, Has: []string{"Kept.", "https://"},
	})
	s.Follow(wikitest.Check{
		Name: "answer", Request: wikitest.Request{URL: at, As: "bob", Body: wikitest.Form(append(picked, "quote", "the government agreement already covers you", "action", "save", "markdown", "**Yes.**",
			"url", "https://chat.example.org/1", "url_title", "A thread", "url_quote", "As said by the desk. You are covered.")...)},
		Has: []string{"Accept it, and whoever", "<strong>Yes.</strong>", "<mark>the government agreement already covers you</mark>", "https://chat.example.org/1", "A thread", "As said by the desk.", "No answer is accepted yet"},
	})
	s.Check(wikitest.Check{
		Name: "edit form", Request: wikitest.Request{URL: "/q/1/answers/1/edit", As: "bob"}, Status: 200,
		Has: []string{`name="anchor" value="rental-cars"`, "the government agreement already covers you</textarea>", "**Yes.**", `value="https://chat.example.org/1"`},
	})
	s.Follow(wikitest.Check{
		Name: "edit", Request: wikitest.Request{URL: "/q/1/answers/1/edit", As: "bob", Body: wikitest.Form(append(picked, "quote", "the government agreement already covers you", "action", "save", "markdown", "**Surely.**")...)},
		Has: []string{"The answer is changed", "<strong>Surely.</strong>"}, HasNot: []string{"chat.example.org"},
	})
	s.Check(wikitest.Check{
		Name: "an edit that says nothing", Request: wikitest.Request{Method: "POST", URL: "/q/1/answers/1/edit", As: "bob", Body: wikitest.Form("action", "save", "markdown", "")}, Status: 422, Has: []string{"Edit the answer"},
	})
}

// TestMergeInForms: merging finds the other question, keeps the words, and can be taken back; so can
// wordings.
func TestMergeInForms(t *testing.T) {
	s := newSite(t)
	page := s.Page("handbook", "Travel", travel)
	target := s.known("bob", "handbook", "Do I need the insurance for a rental car?", page.ID, "rental-cars")
	dup, err := s.desk.CreateQuestion(t.Context(), s.Access("cleo"), qa.NewQuestion{Title: "Rental car insurance, yes or no?", Space: s.SpaceID("handbook")})
	s.Must(err)
	s.catchUp()
	s.Check(wikitest.Check{
		Name: "what looks alike", Request: wikitest.Request{URL: "/q/2/merge", As: "cleo"}, Status: 200,
		Has: []string{"Do I need the insurance for a rental car?", `name="of" value="1"`, "government agreement"}, HasNot: []string{`name="of" value="2"`},
	})
	s.Check(wikitest.Check{Name: "found by number", Request: wikitest.Request{URL: "/q/2/merge?find=%231", As: "cleo"}, Status: 200, Has: []string{`name="of" value="1"`}})
	s.Check(wikitest.Check{Name: "found by nothing", Request: wikitest.Request{URL: "/q/2/merge?find=zebra", As: "cleo"}, Status: 200, Has: []string{"No question has these words"}})
	s.Check(wikitest.Check{Name: "into itself", Request: wikitest.Request{Method: "POST", URL: "/q/2/merge", As: "cleo", Body: wikitest.Form("of", "2")}, Status: 422, Has: []string{"duplicate of itself"}})
	s.Check(wikitest.Check{Name: "into nothing", Request: wikitest.Request{Method: "POST", URL: "/q/2/merge", As: "cleo", Body: wikitest.Form("of", "")}, Status: 422})
	s.Follow(wikitest.Check{Name: "merge", Request: wikitest.Request{URL: "/q/2/merge", As: "cleo", Body: wikitest.Form("of", "1")}, Has: []string{"Merged.", target.URL(), `action="/q/2/unmerge"`}})
	s.Check(wikitest.Check{Name: "the other way around, too", Request: wikitest.Request{Method: "POST", URL: "/q/1/merge", As: "ada", Body: wikitest.Form("of", "2")}, Status: 422, Has: []string{"number 2, is merged into this one already", "unmerge it first"}, HasNot: []string{"of itself"}})
	s.Check(wikitest.Check{Name: "its words are kept", Request: wikitest.Request{URL: target.URL(), As: "bob"}, Status: 200, Has: []string{"Also asked as", "Rental car insurance, yes or no?", "1 duplicate merged", dup.URL()}})
	s.Check(wikitest.Check{Name: "listed as merged", Request: wikitest.Request{URL: "/questions?state=duplicate", As: "bob"}, Status: 200, Has: []string{"Rental car insurance"}})
	s.Check(wikitest.Check{Name: "cannot be closed", Request: wikitest.Request{Method: "POST", URL: "/q/2/close", As: "cleo"}, Status: 409, Has: []string{"merged into another"}})
	s.Check(wikitest.Check{Name: "cannot be answered", Request: wikitest.Request{Method: "POST", URL: "/q/2/answer", As: "bob", Body: wikitest.Form("markdown", "No.")}, Status: 409, Has: []string{"No."}})
	s.Follow(wikitest.Check{Name: "unmerge", Request: wikitest.Request{URL: "/q/2/unmerge", As: "cleo"}, Has: []string{"a question of its own again", `name="of" value="1"`}})
	s.Check(wikitest.Check{Name: "its words are gone", Request: wikitest.Request{URL: target.URL(), As: "bob"}, Status: 200, HasNot: []string{"duplicate merged"}})

	s.Follow(wikitest.Check{Name: "another wording", Request: wikitest.Request{URL: "/q/1/wordings", As: "cleo", Body: wikitest.Form("text", "who pays when I scratch it")}, Has: []string{"who pays when I scratch it", `action="/q/1/wordings/`, "Undo"}})
	s.Check(wikitest.Check{Name: "known already", Request: wikitest.Request{Method: "POST", URL: "/q/1/wordings", As: "cleo", Body: wikitest.Form("text", "Who pays when I scratch it?")}, Status: 409, Has: []string{"already known"}})
	v, err := s.desk.Question(t.Context(), s.Access("bob"), target.ID)
	s.Must(err)
	remove := fmt.Sprintf("/q/1/wordings/%d/delete", v.Wordings[0].ID)
	s.Check(wikitest.Check{Name: "no such wording", Request: wikitest.Request{Method: "POST", URL: "/q/1/wordings/4711/delete", As: "bob"}, Status: 404})
	s.Follow(wikitest.Check{Name: "forget it", Request: wikitest.Request{URL: remove, As: "bob"}, Has: []string{"forgotten", `name="text" value="who pays when I scratch it"`}})
}

// TestLongLists: lists are leafed through, and keep what narrows them.
func TestLongLists(t *testing.T) {
	s := newSite(t)
	for i := range 120 {
		_, err := s.desk.CreateQuestion(t.Context(), s.Access("cleo"), qa.NewQuestion{Title: fmt.Sprintf("Question number %d?", i), Space: s.SpaceID("handbook")})
		s.Must(err)
	}
	rec := s.Check(wikitest.Check{
		Name: "first", Request: wikitest.Request{URL: "/questions?space=handbook", As: "bob"}, Status: 200,
		Has: []string{"Question number 119?", "Question number 70?", "1–50 of 120", "/questions?page=2&amp;space=handbook&amp;state=open"}, HasNot: []string{"Question number 69?"},
	})
	next := regexp.MustCompile(`href="([^"]*)" rel="next"`).FindStringSubmatch(rec.Body.String())
	if next == nil {
		t.Fatal("no way to the next page")
	}
	address, err := url.QueryUnescape(strings.ReplaceAll(next[1], "&amp;", "&"))
	s.Must(err)
	s.Check(wikitest.Check{Name: "second", Request: wikitest.Request{URL: address, As: "bob"}, Status: 200, Has: []string{"Question number 69?", "51–100 of 120", `rel="prev"`}})
	s.Check(wikitest.Check{Name: "beyond the end", Request: wikitest.Request{URL: "/questions?page=99", As: "bob"}, Status: 200, Has: []string{"Question number 0?", "101–120 of 120"}})
	s.Check(wikitest.Check{Name: "tasks", Request: wikitest.Request{URL: "/tasks?page=2", As: "bob"}, Status: 200, Has: []string{"51–100 of 120"}})
	s.Check(wikitest.Check{Name: "no such list", Request: wikitest.Request{URL: "/questions?state=odd", As: "bob"}, Status: 404})
	s.Check(wikitest.Check{Name: "no such space", Request: wikitest.Request{URL: "/questions?space=secret", As: "bob"}, Status: 404})
}
