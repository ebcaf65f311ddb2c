package wiki

import (
	"context"
	"io"
	"time"
)

// Store is the stored wiki. Reads outside a transaction see the last commit and never wait for the
// writer. Conformance: wikisql's tests run on every engine.
type Store interface {
	Reads
	// Write runs fn in one write transaction. The events that fn emitted are numbered as the last
	// thing before the commit. fn may run once only; an error from it rolls everything back.
	Write(ctx context.Context, as Actor, fn func(Tx) error) error
}

// Tx is what a use case may do inside a write transaction.
type Tx interface {
	Reads
	PageWrites
	PartWrites
	SpaceWrites
	Now() time.Time // one clock for the whole use case, UTC, microseconds
	Emit(Event)     // Seq, At and Actor are filled in
}

// Reads are all the questions that use cases ask. Absent things are content.NotFound.
type Reads interface {
	SpaceReads
	PageReads
	HistoryReads
	TreeReads
	PartReads
	LinkReads
	FileReads
	ImportReads
	EventReads
}

// SpaceReads ask about spaces and who may do what in them.
type SpaceReads interface {
	Spaces(ctx context.Context) ([]Space, error) // by ID
	Grants(ctx context.Context, space SpaceID) ([]Grant, error)
	GrantsOf(ctx context.Context, person PersonID) (map[SpaceID]Right, error)
	People(ctx context.Context) ([]PersonRef, error) // enabled accounts, by name
}

// PageReads ask about pages, the trashed ones included.
type PageReads interface {
	Page(ctx context.Context, id PageID) (Page, error)
	Pages(ctx context.Context, ids []PageID) ([]Page, error)                       // by ID; absent ones are left out
	RecentPages(ctx context.Context, spaces []SpaceID, limit int) ([]Page, error)  // by last update
	TrashedPages(ctx context.Context, spaces []SpaceID, limit int) ([]Page, error) // by time of trashing
	PagesByOwner(ctx context.Context, spaces []SpaceID, owner PersonID, limit int) ([]Page, error)
	SpacePages(ctx context.Context, space SpaceID, after PageID, limit int) ([]Page, error) // live, by ID, for whole-space work
}

// HistoryReads ask about the revisions of one page.
type HistoryReads interface {
	Revision(ctx context.Context, id PageID, number int) (Revision, error)
	Revisions(ctx context.Context, id PageID, before, limit int) ([]Revision, error)                // newest first, without Markdown; before 0: from the newest
	RevisionTexts(ctx context.Context, id PageID, first, last, longest int) (map[int]string, error) // by number; texts over longest characters are left out
}

// ImportReads ask what an earlier import left, the trashed pages included.
type ImportReads interface {
	SourcePages(ctx context.Context, space SpaceID) ([]Page, error)               // pages with a source path, by ID
	ImportedHashes(ctx context.Context, space SpaceID) (map[PageID]string, error) // Imported.Hash
	Imported(ctx context.Context, page PageID) (Imported, error)                  // NotFound where the page was never imported
}

// TreeReads ask about a space's tree of live pages.
type TreeReads interface {
	PageCounts(ctx context.Context, spaces []SpaceID) (map[SpaceID]int, error)     // how many there are
	Children(ctx context.Context, space SpaceID, parents []PageID) ([]Node, error) // in tree order among siblings
	Ancestors(ctx context.Context, id PageID) ([]Node, error)                      // outermost first, without the page itself
	Subtree(ctx context.Context, id PageID) ([]PageID, error)                      // with the page itself, trashed ones too
	Tree(ctx context.Context, space SpaceID) ([]Node, error)                       // all, in tree order (depth first)
}

// PartReads ask about sections.
type PartReads interface {
	Sections(ctx context.Context, page PageID) ([]Section, error)         // in page order, the gone ones last
	SectionsOf(ctx context.Context, pages []PageID) ([]Section, error)    // by page, then page order, without the gone ones
	SectionsByID(ctx context.Context, ids []SectionID) ([]Section, error) // by ID, gone ones too
	// Placed gives sections, gone ones too, with what a list shows of their pages, trashed ones too, in one
	// query for each of both kinds. Of a section Aliases, Level, Fingerprint and Words are left out; of heads, too,
	// Path and Text, and of their pages all but number, space, title and whether it is trashed.
	Placed(ctx context.Context, whole, heads []SectionID) ([]Placed, error)
}

// LinkReads ask about links and what they lead to.
type LinkReads interface {
	Links(ctx context.Context, page PageID) ([]Link, error)                                  // by ordinal
	Backlinks(ctx context.Context, page PageID, spaces []SpaceID, limit int) ([]Node, error) // live pages that link here, each once, by title
	Unresolved(ctx context.Context, space SpaceID) ([]Link, error)                           // of live pages, that nothing answers to, by page and ordinal
	Keys(ctx context.Context, space SpaceID, keys []string) ([]PageKey, error)               // of live pages; keys nil: all of the space
	TitleKeys(ctx context.Context, keys []string) ([]PageKey, error)                         // of live pages in any space
}

// FileReads ask about attachments.
type FileReads interface {
	Attachment(ctx context.Context, id AttachmentID) (Attachment, error)
	Attachments(ctx context.Context, page PageID) ([]Attachment, error)                   // added to the page or shown by it, by name
	SpaceFiles(ctx context.Context, space SpaceID) ([]Attachment, error)                  // by ID
	FilesByPath(ctx context.Context, space SpaceID, paths []string) ([]Attachment, error) // by lower-cased source path; paths nil: all that have one
	ShownIn(ctx context.Context, id AttachmentID) ([]SpaceID, error)                      // the spaces of live pages that show it
}

// EventReads read the log.
type EventReads interface {
	LastEvent(ctx context.Context) (EventSeq, error)
	Events(ctx context.Context, after EventSeq, limit int) ([]Event, error)
	PageEvents(ctx context.Context, page PageID, limit int) ([]Event, error) // newest first
}

// PageWrites change pages and revisions.
type PageWrites interface {
	NewPageID(ctx context.Context) (PageID, error)
	InsertPage(ctx context.Context, p Page) error
	UpdatePage(ctx context.Context, p Page) error // every column but ID and Created
	InsertRevision(ctx context.Context, r Revision) error
	ShiftSiblings(ctx context.Context, space SpaceID, parent PageID, from int) error // makes room at a position
	LastPosition(ctx context.Context, space SpaceID, parent PageID) (int, error)     // -1 where there are none
	SetTrashed(ctx context.Context, ids []PageID, at time.Time, by PersonID) error   // zero time: restored
	SetSpace(ctx context.Context, ids []PageID, space SpaceID) error
}

// PartWrites change what is derived from a page's text.
type PartWrites interface {
	NewSectionIDs(ctx context.Context, n int) (first SectionID, err error)
	PutSections(ctx context.Context, page PageID, old, now []Section) error        // now replaces old; IDs missing from now are gone
	PutLinks(ctx context.Context, page PageID, links []Link) error                 // replaces all of the page
	ResolveLink(ctx context.Context, l Link) error                                 // changes To, Attachment, Ambiguous and Fragment of an existing link
	PutKeys(ctx context.Context, space SpaceID, page PageID, keys []PageKey) error // adds what is missing; the page\'s other titles become FormerTitle, in every space
	PutImported(ctx context.Context, i Imported) error
}

// SpaceWrites change spaces, grants and attachments.
type SpaceWrites interface {
	InsertSpace(ctx context.Context, s Space) (SpaceID, error)
	UpdateSpace(ctx context.Context, s Space) error
	SetGrant(ctx context.Context, space SpaceID, person PersonID, right Right) error // None removes
	InsertAttachment(ctx context.Context, a Attachment) (AttachmentID, error)
	UpdateAttachment(ctx context.Context, a Attachment) error
}

// PageKey is one name under which links find a page: a path of its file, or its title.
type PageKey struct {
	Key  string
	Kind KeyKind
	Page PageID
	// Space is where the key holds; filled in by reads.
	Space SpaceID
}

// KeyKind tells paths from titles, and present titles from former ones.
type KeyKind int

// The kinds, the better ones first.
const (
	PathKey KeyKind = iota
	TitleKey
	FormerTitle
)

// Imported remembers what a page's file said when it was last imported: the base of the next merge.
type Imported struct {
	Page     PageID
	Hash     string // of the file
	Revision int    // the revision that equals the file, or 0
	Source   string // the file, where no revision equals it
}

// Blobs keeps the bytes of attachments by their SHA-256, apart from the database.
type Blobs interface {
	// Put stores what r gives and returns its hex SHA-256 and size. Storing the same bytes twice is
	// one file. More than max bytes is content.TooLarge, and nothing is kept.
	Put(ctx context.Context, r io.Reader, max int64) (sha256 string, size int64, err error)
	Open(ctx context.Context, sha256 string) (io.ReadSeekCloser, error)
}
