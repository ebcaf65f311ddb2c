package qa

import (
	"context"
	"time"

	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/team"
)

// Scope is which spaces a read may look into, so that permission is part of every query. The zero
// Scope reads nothing.
type Scope struct {
	Everything bool
	Spaces     []wiki.SpaceID
}

// Of is what one reader may look into.
func Of(access wiki.Access) Scope { return Scope{Spaces: access.IDs()} }

// All is for the index, which carries the rights in its own documents, and for nobody else.
func All() Scope { return Scope{Everything: true} }

// Store is the stored questions and answers. Reads outside a transaction see the last commit and
// never wait for the writer. Absent things, and those outside the scope, are content.NotFound.
type Store interface {
	Reads
	// Write runs fn in one write transaction with one clock; the events that it emitted are numbered
	// as the last thing before the commit. An error from fn rolls everything back.
	Write(ctx context.Context, as wiki.Actor, fn func(Tx) error) error
	// ReserveAsks hands out n consecutive numbers for asks that are written later.
	ReserveAsks(ctx context.Context, n int) (first AskID, err error)
	// PutAsks writes new asks in one transaction, without an event.
	PutAsks(ctx context.Context, asks []Ask) error
}

// Reads are all the questions that use cases ask.
type Reads interface {
	QuestionReads
	AnswerReads
	WorkReads
	StepReads
	PlaceReads
}

// QuestionReads ask about questions and their words.
type QuestionReads interface {
	Question(ctx context.Context, in Scope, id QuestionID) (Question, error)
	QuestionsByID(ctx context.Context, in Scope, ids []QuestionID) ([]Question, error) // by ID
	// Known gives the questions with these numbers, those of which the title or a wording has this near
	// key, and those that one of these sections answers; answered and open ones only, in one query,
	// by ID.
	Known(ctx context.Context, in Scope, ids []QuestionID, near string, sections []wiki.SectionID) ([]Question, error)
	Questions(ctx context.Context, in Scope, f Filter) ([]Listed, error)
	// Remembered gives the wordings with this near key, without their numbers, and what was refused for
	// it, in one query. Neither knows who may read it: only the numbers of questions and sections that
	// were read with the reader's rights mean anything.
	Remembered(ctx context.Context, near string) ([]Wording, []Refusal, error)
	Wordings(ctx context.Context, questions []QuestionID) ([]Wording, error) // by question, then ID
	// WordingsEver gives those of one question that were removed, too, by ID.
	WordingsEver(ctx context.Context, question QuestionID) ([]Wording, error)
	// Family gives the question and everything that was merged into it, directly or not, by ID.
	Family(ctx context.Context, id QuestionID) ([]QuestionID, error)
	QuestionEvents(ctx context.Context, id QuestionID, limit int) ([]wiki.Event, error)          // oldest first, the newest of them
	AllQuestions(ctx context.Context, in Scope, after QuestionID, limit int) ([]Question, error) // by ID, for whole-wiki work
}

// AnswerReads ask about answers. They come with those links that the scope may read, each with how
// its section stands at present.
type AnswerReads interface {
	Answer(ctx context.Context, in Scope, id AnswerID) (Answer, error)
	AnswersTo(ctx context.Context, in Scope, questions []QuestionID) ([]Answer, error) // by question, then ID, retracted ones too
	Answers(ctx context.Context, in Scope, ids []AnswerID) ([]Answer, error)           // by ID
	// PageQuestions gives the answered questions whose canonical answer links to the page, by section.
	PageQuestions(ctx context.Context, in Scope, page wiki.PageID) ([]PageQuestion, error)
	// LinkedTo gives the questions of which any answer links to one of the pages, by ID.
	LinkedTo(ctx context.Context, pages []wiki.PageID) ([]QuestionID, error)
}

// WorkReads ask what waits for a person, and about asks.
type WorkReads interface {
	// ToAnswer gives the open questions that belong to a person, or to nobody in a managed space; the
	// ones due first come first.
	ToAnswer(ctx context.Context, w Worker, limit int) ([]Question, error)
	// ToCheck gives the questions whose canonical answer has a link that is not fresh, where the
	// person (or nobody, in a managed space) owns the answer; the longest answered come first.
	ToCheck(ctx context.Context, w Worker, limit int) ([]Question, error)
	// ToVerify gives the answered questions whose canonical answer was verified until before now, where the person
	// (or nobody, in a managed space) is its keeper; the longest expired come first.
	ToVerify(ctx context.Context, w Worker, now time.Time, limit int) ([]Question, error)
	// CountOpen is how many questions are open.
	CountOpen(ctx context.Context, in Scope) (int, error)
	LastEvent(ctx context.Context) (wiki.EventSeq, error)
	Ask(ctx context.Context, id AskID) (Ask, error)
	// AnsweredBy gives the asks that a question answered, by ID, without what they were offered.
	AnsweredBy(ctx context.Context, question QuestionID) ([]Ask, error)
	// Discussed says whether somebody has commented on a question, or added files to it.
	Discussed(ctx context.Context, question QuestionID) (bool, error)
	// Triage gives the open questions of some spaces that nobody answers for, the oldest first.
	Triage(ctx context.Context, spaces []wiki.SpaceID, limit int) ([]Question, error)
	// Objections gives why answers to a question did not help, the newest first.
	Objections(ctx context.Context, question QuestionID) ([]Objection, error)
}

// StepReads ask who was asked, and who is to be.
type StepReads interface {
	Steps(ctx context.Context, questions []QuestionID) ([]Step, error) // by question, then oldest first
	// Overdue gives open questions of which Question.Next has come, the longest overdue first.
	Overdue(ctx context.Context, now time.Time, limit int) ([]Question, error)
}

// PlaceReads ask where an answer stands in the wiki, and who lives there.
type PlaceReads interface {
	// Target finds a live page and the section that an anchor or one of its aliases names. The empty
	// anchor is the first section, or the page where it has none.
	Target(ctx context.Context, in Scope, page wiki.PageID, anchor string) (Target, error)
	Sections(ctx context.Context, in Scope, ids []wiki.SectionID) ([]Target, error) // of live pages, by section ID
	SectionsOn(ctx context.Context, in Scope, page wiki.PageID) ([]Target, error)   // of a live page, in its order
	// TextAt gives the text of the section that had a fingerprint in a revision of a page.
	TextAt(ctx context.Context, page wiki.PageID, revision int, fingerprint string) (string, error)
	Person(ctx context.Context, id wiki.PersonID) (wiki.Person, error)
	// People are all accounts, the disabled ones too, by ID.
	People(ctx context.Context) ([]wiki.Person, error)
	// Paths gives the live pages of a space by their source path.
	Paths(ctx context.Context, space wiki.SpaceID) (map[string]wiki.PageID, error)
}

// Tx is what a use case may do inside a write transaction.
type Tx interface {
	Reads
	Now() time.Time
	Emit(wiki.Event)
	InsertQuestion(ctx context.Context, q Question) (QuestionID, error)
	UpdateQuestion(ctx context.Context, q Question) error                                // every column but ID, By and Created
	DeleteQuestion(ctx context.Context, id QuestionID) error                             // with its wordings, answers and links
	InsertWordings(ctx context.Context, wordings []Wording) (first WordingID, err error) // of one question; they forgive
	DeleteWordings(ctx context.Context, ids []WordingID) error
	SetRemoved(ctx context.Context, ids []WordingID, at time.Time) error // the zero time: they count again
	InsertRefusals(ctx context.Context, near string, all []Refusal) error
	DeleteRefusals(ctx context.Context, ask AskID) error // those that an ask said
	// Forgive drops the refusals of a question, for one near key or ("") for all.
	Forgive(ctx context.Context, question QuestionID, near string) error
	InsertAnswer(ctx context.Context, a Answer) (AnswerID, error) // with its links
	UpdateAnswer(ctx context.Context, a Answer) error             // replaces its links; its owner and verification stay
	SetStanding(ctx context.Context, a Answer) error              // its owner and verification
	UpdateAsk(ctx context.Context, a Ask) error                   // how it ended, and whose it is
	// MoveFiles lets the files of a question's answers be read by whoever reads another space, and no longer
	// by who reads the one before.
	MoveFiles(ctx context.Context, id QuestionID, to wiki.SpaceID) error
	InsertStep(ctx context.Context, s Step) error // and notes whose turn it was
	KeepFile(ctx context.Context, id QuestionID, file wiki.AttachmentID) error
	InsertObjection(ctx context.Context, o Objection) (ObjectionID, error)
	DeleteObjection(ctx context.Context, id ObjectionID) error
}

// Filter narrows a list of questions, the newest first.
type Filter struct {
	State  State        // as the reader sees it; "": all
	Stale  bool         // only answered ones that have a link that is not fresh
	Space  wiki.SpaceID // 0: every readable one
	Before QuestionID   // 0: from the newest
	Limit  int
}

// Listed is a question in a list.
type Listed struct {
	Question
	Stale bool // answered, and a link of its canonical answer is not fresh
}

// Worker is for whom work is looked up.
type Worker struct {
	Scope
	Person  wiki.PersonID
	Groups  []team.GroupID // that the person belongs to
	Manages []wiki.SpaceID
}

// PageQuestion is a question that a page answers.
type PageQuestion struct {
	Ref
	Section wiki.SectionID
	Anchor  string
	Heading string
	State   Freshness
	Nearby  bool // changed, but the quoted words still stand
}

// Target is a section that can be linked, as it stands.
type Target struct {
	Page          wiki.PageID
	Space         wiki.SpaceID
	PageTitle     string
	SourcePath    string
	Revision      int
	Owner         wiki.PersonRef
	VerifiedUntil time.Time
	Updated       time.Time
	Section       wiki.SectionID // 0: the page has no section
	Heading       string
	Anchor        string
	Path          []string
	Text          string
	Fingerprint   string
}

// URL is the target's address.
func (t Target) URL(quote string) string { return sectionURL(t.Page, t.PageTitle, t.Anchor, quote) }
