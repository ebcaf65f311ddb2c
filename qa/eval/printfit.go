package eval

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/docent-wiki/docent/search/rank"
)

// Gained says whether what was learnt would be better than what Docent comes with: of answered questions
// or of sections, and worse of neither.
func (f Fitting) Gained() bool {
	questions, sections := compare(f.Before, f.After), compare(f.Sections.Before, f.Sections.After)
	return questions+sections > 0 && questions >= 0 && sections >= 0
}

// compare is 1 where the second is better, -1 where it is worse: by the first place, and where that is
// equal by all of them.
func compare(before, after Ranking) int {
	return cmp.Or(cmp.Compare(after.P1, before.P1), cmp.Compare(after.MRR10, before.MRR10))
}

// Write prints the comparison for people.
func (f Fitting) Write(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%-21s      n    P@1  MRR@10    R@5   R@10\n", "")
	side := func(name string, n int, before, after Ranking) {
		if after.N == 0 {
			fmt.Fprintf(&b, "%s: too little to learn from, %d wordings of %d: as shipped\n", name, n, Needed)
			return
		}
		for _, row := range []struct {
			name string
			Ranking
		}{{"as shipped", before}, {"learnt", after}} {
			fmt.Fprintf(&b, "%-21s  %5d  %.3f   %.3f  %.3f  %.3f\n", name+", "+row.name, row.N, row.P1, row.MRR10, row.R5, row.R10)
		}
	}
	side("questions", f.Wordings, f.Before, f.After)
	side("sections", f.Sections.Wordings, f.Sections.Before, f.Sections.After)
	b.WriteString("\nquestions: wordings of the team's own that are known by another wording, too\n" +
		"sections: wordings of those that a section answers, as if nobody had asked before; by page\n" +
		"Each was ranked by weights that were not learnt from it.\n")
	if !f.Gained() {
		b.WriteString("Nothing was gained: what was learnt is not better than what Docent comes with.\n")
	}
	list := func(of string, names []string, weights map[string]float64) {
		if len(weights) == 0 {
			return
		}
		fmt.Fprintf(&b, "\nweights of %s\n", of)
		for _, name := range names {
			fmt.Fprintf(&b, "  %-21s  %6.2f\n", name, weights[name])
		}
	}
	list("questions", featureNames[:], f.Weights)
	list("sections", slices.Clone(rank.Names[:]), f.Sections.Weights)
	_, err := io.WriteString(w, b.String())
	return err
}
