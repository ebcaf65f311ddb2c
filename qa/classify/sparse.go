package classify

import "slices"

// sparse lays out weights for the features that each class has in its wordings, beginning with its
// centroid, and adds places for those of the wordings that are most easily mistaken for it.
func (m *Model) sparse(examples []Example, vectors []Vector) {
	m.lay(m.centroids(examples, vectors))
	n := 0
	for _, v := range vectors {
		n += len(v.Row)
	}
	rivals := min(hard, maxHard/max(n, 1))
	if rivals == 0 {
		return
	}
	m.lay(append(m.places(), m.mistaken(examples, vectors, rivals)...))
}

// place is a weight of a feature for a class.
type place struct {
	row, class int32
	weight     float32
}

// centroids are the mean vectors of the classes, scaled.
func (m *Model) centroids(examples []Example, vectors []Vector) []place {
	size := make([]float32, m.classes)
	for _, e := range examples {
		size[e.Class]++
	}
	var all []place
	for i, v := range vectors {
		c := examples[i].Class
		for j, row := range v.Row {
			all = append(all, place{row, int32(c), centroid * v.Value[j] / size[c]})
		}
	}
	return all
}

// places are the weights that there are.
func (m *Model) places() []place {
	all := make([]place, 0, len(m.class))
	for row := range len(m.keys) {
		for j := m.start[row]; j < m.start[row+1]; j++ {
			all = append(all, place{int32(row), m.class[j], m.weight[j]})
		}
	}
	return all
}

// mistaken are empty places, for the features of every wording, in the classes that the centroids take
// it for.
func (m *Model) mistaken(examples []Example, vectors []Vector, rivals int) []place {
	var all []place
	out := make([]float32, m.classes)
	top := make([]int32, 0, rivals+1)
	for i, v := range vectors {
		m.Scores(v, out)
		top = top[:0]
		for c, s := range out {
			if c == examples[i].Class || s <= 0 || len(top) == rivals && s <= out[top[rivals-1]] {
				continue
			}
			at := len(top)
			for at > 0 && out[top[at-1]] < s {
				at--
			}
			top = slices.Insert(top, at, int32(c))
			top = top[:min(len(top), rivals)]
		}
		for _, row := range v.Row {
			for _, c := range top {
				all = append(all, place{row: row, class: c})
			}
		}
	}
	return all
}

// lay sorts places by row and class, and adds equal ones up. A feature of very many classes tells
// nothing apart: it has no weights.
func (m *Model) lay(all []place) {
	all = order(all, m.classes, func(p place) int32 { return p.class })
	all = order(all, len(m.keys), func(p place) int32 { return p.row })
	m.start = make([]int32, len(m.keys)+1)
	m.class, m.weight = m.class[:0], m.weight[:0]
	next := 0
	for row := range len(m.keys) {
		begun := len(m.class)
		m.start[row] = int32(begun)
		for ; next < len(all) && all[next].row == int32(row); next++ {
			p := all[next]
			if last := len(m.class) - 1; last >= begun && m.class[last] == p.class {
				m.weight[last] += p.weight
				continue
			}
			m.class, m.weight = append(m.class, p.class), append(m.weight, p.weight)
		}
		if len(m.class)-begun > common {
			m.class, m.weight = m.class[:begun], m.weight[:begun]
		}
	}
	m.start[len(m.keys)] = int32(len(m.class))
}

// order is a stable counting sort by a number below n.
func order(all []place, n int, by func(place) int32) []place {
	from := make([]int32, n+1)
	for _, p := range all {
		from[by(p)+1]++
	}
	for i := range n {
		from[i+1] += from[i]
	}
	sorted := make([]place, len(all))
	for _, p := range all {
		k := by(p)
		sorted[from[k]] = p
		from[k]++
	}
	return sorted
}
