package talkhttp_test

import (
	"context"
	"fmt"
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
var readers = []string{"", "bob", "rita", "cleo", "ed", "ada", "token ed reads", "token ed writes"}

// rightsTable: {q} is the question, {a} an answer of Ada's, {c} a comment of Ed's on it.
var rightsTable = []wikitest.Right{
	wikitest.Row("POST /q/:id/comments", "/q/{q}/comments", "markdown=hm&answer={a}", 401, 404, 403, 303, 303, 303, 403, 303),
	wikitest.Row("GET /q/:id/comments/:cid/edit", "/q/{q}/comments/{c}/edit", "", 303, 404, 403, 403, 200, 403, 403, 200),
	wikitest.Row("POST /q/:id/comments/:cid/edit", "/q/{q}/comments/{c}/edit", "markdown=other", 401, 404, 403, 403, 303, 403, 403, 303),
	wikitest.Row("POST /q/:id/comments/:cid/delete", "/q/{q}/comments/{c}/delete", "", 401, 404, 403, 403, 303, 303, 403, 303),
	wikitest.Row("POST /q/:id/react", "/q/{q}/react", "kind=agree&comment={c}", 401, 404, 303, 303, 303, 303, 403, 303),
	wikitest.Row("POST /q/:id/follow", "/q/{q}/follow", "on=1", 401, 404, 303, 303, 303, 303, 403, 303),
	wikitest.Row("POST /q/:id/answers/:aid/thank", "/q/{q}/answers/{a}/thank", "on=1", 401, 404, 303, 303, 303, 422, 403, 303),
	wikitest.Row("POST /q/:id/answers/:aid/refuse", "/q/{q}/answers/{a}/refuse", "reason=no", 401, 404, 303, 303, 303, 303, 403, 303),

	wikitest.Row("GET /api/v1/questions/:id/comments", "/api/v1/questions/{q}/comments", "", 401, 404, 200),
	wikitest.Row("POST /api/v1/questions/:id/comments", "/api/v1/questions/{q}/comments", `{"markdown":"hm"}`, 401, 404, 403, 201, 201, 201, 403, 201),
	wikitest.Row("PATCH /api/v1/questions/:id/comments/:cid", "/api/v1/questions/{q}/comments/{c}", `{"markdown":"other"}`, 401, 404, 403, 403, 200, 403, 403, 200),
	wikitest.Row("DELETE /api/v1/questions/:id/comments/:cid", "/api/v1/questions/{q}/comments/{c}", "", 401, 404, 403, 403, 204, 204, 403, 204),
	wikitest.Row("PUT /api/v1/questions/:id/reactions/:kind", "/api/v1/questions/{q}/reactions/agree", "", 401, 404, 204, 204, 204, 204, 403, 204),
	wikitest.Row("DELETE /api/v1/questions/:id/reactions/:kind", "/api/v1/questions/{q}/reactions/agree", "", 401, 404, 204, 204, 204, 204, 403, 204),
	wikitest.Row("PUT /api/v1/questions/:id/answers/:aid/thanks", "/api/v1/questions/{q}/answers/{a}/thanks", "", 401, 404, 204, 204, 204, 422, 403, 204),
	wikitest.Row("DELETE /api/v1/questions/:id/answers/:aid/thanks", "/api/v1/questions/{q}/answers/{a}/thanks", "", 401, 404, 204, 204, 204, 422, 403, 204),
	wikitest.Row("GET /api/v1/thanks", "", "", 401, 200),
	wikitest.Row("PUT /api/v1/questions/:id/answers/:aid/not-helpful", "/api/v1/questions/{q}/answers/{a}/not-helpful", `{"reason":"no"}`, 401, 404, 200, 200, 200, 200, 403, 200),
	wikitest.Row("DELETE /api/v1/questions/:id/answers/:aid/not-helpful", "/api/v1/questions/{q}/answers/{a}/not-helpful", "", 401, 404, 204, 204, 204, 204, 403, 204),

	wikitest.Row("GET /api/v1/drafts", "", "", 401, 200),
	wikitest.Row("GET /api/v1/drafts/:about", "/api/v1/drafts/question", "", 401, 404),
	wikitest.Row("PUT /api/v1/drafts/:about", "/api/v1/drafts/answer-1", `{"fields":{"markdown":["x"]}}`, 401, 200, 200, 200, 200, 200, 403, 200),
	wikitest.Row("DELETE /api/v1/drafts/:about", "/api/v1/drafts/answer-1", "", 401, 204, 204, 204, 204, 204, 403, 204),
}

func TestRights(t *testing.T) {
	s := newSite(t)
	s.Must(s.Wiki.SetGrant(t.Context(), s.Actor("ada"), "secret", s.People["cleo"].ID, wiki.Reader))
	s.CheckRights(wikitest.Rights{Readers: readers, Rows: rightsTable, Things: s.launch, Secrets: []string{"the launch", "In spring", "at night", "The secret"}})
}

// launch makes a question that Cleo asked in the private space, with an answer and a comment on it. No two are
// called alike: of equal ones, all are learnt whenever one is asked.
func (s *site) launch() wikitest.Things {
	s.T.Helper()
	ctx := s.T.Context()
	s.launches++
	q, err := s.desk.CreateQuestion(ctx, s.Access("cleo"), qa.NewQuestion{Title: fmt.Sprintf("When is the launch no. %d?", s.launches), Space: s.SpaceID("secret")})
	s.Must(err)
	a, err := s.desk.AddAnswer(ctx, s.Access("ada"), q.ID, qa.NewAnswer{Markdown: "In spring."})
	s.Must(err)
	c, err := s.talk.Comment(ctx, s.Access("ed"), q.ID, a, "at night?")
	s.Must(err)
	return wikitest.Things{"q": q.ID, "a": a, "c": c.ID}
}

func TestEveryRouteHasARow(t *testing.T) {
	s := newSite(t)
	s.EveryRouteHasARow(rightsTable, func(bare *httpd.Server) { talkhttp.Register(bare, s.deps) })
}
