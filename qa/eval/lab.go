package eval

import (
	"context"
	"maps"
	"slices"

	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/qa/match"
	"github.com/docent-wiki/docent/qa/memory"
	"github.com/docent-wiki/docent/search"
	"github.com/docent-wiki/docent/search/thesaurus"
	"github.com/docent-wiki/docent/wiki"
)

// lab holds known questions in memory, and pages where the wiki's own are not meant.
type lab struct {
	index   *search.Index
	finder  *search.Finder
	space   wiki.SpaceID
	ranking func() match.Weights // nil: as shipped
	from    func(context.Context) (qa.Thresholds, error)

	questions map[qa.QuestionID]qa.Question
	near      map[string][]qa.QuestionID
	answers   map[qa.AnswerID]qa.Answer
	wordings  map[qa.QuestionID][]qa.Wording
	linked    map[wiki.SectionID][]qa.QuestionID
	sections  map[wiki.SectionID]qa.Target
	changes   []search.Change
}

// newLab makes an empty lab; the caller closes it.
func (b Bench) newLab() (*lab, error) {
	index, err := search.Open("")
	if err != nil {
		return nil, err
	}
	l := &lab{
		index: index, space: b.homeSpace(), ranking: b.Ranking, from: b.Thresholds,
		questions: map[qa.QuestionID]qa.Question{}, near: map[string][]qa.QuestionID{},
		answers: map[qa.AnswerID]qa.Answer{}, wordings: map[qa.QuestionID][]qa.Wording{}, sections: map[wiki.SectionID]qa.Target{},
		linked: map[wiki.SectionID][]qa.QuestionID{},
	}
	l.finder = search.NewFinder(index, texts{Source: search.Sources(), lab: l}, nil, nil)
	return l, nil
}

// texts are the lab's sections for the ranker.
type texts struct {
	search.Source
	lab *lab
}

func (t texts) Check(_ context.Context, _ wiki.Access, found []search.Ref) ([]search.Doc, error) {
	var docs []search.Doc
	for _, ref := range found {
		if s, known := t.lab.sections[ref.Section]; known {
			docs = append(docs, search.Doc{Ref: ref, Title: s.PageTitle, Heading: s.Heading, Path: s.Path, Body: s.Text})
		}
	}
	return docs, nil
}

func (l *lab) close() error { return l.index.Close() }

// desk answers from the lab; pages come from the wiki's finder and store, unless finder is nil.
func (l *lab) desk(store qa.Store, finder qa.Finder) *qa.Desk {
	return qa.New(shelf{Store: store, lab: l, memory: finder == nil}, scout{lab: l, pages: finder}, nil, qa.Options{
		Memory: l.remember(), Ranking: l.ranking, Thresholds: l.from,
	})
}

// remember learns everything that the lab knows.
func (l *lab) remember() func() *memory.Memory {
	known := make([]memory.Known, 0, len(l.questions))
	for _, id := range slices.Sorted(maps.Keys(l.questions)) {
		var texts []string
		for _, w := range l.wordings[id] {
			texts = append(texts, w.Text)
		}
		known = append(known, qa.Lesson(l.questions[id], texts))
	}
	learnt := memory.Make(known)
	return func() *memory.Memory { return learnt }
}

// learn adds a question that is answered.
func (l *lab) learn(title string, wordings []string, answer qa.Answer) qa.QuestionID {
	id := qa.QuestionID(len(l.questions) + 1)
	answer.ID = qa.AnswerID(id)
	l.add(qa.Question{ID: id, Space: l.space, Title: title, State: qa.Answered, Canonical: answer.ID}, answer, wordings)
	return id
}

// know adds a question of the team, or puts it in the place of what was known of it, without some of
// its wordings. Without any wording it is not known.
func (l *lab) know(s solved, without []int) {
	l.forget(s.question.ID)
	var texts []string
	for i, w := range s.wordings {
		if !slices.Contains(without, i) {
			texts = append(texts, w.Text)
		}
	}
	if len(texts) == 0 {
		l.changes = append(l.changes, search.Change{Group: search.QuestionGroup(int64(s.question.ID))})
		return
	}
	q := s.question
	if slices.Contains(without, 0) { // its text asks in the same words as its title
		q.Title, q.Body = texts[0], ""
	}
	l.add(q, s.answer, texts[1:])
}

func (l *lab) add(q qa.Question, answer qa.Answer, wordings []string) {
	answer.Question = q.ID
	l.questions[q.ID], l.answers[q.Canonical] = q, answer
	l.nearTo(q.ID, q.Title)
	for _, w := range wordings {
		l.wordings[q.ID] = append(l.wordings[q.ID], qa.Wording{ID: qa.WordingID(q.ID), Question: q.ID, Text: w})
		l.nearTo(q.ID, w)
	}
	for _, link := range answer.Links {
		l.linked[link.Section] = append(l.linked[link.Section], q.ID)
	}
	l.changes = append(l.changes, search.Change{
		Group: search.QuestionGroup(int64(q.ID)), Docs: qa.QuestionDocs(q, answer, wordings),
	})
}

func (l *lab) nearTo(id qa.QuestionID, text string) {
	l.near[qa.Near(text)] = append(l.near[qa.Near(text)], id)
}

// forget takes a question out of the look-ups; its documents stay until they are replaced.
func (l *lab) forget(id qa.QuestionID) {
	q, known := l.questions[id]
	if !known {
		return
	}
	drop := func(list []qa.QuestionID) []qa.QuestionID {
		return slices.DeleteFunc(list, func(one qa.QuestionID) bool { return one == id })
	}
	l.near[qa.Near(q.Title)] = drop(l.near[qa.Near(q.Title)])
	for _, w := range l.wordings[id] {
		l.near[qa.Near(w.Text)] = drop(l.near[qa.Near(w.Text)])
	}
	for _, link := range l.answers[q.Canonical].Links {
		l.linked[link.Section] = drop(l.linked[link.Section])
	}
	delete(l.questions, id)
	delete(l.answers, q.Canonical)
	delete(l.wordings, id)
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

func (s scout) Thesaurus() *thesaurus.Thesaurus {
	if s.pages != nil {
		return s.pages.Thesaurus()
	}
	return s.lab.finder.Thesaurus()
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

func (s shelf) Remembered(_ context.Context, near string) ([]qa.Wording, []qa.Refusal, error) {
	var all []qa.Wording
	for _, id := range s.lab.near[near] {
		for _, w := range s.lab.wordings[id] {
			if qa.Near(w.Text) == near {
				all = append(all, w)
			}
		}
	}
	return all, nil, nil
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
