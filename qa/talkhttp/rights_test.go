package talkhttp_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/qa/talk"
	"github.com/docent-wiki/docent/qa/talkhttp"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/httpd"
	"github.com/docent-wiki/docent/wiki/watch"
	"github.com/docent-wiki/docent/wiki/wikitest"
)

func (s *site) nouns(ctx context.Context, access wiki.Access, ids []int64) (map[int64]watch.Noun, error) {
	known := map[int64]watch.Noun{}
	for _, id := range ids {
		if q, err := s.store.Question(ctx, qa.Of(access), qa.QuestionID(id)); err == nil {
			known[id] = watch.Noun{Title: q.Title, URL: q.URL()}
		}
	}
	return known, nil
}

func (s *site) comment(ctx context.Context, q qa.QuestionID, id talk.CommentID) (string, error) {
	c, _, err := s.talk.One(ctx, s.Access("ada"), q, id)
	return c.Markdown, err
}

func (f follows) Following(ctx context.Context, access wiki.Access, id qa.QuestionID) (bool, error) {
	w, err := f.Of(ctx, access.As.Person, watch.OnQuestion(int64(id)))
	return w.Level >= watch.Important, err
}

func (f follows) Follow(ctx context.Context, access wiki.Access, id qa.QuestionID, on bool) error {
	level := watch.Nothing
	if on {
		level = watch.Everything
	}
	return f.Set(ctx, access, watch.OnQuestion(int64(id)), level)
}

// readers are the columns: nobody; a member without the private space; one who may read it; one who asked the
// question there; one who may edit it; an administrator; and the editor's tokens that only read, and write.
var readers = [...]string{"", "bob", "rita", "cleo", "ed", "ada", "token ed reads", "token ed writes"}

type right struct {
	route string
	url   string // {q} the question, {a} an answer of ada's, {c} a comment of ed's on it
	body  string
	want  [len(readers)]int // 0 repeats the column before
}

var rightsTable = []right{
	{"POST /q/:id/comments", "/q/{q}/comments", "markdown=hm&answer={a}", [8]int{401, 404, 403, 303, 303, 303, 403, 303}},
	{"GET /q/:id/comments/:cid/edit", "/q/{q}/comments/{c}/edit", "", [8]int{303, 404, 403, 403, 200, 403, 403, 200}},
	{"POST /q/:id/comments/:cid/edit", "/q/{q}/comments/{c}/edit", "markdown=other", [8]int{401, 404, 403, 403, 303, 403, 403, 303}},
	{"POST /q/:id/comments/:cid/delete", "/q/{q}/comments/{c}/delete", "", [8]int{401, 404, 403, 403, 303, 303, 403, 303}},
	{"POST /q/:id/react", "/q/{q}/react", "kind=agree&comment={c}", [8]int{401, 404, 303, 303, 303, 303, 403, 303}},
	{"POST /q/:id/follow", "/q/{q}/follow", "on=1", [8]int{401, 404, 303, 303, 303, 303, 403, 303}},
	{"POST /q/:id/answers/:aid/thank", "/q/{q}/answers/{a}/thank", "on=1", [8]int{401, 404, 303, 303, 303, 422, 403, 303}},
	{"POST /q/:id/answers/:aid/refuse", "/q/{q}/answers/{a}/refuse", "reason=no", [8]int{401, 404, 303, 303, 303, 303, 403, 303}},

	{"GET /api/v1/questions/:id/comments", "/api/v1/questions/{q}/comments", "", [8]int{401, 404, 200}},
	{"POST /api/v1/questions/:id/comments", "/api/v1/questions/{q}/comments", `{"markdown":"hm"}`, [8]int{401, 404, 403, 201, 201, 201, 403, 201}},
	{"PATCH /api/v1/questions/:id/comments/:cid", "/api/v1/questions/{q}/comments/{c}", `{"markdown":"other"}`, [8]int{401, 404, 403, 403, 200, 403, 403, 200}},
	{"DELETE /api/v1/questions/:id/comments/:cid", "/api/v1/questions/{q}/comments/{c}", "", [8]int{401, 404, 403, 403, 204, 204, 403, 204}},
	{"PUT /api/v1/questions/:id/reactions/:kind", "/api/v1/questions/{q}/reactions/agree", "", [8]int{401, 404, 204, 204, 204, 204, 403, 204}},
	{"DELETE /api/v1/questions/:id/reactions/:kind", "/api/v1/questions/{q}/reactions/agree", "", [8]int{401, 404, 204, 204, 204, 204, 403, 204}},
	{"PUT /api/v1/questions/:id/answers/:aid/thanks", "/api/v1/questions/{q}/answers/{a}/thanks", "", [8]int{401, 404, 204, 204, 204, 422, 403, 204}},
	{"DELETE /api/v1/questions/:id/answers/:aid/thanks", "/api/v1/questions/{q}/answers/{a}/thanks", "", [8]int{401, 404, 204, 204, 204, 422, 403, 204}},
	{"GET /api/v1/thanks", "", "", [8]int{401, 200}},
	{"PUT /api/v1/questions/:id/answers/:aid/not-helpful", "/api/v1/questions/{q}/answers/{a}/not-helpful", `{"reason":"no"}`, [8]int{401, 404, 200, 200, 200, 200, 403, 200}},
	{"DELETE /api/v1/questions/:id/answers/:aid/not-helpful", "/api/v1/questions/{q}/answers/{a}/not-helpful", "", [8]int{401, 404, 204, 204, 204, 204, 403, 204}},

	{"GET /api/v1/drafts", "", "", [8]int{401, 200}},
	{"GET /api/v1/drafts/:about", "/api/v1/drafts/question", "", [8]int{401, 404}},
	{"PUT /api/v1/drafts/:about", "/api/v1/drafts/answer-1", `{"fields":{"markdown":["x"]}}`, [8]int{401, 200, 200, 200, 200, 200, 403, 200}},
	{"DELETE /api/v1/drafts/:about", "/api/v1/drafts/answer-1", "", [8]int{401, 204, 204, 204, 204, 204, 403, 204}},
}

func TestRights(t *testing.T) {
	s := newSite(t)
	s.Must(s.Wiki.SetGrant(t.Context(), s.Actor("ada"), "secret", s.People["cleo"].ID, wiki.Reader))
	for _, row := range rightsTable {
		method, pattern, _ := strings.Cut(row.route, " ")
		if row.url == "" {
			row.url = pattern
		}
		want := 0
		for i, as := range readers {
			if row.want[i] != 0 {
				want = row.want[i]
			}
			fill := s.launch()
			q := wikitest.Request{Method: method, URL: fill.Replace(row.url), As: as, Body: fill.Replace(row.body)}
			rec := s.Do(q)
			if rec.Code != want {
				t.Errorf("%s as %q: %d, want %d: %.300s", row.route, as, rec.Code, want, rec.Body)
			}
			if told := rec.Body.String(); as == "" || as == "bob" {
				for _, secret := range []string{"the launch", "In spring", "at night", "The secret"} {
					if strings.Contains(told, secret) {
						t.Errorf("%s tells %q about %q", row.route, as, secret)
					}
				}
			}
		}
	}
}

// launch makes a question that Cleo asked in the private space, with an answer and a comment on it.
func (s *site) launch() *strings.Replacer {
	s.T.Helper()
	ctx := s.T.Context()
	q, err := s.desk.CreateQuestion(ctx, s.Access("cleo"), qa.NewQuestion{Title: "When is the launch?", Space: s.SpaceID("secret")})
	s.Must(err)
	a, err := s.desk.AddAnswer(ctx, s.Access("ada"), q.ID, qa.NewAnswer{Markdown: "In spring."})
	s.Must(err)
	c, err := s.talk.Comment(ctx, s.Access("ed"), q.ID, a, "at night?")
	s.Must(err)
	return strings.NewReplacer("{q}", fmt.Sprint(q.ID), "{a}", fmt.Sprint(a), "{c}", fmt.Sprint(c.ID))
}

func TestEveryRouteHasARow(t *testing.T) {
	s := newSite(t)
	bare := s.NewServer(httpd.Options{})
	ground := wikitest.Routes(bare)
	talkhttp.Register(bare, s.deps)
	var rows []string
	for _, row := range rightsTable {
		rows = append(rows, row.route)
	}
	wikitest.EveryRouteHasARow(t, ground, wikitest.Routes(bare), rows)
}
