// Package qahttp puts questions and answers on the server: the screens, the calls of the API, and
// what is shown of them beside pages and on the home screen. JSON and HTML go through the same use
// cases of qa.Desk, which decide what a reader may see and do.
package qahttp

import (
	"strings"
	"time"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/qa/compose"
	"github.com/docent-wiki/docent/qa/draft"
	"github.com/docent-wiki/docent/qa/eval"
	"github.com/docent-wiki/docent/qa/likeness"
	"github.com/docent-wiki/docent/qa/routing"
	"github.com/docent-wiki/docent/qa/talk"
	"github.com/docent-wiki/docent/search"
	"github.com/docent-wiki/docent/themes"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/httpd"
)

// Deps is what the screens work with. Desk, Wiki, Finder, Talk and Drafts are needed; with Store and Pages there is
// a call that evaluates, too.
type Deps struct {
	Desk   *qa.Desk
	Wiki   *wiki.Wiki
	Finder *search.Finder
	Store  qa.Store
	Pages  eval.Pages

	Talk    *talk.Talk
	Drafts  *draft.Drafts
	Follows Follows // nil: questions cannot be followed

	Composer *compose.Composer // nil: no answers in sentences
	Reviews  *likeness.Desk    // nil: no suggestions of duplicates
	Routing  *routing.Router   // nil: nobody is told who is asked
}

type screens struct {
	Deps
}

// formBody is for forms with a long text: a form escapes most bytes that are not letters as three.
const formBody = 2 << 20

const (
	uploadTime = 15 * time.Minute // 100 MB at 1 Mbit/s
	fileBody   = wiki.MaxFile + formBody
)

// Register puts the screens and calls on a server.
func Register(server *httpd.Server, d Deps) {
	s := &screens{Deps: d}
	s.registerAsking(server)
	s.registerQuestions(server)
	s.registerAnswers(server)
	s.registerAPI(server)
	s.registerComposed(server)
	s.registerRouted(server)
	s.registerLooking(server)
	s.registerPicking(server)
}

func (s *screens) registerAsking(server *httpd.Server) {
	asks := httpd.In(httpd.Asks)
	reads := httpd.Scope(wiki.ScopeRead) // a read token may ask and give feedback
	server.GET("/ask", s.ask, httpd.Visitors, asks)
	server.POST("/ask", s.askNow, reads, asks)
	server.GET("/asks/:id", s.asked)
	server.POST("/asks/:id/feedback", onAsk(s.say), reads)
	server.POST("/asks/:id/team", onAsk(s.handOver), httpd.MaxBody(formBody))
}

func (s *screens) registerQuestions(server *httpd.Server) {
	large := httpd.MaxBody(formBody)
	server.GET("/questions", s.questions, httpd.Visitors)
	server.GET("/questions/new", s.newQuestion)
	server.POST("/questions/new", s.newQuestionNow, large)
	server.GET("/q/:id", s.question, httpd.Visitors)
	server.GET("/q/:id/:slug", s.question, httpd.Visitors)
	server.GET("/q/:id/edit", s.edit)
	server.POST("/q/:id/edit", s.editNow, large)
	server.GET("/q/:id/merge", s.merge)
	server.POST("/q/:id/merge", s.mergeNow)
	s.registerActs(server)
}

func (s *screens) registerAnswers(server *httpd.Server) {
	large, slow := httpd.MaxBody(fileBody), httpd.Within(uploadTime)
	server.GET("/q/:id/answer", s.answer)
	server.POST("/q/:id/answer", s.answerNow, large, slow)
	server.GET("/q/:id/answers/:aid/edit", s.editAnswer)
	server.POST("/q/:id/answers/:aid/edit", s.editAnswerNow, large, slow)
	server.POST("/q/:id/files", s.upload, large, slow)
}

// spaceNamed gives the number of a readable space by its slug; 0 for "".
func spaceNamed(access wiki.Access, slug string) (wiki.SpaceID, error) {
	if slug == "" {
		return 0, nil
	}
	space, found := access.Slug(slug)
	if !found {
		return 0, content.Errorf(content.NotFound, "There is no space “%s”, or you may not see it.", content.Excerpt(slug, 80)).On("space")
	}
	return space.ID, nil
}

func slugOf(access wiki.Access, id wiki.SpaceID) string {
	space, _ := access.Space(id)
	return space.Slug
}

// spaceOptions are the spaces to choose from, after a first choice with the empty value.
func spaceOptions(access wiki.Access, first, chosen string) []themes.Option {
	list := []themes.Option{{Text: first, Selected: chosen == ""}}
	for _, space := range access.Spaces() {
		list = append(list, themes.Option{Value: space.Slug, Text: space.Name, Selected: space.Slug == chosen})
	}
	return list
}

// typed gives a field of many lines as it was typed: browsers send CR LF.
func typed(r *httpd.Request, name string) string {
	return strings.ReplaceAll(r.Field(name), "\r\n", "\n")
}

func problem(e *content.Error) themes.Problem { return themes.Problem{Text: e.Text, Field: e.Field} }

// mendable gives an error that the one who filled in a form can do something about. Others go to the
// error screen, which keeps the text, too.
func mendable(err error) *content.Error {
	known := httpd.Known(err)
	if known == nil || known.Kind == content.NotFound || known.Kind == content.Sign || known.Kind == content.Forbidden {
		return nil
	}
	return known
}

// clock writes moments for one reader.
type clock struct {
	as  wiki.Actor
	now time.Time
}

func clockOf(r *httpd.Request) clock { return clock{as: r.As, now: r.Now()} }

func (c clock) when(t time.Time) themes.Time {
	return themes.When(t, c.now, c.as.In(), c.as.Language)
}

func (c clock) verified(until time.Time) themes.Verified {
	switch {
	case until.IsZero():
		return themes.Verified{}
	case until.After(c.now):
		return themes.Verified{State: "good", Until: themes.On(until, c.now, c.as.In(), c.as.Language)}
	}
	return themes.Verified{State: "expired", Until: themes.On(until, c.now, c.as.In(), c.as.Language)}
}
