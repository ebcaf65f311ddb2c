package qahttp

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/themes"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/httpd"
)

func (s *screens) registerLooking(server *httpd.Server) {
	server.GET("/urgent", s.urgent)
	httpd.Register(server, httpd.Operation{
		Method: http.MethodGet, Path: "/questions/similar", ID: "similar-questions", Tag: "Questions", Summary: "Questions that ask about the same",
		Text: "While somebody types one: the answered ones first, best first, at most five.",
	}, s.similarCall)
}

// similar are the questions that ask about the same, answered ones first, each with what answers it.
func (s *screens) similar(ctx context.Context, access wiki.Access, title string) ([]themes.SimilarQuestion, error) {
	found, err := s.Desk.Similar(ctx, access, title, 2*alikeShown)
	if err != nil {
		return nil, err
	}
	answers, err := s.Desk.Answers(ctx, access, found)
	if err != nil {
		return nil, err
	}
	var solved, open []themes.SimilarQuestion
	for _, q := range found {
		row := themes.SimilarQuestion{Title: q.Title, URL: q.URL(), State: string(qa.Open)}
		a, answered := answers[q.ID]
		switch {
		case q.State == qa.Answered && answered && !a.Empty():
			row.State, row.Excerpt = string(qa.Answered), content.Excerpt(inWords(a), sectionTeaser)
			solved = append(solved, row)
		case q.State == qa.Open || q.State == qa.Answered:
			open = append(open, row)
		}
	}
	all := append(solved, open...)
	return all[:min(len(all), alikeShown)], nil
}

// inWords is what an answer says, in a line or two: what was written, else what was quoted.
func inWords(a qa.Answer) string {
	if a.Plain != "" {
		return a.Plain
	}
	for _, l := range a.Links {
		if l.Quote != "" {
			return l.Quote
		}
	}
	return ""
}

type (
	similarInput struct {
		Q string `query:"q" maxLength:"2000" doc:"The question so far"`
	}
	similarOutput struct {
		Body struct {
			Items []SimilarFacts `json:"items"`
		}
	}
)

// SimilarFacts is a question that asks about the same.
type SimilarFacts struct {
	Title   string `json:"title"`
	URL     string `json:"url"`
	State   string `json:"state" enum:"open,answered"`
	Excerpt string `json:"excerpt,omitempty" doc:"Of its answer"`
}

func (s *screens) similarCall(ctx context.Context, _ wiki.Actor, in *similarInput) (*similarOutput, error) {
	access, err := httpd.AccessOf(ctx)
	if err != nil {
		return nil, err
	}
	out := &similarOutput{}
	out.Body.Items = []SimilarFacts{}
	if strings.TrimSpace(in.Q) == "" {
		return out, nil
	}
	found, err := s.similar(ctx, access, in.Q)
	for _, q := range found {
		out.Body.Items = append(out.Body.Items, SimilarFacts(q))
	}
	return out, err
}

// urgent shows whom to call. Nobody is asked through Docent here: who has to be reached at once is not
// reached by a question that waits.
func (s *screens) urgent(r *httpd.Request) error {
	access, err := r.Access()
	if err != nil {
		return err
	}
	id, err := spaceNamed(access, r.Query("space"))
	if err != nil {
		return err
	}
	q := content.Excerpt(strings.TrimSpace(r.Query("q")), 300)
	view := themes.Urgent{Q: q, Slug: r.Query("space"), Back: "/questions/new?" + filled(url.Values{"title": {q}, "space": {r.Query("space")}}).Encode()}
	if q != "" || id != 0 {
		reply, err := s.Desk.Expected(r.Context(), access, q, id, qa.Choice{})
		if known := httpd.Known(err); err != nil && known == nil {
			return err
		}
		if err == nil {
			view.Call, view.Who, view.Area = reply.Emergency, reply.Who, reply.Why
		}
	}
	if space, found := access.Space(id); found {
		view.Space = space.Name
	}
	if view.Frame, err = r.Frame(httpd.Here{Title: "It is urgent", Nav: themes.NavQuestions}); err != nil {
		return err
	}
	return r.Draw(view)
}
