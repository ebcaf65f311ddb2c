package qa

import (
	"cmp"
	"context"
	"slices"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/search"
	"github.com/docent-wiki/docent/wiki"
)

// How many are looked at, and how many are offered.
const (
	sectionHits  = 64 // enough to meet ten pages among them, even where one page has many sections
	questionHits = 24
	offered      = 10
	spare        = 3 // pages more than are offered, since the index may be behind the database
)

// Likeness of a wording that is known: above what words alone can reach.
const (
	exactly = 1.2
	nearly  = 1.1
)

// candidate is something that may answer an ask.
type candidate struct {
	index      int // its place in the list
	kind       Kind
	confidence float64
	deserved   float64 // what it was before it was put last for being gone
	score      float64 // of the index

	question Question // OfQuestion
	answer   Answer
	alike    float64 // to the closest wording

	target  Target // OfSection
	has     map[string]bool
	densest float64 // the share of the question that one sentence holds
}

type sectionKey struct {
	page    wiki.PageID
	section wiki.SectionID
}

// key names the section that a candidate leads to first.
func (c *candidate) key() sectionKey {
	if c.kind == OfSection {
		return sectionKey{c.target.Page, c.target.Section}
	}
	for _, l := range c.answer.Links {
		if !l.Elsewhere() {
			return sectionKey{l.Page, l.Section}
		}
	}
	return sectionKey{}
}

func (c *candidate) state() Freshness {
	if c.kind == OfSection {
		return Fresh
	}
	return c.answer.Freshness()
}

// considered is everything that an ask has brought together.
type considered struct {
	text      string
	match     *matcher
	rare      *rarity
	questions []candidate
	sections  []candidate
	list      []candidate // the ten best of both, best first
	similar   []Ref       // open questions, best first
	owner     wiki.PersonRef
	space     wiki.SpaceID // of the best candidate
}

// consider finds, reads and rates the candidates of a text: two queries to the index, and four to the
// database (questions, their answers, their wordings, sections), however many candidates there are.
func (d *Desk) consider(ctx context.Context, access wiki.Access, text string, space wiki.SpaceID) (*considered, error) {
	in, err := narrow(access, space)
	if err != nil {
		return nil, err
	}
	c := &considered{text: text, match: newMatcher(text), rare: newRarity()}
	words := Normalise(text)
	sections, err := d.finder.Sections(ctx, access, words, space, sectionHits)
	if err != nil {
		return nil, err
	}
	questions, err := d.finder.Questions(ctx, access, words, space, questionHits)
	if err != nil {
		return nil, err
	}
	if err := c.readSections(ctx, d.store, in, sections); err != nil {
		return nil, err
	}
	if err := c.readQuestions(ctx, d.store, in, Of(access), questions); err != nil {
		return nil, err
	}
	c.match.rare = c.rare
	c.rate()
	c.merge()
	c.place()
	return c, nil
}

// narrow is where to look: one space, or all that the reader may read.
func narrow(access wiki.Access, space wiki.SpaceID) (Scope, error) {
	if space == 0 {
		return Of(access), nil
	}
	if access.Right(space) < wiki.Reader {
		return Scope{}, content.Errorf(content.NotFound, "There is no such space, or you may not see it.").On("space")
	}
	return Scope{Spaces: []wiki.SpaceID{space}}, nil
}

// readQuestions reads the found questions, those that are known under the ask's own words, and those
// that the found sections answer. The reader's rights count twice: for the question and for each link
// of its answer.
func (c *considered) readQuestions(ctx context.Context, r Reads, in, readable Scope, found []search.Candidate) error {
	ids, score := scored(found)
	sections := make([]wiki.SectionID, len(c.sections))
	for i := range c.sections {
		sections[i] = c.sections[i].target.Section
	}
	all, err := r.Known(ctx, in, ids, Near(c.text), sections)
	if err != nil || len(all) == 0 {
		return err
	}
	ids = ids[:0]
	var canonical []AnswerID
	for _, q := range all {
		ids = append(ids, q.ID)
		if q.State == Answered {
			canonical = append(canonical, q.Canonical)
		}
	}
	answers, err := r.Answers(ctx, readable, canonical)
	if err != nil {
		return err
	}
	wordings, err := r.Wordings(ctx, ids)
	if err != nil {
		return err
	}
	c.compare(all, answers, wordings, score)
	return nil
}

// compare measures how alike the ask is to the wordings of each question.
func (c *considered) compare(all []Question, answers []Answer, wordings []Wording, score map[QuestionID]float64) {
	texts := map[QuestionID][]string{}
	for _, w := range wordings {
		texts[w.Question] = append(texts[w.Question], w.Text)
	}
	split := map[string][]string{}
	rare := newRarity()
	for _, q := range all {
		texts[q.ID] = append(texts[q.ID], q.Title)
		for _, t := range texts[q.ID] {
			split[t] = terms(t)
			rare.add(set(split[t]))
		}
	}
	by := map[AnswerID]Answer{}
	for _, a := range answers {
		by[a.ID] = a
	}
	key, near := Normalise(c.text), Near(c.text)
	var open []candidate
	for _, q := range all {
		a, found := by[q.Canonical]
		cand := candidate{kind: OfQuestion, question: visible(q, found && !a.Empty()), answer: a, score: score[q.ID]}
		for _, t := range texts[q.ID] {
			likeness := rare.alike(c.match.terms, split[t])
			switch {
			case Normalise(t) == key:
				likeness = exactly
			case Near(t) == near:
				likeness = nearly
			}
			cand.alike = max(cand.alike, likeness)
		}
		if cand.question.State == Answered {
			c.questions = append(c.questions, cand)
		} else if cand.alike >= similarFrom {
			open = append(open, cand)
		}
	}
	slices.SortStableFunc(open, func(a, b candidate) int { return cmp.Compare(b.alike, a.alike) })
	for _, o := range open {
		c.similar = append(c.similar, o.question.ref())
	}
}

// similarFrom is how alike an open question has to be to be worth a look.
const similarFrom = 0.4

func (q Question) ref() Ref { return Ref{ID: q.ID, Title: q.Title, State: q.State, Space: q.Space} }

// merge makes one list of the ten best. A bare section that a better question leads to is not
// repeated. An answer that is gone keeps the place among the ten that it would have deserved, though
// it stands behind the others of its kind.
func (c *considered) merge() {
	led := map[sectionKey]float64{}
	for i := range c.questions {
		q := &c.questions[i]
		led[q.key()] = max(led[q.key()], q.confidence)
	}
	delete(led, sectionKey{})
	all := slices.Clone(c.questions)
	for _, s := range c.sections {
		if led[s.key()] < s.confidence || led[s.key()] == 0 {
			all = append(all, s)
		}
	}
	deserved := func(x candidate) float64 { return max(x.confidence, x.deserved) }
	order := func(by func(candidate) float64) {
		slices.SortStableFunc(all, func(a, b candidate) int {
			return cmp.Or(cmp.Compare(by(b), by(a)), cmp.Compare(b.score, a.score),
				cmp.Compare(a.question.ID, b.question.ID), cmp.Compare(a.target.Section, b.target.Section))
		})
	}
	order(deserved)
	all = all[:min(len(all), offered)]
	order(func(x candidate) float64 { return x.confidence })
	for i := range all {
		all[i].index = i
	}
	c.list = all
}

// place notes where the best candidate stands, and whose page that is.
func (c *considered) place() {
	for i := range c.list {
		x := &c.list[i]
		if x.kind == OfSection {
			c.space, c.owner = x.target.Space, x.target.Owner
			return
		}
		for _, l := range x.answer.Links {
			if l.Now.Found {
				c.space, c.owner = l.Now.Space, l.Now.PageOwner
				return
			}
		}
	}
}
