package eval

import (
	"context"
	"slices"

	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/search"
	"github.com/docent-wiki/docent/wiki"
)

// lab holds known questions in memory, and pages where the wiki's own are not meant.
type lab struct {
	index  *search.Index
	finder *search.Finder
	space  wiki.SpaceID

	questions map[qa.QuestionID]qa.Question
	near      map[string][]qa.QuestionID
	answers   map[qa.AnswerID]qa.Answer
	wordings  map[qa.QuestionID][]qa.Wording
	linked    map[wiki.SectionID][]qa.QuestionID
	sections  map[wiki.SectionID]qa.Target
	changes   []search.Change
}

// newLab makes an empty lab; the caller closes it.
func newLab(space wiki.SpaceID) (*lab, error) {
	index, err := search.Open("")
	if err != nil {
		return nil, err
	}
	return &lab{
		index: index, finder: search.NewFinder(index, search.Sources(), nil, nil), space: space,
		questions: map[qa.QuestionID]qa.Question{}, near: map[string][]qa.QuestionID{},
		answers: map[qa.AnswerID]qa.Answer{}, wordings: map[qa.QuestionID][]qa.Wording{}, sections: map[wiki.SectionID]qa.Target{},
		linked: map[wiki.SectionID][]qa.QuestionID{},
	}, nil
}

func (l *lab) close() error { return l.index.Close() }

// desk answers from the lab; pages come from the wiki's finder and store, unless finder is nil.
func (l *lab) desk(store qa.Store, finder qa.Finder) *qa.Desk {
	return qa.New(shelf{Store: store, lab: l, memory: finder == nil}, scout{lab: l, pages: finder}, nil, qa.Options{})
}

// learn adds a question that is answered.
func (l *lab) learn(title string, wordings []string, answer qa.Answer) qa.QuestionID {
	id := qa.QuestionID(len(l.questions) + 1)
	answer.ID, answer.Question = qa.AnswerID(id), id
	q := qa.Question{ID: id, Space: l.space, Title: title, State: qa.Answered, Canonical: answer.ID}
	l.questions[id], l.answers[answer.ID] = q, answer
	l.near[qa.Near(title)] = append(l.near[qa.Near(title)], id)
	for _, w := range wordings {
		l.wordings[id] = append(l.wordings[id], qa.Wording{ID: qa.WordingID(id), Question: id, Text: w})
		l.near[qa.Near(w)] = append(l.near[qa.Near(w)], id)
	}
	for _, link := range answer.Links {
		l.linked[link.Section] = append(l.linked[link.Section], id)
	}
	l.changes = append(l.changes, search.Change{
		Group: search.QuestionGroup(int64(id)), Docs: qa.QuestionDocs(q, answer, wordings),
	})
	return id
}

// page adds a page of one section.
func (l *lab) page(id wiki.PageID, title, text string) {
	s := wiki.Section{ID: wiki.SectionID(id), Page: id, Text: text}
	page := wiki.Page{ID: id, Space: l.space, Title: title}
	l.sections[s.ID] = qa.Target{Page: id, Space: l.space, PageTitle: title, Section: s.ID, Text: text}
	l.changes = append(l.changes, search.Change{Group: search.PageGroup(id), Docs: search.PageDocs(page, []wiki.Section{s})})
}

// changesAtOnce is how many groups are indexed together.
const changesAtOnce = 500

// settle indexes what was added.
func (l *lab) settle() error {
	for some := range slices.Chunk(l.changes, changesAtOnce) {
		if err := l.index.Apply(some, search.Mark{}); err != nil {
			return err
		}
	}
	l.changes = nil
	return nil
}

// scout finds questions in the lab, and sections in the wiki or in the lab.
type scout struct {
	lab   *lab
	pages qa.Finder
}

func (s scout) Sections(ctx context.Context, access wiki.Access, text string, space wiki.SpaceID, n int) ([]search.Candidate, error) {
	if s.pages != nil {
		return s.pages.Sections(ctx, access, text, space, n)
	}
	return s.lab.finder.Sections(ctx, access, text, space, n)
}

func (s scout) Questions(ctx context.Context, access wiki.Access, text string, space wiki.SpaceID, n int) ([]search.Candidate, error) {
	return s.lab.finder.Questions(ctx, access, text, space, n)
}

// shelf reads questions from the lab, and everything else from the wiki's store.
type shelf struct {
	qa.Store
	lab    *lab
	memory bool // sections, too
}

func (s shelf) Known(_ context.Context, _ qa.Scope, ids []qa.QuestionID, near string, sections []wiki.SectionID) ([]qa.Question, error) {
	ids = append(slices.Clone(ids), s.lab.near[near]...)
	for _, section := range sections {
		ids = append(ids, s.lab.linked[section]...)
	}
	slices.Sort(ids)
	var all []qa.Question
	for _, id := range slices.Compact(ids) {
		if q, known := s.lab.questions[id]; known {
			all = append(all, q)
		}
	}
	return all, nil
}

func (s shelf) Answers(_ context.Context, _ qa.Scope, ids []qa.AnswerID) ([]qa.Answer, error) {
	all := make([]qa.Answer, 0, len(ids))
	for _, id := range ids {
		all = append(all, s.lab.answers[id])
	}
	return all, nil
}

func (s shelf) Wordings(_ context.Context, questions []qa.QuestionID) ([]qa.Wording, error) {
	var all []qa.Wording
	for _, id := range questions {
		all = append(all, s.lab.wordings[id]...)
	}
	return all, nil
}

func (s shelf) Sections(ctx context.Context, in qa.Scope, ids []wiki.SectionID) ([]qa.Target, error) {
	if !s.memory {
		return s.Store.Sections(ctx, in, ids)
	}
	all := make([]qa.Target, 0, len(ids))
	for _, id := range ids {
		all = append(all, s.lab.sections[id])
	}
	return all, nil
}
