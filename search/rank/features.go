package rank

import (
	"math"
	"slices"
)

// Candidate is a section that may answer.
type Candidate struct {
	Section *Section
	Page    int64
	Score   float64 // of the index
	Model   float64 // how near a model finds it to the question; 0 for all without one
}

// The features of a candidate. Sums over words are shares of what the whole question is worth, so that
// long and short questions can be weighed alike.
const (
	fIndex       = iota // score of the index, the best one having 1
	fSaturated          // BM25F over all fields (Robertson & Zaragoza 2009)
	fWhole              // BM25, the fields being one
	fTitle              // what of the question stands in the title
	fPath               // … in the headings above
	fHeading            // … in the heading
	fBody               // … in the body
	fCover              // … anywhere, by weight
	fCount              // … anywhere, each word counting the same
	fPairs              // neighbours that are neighbours in the body
	fPairsHead          // … in title or heading
	fPage               // BM25 of what the found sections of the page say together
	fPageCover          // what of the question stands in one of them
	fPageBest           // the best other section of the page, as fWhole
	fDense              // the share of the question in the best stretch of 25 words
	fGrams              // trigrams of the question that stand in title or heading
	fLength             // logarithm of the words of the body
	fTitleSpent         // what of the title the question has
	fHeadSpent          // what of the heading
	fSoft               // fCover, words that are merely alike counting in part
	fSoftHead           // … of title and heading
	fSoftBody           // … of the body
	fSoftPage           // … of the page
	fGist               // cosine of the gists of question and section
	fGistHead           // … and title and heading
	fGistPage           // … and the found sections of the page
	fSynonym            // fCover, synonyms standing in for missing words
	fSynonymPage        // … of the page
	fModel              // what a model of the team's own says, 0 without one
	featureCount
)

// Names are the features in their order.
var Names = [featureCount]string{
	"index", "saturated", "whole", "title", "path", "heading", "body", "cover", "count", "pairs", "pairs in heads",
	"page", "page cover", "page best", "dense", "trigrams", "length", "title spent", "heading spent",
	"soft", "soft heads", "soft body", "soft page", "gist", "gist of heads", "gist of page", "synonyms", "synonyms on page", "model",
}

// Features is what the ranker knows about a candidate and a question.
type Features [featureCount]float64

// The lengths that a section and its fields are taken to have in the middle, in words that carry
// meaning: constants, so that what was learnt on one wiki holds on another.
const (
	midBody = 50
	midHead = 4
	midPage = 250
)

const saturation = 1.2 // k1 of BM25

// fieldWeight and fieldSlope are the weights and the length normalisation (b) of BM25F.
var (
	fieldWeight = [fieldCount]float64{2, 1, 2, 1}
	fieldSlope  = [fieldCount]float64{.3, .3, .3, .75}
)

// Compare gives the features of all candidates, in their order.
func Compare(q *Question, candidates []Candidate) []Features {
	c := newComparison(q)
	defer c.close()
	seen := newSights(q, len(candidates))
	pages := make(map[int64]*pageSight, len(candidates))
	best := 0.0
	for i, x := range candidates {
		c.look(&seen[i], x.Section)
		best = max(best, x.Score)
		p := pages[x.Page]
		if p == nil {
			p = newPageSight(q)
			pages[x.Page] = p
		}
		p.add(&seen[i], x.Section, seen[i].whole)
	}
	for _, p := range pages {
		p.finish(q)
	}
	all := make([]Features, len(candidates))
	for i, x := range candidates {
		c.fill(&all[i], &seen[i], x.Section, pages[x.Page])
		all[i][fModel] = x.Model
		if best > 0 {
			all[i][fIndex] = x.Score / best
		}
	}
	return all
}

// comparison holds what is shared between the candidates of one question.
type comparison struct {
	q     *Question
	alike *likeness
	met   []bool // words of alternatives, in one section
	hits  []hit  // in one body
}

// hit is a place in a body where a term stands.
type hit struct{ at, slot int }

func newComparison(q *Question) *comparison {
	return &comparison{q: q, alike: newLikeness(q), met: make([]bool, len(q.other))}
}

func (c *comparison) close() { c.alike.close() }

// sight is where the words of a question stand in a section.
type sight struct {
	count  [][fieldCount]float64 // of each term
	soft   [][fieldCount]float64 // the best likeness to each term
	stand  []float64             // the best alternative of each term that is there
	pairs  float64
	inHead float64
	dense  float64
	whole  float64
	length [fieldCount]float64
	spent  [fieldCount]int // words that are terms
}

func newSights(q *Question, many int) []sight {
	n := len(q.terms)
	seen := make([]sight, many)
	fields, stand := make([][fieldCount]float64, 2*n*many), make([]float64, n*many)
	for i := range seen {
		seen[i].count, fields = fields[:n:n], fields[n:]
		seen[i].soft, fields = fields[:n:n], fields[n:]
		seen[i].stand, stand = stand[:n:n], stand[n:]
	}
	return seen
}

func (c *comparison) look(v *sight, s *Section) {
	clear(c.met)
	c.hits = c.hits[:0]
	met := false
	for field := range fieldCount {
		v.length[field] = float64(len(s.words[field]))
		last := int16(0)
		for i, key := range s.words[field] {
			w := c.q.words.at(key)
			if w.slot != 0 {
				slot := int(w.slot - 1)
				v.count[slot][field]++
				v.spent[field]++
				if field == body {
					c.hits = append(c.hits, hit{i, slot})
				}
				if last != 0 {
					c.pair(v, field, s.words[field][i-1], key)
				}
			}
			if w.other != 0 {
				c.met[w.other-1], met = true, true
			}
			last = w.slot
		}
		c.alike.softly(v, field, s.rows[field])
	}
	if met {
		c.replace(v)
	}
	v.dense, v.whole = c.densest(), c.whole(v)
}

// pair counts two terms that stand next to each other.
func (c *comparison) pair(v *sight, field int, a, b uint32) {
	weight := c.q.pairs[pair(a, b)]
	switch field {
	case body:
		v.pairs += weight
	case title, heading:
		v.inHead += weight
	}
}

// replace notes the alternatives all of whose words were met.
func (c *comparison) replace(v *sight) {
	for i := range c.q.alts {
		alt := &c.q.alts[i]
		if !slices.ContainsFunc(alt.words, func(w int) bool { return !c.met[w] }) {
			v.stand[alt.slot] = max(v.stand[alt.slot], alt.weight)
		}
	}
}

// stretch is about two sentences, in words that carry meaning.
const stretch = 25

// densest is the largest share of the question that stands close together.
func (c *comparison) densest() float64 {
	best := 0.0
	for i, from := range c.hits {
		sum := 0.0
		seen := uint64(0) // terms; there are at most maxTerms
		for _, h := range c.hits[i:] {
			if h.at >= from.at+stretch {
				break
			}
			if bit := uint64(1) << h.slot; seen&bit == 0 {
				seen |= bit
				sum += c.q.terms[h.slot].weight
			}
		}
		best = max(best, sum)
	}
	return c.share(best)
}

// share makes a sum of weights a share of the question.
func (c *comparison) share(sum float64) float64 {
	if c.q.sum == 0 {
		return 0
	}
	return sum / c.q.sum
}

func saturate(x float64) float64 { return x * (saturation + 1) / (x + saturation) }

// whole is BM25 over all fields as one.
func (c *comparison) whole(v *sight) float64 {
	length := v.length[title] + v.length[path] + v.length[heading] + v.length[body]
	slope := 1 - fieldSlope[body] + fieldSlope[body]*length/(midBody+2*midHead)
	sum := 0.0
	for slot := range v.count {
		n := &v.count[slot]
		if all := n[title] + n[path] + n[heading] + n[body]; all > 0 {
			sum += c.q.terms[slot].weight * saturate(all/slope)
		}
	}
	return c.share(sum)
}

func (c *comparison) fill(f *Features, v *sight, s *Section, p *pageSight) {
	q := c.q
	var in [fieldCount]float64
	middle := [fieldCount]float64{midHead, midHead, midHead, midBody}
	any, present := 0.0, 0.0
	soft, softHead, softBody, stand := 0.0, 0.0, 0.0, 0.0
	for slot := range v.count {
		n, near := &v.count[slot], &v.soft[slot]
		w := q.terms[slot].weight
		sum := 0.0
		for field := range fieldCount {
			if n[field] > 0 {
				in[field] += w
				sum += fieldWeight[field] * n[field] / (1 - fieldSlope[field] + fieldSlope[field]*v.length[field]/middle[field])
			}
		}
		if sum > 0 {
			any += w
			present++
			f[fSaturated] += w * saturate(sum)
			stand += w
		} else {
			stand += w * v.stand[slot]
		}
		head := max(near[title], near[heading])
		softHead += w * head
		softBody += w * near[body]
		soft += w * max(head, near[body], near[path])
	}
	f[fSaturated] = c.share(f[fSaturated])
	f[fWhole] = v.whole
	f[fTitle], f[fPath], f[fHeading], f[fBody] = c.share(in[title]), c.share(in[path]), c.share(in[heading]), c.share(in[body])
	f[fCover], f[fCount] = c.share(any), present/float64(max(1, len(q.terms)))
	f[fPairs], f[fPairsHead], f[fDense] = min(1, c.share(v.pairs)), min(1, c.share(v.inHead)), v.dense
	f[fPage], f[fPageCover], f[fSoftPage], f[fSynonymPage] = p.score, p.cover, p.softCover, p.stood
	f[fPageBest] = p.others(f[fWhole])
	f[fGrams] = overlap(q.grams, s.grams)
	f[fLength] = math.Log1p(v.length[body])
	f[fTitleSpent], f[fHeadSpent] = v.share(title), v.share(heading)
	f[fSoft], f[fSoftHead], f[fSoftBody] = c.share(soft), c.share(softHead), c.share(softBody)
	f[fGist], f[fGistHead], f[fGistPage] = q.gist.cosine(&s.all, q.square, s.allSquare), q.gist.cosine(&s.head, q.square, s.headSquare), p.alike
	f[fSynonym] = c.share(stand)
}

// overlap is the share of the question's trigrams that are among others; both are sorted.
func overlap(question, others []uint32) float64 {
	if len(question) == 0 {
		return 0
	}
	n := 0
	for _, g := range question {
		for len(others) > 0 && others[0] < g {
			others = others[1:]
		}
		if len(others) > 0 && others[0] == g {
			n++
		}
	}
	return float64(n) / float64(len(question))
}

// share is the share of a field's words that the question has.
func (v *sight) share(field int) float64 {
	if v.length[field] == 0 {
		return 0
	}
	return float64(v.spent[field]) / v.length[field]
}
