package paths_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/docent-wiki/docent/qa/paths"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/httpd"
	"github.com/docent-wiki/docent/wiki/notify"
	"github.com/docent-wiki/docent/wiki/team"
	"github.com/docent-wiki/docent/wiki/watch"
	"github.com/docent-wiki/docent/wiki/wikitest"
	"github.com/docent-wiki/docent/wiki/worktime"
)

type site struct {
	*wikitest.Site
	paths    *paths.Paths
	queue    *notify.Queue
	follower *watch.Follower
}

func newSite(t *testing.T) *site {
	t.Helper()
	now := time.Date(2026, 6, 2, 8, 0, 0, 0, time.UTC)
	s := &site{Site: wikitest.Open(t, func() time.Time { return now })}
	s.Serve(httpd.Options{})
	s.Settle()
	s.paths, s.queue = paths.New(s.DB, team.New(s.DB)), notify.NewQueue(s.DB)
	watches := watch.New(s.DB, s.Wiki)
	watches.AddTopics(paths.Topic)
	s.follower = watch.NewFollower(watches, s.queue, watch.FollowerOptions{Sources: []watch.Source{s.paths.Notices}})
	return s
}

// tells compares the inbox of somebody, the oldest first.
func (s *site) tells(what, who string, want ...notify.Notice) {
	s.T.Helper()
	s.Must(s.follower.CatchUp(s.T.Context()))
	list, err := s.queue.Inbox(s.T.Context(), s.Access(who), 0, 100)
	s.Must(err)
	var got []notify.Notice
	for i := len(list) - 1; i >= 0; i-- {
		n := list[i]
		got = append(got, notify.Notice{Title: n.Title, Text: n.Text, URL: n.URL})
	}
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		s.T.Errorf("%s: %s is told (-want +got):\n%s", what, who, diff)
	}
}

func TestNotices(t *testing.T) {
	s := newSite(t)
	ctx := t.Context()
	put := func(space string) paths.Path {
		p, err := s.paths.Put(ctx, s.Access("ada"), paths.Path{Space: s.SpaceID(space), Title: "First week"})
		s.Must(err)
		return p
	}
	open, secret := put("handbook"), put("secret")
	start := func(as, who string, p paths.Path, day int) {
		t.Helper()
		s.Must(s.paths.Start(ctx, s.Access(as), p.ID, s.People[who].ID, worktime.Date{Year: 2026, Month: 6, Day: day}))
	}
	was := notify.Notice{Title: "First week", Text: "Bob put you on this path. Your first day on it is 8 June 2026.", URL: open.URL()}
	moved := notify.Notice{Title: "First week", Text: "Ada moved your first day on this path to 15 June 2026.", URL: open.URL()}

	start("bob", "cleo", open, 8) // bob manages the space
	s.tells("put on it", "cleo", was)
	s.tells("who did it", "bob")
	start("bob", "cleo", open, 8)
	s.tells("the same day again", "cleo", was)
	start("ada", "cleo", open, 15)
	s.tells("another day", "cleo", was, moved)
	start("cleo", "cleo", open, 16)
	s.tells("one's own doing", "cleo", was, moved)
	start("rita", "rita", open, 8)
	s.tells("who starts it", "rita")
	start("ada", "ed", open, 8)
	s.Must(s.paths.End(ctx, s.Access("ada"), open.ID, s.People["ed"].ID))
	s.tells("taken off before it was told", "ed")

	start("ada", "ed", secret, 8)
	s.tells("who may read it", "ed", notify.Notice{Title: "First week", Text: "Ada put you on this path. Your first day on it is 8 June 2026.", URL: secret.URL()})
	s.Must(s.Wiki.SetGrant(ctx, s.Actor("ada"), "secret", s.People["ed"].ID, wiki.None))
	s.tells("who may no longer read it", "ed")
	start("ada", "rita", secret, 8)
	s.Must(s.Wiki.SetGrant(ctx, s.Actor("ada"), "secret", s.People["rita"].ID, wiki.None))
	s.tells("who could not read it any more when it was told", "rita")
	start("ada", "cleo", open, 17)
	s.Must(s.paths.Remove(ctx, s.Access("ada"), open.ID))
	s.tells("a path that is gone", "cleo", was, moved)
}
