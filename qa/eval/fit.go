package eval

import (
	"cmp"
	"context"
	"math"
	"slices"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/qa/match"
)

// Fitting is what weights learnt from the team's own solved questions would change. Both rankings are of
// questions that the weights were not learnt from (cross-validation).
type Fitting struct {
	Wordings int                `json:"wordings"` // of questions that are known by another wording, too
	Folds    int                `json:"folds"`
	Before   Ranking            `json:"before"` // with the weights that Docent comes with; of answered questions alone
	After    Ranking            `json:"after"`
	Weights  map[string]float64 `json:"weights"` // learnt from all of them; of too few, none

	Sections SectionFitting `json:"sections"`
}

const (
	fitFolds = 5
	// Needed is how many wordings have to be there: of fewer, what is learnt is noise.
	Needed = 50
)

// featureNames are how weights are called where they are stored and printed.
var featureNames = [match.Count]string{
	match.Chance: "chance", match.Closest: "closest", match.Stems: "stems", match.Among: "among",
	match.Score: "score", match.Section: "section", match.Cover: "cover", match.Probable: "probable",
	match.Text: "text", match.ScoreNew: "score, few wordings", match.SectionNew: "section, few wordings",
	match.CoverNew: "cover, few wordings", match.TextNew: "text, few wordings", match.Taught: "taught",
	match.Alike: "alike", match.AlikeNew: "alike, few wordings",
}

// lesson is an ask with the questions that it may have meant.
type lesson struct {
	match.List
	question int // whose wording it is
}

// Fit learns the weights by which answered questions are ranked from the wordings of the team's own,
// each left out in turn, and those by which sections are, from the questions that a section answers.
// Nothing is changed.
func (b Bench) Fit(ctx context.Context) (Fitting, error) {
	all, err := b.solved(ctx)
	if err != nil {
		return Fitting{}, err
	}
	lessons, err := b.lessons(ctx, all)
	if err != nil {
		return Fitting{}, err
	}
	sections, err := b.sectionLessons(ctx, all)
	if err != nil {
		return Fitting{}, err
	}
	if len(lessons) < Needed && len(sections) < Needed {
		return Fitting{}, content.Errorf(content.Invalid,
			"There is too little to learn from: %d wordings of questions that are known by another wording, too, and %d of questions that a section answers; %d of one kind are needed. Nothing was changed.",
			len(lessons), len(sections), Needed)
	}
	f := fit(lessons)
	f.Sections, err = fitSections(ctx, sections)
	return f, err
}

// lessons asks the wordings of questions that are known by another one, too.
func (b Bench) lessons(ctx context.Context, all []solved) ([]lesson, error) {
	asks, _ := chosen(all, cmp.Or(b.AtMost, MaxOwn))
	var lessons []lesson
	err := b.leaveOut(ctx, all, asks, func(desk *qa.Desk, h held, known bool) error {
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
	return lessons, err
}

// fit compares the weights that Docent comes with to learnt ones, on questions that were not learnt
// from. Of too few lessons only their number is told.
func fit(lessons []lesson) Fitting {
	f := Fitting{Wordings: len(lessons), Folds: fitFolds, Weights: map[string]float64{}}
	if len(lessons) < Needed {
		return f
	}
	part := parts(lessons, outer, func(l lesson) int { return l.question })
	for fold := range fitFolds {
		learn, check := split(lessons, part, fold)
		learnt := level(match.Fit(lists(learn), match.Ranking))
		for _, l := range check {
			f.Before.add(rankIn(l.List, match.Ranking))
			f.After.add(rankIn(l.List, learnt))
		}
	}
	f.Before.share()
	f.After.share()
	for k, w := range level(match.Fit(lists(lessons), match.Ranking)) {
		f.Weights[featureNames[k]] = w
	}
	return f
}

func lists(lessons []lesson) []match.List {
	all := make([]match.List, len(lessons))
	for i, l := range lessons {
		all[i] = l.List
	}
	return all
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
