package qa_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/wiki"
)

// words are all ways in which the database says that a question is asked, by question: its title first, then its
// wordings with where they came from.
func (tm *team) words(all []qa.QuestionID) map[qa.QuestionID][]string {
	tm.t.Helper()
	ctx := tm.t.Context()
	words := map[qa.QuestionID][]string{}
	for _, id := range all {
		q, err := tm.store.Question(ctx, qa.All(), id)
		tm.must(err)
		wordings, err := tm.store.Wordings(ctx, []qa.QuestionID{id})
		tm.must(err)
		for _, w := range wordings {
			words[id] = append(words[id], fmt.Sprintf("%s<%d", w.Text, w.From))
		}
		slices.Sort(words[id])
		words[id] = append([]string{q.Title, string(q.State), fmt.Sprint(q.Canonical, q.DuplicateOf)}, words[id]...)
	}
	return words
}

// merges drives random sequences of merging, unmerging and editing, beside a model of who was asked in which words.
type merges struct {
	tm    *team
	as    wiki.Access
	all   []qa.QuestionID
	own   map[qa.QuestionID][]string // without the title
	gone  map[string]bool            // removed somewhere on purpose
	fresh int
}

func (m *merges) text() string {
	m.fresh++
	return fmt.Sprintf("wording number %d of widgets", m.fresh)
}

func (m *merges) pick(t *rapid.T, name string) qa.QuestionID {
	return rapid.SampledFrom(m.all).Draw(t, name)
}

// check: whatever was ever asked of a question is known to it and to all that it was merged into.
func (m *merges) check(t *rapid.T) {
	ctx := context.Background()
	for _, id := range m.all {
		q, err := m.tm.store.Question(ctx, qa.All(), id)
		m.tm.must(err)
		texts := append([]string{q.Title}, m.own[id]...)
		for up := q; ; {
			known := map[string]bool{up.Title: true}
			wordings, err := m.tm.store.Wordings(ctx, []qa.QuestionID{up.ID})
			m.tm.must(err)
			for _, w := range wordings {
				known[w.Text] = true
			}
			for _, text := range texts {
				if !known[text] && !m.gone[text] {
					t.Fatalf("question %d was asked as %q, which question %d does not know: %v", id, text, up.ID, known)
				}
			}
			if up.DuplicateOf == 0 {
				break
			}
			up, err = m.tm.store.Question(ctx, qa.All(), up.DuplicateOf)
			m.tm.must(err)
		}
	}
}

// TestNoWordingIsLost: over random sequences of merging, unmerging and editing no wording is ever lost, and
// unmerging at once brings everything back as it was.
func TestNoWordingIsLost(t *testing.T) {
	tm := newTeam(t)
	ctx := t.Context()
	page := tm.page(tm.ann, tm.open, "Travel", travel)
	rapid.Check(t, func(t *rapid.T) {
		m := &merges{tm: tm, as: tm.access(tm.ann), own: map[qa.QuestionID][]string{}, gone: map[string]bool{}}
		for i := range 4 {
			q, err := tm.CreateQuestion(ctx, m.as, qa.NewQuestion{Title: fmt.Sprintf("title %d of widgets", i), Space: tm.open.ID})
			tm.must(err)
			m.all = append(m.all, q.ID)
		}
		a, err := tm.AddAnswer(ctx, m.as, m.all[0], qa.NewAnswer{Links: []qa.NewLink{{Page: page.ID, Anchor: "receipts"}}})
		tm.must(err)
		tm.must(tm.Accept(ctx, m.as, m.all[0], a))
		t.Repeat(map[string]func(*rapid.T){
			"":        m.check,
			"merge":   m.merge,
			"unmerge": func(t *rapid.T) { _, _ = tm.Unmerge(ctx, m.as, m.pick(t, "question")) },
			"add": func(t *rapid.T) {
				id, text := m.pick(t, "question"), m.text()
				_, err := tm.AddWording(ctx, m.as, id, text)
				tm.must(err)
				m.own[id] = append(m.own[id], text)
			},
			"change": m.change,
			"remove": m.remove,
			"retitle": func(t *rapid.T) {
				id, title := m.pick(t, "question"), m.text()
				_, err := tm.ChangeQuestion(ctx, m.as, id, qa.Change{Title: &title})
				tm.must(err)
			},
		})
	})
}

// merge merges and, half of the time, unmerges at once, which must leave no trace.
func (m *merges) merge(t *rapid.T) {
	ctx := context.Background()
	before := m.tm.words(m.all)
	id, of := m.pick(t, "duplicate"), m.pick(t, "of")
	if _, err := m.tm.Merge(ctx, m.as, id, of); err != nil {
		return // a duplicate already, or of itself
	}
	m.check(t)
	if !rapid.Bool().Draw(t, "back") {
		return
	}
	_, err := m.tm.Unmerge(ctx, m.as, id)
	m.tm.must(err)
	if diff := cmp.Diff(before, m.tm.words(m.all)); diff != "" {
		t.Fatalf("merging %d into %d and back (-before +after):\n%s", id, of, diff)
	}
}

// ownWording is one that was not brought by a duplicate.
func (m *merges) ownWording(t *rapid.T) (qa.QuestionID, qa.Wording, bool) {
	id := m.pick(t, "question")
	wordings, err := m.tm.store.Wordings(context.Background(), []qa.QuestionID{id})
	m.tm.must(err)
	wordings = slices.DeleteFunc(wordings, func(w qa.Wording) bool { return w.From != 0 })
	if len(wordings) == 0 {
		return id, qa.Wording{}, false
	}
	return id, rapid.SampledFrom(wordings).Draw(t, "wording"), true
}

// change puts other words in the place of some and, half of the time, the former ones back.
func (m *merges) change(t *rapid.T) {
	ctx := context.Background()
	id, w, any := m.ownWording(t)
	if !any {
		return
	}
	before := m.tm.words(m.all)
	_, after, err := m.tm.ChangeWording(ctx, m.as, id, w.ID, m.text())
	m.tm.must(err)
	if rapid.Bool().Draw(t, "back") {
		_, again, err := m.tm.ChangeWording(ctx, m.as, id, after.ID, w.Text)
		m.tm.must(err)
		if again.ID != w.ID || again.Origin != w.Origin {
			t.Fatalf("changed back: %+v, was %+v", again, w)
		}
		if diff := cmp.Diff(before, m.tm.words(m.all)); diff != "" {
			t.Fatalf("changed and back (-before +after):\n%s", diff)
		}
		return
	}
	m.gone[w.Text] = true
	i := slices.Index(m.own[id], w.Text)
	m.own[id][i] = after.Text
}

// remove takes a wording away and, half of the time, adds the same words again, which brings it back.
func (m *merges) remove(t *rapid.T) {
	ctx := context.Background()
	id, w, any := m.ownWording(t)
	if !any {
		return
	}
	before := m.tm.words(m.all)
	m.tm.must(m.tm.RemoveWording(ctx, m.as, id, w.ID))
	if rapid.Bool().Draw(t, "back") {
		again, err := m.tm.AddWording(ctx, m.as, id, w.Text)
		m.tm.must(err)
		if again.ID != w.ID || !again.Added.Equal(w.Added) {
			t.Fatalf("came back as %+v, was %+v", again, w)
		}
		if diff := cmp.Diff(before, m.tm.words(m.all)); diff != "" {
			t.Fatalf("removed and back (-before +after):\n%s", diff)
		}
		return
	}
	m.gone[w.Text] = true
	m.own[id] = slices.DeleteFunc(m.own[id], func(s string) bool { return s == w.Text })
}
