package rank

import (
	"slices"
	"strings"
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
}

// Text is what a section says.
type Text struct {
	Title   string
	Path    []string // the headings above, outermost first
	Heading string
	Body    string
}

// Read analyses a section.
func Read(t Text) *Section {
	s := &Section{}
	for field, text := range [fieldCount]string{t.Title, strings.Join(t.Path, "\n"), t.Heading, t.Body} {
		s.words[field] = keys(text)
		seen := map[uint32]bool{}
		for _, key := range s.words[field] {
			if seen[key] {
				continue
			}
			seen[key] = true
			r := row(key)
			if r < 0 {
				continue
			}
			s.rows[field] = append(s.rows[field], r)
			s.all.add(r, 1)
			if field == title || field == heading {
				s.head.add(r, 1)
			}
		}
	}
	s.grams = slices.Compact(slices.Sorted(slices.Values(append(trigrams(t.Title), trigrams(t.Heading)...))))
	return s
}

// Size is about how much memory the section takes, bytes.
func (s *Section) Size() int {
	n := 2*4*axes + 200 + 4*len(s.grams)
	for field := range fieldCount {
		n += 4 * (len(s.words[field]) + len(s.rows[field]))
	}
	return n
}

// keys are the stems of the words that carry meaning.
func keys(text string) []uint32 {
	var all []uint32
	each(text, func(w string) {
		if !small[w] {
			all = append(all, Key(Stem(w)))
		}
	})
	return all
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
