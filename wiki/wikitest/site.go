// Package wikitest is what the HTTP tests of every floor share: a Docent on a real database in a
// folder of the test, with people, spaces and tokens, and requests that are values.
package wikitest

import (
	"log/slog"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alexedwards/argon2id"

	"github.com/docent-wiki/docent/themes"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/account"
	"github.com/docent-wiki/docent/wiki/httpd"
	"github.com/docent-wiki/docent/wiki/sqldb"
	"github.com/docent-wiki/docent/wiki/sqldb/sqldbtest"
	"github.com/docent-wiki/docent/wiki/wikisql"
)

// Password is everybody's.
const Password = "correct horse battery"

// Site is a wiki that a test asks over HTTP. Open makes it, Serve gives it a server without screens,
// and Settle fills it with people and spaces.
type Site struct {
	T        testing.TB
	DB       *sqldb.DB
	Wiki     *wiki.Wiki
	Accounts *account.Accounts
	Server   *httpd.Server
	People   map[string]wiki.Person
	Tokens   map[string]string // of people, "ada", or narrower: "ed reads", "ed writes"
	Cookies  map[string]string // of people who signed in

	clock func() time.Time
	blobs wiki.Blobs
}

// theme is drawn from by every test: parsing the templates takes longer than most tests.
var theme = sync.OnceValues(func() (*themes.Theme, error) { return themes.Open(nil) })

// Open has a database and no account yet. A clock that is nil is time.Now.
func Open(t testing.TB, clock func() time.Time) *Site {
	t.Helper()
	s := &Site{T: t, People: map[string]wiki.Person{}, Tokens: map[string]string{}, Cookies: map[string]string{}, clock: clock}
	dir := t.TempDir()
	var err error
	s.DB, err = sqldb.Open(t.Context(), sqldb.Config{Path: sqldbtest.Seed(t, filepath.Join(dir, "docent.db")), Now: clock})
	s.Must(err)
	t.Cleanup(func() { _ = s.DB.Close() })
	blobs, err := wikisql.OpenBlobs(filepath.Join(dir, "files"))
	s.Must(err)
	s.blobs = blobs
	s.Wiki = wiki.New(wikisql.New(s.DB), blobs, wiki.Options{Now: clock})
	// Hashing a password takes a tenth of a second where it is meant to resist.
	s.Accounts = account.New(s.DB, nil, account.WithParams(argon2id.Params{Memory: 64, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32}))
	return s
}

// NewServer is one on this site, without screens. Of the options, Log and Counts are taken, and Ready.
func (s *Site) NewServer(o httpd.Options) *httpd.Server {
	s.T.Helper()
	look, err := theme()
	s.Must(err)
	o.Wiki, o.Accounts, o.Sessions, o.Theme = s.Wiki, s.Accounts, s.Accounts.Sessions(), look
	o.Version, o.Now, o.LastEvent, o.Committed = "test", s.clock, s.Wiki.Store().LastEvent, s.DB.Committed
	if o.Log == nil {
		o.Log = slog.New(slog.NewTextHandler(s.T.Output(), &slog.HandlerOptions{Level: slog.LevelError}))
	}
	return httpd.New(o)
}

// Serve makes the server that Do asks. Screens are registered on it before the first request.
func (s *Site) Serve(o httpd.Options) { s.Server = s.NewServer(o) }

// Settle adds an administrator (ada) and members (bob, cleo, rita, ed); a space for the team that bob
// owns, “handbook”; a private one, “secret”, that rita may read and ed may edit; and a public one,
// “open”. It needs a server with the screen for signing in only where a browser asks.
func (s *Site) Settle() {
	s.T.Helper()
	ctx := s.T.Context()
	for _, name := range []string{"ada", "bob", "cleo", "rita", "ed"} {
		role := wiki.Member
		if name == "ada" {
			role = wiki.Admin
		}
		p, err := s.Accounts.Add(ctx, wiki.Operator(), account.NewPerson{
			Name: strings.ToUpper(name[:1]) + name[1:], Email: name + "@example.org", Role: role, Password: Password, Zone: "Europe/Vienna",
		})
		s.Must(err)
		s.People[name] = p
		s.Tokens[name] = s.Token(name, wiki.ScopeAdmin)
	}
	s.Tokens["ed reads"] = s.Token("ed", wiki.ScopeRead)
	s.Tokens["ed writes"] = s.Token("ed", wiki.ScopeWrite)
	for _, space := range []struct{ slug, visibility, owner string }{
		{"handbook", "team", "bob"}, {"secret", "private", "ada"}, {"open", "public", "ada"},
	} {
		_, err := s.Wiki.CreateSpace(ctx, s.Actor(space.owner), wiki.NewSpace{Slug: space.slug, Name: "The " + space.slug, Visibility: space.visibility})
		s.Must(err)
	}
	s.Must(s.Wiki.SetGrant(ctx, s.Actor("ada"), "secret", s.People["rita"].ID, wiki.Reader))
	s.Must(s.Wiki.SetGrant(ctx, s.Actor("ada"), "secret", s.People["ed"].ID, wiki.Editor))
}

// Must ends the test on an error.
func (s *Site) Must(err error) {
	s.T.Helper()
	if err != nil {
		s.T.Fatal(err)
	}
}

// Actor is somebody who signed in.
func (s *Site) Actor(name string) wiki.Actor {
	s.T.Helper()
	as, err := s.Accounts.ActorOf(s.T.Context(), s.People[name].ID)
	s.Must(err)
	return as
}

// Access is what somebody may read.
func (s *Site) Access(name string) wiki.Access {
	s.T.Helper()
	a, err := s.Wiki.Access(s.T.Context(), s.Actor(name))
	s.Must(err)
	return a
}

// Token makes another token for somebody.
func (s *Site) Token(name string, scope wiki.Scope) string {
	s.T.Helper()
	secret, _, err := s.Accounts.CreateToken(s.T.Context(), wiki.Operator(), s.People[name].ID, name, scope)
	s.Must(err)
	return secret
}

// SpaceID finds a space by its slug.
func (s *Site) SpaceID(slug string) wiki.SpaceID {
	s.T.Helper()
	space, err := s.Wiki.Space(s.T.Context(), wiki.Operator(), slug)
	s.Must(err)
	return space.ID
}

// Page makes a page at the top of a space, as the administrator.
func (s *Site) Page(space, title, markdown string) wiki.Page {
	s.T.Helper()
	saved, err := s.Wiki.Create(s.T.Context(), s.Actor("ada"), wiki.NewPage{Space: s.SpaceID(space), Title: title, Markdown: markdown})
	s.Must(err)
	return saved.Page
}

// File puts a file on a page, as the administrator.
func (s *Site) File(page wiki.PageID, name, body string) wiki.Attachment {
	s.T.Helper()
	a, err := s.Wiki.Attach(s.T.Context(), s.Actor("ada"), page, name, strings.NewReader(body))
	s.Must(err)
	return a
}
