package likeness

import (
	"context"
	"time"

	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/wiki"
)

// Text is a section as it is compared.
type Text struct {
	ID          wiki.SectionID
	Page        wiki.PageID
	Title       string // of the page
	Heading     string
	Body        string
	Fingerprint string
}

// Sketched is what the store keeps of a section.
type Sketched struct {
	Section     wiki.SectionID
	Page        wiki.PageID
	Fingerprint string
	Codes       []int64 // empty where it is read to see what is known
}

// Trail is one of the two logs of work: pages, and questions. Cursor is the last one that was walked through
// from the beginning, Walked once all were.
type Trail struct {
	Seq    wiki.EventSeq
	Cursor int64
}

// Walked is the cursor of a trail that went through everything.
const Walked = -1

// The trails.
const (
	PageTrail     = 1
	QuestionTrail = 2
)

// Round is what looking at some pages, or at some questions, came to.
type Round struct {
	Trail int
	At    Trail

	Gone   []wiki.SectionID // their sketches and open reviews go
	Put    []Sketched
	Looked []int64  // sections, or questions: their open reviews that were not found again go
	Found  []Review // those that are known stay as they are
	Never  []string // marks of open reviews that turned out to be patterns
}

// Store is what a Follower reads and writes. Texts are those of live pages.
type Store interface {
	Trail(ctx context.Context, trail int) (Trail, bool, error)
	PagesAfter(ctx context.Context, after wiki.PageID, n int) ([]wiki.PageID, error)
	Sketches(ctx context.Context, pages []wiki.PageID) ([]Sketched, error)
	TextsOn(ctx context.Context, pages []wiki.PageID) ([]Text, error)     // by section
	Texts(ctx context.Context, sections []wiki.SectionID) ([]Text, error) // by section
	// Sharing gives the sections of each code that has any.
	Sharing(ctx context.Context, codes []int64) (map[int64][]wiki.SectionID, error)
	// Keep writes a round in one transaction, with an event where something was found. New suggestions of
	// duplicate questions are events of both.
	Keep(ctx context.Context, r Round) error
}

// Reviews is what the use cases read and write.
type Reviews interface {
	// Open gives the open reviews of which the scope may read both sides, the newest first. mine: only those
	// that fall to the worker.
	Open(ctx context.Context, w qa.Worker, mine bool, kind Kind, limit int) ([]Review, error)
	// Review gives one, whatever its state, if the scope may read both sides.
	Review(ctx context.Context, in qa.Scope, id ReviewID) (Review, error)
	// OfQuestion gives the open suggestions about a question of which the scope may read both sides, best first.
	OfQuestion(ctx context.Context, in qa.Scope, id qa.QuestionID) ([]Review, error)
	// Decide changes what became of a review, with the mark that it has from then on.
	Decide(ctx context.Context, as wiki.Actor, r Review) error
	Sides(ctx context.Context, in qa.Scope, sections []wiki.SectionID) ([]Side, error)
}

// Side is a section of a review as it is shown.
type Side struct {
	Text
	Space    wiki.SpaceID
	Position int // on its page
	Anchor   string
	Path     []string
	Owner    wiki.PersonRef
	Revision int
	Updated  time.Time
}
