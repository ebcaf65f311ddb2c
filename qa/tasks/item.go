package tasks

import (
	"context"
	"time"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/wiki"
)

// Kind says what is to be done; it stands on the item's chip.
type Kind string

// The kinds.
const (
	Answer    Kind = "answer"    // a question
	Check     Kind = "check"     // an answer whose text changed
	Verify    Kind = "verify"    // a page
	Review    Kind = "review"    // two texts that may be one, or contradict each other
	Mention   Kind = "mention"   // somebody named you
	Request   Kind = "write"     // a page that somebody should write
	Checklist Kind = "checklist" // a box to tick in a page
	Path      Kind = "path"      // a step of a path for newcomers
)

// State is a column of the board.
type State string

// The columns, from left to right.
const (
	StateNew      State = "new"
	StateWaiting  State = "waiting"  // for somebody else, or put off
	StateAnswered State = "answered" // answered and not accepted yet; or done a few days ago
	StateLooking  State = "looking"  // needs a look: something that stood has become doubtful
)

// Item is one thing that waits for one person.
type Item struct {
	Key   string // stable: the kind of thing and its number, as "question-12" or "page-4"; at most 100 bytes of letters, digits, "-", "." and "_"
	Kind  Kind
	Title string
	URL   string        // a path of this server: the thing itself
	Do    string        // what is to be done, as a button says it: "Answer"; "" is "Open"
	DoURL string        // where; "" is URL
	Text  string        // why it is here; a sentence or two
	Why   func() string // makes Text where that takes work: nobody needs it who only counts; nil: it is Text
	Space wiki.SpaceID
	Where string // "": the name of the space
	Due   time.Time
	Day   bool      // Due is a whole day: its midnight in UTC
	Since time.Time // from when on it has waited
	State State     // as the thing itself stands; "" is StateNew

	// Finish does what "Done" means for the thing itself, where that is more than a mark: ticking the box in
	// the page. Without it Done is a mark where ByHand is set; otherwise there is no Done, it is done at URL.
	Finish func(ctx context.Context, access wiki.Access) (Outcome, error)
	ByHand bool
	// Assign makes somebody else the owner of the thing itself; nil: it cannot be passed on. The person
	// handed in may read the item's space.
	Assign func(ctx context.Context, access wiki.Access, to wiki.PersonID) error
	// Change makes a text that changed, to be decided on right there; nil: there is none.
	Change func() Change
	// Actions are further buttons.
	Actions []Action
}

// Reason says why the item is here.
func (i Item) Reason() string {
	if i.Why != nil {
		return i.Why()
	}
	return i.Text
}

// Outcome tells what Finish did, in a sentence, and how it is taken back; nil where it is not.
type Outcome struct {
	Said string
	Undo *Action
}

// Action is a button of an item: it posts Fields to a path of this server.
type Action struct {
	Text   string
	URL    string
	Fields map[string]string
}

// Change is a text that changed.
type Change struct {
	Quote  string         // the words that were relied on
	Spans  []content.Span // what is different, word by word
	Decide []Action       // beside Do, the usual one first
}

// Source gives the items of one feature that wait for the reader, at most MaxItems of them, the most
// urgent first. It shows nothing that the reader may not read. What waits for a person does not
// depend on the token with which that person looks.
type Source func(ctx context.Context, access wiki.Access) ([]Item, error)

// MaxItems bounds what one source gives.
const MaxItems = 200
