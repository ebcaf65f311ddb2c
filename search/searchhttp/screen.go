package searchhttp

import (
	"fmt"
	"html/template"
	"net/url"
	"strconv"
	"strings"

	"github.com/docent-wiki/docent/search"
	"github.com/docent-wiki/docent/themes"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/httpd"
)

// perPage is how many hits a page of results shows.
const perPage = 20

// search draws what was found. A question that was typed into the box goes to where it is answered.
func (s *screens) search(r *httpd.Request) error {
	q := search.Query{Text: strings.TrimSpace(r.Query("q")), Space: r.Query("space"), Kind: r.Query("kind"), Limit: perPage}
	if r.Query("box") != "" && isQuestion(q.Text) {
		return r.See("/ask?" + url.Values{"q": {q.Text}}.Encode())
	}
	number, err := strconv.Atoi(r.Query("page"))
	if err != nil || number < 1 {
		number = 1
	}
	q.Offset = (number - 1) * perPage
	access, err := r.Access()
	if err != nil {
		return err
	}
	found, err := s.finder.Search(r.Context(), access, q)
	if err != nil {
		return err
	}
	view := themes.Search{Q: q.Text, Total: found.Total, Took: took(found)}
	if view.Frame, err = r.Frame(httpd.Here{Title: title(q.Text), Query: q.Text}); err != nil {
		return err
	}
	if found.Rebuilding {
		view.Rebuilding = "The index is being built."
		if found.All > 0 {
			view.Rebuilding = fmt.Sprintf("%d of %d pages are indexed so far.", found.Done, found.All)
		}
	}
	view.Spaces, view.Kinds = spaceFacets(q, access), kindFacets(q, found)
	for _, hit := range found.Hits {
		view.Hits = append(view.Hits, hitOf(r, access, hit))
	}
	if found.Reading != search.ReadAll && found.Total > 0 {
		view.Instead = &themes.Link{Text: reading(found.Reading), URL: address(q, "/ask")}
	}
	view.Pager = pager(q, number, found.Total)
	return r.Draw(view)
}

func title(q string) string {
	if q == "" {
		return "Search"
	}
	return q + " · Search"
}

func took(r search.Results) string {
	if ms := r.Took.Milliseconds(); ms > 0 {
		return fmt.Sprintf("%d ms", ms)
	}
	return "under 1 ms"
}

func reading(r search.Reading) string {
	if r == search.ReadFuzzy {
		return "Nothing has exactly these words; similar spellings are shown. Ask it as a question instead"
	}
	return "Nothing has all of these words; some of them are enough here. Ask it as a question instead"
}

func hitOf(r *httpd.Request, access wiki.Access, h search.Hit) themes.Hit {
	space, _ := access.Space(h.Space)
	hit := themes.Hit{
		Kind: "page", Path: space.Name, Title: h.Title, URL: h.URL,
		Snippet: template.HTML(h.Snippet), //nolint:gosec // Search promises that <mark> is its only markup
		Updated: r.When(h.Updated),
	}
	switch h.Kind() {
	case search.KindQuestion:
		hit.Kind, hit.Path = "question", strings.Trim("Question · "+h.Note, " ·")
	case search.KindAttachment:
		hit.Kind = "attachment"
	default:
		if h.Heading != "" {
			hit.Path, hit.Title = strings.Join(append([]string{space.Name, h.Title}, h.Path...), " › "), h.Heading
		}
		for _, other := range h.Others {
			text := other.Heading
			if text == "" {
				text = other.Title
			}
			hit.Others = append(hit.Others, themes.Link{Text: text, URL: other.URL})
		}
	}
	return hit
}

// address is that of a query, with what is not empty.
func address(q search.Query, path string) string {
	v := url.Values{}
	for name, value := range map[string]string{"q": q.Text, "space": q.Space, "kind": q.Kind} {
		if value != "" {
			v.Set(name, value)
		}
	}
	if path == "/ask" {
		v.Del("kind")
	}
	return path + "?" + v.Encode()
}

func spaceFacets(q search.Query, access wiki.Access) []themes.Facet {
	all := q
	all.Space = ""
	facets := []themes.Facet{{Text: "All spaces", URL: address(all, "/search"), Count: -1, On: q.Space == ""}}
	for _, space := range access.Spaces() {
		one := q
		one.Space = space.Slug
		facets = append(facets, themes.Facet{Text: space.Name, URL: address(one, "/search"), Count: -1, On: q.Space == space.Slug})
	}
	return facets
}

func kindFacets(q search.Query, found search.Results) []themes.Facet {
	kinds := []struct {
		kind, text string
		count      search.Kind
	}{{"", "Everything", ""}, {"page", "Pages", search.KindSection}, {"question", "Questions", search.KindQuestion}}
	facets := make([]themes.Facet, len(kinds))
	for i, k := range kinds {
		one := q
		one.Kind = k.kind
		facets[i] = themes.Facet{Text: k.text, URL: address(one, "/search"), Count: -1, On: q.Kind == k.kind}
		if q.Kind == "" && k.count != "" {
			facets[i].Count = found.Counts[k.count]
		}
	}
	return facets
}

func pager(q search.Query, number, total int) themes.Pager {
	if total <= perPage {
		return themes.Pager{}
	}
	p := themes.Pager{First: q.Offset + 1, Last: min(q.Offset+perPage, total), Total: total}
	if number > 1 {
		p.Prev = address(q, "/search") + "&page=" + strconv.Itoa(number-1)
	}
	if p.Last < total {
		p.Next = address(q, "/search") + "&page=" + strconv.Itoa(number+1)
	}
	return p
}

// opening are the words that a question starts with.
var opening = map[string]bool{
	"how": true, "what": true, "who": true, "where": true, "when": true, "why": true, "which": true, "whose": true,
	"can": true, "could": true, "may": true, "must": true, "should": true, "would": true, "will": true,
	"do": true, "does": true, "did": true, "is": true, "are": true, "am": true, "was": true, "were": true, "has": true, "have": true,
}

// isQuestion says whether somebody asks rather than looks for words.
func isQuestion(text string) bool {
	if strings.HasSuffix(text, "?") || strings.HasSuffix(text, "？") {
		return true
	}
	words := strings.Fields(strings.ToLower(text))
	return len(words) > 2 && opening[words[0]]
}
