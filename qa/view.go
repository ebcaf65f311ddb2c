package qa

import (
	"context"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/wiki"
)

// View is a question as its reader sees it.
type View struct {
	Question    Question // without its canonical answer where the reader may not see that
	Canonical   *Answer
	Others      []Answer  // that stand, oldest first
	Wordings    []Wording // each once
	DuplicateOf *Ref
	Merged      []Ref // questions merged into this one
	Chain       []Happening
	MayAnswer   bool
	MayEdit     bool
}

// MayChange says whether the reader may change or retract an answer of the view.
func (v View) MayChange(access wiki.Access, a Answer) bool { return MayChange(access, v.Question, a) }

// Question gives a question with its answers, as its reader may see them.
func (d *Desk) Question(ctx context.Context, access wiki.Access, id QuestionID) (View, error) {
	in := Of(access)
	q, err := d.store.Question(ctx, in, id)
	if err != nil {
		return View{}, err
	}
	answers, err := d.store.AnswersTo(ctx, in, []QuestionID{id})
	if err != nil {
		return View{}, err
	}
	v := View{MayAnswer: MayAnswer(access, q), MayEdit: MayEdit(access, q)}
	for _, a := range answers {
		switch {
		case a.Empty() || !a.Retracted.IsZero():
		case a.ID == q.Canonical:
			v.Canonical = &a
		default:
			v.Others = append(v.Others, a)
		}
	}
	v.Question = visible(q, v.Canonical != nil)
	if err := d.addWords(ctx, in, &v); err != nil {
		return View{}, err
	}
	if err := d.addRelatives(ctx, in, &v); err != nil {
		return View{}, err
	}
	events, err := d.store.QuestionEvents(ctx, id, maxEvents)
	if err != nil {
		return View{}, err
	}
	if v.DuplicateOf == nil && v.Question.State == Duplicate {
		v.Question.State, v.Question.DuplicateOf = Open, 0
	}
	v.Chain = provenance(events, answers)
	return v, nil
}

// addWords adds the wordings, each once though several duplicates may have brought it.
func (d *Desk) addWords(ctx context.Context, in Scope, v *View) error {
	wordings, err := d.store.Wordings(ctx, []QuestionID{v.Question.ID})
	if err != nil {
		return err
	}
	seen := map[string]bool{oneLine(v.Question.Title): true}
	for _, w := range readable(in, wordings) {
		if !seen[w.Text] {
			seen[w.Text] = true
			v.Wordings = append(v.Wordings, w)
		}
	}
	return nil
}

// addRelatives names the question that this one is merged into, and those merged into this one.
func (d *Desk) addRelatives(ctx context.Context, in Scope, v *View) error {
	family, err := d.store.Family(ctx, v.Question.ID)
	if err != nil {
		return err
	}
	if v.Question.DuplicateOf != 0 {
		family = append(family, v.Question.DuplicateOf)
	}
	if len(family) <= 1 {
		return nil
	}
	all, err := d.store.QuestionsByID(ctx, in, family)
	if err != nil {
		return err
	}
	for _, q := range all {
		ref := q.ref()
		switch {
		case q.ID == v.Question.DuplicateOf:
			v.DuplicateOf = &ref
		case q.DuplicateOf == v.Question.ID:
			v.Merged = append(v.Merged, ref)
		}
	}
	return nil
}

// List lists questions, the newest first.
func (d *Desk) List(ctx context.Context, access wiki.Access, f Filter) ([]Listed, error) {
	if f.Space != 0 {
		if err := access.Need(f.Space, wiki.Reader, "space"); err != nil {
			return nil, err
		}
	}
	return d.store.Questions(ctx, Of(access), f)
}

// PageQuestions lists the questions that a page answers, in the order of its sections.
func (d *Desk) PageQuestions(ctx context.Context, access wiki.Access, page wiki.PageID) ([]PageQuestion, error) {
	return d.store.PageQuestions(ctx, Of(access), page)
}

// Similar finds questions that ask about the same, best first: before one is asked anew, or merged.
func (d *Desk) Similar(ctx context.Context, access wiki.Access, text string, n int) ([]Question, error) {
	found, err := d.finder.Questions(ctx, access, Normalise(text), 0, 2*n+2)
	if err != nil {
		return nil, err
	}
	ids, _ := scored(found)
	all, err := d.store.QuestionsByID(ctx, Of(access), ids)
	if err != nil {
		return nil, err
	}
	by := make(map[QuestionID]Question, len(all))
	for _, q := range all {
		by[q.ID] = q
	}
	var ordered []Question
	for _, id := range ids {
		if q, readable := by[id]; readable && len(ordered) < n {
			ordered = append(ordered, q)
		}
	}
	return ordered, nil
}

// Since is what is different in the linked section from what was linked, word by word.
func (l AnswerLink) Since() []content.Span { return content.DiffWords(l.Text, l.Now.Text) }

// Passage is the quote as it stands in the section now, with its neighbours; where the section no
// longer holds it, or is gone, the quote as it was.
func (l AnswerLink) Passage(question string) Passage {
	if l.Now.Found {
		if p, found := newMatcher(question).quoted(l.Now.Text, l.Quote); found {
			return p
		}
	}
	return whole(l.Quote)
}

// Answers gives the canonical answers of some questions, as the reader may see them, by question.
func (d *Desk) Answers(ctx context.Context, access wiki.Access, questions []Question) (map[QuestionID]Answer, error) {
	var ids []AnswerID
	for _, q := range questions {
		if q.Canonical != 0 {
			ids = append(ids, q.Canonical)
		}
	}
	list, err := d.store.Answers(ctx, Of(access), ids)
	by := make(map[QuestionID]Answer, len(list))
	for _, a := range list {
		by[a.Question] = a
	}
	return by, err
}
