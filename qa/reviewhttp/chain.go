package reviewhttp

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/themes"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/httpd"
)

// origins say how a wording came to its question.
var origins = map[qa.Origin]string{
	qa.Asked: "As it was first asked", qa.Confirmed: "Learnt when it answered somebody", qa.Merged: "Came with a duplicate", qa.Written: "Written down",
}

func percent(score float64) string {
	if score == 0 {
		return ""
	}
	return fmt.Sprintf("%.0f %%", 100*score)
}

// chain shows how the answers of a question came about.
func (s *screens) chain(r *httpd.Request) error {
	access, err := r.Access()
	if err != nil {
		return err
	}
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	c, err := s.Desk.Chain(r.Context(), access, qa.QuestionID(id))
	if err != nil {
		return err
	}
	view := themes.ChainView{
		Question: themes.Link{Text: c.Question.Title, URL: c.Question.URL()}, State: string(c.Question.State),
		JSON: fmt.Sprintf("/api/v1/questions/%d/chain", id), Cut: c.Cut,
	}
	for _, h := range c.Steps {
		view.Steps = append(view.Steps, step(r, h))
	}
	for _, w := range c.Wordings {
		view.Wordings = append(view.Wordings, themes.ChainWording{
			Text: w.Text, Origin: origins[w.Origin], Score: percent(w.Score), Came: link(w.Came), Added: r.When(w.Added), Removed: r.When(w.Removed),
		})
	}
	if view.Frame, err = r.Frame(httpd.Here{Title: "How this came about", Nav: themes.NavQuestions}); err != nil {
		return err
	}
	return r.Draw(view)
}

func link(ref *qa.Ref) *themes.Link {
	if ref == nil {
		return nil
	}
	return &themes.Link{Text: ref.Title, URL: ref.URL()}
}

func step(r *httpd.Request, h qa.Happening) themes.ChainStep {
	view := themes.ChainStep{At: r.When(h.At), What: h.What, Who: h.Who, Place: h.Place, URL: h.URL, Text: h.Text, Other: link(h.Other), Score: percent(h.Score)}
	if h.Revision > 0 {
		view.Revision = fmt.Sprintf("revision %d", h.Revision)
	}
	if h.Through != "" {
		view.Through = "through " + h.Through
		if h.Through == "api" {
			view.Through = "through the API"
		}
	}
	switch h.Kind {
	case qa.QuestionCreated:
		if h.Score > 0 && h.Who != "" {
			view.What = "Asked, after Docent’s own best answer did not do"
		} else if h.Score > 0 {
			view.What = "Learnt from somebody whom a section answered"
		}
	case qa.AnswerVerified:
		if h.Text != "" {
			view.Text = "until " + h.Text
		}
	}
	return view
}

// StepFacts is a step as a program sees it.
type StepFacts struct {
	At       time.Time `json:"at"`
	Kind     string    `json:"kind" doc:"The kind of the event: question.created, wording.added, …"`
	Text     string    `json:"text" doc:"What happened, in English"`
	By       string    `json:"by,omitempty" doc:"Who; absent where nobody is named"`
	Through  string    `json:"through,omitempty" doc:"The channel; absent where it was a page of Docent's own"`
	Place    string    `json:"place,omitempty" doc:"The section that was linked, as it is called now"`
	URL      string    `json:"url,omitempty"`
	Revision int       `json:"revision,omitempty" doc:"Of the page, when it was linked or confirmed"`
	About    string    `json:"about,omitempty" doc:"The wording, person or day that is meant"`
	Other    *RefFacts `json:"other,omitempty" doc:"The question that was merged, or that may ask the same"`
	Score    float64   `json:"score,omitempty" doc:"How sure Docent was of what it did by itself, 0 to 1"`
}

// RefFacts names a question.
type RefFacts struct {
	ID    int64  `json:"id"`
	Title string `json:"title"`
	URL   string `json:"url"`
}

// ToldFacts is a wording with where it came from.
type ToldFacts struct {
	ID      int64      `json:"id"`
	Text    string     `json:"text"`
	Origin  string     `json:"origin" enum:"asked,confirmed,merged,written"`
	From    *RefFacts  `json:"from,omitempty" doc:"The duplicate that brought it"`
	Score   float64    `json:"score,omitempty"`
	Added   time.Time  `json:"added_at"`
	Removed *time.Time `json:"removed_at,omitempty" doc:"It does not count any more"`
}

type (
	chainInput struct {
		ID int64 `path:"id" minimum:"1"`
	}
	chainOutput struct {
		Body struct {
			Question  RefFacts    `json:"question"`
			State     string      `json:"state"`
			Truncated bool        `json:"truncated,omitempty" doc:"There are older steps"`
			Steps     []StepFacts `json:"steps" doc:"The oldest first"`
			Wordings  []ToldFacts `json:"wordings" doc:"The oldest first, those that were removed, too"`
		}
	}
)

func (s *screens) registerCalls(server *httpd.Server) {
	httpd.Register(server, httpd.Operation{
		Method: http.MethodGet, Path: "/questions/{id}/chain", ID: "get-chain", Tag: "Questions", Summary: "How an answer came about",
		Text: "Each step and each wording, as far as you may read what it is about.",
	}, s.chainCall)
}

func refFacts(ref *qa.Ref) *RefFacts {
	if ref == nil {
		return nil
	}
	return &RefFacts{ID: int64(ref.ID), Title: ref.Title, URL: ref.URL()}
}

func (s *screens) chainCall(ctx context.Context, _ wiki.Actor, in *chainInput) (*chainOutput, error) {
	access, err := httpd.AccessOf(ctx)
	if err != nil {
		return nil, err
	}
	c, err := s.Desk.Chain(ctx, access, qa.QuestionID(in.ID))
	if err != nil {
		return nil, err
	}
	out := &chainOutput{}
	out.Body.Question = RefFacts{ID: int64(c.Question.ID), Title: c.Question.Title, URL: c.Question.URL()}
	out.Body.State, out.Body.Truncated = string(c.Question.State), c.Cut
	out.Body.Steps, out.Body.Wordings = make([]StepFacts, len(c.Steps)), make([]ToldFacts, len(c.Wordings))
	for i, h := range c.Steps {
		out.Body.Steps[i] = StepFacts{
			At: h.At.UTC(), Kind: string(h.Kind), Text: h.What, By: h.Who, Through: h.Through, Place: h.Place, URL: h.URL,
			Revision: h.Revision, About: h.Text, Other: refFacts(h.Other), Score: h.Score,
		}
	}
	for i, w := range c.Wordings {
		out.Body.Wordings[i] = ToldFacts{
			ID: int64(w.ID), Text: w.Text, Origin: string(w.Origin), From: refFacts(w.Came), Score: w.Score, Added: w.Added.UTC(), Removed: httpd.UTC(w.Removed),
		}
	}
	return out, nil
}

// question is where the forms of a question come back to, with what cannot be done said there.
func (s *screens) question(r *httpd.Request, id qa.QuestionID, err error, said string, undo *themes.Button) error {
	if known := httpd.Known(err); known != nil && (known.Kind == content.Conflict || known.Kind == content.Invalid) {
		r.Say("bad", known.Text, nil)
		return r.See(fmt.Sprintf("/q/%d", id))
	}
	if err != nil {
		return err
	}
	r.Say("good", said, undo)
	return r.See(fmt.Sprintf("/q/%d", id))
}

// changeWording puts other words in the place of a wording.
func (s *screens) changeWording(r *httpd.Request) error {
	access, id, wording, err := ids(r, "wid")
	if err != nil {
		return err
	}
	before, after, err := s.Desk.ChangeWording(r.Context(), access, id, qa.WordingID(wording), r.Field("text"))
	return s.question(r, id, err, "Docent knows “"+content.Excerpt(after.Text, 100)+"” in the place of “"+content.Excerpt(before.Text, 100)+"”.", &themes.Button{
		Text: "Undo", Action: fmt.Sprintf("/q/%d/wordings/%d/change", id, after.ID), Fields: []themes.Field{{Name: "text", Value: before.Text}},
	})
}

func ids(r *httpd.Request, second string) (access wiki.Access, id qa.QuestionID, other int64, err error) {
	if access, err = r.Access(); err != nil {
		return access, 0, 0, err
	}
	n, err := r.ID("id")
	if err != nil {
		return access, 0, 0, err
	}
	other, err = r.ID(second)
	return access, qa.QuestionID(n), other, err
}

// verify vouches for an answer, or takes that back.
func (s *screens) verify(r *httpd.Request) error {
	access, id, answer, err := ids(r, "aid")
	if err != nil {
		return err
	}
	months, err := r.Number("months")
	if err != nil {
		return err
	}
	until, err := s.Desk.Verify(r.Context(), access, id, qa.AnswerID(answer), int(months))
	said := "Nobody vouches for the answer any more."
	var undo *themes.Button
	if months > 0 {
		said = "Verified until " + r.On(until).Text + ". Whoever is shown the answer is told so; its owner is asked again then."
		undo = &themes.Button{Text: "Undo", Action: fmt.Sprintf("/q/%d/answers/%d/verify", id, answer), Fields: []themes.Field{{Name: "months", Value: "0"}}}
	}
	return s.question(r, id, err, said, undo)
}

// person finds an account by its name or e-mail address; 0 for "".
func (s *screens) person(ctx context.Context, name string) (found wiki.PersonID, err error) {
	if name == "" {
		return 0, nil
	}
	all, err := s.People(ctx)
	if err != nil {
		return 0, err
	}
	for _, p := range all {
		switch {
		case p.Disabled:
		case strings.EqualFold(p.Email, name):
			return p.ID, nil
		case strings.EqualFold(p.Name, name) && found != 0:
			return 0, content.Errorf(content.Invalid, "Several people are called “%s”. Type the e-mail address. Nothing was changed.", content.Excerpt(name, 80)).On("owner")
		case strings.EqualFold(p.Name, name):
			found = p.ID
		}
	}
	if found == 0 {
		return 0, content.Errorf(content.Invalid, "Nobody here is called “%s”. Type a whole name or an e-mail address. Nothing was changed.", content.Excerpt(name, 80)).On("owner")
	}
	return found, nil
}

// own says who owns an answer.
func (s *screens) own(r *httpd.Request) error {
	access, id, answer, err := ids(r, "aid")
	if err != nil {
		return err
	}
	owner, err := s.person(r.Context(), strings.TrimSpace(r.Field("owner")))
	if err == nil {
		err = s.Desk.OwnAnswer(r.Context(), access, id, qa.AnswerID(answer), owner)
	}
	return s.question(r, id, err, "The answer has another owner. Who owns it is asked when it has to be verified again.", nil)
}
