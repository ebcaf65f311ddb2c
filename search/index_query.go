package search

import (
	"context"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/blevesearch/bleve/v2/mapping"
	blevesearch "github.com/blevesearch/bleve/v2/search"
	"github.com/blevesearch/bleve/v2/search/query"
	bleveindex "github.com/blevesearch/bleve_index_api"
)

// compiler turns one Request into a query of the engine.
type compiler struct {
	fields []languageField
	typos  *typos // nil: words are taken as they stand
	hits   int    // that are asked for
	reader bleveindex.IndexReader
	err    error // the first one
}

// compile builds what is scored; nil where nothing can match.
func (ix *Index) compile(reader bleveindex.IndexReader, r Request) (query.Query, error) {
	if len(r.Lookup) > 0 {
		return ix.lookup(r), nil
	}
	if len(r.All) == 0 && r.Any == "" && len(r.Weighted) == 0 {
		if !r.Everything {
			return nil, nil
		}
		return query.NewMatchAllQuery(), nil
	}
	c, err := ix.compiler(reader, r)
	if err != nil {
		return nil, err
	}
	var list []query.Query
	for _, f := range c.fields {
		var q query.Query
		switch {
		case r.Any != "":
			q = c.anyWord(f, []WeightedTerm{{r.Any, 1}})
		case len(r.Weighted) > 0:
			q = c.anyWord(f, r.Weighted)
		default:
			q = c.allWords(f, r.All)
		}
		if q != nil {
			list = append(list, inField{q, f.docs})
		}
	}
	if c.typos != nil {
		c.note(c.typos.err)
	}
	return either(list), c.err
}

func (ix *Index) compiler(reader bleveindex.IndexReader, r Request) (*compiler, error) {
	fields, err := ix.languageFields(reader, r.Kinds)
	c := &compiler{fields: fields, hits: r.Size, reader: reader}
	if r.Fuzzy {
		c.typos = ix.typos(reader, fields, r.Spaces)
	}
	return c, err
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

// anyWord wants any of the words, each with its weight. The parts of an identifier count once more where
// they stand together.
func (c *compiler) anyWord(f languageField, texts []WeightedTerm) query.Query {
	var words []query.Query
	var lead leading
	for _, w := range texts {
		if w.Weight <= 0 {
			continue
		}
		for _, position := range positions(f.lang, w.Text) {
			if len(words) == maxTerms {
				break
			}
			q := c.position(f, w.Text, position, w.Weight)
			words = append(words, q)
			c.lead(&lead, f, position[0].Text, q)
		}
		for chunk := range strings.FieldsSeq(w.Text) {
			if list := terms(analyzing().analyzer(f.lang), chunk); identifies(chunk) && several(list) {
				phrase := query.NewPhraseQuery(spread(list), f.name)
				phrase.SetBoost(w.Weight)
				words = append(words, phrase)
			}
		}
	}
	return lead.led(either(words), c.hits)
}

// lead puts a word with what it is looked for by among the leading ones, if it is not common.
func (c *compiler) lead(to *leading, f languageField, word string, q query.Query) {
	n, err := countTerm(c.reader, f.name, word)
	c.note(err)
	if uint64(n) > f.docs/commonFrom {
		to.common = true
		return
	}
	to.list, to.docs = append(to.list, q), to.docs+n
}

func (c *compiler) note(err error) {
	if c.err == nil {
		c.err = err
	}
}

func (c *compiler) allWords(f languageField, clauses []Clause) query.Query {
	var words []query.Query
	for _, clause := range clauses {
		words = append(words, c.clause(f, clause)...)
	}
	return both(words[:min(len(words), maxTerms)])
}

// clause gives the queries that must all match; none for a clause of stop words only.
func (c *compiler) clause(f languageField, clause Clause) []query.Query {
	if len(clause.Any) > 0 {
		var any []query.Query
		for _, some := range clause.Any {
			if q := c.allWords(f, some); q != nil {
				any = append(any, q)
			}
		}
		if q := either(any); q != nil {
			return []query.Query{q}
		}
		return nil
	}
	if clause.Phrase {
		list := terms(analyzing().analyzer(f.lang), clause.Text)
		if several(list) {
			return []query.Query{query.NewPhraseQuery(spread(list), f.name)}
		}
		exact := compiler{fields: c.fields}
		return exact.chunk(f, clause.Text)
	}
	var words []query.Query
	for chunk := range strings.FieldsSeq(clause.Text) {
		words = append(words, c.chunk(f, chunk)...)
	}
	return words
}

// chunk is for what stands between spaces. Where that is several words they must stand together if they
// identify something; otherwise it counts more when they do.
func (c *compiler) chunk(f languageField, text string) []query.Query {
	list := positions(f.lang, text)
	var words []query.Query
	for _, position := range list {
		words = append(words, c.position(f, text, position, 1))
	}
	if len(words) < 2 {
		return words
	}
	var flat []Term
	for _, position := range list {
		flat = append(flat, position...)
	}
	together := query.NewPhraseQuery(spread(flat), f.name)
	if identifies(text) {
		return []query.Query{together}
	}
	return []query.Query{either([]query.Query{both(words), together})}
}

// identifies says whether the words of a text without spaces are one name: of a version, a file, an error.
func identifies(chunk string) bool {
	for i, r := range chunk {
		inside := i > 0 && i+utf8.RuneLen(r) < len(chunk)
		if unicode.IsDigit(r) || r == '_' || inside && strings.ContainsRune(".@:\\", r) {
			return !strings.ContainsFunc(chunk, paired)
		}
	}
	return false
}

// several says whether there are words at more than one position.
func several(list []Term) bool {
	return len(list) > 1 && list[0].Position != list[len(list)-1].Position
}

// positions gives the words of a text by where they stand: the first one of each stands for the others,
// which are its parts.
func positions(lang, text string) [][]Term {
	var groups [][]Term
	for _, t := range terms(analyzing().analyzer(lang), text) {
		if n := len(groups); n > 0 && groups[n-1][0].Position == t.Position {
			groups[n-1] = append(groups[n-1], t)
		} else {
			groups = append(groups, []Term{t})
		}
	}
	return groups
}

// position wants the word at one position of a text, or all of its parts.
func (c *compiler) position(f languageField, text string, list []Term, weight float64) query.Query {
	word := list[0]
	if r, size := utf8.DecodeRuneInString(word.Text); size == len(word.Text) && paired(r) {
		q := query.NewPrefixQuery(word.Text)
		q.SetField(f.name)
		q.SetBoost(weight)
		return q
	}
	q := c.word(f, word, unaccent(strings.ToLower(text[word.Start:word.End])), weight)
	if len(list) < 3 {
		return q
	}
	var parts []query.Query
	for _, t := range list[1:] {
		parts = append(parts, boosted(f.name, t.Text, weight))
	}
	return either([]query.Query{q, both(parts)})
}

// word wants a word, or, where typos are forgiven and nobody knows it, words near it.
func (c *compiler) word(f languageField, word Term, typed string, weight float64) query.Query {
	if c.typos == nil {
		return boosted(f.name, word.Text, weight)
	}
	var list []query.Query
	for _, n := range c.typos.near(f, typed) {
		list = append(list, boosted(f.name, n.stem, weight/float64(1+n.distance)))
	}
	if len(list) == 0 {
		return boosted(f.name, word.Text, weight)
	}
	return either(list)
}

func boosted(field, word string, weight float64) query.Query {
	q := query.NewTermQuery(word)
	q.SetField(field)
	q.SetBoost(weight)
	return q
}

// spread lays words out by position; "" stands for a stop word in between, which may be anything.
func spread(list []Term) []string {
	first := list[0].Position
	words := make([]string, list[len(list)-1].Position-first+1)
	for _, t := range list {
		if at := t.Position - first; words[at] == "" {
			words[at] = t.Text
		}
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

// inField runs a query as if the index held only the documents that have its field: how rare a word is
// must not depend on how much there is of other kinds and in other languages.
type inField struct {
	query.Query
	docs uint64
}

func (q inField) Searcher(ctx context.Context, reader bleveindex.IndexReader, m mapping.IndexMapping, options blevesearch.SearcherOptions) (blevesearch.Searcher, error) {
	return q.Query.Searcher(ctx, fieldReader{reader, q.docs}, m, options)
}

type fieldReader struct {
	bleveindex.IndexReader
	docs uint64
}

func (r fieldReader) DocCount() (uint64, error) { return r.docs, nil }

// languageField is a field that holds the text of documents in one language.
type languageField struct {
	kind Kind
	lang string
	name string
	docs uint64
}

// languageFields gives the fields of some kinds that hold anything.
func (ix *Index) languageFields(reader bleveindex.IndexReader, kinds []Kind) ([]languageField, error) {
	now := ix.changes.Load()
	ix.languages.Lock()
	defer ix.languages.Unlock()
	if ix.languages.fields == nil || ix.languages.at != now {
		all, err := readLanguageFields(reader)
		if err != nil {
			return nil, err
		}
		ix.languages.fields, ix.languages.at = all, now
	}
	var some []languageField
	for _, kind := range kinds {
		for _, f := range ix.languages.fields {
			if f.kind == kind {
				some = append(some, f)
			}
		}
	}
	return some, nil
}

func readLanguageFields(reader bleveindex.IndexReader) ([]languageField, error) {
	all := []languageField{}
	var names []string
	err := eachTerm(reader.FieldDictPrefix, fieldText, "", func(name string) { names = append(names, name) })
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		n, err := countTerm(reader, fieldText, name)
		if err != nil {
			return nil, err
		}
		kind, lang, ok := strings.Cut(name, ".")
		if !ok {
			lang = english
		}
		if n > 0 {
			all = append(all, languageField{kind: Kind(kind), lang: lang, name: name, docs: uint64(n)})
		}
	}
	return all, nil
}

// textLanguages are the languages that texts were in at the last look, English always among them.
func (ix *Index) textLanguages() []string {
	ix.languages.Lock()
	defer ix.languages.Unlock()
	list := []string{english}
	for _, f := range ix.languages.fields {
		if !slices.Contains(list, f.lang) {
			list = append(list, f.lang)
		}
	}
	return list
}

// languageOf is the language of a document, as far as it is known.
func (ix *Index) languageOf(ref Ref) string {
	if facts := ix.facts.get(ref.group()); facts != nil {
		return facts.Language
	}
	return english
}
