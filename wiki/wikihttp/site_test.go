package wikihttp_test

import (
	"bytes"
	"context"
	"log/slog"
	"sync"
	"testing"

	"github.com/docent-wiki/docent/content/starter"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/filetext"
	"github.com/docent-wiki/docent/wiki/httpd"
	"github.com/docent-wiki/docent/wiki/team"
	"github.com/docent-wiki/docent/wiki/wikihttp"
	"github.com/docent-wiki/docent/wiki/wikitest"
)

// site is a Docent without search and questions.
type site struct {
	*wikitest.Site
	log    *lockedBuffer
	panels wikihttp.Panels
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// emptySite has no account yet.
func emptySite(t testing.TB) *site {
	t.Helper()
	s := &site{Site: wikitest.Open(t, nil), log: &lockedBuffer{}}
	s.Serve(httpd.Options{
		Log:    slog.New(slog.NewJSONHandler(s.log, nil)),
		Counts: func(_ context.Context, a wiki.Access) (int, int, error) { return len(a.Spaces()), 0, nil },
	})
	wikihttp.Register(s.Server, wikihttp.Deps{
		Wiki: s.Wiki, Accounts: s.Accounts, Templates: starter.Templates(), Unread: filetext.New(s.DB).Reasons, Calendars: team.New(s.DB),
		Panels: func(ctx context.Context, a wiki.Access, id wiki.PageID) (wikihttp.Beside, error) {
			if s.panels == nil {
				return wikihttp.Beside{}, nil
			}
			return s.panels(ctx, a, id)
		},
	})
	return s
}

// newSite has the people and spaces of wikitest.
func newSite(t testing.TB) *site {
	t.Helper()
	s := emptySite(t)
	s.Settle()
	return s
}
