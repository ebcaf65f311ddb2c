package qa

import (
	"math"
	"unicode"
	"unicode/utf8"

	"github.com/docent-wiki/docent/search/thesaurus"
)

// matcher finds the terms of one question in many texts. It stems only words that begin like one of
// the terms, so that a text is read about as fast as it can be cut into words.
type matcher struct {
	terms []string
	index map[string]int
	heads map[string]bool // the first two bytes of every term: no stem changes those
	rare  *rarity         // weighs the terms among many texts; nil: all alike

	question  string
	thesaurus *thesaurus.Thesaurus // what else the words may be called
	quoter    *quoter              // how passages are chosen; nil until one is
}

// newMatcher reads a question with the words that come with Docent; see with.
func newMatcher(question string) *matcher {
	m := &matcher{question: question, thesaurus: thesaurus.Builtin(), terms: terms(question), index: map[string]int{}, heads: map[string]bool{}}
	if len(m.terms) == 0 { // nothing but small words: they have to do
		for _, w := range words(question) {
			if s := stem(w); !set(m.terms)[s] {
				m.terms = append(m.terms, s)
			}
		}
	}
	for i, t := range m.terms {
		m.index[t] = i
		m.heads[head(t)] = true
	}
	return m
}

// with has passages chosen by other words, too: those of a finder, where there is one.
func (m *matcher) with(f Finder) *matcher {
	if f != nil {
		m.thesaurus = f.Thesaurus()
	}
	return m
}

// weight is what a term is worth among the texts that are considered together.
func (m *matcher) weight(term int) float64 {
	if m.rare == nil {
		return 1
	}
	return m.rare.weight(m.terms[term])
}

func head(word string) string { return word[:min(2, len(word))] }

// hit is a place in a text where a term of the question stands.
type hit struct {
	term int
	at   int // byte offset
}

// hits gives the places in order.
func (m *matcher) hits(text string) []hit {
	var found []hit
	start, plain := -1, true
	for i := 0; i < len(text); {
		inside, size := wordByte[text[i]], 1
		if text[i] >= utf8.RuneSelf {
			var c rune
			c, size = utf8.DecodeRuneInString(text[i:])
			inside = wordRune(c)
		}
		switch {
		case inside:
			if start < 0 {
				start, plain = i, true
			}
			plain = plain && size == 1
		case start >= 0:
			found = m.word(found, text[start:i], start, plain)
			start = -1
		}
		i += size
	}
	if start >= 0 {
		found = m.word(found, text[start:], start, plain)
	}
	return found
}

// found is which terms some texts hold.
func (m *matcher) found(texts ...string) map[string]bool {
	has := map[string]bool{}
	for _, text := range texts {
		for _, h := range m.hits(text) {
			has[m.terms[h.term]] = true
		}
	}
	return has
}

func wordRune(c rune) bool {
	if c < utf8.RuneSelf {
		return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '\''
	}
	return unicode.IsLetter(c) || unicode.IsDigit(c) || unicode.Is(unicode.Mn, c) || c == '’'
}

// wordByte tells the bytes that are such runes by themselves.
var wordByte = func() (all [256]bool) {
	for c := range rune(utf8.RuneSelf) {
		all[c] = wordRune(c)
	}
	return all
}()

// longWord is where a run of letters stops being a word that anybody asks for.
const longWord = 64

// word adds what one word of the text hits.
func (m *matcher) word(found []hit, word string, at int, plain bool) []hit {
	if len(word) > longWord && plain {
		return found
	}
	if plain {
		var first [2]byte
		n := copy(first[:], word)
		for i := range n {
			if first[i] >= 'A' && first[i] <= 'Z' {
				first[i] += 'a' - 'A'
			}
		}
		if !m.heads[string(first[:n])] {
			return found
		}
	}
	for _, w := range words(word) {
		if i, ok := m.index[stem(w)]; ok {
			found = append(found, hit{term: i, at: at})
		}
	}
	return found
}

// rarity weighs terms by how few of the considered texts hold them: a word that stands in all of
// them does not tell them apart, one that stands in none is what the asker will miss.
type rarity struct {
	texts int
	holds map[string]int
}

func newRarity() *rarity { return &rarity{holds: map[string]int{}} }

func (r *rarity) add(has map[string]bool) {
	r.texts++
	for t := range has {
		r.holds[t]++
	}
}

func (r *rarity) weight(term string) float64 {
	return math.Log(1 + (float64(r.texts)+1)/(float64(r.holds[term])+0.5))
}

// share is how much of the wanted terms, by weight, a set holds: 0 to 1.
func (r *rarity) share(wanted []string, has map[string]bool) float64 {
	all, held := 0.0, 0.0
	for _, t := range wanted {
		w := r.weight(t)
		all += w
		if has[t] {
			held += w
		}
	}
	if all == 0 {
		return 0
	}
	return held / all
}
