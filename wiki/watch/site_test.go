package watch_test

import (
	"testing"
	"time"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/httpd"
	"github.com/docent-wiki/docent/wiki/notify"
	"github.com/docent-wiki/docent/wiki/watch"
	"github.com/docent-wiki/docent/wiki/wikitest"
)

// site is a wiki with people, whose notices are queued by CatchUp. Its clock stands still until a test moves it.
type site struct {
	*wikitest.Site
	now      time.Time
	watches  *watch.Watches
	queue    *notify.Queue
	follower *watch.Follower
}

func newSite(t testing.TB) *site {
	t.Helper()
	s := &site{now: time.Date(2026, 3, 6, 12, 0, 0, 0, time.UTC)}
	s.Site = wikitest.Open(t, func() time.Time { return s.now })
	s.Serve(httpd.Options{})
	s.Settle()
	s.watches, s.queue = watch.New(s.DB, s.Wiki), notify.NewQueue(s.DB)
	s.follower = s.follow(s.queue)
	return s
}

func (s *site) follow(q watch.Queue) *watch.Follower {
	return watch.NewFollower(s.watches, q, watch.FollowerOptions{Sources: []watch.Source{s.watches.Pages}})
}

// watch chooses a level for somebody.
func (s *site) watch(who string, thing watch.Thing, level watch.Level) {
	s.T.Helper()
	s.Must(s.watches.Set(s.T.Context(), s.Access(who), thing, level))
}

// save writes another text of a page as somebody.
func (s *site) save(who string, page wiki.PageID, markdown string) {
	s.T.Helper()
	now, err := s.Wiki.Page(s.T.Context(), s.Actor(who), page)
	s.Must(err)
	_, err = s.Wiki.Save(s.T.Context(), s.Actor(who), wiki.Draft{Page: page, Base: now.Revision, Markdown: &markdown})
	s.Must(err)
}

// write makes a page as somebody.
func (s *site) write(who, space, title, markdown string, tags ...string) wiki.PageID {
	s.T.Helper()
	saved, err := s.Wiki.Create(s.T.Context(), s.Actor(who), wiki.NewPage{Space: s.SpaceID(space), Title: title, Markdown: markdown, Tags: tags})
	s.Must(err)
	return saved.Page.ID
}

// told gives the texts of what somebody finds in the inbox, the oldest first; nothing of it is kept for the next time.
func (s *site) told(who string) (texts []string) {
	s.T.Helper()
	s.Must(s.follower.CatchUp(s.T.Context()))
	return s.inbox(who)
}

func (s *site) inbox(who string) (texts []string) {
	s.T.Helper()
	list, err := s.queue.Inbox(s.T.Context(), s.Access(who), 0, 1000)
	s.Must(err)
	var fresh []notify.NoticeID
	for i := len(list) - 1; i >= 0; i-- {
		if n := list[i]; n.Seen.IsZero() {
			texts, fresh = append(texts, n.Title+": "+n.Text), append(fresh, n.ID)
		}
	}
	s.Must(s.queue.See(s.T.Context(), s.Actor(who), fresh))
	return texts
}

func kind(t testing.TB, err error) content.Kind {
	t.Helper()
	if known := httpd.Known(err); known != nil {
		return known.Kind
	}
	return ""
}
