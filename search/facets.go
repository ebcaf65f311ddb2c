package search

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/docent-wiki/docent/wiki"
)

// Facet is one way to narrow results. Its values are what `name:value` of the query language takes.
type Facet struct {
	Name   string // one of OperatorNames
	Values []FacetValue
}

// FacetValue is a value with the number of results that have it.
type FacetValue struct {
	Value string
	Text  string // for a person
	Count int
}

// maxValues is how many values of a facet are told, the most frequent ones.
const maxValues = 20

// ages are the values of the facet updated. They do not exclude each other, but for the last.
var ages = []struct{ value, text string }{
	{"<7d", "Past week"}, {"<1m", "Past month"}, {"<1y", "Past year"}, {">1y", "More than a year ago"},
}

// facets counts results by what is known of them. People are named to those who are signed in.
func (f *Finder) facets(ctx context.Context, r *plan, groups []Group) ([]Facet, error) {
	kinds, spaces, tags, people, langs := tally[Kind]{}, tally[wiki.SpaceID]{}, tally[string]{}, tally[wiki.PersonID]{}, tally[string]{}
	updated, verified := make([]int, len(ages)), [3]int{}
	spans := make([]span, len(ages))
	for i, age := range ages {
		spans[i], _ = spanOf(age.value, r.now)
	}
	now := r.now.UnixMicro()
	for _, g := range groups {
		if g.Facts == nil {
			continue
		}
		kinds[g.Facts.Kind]++
		space := cmp.Or(g.Within, g.Facts.Space) // a file counts in the space through which it was found
		if r.access.Right(space) >= wiki.Reader {
			spaces[space]++
		}
		for _, tag := range g.Facts.Tags {
			tags[tag]++
		}
		for _, person := range g.Facts.Authors {
			people[person]++
		}
		if g.Facts.Language != "" {
			langs[g.Facts.Language]++
		}
		for i, s := range spans {
			if s.has(g.Facts.Updated) {
				updated[i]++
			}
		}
		if g.Facts.Kind == KindSection {
			verified[trust(g.Facts, now)]++
		}
	}
	authors, err := f.authors(ctx, r.access, people)
	if err != nil {
		return nil, err
	}
	all := []Facet{
		{"kind", kinds.values(func(k Kind) (string, string) { return kindNames[k].value, kindNames[k].text })},
		{"space", spaces.values(func(id wiki.SpaceID) (string, string) {
			s, _ := r.access.Space(id)
			return s.Slug, s.Name
		})},
		{"tag", tags.values(func(tag string) (string, string) { return tag, tag })},
		{"author", authors},
		{"updated", nil},
		{"verified", nil},
		{"lang", langs.values(func(code string) (string, string) { return code, LanguageName(code) })},
	}
	for i, age := range ages {
		if updated[i] < len(groups) && (i == 0 || updated[i] != updated[i-1]) { // else it narrows nothing
			all[4].Values = appendCount(all[4].Values, age.value, age.text, updated[i])
		}
	}
	for i, state := range []struct{ value, text string }{{"yes", "Verified"}, {"expired", "Verification expired"}, {"no", "Never verified"}} {
		if state.value != "no" { // which would be most of them: no help in choosing
			all[5].Values = appendCount(all[5].Values, state.value, state.text, verified[i])
		}
	}
	return slices.DeleteFunc(all, func(facet Facet) bool { return len(facet.Values) == 0 }), nil
}

// trust tells whether a page is vouched for (0), was once (1), or never was (2).
func trust(f *Facts, now int64) int {
	switch {
	case f.Verified > now:
		return 0
	case f.Verified != 0:
		return 1
	}
	return 2
}

func appendCount(values []FacetValue, value, text string, n int) []FacetValue {
	if n == 0 {
		return values
	}
	return append(values, FacetValue{Value: value, Text: text, Count: n})
}

var kindNames = map[Kind]struct{ value, text string }{
	KindSection:    {"page", "Pages"},
	KindQuestion:   {"question", "Questions"},
	KindAttachment: {"attachment", "Attachments"},
}

// tally counts.
type tally[K cmp.Ordered] map[K]int

// values are the most frequent ones, most frequent first.
func (t tally[K]) values(name func(K) (value, text string)) []FacetValue {
	keys := make([]K, 0, len(t))
	for k := range t {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b K) int { return cmp.Or(cmp.Compare(t[b], t[a]), cmp.Compare(a, b)) })
	values := make([]FacetValue, 0, min(len(keys), maxValues))
	for _, k := range keys {
		if len(values) == maxValues {
			break
		}
		if value, text := name(k); value != "" {
			values = append(values, FacetValue{Value: value, Text: text, Count: t[k]})
		}
	}
	return values
}

func (f *Finder) authors(ctx context.Context, access wiki.Access, counts tally[wiki.PersonID]) ([]FacetValue, error) {
	if !access.As.SignedIn() || len(counts) == 0 {
		return nil, nil
	}
	names, err := f.names.of(ctx, f.people, f.index)
	if err != nil {
		return nil, fmt.Errorf("count by author: %w", err)
	}
	return counts.values(func(id wiki.PersonID) (string, string) { return names.byID[id], names.byID[id] }), nil
}

// order sorts groups; by score they are sorted already.
func order(groups []Group, by Sort) {
	facts := func(g Group) *Facts {
		if g.Facts == nil {
			return &Facts{}
		}
		return g.Facts
	}
	slices.SortFunc(groups, func(a, b Group) int {
		x, y := facts(a), facts(b)
		first := 0
		switch by {
		case SortNewest:
			first = cmp.Compare(y.Updated, x.Updated)
		case SortOldest:
			first = cmp.Compare(x.Updated, y.Updated)
		case SortTitle:
			first = strings.Compare(x.Title, y.Title)
		}
		return cmp.Or(first, strings.Compare(a.ID(), b.ID()))
	})
}

// spoken are the English names of languages.
var spoken = map[string]string{
	"en": "English", "de": "German", "fr": "French", "es": "Spanish", "it": "Italian", "pt": "Portuguese", "nl": "Dutch", "da": "Danish",
	"sv": "Swedish", "no": "Norwegian", "nb": "Norwegian", "fi": "Finnish", "is": "Icelandic", "ru": "Russian", "zh": "Chinese", "ja": "Japanese",
	"ko": "Korean", "pl": "Polish", "cs": "Czech", "uk": "Ukrainian", "tr": "Turkish", "hu": "Hungarian", "ro": "Romanian", "el": "Greek",
	"ar": "Arabic", "he": "Hebrew", "hi": "Hindi", "vi": "Vietnamese", "id": "Indonesian",
}

// LanguageName is a language's English name, or its code where that is not known.
func LanguageName(code string) string { return cmp.Or(spoken[code], code) }
