package eval

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/qa/match"
)

// Fitting is what weights learnt from the team's own solved questions would change. Both rankings are of
// questions that the weights were not learnt from (cross-validation).
type Fitting struct {
	Wordings int                `json:"wordings"` // that were learnt from: of questions that are known by another wording, too
	Folds    int                `json:"folds"`
	Before   Ranking            `json:"before"` // with the weights that Docent comes with; of answered questions alone
	After    Ranking            `json:"after"`
	Weights  map[string]float64 `json:"weights"` // learnt from all of them
}

const (
	fitFolds = 5
	// Below this many wordings what is learnt is noise.
	fitAtLeast = 50
)

// featureNames are how weights are called where they are stored and printed.
var featureNames = [match.Count]string{
	match.Chance: "chance", match.Closest: "closest", match.Stems: "stems", match.Among: "among",
	match.Score: "score", match.Section: "section", match.Cover: "cover", match.Probable: "probable",
	match.Text: "text", match.ScoreNew: "score, few wordings", match.SectionNew: "section, few wordings",
	match.CoverNew: "cover, few wordings", match.TextNew: "text, few wordings", match.Taught: "taught",
}

// lesson is an ask with the questions that it may have meant.
type lesson struct {
	match.List
	question int // whose wording it is
}

// Fit learns the weights by which answered questions are ranked from the wordings of the team's own,
// each left out in turn. Nothing is changed.
func (b Bench) Fit(ctx context.Context) (Fitting, error) {
	all, err := b.solved(ctx)
	if err != nil {
		return Fitting{}, err
	}
	asks, _ := chosen(all, cmp.Or(b.AtMost, MaxOwn))
	var lessons []lesson
	err = b.leaveOut(ctx, all, asks, func(desk *qa.Desk, h held, known bool) error {
		s := all[h.question]
		if !known {
			return nil
		}
		ids, features, err := desk.Weigh(ctx, b.Access, s.wordings[h.wording].Text, b.Space)
		if err == nil {
			lessons = append(lessons, lesson{match.List{Features: features, Right: slices.Index(ids, s.question.ID)}, h.question})
		}
		return err
	})
	if err != nil {
		return Fitting{}, err
	}
	if len(lessons) < fitAtLeast {
		return Fitting{}, content.Errorf(content.Invalid,
			"There is too little to learn from: %d wordings of questions that are known by another wording, too; %d are needed. Nothing was changed.", len(lessons), fitAtLeast)
	}
	return fit(lessons), nil
}

// fit compares the weights that Docent comes with to learnt ones, on questions that were not learnt from.
func fit(lessons []lesson) Fitting {
	f := Fitting{Wordings: len(lessons), Folds: fitFolds, Weights: map[string]float64{}}
	most := 0
	for _, l := range lessons {
		most = max(most, l.question)
	}
	order := rand.New(rand.NewPCG(2, uint64(most))).Perm(most + 1)
	for fold := range fitFolds {
		var learn []match.List
		var check []match.List
		for _, l := range lessons {
			if order[l.question]%fitFolds == fold {
				check = append(check, l.List)
			} else {
				learn = append(learn, l.List)
			}
		}
		learnt := level(match.Fit(learn, match.Ranking))
		for _, l := range check {
			f.Before.add(rankIn(l, match.Ranking))
			f.After.add(rankIn(l, learnt))
		}
	}
	f.Before.share()
	f.After.share()
	whole := make([]match.List, len(lessons))
	for i, l := range lessons {
		whole[i] = l.List
	}
	for k, w := range level(match.Fit(whole, match.Ranking)) {
		f.Weights[featureNames[k]] = w
	}
	return f
}

// level brings weights to the sum of those that Docent comes with: only their proportions rank, and
// confidence is calibrated on leads of that size.
func level(w match.Weights) match.Weights {
	sum, wanted := 0.0, 0.0
	for k := range w {
		sum, wanted = sum+w[k], wanted+match.Ranking[k]
	}
	if sum <= 0 {
		return match.Ranking
	}
	for k := range w {
		w[k] *= wanted / sum
	}
	return w
}

// rankIn is the place of the right question, from 1; 0: it is not there.
func rankIn(l match.List, w match.Weights) int {
	if l.Right < 0 {
		return 0
	}
	rank, own := 1, w.Rank(l.Features[l.Right])
	for i, f := range l.Features {
		if r := w.Rank(f); r > own || r == own && i < l.Right {
			rank++
		}
	}
	return rank
}

// weights reads learnt weights; what is missing or makes no sense is as Docent comes with it.
func (f Fitting) weights() match.Weights {
	w := match.Ranking
	for k, name := range featureNames {
		if v, found := f.Weights[name]; found && v >= 0 && !math.IsInf(v, 0) {
			w[k] = v
		}
	}
	return w
}

// Write prints the comparison for people.
func (f Fitting) Write(w io.Writer) error {
	_, err := fmt.Fprintf(w, "learnt from %d wordings of the team's own answered questions; each was ranked by weights that were not learnt from it\n\n"+
		"                P@1  MRR@10    R@5   R@10\n"+
		"as shipped    %.3f   %.3f  %.3f  %.3f\n"+
		"learnt        %.3f   %.3f  %.3f  %.3f\n\n",
		f.Wordings, f.Before.P1, f.Before.MRR10, f.Before.R5, f.Before.R10, f.After.P1, f.After.MRR10, f.After.R5, f.After.R10)
	for _, name := range featureNames {
		if err == nil {
			_, err = fmt.Fprintf(w, "%-21s  %6.2f\n", name, f.Weights[name])
		}
	}
	return err
}
