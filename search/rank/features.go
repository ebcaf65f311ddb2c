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
	c := comparison{q: q, alike: map[int32][]float64{}}
	seen := make([]sight, len(candidates))
	pages := map[int64]*pageSight{}
	best := 0.0
	for i, x := range candidates {
		seen[i] = c.look(x.Section)
		best = max(best, x.Score)
		p := pages[x.Page]
		if p == nil {
			p = newPageSight(q)
			pages[x.Page] = p
		}
		p.add(&seen[i], x.Section, c.whole(&seen[i]))
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
	alike map[int32][]float64 // how alike a word of a section is to each term
}

// sight is where the words of a question stand in a section.
type sight struct {
	count  [][fieldCount]float64 // of each term
	soft   [fieldCount][]float64 // the best likeness to each term
	alts   []bool                // words of alternatives that were met, by key order
	stand  []float64             // the best alternative of each term that is there
	pairs  float64
	inHead float64
	dense  float64
	length [fieldCount]float64
}

// near words count from here on, and never as much as the word itself.
const (
	alikeFrom = 0.35
	alikeMost = 0.9
)

func (c *comparison) look(s *Section) sight {
	n := len(c.q.terms)
	v := sight{count: make([][fieldCount]float64, n), stand: make([]float64, n)}
	met := map[uint32]bool{}
	for field := range fieldCount {
		v.length[field] = float64(len(s.words[field]))
		last := uint32(0)
		for _, key := range s.words[field] {
			if slot, known := c.q.slot[key]; known {
				v.count[slot][field]++
				if weight, both := c.q.pairs[pair(last, key)]; both && last != 0 {
					if field == body {
						v.pairs += weight
					} else if field != path {
						v.inHead += weight
					}
				}
			}
			if len(c.q.asAlt) > 0 {
				if _, known := c.q.asAlt[key]; known {
					met[key] = true
				}
			}
			last = key
		}
		v.soft[field] = c.softly(s.rows[field], v.count, field)
	}
	for _, alt := range c.q.alts {
		if !slices.ContainsFunc(alt.keys, func(k uint32) bool { return !met[k] }) {
			v.stand[alt.slot] = max(v.stand[alt.slot], alt.weight)
		}
	}
	v.dense = c.densest(s.words[body])
	return v
}

// softly gives for each term the likeness of the closest word.
func (c *comparison) softly(rows []int32, count [][fieldCount]float64, field int) []float64 {
	best := make([]float64, len(c.q.terms))
	for _, r := range rows {
		alike, known := c.alike[r]
		if !known {
			alike = c.likeness(r)
			c.alike[r] = alike
		}
		for slot, x := range alike {
			if x > best[slot] {
				best[slot] = x
			}
		}
	}
	for slot := range best {
		if count[slot][field] > 0 {
			best[slot] = 1
		}
	}
	return best
}

func (c *comparison) likeness(r int32) []float64 {
	var alike []float64
	for slot, t := range c.q.terms {
		if t.row < 0 {
			continue
		}
		if x := near(t.row, r); x > alikeFrom {
			if alike == nil {
				alike = make([]float64, len(c.q.terms))
			}
			alike[slot] = alikeMost * (x - alikeFrom) / (1 - alikeFrom)
		}
	}
	return alike
}

// stretch is about two sentences, in words that carry meaning.
const stretch = 25

// densest is the largest share of the question that stands close together.
func (c *comparison) densest(words []uint32) float64 {
	type hit struct{ at, slot int }
	var hits []hit
	for i, key := range words {
		if slot, known := c.q.slot[key]; known {
			hits = append(hits, hit{i, slot})
		}
	}
	best := 0.0
	var seen []int
	for i, from := range hits {
		sum := 0.0
		seen = seen[:0]
		for _, h := range hits[i:] {
			if h.at >= from.at+stretch {
				break
			}
			if !slices.Contains(seen, h.slot) {
				seen = append(seen, h.slot)
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
	for slot, n := range v.count {
		if all := n[title] + n[path] + n[heading] + n[body]; all > 0 {
			sum += c.q.terms[slot].weight * saturate(all/slope)
		}
	}
	return c.share(sum)
}

func (c *comparison) fill(f *Features, v *sight, s *Section, p *pageSight) {
	q := c.q
	var in [fieldCount]float64
	var middle = [fieldCount]float64{midHead, midHead, midHead, midBody}
	any, present := 0.0, 0.0
	soft, softHead, softBody, stand := 0.0, 0.0, 0.0, 0.0
	for slot, n := range v.count {
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
		head := max(v.soft[title][slot], v.soft[heading][slot])
		softHead += w * head
		softBody += w * v.soft[body][slot]
		soft += w * max(head, v.soft[body][slot], v.soft[path][slot])
	}
	f[fSaturated] = c.share(f[fSaturated])
	f[fWhole] = c.whole(v)
	f[fTitle], f[fPath], f[fHeading], f[fBody] = c.share(in[title]), c.share(in[path]), c.share(in[heading]), c.share(in[body])
	f[fCover], f[fCount] = c.share(any), present/float64(max(1, len(q.terms)))
	f[fPairs], f[fPairsHead], f[fDense] = min(1, c.share(v.pairs)), min(1, c.share(v.inHead)), v.dense
	f[fPage], f[fPageCover], f[fSoftPage], f[fSynonymPage] = p.score, p.cover, p.softCover, p.stood
	f[fPageBest] = p.others(f[fWhole])
	f[fGrams] = overlap(q.grams, s.grams)
	f[fLength] = math.Log1p(v.length[body])
	f[fTitleSpent], f[fHeadSpent] = spent(q, s.words[title]), spent(q, s.words[heading])
	f[fSoft], f[fSoftHead], f[fSoftBody] = c.share(soft), c.share(softHead), c.share(softBody)
	f[fGist], f[fGistHead], f[fGistPage] = q.gist.cosine(&s.all), q.gist.cosine(&s.head), q.gist.cosine(&p.gist)
	f[fSynonym] = c.share(stand)
}

// overlap is the share of the question's trigrams that are among others; both are sorted.
func overlap(question, others []uint32) float64 {
	if len(question) == 0 {
		return 0
	}
	n := 0
	for _, g := range question {
		if _, found := slices.BinarySearch(others, g); found {
			n++
		}
	}
	return float64(n) / float64(len(question))
}

// spent is the share of a text's words that the question has.
func spent(q *Question, words []uint32) float64 {
	if len(words) == 0 {
		return 0
	}
	n := 0
	for _, key := range words {
		if _, known := q.slot[key]; known {
			n++
		}
	}
	return float64(n) / float64(len(words))
}
