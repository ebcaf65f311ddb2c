package qa_test

import (
	"strings"
	"testing"

	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/wiki"
)

// TestLife walks a question's whole life: asked, handed to the team, answered by a section, accepted,
// found by a paraphrase, merged, unmerged, put in doubt by an edit, and confirmed.
func TestLife(t *testing.T) {
	tm := newTeam(t)
	ctx := t.Context()
	page := tm.page(tm.ann, tm.open, "Travel", travel)
	tm.page(tm.ann, tm.open, "Security", security)

	// Ben asks in words that the page does not use.
	id, result := tm.ask(tm.ben, "is my vehicle covered when I crash it abroad?")
	if result.Outcome == qa.IsAnswered {
		t.Fatalf("words that no page shares were answered: %+v", result.Offers)
	}
	// He asks the team; it goes to the space's owner, for there is no page owner.
	q, err := tm.AskTeam(ctx, tm.access(tm.ben), id, qa.NewQuestion{Space: tm.open.ID})
	tm.must(err)
	if q.Title != "is my vehicle covered when I crash it abroad?" || q.State != qa.Open || q.By.ID != tm.ben.Person {
		t.Errorf("question = %+v", q)
	}
	if q.Owner.ID != tm.ann.Person {
		t.Errorf("routed to %+v, want Ann", q.Owner)
	}
	// One working day from Friday at 13:00 in Berlin is Monday at 13:00 there.
	if got := q.Due.Format("2006-01-02 15:04"); got != "2026-03-09 12:00" {
		t.Errorf("due %s, want 2026-03-09 12:00 UTC", got)
	}
	again, err := tm.AskTeam(ctx, tm.access(tm.ben), id, qa.NewQuestion{Space: tm.open.ID})
	tm.must(err)
	if again.ID != q.ID {
		t.Errorf("asking the team twice made a second question %d", again.ID)
	}
	tasks, err := tm.Tasks(ctx, tm.access(tm.ann))
	tm.must(err)
	if len(tasks.Answer) != 1 || tasks.Answer[0].ID != q.ID {
		t.Errorf("Ann's tasks = %+v, want the question", tasks.Answer)
	}

	// Ann answers by linking the section, Ben accepts.
	tm.tick()
	a, err := tm.AddAnswer(ctx, tm.access(tm.ann), q.ID, qa.NewAnswer{Links: []qa.NewLink{{
		Page: page.ID, Anchor: "rental-cars", Quote: "the government  agreement already covers you",
	}}})
	tm.must(err)
	if v := tm.view(tm.ben, q.ID); v.Question.State != qa.Open || len(v.Others) != 1 {
		t.Errorf("before accepting: %+v", v)
	}
	tm.must(tm.Accept(ctx, tm.access(tm.ben), q.ID, a))
	v := tm.view(tm.cleo, q.ID)
	if v.Question.State != qa.Answered || v.Canonical == nil || v.Canonical.Freshness() != qa.Fresh {
		t.Fatalf("after accepting: %+v", v)
	}
	if l := v.Canonical.Links[0]; l.Quote != "the government agreement already covers you" || l.Revision != 1 || l.Heading != "Rental cars" {
		t.Errorf("link = %+v", l)
	}

	// The same words are answered at the very next ask, before the index knows of anything.
	_, known, err := tm.Ask(ctx, tm.access(tm.cleo), "Hello! Is my vehicle covered when I crash it abroad? thanks", 0)
	tm.must(err)
	if known.Outcome != qa.IsAnswered || known.Offers[0].Question != q.ID {
		t.Fatalf("known words: %s %+v", known.Outcome, known.Offers)
	}
	if o := known.Offers[0]; o.Page != page.ID || o.Anchor != "rental-cars" || o.State != qa.Fresh || !strings.Contains(o.Passage.HTML(), "<mark>the government agreement already covers you</mark>") {
		t.Errorf("offer = %+v %s", o, o.Passage.HTML())
	}

	// A paraphrase finds it first, and teaches itself.
	para, result := tm.ask(tm.cleo, "vehicle crash abroad: covered?")
	if len(result.Offers) == 0 || result.Offers[0].Question != q.ID {
		t.Fatalf("paraphrase: %+v", result.Offers)
	}
	learnt, err := tm.Feedback(ctx, tm.access(tm.cleo), para, 0)
	tm.must(err)
	if learnt.Question.ID != q.ID || learnt.Made {
		t.Errorf("learnt = %+v", learnt)
	}

	// A duplicate is merged: its words count at once; unmerged: they do not.
	dup, err := tm.CreateQuestion(ctx, tm.access(tm.cleo), qa.NewQuestion{Title: "Who pays the scratches on a hired automobile", Space: tm.open.ID})
	tm.must(err)
	_, err = tm.Merge(ctx, tm.access(tm.cleo), dup.ID, q.ID)
	tm.must(err)
	if _, r := tm.ask(tm.ben, "who pays the scratches on a hired automobile?"); r.Outcome != qa.IsAnswered || r.Offers[0].Question != q.ID {
		t.Errorf("after the merge: %s %+v", r.Outcome, r.Offers)
	}
	if v := tm.view(tm.ben, q.ID); len(v.Wordings) != 2 || len(v.Merged) != 1 {
		t.Errorf("merged into: wordings %+v, merged %+v", v.Wordings, v.Merged)
	}
	back, err := tm.Unmerge(ctx, tm.access(tm.cleo), dup.ID)
	tm.must(err)
	if back.State != qa.Open || back.DuplicateOf != 0 {
		t.Errorf("unmerged = %+v", back)
	}
	if _, r := tm.ask(tm.ben, "who pays the scratches on a hired automobile?"); r.Outcome == qa.IsAnswered {
		t.Errorf("after the unmerge it is still answered: %+v", r.Offers[0])
	}

	// The text changes: the owner sees it until somebody confirms.
	tm.tick()
	tm.save(tm.cleo, page.ID, strings.Replace(travel, "already covers you", "covers you up to 20,000 dollars", 1))
	v = tm.view(tm.ben, q.ID)
	if v.Canonical.Freshness() != qa.Changed {
		t.Errorf("after the edit it is %s", v.Canonical.Freshness())
	}
	diff := ""
	for _, s := range v.Canonical.Links[0].Since() {
		diff += s.Text
	}
	if !strings.Contains(diff, "20,000") || !strings.Contains(diff, "already") {
		t.Errorf("difference = %q", diff)
	}
	tasks, err = tm.Tasks(ctx, tm.access(tm.ann))
	tm.must(err)
	if len(tasks.Check) != 1 || tasks.Check[0].Question.ID != q.ID || tasks.Check[0].State != qa.Changed {
		t.Errorf("Ann's checks = %+v", tasks.Check)
	}
	if tasks, _ := tm.Tasks(ctx, tm.access(tm.ben)); len(tasks.Check) != 0 {
		t.Errorf("Ben's checks = %+v, want none", tasks.Check)
	}
	if open, err := tm.CountOpen(ctx, tm.access(tm.ann)); open != 1 || err != nil { // the unmerged question
		t.Errorf("%d questions are open, %v", open, err)
	}
	tm.tick()
	tm.must(tm.Confirm(ctx, tm.access(tm.ann), q.ID, a))
	v = tm.view(tm.ben, q.ID)
	if l := v.Canonical.Links[0]; l.State() != qa.Fresh || l.Revision != 2 || !strings.Contains(l.Now.Text, l.Quote) || l.Quote == "" {
		t.Errorf("confirmed link = %+v", l)
	}
	if tasks, _ := tm.Tasks(ctx, tm.access(tm.ann)); len(tasks.Check) != 0 {
		t.Errorf("after confirming, checks = %+v", tasks.Check)
	}
	for _, h := range v.Chain {
		if h.Who == tm.cleo.Name && strings.Contains(h.What, "learnt") {
			t.Errorf("a learnt wording carries a name: %+v", h)
		}
	}
	pq, err := tm.PageQuestions(ctx, tm.access(tm.ben), page.ID)
	tm.must(err)
	if len(pq) != 1 || pq[0].ID != q.ID || pq[0].Anchor != "rental-cars" || pq[0].State != qa.Fresh {
		t.Errorf("the page answers %+v", pq)
	}
}

// TestFreshness: what happens to a section, and what its answer shows.
func TestFreshness(t *testing.T) {
	for _, test := range []struct {
		name string
		do   func(tm *team, page wiki.Page)
		want qa.Freshness
	}{
		{"nothing", func(*team, wiki.Page) {}, qa.Fresh},
		{"another section changes", func(tm *team, p wiki.Page) {
			tm.save(tm.ann, p.ID, strings.Replace(travel, "Breakfast is", "Breakfast and dinner are", 1))
		}, qa.Fresh},
		{"the heading is renamed", func(tm *team, p wiki.Page) {
			tm.save(tm.ann, p.ID, strings.Replace(travel, "## Rental cars", "## Hired automobiles", 1))
		}, qa.Fresh},
		{"the page is renamed and moved", func(tm *team, p wiki.Page) {
			title := "Trips"
			_, err := tm.wiki.Save(tm.t.Context(), tm.ann, wiki.Draft{Page: p.ID, Base: 1, Title: &title})
			tm.must(err)
			other := tm.page(tm.ann, tm.open, "Elsewhere", "x")
			_, err = tm.wiki.Move(tm.t.Context(), tm.ann, p.ID, wiki.Place{Space: tm.open.ID, Parent: other.ID, Position: -1})
			tm.must(err)
		}, qa.Fresh},
		{"a number changes", func(tm *team, p wiki.Page) {
			tm.save(tm.ann, p.ID, strings.Replace(travel, "Anybody on an approved trip", "Only managers on an approved trip", 1))
		}, qa.Changed},
		{"the section is deleted", func(tm *team, p wiki.Page) {
			start, end := strings.Index(travel, "## Rental"), strings.Index(travel, "## Receipts")
			tm.save(tm.ann, p.ID, travel[:start]+travel[end:])
		}, qa.Missing},
		{"the page is trashed", func(tm *team, p wiki.Page) {
			tm.must(tm.wiki.Trash(tm.t.Context(), tm.ann, p.ID))
		}, qa.Missing},
		{"the page is trashed and restored", func(tm *team, p wiki.Page) {
			tm.must(tm.wiki.Trash(tm.t.Context(), tm.ann, p.ID))
			_, err := tm.wiki.Restore(tm.t.Context(), tm.ann, p.ID)
			tm.must(err)
		}, qa.Fresh},
	} {
		t.Run(test.name, func(t *testing.T) {
			tm := newTeam(t)
			page := tm.page(tm.ann, tm.open, "Travel", travel)
			q := tm.answered(tm.ann, "Am I insured in a rental car", page.ID, "rental-cars")
			test.do(tm, page)
			v := tm.view(tm.ben, q.ID)
			if got := v.Canonical.Freshness(); got != test.want {
				t.Errorf("freshness = %s, want %s", got, test.want)
			}
			tasks, err := tm.Tasks(t.Context(), tm.access(tm.ann))
			tm.must(err)
			if got := len(tasks.Check) == 1; got != (test.want != qa.Fresh) {
				t.Errorf("on the owner's list: %v", got)
			}
			list, err := tm.List(t.Context(), tm.access(tm.ben), qa.Filter{Stale: true, Limit: 10})
			tm.must(err)
			if got := len(list) == 1; got != (test.want != qa.Fresh) {
				t.Errorf("in the list of changed answers: %v", got)
			}
			_, r := tm.ask(tm.ben, "am i insured in a rental car?")
			o := r.Offers[0]
			for _, x := range r.Offers {
				if x.Kind == qa.OfQuestion {
					o = x
				}
			}
			if o.Question != q.ID || o.State != test.want || o.Page != page.ID || o.PageTitle == "" || o.Passage.Text == "" {
				t.Errorf("offer = %+v", o)
			}
			if got := r.Outcome == qa.IsAnswered && r.Offers[0].Question == q.ID; got == (test.want == qa.Missing) {
				t.Errorf("outcome %s of an answer that is %s", r.Outcome, test.want)
			}
		})
	}
}
