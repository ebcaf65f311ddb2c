package search

import (
	"context"
	"errors"
	"slices"

	"github.com/blevesearch/bleve/v2/mapping"
	blevesearch "github.com/blevesearch/bleve/v2/search"
	"github.com/blevesearch/bleve/v2/search/query"
	"github.com/blevesearch/bleve/v2/search/searcher"
	bleveindex "github.com/blevesearch/bleve_index_api"
)

// limits are the filters: what a document must be, beside what it must say.
func (ix *Index) limits(r Request) []query.Query {
	kinds := make([]string, len(r.Kinds))
	for i, k := range r.Kinds {
		kinds[i] = string(k)
	}
	spaces := make([]string, len(r.Spaces))
	for i, s := range r.Spaces {
		spaces[i] = number(s)
	}
	list := []query.Query{oneOf(fieldSpace, spaces)}
	if r.Everything || len(r.Lookup) > 0 {
		list = append(list, oneOf(fieldKind, kinds))
	}
	for _, l := range r.Only {
		list = append(list, oneOf(l.Field, l.Values))
	}
	return list
}

func (ix *Index) exclusions(reader bleveindex.IndexReader, r Request) ([]query.Query, error) {
	var list []query.Query
	for _, l := range r.Not {
		list = append(list, oneOf(l.Field, l.Values))
	}
	if len(r.Without) == 0 {
		return list, nil
	}
	fields, err := ix.languageFields(reader, r.Kinds)
	c := compiler{fields: fields}
	for _, without := range r.Without {
		for _, f := range fields {
			if q := both(c.clause(f, without)); q != nil {
				list = append(list, q)
			}
		}
	}
	return list, err
}

// scoped is what is wanted, within limits that do not touch the scores. The engine's own boolean query
// is not used for that: where nothing is wanted any more it answers with everything.
type scoped struct {
	wanted    query.Query
	only, not []query.Query
	limits    []*limit

	facts  func(group) *Facts
	keep   func(*Facts) bool
	count  bool
	best   int
	seen   map[group]int // where in groups a group stands; refused: keep refused it
	groups []Group
	now    int // where the group of the last document stands: documents of a group mostly stand together
	last   group
}

const refused = -1

func (s *scoped) Searcher(ctx context.Context, reader bleveindex.IndexReader, m mapping.IndexMapping, options blevesearch.SearcherOptions) (blevesearch.Searcher, error) {
	for i, q := range append(slices.Clone(s.only), s.not...) {
		found, err := q.Searcher(ctx, reader, m, blevesearch.SearcherOptions{Score: "none"})
		if err != nil {
			return nil, err
		}
		s.limits = append(s.limits, &limit{found: found, want: i < len(s.only)})
	}
	wanted, err := s.wanted.Searcher(ctx, reader, m, options)
	if err != nil {
		return nil, err
	}
	return searcher.NewFilteringSearcher(ctx, wanted, func(sctx *blevesearch.SearchContext, d *blevesearch.DocumentMatch) bool {
		for _, l := range s.limits {
			if l.holds(sctx, d.IndexInternalID) != l.want {
				return false
			}
		}
		d.Score = float64(float32(d.Score))
		return !s.count && s.keep == nil || s.admit(reader, d)
	}), nil
}

// close releases the limits after the search and gives the first error that they met: a document that
// could not be checked was left out.
func (s *scoped) close() error {
	var errs []error
	for _, l := range s.limits {
		errs = append(errs, l.err, l.found.Close())
	}
	return errors.Join(errs...)
}

// admit decides by the document's group, which it counts.
func (s *scoped) admit(reader bleveindex.IndexReader, d *blevesearch.DocumentMatch) bool {
	id, err := reader.ExternalID(d.IndexInternalID)
	if err != nil {
		return false
	}
	ref, ok := parseRef(id)
	if !ok {
		return false
	}
	if g := ref.group(); g != s.last {
		s.last, s.now = g, s.place(g, ref)
	}
	if s.now == refused {
		return false
	}
	if s.best > 0 {
		g := &s.groups[s.now]
		g.Hits = ranked(g.Hits, Candidate{Ref: ref, Score: d.Score}, s.best)
	}
	return true
}

// place gives where in groups a group stands, after putting it there where it is new.
func (s *scoped) place(g group, ref Ref) int {
	if at, known := s.seen[g]; known {
		return at
	}
	if s.seen == nil {
		s.seen = map[group]int{}
	}
	facts := s.facts(g)
	at := refused
	if s.keep == nil || facts != nil && s.keep(facts) {
		at = len(s.groups)
		ref.Section = 0
		s.groups = append(s.groups, Group{Ref: ref, Facts: facts})
	}
	s.seen[g] = at
	return at
}

// ranked puts a hit into a list that is ordered by score, then ID, and at most n long.
func ranked(hits []Candidate, c Candidate, n int) []Candidate {
	at := len(hits)
	for at > 0 && (hits[at-1].Score < c.Score || hits[at-1].Score == c.Score && hits[at-1].ID() > c.ID()) {
		at--
	}
	if at == n {
		return hits
	}
	return slices.Insert(hits, at, c)[:min(n, len(hits)+1)]
}

// limit walks along with the documents that match, which come in ascending order.
type limit struct {
	found blevesearch.Searcher
	want  bool
	at    *blevesearch.DocumentMatch
	begun bool
	err   error
}

func (l *limit) holds(sctx *blevesearch.SearchContext, doc bleveindex.IndexInternalID) bool {
	if l.begun && l.at == nil {
		return false
	}
	if !l.begun || l.at.IndexInternalID.Compare(doc) < 0 {
		if l.at != nil {
			sctx.DocumentMatchPool.Put(l.at)
		}
		l.begun = true
		if l.at, l.err = l.found.Advance(sctx, doc); l.err != nil {
			l.at = nil
		}
	}
	return l.at != nil && l.at.IndexInternalID.Equals(doc)
}
