package httpd

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/docent-wiki/docent/content"
)

// Problem is an error as programs read it (RFC 9457).
type Problem struct {
	Type      string            `json:"type,omitempty" doc:"A name for the kind of problem, relative to the server"`
	Title     string            `json:"title" doc:"The kind of problem in a few words" example:"Not Found"`
	Status    int               `json:"status" doc:"The HTTP status" example:"404"`
	Detail    string            `json:"detail" doc:"What happened, and what was kept"`
	Field     string            `json:"field,omitempty" doc:"The input field at fault"`
	RequestID string            `json:"request_id,omitempty" doc:"The number of the request in the server's log"`
	Errors    []ProblemDetail   `json:"errors,omitempty" doc:"What is wrong with which part of the request"`
	Facts     map[string]string `json:"facts,omitempty" doc:"Facts about the problem, such as the line it stands in"`
	Current   *Current          `json:"current,omitempty" doc:"The page as it stands, where somebody else's save stands in the way"`
	Conflicts []Passage         `json:"conflicts,omitempty" doc:"The passages that both sides changed"`

	retry int // seconds, for Retry-After; 0: not said
}

// ProblemDetail is one thing that is wrong with a request.
type ProblemDetail struct {
	Location string `json:"location,omitempty" doc:"Where, e.g. body.title"`
	Message  string `json:"message" doc:"What is wrong"`
}

// Current is the revision that a refused save would have overwritten.
type Current struct {
	Revision int    `json:"revision"`
	Markdown string `json:"markdown"`
}

// Passage is a place that both sides of a merge changed.
type Passage struct {
	Line  int    `json:"line" doc:"In your text, from 1"`
	Base  string `json:"base" doc:"As it stood before both"`
	Yours string `json:"yours"`
	Other string `json:"other" doc:"As it is saved"`
}

// Error makes a Problem an error that huma answers as it stands.
func (p *Problem) Error() string { return p.Detail }

// GetStatus tells huma the status.
func (p *Problem) GetStatus() int { return p.Status }

// GetHeaders tells huma what belongs beside the body.
func (p *Problem) GetHeaders() http.Header {
	h := http.Header{}
	if p.Status == http.StatusUnauthorized {
		h.Set("WWW-Authenticate", `Bearer realm="docent"`)
	}
	if p.retry > 0 {
		h.Set("Retry-After", fmt.Sprint(p.retry))
	}
	return h
}

// ContentType tells huma the media type of RFC 9457.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

// problemOf makes a Problem of any error. Enrich adds what only a feature knows.
func (s *Server) problemOf(ctx context.Context, err error) *Problem {
	var ready *Problem
	if errors.As(err, &ready) {
		ready.RequestID = RequestID(ctx)
		return ready
	}
	status := Status(err)
	p := &Problem{Title: title(status), Status: status, Detail: ourFault, RequestID: RequestID(ctx)}
	if known := Known(err); known != nil {
		p.Type = "/api#" + string(known.Kind)
		p.Detail, p.Field, p.Facts = known.Text, known.Field, known.Data
		p.retry = retryAfter(known)
	}
	for _, enrich := range s.enrich {
		enrich(p, err)
	}
	return p
}

// Enrich lets a feature add facts of its own errors to a problem. To be called while the server is
// put together.
func (s *Server) Enrich(add func(p *Problem, err error)) { s.enrich = append(s.enrich, add) }

func title(status int) string {
	if text := http.StatusText(status); text != "" {
		return text
	}
	return "Client Closed Request"
}

func init() {
	// huma has one place for the shape of its own errors (bad JSON, unknown fields): this variable.
	huma.NewError = func(status int, msg string, errs ...error) huma.StatusError {
		return humaProblem("", status, msg, errs)
	}
	huma.NewErrorWithContext = func(ctx huma.Context, status int, msg string, errs ...error) huma.StatusError {
		return humaProblem(RequestID(ctx.Context()), status, msg, errs)
	}
}

// humaProblem never repeats the value that was sent: it may be a whole page, or a secret.
func humaProblem(id string, status int, msg string, errs []error) *Problem {
	p := &Problem{Title: title(status), Status: status, RequestID: id, Type: "/api#" + string(content.Invalid)}
	var parts []string
	for _, err := range errs {
		var tooLarge *http.MaxBytesError
		if errors.As(err, &tooLarge) {
			return humaProblem(id, http.StatusRequestEntityTooLarge, msg, nil)
		}
		var d huma.ErrorDetailer
		if errors.As(err, &d) {
			detail := d.ErrorDetail()
			p.Errors = append(p.Errors, ProblemDetail{Location: detail.Location, Message: detail.Message})
			parts = append(parts, strings.TrimSpace(detail.Message+" ("+detail.Location+")"))
		}
	}
	switch {
	case status >= http.StatusInternalServerError:
		p.Detail, p.Type = ourFault, ""
	case status == http.StatusRequestEntityTooLarge:
		p.Type = "/api#" + string(content.TooLarge)
		p.Detail = "What you sent is larger than this call takes. Nothing was changed."
	case len(parts) > 0:
		p.Detail = "The request was not understood and nothing was changed: " + strings.Join(parts, "; ") + "."
	default:
		p.Detail = "The request was not understood and nothing was changed: " + msg + "."
	}
	return p
}
