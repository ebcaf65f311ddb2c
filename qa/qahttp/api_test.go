package qahttp_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/docent-wiki/docent/qa/eval"
	"github.com/docent-wiki/docent/qa/qahttp"

	"github.com/docent-wiki/docent/wiki/wikitest"
)

// ask asks through the API.
func (s *site) ask(as, question string) qahttp.Asked {
	s.T.Helper()
	s.catchUp()
	rec := s.Check(wikitest.Check{Request: wikitest.Request{Method: "POST", URL: "/api/v1/ask", As: "token " + as, Body: fmt.Sprintf(`{"question":%q}`, question)}, Status: 200})
	var asked qahttp.Asked
	s.Must(json.Unmarshal(rec.Body.Bytes(), &asked))
	return asked
}

// TestLifeInTheAPI walks a question's whole life through the API alone.
func TestLifeInTheAPI(t *testing.T) {
	s := newSite(t)
	page := s.Page("handbook", "Travel", travel)
	for i := range 12 {
		s.Page("handbook", fmt.Sprintf("Trip %d", i), fmt.Sprintf("Renting a car on trip %d is fine.\n\n## More\n\nA car, again.\n", i))
	}
	asked := s.ask("cleo", "may I rent a car for 3 days?")
	if asked.ID == 0 || len(asked.Answers) != 10 || asked.Reply == nil || asked.Reply.Who != "Bob" || asked.Reply.Text == "" || asked.Reply.By.IsZero() {
		t.Fatalf("asked: %+v", asked)
	}
	pages := map[int64]bool{}
	for i, a := range asked.Answers {
		pages[a.Page.ID] = true
		if a.Kind != "section" || a.Section == nil || a.URL == "" || a.State != "fresh" || a.Passage == "" || strings.Count(a.PassageHTML, "<") != 2 {
			t.Errorf("answer %d: %+v", i, a)
		}
		if i > 0 && a.Confidence > asked.Answers[i-1].Confidence {
			t.Errorf("answer %d is likelier than the one before", i)
		}
	}
	if len(pages) != 10 {
		t.Errorf("ten answers stand on %d pages", len(pages))
	}
	made := s.Call("cleo", "POST", "/questions", fmt.Sprintf(`{"title":"May I rent a car?","body":"For *three* days.","space":"handbook","ask_id":%d}`, asked.ID), 201)
	if diff := cmp.Diff(map[string]any{"id": 1.0, "url": "/q/1/may-i-rent-a-car", "state": "open"}, made, cmpopts.IgnoreMapEntries(func(name string, _ any) bool {
		return name != "id" && name != "url" && name != "state"
	})); diff != "" {
		t.Errorf("made: %s", diff)
	}
	answer := s.Call("bob", "POST", "/questions/1/answers", fmt.Sprintf(`{"markdown":"**Yes.**","links":[{"page_id":%d,"anchor":"rental-cars"},{"url":"https://chat.example.org/1","quote":"Sure.","title":"A thread"}]}`, page.ID), 201)
	if diff := cmp.Diff(map[string]any{"id": 1.0}, answer); diff != "" {
		t.Errorf("answer: %s", diff)
	}
	s.Call("cleo", "POST", "/questions/1/accept", `{"answer_id":1}`, 200)
	whole := s.Call("rita", "GET", "/questions/1", "", 200)
	section := whole["answers"].([]any)[0].(map[string]any)["links"].([]any)[0].(map[string]any)["section"].(map[string]any)
	if section["id"].(float64) <= 0 {
		t.Errorf("section = %v", section)
	}
	delete(section, "id")
	want := map[string]any{
		"id": 1.0, "url": "/q/1/may-i-rent-a-car", "state": "answered", "title": "May I rent a car?", "body": "For *three* days.", "space": "handbook",
		"canonical_answer_id": 1.0,
		"wordings":            []any{map[string]any{"id": 1.0, "text": "may I rent a car for 3 days?"}},
		"answers": []any{map[string]any{
			"id": 1.0, "markdown": "**Yes.**", "html": "<p><strong>Yes.</strong></p>\n", "at": "2026-03-06T12:00:00Z",
			"by": map[string]any{"id": float64(s.People["bob"].ID), "name": "Bob"},
			"links": []any{
				map[string]any{
					"page_id": float64(page.ID), "section": map[string]any{"heading": "Rental cars", "anchor": "rental-cars"}, "revision": 1.0,
					"quote": "Anybody on an approved trip may rent a car.", "state": "fresh",
				},
				map[string]any{"url": "https://chat.example.org/1", "title": "A thread", "quote": "Sure."},
			},
		}},
	}
	extra := cmpopts.IgnoreMapEntries(func(name string, _ any) bool {
		return name == "owner" || name == "due" || name == "created_at" || name == "updated_at"
	})
	if asked := whole["asked"].([]any); len(asked) != 1 || asked[0].(map[string]any)["who"] != "Bob" || asked[0].(map[string]any)["why"] != "who owns the space “The handbook”" {
		t.Errorf("asked = %v", asked)
	}
	delete(whole, "asked")
	delete(whole, "by")
	if diff := cmp.Diff(want, whole, extra); diff != "" {
		t.Errorf("whole: %s", diff)
	}

	known := s.ask("ed reads", "May I rent a car for 3 days")
	if known.Outcome != "answered" || known.Answers[0].Question == nil || known.Answers[0].Question.ID != 1 || known.Answers[0].Page.ID != int64(page.ID) || known.Answers[0].Section.Anchor != "rental-cars" {
		t.Errorf("known words: %+v", known)
	}
	s.rewrite(page, strings.Replace(travel, "## Rental cars\n\nAnybody", "## Hire cars {#hire}\n\nOnly managers", 1))
	link := s.Call("cleo", "GET", "/questions/1", "", 200)["answers"].([]any)[0].(map[string]any)["links"].([]any)[0].(map[string]any)
	if link["state"] != "changed" || link["section"].(map[string]any)["anchor"] != "hire" || link["section"].(map[string]any)["heading"] != "Hire cars" {
		t.Errorf("after the edit: %v", link)
	}
	if again := s.ask("ed", "May I rent a car for 3 days"); again.Answers[0].State != "changed" || again.Outcome != "answered" {
		t.Errorf("changed: %+v", again.Answers[0])
	}
	s.Call("bob", "PATCH", "/questions/1/answers/1", `{"markdown":"No."}`, 200)
	changed := s.Call("bob", "PATCH", "/questions/1/answers/1", fmt.Sprintf(`{"links":[{"page_id":%d,"anchor":"hire"}]}`, page.ID), 200)
	if a := changed["answers"].([]any)[0].(map[string]any); a["markdown"] != "No." || len(a["links"].([]any)) != 1 || a["links"].([]any)[0].(map[string]any)["state"] != "fresh" {
		t.Errorf("changed answer: %v", a)
	}
	s.Call("bob", "DELETE", "/questions/1/answers/1", "", 204)
	if q := s.Call("bob", "GET", "/questions/1", "", 200); q["state"] != "open" || len(q["answers"].([]any)) != 0 || q["canonical_answer_id"] != nil {
		t.Errorf("after retracting: %v", q)
	}
	s.Call("bob", "DELETE", "/questions/1/answers/1", "", 404)
}

// TestQuestionsOfTheAPI: lists, changes, merging.
func TestQuestionsOfTheAPI(t *testing.T) {
	s := newSite(t)
	page := s.Page("handbook", "Travel", travel)
	s.known("bob", "handbook", "Do I need the insurance for a rental car?", page.ID, "rental-cars")
	for _, title := range []string{"Rental insurance?", "Another one?", "A third one?"} {
		s.Call("cleo", "POST", "/questions", fmt.Sprintf(`{"title":%q,"space":"handbook"}`, title), 201)
	}
	titles := func(path string) (all []string, cursor any) {
		t.Helper()
		list := s.Call("ed", "GET", "/questions"+path, "", 200)
		for _, item := range list["items"].([]any) {
			all = append(all, item.(map[string]any)["title"].(string))
		}
		return all, list["next_cursor"]
	}
	first, cursor := titles("?limit=2&space=handbook")
	if diff := cmp.Diff([]string{"A third one?", "Another one?"}, first); diff != "" || cursor == nil {
		t.Errorf("first: %s, cursor %v", diff, cursor)
	}
	rest, cursor := titles(fmt.Sprintf("?limit=2&space=handbook&cursor=%v", cursor))
	if diff := cmp.Diff([]string{"Rental insurance?", "Do I need the insurance for a rental car?"}, rest); diff != "" || cursor != nil {
		t.Errorf("rest: %s, cursor %v", diff, cursor)
	}
	if answered, _ := titles("?state=answered"); len(answered) != 1 {
		t.Errorf("answered: %v", answered)
	}
	if none, _ := titles("?space=open"); len(none) != 0 {
		t.Errorf("in another space: %v", none)
	}

	if q := s.Call("cleo", "PATCH", "/questions/3", `{"title":"Changed?","body":"b","space":"open","state":"closed"}`, 200); q["title"] != "Changed?" || q["body"] != "b" || q["space"] != "open" || q["state"] != "closed" {
		t.Errorf("changed: %v", q)
	}
	s.Call("cleo", "PATCH", "/questions/3", `{"state":"open"}`, 200)
	s.Call("cleo", "PATCH", "/questions/3", `{"state":"answered"}`, 422)
	s.Call("cleo", "PATCH", "/questions/3", `{"space":"secret"}`, 404)
	s.Call("rita", "PATCH", "/questions/3", `{"title":"  "}`, 422)

	if q := s.Call("cleo", "POST", "/questions/2/duplicate", `{"of":1}`, 200); q["state"] != "duplicate" || q["duplicate_of"] != 1.0 {
		t.Errorf("merged: %v", q)
	}
	if a := s.ask("rita", "rental insurance"); a.Outcome != "answered" || a.Answers[0].Question.ID != 1 {
		t.Errorf("the wording does not count: %+v", a)
	}
	s.Call("cleo", "POST", "/questions/2/duplicate", `{"of":3}`, 409)
	if q := s.Call("cleo", "DELETE", "/questions/2/duplicate", "", 200); q["state"] != "open" || q["duplicate_of"] != nil {
		t.Errorf("unmerged: %v", q)
	}
	if q := s.Call("ed", "GET", "/questions/1", "", 200); len(q["wordings"].([]any)) != 0 {
		t.Errorf("wordings are left: %v", q["wordings"])
	}
	s.Call("cleo", "DELETE", "/questions/2/duplicate", "", 409)
}

// TestFeedbackOfTheAPI: on a bare section it makes the question; taken back, nothing is left.
func TestFeedbackOfTheAPI(t *testing.T) {
	s := newSite(t)
	s.Page("handbook", "Travel", travel)
	asked := s.ask("ed reads", "how long may receipts wait before upload")
	at := fmt.Sprintf("/asks/%d/feedback", asked.ID)
	index := -1
	for i, a := range asked.Answers {
		if a.Section != nil && a.Section.Anchor == "receipts" {
			index = i
		}
	}
	if index < 0 {
		t.Fatalf("the section is not among %+v", asked.Answers)
	}
	taught := s.Call("ed reads", "POST", at, fmt.Sprintf(`{"answered":true,"answer":%d}`, index), 200)
	if taught["made"] != true || taught["question"].(map[string]any)["id"] != 1.0 {
		t.Errorf("taught: %v", taught)
	}
	q := s.Call("bob", "GET", "/questions/1", "", 200)
	if q["state"] != "answered" || q["by"] != nil || q["answers"].([]any)[0].(map[string]any)["by"] != nil {
		t.Errorf("the question that was made: %v", q)
	}
	s.Call("ed reads", "DELETE", at, "", 204)
	s.Call("bob", "GET", "/questions/1", "", 404)
	s.Call("ed reads", "POST", at, `{"answered":false}`, 200)
	s.Call("ed reads", "POST", at, `{"answered":true}`, 422)
	s.Call("ed reads", "POST", at, `{"answered":true,"answer":10}`, 422)
	s.Call("ed reads", "POST", at, `{"answered":true,"answer":-1}`, 422)
	s.Call("bob", "POST", at, `{"answered":false}`, 404)
	s.Call("bob", "DELETE", at, "", 404)
}

// TestWhatTheAPIRefuses: unknown fields and values are 422 with the reason, absent things 404.
func TestWhatTheAPIRefuses(t *testing.T) {
	s := newSite(t)
	page := s.Page("handbook", "Travel", travel)
	s.known("bob", "handbook", "Do I need the insurance for a rental car?", page.ID, "rental-cars")
	for _, c := range []struct {
		method, path, body string
		status             int
		says               string
	}{
		{"POST", "/ask", `{"question":"x","sapce":"handbook"}`, 422, "sapce"},
		{"POST", "/ask", `{}`, 422, "question"},
		{"POST", "/ask", `{"question":" "}`, 422, "Type a question"},
		{"POST", "/ask", `{"question":"x","space":"secret"}`, 404, "no space"},
		{"POST", "/questions", `{"title":""}`, 422, "needs a title"},
		{"POST", "/questions", `{"title":"x","space":"secret"}`, 404, "no space"},
		{"POST", "/questions", `{"title":"x","ask_id":4711}`, 404, "no such ask"},
		{"GET", "/questions?state=odd", "", 422, "state"},
		{"GET", "/questions?limit=201", "", 422, "limit"},
		{"GET", "/questions?cursor=x", "", 422, "cursor"},
		{"GET", "/questions/4711", "", 404, "no such question"},
		{"POST", "/questions/1/answers", `{}`, 422, "An answer links"},
		{"POST", "/questions/1/answers", `{"links":[{}]}`, 422, "https://"},
		{"POST", "/questions/1/answers", fmt.Sprintf(`{"links":[{"page_id":%d,"anchor":"rental-cars","url":"https://example.org","quote":"x"}]}`, page.ID), 422, "not both"},
		{"POST", "/questions/1/answers", fmt.Sprintf(`{"links":[{"page_id":%d,"anchor":"nowhere"}]}`, page.ID), 404, "no section #nowhere"},
		{"POST", "/questions/1/answers", fmt.Sprintf(`{"links":[{"page_id":%d,"anchor":"receipts","quote":"not there"}]}`, page.ID), 422, "do not stand"},
		{"POST", "/questions/1/answers", `{"links":[{"url":"javascript:alert(1)","quote":"x"}]}`, 422, "https://"},
		{"POST", "/questions/1/answers", `{"links":[{"url":"https://example.org"}]}`, 422, "Quote what stands there"},
		{"POST", "/questions/1/accept", `{"answer_id":4711}`, 404, "no such answer"},
		{"POST", "/questions/1/duplicate", `{"of":1}`, 422, "of itself"},
		{"PATCH", "/questions/1", `{"state":"gone"}`, 422, "state"},
		{"PATCH", "/questions/1", `{"titel":"x"}`, 422, "titel"},
	} {
		rec := s.Check(wikitest.Check{Name: c.body, Request: wikitest.Request{Method: c.method, URL: "/api/v1" + c.path, As: "token bob", Body: c.body}, Status: c.status, Has: []string{c.says}})
		if got := rec.Header().Get("Content-Type"); got != "application/problem+json" {
			t.Errorf("%s %s: %s", c.method, c.path, got)
		}
	}
}

// TestEvalOfTheAPI: administrators measure on a set, and on what the team has solved.
func TestEvalOfTheAPI(t *testing.T) {
	s := newSite(t)
	page := s.Page("handbook", "Travel", travel)
	s.Page("handbook", "Security", security)
	s.known("bob", "handbook", "Do I need the insurance for a rental car?", page.ID, "rental-cars")
	s.catchUp()
	own := s.Call("ada", "POST", "/eval", `{}`, 200)
	if own["questions"] != 1.0 {
		t.Errorf("the team's own: %v", own)
	}
	body, err := json.Marshal(qahttp.EvalBody{Space: "handbook", Set: &eval.Set{Name: "two", Cases: []eval.Case{
		{ID: "1", Question: "Who gets receipts?", PageID: page.ID, Heading: "Receipts"},
		{ID: "2", Question: "Where do zebras sleep?", None: true},
	}}})
	s.Must(err)
	report := s.Call("ada", "POST", "/eval", string(body), 200)
	if report["set"] != "two" || report["questions"] != 2.0 || report["by_page"].(map[string]any)["p_at_1"] != 1.0 {
		t.Errorf("the set: %v", report)
	}
	s.Call("bob", "POST", "/eval", `{}`, 403)
	s.Call("ada", "POST", "/eval", `{"space":"nowhere"}`, 404)
}

// TestTheDocument: every call stands in the document and on its page.
func TestTheDocument(t *testing.T) {
	s := newSite(t)
	calls := []string{
		"/api/v1/ask", "/api/v1/asks/{id}/feedback", "/api/v1/questions", "/api/v1/questions/{id}", "/api/v1/questions/{id}/answers",
		"/api/v1/questions/{id}/answers/{aid}", "/api/v1/questions/{id}/accept", "/api/v1/questions/{id}/duplicate", "/api/v1/eval",
	}
	s.Check(wikitest.Check{Name: "page", Request: wikitest.Request{URL: "/api", As: "bob"}, Status: 200, Has: calls})
	quoted := make([]string, len(calls))
	for i, call := range calls {
		quoted[i] = `"` + call + `"`
	}
	s.Check(wikitest.Check{Name: "document", Request: wikitest.Request{URL: "/api/v1/openapi.json"}, Status: 200, Has: quoted})
}
