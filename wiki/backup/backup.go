// Package backup writes a data directory into one file, proves that the file is whole, and makes a
// data directory from it again.
//
// The file is a gzipped tar: the database as of one moment, every attachment, and as its last entry
// a manifest with the size and SHA-256 of each. A file that was cut short has no manifest. The
// search index is not in it: it rebuilds itself.
package backup

import (
	"archive/tar"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/wiki/sqldb"
)

// Names within a data directory and within a backup.
const (
	Database    = "docent.db"
	Attachments = "attachments"
	unfinished  = "tmp" // within the attachments: what is being uploaded
	manifest    = "MANIFEST.json"
	format      = 1
	maxManifest = 256 << 20
)

// Summary says what a backup holds.
type Summary struct {
	Format  int       `json:"format"`
	Made    time.Time `json:"made"`
	Entries []Entry   `json:"entries"`
}

// Entry is one file of a backup.
type Entry struct {
	Name   string `json:"name"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
}

// Bytes is the size of everything that a restore would write.
func (s Summary) Bytes() int64 {
	var n int64
	for _, e := range s.Entries {
		n += e.Size
	}
	return n
}

// Write backs up the data directory that db lies in. The file appears under its name only once it
// is complete; one that exists is not overwritten. A server may go on serving meanwhile.
func Write(ctx context.Context, db *sqldb.DB, file string) (Summary, error) {
	if _, err := os.Lstat(file); err == nil { // told before the work is done
		return Summary{}, exists(file)
	}
	tmp, err := os.CreateTemp(filepath.Dir(file), ".docent-backup-*")
	if err != nil {
		return Summary{}, content.Errorf(content.Invalid, "%s cannot be written.", file).Because(err)
	}
	defer os.Remove(tmp.Name())
	defer tmp.Close()
	sum, err := write(ctx, db, tmp)
	if told := full(file, err); told != nil {
		return Summary{}, told
	}
	if err != nil {
		return Summary{}, err
	}
	if err := errors.Join(tmp.Sync(), tmp.Close()); err != nil {
		return Summary{}, fmt.Errorf("backup: %w", err)
	}
	return sum, name(tmp.Name(), file)
}

func exists(file string) error {
	return content.Errorf(content.Conflict, "%s exists already. Choose another name; nothing was written.", file)
}

// name gives a finished file its name, and never takes it from another, which may have appeared meanwhile.
func name(tmp, file string) error {
	err := os.Link(tmp, file)
	if err == nil {
		return nil // who made tmp removes that name
	}
	if !errors.Is(err, fs.ErrExist) { // the file system may have no links: take the name first
		var taken *os.File
		if taken, err = os.OpenFile(file, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600); err == nil {
			err = errors.Join(taken.Close(), os.Rename(tmp, file))
		}
	}
	switch {
	case errors.Is(err, fs.ErrExist):
		return exists(file)
	case err != nil:
		return fmt.Errorf("backup: %w", err)
	}
	return nil
}

func write(ctx context.Context, db *sqldb.DB, w io.Writer) (Summary, error) {
	dir, err := os.MkdirTemp(filepath.Dir(db.Path()), ".snapshot-*")
	if err != nil {
		return Summary{}, fmt.Errorf("backup: %w", err)
	}
	defer os.RemoveAll(dir)
	// The database first: every attachment that it names is on disk before the database knows of it.
	snapshot := filepath.Join(dir, Database)
	if err := db.Snapshot(ctx, snapshot); err != nil {
		return Summary{}, err
	}
	zip, err := gzip.NewWriterLevel(w, gzip.BestSpeed)
	if err != nil {
		return Summary{}, fmt.Errorf("backup: %w", err)
	}
	p := packer{tar: tar.NewWriter(zip), sum: Summary{Format: format, Made: db.Now()}}
	if err := p.add(Database, snapshot); err != nil {
		return Summary{}, err
	}
	if err := p.addAttachments(ctx, filepath.Join(filepath.Dir(db.Path()), Attachments)); err != nil {
		return Summary{}, err
	}
	if err := p.finish(); err != nil {
		return Summary{}, err
	}
	return p.sum, zip.Close()
}

type packer struct {
	tar *tar.Writer
	sum Summary
}

func (p *packer) add(name, file string) error {
	f, err := os.Open(file)
	if err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	head := &tar.Header{Name: name, Mode: 0o600, Size: info.Size(), ModTime: info.ModTime(), Format: tar.FormatPAX}
	if err := p.tar.WriteHeader(head); err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	hash := sha256.New()
	if _, err := io.Copy(io.MultiWriter(p.tar, hash), f); err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	p.sum.Entries = append(p.sum.Entries, Entry{Name: name, Size: info.Size(), SHA256: hex.EncodeToString(hash.Sum(nil))})
	return nil
}

func (p *packer) addAttachments(ctx context.Context, dir string) error {
	err := filepath.WalkDir(dir, func(file string, d fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist) && file == dir:
			return fs.SkipAll
		case err != nil:
			return err
		case ctx.Err() != nil:
			return ctx.Err()
		case d.IsDir() && d.Name() == unfinished:
			return fs.SkipDir
		case !d.Type().IsRegular() || strings.HasPrefix(d.Name(), "."):
			return nil
		}
		inside, err := filepath.Rel(dir, file)
		if err != nil {
			return err
		}
		return p.add(path.Join(Attachments, filepath.ToSlash(inside)), file)
	})
	if err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	return nil
}

func (p *packer) finish() error {
	text, err := json.MarshalIndent(p.sum, "", " ")
	if err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	if err := p.tar.WriteHeader(&tar.Header{Name: manifest, Mode: 0o600, Size: int64(len(text)), ModTime: p.sum.Made}); err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	if _, err := p.tar.Write(text); err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	return p.tar.Close()
}

// Verify reads a whole backup, compares every checksum, and opens the database in it.
func Verify(ctx context.Context, file string) (Summary, error) {
	dir, err := os.MkdirTemp("", "docent-verify-*")
	if err != nil {
		return Summary{}, fmt.Errorf("verify: %w", err)
	}
	defer os.RemoveAll(dir)
	sum, err := unpack(ctx, file, dir, func(name string) bool { return name == Database })
	if err != nil {
		return Summary{}, err
	}
	return sum, sqldb.Check(ctx, filepath.Join(dir, Database))
}

// Restore makes a data directory from a backup. The directory must be new or empty; it is complete
// and checked before it gets its name.
func Restore(ctx context.Context, file, dir string) (Summary, error) {
	if names, err := os.ReadDir(dir); err == nil && len(names) > 0 {
		return Summary{}, content.Errorf(content.Conflict, "%s is not empty. A restore never overwrites: name a new directory. Nothing was written.", dir)
	}
	if err := os.MkdirAll(filepath.Dir(filepath.Clean(dir)), 0o700); err != nil {
		return Summary{}, content.Errorf(content.Invalid, "%s cannot be made.", dir).Because(err)
	}
	tmp, err := os.MkdirTemp(filepath.Dir(filepath.Clean(dir)), ".docent-restore-*")
	if err != nil {
		return Summary{}, content.Errorf(content.Invalid, "%s cannot be made.", dir).Because(err)
	}
	defer os.RemoveAll(tmp)
	sum, err := unpack(ctx, file, tmp, func(string) bool { return true })
	if err != nil {
		return Summary{}, err
	}
	if err := sqldb.Check(ctx, filepath.Join(tmp, Database)); err != nil {
		return Summary{}, err
	}
	if err := os.Remove(dir); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return Summary{}, fmt.Errorf("restore: %w", err)
	}
	if err := os.Rename(tmp, dir); err != nil {
		return Summary{}, fmt.Errorf("restore: %w", err)
	}
	return sum, nil
}

// full puts a full disk into words; nil for everything else.
func full(path string, err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return sqldb.ExplainFile(path, err)
	}
	return nil
}

func damaged(file, why string) *content.Error {
	return content.Errorf(content.Invalid, "%s is not a whole backup: %s.", file, why)
}

// unpack reads every entry, keeps those that keep wants below dir, and compares all with the manifest.
func unpack(ctx context.Context, file, dir string, keep func(name string) bool) (Summary, error) {
	f, err := os.Open(file)
	if err != nil {
		return Summary{}, content.Errorf(content.NotFound, "%s cannot be read.", file).Because(err)
	}
	defer f.Close()
	zip, err := gzip.NewReader(f)
	if err != nil {
		return Summary{}, damaged(file, "it is not a file that “docent backup” wrote").Because(err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return Summary{}, fmt.Errorf("unpack: %w", err)
	}
	defer root.Close()
	var found []Entry
	for in := tar.NewReader(zip); ctx.Err() == nil; {
		head, err := in.Next()
		if err != nil {
			return Summary{}, damaged(file, "it ends too early or was changed").Because(err)
		}
		if head.Name == manifest {
			return compare(file, in, zip, found)
		}
		if head.Typeflag != tar.TypeReg || !wanted(head.Name) {
			return Summary{}, damaged(file, fmt.Sprintf("it holds “%s”, which Docent did not put there", head.Name))
		}
		entry, err := take(root, in, head, keep(head.Name))
		if told := full(dir, err); told != nil { // which is no fault of the backup
			return Summary{}, told
		}
		if err != nil {
			return Summary{}, damaged(file, fmt.Sprintf("“%s” cannot be read", head.Name)).Because(err)
		}
		found = append(found, entry)
	}
	return Summary{}, ctx.Err()
}

func wanted(name string) bool {
	return name == Database || (strings.HasPrefix(name, Attachments+"/") && filepath.IsLocal(filepath.FromSlash(name)) && path.Clean(name) == name)
}

func take(root *os.Root, in io.Reader, head *tar.Header, keep bool) (Entry, error) {
	sum := sha256.New()
	if !keep {
		return copied(head.Name, sum, io.Discard, in)
	}
	if err := root.MkdirAll(path.Dir(head.Name), 0o700); err != nil {
		return Entry{}, err
	}
	f, err := root.OpenFile(head.Name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return Entry{}, err
	}
	entry, err := copied(head.Name, sum, f, in)
	return entry, errors.Join(err, f.Sync(), f.Close())
}

func copied(name string, sum hash.Hash, out io.Writer, in io.Reader) (Entry, error) {
	n, err := io.Copy(io.MultiWriter(sum, out), in)
	return Entry{Name: name, Size: n, SHA256: hex.EncodeToString(sum.Sum(nil))}, err
}

func compare(file string, in io.Reader, zip io.Reader, found []Entry) (Summary, error) {
	var sum Summary
	text, err := io.ReadAll(io.LimitReader(in, maxManifest))
	if err == nil {
		err = json.Unmarshal(text, &sum)
	}
	if err != nil {
		return Summary{}, damaged(file, "its list of contents cannot be read").Because(err)
	}
	if _, err := io.Copy(io.Discard, zip); err != nil { // the checksum of the archive stands at its end
		return Summary{}, damaged(file, "it ends too early or was changed").Because(err)
	}
	if sum.Format != format {
		return Summary{}, content.Errorf(content.Invalid, "%s has the format %d; this program reads format %d. Use a newer Docent.", file, sum.Format, format)
	}
	if !slices.Equal(sum.Entries, found) {
		return Summary{}, damaged(file, "the checksums of its files are not those that were noted when it was written")
	}
	return sum, nil
}
