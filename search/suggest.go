package search

import (
	"cmp"
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync"

	"github.com/docent-wiki/docent/wiki"
)

// Suggestion is something to go to while somebody is still typing.
type Suggestion struct {
	Kind  string // "page", "section", "question" or "person"
	ID    int64
	Title string // of the page or question, the name of the person
	// Heading is that of a section.
	Heading string
	Space   wiki.SpaceID
	URL     string
	Note    string // a question's state, in words for a person
}

const (
	maxSuggestions = 10
	maxPerKind     = 3 // while other kinds have something to suggest
	maxPersons     = 2
	maxExpansions  = 50 // words of the index that one typed word may stand for
	suggestFetch   = 30
	sectionsFrom   = 3 // bytes typed from which headings are looked at; before, half of them match
)

// Suggest gives at most ten pages by title, sections by heading and answered questions for what somebody
// has typed so far. The last word need not be complete, and a letter may be wrong.
func (f *Finder) Suggest(ctx context.Context, access wiki.Access, text string) ([]Suggestion, error) {
	if len(text) > maxQuery {
		return nil, nil
	}
	if p := Parse(text); len(p.Operators) > 0 {
		text = p.plain()
	}
	words := f.index.Words(text)
	if len(words) == 0 || len(words) > maxClauses {
		return nil, nil
	}
	persons, err := f.persons(ctx, access, words)
	if err != nil {
		return nil, fmt.Errorf("suggest: %w", err)
	}
	forgive := len(persons) == 0 // somebody's name is no misspelled title
	pages, err := f.leads(ctx, access, KindSection, text, words, forgive)
	if err != nil {
		return nil, fmt.Errorf("suggest: %w", err)
	}
	var sections []Ref
	if len(text) >= sectionsFrom {
		if sections, err = f.lookup(ctx, access, fieldHead, KindSection, words, forgive && len(pages) == 0); err != nil {
			return nil, fmt.Errorf("suggest: %w", err)
		}
	}
	questions, err := f.leads(ctx, access, KindQuestion, text, words, forgive)
	if err != nil {
		return nil, fmt.Errorf("suggest: %w", err)
	}
	docs, err := f.check(ctx, access, nil, slices.Concat(pages, sections, questions))
	if err != nil {
		return nil, fmt.Errorf("suggest: %w", err)
	}
	all := choose(titleKey(text), docs, pages, sections, questions)
	return append(all[:min(len(all), maxSuggestions-1-len(persons))], persons...), nil // one line is left to the question itself
}

// persons gives at most maxPersons people by name, for those who are signed in. They lead to what the
// person wrote.
func (f *Finder) persons(ctx context.Context, access wiki.Access, words []Term) ([]Suggestion, error) {
	if !access.As.SignedIn() || len(words[0].Text) < 2 {
		return nil, nil
	}
	who, err := f.names.of(ctx, f.people, f.index)
	if err != nil {
		return nil, err
	}
	var list []Suggestion
	for _, p := range who.all {
		if len(list) < maxPersons && who.named(p.ID, words) {
			list = append(list, Suggestion{Kind: "person", ID: int64(p.ID), Title: p.Name, URL: "/search?" + url.Values{"q": {Write("author", p.Name)}}.Encode()})
		}
	}
	return list, nil
}

// leads finds pages or questions: by how their whole title begins, then by their words.
func (f *Finder) leads(ctx context.Context, access wiki.Access, kind Kind, text string, words []Term, forgive bool) ([]Ref, error) {
	begins := Request{Kinds: []Kind{kind}, Spaces: access.IDs(), Size: suggestFetch, Lookup: []Limit{
		{Field: fieldKey, Prefix: titleKey(text)},
	}}
	found, err := f.index.Find(ctx, begins)
	if err != nil {
		return nil, err
	}
	refs := refsOf(found.Hits)
	if len(refs) >= maxSuggestions {
		return refs, nil
	}
	more, err := f.lookup(ctx, access, fieldLead, kind, words, forgive && len(refs) == 0)
	for _, ref := range more {
		if !slices.Contains(refs, ref) {
			refs = append(refs, ref)
		}
	}
	return refs, err
}

func refsOf(hits []Candidate) []Ref {
	refs := make([]Ref, len(hits))
	for i, h := range hits {
		refs[i] = h.Ref
	}
	return refs
}

// lookup finds documents that have all the words in a field, the last one perhaps incomplete; where
// there are none and forgive is set, words that contain what was typed or differ from it by a letter will do.
func (f *Finder) lookup(ctx context.Context, access wiki.Access, field string, kind Kind, words []Term, forgive bool) ([]Ref, error) {
	r := Request{
		Kinds: []Kind{kind}, Spaces: access.IDs(), Size: suggestFetch, Rough: true,
		Only: []Limit{{Field: fieldKind, Values: []string{string(kind)}}},
	}
	for i, w := range words {
		if i == len(words)-1 {
			r.Lookup = append(r.Lookup, Limit{Field: field, Prefix: w.Text})
		} else {
			r.Lookup = append(r.Lookup, Limit{Field: field, Values: []string{w.Text}})
		}
	}
	found, err := f.index.Find(ctx, r)
	if err != nil || found.Total > 0 || !forgive {
		return refsOf(found.Hits), err
	}
	known, err := f.words.of(f.index, field)
	if err != nil {
		return nil, err
	}
	for i, w := range words {
		r.Lookup[i] = Limit{Field: field, Values: expand(known, w.Text, i == len(words)-1)}
	}
	found, err = f.index.Find(ctx, r)
	return refsOf(found.Hits), err
}

// choose puts the suggestions together: titles that begin with what was typed first, shorter ones first
// among equals, and room for every kind.
func choose(typed string, docs map[Ref]*Doc, kinds ...[]Ref) []Suggestion {
	var all [][]Suggestion
	pages := map[wiki.PageID]bool{}
	for k, refs := range kinds {
		var list []*Doc
		for _, ref := range refs {
			doc, ok := docs[ref]
			if !ok || k == 1 && (pages[doc.Page] && strings.EqualFold(doc.Heading, doc.Title)) {
				continue
			}
			if k == 0 {
				pages[doc.Page] = true
			}
			list = append(list, doc)
		}
		name := func(d *Doc) string {
			if k == 1 {
				return d.Heading
			}
			return d.Title
		}
		slices.SortStableFunc(list, func(a, b *Doc) int {
			begins := func(d *Doc) int {
				if strings.HasPrefix(titleKey(name(d)), typed) {
					return 0
				}
				return 1
			}
			return cmp.Or(cmp.Compare(begins(a), begins(b)), cmp.Compare(len(name(a)), len(name(b))), cmp.Compare(a.ID(), b.ID()))
		})
		some := make([]Suggestion, len(list))
		for i, d := range list {
			some[i] = suggestion(d, k == 1)
		}
		all = append(all, some)
	}
	return share(all)
}

func suggestion(d *Doc, section bool) Suggestion {
	s := Suggestion{Kind: "page", ID: int64(d.Page), Title: d.Title, Space: d.Space, URL: d.URL}
	switch {
	case d.Question != 0:
		s.Kind, s.ID, s.Note = "question", d.Question, d.Note
	case section:
		s.Kind, s.ID, s.Heading = "section", int64(d.Section), d.Heading
	default:
		s.URL = wiki.PageURL(d.Page, d.Title)
	}
	return s
}

// share takes up to maxPerKind of every kind, then fills up in order.
func share(kinds [][]Suggestion) []Suggestion {
	take := make([]int, len(kinds))
	left := maxSuggestions
	for _, most := range []int{maxPerKind, maxSuggestions} {
		for k, list := range kinds {
			n := min(len(list), most) - take[k]
			n = max(min(n, left), 0)
			take[k] += n
			left -= n
		}
	}
	var out []Suggestion
	for k, list := range kinds {
		out = append(out, list[:take[k]]...)
	}
	return out
}

// expand gives the words of the index that a typed word may stand for.
func expand(known []string, typed string, prefix bool) []string {
	var words []string
	for _, w := range known {
		if w == typed || prefix && strings.HasPrefix(w, typed) || len(typed) >= 3 && strings.Contains(w, typed) ||
			len(typed) >= fuzzyFrom && near(typed, w, prefix) {
			if words = append(words, w); len(words) == maxExpansions {
				break
			}
		}
	}
	return words
}

// near says whether a word becomes another, or with prefix the beginning of it, by at most one letter
// changed, left out, put in, or swapped with its neighbour.
func near(word, other string, prefix bool) bool {
	a, b := []rune(word), []rune(other)
	if !prefix && max(len(a), len(b))-min(len(a), len(b)) > 1 {
		return false
	}
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	same := func(a, b []rune) bool {
		return len(b) >= len(a) && slices.Equal(a, b[:len(a)]) && (prefix || len(a) == len(b))
	}
	rest := func(s []rune, from int) []rune { return s[min(from, len(s)):] }
	switch {
	case same(rest(a, i), rest(b, i)), same(rest(a, i+1), rest(b, i+1)), same(rest(a, i+1), rest(b, i)), same(rest(a, i), rest(b, i+1)):
		return true
	case i+1 < len(a) && i+1 < len(b) && a[i] == b[i+1] && a[i+1] == b[i]:
		return same(rest(a, i+2), rest(b, i+2))
	}
	return false
}

// vocabulary remembers the words of a field until the index changes.
type vocabulary struct {
	mu    sync.Mutex
	at    int64
	words map[string][]string
}

func (v *vocabulary) of(index *Index, field string) ([]string, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if now := index.changes.Load(); v.words == nil || v.at != now {
		v.at, v.words = now, map[string][]string{}
	}
	if words, ok := v.words[field]; ok {
		return words, nil
	}
	words, err := index.Vocabulary(field)
	if err != nil {
		return nil, err
	}
	v.words[field] = words
	return words, nil
}
