package qahttp

import (
	"context"
	"net/http"
	"strings"
	"unicode"

	"github.com/docent-wiki/docent/themes"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/httpd"
)

func (s *screens) registerPicking(server *httpd.Server) {
	httpd.Register(server, httpd.Operation{
		Method: http.MethodGet, Path: "/sections", ID: "find-sections", Tag: "Questions", Summary: "Sections to link an answer to",
		Text: "While somebody types: the best first, each with its sentences, one of which can be quoted.",
	}, s.sectionsCall)
}

type (
	sectionsInput struct {
		Q string `query:"q" maxLength:"500" doc:"Words of the section"`
	}
	sectionsOutput struct {
		Body struct {
			Items []LinkableSection `json:"items"`
		}
	}
)

// LinkableSection is a section that an answer can link to.
type LinkableSection struct {
	PageID    int64    `json:"page_id"`
	Anchor    string   `json:"anchor"`
	Path      string   `json:"path"`
	Title     string   `json:"title"`
	URL       string   `json:"url"`
	Snippet   string   `json:"snippet_html" doc:"<mark> is its only markup"`
	Sentences []string `json:"sentences" doc:"What can be quoted, at most sixty"`
}

func (s *screens) sectionsCall(ctx context.Context, _ wiki.Actor, in *sectionsInput) (*sectionsOutput, error) {
	access, err := httpd.AccessOf(ctx)
	if err != nil {
		return nil, err
	}
	out := &sectionsOutput{}
	out.Body.Items = []LinkableSection{}
	if strings.TrimSpace(in.Q) == "" {
		return out, nil
	}
	found, err := s.found(ctx, access, in.Q, themes.AnswerForm{})
	if err != nil {
		return nil, err
	}
	for _, f := range found {
		out.Body.Items = append(out.Body.Items, LinkableSection{
			PageID: f.PageID, Anchor: f.Anchor, Path: f.Path, Title: f.Title, URL: f.URL, Snippet: string(f.Snippet), Sentences: nonNil(sentences(f.text)),
		})
	}
	return out, nil
}

func nonNil(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

func letterOrDigit(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
