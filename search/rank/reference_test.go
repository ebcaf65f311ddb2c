package rank

import (
	"math"
	"slices"
)

// The comparison as it is meant, with a map wherever something is looked up: what Compare has to give, bit
// by bit.

// plainCompare gives the features of all candidates, in their order.
func plainCompare(q *Question, candidates []Candidate) []Features {
	c := plainComparison{q: q, alike: map[int32][]float64{}}
	seen := make([]plainSight, len(candidates))
	pages := map[int64]*plainPage{}
	best := 0.0
	for i, x := range candidates {
		seen[i] = c.look(x.Section)
		best = max(best, x.Score)
		p := pages[x.Page]
		if p == nil {
			p = newPlainPage(q)
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

// plainComparison holds what is shared between the candidates of one question.
type plainComparison struct {
	q     *Question
	alike map[int32][]float64 // how alike a word of a section is to each term
}

// plainSight is where the words of a question stand in a section.
type plainSight struct {
	count  [][fieldCount]float64 // of each term
	soft   [fieldCount][]float64 // the best likeness to each term
	stand  []float64             // the best alternative of each term that is there
	pairs  float64
	inHead float64
	dense  float64
	length [fieldCount]float64
}

func (c *plainComparison) look(s *Section) plainSight {
	n := len(c.q.terms)
	v := plainSight{count: make([][fieldCount]float64, n), stand: make([]float64, n)}
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
			met[key] = true
			last = key
		}
		v.soft[field] = c.softly(s.rows[field], v.count, field)
	}
	for _, alt := range c.q.alts {
		if !slices.ContainsFunc(alt.words, func(w int) bool { return !met[c.q.other[w]] }) {
			v.stand[alt.slot] = max(v.stand[alt.slot], alt.weight)
		}
	}
	v.dense = c.densest(s.words[body])
	return v
}

// softly gives for each term the likeness of the closest word.
func (c *plainComparison) softly(rows []int32, count [][fieldCount]float64, field int) []float64 {
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

func (c *plainComparison) likeness(r int32) []float64 {
	var alike []float64
	for slot, t := range c.q.terms {
		if t.row < 0 {
			continue
		}
		if x := plainNear(t.row, r); x > alikeFrom {
			if alike == nil {
				alike = make([]float64, len(c.q.terms))
			}
			alike[slot] = alikeMost * (x - alikeFrom) / (1 - alikeFrom)
		}
	}
	return alike
}

// densest is the largest share of the question that stands close together.
func (c *plainComparison) densest(words []uint32) float64 {
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
func (c *plainComparison) share(sum float64) float64 {
	if c.q.sum == 0 {
		return 0
	}
	return sum / c.q.sum
}

// whole is BM25 over all fields as one.
func (c *plainComparison) whole(v *plainSight) float64 {
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

func (c *plainComparison) fill(f *Features, v *plainSight, s *Section, p *plainPage) {
	q := c.q
	var in [fieldCount]float64
	middle := [fieldCount]float64{midHead, midHead, midHead, midBody}
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
	f[fGrams] = plainOverlap(q.grams, s.grams)
	f[fLength] = math.Log1p(v.length[body])
	f[fTitleSpent], f[fHeadSpent] = plainSpent(q, s.words[title]), plainSpent(q, s.words[heading])
	f[fSoft], f[fSoftHead], f[fSoftBody] = c.share(soft), c.share(softHead), c.share(softBody)
	f[fGist], f[fGistHead], f[fGistPage] = plainCosine(&q.gist, &s.all), plainCosine(&q.gist, &s.head), plainCosine(&q.gist, &p.gist)
	f[fSynonym] = c.share(stand)
}

// overlap is the share of the question's trigrams that are among others; both are sorted.
func plainOverlap(question, others []uint32) float64 {
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
func plainSpent(q *Question, words []uint32) float64 {
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

// plainPage is what the found sections of one page say together.
type plainPage struct {
	count  []float64
	soft   []float64
	stand  []float64
	length float64
	gist   Gist
	titled bool
	first  float64 // the two best sections
	second float64

	score, cover, softCover, stood float64
}

func newPlainPage(q *Question) *plainPage {
	n := len(q.terms)
	return &plainPage{count: make([]float64, n), soft: make([]float64, n), stand: make([]float64, n)}
}

func (p *plainPage) add(v *plainSight, s *Section, score float64) {
	for slot, n := range v.count {
		p.count[slot] += n[heading] + n[body]
		if !p.titled {
			p.count[slot] += n[title]
		}
		for field := range fieldCount {
			p.soft[slot] = max(p.soft[slot], v.soft[field][slot])
		}
		p.stand[slot] = max(p.stand[slot], v.stand[slot])
	}
	p.titled = true
	p.length += v.length[heading] + v.length[body]
	for k := range p.gist {
		p.gist[k] += s.all[k]
	}
	switch {
	case score > p.first:
		p.first, p.second = score, p.first
	case score > p.second:
		p.second = score
	}
}

func (p *plainPage) finish(q *Question) {
	slope := 1 - fieldSlope[body] + fieldSlope[body]*p.length/midPage
	for slot, n := range p.count {
		w := q.terms[slot].weight
		p.softCover += w * p.soft[slot]
		if n > 0 {
			p.score += w * saturate(n/slope)
			p.cover += w
			p.stood += w
		} else {
			p.stood += w * p.stand[slot]
		}
	}
	if q.sum > 0 {
		p.score, p.cover, p.softCover, p.stood = p.score/q.sum, p.cover/q.sum, p.softCover/q.sum, p.stood/q.sum
	}
}

// others is the best section of the page other than one of this score.
func (p *plainPage) others(score float64) float64 {
	if score >= p.first {
		return p.second
	}
	return p.first
}

func plainNear(a, b int32) float64 {
	x, y := vectorAt(a), vectorAt(b)
	sum := int32(0)
	for k := range axes {
		sum += int32(int8(x[k])) * int32(int8(y[k]))
	}
	return float64(sum) / (unitByte * unitByte)
}

func plainCosine(g, h *Gist) float64 {
	var ab, aa, bb float32
	for k := range g {
		ab += g[k] * h[k]
		aa += g[k] * g[k]
		bb += h[k] * h[k]
	}
	if aa == 0 || bb == 0 {
		return 0
	}
	return float64(ab) / math.Sqrt(float64(aa)*float64(bb))
}
