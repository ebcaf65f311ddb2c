package qa

import "github.com/docent-wiki/docent/qa/match"

const (
	looked = 4000 // bytes of an answer's text that are looked at

	// The usual constants of BM25 (Robertson & Zaragoza 2009).
	saturation = 1.2
	shortening = 0.75
)

// reading is what the text that answers a question holds of the ask.
type reading struct {
	times  map[string]float64 // how often each term
	length float64            // bytes
}

// read fills in what the titles and the texts that answer make of the ask.
func (c *considered) read() {
	all := make([]reading, len(c.questions))
	rare, mean := newRarity(), 0.0
	for i := range c.questions {
		all[i] = c.readOne(&c.questions[i])
		mean += all[i].length / float64(len(all))
		has := make(map[string]bool, len(all[i].times))
		for t := range all[i].times {
			has[t] = true
		}
		rare.add(has)
	}
	best := 0.0
	scores := make([]float64, len(all))
	for i, r := range all {
		for t, n := range r.times {
			scores[i] += rare.weight(t) * n * (saturation + 1) / (n + saturation*(1-shortening+shortening*r.length/max(mean, 1)))
		}
		best = max(best, scores[i])
	}
	for i := range c.questions {
		f := &c.questions[i].features
		has := make(map[string]bool, len(all[i].times))
		for t := range all[i].times {
			has[t] = true
		}
		f[match.Cover] = rare.share(c.match.terms, has)
		if best > 0 {
			f[match.Text] = scores[i] / best
		}
	}
}

func (c *considered) readOne(x *candidate) reading {
	r := reading{times: map[string]float64{}}
	note := func(text string) {
		text = text[:min(len(text), looked)]
		r.length += float64(len(text))
		for _, h := range c.match.hits(text) {
			r.times[c.match.terms[h.term]]++
		}
	}
	note(x.question.Title)
	note(x.answer.Plain)
	for _, l := range x.answer.Links {
		note(l.Now.PageTitle)
		note(l.Now.Heading)
		note(l.Now.Text)
	}
	return r
}
