package qa

import (
	"math"
	"strings"

	"github.com/docent-wiki/docent/search/thesaurus"
)

// quoter is how a text is read for what answers a question: for its terms and for words that are used
// instead, in each part of it that asks for something of its own.
type quoter struct {
	wide  matcher // finds the terms and what stands for them
	of    []int   // the term of the question that a term of wide stands for
	worth []float64
	terms int
	wants trait
	parts []part // nil: the question asks for one thing
}

// part is a part of a question that asks for something of its own.
type part struct {
	has   []bool // which terms are its own
	wants trait
}

// What a synonym counts beside the word itself, and a term of another part of the question.
const (
	synonymShare = 0.5
	elsewhere    = 0.35
)

func (m *matcher) toQuote() *quoter {
	if m.quoter != nil {
		return m.quoter
	}
	r := &quoter{terms: len(m.terms), wants: wanted(m.question)}
	r.wide = matcher{index: map[string]int{}, heads: map[string]bool{}}
	for i, t := range m.terms {
		r.add(t, i, 1)
	}
	said := thesaurus.Words(m.question)
	for _, e := range m.thesaurus.Expand(said[:min(len(said), maxRead)]) {
		if e.Weight < closeEnough {
			continue
		}
		of := -1
		for _, w := range terms(strings.Join(said[e.From:e.To], " ")) {
			if i, known := m.index[w]; known {
				of = i
			}
		}
		if of < 0 {
			continue
		}
		alike := terms(strings.Join(e.Words, " "))
		for _, w := range alike {
			r.add(w, of, synonymShare*e.Weight/float64(len(alike)))
		}
	}
	r.divide(m)
	m.quoter = r
	return r
}

const (
	maxRead     = 60  // words of a question that are looked up for synonyms
	closeEnough = 0.5 // weight of a synonym that is worth looking for
)

func (r *quoter) add(term string, of int, worth float64) {
	if _, known := r.wide.index[term]; known {
		return
	}
	r.wide.index[term] = len(r.wide.terms)
	r.wide.terms = append(r.wide.terms, term)
	r.wide.heads[head(term)] = true
	r.of, r.worth = append(r.of, of), append(r.worth, worth)
}

// divide finds the parts of a question.
func (r *quoter) divide(m *matcher) {
	var parts []part
	for _, clause := range clauses(m.question) {
		p := part{has: make([]bool, r.terms), wants: wanted(clause)}
		own := false
		for _, t := range terms(clause) {
			if i, known := m.index[t]; known {
				p.has[i], own = true, true
			}
		}
		if !own && p.wants == 0 {
			continue
		}
		if p.wants == 0 && len(parts) > 0 { // “who approves leave and overtime”
			p.wants = parts[len(parts)-1].wants
		}
		parts = append(parts, p)
	}
	if len(parts) > 1 {
		r.parts = parts
	}
}

// clauses cuts a question where another one may begin: after a question mark or a semicolon, at an “and”,
// and at a comma before a question word.
func clauses(question string) []string {
	var all []string
	begin := 0
	cut := func(end, next int) {
		all = append(all, question[begin:end])
		begin = next
	}
	for i := 0; i < len(question); i++ {
		rest := question[i:]
		switch {
		case rest[0] == '?' || rest[0] == ';':
			cut(i, i+1)
		case rest[0] == ',' && asksFirst(rest[1:]):
			cut(i, i+1)
		case rest[0] == ' ':
			for _, and := range []string{" and ", " und ", " et ", " & "} {
				if len(rest) >= len(and) && strings.EqualFold(rest[:len(and)], and) {
					cut(i, i+len(and)-1)
					break
				}
			}
		}
	}
	return append(all, question[begin:])
}

// find reads a text.
func (r *quoter) find(text string, all []unit) found {
	f := found{text: text, worth: make([]float64, len(all)*r.terms), holds: make([]float64, r.terms), traits: make([]trait, len(all))}
	at := 0
	for _, h := range r.wide.hits(text) {
		for at < len(all)-1 && h.at >= all[at].End {
			at++
		}
		k := at*r.terms + r.of[h.term]
		if f.worth[k] == 0 {
			f.holds[r.of[h.term]]++
		}
		f.worth[k] = max(f.worth[k], r.worth[h.term])
	}
	return f
}

// found is what a text holds.
type found struct {
	text   string
	worth  []float64 // by unit and term, how much of the term is there
	holds  []float64 // in how many units each term is
	traits []trait   // of units, with known where they were lookedAt at
}

func (f *found) trait(u unit, i int) trait {
	if f.traits[i]&lookedAt == 0 {
		f.traits[i] = traits(f.text[u.Start:u.End]) | lookedAt
	}
	return f.traits[i]
}

// How much of what speaks for a unit speaks for the next one.
const (
	carried      = 0.3
	carriedIt    = 0.5 // where that begins with “it”
	carriedAsk   = 0.8 // from a question to what stands below it
	namesWorth   = 0.4 // the names of columns hold no answer
	leadsWorth   = 0.7 // what announces it hardly does
	askWorth     = 0.5 // nor does another question
	wantedWorth  = 2   // what is of the kind that was asked for: a person, a time, an amount, a place
	likelyWorth  = 1.4 // an instruction, a permission, a reason: many sentences read like one
	firstsWorth  = 0.05
	surpassed    = 0.8 // of the other unit's score, above which the best one answers both parts
	bytesPerWord = 8   // of a word that matters and the small ones around it
)

// score weighs the words that each unit shares with the question, or with a part of it; a word counts for
// more the fewer units of the section hold it, and the fewer of the sections that are considered together
// (inverse document frequency). Longer units share more by chance, so the sum is damped by the root of the
// length. What leads to a unit speaks for it, and so does that it is what was asked for: a person, a time,
// an amount.
func (r *quoter) score(m *matcher, f found, all []unit, p *part) []float64 {
	own, scores := make([]float64, len(all)), make([]float64, len(all))
	wants := r.wants
	if p != nil {
		wants = p.wants
	}
	weights := make([]float64, r.terms)
	for t := range weights {
		if f.holds[t] > 0 {
			weights[t] = m.weight(t) * math.Log(1+float64(len(all))/f.holds[t])
		}
		if p != nil && !p.has[t] {
			weights[t] *= elsewhere
		}
	}
	for i, u := range all {
		sum := 0.0
		for t, w := range weights {
			sum += w * f.worth[i*r.terms+t]
		}
		own[i] = sum / math.Sqrt(10+float64(u.End-u.Start)/bytesPerWord)
	}
	for i, u := range all {
		s := own[i] + r.led(f.text, all, own, i)
		switch {
		case s == 0:
			continue
		case u.names:
			s *= namesWorth
		case u.leads:
			s *= leadsWorth
		case u.asks:
			s *= askWorth
		}
		if wants != 0 && f.trait(u, i)&wants != 0 {
			if wants&vague != 0 {
				s *= likelyWorth
			} else {
				s *= wantedWorth
			}
		}
		scores[i] = s * (1 + firstsWorth/float64(1+i))
	}
	return scores
}

// led is what the units before one say for it.
func (r *quoter) led(text string, all []unit, own []float64, i int) float64 {
	s := 0.0
	if lead := all[i].lead; lead >= 0 {
		s = carried * own[lead]
	}
	if i == 0 {
		return s
	}
	switch before := all[i-1]; {
	case before.asks:
		s = max(s, carriedAsk*own[i-1])
	case before.line == all[i].line && own[i-1] > 0 && goesOn(text[all[i].Start:all[i].End]):
		s = max(s, carriedIt*own[i-1])
	case before.line == all[i].line:
		s = max(s, carried*own[i-1])
	}
	return s
}

// other is the unit that answers the part of the question which the best one does not; -1: none.
func (r *quoter) other(m *matcher, f found, all []unit, best int) int {
	other, most := -1, 0.0
	for k := range r.parts {
		p := &r.parts[k]
		scores := r.score(m, f, all, p)
		i := highest(scores)
		if i == best || !r.answers(f, p, i) || r.answers(f, p, best) && scores[best] > scores[i]*surpassed {
			continue
		}
		if scores[i] > most {
			other, most = i, scores[i]
		}
	}
	return other
}

// answers says whether a unit holds a term of a part of the question, or, if that has none of its own, what
// it asks for.
func (r *quoter) answers(f found, p *part, i int) bool {
	any := false
	for t, own := range p.has {
		if own && f.worth[i*r.terms+t] > 0 {
			return p.wants&^vague == 0 || f.traits[i]&p.wants != 0
		}
		any = any || own
	}
	return !any && f.traits[i]&p.wants != 0
}
