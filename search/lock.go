package search

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"

	"github.com/docent-wiki/docent/content"
)

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
