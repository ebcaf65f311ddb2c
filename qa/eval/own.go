package eval

import (
	"cmp"
	"context"
	"math/rand/v2"
	"slices"

	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/wiki"
)

// MaxOwn is how many of the team's own wordings are asked; of more, a sample is.
const MaxOwn = 1000

// folds is into how many parts the wordings are divided. While one part is asked it is not known; the
// wordings of one question are in different parts, as far as there are enough.
const folds = 10

// solved is a solved question of the team with all its wordings, the title being the first.
type solved struct {
	question qa.Question
	answer   qa.Answer
	wordings []qa.Wording
	pages    []wiki.PageID
	sections []wiki.SectionID
}

// held is a wording that is left out and asked.
type held struct {
	question, wording int // places in the list of solved questions, and among its wordings
}

func (h held) fold() int { return (h.question + h.wording) % folds }

// own asks the wordings of the team's own solved questions, each as if nobody had ever used it.
func (b Bench) own(ctx context.Context) (Report, error) {
	all, err := b.solved(ctx)
	if err != nil {
		return Report{}, err
	}
	m := measure{Bench: b, report: Report{Set: "the team's own solved questions"}}
	asks, of := chosen(all, cmp.Or(b.AtMost, MaxOwn))
	if len(asks) < of {
		m.report.Sample = &Sample{Asked: len(asks), Of: of}
	}
	recurred := recalled{}
	err = b.leaveOut(ctx, all, asks, func(desk *qa.Desk, h held, known bool) error {
		m.desk = desk
		return m.askOwn(ctx, all[h.question], h.wording, known, &recurred)
	})
	if err != nil {
		return Report{}, err
	}
	m.report.Recurrence.Recalled = recurred.share()
	report := m.done()
	report.Told = m.said.told()
	return report, nil
}

// leaveOut hands on each wording with a desk that does not know it; known says whether the question is
// known by another one. All solved questions stand in memory.
func (b Bench) leaveOut(ctx context.Context, all []solved, asks []held, do func(desk *qa.Desk, h held, known bool) error) error {
	l, err := b.newLab()
	if err != nil {
		return err
	}
	defer func() { _ = l.close() }() // in memory
	for _, s := range all {
		l.know(s, nil)
	}
	for fold := range folds {
		if err := ctx.Err(); err != nil {
			return err
		}
		left := map[int][]int{}
		for _, h := range asks {
			if h.fold() == fold {
				left[h.question] = append(left[h.question], h.wording)
			}
		}
		for i, gone := range left {
			l.know(all[i], gone)
		}
		if err := l.settle(); err != nil {
			return err
		}
		if len(left) == 0 {
			continue
		}
		desk := l.desk(b.Store, b.Finder)
		for _, h := range asks {
			if h.fold() != fold {
				continue
			}
			if err := do(desk, h, len(left[h.question]) < len(all[h.question].wordings)); err != nil {
				return err
			}
		}
		for i := range left {
			l.know(all[i], nil)
		}
	}
	return nil
}

// askOwn asks a wording and counts how it went.
func (m *measure) askOwn(ctx context.Context, s solved, wording int, known bool, recurred *recalled) error {
	text := s.wordings[wording].Text
	r, err := m.ask(ctx, text, m.Space)
	if err != nil {
		return err
	}
	rank := rankOf(r, s.answeredBy)
	m.report.ByPage.add(rank)
	if len(s.sections) > 0 {
		m.report.BySection.add(rankOf(r, s.answeredExactly))
	}
	m.said.add(r, rank == 1, false)
	if known {
		recurred.add(r, s.question.ID, s.sections...)
	}
	if rank == 0 {
		q := s.question
		m.report.Lost = append(m.report.Lost, Lost{
			Question: int64(q.ID), Wording: int64(s.wordings[wording].ID), Title: q.Title, Text: text, URL: q.URL(),
		})
	}
	return nil
}

func (s solved) answeredBy(o qa.Offer) bool {
	return o.Question == s.question.ID || o.Page != 0 && slices.Contains(s.pages, o.Page)
}

func (s solved) answeredExactly(o qa.Offer) bool {
	return o.Question == s.question.ID || o.Section != 0 && slices.Contains(s.sections, o.Section)
}

// chosen are the wordings that are asked, at most so many, and of how many: those that can be found
// without themselves, by another wording or by a section. The choice is the same every time.
func chosen(all []solved, atMost int) (asks []held, of int) {
	for i, s := range all {
		if len(s.wordings) == 1 && len(s.pages) == 0 {
			continue
		}
		for j := range s.wordings {
			asks = append(asks, held{i, j})
		}
	}
	return sample(asks, atMost), len(asks)
}

// sample takes some, in no order, where there are too many.
func sample(asks []held, atMost int) []held {
	if of := len(asks); of > atMost {
		r := rand.New(rand.NewPCG(1, uint64(of)))
		r.Shuffle(of, func(i, j int) { asks[i], asks[j] = asks[j], asks[i] })
		asks = asks[:atMost]
	}
	return asks
}

// questionsAtOnce is how many questions are read together.
const questionsAtOnce = 200

// solved reads the answered questions of the reader.
func (b Bench) solved(ctx context.Context) ([]solved, error) {
	var all []solved
	in := qa.Of(b.Access)
	filter := qa.Filter{State: qa.Answered, Space: b.Space, Limit: questionsAtOnce}
	for {
		list, err := b.Store.Questions(ctx, in, filter)
		if err != nil || len(list) == 0 {
			return all, err
		}
		filter.Before = list[len(list)-1].ID
		if all, err = b.addSolved(ctx, in, list, all); err != nil {
			return nil, err
		}
	}
}

func (b Bench) addSolved(ctx context.Context, in qa.Scope, list []qa.Listed, all []solved) ([]solved, error) {
	var ids []qa.QuestionID
	var canonical []qa.AnswerID
	for _, q := range list {
		ids, canonical = append(ids, q.ID), append(canonical, q.Canonical)
	}
	answers, err := b.Store.Answers(ctx, in, canonical)
	if err != nil {
		return nil, err
	}
	wordings, err := b.Store.Wordings(ctx, ids)
	if err != nil {
		return nil, err
	}
	for _, q := range list {
		s := solved{question: q.Question, wordings: []qa.Wording{{Question: q.ID, Text: q.Title}}}
		for _, a := range answers {
			if a.ID == q.Canonical {
				s.answer = a
			}
		}
		for _, w := range wordings {
			if w.Question == q.ID {
				s.wordings = append(s.wordings, w)
			}
		}
		for _, l := range s.answer.Links {
			if l.Now.Found {
				s.pages = append(s.pages, l.Page)
				if l.Section != 0 {
					s.sections = append(s.sections, l.Section)
				}
			}
		}
		if !s.answer.Empty() {
			all = append(all, s)
		}
	}
	return all, nil
}
