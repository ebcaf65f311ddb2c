package thesaurus

import (
	"cmp"
	"embed"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"sync"
)

//go:embed *.txt
var files embed.FS

// Thesaurus is a set of groups, ready to be looked up in. It never changes and is safe for concurrent
// use.
type Thesaurus struct {
	links   map[string][]link // by the key of the term that finds; best first
	longest map[string]int    // by a stem: words of the longest term that begins with it
	groups  int
}

// link leads from one term to another.
type link struct {
	key    string
	words  []string
	weight float64
	own    bool // written by the team
}

// Builtin is the thesaurus that comes with Docent.
var Builtin = sync.OnceValue(func() *Thesaurus {
	groups, err := Files()
	if err != nil {
		panic(err) // a test reads the same files
	}
	return (&Thesaurus{}).with(groups, false)
})

// Files reads the groups of the built-in files, area by area.
func Files() ([]Group, error) {
	names, err := fs.Glob(files, "*.txt")
	if err != nil {
		return nil, err
	}
	var all []Group
	for _, name := range names {
		f, err := files.Open(name)
		if err != nil {
			return nil, err
		}
		groups, err := Parse(f, name)
		_ = f.Close() // it is memory
		if err != nil {
			return nil, err
		}
		all = append(all, groups...)
	}
	return all, nil
}

// With gives a thesaurus that also has the groups of a team. Where both name the same pair of terms,
// the team's weight counts; 0 takes the pair out.
func (t *Thesaurus) With(groups []Group) *Thesaurus {
	if len(groups) == 0 {
		return t
	}
	return t.with(groups, true)
}

// Groups is the number of groups.
func (t *Thesaurus) Groups() int { return t.groups }

func (t *Thesaurus) with(groups []Group, own bool) *Thesaurus {
	n := &Thesaurus{links: maps.Clone(t.links), longest: maps.Clone(t.longest), groups: t.groups + len(groups)}
	if n.links == nil {
		n.links, n.longest = map[string][]link{}, map[string]int{}
	}
	changed := map[string]bool{}
	add := func(from, to Term) {
		k := key(from.Words)
		if !changed[k] {
			n.links[k] = slices.Clone(n.links[k]) // t keeps its own
			changed[k] = true
		}
		n.links[k] = put(n.links[k], link{key: key(to.Words), words: to.Words, weight: min(from.Weight, to.Weight), own: own})
		first := stem(from.Words[0])
		n.longest[first] = max(n.longest[first], len(from.Words))
	}
	for _, g := range groups {
		g.eachPair(add)
	}
	for k := range changed {
		slices.SortFunc(n.links[k], func(a, b link) int {
			return cmp.Or(cmp.Compare(b.weight, a.weight), cmp.Compare(a.key, b.key))
		})
	}
	return n
}

// eachPair calls f for every term that finds another one.
func (g Group) eachPair(f func(from, to Term)) {
	for i, from := range g.Terms {
		for _, to := range g.To {
			f(from, to)
		}
		for j, to := range g.Terms {
			if i != j && len(g.To) == 0 {
				f(from, to)
			}
		}
	}
}

// put adds a link, or changes the one to the same term: a team's replaces a built-in one, and of two
// equals the stronger one stays.
func put(links []link, l link) []link {
	i := slices.IndexFunc(links, func(old link) bool { return old.key == l.key })
	switch {
	case i < 0:
		return append(links, l)
	case l.own && !links[i].own, l.own == links[i].own && l.weight > links[i].weight:
		links[i] = l
	}
	return links
}

// Expansion is what may stand in the place of some words of a question.
type Expansion struct {
	From, To int      // the words of the question that it stands for, half open
	Words    []string // lower case, not stemmed; must stand together where there are several
	Weight   float64  // above 0, below 1: how much of the words themselves it is worth
}

// Strength is how much of its weight an expansion is best given in a score, where it counts only for
// texts that lack the words it stands for, and its inverse document frequency is at most theirs (a rare
// synonym tells no more than the common word it replaces). So applied it gains up to one point of recall
// at 10 on headings of handbooks and 1.5 at 100 on recurring questions, and costs no precision at 1; as
// a plain further clause it begins to cost precision at 0.1.
const Strength = 0.3

const (
	maxExpansions = 12   // for one span of words
	maxWeight     = 0.95 // a synonym is worth less than the word itself
)

// Expand gives what the words of a question may be exchanged for: by place, then by falling weight. words
// are all of them in order, stop words included, lower case and not stemmed. Of terms that begin at the same
// word the longest counts, and words inside a term are not looked up by themselves. What the question
// says already is left out.
func (t *Thesaurus) Expand(words []string) []Expansion {
	tokens := tokenize(words)
	said := " "
	for _, k := range tokens {
		said += k.stem + " "
	}
	var all []Expansion
	for i := 0; i < len(tokens); {
		links, n := t.longestAt(tokens[i:])
		from, to := tokens[i].word, tokens[i+n-1].word+1
		had := 0
		for _, l := range links {
			if had == maxExpansions {
				break
			}
			if l.weight > 0 && !strings.Contains(said, " "+l.key+" ") {
				all = append(all, Expansion{From: from, To: to, Words: l.words, Weight: min(l.weight, maxWeight)})
				had++
			}
		}
		i += n
	}
	return all
}

// token is a part of a word of the question: "e-mail" may come as one word or as two.
type token struct {
	stem string
	word int
}

func tokenize(words []string) []token {
	tokens := make([]token, 0, len(words))
	for i, w := range words {
		for _, part := range Words(w) {
			tokens = append(tokens, token{stem(part), i})
		}
	}
	return tokens
}

// longestAt looks up the longest term at the front; the second result is the number of tokens that it
// has, 1 where there is none. A term ends where a word of the question ends.
func (t *Thesaurus) longestAt(tokens []token) ([]link, int) {
	most := min(t.longest[tokens[0].stem], len(tokens))
	var stems [MaxWords]string
	for i := range most {
		stems[i] = tokens[i].stem
	}
	for n := most; n > 0; n-- {
		if n < len(tokens) && tokens[n].word == tokens[n-1].word {
			continue
		}
		if links := t.links[strings.Join(stems[:n], " ")]; len(links) > 0 {
			return links, n
		}
	}
	return nil, 1
}
