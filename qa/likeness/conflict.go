package likeness

// Difference says in what two sentences differ, and where that stands in each.
type Difference struct {
	In   Differ
	A, B []Mark
}

// Mark is a stretch of a sentence, in bytes.
type Mark struct {
	Start int `json:"s"`
	End   int `json:"e"`
}

const (
	wordsPerExtra = 4 // one of two sentences may have one word more in so many
	mostDiffering = 2 // values that differ; where more do, the sentences speak about different things
	sameWords     = 0.75
)

// relation is how two claims stand to one another.
type relation int

const (
	unrelated relation = iota
	agreeing           // they say the same of the same
	contrary
)

// relate compares two claims; same says that they stand under the same heading of pages of the same title.
func relate(a, b claim, same bool) (Difference, relation) {
	if (a.deixis || b.deixis) && !same || len(a.values) != len(b.values) {
		return Difference{}, unrelated
	}
	extra, alike := inOrder(a, b)
	if !alike && !(same && sharing(a, b) >= sameWords) {
		return Difference{}, unrelated
	}
	var d Difference
	for i := range a.values {
		v, w := a.values[i], b.values[i]
		if v.text == w.text {
			continue
		}
		if v.kind != w.kind || v.year || w.year {
			return Difference{}, unrelated
		}
		d.In = v.kind
		d.A, d.B = append(d.A, Mark{v.start, v.end}), append(d.B, Mark{w.start, w.end})
	}
	turned := len(a.no) != len(b.no)
	switch {
	case turned && len(d.A) > 0, len(d.A) > mostDiffering:
		return Difference{}, unrelated
	case turned && (!alike || extra > 0 || a.under || b.under || len(a.no)+len(b.no) != 1):
		return Difference{}, unrelated
	case turned:
		return Difference{In: Polarity, A: a.no, B: b.no}, contrary
	case len(d.A) > 0:
		return d, contrary
	}
	return d, agreeing
}

// inOrder says whether two claims have the same words in the same order, their values in the same places. One
// of them, not both, may have a few words more: how many is extra.
func inOrder(a, b claim) (extra int, alike bool) {
	if len(a.terms) < len(b.terms) {
		a, b = b, a
	}
	i := 0
	for _, t := range b.terms {
		for ; i < len(a.terms) && a.terms[i].stem != t.stem; i++ {
			if a.terms[i].stem == "" {
				return extra, false
			}
			extra++
		}
		if i == len(a.terms) {
			return extra, false
		}
		i++
	}
	for ; i < len(a.terms); i++ {
		if a.terms[i].stem == "" {
			return extra, false
		}
		extra++
	}
	return extra, extra <= b.words/wordsPerExtra
}

// sharing is the share of the words that two claims have in common, in whatever order.
func sharing(a, b claim) float64 {
	left := map[string]int{}
	for _, t := range a.terms {
		left[t.stem]++
	}
	common := -len(a.values)
	for _, t := range b.terms {
		if left[t.stem] > 0 {
			left[t.stem]--
			common++
		}
	}
	return float64(common) / float64(max(1, len(a.terms)+len(b.terms)-2*len(a.values)-common))
}
