package searchhttp

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/search"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/httpd"
)

type searchInput struct {
	Q      string `query:"q" doc:"Words, \"exact words\", -not, space: tag: author: owner: kind: title:"`
	Space  string `query:"space" doc:"Slug of the one space to look in"`
	Kind   string `query:"kind" enum:"page,section,question,attachment" doc:"The one kind to look for"`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
	Offset int    `query:"offset" minimum:"0" maximum:"10000"`
}

// Found is one result.
type Found struct {
	Kind       string     `json:"kind" enum:"page,section,question,attachment"`
	ID         int64      `json:"id" doc:"Of the page (also for a section of it), the question or the attachment"`
	SectionID  int64      `json:"section_id,omitempty" doc:"Of the best section"`
	Title      string     `json:"title"`
	Heading    string     `json:"heading" doc:"Of the best section; empty where the page's beginning or title matched"`
	Space      string     `json:"space"`
	URL        string     `json:"url" doc:"Of the section, as a path from the server's root"`
	SourcePath string     `json:"source_path,omitempty"`
	Snippet    string     `json:"snippet_html" doc:"<mark> is its only markup"`
	Score      float64    `json:"score" doc:"From 0 to 1; the best result has 1"`
	Updated    *time.Time `json:"updated_at,omitempty"`
}

// Results is the answer to a search.
type Results struct {
	Total      int     `json:"total"`
	TookMS     float64 `json:"took_ms"`
	Rebuilding bool    `json:"rebuilding,omitempty" doc:"The index is being built: results are incomplete"`
	Results    []Found `json:"results"`
}

type searchOutput struct {
	Body Results
}

type suggestInput struct {
	Q string `query:"q" doc:"What has been typed so far"`
}

// Suggested is one line under the box.
type Suggested struct {
	Kind    string `json:"kind" enum:"page,section,question,ask"`
	Title   string `json:"title"`
	Context string `json:"context" doc:"Where it stands"`
	URL     string `json:"url"`
}

type suggestOutput struct {
	Body struct {
		Items []Suggested `json:"items"`
	}
}

func (s *screens) registerAPI(server *httpd.Server) {
	httpd.Register(server, httpd.Operation{
		Method: http.MethodGet, Path: "/search", ID: "search", Tag: "Search", Summary: "Find pages, sections and questions",
	}, s.find, httpd.Visitors)
	httpd.Register(server, httpd.Operation{
		Method: http.MethodGet, Path: "/suggest", ID: "suggest", Tag: "Search", Summary: "At most ten things to go to, as you type",
	}, s.suggest, httpd.Visitors)
}

func (s *screens) find(ctx context.Context, as wiki.Actor, in *searchInput) (*searchOutput, error) {
	access, err := accessOf(ctx, as)
	if err != nil {
		return nil, err
	}
	if _, known := access.Slug(in.Space); in.Space != "" && !known {
		return nil, content.Errorf(content.NotFound, "There is no space “%s”.", in.Space)
	}
	found, err := s.finder.Search(ctx, access, search.Query{Text: in.Q, Space: in.Space, Kind: in.Kind, Limit: in.Limit, Offset: in.Offset})
	if err != nil {
		return nil, err
	}
	out := &searchOutput{Body: ResultsOf(access, found)}
	for i := range out.Body.Results {
		if in.Kind == kindPage { // who asks for pages is answered with pages, whatever part of them was found
			out.Body.Results[i].Kind = kindPage
		}
	}
	return out, nil
}

// accessOf lets visitors in where there is a public space to look in.
func accessOf(ctx context.Context, as wiki.Actor) (wiki.Access, error) {
	access, err := httpd.AccessOf(ctx)
	if err == nil && !as.SignedIn() && len(access.Spaces()) == 0 {
		return access, content.Errorf(content.Sign, "Sign in, or send a token.")
	}
	return access, err
}

// ResultsOf writes what was found as the API gives it.
func ResultsOf(access wiki.Access, found search.Results) Results {
	out := Results{
		Total: found.Total, TookMS: float64(found.Took.Microseconds()) / 1000, Rebuilding: found.Rebuilding,
		Results: make([]Found, 0, len(found.Hits)),
	}
	for _, h := range found.Hits {
		space, _ := access.Space(h.Space)
		f := Found{
			Kind: kindOf(h), ID: int64(h.Page), SectionID: int64(h.Section), Title: h.Title, Heading: h.Heading, Space: space.Slug, URL: h.URL,
			SourcePath: h.SourcePath, Snippet: h.Snippet, Score: h.Score, Updated: httpd.UTC(h.Updated),
		}
		switch h.Kind() {
		case search.KindQuestion:
			f.ID = h.Question
		case search.KindAttachment:
			f.ID = int64(h.Attachment)
		}
		out.Results = append(out.Results, f)
	}
	return out
}

const kindPage = "page"

// kindOf tells a page that was found by its beginning from one that was found by a section.
func kindOf(h search.Hit) string {
	if h.Kind() == search.KindSection && h.Heading == "" {
		return kindPage
	}
	return string(h.Kind())
}

// suggest gives at most ten lines, the last one being the question that was typed.
func (s *screens) suggest(ctx context.Context, as wiki.Actor, in *suggestInput) (*suggestOutput, error) {
	out := &suggestOutput{}
	out.Body.Items = []Suggested{}
	access, err := accessOf(ctx, as)
	if err != nil {
		return nil, err
	}
	found, err := s.finder.Suggest(ctx, access, in.Q)
	if err != nil {
		return nil, err
	}
	text := content.Excerpt(in.Q, 200)
	if text == "" {
		return out, nil
	}
	for _, f := range found[:min(len(found), 9)] {
		space, _ := access.Space(f.Space)
		item := Suggested{Kind: f.Kind, Title: f.Title, Context: space.Name, URL: f.URL}
		if f.Heading != "" {
			item.Title, item.Context = f.Heading, space.Name+" › "+f.Title
		}
		out.Body.Items = append(out.Body.Items, item)
	}
	out.Body.Items = append(out.Body.Items, Suggested{Kind: "ask", Title: text, URL: "/ask?" + url.Values{"q": {text}}.Encode()})
	return out, nil
}
