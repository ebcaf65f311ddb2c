package search

import (
	"cmp"
	"context"
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/analysis/analyzer/keyword"
	"github.com/blevesearch/bleve/v2/document"
	"github.com/blevesearch/bleve/v2/mapping"
	"github.com/blevesearch/bleve/v2/search/query"
	bleveindex "github.com/blevesearch/bleve_index_api"

	"github.com/docent-wiki/docent/wiki"
)

// mappingVersion is raised whenever documents are turned into fields in another way: an index of
// another version is built anew.
const mappingVersion = "3"

// The fields. The text of each Kind and language stands in a field of its own (see textField), so that
// how rare a word is among sections does not depend on how many questions there are.
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
	fieldGram   = "gram"  // three letters each of the title of a Lead document
	fieldText   = "text"  // the name of the field that holds the document's text
	fieldSum    = "sum"   // stored: Doc.Sum
)

func newMapping() *mapping.IndexMappingImpl {
	m := bleve.NewIndexMapping()
	m.DefaultAnalyzer = keyword.Name // every field brings its own
	return m
}

// Apply makes the changes and, unless it is zero, the mark, all or nothing. Where a group is changed
// more than once the last change counts. Mark tells the mark once everything that is kept beside the
// engine knows of the changes, too.
func (ix *Index) Apply(changes []Change, mark Mark) error {
	err := ix.use(func(engine bleve.Index) error {
		changes := inLanguages(changes)
		words, err := ix.write(engine, changes, mark)
		if err != nil {
			return err
		}
		for space, list := range words {
			ix.spelled.add(space, list)
		}
		ix.facts.apply(changes)
		for _, tell := range ix.told {
			tell(changes)
		}
		return nil
	})
	ix.changes.Add(1)
	if err == nil && mark.Seq != 0 {
		ix.mark.Store(&mark)
	}
	return err
}

// write hands the changes to the engine, in one batch, and gives the words that are new to a space.
func (ix *Index) write(engine bleve.Index, changes []Change, mark Mark) (map[wiki.SpaceID][]string, error) {
	batch := engine.NewBatch()
	last := make(map[string]int, len(changes))
	for i, c := range changes {
		last[c.Group] = i
	}
	inner, err := engine.Advanced()
	if err != nil {
		return nil, err
	}
	reader, err := inner.Reader()
	if err != nil {
		return nil, err
	}
	defer reader.Close()
	for i, c := range changes {
		if last[c.Group] != i {
			continue
		}
		if err := ix.replace(batch, reader, c); err != nil {
			return nil, err
		}
	}
	if mark.Seq != 0 {
		raw := binary.BigEndian.AppendUint64(nil, uint64(mark.Seq))
		batch.SetInternal(keyMark, binary.BigEndian.AppendUint64(raw, uint64(mark.At.UnixMicro())))
	}
	if err := ix.loadSpellings(context.Background(), engine); err != nil {
		return nil, err
	}
	words, err := ix.addWords(batch, changes)
	if err != nil {
		return nil, err
	}
	return words, engine.Batch(batch)
}

// inLanguages gives the changes with the language of every document.
func inLanguages(changes []Change) []Change {
	changes = slices.Clone(changes)
	for i, c := range changes {
		if !slices.ContainsFunc(c.Docs, func(d Doc) bool { return d.Lang == "" }) {
			continue
		}
		changes[i].Docs = slices.Clone(c.Docs)
		for k, d := range c.Docs {
			if d.Lang == "" {
				changes[i].Docs[k].Lang = cmp.Or(Language(d.text()), english)
			}
		}
	}
	return changes
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

// fields turns a document into what the engine keeps of it.
func (ix *Index) fields(id string, d Doc) *document.Document {
	const (
		word = bleveindex.IndexField | bleveindex.SkipFreqNorm
		text = bleveindex.IndexField | bleveindex.IncludeTermVectors
	)
	doc, plain := document.NewDocument(id), analyzing().plain
	add := func(name, value string, how bleveindex.FieldIndexingOptions, a analysis.Analyzer) {
		if value != "" {
			doc.AddField(document.NewTextFieldCustom(name, nil, []byte(value), how, a))
		}
	}
	name := textField(d.Kind(), d.Lang)
	add(name, d.text(), text, placeless{analyzing().analyzer(d.Lang)})
	add(fieldText, name, word, nil)
	addFacts(doc, d)
	add(fieldKind, string(d.Kind()), word, nil)
	add(fieldSpace, number(d.Space), word, nil)
	add(fieldTitle, d.Title, word, plain)
	if d.Lead {
		add(fieldLead, d.Title, word, plain)
		add(fieldKey, titleKey(d.Title), word, nil)
		add(fieldGram, d.Title, word, gramsOf{})
	}
	add(fieldHead, d.Heading, word, plain)
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
			if strings.HasPrefix(hit.ID, wordsPrefix) {
				continue
			}
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
