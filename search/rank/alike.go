package rank

import "sync"

// near words count from here on, and never as much as the word itself.
const (
	alikeFrom = 0.35
	alikeMost = 0.9
)

// likeness remembers how alike words of sections are to the terms of one question: most words stand in
// many of the sections.
type likeness struct {
	q     *Question
	table *likeTable
	to    []float64 // of each word that is alike to any term, to every term
}

// likeTable tells for each word that has a vector where its likeness stands, counted from firstAlike.
type likeTable struct {
	at   []int32
	used []int32 // rows that are not notSeen
}

const (
	notSeen = iota
	notAlike
	firstAlike
)

var likeTables = sync.Pool{New: func() any { return &likeTable{at: make([]int32, vectorCount)} }}

func newLikeness(q *Question) *likeness {
	return &likeness{q: q, table: likeTables.Get().(*likeTable)}
}

// close hands the table on to the next question.
func (l *likeness) close() {
	for _, r := range l.table.used {
		l.table.at[r] = notSeen
	}
	l.table.used = l.table.used[:0]
	likeTables.Put(l.table)
	l.table = nil
}

// softly notes for each term the likeness of the closest word of a field.
func (l *likeness) softly(v *sight, field int, rows []int32) {
	n := len(l.q.terms)
	for _, r := range rows {
		at := l.table.at[r]
		if at == notSeen {
			at = l.compare(r)
			l.table.at[r] = at
			l.table.used = append(l.table.used, r)
		}
		if at == notAlike {
			continue
		}
		from := int(at-firstAlike) * n
		for slot, x := range l.to[from : from+n] {
			if x > v.soft[slot][field] {
				v.soft[slot][field] = x
			}
		}
	}
	for slot := range v.count {
		if v.count[slot][field] > 0 {
			v.soft[slot][field] = 1
		}
	}
}

// compare works out how alike a word is to the terms, and where that stands.
func (l *likeness) compare(r int32) int32 {
	at := int32(notAlike)
	from := len(l.to)
	for i := range l.q.packs {
		p := &l.q.packs[i]
		near := p.near(r)
		for k, slot := range p.slot[:p.many] {
			if near[k] <= alikeFrom {
				continue
			}
			if at == notAlike {
				at = int32(firstAlike + from/len(l.q.terms))
				for range l.q.terms {
					l.to = append(l.to, 0)
				}
			}
			l.to[from+slot] = alikeMost * (near[k] - alikeFrom) / (1 - alikeFrom)
		}
	}
	return at
}
