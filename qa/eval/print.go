package eval

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
)

// named is how many questions are named where there may be many.
const named = 10

// Write prints the report for people.
func (r Report) Write(w io.Writer) error {
	var b bytes.Buffer
	if r.Questions == 0 {
		fmt.Fprintf(&b, "%s: 0 questions, there is nothing to measure yet. Solved questions are measured, or a question set that you name.\n", r.Set)
	} else {
		fmt.Fprintf(&b, "%s: %d questions, %d of them without an answer\n", r.Set, r.Questions, r.None)
		if s := r.Sample; s != nil {
			fmt.Fprintf(&b, "a sample of %d of %d wordings, always the same one\n", s.Asked, s.Of)
		}
		r.rankings(&b)
		r.outcomes(&b)
	}
	_, err := w.Write(b.Bytes())
	return err
}

func (r Report) rankings(b *bytes.Buffer) {
	t := tabwriter.NewWriter(b, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "\n\tn\tP@1\tMRR@10\tR@5\tR@10\t")
	row := func(name string, k Ranking) {
		if k.N > 0 {
			fmt.Fprintf(t, "%s\t%d\t%.3f\t%.3f\t%.3f\t%.3f\t\n", name, k.N, k.P1, k.MRR10, k.R5, k.R10)
		}
	}
	if r.Cold != nil {
		row("cold", r.Cold.Ranking)
		row("linked", r.ByPage)
	} else {
		row("by page", r.ByPage)
	}
	row("by section", r.BySection)
	row("paraphrases by page", r.Paraphrases.ByPage)
	row("paraphrases by section", r.Paraphrases.BySection)
	_ = t.Flush() // into memory
	b.WriteByte('\n')
}

func (r Report) outcomes(b *bytes.Buffer) {
	if r.Cold != nil {
		r.Cold.Answering.print(b, "cold")
		r.Cold.OutOfScope.print(b, "cold")
		r.Answering.print(b, "linked")
		r.OutOfScope.print(b, "linked")
	} else {
		r.Answering.print(b, "answered")
		r.OutOfScope.print(b, "answered")
	}
	if r.Together != nil {
		r.Together.print(b, "together")
	}
	if r.None > 0 {
		fmt.Fprintf(b, "declined    %5.1f %% of the questions without an answer\n", 100*r.Answering.Declined)
	}
	r.Recurrence.print(b, "recurrence")
	if after := r.Recurrence.AfterFirst; after != nil {
		after.print(b, "+ 1 known")
	}
	fmt.Fprintf(b, "latency     %.2f ms p50, %.2f ms p95\n", r.Latency.P50, r.Latency.P95)
	if n := len(r.Missing); n > 0 {
		fmt.Fprintf(b, "missing     %d questions name a page or section that this wiki does not have: %s\n", n, strings.Join(r.Missing[:min(named, n)], ", "))
	}
	if n := len(r.Lost); n > 0 {
		fmt.Fprintf(b, "lost        %d wordings would not find their answer among ten, were they not known:\n", n)
		for _, l := range r.Lost[:min(named, n)] {
			fmt.Fprintf(b, "            %s  %s\n", l.URL, l.Text)
		}
	}
}

func (a Answering) print(b *bytes.Buffer, name string) {
	fmt.Fprintf(b, "%-10s  %5.1f %% answered, %d right and %d wrong: precision %.3f (at most %.3f); AUROC of the confidence %.3f\n",
		name, 100*a.Answered, a.Right, a.Wrong, a.Precision, a.AtMost, a.AUROC)
}

func (o *OutOfScope) print(b *bytes.Buffer, name string) {
	if o != nil {
		fmt.Fprintf(b, "%-10s  %5.1f %% rightly answered at 5 %% false answers out of scope (confidence above %.3f); AUROC %.3f\n",
			name, 100*o.RightAt5, o.Threshold, o.AUROC)
	}
}

func (r Recalled) print(b *bytes.Buffer, name string) {
	if r.Asked > 0 {
		fmt.Fprintf(b, "%-10s  %5.1f %% of %d wordings find the answered question first; %.1f %% answered, precision %.3f\n",
			name, 100*r.Found, r.Asked, 100*r.Answered, r.Precision)
	}
}
