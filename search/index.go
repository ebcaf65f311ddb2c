package search

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/analysis/lang/en"
	"github.com/blevesearch/bleve/v2/analysis/token/lowercase"
	"github.com/blevesearch/bleve/v2/analysis/tokenizer/unicode"
	"github.com/blevesearch/bleve/v2/document"
	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/mapping"
	blevesearch "github.com/blevesearch/bleve/v2/search"
	"github.com/blevesearch/bleve/v2/search/query"
	"github.com/blevesearch/bleve/v2/search/searcher"
	bleveindex "github.com/blevesearch/bleve_index_api"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/wiki"
)

// mappingVersion is raised whenever documents are turned into fields in another way: an index of
// another version is built anew.
const mappingVersion = "1"

// The fields. The text of each Kind stands in a field of the kind's name, so that how rare a word is
// among sections does not depend on how many questions there are.
const (
	fieldKind   = "kind"
	fieldSpace  = "space"
	fieldTag    = "tag"
	fieldOwner  = "owner"
	fieldAuthor = "author"
	fieldTitle  = "title" // words of the title, not stemmed; on every document, for title:
	fieldLead   = "lead"  // the same, on Lead documents only, for suggestions
	fieldHead   = "head"  // words of the section's heading, not stemmed, for suggestions
	fieldKey    = "key"   // the whole title of a Lead document as one word, for suggestions
	fieldSum    = "sum"   // stored: Doc.Sum
)

var (
	keyMark    = []byte("docent.mark")
	keyVersion = []byte("docent.version")
)

// Mark says up to where in the event log an index has come. The time tells a log from another log
// that has reached the same number (a restored backup).
type Mark struct {
	Seq wiki.EventSeq
	At  time.Time
}

// Index is the documents on disk or in memory. All that knows the engine stands in this file, which is
// therefore longer than others: the engine can be exchanged, and its traps are known in one place.
//
// It is safe for concurrent use; Apply and Reset are for one writer, the Feed.
type Index struct {
	dir     string    // "": in memory
	lock    io.Closer // on the directory; nil in memory
	english analysis.Analyzer
	plain   analysis.Analyzer
	mu      sync.RWMutex // held for writing while the engine is exchanged
	engine  bleve.Index
	broken  atomic.Bool  // the engine met damaged files: Reset is due
	changes atomic.Int64 // counts Apply and Reset, for what is derived from the index
}

// Open opens the index in a directory, which it makes when it is missing; "" makes one in memory. A
// damaged index and one of another version are emptied: Mark is zero then. An index that another
// process holds is content.Busy, told within a fraction of a second.
func Open(dir string) (*Index, error) {
	m := newMapping()
	ix := &Index{dir: dir, english: m.AnalyzerNamed(en.AnalyzerName)}
	ix.plain = &analysis.DefaultAnalyzer{
		Tokenizer:    unicode.NewUnicodeTokenizer(),
		TokenFilters: []analysis.TokenFilter{lowercase.NewLowerCaseFilter()},
	}
	if dir == "" {
		return ix, ix.create()
	}
	var err error
	if ix.lock, err = lockDir(dir); err != nil {
		return nil, err
	}
	if err := ix.open(); err == nil {
		return ix, nil
	}
	if err := ix.create(); err != nil {
		return nil, errors.Join(err, ix.lock.Close())
	}
	return ix, nil
}

// store is where the engine keeps its files; "" in memory.
func (ix *Index) store() string {
	if ix.dir == "" {
		return ""
	}
	return filepath.Join(ix.dir, "bleve")
}

func newMapping() *mapping.IndexMappingImpl {
	m := bleve.NewIndexMapping()
	m.DefaultAnalyzer = en.AnalyzerName
	return m
}

// settings of the engine. The lock of the directory is held already when the engine opens its own.
func settings() map[string]any {
	return map[string]any{"bolt_timeout": lockWait.String(), "numSnapshotsToKeep": 1}
}

func (ix *Index) open() error {
	if err := dropDamaged(ix.store()); err != nil {
		return err
	}
	return guard(func() error {
		engine, err := bleve.OpenUsing(ix.store(), settings())
		if err != nil {
			return fmt.Errorf("open the index: %w", err)
		}
		version, err := engine.GetInternal(keyVersion)
		if err == nil && string(version) != mappingVersion {
			err = errors.New("the index is of another version")
		}
		if err != nil {
			return errors.Join(err, engine.Close())
		}
		ix.engine = engine
		return nil
	})
}

// create makes an empty engine in the place of whatever is there.
func (ix *Index) create() error {
	if ix.dir != "" {
		if err := os.RemoveAll(ix.store()); err != nil {
			return fmt.Errorf("remove the old index: %w", err)
		}
	}
	engine, err := bleve.NewUsing(ix.store(), newMapping(), scorch.Name, scorch.Name, settings())
	if err != nil {
		return fmt.Errorf("make the index: %w", err)
	}
	if err := engine.SetInternal(keyVersion, []byte(mappingVersion)); err != nil {
		return errors.Join(fmt.Errorf("make the index: %w", err), engine.Close())
	}
	ix.engine = engine
	ix.broken.Store(false)
	return nil
}

// Reset empties the index, whatever state it is in.
func (ix *Index) Reset() error {
	ix.mu.Lock()
	defer ix.mu.Unlock()
	defer ix.changes.Add(1)
	if ix.engine != nil {
		_ = guard(ix.engine.Close) // it is thrown away
		ix.engine = nil
	}
	return ix.create()
}

// Close waits until what was applied is on disk.
func (ix *Index) Close() error {
	ix.mu.Lock()
	defer ix.mu.Unlock()
	var err error
	if ix.engine != nil {
		err = guard(ix.engine.Close)
		ix.engine = nil
	}
	if ix.lock != nil {
		err = errors.Join(err, ix.lock.Close())
		ix.lock = nil
	}
	return err
}

// use runs fn on the engine and notes when its files turn out to be damaged.
func (ix *Index) use(fn func(bleve.Index) error) error {
	ix.mu.RLock()
	defer ix.mu.RUnlock()
	if ix.engine == nil {
		return content.Errorf(content.Busy, "The search index is closed.")
	}
	err := guard(func() error { return fn(ix.engine) })
	if errors.Is(err, errDamaged) {
		ix.broken.Store(true)
	}
	return err
}

// Broken says whether the index must be built anew: its files were found damaged, or are gone.
func (ix *Index) Broken() bool {
	if ix.dir != "" {
		if _, err := os.Stat(filepath.Join(ix.store(), "store", "root.bolt")); errors.Is(err, fs.ErrNotExist) {
			return true
		}
	}
	return ix.broken.Load()
}

// guard turns a panic of the engine, which reads its files through memory maps, into an error.
func guard(fn func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%w: %v", errDamaged, p)
		}
	}()
	return fn()
}

// Mark tells how far the index has come; zero for a new one.
func (ix *Index) Mark() (Mark, error) {
	var mark Mark
	err := ix.use(func(engine bleve.Index) error {
		raw, err := engine.GetInternal(keyMark)
		if err == nil && len(raw) == 16 {
			mark.Seq = wiki.EventSeq(binary.BigEndian.Uint64(raw))
			mark.At = time.UnixMicro(int64(binary.BigEndian.Uint64(raw[8:]))).UTC()
		}
		return err
	})
	return mark, err
}

// Apply makes the changes and, unless it is zero, the mark, all or nothing. Where a group is changed
// more than once the last change counts.
func (ix *Index) Apply(changes []Change, mark Mark) error {
	defer ix.changes.Add(1)
	return ix.use(func(engine bleve.Index) error {
		batch := engine.NewBatch()
		last := make(map[string]int, len(changes))
		for i, c := range changes {
			last[c.Group] = i
		}
		inner, err := engine.Advanced()
		if err != nil {
			return err
		}
		reader, err := inner.Reader()
		if err != nil {
			return err
		}
		defer reader.Close()
		for i, c := range changes {
			if last[c.Group] != i {
				continue
			}
			if err := ix.replace(batch, reader, c); err != nil {
				return err
			}
		}
		if mark.Seq != 0 {
			raw := binary.BigEndian.AppendUint64(nil, uint64(mark.Seq))
			batch.SetInternal(keyMark, binary.BigEndian.AppendUint64(raw, uint64(mark.At.UnixMicro())))
		}
		return engine.Batch(batch)
	})
}

func (ix *Index) replace(batch *bleve.Batch, reader bleveindex.IndexReader, c Change) error {
	keep := make(map[string]bool, len(c.Docs))
	for _, d := range c.Docs {
		id := d.ID()
		if !strings.HasPrefix(id, c.Group) {
			return fmt.Errorf("document %s is not of group %s", id, c.Group)
		}
		keep[id] = true
		if err := batch.IndexAdvanced(ix.fields(id, d)); err != nil {
			return err
		}
	}
	return eachTerm(reader.FieldDictPrefix, "_id", c.Group, func(id string) {
		if !keep[id] {
			batch.Delete(id)
		}
	})
}

func eachTerm(dict func(string, []byte) (bleveindex.FieldDict, error), field, prefix string, do func(string)) error {
	terms, err := dict(field, []byte(prefix))
	if err != nil {
		return err
	}
	defer terms.Close()
	for {
		entry, err := terms.Next()
		if err != nil || entry == nil {
			return err
		}
		do(entry.Term)
	}
}

// fields turns a document into what the engine keeps of it.
func (ix *Index) fields(id string, d Doc) *document.Document {
	const (
		word = bleveindex.IndexField | bleveindex.SkipFreqNorm
		text = bleveindex.IndexField | bleveindex.IncludeTermVectors
	)
	doc := document.NewDocument(id)
	add := func(name, value string, how bleveindex.FieldIndexingOptions, a analysis.Analyzer) {
		if value != "" {
			doc.AddField(document.NewTextFieldCustom(name, nil, []byte(value), how, a))
		}
	}
	add(string(d.Kind()), d.text(), text, placeless{ix.english})
	add(fieldKind, string(d.Kind()), word, nil)
	add(fieldSpace, number(d.Space), word, nil)
	add(fieldTitle, d.Title, word, ix.plain)
	if d.Lead {
		add(fieldLead, d.Title, word, ix.plain)
		add(fieldKey, titleKey(d.Title), word, nil)
	}
	add(fieldHead, d.Heading, word, ix.plain)
	for _, tag := range d.Tags {
		add(fieldTag, strings.ToLower(tag), word, nil)
	}
	if d.Owner != 0 {
		add(fieldOwner, number(d.Owner), word, nil)
	}
	for _, author := range d.Authors {
		add(fieldAuthor, number(author), word, nil)
	}
	sum := binary.BigEndian.AppendUint64(nil, d.Sum())
	doc.AddField(document.NewTextFieldCustom(fieldSum, nil, sum, bleveindex.StoreField, nil))
	return doc
}

// placeless analyzes without the bytes at which words stand: phrases need positions only, and the
// places would be a tenth of the index.
type placeless struct{ analysis.Analyzer }

func (p placeless) Analyze(text []byte) analysis.TokenStream {
	tokens := p.Analyzer.Analyze(text)
	for _, t := range tokens {
		t.Start, t.End = 0, 0
	}
	return tokens
}

func number[N ~int64](n N) string { return strconv.FormatInt(int64(n), 10) }

// Dump gives every document's ID with its Doc.Sum: two indexes with equal dumps hold the same.
func (ix *Index) Dump(ctx context.Context) (map[string]uint64, error) {
	sums := map[string]uint64{}
	err := ix.use(func(engine bleve.Index) error {
		request := bleve.NewSearchRequestOptions(query.NewMatchAllQuery(), math.MaxInt32, 0, false)
		request.Fields = []string{fieldSum}
		found, err := engine.SearchInContext(ctx, request)
		if err != nil {
			return err
		}
		for _, hit := range found.Hits {
			sum, _ := hit.Fields[fieldSum].(string)
			if len(sum) != 8 {
				return fmt.Errorf("document %s has no checksum", hit.ID)
			}
			sums[hit.ID] = binary.BigEndian.Uint64([]byte(sum))
		}
		return nil
	})
	return sums, err
}

// Terms are the words of a text as the index knows them (lower case, stemmed, without stop words),
// with their places in the text in bytes and their position in words.
func (ix *Index) Terms(text string) []Term { return terms(ix.english, text) }

// Words are the words of a text in lower case.
func (ix *Index) Words(text string) []Term { return terms(ix.plain, text) }

func terms(a analysis.Analyzer, text string) []Term {
	tokens := a.Analyze([]byte(text))
	list := make([]Term, 0, len(tokens))
	for _, t := range tokens {
		list = append(list, Term{Text: string(t.Term), Start: t.Start, End: t.End, Position: t.Position})
	}
	return list
}

// Vocabulary gives the different words of a field, sorted.
func (ix *Index) Vocabulary(field string) ([]string, error) {
	var words []string
	err := ix.use(func(engine bleve.Index) error {
		dict, err := engine.FieldDict(field)
		if err != nil {
			return err
		}
		all := func(string, []byte) (bleveindex.FieldDict, error) { return dict, nil }
		return eachTerm(all, field, "", func(w string) { words = append(words, w) })
	})
	return slices.Compact(words), err
}

// Find runs one query. Hits are ordered by score, then by ID.
func (ix *Index) Find(ctx context.Context, r Request) (Found, error) {
	var found Found
	wanted := ix.compile(r)
	if wanted == nil || len(r.Spaces) == 0 {
		return found, nil
	}
	err := ix.use(func(engine bleve.Index) error {
		begun := time.Now()
		q := &scoped{wanted: wanted, only: ix.limits(r), not: ix.exclusions(r)}
		if r.Count {
			q.groups = map[Kind]int{}
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
	if len(r.All) == 0 && r.Any == "" {
		if !r.Everything {
			return nil
		}
		return query.NewMatchAllQuery()
	}
	var kinds []query.Query
	for _, kind := range r.Kinds {
		var q query.Query
		if r.Any != "" {
			q = ix.anyWord(string(kind), r.Any)
		} else {
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

func (ix *Index) anyWord(field, text string) query.Query {
	var words []query.Query
	for _, t := range ix.Terms(text) {
		if len(words) < maxTerms {
			words = append(words, term(field, t.Text))
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

func (ix *Index) exclusions(r Request) []query.Query {
	var list []query.Query
	for _, l := range r.Not {
		list = append(list, oneOf(l.Field, l.Values))
	}
	for _, c := range r.Without {
		for _, kind := range r.Kinds {
			if q := both(ix.clause(string(kind), c, false)); q != nil {
				list = append(list, q)
			}
		}
	}
	return list
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

// scoped is what is wanted, within limits that do not touch the scores. The engine's own boolean query
// is not used for that: where nothing is wanted any more it answers with everything.
type scoped struct {
	wanted    query.Query
	only, not []query.Query
	groups    map[Kind]int // filled with the number of matching groups; nil: not counted
	limits    []*limit
}

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
	seen := map[string]bool{}
	return searcher.NewFilteringSearcher(ctx, wanted, func(sctx *blevesearch.SearchContext, d *blevesearch.DocumentMatch) bool {
		for _, l := range s.limits {
			if l.holds(sctx, d.IndexInternalID) != l.want {
				return false
			}
		}
		d.Score = float64(float32(d.Score))
		if s.groups != nil {
			s.count(reader, d.IndexInternalID, seen)
		}
		return true
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

func (s *scoped) count(reader bleveindex.IndexReader, doc bleveindex.IndexInternalID, seen map[string]bool) {
	id, err := reader.ExternalID(doc)
	if err != nil {
		return
	}
	group, _, _ := strings.Cut(id, ".")
	if ref, ok := parseRef(id); ok && !seen[group] {
		seen[group] = true
		s.groups[ref.Kind()]++
	}
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
