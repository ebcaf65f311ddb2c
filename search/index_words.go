package search

import (
	"context"
	"slices"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis"
	bleveindex "github.com/blevesearch/bleve_index_api"
)

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

// Terms are the words of an English text as the index knows them (lower case, stemmed, without accents
// and stop words), with their places in the text in bytes and their position in words. Several at one
// position are a word and its parts.
func (ix *Index) Terms(text string) []Term { return terms(analyzing().analyzer(english), text) }

// TermsIn are the words of a text in any language, by its code; an unknown one is read as English.
func (ix *Index) TermsIn(lang, text string) []Term { return terms(analyzing().analyzer(lang), text) }

// Words are the words of a text in lower case and without accents.
func (ix *Index) Words(text string) []Term { return terms(analyzing().plain, text) }

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

// DocFreq gives in how many documents of a kind each of the stems stands (see Terms) in any language, and
// how many documents of the kind there are. A stem that stands nowhere has 0. It looks the stems up and walks no
// list of documents, whoever may read them: use it to weigh words, never to show anything.
func (ix *Index) DocFreq(kind Kind, stems []string) (df map[string]int, total int, err error) {
	df = make(map[string]int, len(stems))
	err = ix.use(func(engine bleve.Index) error {
		inner, err := engine.Advanced()
		if err != nil {
			return err
		}
		reader, err := inner.Reader()
		if err != nil {
			return err
		}
		defer reader.Close()
		fields, err := ix.languageFields(reader, []Kind{kind})
		if err != nil {
			return err
		}
		for _, stem := range stems {
			df[stem] = 0
			for _, f := range fields {
				n, err := countTerm(reader, f.name, stem)
				if err != nil {
					return err
				}
				df[stem] += n
			}
		}
		total, err = countTerm(reader, fieldKind, string(kind))
		return err
	})
	return df, total, err
}

// countTerm gives the number of documents that have a term in a field.
func countTerm(reader bleveindex.IndexReader, field, term string) (int, error) {
	found, err := reader.TermFieldReader(context.Background(), []byte(term), field, false, false, false)
	if err != nil {
		return 0, err
	}
	return int(found.Count()), found.Close()
}
