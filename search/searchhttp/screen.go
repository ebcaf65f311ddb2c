package searchhttp

import (
	"fmt"
	"html/template"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/docent-wiki/docent/search"
	"github.com/docent-wiki/docent/themes"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/httpd"
)

// perPage is how many hits a page of results shows.
const perPage = 20

// search draws what was found. A question that was typed into the box goes to where it is answered.
func (s *screens) search(r *httpd.Request) error {
	if text := strings.TrimSpace(r.Query("q")); r.Query("box") != "" && isQuestion(text) {
		return r.See("/ask?" + url.Values{"q": {text}}.Encode())
	}
	number, err := strconv.Atoi(r.Query("page"))
	if err != nil || number < 1 {
		number = 1
	}
	asked := askedOf(r)
	access, err := r.Access()
	if err != nil {
		return err
	}
	found, err := s.finder.Search(r.Context(), access, search.Query{
		Text: asked.Text, Sort: asked.sort, Limit: perPage, Offset: (number - 1) * perPage, Now: r.Now(),
	})
	if err != nil {
		return err
	}
	view := themes.Search{Q: asked.Text, Notes: found.Notes, Total: found.Total, Took: took(found), Freely: reading(found), Help: asked.help(access, found.Facets)}
	if view.Frame, err = r.Frame(httpd.Here{Title: title(asked.Text), Query: asked.Text}); err != nil {
		return err
	}
	if found.Rebuilding {
		view.Rebuilding = "The index is being built."
		if found.All > 0 {
			view.Rebuilding = fmt.Sprintf("%d of %d pages are indexed so far.", found.Done, found.All)
		}
	}
	for _, hit := range found.Hits {
		view.Hits = append(view.Hits, hitOf(r, access, hit))
	}
	view.Sorts, view.Facets = asked.sorts(), asked.facets(access, found.Facets)
	view.Active, view.Clear = asked.filters(access)
	if tag := asked.tag(); tag != "" && view.Inbox {
		view.Watch = &themes.Link{Text: tag, URL: "/watch/tag/" + url.PathEscape(tag)}
	}
	if found.Meant != "" {
		view.Meant = &themes.Link{Text: found.Meant, URL: asked.with(found.Meant)}
	}
	if question := search.Plain(asked.Parsed); question != "" {
		view.Asking = &themes.Link{Text: question, URL: "/ask?" + url.Values{"q": {question}}.Encode()}
	}
	view.Pager = asked.pager(number, found.Total)
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

// reading says how freely a query was read.
func reading(r search.Results) string {
	switch {
	case r.Total == 0 || r.Reading == search.ReadAll:
		return ""
	case r.Reading == search.ReadFuzzy:
		return "No page has exactly these words; showing pages with similar spellings."
	}
	return "No page has all of these words; showing pages with some."
}

func vouched(r *httpd.Request, until time.Time) themes.Verified {
	switch {
	case until.IsZero():
		return themes.Verified{}
	case until.After(r.Now()):
		return themes.Verified{State: "good", Until: r.On(until)}
	}
	return themes.Verified{State: "expired", Until: r.On(until)}
}

func hitOf(r *httpd.Request, access wiki.Access, h search.Hit) themes.Hit {
	space, _ := access.Space(h.Space)
	hit := themes.Hit{
		Kind: "page", Path: space.Name, Title: h.Title, URL: h.URL,
		Snippet: template.HTML(h.Snippet), //nolint:gosec // Search promises that <mark> is its only markup
		Updated: r.When(h.Updated), Verified: vouched(r, h.Verified),
	}
	switch h.Kind() {
	case search.KindQuestion:
		hit.Kind, hit.Path = "question", strings.Trim("Question · "+h.Note, " ·")
	case search.KindAttachment:
		fileHit(&hit, h)
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

// fileHit says where in the file the words stand, and which pages show it.
func fileHit(hit *themes.Hit, h search.Hit) {
	hit.Kind = "attachment"
	for _, other := range h.Others {
		hit.Others = append(hit.Others, themes.Link{Text: other.Heading, URL: other.URL})
	}
	var titles []string
	for _, p := range h.ShownOn {
		titles = append(titles, p.Title)
		hit.Others = append(hit.Others, themes.Link{Text: "on “" + p.Title + "”", URL: p.URL})
	}
	hit.Path = strings.Trim("File on "+strings.Join(titles, ", ")+" · "+h.Heading, " ·")
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
