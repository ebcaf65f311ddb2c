package content

import "sort"

// diffBudget bounds the steps of one comparison to some tens of milliseconds' work; texts that
// differ in up to about a thousand places stay within it. Past it the rest is matched by what is
// unique on both sides.
const diffBudget = 1 << 22

// matcher finds a longest common subsequence of two sequences of interned tokens in linear space
// (Myers, An O(ND) Difference Algorithm, 1986). Where the texts have so little in common that this
// would take too long, it goes on with the tokens that occur once on each side, in order
// (Cohen's patience diff), which takes n log n steps.
type matcher struct {
	pairs  []int32 // for each token of a, the token of b that it is matched with, or -1
	budget int
	vf, vb []int32
}

// matchTokens gives for each token of a the index of its counterpart in b, or -1; the indices rise.
func matchTokens(a, b []string) []int32 {
	ids := make(map[string]int32, len(a))
	intern := func(tokens []string) []int32 {
		out := make([]int32, len(tokens))
		for i, token := range tokens {
			id, ok := ids[token]
			if !ok {
				id = int32(len(ids))
				ids[token] = id
			}
			out[i] = id
		}
		return out
	}
	m := matcher{pairs: make([]int32, len(a)), budget: diffBudget}
	for i := range m.pairs {
		m.pairs[i] = -1
	}
	m.match(intern(a), intern(b), 0, 0)
	return m.pairs
}

// match pairs a with b, which stand at the offsets ao and bo of the whole.
func (m *matcher) match(a, b []int32, ao, bo int) {
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		m.pairs[ao] = int32(bo)
		a, b, ao, bo = a[1:], b[1:], ao+1, bo+1
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		m.pairs[ao+len(a)-1] = int32(bo + len(b) - 1)
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	if len(a) == 0 || len(b) == 0 {
		return
	}
	if s, ok := m.middle(a, b); ok {
		for i := 0; i < s.n; i++ {
			m.pairs[ao+s.a+i] = int32(bo + s.b + i)
		}
		m.match(a[:s.a], b[:s.b], ao, bo)
		m.match(a[s.a+s.n:], b[s.b+s.n:], ao+s.a+s.n, bo+s.b+s.n)
		return
	}
	pa, pb := 0, 0
	for _, u := range uniquePairs(a, b) {
		m.match(a[pa:u.a], b[pb:u.b], ao+pa, bo+pb)
		m.pairs[ao+u.a] = int32(bo + u.b)
		pa, pb = u.a+1, u.b+1
	}
	if pa > 0 {
		m.match(a[pa:], b[pb:], ao+pa, bo+pb)
	}
}

// run is a stretch of n tokens that a and b share.
type run struct{ a, b, n int }

// middle finds the run in the middle of a shortest edit path, or gives up after half of what is
// left of the budget. Both sides hold something and differ in their first and last token.
func (m *matcher) middle(a, b []int32) (run, bool) {
	n, k := len(a), len(b)
	size := 2*min(n, k) + 2
	if size > m.budget/2 {
		return run{}, false
	}
	m.vf, m.vb = zeroed(m.vf, size), zeroed(m.vb, size)
	allowed := m.budget / 2
	half := (n + k + 1) / 2
	spent := size
	defer func() { m.budget -= spent }()
	for d := 0; d <= half; d++ {
		if spent += 2*d + 2; spent > allowed {
			return run{}, false
		}
		for _, forward := range [2]bool{true, false} {
			if r, ok := m.step(a, b, d, forward, &spent); ok {
				return r, true
			}
		}
	}
	return run{}, false
}

// step extends the furthest paths of d edits from one end and reports where they meet those from
// the other.
func (m *matcher) step(a, b []int32, d int, forward bool, spent *int) (run, bool) {
	n, k := len(a), len(b)
	own, other := m.vf, m.vb
	back := 0
	if !forward {
		own, other = m.vb, m.vf
		back = 1
	}
	size, delta := len(own), n-k
	reach := d - 1 + back // the edits that the paths from the other end have made
	for diag := -(d - 2*max(0, d-k)); diag <= d-2*max(0, d-n); diag += 2 {
		up, down := own[wrap(diag+1, size)], own[wrap(diag-1, size)]
		x := int(down) + 1
		if diag == -d || (diag != d && down < up) {
			x = int(up)
		}
		y := x - diag
		x0, y0 := x, y
		if forward {
			for x < n && y < k && a[x] == b[y] {
				x, y = x+1, y+1
			}
		} else {
			for x < n && y < k && a[n-1-x] == b[k-1-y] {
				x, y = x+1, y+1
			}
		}
		*spent += x - x0
		own[wrap(diag, size)] = int32(x)
		z := delta - diag
		if delta&1 != back && z >= -reach && z <= reach && x+int(other[wrap(z, size)]) >= n {
			if forward {
				return run{x0, y0, x - x0}, true
			}
			return run{n - x, k - y, x - x0}, true
		}
	}
	return run{}, false
}

func wrap(i, size int) int {
	i %= size
	if i < 0 {
		i += size
	}
	return i
}

func zeroed(v []int32, n int) []int32 {
	if cap(v) < n {
		return make([]int32, n)
	}
	v = v[:n]
	clear(v)
	return v
}

// uniquePairs pairs the tokens that occur exactly once on each side and keeps the longest set of
// pairs that stand in the same order.
func uniquePairs(a, b []int32) []run {
	type count struct{ a, b, at, bt int }
	counts := map[int32]*count{}
	for i, t := range a {
		c := counts[t]
		if c == nil {
			c = &count{}
			counts[t] = c
		}
		c.a, c.at = c.a+1, i
	}
	for j, t := range b {
		if c := counts[t]; c != nil {
			c.b, c.bt = c.b+1, j
		}
	}
	var all []run
	for i, t := range a {
		if c := counts[t]; c.a == 1 && c.b == 1 {
			all = append(all, run{i, c.bt, 1})
		}
	}
	var tails []int // tails[l]: the pair that ends the rising set of length l+1 with the least b
	prev := make([]int, len(all))
	for i, u := range all {
		l := sort.Search(len(tails), func(l int) bool { return all[tails[l]].b >= u.b })
		prev[i] = -1
		if l > 0 {
			prev[i] = tails[l-1]
		}
		if l == len(tails) {
			tails = append(tails, i)
		} else {
			tails[l] = i
		}
	}
	if len(tails) == 0 {
		return nil
	}
	out := make([]run, len(tails))
	for i, at := len(tails)-1, tails[len(tails)-1]; i >= 0; i-- {
		out[i], at = all[at], prev[at]
	}
	return out
}
