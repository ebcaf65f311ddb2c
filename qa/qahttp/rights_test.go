package qahttp_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/qa/qahttp"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/httpd"
)

// readers are the columns of the rights table, in its order: nobody; a member without the private
// space “secret”; one who may read it; one who may read it and asked the question; one who may edit
// it; an administrator; and the tokens of the editor that may only read, and write.
var readers = [...]string{"", "bob", "rita", "cleo", "ed", "ada", "token ed reads", "token ed writes"}

// right is a row: what each reader is answered. 0 repeats the column before.
type right struct {
	route string // "GET /q/:id"
	url   string // {q} a question that {a} answers, {other} another question, {w} its wording, {ask} cleo's ask, {page} the page
	body  string
	want  [len(readers)]int
}

// A visitor of a screen is sent to sign in; whoever may not read gets 404, whoever may not do it 403.
var rightsTable = []right{
	// Asking is for everybody who signed in; an ask is its asker's alone.
	{"GET /ask", "/ask?q=launch", "", [8]int{303, 200}},
	{"POST /ask", "", "q=launch", [8]int{401, 303}},
	{"GET /asks/:id", "/asks/{ask}", "", [8]int{303, 404, 404, 200, 404}},
	{"POST /asks/:id/feedback", "/asks/{ask}/feedback", "answer=none", [8]int{401, 404, 404, 303, 404}},
	{"POST /asks/:id/team", "/asks/{ask}/team", "title=Launch&space=secret", [8]int{401, 404, 404, 303, 404, 404, 403, 404}},
	{"GET /tasks", "", "", [8]int{303, 200}},

	// Screens of questions. There is a public space, so a visitor has a list.
	{"GET /questions", "", "", [8]int{200}},
	{"GET /questions/new", "", "", [8]int{303, 200}},
	{"POST /questions/new", "", "title=Launch&space=secret", [8]int{401, 404, 303, 303, 303, 303, 403, 303}},
	{"GET /q/:id", "/q/{q}", "", [8]int{303, 404, 200}},
	{"GET /q/:id/:slug", "/q/{q}/when-is-the-launch", "", [8]int{303, 404, 200}},
	{"GET /q/:id/edit", "/q/{q}/edit", "", [8]int{303, 404, 403, 200, 200, 200, 403, 200}},
	{"POST /q/:id/edit", "/q/{q}/edit", "title=When+is+the+launch&body=x&space=secret", [8]int{401, 404, 403, 303, 303, 303, 403, 303}},
	{"POST /q/:id/close", "/q/{q}/close", "", [8]int{401, 404, 403, 303, 303, 303, 403, 303}},
	{"POST /q/:id/reopen", "/q/{q}/reopen", "", [8]int{401, 404, 403, 303, 303, 303, 403, 303}},
	{"GET /q/:id/merge", "/q/{q}/merge", "", [8]int{303, 404, 403, 200, 200, 200, 403, 200}},
	{"POST /q/:id/merge", "/q/{q}/merge", "of={other}", [8]int{401, 404, 403, 303, 303, 303, 403, 303}},
	{"POST /q/:id/unmerge", "/q/{q}/unmerge", "", [8]int{401, 404, 403, 409, 409, 409, 403, 409}},
	{"POST /q/:id/wordings", "/q/{q}/wordings", "text=another+way", [8]int{401, 404, 403, 403, 303, 303, 403, 303}},
	{"POST /q/:id/wordings/:wid/delete", "/q/{q}/wordings/{w}/delete", "", [8]int{401, 404, 403, 303, 303, 303, 403, 303}},
	{"GET /q/:id/answer", "/q/{q}/answer", "", [8]int{303, 404, 403, 403, 200, 200, 403, 200}},
	{"POST /q/:id/answer", "/q/{q}/answer", "markdown=May&action=save", [8]int{401, 404, 403, 403, 303, 303, 403, 303}},
	{"GET /q/:id/answers/:aid/edit", "/q/{q}/answers/{a}/edit", "", [8]int{303, 404, 403, 200, 200, 200, 403, 200}},
	{"POST /q/:id/answers/:aid/edit", "/q/{q}/answers/{a}/edit", "markdown=May&action=save", [8]int{401, 404, 403, 303, 303, 303, 403, 303}},
	{"POST /q/:id/answers/:aid/accept", "/q/{q}/answers/{a}/accept", "", [8]int{401, 404, 403, 303, 303, 303, 403, 303}},
	{"POST /q/:id/answers/:aid/retract", "/q/{q}/answers/{a}/retract", "", [8]int{401, 404, 403, 303, 303, 303, 403, 303}},
	{"POST /q/:id/answers/:aid/confirm", "/q/{q}/answers/{a}/confirm", "", [8]int{401, 404, 403, 303, 303, 303, 403, 303}},

	// The API.
	{"POST /api/v1/ask", "", `{"question":"launch"}`, [8]int{401, 200}},
	{"POST /api/v1/asks/:id/feedback", "/api/v1/asks/{ask}/feedback", `{"answered":false}`, [8]int{401, 404, 404, 200, 404}},
	{"DELETE /api/v1/asks/:id/feedback", "/api/v1/asks/{ask}/feedback", "", [8]int{401, 404, 404, 204, 404}},
	{"GET /api/v1/questions", "/api/v1/questions?space=secret", "", [8]int{401, 404, 200}},
	{"POST /api/v1/questions", "", `{"title":"Launch","space":"secret"}`, [8]int{401, 404, 201, 201, 201, 201, 403, 201}},
	{"GET /api/v1/questions/:id", "/api/v1/questions/{q}", "", [8]int{401, 404, 200}},
	{"PATCH /api/v1/questions/:id", "/api/v1/questions/{q}", `{"body":"y"}`, [8]int{401, 404, 403, 200, 200, 200, 403, 200}},
	{"POST /api/v1/questions/:id/answers", "/api/v1/questions/{q}/answers", `{"links":[{"page_id":{page},"anchor":""}]}`, [8]int{401, 404, 403, 403, 201, 201, 403, 201}},
	{"PATCH /api/v1/questions/:id/answers/:aid", "/api/v1/questions/{q}/answers/{a}", `{"markdown":"May"}`, [8]int{401, 404, 403, 200, 200, 200, 403, 200}},
	{"DELETE /api/v1/questions/:id/answers/:aid", "/api/v1/questions/{q}/answers/{a}", "", [8]int{401, 404, 403, 204, 204, 204, 403, 204}},
	{"POST /api/v1/questions/:id/accept", "/api/v1/questions/{q}/accept", `{"answer_id":{a}}`, [8]int{401, 404, 403, 200, 200, 200, 403, 200}},
	{"POST /api/v1/questions/:id/duplicate", "/api/v1/questions/{q}/duplicate", `{"of":{other}}`, [8]int{401, 404, 403, 200, 200, 200, 403, 200}},
	{"DELETE /api/v1/questions/:id/duplicate", "/api/v1/questions/{q}/duplicate", "", [8]int{401, 404, 403, 409, 409, 409, 403, 409}},
	{"POST /api/v1/eval", "", `{}`, [8]int{401, 403, 403, 403, 403, 200, 403, 403}},
}

func TestRights(t *testing.T) {
	s := newSite(t)
	s.must(s.wiki.SetGrant(t.Context(), s.actor("ada"), "secret", s.people["cleo"].ID, wiki.Reader))
	page := s.page("secret", "Plans", "The plan is to launch in May.\n")
	s.catchUp()
	for _, row := range rightsTable {
		method, pattern, _ := strings.Cut(row.route, " ")
		if row.url == "" {
			row.url = pattern
		}
		want := 0
		fill, clean := s.launch(page.ID)
		for i, as := range readers {
			if row.want[i] != 0 {
				want = row.want[i]
			}
			if i > 0 && method != http.MethodGet { // the request before may have changed the question
				clean()
				fill, clean = s.launch(page.ID)
			}
			q := request{method: method, url: fill.Replace(row.url), as: as, body: fill.Replace(row.body)}
			rec := s.do(q)
			if rec.Code != want {
				t.Errorf("%s as %q: %d, want %d: %.300s", row.route, as, rec.Code, want, rec.Body)
			}
			leaksNothing(t, row.route, q, rec.Body.String()+rec.Header().Get("Location"))
		}
		clean()
	}
}

// launch makes a question that Cleo asked in the private space and that an editor answered, another
// one, and an ask of hers; clean takes them out of the way.
func (s *site) launch(page wiki.PageID) (fill *strings.Replacer, clean func()) {
	s.t.Helper()
	ctx, ada := s.t.Context(), s.access("ada")
	q, err := s.desk.CreateQuestion(ctx, s.access("cleo"), qa.NewQuestion{Title: "When is the launch?", Space: s.spaceID("secret")})
	s.must(err)
	a, err := s.desk.AddAnswer(ctx, ada, q.ID, qa.NewAnswer{Markdown: "In spring.", Links: []qa.NewLink{{Page: page}}})
	s.must(err)
	w, err := s.desk.AddWording(ctx, ada, q.ID, "launch date")
	s.must(err)
	other, err := s.desk.CreateQuestion(ctx, ada, qa.NewQuestion{Title: "Which month is the launch?", Space: s.spaceID("secret")})
	s.must(err)
	ask, _, err := s.desk.Ask(ctx, s.access("cleo"), "when do we launch", 0)
	s.must(err)
	fill = strings.NewReplacer("{q}", fmt.Sprint(q.ID), "{a}", fmt.Sprint(a), "{w}", fmt.Sprint(w.ID), "{other}", fmt.Sprint(other.ID), "{ask}", fmt.Sprint(ask), "{page}", fmt.Sprint(page))
	return fill, func() {
		for _, id := range []qa.QuestionID{q.ID, other.ID} {
			_, _ = s.desk.Close(ctx, ada, id) // a merged one stays as it is
		}
	}
}

// leaksNothing looks for what only readers of the private space may know.
func leaksNothing(t *testing.T, route string, q request, body string) {
	t.Helper()
	if q.as != "" && q.as != "bob" {
		return
	}
	for _, secret := range []string{"The secret", "The plan is", "Plans", "/s/secret", "is the launch", "when-is", "launch date", "In spring"} {
		if strings.Contains(body, secret) && !strings.Contains(q.url+q.body, secret) {
			t.Errorf("%s tells %q about %q", route, q.as, secret)
		}
	}
}

// TestEveryRouteHasARow compares the table with what this package registers.
func TestEveryRouteHasARow(t *testing.T) {
	s := newSite(t)
	look, err := theme()
	s.must(err)
	bare := httpd.New(httpd.Options{Wiki: s.wiki, Accounts: s.accounts, Sessions: s.accounts.Sessions(), Theme: look})
	ground := routesOf(bare)
	qahttp.Register(bare, s.deps)
	rows := map[string]bool{}
	for _, row := range rightsTable {
		rows[row.route] = true
	}
	found := 0
	for _, name := range routesOf(bare) {
		if slices.Contains(ground, name) {
			continue
		}
		found++
		if !rows[name] {
			t.Errorf("%s has no row in the rights table", name)
		}
	}
	if found != len(rightsTable) {
		t.Errorf("%d routes are registered and %d stand in the rights table", found, len(rightsTable))
	}
}

func routesOf(server *httpd.Server) []string {
	var names []string
	for _, r := range server.Routes() {
		if r.Method != http.MethodHead { // registered beside every GET, with the same needs
			names = append(names, r.Method+" "+r.Path)
		}
	}
	return names
}

// TestNothingLeaks: a question of the team that rests on a private section too, one that rests on
// nothing else, a private question, and a page that answers, as somebody sees them who may not read
// the private space. What is private says “tangerine”; the reader asks for the words beside it.
func TestNothingLeaks(t *testing.T) {
	s := newSite(t)
	page := s.page("handbook", "Travel", travel)
	hidden := s.page("secret", "Tangerine", "# Tangerine\n\n## Tangerine cars\n\nThe tangerine rental cars of Zanzibar are insured by the moon base.\n")
	ctx, ada := t.Context(), s.access("ada")
	q, err := s.desk.CreateQuestion(ctx, ada, qa.NewQuestion{Title: "Are rental cars insured?", Space: s.spaceID("handbook")})
	s.must(err)
	a, err := s.desk.AddAnswer(ctx, ada, q.ID, qa.NewAnswer{Links: []qa.NewLink{{Page: hidden.ID, Anchor: "tangerine-cars"}, {Page: page.ID, Anchor: "rental-cars"}}})
	s.must(err)
	s.must(s.desk.Accept(ctx, ada, q.ID, a))
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
		rec := s.do(request{url: c.url, as: c.as})
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
	s.check(check{name: "open for Bob", request: request{url: only.URL(), as: "bob"}, status: 200, has: []string{"Nobody has answered yet"}})
	s.check(check{name: "answered for Ed", request: request{url: only.URL(), as: "ed"}, status: 200, has: []string{"Zanzibar"}})
	for _, o := range s.ask("bob", "are the rental cars of zanzibar insured by the moon base").Answers {
		if text := fmt.Sprint(o.URL, o.Passage, o.Page, o.Section, o.Question); strings.Contains(text, "angerine") {
			t.Errorf("offered to Bob: %s", text)
		}
	}
	if got := s.call("bob", "GET", "/questions/1", "", 200)["answers"].([]any)[0].(map[string]any)["links"].([]any); len(got) != 1 {
		t.Errorf("links shown to Bob: %v", got)
	}
	_, tasks, err := qahttp.Counts(s.desk)(ctx, s.access("bob"))
	s.must(err)
	if tasks != 0 {
		t.Errorf("Bob has %d tasks", tasks)
	}
}
