package qa

import (
	"cmp"
	"context"
	"slices"

	"github.com/docent-wiki/docent/qa/classify"
	"github.com/docent-wiki/docent/qa/match"
	"github.com/docent-wiki/docent/qa/memory"
	"github.com/docent-wiki/docent/search"
	"github.com/docent-wiki/docent/wiki"
)

// sameness is how the ask's words are known already.
type sameness int

const (
	otherWords sameness = iota
	nearWords           // but for inflection, order and small words
	sameWords
)

// readQuestions reads the found questions, those that are known under the ask's own words, those that
// the found sections answer, and those that the classifier thinks of. The reader's rights count twice:
// for the question and for each link of its answer.
func (c *considered) readQuestions(ctx context.Context, d *Desk, access wiki.Access, in Scope, found []search.Candidate) error {
	ids, score := scored(found)
	learnt := d.memory()
	c.ask(learnt, in)
	for _, id := range c.asked.Best(probable) {
		ids = append(ids, QuestionID(id))
	}
	sections := make([]wiki.SectionID, len(c.sections))
	for i := range c.sections {
		sections[i] = c.sections[i].target.Section
	}
	near := Near(c.text)
	all, err := d.store.Known(ctx, in, ids, near, sections)
	if err != nil {
		return err
	}
	remembered, refused, err := d.store.Remembered(ctx, near)
	if err != nil {
		return err
	}
	answers, wordings, err := d.details(ctx, access, all, learnt)
	if err != nil {
		return err
	}
	if learnt == nil {
		c.ask(memory.Make(knownOf(all, wordings)), in)
	}
	c.compare(all, answers, append(remembered, wordings...), score)
	c.refuse(refused)
	return nil
}

// ask looks the text up in what was learnt.
func (c *considered) ask(learnt *memory.Memory, in Scope) {
	readable := make(map[int64]bool, len(in.Spaces))
	for _, s := range in.Spaces {
		readable[int64(s)] = true
	}
	c.asked = learnt.Ask(c.text, func(space int64) bool { return readable[space] })
}

// details reads the canonical answers, and the wordings of those questions that were not learnt yet.
func (d *Desk) details(ctx context.Context, access wiki.Access, all []Question, learnt *memory.Memory) ([]Answer, []Wording, error) {
	var canonical []AnswerID
	var newer []QuestionID
	for _, q := range all {
		if q.hasAnswer() {
			canonical = append(canonical, q.Canonical)
		}
		if !learnt.Has(int64(q.ID)) {
			newer = append(newer, q.ID)
		}
	}
	answers, err := d.store.Answers(ctx, Of(access), canonical)
	if err != nil {
		return nil, nil, err
	}
	wordings, err := d.store.Wordings(ctx, newer)
	return answers, wordings, err
}

// knownOf are questions as a memory learns them.
func knownOf(all []Question, wordings []Wording) []memory.Known {
	texts := map[QuestionID][]string{}
	for _, w := range wordings {
		if !w.Narrow { // else how sure an answer is would tell that somebody asked just this
			texts[w.Question] = append(texts[w.Question], w.Text)
		}
	}
	known := make([]memory.Known, len(all))
	for i, q := range all {
		known[i] = Lesson(q, texts[q.ID])
	}
	return known
}

// Lesson is a question as a memory learns it.
func Lesson(q Question, wordings []string) memory.Known {
	k := memory.Known{ID: int64(q.ID), Space: int64(q.Space), Texts: []classify.Features{classify.Of(q.Title)}}
	for _, w := range wordings {
		k.Texts = append(k.Texts, classify.Of(w))
	}
	return k
}

// compare measures how alike the ask is to each question. wordings are those with the ask's own near
// key, and all of the questions that were not learnt yet.
func (c *considered) compare(all []Question, answers []Answer, wordings []Wording, score map[QuestionID]float64) {
	texts := map[QuestionID][]string{}
	for _, w := range wordings {
		if !w.Narrow {
			texts[w.Question] = append(texts[w.Question], w.Text)
		}
	}
	by := map[AnswerID]Answer{}
	for _, a := range answers {
		by[a.ID] = a
	}
	same := sameAs(c.text)
	var open []candidate
	for _, q := range all {
		texts[q.ID] = append(texts[q.ID], q.Title)
		a, found := by[q.Canonical]
		x := candidate{kind: OfQuestion, question: visible(q, found && !a.Empty()), answer: a, score: score[q.ID]}
		for _, t := range texts[q.ID] {
			x.words = max(x.words, same(t))
		}
		c.liken(&x, texts[q.ID])
		if x.question.hasAnswer() {
			c.questions = append(c.questions, x)
		} else if x.features[match.Closest] >= similarFrom || x.features[match.Stems] >= similarFrom {
			open = append(open, x)
		}
	}
	c.compareAll()
	slices.SortStableFunc(open, func(a, b candidate) int {
		return cmp.Compare(b.features[match.Stems], a.features[match.Stems])
	})
	for _, o := range open {
		c.similar = append(c.similar, o.question.ref())
	}
}

// similarFrom is how alike an open question has to be to be worth a look.
const similarFrom = 0.4

func (q Question) ref() Ref { return Ref{ID: q.ID, Title: q.Title, State: q.State, Space: q.Space} }

// sameAs gives a function that tells how far a wording has the words of a text.
func sameAs(text string) func(string) sameness {
	key, near := Normalise(text), Near(text)
	return func(wording string) sameness {
		switch {
		case Normalise(wording) == key:
			return sameWords
		case Near(wording) == near:
			return nearWords
		}
		return otherWords
	}
}

// liken fills in how alike the words are, from what was learnt or, where the question is newer than
// that, from its texts.
func (c *considered) liken(x *candidate, texts []string) {
	l, known := c.asked.To(int64(x.question.ID))
	if !known {
		l = memory.Between(c.text, texts)
	}
	x.features[match.Probable] = l.Chance
	x.features[match.Closest], x.features[match.Stems], x.features[match.Among] = l.Closest, l.Stems, l.Among
}

// compareAll fills in the features that are shares of the best.
func (c *considered) compareAll() {
	var chance, score, section float64
	for i := range c.questions {
		chance = max(chance, c.questions[i].features[match.Probable])
		score = max(score, c.questions[i].score)
	}
	for _, chance := range c.chances {
		section = max(section, chance)
	}
	for i := range c.questions {
		x := &c.questions[i]
		f := &x.features
		f[match.Chance] = match.ChanceOf(f[match.Probable], chance)
		if score > 0 {
			f[match.Score] = x.score / score
		}
		for _, l := range x.answer.Links {
			x.section = max(x.section, c.chances[l.Section])
		}
		f[match.Section] = match.ChanceOf(x.section, section)
	}
	c.read()
	c.titles()
	for i := range c.questions {
		c.questions[i].features.Newness(c.asked.Newness())
	}
}
