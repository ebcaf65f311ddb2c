package watch_test

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/content/importer"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/watch"
)

// strangers is a folder of two pages.
var strangers = fstest.MapFS{
	"one.md": {Data: []byte("# One\n\nFirst.\n")},
	"two.md": {Data: []byte("# Two\n\nSecond.\n")},
}

const cars = "How trips work.\n\n## Rental cars\n\nTake the small one.\n\n## Receipts\n\nKeep them.\n"

func (s *site) tells(what, who string, want ...string) {
	s.T.Helper()
	if diff := cmp.Diff(want, s.told(who), cmpopts.EquateEmpty()); diff != "" {
		s.T.Errorf("%s: %s is told (-want +got):\n%s", what, who, diff)
	}
}

// TestLevels: one change that matters, one that does not, a mention, and what happens to a page beside its text, at
// every level.
func TestLevels(t *testing.T) {
	s := newSite(t)
	page := s.write("ada", "handbook", "Travel", cars)
	s.tells("before", "bob")
	s.watch("bob", watch.OnPage(page), watch.Everything)
	s.watch("cleo", watch.OnPage(page), watch.Important)
	s.watch("rita", watch.OnPage(page), watch.Mentions)
	s.watch("ed", watch.OnPage(page), watch.Nothing)

	s.save("ada", page, strings.Replace(cars, "small", "smallest", 1))
	want := "Travel: Ada changed “Rental cars”."
	s.tells("a change", "bob", want)
	s.tells("a change", "cleo", want)
	s.tells("a change", "rita")
	s.tells("a change", "ed")
	s.tells("a change", "ada")

	s.save("ada", page, strings.Replace(cars, "small", "smallest", 1)+"\n\n")
	want = "Travel: Ada touched up this page: only typography."
	s.tells("white space", "bob", want)
	s.tells("white space", "cleo")

	s.save("ada", page, cars+"\nAsk @rita, @ed, @bob or @nobody, not `@cleo`.\n")
	want = "Travel: Ada mentioned you on this page."
	s.tells("a mention", "bob", want)
	s.tells("a mention", "cleo", "Travel: Ada changed “Rental cars” and “Receipts”.")
	s.tells("a mention", "rita", want)
	s.tells("a mention", "ed")

	s.save("ada", page, cars+"\nAsk @rita or @bob first.\n")
	s.tells("the same mention again", "rita")
	s.tells("the same mention again", "bob", "Travel: Ada changed “Receipts”.")

	_, err := s.Wiki.Verify(t.Context(), s.Actor("ada"), page, s.now.AddDate(0, 1, 0))
	s.Must(err)
	s.tells("verified", "bob", "Travel: Ada verified that this page is true.")
	s.Must(s.Wiki.Trash(t.Context(), s.Actor("ada"), page))
	for _, who := range []string{"bob", "cleo"} {
		got := s.told(who)
		if len(got) == 0 || got[len(got)-1] != "Travel: Ada moved this page to the trash." {
			t.Errorf("trashed: %s is told %q", who, got)
		}
	}
	s.tells("trashed", "rita")
}

// TestMentionsReachThoseWhoWatchNothing, but for those who want to hear of nothing.
func TestMentionsReachThoseWhoWatchNothing(t *testing.T) {
	s := newSite(t)
	s.Must(s.watches.SetSettings(t.Context(), s.Actor("cleo"), watch.Settings{Unwatched: watch.Nothing}))
	s.write("ada", "handbook", "Travel", "Ask @bob, @cleo and @ada.\n")
	s.tells("mentioned", "bob", "Travel: Ada mentioned you on this page.")
	s.tells("mentioned, and wants nothing", "cleo")
	s.tells("mentioned herself", "ada")
	s.tells("not mentioned", "ed")
}

func TestWhoEditsFollows(t *testing.T) {
	s := newSite(t)
	page := s.write("ada", "handbook", "Travel", cars)
	s.save("bob", page, cars+"\nBy Bob.\n")
	s.tells("edited by another", "ada", "Travel: Bob changed “Receipts”.")
	s.tells("edited by oneself", "bob")
	s.save("cleo", page, cars+"\nBy Bob.\n\nBy Cleo.\n")
	s.tells("edited after one's own edit", "bob", "Travel: Cleo changed “Receipts”.")

	// Leaving is for good: the next edit does not follow again.
	s.watch("bob", watch.OnPage(page), watch.Nothing)
	s.save("bob", page, cars+"\nBy Bob again.\n")
	s.save("cleo", page, cars+"\nBy Cleo again.\n")
	s.tells("left", "bob")

	// It can be turned off, for oneself and for the team.
	s.Must(s.watches.SetSettings(t.Context(), s.Actor("ed"), watch.Settings{Edits: watch.Nothing}))
	s.save("ed", page, cars+"\nBy Ed.\n")
	s.save("cleo", page, cars+"\nBy Cleo, once more.\n")
	s.tells("turned off", "ed")
	s.Must(s.watches.SetTeam(t.Context(), s.Actor("ada"), watch.Settings{Edits: watch.Nothing}))
	other := s.write("rita", "handbook", "Food", "Noodles.\n")
	s.save("cleo", other, "Rice.\n")
	s.tells("turned off for the team", "rita")
	if err := s.watches.SetTeam(t.Context(), s.Actor("bob"), watch.Settings{}); kind(t, err) != content.Forbidden {
		t.Errorf("a member sets the team's defaults: %v", err)
	}
}

func TestOwnersAndExpiry(t *testing.T) {
	s := newSite(t)
	page := s.write("ada", "handbook", "Travel", cars)
	bob := s.People["bob"].ID
	now, err := s.Wiki.Page(t.Context(), s.Actor("ada"), page)
	s.Must(err)
	_, err = s.Wiki.Save(t.Context(), s.Actor("ada"), wiki.Draft{Page: page, Base: now.Revision, Owner: &bob})
	s.Must(err)
	s.Must(s.watches.Expire(t.Context())) // the first time notes when it began
	_, err = s.Wiki.Verify(t.Context(), s.Actor("ada"), page, s.now.Add(time.Hour))
	s.Must(err)
	_ = s.told("bob")
	s.Must(s.watches.Expire(t.Context()))
	s.tells("before it runs out", "bob")
	s.now = s.now.Add(2 * time.Hour)
	for range 3 {
		s.Must(s.watches.Expire(t.Context()))
	}
	s.tells("after", "bob", "Travel: The verification of this page has run out. Is it still true?")
	s.tells("after, who wrote it", "ada", "Travel: The verification of this page has run out. Is it still true?")
	s.tells("after, somebody else", "cleo")
}

func TestSpacesAndTags(t *testing.T) {
	s := newSite(t)
	s.watch("bob", watch.OnSpace(s.SpaceID("handbook")), watch.Important)
	s.watch("cleo", watch.OnTag(" Travel  tips"), watch.Important)
	s.write("ada", "handbook", "Cars", cars, "travel tips", "cars")
	s.write("ada", "open", "Trains", cars, "TRAVEL TIPS")
	s.tells("a watched space", "bob", "Cars: Ada wrote this page.")
	s.tells("a watched tag", "cleo", "Cars: Ada wrote this page.", "Trains: Ada wrote this page.")
	s.tells("neither", "ed")

	// An import writes many pages: it is told to those who watch a page itself.
	page := s.write("ada", "handbook", "Food", "Noodles.\n")
	_, _ = s.told("bob"), s.told("cleo")
	s.watch("cleo", watch.OnPage(page), watch.Everything)
	s.save("ada", page, "Rice.\n")
	s.tells("by a person", "bob", "Food: Ada changed the text.")
	s.tells("by a person", "cleo", "Food: Ada changed the text.")
	_, err := s.Wiki.Import(t.Context(), wiki.Operator(), wiki.ImportRequest{Source: importer.New(strangers), Space: "handbook"})
	s.Must(err)
	markdown := "Bread.\n"
	_, err = s.Wiki.Save(t.Context(), wiki.Operator(), wiki.Draft{Page: page, Base: 2, Markdown: &markdown})
	s.Must(err)
	s.tells("imported", "bob")
	s.tells("imported", "cleo", "Food: An import or a command changed the text.")
}
