package search

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/wiki"
)

var (
	keyMark    = []byte("docent.mark")
	keyVersion = []byte("docent.version")
)

// Mark says up to where in the event log an index has come. The time tells a log from another log
// that has reached the same number (a restored backup).
type Mark struct {
	Seq wiki.EventSeq
	At  time.Time
}

// Index is the documents on disk or in memory. All that knows the engine stands in the files
// search/index*.go: the engine can be exchanged, and its traps are known in one place.
//
// It is safe for concurrent use; Apply and Reset are for one writer, the Feed.
type Index struct {
	dir     string       // "": in memory
	lock    io.Closer    // on the directory; nil in memory
	mu      sync.RWMutex // held for writing while the engine is exchanged
	engine  bleve.Index
	broken  atomic.Bool // the engine met damaged files: Reset is due
	facts   factTable
	spelled spellings
	mark    atomic.Pointer[Mark] // see Mark; never nil
	changes atomic.Int64         // counts Apply and Reset, for what is derived from the index
	told    []func([]Change)

	languages struct { // remembered until the index changes
		sync.Mutex
		at     int64
		fields []languageField // nil: not read yet
	}
}

// Open opens the index in a directory, which it makes when it is missing; "" makes one in memory. A
// damaged index and one of another version are emptied: Mark is zero then. An index that another
// process holds is content.Busy, told within a fraction of a second.
func Open(dir string) (*Index, error) {
	ix := &Index{dir: dir}
	ix.mark.Store(new(Mark))
	if dir == "" {
		return ix, ix.create()
	}
	var err error
	if ix.lock, err = lockDir(dir); err != nil {
		return nil, err
	}
	if err := ix.open(); err == nil {
		return ix, nil
	}
	if err := ix.create(); err != nil {
		return nil, errors.Join(err, ix.lock.Close())
	}
	return ix, nil
}

// store is where the engine keeps its files; "" in memory.
func (ix *Index) store() string {
	if ix.dir == "" {
		return ""
	}
	return filepath.Join(ix.dir, "bleve")
}

// settings of the engine. The lock of the directory is held already when the engine opens its own.
func settings() map[string]any {
	return map[string]any{"bolt_timeout": lockWait.String(), "numSnapshotsToKeep": 1}
}

func (ix *Index) open() error {
	if err := dropDamaged(ix.store()); err != nil {
		return err
	}
	return guard(func() error {
		engine, err := bleve.OpenUsing(ix.store(), settings())
		if err != nil {
			return fmt.Errorf("open the index: %w", err)
		}
		version, err := engine.GetInternal(keyVersion)
		if err == nil && string(version) != mappingVersion {
			err = errors.New("the index is of another version")
		}
		if err == nil {
			err = ix.readMark(engine)
		}
		if err != nil {
			return errors.Join(err, engine.Close())
		}
		ix.engine = engine
		return nil
	})
}

// create makes an empty engine in the place of whatever is there.
func (ix *Index) create() error {
	if ix.dir != "" {
		if err := os.RemoveAll(ix.store()); err != nil {
			return fmt.Errorf("remove the old index: %w", err)
		}
	}
	engine, err := bleve.NewUsing(ix.store(), newMapping(), scorch.Name, scorch.Name, settings())
	if err != nil {
		return fmt.Errorf("make the index: %w", err)
	}
	if err := engine.SetInternal(keyVersion, []byte(mappingVersion)); err != nil {
		return errors.Join(fmt.Errorf("make the index: %w", err), engine.Close())
	}
	ix.engine = engine
	ix.mark.Store(new(Mark))
	ix.broken.Store(false)
	return nil
}

// Reset empties the index, whatever state it is in.
func (ix *Index) Reset() error {
	ix.mu.Lock()
	defer ix.mu.Unlock()
	defer ix.changes.Add(1)
	if ix.engine != nil {
		_ = guard(ix.engine.Close) // it is thrown away
		ix.engine = nil
	}
	ix.facts.begin()
	ix.spelled.clear()
	return ix.create()
}

// Close waits until what was applied is on disk.
func (ix *Index) Close() error {
	ix.mu.Lock()
	defer ix.mu.Unlock()
	var err error
	if ix.engine != nil {
		err = guard(ix.engine.Close)
		ix.engine = nil
	}
	if ix.lock != nil {
		err = errors.Join(err, ix.lock.Close())
		ix.lock = nil
	}
	return err
}

// use runs fn on the engine and notes when its files turn out to be damaged.
func (ix *Index) use(fn func(bleve.Index) error) error {
	ix.mu.RLock()
	defer ix.mu.RUnlock()
	if ix.engine == nil {
		return content.Errorf(content.Busy, "The search index is closed.")
	}
	err := guard(func() error { return fn(ix.engine) })
	if errors.Is(err, errDamaged) {
		ix.broken.Store(true)
	}
	return err
}

// Broken says whether the index must be built anew: its files were found damaged, or are gone.
func (ix *Index) Broken() bool {
	if ix.dir != "" {
		if _, err := os.Stat(filepath.Join(ix.store(), "store", "root.bolt")); errors.Is(err, fs.ErrNotExist) {
			return true
		}
	}
	return ix.broken.Load()
}

// guard turns a panic of the engine, which reads its files through memory maps, into an error.
func guard(fn func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%w: %v", errDamaged, p)
		}
	}()
	return fn()
}

// readMark takes over the mark that the engine has stored.
func (ix *Index) readMark(engine bleve.Index) error {
	raw, err := engine.GetInternal(keyMark)
	if err == nil && len(raw) == 16 {
		ix.mark.Store(&Mark{
			Seq: wiki.EventSeq(binary.BigEndian.Uint64(raw)),
			At:  time.UnixMicro(int64(binary.BigEndian.Uint64(raw[8:]))).UTC(),
		})
	}
	return err
}

// Mark tells how far the index has come; zero for a new one. What came before is found in every way: the
// mark that the engine stores is there a moment earlier than the facts, the words and the ranks.
func (ix *Index) Mark() (mark Mark, err error) {
	err = ix.use(func(bleve.Index) error {
		mark = *ix.mark.Load()
		return nil
	})
	return mark, err
}

// listen has fn told of every change that was applied. It is called before the index is used, and fn is
// called by the writer.
func (ix *Index) listen(fn func([]Change)) { ix.told = append(ix.told, fn) }
