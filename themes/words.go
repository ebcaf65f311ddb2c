package themes

// AdminWords is the team's own thesaurus. Its forms post to /admin/words: words adds an entry; miss and
// meaning say what a search that found nothing meant; remove is the ID of an entry.
type AdminWords struct {
	Frame
	Tabs    []Tab
	Problem Problem
	Words   string // the entry that was typed
	Builtin int    // groups that come with Docent
	Rows    []WordsRow
	Misses  []MissedSearch
	Try     string // a question that was typed to see what its words are exchanged for
	Tried   []Exchanged
}

// WordsRow is an entry of the team's thesaurus.
type WordsRow struct {
	ID    int64
	Words string
	Added Time
}

// MissedSearch is what people looked for and did not find.
type MissedSearch struct {
	Words   string
	Times   int
	Last    Time
	Meaning string // what was typed, where it was refused
}

// Exchanged are words of a question, and what is looked for beside them.
type Exchanged struct {
	Of  string
	For []string
}

// Screen names the template.
func (AdminWords) Screen() string { return "adminwords" }
