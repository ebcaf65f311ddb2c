package rank

// pageSight is what the found sections of one page say together.
type pageSight struct {
	count  []float64
	soft   []float64
	stand  []float64
	length float64
	gist   Gist
	titled bool
	first  float64 // the two best sections
	second float64

	score, cover, softCover, stood, alike float64
}

func newPageSight(q *Question) *pageSight {
	n := len(q.terms)
	all := make([]float64, 3*n)
	return &pageSight{count: all[:n], soft: all[n : 2*n], stand: all[2*n:]}
}

func (p *pageSight) add(v *sight, s *Section, score float64) {
	for slot := range v.count {
		n, soft := &v.count[slot], &v.soft[slot]
		p.count[slot] += n[heading] + n[body]
		if !p.titled {
			p.count[slot] += n[title]
		}
		p.soft[slot] = max(p.soft[slot], soft[title], soft[path], soft[heading], soft[body])
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

func (p *pageSight) finish(q *Question) {
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
	p.alike = q.gist.cosine(&p.gist, q.square, p.gist.square())
	if q.sum > 0 {
		p.score, p.cover, p.softCover, p.stood = p.score/q.sum, p.cover/q.sum, p.softCover/q.sum, p.stood/q.sum
	}
}

// others is the best section of the page other than one of this score.
func (p *pageSight) others(score float64) float64 {
	if score >= p.first {
		return p.second
	}
	return p.first
}
