package wikihttp

import (
	"context"
	"net/http"

	"github.com/docent-wiki/docent/themes"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/httpd"
)

// publishAnyway is the button of somebody who has read what the draft would spoil.
const publishAnyway = "anyway"

// spoils gives what a draft would spoil, unless its author has been told. What went wrong is left to
// the save, which meets it again and says it.
func (s *screens) spoils(r *httpd.Request, draft wiki.Draft) []themes.Spoilt {
	if s.Preflight == nil || r.Field("action") == publishAnyway {
		return nil
	}
	warnings, err := s.Wiki.Preflight(r.Context(), r.As, draft, s.Preflight)
	if err != nil {
		return nil
	}
	list := make([]themes.Spoilt, len(warnings))
	for i, w := range warnings {
		list[i] = themes.Spoilt{Title: w.Title, URL: w.URL, Text: w.Text}
	}
	return list
}

type (
	warningFacts struct {
		Title string `json:"title" doc:"The answered question that would suffer"`
		URL   string `json:"url"`
		Text  string `json:"text" doc:"What would become of it: “would lose its section “Hotels””"`
	}
	preflightOutput struct {
		Body struct {
			Warnings []warningFacts `json:"warnings"`
		}
	}
)

func (a *api) registerPreflight(s *httpd.Server) {
	httpd.Register(s, httpd.Operation{
		Method: http.MethodPost, Path: "/pages/{id}/preflight", ID: "check-page", Tag: "Pages", Summary: "What a save would spoil",
		Text: "Takes what PUT takes and saves nothing. It names the answered questions that rest on this page and that would lose their section " +
			"or their quoted sentence, or would no longer lead here; at most fifty are looked at, for at most 300 ms.",
		Errors: []int{http.StatusConflict, http.StatusRequestEntityTooLarge},
	}, a.preflight, httpd.MaxBody(pageBody))
}

func (a *api) preflight(ctx context.Context, as wiki.Actor, in *saveInput) (*preflightOutput, error) {
	warnings, err := a.wiki.Preflight(ctx, as, in.draft(), a.check)
	if err != nil {
		return nil, err
	}
	out := &preflightOutput{}
	out.Body.Warnings = make([]warningFacts, len(warnings))
	for i, w := range warnings {
		out.Body.Warnings[i] = warningFacts{Title: w.Title, URL: w.URL, Text: w.Text}
	}
	return out, nil
}

// draft is the change that a save asks for.
func (in *saveInput) draft() wiki.Draft {
	d := wiki.Draft{
		Page: wiki.PageID(in.ID), Base: in.Body.BaseRevision, Title: in.Body.Title, Markdown: in.Body.Markdown,
		Tags: in.Body.Tags, Note: in.Body.Message,
	}
	if in.Body.OwnerID != nil {
		owner := wiki.PersonID(*in.Body.OwnerID)
		d.Owner = &owner
	}
	return d
}
