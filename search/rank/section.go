package rank

import (
	"cmp"
	"slices"
	"strings"
	"sync"
)

// The fields of a section.
const (
	title = iota
	path
	heading
	body
	fieldCount
)

// Section is a section as the ranker sees it: read once, compared with many questions. It never changes
// and is safe for concurrent use.
type Section struct {
	words [fieldCount][]uint32 // keys of stems in order, small words left out
	rows  [fieldCount][]int32  // the different words of a field that have a vector
	grams []uint32             // trigrams of the title and of the heading, sorted
	all   Gist
	head  Gist // of title and heading

	allSquare, headSquare float32
}

// Text is what a section says.
type Text struct {
	Title   string
	Path    []string // the headings above, outermost first
	Heading string
	Body    string
	Tongue  *Tongue // nil: English
}

// Read analyses a section.
func Read(t Text) *Section {
	s, tongue := &Section{}, cmp.Or(t.Tongue, English)
	known := rowSets.Get().(*rowSet)
	defer rowSets.Put(known)
	for field, text := range [fieldCount]string{t.Title, strings.Join(t.Path, "\n"), t.Heading, t.Body} {
		tongue.cut(text, func(word string) {
			l := tongue.lemma(word)
			if l.small {
				return
			}
			s.words[field] = append(s.words[field], l.key)
			if l.row < 0 || !known.add(l.row) {
				return
			}
			s.rows[field] = append(s.rows[field], l.row)
			s.all.add(l.row)
			if field == title || field == heading {
				s.head.add(l.row)
			}
		})
		s.words[field], s.rows[field] = slices.Clip(s.words[field]), slices.Clip(s.rows[field])
		known.remove(s.rows[field])
	}
	s.allSquare, s.headSquare = s.all.square(), s.head.square()
	s.grams = slices.Compact(slices.Sorted(slices.Values(append(trigrams(t.Title), trigrams(t.Heading)...))))
	return s
}

// rowSet is a set of rows.
type rowSet []uint64

var rowSets = sync.Pool{New: func() any { set := make(rowSet, vectorCount/64+1); return &set }}

// add says whether the row is new.
func (s rowSet) add(row int32) bool {
	bits, bit := &s[row/64], uint64(1)<<(row%64)
	fresh := *bits&bit == 0
	*bits |= bit
	return fresh
}

func (s rowSet) remove(rows []int32) {
	for _, row := range rows {
		s[row/64] = 0
	}
}

// Size is about how much memory the section takes, bytes.
func (s *Section) Size() int {
	n := 2*4*axes + 200 + 4*len(s.grams)
	for field := range fieldCount {
		n += 4 * (len(s.words[field]) + len(s.rows[field]))
	}
	return n
}

// trigrams are all runs of three characters of the words that carry meaning, with their borders.
func trigrams(text string) []uint32 {
	var all []uint32
	each(text, func(w string) {
		if small[w] {
			return
		}
		w = " " + w + " "
		for i := 0; i+3 <= len(w); i++ {
			all = append(all, uint32(w[i])|uint32(w[i+1])<<8|uint32(w[i+2])<<16)
		}
	})
	return all
}
