package wikihttp

import (
	"context"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/httpd"
)

type RevisionFacts struct {
	Revision int          `json:"revision"`
	Title    string       `json:"title"`
	By       *personFacts `json:"by" doc:"null for nobody"`
	At       time.Time    `json:"at"`
	Message  string       `json:"message"`
}

func revisionOf(r wiki.Revision) RevisionFacts {
	return RevisionFacts{Revision: r.Number, Title: r.Title, By: personOf(r.Author), At: utc(r.At), Message: r.Note}
}

type (
	revisionsInput struct {
		ID int64 `path:"id" minimum:"1"`
		httpd.ListInput
	}
	revisionsOutput struct {
		Body struct {
			Items      []RevisionFacts `json:"items" doc:"Newest first"`
			NextCursor string          `json:"next_cursor,omitempty"`
		}
	}
	revisionInput struct {
		ID int64 `path:"id" minimum:"1"`
		N  int   `path:"n" minimum:"1"`
	}
	revisionOutput struct {
		Body struct {
			RevisionFacts
			Markdown string `json:"markdown"`
		}
	}
	diffInput struct {
		ID   int64 `path:"id" minimum:"1"`
		From int   `query:"from" minimum:"1" doc:"Without it the revision before the other one"`
		To   int   `query:"to" minimum:"1" doc:"Without it the present one"`
	}
	spanFacts struct {
		Op   string `json:"op" enum:"equal,insert,delete"`
		Text string `json:"text"`
	}
	diffOutput struct {
		Body struct {
			From    RevisionFacts `json:"from"`
			To      RevisionFacts `json:"to"`
			Added   int           `json:"added" doc:"Words"`
			Removed int           `json:"removed" doc:"Words"`
			Spans   []spanFacts   `json:"spans" doc:"Equal and delete joined give the older text, equal and insert the newer"`
		}
	}
)

func (a *api) registerHistory(s *httpd.Server) {
	httpd.Register(s, httpd.Operation{
		Method: http.MethodGet, Path: "/pages/{id}/revisions", ID: "list-revisions", Tag: "History", Summary: "The history of a page, newest first",
	}, a.revisions)
	httpd.Register(s, httpd.Operation{
		Method: http.MethodGet, Path: "/pages/{id}/revisions/{n}", ID: "get-revision", Tag: "History", Summary: "A page as it stood",
	}, a.revision)
	httpd.Register(s, httpd.Operation{
		Method: http.MethodGet, Path: "/pages/{id}/diff", ID: "diff-page", Tag: "History", Summary: "What changed between two revisions, by words",
	}, a.diff)
}

func (a *api) revisions(ctx context.Context, as wiki.Actor, in *revisionsInput) (*revisionsOutput, error) {
	before, err := in.Number()
	if err != nil {
		return nil, err
	}
	list, err := a.wiki.Revisions(ctx, as, wiki.PageID(in.ID), int(before), in.Limit)
	if err != nil {
		return nil, err
	}
	out := &revisionsOutput{}
	out.Body.Items = make([]RevisionFacts, len(list))
	for i, r := range list {
		out.Body.Items[i] = revisionOf(r)
	}
	if n := len(list); n > 0 && list[n-1].Number > 1 {
		out.Body.NextCursor = strconv.Itoa(list[n-1].Number)
	}
	return out, nil
}

func (a *api) revision(ctx context.Context, as wiki.Actor, in *revisionInput) (*revisionOutput, error) {
	rev, err := a.wiki.Revision(ctx, as, wiki.PageID(in.ID), in.N)
	if err != nil {
		return nil, err
	}
	out := &revisionOutput{}
	out.Body.RevisionFacts, out.Body.Markdown = revisionOf(rev), rev.Markdown
	return out, nil
}

func (a *api) diff(ctx context.Context, as wiki.Actor, in *diffInput) (*diffOutput, error) {
	page, err := a.wiki.Page(ctx, as, wiki.PageID(in.ID))
	if err != nil {
		return nil, err
	}
	to := in.To
	if to == 0 {
		to = page.Revision
	}
	from := in.From
	if from == 0 {
		from = max(to-1, 1)
	}
	d, err := a.wiki.Diff(ctx, as, page.ID, from, to)
	if err != nil {
		return nil, err
	}
	out := &diffOutput{}
	out.Body.From, out.Body.To = revisionOf(d.From), revisionOf(d.To)
	words := wiki.CountWords(d.Words)
	out.Body.Added, out.Body.Removed = words.Added, words.Removed
	out.Body.Spans = make([]spanFacts, len(d.Words))
	for i, s := range d.Words {
		out.Body.Spans[i] = spanFacts{Op: string(s.Op), Text: s.Text}
	}
	return out, nil
}

// attachInput takes the body as it arrives: a file of 100 MB is never in memory.
type attachInput struct {
	Page int64  `query:"page" required:"true" minimum:"1" doc:"The page that the file is kept beside"`
	Name string `query:"name" required:"true" minLength:"1" doc:"The file's name"`
	body io.Reader
}

// Resolve keeps the body for the handler.
func (in *attachInput) Resolve(ctx huma.Context) []error {
	in.body = ctx.BodyReader()
	return nil
}

type attachOutput struct {
	Body fileFacts
}

func (a *api) registerFiles(s *httpd.Server) {
	httpd.Register(s, httpd.Operation{
		Method: http.MethodPut, Path: "/attachments", ID: "put-attachment", Tag: "Files", Summary: "Keep a file beside a page",
		Text:   "The body is the file itself. Whoever may read a page that shows it may read it. At most 100 MB.",
		Status: http.StatusCreated, Errors: []int{http.StatusRequestEntityTooLarge},
		Body: map[string]*huma.MediaType{"application/octet-stream": {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}},
	}, a.attach, httpd.MaxBody(fileBody), httpd.Within(uploadTime))
}

func (a *api) attach(ctx context.Context, as wiki.Actor, in *attachInput) (*attachOutput, error) {
	file, err := a.wiki.Attach(ctx, as, wiki.PageID(in.Page), in.Name, in.body)
	if err != nil {
		return nil, err
	}
	return &attachOutput{Body: factsOf(file)}, nil
}
