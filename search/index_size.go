package search

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"github.com/blevesearch/bleve/v2"
)

// Size tells how many documents the index holds, and how many bytes its files have; 0 bytes in memory.
func (ix *Index) Size() (documents int, bytes int64, err error) {
	err = ix.use(func(engine bleve.Index) error {
		n, err := engine.DocCount()
		documents = int(n)
		return err
	})
	if err != nil || ix.dir == "" {
		return documents, 0, err
	}
	err = filepath.WalkDir(ix.store(), func(_ string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return gone(err)
		}
		info, err := d.Info()
		if err == nil {
			bytes += info.Size()
		}
		return gone(err)
	})
	if err != nil {
		return documents, 0, fmt.Errorf("size of the index: %w", err)
	}
	return documents, bytes, nil
}

// gone lets pass that the engine removes files while they are counted.
func gone(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
