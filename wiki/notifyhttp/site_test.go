package notifyhttp_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/httpd"
	"github.com/docent-wiki/docent/wiki/notify"
	"github.com/docent-wiki/docent/wiki/notifyhttp"
	"github.com/docent-wiki/docent/wiki/push"
	"github.com/docent-wiki/docent/wiki/sqldb"
	"github.com/docent-wiki/docent/wiki/watch"
	"github.com/docent-wiki/docent/wiki/wikihttp"
	"github.com/docent-wiki/docent/wiki/wikitest"
)

// site is a wiki with an inbox. Its clock stands still until a test moves it.
type site struct {
	*wikitest.Site
	now      time.Time
	deps     notifyhttp.Deps
	follower *watch.Follower
}

func newSite(t testing.TB) *site {
	t.Helper()
	s := &site{now: time.Date(2026, 3, 6, 12, 0, 0, 0, time.UTC)}
	s.Site = wikitest.Open(t, func() time.Time { return s.now })
	queue := notify.NewQueue(s.DB)
	s.Serve(httpd.Options{Unseen: notifyhttp.Unseen(queue)})
	wikihttp.Register(s.Server, wikihttp.Deps{Wiki: s.Wiki, Accounts: s.Accounts})
	links, err := notify.NewLinks(t.Context(), s.Accounts, "https://docs.example.org")
	s.Must(err)
	watches := watch.New(s.DB, s.Wiki)
	s.deps = notifyhttp.Deps{
		Watches: watches, Queue: queue, Links: links, Browsers: push.NewBrowsers(s.DB, s.Accounts),
		Narrow: []notify.Narrow{notify.Readable(s.Wiki), watches.Questions},
	}
	notifyhttp.Register(s.Server, s.deps)
	s.Settle()
	s.follower = watch.NewFollower(watches, queue, watch.FollowerOptions{Sources: []watch.Source{watches.Pages}})
	return s
}

// watch has somebody hear of everything that happens to a thing.
func (s *site) watch(who string, thing watch.Thing) {
	s.T.Helper()
	s.Must(s.deps.Watches.Set(s.T.Context(), s.Access(who), thing, watch.Everything))
}

// save writes another text of a page as the administrator, a minute later, and lets the follower tell of it.
func (s *site) save(page wiki.PageID, markdown string) {
	s.T.Helper()
	s.now = s.now.Add(time.Minute)
	now, err := s.Wiki.Page(s.T.Context(), s.Actor("ada"), page)
	s.Must(err)
	_, err = s.Wiki.Save(s.T.Context(), s.Actor("ada"), wiki.Draft{Page: page, Base: now.Revision, Markdown: &markdown})
	s.Must(err)
	s.Must(s.follower.CatchUp(s.T.Context()))
}

// tell puts a notice into somebody's inbox.
func (s *site) tell(who string, n notify.Notice) {
	s.T.Helper()
	n.Person, n.At = s.People[who].ID, s.now
	if n.Key == "" {
		n.Key = fmt.Sprint(who, n.Title, n.Text, s.now)
	}
	s.Must(s.DB.Write(s.T.Context(), wiki.Operator(), func(tx *sqldb.Tx) error {
		_, err := s.deps.Queue.Put(s.T.Context(), tx, []notify.Notice{n})
		return err
	}))
}

// unsubscribe is the path of the link that a mail about a thread has.
func (s *site) unsubscribe(who, thread string) string {
	return strings.TrimPrefix(s.deps.Links.UnsubscribeURL(s.People[who].ID, thread), "https://docs.example.org")
}

func (s *site) level(who string, thing watch.Thing) watch.Level {
	s.T.Helper()
	w, err := s.deps.Watches.Of(context.WithoutCancel(s.T.Context()), s.People[who].ID, thing)
	s.Must(err)
	return w.Level
}
