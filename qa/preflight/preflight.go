// Package preflight says which answered questions an edit of a page would spoil, before it is
// published: those that rest on the page, and of which the section or the quoted sentence would be
// gone, or that would no longer lead to the page.
//
// Whether a question leads to the page is found out by ranking the sections of the wiki for its own
// words, as if nobody had asked before: with the page's sections as they stand, and as the draft would
// leave them. The draft stands in a small index in memory; see trial.loses for how its scores are
// compared with those of the real one.
package preflight

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/wiki"
)

// atMost is how many questions are looked at.
const atMost = 50

// shown is among how many candidates a person looks.
const shown = 3

// New makes the check on a store and an index.
func New(store qa.Store, finder qa.Finder) wiki.Preflight {
	return func(ctx context.Context, access wiki.Access, p wiki.Proposal) ([]wiki.Warning, error) {
		return check(ctx, store, finder, access, p)
	}
}

// resting is a question that rests on a section of the page.
type resting struct {
	question qa.Question
	lost     string // what would become of it; "" while nothing is known
	doubtful bool   // its section would read otherwise: whether it leads here has to be found out
	change          // what the draft makes of it, where that is in doubt
}

func check(ctx context.Context, store qa.Store, finder qa.Finder, access wiki.Access, p wiki.Proposal) ([]wiki.Warning, error) {
	all, err := restingOn(ctx, store, access, p)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	if err := try(ctx, finder, access, p, all); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return nil, err
	}
	var warnings []wiki.Warning
	for _, r := range all {
		if r.lost != "" {
			warnings = append(warnings, wiki.Warning{Title: r.question.Title, URL: r.question.URL(), Text: r.lost})
		}
	}
	return warnings, nil
}

// restingOn reads the questions that rest on a section which the draft changes, in page order, and
// says what is plain without asking.
func restingOn(ctx context.Context, store qa.Store, access wiki.Access, p wiki.Proposal) ([]resting, error) {
	in := qa.Of(access)
	found, err := store.PageQuestions(ctx, in, p.Page.ID)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	var ids []qa.QuestionID
	for _, q := range found {
		if !slices.Contains(ids, q.ID) && p.Changes(q.Section) {
			ids = append(ids, q.ID)
		}
	}
	ids = ids[:min(atMost, len(ids))]
	if len(ids) == 0 {
		return nil, nil
	}
	questions, err := store.QuestionsByID(ctx, in, ids)
	if err != nil {
		return nil, err
	}
	var canonical []qa.AnswerID
	for _, q := range questions {
		canonical = append(canonical, q.Canonical)
	}
	answers, err := store.Answers(ctx, in, canonical)
	if err != nil {
		return nil, err
	}
	all := make([]resting, 0, len(questions))
	for _, id := range ids {
		for _, q := range questions {
			if q.ID == id {
				all = append(all, rests(q, answers, p))
			}
		}
	}
	return all, nil
}

// rests compares what a question rests on before and after.
func rests(q qa.Question, answers []qa.Answer, p wiki.Proposal) resting {
	r := resting{question: q}
	for _, a := range answers {
		if a.ID != q.Canonical {
			continue
		}
		for _, l := range a.Links {
			if l.Page != p.Page.ID || l.Section == 0 || !l.Now.Found || r.lost != "" {
				continue
			}
			r.lost = lostOf(l, p)
			r.doubtful = r.doubtful || p.Changes(l.Section)
		}
	}
	r.doubtful = r.doubtful && r.lost == ""
	return r
}

// lostOf says what a link would lose, "" for nothing that is plain to see.
func lostOf(l qa.AnswerLink, p wiki.Proposal) string {
	then, there := sectionOf(p.Then, l.Section)
	if !there {
		if l.Now.Heading == "" {
			return "would lose the section that answers it"
		}
		return fmt.Sprintf("would lose its section “%s”", l.Now.Heading)
	}
	_, _, quoted := qa.Locate(l.Now.Text, l.Quote)
	if _, _, still := qa.Locate(then.Text, l.Quote); quoted && !still {
		return fmt.Sprintf("would lose its sentence “%s”", content.Excerpt(l.Quote, 120))
	}
	return ""
}

func sectionOf(list []wiki.Section, id wiki.SectionID) (wiki.Section, bool) {
	i := slices.IndexFunc(list, func(s wiki.Section) bool { return s.ID == id })
	if i < 0 {
		return wiki.Section{}, false
	}
	return list[i], true
}

// try finds out about the doubtful questions. When time is up, what was found out so far stands.
func try(ctx context.Context, finder qa.Finder, access wiki.Access, p wiki.Proposal, all []resting) error {
	var doubtful []*resting
	for i := range all {
		if all[i].doubtful {
			doubtful = append(doubtful, &all[i])
		}
	}
	if len(doubtful) == 0 {
		return nil
	}
	t, err := newTrial(ctx, finder, access, p)
	if err != nil {
		return err
	}
	defer t.close()
	err = each(ctx, doubtful, func(r *resting) (err error) {
		r.change, err = t.compare(ctx, r.question.Title)
		return err
	})
	if err != nil {
		return err
	}
	// The real index costs most: those that lose most are asked there first, others not at all.
	doubtful = slices.DeleteFunc(doubtful, func(r *resting) bool { return r.loss() <= 0 })
	slices.SortStableFunc(doubtful, func(a, b *resting) int { return cmp.Compare(b.loss(), a.loss()) })
	return each(ctx, doubtful, func(r *resting) error {
		lost, err := t.loses(ctx, r.question.Title, r.change)
		if lost {
			r.lost = "would no longer be found among the first three"
		}
		return err
	})
}

// each does something for all, several at a time, until an error.
func each(ctx context.Context, all []*resting, do func(*resting) error) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	next := make(chan *resting)
	var workers sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(all)) {
		workers.Go(func() {
			for r := range next {
				if err := do(r); err != nil {
					stop(err)
				}
			}
		})
	}
	for _, r := range all {
		if ctx.Err() == nil {
			next <- r
		}
	}
	close(next)
	workers.Wait()
	return context.Cause(ctx)
}
