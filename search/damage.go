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

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"
)

var errDamaged = errors.New("the search index is damaged")

// dropDamaged removes the damaged ones of the engine's files, before the engine maps them into memory and
// reads them in goroutines of its own, where a page that is not there ends the whole process. The engine
// removes segments that it does not use (written half when the process was killed), and refuses to open
// without those that it does use or without its root, which leads to a new index.
func dropDamaged(store string) error {
	segments, err := filepath.Glob(filepath.Join(store, "store", "*.zap"))
	if err != nil {
		return err
	}
	for _, file := range segments {
		err = errors.Join(err, dropUnless(file, segmentIntact))
	}
	return errors.Join(err, dropUnless(filepath.Join(store, "store", "root.bolt"), rootIntact))
}

// dropUnless removes a file that is there and not intact.
func dropUnless(file string, intact func(path string) (bool, error)) error {
	ok, err := intact(file)
	if err == nil && !ok {
		err = os.Remove(file)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("check the index: %w", err)
	}
	return nil
}

// segmentIntact says whether a segment file ends with the CRC-32 (IEEE, big endian) of what stands before it.
func segmentIntact(path string) (bool, error) {
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

// rootIntact says whether the engine's root, a bbolt file, is as long as it says and can be read to its end.
func rootIntact(path string) (bool, error) {
	info, err := os.Stat(path)
	if err != nil {
		return false, err
	}
	err = guard(func() (err error) {
		root, err := bbolt.Open(path, 0o600, &bbolt.Options{ReadOnly: true, Timeout: lockWait})
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, root.Close()) }()
		return root.View(func(tx *bbolt.Tx) error {
			if tx.Size() > info.Size() {
				return io.ErrUnexpectedEOF
			}
			return tx.ForEach(func(_ []byte, b *bbolt.Bucket) error { return readAll(b) })
		})
	})
	if errors.Is(err, bolterrors.ErrTimeout) {
		return false, err // somebody else has it open
	}
	return err == nil, nil
}

// readAll touches every byte of a bucket.
func readAll(b *bbolt.Bucket) error {
	return b.ForEach(func(key, value []byte) error {
		if value == nil {
			return readAll(b.Bucket(key))
		}
		crc32.ChecksumIEEE(value)
		return nil
	})
}
