package search

import (
	"math/bits"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/docent-wiki/docent/wiki"
)

// spellings hold the words that were ever indexed in each space, in small letters as they are written, some
// 50 bytes each, to tell what a mistyped word may have been meant to be. Words only come: whoever shows
// one looks for it in a text first. The words are stored in the index as they come, and read again when it
// is opened.
type spellings struct {
	mu     sync.RWMutex
	loaded bool
	spaces map[wiki.SpaceID]*spaceWords
}

type spaceWords struct {
	known    map[string]bool
	byLength map[int][]spelling // bytes without accents
}

// spelling is a word as it is written, and without accents.
type spelling struct {
	word, plain string
	letters     uint32 // of plain, see lettersOf
}

// lettersOf marks which letters a word has, some of them together. A typo changes two marks at most, so most
// words are told to be far from another without comparing them letter by letter.
func lettersOf(word string) (marks uint32) {
	for i := range len(word) {
		marks |= 1 << (word[i] & 31)
	}
	return marks
}

// The measures of words that are kept, bytes without accents.
const (
	shortestWord = oneTypoFrom - 1
	longestWord  = 30
)

// wordsOf gives the different words of a text that may be suggested for mistyped ones.
func wordsOf(text string) []string {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !inWord(r) })
	slices.Sort(words)
	words = slices.Compact(words)
	return slices.DeleteFunc(words, func(w string) bool {
		return len(w) < shortestWord || len(w) > 2*longestWord || strings.ContainsFunc(w, paired)
	})
}

func inWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsMark(r) }

// news gives the words of the documents that their spaces do not have yet, sorted.
func (l *spellings) news(docs []Doc) map[wiki.SpaceID][]string {
	l.mu.RLock()
	defer l.mu.RUnlock()
	fresh := map[wiki.SpaceID]map[string]bool{}
	for _, d := range docs {
		has := l.spaces[d.Space]
		for _, w := range wordsOf(d.text()) {
			if has != nil && has.known[w] {
				continue
			}
			if fresh[d.Space] == nil {
				fresh[d.Space] = map[string]bool{}
			}
			fresh[d.Space][strings.Clone(w)] = true
		}
	}
	lists := make(map[wiki.SpaceID][]string, len(fresh))
	for space, words := range fresh {
		for w := range words {
			lists[space] = append(lists[space], w)
		}
		slices.Sort(lists[space])
	}
	return lists
}

func (l *spellings) add(space wiki.SpaceID, words []string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.spaces == nil {
		l.spaces = map[wiki.SpaceID]*spaceWords{}
	}
	s := l.spaces[space]
	if s == nil {
		s = &spaceWords{known: map[string]bool{}, byLength: map[int][]spelling{}}
		l.spaces[space] = s
	}
	for _, w := range words {
		if s.known[w] {
			continue
		}
		s.known[w] = true
		plain := unaccent(w)
		s.byLength[len(plain)] = append(s.byLength[len(plain)], spelling{w, plain, lettersOf(plain)})
	}
}

// size is how many words a space has.
func (l *spellings) size(space wiki.SpaceID) int {
	l.mu.RLock()
	defer l.mu.RUnlock()
	if s := l.spaces[space]; s != nil {
		return len(s.known)
	}
	return 0
}

func (l *spellings) clear() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.loaded, l.spaces = false, nil
}

// load fills the spellings once, from what read emits; after clear again.
func (l *spellings) load(read func(emit func(wiki.SpaceID, []string)) error) error {
	l.mu.RLock()
	loaded := l.loaded
	l.mu.RUnlock()
	if loaded {
		return nil
	}
	if err := read(l.add); err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.loaded = true
	return nil
}

// around gives the words of some spaces within a distance of a word without accents, each with its
// distance. Where two letters are wrong, the first one is right.
func (l *spellings) around(spaces []wiki.SpaceID, typed string, most int) map[string]int {
	l.mu.RLock()
	defer l.mu.RUnlock()
	found := map[string]int{}
	letters := lettersOf(typed)
	for _, space := range spaces {
		s := l.spaces[space]
		if s == nil {
			continue
		}
		for length := len(typed) - most; length <= len(typed)+most; length++ {
			for _, w := range s.byLength[length] {
				if bits.OnesCount32(letters^w.letters) > 2*most {
					continue
				}
				if d := distance(typed, w.plain, most); d <= 1 && d <= most || d <= most && sameStart(typed, w.plain) {
					found[w.word] = d
				}
			}
		}
	}
	return found
}

func sameStart(a, b string) bool {
	ra, _ := utf8.DecodeRuneInString(a)
	rb, _ := utf8.DecodeRuneInString(b)
	return ra == rb
}

// distance is how many letters make one word of another: changed, left out, put in, or swapped with their
// neighbours, each place touched once (Damerau 1964, in the restricted form). Beyond most it may be any
// larger number. Words of other than Latin letters are compared by bytes, which is as good where most is
// small.
func distance(a, b string, most int) int {
	if len(a) > longestWord || len(b) > longestWord || len(a)-len(b) > most || len(b)-len(a) > most {
		return most + 1
	}
	var rows [3][longestWord + 1]int
	before, last, now := &rows[0], &rows[1], &rows[2]
	for k := range len(b) + 1 {
		last[k] = k
	}
	for i := 1; i <= len(a); i++ {
		now[0] = i
		least := i
		for k := 1; k <= len(b); k++ {
			change := 1
			if a[i-1] == b[k-1] {
				change = 0
			}
			now[k] = min(last[k]+1, now[k-1]+1, last[k-1]+change)
			if i > 1 && k > 1 && a[i-1] == b[k-2] && a[i-2] == b[k-1] {
				now[k] = min(now[k], before[k-2]+1)
			}
			least = min(least, now[k])
		}
		if least > most {
			return most + 1
		}
		before, last, now = last, now, before
	}
	return last[len(b)]
}
