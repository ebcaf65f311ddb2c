// Package importer reads foreign formats (a folder or a zip of Markdown, or an export of Docent's
// own) and gives them as streams of pages, files and questions. It is a pure reader of fs.FS: it
// writes nothing, knows no database, and treats every byte that it reads as hostile.
//
// Purpose and invariants:
//   - Every .md and .markdown file that can be read as text becomes exactly one Page, whose Source
//     is the file as it is. What is skipped, converted or guessed is said in a Warning.
//   - The tree follows the folders. A folder's page is its index, _index or README file, a file
//     that bears the folder's name inside it or beside it, or, where there is none, an empty page
//     made for it (Folder is true, Path ends in "/").
//   - Parents come before their children and siblings in their order, the same on every run.
//   - A docent.json at the root (see Manifest) overrules names and folders.
package importer

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/docent-wiki/docent/content"
)

// Page is one Markdown file, or a folder that has none.
type Page struct {
	Path       string // the page's source path: slash-separated, relative to what was opened, case kept
	Space      string // the slug of its space in an export of several spaces, else ""
	Source     string // the file's bytes as they are (converted to UTF-8 where a warning says so)
	Title      string // never empty
	ParentPath string // Path of the page above in the same space, "" at the top
	Position   int    // place among its siblings, from 0 without gaps
	Tags       []string
	Redirects  []string // old addresses that lead to this page
	Permalink  string
	Owner      string // as the source names the person: an e-mail address or a name
	Folder     bool   // made for a folder without an index; not one of the counted .md files
	Facts      *Facts // what docent.json knows about it, nil without one
}

// Facts are what an export of Docent's own remembers of a page.
type Facts struct {
	ID            int64
	Revision      int64
	CreatedAt     time.Time
	UpdatedAt     time.Time
	VerifiedUntil time.Time // zero: not verified
}

// File is an attachment: any common document, image, sound, film, archive or plain text.
type File struct {
	Path  string // as Page.Path
	Space string
	Size  int64 // bytes, as its folder or zip declares them
	Facts *FileFacts
	open  func() (io.ReadCloser, error)
	limit int64
}

// FileFacts are what an export of Docent's own remembers of an attachment.
type FileFacts struct {
	ID     int64
	Name   string
	Type   string
	SHA256 string // of the exported bytes, in hex
	Page   int64  // the ID of the page that it was attached to, 0 for none
}

// Space is a space of an export of Docent's own.
type Space struct {
	Anonymous                                     bool
	Description, Language, Name, Slug, Visibility string
}

// Warning is one thing that a person should know about a file of the source.
type Warning struct {
	File string `json:"file"` // relative to what was opened; "" for the whole
	Line int    `json:"line"` // from 1; 0 where no single line is meant
	Text string `json:"text"`
}

// Tally counts what an import will give, for progress and reports.
type Tally struct {
	Pages     int   // .md files
	Folders   int   // pages made for folders without an index
	Files     int   // attachments
	Questions int   // files of an export that hold questions
	Bytes     int64 // of all of them together
}

// Source is an opened folder or zip. Its methods may be called in any order and more than once,
// but not at the same time.
type Source struct {
	fsys   fs.FS
	closer io.Closer
	limits limits

	once      sync.Once
	scanErr   error
	manifest  *Manifest
	nodes     []*node // in stream order
	files     []entry
	questions []ManifestQuestion

	mu       sync.Mutex
	warnings []Warning
}

// limits bound what one import may cost.
type limits struct {
	markdown   int64 // bytes of one Markdown file
	attachment int64 // bytes of one attachment
	total      int64 // bytes of everything that is taken
	entries    int   // files and folders that are looked at
	manifest   int64 // bytes of docent.json
}

var standard = limits{markdown: 10 << 20, attachment: 100 << 20, total: 2 << 30, entries: 100_000, manifest: 64 << 20}

// New reads from any file system; the caller closes what it stands on.
func New(fsys fs.FS) *Source { return &Source{fsys: fsys, limits: standard} }

// Open reads a folder or a zip. What a person can mend (nothing there, neither folder nor zip, a
// damaged, encrypted or dangerous zip) comes back as a *content.Error. Close the Source after use.
func Open(path string) (*Source, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, content.Errorf(content.NotFound, "There is nothing at %s.", path).Because(err)
	case errors.Is(err, fs.ErrPermission):
		return nil, content.Errorf(content.Forbidden, "%s may not be read by this account.", path).Because(err)
	case err != nil:
		return nil, content.Errorf(content.Invalid, "%s cannot be opened.", path).Because(err)
	case info.IsDir():
		return openFolder(path)
	case info.Mode().IsRegular():
		return openZip(path, standard)
	}
	return nil, content.Errorf(content.Invalid, "%s is neither a folder nor a zip file.", path)
}

// openFolder goes through os.Root, so that no link inside the folder leads out of it.
func openFolder(path string) (*Source, error) {
	root, err := os.OpenRoot(path)
	if err != nil {
		return nil, content.Errorf(content.Forbidden, "The folder %s cannot be opened.", path).Because(err)
	}
	s := New(root.FS())
	s.closer = root
	return s, nil
}

// Close releases the folder or zip.
func (s *Source) Close() error {
	if s.closer == nil {
		return nil
	}
	return s.closer.Close()
}

// Scan looks at everything once without giving it out: it walks the files, reads titles and front
// matter, and lays out the tree. Memory grows with the number of files, not with their size.
// The other methods call it where it was not called; it works only once.
func (s *Source) Scan(ctx context.Context) (Tally, error) {
	s.once.Do(func() { s.scanErr = s.scan(ctx) })
	if s.scanErr != nil {
		return Tally{}, s.scanErr
	}
	t := Tally{Files: len(s.files), Questions: len(s.questions)}
	for _, n := range s.nodes {
		if n.folder {
			t.Folders++
		} else {
			t.Pages++
		}
		t.Bytes += n.size
	}
	for _, f := range s.files {
		t.Bytes += f.size
	}
	return t, nil
}

// Exported reports whether the source is an export of Docent's own. It is known after Scan.
func (s *Source) Exported() bool { return s.manifest != nil }

// Spaces are those of an export of Docent's own, sorted by slug; none otherwise.
func (s *Source) Spaces() []Space {
	if s.manifest == nil {
		return nil
	}
	spaces := make([]Space, 0, len(s.manifest.Spaces))
	for _, m := range s.manifest.Spaces {
		spaces = append(spaces, Space(m))
	}
	slices.SortStableFunc(spaces, func(a, b Space) int { return strings.Compare(a.Slug, b.Slug) })
	return spaces
}

// Warnings are all so far, by file and line. They are complete once the streams were read.
func (s *Source) Warnings() []Warning {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := slices.Clone(s.warnings)
	slices.SortStableFunc(all, func(a, b Warning) int {
		if c := strings.Compare(a.File, b.File); c != 0 {
			return c
		}
		if a.Line != b.Line {
			return a.Line - b.Line
		}
		return strings.Compare(a.Text, b.Text)
	})
	return all
}

func (s *Source) warn(file string, line int, text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.warnings = append(s.warnings, Warning{File: file, Line: line, Text: text})
}
