package search

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"

	"github.com/docent-wiki/docent/content"
)

var errDamaged = errors.New("the search index is damaged")

// lockWait is how long a second process waits before it is told that the index is taken.
const lockWait = 200 * time.Millisecond

// lockDir makes the directory and takes it for this process until the closer is closed. The lock is
// an empty bbolt file, because bbolt locks files on every system that Go runs on; it stands apart from
// the engine's files, which may be removed and made anew while it is held.
func lockDir(dir string) (io.Closer, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make the folder of the index: %w", err)
	}
	path := filepath.Join(dir, "lock")
	options := &bbolt.Options{Timeout: lockWait, NoSync: true, NoFreelistSync: true}
	lock, err := bbolt.Open(path, 0o600, options)
	if err != nil && !errors.Is(err, bolterrors.ErrTimeout) {
		if err := os.Remove(path); err != nil {
			return nil, fmt.Errorf("remove the damaged lock of the index: %w", err)
		}
		lock, err = bbolt.Open(path, 0o600, options)
	}
	if errors.Is(err, bolterrors.ErrTimeout) {
		return nil, content.Errorf(content.Busy, "The search index is in use by a running server. Ask the server instead: add --url with its address, and --token.").Because(err)
	}
	if err != nil {
		return nil, fmt.Errorf("lock the index: %w", err)
	}
	return lock, nil
}

// dropDamaged removes the segment files whose checksum is wrong. The engine removes those that it
// does not use itself (written half when the process was killed), and refuses to open without those
// that it does use, which leads to a new index.
func dropDamaged(store string) error {
	files, err := filepath.Glob(filepath.Join(store, "store", "*.zap"))
	if err != nil {
		return err
	}
	for _, file := range files {
		ok, err := intact(file)
		if err == nil && !ok {
			err = os.Remove(file)
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("check the index: %w", err)
		}
	}
	return nil
}

// intact says whether a segment file ends with the CRC-32 (IEEE, big endian) of what stands before it.
func intact(path string) (bool, error) {
	f, err := os.Open(path)
	if err != nil {
		return false, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil || info.Size() < 4 {
		return false, err
	}
	sum := crc32.NewIEEE()
	if _, err := io.CopyN(sum, f, info.Size()-4); err != nil {
		return false, err
	}
	var want [4]byte
	if _, err := io.ReadFull(f, want[:]); err != nil {
		return false, err
	}
	return binary.BigEndian.Uint32(want[:]) == sum.Sum32(), nil
}
