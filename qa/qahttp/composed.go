package qahttp

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/qa/compose"
	"github.com/docent-wiki/docent/themes"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/httpd"
)

// composeTime is the deadline of a request that waits for a model.
const composeTime = time.Minute

func (s *screens) registerComposed(server *httpd.Server) {
	if s.Composer == nil {
		return
	}
	long, asks := httpd.Within(composeTime), httpd.In(httpd.Asks)
	server.GET("/asks/:id/composed", onAsk(s.composed), long, asks)
	httpd.Register(server, httpd.Operation{
		Method: http.MethodGet, Path: "/asks/{id}/composed", ID: "get-composed", Tag: "Asking", Summary: "The answer in sentences, where a model writes one",
		Text: "Only sentences whose quote stands in the section word for word; none where nothing can be proven. " +
			"404 where answers in sentences are not turned on, 503 where the model does not answer.",
		Errors: []int{http.StatusTooManyRequests, http.StatusServiceUnavailable},
	}, s.composedCall, long, asks)
}

// composedURL is where the answer in sentences to an ask is; "" where none is written.
func (s *screens) composedURL(base string, id qa.AskID) string {
	if s.Composer == nil || id == 0 || !s.Composer.Ready() {
		return ""
	}
	return base + askURL(id) + "/composed"
}

// composed shows the answer in sentences to the asker. A model that does not answer is no fault of the
// page: it says so.
func (s *screens) composed(r *httpd.Request, access wiki.Access, id qa.AskID) error {
	q, sentences, err := s.Composer.Compose(r.Context(), access, id)
	view := themes.Composed{ID: int64(id), Q: q}
	if known := httpd.Known(err); known != nil && known.Kind == content.Busy {
		view.Problem, err = known.Text, nil
	}
	if err != nil {
		return err
	}
	for _, one := range sentences {
		view.Sentences = append(view.Sentences, themes.ComposedSentence{Text: one.Text, Quote: one.Quote, From: origin(one), URL: one.URL()})
	}
	if view.Frame, err = r.Frame(httpd.Here{Title: content.Excerpt(q, 80), Query: q}); err != nil {
		return err
	}
	return r.Draw(view)
}

// origin names the page and the headings down to the section.
func origin(s compose.Sentence) string {
	names := append([]string{s.From.PageTitle}, s.From.Path...)
	if s.From.Heading != "" && s.From.Heading != names[len(names)-1] {
		names = append(names, s.From.Heading)
	}
	return strings.Join(names, " › ")
}

type (
	// ComposedBody is an answer in sentences.
	ComposedBody struct {
		Sentences []ComposedSentence `json:"sentences" doc:"In order; none where nothing that the model wrote can be proven"`
	}
	// ComposedSentence is plain text with what it rests on.
	ComposedSentence struct {
		Text    string     `json:"text" doc:"Plain text, written by a model"`
		Quote   string     `json:"quote" doc:"As it stands in the section, white space aside"`
		Page    PageRef    `json:"page"`
		Section SectionRef `json:"section"`
		Version int        `json:"revision" doc:"Of the page, in which the quote stands"`
		URL     string     `json:"url"`
	}
	composedOutput struct {
		Body ComposedBody
	}
)

func (s *screens) composedCall(ctx context.Context, _ wiki.Actor, in *askRef) (*composedOutput, error) {
	access, err := httpd.AccessOf(ctx)
	if err != nil {
		return nil, err
	}
	_, sentences, err := s.Composer.Compose(ctx, access, qa.AskID(in.ID))
	if err != nil {
		return nil, fmt.Errorf("answer in sentences: %w", err)
	}
	out := &composedOutput{ComposedBody{Sentences: make([]ComposedSentence, len(sentences))}}
	for i, one := range sentences {
		t := one.From
		out.Body.Sentences[i] = ComposedSentence{
			Text: one.Text, Quote: one.Quote, Page: PageRef{ID: int64(t.Page), Title: t.PageTitle, SourcePath: t.SourcePath},
			Section: SectionRef{ID: int64(t.Section), Heading: t.Heading, Anchor: t.Anchor}, Version: t.Revision, URL: one.URL(),
		}
	}
	return out, nil
}
