package eval

import (
	"cmp"
	"context"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/search"
	"github.com/docent-wiki/docent/search/rank"
	"github.com/docent-wiki/docent/wiki"
)

// Examples gives questions as the weights of sections are learnt from; *search.Finder does.
type Examples interface {
	Example(ctx context.Context, access wiki.Access, text string, space wiki.SpaceID, right func(search.Ref) bool) (rank.Example, []rank.Candidate, error)
}

// SectionFitting is a Fitting of the order of sections, for questions that nobody has answered yet.
type SectionFitting struct {
	Wordings  int                `json:"wordings"` // of questions that a section answers
	Before    Ranking            `json:"before"`   // by page
	After     Ranking            `json:"after"`
	Ridge     float64            `json:"ridge,omitempty"` // how strongly the weights that Docent comes with hold the learnt ones
	Weights   map[string]float64 `json:"weights,omitempty"`
	Certainty *rank.Platt        `json:"certainty,omitempty"` // tells, beside them, how far the first section is to be believed
}

// sectionLesson is a wording with the sections that were found for it, those that answer marked.
type sectionLesson struct {
	rank.Example
	seen     []rank.Candidate
	question int // whose wording it is
}

func (l sectionLesson) of() int { return l.question }

// ridges are tried; the one with the smallest loss on questions that were not learnt from is taken.
var ridges = [...]float64{0.01, 0.1, 1}

// likely is how many of the candidates of a question are learnt from: those that Docent puts first, and
// the right ones. The others have next to no share in the loss.
const likely = 30

// sectionLessons asks the wordings of questions that a section answers. Sections know no wordings, so
// none has to be left out.
func (b Bench) sectionLessons(ctx context.Context, all []solved) ([]sectionLesson, error) {
	if b.Examples == nil {
		return nil, nil
	}
	var lessons []sectionLesson
	asks, _ := chosen(all, math.MaxInt)
	asks = slices.DeleteFunc(asks, func(h held) bool { return len(all[h.question].sections) == 0 })
	asks = sample(asks, cmp.Or(b.AtMost, MaxOwn))
	for _, h := range asks {
		s := all[h.question]
		right := func(r search.Ref) bool { return slices.Contains(s.sections, r.Section) }
		e, seen, err := b.Examples.Example(ctx, b.Access, qa.Normalise(s.wordings[h.wording].Text), b.Space, right)
		if err != nil {
			return nil, err
		}
		lessons = append(lessons, sectionLesson{e, seen, h.question})
	}
	return lessons, nil
}

// fitSections compares the weights that Docent comes with to learnt ones, on questions that were not
// learnt from, and learns from those also how far the first section is to be believed. Of too few
// lessons only their number is told.
func fitSections(ctx context.Context, lessons []sectionLesson) (SectionFitting, error) {
	f := SectionFitting{Wordings: len(lessons)}
	if len(lessons) < Needed {
		return f, nil
	}
	part := parts(lessons, outer, sectionLesson.of)
	var seen []rank.Evidence
	var right []bool
	for fold := range fitFolds {
		learn, check := split(lessons, part, fold)
		learnt, _, err := learnSections(ctx, learn)
		if err != nil {
			return f, err
		}
		for i, l := range check {
			f.Before.add(l.page(rank.Sections))
			f.After.add(l.page(learnt))
			if best, evidence := rank.Judge(l.seen, l.Features, learnt); best >= 0 {
				seen, right = append(seen, evidence), append(right, l.page(learnt) == 1)
			}
			if i%missing != 0 {
				continue
			}
			l = l.unanswered()
			if best, evidence := rank.Judge(l.seen, l.Features, learnt); best >= 0 {
				seen, right = append(seen, evidence), append(right, false)
			}
		}
	}
	f.Before.share()
	f.After.share()
	learnt, ridge, err := learnSections(ctx, lessons)
	if err != nil {
		return f, err
	}
	f.Ridge, f.Weights = ridge, map[string]float64{}
	for k, w := range learnt {
		f.Weights[rank.Names[k]] = w
	}
	certainty := rank.FitPlatt(seen, right)
	f.Certainty = &certainty
	return f, nil
}

// missing: every fourth question is also judged as if nobody had written its answer, so that certainty
// means something where that is so.
const missing = 4

// learnSections learns weights, with the ridge that is best on a part which it holds back.
func learnSections(ctx context.Context, lessons []sectionLesson) (rank.Weights, float64, error) {
	learn, check := split(lessons, parts(lessons, inner, sectionLesson.of), 0)
	ridge, least := ridges[len(ridges)-1], math.Inf(1)
	for _, r := range slices.Backward(ridges[:]) { // of equals the strongest
		if err := ctx.Err(); err != nil {
			return rank.Weights{}, 0, err
		}
		if loss := rank.Loss(examples(check), rank.Fit(examples(learn), rank.Sections, r)); loss < least {
			ridge, least = r, loss
		}
	}
	if err := ctx.Err(); err != nil {
		return rank.Weights{}, 0, err
	}
	return rank.Fit(examples(lessons), rank.Sections, ridge), ridge, nil
}

// examples are the lessons with their likely candidates only.
func examples(lessons []sectionLesson) []rank.Example {
	all := make([]rank.Example, len(lessons))
	for i, l := range lessons {
		order := l.order(rank.Sections)
		for place, c := range order {
			if place < likely || l.Right[c] {
				all[i].Features, all[i].Right = append(all[i].Features, l.Features[c]), append(all[i].Right, l.Right[c])
			}
		}
	}
	return all
}

// order are the candidates as weights order them.
func (l sectionLesson) order(w rank.Weights) []int {
	scores, order := make([]float64, len(l.Features)), make([]int, len(l.Features))
	for i := range l.Features {
		scores[i], order[i] = w.Score(&l.Features[i]), i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(scores[b], scores[a]) })
	return order
}

// page is the place of the first page that answers, each page counting once; 0: none does.
func (l sectionLesson) page(w rank.Weights) int {
	answers := l.answering()
	var above []int64
	for _, c := range l.order(w) {
		page := l.seen[c].Page
		if answers[page] {
			return len(above) + 1
		}
		if !slices.Contains(above, page) {
			above = append(above, page)
		}
	}
	return 0
}

// answering are the pages of the right sections.
func (l sectionLesson) answering() map[int64]bool {
	pages := map[int64]bool{}
	for i, r := range l.Right {
		if r {
			pages[l.seen[i].Page] = true
		}
	}
	return pages
}

// unanswered is the lesson without the pages that answer.
func (l sectionLesson) unanswered() sectionLesson {
	answers, left := l.answering(), sectionLesson{question: l.question}
	for i, c := range l.seen {
		if !answers[c.Page] {
			left.Features, left.Right, left.seen = append(left.Features, l.Features[i]), append(left.Right, false), append(left.seen, c)
		}
	}
	return left
}

// The ways in which questions are dealt out: what is learnt is compared on one, and the ridge chosen
// by another.
const (
	outer = 2
	inner = 3
)

// parts deals the questions of lessons out: all wordings of a question fall into the same part.
func parts[L any](lessons []L, way uint64, question func(L) int) []int {
	most := 0
	for _, l := range lessons {
		most = max(most, question(l))
	}
	order := rand.New(rand.NewPCG(way, uint64(most))).Perm(most + 1)
	part := make([]int, len(lessons))
	for i, l := range lessons {
		part[i] = order[question(l)] % fitFolds
	}
	return part
}

// split holds one part back.
func split[L any](lessons []L, part []int, back int) (learn, check []L) {
	for i, l := range lessons {
		if part[i] == back {
			check = append(check, l)
		} else {
			learn = append(learn, l)
		}
	}
	return learn, check
}

// profile is what was learnt of sections; what is missing or makes no sense is as Docent comes with it.
func (f SectionFitting) profile() (rank.Weights, rank.Platt) {
	if len(f.Weights) == 0 || f.Certainty == nil || !f.Certainty.Finite() {
		return rank.Sections, rank.Certainty
	}
	w := rank.Sections
	for k, name := range rank.Names {
		if v, found := f.Weights[name]; found && !math.IsInf(v, 0) && !math.IsNaN(v) {
			w[k] = v
		}
	}
	return w, *f.Certainty
}
