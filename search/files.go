package search

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/filetext"
)

// FileReads are the questions that the documents of attachments are made from; filetext.Store answers
// them.
type FileReads interface {
	Files(ctx context.Context, ids []wiki.AttachmentID) ([]filetext.File, error)
	Numbers(ctx context.Context, after wiki.AttachmentID, limit int) ([]wiki.AttachmentID, error)
	Count(ctx context.Context) (int, error)
	OnPages(ctx context.Context, pages []wiki.PageID) ([]wiki.AttachmentID, error)
	Pieces(ctx context.Context, id wiki.AttachmentID) ([]filetext.Piece, error)
	SomePieces(ctx context.Context, named []filetext.Piece) ([]filetext.Piece, error)
	Pages(ctx context.Context, ids []wiki.AttachmentID, spaces []wiki.SpaceID) ([]filetext.Page, error)
}

// Subtrees tells which pages stand below a page; wiki.Reads does.
type Subtrees interface {
	Subtree(ctx context.Context, id wiki.PageID) ([]wiki.PageID, error)
}

// Files is the Source of attachments that live pages show: a document for the file, found by its name,
// and one for each part of its text, in every space where a page shows it.
func Files(reads FileReads, trees Subtrees) Source { return files{reads, trees} }

type files struct {
	reads FileReads
	trees Subtrees
}

func (f files) Docs(ctx context.Context, events []wiki.Event, emit func([]Change) error) error {
	var ids []wiki.AttachmentID
	var pages []wiki.PageID
	for _, e := range events {
		switch e.Kind {
		case wiki.FileAdded, wiki.FilesShown, filetext.Read:
			ids = append(ids, filetext.FilesOf(e)...)
		case wiki.PageMoved, wiki.PageTrashed, wiki.PageRestored:
			below, err := f.trees.Subtree(ctx, e.Page)
			if err != nil && !isNotFound(err) {
				return err
			}
			pages = append(append(pages, e.Page), below...)
		}
	}
	if len(pages) > 0 {
		slices.Sort(pages)
		shown, err := f.reads.OnPages(ctx, slices.Compact(pages))
		if err != nil {
			return err
		}
		ids = append(ids, shown...)
	}
	slices.Sort(ids)
	return f.emit(ctx, slices.Compact(ids), emit)
}

// filesAtOnce is how many files are read together; their texts are read one by one.
const filesAtOnce = 100

func (f files) emit(ctx context.Context, ids []wiki.AttachmentID, emit func([]Change) error) error {
	for some := range slices.Chunk(ids, filesAtOnce) {
		list, err := f.reads.Files(ctx, some)
		if err != nil {
			return err
		}
		known := make(map[wiki.AttachmentID]filetext.File, len(list))
		for _, file := range list {
			known[file.ID] = file
		}
		for _, id := range some {
			change := Change{Group: AttachmentGroup(id)}
			if file := known[id]; len(file.Spaces) > 0 {
				if file.Pieces, err = f.reads.Pieces(ctx, id); err != nil {
					return err
				}
				change.Docs = fileDocs(file)
			}
			if err := emit([]Change{change}); err != nil {
				return err
			}
		}
	}
	return nil
}

func (f files) All(ctx context.Context, emit func([]Change) error) error {
	for after := wiki.AttachmentID(0); ; {
		ids, err := f.reads.Numbers(ctx, after, filesAtOnce)
		if err != nil || len(ids) == 0 {
			return err
		}
		after = ids[len(ids)-1]
		if err := f.emit(ctx, ids, emit); err != nil {
			return err
		}
	}
}

// Count tells how many groups All emits.
func (f files) Count(ctx context.Context) (int, error) { return f.reads.Count(ctx) }

func fileDocs(file filetext.File) []Doc {
	var docs []Doc
	for _, space := range file.Spaces {
		name := fileDoc(file, space)
		name.Lead = true
		name.Path = []string{wordsOfName(file.Name)}
		docs = append(docs, name)
		for _, p := range file.Pieces {
			d := fileDoc(file, space)
			d.Part, d.Body = p.Part, p.Text
			docs = append(docs, d)
		}
	}
	return docs
}

// fileDoc is what all documents of a file in a space have in common.
func fileDoc(file filetext.File, space wiki.SpaceID) Doc {
	d := Doc{
		Ref: Ref{Attachment: file.ID, Within: space}, Space: space, Title: file.Name,
		Created: file.Created, Updated: file.Created, URL: file.URL(),
	}
	if file.Title != "" && file.Title != file.Name {
		d.Path = []string{file.Title}
	}
	if file.CreatedBy.ID != 0 {
		d.Authors = []wiki.PersonID{file.CreatedBy.ID}
	}
	return d
}

// wordsOfName takes a file's name apart: “TEMPLATE_RiskTracker2.xlsx” is “TEMPLATE Risk Tracker 2 xlsx”.
func wordsOfName(name string) string {
	var b strings.Builder
	var last rune
	for _, r := range name {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsNumber(r):
			r = ' '
		case unicode.IsUpper(r) && unicode.IsLower(last), unicode.IsNumber(r) != unicode.IsNumber(last):
			b.WriteByte(' ')
		}
		b.WriteRune(r)
		last = r
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

func (f files) Check(ctx context.Context, access wiki.Access, found []Ref) ([]Doc, error) {
	return f.CheckHeads(ctx, access, found, nil)
}

// CheckHeads reads the texts of all parts, which are short: a part's place stands beside it.
func (f files) CheckHeads(ctx context.Context, access wiki.Access, whole, heads []Ref) ([]Doc, error) {
	var refs []Ref
	var ids []wiki.AttachmentID
	var named []filetext.Piece
	for _, ref := range slices.Concat(whole, heads) {
		if ref.Kind() != KindAttachment || access.Right(ref.Within) < wiki.Reader {
			continue
		}
		refs, ids = append(refs, ref), append(ids, ref.Attachment)
		if ref.Part > 0 {
			named = append(named, filetext.Piece{File: ref.Attachment, Part: ref.Part})
		}
	}
	if len(refs) == 0 {
		return nil, nil
	}
	list, err := f.reads.Files(ctx, ids)
	if err != nil {
		return nil, err
	}
	pieces, err := f.reads.SomePieces(ctx, named)
	if err != nil {
		return nil, err
	}
	pages, err := f.reads.Pages(ctx, ids, access.IDs())
	if err != nil {
		return nil, err
	}
	return checkedFiles(refs, list, pieces, pages), nil
}

func checkedFiles(refs []Ref, list []filetext.File, pieces []filetext.Piece, pages []filetext.Page) []Doc {
	type part struct {
		file wiki.AttachmentID
		part int
	}
	known := make(map[wiki.AttachmentID]filetext.File, len(list))
	for _, file := range list {
		known[file.ID] = file
	}
	texts := make(map[part]filetext.Piece, len(pieces))
	for _, p := range pieces {
		texts[part{p.File, p.Part}] = p
	}
	shown := map[wiki.AttachmentID][]Shown{}
	for _, p := range pages {
		shown[p.File] = append(shown[p.File], Shown{p.ID, p.Title, wiki.PageURL(p.ID, p.Title)})
	}
	var docs []Doc
	for _, ref := range refs {
		file, ok := known[ref.Attachment]
		if !ok || !slices.Contains(file.Spaces, ref.Within) {
			continue
		}
		d := fileDoc(file, ref.Within)
		d.Path, d.ShownOn = nil, shown[ref.Attachment]
		if ref.Part > 0 {
			p, ok := texts[part{ref.Attachment, ref.Part}]
			if !ok {
				continue
			}
			d.Part, d.Body, d.Heading = ref.Part, p.Text, p.Place
			if file.Type == "application/pdf" && p.Number > 0 {
				d.URL += fmt.Sprintf("#page=%d", p.Number)
			}
		}
		docs = append(docs, d)
	}
	return docs
}
