package qa

import (
	"context"
	"slices"
	"strings"

	"github.com/docent-wiki/docent/search"
	"github.com/docent-wiki/docent/wiki"
)

// Docs are the documents of questions for the index.
type Docs struct {
	store Reads
	tree  Subtrees
}

// Subtrees gives a page and everything below it, trashed ones too.
type Subtrees interface {
	Subtree(ctx context.Context, id wiki.PageID) ([]wiki.PageID, error)
}

var _ search.Source = (*Docs)(nil)

// NewDocs makes the search source of questions.
func NewDocs(store Reads, tree Subtrees) *Docs { return &Docs{store: store, tree: tree} }

// questionsAtOnce is how many questions are read and handed on together.
const questionsAtOnce = 100

// Docs emits the questions that events touch: those named by them, and those that link to a page
// whose text or place has changed.
func (d *Docs) Docs(ctx context.Context, events []wiki.Event, emit func([]search.Change) error) error {
	touched := map[QuestionID]bool{}
	pages := map[wiki.PageID]bool{}
	for _, e := range events {
		touchedBy(e, touched)
		if err := d.touchPages(ctx, e, pages); err != nil {
			return err
		}
	}
	for some := range slices.Chunk(sorted(pages), questionsAtOnce) {
		linked, err := d.store.LinkedTo(ctx, some)
		if err != nil {
			return err
		}
		for _, id := range linked {
			touched[id] = true
		}
	}
	for some := range slices.Chunk(sorted(touched), questionsAtOnce) {
		all, err := d.store.QuestionsByID(ctx, All(), some)
		if err != nil {
			return err
		}
		if err := d.emit(ctx, some, all, emit); err != nil {
			return err
		}
	}
	return nil
}

// touchPages notes the pages that an event is about.
func (d *Docs) touchPages(ctx context.Context, e wiki.Event, pages map[wiki.PageID]bool) error {
	if e.Page == 0 || !strings.HasPrefix(string(e.Kind), "page.") {
		return nil
	}
	pages[e.Page] = true
	if e.Kind != wiki.PageMoved && e.Kind != wiki.PageTrashed && e.Kind != wiki.PageRestored {
		return nil
	}
	below, err := d.tree.Subtree(ctx, e.Page)
	for _, id := range below {
		pages[id] = true
	}
	return ignoreAbsent(err)
}

func sorted[ID ~int64](set map[ID]bool) []ID {
	all := make([]ID, 0, len(set))
	for id := range set {
		all = append(all, id)
	}
	slices.Sort(all)
	return all
}

// All emits every question.
func (d *Docs) All(ctx context.Context, emit func([]search.Change) error) error {
	var after QuestionID
	for {
		all, err := d.store.AllQuestions(ctx, All(), after, questionsAtOnce)
		if err != nil || len(all) == 0 {
			return err
		}
		ids := make([]QuestionID, len(all))
		for i, q := range all {
			ids[i] = q.ID
		}
		if err := d.emit(ctx, ids, all, emit); err != nil {
			return err
		}
		after = ids[len(ids)-1]
	}
}

// emit hands on the documents of some questions, and that the other ids have none.
func (d *Docs) emit(ctx context.Context, ids []QuestionID, all []Question, emit func([]search.Change) error) error {
	docs := map[QuestionID][]search.Doc{}
	err := d.each(ctx, All(), all, func(q Question, a Answer, wordings []string) {
		docs[q.ID] = QuestionDocs(q, a, wordings)
	})
	if err != nil {
		return err
	}
	changes := make([]search.Change, len(ids))
	for i, id := range ids {
		changes[i] = search.Change{Group: search.QuestionGroup(int64(id)), Docs: docs[id]}
	}
	return emit(changes)
}

// QuestionDocs are a question's documents: one of its own words for the readers of its space, and one
// of each linked section for the readers of that section. What only the readers of one space may read
// never stands in a document of another one.
func QuestionDocs(q Question, a Answer, wordings []string) []search.Doc {
	if q.State != Open && q.State != Answered {
		return nil
	}
	docs := []search.Doc{ownDoc(q, a, wordings)}
	seen := map[wiki.SectionID]bool{}
	for _, l := range a.Links {
		if l.Section == 0 || !l.Now.Found || seen[l.Section] {
			continue
		}
		seen[l.Section] = true
		linked := search.Doc{
			Ref:   search.Ref{Question: int64(q.ID), Page: l.Page, Section: l.Section},
			Space: l.Now.Space, Title: l.Now.PageTitle, Heading: l.Now.Heading, Path: l.Now.Path, Body: l.Now.Text,
		}
		if l.Now.Space == q.Space {
			linked.Body = q.Title + "\n" + strings.Join(wordings, "\n") + "\n" + linked.Body
		}
		docs = append(docs, linked)
	}
	return docs
}

func ownDoc(q Question, a Answer, wordings []string) search.Doc {
	parts := append([]string{q.Body}, wordings...)
	parts = append(parts, a.Plain)
	for _, l := range a.Links {
		if l.Elsewhere() {
			parts = append(parts, l.Title, l.Quote)
		}
	}
	parts = slices.DeleteFunc(parts, func(s string) bool { return s == "" })
	d := search.Doc{
		Ref: search.Ref{Question: int64(q.ID)}, Space: q.Space, Lead: true,
		Title: q.Title, Body: strings.Join(parts, "\n"), Owner: q.Owner.ID, Updated: q.Updated,
		URL: q.URL(), Note: note(q, a),
	}
	if q.By.ID != 0 {
		d.Authors = []wiki.PersonID{q.By.ID}
	}
	return d
}

// note says how a question stands, so that nobody takes an answer in doubt for a sure one.
func note(q Question, a Answer) string {
	switch {
	case q.Reopened():
		return "open again: what answered it is gone"
	case q.State == Answered && a.Nearby():
		return "answered; text nearby has changed since"
	case q.State == Answered && a.Freshness() != Fresh:
		return "answered; changed since"
	}
	return string(q.State)
}

// Check gives the found questions that the reader may read, as they stand now. A question whose
// canonical answer the reader may not see is open for that reader.
func (d *Docs) Check(ctx context.Context, access wiki.Access, found []search.Ref) ([]search.Doc, error) {
	var ids []QuestionID
	for _, r := range found {
		if r.Kind() == search.KindQuestion {
			ids = append(ids, QuestionID(r.Question))
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	in := Of(access)
	all, err := d.store.QuestionsByID(ctx, in, ids)
	if err != nil {
		return nil, err
	}
	var docs []search.Doc
	err = d.each(ctx, in, all, func(q Question, a Answer, wordings []string) {
		if q.State == Open || q.State == Answered {
			docs = append(docs, ownDoc(q, a, wordings))
		}
	})
	return docs, err
}

// each reads what belongs to some questions with one reader's rights.
func (d *Docs) each(ctx context.Context, in Scope, all []Question, do func(Question, Answer, []string)) error {
	var ids []QuestionID
	var canonical []AnswerID
	for _, q := range all {
		ids = append(ids, q.ID)
		if q.Canonical != 0 {
			canonical = append(canonical, q.Canonical)
		}
	}
	answers, err := d.store.Answers(ctx, in, canonical)
	if err != nil {
		return err
	}
	wordings, err := d.store.Wordings(ctx, ids)
	if err != nil {
		return err
	}
	by := make(map[AnswerID]Answer, len(answers))
	for _, a := range answers {
		by[a.ID] = a
	}
	texts := map[QuestionID][]string{}
	home := make(map[QuestionID]wiki.SpaceID, len(all))
	for _, q := range all {
		home[q.ID] = q.Space
	}
	for _, w := range wordings {
		// What another space's question brought may be for fewer people: it is known, but stands in no text.
		if w.From == 0 || w.Space == home[w.Question] {
			texts[w.Question] = append(texts[w.Question], w.Text)
		}
	}
	for _, q := range all {
		a, known := by[q.Canonical]
		do(visible(q, known && !a.Empty()), a, texts[q.ID])
	}
	return nil
}
