package search

import (
	"fmt"
	"strings"
	"sync"

	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/analysis/lang/da"
	"github.com/blevesearch/bleve/v2/analysis/lang/de"
	"github.com/blevesearch/bleve/v2/analysis/lang/en"
	"github.com/blevesearch/bleve/v2/analysis/lang/es"
	"github.com/blevesearch/bleve/v2/analysis/lang/fi"
	"github.com/blevesearch/bleve/v2/analysis/lang/fr"
	"github.com/blevesearch/bleve/v2/analysis/lang/it"
	"github.com/blevesearch/bleve/v2/analysis/lang/nl"
	"github.com/blevesearch/bleve/v2/analysis/lang/no"
	"github.com/blevesearch/bleve/v2/analysis/lang/pt"
	"github.com/blevesearch/bleve/v2/analysis/lang/ru"
	"github.com/blevesearch/bleve/v2/analysis/lang/sv"
	"github.com/blevesearch/bleve/v2/analysis/token/lowercase"
	"github.com/blevesearch/bleve/v2/analysis/token/porter"
	"github.com/blevesearch/bleve/v2/analysis/token/stop"
	"github.com/blevesearch/bleve/v2/analysis/tokenizer/unicode"
	"github.com/blevesearch/bleve/v2/registry"
)

// english is the language of everything that is in no other: its text stands in the field of its kind
// itself. Chinese, Japanese and Korean stand there too, since their pairs of letters meet no English word.
const english = "en"

// filters name what the engine brings for a language: what goes before stop words, these, and the stemmer.
type filters struct {
	before, stop, after, stem string
}

var stemmed = map[string]filters{
	english: {before: en.PossessiveName, stop: en.StopName, stem: porter.Name},
	"de":    {stop: de.StopName, after: de.NormalizeName, stem: de.LightStemmerName},
	"fr":    {before: fr.ElisionName, stop: fr.StopName, stem: fr.LightStemmerName},
	"es":    {stop: es.StopName, after: es.NormalizeName, stem: es.LightStemmerName},
	"it":    {before: it.ElisionName, stop: it.StopName, stem: it.LightStemmerName},
	"pt":    {stop: pt.StopName, stem: pt.LightStemmerName},
	"nl":    {stop: nl.StopName, stem: nl.SnowballStemmerName},
	"da":    {stop: da.StopName, stem: da.SnowballStemmerName},
	"no":    {stop: no.StopName, stem: no.SnowballStemmerName},
	"sv":    {stop: sv.StopName, stem: sv.SnowballStemmerName},
	"fi":    {stop: fi.StopName, stem: fi.SnowballStemmerName},
	"ru":    {stop: ru.StopName, stem: ru.SnowballStemmerName},
}

// analyzers turn texts into the words that are indexed; there is one set for all indexes.
type analyzers struct {
	of    map[string]analysis.Analyzer // by language
	stops map[string]map[string]bool   // by language, folded
	plain analysis.Analyzer            // words, not stemmed, without accents
}

var analyzing = sync.OnceValue(func() *analyzers {
	cache := registry.NewCache()
	a := &analyzers{of: map[string]analysis.Analyzer{}, stops: map[string]map[string]bool{}}
	for code, f := range stemmed {
		stops := stopWords(cache, code, f.stop)
		list := []analysis.TokenFilter{}
		if f.before == en.PossessiveName {
			list = append(list, filter(cache, f.before))
		}
		list = append(list, lowercase.NewLowerCaseFilter())
		if f.before != "" && f.before != en.PossessiveName {
			list = append(list, filter(cache, f.before))
		}
		list = append(list, stop.NewStopTokensFilter(stops), unaccented{})
		if f.after != "" {
			list = append(list, filter(cache, f.after))
		}
		if code == "de" {
			list = append(list, compounded{})
		}
		a.of[code] = &analysis.DefaultAnalyzer{Tokenizer: &tokenizer{}, TokenFilters: append(list, filter(cache, f.stem))}
		a.stops[code] = stops
	}
	a.plain = &analysis.DefaultAnalyzer{
		Tokenizer:    unicode.NewUnicodeTokenizer(),
		TokenFilters: []analysis.TokenFilter{lowercase.NewLowerCaseFilter(), unaccented{}},
	}
	return a
})

func filter(cache *registry.Cache, name string) analysis.TokenFilter {
	f, err := cache.TokenFilterNamed(name)
	if err != nil {
		panic(fmt.Sprintf("the engine has no filter %s: %v", name, err)) // told by any test
	}
	return f
}

// stopWords gives the stop words of a language, as they are written and without accents.
func stopWords(cache *registry.Cache, code, name string) analysis.TokenMap {
	list, err := cache.TokenMapNamed(name)
	if err != nil {
		panic(fmt.Sprintf("the engine has no stop words %s: %v", name, err)) // told by any test
	}
	all := analysis.NewTokenMap()
	for word := range list {
		all.AddToken(word)
		all.AddToken(unaccent(word))
		if code == "de" {
			all.AddToken(strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue").Replace(word))
		}
	}
	return all
}

// unaccented folds accents.
type unaccented struct{}

func (unaccented) Filter(input analysis.TokenStream) analysis.TokenStream {
	for _, t := range input {
		if word := string(t.Term); !isASCII(word) {
			t.Term = []byte(unaccent(word))
		}
	}
	return input
}

// compounded puts the parts of German compounds beside them.
type compounded struct{}

func (compounded) Filter(input analysis.TokenStream) analysis.TokenStream {
	out := make(analysis.TokenStream, 0, len(input)+len(input)/4)
	for _, t := range input {
		out = append(out, t)
		for _, part := range germanParts(string(t.Term)) {
			out = append(out, &analysis.Token{
				Term: []byte(part), Start: t.Start, End: t.End, Position: t.Position, Type: t.Type,
			})
		}
	}
	return out
}

// analyzer gives that of a language; English for languages that have none.
func (a *analyzers) analyzer(lang string) analysis.Analyzer {
	if own, ok := a.of[lang]; ok {
		return own
	}
	return a.of[english]
}

// textField names the field that holds the text of a kind of documents in a language.
func textField(kind Kind, lang string) string {
	if _, ok := stemmed[lang]; !ok || lang == english {
		return string(kind)
	}
	return string(kind) + "." + lang
}
