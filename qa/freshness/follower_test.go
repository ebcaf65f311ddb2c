package freshness_test

import (
	"context"
	"database/sql"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/sqldb"
)

const travel = `# Travel

How trips work here.

## Rental cars

Anybody on an approved trip may rent a car. You need a valid licence and the travel card.
Decline the insurance: the government agreement covers you.

## Receipts

Keep every receipt above 75 dollars. Upload them within 5 days of your return.

## Hotels

Book hotels through the portal. Breakfast is reimbursed.
`

const receiptsQuote = "Keep every receipt above 75 dollars."

// What an edit does to an answer: its state, whether it waits for its owner, and how often its owner is told.
func TestVerdicts(t *testing.T) {
	for _, test := range []struct {
		name, from, to string
		want           qa.Freshness
		nearby         bool
		doubts         int
	}{
		{"nothing", "", "", qa.Fresh, false, 0},
		{"wrapping and marks", "Keep every receipt above 75 dollars. Upload them", "Keep **every** receipt\nabove 75 dollars. _Upload_ them", qa.Fresh, false, 0},
		{"a slip", "Keep every receipt above", "Keep every reciept above", qa.Fresh, false, 0}, //nolint:misspell // it is the slip
		{"the heading", "## Receipts", "## Slips and receipts", qa.Fresh, false, 0},
		{"another section", "Breakfast is", "Breakfast and dinner are", qa.Fresh, false, 0},
		{"a number beside the quote", "within 5 days", "within 7 days", qa.Changed, true, 1},
		{"a number in the quote", "above 75 dollars", "above 95 dollars", qa.Changed, false, 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			tm := newTeam(t)
			page := tm.page("Travel", travel)
			q, a := tm.answered("Which receipts do I keep?", page.ID, "receipts", receiptsQuote)
			tm.catchUp()
			tm.save(tm.ben, page.ID, strings.Replace(travel, test.from, test.to, 1))
			unseen := tm.view(q).Canonical // before the follower has looked
			tm.catchUp()
			seen := tm.view(q).Canonical
			for when, a := range map[string]*qa.Answer{"before": unseen, "after": seen} {
				if a.Freshness() != test.want || a.Nearby() != test.nearby {
					t.Errorf("%s the follower looked: %s, nearby %v", when, a.Freshness(), a.Nearby())
				}
			}
			if n := tm.events(q, qa.AnswerDoubtful); n != test.doubts {
				t.Errorf("told %d times", n)
			}
			tm.agree(t)
			// Still true: nobody is told again by what is the same.
			if test.want == qa.Changed {
				must(t, tm.Confirm(t.Context(), tm.access(tm.ann), q, a))
				tm.catchUp()
				if got := tm.view(q).Canonical.Freshness(); got != qa.Fresh {
					t.Errorf("confirmed, it is %s", got)
				}
			}
			tm.save(tm.ben, page.ID, strings.Replace(travel, test.from, test.to+" ", 1))
			tm.catchUp()
			if n := tm.events(q, qa.AnswerDoubtful); n != test.doubts {
				t.Errorf("told %d times in the end", n)
			}
			tm.agree(t)
		})
	}
}

// An answer in doubt that gets worse is told of again; one that stays as doubtful is not.
func TestToldAgainWhenWorse(t *testing.T) {
	tm := newTeam(t)
	page := tm.page("Travel", travel)
	q, _ := tm.answered("Which receipts do I keep?", page.ID, "receipts", receiptsQuote)
	tm.catchUp()
	for i, step := range []struct {
		text string
		want int
	}{
		{strings.Replace(travel, "within 5", "within 7", 1), 1},
		{strings.Replace(travel, "within 5", "within 8", 1), 1},
		{strings.Replace(travel, "75", "95", 1), 2},
		{strings.Replace(travel, "75", "85", 1), 2},
		{travel, 2},
		{strings.Replace(travel, "75", "85", 1), 3},
	} {
		tm.save(tm.ben, page.ID, step.text)
		tm.catchUp()
		must(t, tm.newFollower().CatchUp(t.Context())) // another process tells nobody twice
		if n := tm.events(q, qa.AnswerDoubtful); n != step.want {
			t.Errorf("step %d: told %d times, want %d", i, n, step.want)
		}
	}
	events, err := tm.store.QuestionEvents(t.Context(), q, 100)
	must(t, err)
	for _, e := range events {
		if e.Kind == qa.AnswerDoubtful && e.Actor.ID != tm.ben.Person {
			t.Errorf("who changed it is %+v", e.Actor)
		}
	}
}

// What is deleted opens its questions again, to their owner; undoing it answers them again.
func TestGoneAndBack(t *testing.T) {
	without := travel[:strings.Index(travel, "## Receipts")] + travel[strings.Index(travel, "## Hotels"):]
	for _, test := range []struct {
		name       string
		gone, back func(*team, wiki.PageID)
	}{
		{
			"page", func(tm *team, p wiki.PageID) { must(tm.t, tm.wiki.Trash(tm.t.Context(), tm.ben, p)) },
			func(tm *team, p wiki.PageID) { _, err := tm.wiki.Restore(tm.t.Context(), tm.ben, p); must(tm.t, err) },
		},
		{
			"section, reverted", func(tm *team, p wiki.PageID) { tm.save(tm.ben, p, without) },
			func(tm *team, p wiki.PageID) { _, err := tm.wiki.Revert(tm.t.Context(), tm.ben, p, 1); must(tm.t, err) },
		},
		{"section, typed again", func(tm *team, p wiki.PageID) { tm.save(tm.ben, p, without) }, func(tm *team, p wiki.PageID) {
			tm.save(tm.ben, p, without+"\n## What to keep\n\nKeep every receipt above 75 dollars. Upload them within 5 days of coming home.\n")
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			tm := newTeam(t)
			page := tm.page("Travel", travel)
			q, a := tm.answered("Which receipts do I keep?", page.ID, "receipts", receiptsQuote)
			other, _ := tm.answered("Who is insured?", page.ID, "rental-cars", "")
			tm.catchUp()
			test.gone(tm, page.ID)
			tm.catchUp()
			v := tm.view(q)
			if v.Question.State != qa.Open || v.Question.Owner.ID != tm.ann.Person || v.Canonical == nil || v.Canonical.Freshness() != qa.Missing {
				t.Fatalf("gone: %+v, canonical %+v", v.Question, v.Canonical)
			}
			if l := v.Canonical.Links[0]; l.Quote != receiptsQuote || l.Heading != "Receipts" {
				t.Errorf("what is kept of it: %+v", l)
			}
			tasks, err := tm.Tasks(t.Context(), tm.access(tm.ann))
			must(t, err)
			if len(tasks.Answer) == 0 || tasks.Answer[0].ID != q {
				t.Errorf("the owner's questions: %+v", tasks.Answer)
			}
			if n := tm.events(q, qa.AnswerGone); n != 1 {
				t.Errorf("opened %d times", n)
			}
			if err := tm.Confirm(t.Context(), tm.access(tm.ann), q, a); err == nil {
				t.Error("what is gone was confirmed")
			}
			if err := tm.Accept(t.Context(), tm.access(tm.ann), q, a); err == nil {
				t.Error("what is gone was accepted")
			}
			tm.agree(t)
			test.back(tm, page.ID)
			tm.catchUp()
			v = tm.view(q)
			if v.Question.State != qa.Answered || v.Canonical == nil || v.Canonical.Freshness() == qa.Missing {
				t.Errorf("back: %+v", v.Question)
			}
			if v := tm.view(other); v.Question.State != qa.Answered || v.Canonical.Freshness() != qa.Fresh {
				t.Errorf("the other question: %+v", v.Question)
			}
			tm.agree(t)
		})
	}
}

// While an answer is gone people may do something about it, and that holds when what was linked comes back.
func TestDoneWhileGone(t *testing.T) {
	ctx := t.Context()
	for name, do := range map[string]func(*team, qa.QuestionID, qa.AnswerID, wiki.Page) (state qa.State, still bool){
		"retracted": func(tm *team, q qa.QuestionID, a qa.AnswerID, _ wiki.Page) (qa.State, bool) {
			must(tm.t, tm.Retract(ctx, tm.access(tm.ann), q, a))
			return qa.Open, false
		},
		"fixed": func(tm *team, q qa.QuestionID, a qa.AnswerID, other wiki.Page) (qa.State, bool) {
			links := []qa.NewLink{{Page: other.ID, Anchor: "hotels"}}
			must(tm.t, tm.ChangeAnswer(ctx, tm.access(tm.ann), q, a, qa.AnswerChange{Links: &links}))
			if v := tm.view(q); v.Question.State != qa.Answered {
				tm.t.Errorf("right after the fix it is %s", v.Question.State)
			}
			return qa.Answered, true
		},
		"answered anew": func(tm *team, q qa.QuestionID, _ qa.AnswerID, _ wiki.Page) (qa.State, bool) {
			a, err := tm.AddAnswer(ctx, tm.access(tm.ann), q, qa.NewAnswer{Markdown: "All of them."})
			must(tm.t, err)
			must(tm.t, tm.Accept(ctx, tm.access(tm.ann), q, a))
			return qa.Answered, false
		},
		"closed": func(tm *team, q qa.QuestionID, _ qa.AnswerID, _ wiki.Page) (qa.State, bool) {
			_, err := tm.Close(ctx, tm.access(tm.ann), q)
			must(tm.t, err)
			return qa.Closed, true
		},
	} {
		t.Run(name, func(t *testing.T) {
			tm := newTeam(t)
			page, other := tm.page("Travel", travel), tm.page("Travel elsewhere", travel)
			q, a := tm.answered("Which receipts do I keep?", page.ID, "receipts", receiptsQuote)
			must(t, tm.wiki.Trash(ctx, tm.ann, page.ID))
			tm.catchUp()
			state, still := do(tm, q, a, other)
			_, err := tm.wiki.Restore(ctx, tm.ann, page.ID)
			must(t, err)
			tm.catchUp()
			v := tm.view(q)
			if v.Question.State != state || (v.Canonical != nil && v.Canonical.ID == a) != still {
				t.Errorf("%+v with %+v", v.Question, v.Canonical)
			}
			tm.agree(t)
		})
	}
}

// agree checks that the lists and counts, which SQL answers, say what the pages say.
func (tm *team) agree(t tester) {
	t.Helper()
	ctx := tm.t.Context()
	access := tm.access(tm.ann)
	all, err := tm.List(ctx, access, qa.Filter{Limit: 1000})
	must(t, err)
	stale, err := tm.List(ctx, access, qa.Filter{Stale: true, Limit: 1000})
	must(t, err)
	tasks, err := tm.Tasks(ctx, access)
	must(t, err)
	listed, checked := map[qa.QuestionID]bool{}, map[qa.QuestionID]bool{}
	for _, q := range stale {
		listed[q.ID] = true
	}
	for _, c := range tasks.Check {
		checked[c.Question.ID] = true
	}
	for _, q := range all {
		v, err := tm.Question(ctx, access, q.ID)
		must(t, err)
		doubtful := v.Question.State == qa.Answered && v.Canonical.Freshness() != qa.Fresh
		if q.State != v.Question.State || q.Stale != doubtful || listed[q.ID] != doubtful || checked[q.ID] != doubtful {
			t.Fatalf("%q is %s, doubtful %v; listed as %s, stale %v, in the list of stale ones %v, to check %v",
				q.Title, v.Question.State, doubtful, q.State, q.Stale, listed[q.ID], checked[q.ID])
		}
		if v.Canonical == nil || v.Question.State != qa.Answered {
			continue
		}
		for _, l := range v.Canonical.Links {
			tm.agreeBeside(t, access, q.ID, l)
		}
	}
}

// agreeBeside checks what stands beside the linked page.
func (tm *team) agreeBeside(t tester, access wiki.Access, q qa.QuestionID, l qa.AnswerLink) {
	beside, err := tm.PageQuestions(tm.t.Context(), access, l.Page)
	must(t, err)
	for _, b := range beside {
		if b.ID == q && b.Section == l.Section && (b.State != l.State() || b.Nearby != l.Nearby()) {
			t.Fatalf("question %d: beside the page %s, nearby %v; on its own %s, %v", q, b.State, b.Nearby, l.State(), l.Nearby())
		}
	}
}

// Whatever people do to a page, lists and pages agree as soon as the follower has looked, what it keeps can
// be made anew from nothing, and a second look changes nothing.
func TestListsAgree(t *testing.T) {
	tm := newTeam(t)
	rapid.Check(t, func(t *rapid.T) {
		ctx := tm.t.Context()
		page := tm.page("Travel", travel)
		for _, anchor := range []string{"rental-cars", "receipts", "hotels"} {
			q, _ := tm.answered(page.Title+" "+anchor, page.ID, anchor, "")
			defer func() {
				must(t, tm.store.Write(ctx, wiki.Actor{}, func(tx qa.Tx) error { return tx.DeleteQuestion(ctx, q) }))
			}()
		}
		edits := []func(string) string{
			func(s string) string { return strings.Replace(s, "75", "76", 1) },
			func(s string) string { return strings.Replace(s, "5 days", "five\ndays", 1) },
			func(s string) string { return strings.Replace(s, "## Hotels", "## Where to sleep", 1) },
			func(s string) string { return strings.Replace(s, "Breakfast is reimbursed.", "Lunch is not.", 1) },
			func(s string) string { return strings.Replace(s, "may rent", "may **rent**", 1) },
			func(s string) string {
				if i, j := strings.Index(s, "## Receipts"), strings.Index(s, "## Hotels"); i >= 0 && j > i {
					return s[:i] + s[j:]
				}
				return s
			},
			func(string) string { return travel },
			func(string) string { return "Nothing is left." },
		}
		for range rapid.IntRange(1, 6).Draw(t, "steps") {
			switch do := rapid.IntRange(0, len(edits)+1).Draw(t, "do"); do {
			case len(edits):
				_ = tm.wiki.Trash(ctx, tm.ben, page.ID) // in the trash already is fine
			case len(edits) + 1:
				_, _ = tm.wiki.Restore(ctx, tm.ben, page.ID)
			default:
				if now, rev, err := tm.wiki.Current(ctx, tm.ben, page.ID); err == nil && now.Live() {
					tm.save(tm.ben, page.ID, edits[do](rev.Markdown))
				}
			}
			if rapid.Bool().Draw(t, "look") {
				tm.catchUp()
				tm.agree(t)
			}
		}
		tm.catchUp()
		tm.agree(t)
		kept := tm.verdicts(t)
		must(t, tm.db.Write(ctx, wiki.Actor{}, wipe(ctx)))
		must(t, tm.newFollower().CatchUp(ctx))
		if diff := cmp.Diff(kept, tm.verdicts(t)); diff != "" {
			t.Fatalf("made anew (-was +now):\n%s", diff)
		}
		tm.agree(t)
	})
}

// verdicts are what the follower keeps.
func (tm *team) verdicts(t tester) []string {
	kept, err := sqldb.All(tm.t.Context(), tm.db.Reader(), func(rows *sql.Rows) (s string, err error) { return s, rows.Scan(&s) },
		`SELECT l.id || ' ' || l.judged || ' ' || l.verdict || ' ' || q.state FROM answer_links l
			JOIN answers a ON a.id = l.answer JOIN questions q ON q.id = a.question ORDER BY l.id`)
	must(t, err)
	return kept
}

// wipe forgets all verdicts.
func wipe(ctx context.Context) func(*sqldb.Tx) error {
	return func(tx *sqldb.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE answer_links SET judged = '', verdict = ''`)
		return err
	}
}
