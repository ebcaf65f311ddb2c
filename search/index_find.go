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
	if len(r.Spaces) == 0 {
		return found, nil
	}
	err := ix.use(func(engine bleve.Index) error {
		begun := time.Now()
		if r.Fuzzy {
			if err := ix.loadSpellings(ctx, engine); err != nil {
				return err
			}
		}
		wanted, err := ix.prepare(engine, r)
		if wanted == nil || err != nil {
			return err
		}
		if r.Count || r.Keep != nil {
			if err := ix.loadFacts(ctx, engine); err != nil {
				return err
			}
		}
		q := &scoped{
			wanted: wanted.scored, only: ix.limits(r), not: wanted.not,
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

// prepared is a request in the engine's terms.
type prepared struct {
	scored query.Query
	not    []query.Query
}

// prepare gives nil where nothing can match.
func (ix *Index) prepare(engine bleve.Index, r Request) (*prepared, error) {
	inner, err := engine.Advanced()
	if err != nil {
		return nil, err
	}
	reader, err := inner.Reader()
	if err != nil {
		return nil, err
	}
	defer reader.Close()
	scored, err := ix.compile(reader, r)
	if scored == nil || err != nil {
		return nil, err
	}
	not, err := ix.exclusions(reader, r)
	return &prepared{scored, not}, err
}
