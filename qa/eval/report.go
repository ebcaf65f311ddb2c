package eval

import (
	"slices"
	"strings"
	"time"

	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/qa/match"
)

// Report is what was measured. Shares run from 0 to 1; where nothing was measured they are 0 and the
// count beside them is 0, too.
type Report struct {
	Set         string      `json:"set"`
	Questions   int         `json:"questions"`
	Answerable  int         `json:"answerable"`
	None        int         `json:"none"`
	Sample      *Sample     `json:"sample,omitempty"`  // of the team's own wordings, where there are too many to ask all
	Missing     []string    `json:"missing,omitempty"` // questions whose page or section the wiki does not have
	ByPage      Ranking     `json:"by_page"`           // of a corpus: with the wordings that are known already
	BySection   Ranking     `json:"by_section"`
	Paraphrases Paraphrases `json:"paraphrases"`
	Cold        *Cold       `json:"cold,omitempty"` // of a corpus: without the wordings that are known already
	Answering   Answering   `json:"answering"`
	Together    *Answering  `json:"answering_together,omitempty"` // questions and paraphrases
	OutOfScope  *OutOfScope `json:"out_of_scope,omitempty"`
	Recurrence  Recurrence  `json:"recurrence"`
	Lost        []Lost      `json:"lost,omitempty"` // of the team's own: wordings that do not find their answer among ten
	Latency     Latency     `json:"latency"`

	// Told is how each of the team's own wordings went; nil of another set.
	Told []Told `json:"-"`
}

// Told is the first offer of an ask: of which kind ("": there was none), how sure, whether it was right.
type Told struct {
	Kind qa.Kind
	match.Told
}

// Sample says which part of the team's own wordings was asked: the same part as long as there are the same.
type Sample struct {
	Asked int `json:"asked"`
	Of    int `json:"of"`
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
	ByPage    Ranking   `json:"by_page"`
	BySection Ranking   `json:"by_section"`
	Answering Answering `json:"answering"`
}

// Cold is a corpus without the wordings that are known already.
type Cold struct {
	Ranking
	Answering  Answering   `json:"answering"`
	OutOfScope *OutOfScope `json:"out_of_scope,omitempty"`
}

// Answering is what was said at the threshold that the program uses.
type Answering struct {
	Answered  float64 `json:"answered"`          // share of all questions
	Precision float64 `json:"precision"`         // share of the answered ones that were right
	AtMost    float64 `json:"precision_at_most"` // upper end of its one-sided 95 % interval
	Declined  float64 `json:"declined"`          // share of the questions without an answer that were not answered
	Right     int     `json:"right"`
	Wrong     int     `json:"wrong"`
	AUROC     float64 `json:"auroc"` // of the confidence of the first candidate: right against wrong
}

// OutOfScope is how well confidence tells questions that have an answer from those that have none.
type OutOfScope struct {
	InScope    int     `json:"in_scope"`
	OutOfScope int     `json:"out_of_scope"`
	RightAt5   float64 `json:"right_at_5_percent_false"` // share of InScope rightly answered where 5 % of OutOfScope are answered
	Threshold  float64 `json:"threshold"`                // the confidence above which that is so
	AUROC      float64 `json:"auroc"`
}

// Recurrence is what becomes of answered questions that are asked again in other words.
type Recurrence struct {
	Recalled
	AfterFirst *Recalled `json:"after_first_confirmed,omitempty"` // the first paraphrase being known, the others
}

// Recalled are asks about answered questions.
type Recalled struct {
	Asked     int     `json:"asked"`
	Found     float64 `json:"found_first"` // share that finds the answered question first
	Answered  float64 `json:"answered"`    // share that was answered
	Precision float64 `json:"precision"`   // share of the answered ones that were right
}

// Lost is a wording of a solved question that, were it not known, would not find the answer.
type Lost struct {
	Question int64  `json:"question"`
	Wording  int64  `json:"wording"` // 0: the question's title
	Title    string `json:"title"`
	Text     string `json:"text"` // what was asked
	URL      string `json:"url"`
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

func (r Report) String() string {
	var b strings.Builder
	_ = r.Write(&b) // a Builder never fails
	return b.String()
}
