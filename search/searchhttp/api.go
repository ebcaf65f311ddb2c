package searchhttp

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/search"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/httpd"
)

type searchInput struct {
	Q      string `query:"q" doc:"Words, \"exact words\", -not, OR, and operators: space: kind: tag: title: author: owner: updated: created: verified: lang:"`
	Space  string `query:"space" doc:"Slug of the one space to look in"`
	Kind   string `query:"kind" enum:"page,section,question,attachment" doc:"The one kind to look for"`
	Sort   string `query:"sort" enum:"best,newest,oldest,title" default:"best" doc:"By the best match, the last change, or the title"`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
	Offset int    `query:"offset" minimum:"0" maximum:"10000"`
}

// Found is one result.
type Found struct {
	Kind       string     `json:"kind" enum:"page,section,question,attachment"`
	ID         int64      `json:"id" doc:"Of the page (also for a section of it), the question or the attachment"`
	SectionID  int64      `json:"section_id,omitempty" doc:"Of the best section"`
	Title      string     `json:"title"`
	Heading    string     `json:"heading" doc:"Of the best section; empty where the page's beginning or title matched. Of an attachment the place in it, such as “page 3”"`
	Space      string     `json:"space"`
	URL        string     `json:"url" doc:"Of the section, as a path from the server's root"`
	SourcePath string     `json:"source_path,omitempty"`
	Snippet    string     `json:"snippet_html" doc:"<mark> is its only markup"`
	Score      float64    `json:"score" doc:"From 0 to 1; the best result has 1"`
	Updated    *time.Time `json:"updated_at,omitempty"`
	State      string     `json:"state,omitempty" doc:"Of a question: how it stands, in words for a person; it says so where the answer is in doubt"`
	ShownOn    []ShownOn  `json:"shown_on,omitempty" doc:"Of an attachment: pages that show it, at most three"`
}

// ShownOn is a page that shows an attachment.
type ShownOn struct {
	ID    int64  `json:"id"`
	Title string `json:"title"`
	URL   string `json:"url"`
}

// Results is the answer to a search.
type Results struct {
	Total      int      `json:"total"`
	TookMS     float64  `json:"took_ms"`
	Rebuilding bool     `json:"rebuilding,omitempty" doc:"The index is being built: results are incomplete"`
	Read       string   `json:"read,omitempty" enum:"fuzzy,any" doc:"Nothing has all of the words: words that differ by a letter were enough (fuzzy), or some of the words (any)"`
	DidYouMean string   `json:"did_you_mean,omitempty" doc:"Another query that finds more, where this one finds little"`
	Notes      []string `json:"notes,omitempty" doc:"What of the query could not be read as it was meant"`
	Facets     []Facet  `json:"facets" doc:"Ways to narrow the results: name:value put behind the query"`
	Results    []Found  `json:"results"`
}

// Facet is one way to narrow results.
type Facet struct {
	Name   string       `json:"name" doc:"An operator of the query language"`
	Values []FacetValue `json:"values" doc:"The most frequent ones, at most 20"`
}

// FacetValue is a value with the number of results that have it.
type FacetValue struct {
	Value string `json:"value"`
	Text  string `json:"text" doc:"For a person"`
	Count int    `json:"count"`
}

type searchOutput struct {
	Body Results
}

type suggestInput struct {
	Q string `query:"q" doc:"What has been typed so far"`
}

// Completed is the query with its last word completed to an operator or a value.
type Completed struct {
	Text string `json:"text" doc:"The operator, or operator and value"`
	Note string `json:"note,omitempty" doc:"What it does"`
	Q    string `json:"q" doc:"The whole query"`
}

// Suggested is one line under the box.
type Suggested struct {
	Kind    string `json:"kind" enum:"page,section,question,person,ask"`
	Title   string `json:"title"`
	Context string `json:"context" doc:"Where it stands"`
	URL     string `json:"url"`
}

type suggestOutput struct {
	Body struct {
		Items       []Suggested `json:"items"`
		Completions []Completed `json:"completions,omitempty" doc:"Operators and values for the last word"`
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
	found, err := s.finder.Search(ctx, access, search.Query{Text: in.Q, Space: in.Space, Kind: in.Kind, Sort: sortNamed(in.Sort), Limit: in.Limit, Offset: in.Offset})
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
		Read: string(found.Reading), DidYouMean: found.Meant, Notes: found.Notes,
		Facets: make([]Facet, 0, len(found.Facets)), Results: make([]Found, 0, len(found.Hits)),
	}
	for _, facet := range found.Facets {
		f := Facet{Name: facet.Name}
		for _, v := range facet.Values {
			f.Values = append(f.Values, FacetValue(v))
		}
		out.Facets = append(out.Facets, f)
	}
	for _, h := range found.Hits {
		space, _ := access.Space(h.Space)
		f := Found{
			Kind: kindOf(h), ID: int64(h.Page), SectionID: int64(h.Section), Title: h.Title, Heading: h.Heading, Space: space.Slug, URL: h.URL,
			SourcePath: h.SourcePath, Snippet: h.Snippet, Score: h.Score, Updated: httpd.UTC(h.Updated),
		}
		switch h.Kind() {
		case search.KindQuestion:
			f.ID, f.State = h.Question, h.Note
		case search.KindAttachment:
			f.ID = int64(h.Attachment)
			for _, p := range h.ShownOn {
				f.ShownOn = append(f.ShownOn, ShownOn{ID: int64(p.ID), Title: p.Title, URL: p.URL})
			}
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
	completions, err := s.finder.Complete(ctx, access, strings.TrimLeft(in.Q, " "))
	if err != nil {
		return nil, err
	}
	for _, c := range completions {
		out.Body.Completions = append(out.Body.Completions, Completed{Text: c.Text, Note: c.Note, Q: c.Query})
	}
	text := content.Excerpt(in.Q, 200)
	if text == "" {
		return out, nil
	}
	for _, f := range found[:min(len(found), 9)] {
		space, _ := access.Space(f.Space)
		item := Suggested{Kind: f.Kind, Title: f.Title, Context: space.Name, URL: f.URL}
		if f.Kind == "person" {
			item.Context = "what they wrote"
		}
		if f.Note != "" {
			item.Context = strings.Trim(space.Name+" · "+f.Note, " ·")
		}
		if f.Heading != "" {
			item.Title, item.Context = f.Heading, space.Name+" › "+f.Title
		}
		out.Body.Items = append(out.Body.Items, item)
	}
	out.Body.Items = append(out.Body.Items, Suggested{Kind: "ask", Title: text, URL: "/ask?" + url.Values{"q": {text}}.Encode()})
	return out, nil
}
