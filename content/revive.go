package content

import (
	"cmp"
	"hash/maphash"
	"slices"
)

const (
	// reviveFrom is how much of the text has to be there again: most of it.
	reviveFrom = .6
	// wordyFrom is the number of shingles from which on a text is recognised by its words alone; shorter
	// ones (“To be written.”) are said in many places.
	wordyFrom = 8
	// maxRevived bounds the sections that are compared on each side.
	maxRevived = 200
)

// Revive finds for sections that are new to a page, in matched with ID 0, which of those that had gone from
// it they are: the same text under the same heading, else the same text or most of it, whatever the
// heading. It sets their ID and keeps the addresses that led to them, except those that other sections
// have by now. The last of gone are looked at first.
func Revive(gone []Known, fresh []Fresh, matched []Matched) {
	gone = gone[max(0, len(gone)-maxRevived):]
	var newcomers []int
	for i, m := range matched {
		if m.ID == 0 && printOf(fresh[i].Text, "") != "" && len(newcomers) < maxRevived {
			newcomers = append(newcomers, i)
		}
	}
	if len(gone) == 0 || len(newcomers) == 0 {
		return
	}
	seed := maphash.MakeSeed()
	before := make([]side, len(gone))
	for i, k := range gone {
		before[i] = side{heading: foldHeading(k.Heading), print: printOf(k.Text, k.Fingerprint), shingles: shinglesOf(seed, k.Text, 2)}
	}
	var pairs []candidate
	for _, j := range newcomers {
		now := side{heading: foldHeading(fresh[j].Heading), print: printOf(fresh[j].Text, ""), shingles: shinglesOf(seed, fresh[j].Text, 2)}
		for i := range before {
			if score := revival(before[i], now); score > 0 {
				pairs = append(pairs, candidate{i: i, j: j, score: score})
			}
		}
	}
	slices.SortFunc(pairs, func(a, b candidate) int { return cmp.Or(cmp.Compare(b.score, a.score), b.i-a.i, a.j-b.j) })
	back := make([]bool, len(gone))
	held := map[string]bool{}
	for _, m := range matched {
		held[m.Anchor] = true
		for _, alias := range m.Aliases {
			held[alias] = true
		}
	}
	for _, c := range pairs {
		if m := &matched[c.j]; m.ID == 0 && !back[c.i] {
			back[c.i], m.ID = true, gone[c.i].ID
			for _, alias := range append(slices.Clone(gone[c.i].Aliases), gone[c.i].Anchor) {
				if alias != "" && !held[alias] {
					held[alias] = true
					m.Aliases = append(m.Aliases, alias)
				}
			}
		}
	}
}

// revival says how surely a new section is one that had gone; 0 for not.
func revival(before, now side) float64 {
	score := 0.
	if before.heading == now.heading {
		score = headingWeight
	}
	wordy := len(before.shingles) >= wordyFrom && len(now.shingles) >= wordyFrom
	if before.print == now.print && (wordy || score > 0) {
		return 1 + score
	}
	dice := 2 * float64(countShared(before.shingles, now.shingles)) / float64(max(1, len(before.shingles)+len(now.shingles)))
	if !wordy || dice < reviveFrom {
		return 0
	}
	return dice + score
}
