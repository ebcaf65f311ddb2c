package search

import (
	"context"
	"errors"
	"time"

	"github.com/blevesearch/bleve/v2"
	blevesearch "github.com/blevesearch/bleve/v2/search"
	"github.com/blevesearch/bleve/v2/search/query"
)

// Find runs one query. Hits are ordered by score, then by ID.
func (ix *Index) Find(ctx context.Context, r Request) (Found, error) {
	var found Found
	wanted := ix.compile(r)
	if wanted == nil || len(r.Spaces) == 0 {
		return found, nil
	}
	err := ix.use(func(engine bleve.Index) error {
		begun := time.Now()
		if r.Count || r.Keep != nil {
			if err := ix.loadFacts(ctx, engine); err != nil {
				return err
			}
		}
		q := &scoped{
			wanted: wanted, only: ix.limits(r), not: ix.exclusions(r),
			facts: ix.facts.get, keep: r.Keep, count: r.Count, best: r.Best,
		}
		request := bleve.NewSearchRequestOptions(q, r.Size, 0, false)
		if !r.Rough {
			request.Sort = byScoreThenID
		}
		result, err := engine.SearchInContext(ctx, request)
		if err = errors.Join(err, q.close()); err != nil {
			return err
		}
		found = Found{Total: int(result.Total), Best: result.MaxScore, Groups: q.groups}
		for _, hit := range result.Hits {
			if ref, ok := parseRef(hit.ID); ok {
				found.Hits = append(found.Hits, Candidate{Ref: ref, Score: hit.Score})
			}
		}
		found.Took = time.Since(begun)
		return nil
	})
	return found, err
}

var byScoreThenID = blevesearch.SortOrder{&blevesearch.SortScore{Desc: true}, &blevesearch.SortDocID{}}

// compile builds what is scored; nil where nothing can match.
func (ix *Index) compile(r Request) query.Query {
	if len(r.Lookup) > 0 {
		return ix.lookup(r)
	}
	if len(r.All) == 0 && r.Any == "" && len(r.Weighted) == 0 {
		if !r.Everything {
			return nil
		}
		return query.NewMatchAllQuery()
	}
	var kinds []query.Query
	for _, kind := range r.Kinds {
		var q query.Query
		switch {
		case r.Any != "":
			q = ix.anyWord(string(kind), []WeightedTerm{{r.Any, 1}})
		case len(r.Weighted) > 0:
			q = ix.anyWord(string(kind), r.Weighted)
		default:
			q = ix.allWords(string(kind), r.All, r.Fuzzy)
		}
		if q != nil {
			kinds = append(kinds, q)
		}
	}
	return either(kinds)
}

func either(qs []query.Query) query.Query {
	switch len(qs) {
	case 0:
		return nil
	case 1:
		return qs[0]
	}
	return query.NewDisjunctionQuery(qs)
}

func both(qs []query.Query) query.Query {
	switch len(qs) {
	case 0:
		return nil
	case 1:
		return qs[0]
	}
	return query.NewConjunctionQuery(qs)
}

func (ix *Index) anyWord(field string, texts []WeightedTerm) query.Query {
	var words []query.Query
	for _, w := range texts {
		if w.Weight <= 0 {
			continue
		}
		for _, t := range ix.Terms(w.Text) {
			if len(words) == maxTerms {
				break
			}
			q := query.NewTermQuery(t.Text)
			q.SetField(field)
			q.SetBoost(w.Weight)
			words = append(words, q)
		}
	}
	return either(words)
}

func (ix *Index) allWords(field string, clauses []Clause, fuzzy bool) query.Query {
	var words []query.Query
	for _, c := range clauses {
		words = append(words, ix.clause(field, c, fuzzy)...)
	}
	return both(words[:min(len(words), maxTerms)])
}

// clause gives the queries that must all match; none for a clause of stop words only.
func (ix *Index) clause(field string, c Clause, fuzzy bool) []query.Query {
	if len(c.Any) > 0 {
		var any []query.Query
		for _, some := range c.Any {
			if q := ix.allWords(field, some, fuzzy); q != nil {
				any = append(any, q)
			}
		}
		if q := either(any); q != nil {
			return []query.Query{q}
		}
		return nil
	}
	list := ix.Terms(c.Text)
	if c.Phrase && len(list) > 1 {
		return []query.Query{query.NewPhraseQuery(spread(list), field)}
	}
	var words []query.Query
	for _, t := range list {
		if fuzzy && !c.Phrase && len(t.Text) >= fuzzyFrom {
			near := query.NewFuzzyQuery(t.Text)
			near.SetField(field)
			near.SetPrefix(1)
			words = append(words, near)
			continue
		}
		words = append(words, term(field, t.Text))
	}
	return words
}

// spread lays words out by position; "" stands for a stop word in between, which may be anything.
func spread(list []Term) []string {
	first := list[0].Position
	words := make([]string, list[len(list)-1].Position-first+1)
	for _, t := range list {
		words[t.Position-first] = t.Text
	}
	return words
}

func term(field, word string) query.Query {
	q := query.NewTermQuery(word)
	q.SetField(field)
	return q
}

func oneOf(field string, words []string) query.Query {
	list := make([]query.Query, len(words))
	for i, w := range words {
		list[i] = term(field, w)
	}
	return either(list)
}

// lookup is for suggestions: every group of alternatives must have a word in the field.
func (ix *Index) lookup(r Request) query.Query {
	var all []query.Query
	for _, l := range r.Lookup {
		if l.Prefix != "" {
			q := query.NewPrefixQuery(l.Prefix)
			q.SetField(l.Field)
			all = append(all, q)
		} else if q := oneOf(l.Field, l.Values); q != nil {
			all = append(all, q)
		} else {
			return nil
		}
	}
	return both(all)
}
