package search

import (
	"sync"

	"github.com/docent-wiki/docent/search/rank"
)

// tongues are the languages other than English whose words the ranker reads as the index does.
var tongues = sync.OnceValue(func() map[string]*rank.Tongue {
	all := make(map[string]*rank.Tongue, len(stemmed)-1)
	for code, f := range stemmed {
		if code == english {
			continue
		}
		analyzer := analyzing().analyzer(code)
		all[code] = rank.NewTongue(f.before != "", func(word string) (string, bool) {
			list := terms(analyzer, word)
			if len(list) == 0 {
				return word, false
			}
			return list[0].Text, true
		})
	}
	return all
})

// tongues are those of the languages that texts are in.
func (ix *Index) tongues() []*rank.Tongue {
	var all []*rank.Tongue
	for _, lang := range ix.textLanguages() {
		if t := tongues()[lang]; t != nil {
			all = append(all, t)
		}
	}
	return all
}
