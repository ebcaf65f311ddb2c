package search

import (
	"context"
	"errors"

	"github.com/blevesearch/bleve/v2/mapping"
	blevesearch "github.com/blevesearch/bleve/v2/search"
	"github.com/blevesearch/bleve/v2/search/query"
	bleveindex "github.com/blevesearch/bleve_index_api"
)

// A query for any of several words meets every document that has a common one, which costs most and finds
// nothing that is worth reading where there are plenty of documents with the rarer words.
const (
	commonFrom = 10 // a word is common that stands in more than one of so many documents
	plenty     = 10 // times the hits that are asked for
)

// leading are the words of a query for any of several that lead to documents.
type leading struct {
	list   []query.Query
	docs   int  // at most so many have one
	common bool // some words do not lead
}

// led restricts a query to the documents that the leading words stand in, where those are plenty.
func (l leading) led(all query.Query, hits int) query.Query {
	if all == nil || !l.common || hits == 0 || l.docs < plenty*hits {
		return all
	}
	return ledQuery{all, either(l.list)}
}

// ledQuery scores a query at the documents of another one, all of which match it.
type ledQuery struct {
	query.Query
	lead query.Query
}

func (q ledQuery) Searcher(ctx context.Context, reader bleveindex.IndexReader, m mapping.IndexMapping, options blevesearch.SearcherOptions) (blevesearch.Searcher, error) {
	all, err := q.Query.Searcher(ctx, reader, m, options)
	if err != nil {
		return nil, err
	}
	lead, err := q.lead.Searcher(ctx, reader, m, blevesearch.SearcherOptions{Score: "none"})
	if err != nil {
		return nil, errors.Join(err, all.Close())
	}
	return &ledSearcher{all, lead}, nil
}

type ledSearcher struct {
	blevesearch.Searcher
	lead blevesearch.Searcher
}

func (s *ledSearcher) Next(ctx *blevesearch.SearchContext) (*blevesearch.DocumentMatch, error) {
	at, err := s.lead.Next(ctx)
	return s.score(ctx, at, err)
}

func (s *ledSearcher) Advance(ctx *blevesearch.SearchContext, id bleveindex.IndexInternalID) (*blevesearch.DocumentMatch, error) {
	at, err := s.lead.Advance(ctx, id)
	return s.score(ctx, at, err)
}

// score gives the match where the lead stands.
func (s *ledSearcher) score(ctx *blevesearch.SearchContext, at *blevesearch.DocumentMatch, err error) (*blevesearch.DocumentMatch, error) {
	if at == nil || err != nil {
		return nil, err
	}
	match, err := s.Searcher.Advance(ctx, at.IndexInternalID)
	ctx.DocumentMatchPool.Put(at)
	return match, err
}

func (s *ledSearcher) Close() error  { return errors.Join(s.lead.Close(), s.Searcher.Close()) }
func (s *ledSearcher) Count() uint64 { return s.lead.Count() }
func (s *ledSearcher) Size() int     { return s.lead.Size() + s.Searcher.Size() }
func (s *ledSearcher) DocumentMatchPoolSize() int {
	return s.lead.DocumentMatchPoolSize() + s.Searcher.DocumentMatchPoolSize()
}
