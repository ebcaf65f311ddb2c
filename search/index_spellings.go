package search

import (
	"context"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/document"
	bleveindex "github.com/blevesearch/bleve_index_api"

	"github.com/docent-wiki/docent/wiki"
)

// Documents of words: no text stands in them, so that no query finds them, but the words that came to a
// space with one batch.
const (
	wordsPrefix = "w"
	fieldOfWord = "words.of" // the number of the space
	fieldWords  = "words"    // stored: the words, a space between them
)

// addWords puts the words that come with the documents into the batch, and gives them.
func (ix *Index) addWords(batch *bleve.Batch, changes []Change) (map[wiki.SpaceID][]string, error) {
	var docs []Doc
	for _, c := range changes {
		docs = append(docs, c.Docs...)
	}
	news := ix.spelled.news(docs)
	for space, words := range news {
		doc := document.NewDocument(fmt.Sprintf("%s%012d.%012d", wordsPrefix, space, ix.spelled.size(space)))
		word := bleveindex.IndexField | bleveindex.SkipFreqNorm | bleveindex.StoreField
		doc.AddField(document.NewTextFieldCustom(fieldOfWord, nil, []byte(number(space)), word, nil))
		doc.AddField(document.NewTextFieldCustom(fieldWords, nil, []byte(strings.Join(words, " ")), bleveindex.StoreField, nil))
		if err := batch.IndexAdvanced(doc); err != nil {
			return nil, err
		}
	}
	return news, nil
}

// loadSpellings reads the words of every space into memory, once.
func (ix *Index) loadSpellings(ctx context.Context, engine bleve.Index) error {
	return ix.spelled.load(func(emit func(wiki.SpaceID, []string)) error {
		inner, err := engine.Advanced()
		if err != nil {
			return err
		}
		reader, err := inner.Reader()
		if err != nil {
			return err
		}
		defer reader.Close()
		var spaces []string
		if err := eachTerm(reader.FieldDictPrefix, fieldOfWord, "", func(s string) { spaces = append(spaces, s) }); err != nil {
			return err
		}
		for _, space := range spaces {
			request := bleve.NewSearchRequestOptions(term(fieldOfWord, space), math.MaxInt32, 0, false)
			request.Fields = []string{fieldWords}
			found, err := engine.SearchInContext(ctx, request)
			if err != nil {
				return fmt.Errorf("read words: %w", err)
			}
			id, _ := strconv.ParseInt(space, 10, 64)
			for _, hit := range found.Hits {
				text, _ := hit.Fields[fieldWords].(string)
				emit(wiki.SpaceID(id), strings.Fields(text))
			}
		}
		return nil
	})
}
