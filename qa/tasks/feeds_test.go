package tasks_test

import (
	"strings"
	"testing"
	"time"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/qa/tasks"
	"github.com/docent-wiki/docent/wiki"
)

// TestFeedAddress: one secret a person, kept as a hash, renewed, withdrawn, and dead with the account.
func TestFeedAddress(t *testing.T) {
	tm := filled(t)
	ctx, bob := t.Context(), tm.Actor("bob")
	const base = "https://docent.example.org"
	first, err := tm.board.MakeFeed(ctx, bob)
	tm.Must(err)
	var kept string
	tm.Must(tm.DB.Reader().QueryRowContext(ctx, `SELECT hash FROM task_feeds`).Scan(&kept))
	if len(first) < 40 || strings.Contains(kept, first) {
		t.Errorf("secret %q is kept as %q", first, kept)
	}
	body, err := tm.board.Feed(ctx, first, base)
	tm.Must(err)
	for _, want := range []string{"SUMMARY:Write: Parking", "DTSTART;VALUE=DATE:20260307", "URL:" + base + "/requests/1", "SUMMARY:order boxes by 2026-03-08"} {
		if !strings.Contains(string(body), want) {
			t.Errorf("%q is missing in\n%s", want, body)
		}
	}
	if strings.Contains(string(body), "movers") {
		t.Errorf("Bob's feed tells of Cleo's tasks:\n%s", body)
	}
	_, err = tm.board.Snooze(ctx, tm.Access("bob"), tm.find("bob", "Parking").Key, day(20))
	tm.Must(err)
	if body, err = tm.board.Feed(ctx, first, base); err != nil || !strings.Contains(string(body), "Parking") {
		t.Errorf("what is put off is still due: %v\n%s", err, body)
	}
	second, err := tm.board.MakeFeed(ctx, bob)
	tm.Must(err)
	for _, dead := range []string{first, "", kept, strings.ToLower(second)} {
		if _, err := tm.board.Feed(ctx, dead, base); kindOf(err) != content.NotFound {
			t.Errorf("feed of %q: %v", dead, err)
		}
	}
	since, err := tm.board.FeedSince(ctx, bob)
	if err != nil || !since.Equal(tm.now) {
		t.Errorf("since %v, %v", since, err)
	}
	tm.Must(tm.Accounts.Disable(ctx, wiki.Operator(), bob.Person))
	if _, err := tm.board.Feed(ctx, second, base); kindOf(err) != content.NotFound {
		t.Errorf("feed of a disabled account: %v", err)
	}
	tm.Must(tm.Accounts.Enable(ctx, wiki.Operator(), bob.Person))
	if _, err := tm.board.Feed(ctx, second, base); err != nil {
		t.Error(err)
	}
	tm.Must(tm.board.DropFeed(ctx, bob))
	if _, err := tm.board.Feed(ctx, second, base); kindOf(err) != content.NotFound {
		t.Errorf("withdrawn feed: %v", err)
	}
	if since, err := tm.board.FeedSince(ctx, bob); err != nil || !since.IsZero() {
		t.Errorf("withdrawn, since %v, %v", since, err)
	}
}

// TestRequests: from asking to written, closed and asked for again, by whom it may be.
func TestRequests(t *testing.T) {
	tm := newTeam(t)
	ctx, bob, cleo, rita := t.Context(), tm.Access("bob"), tm.Access("cleo"), tm.Access("rita")
	handbook, secret := tm.SpaceID("handbook"), tm.SpaceID("secret")
	p, err := tm.requests.Create(ctx, cleo, tasks.NewRequest{Title: " Leave for\ncontractors ", Text: "**All** of it.", Space: handbook, Owner: bob.As.Person, Due: time.Date(2026, 3, 9, 17, 0, 0, 0, time.UTC)})
	tm.Must(err)
	if p.Title != "Leave for contractors" || p.Owner.Name != "Bob" || !p.Due.Equal(day(9)) || p.State != tasks.RequestOpen {
		t.Errorf("made %+v", p)
	}
	got, err := tm.requests.Get(ctx, rita, p.ID)
	tm.Must(err)
	same(t, "as it is stored", p, got)

	for what, n := range map[string]tasks.NewRequest{
		"no title":         {Space: handbook},
		"a long title":     {Title: strings.Repeat("x", 301), Space: handbook},
		"NUL":              {Title: "x", Text: "a\x00b", Space: handbook},
		"an unknown owner": {Title: "x", Space: handbook, Owner: 99},
		"a blind owner":    {Title: "x", Space: secret, Owner: cleo.As.Person},
		"no such question": {Title: "x", Space: handbook, Question: 77},
	} {
		as := tm.Access("ada")
		if _, err := tm.requests.Create(ctx, as, n); kindOf(err) != content.Invalid {
			t.Errorf("%s: %v", what, err)
		}
	}
	if _, err := tm.requests.Create(ctx, cleo, tasks.NewRequest{Title: "x", Space: secret}); kindOf(err) != content.NotFound {
		t.Errorf("in a space that she may not read: %v", err)
	}
	hidden := tm.ask("Is it secret?", "secret", "ed")
	if _, err := tm.requests.Create(ctx, cleo, tasks.NewRequest{Title: "x", Space: handbook, Question: int64(hidden.ID)}); kindOf(err) != content.Invalid {
		t.Errorf("for a question that she may not read: %v", err)
	}

	title := "Leave of contractors"
	if _, err := tm.requests.Change(ctx, tm.Access("rita"), p.ID, tasks.RequestChange{Title: &title}); kindOf(err) != "" {
		// The handbook is the team's: everybody edits it.
		t.Errorf("an editor changes it: %v", err)
	}
	if _, err := tm.requests.Close(ctx, bob, p.ID, " "); kindOf(err) != content.Invalid {
		t.Errorf("closed without a reason: %v", err)
	}
	p, err = tm.requests.Close(ctx, bob, p.ID, "It is in the contract.")
	tm.Must(err)
	if p.State != tasks.RequestClosed || p.ClosedBy.Name != "Bob" || p.Closed.IsZero() {
		t.Errorf("closed %+v", p)
	}
	same(t, "Bob's tasks", []string{}, tm.list("bob"))
	if _, err := tm.requests.Close(ctx, bob, p.ID, "Again."); kindOf(err) != content.Conflict {
		t.Errorf("closed twice: %v", err)
	}
	p, err = tm.requests.Reopen(ctx, cleo, p.ID)
	tm.Must(err)
	same(t, "Bob's tasks", []string{"write Leave of contractors"}, tm.list("bob"))
	page := tm.Page("secret", "Contracts", "All of it.\n")
	p, err = tm.requests.Fulfil(ctx, bob, p.ID, page.ID)
	tm.Must(err)
	if p.State != tasks.RequestWritten || p.Page != page.ID {
		t.Errorf("written %+v", p)
	}
	titles, err := tm.requests.TitlesOf(ctx, bob, p)
	if err != nil || titles.Page != "" {
		t.Errorf("Bob is told of a page that he may not read: %+v, %v", titles, err)
	}
	titles, err = tm.requests.TitlesOf(ctx, tm.Access("ed"), p)
	if err != nil || titles.Page != "Contracts" {
		t.Errorf("Ed is told %+v, %v", titles, err)
	}
	again, err := tm.requests.Fulfil(ctx, bob, p.ID, 99)
	if err != nil || again.Page != page.ID {
		t.Errorf("written twice: %+v, %v", again, err)
	}

	hiddenRequest, err := tm.requests.Create(ctx, tm.Access("ed"), tasks.NewRequest{Title: "Plans", Space: secret})
	tm.Must(err)
	for _, access := range []wiki.Access{bob, cleo} {
		if _, err := tm.requests.Get(ctx, access, hiddenRequest.ID); kindOf(err) != content.NotFound {
			t.Errorf("%s reads a private request: %v", access.As.Name, err)
		}
		list, err := tm.requests.List(ctx, access, tasks.RequestFilter{Limit: 50})
		if err != nil || len(list) != 0 {
			t.Errorf("%s lists %v, %v", access.As.Name, list, err)
		}
	}
	if _, err := tm.requests.Change(ctx, rita, hiddenRequest.ID, tasks.RequestChange{Title: &title}); kindOf(err) != content.Forbidden {
		t.Errorf("a reader changes somebody else's request: %v", err)
	}
	events, err := tm.Wiki.Store().Events(ctx, 0, 500)
	tm.Must(err)
	var told []string
	for _, e := range events {
		if strings.HasPrefix(string(e.Kind), "request.") {
			told = append(told, string(e.Kind)+" "+e.Data["request"])
		}
	}
	same(t, "events", []string{"request.made 1", "request.changed 1", "request.closed 1", "request.reopened 1", "request.written 1", "request.made 2"}, told)
}
