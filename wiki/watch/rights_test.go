package watch_test

import (
	"testing"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/watch"
)

// TestNobodyIsToldWhatTheyMayNotRead: neither watching nor being mentioned opens a private space, and who loses it
// loses what was queued, too.
func TestNobodyIsToldWhatTheyMayNotRead(t *testing.T) {
	s := newSite(t)
	secret := s.SpaceID("secret")
	page := s.write("ada", "secret", "Plans", "To be made.\n", "plans")
	if err := s.watches.Set(t.Context(), s.Access("bob"), watch.OnPage(page), watch.Everything); kind(t, err) != content.NotFound {
		t.Errorf("Bob watches a page of a private space: %v", err)
	}
	if err := s.watches.Set(t.Context(), s.Access("bob"), watch.OnSpace(secret), watch.Everything); kind(t, err) != content.NotFound {
		t.Errorf("Bob watches a private space: %v", err)
	}
	s.Must(s.follower.CatchUp(t.Context()))
	s.watch("bob", watch.OnTag("plans"), watch.Everything)
	s.watch("rita", watch.OnPage(page), watch.Everything)
	s.save("ada", page, "Made with @bob and @rita.\n")
	s.tells("a private page", "bob")
	s.tells("a private page", "rita", "Plans: Ada mentioned you on this page.")

	// Access is lost between queueing and showing, and comes back.
	s.save("ada", page, "Made anew.\n")
	s.Must(s.follower.CatchUp(t.Context()))
	s.Must(s.Wiki.SetGrant(t.Context(), s.Actor("ada"), "secret", s.People["rita"].ID, wiki.None))
	s.tells("access lost", "rita")
	s.save("ada", page, "Made in May.\n")
	s.tells("after access was lost", "rita")
	s.Must(s.Wiki.SetGrant(t.Context(), s.Actor("ada"), "secret", s.People["rita"].ID, wiki.Reader))
	s.tells("what she could read then", "rita", "Plans: Ada changed the text.")

	list, _, err := s.watches.List(t.Context(), s.Access("rita"), 0, 10)
	s.Must(err)
	if len(list) != 1 || list[0].Title != "Plans" {
		t.Errorf("Rita watches %v", list)
	}
	s.Must(s.Wiki.SetGrant(t.Context(), s.Actor("ada"), "secret", s.People["rita"].ID, wiki.None))
	if list, _, err = s.watches.List(t.Context(), s.Access("rita"), 0, 10); err != nil || len(list) != 0 {
		t.Errorf("without access Rita sees what she watched: %v, %v", list, err)
	}
	// What one no longer sees can be forgotten, and nothing else can be done with it.
	if err := s.watches.Set(t.Context(), s.Access("rita"), watch.OnPage(page), watch.Important); kind(t, err) != content.NotFound {
		t.Errorf("changed without access: %v", err)
	}
	s.watch("rita", watch.OnPage(page), watch.Unset)
}

// TestAPageThatMoves takes its notices along: what was told in a space of everybody's is hidden with the page.
func TestAPageThatMoves(t *testing.T) {
	s := newSite(t)
	page := s.write("ada", "handbook", "Plans", "To be made.\n")
	child, err := s.Wiki.Create(t.Context(), s.Actor("ada"), wiki.NewPage{Space: s.SpaceID("handbook"), Parent: page, Title: "Details", Markdown: "None.\n"})
	s.Must(err)
	s.Must(s.follower.CatchUp(t.Context()))
	s.watch("bob", watch.OnPage(page), watch.Everything)
	s.watch("bob", watch.OnPage(child.Page.ID), watch.Everything)
	s.watch("ed", watch.OnPage(page), watch.Everything)
	s.save("ada", page, "Made.\n")
	s.save("ada", child.Page.ID, "Some.\n")
	s.Must(s.follower.CatchUp(t.Context()))
	_, err = s.Wiki.Move(t.Context(), s.Actor("ada"), page, wiki.Place{Space: s.SpaceID("secret")})
	s.Must(err)
	s.tells("moved out of sight", "bob")
	if n, err := s.queue.Unseen(t.Context(), s.Access("bob")); err != nil || n != 0 {
		t.Errorf("Bob has %d unseen, %v", n, err)
	}
	s.tells("moved within sight", "ed", "Plans: Ada changed the text.", "Plans: Ada moved this page to another space.")

	// A page that is moved before its change is told is where it is by then.
	other := s.write("ada", "handbook", "Food", "Noodles.\n")
	s.watch("bob", watch.OnPage(other), watch.Everything)
	s.save("ada", other, "Rice.\n")
	_, err = s.Wiki.Move(t.Context(), s.Actor("ada"), other, wiki.Place{Space: s.SpaceID("secret")})
	s.Must(err)
	s.tells("moved before it was told", "bob")
}

func TestDisabledAccountsAreToldNothing(t *testing.T) {
	s := newSite(t)
	page := s.write("ada", "handbook", "Travel", cars)
	s.watch("bob", watch.OnPage(page), watch.Everything)
	s.Must(s.Accounts.Disable(t.Context(), wiki.Operator(), s.People["bob"].ID))
	s.save("ada", page, "Gone.\n")
	s.Must(s.follower.CatchUp(t.Context()))
	s.Must(s.Accounts.Enable(t.Context(), wiki.Operator(), s.People["bob"].ID))
	s.tells("disabled then", "bob")
}

func TestWhoMayWatch(t *testing.T) {
	s := newSite(t)
	page := s.write("ada", "open", "Hours", "From nine.\n")
	visitor := wiki.NewAccess(wiki.Actor{}, s.Access("ada").Spaces(), nil)
	token := s.Actor("ed")
	token.Scope = wiki.ScopeRead
	reads, err := s.Wiki.Access(t.Context(), token)
	s.Must(err)
	for name, row := range map[string]struct {
		access wiki.Access
		thing  watch.Thing
		want   content.Kind
	}{
		"a visitor":                   {visitor, watch.OnPage(page), content.Sign},
		"a token that reads":          {reads, watch.OnPage(page), content.Forbidden},
		"a page that is not there":    {s.Access("ed"), watch.OnPage(4711), content.NotFound},
		"a space that is not there":   {s.Access("ed"), watch.OnSpace(4711), content.NotFound},
		"a kind that nobody has":      {s.Access("ed"), watch.OnArea(1), content.NotFound},
		"a kind that is none":         {s.Access("ed"), watch.Thing{Kind: "person", ID: 1}, content.Invalid},
		"no number":                   {s.Access("ed"), watch.OnPage(0), content.Invalid},
		"no tag":                      {s.Access("ed"), watch.OnTag("  "), content.Invalid},
		"a page that is public":       {s.Access("ed"), watch.OnPage(page), ""},
		"a tag that nobody has used":  {s.Access("ed"), watch.OnTag("new"), ""},
		"a space that is everybody's": {s.Access("ed"), watch.OnSpace(s.SpaceID("handbook")), ""},
	} {
		if got := kind(t, s.watches.Set(t.Context(), row.access, row.thing, watch.Important)); got != row.want {
			t.Errorf("%s: %q, want %q", name, got, row.want)
		}
	}
}
