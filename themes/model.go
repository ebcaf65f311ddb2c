package themes

// AdminModel is which model of the team's own Docent uses. Its forms post to /admin/model: action=save with all
// fields (find, compose, base_url, key, forget_key, embedding, answer, send_private, leave_out), or action=test.
type AdminModel struct {
	Frame
	Tabs        []Tab
	Problem     Problem
	Find        bool // sections are found by their meaning
	Compose     bool // answers are written in sentences
	BaseURL     string
	HasKey      bool // the key itself is never shown
	Embedding   string
	Answer      string
	SendPrivate bool
	Spaces      []ModelSpace
	Embedded    int    // sections that have a vector
	Total       int    // of how many; 0 while that is unknown
	Fault       string // the last thing that went wrong
	FaultAt     Time
}

// ModelSpace is a space that may be left out.
type ModelSpace struct {
	Slug, Name string
	Private    bool
	LeftOut    bool
}

// Screen names the template.
func (AdminModel) Screen() string { return "adminmodel" }

// Composed is the answer that a model has written to an ask. The ask's own screen fetches this one and shows what
// stands in it; without scripts it is a page of its own.
type Composed struct {
	Frame
	ID        int64
	Q         string
	Sentences []ComposedSentence
	Problem   string // why there is none, where something failed
}

// ComposedSentence is a sentence and the quote that it rests on.
type ComposedSentence struct {
	Text, Quote string
	From        string // page and heading
	URL         string
}

// Screen names the template.
func (Composed) Screen() string { return "composed" }
