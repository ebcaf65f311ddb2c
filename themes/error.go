package themes

// ErrorView says what went wrong.
type ErrorView struct {
	Frame
	Status    int
	Heading   string // what happened, in a few words
	Text      string // what happened and what was kept
	Advice    string // what to do
	Kept      string // text that the reader had typed, "" for none
	KeptTitle string
	Actions   []Link
	RequestID string
	Line      int // of Kept, where the fault is; 0 for none
}

// Screen names the template.
func (ErrorView) Screen() string { return "error" }

// Message is a plain notice with a way on.
type Message struct {
	Frame
	Heading string
	Text    string
	Actions []Link
}

// Screen names the template.
func (Message) Screen() string { return "message" }
