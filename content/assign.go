package content

import (
	"cmp"
	"slices"
)

// candidate is a possible pair of an old and a fresh section with what speaks for it.
type candidate struct {
	i, j  int
	score float64
}

// assign pairs sections so that the sum of the scores is greatest. Pairs that share no section
// are independent, so each connected group is solved on its own, optimally (the Hungarian method in
// Jonker and Volgenant's shortest-path form, 1987) or, where a group is very large, greedily.
func (p *pairing) assign(pairs []candidate) {
	slices.SortFunc(pairs, byScore)
	for _, group := range groupsOf(pairs, len(p.old)) {
		is, js := indexOf(group, func(c candidate) int { return c.i }), indexOf(group, func(c candidate) int { return c.j })
		if len(is) == 1 || len(js) == 1 || len(is) > maxAssigned || len(js) > maxAssigned {
			p.assignGreedily(group)
			continue
		}
		p.assignBest(group, is, js)
	}
}

// byScore puts the better pair first; among equals the one that moves least, then page order.
func byScore(a, b candidate) int {
	return cmp.Or(cmp.Compare(b.score, a.score), abs(a.i-a.j)-abs(b.i-b.j), a.i-b.i, a.j-b.j)
}

func abs(n int) int { return max(n, -n) }

// groupsOf parts pairs into connected groups, keeping their order.
func groupsOf(pairs []candidate, olds int) [][]candidate {
	root := map[int]int{}
	var find func(int) int
	find = func(x int) int {
		r, ok := root[x]
		if !ok || r == x {
			return x
		}
		r = find(r)
		root[x] = r
		return r
	}
	for _, c := range pairs {
		root[find(c.i)] = find(olds + c.j)
	}
	at := map[int]int{}
	var out [][]candidate
	for _, c := range pairs {
		r := find(c.i)
		n, ok := at[r]
		if !ok {
			n = len(out)
			at[r] = n
			out = append(out, nil)
		}
		out[n] = append(out[n], c)
	}
	return out
}

func indexOf(group []candidate, of func(candidate) int) []int {
	var out []int
	for _, c := range group {
		out = append(out, of(c))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func (p *pairing) assignGreedily(group []candidate) {
	for _, c := range group {
		if p.toFresh[c.i] < 0 && p.toOld[c.j] < 0 {
			p.pair(c.i, c.j)
		}
	}
}

// assignBest solves a group exactly. Leaving a section without a partner costs as much as a pair
// with score 0.
func (p *pairing) assignBest(group []candidate, is, js []int) {
	n := max(len(is), len(js))
	cost := make([][]float64, n)
	for r := range cost {
		cost[r] = make([]float64, n)
	}
	for rank, c := range group {
		r, _ := slices.BinarySearch(is, c.i)
		s, _ := slices.BinarySearch(js, c.j)
		cost[r][s] = -c.score + 1e-9*float64(rank) // the rank breaks ties as byScore does
	}
	for s, r := range assignRows(cost) {
		if r < len(is) && s < len(js) && cost[r][s] < 0 {
			p.pair(is[r], js[s])
		}
	}
}

// assignRows solves the square assignment problem: it gives for each column the row that it is
// assigned to so that the sum of the costs is least, in n³ steps.
func assignRows(cost [][]float64) []int {
	n := len(cost)
	u, v := make([]float64, n+1), make([]float64, n+1)
	row, way := make([]int, n+1), make([]int, n+1) // 1-based; column 0 holds the row to be placed
	least, done := make([]float64, n+1), make([]bool, n+1)
	const far = 1e18
	for i := 1; i <= n; i++ {
		row[0] = i
		for j := range least {
			least[j], done[j] = far, false
		}
		at := 0
		for row[at] != 0 {
			done[at] = true
			i0, delta, next := row[at], far, 0
			for j := 1; j <= n; j++ {
				if done[j] {
					continue
				}
				if c := cost[i0-1][j-1] - u[i0] - v[j]; c < least[j] {
					least[j], way[j] = c, at
				}
				if least[j] < delta {
					delta, next = least[j], j
				}
			}
			for j := 0; j <= n; j++ {
				if done[j] {
					u[row[j]] += delta
					v[j] -= delta
				} else {
					least[j] -= delta
				}
			}
			at = next
		}
		for at != 0 {
			row[at] = row[way[at]]
			at = way[at]
		}
	}
	out := make([]int, n)
	for j := 1; j <= n; j++ {
		out[j-1] = row[j] - 1
	}
	return out
}
