package likesql_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/qa/likeness"
	"github.com/docent-wiki/docent/wiki"
)

const (
	travel   = "# Receipts\n\nUpload your receipts within five days of your return.\n\n# Cars\n\nAnybody may rent a car.\n"
	expenses = "# Forms\n\nUpload your receipts within 3 days of your return. Keep them.\n"
	rules    = "When you leave the building in the evening, lock the windows of your room, switch the coffee machine off, and put the key of the cabinet back into the box at the front desk, so that the first one in the morning finds it there."
)

// TestConflict: a contradiction is found, told to who may do something, settled, and remembered until one of the
// two sentences changes.
func TestConflict(t *testing.T) {
	tm := newTeam(t)
	ctx := t.Context()
	page := tm.page(tm.ann, tm.open, "Travel", travel)
	other := tm.page(tm.ben, tm.open, "Expenses", expenses)
	all := tm.reviews(tm.ben, false, likeness.Conflict)
	if len(all) != 1 || all[0].TextA != "Upload your receipts within five days of your return." || all[0].Sides[1].Page != other.ID {
		t.Fatalf("found %+v", all)
	}
	p := all[0]
	if got := p.TextA[p.MarksA[0].Start:p.MarksA[0].End] + "|" + p.TextB[p.MarksB[0].Start:p.MarksB[0].End]; got != "five days|3 days" {
		t.Errorf("marked %q", got)
	}
	if mine := tm.reviews(tm.ann, true, ""); len(mine) != 1 {
		t.Errorf("Ann, who manages the space, has %d reviews", len(mine))
	}
	if mine := tm.reviews(tm.ben, true, ""); len(mine) != 0 {
		t.Errorf("Ben has %d reviews", len(mine))
	}
	items, err := tm.desk.Tasks(ctx, tm.access(tm.ann))
	tm.must(err)
	if len(items) != 1 || items[0].Title != "“five days” or “3 days”?" || items[0].Space != tm.open.ID {
		t.Errorf("tasks %+v", items)
	}

	tm.must(tm.desk.BothRight(ctx, tm.access(tm.ben), p.ID))
	tm.save(tm.ann, page.ID, strings.Replace(travel, "Anybody", "Everybody", 1))
	tm.save(tm.ann, page.ID, strings.Replace(travel, "# Receipts", "# Receipts of trips", 1))
	if left := tm.reviews(tm.ben, false, ""); len(left) != 0 {
		t.Errorf("what was settled is back: %+v", left[0].Review)
	}
	tm.must(tm.desk.Reopen(ctx, tm.access(tm.ben), p.ID))
	if left := tm.reviews(tm.ben, false, ""); len(left) != 1 {
		t.Errorf("%d reviews after taking back", len(left))
	}
	tm.must(tm.desk.BothRight(ctx, tm.access(tm.ben), p.ID))
	tm.save(tm.ann, page.ID, strings.Replace(travel, "five days", "four days", 1))
	if left := tm.reviews(tm.ben, false, ""); len(left) != 1 || !strings.Contains(left[0].TextA, "four days") {
		t.Errorf("another number is not looked at again: %d", len(left))
	}
	tm.save(tm.ann, page.ID, strings.Replace(travel, "five days", "3 days", 1))
	if left := tm.reviews(tm.ben, false, ""); len(left) != 0 {
		t.Errorf("what agrees is still there: %+v", left[0].Review)
	}
}

// TestCopies: one section is linked to the other one, which settles it; taking the edit back asks again.
func TestCopies(t *testing.T) {
	tm := newTeam(t)
	ctx := t.Context()
	tm.page(tm.ann, tm.open, "Evening", "# Last one\n\n"+rules+"\n")
	page := tm.page(tm.ann, tm.open, "House", "Welcome.\r\n\r\n# Leaving [late]\r\n\r\n"+rules+" Good night.\r\n\r\n# More\r\n\r\nNothing.\r\n")
	all := tm.reviews(tm.ann, false, "")
	if len(all) != 1 || all[0].Kind != likeness.Copies || all[0].Score < 0.8 {
		t.Fatalf("found %+v", all)
	}
	p := all[0]
	saved, err := tm.desk.Link(ctx, tm.access(tm.ann), p.ID, 1)
	tm.must(err)
	_, rev, err := tm.wiki.Current(ctx, tm.ann, page.ID)
	tm.must(err)
	if want := " Good night.\r\n\r\nSee also: [Evening › Last one](/p/1/evening#last-one)\r\n\r\n# More\r\n\r\nNothing.\r\n"; !strings.HasSuffix(rev.Markdown, want) {
		t.Errorf("linked: %q", rev.Markdown)
	}
	if left := tm.reviews(tm.ann, false, ""); len(left) != 0 {
		t.Errorf("a linked pair is still there: %+v", left[0].Review)
	}
	if again, err := tm.desk.Pair(ctx, tm.access(tm.ann), p.ID); err != nil || again.State != likeness.Linked || again.By.ID != tm.ann.Person {
		t.Errorf("settled: %+v %v", again.Review, err)
	}
	_, err = tm.wiki.Revert(ctx, tm.ann, page.ID, saved.Revision-1)
	tm.must(err)
	if left := tm.reviews(tm.ann, false, ""); len(left) != 1 {
		t.Errorf("%d reviews after the edit was taken back", len(left))
	}
	tm.must(tm.wiki.Trash(ctx, tm.ann, page.ID))
	if left := tm.reviews(tm.ann, false, ""); len(left) != 0 {
		t.Errorf("%d reviews of a page in the trash", len(left))
	}
	_, err = tm.wiki.Restore(ctx, tm.ann, page.ID)
	tm.must(err)
	if left := tm.reviews(tm.ann, false, ""); len(left) != 1 {
		t.Errorf("%d reviews of a page that came back", len(left))
	}
}

// TestPatterns: what stands in many places is a template.
func TestPatterns(t *testing.T) {
	tm := newTeam(t)
	for _, title := range []string{"One", "Two", "Three", "Four"} {
		tm.page(tm.ann, tm.open, title, "# "+title+"\n\n"+rules+"\n")
	}
	if left := tm.reviews(tm.ann, false, ""); len(left) != 0 {
		t.Errorf("%d reviews of a template", len(left))
	}
}

// TestBothSides: a pair is there for those only who may read both sides of it.
func TestBothSides(t *testing.T) {
	tm := newTeam(t)
	ctx := t.Context()
	tm.page(tm.ann, tm.open, "Travel", travel)
	hidden := tm.page(tm.cleo, tm.private, "Salaries", expenses+"\n# Rest\n\n"+rules+"\n")
	tm.page(tm.ann, tm.open, "House", "# Leaving\n\n"+rules+"\n")
	tm.ask(tm.ann, tm.open, "How do I request a new laptop?")
	tm.ask(tm.cleo, tm.private, "How can I request a new laptop?")
	seen := tm.reviews(tm.cleo, false, "")
	if len(seen) != 3 {
		t.Fatalf("Cleo, who reads both spaces, sees %d reviews", len(seen))
	}
	for _, as := range []wiki.Actor{tm.ann, tm.ben, {}} {
		if left := tm.reviews(as, false, ""); len(left) != 0 {
			t.Errorf("%q sees %d reviews", as.Name, len(left))
		}
		for _, p := range seen {
			for name, err := range map[string]error{
				"look":   func() error { _, err := tm.desk.Pair(ctx, tm.access(as), p.ID); return err }(),
				"settle": tm.desk.BothRight(ctx, tm.access(as), p.ID),
				"link":   func() error { _, err := tm.desk.Link(ctx, tm.access(as), p.ID, 0); return err }(),
				"merge":  func() error { _, err := tm.desk.Merge(ctx, tm.access(as), p.ID, 0); return err }(),
			} {
				var e *content.Error
				if !errors.As(err, &e) || e.Kind != content.NotFound {
					t.Errorf("%q may %s: %v", as.Name, name, err)
				}
			}
		}
	}
	_, err := tm.wiki.Move(ctx, tm.cleo, hidden.ID, wiki.Place{Space: tm.open.ID})
	tm.must(err)
	if left := tm.reviews(tm.ben, false, ""); len(left) != 2 {
		t.Errorf("Ben sees %d reviews of pages that he reads now, want 2", len(left))
	}
}

// TestDuplicates: questions that ask the same are suggested, whether answered or not; “not the same” is remembered.
func TestDuplicates(t *testing.T) {
	tm := newTeam(t)
	ctx := t.Context()
	a := tm.ask(tm.ann, tm.open, "How do I request a new laptop?")
	b := tm.ask(tm.ben, tm.open, "How can I request a new laptop?")
	tm.ask(tm.ben, tm.open, "Who approves travel abroad?")
	all := tm.reviews(tm.ann, false, likeness.Questions)
	if len(all) != 1 || all[0].A != int64(a.ID) || all[0].B != int64(b.ID) {
		t.Fatalf("suggested %+v", all)
	}
	tm.must(tm.desk.BothRight(ctx, tm.access(tm.ben), all[0].ID))
	_, err := tm.questions.AddWording(ctx, tm.access(tm.ben), b.ID, "where do I get a new notebook computer")
	tm.must(err)
	if left := tm.reviews(tm.ann, false, ""); len(left) != 0 {
		t.Errorf("“not the same” is forgotten: %+v", left[0].Review)
	}
	tm.must(tm.desk.Reopen(ctx, tm.access(tm.ben), all[0].ID))
	merged, err := tm.desk.Merge(ctx, tm.access(tm.ben), all[0].ID, 0)
	tm.must(err)
	if merged.ID != a.ID || merged.DuplicateOf != b.ID {
		t.Errorf("merged %d into %d, want %d into %d", merged.ID, merged.DuplicateOf, a.ID, b.ID)
	}
	if left := tm.reviews(tm.ann, false, ""); len(left) != 0 {
		t.Errorf("a merged pair is still there: %+v", left[0].Review)
	}
	chain, err := tm.questions.Chain(ctx, tm.access(tm.ben), b.ID)
	tm.must(err)
	found := false
	for _, s := range chain.Steps {
		found = found || s.Other != nil && s.Other.ID == a.ID && s.Score >= 0.5
	}
	if !found {
		t.Errorf("the chain does not tell of the suggestion: %+v", chain.Steps)
	}
}
