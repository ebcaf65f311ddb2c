package search

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/docent-wiki/docent/wiki"
)

// People names the accounts, for author: and owner:.
type People interface {
	People(ctx context.Context) ([]wiki.PersonRef, error)
}

// Building tells whether an index is being built anew; *Feed does.
type Building interface {
	Progress() (building bool, done, total int)
}

// Finder answers searches, suggestions, and the matching of questions. It is safe for concurrent use.
type Finder struct {
	index    *Index
	source   Source
	people   People
	building Building // nil: never
	words    vocabulary
	lexicon  lexicon
	meaning  meaning
	names    names
	shelf    *shelf
	profile  atomic.Pointer[profile] // nil: as shipped
}

// NewFinder makes a finder on an index whose documents come from source. building may be nil.
func NewFinder(index *Index, source Source, people People, building Building) *Finder {
	f := &Finder{index: index, source: source, people: people, building: building, shelf: newShelf()}
	index.listen(f.forget)
	return f
}

// Query is a search as it comes from outside.
type Query struct {
	Text   string // see Parse
	Space  string // the slug of the one space to look in; "": all
	Kind   string // "page", "section", "question", "attachment"; "": all
	Sort   Sort
	Limit  int       // results; 0: 20, at most 200
	Offset int       // results to skip, at most 10,000
	Now    time.Time // what updated: and verified: compare with; zero: the clock
}

// Sort is an order of results.
type Sort string

// The orders. Anything else is SortBest.
const (
	SortBest   Sort = ""
	SortNewest Sort = "newest" // by the last change
	SortOldest Sort = "oldest"
	SortTitle  Sort = "title"
)

// Reading says how a query had to be read to find anything.
type Reading string

// The readings, the strict one first.
const (
	ReadAll   Reading = ""      // every word is there
	ReadFuzzy Reading = "fuzzy" // every word is there, or one that differs by a letter
	ReadAny   Reading = "any"   // at least one of the words is there
)

// Results is the answer to a Query.
type Results struct {
	Hits       []Hit
	Total      int          // pages, questions and attachments that match
	Counts     map[Kind]int // the same by kind; KindSection counts pages
	Facets     []Facet
	Notes      []string // what of the query could not be read as it was meant, in words for a person
	Meant      string   // the query as it may have been meant, where little was found; "" where nothing is nearer
	Reading    Reading
	Took       time.Duration
	Rebuilding bool // the index is being built anew: results are incomplete
	Done, All  int  // how far that is; All is 0 while it is unknown
}

// Hit is a page with its best section, a question, or an attachment. The Doc is as the database has
// it now.
type Hit struct {
	Doc
	Others  []Doc   // further sections of the page that match, best first, at most three
	Snippet string  // HTML; <mark> is its only markup
	Score   float64 // from 0 to 1, the best of the results having 1
}

const (
	usualLimit = 20
	maxLimit   = 200
	maxOffset  = 10_000
	maxOthers  = 3
	maxFuzzy   = 5   // words up to which a letter may be wrong; longer queries are sentences
	firstFetch = 100 // documents, for twenty results with several sections each
)

// Search finds what the reader may read. A query that is empty or that cannot match finds nothing; that
// is no error.
func (f *Finder) Search(ctx context.Context, access wiki.Access, q Query) (Results, error) {
	begun := time.Now()
	var r Results
	if f.building != nil {
		r.Rebuilding, r.Done, r.All = f.building.Progress()
	}
	if q.Limit <= 0 {
		q.Limit = usualLimit
	}
	q.Limit, q.Offset = min(q.Limit, maxLimit), min(max(q.Offset, 0), maxOffset)
	parsed := Parse(q.Text)
	plan, possible, err := f.plan(ctx, access, q, parsed)
	r.Notes = plan.notes
	if err != nil || !possible {
		return r, err
	}
	if !slices.Contains([]Sort{SortNewest, SortOldest, SortTitle}, q.Sort) {
		q.Sort = SortBest
	}
	if q.Sort != SortBest {
		plan.Best = maxOthers + 1
	}
	found, reading, err := f.find(ctx, plan.Request, parsed)
	if err != nil {
		return r, fmt.Errorf("search: %w", err)
	}
	groups, found, err := f.window(ctx, found, q)
	if err != nil {
		return r, fmt.Errorf("search: %w", err)
	}
	r.Reading = reading
	gone, err := f.show(ctx, access, &r, groups, found.Best, f.marks(parsed, reading, found.request.Any))
	if err != nil {
		return r, fmt.Errorf("search: %w", err)
	}
	left := slices.DeleteFunc(found.Groups, func(g Group) bool { return gone[g.group()] })
	r.Total, r.Counts = len(left), map[Kind]int{}
	for _, g := range left {
		r.Counts[g.Kind()]++
	}
	if r.Facets, err = f.facets(ctx, &plan, left); err != nil {
		return r, fmt.Errorf("search: %w", err)
	}
	if r.Total == 0 || reading != ReadAll {
		if r.Meant, err = f.meant(ctx, access, parsed); err != nil {
			return r, fmt.Errorf("search: %w", err)
		}
	}
	f.note(access, q, parsed, r)
	r.Took = time.Since(begun)
	return r, nil
}

// meant gives the query in its likeliest spelling; "" where that is how it was typed, and for sentences,
// which name something else rather than misspell it.
func (f *Finder) meant(ctx context.Context, access wiki.Access, p Parsed) (string, error) {
	if len(p.Words) == 0 || len(p.Words) > maxFuzzy {
		return "", nil
	}
	text, changed, err := f.Corrections(ctx, access, p.Text)
	if err != nil || !changed {
		return "", err
	}
	return text, nil
}

// answer is what the index found, and the request that found it, to look further with.
type answer struct {
	Found
	request Request
}

// find reads the query ever more freely until something is found.
func (f *Finder) find(ctx context.Context, r Request, p Parsed) (answer, Reading, error) {
	r.Size = firstFetch
	if words := f.index.Words(p.plain()); len(words) > 0 && len(f.index.Terms(p.plain())) == 0 {
		for _, w := range words { // nothing but stop words: they may still be a title
			r.Lookup = append(r.Lookup, Limit{Field: fieldTitle, Values: []string{w.Text}})
		}
		found, err := f.index.Find(ctx, r)
		return answer{found, r}, ReadAll, err
	}
	found, err := f.index.Find(ctx, r)
	if err != nil || found.Total > 0 || len(p.Words) == 0 {
		return answer{found, r}, ReadAll, err
	}
	if len(p.Words) <= maxFuzzy || p.strict() {
		r.Fuzzy = true
		found, err = f.index.Find(ctx, r)
		if err != nil || found.Total > 0 || p.strict() {
			return answer{found, r}, ReadFuzzy, err
		}
	}
	if pieces := InTitle(p.plain()); len(p.Words) == 1 && len(pieces) > 0 {
		part := r
		part.Lookup = pieces
		found, err = f.index.Find(ctx, part)
		if err != nil || found.Total > 0 {
			return answer{found, part}, ReadFuzzy, err
		}
	}
	r.Any = p.plain() + f.alike(p)
	found, err = f.index.Find(ctx, r)
	return answer{found, r}, ReadAny, err
}

// window groups what was found by page and gives the groups of the wanted results, looking for more
// where many sections of few pages stand in front.
func (f *Finder) window(ctx context.Context, found answer, q Query) ([][]Candidate, answer, error) {
	if q.Sort != SortBest {
		order(found.Groups, q.Sort)
		from := min(q.Offset, len(found.Groups))
		var groups [][]Candidate
		for _, g := range found.Groups[from:min(from+q.Limit, len(found.Groups))] {
			groups = append(groups, g.Hits)
		}
		return groups, found, nil
	}
	for {
		groups := grouped(found.Hits)
		if len(groups) >= q.Offset+q.Limit || len(found.Hits) >= found.Total {
			from := min(q.Offset, len(groups))
			return groups[from:min(from+q.Limit, len(groups))], found, nil
		}
		found.request.Size = max(4*found.request.Size, 2*(q.Offset+q.Limit))
		more, err := f.index.Find(ctx, found.request)
		if err != nil {
			return nil, found, err
		}
		if len(more.Hits) <= len(found.Hits) { // the index shrank meanwhile
			more.Total = len(more.Hits)
		}
		found.Found = more
	}
}

// grouped puts sections of one page together at the place of the best one, and parts of one file.
func grouped(hits []Candidate) [][]Candidate {
	var groups [][]Candidate
	at := map[Ref]int{}
	for _, h := range hits {
		key := h.Ref
		switch key.Kind() {
		case KindSection:
			key.Section = 0
		case KindAttachment:
			key.Part, key.Within = 0, 0
		}
		i, known := at[key]
		if !known {
			i = len(groups)
			at[key] = i
			groups = append(groups, nil)
		}
		if h.Attachment != 0 && slices.ContainsFunc(groups[i], func(c Candidate) bool { return c.Part == h.Part }) {
			continue // the same part again, for the readers of another space
		}
		groups[i] = append(groups[i], h)
	}
	return groups
}

// show checks the groups against the database and fills in the hits; it gives the groups of which nothing
// is left for this reader.
func (f *Finder) show(ctx context.Context, access wiki.Access, r *Results, groups [][]Candidate, best float64, marks marks) (gone map[group]bool, err error) {
	var firsts, others []Ref
	for i, g := range groups {
		groups[i] = g[:min(len(g), maxOthers+1)]
		firsts = append(firsts, g[0].Ref)
		for _, c := range groups[i][1:] {
			others = append(others, c.Ref)
		}
	}
	docs, err := f.check(ctx, access, firsts, others)
	if err != nil {
		return nil, err
	}
	gone = map[group]bool{}
	r.Hits = make([]Hit, 0, len(groups))
	for _, g := range groups {
		at := len(r.Hits)
		for _, c := range g {
			switch doc := docs[c.Ref]; {
			case doc == nil:
			case at == len(r.Hits):
				r.Hits = append(r.Hits, Hit{Doc: *doc, Score: normal(c.Score, best), Snippet: f.snippet(doc, marks)})
			case len(r.Hits[at].Others) < maxOthers && doc.Heading != "":
				r.Hits[at].Others = append(r.Hits[at].Others, *doc)
			}
		}
		if at == len(r.Hits) {
			gone[g[0].group()] = true
		}
	}
	return gone, nil
}

// check gives the documents that the reader may read, those of heads without their bodies.
func (f *Finder) check(ctx context.Context, access wiki.Access, whole, heads []Ref) (map[Ref]*Doc, error) {
	if len(whole)+len(heads) == 0 {
		return nil, nil
	}
	docs, err := checkHeads(ctx, f.source, access, whole, heads)
	if err != nil {
		return nil, err
	}
	byRef := make(map[Ref]*Doc, len(docs))
	for i := range docs {
		byRef[docs[i].Ref] = &docs[i]
	}
	return byRef, nil
}

func normal(score, best float64) float64 {
	if best <= 0 {
		return 0
	}
	return min(score/best, 1)
}

func (f *Finder) snippet(d *Doc, m marks) string {
	text := d.Body
	if strings.TrimSpace(text) == "" {
		return "" // the title and the headings stand above it anyway
	}
	lang := f.index.languageOf(d.Ref)
	m.whole = lang != english
	return snippet(text, func(some string) []Term { return f.index.TermsIn(lang, some) }, m)
}
