package search

import (
	"sync/atomic"

	"github.com/docent-wiki/docent/search/thesaurus"
)

// lexicon is the thesaurus in use. A nil pointer stands for the built-in one.
type lexicon struct {
	current atomic.Pointer[thesaurus.Thesaurus]
}

// Thesaurus is what words may be exchanged for at present: the built-in words and the team's own.
func (f *Finder) Thesaurus() *thesaurus.Thesaurus {
	if t := f.lexicon.current.Load(); t != nil {
		return t
	}
	return thesaurus.Builtin()
}

// UseThesaurus exchanges the thesaurus for every search that begins from now on.
func (f *Finder) UseThesaurus(t *thesaurus.Thesaurus) { f.lexicon.current.Store(t) }
