package httpd

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/gin-gonic/gin"

	"github.com/docent-wiki/docent/wiki"
)

// APIBase is where the operations of the API stand.
const APIBase = "/api/v1"

func newAPI(router *gin.Engine, version string) huma.API {
	if version == "" {
		version = "0"
	}
	config := huma.DefaultConfig("Docent", version)
	config.OpenAPIPath = APIBase + "/openapi"
	config.DocsPath = ""     // its page loads from another host
	config.SchemasPath = ""  // the document holds them
	config.CreateHooks = nil // no "$schema" in bodies
	config.Formats = map[string]huma.Format{"application/json": strictJSON, "json": strictJSON}
	config.Info.Description = "Everything that the screens do, for programs. Send a token as `Authorization: Bearer TOKEN`. " +
		"Errors are RFC 9457 problems, times are RFC 3339 in UTC, unknown fields are refused. " +
		"What a token may not read does not exist for it."
	config.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"token":   {Type: "http", Scheme: "bearer", Description: "An API token, made under Settings or with `docent token create`"},
		"session": {Type: "apiKey", In: "cookie", Name: sessionCookie, Description: "The browser's own session"},
	}
	return humagin.New(router, config)
}

// strictJSON refuses a body that is not UTF-8: the decoder would change it silently, and what somebody
// typed is kept byte for byte.
var strictJSON = huma.Format{
	Marshal: huma.DefaultJSONFormat.Marshal,
	Unmarshal: func(body []byte, into any) error {
		if !utf8.Valid(body) {
			return errors.New("the body is not UTF-8; nothing was changed")
		}
		return huma.DefaultJSONFormat.Unmarshal(body, into)
	},
}

// Operation describes one call of the API.
type Operation struct {
	Method, Path string                     // Path beneath APIBase, with {braces}: "/pages/{id}"
	ID           string                     // the operation's name in the document: "get-page"
	Tag          string                     // the subject it is listed under: "Pages"
	Summary      string                     // a few words
	Text         string                     // Markdown; what a reader of the document should know
	Status       int                        // of success; 0: 200, or 204 where nothing comes back
	Errors       []int                      // statuses of errors that are worth naming, besides 401, 403, 404, 422
	Body         map[string]*huma.MediaType // of a raw body; nil where the input says it
}

// Register adds an operation to the API. Fn gets who asks and the input that huma has read and
// checked; the error that it returns is answered as a problem, by the table that screens use too. An
// input that wants the body as a stream implements huma.Resolver and takes it from there.
func Register[I, O any](s *Server, op Operation, fn func(ctx context.Context, as wiki.Actor, in *I) (*O, error), options ...Option) {
	route := newRoute(op.Method, strings.NewReplacer("{", ":", "}", "").Replace(APIBase+op.Path), options)
	route.API = true
	s.routes[route.Method+" "+route.Path] = &route
	h := huma.Operation{
		Method: op.Method, Path: APIBase + op.Path, OperationID: op.ID, Summary: op.Summary, Description: op.Text,
		Tags: []string{op.Tag}, DefaultStatus: op.Status, MaxBodyBytes: route.MaxBody, BodyReadTimeout: route.Within,
		Errors:   append([]int{http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound}, op.Errors...),
		Security: []map[string][]string{{"token": {}}, {"session": {}}},
	}
	if op.Body != nil {
		h.RequestBody = &huma.RequestBody{Required: true, Content: op.Body}
	}
	// One byte more than huma takes, so that huma says "too large" and not "connection broken".
	route.MaxBody++
	huma.Register(s.API, h, func(ctx context.Context, in *I) (*O, error) {
		out, err := fn(ctx, ActorOf(ctx), in)
		if err != nil {
			return nil, s.problem(ctx, err)
		}
		return out, nil
	})
}

// problem logs what nobody may see and gives what the program may.
func (s *Server) problem(ctx context.Context, err error) error {
	p := s.problemOf(ctx, err)
	if p.Status >= http.StatusInternalServerError {
		s.log.ErrorContext(ctx, "request failed", "request", RequestID(ctx), "error", err.Error())
	}
	return p
}

// Page bounds for lists of the API.
const (
	UsualLimit = 50
	MaxLimit   = 200
)

// UTC prepares a moment for JSON: nil where there is none.
func UTC(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}
