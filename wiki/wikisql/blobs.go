package wikisql

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/dustin/go-humanize"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/sqldb"
)

var _ wiki.Blobs = (*Blobs)(nil)

// Blobs keeps files beside the database in a folder, each under its SHA-256: ab/cd/abcd…
type Blobs struct{ dir string }

// abandoned is the age from which a half written file belongs to no running program. Younger ones may
// be another program's: commands run beside the server.
const abandoned = 24 * time.Hour

// OpenBlobs uses a folder, which is made where it is missing, and removes what killed programs had
// half written into it.
func OpenBlobs(dir string) (*Blobs, error) {
	b := &Blobs{dir: dir}
	if err := os.MkdirAll(b.temp(), 0o700); err != nil {
		return nil, b.explain("make folder for files", err)
	}
	left, err := os.ReadDir(b.temp())
	if err != nil {
		return nil, b.explain("read folder for files", err)
	}
	for _, entry := range left {
		info, err := entry.Info()
		if err != nil || time.Since(info.ModTime()) < abandoned {
			continue // gone already, or in use
		}
		if err := os.Remove(filepath.Join(b.temp(), entry.Name())); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, b.explain("clear folder for files", err)
		}
	}
	return b, nil
}

func (b *Blobs) temp() string { return filepath.Join(b.dir, "tmp") }

func (b *Blobs) path(sum string) string { return filepath.Join(b.dir, sum[:2], sum[2:4], sum) }

// Put keeps what r gives: written whole to the disk first, then named, so that a file under its name
// is always complete.
func (b *Blobs) Put(ctx context.Context, r io.Reader, limit int64) (sum string, size int64, err error) {
	temp, err := os.CreateTemp(b.temp(), "put-*")
	if err != nil {
		return "", 0, b.explain("make file", err)
	}
	defer func() {
		err = errors.Join(err, closeQuietly(temp))
		if e := os.Remove(temp.Name()); e != nil && !errors.Is(e, fs.ErrNotExist) {
			err = errors.Join(err, e)
		}
	}()
	hash := sha256.New()
	size, err = io.Copy(io.MultiWriter(temp, hash), io.LimitReader(reader{ctx, r}, limit+1))
	switch {
	case err != nil:
		return "", 0, b.explain("write file", err)
	case size > limit:
		return "", 0, content.Errorf(content.TooLarge, "The file is larger than %s. Nothing was added.", humanize.IBytes(uint64(max(limit, 0))))
	}
	sum = hex.EncodeToString(hash.Sum(nil))
	if known, err := os.Stat(b.path(sum)); err == nil && known.Size() == size {
		return sum, size, nil
	}
	if err := temp.Sync(); err != nil {
		return "", 0, b.explain("write file", err)
	}
	if err := temp.Close(); err != nil {
		return "", 0, b.explain("write file", err)
	}
	if err := b.name(temp.Name(), sum); err != nil {
		return "", 0, b.explain("name file", err)
	}
	return sum, size, nil
}

// name gives a complete file its place, and puts the name itself on the disk.
func (b *Blobs) name(temp, sum string) error {
	path := b.path(sum)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	if err := os.Rename(temp, path); err != nil {
		return err
	}
	for _, dir := range []string{filepath.Dir(path), filepath.Dir(filepath.Dir(path)), b.dir} {
		if err := syncDir(dir); err != nil {
			return err
		}
	}
	return nil
}

// Open reads a kept file; NotFound where there is none.
func (b *Blobs) Open(_ context.Context, sum string) (io.ReadSeekCloser, error) {
	if raw, err := hex.DecodeString(sum); err != nil || len(raw) != sha256.Size {
		return nil, content.Errorf(content.NotFound, "There is no such file.")
	}
	f, err := os.Open(b.path(sum))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, content.Errorf(content.NotFound, "The file is missing from the data directory. Restore it from a backup.").Because(err)
	}
	if err != nil {
		return nil, b.explain("open file", err)
	}
	return f, nil
}

// reader ends with its context.
type reader struct {
	ctx context.Context
	r   io.Reader
}

func (r reader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.r.Read(p)
}

func (b *Blobs) explain(what string, err error) error {
	if told := sqldb.ExplainFile(b.dir, err); told != nil {
		return told
	}
	return fmt.Errorf("%s: %w", what, err)
}

// closeQuietly closes a file that may be closed already.
func closeQuietly(f *os.File) error {
	if err := f.Close(); err != nil && !errors.Is(err, fs.ErrClosed) {
		return err
	}
	return nil
}

// syncDir puts the names in a folder on the disk, where the system can (Windows cannot, and keeps
// them anyway).
func syncDir(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
