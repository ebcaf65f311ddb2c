package tasks_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/qa/tasks"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/account"
)

// boxes gives the boxes of somebody: "key title due #anchor".
func (tm *team) boxes(name string) []string {
	tm.T.Helper()
	tm.Must(tm.follower.CatchUp(tm.T.Context()))
	all, err := tm.board.List(tm.T.Context(), tm.Access(name))
	tm.Must(err)
	list := []string{}
	for _, t := range all {
		due := ""
		if !t.Due.IsZero() {
			due = t.Due.Format(time.DateOnly)
		}
		_, anchor, _ := strings.Cut(t.URL, "#")
		list = append(list, strings.TrimSpace(fmt.Sprintf("%s %s %s #%s", t.Key, t.Title, due, anchor)))
	}
	return list
}

// TestBoxesFollowThePage: a box keeps its number while its words or its place stay, and goes when it is
// ticked, or its page is in the trash.
func TestBoxesFollowThePage(t *testing.T) {
	tm := newTeam(t)
	ctx := t.Context()
	page := tm.Page("handbook", "Onboarding", `---
tags: [x]
---
# Onboarding

## First day

- [ ] @bob give a badge
- [ ] @Bob and @cleo: show the house by 2026-04-31 or 2026-04-30
  - [ ] @nobody.at.all nothing

`+"```\n- [ ] @bob in code\n```\n"+`

## Second day

1. [ ] mail bob@example.org
2. [ ] ask @bob
`)
	same(t, "Bob's boxes", []string{
		"box-2 show the house by 2026-04-31 or 2026-04-30 2026-04-30 #first-day", "box-1 give a badge  #first-day", "box-5 ask @bob  #second-day",
	}, tm.boxes("bob"))
	same(t, "Cleo's boxes", []string{"box-3 show the house by 2026-04-31 or 2026-04-30 2026-04-30 #first-day"}, tm.boxes("cleo"))

	tm.save(page.ID, `# Onboarding

## Before

- [ ] @bob order a laptop

## The first day

- [x] @bob give a badge
- [ ] @Bob and @cleo: show the house by 2026-04-31 or 2026-04-30
- [ ] ask @bob twice
`, "")
	same(t, "after an edit", []string{
		"box-2 show the house by 2026-04-31 or 2026-04-30 2026-04-30 #the-first-day", "box-5 ask @bob twice  #the-first-day", "box-6 order a laptop  #before",
	}, tm.boxes("bob"))

	tm.Must(tm.Wiki.Trash(ctx, tm.Actor("ada"), page.ID))
	same(t, "in the trash", []string{}, tm.boxes("bob"))
	_, err := tm.Wiki.Restore(ctx, tm.Actor("ada"), page.ID)
	tm.Must(err)
	if n := len(tm.boxes("bob")); n != 3 {
		t.Errorf("%d boxes after bringing the page back", n)
	}
	tm.save(page.ID, "# Onboarding\n", "")
	same(t, "without boxes", []string{}, tm.boxes("bob"))
	same(t, "Cleo's, without boxes", []string{}, tm.boxes("cleo"))
}

// TestBoxesOfNewcomers: a name that meant nobody means somebody who comes later.
func TestBoxesOfNewcomers(t *testing.T) {
	tm := newTeam(t)
	tm.Page("handbook", "Plan", "- [ ] @zoe.miller plan it\n")
	tm.Must(tm.follower.CatchUp(t.Context()))
	zoe, err := tm.Accounts.Add(t.Context(), wiki.Operator(), account.NewPerson{Name: "Zoë Miller", Email: "z@example.org", Role: wiki.Member, Password: "correct horse battery"})
	tm.Must(err)
	tm.People["zoe"] = zoe
	same(t, "Zoë's boxes", []string{"box-1 plan it  #"}, tm.boxes("zoe"))
}

// TestFollowerGoesOn: a new process goes on where the last one was; doing events again changes nothing.
func TestFollowerGoesOn(t *testing.T) {
	tm := newTeam(t)
	tm.Page("handbook", "Plan", "- [ ] @bob plan it\n")
	before := tm.boxes("bob")
	for range 3 {
		tm.follower = tm.newFollower()
		same(t, "after a start", before, tm.boxes("bob"))
	}
	tm.forgetSeq()
	tm.follower = tm.newFollower()
	same(t, "after doing everything again", before, tm.boxes("bob"))
}

// TestReadersDoTheirBoxes: whoever may not edit the page marks the box as done for themselves; the page stays.
func TestReadersDoTheirBoxes(t *testing.T) {
	tm := newTeam(t)
	ctx := t.Context()
	page := tm.Page("secret", "Plan", "- [ ] @rita sign it\n")
	tm.Must(tm.follower.CatchUp(ctx))
	task := tm.find("rita", "sign it")
	if task.Assign != nil || task.Finish != nil || !task.ByHand {
		t.Errorf("a reader may do more than mark it: %+v", task)
	}
	if _, err := tm.board.Assign(ctx, tm.Access("rita"), task.Key, tm.People["ed"].ID); kindOf(err) != content.Conflict {
		t.Errorf("a reader passes it on: %v", err)
	}
	_, _, err := tm.board.Finish(ctx, tm.Access("rita"), task.Key)
	tm.Must(err)
	same(t, "Rita's tasks", []string{}, tm.list("rita"))
	_, text, err := tm.Wiki.Current(ctx, tm.Actor("ada"), page.ID)
	tm.Must(err)
	if text.Number != 1 {
		t.Errorf("the page has revision %d", text.Number)
	}
	all, err := tm.board.List(ctx, tm.Access("rita"))
	tm.Must(err)
	if len(all) != 1 || all[0].State != tasks.StateAnswered || !all[0].Shown(tm.now.Add(6*24*time.Hour)) || all[0].Shown(tm.now.Add(8*24*time.Hour)) {
		t.Errorf("on the board: %+v", all)
	}
}
