package vector

import (
	"cmp"
	"math"
	"slices"
	"sync"

	"github.com/docent-wiki/docent/wiki"
)

// Item is a section and where it stands.
type Item struct {
	Section wiki.SectionID
	Page    wiki.PageID
	Space   wiki.SpaceID
}

// Set holds the vectors of sections by space. It is safe for concurrent use. All vectors have the same
// number of numbers, that of the first one.
type Set struct {
	mu     sync.RWMutex
	dims   int
	spaces map[wiki.SpaceID]*shelf
	at     map[wiki.SectionID]place
}

// shelf holds the vectors of one space, one behind the other.
type shelf struct {
	items    []Item
	codes    []int8
	inverses []float32
}

type place struct {
	space wiki.SpaceID
	index int
}

// NewSet is empty.
func NewSet() *Set {
	return &Set{spaces: map[wiki.SpaceID]*shelf{}, at: map[wiki.SectionID]place{}}
}

// Len is how many sections there are.
func (s *Set) Len() int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return len(s.at)
}

// Holds says whether any of the spaces has a section.
func (s *Set) Holds(spaces []wiki.SpaceID) bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return slices.ContainsFunc(spaces, func(id wiki.SpaceID) bool { return s.spaces[id] != nil })
}

// Put adds a section or replaces its vector; false where the vector has another number of numbers than
// those that are there.
func (s *Set) Put(item Item, v Vector) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.at) == 0 {
		s.dims = len(v)
	}
	if len(v) != s.dims || len(v) == 0 {
		return false
	}
	s.remove(item.Section)
	on := s.spaces[item.Space]
	if on == nil {
		on = &shelf{}
		s.spaces[item.Space] = on
	}
	s.at[item.Section] = place{item.Space, len(on.items)}
	on.items = append(on.items, item)
	on.codes = append(on.codes, v...)
	on.inverses = append(on.inverses, float32(inverse(v)))
	return true
}

// Move puts a section that is there where it stands by now; false where it is not there.
func (s *Set) Move(item Item) bool {
	s.mu.Lock()
	at, there := s.at[item.Section]
	var v Vector
	if there {
		on := s.spaces[at.space]
		if on.items[at.index] == item {
			s.mu.Unlock()
			return true
		}
		v = slices.Clone(on.codes[at.index*s.dims : (at.index+1)*s.dims])
	}
	s.mu.Unlock()
	return there && s.Put(item, v)
}

// Remove takes sections out.
func (s *Set) Remove(sections ...wiki.SectionID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, id := range sections {
		s.remove(id)
	}
}

// Keep takes the sections of all other spaces out.
func (s *Set) Keep(spaces map[wiki.SpaceID]bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for id, on := range s.spaces {
		if spaces[id] {
			continue
		}
		for _, item := range on.items {
			delete(s.at, item.Section)
		}
		delete(s.spaces, id)
	}
}

// remove closes the gap with the last of the shelf.
func (s *Set) remove(id wiki.SectionID) {
	at, there := s.at[id]
	if !there {
		return
	}
	delete(s.at, id)
	on, d := s.spaces[at.space], s.dims
	last := len(on.items) - 1
	if at.index != last {
		on.items[at.index], on.inverses[at.index] = on.items[last], on.inverses[last]
		copy(on.codes[at.index*d:(at.index+1)*d], on.codes[last*d:])
		s.at[on.items[last].Section] = at
	}
	on.items, on.inverses, on.codes = on.items[:last], on.inverses[:last], on.codes[:last*d]
	if last == 0 {
		delete(s.spaces, at.space)
	}
}

// Hit is a section and how alike it is to what was asked.
type Hit struct {
	Item
	Cosine float64
}

// Near is what a question is near to.
type Near struct {
	Hits   []Hit   // the nearest first; of equals by page, then section
	Mean   float64 // of the cosines of all sections that were compared
	Spread float64 // their standard deviation

	set *Set
	of  Vector
}

// Near compares a question with every section of some spaces and gives the n nearest.
func (s *Set) Near(spaces []wiki.SpaceID, question Vector, n int) *Near {
	near := &Near{set: s, of: question}
	s.mu.RLock()
	defer s.mu.RUnlock()
	if len(question) != s.dims || n <= 0 {
		return near
	}
	length := inverse(question)
	sum, squares, count := 0.0, 0.0, 0.0
	floor := math.Inf(-1)
	for _, id := range slices.Compact(slices.Sorted(slices.Values(spaces))) {
		on := s.spaces[id]
		if on == nil {
			continue
		}
		for i, item := range on.items {
			c := even(float64(dot(question, on.codes[i*s.dims:(i+1)*s.dims])) * length * float64(on.inverses[i]))
			sum, squares, count = sum+c, squares+c*c, count+1
			if c < floor {
				continue
			}
			near.Hits = append(near.Hits, Hit{item, c})
			if len(near.Hits) >= 4*n {
				near.Hits = best(near.Hits, n)
				floor = near.Hits[n-1].Cosine
			}
		}
	}
	near.Hits = best(near.Hits, n)
	if count > 0 {
		near.Mean = sum / count
		near.Spread = math.Sqrt(max(0, squares/count-near.Mean*near.Mean))
	}
	return near
}

// even rounds a cosine, so that equal ones are ties whatever way they were computed.
func even(c float64) float64 { return math.Round(c*1e6) / 1e6 }

func best(hits []Hit, n int) []Hit {
	slices.SortFunc(hits, func(a, b Hit) int {
		return cmp.Or(cmp.Compare(b.Cosine, a.Cosine), cmp.Compare(a.Page, b.Page), cmp.Compare(a.Section, b.Section))
	})
	return hits[:min(n, len(hits))]
}

// Cosine tells how alike a section is; false where it has no vector.
func (n *Near) Cosine(id wiki.SectionID) (float64, bool) {
	s := n.set
	s.mu.RLock()
	defer s.mu.RUnlock()
	at, there := s.at[id]
	if !there || len(n.of) != s.dims {
		return 0, false
	}
	on := s.spaces[at.space]
	v := on.codes[at.index*s.dims : (at.index+1)*s.dims]
	return float64(dot(n.of, v)) * inverse(n.of) * float64(on.inverses[at.index]), true
}
