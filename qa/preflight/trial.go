package preflight

import (
	"context"
	"math"
	"slices"

	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/search"
	"github.com/docent-wiki/docent/search/rank"
	"github.com/docent-wiki/docent/wiki"
)

// trial asks questions of the wiki as it stands and as a draft would leave it.
type trial struct {
	access wiki.Access
	page   wiki.PageID
	finder qa.Finder
	index  *search.Index
	memory *search.Finder
}

// ranked is a finder that orders sections by weights of its own; *search.Finder does.
type ranked interface {
	Ranking() (rank.Weights, rank.Platt)
}

// docsAtOnce is how many sections are indexed between two looks at the clock.
const docsAtOnce = 100

// newTrial indexes the draft and the page as it stands, as two pages.
func newTrial(ctx context.Context, finder qa.Finder, access wiki.Access, p wiki.Proposal) (*trial, error) {
	index, err := search.Open("")
	if err != nil {
		return nil, err
	}
	old := p.Page
	old.ID, old.Title = p.Page.ID+present, p.OldTitle
	now, then := slices.Clone(p.Now), slices.Clone(p.Then)
	for i := range now { // a section that stays is two documents, and has two texts
		now[i].ID, now[i].Page = now[i].ID+present, old.ID
	}
	for i := range then {
		if then[i].ID < 0 { // a new one; the index takes numbers from 1 on
			then[i].ID = 2*present - then[i].ID
		}
	}
	texts := drafts{}
	t := &trial{access: access, page: p.Page.ID, finder: finder, index: index, memory: search.NewFinder(index, texts, nil, nil)}
	t.memory.UseThesaurus(finder.Thesaurus())
	if like, known := finder.(ranked); known { // scores are compared
		t.memory.UseRanking(like.Ranking())
	}
	for _, docs := range [][]search.Doc{search.PageDocs(p.Page, then), search.PageDocs(old, now)} {
		if err := t.add(ctx, docs, texts); err != nil {
			t.close()
			return nil, err
		}
	}
	return t, nil
}

// present is added to the numbers of the page and its sections as they stand.
const present = 1 << 50

// add indexes documents, some at a time, each as a group of its own: what is given up must be given up
// soon.
func (t *trial) add(ctx context.Context, docs []search.Doc, texts drafts) error {
	for some := range slices.Chunk(docs, docsAtOnce) {
		if err := ctx.Err(); err != nil {
			return err
		}
		changes := make([]search.Change, len(some))
		for i, d := range some {
			texts[d.Ref] = d
			changes[i] = search.Change{Group: d.ID(), Docs: []search.Doc{d}}
		}
		if err := t.index.Apply(changes, search.Mark{}); err != nil {
			return err
		}
	}
	return nil
}

func (t *trial) close() { _ = t.index.Close() } // in memory

// candidates is how many sections are looked at: enough to meet the first few pages among them.
const candidates = 64

// change is what becomes of a question in the small index: the highest score of the page as it stands, and
// as the draft would leave it.
type change struct {
	now, then    float64
	known, there bool
}

// loss is how much worse the draft does.
func (c change) loss() float64 {
	switch {
	case !c.there:
		return math.Inf(1)
	case !c.known:
		return 0
	}
	return c.now - c.then
}

// compare asks the small index.
func (t *trial) compare(ctx context.Context, question string) (c change, err error) {
	small, err := t.memory.Sections(ctx, t.access, qa.Normalise(question), 0, candidates)
	c.then, c.there = best(small, func(c search.Candidate) bool { return c.Page == t.page })
	c.now, c.known = best(small, func(c search.Candidate) bool { return c.Page != t.page })
	return c, err
}

// loses says whether a question leads to the page as it stands, and not as the draft would leave it.
//
// Scores of the small index are not those of the real one, in which words are rarer. So the draft gets
// the page's present score in the real index, less what it loses in the small one.
func (t *trial) loses(ctx context.Context, question string, c change) (bool, error) {
	found, err := t.finder.Sections(ctx, t.access, qa.Normalise(question), 0, candidates)
	if err != nil {
		return false, err
	}
	now, today := best(found, func(c search.Candidate) bool { return c.Page == t.page })
	if !today || pagesAbove(found, t.page, now) >= shown {
		return false, nil // it does not lead here today
	}
	return pagesAbove(found, t.page, now-c.loss()) >= shown || !c.there, nil
}

// best is the highest score of the candidates that are meant; false where there is none.
func best(found []search.Candidate, meant func(search.Candidate) bool) (float64, bool) {
	i := slices.IndexFunc(found, meant)
	if i < 0 {
		return 0, false
	}
	return found[i].Score, true
}

// pagesAbove counts the other pages that have a better score.
func pagesAbove(found []search.Candidate, page wiki.PageID, score float64) int {
	above := map[wiki.PageID]bool{}
	for _, c := range found {
		if c.Page != page && c.Score > score {
			above[c.Page] = true
		}
	}
	return len(above)
}

// drafts are the documents of the small index: what cannot be read from any database.
type drafts map[search.Ref]search.Doc

// Docs belongs to search.Source; no event changes a draft.
func (drafts) Docs(context.Context, []wiki.Event, func([]search.Change) error) error { return nil }

// All belongs to search.Source.
func (drafts) All(context.Context, func([]search.Change) error) error { return nil }

// Check gives the documents that were found.
func (d drafts) Check(_ context.Context, access wiki.Access, found []search.Ref) ([]search.Doc, error) {
	var all []search.Doc
	for _, r := range found {
		if doc, known := d[r]; known && access.Right(doc.Space) >= wiki.Reader {
			all = append(all, doc)
		}
	}
	return all, nil
}
