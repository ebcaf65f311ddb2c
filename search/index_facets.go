package search

import (
	"context"
	"encoding/json"
	"fmt"
	"math"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/document"
	bleveindex "github.com/blevesearch/bleve_index_api"

	"github.com/docent-wiki/docent/wiki"
)

const (
	fieldMain  = "main"  // "1" on the document that bears its group's Facts
	fieldFacts = "facts" // stored there: Facts as JSON
)

// addFacts stores what is known of the document's group with the one document that bears it.
func addFacts(doc *document.Document, d Doc) {
	if !d.bears() {
		return
	}
	text, _ := json.Marshal(factsOf(d)) // strings and numbers: it cannot fail
	doc.AddField(document.NewTextFieldCustom(fieldMain, nil, []byte("1"), bleveindex.IndexField|bleveindex.SkipFreqNorm, nil))
	doc.AddField(document.NewTextFieldCustom(fieldFacts, nil, text, bleveindex.StoreField, nil))
}

// loadFacts reads the facts of every group into memory, once.
func (ix *Index) loadFacts(ctx context.Context, engine bleve.Index) error {
	return ix.facts.load(func(emit func(group, *Facts)) error {
		request := bleve.NewSearchRequestOptions(term(fieldMain, "1"), math.MaxInt32, 0, false)
		request.Fields = []string{fieldFacts}
		found, err := engine.SearchInContext(ctx, request)
		if err != nil {
			return fmt.Errorf("read facts: %w", err)
		}
		for _, hit := range found.Hits {
			ref, ok := parseRef(hit.ID)
			text, _ := hit.Fields[fieldFacts].(string)
			facts := new(Facts)
			if !ok || json.Unmarshal([]byte(text), facts) != nil {
				return fmt.Errorf("%w: document %s has no facts", errDamaged, hit.ID)
			}
			emit(ref.group(), facts)
		}
		return nil
	})
}

// counts gives how many pages, questions and attachments of some spaces have each tag or language.
func (ix *Index) counts(ctx context.Context, name string, spaces []wiki.SpaceID) (counts map[string]int, err error) {
	err = ix.use(func(engine bleve.Index) error {
		if err := ix.loadFacts(ctx, engine); err != nil {
			return err
		}
		counts = ix.facts.within(name, spaces)
		return nil
	})
	return counts, err
}
