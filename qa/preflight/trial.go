package preflight

import (
	"context"
	"slices"
	"strings"

	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/search"
	"github.com/docent-wiki/docent/wiki"
)

// trial asks questions of the wiki as it stands and as a draft would leave it.
type trial struct {
	access wiki.Access
	page   wiki.PageID
	index  *search.Index
	before *qa.Desk
	after  *qa.Desk
}

// docsAtOnce is how many sections are indexed between two looks at the clock.
const docsAtOnce = 100

// newTrial indexes the draft and the page as it stands, under the opposite of its number.
func newTrial(ctx context.Context, store qa.Store, finder qa.Finder, access wiki.Access, p wiki.Proposal) (*trial, error) {
	index, err := search.Open("")
	if err != nil {
		return nil, err
	}
	t := &trial{access: access, page: p.Page.ID, index: index}
	old := p.Page
	old.ID, old.Title = -p.Page.ID, p.OldTitle
	for _, one := range []struct {
		page     wiki.Page
		sections []wiki.Section
	}{{p.Page, p.Then}, {old, p.Now}} {
		if err := t.add(ctx, one.page, one.sections); err != nil {
			t.close()
			return nil, err
		}
	}
	memory := search.NewFinder(index, search.Sources(), nil, nil)
	t.before = qa.New(unasked{store}, bare{finder}, nil, qa.Options{})
	t.after = qa.New(drafted{unasked{store}, p}, replaced{bare{finder}, memory, p.Page.ID}, nil, qa.Options{})
	return t, nil
}

// add indexes the sections of a page, some at a time, each as a group of its own: what is given up
// must be given up soon.
func (t *trial) add(ctx context.Context, page wiki.Page, sections []wiki.Section) error {
	docs := search.PageDocs(page, sections)
	for some := range slices.Chunk(docs, docsAtOnce) {
		if err := ctx.Err(); err != nil {
			return err
		}
		changes := make([]search.Change, len(some))
		for i, d := range some {
			changes[i] = search.Change{Group: d.ID(), Docs: []search.Doc{d}}
		}
		if err := t.index.Apply(changes, search.Mark{}); err != nil {
			return err
		}
	}
	return nil
}

func (t *trial) close() { _ = t.index.Close() } // in memory

// loses says whether a question leads to the page as it stands, and not as the draft would leave it.
// Most do either way, so the draft is asked first.
func (t *trial) loses(ctx context.Context, question string) (bool, error) {
	leads, err := t.leads(ctx, t.after, question)
	if err != nil || leads {
		return false, err
	}
	return t.leads(ctx, t.before, question)
}

func (t *trial) leads(ctx context.Context, desk *qa.Desk, question string) (bool, error) {
	if err := ctx.Err(); err != nil {
		return false, err
	}
	r, err := desk.Preview(ctx, t.access, question, 0)
	if err != nil {
		return false, err
	}
	first := r.Offers[:min(shown, len(r.Offers))]
	return slices.ContainsFunc(first, func(o qa.Offer) bool { return o.Page == t.page }), nil
}

// bare finds sections and no questions.
type bare struct{ qa.Finder }

func (bare) Questions(context.Context, wiki.Access, string, wiki.SpaceID, int) ([]search.Candidate, error) {
	return nil, nil
}

// unasked is a store of a team that has solved nothing.
type unasked struct{ qa.Store }

func (unasked) Known(context.Context, qa.Scope, []qa.QuestionID, string, []wiki.SectionID) ([]qa.Question, error) {
	return nil, nil
}

// replaced finds the sections of a draft in the place of the page's own.
type replaced struct {
	bare
	memory *search.Finder
	page   wiki.PageID
}

func (f replaced) Sections(ctx context.Context, access wiki.Access, text string, space wiki.SpaceID, n int) ([]search.Candidate, error) {
	found, err := f.bare.Sections(ctx, access, text, space, n)
	if err != nil {
		return nil, err
	}
	inMemory, err := f.memory.Sections(ctx, access, text, space, n)
	if err != nil {
		return nil, err
	}
	scale := f.scale(found, inMemory)
	found = slices.DeleteFunc(slices.Clone(found), func(c search.Candidate) bool { return c.Page == f.page })
	for _, c := range inMemory {
		if c.Page == f.page {
			c.Score *= scale
			found = append(found, c)
		}
	}
	slices.SortStableFunc(found, func(a, b search.Candidate) int {
		if a.Score != b.Score {
			if a.Score > b.Score {
				return -1
			}
			return 1
		}
		return strings.Compare(a.ID(), b.ID())
	})
	return found[:min(n, len(found))], nil
}

// scale is what a score in memory is worth in the real index: the page's best present section stands in
// both. Where the real index does not have it among its candidates, a draft that scores alike would not
// be among them either.
func (f replaced) scale(found, inMemory []search.Candidate) float64 {
	for _, c := range found {
		if c.Page != f.page {
			continue
		}
		for _, m := range inMemory {
			if m.Page == -f.page && m.Section == c.Section && m.Score > 0 {
				return c.Score / m.Score
			}
		}
	}
	return 0
}

// drafted is a store in which the page stands as the draft would leave it.
type drafted struct {
	qa.Store
	proposal wiki.Proposal
}

func (s drafted) Sections(ctx context.Context, in qa.Scope, ids []wiki.SectionID) ([]qa.Target, error) {
	stored := slices.Clone(ids)
	var targets []qa.Target
	for _, t := range s.proposal.Then {
		if !slices.Contains(ids, t.ID) {
			continue
		}
		stored = slices.DeleteFunc(stored, func(id wiki.SectionID) bool { return id == t.ID })
		p := s.proposal.Page
		targets = append(targets, qa.Target{
			Page: p.ID, Space: p.Space, PageTitle: p.Title, SourcePath: p.SourcePath, Revision: p.Revision,
			Owner: p.Owner, VerifiedUntil: p.VerifiedUntil, Updated: p.Updated,
			Section: t.ID, Heading: t.Heading, Anchor: t.Anchor, Path: t.Path, Text: t.Text, Fingerprint: t.Fingerprint,
		})
	}
	others, err := s.Store.Sections(ctx, in, stored)
	if err != nil {
		return nil, err
	}
	targets = append(targets, others...)
	slices.SortFunc(targets, func(a, b qa.Target) int { return int(a.Section - b.Section) })
	return targets, nil
}
