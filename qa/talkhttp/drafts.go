package talkhttp

import (
	"context"
	"net/http"
	"time"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/qa/draft"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/httpd"
)

// DraftFacts is a form as you left it.
type DraftFacts struct {
	About  string              `json:"about" doc:"The form: question, answer-12 (a new answer to question 12), answer-12-3 (answer 3 of it), comment-12-0"`
	At     time.Time           `json:"at"`
	Fields map[string][]string `json:"fields"`
}

type (
	draftInput struct {
		About string `path:"about" maxLength:"60"`
	}
	putDraftInput struct {
		About string `path:"about" maxLength:"60"`
		Body  struct {
			Fields map[string][]string `json:"fields"`
		}
	}
	draftOutput struct {
		Body DraftFacts
	}
	draftsOutput struct {
		Body struct {
			Items []DraftFacts `json:"items"`
		}
	}
	keptOutput struct {
		Body struct {
			At   time.Time `json:"at"`
			Kept bool      `json:"kept" doc:"false: nothing was typed, so there is no draft"`
		}
	}
)

const draftBody = 2 << 20

func (s *screens) registerDrafts(server *httpd.Server) {
	httpd.Register(server, httpd.Operation{Method: http.MethodGet, Path: "/drafts", ID: "list-drafts", Tag: "Drafts", Summary: "What you have half typed", Text: "A draft is its person's alone."}, s.draftsCall)
	httpd.Register(server, httpd.Operation{Method: http.MethodGet, Path: "/drafts/{about}", ID: "get-draft", Tag: "Drafts", Summary: "One draft"}, s.draftCall)
	httpd.Register(server, httpd.Operation{
		Method: http.MethodPut, Path: "/drafts/{about}", ID: "keep-draft", Tag: "Drafts", Summary: "Keep a form", Errors: []int{http.StatusConflict, http.StatusRequestEntityTooLarge},
	}, s.keepCall, httpd.MaxBody(draftBody))
	httpd.Register(server, httpd.Operation{Method: http.MethodDelete, Path: "/drafts/{about}", ID: "discard-draft", Tag: "Drafts", Summary: "Discard a draft"}, s.discardCall)
}

func draftFacts(d draft.Draft) DraftFacts {
	return DraftFacts{About: d.About, At: d.At.UTC(), Fields: d.Fields}
}

func (s *screens) draftsCall(ctx context.Context, as wiki.Actor, _ *struct{}) (*draftsOutput, error) {
	list, err := s.Drafts.List(ctx, as)
	out := &draftsOutput{}
	out.Body.Items = make([]DraftFacts, len(list))
	for i, d := range list {
		out.Body.Items[i] = draftFacts(d)
	}
	return out, err
}

func (s *screens) draftCall(ctx context.Context, as wiki.Actor, in *draftInput) (*draftOutput, error) {
	d, found, err := s.Drafts.Get(ctx, as, in.About)
	if err == nil && !found {
		err = content.Errorf(content.NotFound, "There is no draft of this form.")
	}
	return &draftOutput{Body: draftFacts(d)}, err
}

func (s *screens) keepCall(ctx context.Context, as wiki.Actor, in *putDraftInput) (*keptOutput, error) {
	at, err := s.Drafts.Put(ctx, as, in.About, in.Body.Fields)
	if err != nil {
		return nil, err
	}
	out := &keptOutput{}
	out.Body.At = at.UTC()
	_, out.Body.Kept, err = s.Drafts.Get(ctx, as, in.About)
	return out, err
}

func (s *screens) discardCall(ctx context.Context, as wiki.Actor, in *draftInput) (*struct{}, error) {
	return nil, s.Drafts.Discard(ctx, as, in.About)
}
