package qahttp_test

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alexedwards/argon2id"

	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/qa/qahttp"
	"github.com/docent-wiki/docent/qa/qasql"
	"github.com/docent-wiki/docent/search"
	"github.com/docent-wiki/docent/themes"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/account"
	"github.com/docent-wiki/docent/wiki/httpd"
	"github.com/docent-wiki/docent/wiki/sqldb"
	"github.com/docent-wiki/docent/wiki/wikihttp"
	"github.com/docent-wiki/docent/wiki/wikisql"
)

const password = "correct horse battery"

// site is a whole Docent with an index in memory, on a real database in a folder of the test. Its
// clock stands still until a test moves it.
type site struct {
	t        testing.TB
	now      time.Time
	db       *sqldb.DB
	wiki     *wiki.Wiki
	accounts *account.Accounts
	desk     *qa.Desk
	deps     qahttp.Deps
	feed     *search.Feed
	server   *httpd.Server
	people   map[string]wiki.Person
	tokens   map[string]string // of people, "ada", or narrower: "ed reads", "ed writes"
	cookies  map[string]string // of people who signed in
}

// theme is drawn from by every test: parsing the templates takes longer than most tests.
var theme = sync.OnceValues(func() (*themes.Theme, error) { return themes.Open(nil) })

// newSite has an administrator (ada), members (bob, cleo), and a private space “secret” that rita may
// read and ed may edit, beside a space for the team that bob owns, and a public one.
func newSite(t testing.TB) *site {
	t.Helper()
	s := &site{
		t: t, now: time.Date(2026, 3, 6, 12, 0, 0, 0, time.UTC),
		people: map[string]wiki.Person{}, tokens: map[string]string{}, cookies: map[string]string{},
	}
	s.open(t.TempDir())
	for _, name := range []string{"ada", "bob", "cleo", "rita", "ed"} {
		role := wiki.Member
		if name == "ada" {
			role = wiki.Admin
		}
		p, err := s.accounts.Add(t.Context(), wiki.Operator(), account.NewPerson{
			Name: strings.ToUpper(name[:1]) + name[1:], Email: name + "@example.org", Role: role, Password: password, Zone: "Europe/Vienna",
		})
		s.must(err)
		s.people[name] = p
		s.tokens[name] = s.token(name, wiki.ScopeAdmin)
	}
	s.tokens["ed reads"] = s.token("ed", wiki.ScopeRead)
	s.tokens["ed writes"] = s.token("ed", wiki.ScopeWrite)
	for _, space := range []struct{ slug, visibility, owner string }{
		{"handbook", "team", "bob"}, {"secret", "private", "ada"}, {"open", "public", "ada"},
	} {
		_, err := s.wiki.CreateSpace(t.Context(), s.actor(space.owner), wiki.NewSpace{Slug: space.slug, Name: "The " + space.slug, Visibility: space.visibility})
		s.must(err)
	}
	s.must(s.wiki.SetGrant(t.Context(), s.actor("ada"), "secret", s.people["rita"].ID, wiki.Reader))
	s.must(s.wiki.SetGrant(t.Context(), s.actor("ada"), "secret", s.people["ed"].ID, wiki.Editor))
	return s
}

func (s *site) open(dir string) {
	s.t.Helper()
	clock := func() time.Time { return s.now }
	var err error
	s.db, err = sqldb.Open(s.t.Context(), sqldb.Config{Path: filepath.Join(dir, "docent.db"), Now: clock})
	s.must(err)
	s.t.Cleanup(func() { _ = s.db.Close() })
	blobs, err := wikisql.OpenBlobs(filepath.Join(dir, "files"))
	s.must(err)
	s.wiki = wiki.New(wikisql.New(s.db), blobs, wiki.Options{Now: clock})
	s.accounts = account.New(s.db, nil, account.WithParams(argon2id.Params{Memory: 64, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32}))
	index, err := search.Open("")
	s.must(err)
	s.t.Cleanup(func() { _ = index.Close() })
	store := qasql.New(s.db)
	source := search.Sources(search.Pages(s.wiki.Store()), qa.NewDocs(store, s.wiki.Store()))
	s.feed = search.NewFeed(index, s.wiki.Store(), source, search.FeedOptions{})
	finder := search.NewFinder(index, source, s.wiki.Store(), s.feed)
	s.desk = qa.New(store, finder, qa.NewRecorder(store), qa.Options{Now: clock})
	look, err := theme()
	s.must(err)
	s.server = httpd.New(httpd.Options{
		Wiki: s.wiki, Accounts: s.accounts, Sessions: s.accounts.Sessions(), Theme: look, Version: "test", Now: clock,
		Log: slog.New(slog.NewTextHandler(s.t.Output(), &slog.HandlerOptions{Level: slog.LevelError})), LastEvent: s.wiki.Store().LastEvent, Committed: s.db.Committed,
		Counts: qahttp.Counts(s.desk),
	})
	wikihttp.Register(s.server, wikihttp.Deps{Wiki: s.wiki, Accounts: s.accounts, Panels: qahttp.Panels(s.desk)})
	s.deps = qahttp.Deps{Desk: s.desk, Wiki: s.wiki, Finder: finder, Store: store, Pages: s.wiki.Store()}
	qahttp.Register(s.server, s.deps)
}

func (s *site) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *site) actor(name string) wiki.Actor {
	s.t.Helper()
	as, err := s.accounts.ActorOf(s.t.Context(), s.people[name].ID)
	s.must(err)
	return as
}

func (s *site) access(name string) wiki.Access {
	s.t.Helper()
	a, err := s.wiki.Access(s.t.Context(), s.actor(name))
	s.must(err)
	return a
}

func (s *site) token(name string, scope wiki.Scope) string {
	s.t.Helper()
	secret, _, err := s.accounts.CreateToken(s.t.Context(), wiki.Operator(), s.people[name].ID, name, scope)
	s.must(err)
	return secret
}

func (s *site) spaceID(slug string) wiki.SpaceID {
	s.t.Helper()
	space, err := s.wiki.Space(s.t.Context(), wiki.Operator(), slug)
	s.must(err)
	return space.ID
}

// page makes a page at the top of a space, as the administrator.
func (s *site) page(space, title, markdown string) wiki.Page {
	s.t.Helper()
	saved, err := s.wiki.Create(s.t.Context(), s.actor("ada"), wiki.NewPage{Space: s.spaceID(space), Title: title, Markdown: markdown})
	s.must(err)
	return saved.Page
}

// rewrite saves another text of a page, a while later.
func (s *site) rewrite(page wiki.Page, markdown string) {
	s.t.Helper()
	s.now = s.now.Add(48 * time.Hour)
	now, err := s.wiki.Page(s.t.Context(), s.actor("ada"), page.ID)
	s.must(err)
	_, err = s.wiki.Save(s.t.Context(), s.actor("ada"), wiki.Draft{Page: page.ID, Base: now.Revision, Markdown: &markdown})
	s.must(err)
}

// known makes a question in a space that a section answers, accepted.
func (s *site) known(by, space, title string, page wiki.PageID, anchor string) qa.Question {
	s.t.Helper()
	q, err := s.desk.CreateQuestion(s.t.Context(), s.access(by), qa.NewQuestion{Title: title, Space: s.spaceID(space)})
	s.must(err)
	a, err := s.desk.AddAnswer(s.t.Context(), s.access(by), q.ID, qa.NewAnswer{Links: []qa.NewLink{{Page: page, Anchor: anchor}}})
	s.must(err)
	s.must(s.desk.Accept(s.t.Context(), s.access(by), q.ID, a))
	return q
}

// catchUp lets the index know everything.
func (s *site) catchUp() {
	s.t.Helper()
	s.must(s.feed.CatchUp(s.t.Context()))
}

// signIn gives the cookie of somebody's browser.
func (s *site) signIn(name string) string {
	s.t.Helper()
	if cookie := s.cookies[name]; cookie != "" {
		return cookie
	}
	rec := s.do(request{method: "POST", url: "/signin", body: url.Values{"email": {name + "@example.org"}, "password": {password}}.Encode()})
	for _, c := range rec.Result().Cookies() {
		if c.Name == "docent_session" && c.Value != "" {
			s.cookies[name] = c.Name + "=" + c.Value
			return s.cookies[name]
		}
	}
	s.t.Fatalf("%s could not sign in: %d %s", name, rec.Code, rec.Body)
	return ""
}

// request is a request as a value. as is a person with a browser, or the name of a token.
type request struct {
	method string // GET where it is empty
	url    string
	as     string // "" for a visitor; "token NAME" for a program
	body   string
	cookie string // beside the session's
}

func (s *site) do(q request) *httptest.ResponseRecorder {
	s.t.Helper()
	method := q.method
	if method == "" {
		method = http.MethodGet
	}
	var body io.Reader
	if q.body != "" {
		body = strings.NewReader(q.body)
	}
	req := httptest.NewRequestWithContext(s.t.Context(), method, q.url, body)
	switch token, isToken := strings.CutPrefix(q.as, "token "); {
	case isToken:
		req.Header.Set("Authorization", "Bearer "+s.tokens[token])
	case q.as != "":
		req.Header.Set("Cookie", strings.TrimSuffix(s.signIn(q.as)+"; "+q.cookie, "; "))
	}
	switch {
	case q.body == "":
	case strings.HasPrefix(q.body, "{"):
		req.Header.Set("Content-Type", "application/json")
	default:
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	rec := httptest.NewRecorder()
	s.server.Handler().ServeHTTP(rec, req)
	return rec
}

// check is an HTTP test as a value.
type check struct {
	name string
	request
	status int
	has    []string // of the body
	hasNot []string
	to     string // where the answer leads
}

func (s *site) check(c check) *httptest.ResponseRecorder {
	s.t.Helper()
	rec := s.do(c.request)
	where := fmt.Sprintf("%s: %s %s as %q", c.name, c.method, c.url, c.as)
	if rec.Code != c.status {
		s.t.Errorf("%s: status %d, want %d: %.400s", where, rec.Code, c.status, rec.Body)
	}
	body := main(rec.Body.String())
	for _, want := range c.has {
		if !strings.Contains(body, want) {
			s.t.Errorf("%s: %q is missing in %.4000s", where, want, body)
		}
	}
	for _, not := range c.hasNot {
		if i := strings.Index(rec.Body.String(), not); i >= 0 {
			s.t.Errorf("%s: %q must not appear: …%.300s", where, not, rec.Body.String()[max(0, i-100):])
		}
	}
	if got := rec.Header().Get("Location"); c.to != "" && got != c.to {
		s.t.Errorf("%s: leads to %q, want %q", where, got, c.to)
	}
	if strings.Contains(body, "ZgotmplZ") {
		s.t.Errorf("%s: a value was not allowed where the template puts it", where)
	}
	return rec
}

// main cuts the frame off a screen; anything else stays whole.
func main(body string) string {
	if _, after, found := strings.Cut(body, "<main"); found {
		return after
	}
	return body
}

// follow sends a form and opens where it leads, with what was said on the way.
func (s *site) follow(c check) *httptest.ResponseRecorder {
	s.t.Helper()
	c.status = http.StatusSeeOther
	has, hasNot := c.has, c.hasNot
	c.has, c.hasNot, c.method = nil, nil, "POST"
	rec := s.check(c)
	next := request{url: rec.Header().Get("Location"), as: c.as}
	for _, cookie := range rec.Result().Cookies() {
		next.cookie = cookie.Name + "=" + cookie.Value
	}
	return s.check(check{name: c.name + ", then", request: next, status: 200, has: has, hasNot: hasNot})
}

// form writes the fields of a form: name, value, name, value.
func form(pairs ...string) string {
	v := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Add(pairs[i], pairs[i+1])
	}
	return v.Encode()
}

// call is a call of the API; a nil body sends nothing. The answer is decoded.
func (s *site) call(as, method, path, body string, status int) map[string]any {
	s.t.Helper()
	rec := s.check(check{request: request{method: method, url: "/api/v1" + path, as: "token " + as, body: body}, status: status})
	if rec.Body.Len() == 0 {
		return nil
	}
	var v map[string]any
	if err := json.Unmarshal(rec.Body.Bytes(), &v); err != nil {
		s.t.Fatalf("%s %s: %v in %.500s", method, path, err, rec.Body)
	}
	return v
}

const travel = `How trips work here.

## Rental cars

Anybody on an approved trip may rent a car. You need a valid licence and the travel card.
Decline the insurance that the rental desk offers: the government agreement already covers you.

## Receipts

Keep every receipt above 75 dollars. Upload them within five days of your return.

## Hotels

Book hotels through the portal. Breakfast is reimbursed.
`

const security = `Rules for equipment.

## Lost equipment

Report a lost laptop to the security desk within one hour.

## Badges

Wear your badge visibly. Ask the front desk for a new badge.
`
