package wiki

import (
	"context"
	"encoding/binary"
	"hash/fnv"
	"net/url"
	"slices"
	"strconv"
	"sync"
	"time"
)

// Wiki holds the use cases. It is safe for concurrent use.
type Wiki struct {
	store  Store
	blobs  Blobs
	now    func() time.Time
	drawn  *drawnCache
	views  *viewCache
	access accessCache
	latest latest
}

// Options of a Wiki.
type Options struct {
	Now func() time.Time // nil: time.Now

	// Committed gives a channel that is closed at the next commit of this process. With it a view does
	// not look at the log each time; what other processes write is seen a quarter of a second later.
	Committed func() <-chan struct{}
}

// New makes the use cases over a store and the bytes of its attachments.
func New(store Store, blobs Blobs, opts Options) *Wiki {
	if opts.Now == nil {
		opts.Now = time.Now
	}
	return &Wiki{store: store, blobs: blobs, now: opts.Now, drawn: newDrawnCache(), views: newViewCache(), latest: latest{committed: opts.Committed}}
}

// Store reads the wiki without asking who wants to know: for the search feed and the adapters of
// higher floors, which add the reader's rights to their own queries.
func (w *Wiki) Store() Reads { return w.store }

// Now is the wiki's clock, in UTC.
func (w *Wiki) Now() time.Time { return w.now().UTC().Truncate(time.Microsecond) }

// accessFor is how long an Access may be used again: a change of rights in this process holds at
// once, one made by another process (a command beside the server) within this time.
const accessFor = time.Second

type accessCache struct {
	mu     sync.Mutex
	spaces []Space
	grants map[PersonID]map[SpaceID]Right
	until  time.Time
}

func (c *accessCache) forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.spaces, c.grants, c.until = nil, nil, time.Time{}
}

// Access tells what an actor may do, space by space.
func (w *Wiki) Access(ctx context.Context, as Actor) (Access, error) {
	spaces, granted, err := w.rightsOf(ctx, as.Person)
	if err != nil {
		return Access{}, err
	}
	return NewAccess(as, spaces, granted), nil
}

// NewAccess decides an actor's rights from all spaces, by ID, and what was granted to the actor.
func NewAccess(as Actor, spaces []Space, granted map[SpaceID]Right) Access {
	a := Access{As: as, spaces: make([]Space, 0, len(spaces)), rights: make([]Right, 0, len(spaces))}
	for _, s := range spaces {
		if right := Decide(as, s, granted[s.ID]); right >= Reader {
			a.spaces = append(a.spaces, s)
			a.rights = append(a.rights, right)
		}
	}
	sum := fnv.New64a()
	var b [16]byte
	for i, s := range a.spaces {
		binary.LittleEndian.PutUint64(b[:8], uint64(s.ID))
		binary.LittleEndian.PutUint64(b[8:], uint64(a.rights[i]))
		sum.Write(b[:])
	}
	a.key = sum.Sum64()
	return a
}

func (w *Wiki) rightsOf(ctx context.Context, person PersonID) ([]Space, map[SpaceID]Right, error) {
	c := &w.access
	c.mu.Lock()
	if w.now().After(c.until) {
		c.spaces, c.grants, c.until = nil, map[PersonID]map[SpaceID]Right{}, w.now().Add(accessFor)
	}
	spaces, until := c.spaces, c.until
	granted, known := c.grants[person]
	c.mu.Unlock()
	if spaces != nil && known {
		return spaces, granted, nil
	}
	spaces, granted, err := readRights(ctx, w.store, person)
	if err != nil {
		return nil, nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.until.Equal(until) && c.grants != nil { // nothing was forgotten while we read
		c.spaces, c.grants[person] = spaces, granted
	}
	return spaces, granted, nil
}

func readRights(ctx context.Context, r SpaceReads, person PersonID) ([]Space, map[SpaceID]Right, error) {
	spaces, err := r.Spaces(ctx)
	if err != nil {
		return nil, nil, err
	}
	var granted map[SpaceID]Right
	if person != 0 {
		if granted, err = r.GrantsOf(ctx, person); err != nil {
			return nil, nil, err
		}
	}
	if spaces == nil {
		spaces = []Space{}
	}
	return slices.Clip(spaces), granted, nil
}

// accessIn reads the rights afresh inside a transaction: a write never trusts the cache.
func accessIn(ctx context.Context, r SpaceReads, as Actor) (Access, error) {
	spaces, granted, err := readRights(ctx, r, as.Person)
	if err != nil {
		return Access{}, err
	}
	return NewAccess(as, spaces, granted), nil
}

func urlPathEscape(s string) string { return url.PathEscape(s) }

func itoa[T ~int | ~int64](n T) string { return strconv.FormatInt(int64(n), 10) }
