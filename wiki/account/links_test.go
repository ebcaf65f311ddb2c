package account_test

import (
	"strings"
	"testing"
	"time"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/account"
)

func TestInvitation(t *testing.T) {
	tm := newTeam(t)
	ctx := t.Context()
	_, err := tm.Invite(ctx, tm.ben, "cleo@example.org", wiki.Member)
	kind(t, err, content.Forbidden)
	_, err = tm.Invite(ctx, tm.ada, "BEN@example.org", wiki.Member)
	kind(t, err, content.Conflict)
	_, err = tm.Invite(ctx, tm.ada, "nonsense", wiki.Member)
	kind(t, err, content.Invalid)
	old, err := tm.Invite(ctx, tm.ada, "cleo@example.org", wiki.Admin)
	kind(t, err, "")
	token, err := tm.Invite(ctx, tm.ada, "Cleo@example.org", "")
	kind(t, err, "")
	_, err = tm.Invitation(ctx, old)
	kind(t, err, content.NotFound) // the later one counts
	i, err := tm.Invitation(ctx, token)
	kind(t, err, "")
	if i.Email != "cleo@example.org" || i.Role != wiki.Member || i.By.ID != tm.ada.Person || !i.Expires.Equal(tm.clock.Now().Add(7*24*time.Hour)) {
		t.Errorf("%+v", i)
	}
	open, err := tm.Invitations(ctx, tm.ada)
	if kind(t, err, ""); len(open) != 1 {
		t.Errorf("%+v", open)
	}
	_, err = tm.Invitations(ctx, tm.ben)
	kind(t, err, content.Forbidden)
	_, err = tm.Accept(ctx, token, "Cleo", "short", "")
	kind(t, err, content.Invalid) // and the invitation still works
	_, err = tm.Accept(ctx, token, "Cleo", "", "")
	kind(t, err, content.Invalid)
	p, err := tm.Accept(ctx, token, "Cleo", password, "Asia/Tokyo")
	kind(t, err, "")
	if p.Role != wiki.Member || p.Zone != "Asia/Tokyo" || p.Email != "cleo@example.org" {
		t.Errorf("%+v", p)
	}
	_, err = tm.Accept(ctx, token, "Again", password, "")
	kind(t, err, content.NotFound)
	_, err = tm.SignIn(ctx, "cleo@example.org", password, "")
	kind(t, err, "")
}

func TestInvitationsEnd(t *testing.T) {
	tm := newTeam(t)
	ctx := t.Context()
	invite := func(email string) string {
		token, err := tm.Invite(ctx, tm.ada, email, wiki.Member)
		kind(t, err, "")
		return token
	}
	back := invite("back@example.org")
	kind(t, tm.Uninvite(ctx, tm.ben, "back@example.org"), content.Forbidden)
	kind(t, tm.Uninvite(ctx, tm.ada, "BACK@example.org"), "")
	other := invite("other@example.org")
	tm.add("Other", "Other@example.org", wiki.Member)
	late := invite("late@example.org")
	tm.clock.add(account.InviteFor)
	for name, token := range map[string]string{"taken back": back, "has an account": other, "late": late, "empty": "", "nonsense": strings.Repeat("x", 43)} {
		if _, err := tm.Accept(ctx, token, "N", password, ""); err == nil {
			t.Errorf("%s: accepted", name)
		} else {
			kind(t, err, content.NotFound)
		}
	}
	if open, err := tm.Invitations(ctx, tm.ada); len(open) != 0 || err != nil {
		t.Errorf("%+v %v", open, err)
	}
}

func TestReset(t *testing.T) {
	tm := newTeam(t)
	ctx := t.Context()
	_, err := tm.ResetLink(ctx, tm.ben, tm.ben.Person)
	kind(t, err, content.Forbidden)
	old, err := tm.ResetLink(ctx, tm.ada, tm.ben.Person)
	kind(t, err, "")
	token, err := tm.ResetLink(ctx, tm.ada, tm.ben.Person)
	kind(t, err, "")
	_, err = tm.ResetOf(ctx, old)
	kind(t, err, content.NotFound)
	if err := tm.Sessions().Commit("s", []byte(`{"person":2}`), tm.clock.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	_, err = tm.Reset(ctx, token, "short")
	kind(t, err, content.Invalid)
	const fresh = "a wholly other one"
	p, err := tm.Reset(ctx, token, fresh)
	if kind(t, err, ""); p.ID != tm.ben.Person {
		t.Errorf("%+v", p)
	}
	if _, found, _ := tm.Sessions().Find("s"); found {
		t.Error("a session outlived the reset")
	}
	_, err = tm.Reset(ctx, token, fresh)
	kind(t, err, content.NotFound)
	_, err = tm.SignIn(ctx, "ben@example.org", fresh, "")
	kind(t, err, "")

	late, err := tm.ResetLink(ctx, tm.ada, tm.ben.Person)
	kind(t, err, "")
	tm.clock.add(account.ResetFor)
	_, err = tm.Reset(ctx, late, fresh)
	kind(t, err, content.NotFound)

	disabled, err := tm.ResetLink(ctx, tm.ada, tm.ben.Person)
	kind(t, err, "")
	kind(t, tm.Disable(ctx, tm.ada, tm.ben.Person), "")
	_, err = tm.Reset(ctx, disabled, fresh)
	kind(t, err, content.NotFound)
	_, err = tm.ResetLink(ctx, tm.ada, tm.ben.Person)
	kind(t, err, content.Conflict)
}

// An invitation must not reset a password, nor a reset link set the installation up.
func TestOneTimeAddressesAreForOneEnd(t *testing.T) {
	tm := newTeam(t)
	ctx := t.Context()
	invite, err := tm.Invite(ctx, tm.ada, "x@example.org", wiki.Admin)
	kind(t, err, "")
	reset, err := tm.ResetLink(ctx, tm.ada, tm.ben.Person)
	kind(t, err, "")
	_, err = tm.Reset(ctx, invite, password)
	kind(t, err, content.NotFound)
	_, err = tm.Accept(ctx, reset, "N", password, "")
	kind(t, err, content.NotFound)
	_, err = tm.SetUp(ctx, reset, account.NewPerson{Name: "N", Email: "n@example.org", Password: password}, "")
	kind(t, err, content.NotFound)
}

func TestSetUp(t *testing.T) {
	tm := &team{t: t, clock: &clock{at: time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)}}
	tm.Accounts, tm.db = open(t, t.TempDir()+"/x.db", tm.clock)
	ctx := t.Context()
	old, needed, err := tm.SetupToken(ctx)
	if kind(t, err, ""); !needed || old == "" {
		t.Fatal("not needed")
	}
	token, _, err := tm.SetupToken(ctx)
	kind(t, err, "")
	n := account.NewPerson{Name: "Ada", Email: "ada@example.org", Password: password, Role: wiki.Member}
	kind(t, tm.CheckSetup(ctx, old), content.NotFound)
	_, err = tm.SetUp(ctx, old, n, "Ops")
	kind(t, err, content.NotFound)
	_, err = tm.SetUp(ctx, token, account.NewPerson{Name: "Ada", Email: "ada@example.org"}, "Ops")
	kind(t, err, content.Invalid)
	_, err = tm.SetUp(ctx, token, n, strings.Repeat("x", 101))
	kind(t, err, content.Invalid)
	p, err := tm.SetUp(ctx, token, n, " Ops ")
	if kind(t, err, ""); p.Role != wiki.Admin {
		t.Errorf("%+v", p)
	}
	if name, err := tm.Setting(ctx, account.TeamSetting); name != "Ops" || err != nil {
		t.Error(name, err)
	}
	_, err = tm.SetUp(ctx, token, n, "")
	kind(t, err, content.NotFound)
	if again, needed, err := tm.SetupToken(ctx); needed || again != "" || err != nil {
		t.Error(again, needed, err)
	}
}

func TestTheFirstAccountEndsTheSetUp(t *testing.T) {
	tm := &team{t: t, clock: &clock{at: time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)}}
	tm.Accounts, tm.db = open(t, t.TempDir()+"/x.db", tm.clock)
	token, _, err := tm.SetupToken(t.Context())
	kind(t, err, "")
	tm.add("Ben", "ben@example.org", wiki.Member)
	_, err = tm.SetUp(t.Context(), token, account.NewPerson{Name: "N", Email: "n@example.org", Password: password}, "")
	kind(t, err, content.NotFound)
}
