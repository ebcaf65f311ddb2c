package rank

// lookup tells what a word is to a question. A comparison looks up every word of all candidates, and hardly
// one of them is anything: most cells are empty, so that the first look says so.
type lookup []cell // as many as a power of two

// cell is open to the next one: words whose places are taken stand behind them.
type cell struct {
	key   uint32
	slot  int16 // of a term, counted from 1; 0: it is none
	other int16 // of a word of alternatives, counted from 1; 0: it is none
}

// newLookup makes room for n words.
func newLookup(n int) lookup {
	size := 64
	for size < 8*n {
		size *= 2
	}
	return make(lookup, size)
}

// at gives the cell of a word, an empty one where the word is unknown.
func (l lookup) at(key uint32) *cell {
	last := uint32(len(l) - 1)
	for i := key & last; ; i = (i + 1) & last {
		c := &l[i]
		if c.key == key || c.slot == 0 && c.other == 0 {
			return c
		}
	}
}
