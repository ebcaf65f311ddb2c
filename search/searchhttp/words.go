package searchhttp

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/search"
	"github.com/docent-wiki/docent/search/thesaurus"
	"github.com/docent-wiki/docent/themes"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/httpd"
)

// shownMisses is how many searches that found nothing are shown.
const shownMisses = 30

const wordsPath = "/admin/words"

type wordKeeper struct {
	words  *search.Words
	finder *search.Finder
}

// RegisterWords puts the screen and the calls of a team's own words on a server.
func RegisterWords(server *httpd.Server, words *search.Words, finder *search.Finder) {
	k := wordKeeper{words, finder}
	server.GET(wordsPath, k.screen, httpd.Scope(wiki.ScopeAdmin))
	server.POST(wordsPath, k.act, httpd.Scope(wiki.ScopeAdmin))
	const tag = "Administration"
	httpd.Register(server, httpd.Operation{
		Method: http.MethodGet, Path: "/words", ID: "list-words", Tag: tag, Summary: "The team's own synonyms, and searches that found nothing",
	}, k.list, httpd.Scope(wiki.ScopeAdmin))
	httpd.Register(server, httpd.Operation{
		Method: http.MethodPost, Path: "/words", ID: "add-words", Tag: tag, Summary: "Add synonyms", Status: http.StatusCreated,
		Text:   "One group: words and phrases with commas between them, each of which finds the others. `left -> right`: the left finds the right only. `~0.5` behind a word: it counts half; `~0` takes a built-in pair back.",
		Errors: []int{http.StatusConflict},
	}, k.add, httpd.Scope(wiki.ScopeAdmin))
	httpd.Register(server, httpd.Operation{
		Method: http.MethodDelete, Path: "/words/{id}", ID: "remove-words", Tag: tag, Summary: "Remove synonyms",
	}, k.remove, httpd.Scope(wiki.ScopeAdmin))
}

// screen lists the team's words; with ?try= it shows what the words of a question are exchanged for.
func (k wordKeeper) screen(r *httpd.Request) error {
	view, err := k.view(r)
	if err != nil {
		return err
	}
	return r.Draw(view)
}

func (k wordKeeper) view(r *httpd.Request) (view themes.AdminWords, err error) {
	entries, err := k.words.List(r.Context(), r.As)
	if err != nil {
		return view, err
	}
	misses, err := k.words.Misses(r.Context(), r.As, shownMisses)
	if err != nil {
		return view, err
	}
	view = themes.AdminWords{Tabs: r.AdminTabs(wordsPath), Builtin: thesaurus.Builtin().Groups(), Try: cut(r.Query("try"))}
	for _, e := range entries {
		view.Rows = append(view.Rows, themes.WordsRow{ID: int64(e.ID), Words: e.Words, Added: r.When(e.Added)})
	}
	for _, m := range misses {
		view.Misses = append(view.Misses, themes.MissedSearch{Words: m.Words, Times: m.Times, Last: r.When(m.Last)})
	}
	said := thesaurus.Words(view.Try)
	for _, e := range k.finder.Thesaurus().Expand(said) {
		of := strings.Join(said[e.From:e.To], " ")
		if n := len(view.Tried); n == 0 || view.Tried[n-1].Of != of {
			view.Tried = append(view.Tried, themes.Exchanged{Of: of})
		}
		last := &view.Tried[len(view.Tried)-1]
		last.For = append(last.For, strings.Join(e.Words, " "))
	}
	view.Frame, err = r.Frame(httpd.Here{Title: "Words · Administration", Nav: themes.NavAdmin})
	return view, err
}

// cut keeps what is tried to the length of a question.
func cut(text string) string {
	text = strings.TrimSpace(text)
	return text[:min(len(text), 200)]
}

// act does what one of the screen's forms asks for: to remove an entry, to say what a search meant, or to add one.
func (k wordKeeper) act(r *httpd.Request) error {
	line, miss, meaning := r.Field("words"), r.Field("miss"), r.Field("meaning")
	var err error
	said := "Added. Questions use it from here on."
	switch id := r.Field("remove"); {
	case id != "":
		var n int64
		if n, err = strconv.ParseInt(id, 10, 64); err != nil {
			return content.Errorf(content.NotFound, "There is no such entry; perhaps somebody has removed it.")
		}
		said, err = "Removed. Questions do without it from here on.", k.words.Remove(r.Context(), r.As, search.SynonymID(n))
	case miss != "":
		_, err = k.words.Explain(r.Context(), r.As, miss, meaning)
	default:
		_, err = k.words.Add(r.Context(), r.As, line)
	}
	if known := httpd.Known(err); known != nil && (known.Kind == content.Invalid || known.Kind == content.Conflict) {
		view, err := k.view(r)
		if err != nil {
			return err
		}
		view.Problem, view.Words = themes.Problem{Text: known.Text, Field: "words"}, line
		for i := range view.Misses {
			if view.Misses[i].Words == miss {
				view.Misses[i].Meaning, view.Problem.Field = meaning, "meaning"
			}
		}
		return r.Refuse(known, view)
	}
	if err != nil {
		return err
	}
	r.Say("good", said, nil)
	return r.See(wordsPath)
}

// Group is an entry of the team's own thesaurus.
type Group struct {
	ID    int64     `json:"id"`
	Words string    `json:"words" doc:"Such as \"pto, leave, day off~0.6\" or \"wfh -> remote work\""`
	Added time.Time `json:"added"`
}

// Missed is a search that found nothing or little.
type Missed struct {
	Words string    `json:"words"`
	Times int       `json:"times"`
	Last  time.Time `json:"last"`
}

type groupsOutput struct {
	Body struct {
		Items  []Group  `json:"items"`
		Missed []Missed `json:"missed" doc:"Searches that found nothing, the most frequent first"`
	}
}

type groupInput struct {
	Body struct {
		Words string `json:"words" maxLength:"2000"`
	}
}

type groupOutput struct{ Body Group }

func (k wordKeeper) list(ctx context.Context, as wiki.Actor, _ *struct{}) (*groupsOutput, error) {
	entries, err := k.words.List(ctx, as)
	if err != nil {
		return nil, err
	}
	misses, err := k.words.Misses(ctx, as, shownMisses)
	if err != nil {
		return nil, err
	}
	out := &groupsOutput{}
	out.Body.Items, out.Body.Missed = make([]Group, 0, len(entries)), make([]Missed, 0, len(misses))
	for _, e := range entries {
		out.Body.Items = append(out.Body.Items, groupOf(e))
	}
	for _, m := range misses {
		out.Body.Missed = append(out.Body.Missed, Missed{Words: m.Words, Times: m.Times, Last: m.Last})
	}
	return out, nil
}

func groupOf(e search.Synonym) Group { return Group{int64(e.ID), e.Words, e.Added} }

func (k wordKeeper) add(ctx context.Context, as wiki.Actor, in *groupInput) (*groupOutput, error) {
	added, err := k.words.Add(ctx, as, in.Body.Words)
	if err != nil {
		return nil, err
	}
	return &groupOutput{groupOf(added)}, nil
}

type groupID struct {
	ID int64 `path:"id"`
}

func (k wordKeeper) remove(ctx context.Context, as wiki.Actor, in *groupID) (*struct{}, error) {
	return nil, k.words.Remove(ctx, as, search.SynonymID(in.ID))
}
