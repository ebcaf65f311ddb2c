package qahttp

import (
	"context"
	"net/http"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/httpd"
)

func (s *screens) registerAPI(server *httpd.Server) {
	s.registerAsks(server)
	s.registerQuestionCalls(server)
	s.registerAnswerCalls(server)
	if s.Store != nil && s.Pages != nil {
		s.registerEval(server)
	}
}

type (
	askInput struct {
		Body struct {
			Question string `json:"question" doc:"In your own words"`
			Space    string `json:"space,omitempty" doc:"Slug of the one space to look in"`
		}
	}
	askOutput struct {
		Body Asked
	}
	sayInput struct {
		ID   int64 `path:"id" minimum:"1"`
		Body struct {
			Answered bool `json:"answered" doc:"Whether one of the answers answered it"`
			Answer   *int `json:"answer,omitempty" minimum:"0" doc:"Which one: its index in answers. Needed where answered is true"`
		}
	}
	sayOutput struct {
		Body Taught
	}
	askRef struct {
		ID int64 `path:"id" minimum:"1"`
	}
)

// Taught is what Docent learnt from an ask.
type Taught struct {
	Question  *QuestionRef `json:"question,omitempty" doc:"The question that the ask belongs to now"`
	WordingID int64        `json:"wording_id,omitempty" doc:"The wording that was learnt; absent where it was known"`
	Made      bool         `json:"made" doc:"The question was made, answered by the section"`
}

func (s *screens) registerAsks(server *httpd.Server) {
	reads := httpd.Scope(wiki.ScopeRead) // a read token may ask and give feedback
	httpd.Register(server, httpd.Operation{
		Method: http.MethodPost, Path: "/ask", ID: "ask", Tag: "Asking", Summary: "Ask a question",
		Text: "`answers` always holds the ten best candidates, best first, whatever the outcome; a person is shown one, three or none of them. " +
			"An ask can be read by its asker alone. A read token suffices.",
		Errors: []int{http.StatusTooManyRequests},
	}, s.askCall, reads, httpd.In(httpd.Asks))
	httpd.Register(server, httpd.Operation{
		Method: http.MethodPost, Path: "/asks/{id}/feedback", ID: "give-feedback", Tag: "Asking", Summary: "Say whether that answered it",
		Text:   "`{\"answered\":true,\"answer\":0}` teaches the wording; on a bare section it makes the question. `{\"answered\":false}` says that none did.",
		Errors: []int{http.StatusConflict},
	}, s.sayCall, reads)
	httpd.Register(server, httpd.Operation{
		Method: http.MethodDelete, Path: "/asks/{id}/feedback", ID: "take-back-feedback", Tag: "Asking", Summary: "Take feedback back",
		Text:   "With everything that was learnt from it.",
		Errors: []int{http.StatusConflict},
	}, s.takeBackCall, reads)
}

func (s *screens) askCall(ctx context.Context, _ wiki.Actor, in *askInput) (*askOutput, error) {
	access, err := httpd.AccessOf(ctx)
	if err != nil {
		return nil, err
	}
	space, err := spaceNamed(access, in.Body.Space)
	if err != nil {
		return nil, err
	}
	id, result, err := s.Desk.Ask(ctx, access, in.Body.Question, space)
	if err != nil {
		return nil, err
	}
	asked := AskedOf(id, result)
	asked.Composed = s.composedURL(httpd.APIBase, id)
	return &askOutput{Body: asked}, nil
}

func (s *screens) sayCall(ctx context.Context, _ wiki.Actor, in *sayInput) (*sayOutput, error) {
	access, err := httpd.AccessOf(ctx)
	if err != nil {
		return nil, err
	}
	index := -1
	if in.Body.Answered {
		if in.Body.Answer == nil {
			return nil, content.Errorf(content.Invalid, "Say which answer it was: its index in answers. Nothing was changed.").On("answer")
		}
		index = *in.Body.Answer
	}
	learnt, err := s.Desk.Feedback(ctx, access, qa.AskID(in.ID), index)
	if err != nil {
		return nil, err
	}
	out := &sayOutput{Body: Taught{WordingID: int64(learnt.Wording), Made: learnt.Made}}
	if q := learnt.Question; q.ID != 0 {
		out.Body.Question = &QuestionRef{ID: int64(q.ID), Title: q.Title}
	}
	return out, nil
}

func (s *screens) takeBackCall(ctx context.Context, _ wiki.Actor, in *askRef) (*struct{}, error) {
	access, err := httpd.AccessOf(ctx)
	if err != nil {
		return nil, err
	}
	return nil, s.Desk.Undo(ctx, access, qa.AskID(in.ID))
}
