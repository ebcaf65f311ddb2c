package eval

import (
	"cmp"
	"context"
	"slices"

	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/wiki"
)

// corpus measures a folder: all of its corpus stands in memory, and what is judged is the group. Where
// wordings are known already it is measured with and without them.
func (b Bench) corpus(ctx context.Context, set *Set) (Report, error) {
	m := measure{Bench: b, report: Report{Set: set.Name}}
	if err := m.groups(ctx, set, true); err != nil {
		return Report{}, err
	}
	if slices.ContainsFunc(set.Corpus, func(e Entry) bool { return e.Kind == "linked" }) {
		cold := measure{Bench: b}
		if err := cold.groups(ctx, set, false); err != nil {
			return Report{}, err
		}
		cold.report.ByPage.share()
		m.report.Cold = &Cold{Ranking: cold.report.ByPage, Answering: cold.said.answering(), OutOfScope: cold.said.outOfScope()}
	}
	return m.done(), nil
}

// groups asks every question of a set; warm says whether the known wordings are there.
func (m *measure) groups(ctx context.Context, set *Set, warm bool) error {
	l, err := m.newLab()
	if err != nil {
		return err
	}
	defer func() { _ = l.close() }() // in memory
	groups := l.fill(set, warm)
	if err := l.settle(); err != nil {
		return err
	}
	m.desk = l.desk(m.Store, nil)
	for _, c := range set.Cases {
		r, err := m.ask(ctx, c.Question, 0)
		if err != nil {
			return err
		}
		rank := rankOf(r, func(o qa.Offer) bool { return slices.Contains(c.Groups, groups[place{o.Question, o.Page}]) })
		if !c.None {
			m.report.ByPage.add(rank)
		}
		m.said.add(r, rank == 1, c.None)
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
