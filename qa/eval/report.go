package eval

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
	"time"
)

// Report is what was measured. Shares run from 0 to 1; where nothing was measured they are 0 and the
// count beside them is 0, too.
type Report struct {
	Set         string      `json:"set"`
	Questions   int         `json:"questions"`
	Answerable  int         `json:"answerable"`
	None        int         `json:"none"`
	Missing     []string    `json:"missing,omitempty"` // questions whose page or section the wiki does not have
	ByPage      Ranking     `json:"by_page"`
	BySection   Ranking     `json:"by_section"`
	Paraphrases Paraphrases `json:"paraphrases"`
	Cold        *Ranking    `json:"cold,omitempty"` // of a corpus: without the wordings that are known already
	Answering   Answering   `json:"answering"`
	Recurrence  Recurrence  `json:"recurrence"`
	Latency     Latency     `json:"latency"`
}

// Ranking is how high the right answers stand.
type Ranking struct {
	N     int     `json:"n"`
	P1    float64 `json:"p_at_1"`
	MRR10 float64 `json:"mrr_at_10"`
	R5    float64 `json:"r_at_5"`
	R10   float64 `json:"r_at_10"`
}

// Paraphrases are the same questions in other words.
type Paraphrases struct {
	ByPage    Ranking `json:"by_page"`
	BySection Ranking `json:"by_section"`
}

// Answering is what was said at the threshold that the program uses.
type Answering struct {
	Answered  float64 `json:"answered"`  // share of all questions
	Precision float64 `json:"precision"` // share of the answered ones that were right
	Declined  float64 `json:"declined"`  // share of the questions without an answer that were not answered
	Right     int     `json:"right"`
	Wrong     int     `json:"wrong"`
}

// Recurrence: of the paraphrases of answered questions, the share that finds the question first.
type Recurrence struct {
	Asked    int     `json:"asked"`
	Found    float64 `json:"found_first"`
	Answered float64 `json:"answered"` // share that was answered with it
}

// Latency of one ask, in milliseconds.
type Latency struct {
	P50 float64 `json:"p50_ms"`
	P95 float64 `json:"p95_ms"`
}

// add counts the rank of the right answer, from 1; 0: not among the ten.
func (r *Ranking) add(rank int) {
	r.N++
	if rank == 0 {
		return
	}
	if rank == 1 {
		r.P1++
	}
	if rank <= 5 {
		r.R5++
	}
	if rank <= 10 {
		r.R10++
		r.MRR10 += 1 / float64(rank)
	}
}

// share turns counts into shares.
func (r *Ranking) share() {
	if r.N == 0 {
		return
	}
	n := float64(r.N)
	r.P1, r.MRR10, r.R5, r.R10 = r.P1/n, r.MRR10/n, r.R5/n, r.R10/n
}

func latency(took []time.Duration) Latency {
	if len(took) == 0 {
		return Latency{}
	}
	took = slices.Clone(took)
	slices.Sort(took)
	at := func(share float64) float64 {
		return float64(took[int(share*float64(len(took)-1))].Microseconds()) / 1000
	}
	return Latency{P50: at(0.50), P95: at(0.95)}
}

// Write prints the report for people.
func (r Report) Write(w io.Writer) error {
	if r.Questions == 0 {
		_, err := fmt.Fprintf(w, "%s: 0 questions, there is nothing to measure yet. Solved questions are measured, or a question set that you name.\n", r.Set)
		return err
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(t, "%s: %d questions, %d of them without an answer\n\n", r.Set, r.Questions, r.None)
	fmt.Fprintln(t, "\tn\tP@1\tMRR@10\tR@5\tR@10\t")
	row := func(name string, k Ranking) {
		if k.N > 0 {
			fmt.Fprintf(t, "%s\t%d\t%.3f\t%.3f\t%.3f\t%.3f\t\n", name, k.N, k.P1, k.MRR10, k.R5, k.R10)
		}
	}
	row("by page", r.ByPage)
	row("by section", r.BySection)
	row("paraphrases by page", r.Paraphrases.ByPage)
	row("paraphrases by section", r.Paraphrases.BySection)
	if r.Cold != nil {
		row("cold", *r.Cold)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintf(w, "\nanswered    %5.1f %% of all questions, %d right and %d wrong: precision %.3f\n",
		100*r.Answering.Answered, r.Answering.Right, r.Answering.Wrong, r.Answering.Precision)
	if err == nil && r.None > 0 {
		_, err = fmt.Fprintf(w, "declined    %5.1f %% of the questions without an answer\n", 100*r.Answering.Declined)
	}
	if err == nil && r.Recurrence.Asked > 0 {
		_, err = fmt.Fprintf(w, "recurrence  %5.1f %% of %d paraphrases find the answered question first, %.1f %% are answered with it\n",
			100*r.Recurrence.Found, r.Recurrence.Asked, 100*r.Recurrence.Answered)
	}
	if err == nil {
		_, err = fmt.Fprintf(w, "latency     %.2f ms p50, %.2f ms p95\n", r.Latency.P50, r.Latency.P95)
	}
	if err == nil && len(r.Missing) > 0 {
		_, err = fmt.Fprintf(w, "missing     %d questions name a page or section that this wiki does not have: %s\n",
			len(r.Missing), strings.Join(r.Missing[:min(10, len(r.Missing))], ", "))
	}
	return err
}

func (r Report) String() string {
	var b strings.Builder
	_ = r.Write(&b) // a Builder never fails
	return b.String()
}
