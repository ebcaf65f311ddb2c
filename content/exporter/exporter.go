// Package exporter writes spaces as plain files: each page's source byte for byte at its source
// path, attachments, questions, and docent.json with Docent's own facts, so that package importer
// reads the same back and any other tool reads Markdown.
//
// Invariants: nothing is written outside the directory; two exports of the same content are the
// same bytes; no two files differ only in capitals; and a directory that holds anything but an
// export of ours is refused before anything is written.
package exporter

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"syscall"
	"time"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/content/importer"
)

// Page is one page without its text.
type Page struct {
	ID            int64
	Parent        int64 // ID of the page above, 0 at the top
	Space         string
	Title         string
	SourcePath    string // where it was imported from, "" for a page written in Docent; ends in "/" for a folder's page
	Position      int    // among its siblings
	Tags          []string
	Redirects     []string
	Owner         string // e-mail address
	Revision      int64
	CreatedAt     time.Time
	UpdatedAt     time.Time
	VerifiedUntil time.Time // zero: not verified
}

// Attachment is one attached file.
type Attachment struct {
	ID         int64
	Page       int64 // the page that it was attached to, 0 for none
	Space      string
	Name       string
	Type       string // media type
	Size       int64
	SHA256     string // of the bytes, in hex
	SourcePath string // where it was imported from, "" for one that was uploaded
	Open       func(ctx context.Context) (io.ReadCloser, error)
}

// Extra gives what floors above add to a space: its questions, in a stable order, with links by
// PageID. The program fills it.
type Extra func(ctx context.Context, space string) iter.Seq2[importer.Question, error]

// Content is what an export writes. With more than one space each stands in a folder of its own.
type Content struct {
	Spaces      []importer.Space
	Pages       []Page // in any order
	Attachments []Attachment
	Source      func(ctx context.Context, id int64) (string, error) // a page's present Markdown
	Extra       Extra                                               // nil: no questions
	Progress    func(done, total int)                               // pages and attachments; nil: silent
}

// Open makes the directory where it is missing and opens it for Write. A directory that holds
// anything but an earlier export is refused with a *content.Error. The caller closes it.
func Open(dir string) (*os.Root, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, explain(err, "The folder "+dir+" cannot be made")
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, explain(err, "The folder "+dir+" cannot be opened")
	}
	if err := free(root, dir); err != nil {
		_ = root.Close()
		return nil, err
	}
	return root, nil
}

// free reports whether an export may be written: the directory is empty or holds one of ours.
func free(root *os.Root, dir string) error {
	d, err := root.Open(".")
	if err != nil {
		return explain(err, "The folder "+dir+" cannot be read")
	}
	defer func() { _ = d.Close() }()
	if _, err := d.ReadDir(1); errors.Is(err, io.EOF) {
		return nil
	}
	if _, err := previous(root); err != nil {
		return content.Errorf(content.Conflict, "The folder %s is not empty and holds no export of Docent; nothing was written. Choose an empty or a new folder.", dir).Because(err)
	}
	return nil
}

// maxManifest bounds an earlier docent.json, in bytes.
const maxManifest = 64 << 20

// previous reads the docent.json of an earlier export, or what one that was cut short left of it.
func previous(root *os.Root) (*importer.Manifest, error) {
	m, err := readManifest(root, importer.ManifestName)
	if errors.Is(err, fs.ErrNotExist) {
		return readManifest(root, partial)
	}
	return m, err
}

func readManifest(root *os.Root, name string) (*importer.Manifest, error) {
	f, err := root.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	raw, err := io.ReadAll(io.LimitReader(f, maxManifest))
	if err != nil {
		return nil, err
	}
	return importer.ParseManifest(raw)
}

// explain turns what a person can mend into a *content.Error: a full disk, missing rights.
func explain(err error, what string) error {
	switch {
	case errors.Is(err, syscall.ENOSPC):
		return content.Errorf(content.Busy, "%s: the disk is full. What was written stands; run the export again when there is room.", what).Because(err)
	case errors.Is(err, syscall.EROFS):
		return content.Errorf(content.Forbidden, "%s: the file system is read-only.", what).Because(err)
	case errors.Is(err, fs.ErrPermission):
		return content.Errorf(content.Forbidden, "%s: this account may not write there.", what).Because(err)
	case errors.Is(err, syscall.ENOTDIR), errors.Is(err, fs.ErrExist):
		return content.Errorf(content.Conflict, "%s: a file of that name stands in the way.", what).Because(err)
	}
	return fmt.Errorf("%s: %w", what, err)
}
