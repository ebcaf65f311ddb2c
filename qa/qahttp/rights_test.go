package qahttp_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/qa/qahttp"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/httpd"

	"github.com/docent-wiki/docent/wiki/wikitest"
)

// readers are the columns of the rights table, in its order: nobody; a member without the private
// space “secret”; one who may read it; one who may read it and asked the question; one who may edit
// it; an administrator; and the tokens of the editor that may only read, and write.
var readers = []string{"", "bob", "rita", "cleo", "ed", "ada", "token ed reads", "token ed writes"}

// A visitor of a screen is sent to sign in; whoever may not read gets 404, whoever may not do it 403. {q} is a
// question that {a} answers, {other} another question, {w} its wording, {ask} Cleo's ask, {page} the page.
var rightsTable = []wikitest.Right{
	// Asking is for everybody who signed in; an ask is its asker's alone.
	wikitest.Row("GET /ask", "/ask?q=launch", "", 303, 200),
	wikitest.Row("POST /ask", "", "q=launch", 401, 303),
	wikitest.Row("GET /asks/:id", "/asks/{ask}", "", 303, 404, 404, 200, 404),
	wikitest.Row("GET /asks/:id/composed", "/asks/{ask}/composed", "", 303, 404, 404, 200, 404),
	wikitest.Row("POST /asks/:id/feedback", "/asks/{ask}/feedback", "answer=none", 401, 404, 404, 303, 404),
	wikitest.Row("POST /asks/:id/team", "/asks/{ask}/team", "title=Launch&space=secret", 401, 404, 404, 303, 404, 404, 403, 404),

	// Screens of questions. There is a public space, so a visitor has a list.
	wikitest.Row("GET /questions", "", "", 200),
	wikitest.Row("GET /questions/new", "", "", 303, 200),
	wikitest.Row("GET /urgent", "/urgent?q=launch&space=secret", "", 303, 404, 200),
	wikitest.Row("POST /questions/new", "", "title=Launch&space=secret", 401, 404, 303, 303, 303, 303, 403, 303),
	wikitest.Row("GET /q/:id", "/q/{q}", "", 303, 404, 200),
	wikitest.Row("GET /q/:id/:slug", "/q/{q}/when-is-the-launch", "", 303, 404, 200),
	wikitest.Row("GET /q/:id/edit", "/q/{q}/edit", "", 303, 404, 403, 200, 200, 200, 403, 200),
	wikitest.Row("POST /q/:id/edit", "/q/{q}/edit", "title=When+is+the+launch&body=x&space=secret", 401, 404, 403, 303, 303, 303, 403, 303),
	wikitest.Row("POST /q/:id/close", "/q/{q}/close", "", 401, 404, 403, 303, 303, 303, 403, 303),
	wikitest.Row("POST /q/:id/reopen", "/q/{q}/reopen", "", 401, 404, 403, 303, 303, 303, 403, 303),
	wikitest.Row("GET /q/:id/merge", "/q/{q}/merge", "", 303, 404, 403, 200, 200, 200, 403, 200),
	wikitest.Row("POST /q/:id/merge", "/q/{q}/merge", "of={other}", 401, 404, 403, 303, 303, 303, 403, 303),
	wikitest.Row("POST /q/:id/hand", "/q/{q}/hand", "to=triage", 401, 404, 403, 303, 303, 303, 403, 303),
	wikitest.Row("POST /q/:id/unmerge", "/q/{q}/unmerge", "", 401, 404, 403, 409, 409, 409, 403, 409),
	wikitest.Row("POST /q/:id/wordings", "/q/{q}/wordings", "text=another+way", 401, 404, 403, 403, 303, 303, 403, 303),
	wikitest.Row("POST /q/:id/wordings/:wid/delete", "/q/{q}/wordings/{w}/delete", "", 401, 404, 403, 303, 303, 303, 403, 303),
	wikitest.Row("GET /q/:id/answer", "/q/{q}/answer", "", 303, 404, 403, 403, 200, 200, 403, 200),
	wikitest.Row("POST /q/:id/answer", "/q/{q}/answer", "markdown=May&action=save", 401, 404, 403, 403, 303, 303, 403, 303),
	wikitest.Row("POST /q/:id/files", "/q/{q}/files", wikitest.Multipart, 401, 404, 403, 403, 303, 303, 403, 303),
	wikitest.Row("GET /q/:id/answers/:aid/edit", "/q/{q}/answers/{a}/edit", "", 303, 404, 403, 200, 200, 200, 403, 200),
	wikitest.Row("POST /q/:id/answers/:aid/edit", "/q/{q}/answers/{a}/edit", "markdown=May&action=save", 401, 404, 403, 303, 303, 303, 403, 303),
	wikitest.Row("POST /q/:id/answers/:aid/accept", "/q/{q}/answers/{a}/accept", "", 401, 404, 403, 303, 303, 303, 403, 303),
	wikitest.Row("POST /q/:id/answers/:aid/restore", "/q/{q}/answers/{a}/restore", "", 401, 404, 403, 303, 303, 303, 403, 303),
	wikitest.Row("POST /q/:id/answers/:aid/retract", "/q/{q}/answers/{a}/retract", "", 401, 404, 403, 303, 303, 303, 403, 303),
	wikitest.Row("POST /q/:id/answers/:aid/confirm", "/q/{q}/answers/{a}/confirm", "", 401, 404, 403, 303, 303, 303, 403, 303),

	// The API.
	wikitest.Row("POST /api/v1/ask", "", `{"question":"launch"}`, 401, 200),
	wikitest.Row("GET /api/v1/asks/:id/composed", "/api/v1/asks/{ask}/composed", "", 401, 404, 404, 200, 404),
	wikitest.Row("POST /api/v1/asks/:id/feedback", "/api/v1/asks/{ask}/feedback", `{"answered":false}`, 401, 404, 404, 200, 404),
	wikitest.Row("DELETE /api/v1/asks/:id/feedback", "/api/v1/asks/{ask}/feedback", "", 401, 404, 404, 204, 404),
	wikitest.Row("GET /api/v1/questions", "/api/v1/questions?space=secret", "", 401, 404, 200),
	wikitest.Row("POST /api/v1/questions", "", `{"title":"Launch","space":"secret"}`, 401, 404, 201, 201, 201, 201, 403, 201),
	wikitest.Row("GET /api/v1/questions/:id", "/api/v1/questions/{q}", "", 401, 404, 200),
	wikitest.Row("PATCH /api/v1/questions/:id", "/api/v1/questions/{q}", `{"body":"y"}`, 401, 404, 403, 200, 200, 200, 403, 200),
	wikitest.Row("POST /api/v1/questions/:id/answers", "/api/v1/questions/{q}/answers", `{"links":[{"page_id":{page},"anchor":""}]}`, 401, 404, 403, 403, 201, 201, 403, 201),
	wikitest.Row("PATCH /api/v1/questions/:id/answers/:aid", "/api/v1/questions/{q}/answers/{a}", `{"markdown":"May"}`, 401, 404, 403, 200, 200, 200, 403, 200),
	wikitest.Row("DELETE /api/v1/questions/:id/answers/:aid", "/api/v1/questions/{q}/answers/{a}", "", 401, 404, 403, 204, 204, 204, 403, 204),
	wikitest.Row("POST /api/v1/questions/:id/hand", "/api/v1/questions/{q}/hand", `{"triage":true}`, 401, 404, 403, 200, 200, 200, 403, 200),
	wikitest.Row("POST /api/v1/questions/:id/accept", "/api/v1/questions/{q}/accept", `{"answer_id":{a}}`, 401, 404, 403, 200, 200, 200, 403, 200),
	wikitest.Row("POST /api/v1/questions/:id/duplicate", "/api/v1/questions/{q}/duplicate", `{"of":{other}}`, 401, 404, 403, 200, 200, 200, 403, 200),
	wikitest.Row("DELETE /api/v1/questions/:id/duplicate", "/api/v1/questions/{q}/duplicate", "", 401, 404, 403, 409, 409, 409, 403, 409),
	wikitest.Row("GET /api/v1/questions/similar", "/api/v1/questions/similar?q=launch", "", 401, 200),
	wikitest.Row("GET /api/v1/sections", "/api/v1/sections?q=launch", "", 401, 200),
	wikitest.Row("POST /api/v1/eval", "", `{}`, 401, 403, 403, 403, 403, 200, 403, 403),
}

func TestRights(t *testing.T) {
	s := newSite(t)
	s.writer.reply = `{"sentences":[{"text":"In May.","section":1,"quote":"plan is to launch in May"}]}`
	s.Must(s.Wiki.SetGrant(t.Context(), s.Actor("ada"), "secret", s.People["cleo"].ID, wiki.Reader))
	page := s.Page("secret", "Plans", "The plan is to launch in May.\n")
	s.catchUp()
	s.CheckRights(wikitest.Rights{
		Readers: readers, Rows: rightsTable, Things: s.launches(page.ID),
		Secrets: []string{"The secret", "The plan is", "Plans", "/s/secret", "is the launch", "when-is", "launch date", "In spring"},
	})
}

// launches makes a question that Cleo asked in the private space and that an editor answered, another
// one, and an ask of hers; the questions of before are closed.
func (s *site) launches(page wiki.PageID) func() wikitest.Things {
	ctx, ada := s.T.Context(), s.Access("ada")
	var before []qa.QuestionID
	return func() wikitest.Things {
		s.T.Helper()
		for _, id := range before {
			_, _ = s.desk.Close(ctx, ada, id) // a merged one stays as it is
		}
		q, err := s.desk.CreateQuestion(ctx, s.Access("cleo"), qa.NewQuestion{Title: "When is the launch?", Space: s.SpaceID("secret")})
		s.Must(err)
		a, err := s.desk.AddAnswer(ctx, ada, q.ID, qa.NewAnswer{Markdown: "In spring.", Links: []qa.NewLink{{Page: page}}})
		s.Must(err)
		w, err := s.desk.AddWording(ctx, ada, q.ID, "launch date")
		s.Must(err)
		other, err := s.desk.CreateQuestion(ctx, ada, qa.NewQuestion{Title: "Which month is the launch?", Space: s.SpaceID("secret")})
		s.Must(err)
		ask, _, err := s.desk.Ask(ctx, s.Access("cleo"), "when do we launch", 0)
		s.Must(err)
		before = []qa.QuestionID{q.ID, other.ID}
		return wikitest.Things{"q": q.ID, "a": a, "w": w.ID, "other": other.ID, "ask": ask, "page": page}
	}
}

// TestEveryRouteHasARow compares the table with what this package registers.
func TestEveryRouteHasARow(t *testing.T) {
	s := newSite(t)
	s.EveryRouteHasARow(rightsTable, func(bare *httpd.Server) { qahttp.Register(bare, s.deps) })
}

// TestNothingLeaks: a question of the team that rests on a private section too, one that rests on
// nothing else, a private question, and a page that answers, as somebody sees them who may not read
// the private space. What is private says “tangerine”; the reader asks for the words beside it.
func TestNothingLeaks(t *testing.T) {
	s := newSite(t)
	page := s.Page("handbook", "Travel", travel)
	hidden := s.Page("secret", "Tangerine", "# Tangerine\n\n## Tangerine cars\n\nThe tangerine rental cars of Zanzibar are insured by the moon base.\n")
	ctx, ada := t.Context(), s.Access("ada")
	q, err := s.desk.CreateQuestion(ctx, ada, qa.NewQuestion{Title: "Are rental cars insured?", Space: s.SpaceID("handbook")})
	s.Must(err)
	a, err := s.desk.AddAnswer(ctx, ada, q.ID, qa.NewAnswer{Links: []qa.NewLink{{Page: hidden.ID, Anchor: "tangerine-cars"}, {Page: page.ID, Anchor: "rental-cars"}}})
	s.Must(err)
	s.Must(s.desk.Accept(ctx, ada, q.ID, a))
	only := s.known("ada", "handbook", "Who insures rental cars abroad?", hidden.ID, "tangerine-cars")
	s.known("ada", "secret", "Does the moon base insure tangerine rental cars?", hidden.ID, "tangerine-cars")
	s.rewrite(hidden, "# Tangerine\n\n## Tangerine cars\n\nThe tangerine rental cars of Zanzibar are no longer insured by the moon base.\n")
	s.catchUp()
	private := []string{"angerine", fmt.Sprintf("/p/%d", hidden.ID), fmt.Sprintf(`"page_id":%d,`, hidden.ID), "The secret"}
	for _, c := range []struct{ as, url string }{
		{"bob", "/"},
		{"bob", "/questions?state=open"},
		{"bob", "/questions?state=answered"},
		{"bob", "/questions?state=changed"},
		{"bob", "/tasks"},
		{"bob", q.URL()},
		{"bob", only.URL()},
		{"bob", "/q/1/answer?find=zanzibar"},
		{"bob", "/q/1/merge?find=moon+base"},
		{"bob", "/q/1/merge?find=3"},
		{"bob", "/ask?q=are+the+rental+cars+of+zanzibar+insured+by+the+moon"},
		{"bob", "/ask?q=moon+base"},
		{"bob", fmt.Sprintf("/p/%d", page.ID)},
		{"bob", "/questions/new?title=moon+base+zanzibar"},
		{"token bob", "/api/v1/questions"},
		{"token bob", "/api/v1/questions/1"},
		{"token bob", "/api/v1/questions/2"},
		{"bob", fmt.Sprintf("/q/1/answer?page_id=%d&anchor=tangerine-cars", hidden.ID)},
	} {
		rec := s.Do(wikitest.Request{URL: c.url, As: c.as})
		if rec.Code != http.StatusOK {
			t.Errorf("%s: %d", c.url, rec.Code)
		}
		body := strings.ReplaceAll(rec.Body.String(), "tangerine-cars", "") // the anchor that was typed
		for _, word := range private {
			if i := strings.Index(body, word); i >= 0 {
				t.Errorf("%s tells %q: …%.200s", c.url, word, body[max(0, i-80):])
			}
		}
	}
	s.Check(wikitest.Check{Name: "open for Bob", Request: wikitest.Request{URL: only.URL(), As: "bob"}, Status: 200, Has: []string{"Nobody has answered yet"}})
	s.Check(wikitest.Check{Name: "answered for Ed", Request: wikitest.Request{URL: only.URL(), As: "ed"}, Status: 200, Has: []string{"Zanzibar"}})
	for _, o := range s.ask("bob", "are the rental cars of zanzibar insured by the moon base").Answers {
		if text := fmt.Sprint(o.URL, o.Passage, o.Page, o.Section, o.Question); strings.Contains(text, "angerine") {
			t.Errorf("offered to Bob: %s", text)
		}
	}
	if got := s.Call("bob", "GET", "/questions/1", "", 200)["answers"].([]any)[0].(map[string]any)["links"].([]any); len(got) != 1 {
		t.Errorf("links shown to Bob: %v", got)
	}
	if n, err := s.board.Count(ctx, s.Access("bob")); n != 0 || err != nil {
		t.Errorf("Bob has %d tasks, %v", n, err)
	}
}
