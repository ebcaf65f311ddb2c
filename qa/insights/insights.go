package insights

import (
	"context"
	"time"

	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/wiki"
)

// Day counts days from 1970-01-01 UTC.
type Day int64

// DayOf is the day of a moment.
func DayOf(t time.Time) Day { return Day(t.Unix() / 86_400) }

// Time is when a day begins.
func (d Day) Time() time.Time { return time.Unix(int64(d)*86_400, 0).UTC() }

// Kind is what is counted of a day.
type Kind string

// The kinds. What became of an ask is a Fate; each of those is a kind, too.
const (
	QuestionsAsked    Kind = "question.asked"    // to the team, by people
	QuestionsAnswered Kind = "question.answered" // by people, for the first time
	Searches          Kind = "search.all"
	SearchesEmpty     Kind = "search.none"
	PagesLive         Kind = "page.live" // as they stood at the end of the day
	PagesVerified     Kind = "page.verified"
)

// Fate is what became of an ask.
type Fate string

// The fates. Each ask has one.
const (
	Confirmed Fate = "ask.confirmed" // the asker said that an offer answered it
	Quiet     Fate = "ask.quiet"     // one answer was shown, and its asker did not ask again within a working day
	Waiting   Fate = "ask.waiting"   // one answer was shown, within the last working day
	Again     Fate = "ask.again"     // one answer was shown, and its asker asked again
	Refused   Fate = "ask.refused"   // the asker said that no offer answered it
	ToTeam    Fate = "ask.team"      // it became a question to the team
	Offered   Fate = "ask.offered"   // several answers were shown, and nothing was said
	Unsure    Fate = "ask.unsure"    // Docent did not know, and nothing was said
)

// Fates are all of them, in the order in which they are drawn.
var Fates = []Fate{Confirmed, Quiet, Waiting, Offered, Again, Refused, Unsure, ToTeam}

// Avoided says whether an ask counts as an interruption that did not happen.
func (f Fate) Avoided() bool { return f == Confirmed || f == Quiet }

// Filter narrows what is shown.
type Filter struct {
	From, To Day            // both included
	Spaces   []wiki.SpaceID // that the reader may read, and 0 for what is of no space; none: nothing
	Area     qa.AreaID      // 0: all
}

// Count is how many of a kind there were on a day.
type Count struct {
	Day  Day
	Kind Kind
	N    int
}

// Ask is one ask rolled up.
type Ask struct {
	ID       qa.AskID
	Day      Day
	Space    wiki.SpaceID
	Area     qa.AreaID
	Fate     Fate
	Question qa.QuestionID // that answered it, or that it became; 0: none
	Until    time.Time     // when it is looked at again; zero: never
}

// Event is an interruption that did not happen, as it can be opened.
type Event struct {
	Ask      qa.AskID
	At       time.Time
	Fate     Fate
	By       wiki.PersonRef // who asked
	Text     string         // what was asked
	Would    wiki.PersonRef // who would have been asked
	Question qa.QuestionID
	Title    string // of the question, or of the page that answered
	Page     wiki.PageID
	Space    wiki.SpaceID
}

// Question is a question to the team rolled up.
type Question struct {
	ID       qa.QuestionID
	Day      Day
	Space    wiki.SpaceID
	Area     qa.AreaID
	Answered Day // when a person answered it first; 0: nobody has
}

// Standing is how questions stand at present.
type Standing struct{ Open, Overdue int }

// Top is a line of a list of the most of something.
type Top struct {
	Space    wiki.SpaceID
	Page     wiki.PageID
	Question qa.QuestionID
	Title    string // as it is called today
	N        int
}

// TopKind names such a list.
type TopKind string

// The lists.
const (
	MostRead    TopKind = "read"    // pages
	MostStale   TopKind = "stale"   // pages that nobody vouches for at present, the most read ones
	MostUseful  TopKind = "useful"  // questions, by how many asks they answered
	MostFinding TopKind = "finding" // pages, by how many asks they answered
)

// Owner is how much of what somebody owns is verified. It is no ranking: lists go by name.
type Owner struct {
	Person          wiki.PersonRef
	Pages, Verified int
}

// Reads are what screens ask. Every list and number holds only what is of the filter's spaces.
type Reads interface {
	Days(ctx context.Context, f Filter) ([]Count, error) // by day, then kind
	Standing(ctx context.Context, f Filter, now time.Time) (Standing, error)
	// Replies gives after how much working time the questions were answered that were answered in the range, ascending.
	Replies(ctx context.Context, f Filter) ([]time.Duration, error)
	// Avoided gives the newest asks that count as avoided interruptions, before an ask (0: from the newest).
	Avoided(ctx context.Context, f Filter, fate Fate, before qa.AskID, limit int) ([]Event, error)
	Tops(ctx context.Context, f Filter, kind TopKind, limit int) ([]Top, error) // the most first
	Owners(ctx context.Context, f Filter) ([]Owner, error)                      // by name
	Gaps(ctx context.Context, f Filter, limit int) ([]Gap, error)               // the weightiest first
	// Surveyed gives when pages, lists and owners were counted last; zero: never.
	Surveyed(ctx context.Context) (time.Time, error)
}

// Store is what the job works on.
type Store interface {
	Reads
	// Changed gives asks that changed since the cursor, in order, without what they were offered beyond the first.
	Changed(ctx context.Context, after Cursor, limit int) ([]Changed, error)
	// Due gives asks that are to be looked at again.
	Due(ctx context.Context, now time.Time, limit int) ([]Changed, error)
	// WaitingOf gives the asks of some people that are to be looked at again, now or later.
	WaitingOf(ctx context.Context, people []wiki.PersonID) ([]Changed, error)
	// AskedBetween gives the asks of some people within a time, by person and time, without their offers.
	AskedBetween(ctx context.Context, people []wiki.PersonID, from, to time.Time) ([]qa.Ask, error)
	// PutAsks writes what became of asks, corrects the counts by the difference, and moves the cursor where it is not zero.
	PutAsks(ctx context.Context, asks []Ask, to Cursor) error
	Cursor(ctx context.Context, name string) (Cursor, error)

	// QuestionsSince gives what became of the questions that events after one tell of, and the last event read.
	QuestionsSince(ctx context.Context, after wiki.EventSeq, limit int) ([]Asked, wiki.EventSeq, error)
	PutQuestions(ctx context.Context, asked []Asked, to wiki.EventSeq) error

	// Snapshot counts pages by space and owner, and the most of everything since a day.
	Snapshot(ctx context.Context, today, since Day, now time.Time) error
	// Wanting gives the newest asks since a time that found nothing or nothing right.
	Wanting(ctx context.Context, since time.Time, limit int) ([]Want, error)
	PutGaps(ctx context.Context, gaps []Gap) error
	Prune(ctx context.Context, before Day) error
}

// Cursor is how far something was read.
type Cursor struct {
	Name  string
	Value int64 // microseconds or number of an event
	ID    int64 // of the last row at Value
}

// Changed is an ask to roll up.
type Changed struct {
	qa.Ask
	Moved int64 // when it changed, microseconds: for the cursor
	Place
}

// Place is where in the wiki an ask belongs: where its best offer stands, else where it was asked.
type Place struct {
	Space wiki.SpaceID
	Page  wiki.PageID
	Above []wiki.PageID // of the page, nearest first
	Tags  []string      // of the page
}

// Asked is a question to roll up.
type Asked struct {
	Question
	ByPeople bool // somebody put it to the team; false: it was learnt, imported or is gone
}
