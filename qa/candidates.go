package qa

import (
	"cmp"
	"context"
	"slices"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/qa/match"
	"github.com/docent-wiki/docent/qa/memory"
	"github.com/docent-wiki/docent/search"
	"github.com/docent-wiki/docent/wiki"
)

// How many are looked at, and how many are offered.
const (
	sectionHits  = 150 // enough to meet ten pages among them, and most sections that answer known questions
	questionHits = 24
	probable     = 12 // questions that the classifier adds
	offered      = 10
	spare        = 3 // pages more than are offered, since the index may be behind the database
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
	features match.Features
	section  float64 // what speaks for the section that answers it
	rank     float64 // by the features
	words    sameness
	refused  bool // for these words, by somebody who asked

	target Target // OfSection
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
	asked     *memory.Asked
	weights   match.Weights // of known questions
	questions []candidate
	sections  []candidate
	chances   map[wiki.SectionID]float64 // of every section that was found, offered or not
	list      []candidate                // the ten best of both, best first
	similar   []Ref                      // open questions, best first
	space     wiki.SpaceID               // of the best candidate
}

// consider finds, reads and rates the candidates of a text: two queries to the index, and four to the
// database (questions, their answers, their wordings, sections), however many candidates there are.
func (d *Desk) consider(ctx context.Context, access wiki.Access, text string, space wiki.SpaceID) (*considered, error) {
	in, err := narrow(access, space)
	if err != nil {
		return nil, err
	}
	c := &considered{text: text, match: newMatcher(text).with(d.finder), rare: newRarity(), weights: d.ranking()}
	words := Normalise(text)
	sections, err := d.finder.Sections(search.Asked(ctx, text), access, words, space, sectionHits)
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
	c.chances = make(map[wiki.SectionID]float64, len(sections))
	for _, f := range sections {
		c.chances[f.Section] = f.Chance
	}
	if err := c.readQuestions(ctx, d, access, in, questions); err != nil {
		return nil, err
	}
	c.match.rare = c.rare
	c.rateQuestions()
	c.bury()
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
	all := append(make([]candidate, 0, len(c.questions)+len(c.sections)), c.questions...)
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

// place notes where the best candidate stands.
func (c *considered) place() {
	for i := range c.list {
		if page, found := c.list[i].place(); found {
			c.space = page.Space
			return
		}
	}
}

// place is the page that a candidate stands on; false where it stands on none.
func (c *candidate) place() (Closest, bool) {
	if t := c.target; c.kind == OfSection {
		return Closest{Page: t.Page, Title: t.PageTitle, Space: t.Space, Owner: t.Owner, Confidence: c.confidence}, true
	}
	for _, l := range c.answer.Links {
		if l.Now.Found {
			return Closest{Page: l.Page, Title: l.Now.PageTitle, Space: l.Now.Space, Owner: l.Now.PageOwner, Confidence: c.confidence}, true
		}
	}
	return Closest{}, false
}
