package search_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/docent-wiki/docent/search"
	"github.com/docent-wiki/docent/wiki"
)

// fill puts a page of one section into space 1 for every text, numbered from 1.
func fill(t *testing.T, ix *search.Index, texts ...string) {
	t.Helper()
	docs := make([]search.Doc, len(texts))
	for i, text := range texts {
		docs[i] = search.Doc{Ref: search.Ref{Page: wiki.PageID(i + 1)}, Space: 1, Lead: true, Body: text}
	}
	put(t, ix, docs...)
}

func put(t *testing.T, ix *search.Index, docs ...search.Doc) {
	t.Helper()
	changes := make([]search.Change, len(docs))
	for i, d := range docs {
		group := search.PageGroup(d.Page)
		if d.Question != 0 {
			group = search.QuestionGroup(d.Question)
		}
		changes[i] = search.Change{Group: group, Docs: []search.Doc{d}}
	}
	must(t, ix.Apply(changes, search.Mark{}))
}

// pagesOf runs a request over the sections of space 1 and gives the pages, best first.
func pagesOf(t *testing.T, ix *search.Index, r search.Request) []wiki.PageID {
	t.Helper()
	r.Kinds, r.Size = []search.Kind{search.KindSection}, 100
	if r.Spaces == nil {
		r.Spaces = []wiki.SpaceID{1}
	}
	found, err := ix.Find(context.Background(), r)
	must(t, err)
	var pages []wiki.PageID
	for _, h := range found.Hits {
		pages = append(pages, h.Page)
	}
	return pages
}

func TestWeightedTermsCountAsMuchAsTheyWeigh(t *testing.T) {
	ix := memory(t)
	fill(t, ix, "holidays here", "vacation here", "something else", "and more")
	for _, c := range []struct {
		terms []search.WeightedTerm
		want  []wiki.PageID
	}{
		{[]search.WeightedTerm{{"holiday", 1}, {"vacations", .5}}, []wiki.PageID{1, 2}},
		{[]search.WeightedTerm{{"holiday", .5}, {"vacations", 1}}, []wiki.PageID{2, 1}},
		{[]search.WeightedTerm{{"holiday", 0}, {"vacation", 1}}, []wiki.PageID{2}},
		{[]search.WeightedTerm{{"holiday", -1}}, nil},
		{[]search.WeightedTerm{{"the", 1}}, nil},
	} {
		if diff := cmp.Diff(c.want, pagesOf(t, ix, search.Request{Weighted: c.terms})); diff != "" {
			t.Errorf("%v (-want +got):\n%s", c.terms, diff)
		}
	}
}

func TestDocFreq(t *testing.T) {
	ix := memory(t)
	fill(t, ix, "a voucher and a voucher", "vouchers", "nothing")
	put(t, ix, search.Doc{Ref: search.Ref{Question: 1}, Space: 1, Title: "Which voucher?"})
	df, total, err := ix.DocFreq(search.KindSection, []string{"voucher", "submarin"})
	must(t, err)
	if diff := cmp.Diff(map[string]int{"voucher": 2, "submarin": 0}, df); diff != "" || total != 3 {
		t.Errorf("of %d documents (-want +got):\n%s", total, diff)
	}
	fill(t, ix, "nothing")
	df, total, err = ix.DocFreq(search.KindSection, []string{"voucher"})
	must(t, err)
	if df["voucher"] != 1 || total != 3 {
		t.Errorf("after a change %v of %d", df, total)
	}
}
