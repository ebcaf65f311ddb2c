package search

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/docent-wiki/docent/wiki"
)

// Completion is an operator, or a value of one, for what somebody is typing.
type Completion struct {
	Text  string // "tag:", "tag:travel"
	Note  string // what it does, or how many it finds
	Query string // what has been typed, with the last word completed
}

const maxCompletions = 7

// operatorNotes say what an operator looks for.
var operatorNotes = map[string]string{
	"space": "in one space", "kind": "pages, questions or attachments", "tag": "with a tag", "title": "words of the title",
	"author": "written or changed by", "owner": "looked after by", "updated": "changed when", "created": "made when",
	"verified": "vouched for, or not", "lang": "in a language",
}

// Complete gives operators and values for the last word of what has been typed; none where the word is no
// beginning of an operator, or is complete. Only what the reader may know of is offered.
func (f *Finder) Complete(ctx context.Context, access wiki.Access, text string) ([]Completion, error) {
	if len(text) > maxQuery {
		return nil, nil
	}
	at := lastWord(text)
	word := strings.TrimPrefix(text[at:], "(")
	word = strings.TrimPrefix(word, "-")
	before := text[:len(text)-len(word)]
	name, value, operator := strings.Cut(word, ":")
	name = strings.ToLower(name)
	if !operator {
		return operatorsFor(before, name), nil
	}
	if !slices.Contains(OperatorNames, name) {
		return nil, nil
	}
	value = strings.TrimLeft(value, "\"“”„")
	known, err := f.values(ctx, access, name)
	if err != nil {
		return nil, fmt.Errorf("complete: %w", err)
	}
	var list []Completion
	for _, v := range known {
		if len(list) < maxCompletions && v.Value != value && begins(v, value) {
			said := Write(name, v.Value)
			list = append(list, Completion{Text: said, Note: v.Text, Query: before + said})
		}
	}
	return list, nil
}

// lastWord gives where the last word of a query begins; a space within quotes ends none.
func lastWord(text string) int {
	at, inside := 0, false
	for i, r := range text {
		switch {
		case strings.ContainsRune("\"“”„", r):
			inside = !inside
		case r == ' ' && !inside:
			at = i + 1
		}
	}
	return at
}

func operatorsFor(before, name string) (list []Completion) {
	if len(name) < 2 {
		return nil
	}
	for _, known := range OperatorNames {
		if strings.HasPrefix(known, name) {
			list = append(list, Completion{Text: known + ":", Note: operatorNotes[known], Query: before + known + ":"})
		}
	}
	return list
}

// begins says whether a value, or a word of what it is called, begins with what was typed.
func begins(v FacetValue, typed string) bool {
	typed = strings.ToLower(typed)
	if strings.HasPrefix(strings.ToLower(v.Value), typed) {
		return true
	}
	for _, word := range strings.Fields(strings.ToLower(v.Value + " " + v.Text)) {
		if strings.HasPrefix(word, typed) {
			return true
		}
	}
	return false
}

// values are what may stand behind an operator, the likeliest first; Text says what each does.
func (f *Finder) values(ctx context.Context, access wiki.Access, name string) ([]FacetValue, error) {
	switch name {
	case "space":
		var list []FacetValue
		for _, s := range access.Spaces() {
			list = append(list, FacetValue{Value: s.Slug, Text: s.Name})
		}
		return list, nil
	case "kind":
		return []FacetValue{{Value: "page"}, {Value: "question"}, {Value: "attachment"}}, nil
	case "tag", "lang":
		return f.counted(ctx, access, name)
	case "author", "owner":
		if !access.As.SignedIn() {
			return nil, nil
		}
		who, err := f.names.of(ctx, f.people, f.index)
		if err != nil {
			return nil, err
		}
		list := []FacetValue{{Value: "me", Text: "you"}}
		for _, p := range who.all {
			list = append(list, FacetValue{Value: p.Name})
		}
		return list, nil
	case "updated", "created":
		return []FacetValue{
			{Value: "<7d", Text: "in the past week"},
			{Value: "<30d", Text: "in the past thirty days"},
			{Value: "<1y", Text: "in the past year"},
			{Value: ">1y", Text: "more than a year ago"},
			{Value: "today", Text: "since midnight"},
		}, nil
	case "verified":
		return []FacetValue{{Value: "yes", Text: "somebody vouches for it"}, {Value: "expired", Text: "verification ran out"}, {Value: "no", Text: "nobody vouches for it"}}, nil
	}
	return nil, nil
}

// counted gives the tags or languages of what the reader may read, the most frequent ones first.
func (f *Finder) counted(ctx context.Context, access wiki.Access, name string) ([]FacetValue, error) {
	counts, err := f.index.counts(ctx, name, access.IDs())
	if err != nil {
		return nil, err
	}
	list := make([]FacetValue, 0, len(counts))
	for value, n := range counts {
		text := fmt.Sprintf("on %d pages", n)
		switch {
		case name == "lang":
			text = LanguageName(value)
		case n == 1:
			text = "on one page"
		}
		list = append(list, FacetValue{Value: value, Text: text, Count: n})
	}
	slices.SortFunc(list, func(a, b FacetValue) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), strings.Compare(a.Value, b.Value))
	})
	return list, nil
}
