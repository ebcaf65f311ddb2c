package tasks_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/qa/tasks"
	"github.com/docent-wiki/docent/wiki"
)

func kindOf(err error) content.Kind {
	var e *content.Error
	if errors.As(err, &e) {
		return e.Kind
	}
	if err != nil {
		return "internal"
	}
	return ""
}

func same(t *testing.T, what string, want, got any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// day is a day of March 2026; the clock stands on the 6th.
func day(d int) time.Time { return time.Date(2026, 3, d, 0, 0, 0, 0, time.UTC) }

// filled gives Bob one task of each kind.
func filled(t *testing.T) *team {
	tm := newTeam(t)
	ctx, ada := t.Context(), tm.Access("ada")
	page := tm.Page("handbook", "Travel", "# Travel\n\n## Cars\n\nRent a car for a day.\n")
	q := tm.ask("May I rent a car?", "handbook", "bob")
	a, err := tm.desk.AddAnswer(ctx, ada, q.ID, qa.NewAnswer{Links: []qa.NewLink{{Page: page.ID, Anchor: "cars"}}})
	tm.Must(err)
	tm.Must(tm.desk.Accept(ctx, ada, q.ID, a))
	tm.save(page.ID, "# Travel\n\n## Cars\n\nRent a car for two weeks at most, and never abroad.\n", "bob")
	_, err = tm.Wiki.Verify(ctx, tm.Actor("ada"), page.ID, day(10))
	tm.Must(err)
	tm.ask("Where do I park?", "handbook", "bob")
	_, err = tm.requests.Create(ctx, ada, tasks.NewRequest{Title: "Parking", Space: tm.SpaceID("handbook"), Owner: tm.People["bob"].ID, Due: day(7)})
	tm.Must(err)
	tm.Page("handbook", "Moving", "# Moving\n\n- [ ] @bob order boxes by 2026-03-08\n- [x] @bob done already\n- [ ] @cleo call the movers\n- [ ] nobody\n")
	tm.catchUp()
	return tm
}

func TestListIsInOrderOfWhatIsDue(t *testing.T) {
	tm := filled(t)
	same(t, "Bob's tasks", []string{
		"write Parking", "checklist order boxes by 2026-03-08", "verify Travel", "check May I rent a car?", "answer Where do I park?",
	}, tm.list("bob"))
	same(t, "Cleo's tasks", []string{"checklist call the movers"}, tm.list("cleo"))
	same(t, "Rita's tasks", []string{}, tm.list("rita"))
	if got := tm.find("bob", "May I rent a car?").Reason(); !strings.Contains(got, "The section “Cars” has changed") {
		t.Errorf("why it is to be checked: %q", got)
	}
	for title, want := range map[string]tasks.State{"Where do I park?": tasks.StateNew, "Travel": tasks.StateLooking, "May I rent a car?": tasks.StateLooking} {
		if got := tm.find("bob", title).State; got != want {
			t.Errorf("%s stands in %q, want %q", title, got, want)
		}
	}
}

// TestCountsAreTheList: the number in the frame is what the page shows, after everything that changes it.
func TestCountsAreTheList(t *testing.T) {
	tm := filled(t)
	ctx := t.Context()
	check := func(what string) {
		t.Helper()
		for name := range tm.People {
			n, err := tm.board.Count(ctx, tm.Access(name))
			tm.Must(err)
			if got := len(tm.list(name)); n != got {
				t.Errorf("%s: %s has %d tasks, counted %d", what, name, got, n)
			}
		}
	}
	check("at first")
	_, err := tm.board.Snooze(ctx, tm.Access("bob"), tm.find("bob", "Parking").Key, day(9))
	tm.Must(err)
	check("put off")
	tm.now = day(9).Add(time.Hour)
	check("back by itself")
	_, _, err = tm.board.Finish(ctx, tm.Access("bob"), tm.find("bob", "order boxes by 2026-03-08").Key)
	tm.Must(err)
	check("done")
	_, err = tm.board.Assign(ctx, tm.Access("bob"), tm.find("bob", "Where do I park?").Key, tm.People["cleo"].ID)
	tm.Must(err)
	check("passed on")
	same(t, "Cleo's tasks", []string{"checklist call the movers", "answer Where do I park?"}, tm.list("cleo"))
	tm.tick()
	_, err = tm.desk.Close(ctx, tm.Access("ada"), 2)
	tm.Must(err)
	check("closed")
}

// TestCountsAreKept: a page view does not look anything up again while nothing happens.
func TestCountsAreKept(t *testing.T) {
	tm := filled(t)
	ctx, bob := t.Context(), tm.Access("bob")
	count := func() {
		_, err := tm.board.Count(ctx, bob)
		tm.Must(err)
	}
	count()
	tm.asked = 0
	for range 100 {
		count()
	}
	tm.now = tm.now.Add(50 * time.Second)
	count()
	if tm.asked != 0 {
		t.Errorf("looked up %d times while nothing happened", tm.asked)
	}
	tm.Page("handbook", "News", "News.\n")
	count()
	count()
	if tm.asked != 1 {
		t.Errorf("looked up %d times after an event, want once", tm.asked)
	}
	tm.now = tm.now.Add(2 * time.Minute)
	if count(); tm.asked != 2 {
		t.Errorf("not looked up again after two minutes: time passes, too")
	}
}

func TestPuttingOff(t *testing.T) {
	tm := filled(t)
	ctx, bob := t.Context(), tm.Access("bob")
	key := tm.find("bob", "Parking").Key
	for _, until := range []time.Time{tm.now, tm.now.Add(-time.Hour), tm.now.AddDate(2, 0, 0)} {
		if _, err := tm.board.Snooze(ctx, bob, key, until); kindOf(err) != content.Invalid {
			t.Errorf("put off until %v: %v", until, err)
		}
	}
	got, err := tm.board.Snooze(ctx, bob, key, day(9))
	tm.Must(err)
	if got.State != tasks.StateWaiting || got.Waits(tm.now) || !got.Waits(day(9)) {
		t.Errorf("put off: %+v", got)
	}
	if n := len(tm.list("bob")); n != 4 {
		t.Errorf("%d tasks are left, want 4", n)
	}
	if _, err := tm.board.Snooze(ctx, tm.Access("cleo"), key, day(9)); kindOf(err) != content.NotFound {
		t.Errorf("Cleo puts Bob's task off: %v", err)
	}
	_, err = tm.board.Snooze(ctx, bob, key, time.Time{})
	tm.Must(err)
	if n := len(tm.list("bob")); n != 5 {
		t.Errorf("%d tasks after bringing it back, want 5", n)
	}
}

// TestMovesDoWhatTheyMean: into “answered” a question comes by being answered, a box by being ticked.
func TestMovesDoWhatTheyMean(t *testing.T) {
	tm := filled(t)
	ctx, bob := t.Context(), tm.Access("bob")
	question, box := tm.find("bob", "Where do I park?"), tm.find("bob", "order boxes by 2026-03-08")
	got, _, where, err := tm.board.Move(ctx, bob, question.Key, tasks.StateAnswered)
	tm.Must(err)
	if where != "/q/2/answer" || got.State != tasks.StateNew {
		t.Errorf("a question moved to answered leads to %q and stands in %q", where, got.State)
	}
	got, _, where, err = tm.board.Move(ctx, bob, question.Key, tasks.StateWaiting)
	tm.Must(err)
	if where != "" || got.State != tasks.StateWaiting || tm.find("bob", "Where do I park?").State != tasks.StateWaiting {
		t.Errorf("moved to waiting: %q, %+v", where, got)
	}
	if _, _, _, err := tm.board.Move(ctx, bob, question.Key, "elsewhere"); kindOf(err) != content.Invalid {
		t.Errorf("moved to a column that is not there: %v", err)
	}
	if _, _, err := tm.board.Finish(ctx, bob, question.Key); kindOf(err) != content.Conflict {
		t.Errorf("a question is done with a button: %v", err)
	}
	_, did, where, err := tm.board.Move(ctx, bob, box.Key, tasks.StateAnswered)
	tm.Must(err)
	if where != "" || did.Undo == nil {
		t.Errorf("a box moved to answered: %q, %+v", where, did)
	}
	_, text, err := tm.Wiki.Current(ctx, tm.Actor("ada"), box2page(tm))
	tm.Must(err)
	if !strings.Contains(text.Markdown, "- [x] @bob order boxes") || !strings.Contains(text.Markdown, "- [ ] @cleo") {
		t.Errorf("the page after ticking:\n%s", text.Markdown)
	}

	// An answer that is not accepted yet puts the question into the column by itself.
	_, err = tm.desk.AddAnswer(ctx, tm.Access("cleo"), 2, qa.NewAnswer{Markdown: "Behind the house."})
	tm.Must(err)
	_, err = tm.board.Snooze(ctx, bob, question.Key, time.Time{})
	tm.Must(err)
	if got := tm.find("bob", "Where do I park?"); got.State != tasks.StateAnswered || !got.Waits(tm.now) {
		t.Errorf("with an answer to accept: %+v", got)
	}
}

// box2page is the page with boxes.
func box2page(tm *team) wiki.PageID {
	pages, err := tm.Wiki.Recent(tm.T.Context(), tm.Actor("ada"), nil, 10)
	tm.Must(err)
	for _, p := range pages {
		if p.Title == "Moving" {
			return p.ID
		}
	}
	tm.T.Fatal("no page with boxes")
	return 0
}

// TestPassingOn: the thing itself has another owner, and only somebody who may read it.
func TestPassingOn(t *testing.T) {
	tm := filled(t)
	ctx, bob, cleo := t.Context(), tm.Access("bob"), tm.People["cleo"].ID
	for _, title := range []string{"Parking", "order boxes by 2026-03-08", "Where do I park?", "Travel", "May I rent a car?"} {
		_, err := tm.board.Assign(ctx, bob, tm.find("bob", title).Key, cleo)
		if err != nil {
			t.Errorf("pass on %q: %v", title, err)
		}
	}
	tm.catchUp()
	same(t, "what is left to Bob", []string{}, tm.list("bob"))
	same(t, "what Cleo has", []string{
		"write Parking", "checklist order boxes by 2026-03-08", "verify Travel", "check May I rent a car?", "checklist call the movers", "answer Where do I park?",
	}, tm.list("cleo"))
	page, err := tm.Wiki.Page(ctx, tm.Actor("ada"), 1)
	tm.Must(err)
	if page.Owner.ID != cleo {
		t.Errorf("the page is %s's", page.Owner.Name)
	}

	q := tm.ask("Is it secret?", "secret", "ed")
	key := fmt.Sprintf("question-%d", q.ID)
	if _, err := tm.board.Assign(ctx, tm.Access("ed"), key, tm.People["bob"].ID); kindOf(err) != content.Invalid {
		t.Errorf("passed on to somebody who may not read it: %v", err)
	}
	if _, err := tm.board.Assign(ctx, bob, key, cleo); kindOf(err) != content.NotFound {
		t.Errorf("passed on by somebody who may not see it: %v", err)
	}
	readers, err := tm.board.Readers(ctx, tm.Access("ed"), tm.find("ed", "Is it secret?"))
	tm.Must(err)
	var names []string
	for _, r := range readers {
		names = append(names, r.Name)
	}
	same(t, "who may read the private space", []string{"Ada", "Ed", "Rita"}, names)
}

// TestNothingLeaks: what somebody may no longer read is gone from the list, the count and the feed.
func TestNothingLeaks(t *testing.T) {
	tm := newTeam(t)
	ctx, ada, rita := t.Context(), tm.Access("ada"), tm.People["rita"].ID
	page := tm.Page("secret", "Tangerine", "# Tangerine\n\n- [ ] @rita buy tangerines by 2026-03-09\n")
	tm.save(page.ID, "# Tangerine\n\n- [ ] @rita buy tangerines by 2026-03-10\n", "rita")
	_, err := tm.Wiki.Verify(ctx, tm.Actor("ada"), page.ID, day(12))
	tm.Must(err)
	tm.ask("Where are the tangerines?", "secret", "rita")
	_, err = tm.requests.Create(ctx, ada, tasks.NewRequest{Title: "Tangerine care", Space: tm.SpaceID("secret"), Owner: rita, Due: day(8)})
	tm.Must(err)
	tm.catchUp()
	secret, err := tm.board.MakeFeed(ctx, tm.Actor("rita"))
	tm.Must(err)
	if got := tm.list("rita"); len(got) != 4 {
		t.Fatalf("Rita has %q", got)
	}
	before, err := tm.board.Feed(ctx, secret, "https://docent.example.org")
	tm.Must(err)
	if n := strings.Count(string(before), "angerine"); n < 4 {
		t.Errorf("the feed names %d of Rita's tasks:\n%s", n, before)
	}
	tm.grantRita("secret", wiki.None)
	tm.tick()
	same(t, "Rita's tasks after leaving", []string{}, tm.list("rita"))
	if n, err := tm.board.Count(ctx, tm.Access("rita")); n != 0 || err != nil {
		t.Errorf("Rita is counted %d, %v", n, err)
	}
	after, err := tm.board.Feed(ctx, secret, "https://docent.example.org")
	tm.Must(err)
	if strings.Contains(string(after), "angerine") || strings.Contains(string(after), "BEGIN:VEVENT") {
		t.Errorf("the feed still tells:\n%s", after)
	}
	for _, name := range []string{"bob", "cleo"} {
		same(t, name+"'s tasks", []string{}, tm.list(name))
	}

	// An answer of which the reader may read nothing is none.
	tm.grantRita("secret", wiki.Reader)
	hidden := tm.Page("open", "Plain", "Nothing to see.\n")
	q := tm.ask("Who counts?", "handbook", "bob")
	_, err = tm.desk.AddAnswer(ctx, tm.Access("rita"), q.ID, qa.NewAnswer{Links: []qa.NewLink{{Page: page.ID}}})
	tm.Must(err)
	if got := tm.find("bob", "Who counts?").State; got != tasks.StateNew {
		t.Errorf("an answer that Bob may not read puts the question into %q", got)
	}
	_, err = tm.desk.AddAnswer(ctx, tm.Access("rita"), q.ID, qa.NewAnswer{Links: []qa.NewLink{{Page: hidden.ID}}})
	tm.Must(err)
	if got := tm.find("bob", "Who counts?").State; got != tasks.StateAnswered {
		t.Errorf("an answer that Bob may read leaves the question in %q", got)
	}
}

// TestTokensSeeTheSame: what waits for somebody does not depend on the token.
func TestTokensSeeTheSame(t *testing.T) {
	tm := filled(t)
	want := len(tm.list("bob"))
	for _, scope := range []wiki.Scope{wiki.ScopeRead, wiki.ScopeWrite} {
		as := tm.Actor("bob")
		as.Scope = scope
		access, err := tm.Wiki.Access(t.Context(), as)
		tm.Must(err)
		all, err := tm.board.List(t.Context(), access)
		tm.Must(err)
		if len(all) != want {
			t.Errorf("scope %d sees %d tasks, want %d", scope, len(all), want)
		}
	}
}

// TestTidy: a mark goes when its item has been gone for a month, and not before.
func TestTidy(t *testing.T) {
	tm := filled(t)
	ctx, bob := t.Context(), tm.Access("bob")
	question, request := tm.find("bob", "Where do I park?").Key, tm.find("bob", "Parking").Key
	for _, key := range []string{question, request} {
		_, _, _, err := tm.board.Move(ctx, bob, key, tasks.StateWaiting)
		tm.Must(err)
	}
	marks := func() (n int) {
		tm.T.Helper()
		tm.Must(tm.board.Tidy(ctx))
		tm.Must(tm.DB.Reader().QueryRowContext(ctx, `SELECT COUNT(*) FROM task_marks`).Scan(&n))
		return n
	}
	_, err := tm.desk.Close(ctx, tm.Access("ada"), 2)
	tm.Must(err)
	if n := marks(); n != 2 {
		t.Errorf("%d marks at once, want 2", n)
	}
	tm.now = tm.now.Add(32 * 24 * time.Hour)
	if n := marks(); n != 1 {
		t.Errorf("%d marks after a month, want that of the request", n)
	}
	if got := tm.find("bob", "Parking").State; got != tasks.StateWaiting {
		t.Errorf("the request stands in %q", got)
	}
}
