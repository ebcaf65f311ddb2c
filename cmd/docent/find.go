package main

import (
	"context"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/search"
	"github.com/docent-wiki/docent/search/searchhttp"
	"github.com/docent-wiki/docent/wiki"
)

type searchCmd struct {
	remote
	Query string `arg:"" help:"Words, \"exact words\", -not, OR, space: kind: tag: title: author: owner: updated: created: verified: lang:"`
	Space string `help:"The one space to look in." placeholder:"SLUG"`
	Sort  string `help:"best, newest, oldest or title." enum:"best,newest,oldest,title" default:"best"`
	Limit int    `help:"How many results." default:"10"`
}

func (c *searchCmd) Run(ctx context.Context, g *globals) error {
	found, err := c.find(ctx, g)
	if err != nil {
		return err
	}
	if g.JSON {
		return g.printJSON(found)
	}
	for _, r := range found.Results {
		title := r.Title
		if r.Heading != "" {
			title += " › " + r.Heading
		}
		if r.State != "" {
			title += " (" + r.State + ")"
		}
		fmt.Fprintf(g.out, "%s\n  %s\n  %s\n", title, c.URL+r.URL, plain(r.Snippet))
	}
	for _, note := range found.Notes {
		fmt.Fprintln(g.err, note)
	}
	switch {
	case found.Total > 0 && found.Read == string(search.ReadFuzzy):
		fmt.Fprintln(g.err, "No page has exactly these words; these have similar spellings.")
	case found.Total > 0 && found.Read == string(search.ReadAny):
		fmt.Fprintln(g.err, "No page has all of these words; these have some.")
	}
	if found.DidYouMean != "" {
		fmt.Fprintf(g.err, "Did you mean: %s\n", found.DidYouMean)
	}
	fmt.Fprintf(g.err, "%d found in %.1f ms%s\n", found.Total, found.TookMS, spread(found.Facets))
	return nil
}

// spread says where results are: "; space: handbook 12, eng 3".
func spread(facets []searchhttp.Facet) string {
	for _, facet := range facets {
		if facet.Name != "space" || len(facet.Values) < 2 {
			continue
		}
		var parts []string
		for _, v := range facet.Values[:min(len(facet.Values), 5)] {
			parts = append(parts, fmt.Sprintf("%s %d", v.Value, v.Count))
		}
		return "; space: " + strings.Join(parts, ", ")
	}
	return ""
}

func (c *searchCmd) find(ctx context.Context, g *globals) (found searchhttp.Results, err error) {
	if c.URL != "" {
		q := url.Values{"q": {c.Query}, "limit": {strconv.Itoa(c.Limit)}, "sort": {c.Sort}}
		if c.Space != "" {
			q.Set("space", c.Space)
		}
		err = c.call(ctx, http.MethodGet, "/api/v1/search?"+q.Encode(), nil, &found)
		return found, err
	}
	a, err := openSearch(ctx, g)
	if err != nil {
		return found, err
	}
	defer a.Close()
	access, err := a.wiki.Access(ctx, wiki.Operator())
	if err != nil {
		return found, err
	}
	if _, known := access.Slug(c.Space); c.Space != "" && !known {
		return found, content.Errorf(content.NotFound, "There is no space “%s”.", c.Space)
	}
	results, err := a.finder.Search(ctx, access, search.Query{Text: c.Query, Space: c.Space, Sort: search.Sort(c.Sort), Limit: c.Limit})
	return searchhttp.ResultsOf(access, results), err
}

// plain is a snippet for a terminal.
func plain(snippet string) string {
	return html.UnescapeString(strings.NewReplacer("<mark>", "", "</mark>", "").Replace(snippet))
}

// maxReply bounds what a server may answer, in bytes.
const maxReply = 64 << 20

// call asks a running server and reads its JSON.
func (r *remote) call(ctx context.Context, method, path string, body, into any) error {
	ctx, cancel := context.WithTimeout(ctx, time.Hour)
	defer cancel()
	var in io.Reader
	if body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			return err
		}
		in = strings.NewReader(string(text))
	}
	req, err := http.NewRequestWithContext(ctx, method, strings.TrimRight(r.URL, "/")+path, in)
	if err != nil {
		return content.Errorf(content.Invalid, "%s is not the address of a server.", r.URL).Because(err)
	}
	req.Header.Set("Authorization", "Bearer "+r.Token)
	req.Header.Set("Content-Type", "application/json")
	reply, err := http.DefaultClient.Do(req)
	if err != nil {
		return content.Errorf(content.Busy, "The server at %s does not answer.", r.URL).Because(err)
	}
	defer reply.Body.Close()
	text, err := io.ReadAll(io.LimitReader(reply.Body, maxReply))
	if err != nil {
		return fmt.Errorf("read the server's answer: %w", err)
	}
	if reply.StatusCode >= http.StatusBadRequest {
		var problem struct {
			Detail string `json:"detail"`
			Title  string `json:"title"`
		}
		if json.Unmarshal(text, &problem) != nil || problem.Detail+problem.Title == "" {
			problem.Title = reply.Status
		}
		return content.Errorf(content.Invalid, "The server at %s says: %s", r.URL, strings.TrimSpace(problem.Title+". "+problem.Detail))
	}
	if err := json.Unmarshal(text, into); err != nil {
		return fmt.Errorf("read the server's answer: %w", err)
	}
	return nil
}
