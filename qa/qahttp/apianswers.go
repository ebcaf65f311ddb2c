package qahttp

import (
	"context"
	"net/http"
	"time"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/httpd"
)

// AnswerFacts is an answer.
type AnswerFacts struct {
	ID       int64       `json:"id"`
	Markdown string      `json:"markdown"`
	HTML     string      `json:"html" doc:"Of the Markdown, sanitised"`
	By       *Person     `json:"by" doc:"null where it was learnt from an ask"`
	At       time.Time   `json:"at"`
	EditedAt *time.Time  `json:"edited_at,omitempty"`
	Links    []LinkFacts `json:"links"`

	Owner         *Person    `json:"owner,omitempty" doc:"Who sees to it that it stays true: by whom it is, where nobody else owns it"`
	VerifiedUntil *time.Time `json:"verified_until,omitempty" doc:"Until when somebody vouches, or vouched, for it"`
	VerifiedBy    *Person    `json:"verified_by,omitempty"`
}

// LinkFacts is a section that answers (page_id and what belongs to it), or an address elsewhere (url
// and title); the quote belongs to both.
type LinkFacts struct {
	PageID   int64       `json:"page_id,omitempty"`
	Section  *SectionRef `json:"section,omitempty" doc:"Where the linked text stands now; where it is gone, as it was last known"`
	Revision int         `json:"revision,omitempty" doc:"Of the page, when it was linked or last confirmed"`
	Quote    string      `json:"quote"`
	State    string      `json:"state,omitempty" enum:"fresh,changed,gone"`
	Nearby   bool        `json:"nearby,omitempty" doc:"The section changed, but the quote still stands in it"`
	URL      string      `json:"url,omitempty"`
	Title    string      `json:"title,omitempty"`
}

func linkFacts(l qa.AnswerLink) LinkFacts {
	if l.Elsewhere() {
		return LinkFacts{URL: l.URL, Title: l.Title, Quote: l.Quote}
	}
	facts := LinkFacts{PageID: int64(l.Page), Revision: l.Revision, Quote: l.Quote, State: string(l.State()), Nearby: l.Nearby()}
	if l.Section != 0 {
		facts.Section = &SectionRef{ID: int64(l.Section), Heading: l.Heading, Anchor: l.Anchor}
		if l.Now.Found {
			facts.Section.Heading, facts.Section.Anchor = l.Now.Heading, l.Now.Anchor
		}
	}
	return facts
}

func (s *screens) answerFacts(ctx context.Context, as wiki.Actor, space wiki.SpaceID, a qa.Answer) (AnswerFacts, error) {
	html, err := s.written(ctx, as, space, a.Markdown)
	facts := AnswerFacts{
		ID: int64(a.ID), Markdown: a.Markdown, HTML: string(html), By: personOf(a.By), At: a.At.UTC(),
		EditedAt: httpd.UTC(a.Edited), Links: make([]LinkFacts, len(a.Links)),
		Owner: personOf(a.Keeper()), VerifiedUntil: httpd.UTC(a.VerifiedUntil), VerifiedBy: personOf(a.VerifiedBy),
	}
	for i, l := range a.Links {
		facts.Links[i] = linkFacts(l)
	}
	return facts, err
}

// NewLink is a link as a program gives it.
type NewLink struct {
	PageID int64  `json:"page_id,omitempty" minimum:"1"`
	Anchor string `json:"anchor,omitempty" doc:"Of the section; empty for the first one"`
	URL    string `json:"url,omitempty" doc:"A message or document elsewhere, in place of page_id"`
	Title  string `json:"title,omitempty" doc:"What stands at the url"`
	Quote  string `json:"quote,omitempty" doc:"The words that answer. Without it Docent picks the passage of a section; a url needs it"`
}

func newLinks(list []NewLink) ([]qa.NewLink, error) {
	links := make([]qa.NewLink, len(list))
	for i, l := range list {
		if l.PageID != 0 && l.URL != "" {
			return nil, content.Errorf(content.Invalid, "A link has a page_id or a url, not both. Nothing was saved.").On("links")
		}
		links[i] = qa.NewLink{Page: wiki.PageID(l.PageID), Anchor: l.Anchor, Quote: l.Quote, URL: l.URL, Title: l.Title}
	}
	return links, nil
}

type (
	newAnswerInput struct {
		ID   int64 `path:"id" minimum:"1"`
		Body struct {
			Markdown string    `json:"markdown,omitempty"`
			Links    []NewLink `json:"links,omitempty"`
		}
	}
	answerIDOutput struct {
		Body struct {
			ID int64 `json:"id"`
		}
	}
	answerInput struct {
		ID     int64 `path:"id" minimum:"1"`
		Answer int64 `path:"aid" minimum:"1"`
	}
	changeAnswerInput struct {
		ID     int64 `path:"id" minimum:"1"`
		Answer int64 `path:"aid" minimum:"1"`
		Body   struct {
			Markdown *string    `json:"markdown,omitempty"`
			Links    *[]NewLink `json:"links,omitempty" doc:"All of them; without it they stay as they are"`
		}
	}
	acceptInput struct {
		ID   int64 `path:"id" minimum:"1"`
		Body struct {
			AnswerID int64 `json:"answer_id" minimum:"1"`
		}
	}
)

func (s *screens) registerAnswerCalls(server *httpd.Server) {
	large := httpd.MaxBody(formBody)
	conflict := []int{http.StatusConflict}
	httpd.Register(server, httpd.Operation{
		Method: http.MethodPost, Path: "/questions/{id}/answers", ID: "add-answer", Tag: "Questions", Summary: "Answer a question",
		Text:   "By linking sections, by quoting what stands elsewhere, in Markdown, or all of it. It becomes canonical when somebody accepts it.",
		Status: http.StatusCreated, Errors: conflict,
	}, s.addAnswerCall, large)
	httpd.Register(server, httpd.Operation{
		Method: http.MethodPatch, Path: "/questions/{id}/answers/{aid}", ID: "change-answer", Tag: "Questions", Summary: "Change an answer",
	}, s.changeAnswerCall, large)
	httpd.Register(server, httpd.Operation{
		Method: http.MethodDelete, Path: "/questions/{id}/answers/{aid}", ID: "retract-answer", Tag: "Questions", Summary: "Take an answer back",
		Text: "Where it was the canonical one the question is open again.",
	}, s.retractCall)
	httpd.Register(server, httpd.Operation{
		Method: http.MethodPost, Path: "/questions/{id}/accept", ID: "accept-answer", Tag: "Questions", Summary: "Make an answer the canonical one",
		Errors: conflict,
	}, s.acceptCall)
}

func (s *screens) addAnswerCall(ctx context.Context, _ wiki.Actor, in *newAnswerInput) (*answerIDOutput, error) {
	access, err := httpd.AccessOf(ctx)
	if err != nil {
		return nil, err
	}
	links, err := newLinks(in.Body.Links)
	if err != nil {
		return nil, err
	}
	id, err := s.Desk.AddAnswer(ctx, access, qa.QuestionID(in.ID), qa.NewAnswer{Markdown: in.Body.Markdown, Links: links})
	if err != nil {
		return nil, err
	}
	out := &answerIDOutput{}
	out.Body.ID = int64(id)
	return out, nil
}

func (s *screens) changeAnswerCall(ctx context.Context, as wiki.Actor, in *changeAnswerInput) (*wholeQuestionOutput, error) {
	access, err := httpd.AccessOf(ctx)
	if err != nil {
		return nil, err
	}
	c := qa.AnswerChange{Markdown: in.Body.Markdown}
	if in.Body.Links != nil {
		links, err := newLinks(*in.Body.Links)
		if err != nil {
			return nil, err
		}
		c.Links = &links
	}
	if err := s.Desk.ChangeAnswer(ctx, access, qa.QuestionID(in.ID), qa.AnswerID(in.Answer), c); err != nil {
		return nil, err
	}
	return s.whole(ctx, as, qa.QuestionID(in.ID))
}

func (s *screens) retractCall(ctx context.Context, _ wiki.Actor, in *answerInput) (*struct{}, error) {
	access, err := httpd.AccessOf(ctx)
	if err != nil {
		return nil, err
	}
	return nil, s.Desk.Retract(ctx, access, qa.QuestionID(in.ID), qa.AnswerID(in.Answer))
}

func (s *screens) acceptCall(ctx context.Context, as wiki.Actor, in *acceptInput) (*wholeQuestionOutput, error) {
	access, err := httpd.AccessOf(ctx)
	if err != nil {
		return nil, err
	}
	if err := s.Desk.Accept(ctx, access, qa.QuestionID(in.ID), qa.AnswerID(in.Body.AnswerID)); err != nil {
		return nil, err
	}
	return s.whole(ctx, as, qa.QuestionID(in.ID))
}
