package account_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/account"
)

func TestSignIn(t *testing.T) {
	tm := newTeam(t)
	p, err := tm.SignIn(t.Context(), " BEN@example.ORG", password, "192.0.2.1:5000")
	kind(t, err, "")
	if p.ID != tm.ben.Person || !p.LastSeen.Equal(tm.clock.Now()) {
		t.Errorf("%+v", p)
	}
	if e := tm.events(wiki.PersonSignedIn); len(e) != 1 || e[0].Actor.ID != tm.ben.Person {
		t.Errorf("%+v", e)
	}
}

// Whether an account exists, has a password or is disabled must not show.
func TestSignInTellsNothing(t *testing.T) {
	tm := newTeam(t)
	off := tm.add("Off", "off@example.org", wiki.Member)
	kind(t, tm.Disable(t.Context(), tm.ada, off.Person), "")
	if _, err := tm.Add(t.Context(), tm.ada, account.NewPerson{Name: "New", Email: "new@example.org"}); err != nil {
		t.Fatal(err)
	}
	var texts []string
	for _, try := range [][2]string{
		{"ben@example.org", "wrong password"},
		{"nobody@example.org", password},
		{"off@example.org", password},
		{"new@example.org", ""},
		{"new@example.org", password},
		{"", ""},
		{"ben@example.org", strings.Repeat("x", 1<<20)},
	} {
		_, err := tm.SignIn(t.Context(), try[0], try[1], "192.0.2.1")
		kind(t, err, content.Sign)
		var e *content.Error
		if errors.As(err, &e) {
			texts = append(texts, e.Text)
		}
	}
	for _, text := range texts {
		if text != texts[0] {
			t.Errorf("%q is not %q", text, texts[0])
		}
	}
}

func TestSignInIsThrottled(t *testing.T) {
	tm := newTeam(t)
	try := func(email, secret, from string) error {
		_, err := tm.SignIn(t.Context(), email, secret, from)
		return err
	}
	t.Run("per account and address", func(t *testing.T) {
		for range 10 {
			kind(t, try("ben@example.org", "wrong password", "192.0.2.1"), content.Sign)
		}
		err := try("BEN@example.org", password, "192.0.2.1")
		kind(t, err, content.TooMany)
		var e *content.Error
		if errors.As(err, &e) && e.Data["retry_after"] != "900" {
			t.Errorf("try again in %q seconds, want 900", e.Data["retry_after"])
		}
		kind(t, try("ada@example.org", password, "192.0.2.1"), "")
		kind(t, try("ben@example.org", password, "192.0.2.2"), "") // the owner, from elsewhere
		kind(t, try("ben@example.org", password, "192.0.2.1"), "") // and all is forgiven
	})
	t.Run("per account", func(t *testing.T) {
		for i := range 40 {
			kind(t, try("ben@example.org", "wrong password", fmt.Sprintf("192.0.2.%d", i)), content.Sign)
		}
		kind(t, try("BEN@example.org", password, "192.0.2.99"), content.TooMany)
		kind(t, try("ada@example.org", password, "192.0.2.1"), "")
		tm.clock.add(15 * time.Minute)
		kind(t, try("ben@example.org", password, "192.0.2.99"), "")
	})
	t.Run("per address", func(t *testing.T) {
		for i := range 50 {
			// Anywhere in the network of 64 bits that belongs to one customer.
			kind(t, try(fmt.Sprintf("n%d@example.org", i), "wrong password", fmt.Sprintf("[2001:db8::%x]:9", i)), content.Sign)
		}
		kind(t, try("ada@example.org", password, "2001:db8::ffff"), content.TooMany)
		kind(t, try("ada@example.org", password, "2001:db8:0:1::1"), "")
	})
	t.Run("success forgives", func(t *testing.T) {
		for range 5 {
			for range 9 {
				kind(t, try("ben@example.org", "wrong password", "198.51.100.1"), content.Sign)
			}
			kind(t, try("ben@example.org", password, "198.51.100.2"), "")
		}
	})
	t.Run("all at once", func(t *testing.T) {
		tm.clock.add(time.Hour)
		var group sync.WaitGroup
		var mu sync.Mutex
		made := 0
		for range 30 {
			group.Go(func() {
				err := try("ben@example.org", "wrong password", "203.0.113.5")
				var e *content.Error
				if errors.As(err, &e) && e.Kind == content.Sign {
					mu.Lock()
					made++
					mu.Unlock()
				}
			})
		}
		group.Wait()
		if made != 10 {
			t.Errorf("%d tries were made, want 10", made)
		}
	})
}

func TestSetPassword(t *testing.T) {
	tm := newTeam(t)
	ctx := t.Context()
	sessions := tm.Sessions()
	for _, s := range []string{"here", "there"} {
		if err := sessions.Commit(s, fmt.Appendf(nil, `{"person":%d}`, tm.ben.Person), tm.clock.Now().Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
	}
	const fresh = "a wholly other one"
	kind(t, tm.SetPassword(ctx, tm.ben, "wrong", fresh, "here"), content.Invalid)
	kind(t, tm.SetPassword(ctx, tm.ben, password, "short", "here"), content.Invalid)
	kind(t, tm.SetPassword(ctx, wiki.Actor{}, password, fresh, "here"), content.Sign)
	kind(t, tm.SetPassword(ctx, wiki.Operator(), password, fresh, "here"), content.NotFound)
	kind(t, tm.SetPassword(ctx, tm.ben, password, fresh, "here"), "")
	for s, want := range map[string]bool{"here": true, "there": false} {
		if _, found, err := sessions.Find(s); found != want || err != nil {
			t.Errorf("session %s: %v %v", s, found, err)
		}
	}
	_, err := tm.SignIn(ctx, "ben@example.org", password, "")
	kind(t, err, content.Sign)
	_, err = tm.SignIn(ctx, "ben@example.org", fresh, "")
	kind(t, err, "")
	for range 20 {
		err = tm.SetPassword(ctx, tm.ben, "wrong", fresh, "")
	}
	kind(t, err, content.TooMany)
}
