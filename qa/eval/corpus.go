package eval

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/wiki"
)

// corpus measures a folder: all of its corpus stands in memory, and what is judged is the group.
func (b Bench) corpus(ctx context.Context, set *Set) (Report, error) {
	m := measure{report: Report{Set: set.Name}, access: b.Access, space: b.homeSpace()}
	if err := b.ask(ctx, set, &m, true, &m.report.ByPage); err != nil {
		return Report{}, err
	}
	if slices.ContainsFunc(set.Corpus, func(e Entry) bool { return e.Kind == "linked" }) {
		cold := measure{access: b.Access, space: b.homeSpace()}
		m.report.Cold = &Ranking{}
		if err := b.ask(ctx, set, &cold, false, m.report.Cold); err != nil {
			return Report{}, err
		}
		m.report.Cold.share()
	}
	return m.done(), nil
}

// ask asks every question of a set; warm says whether the known wordings are there.
func (b Bench) ask(ctx context.Context, set *Set, m *measure, warm bool, ranking *Ranking) error {
	l, err := newLab(m.space)
	if err != nil {
		return err
	}
	defer func() { _ = l.close() }() // in memory
	groups := l.fill(set, warm)
	if err := l.settle(); err != nil {
		return err
	}
	desk := l.desk(b.Store, nil)
	for _, c := range set.Cases {
		begun := time.Now()
		r, err := desk.Preview(ctx, m.access, c.Question, 0)
		if err != nil {
			return err
		}
		m.took = append(m.took, time.Since(begun))
		rank := 0
		for i, o := range r.Offers {
			if rank == 0 && slices.Contains(c.Groups, groups[place{o.Question, o.Page}]) {
				rank = i + 1
			}
		}
		if !c.None {
			ranking.add(rank)
		}
		m.said(c, r.Outcome, rank == 1)
	}
	return nil
}

// place is a question or a page of a lab.
type place struct {
	question qa.QuestionID
	page     wiki.PageID
}

// fill puts a corpus into a lab: a group with known wordings, or one without a text, is a question
// with its text as the answer; the others are pages. It tells which group each of them is.
func (l *lab) fill(set *Set, warm bool) map[place]string {
	asked := map[string]bool{}
	wordings := map[string][]string{}
	for _, e := range set.Corpus {
		if e.Kind == "linked" {
			asked[e.Group] = true
			if warm {
				wordings[e.Group] = append(wordings[e.Group], cmp.Or(e.Title, e.Text))
			}
		}
	}
	groups := map[place]string{}
	for i, e := range set.Corpus {
		switch {
		case e.Kind == "linked":
		case asked[e.Group] || e.Text == "":
			text := cmp.Or(e.Text, e.ID)
			id := l.learn(cmp.Or(e.Title, e.ID), wordings[e.Group], qa.Answer{Markdown: text, Plain: text})
			groups[place{question: id}] = e.Group
		default:
			id := wiki.PageID(i + 1)
			title := e.Title
			if e.Headings != "" {
				title += " " + e.Headings
			}
			l.page(id, title, e.Text)
			groups[place{page: id}] = e.Group
		}
	}
	return groups
}
