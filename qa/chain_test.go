package qa_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/search"
	"github.com/docent-wiki/docent/wiki"
)

func (tm *team) chain(as wiki.Actor, id qa.QuestionID) qa.Chain {
	tm.t.Helper()
	c, err := tm.Chain(tm.t.Context(), tm.access(as), id)
	tm.must(err)
	return c
}

// steps writes a chain in a line a step.
func steps(c qa.Chain) string {
	var b strings.Builder
	for _, h := range c.Steps {
		fmt.Fprintf(&b, "%s|%s|%s|%s|r%d|%.2f|%s", h.What, h.Who, h.Place, h.Text, h.Revision, h.Score, h.Through)
		if h.Other != nil {
			b.WriteString("|" + h.Other.Title)
		}
		b.WriteByte('\n')
	}
	for _, w := range c.Wordings {
		fmt.Fprintf(&b, "wording|%s|%s|%.2f|%v\n", w.Text, w.Origin, w.Score, !w.Removed.IsZero())
	}
	return b.String()
}

// TestChain: the story of an answer, from the ask to the one who vouches for it.
func TestChain(t *testing.T) {
	tm := newTeam(t)
	ctx := t.Context()
	page := tm.page(tm.ann, tm.open, "Travel", travel)
	q, err := tm.CreateQuestion(qa.Through(ctx, "api"), tm.access(tm.ben), qa.NewQuestion{Title: "May I throw away receipts?", Space: tm.open.ID})
	tm.must(err)
	a, err := tm.AddAnswer(ctx, tm.access(tm.ann), q.ID, qa.NewAnswer{Links: []qa.NewLink{{Page: page.ID, Anchor: "receipts"}}})
	tm.must(err)
	tm.must(tm.Accept(ctx, tm.access(tm.ben), q.ID, a))
	id, r := tm.ask(tm.cleo, "can I throw the receipts away")
	_, err = tm.Feedback(ctx, tm.access(tm.cleo), id, 0)
	tm.must(err)
	tm.save(tm.ann, page.ID, strings.Replace(travel, "75 dollars", "50 dollars", 1))
	tm.must(tm.Confirm(ctx, tm.access(tm.ann), q.ID, a))
	_, err = tm.Verify(ctx, tm.access(tm.ann), q.ID, a, 6)
	tm.must(err)
	w, err := tm.AddWording(ctx, tm.access(tm.ann), q.ID, "bin the receipts")
	tm.must(err)
	tm.must(tm.RemoveWording(ctx, tm.access(tm.ann), q.ID, w.ID))
	dup, err := tm.CreateQuestion(ctx, tm.access(tm.ben), qa.NewQuestion{Title: "Where do receipts go?", Space: tm.open.ID})
	tm.must(err)
	_, err = tm.Merge(ctx, tm.access(tm.ben), dup.ID, q.ID)
	tm.must(err)
	got := steps(tm.chain(tm.cleo, q.ID))
	for _, want := range []string{
		"Asked|Ben Okafor|||r0|0.00|api", "Answered by linking a section|Ann Lee|Receipts||r1|", "Answer accepted|Ben Okafor",
		fmt.Sprintf("Another wording was learnt|||can I throw the receipts away|r0|%.2f", r.Offers[0].Confidence),
		"Confirmed: still true|Ann Lee|Receipts||r2|", "Verified|Ann Lee||2026-09-06|", "A wording was removed|Ann Lee||bin the receipts|",
		"A duplicate was merged into it|Ben Okafor|||r0|0.00||Where do receipts go?",
		fmt.Sprintf("wording|can I throw the receipts away|confirmed|%.2f|false", r.Offers[0].Confidence),
		"wording|bin the receipts|written|0.00|true", "wording|Where do receipts go?|merged|0.00|false",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
	if strings.Contains(got, "Cleo") {
		t.Errorf("the chain names who taught a wording:\n%s", got)
	}
}

// TestChainHides: what a reader may not read is in no step and no wording.
func TestChainHides(t *testing.T) {
	tm := newTeam(t)
	ctx := t.Context()
	page := tm.page(tm.ann, tm.open, "Travel", travel)
	hidden := tm.page(tm.cleo, tm.private, "Tangerine", "# Tangerine receipts\n\nThe tangerine receipts stay in the drawer.\n")
	q := tm.answered(tm.ann, "May I throw away receipts?", page.ID, "receipts")
	_, err := tm.AddAnswer(ctx, tm.access(tm.cleo), q.ID, qa.NewAnswer{Links: []qa.NewLink{{Page: hidden.ID, Anchor: "tangerine-receipts"}}})
	tm.must(err)
	secret, err := tm.CreateQuestion(ctx, tm.access(tm.cleo), qa.NewQuestion{Title: "Where do tangerine receipts go?", Space: tm.private.ID})
	tm.must(err)
	_, err = tm.AddWording(ctx, tm.access(tm.cleo), secret.ID, "the tangerine drawer")
	tm.must(err)
	_, err = tm.Merge(ctx, tm.access(tm.cleo), secret.ID, q.ID)
	tm.must(err)
	tm.save(tm.cleo, hidden.ID, "# Tangerine receipts\n\nThe tangerine receipts are burnt.\n")
	if all := steps(tm.chain(tm.cleo, q.ID)); strings.Count(all, "angerine") < 4 {
		t.Errorf("Cleo does not see what she may:\n%s", all)
	}
	for _, as := range []wiki.Actor{tm.ann, tm.ben} {
		all := steps(tm.chain(as, q.ID))
		if strings.Contains(all, "angerine") || strings.Contains(all, "duplicate") || strings.Count(all, "Answered") != 1 {
			t.Errorf("%s sees\n%s", as.Name, all)
		}
		if v := tm.view(as, q.ID); len(v.Wordings) != 0 {
			t.Errorf("%s sees the wordings %+v", as.Name, v.Wordings)
		}
		if _, err := tm.Chain(ctx, tm.access(as), secret.ID); kindOf(err) != content.NotFound {
			t.Errorf("%s: the chain of a private question: %v", as.Name, err)
		}
	}
	if _, r := tm.ask(tm.ben, "where do tangerine receipts go"); strings.Contains(fmt.Sprintf("%+v", r.Offers), "angerine") {
		t.Errorf("Ben is offered %+v", r.Offers)
	}
	docs, err := tm.docs.Check(ctx, tm.access(tm.ben), []search.Ref{{Question: int64(q.ID)}})
	tm.must(err)
	if len(docs) != 1 || strings.Contains(fmt.Sprintf("%+v", docs), "angerine") {
		t.Errorf("documents %+v", docs)
	}
}

// TestAnonymousChain: who asked without a name is named nowhere.
func TestAnonymousChain(t *testing.T) {
	tm := newTeam(t)
	ctx := t.Context()
	yes := true
	_, err := tm.wiki.ChangeSpace(ctx, tm.ann, "eng", wiki.SpaceChange{Anonymous: &yes})
	tm.must(err)
	q, err := tm.CreateQuestion(ctx, tm.access(tm.ben), qa.NewQuestion{Title: "May I ask this?", Space: tm.open.ID, Anonymous: true})
	tm.must(err)
	a, err := tm.AddAnswer(ctx, tm.access(tm.ben), q.ID, qa.NewAnswer{Markdown: "Yes."})
	tm.must(err)
	tm.must(tm.Accept(ctx, tm.access(tm.ben), q.ID, a))
	_, err = tm.Verify(ctx, tm.access(tm.ben), q.ID, a, 3)
	tm.must(err)
	got := tm.chain(tm.ann, q.ID)
	if all := steps(got); strings.Contains(all, "Ben") || len(got.Steps) != 4 {
		t.Errorf("the chain:\n%s", all)
	}
	if v := tm.view(tm.ann, q.ID).Canonical; v.VerifiedBy.Name != "" || v.Keeper().Name != "" {
		t.Errorf("verified by %+v, kept by %+v", v.VerifiedBy, v.Keeper())
	}
}

// TestStanding: an answer is kept by who gave it until somebody else owns it; when nobody vouches for it any more
// its keeper is asked.
func TestStanding(t *testing.T) {
	tm := newTeam(t)
	ctx := t.Context()
	page := tm.page(tm.ann, tm.open, "Travel", travel)
	q := tm.answered(tm.ann, "May I throw away receipts?", page.ID, "receipts")
	a := tm.view(tm.ann, q.ID).Canonical
	if a.Keeper().ID != tm.ann.Person || a.Verified(tm.now) || a.Expired(tm.now) {
		t.Errorf("a new answer: %+v", a)
	}
	if _, err := tm.Verify(ctx, tm.access(tm.ann), q.ID, a.ID, 4); kindOf(err) != content.Invalid {
		t.Errorf("verified for 4 months: %v", err)
	}
	until, err := tm.Verify(ctx, tm.access(tm.ann), q.ID, a.ID, 3)
	tm.must(err)
	if want := tm.now.AddDate(0, 3, 0); !until.Equal(want) {
		t.Errorf("verified until %v, want %v", until, want)
	}
	tm.must(tm.OwnAnswer(ctx, tm.access(tm.ann), q.ID, a.ID, tm.ben.Person))
	toVerify := func(as wiki.Actor) int {
		questions, answers, err := tm.ToVerify(ctx, tm.access(as))
		tm.must(err)
		if len(questions) != len(answers) {
			t.Errorf("%d questions, %d answers", len(questions), len(answers))
		}
		return len(questions)
	}
	if toVerify(tm.ben) != 0 {
		t.Error("an answer that is verified waits to be verified")
	}
	tm.now = tm.now.AddDate(0, 3, 1)
	if toVerify(tm.ben) != 1 || toVerify(tm.ann) != 0 {
		t.Errorf("Ben has %d to verify, Ann %d", toVerify(tm.ben), toVerify(tm.ann))
	}
	if v := tm.view(tm.cleo, q.ID).Canonical; !v.Expired(tm.now) || v.VerifiedBy.ID != tm.ann.Person {
		t.Errorf("after three months: %+v", v)
	}
	_, err = tm.Verify(ctx, tm.access(tm.ben), q.ID, a.ID, 12)
	tm.must(err)
	words := "It is in the portal."
	tm.must(tm.ChangeAnswer(ctx, tm.access(tm.ann), q.ID, a.ID, qa.AnswerChange{Markdown: &words}))
	if v := tm.view(tm.ann, q.ID).Canonical; v.Owner.ID != tm.ben.Person || !v.VerifiedUntil.Equal(tm.now.AddDate(1, 0, 0)) {
		t.Errorf("editing the answer changed who stands for it: %+v", v)
	}
}
