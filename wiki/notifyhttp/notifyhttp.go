// Package notifyhttp puts on the server what people see of notices: the inbox, what they watch, how they are told, the
// links of mails that end them, and the script that shows them in browsers. JSON and HTML go through the same use cases.
package notifyhttp

import (
	"context"
	_ "embed"
	"net/http"
	"strings"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/themes"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/httpd"
	"github.com/docent-wiki/docent/wiki/notify"
	"github.com/docent-wiki/docent/wiki/push"
	"github.com/docent-wiki/docent/wiki/watch"
)

// Deps is what the screens work with. All but Browsers are needed.
type Deps struct {
	Watches  *watch.Watches
	Queue    *notify.Queue
	Links    *notify.Links
	Narrow   []notify.Narrow // leave out of the inbox what a reader may no longer read: notify.Readable, and those of floors above
	Browsers *push.Browsers  // nil: no browser shows notices
}

type screens struct{ Deps }

const (
	inboxPath    = "/inbox"
	settingsPath = "/settings/notifications"
	teamPath     = "/admin/notifications"
	browsersPath = "/settings/notifications/browsers"
	workerPath   = "/notices.js"
)

// Unseen gives the number at the bell.
func Unseen(q *notify.Queue) httpd.Unseen { return q.Unseen }

// Register puts the screens and calls on a server.
func Register(server *httpd.Server, d Deps) {
	s := &screens{d}
	own := httpd.Scope(wiki.ScopeAdmin) // how somebody is reached is not for narrow tokens
	server.GET(inboxPath, s.inbox)
	server.POST(inboxPath+"/read", s.read)
	server.GET("/watch/:kind/*thing", s.watch)
	server.POST("/watch/:kind/*thing", s.watchNow)
	server.GET(settingsPath, s.settings, own)
	server.POST(settingsPath, s.settingsNow, own)
	server.GET(teamPath, s.team, own)
	server.POST(teamPath, s.teamNow, own)
	server.GET(notify.UnsubscribePath, s.unsubscribe, httpd.Visitors)
	server.POST(notify.UnsubscribePath, s.unsubscribeNow, httpd.Visitors, httpd.Scope(wiki.ScopeNone))
	if d.Browsers != nil {
		server.POST(browsersPath, s.browser, own)
		server.GET(workerPath, worker, httpd.Visitors)
	}
	s.registerAPI(server)
}

//go:embed notices.js
var script []byte

// worker is the script that shows notices. Its address stays the same, so that browsers find a newer one.
func worker(r *httpd.Request) error {
	h := r.Writer.Header()
	h.Set("Content-Type", "text/javascript; charset=utf-8")
	h.Set("Cache-Control", "no-cache")
	_, _ = r.Writer.Write(script) // the browser went away: nothing is left to do
	return nil
}

// push is what the button needs that subscribes a browser.
func (s *screens) push(ctx context.Context) (themes.Push, error) {
	if s.Browsers == nil {
		return themes.Push{}, nil
	}
	key, err := s.Browsers.Key(ctx)
	return themes.Push{Key: key, Worker: workerPath}, err
}

func problem(e *content.Error) themes.Problem { return themes.Problem{Text: e.Text, Field: e.Field} }

// mendable gives an error that the one who filled in a form can do something about.
func mendable(err error) *content.Error {
	if known := httpd.Known(err); known != nil && (known.Kind == content.Invalid || known.Kind == content.Conflict) {
		return known
	}
	return nil
}

// readable gives the part of an inbox that its reader may read as things stand.
func (s *screens) readable(ctx context.Context, access wiki.Access, before notify.NoticeID, limit int) (list []notify.Notice, next notify.NoticeID, err error) {
	list, err = s.Queue.Inbox(ctx, access, before, limit)
	if err != nil {
		return nil, 0, err
	}
	if len(list) == limit {
		next = list[len(list)-1].ID
	}
	for _, narrow := range s.Narrow {
		if list, err = narrow(ctx, access, list); err != nil {
			return nil, 0, err
		}
	}
	return list, next, nil
}

// answersJSON says whether a script asks, and answers it.
func answersJSON(r *httpd.Request) (bool, error) {
	if !strings.Contains(r.Header.Get("Accept"), "json") {
		return false, nil
	}
	return true, r.JSON(http.StatusOK, map[string]bool{"done": true})
}
