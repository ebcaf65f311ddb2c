package search

import (
	"context"
	"fmt"
	"hash/fnv"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/docent-wiki/docent/wiki"
)

// Kind is what sort of thing a document stands for.
type Kind string

// The kinds. A Linked document is a section as a question links to it: it is found on behalf of the
// question, only through Finder.Questions, and never stands among search results.
const (
	KindSection    Kind = "section"
	KindQuestion   Kind = "question"
	KindLinked     Kind = "linked"
	KindAttachment Kind = "attachment"
)

// Ref names a document by what it stands for. Its kind follows from the numbers that are set.
type Ref struct {
	Page       wiki.PageID
	Section    wiki.SectionID // 0: a page without any section
	Question   int64
	Attachment wiki.AttachmentID
	Part       int          // of the attachment's text, from 1; 0: the file itself, by its name
	Within     wiki.SpaceID // the space whose readers find the attachment by this document
}

// Kind tells what the document stands for.
func (r Ref) Kind() Kind {
	switch {
	case r.Attachment != 0:
		return KindAttachment
	case r.Question != 0 && r.Page != 0:
		return KindLinked
	case r.Question != 0:
		return KindQuestion
	}
	return KindSection
}

// ID is the document's name in the index. IDs sort by page, then section.
func (r Ref) ID() string {
	switch r.Kind() {
	case KindAttachment:
		return fmt.Sprintf("%s%012d.%012d", AttachmentGroup(r.Attachment), r.Part, r.Within)
	case KindLinked:
		return fmt.Sprintf("%s%012d.%012d", QuestionGroup(r.Question), r.Page, r.Section)
	case KindQuestion:
		return QuestionGroup(r.Question)
	}
	return fmt.Sprintf("%s%012d", PageGroup(r.Page), r.Section)
}

// PageGroup is the group of a page's documents.
func PageGroup(id wiki.PageID) string { return fmt.Sprintf("p%012d.", id) }

// QuestionGroup is the group of a question's documents.
func QuestionGroup(id int64) string { return fmt.Sprintf("q%012d.", id) }

// AttachmentGroup is the group of an attachment's documents: one for the file and one for each part of
// its text, in every space where a page shows it.
func AttachmentGroup(id wiki.AttachmentID) string { return fmt.Sprintf("a%012d.", id) }

// parseRef reads a document ID; false for anything that ID did not make. It runs for every document that
// matches a query, so it takes the ID apart by hand.
func parseRef(id string) (Ref, bool) {
	var n [3]int64
	parts, at := 0, 1
	for at < len(id) {
		if parts == len(n) {
			return Ref{}, false
		}
		from := at
		for ; at < len(id) && id[at] != '.'; at++ {
			digit := id[at] - '0'
			if digit > 9 || n[parts] > (math.MaxInt64-9)/10 {
				return Ref{}, false
			}
			n[parts] = 10*n[parts] + int64(digit)
		}
		if width := at - from; width < idWidth || width > idWidth && id[from] == '0' {
			return Ref{}, false
		}
		parts++
		at++ // the dot
	}
	if id == "" || (at == len(id)) != (parts == 1) { // a dot at the end stands behind a single number only
		return Ref{}, false
	}
	var r Ref
	switch {
	case id[0] == 'p' && parts == 2:
		r = Ref{Page: wiki.PageID(n[0]), Section: wiki.SectionID(n[1])}
	case id[0] == 'q' && parts == 1:
		r = Ref{Question: n[0]}
	case id[0] == 'q' && parts == 3 && n[0] != 0 && n[1] != 0:
		r = Ref{Question: n[0], Page: wiki.PageID(n[1]), Section: wiki.SectionID(n[2])}
	case id[0] == 'a' && parts == 3 && n[0] != 0:
		r = Ref{Attachment: wiki.AttachmentID(n[0]), Part: int(n[1]), Within: wiki.SpaceID(n[2])}
	}
	return r, r != Ref{}
}

// idWidth is how many digits a number in an ID has at least.
const idWidth = 12

// Doc is one thing that can be found. Space decides who may find it, so everything in a Doc must be
// readable by every reader of that space.
type Doc struct {
	Ref
	Space   wiki.SpaceID
	Lead    bool     // the document that stands for its whole page (its first section), a question, or a file
	Title   string   // of the page, the question, the file
	Heading string   // of the section; of a part of a file its place, filled in by Source.Check only
	Path    []string // the headings above it, outermost first
	Body    string   // plain text: of the section; of a question its body and its other wordings
	Lang    string   // the code of the language that it is in, see LanguageNamed; "": found out from its text
	Tags    []string
	Owner   wiki.PersonID
	Authors []wiki.PersonID // who wrote or changed it
	Created time.Time
	Updated time.Time
	// Verified is until when somebody vouches for the page; zero: nobody does.
	Verified time.Time

	// Filled in by Source.Check only.
	URL        string
	SourcePath string
	Note       string // a question's state, in words for a person
	ShownOn    []Shown
}

// Shown is a page that shows a file.
type Shown struct {
	ID         wiki.PageID
	Title, URL string
}

// Sum is a checksum of everything that is indexed of the document.
func (d Doc) Sum() uint64 {
	h := fnv.New64a()
	fmt.Fprintf(h, "%s\x00%d\x00%t\x00%s\x00%s\x00%q\x00%q\x00%d\x00%d\x00%d\x00%d\x00%d\x00",
		d.ID(), d.Space, d.Lead, d.Title, d.Heading, d.Path, d.Tags, d.Owner, d.Authors, micros(d.Created), micros(d.Updated), micros(d.Verified))
	h.Write([]byte(d.Lang + "\x00" + d.Body))
	return h.Sum64()
}

// size is about how much text the document brings, for choosing batches. Bytes.
func (d Doc) size() int { return len(d.Title) + len(d.Heading) + len(d.Body) + 64 }

// Change replaces all documents of a group. No documents: the group is gone.
type Change struct {
	Group string // PageGroup, QuestionGroup or AttachmentGroup
	Docs  []Doc
}

// Source gives the documents of one floor: wiki pages here, questions from the floor above.
type Source interface {
	// Docs emits the changes that the events call for, as things stand now; emit may be called
	// several times, with at most some megabytes of text at once. Events of other floors are ignored,
	// and an error of emit ends the call with that error.
	Docs(ctx context.Context, events []wiki.Event, emit func([]Change) error) error
	// All emits every group that exists.
	All(ctx context.Context, emit func([]Change) error) error
	// Check gives those of the found documents that still exist and that the reader may read, as
	// they stand now, in any order: one query a table, never one a document. Documents of other
	// floors are left out, and so is what results do not show (tags, people).
	Check(ctx context.Context, access wiki.Access, found []Ref) ([]Doc, error)
}

// Headed is a Source that can leave out texts which nobody will see: CheckHeads gives what Check gives,
// the documents of heads without their Body.
type Headed interface {
	CheckHeads(ctx context.Context, access wiki.Access, whole, heads []Ref) ([]Doc, error)
}

// Sources makes one Source of several.
func Sources(all ...Source) Source { return sources(all) }

type sources []Source

func (s sources) Docs(ctx context.Context, events []wiki.Event, emit func([]Change) error) error {
	for _, one := range s {
		if err := one.Docs(ctx, events, emit); err != nil {
			return err
		}
	}
	return nil
}

func (s sources) All(ctx context.Context, emit func([]Change) error) error {
	for _, one := range s {
		if err := one.All(ctx, emit); err != nil {
			return err
		}
	}
	return nil
}

func (s sources) Check(ctx context.Context, access wiki.Access, found []Ref) ([]Doc, error) {
	return s.CheckHeads(ctx, access, found, nil)
}

func (s sources) CheckHeads(ctx context.Context, access wiki.Access, whole, heads []Ref) ([]Doc, error) {
	var docs []Doc
	for _, one := range s {
		some, err := checkHeads(ctx, one, access, whole, heads)
		if err != nil {
			return nil, err
		}
		if docs == nil {
			docs = some // nearly always all there is
		} else {
			docs = append(docs, some...)
		}
	}
	return docs, nil
}

func checkHeads(ctx context.Context, source Source, access wiki.Access, whole, heads []Ref) ([]Doc, error) {
	if headed, ok := source.(Headed); ok {
		return headed.CheckHeads(ctx, access, whole, heads)
	}
	return source.Check(ctx, access, slices.Concat(whole, heads))
}

// text is what a document says, in one: the title, the headings above it and its own, its words, tags.
func (d Doc) text() string {
	var b strings.Builder
	for _, part := range append(append([]string{d.Title}, d.Path...), d.Heading, d.Body, strings.Join(d.Tags, " ")) {
		if part != "" {
			b.WriteString(part)
			b.WriteByte('\n')
		}
	}
	return b.String()
}

// titleKey folds a whole title so that titles can be looked up by how they begin. At most 100 bytes.
func titleKey(title string) string {
	key := strings.Join(strings.Fields(strings.ToLower(title)), " ")
	if len(key) > 100 {
		key = strings.ToValidUTF8(key[:100], "")
	}
	return key
}
