package account_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/account"
	"github.com/docent-wiki/docent/wiki/sqldb"
	"github.com/docent-wiki/docent/wiki/sqldb/sqldbtest"
)

func TestTokens(t *testing.T) {
	tm := newTeam(t)
	ctx := t.Context()
	secret, token, err := tm.CreateToken(ctx, tm.ben, tm.ben.Person, " my  laptop ", wiki.ScopeRead)
	kind(t, err, "")
	if !strings.HasPrefix(secret, "dct_") || len(secret) != 47 || token.Label != "my laptop" || token.Start != secret[:8] {
		t.Errorf("%q %+v", secret, token)
	}
	as, err := tm.ByToken(ctx, secret)
	kind(t, err, "")
	want := tm.ben
	want.Scope = wiki.ScopeRead
	if diff := cmp.Diff(want, as, cmp.Comparer(func(a, b *time.Location) bool { return a.String() == b.String() })); diff != "" {
		t.Error(diff)
	}
	if _, _, err := tm.CreateToken(ctx, tm.ada, tm.ben.Person, "for ben", wiki.ScopeAdmin); err != nil {
		t.Error(err)
	}
	list, err := tm.Tokens(ctx, tm.ben, tm.ben.Person)
	if kind(t, err, ""); len(list) != 2 || list[1].ID != token.ID {
		t.Errorf("%+v", list)
	}
	_, err = tm.Tokens(ctx, tm.ben, tm.ada.Person)
	kind(t, err, content.NotFound)
	cleo := tm.add("Cleo", "c@example.org", wiki.Member)
	kind(t, tm.DeleteToken(ctx, cleo, token.ID), content.NotFound)
	kind(t, tm.DeleteToken(ctx, as, token.ID), content.Forbidden)
	kind(t, tm.DeleteToken(ctx, tm.ben, token.ID), "")
	_, err = tm.ByToken(ctx, secret)
	kind(t, err, content.Sign)
	kind(t, tm.DeleteToken(ctx, tm.ben, token.ID), content.NotFound)
	if e := tm.events(wiki.TokenDeleted); len(e) != 1 || e[0].Data["token"] != fmt.Sprint(token.ID) {
		t.Errorf("%+v", e)
	}
}

func TestCreateTokenRefuses(t *testing.T) {
	tm := newTeam(t)
	narrow := tm.ben
	narrow.Scope = wiki.ScopeWrite
	for name, test := range map[string]struct {
		as    wiki.Actor
		of    wiki.PersonID
		label string
		scope wiki.Scope
		kind  content.Kind
	}{
		"visitor":      {wiki.Actor{}, tm.ben.Person, "l", wiki.ScopeRead, content.Sign},
		"of another":   {tm.ben, tm.ada.Person, "l", wiki.ScopeRead, content.NotFound},
		"narrow token": {narrow, tm.ben.Person, "l", wiki.ScopeRead, content.Forbidden},
		"no label":     {tm.ben, tm.ben.Person, " ", wiki.ScopeRead, content.Invalid},
		"long label":   {tm.ben, tm.ben.Person, strings.Repeat("x", 101), wiki.ScopeRead, content.Invalid},
		"no scope":     {tm.ben, tm.ben.Person, "l", wiki.ScopeNone, content.Invalid},
		"odd scope":    {tm.ben, tm.ben.Person, "l", 9, content.Invalid},
		"nobody":       {tm.ada, 99, "l", wiki.ScopeRead, content.NotFound},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, err := tm.CreateToken(t.Context(), test.as, test.of, test.label, test.scope)
			kind(t, err, test.kind)
		})
	}
}

// What is revoked stops at once in this process, and within two seconds in every other.
func TestRevocationHolds(t *testing.T) {
	tm := newTeam(t)
	other, _ := open(t, tm.path, tm.clock) // as a command beside the server
	ctx := t.Context()
	secret, token, err := tm.CreateToken(ctx, tm.ben, tm.ben.Person, "l", wiki.ScopeAdmin)
	kind(t, err, "")
	check := func(a *account.Accounts, byToken, byPerson content.Kind) {
		t.Helper()
		_, err := a.ByToken(ctx, secret)
		kind(t, err, byToken)
		_, err = a.ActorOf(ctx, tm.ben.Person)
		kind(t, err, byPerson)
	}
	check(tm.Accounts, "", "")
	check(other, "", "")
	kind(t, other.Disable(ctx, wiki.Operator(), tm.ben.Person), "")
	check(other, content.Sign, content.Sign)
	tm.clock.add(account.Fresh)
	check(tm.Accounts, content.Sign, content.Sign)
	kind(t, tm.Enable(ctx, tm.ada, tm.ben.Person), "")
	check(tm.Accounts, "", "")
	tm.clock.add(account.Fresh)
	check(other, "", "")
	kind(t, other.DeleteToken(ctx, wiki.Operator(), token.ID), "")
	tm.clock.add(account.Fresh)
	check(tm.Accounts, content.Sign, "")
	_, err = tm.ActorOf(ctx, 99)
	kind(t, err, content.Sign)
}

func TestSessions(t *testing.T) {
	tm := newTeam(t)
	ctx := t.Context()
	s := tm.Sessions()
	data := fmt.Appendf(nil, `{"person":%d}`, tm.ben.Person)
	until := tm.clock.Now().Add(30 * 24 * time.Hour)
	for _, token := range []string{"one", "two"} {
		kind(t, s.CommitCtx(account.WithClient(ctx, "Firefox", "192.0.2.1"), token, data, until), "")
		tm.clock.add(time.Minute)
	}
	kind(t, s.CommitCtx(ctx, "ada", []byte(`{"person":1}`), until), "")
	if err := s.Commit("three", []byte("not json"), until); err == nil {
		t.Error("a session of nobody was written")
	}
	got, found, err := s.Find("one")
	if !found || err != nil || string(got) != string(data) {
		t.Error(string(got), found, err)
	}
	list, err := tm.ByPerson(ctx, tm.ben, tm.ben.Person)
	kind(t, err, "")
	if len(list) != 2 || list[0].ID != account.SessionID("two") || list[0].Agent != "Firefox" || list[0].Address != "192.0.2.1" {
		t.Errorf("%+v", list)
	}
	_, err = tm.ByPerson(ctx, tm.ben, tm.ada.Person)
	kind(t, err, content.NotFound)
	kind(t, tm.EndSession(ctx, tm.ben, tm.ben.Person, account.SessionID("ada")), "") // not ben's: nothing happens
	kind(t, tm.EndSession(ctx, tm.ben, tm.ada.Person, account.SessionID("ada")), content.NotFound)
	kind(t, tm.EndSession(ctx, tm.ben, tm.ben.Person, account.SessionID("two")), "")
	kind(t, s.Delete("nobody has it"), "")
	for token, want := range map[string]bool{"one": true, "two": false, "ada": true, "": false} {
		if _, found, err := s.Find(token); found != want || err != nil {
			t.Errorf("%q: %v %v", token, found, err)
		}
	}
	kind(t, tm.Disable(ctx, tm.ada, tm.ben.Person), "")
	if _, found, _ := s.Find("one"); found {
		t.Error("a session outlived its account")
	}
	tm.clock.add(30 * 24 * time.Hour)
	if _, found, _ := s.Find("ada"); found {
		t.Error("a session outlived its time")
	}
}

func TestLastUseIsNotedHourlyAndNeverWhileReading(t *testing.T) {
	tm := newTeam(t)
	ctx := t.Context()
	secret, _, err := tm.CreateToken(ctx, tm.ben, tm.ben.Person, "l", wiki.ScopeRead)
	kind(t, err, "")
	kind(t, tm.Sessions().Commit("s", []byte(`{"person":2}`), tm.clock.Now().Add(24*time.Hour)), "")
	start := tm.clock.Now()
	var writes int
	use := func() {
		t.Helper()
		committed := tm.db.Committed()
		if _, err := tm.ByToken(ctx, secret); err != nil {
			t.Fatal(err)
		}
		if _, found, err := tm.Sessions().Find("s"); !found || err != nil {
			t.Fatal(err)
		}
		select {
		case <-committed:
			t.Error("reading wrote")
		default:
		}
		kind(t, tm.Flush(ctx), "")
		select {
		case <-committed:
			writes++
		default:
		}
	}
	for range 2 * 60 { // two hours, a request a minute
		tm.clock.add(time.Minute)
		use()
	}
	if writes > 4 {
		t.Errorf("%d writes in two hours", writes)
	}
	p, err := tm.Person(ctx, tm.ben.Person)
	kind(t, err, "")
	tokens, err := tm.Tokens(ctx, tm.ben, tm.ben.Person)
	kind(t, err, "")
	sessions, err := tm.ByPerson(ctx, tm.ben, tm.ben.Person)
	kind(t, err, "")
	for name, at := range map[string]time.Time{"person": p.LastSeen, "token": tokens[0].Used, "session": sessions[0].Used} {
		if age := tm.clock.Now().Sub(at); age > time.Hour || !at.After(start) {
			t.Errorf("%s was last seen %s ago", name, age)
		}
	}
	tm.clock.add(24 * time.Hour)
	kind(t, tm.Flush(ctx), "")
	var left int
	if err := tm.db.Reader().QueryRowContext(ctx, `SELECT COUNT(*) FROM sessions`).Scan(&left); err != nil || left != 0 {
		t.Errorf("%d expired sessions are left, %v", left, err)
	}
}

// No secret may be found in the database or its log: who reads a backup cannot sign in.
func TestSecretsAreNotStored(t *testing.T) {
	tm := newTeam(t)
	ctx := t.Context()
	token, _, err := tm.CreateToken(ctx, tm.ben, tm.ben.Person, "l", wiki.ScopeRead)
	kind(t, err, "")
	invite, err := tm.Invite(ctx, tm.ada, "x@example.org", wiki.Member)
	kind(t, err, "")
	reset, err := tm.ResetLink(ctx, tm.ada, tm.ben.Person)
	kind(t, err, "")
	kind(t, tm.Sessions().Commit("a-session-secret", []byte(`{"person":2}`), tm.clock.Now().Add(time.Hour)), "")
	var stored []byte
	for _, name := range []string{tm.path, tm.path + "-wal"} {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		stored = append(stored, data...)
	}
	if !strings.Contains(string(stored), "ben@example.org") {
		t.Error("the database was not read")
	}
	for _, secret := range []string{token[8:], invite, reset, "a-session-secret", password} {
		if strings.Contains(string(stored), secret) {
			t.Errorf("%q is stored", secret)
		}
	}
	for _, e := range append(tm.events(wiki.TokenCreated), tm.events(account.PersonInvited)...) {
		data, err := json.Marshal(e)
		if err != nil || strings.Contains(string(data), token) || strings.Contains(string(data), invite) {
			t.Errorf("%s %v", data, err)
		}
	}
}

func FuzzByToken(f *testing.F) {
	for _, s := range []string{"", "dct_", "dct_" + strings.Repeat("0", 43), "dct_" + strings.Repeat("é", 22), strings.Repeat("a", 47)} {
		f.Add(s)
	}
	db, err := sqldb.Open(f.Context(), sqldb.Config{Path: sqldbtest.Seed(f, filepath.Join(f.TempDir(), "x.db"))})
	if err != nil {
		f.Fatal(err)
	}
	defer db.Close()
	accounts := account.New(db, nil, cheap)
	f.Fuzz(func(t *testing.T, secret string) {
		_, err := accounts.ByToken(t.Context(), secret)
		kind(t, err, content.Sign)
	})
}
