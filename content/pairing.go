package content

import (
	"cmp"
	"hash/maphash"
	"slices"
	"strings"
	"unicode"
)

// Weights of what speaks for two sections being one. Shared text counts up to 1; a heading or the
// neighbours alone stay below the floor, together they reach it: an emptied or rewritten section
// is still the same one where it stands at its place under its heading.
const (
	headingWeight   = .25
	neighbourWeight = .15
	pairFloor       = .30
	headingOnly     = .6 // the most that two sections without text can share: their heading
)

// Bounds on the work for one page. They matter to pages of many hundred sections only.
const (
	maxPostings   = 48  // a shingle in more sections than this proposes no pair
	maxCandidates = 24  // proposals per section by text
	maxSameRank   = 8   // proposals per section by equal heading or text, where those are many
	maxAssigned   = 160 // sections that are assigned optimally together; more go greedily
)

// side is what pairing looks at in one section.
type side struct {
	heading  string   // folded
	print    string   // fingerprint, "" where there is no text
	shingles []uint64 // sorted, with repetitions: words and pairs of words of the text
	words    []uint64 // sorted: words of the heading
	parent   int      // the section above it in the outline, or -1
}

// pairing is the search for the best assignment.
type pairing struct {
	old, fresh []side
	toFresh    []int // per old section its partner or -1
	toOld      []int
}

// pairSections gives for each fresh section the index of the old one that it is, or -1.
func pairSections(old []Known, fresh []Fresh) []int {
	p := pairing{toFresh: make([]int, len(old)), toOld: make([]int, len(fresh))}
	if len(old) == 0 {
		for j := range p.toOld {
			p.toOld[j] = -1
		}
		return p.toOld
	}
	seed := maphash.MakeSeed()
	levels := make([]int, 0, max(len(old), len(fresh)))
	for i, k := range old {
		p.toFresh[i] = -1
		levels = append(levels, k.Level)
		p.old = append(p.old, side{heading: foldHeading(k.Heading), print: printOf(k.Text, k.Fingerprint), parent: parentOf(levels)})
	}
	levels = levels[:0]
	for j, f := range fresh {
		p.toOld[j] = -1
		levels = append(levels, f.Level)
		p.fresh = append(p.fresh, side{heading: foldHeading(f.Heading), print: printOf(f.Text, ""), parent: parentOf(levels)})
	}
	p.pairUnchanged()
	for i := range p.old {
		if p.toFresh[i] < 0 {
			p.old[i].shingles, p.old[i].words = shinglesOf(seed, old[i].Text, 2), shinglesOf(seed, old[i].Heading, 1)
		}
	}
	for j := range p.fresh {
		if p.toOld[j] < 0 {
			p.fresh[j].shingles, p.fresh[j].words = shinglesOf(seed, fresh[j].Text, 2), shinglesOf(seed, fresh[j].Heading, 1)
		}
	}
	p.pairSimilar()
	return p.toOld
}

func printOf(text, fingerprint string) string {
	if strings.TrimSpace(text) == "" {
		return ""
	}
	if fingerprint == "" {
		return Fingerprint(text)
	}
	return fingerprint
}

func foldHeading(heading string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(foldTypography(heading)), notWordRune), " ")
}

func notWordRune(r rune) bool {
	return !unicode.In(r, unicode.Letter, unicode.Mark, unicode.Number)
}

// parentOf finds, for the last of the sections whose levels are given, the nearest one before it
// with a smaller level. It looks back a bounded way: hostile pages have a hundred thousand headings.
func parentOf(levels []int) int {
	at := len(levels) - 1
	for i := at - 1; i >= 0 && i > at-200; i-- {
		if levels[i] < levels[at] {
			return i
		}
	}
	return -1
}

// shinglesOf hashes the words of a text and, with n = 2, each two that follow one another.
func shinglesOf(seed maphash.Seed, text string, n int) []uint64 {
	words := strings.FieldsFunc(strings.ToLower(foldTypography(text)), notWordRune)
	out := make([]uint64, 0, n*len(words))
	for i, word := range words {
		out = append(out, maphash.String(seed, word))
		if n == 2 && i > 0 {
			out = append(out, maphash.String(seed, words[i-1]+" "+word))
		}
	}
	slices.Sort(out)
	return out
}

// pairUnchanged pairs sections with the same text. Where several have it, equal headings and
// neighbours decide, then the order.
func (p *pairing) pairUnchanged() {
	byPrint := map[string][]int{}
	for j, f := range p.fresh {
		if f.print != "" {
			byPrint[f.print] = append(byPrint[f.print], j)
		}
	}
	olds := map[string][]int{}
	var repeated []string
	for i, k := range p.old {
		if k.print == "" || len(byPrint[k.print]) == 0 {
			continue
		}
		if olds[k.print] = append(olds[k.print], i); len(olds[k.print]) == 1 {
			repeated = append(repeated, k.print)
		}
	}
	rest := repeated[:0]
	for _, print := range repeated {
		if is, js := olds[print], byPrint[print]; len(is) == 1 && len(js) == 1 {
			p.pair(is[0], js[0])
		} else {
			rest = append(rest, print)
		}
	}
	for _, print := range rest {
		p.assign(p.crossings(olds[print], byPrint[print], func(i, j int) float64 {
			return 1 + headingWeight*p.headings(i, j) + neighbourWeight*p.neighbours(i, j)
		}))
	}
}

// crossings proposes the pairs between two lists, each with those near its own rank.
func (p *pairing) crossings(is, js []int, score func(i, j int) float64) []candidate {
	var out []candidate
	for a, i := range is {
		from, to := 0, len(js)
		if len(js) > maxCandidates {
			middle := a * len(js) / len(is)
			from, to = max(0, middle-maxSameRank/2), min(len(js), middle+maxSameRank/2)
		}
		for _, j := range js[from:to] {
			out = append(out, candidate{i, j, score(i, j)})
		}
	}
	return out
}

// pairSimilar pairs what is left by score. The second round knows the neighbours that the first
// one found.
func (p *pairing) pairSimilar() {
	pairs := p.candidates()
	texts := make([]float64, len(pairs))
	for n, c := range pairs {
		texts[n] = p.text(c.i, c.j)
	}
	fixed, fixedOld := slices.Clone(p.toFresh), slices.Clone(p.toOld)
	for range 2 {
		var scored []candidate
		for n, c := range pairs {
			c.score = texts[n] + headingWeight*p.headings(c.i, c.j) + neighbourWeight*p.neighbours(c.i, c.j)
			if c.score >= pairFloor {
				scored = append(scored, c)
			}
		}
		copy(p.toFresh, fixed)
		copy(p.toOld, fixedOld)
		p.assign(scored)
	}
}

// candidates proposes pairs of sections without a partner: those that share a rare shingle, most
// shared first; those with the same heading; and those between the same neighbours.
func (p *pairing) candidates() []candidate {
	byShingle, byHeading, oldHeadings := map[uint64][]int{}, map[string][]int{}, map[string][]int{}
	for j, f := range p.fresh {
		if p.toOld[j] >= 0 {
			continue
		}
		byHeading[f.heading] = append(byHeading[f.heading], j)
		for _, s := range slices.Compact(slices.Clone(f.shingles)) {
			byShingle[s] = append(byShingle[s], j)
		}
	}
	var headings []string
	for i, k := range p.old {
		if p.toFresh[i] >= 0 {
			continue
		}
		if oldHeadings[k.heading] = append(oldHeadings[k.heading], i); len(oldHeadings[k.heading]) == 1 {
			headings = append(headings, k.heading)
		}
	}
	var out []candidate
	for _, h := range headings {
		out = append(out, p.crossings(oldHeadings[h], byHeading[h], func(int, int) float64 { return 0 })...)
	}
	for i, k := range p.old {
		if p.toFresh[i] >= 0 {
			continue
		}
		for _, j := range mostShared(k.shingles, byShingle) {
			out = append(out, candidate{i: i, j: j})
		}
		if i > 0 && p.toFresh[i-1] >= 0 {
			if j := p.toFresh[i-1] + 1; j < len(p.fresh) && p.toOld[j] < 0 {
				out = append(out, candidate{i: i, j: j})
			}
		}
	}
	slices.SortFunc(out, func(a, b candidate) int { return cmp.Or(a.i-b.i, a.j-b.j) })
	return slices.Compact(out)
}

// mostShared gives the sections that share most of the given shingles, best first.
func mostShared(shingles []uint64, index map[uint64][]int) []int {
	shared := map[int]int{}
	for n, s := range shingles {
		if n > 0 && shingles[n-1] == s {
			continue
		}
		if in := index[s]; len(in) <= maxPostings {
			for _, j := range in {
				shared[j]++
			}
		}
	}
	out := make([]int, 0, len(shared))
	for j := range shared {
		out = append(out, j)
	}
	slices.SortFunc(out, func(a, b int) int { return cmp.Or(shared[b]-shared[a], a-b) })
	return out[:min(len(out), maxCandidates)]
}

// text is the share of words and word pairs that two sections have in common (Dice's coefficient
// of their shingles); where one holds the other's text and more, that counts too, so that a section
// that grew or was split is recognised.
func (p *pairing) text(i, j int) float64 {
	a, b := p.old[i].shingles, p.fresh[j].shingles
	if len(a) == 0 && len(b) == 0 {
		return headingOnly * p.headings(i, j)
	}
	shared := float64(countShared(a, b))
	dice := 2 * shared / float64(len(a)+len(b))
	least := min(len(a), len(b))
	if least < 8 {
		return dice
	}
	return max(dice, .6*shared/float64(least))
}

// headings is 1 for equal headings, else up to .6 for the words that they share.
func (p *pairing) headings(i, j int) float64 {
	a, b := p.old[i], p.fresh[j]
	if a.heading == b.heading {
		return 1
	}
	if len(a.words) == 0 || len(b.words) == 0 {
		return 0
	}
	return .6 * 2 * float64(countShared(a.words, b.words)) / float64(len(a.words)+len(b.words))
}

// neighbours is the share of the section before, the one after and the one above that belong
// together; the ends of the page and the top of the outline count as belonging together.
func (p *pairing) neighbours(i, j int) float64 {
	n := 0.
	if (i == 0 && j == 0) || (i > 0 && j > 0 && p.toFresh[i-1] == j-1) {
		n++
	}
	if lastI, lastJ := i == len(p.old)-1, j == len(p.fresh)-1; (lastI && lastJ) || (!lastI && !lastJ && p.toFresh[i+1] == j+1) {
		n++
	}
	pi, pj := p.old[i].parent, p.fresh[j].parent
	if (pi < 0 && pj < 0) || (pi >= 0 && p.toFresh[pi] == pj) {
		n++
	}
	return n / 3
}

// countShared counts what two sorted lists have in common, repetitions included.
func countShared(a, b []uint64) int {
	n := 0
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0] < b[0]:
			a = a[1:]
		case a[0] > b[0]:
			b = b[1:]
		default:
			n++
			a, b = a[1:], b[1:]
		}
	}
	return n
}

func (p *pairing) pair(i, j int) { p.toFresh[i], p.toOld[j] = j, i }
