package searchhttp

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/docent-wiki/docent/search"
	"github.com/docent-wiki/docent/themes"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/httpd"
)

// asked is a search as the page has it: everything that narrows it stands in its text, so that an address
// can be kept and read, and changed in the box.
type asked struct {
	search.Parsed
	sort search.Sort
}

// askedOf reads a request. Addresses may also name one space and one kind beside the text.
func askedOf(r *httpd.Request) asked {
	a := asked{search.Parse(strings.TrimSpace(r.Query("q"))), sortNamed(r.Query("sort"))}
	for _, name := range []string{"space", "kind"} {
		if value := r.Query(name); value != "" {
			a.Parsed = search.Parse(a.With(name, value))
		}
	}
	return a
}

// sortNamed gives the order of a name; by the best match where it is unknown.
func sortNamed(name string) search.Sort {
	switch s := search.Sort(name); s {
	case search.SortNewest, search.SortOldest, search.SortTitle:
		return s
	}
	return search.SortBest
}

// with is the address of another text in the same order.
func (a asked) with(text string) string {
	v := url.Values{"q": {text}}
	if a.sort != search.SortBest {
		v.Set("sort", string(a.sort))
	}
	return "/search?" + v.Encode()
}

func (a asked) sorts() []themes.Facet {
	var list []themes.Facet
	for _, s := range []struct {
		sort search.Sort
		text string
	}{{search.SortBest, "Best match"}, {search.SortNewest, "Newest"}, {search.SortOldest, "Oldest"}, {search.SortTitle, "Title"}} {
		list = append(list, themes.Facet{Text: s.text, URL: asked{a.Parsed, s.sort}.with(a.Text), Count: -1, On: s.sort == a.sort})
	}
	return list
}

func (a asked) pager(number, total int) themes.Pager {
	if total <= perPage {
		return themes.Pager{}
	}
	offset := (number - 1) * perPage
	p := themes.Pager{First: offset + 1, Last: min(offset+perPage, total), Total: total}
	if number > 1 {
		p.Prev = a.with(a.Text) + "&page=" + strconv.Itoa(number-1)
	}
	if p.Last < total {
		p.Next = a.with(a.Text) + "&page=" + strconv.Itoa(number+1)
	}
	return p
}

// filters are the operators of the query, each with the query without it, and the query without any.
func (a asked) filters(access wiki.Access) (list []themes.Filter, clear string) {
	rest := a.Parsed
	for i, op := range a.Operators {
		text := op.Name + ": " + strings.Join(op.Values, " or ")
		if space, known := access.Slug(op.Values[0]); known && op.Name == "space" && len(op.Values) == 1 {
			text = space.Name
		}
		if op.Not {
			text = "not " + text
		}
		list = append(list, themes.Filter{Text: text, URL: a.with(a.Drop(i))})
	}
	for len(rest.Operators) > 0 {
		rest = search.Parse(rest.Drop(0))
	}
	return list, a.with(rest.Text)
}

// tag is the one tag that is looked for; "" where there is none, or more.
func (a asked) tag() (tag string) {
	for _, op := range a.Operators {
		if op.Name != "tag" {
			continue
		}
		if tag != "" || op.Not || len(op.Values) != 1 {
			return ""
		}
		tag = op.Values[0]
	}
	return tag
}

// alone are the facets of which a result has one value only: another value takes the place of the chosen one.
var alone = map[string]bool{"space": true, "kind": true, "updated": true, "verified": true, "lang": true}

var facetTitles = map[string]string{
	"kind": "Kind", "space": "Space", "tag": "Tag", "author": "Author", "updated": "Updated", "verified": "Verified", "lang": "Language",
}

// shown is how many values of a facet are shown before “more”.
const shown = 6

// facets are the ways to narrow the query, each a link that adds an operator or takes it away. A way on
// which all results agree is left out.
func (a asked) facets(access wiki.Access, all []search.Facet) []themes.FacetGroup {
	var groups []themes.FacetGroup
	for _, facet := range all {
		g := themes.FacetGroup{Name: facet.Name, Title: facetTitles[facet.Name]}
		chosen := false
		for _, v := range facet.Values {
			one := themes.Facet{Text: v.Text, Count: v.Count}
			one.URL, one.On = a.toggle(access, facet.Name, v.Value)
			chosen = chosen || one.On
			if len(g.Values) < shown || one.On {
				g.Values = append(g.Values, one)
			} else {
				g.More = append(g.More, one)
			}
		}
		useful := len(facet.Values) > 1 || facet.Name == "tag" || facet.Name == "verified"
		if useful || chosen {
			groups = append(groups, g)
		}
	}
	return groups
}

// toggle is the query with an operator, or without it where it is there.
func (a asked) toggle(access wiki.Access, name, value string) (address string, on bool) {
	is := func(other string) bool {
		space, known := access.Slug(value)
		return strings.EqualFold(other, value) || name == "space" && known && strings.EqualFold(other, space.Name)
	}
	at := slices.IndexFunc(a.Operators, func(op search.Operator) bool {
		return op.Name == name && !op.Not && len(op.Values) == 1 && is(op.Values[0])
	})
	if at >= 0 {
		return a.with(a.Drop(at)), true
	}
	base := a.Parsed
	if alone[name] {
		if i := slices.IndexFunc(a.Operators, func(op search.Operator) bool { return op.Name == name && !op.Not }); i >= 0 {
			base = search.Parse(a.Drop(i))
		}
	}
	return a.with(base.With(name, value)), false
}

// help explains the query language with examples that find something where that is known. An operator is
// put behind the query at hand.
func (a asked) help(access wiki.Access, facets []search.Facet) []themes.HelpLine {
	value := func(name, otherwise string) string {
		for _, facet := range facets {
			if facet.Name == name {
				return facet.Values[0].Value
			}
		}
		return otherwise
	}
	space := "handbook"
	if spaces := access.Spaces(); len(spaces) > 0 {
		space = spaces[0].Slug
	}
	operators := []struct{ name, value, text string }{
		{"space", value("space", space), "Only in this space"},
		{"kind", "question", "Only questions; also page and attachment"},
		{"tag", value("tag", "travel"), "Only what has this tag"},
		{"title", "welcome", "The word stands in the title"},
		{"author", "me", "Written or changed by you; or by anybody, by name"},
		{"owner", "me", "Looked after by you, or by anybody"},
		{"updated", "<30d", "Changed in the last thirty days; also 2026, 2026-05, >2026-05-17, >1y"},
		{"created", ">=2026", "Made in 2026 or later"},
		{"verified", "yes", "Somebody vouches for it; also no and expired"},
		{"lang", "de", "Written in German; any code or English name"},
	}
	lines := []themes.HelpLine{
		{Example: `"expense report"`, Text: "These words side by side"},
		{Example: "travel -train", Text: "Without a word, a phrase or whatever else stands behind the minus"},
		{Example: "taxi OR cab", Text: "One of the words is enough; parentheses hold more together"},
	}
	for i, line := range lines {
		lines[i].URL = a.with(line.Example)
	}
	for _, op := range operators {
		lines = append(lines, themes.HelpLine{Example: search.Write(op.name, op.value), URL: a.with(a.With(op.name, op.value)), Text: op.text})
	}
	return lines
}
