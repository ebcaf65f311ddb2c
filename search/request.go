package search

import (
	"time"

	"github.com/docent-wiki/docent/wiki"
)

// Request is one query to the index. Exactly one of All, Any, Weighted, Lookup and Everything says what
// is scored; the rest narrows it without touching the scores.
type Request struct {
	Kinds      []Kind
	All        []Clause       // every clause must match
	Fuzzy      bool           // words of All may differ by one letter
	Any        string         // at least one word must match, the more the better
	Weighted   []WeightedTerm // as Any, each with its weight
	Lookup     []Limit        // every limit must match a word
	Everything bool           // all documents, with equal scores

	Spaces  []wiki.SpaceID // the readable ones: none finds nothing
	Only    []Limit
	Not     []Limit
	Without []Clause
	Size    int
	Keep    func(*Facts) bool // what must be true of a document's group; nil: nothing
	Count   bool              // tell the matching groups
	Best    int               // hits to tell of every group; only together with Count
	Rough   bool              // equal scores may come in any order, which is faster where very many match
}

// Clause is a word, words that must stand beside each other, or alternatives.
type Clause struct {
	Text   string
	Phrase bool
	Any    [][]Clause // one of these lists must match, all of it; Text is empty then
}

// WeightedTerm is text whose words count in a Request as much as the weight says; a weight of 0 or less
// counts nothing. The text stands as somebody would write it: it is analyzed, so a stem may be missed.
// Several words share no weight: each has all of it.
type WeightedTerm struct {
	Text   string
	Weight float64
}

// Limit is satisfied by any of its values, or by a word that begins with Prefix.
type Limit struct {
	Field  string
	Values []string
	Prefix string
}

// Found is the answer to a Request.
type Found struct {
	Hits   []Candidate
	Total  int     // matching documents
	Groups []Group // the matching pages, questions and attachments in no order; nil unless they were to be counted
	Best   float64 // the highest score
	Took   time.Duration
}

// Group is a page, a question or an attachment of which something matches.
type Group struct {
	Ref               // without a section
	Facts *Facts      // nil for a moment after the group came
	Hits  []Candidate // the best ones, best first; as many as the Request wants
}

// Candidate is a document that was found; higher scores are better. Sections gives a Chance, too.
type Candidate struct {
	Ref
	Score  float64 // as the engine counts it, or the ranker
	Chance float64 // that it answers, 0 to 1; 0 where nobody has ranked it
}

// Term is a word of a text.
type Term struct {
	Text       string
	Start, End int // in the text, bytes
	Position   int // from 1, in words
}

const (
	maxTerms  = 64 // words of a query that are looked at
	fuzzyFrom = 4  // bytes of a word from which a letter may be wrong
)
