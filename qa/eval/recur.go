package eval

import (
	"context"

	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/wiki"
)

// recurrence answers each question with its gold section, in memory, and asks the paraphrases.
func (b Bench) recurrence(ctx context.Context, set *Set, report *Report) error {
	gold, err := b.gold(ctx, set)
	if err != nil {
		return err
	}
	l, err := newLab(b.homeSpace())
	if err != nil {
		return err
	}
	defer func() { _ = l.close() }() // in memory
	learnt := make([]qa.QuestionID, len(set.Cases))
	for i, c := range set.Cases {
		t, found := gold[i]
		if !found {
			if !c.None {
				report.Missing = append(report.Missing, c.ID)
			}
			continue
		}
		learnt[i] = l.learn(c.Question, nil, qa.Answer{Links: []qa.AnswerLink{linked(t, c.Question)}})
	}
	if err := l.settle(); err != nil {
		return err
	}
	desk := l.desk(b.Store, b.Finder)
	first, answered := 0, 0
	for i, c := range set.Cases {
		if learnt[i] == 0 {
			continue
		}
		for _, p := range c.Paraphrases {
			r, err := desk.Preview(ctx, b.Access, p, b.Space)
			if err != nil {
				return err
			}
			report.Recurrence.Asked++
			if len(r.Offers) > 0 && r.Offers[0].Question == learnt[i] {
				first++
				if r.Outcome == qa.IsAnswered {
					answered++
				}
			}
		}
	}
	if n := float64(report.Recurrence.Asked); n > 0 {
		report.Recurrence.Found, report.Recurrence.Answered = float64(first)/n, float64(answered)/n
	}
	return nil
}

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
			if c.PageID != p.ID && (c.PageID != 0 || !samePath(p.SourcePath, c.Page)) {
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

// own makes a set of the team's own solved questions: those that a section answers.
func (b Bench) own(ctx context.Context) (*Set, error) {
	set := &Set{Name: "the team's own solved questions", Own: true}
	in := qa.Of(b.Access)
	filter := qa.Filter{State: qa.Answered, Space: b.Space, Limit: 200}
	for {
		list, err := b.Store.Questions(ctx, in, filter)
		if err != nil || len(list) == 0 {
			return set, err
		}
		filter.Before = list[len(list)-1].ID
		if err := b.addOwn(ctx, in, list, set); err != nil {
			return nil, err
		}
	}
}

func (b Bench) addOwn(ctx context.Context, in qa.Scope, list []qa.Listed, set *Set) error {
	var ids []qa.QuestionID
	var canonical []qa.AnswerID
	for _, q := range list {
		ids, canonical = append(ids, q.ID), append(canonical, q.Canonical)
	}
	answers, err := b.Store.Answers(ctx, in, canonical)
	if err != nil {
		return err
	}
	wordings, err := b.Store.Wordings(ctx, ids)
	if err != nil {
		return err
	}
	links := map[qa.QuestionID][]qa.AnswerLink{}
	for _, a := range answers {
		links[a.Question] = a.Links
	}
	texts := map[qa.QuestionID][]string{}
	for _, w := range wordings {
		texts[w.Question] = append(texts[w.Question], w.Text)
	}
	for _, q := range list {
		for _, l := range links[q.ID] {
			if l.Now.Found && l.Section != 0 {
				set.Cases = append(set.Cases, Case{
					ID: q.URL(), Question: q.Title, Paraphrases: texts[q.ID], PageID: l.Page, Heading: l.Now.Heading,
				})
				break
			}
		}
	}
	return nil
}
