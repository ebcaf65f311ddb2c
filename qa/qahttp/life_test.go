package qahttp_test

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/docent-wiki/docent/qa"
)

// TestLifeInForms walks a question's whole life through forms alone.
func TestLifeInForms(t *testing.T) {
	s := newSite(t)
	page := s.page("handbook", "Travel", travel)
	s.catchUp()
	s.check(check{name: "empty list", request: request{url: "/questions", as: "cleo"}, status: 200, has: []string{"No question is waiting"}})
	s.check(check{name: "form", request: request{url: "/questions/new?title=Car+insurance", as: "cleo"}, status: 200, has: []string{"Car insurance", "Where it fits best"}})
	s.check(check{
		name: "no title", request: request{method: "POST", url: "/questions/new", as: "cleo", body: form("title", " ", "body", "Kept?", "space", "handbook")}, status: 422,
		has: []string{"Kept?", "needs a title", `<option value="handbook" selected`},
	})
	s.follow(check{
		name: "new", request: request{url: "/questions/new", as: "cleo", body: form("title", "Is my vehicle covered abroad?", "body", "I *crash*.", "space", "handbook")},
		has: []string{"Bob has your question", "<em>crash</em>", "by <span dir=\"auto\">Cleo</span>"},
	})
	const q = "/q/1/is-my-vehicle-covered-abroad"
	s.check(check{name: "without its words", request: request{url: "/q/1", as: "bob"}, status: 200, has: []string{"Nobody has answered yet", `href="/q/1/answer"`}})
	s.check(check{name: "wrong words", request: request{url: "/q/1/other-words", as: "bob"}, status: 301, to: q})
	s.follow(check{
		name: "edit", request: request{url: "/q/1/edit", as: "cleo", body: form("title", "Is my car covered abroad?", "body", "Please", "space", "handbook")},
		has: []string{"Is my car covered abroad?", "The question is changed"},
	})
	s.answerByPicking(page.ID)

	s.follow(check{
		name: "accept", request: request{url: "/q/1/answers/1/accept", as: "cleo"},
		has: []string{"This is the answer from now on", `action="/q/1/reopen"`, "<mark>the government agreement already covers you</mark>", "Answered"},
	})
	s.check(check{name: "answered list", request: request{url: "/questions?state=answered&space=handbook", as: "ed"}, status: 200, has: []string{"Is my car covered abroad?"}})
	s.follow(check{name: "undo", request: request{url: "/q/1/reopen", as: "cleo"}, has: []string{"No answer is accepted yet", "/q/1/answers/1/accept"}})
	s.follow(check{name: "accept again", request: request{url: "/q/1/answers/1/accept", as: "cleo"}, has: []string{`aria-label="The answer"`}})

	s.rewrite(page, strings.Replace(travel, "already covers you", "covers you up to 20,000 dollars", 1))
	s.check(check{
		name: "changed since", request: request{url: "/q/1", as: "bob"}, status: 200,
		has: []string{"Changed since", "The section has changed", `datetime="2026-03-08T12:00:00Z"`, "<del>", "<ins>", "20,000", fmt.Sprintf("/p/%d/diff?from=1&amp;to=2", page.ID), "Still true", "linked at revision 1, now 2"},
	})
	s.check(check{name: "in the list", request: request{url: "/questions?state=changed", as: "bob"}, status: 200, has: []string{"Is my car covered abroad?"}})
	s.check(check{name: "on Bob's list", request: request{url: "/tasks", as: "bob"}, status: 200, has: []string{"Is my car covered abroad?", "Rental cars", "20,000"}})
	s.follow(check{name: "still true", request: request{url: "/q/1/answers/1/confirm", as: "bob"}, has: []string{"as it stands now"}, hasNot: []string{"Changed since"}})
	s.check(check{name: "nothing to check", request: request{url: "/tasks", as: "bob"}, status: 200, has: []string{"Nothing waits for you"}})

	s.must(s.wiki.Trash(t.Context(), s.actor("ada"), page.ID))
	s.check(check{name: "gone", request: request{url: "/q/1", as: "bob"}, status: 200, has: []string{"The linked section is gone", "<mark>Anybody on an approved trip"}, hasNot: []string{"Still true"}})
	s.check(check{name: "cannot be confirmed", request: request{method: "POST", url: "/q/1/answers/1/confirm", as: "bob"}, status: 409, has: []string{"cannot be confirmed", "Is my car covered"}})
	s.check(check{name: "on his list again", request: request{url: "/tasks", as: "bob"}, status: 200, has: []string{"is gone"}})
	s.follow(check{name: "retract", request: request{url: "/q/1/answers/1/retract", as: "bob"}, has: []string{"The question is open again", "Nobody has answered yet"}})
	s.follow(check{name: "close", request: request{url: "/q/1/close", as: "cleo"}, has: []string{"Closed", `action="/q/1/reopen"`}})
	s.follow(check{name: "reopen", request: request{url: "/q/1/reopen", as: "cleo"}, has: []string{"is open again", `action="/q/1/close"`}})
}

// answerByPicking answers question 1 as Bob, who finds the section and makes mistakes on the way.
func (s *site) answerByPicking(page any) {
	const at = "/q/1/answer"
	s.check(check{name: "answer form", request: request{url: at, as: "bob"}, status: 200, has: []string{"Find a section", "Is my car covered abroad?"}})
	s.check(check{name: "an empty answer", request: request{method: "POST", url: at, as: "bob", body: form("action", "save", "markdown", "")}, status: 422, has: []string{"An answer links a section"}})
	rec := s.check(check{
		name: "find", request: request{method: "POST", url: at, as: "bob", body: form("action", "find", "find", "rental insurance", "markdown", "Half a thought.\r\nMore.")}, status: 200,
		has: []string{"Half a thought.\nMore.", "Rental cars", "The handbook › Travel", `value="rental insurance"`},
	})
	add := regexp.MustCompile(`name="add" value="([^"]*#rental-cars)"`).FindStringSubmatch(rec.Body.String())
	if add == nil {
		s.t.Fatalf("the section cannot be linked: %s", rec.Body)
	}
	s.check(check{
		name: "link", request: request{method: "POST", url: at, as: "bob", body: form("add", add[1], "find", "rental insurance", "markdown", "Half a thought.")}, status: 200,
		has: []string{fmt.Sprintf(`name="page_id" value="%v"`, page), `name="anchor" value="rental-cars"`, "linked</span>", "Decline the insurance"},
	})
	picked := []string{"page_id", fmt.Sprint(page), "anchor", "rental-cars"}
	s.check(check{
		name: "and remove", request: request{method: "POST", url: at, as: "bob", body: form(append(picked, "quote", "", "remove", "0", "markdown", "Half a thought.")...)}, status: 200,
		has: []string{"Half a thought."}, hasNot: []string{`name="page_id"`},
	})
	s.check(check{
		name: "Enter finds as long as there is nothing to save", request: request{method: "POST", url: at, as: "bob", body: form("action", "save", "find", "rental insurance", "markdown", "", "url", "", "url_title", "", "url_quote", "")},
		status: 200, has: []string{"Rental cars"},
	})
	s.check(check{
		name: "a wrong quote", request: request{method: "POST", url: at, as: "bob", body: form(append(picked, "quote", "words that are not there", "action", "save", "markdown", "Kept.", "url", "https://chat.example.org/1", "url_title", "A thread", "url_quote", "As said")...)},
		status: 422, has: []string{"do not stand in the section", "words that are not there", "Kept.", "https://chat.example.org/1", "A thread", "As said"},
	})
	s.check(check{
		name: "a page that is not there", request: request{method: "POST", url: at, as: "bob", body: form("page_id", "4711", "anchor", "x", "quote", "", "markdown", "Kept.")},
		status: 404, has: []string{"Kept.", "no longer there"},
	})
	s.check(check{
		name: "an address that is none", request: request{method: "POST", url: at, as: "bob", body: form("url", "javascript:alert(1)", "url_quote", "x", "markdown", "Kept.")},
		status: 422, has: []string{"Kept.", "https://"},
	})
	s.follow(check{
		name: "answer", request: request{url: at, as: "bob", body: form(append(picked, "quote", "the government agreement already covers you", "action", "save", "markdown", "**Yes.**",
			"url", "https://chat.example.org/1", "url_title", "A thread", "url_quote", "As said by the desk. You are covered.")...)},
		has: []string{"Accept it, and whoever", "<strong>Yes.</strong>", "<mark>the government agreement already covers you</mark>", "https://chat.example.org/1", "A thread", "As said by the desk.", "No answer is accepted yet"},
	})
	s.check(check{
		name: "edit form", request: request{url: "/q/1/answers/1/edit", as: "bob"}, status: 200,
		has: []string{`name="anchor" value="rental-cars"`, "the government agreement already covers you</textarea>", "**Yes.**", `value="https://chat.example.org/1"`},
	})
	s.follow(check{
		name: "edit", request: request{url: "/q/1/answers/1/edit", as: "bob", body: form(append(picked, "quote", "the government agreement already covers you", "action", "save", "markdown", "**Surely.**")...)},
		has: []string{"The answer is changed", "<strong>Surely.</strong>"}, hasNot: []string{"chat.example.org"},
	})
	s.check(check{
		name: "an edit that says nothing", request: request{method: "POST", url: "/q/1/answers/1/edit", as: "bob", body: form("action", "save", "markdown", "")}, status: 422, has: []string{"Edit the answer"},
	})
}

// TestMergeInForms: merging finds the other question, keeps the words, and can be taken back; so can
// wordings.
func TestMergeInForms(t *testing.T) {
	s := newSite(t)
	page := s.page("handbook", "Travel", travel)
	target := s.known("bob", "handbook", "Do I need the insurance for a rental car?", page.ID, "rental-cars")
	dup, err := s.desk.CreateQuestion(t.Context(), s.access("cleo"), qa.NewQuestion{Title: "Rental car insurance, yes or no?", Space: s.spaceID("handbook")})
	s.must(err)
	s.catchUp()
	s.check(check{
		name: "what looks alike", request: request{url: "/q/2/merge", as: "cleo"}, status: 200,
		has: []string{"Do I need the insurance for a rental car?", `name="of" value="1"`, "government agreement"}, hasNot: []string{`name="of" value="2"`},
	})
	s.check(check{name: "found by number", request: request{url: "/q/2/merge?find=%231", as: "cleo"}, status: 200, has: []string{`name="of" value="1"`}})
	s.check(check{name: "found by nothing", request: request{url: "/q/2/merge?find=zebra", as: "cleo"}, status: 200, has: []string{"No question has these words"}})
	s.check(check{name: "into itself", request: request{method: "POST", url: "/q/2/merge", as: "cleo", body: form("of", "2")}, status: 422, has: []string{"duplicate of itself"}})
	s.check(check{name: "into nothing", request: request{method: "POST", url: "/q/2/merge", as: "cleo", body: form("of", "")}, status: 422})
	s.follow(check{name: "merge", request: request{url: "/q/2/merge", as: "cleo", body: form("of", "1")}, has: []string{"Merged.", target.URL(), `action="/q/2/unmerge"`}})
	s.check(check{name: "its words are kept", request: request{url: target.URL(), as: "bob"}, status: 200, has: []string{"Also asked as", "Rental car insurance, yes or no?", "1 duplicate merged", dup.URL()}})
	s.check(check{name: "listed as merged", request: request{url: "/questions?state=duplicate", as: "bob"}, status: 200, has: []string{"Rental car insurance"}})
	s.check(check{name: "cannot be closed", request: request{method: "POST", url: "/q/2/close", as: "cleo"}, status: 409, has: []string{"merged into another"}})
	s.check(check{name: "cannot be answered", request: request{method: "POST", url: "/q/2/answer", as: "bob", body: form("markdown", "No.")}, status: 409, has: []string{"No."}})
	s.follow(check{name: "unmerge", request: request{url: "/q/2/unmerge", as: "cleo"}, has: []string{"a question of its own again", `name="of" value="1"`}})
	s.check(check{name: "its words are gone", request: request{url: target.URL(), as: "bob"}, status: 200, hasNot: []string{"duplicate merged"}})

	s.follow(check{name: "another wording", request: request{url: "/q/1/wordings", as: "cleo", body: form("text", "who pays when I scratch it")}, has: []string{"who pays when I scratch it", `action="/q/1/wordings/`, "Undo"}})
	s.check(check{name: "known already", request: request{method: "POST", url: "/q/1/wordings", as: "cleo", body: form("text", "Who pays when I scratch it?")}, status: 409, has: []string{"already known"}})
	v, err := s.desk.Question(t.Context(), s.access("bob"), target.ID)
	s.must(err)
	remove := fmt.Sprintf("/q/1/wordings/%d/delete", v.Wordings[0].ID)
	s.check(check{name: "no such wording", request: request{method: "POST", url: "/q/1/wordings/4711/delete", as: "bob"}, status: 404})
	s.follow(check{name: "forget it", request: request{url: remove, as: "bob"}, has: []string{"forgotten", `name="text" value="who pays when I scratch it"`}})
}

// TestLongLists: lists are leafed through, and keep what narrows them.
func TestLongLists(t *testing.T) {
	s := newSite(t)
	for i := range 120 {
		_, err := s.desk.CreateQuestion(t.Context(), s.access("cleo"), qa.NewQuestion{Title: fmt.Sprintf("Question number %d?", i), Space: s.spaceID("handbook")})
		s.must(err)
	}
	rec := s.check(check{
		name: "first", request: request{url: "/questions?space=handbook", as: "bob"}, status: 200,
		has: []string{"Question number 119?", "Question number 70?", "1–50 of 120", "/questions?page=2&amp;space=handbook&amp;state=open"}, hasNot: []string{"Question number 69?"},
	})
	next := regexp.MustCompile(`href="([^"]*)" rel="next"`).FindStringSubmatch(rec.Body.String())
	if next == nil {
		t.Fatal("no way to the next page")
	}
	address, err := url.QueryUnescape(strings.ReplaceAll(next[1], "&amp;", "&"))
	s.must(err)
	s.check(check{name: "second", request: request{url: address, as: "bob"}, status: 200, has: []string{"Question number 69?", "51–100 of 120", `rel="prev"`}})
	s.check(check{name: "beyond the end", request: request{url: "/questions?page=99", as: "bob"}, status: 200, has: []string{"Question number 0?", "101–120 of 120"}})
	s.check(check{name: "tasks", request: request{url: "/tasks?page=2", as: "bob"}, status: 200, has: []string{"51–100 of 120"}})
	s.check(check{name: "no such list", request: request{url: "/questions?state=odd", as: "bob"}, status: 404})
	s.check(check{name: "no such space", request: request{url: "/questions?space=secret", as: "bob"}, status: 404})
}
