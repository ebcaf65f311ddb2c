package eval

import (
	"context"
	"slices"

	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/wiki"
)

// recurrence answers each question with its gold section, in memory, and asks the paraphrases; then it
// confirms the first paraphrase of each, and asks the others.
func (m *measure) recurrence(ctx context.Context, set *Set) error {
	gold, err := m.gold(ctx, set)
	if err != nil {
		return err
	}
	for i, c := range set.Cases {
		if _, found := gold[i]; !found && !c.None {
			m.report.Missing = append(m.report.Missing, c.ID)
		}
	}
	if m.report.Recurrence.Recalled, err = m.recall(ctx, set, gold, 0); err != nil {
		return err
	}
	after, err := m.recall(ctx, set, gold, 1)
	if after.Asked > 0 {
		m.report.Recurrence.AfterFirst = &after
	}
	return err
}

// recall asks the paraphrases of answered questions, the first confirmed ones being known already.
func (m *measure) recall(ctx context.Context, set *Set, gold map[int]qa.Target, confirmed int) (Recalled, error) {
	l, err := m.newLab()
	if err != nil {
		return Recalled{}, err
	}
	defer func() { _ = l.close() }() // in memory
	learnt := make([]qa.QuestionID, len(set.Cases))
	for i, c := range set.Cases {
		if t, found := gold[i]; found {
			known := c.Paraphrases[:min(confirmed, len(c.Paraphrases))]
			learnt[i] = l.learn(c.Question, known, qa.Answer{Links: []qa.AnswerLink{linked(t, c.Question)}})
		}
	}
	if err := l.settle(); err != nil {
		return Recalled{}, err
	}
	counted := recalled{}
	desk := l.desk(m.Store, m.Finder)
	for i, c := range set.Cases {
		if learnt[i] == 0 {
			continue
		}
		for _, p := range c.Paraphrases[min(confirmed, len(c.Paraphrases)):] {
			r, err := desk.Preview(ctx, m.Access, p, m.Space)
			if err != nil {
				return Recalled{}, err
			}
			counted.add(r, learnt[i], sectionOf(gold[i]))
		}
	}
	return counted.share(), nil
}

// recalled counts asks about answered questions.
type recalled struct {
	asked, found, answered, right int
}

// add counts one. Right is the question itself, or a section that answers it.
func (c *recalled) add(r qa.Result, id qa.QuestionID, answers ...wiki.SectionID) {
	c.asked++
	if len(r.Offers) == 0 {
		return
	}
	first := r.Offers[0]
	if first.Question == id {
		c.found++
	}
	if r.Outcome != qa.IsAnswered {
		return
	}
	c.answered++
	if first.Question == id || first.Section != 0 && slices.Contains(answers, first.Section) {
		c.right++
	}
}

func (c *recalled) share() Recalled {
	return Recalled{
		Asked: c.asked, Found: share(c.found, c.asked), Answered: share(c.answered, c.asked), Precision: share(c.right, c.answered),
	}
}

func sectionOf(t qa.Target) wiki.SectionID { return t.Section }

// linked is a link to a section as it stands, with the passage that Docent would choose.
func linked(t qa.Target, question string) qa.AnswerLink {
	return qa.AnswerLink{
		Page: t.Page, Section: t.Section, Revision: t.Revision, Fingerprint: t.Fingerprint, Text: t.Text,
		PageTitle: t.PageTitle, Heading: t.Heading, Anchor: t.Anchor, Quote: qa.Pick(t.Text, question).Marked(),
		Now: qa.Present{
			Found: true, Space: t.Space, PageTitle: t.PageTitle, SourcePath: t.SourcePath, PageRevision: t.Revision,
			Updated: t.Updated, Heading: t.Heading, Anchor: t.Anchor, Path: t.Path, Text: t.Text, Fingerprint: t.Fingerprint,
		},
	}
}

// pagesAtOnce is how many pages are read together.
const pagesAtOnce = 100

// gold finds the section that answers each case.
func (b Bench) gold(ctx context.Context, set *Set) (map[int]qa.Target, error) {
	gold := map[int]qa.Target{}
	for _, space := range b.Access.Spaces() {
		if b.Space != 0 && space.ID != b.Space {
			continue
		}
		var after wiki.PageID
		for {
			pages, err := b.Pages.SpacePages(ctx, space.ID, after, pagesAtOnce)
			if err != nil {
				return nil, err
			}
			if len(pages) == 0 {
				break
			}
			after = pages[len(pages)-1].ID
			if err := b.goldOn(ctx, set, pages, gold); err != nil {
				return nil, err
			}
		}
	}
	return gold, nil
}

// goldOn looks on some pages; only those that a case names are read.
func (b Bench) goldOn(ctx context.Context, set *Set, pages []wiki.Page, gold map[int]qa.Target) error {
	for i, c := range set.Cases {
		if _, found := gold[i]; found || c.None {
			continue
		}
		for _, p := range pages {
			if !c.on(p.ID, p.SourcePath) {
				continue
			}
			sections, err := b.Pages.SectionsOf(ctx, []wiki.PageID{p.ID})
			if err != nil {
				return err
			}
			for _, s := range sections {
				if _, found := gold[i]; !found && sameHeading(s.Heading, c.Heading) {
					gold[i] = target(p, s)
				}
			}
		}
	}
	return nil
}

func target(p wiki.Page, s wiki.Section) qa.Target {
	return qa.Target{
		Page: p.ID, Space: p.Space, PageTitle: p.Title, SourcePath: p.SourcePath, Revision: p.Revision,
		Owner: p.Owner, VerifiedUntil: p.VerifiedUntil, Updated: p.Updated,
		Section: s.ID, Heading: s.Heading, Anchor: s.Anchor, Path: s.Path, Text: s.Text, Fingerprint: s.Fingerprint,
	}
}
