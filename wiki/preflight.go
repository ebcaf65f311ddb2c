package wiki

import (
	"context"
	"errors"
	"slices"
	"time"
)

// Proposal is a page as a draft would leave it. Nothing of it is written.
type Proposal struct {
	Page     Page      // with its new title
	OldTitle string    // the present one
	Now      []Section // as they stand, in page order
	Then     []Section // as they would stand; those that are new have negative numbers
}

// Warning is something that publishing a draft would spoil. Title and URL name what is spoilt.
type Warning struct {
	Title string
	URL   string
	Text  string // what would become of it: a phrase without its subject
}

// Preflight tells what a draft would spoil before it is published, to one reader. It gives up when
// its context ends.
type Preflight func(ctx context.Context, access Access, p Proposal) ([]Warning, error)

// preflightTime bounds how long a save may be held up by what would be nice to know.
const preflightTime = 300 * time.Millisecond

// Preflight asks what a draft would spoil. Nothing is saved. Whatever is not known within 300 ms is
// not told; without a check (nil) nothing is. A draft that could not be saved is the error that saving it would be.
func (w *Wiki) Preflight(ctx context.Context, as Actor, d Draft, check Preflight) ([]Warning, error) {
	limited, cancel := context.WithTimeout(ctx, preflightTime)
	defer cancel()
	p, err := w.prepare(ctx, w.store, as, d)
	if err != nil || !p.text || check == nil {
		return nil, err
	}
	access, err := w.Access(ctx, as)
	if err != nil {
		return nil, err
	}
	then := identify(p.page.ID, p.sections, p.doc.Sections)
	for i := range then {
		if then[i].ID == 0 {
			then[i].ID = -SectionID(i + 1)
		}
	}
	now := slices.DeleteFunc(slices.Clone(p.sections), func(s Section) bool { return s.Position == Gone })
	warnings, err := check(limited, access, Proposal{Page: p.page, OldTitle: p.before.Title, Now: now, Then: then})
	if errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil {
		return nil, nil
	}
	return warnings, err
}

// Changes says whether a section would be gone, or be found in other words: its own, its heading's or
// the page's title.
func (p Proposal) Changes(id SectionID) bool {
	now, was := sectionIn(p.Now, id)
	then, is := sectionIn(p.Then, id)
	return was != is || p.Page.Title != p.OldTitle || now.Text != then.Text || now.Heading != then.Heading || !slices.Equal(now.Path, then.Path)
}

func sectionIn(list []Section, id SectionID) (Section, bool) {
	i := slices.IndexFunc(list, func(s Section) bool { return s.ID == id })
	if i < 0 {
		return Section{}, false
	}
	return list[i], true
}
