package wikihttp_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/httpd"
	"github.com/docent-wiki/docent/wiki/wikihttp"
	"github.com/docent-wiki/docent/wiki/wikitest"
)

// cookieOf gives the session of an answer, "" for none.
func cookieOf(res *http.Response) string {
	for _, c := range res.Cookies() {
		if c.Name == "docent_session" && c.Value != "" {
			return c.Name + "=" + c.Value
		}
	}
	return ""
}

func TestSettingUp(t *testing.T) {
	s := emptySite(t)
	token, needed, err := s.Accounts.SetupToken(t.Context())
	s.Must(err)
	if !needed {
		t.Fatal("an empty installation needs no set-up")
	}
	s.Check(wikitest.Check{Name: "sign-in leads there", Request: wikitest.Request{URL: "/signin"}, Status: 303, Header: map[string]string{"Location": "/setup"}})
	s.Check(wikitest.Check{Name: "without the secret", Request: wikitest.Request{URL: "/setup"}, Status: 404, Has: []string{"not set up yet"}})
	s.Check(wikitest.Check{
		Name: "with it", Request: wikitest.Request{URL: "/setup?token=" + token}, Status: 200, Has: []string{token, "Europe/Vienna"},
		Header: map[string]string{"Referrer-Policy": "no-referrer", "Cache-Control": "no-store"},
	})
	form := url.Values{"token": {token}, "name": {"Ada"}, "email": {"ada@example.org"}, "password": {"short"}, "timezone": {"Europe/Vienna"}, "team": {"Navy"}}
	s.Check(wikitest.Check{Name: "short password", Request: wikitest.Request{Method: "POST", URL: "/setup", Body: form.Encode()}, Status: 422, Has: []string{"Navy", "ada@example.org", "10 characters"}, HasNot: []string{"short\""}})
	form.Set("password", wikitest.Password)
	rec := s.Check(wikitest.Check{Name: "done", Request: wikitest.Request{Method: "POST", URL: "/setup", Body: form.Encode()}, Status: 303, Header: map[string]string{"Location": "/"}})
	cookie := cookieOf(rec.Result())
	s.Check(wikitest.Check{Name: "signed in", Request: wikitest.Request{URL: "/", Header: map[string]string{"Cookie": cookie}}, Status: 200, Frame: []string{"Navy", "Ada"}})
	s.Check(wikitest.Check{Name: "only once", Request: wikitest.Request{URL: "/setup?token=" + token}, Status: 303, Header: map[string]string{"Location": "/signin"}})
	s.Check(wikitest.Check{Name: "only once, sent", Request: wikitest.Request{Method: "POST", URL: "/setup", Body: form.Encode()}, Status: 303, Header: map[string]string{"Location": "/signin"}})
	if strings.Contains(s.log.String(), token) || strings.Contains(s.log.String(), wikitest.Password) || strings.Contains(s.log.String(), strings.TrimPrefix(cookie, "docent_session=")) {
		t.Error("the log holds a secret")
	}
}

func TestSigningIn(t *testing.T) {
	s := newSite(t)
	p := s.Page("handbook", "Rules", "x")
	s.Check(wikitest.Check{
		Name: "sent there", Request: wikitest.Request{URL: p.URL() + "?quote=a+b"}, Status: 303,
		Header: map[string]string{"Location": "/signin?next=" + url.QueryEscape(p.URL()+"?quote=a+b")},
	})
	s.Check(wikitest.Check{Name: "the same for what is not there", Request: wikitest.Request{URL: "/p/4711"}, Status: 303})
	s.Check(wikitest.Check{Name: "programs hear 404", Request: wikitest.Request{URL: "/p/4711", Header: map[string]string{"Accept": "application/json"}}, Status: 404})
	s.Check(wikitest.Check{Name: "the form", Request: wikitest.Request{URL: "/signin?next=/p/1"}, Status: 200, Has: []string{`value="/p/1"`}})
	s.Check(wikitest.Check{Name: "no way elsewhere", Request: wikitest.Request{URL: "/signin?next=//evil.example"}, Status: 200, HasNot: []string{"evil.example"}})
	wrong := url.Values{"email": {"bob@example.org"}, "password": {"wrong"}, "next": {"/people"}}
	s.Check(wikitest.Check{Name: "wrong password", Request: wikitest.Request{Method: "POST", URL: "/signin", Body: wrong.Encode()}, Status: 401, Has: []string{"bob@example.org", `value="/people"`}, HasNot: []string{`"wrong"`}})
	wrong.Set("password", wikitest.Password)
	rec := s.Check(wikitest.Check{Name: "right", Request: wikitest.Request{Method: "POST", URL: "/signin", Body: wrong.Encode()}, Status: 303, Header: map[string]string{"Location": "/people"}})
	for _, c := range rec.Result().Cookies() {
		if c.Name == "docent_session" && (!c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/") {
			t.Errorf("cookie %+v", c)
		}
	}
	cookie := cookieOf(rec.Result())
	wrong.Set("next", "https://evil.example/")
	s.Check(wikitest.Check{Name: "not elsewhere", Request: wikitest.Request{Method: "POST", URL: "/signin", Body: wrong.Encode()}, Status: 303, Header: map[string]string{"Location": "/"}})

	with := map[string]string{"Cookie": cookie}
	s.Check(wikitest.Check{Name: "in", Request: wikitest.Request{URL: "/people", Header: with}, Status: 200})
	s.Check(wikitest.Check{Name: "out", Request: wikitest.Request{Method: "POST", URL: "/signout", Header: with}, Status: 303})
	s.Check(wikitest.Check{Name: "the cookie is worth nothing", Request: wikitest.Request{URL: "/people", Header: with}, Status: 303})
	s.Check(wikitest.Check{Name: "a made-up cookie", Request: wikitest.Request{URL: "/people", Header: map[string]string{"Cookie": "docent_session=made-up"}}, Status: 303})
	s.Check(wikitest.Check{Name: "an old cookie does not hinder", Request: wikitest.Request{URL: "/signin", Header: with}, Status: 200})
}

func TestReadingWritesNoSession(t *testing.T) {
	s := newSite(t)
	cookie := s.SignIn("bob")
	for _, at := range []string{"/", "/people", "/s/handbook", "/settings"} {
		rec := s.Check(wikitest.Check{Request: wikitest.Request{URL: at, As: "bob"}, Status: 200})
		if got := rec.Header().Values("Set-Cookie"); len(got) > 0 {
			t.Errorf("%s sets %v", at, got)
		}
	}
	if s.SignIn("bob") != cookie {
		t.Error("the session changed")
	}
}

func TestDisablingHoldsAtOnce(t *testing.T) {
	s := newSite(t)
	bob := s.People["bob"].ID
	s.Check(wikitest.Check{Name: "before", Request: wikitest.Request{URL: "/people", As: "bob"}, Status: 200})
	s.Check(wikitest.Check{Name: "disable", Request: wikitest.Request{Method: "POST", URL: fmt.Sprintf("/people/%d/disable", bob), As: "ada"}, Status: 303})
	s.Check(wikitest.Check{Name: "his browser", Request: wikitest.Request{URL: "/people", As: "bob"}, Status: 303})
	s.Check(wikitest.Check{Name: "his token", Request: wikitest.Request{URL: "/api/v1/me", As: "token bob"}, Status: 401})
	s.Check(wikitest.Check{Name: "listed for the administrator", Request: wikitest.Request{URL: "/people", As: "ada"}, Status: 200, Has: []string{"bob@example.org"}})
	s.Check(wikitest.Check{Name: "not for others", Request: wikitest.Request{URL: "/people", As: "rita"}, Status: 200, HasNot: []string{"bob@example.org"}})
	s.Check(wikitest.Check{Name: "the only administrator stays", Request: wikitest.Request{Method: "POST", URL: fmt.Sprintf("/people/%d/role", s.People["ada"].ID), As: "ada", Body: "role=member"}, Status: 409, Has: []string{"only administrator"}})
}

func TestInvitingAndResetting(t *testing.T) {
	s := newSite(t)
	rec := s.Check(wikitest.Check{Name: "invite", Request: wikitest.Request{Method: "POST", URL: "/people/invite", As: "ada", Body: "email=new%40example.org&role=member"}, Status: 201, Header: map[string]string{"Cache-Control": "no-store"}})
	at := regexp.MustCompile(`/invite/[A-Za-z0-9_-]+`).FindString(rec.Body.String())
	if at == "" {
		t.Fatal("no invitation is shown")
	}
	s.Check(wikitest.Check{Name: "shown once", Request: wikitest.Request{URL: "/people", As: "ada"}, Status: 200, Has: []string{"new@example.org"}, HasNot: []string{at}})
	s.Check(wikitest.Check{Name: "open it", Request: wikitest.Request{URL: at}, Status: 200, Has: []string{"new@example.org", "Ada"}})
	form := url.Values{"name": {"New"}, "password": {"tiny"}, "timezone": {"Asia/Tokyo"}}
	s.Check(wikitest.Check{Name: "short password", Request: wikitest.Request{Method: "POST", URL: at, Body: form.Encode()}, Status: 422, Has: []string{`value="New"`}})
	form.Set("password", wikitest.Password)
	rec = s.Check(wikitest.Check{Name: "join", Request: wikitest.Request{Method: "POST", URL: at, Body: form.Encode()}, Status: 303})
	if cookieOf(rec.Result()) == "" {
		t.Error("joining does not sign in")
	}
	s.Check(wikitest.Check{Name: "used up", Request: wikitest.Request{URL: at}, Status: 404})

	before := s.SignIn("bob")
	rec = s.Check(wikitest.Check{Name: "reset", Request: wikitest.Request{Method: "POST", URL: fmt.Sprintf("/people/%d/reset", s.People["bob"].ID), As: "ada"}, Status: 201})
	at = regexp.MustCompile(`/reset/[A-Za-z0-9_-]+`).FindString(rec.Body.String())
	s.Check(wikitest.Check{Name: "open it", Request: wikitest.Request{URL: at}, Status: 200, Has: []string{"Bob"}})
	s.Check(wikitest.Check{Name: "short", Request: wikitest.Request{Method: "POST", URL: at, Body: "password=tiny"}, Status: 422})
	s.Check(wikitest.Check{Name: "new password", Request: wikitest.Request{Method: "POST", URL: at, Body: "password=another+long+one"}, Status: 303})
	s.Check(wikitest.Check{Name: "other browsers are out", Request: wikitest.Request{URL: "/people", Header: map[string]string{"Cookie": before}}, Status: 303})
	s.Check(wikitest.Check{Name: "used up", Request: wikitest.Request{Method: "POST", URL: at, Body: "password=another+long+one"}, Status: 404})
}

func TestSettingsOfAnAccount(t *testing.T) {
	s := newSite(t)
	rec := s.Check(wikitest.Check{Name: "token", Request: wikitest.Request{Method: "POST", URL: "/settings/tokens", As: "bob", Body: "label=Nightly&scope=write"}, Status: 201, Has: []string{"dct_", "Nightly"}})
	secret := regexp.MustCompile(`dct_[A-Za-z0-9]{20,}`).FindString(rec.Body.String())
	s.Tokens["made"] = secret
	s.Check(wikitest.Check{Name: "it works", Request: wikitest.Request{URL: "/api/v1/me", As: "token made"}, Status: 200, Has: []string{`"scope":"write"`}})
	rec = s.Check(wikitest.Check{Name: "shown once", Request: wikitest.Request{URL: "/settings", As: "bob"}, Status: 200, Has: []string{"Nightly", "this browser"}, HasNot: []string{secret}})
	del := regexp.MustCompile(`/settings/tokens/\d+/delete`).FindString(rec.Body.String())
	s.Check(wikitest.Check{Name: "not a stranger's", Request: wikitest.Request{Method: "POST", URL: del, As: "rita"}, Status: 404})
	s.Check(wikitest.Check{Name: "delete", Request: wikitest.Request{Method: "POST", URL: del, As: "bob"}, Status: 303})
	s.Check(wikitest.Check{Name: "ended", Request: wikitest.Request{URL: "/api/v1/me", As: "token made"}, Status: 401})
	s.Check(wikitest.Check{Name: "no label", Request: wikitest.Request{Method: "POST", URL: "/settings/tokens", As: "bob", Body: "label=&scope=write"}, Status: 422})
	s.Check(wikitest.Check{Name: "no scope", Request: wikitest.Request{Method: "POST", URL: "/settings/tokens", As: "bob", Body: "label=x&scope=all"}, Status: 422})

	s.Check(wikitest.Check{Name: "profile", Request: wikitest.Request{Method: "POST", URL: "/settings", As: "bob", Body: "action=profile&name=Robert&timezone=Asia%2FTokyo&language=de&scheme=dark"}, Status: 303})
	s.Check(wikitest.Check{Name: "changed", Request: wikitest.Request{URL: "/settings", As: "bob"}, Status: 200, Has: []string{"Robert", `value="Asia/Tokyo" selected`}})
	s.Check(wikitest.Check{Name: "bad zone", Request: wikitest.Request{Method: "POST", URL: "/settings", As: "bob", Body: "action=profile&name=Typed&timezone=Mars"}, Status: 422, Has: []string{"Typed"}})
	s.Check(wikitest.Check{Name: "colours", Request: wikitest.Request{Method: "POST", URL: "/settings", As: "bob", Body: "action=scheme&scheme=light&next=%2Fpeople"}, Status: 303, Header: map[string]string{"Location": "/people"}})
	s.Check(wikitest.Check{Name: "wrong present password", Request: wikitest.Request{Method: "POST", URL: "/settings", As: "bob", Body: "action=password&current=x&password=another+long+one"}, Status: 422})

	other := s.Do(wikitest.Request{Method: "POST", URL: "/signin", Body: "email=bob%40example.org&password=" + strings.ReplaceAll(wikitest.Password, " ", "+")})
	elsewhere := map[string]string{"Cookie": cookieOf(other.Result())}
	s.Check(wikitest.Check{Name: "another browser", Request: wikitest.Request{URL: "/people", Header: elsewhere}, Status: 200})
	body := "action=password&current=" + strings.ReplaceAll(wikitest.Password, " ", "+") + "&password=another+long+one"
	s.Check(wikitest.Check{Name: "new password", Request: wikitest.Request{Method: "POST", URL: "/settings", As: "bob", Body: body}, Status: 303})
	s.Check(wikitest.Check{Name: "this browser stays", Request: wikitest.Request{URL: "/people", As: "bob"}, Status: 200})
	s.Check(wikitest.Check{Name: "the other is out", Request: wikitest.Request{URL: "/people", Header: elsewhere}, Status: 303})
}

func TestEndingASession(t *testing.T) {
	s := newSite(t)
	first := s.SignIn("bob")
	delete(s.Cookies, "bob")
	s.SignIn("bob")
	rec := s.Check(wikitest.Check{Request: wikitest.Request{URL: "/settings", As: "bob"}, Status: 200})
	end := regexp.MustCompile(`/settings/sessions/[^/"]+/end`).FindAllString(rec.Body.String(), -1)
	if len(end) != 1 {
		t.Fatalf("sessions that can be ended: %v", end)
	}
	s.Check(wikitest.Check{Name: "not a stranger's", Request: wikitest.Request{Method: "POST", URL: end[0], As: "rita"}, Status: 303})
	s.Check(wikitest.Check{Name: "still in", Request: wikitest.Request{URL: "/people", Header: map[string]string{"Cookie": first}}, Status: 200})
	s.Check(wikitest.Check{Name: "end", Request: wikitest.Request{Method: "POST", URL: end[0], As: "bob"}, Status: 303})
	s.Check(wikitest.Check{Name: "out", Request: wikitest.Request{URL: "/people", Header: map[string]string{"Cookie": first}}, Status: 303})
	s.Check(wikitest.Check{Name: "in", Request: wikitest.Request{URL: "/people", As: "bob"}, Status: 200})
}

func TestSpacesAndTheirMembers(t *testing.T) {
	s := newSite(t)
	form := url.Values{"name": {"Ops"}, "slug": {"ops"}, "description": {"Running it"}, "visibility": {"private"}}
	s.Check(wikitest.Check{Name: "new", Request: wikitest.Request{Method: "POST", URL: "/spaces/new", As: "bob", Body: form.Encode()}, Status: 303, Header: map[string]string{"Location": "/s/ops"}})
	s.Check(wikitest.Check{Name: "taken", Request: wikitest.Request{Method: "POST", URL: "/spaces/new", As: "bob", Body: form.Encode()}, Status: 409, Has: []string{"Running it"}})
	s.Check(wikitest.Check{Name: "rita does not see it", Request: wikitest.Request{URL: "/s/ops", As: "rita"}, Status: 404})
	rita := s.People["rita"].ID
	member := func(form string, status int) {
		t.Helper()
		s.Check(wikitest.Check{Name: form, Request: wikitest.Request{Method: "POST", URL: "/s/ops/settings", As: "bob", Body: form}, Status: status})
	}
	member(fmt.Sprintf("action=add&add=%d&role=reader", rita), 303)
	s.Check(wikitest.Check{Name: "now she does", Request: wikitest.Request{URL: "/s/ops", As: "rita"}, Status: 200, Has: []string{"Running it"}})
	s.Check(wikitest.Check{Name: "the list", Request: wikitest.Request{URL: "/s/ops/settings", As: "bob"}, Status: 200, Has: []string{"Rita"}})
	member("action=add&add=&role=reader", 422)
	member("action=add&add=4711&role=reader", 422)
	member(fmt.Sprintf("action=add&add=%d&role=king", rita), 422)
	member(fmt.Sprintf("action=remove&remove=%d", rita), 303)
	s.Check(wikitest.Check{Name: "gone again", Request: wikitest.Request{URL: "/s/ops", As: "rita"}, Status: 404})
	member("action=save&name=&description=kept+words&visibility=private", 422)
	member("action=save&name=Operations&description=&visibility=public", 303)
	s.Check(wikitest.Check{Name: "public", Request: wikitest.Request{URL: "/s/ops"}, Status: 200, Has: []string{"Operations"}})
	if space, err := s.Wiki.Space(t.Context(), wiki.Operator(), "ops"); err != nil || space.Owner.ID != s.People["bob"].ID {
		t.Errorf("the owner of the space is %v (%v)", space.Owner, err)
	}
}

// Behind a proxy everybody comes from one address: tries are counted by whom a trusted proxy names, and by
// nobody else's word.
func TestWrongPasswordsAreCountedByWhoeverComes(t *testing.T) {
	for name, test := range map[string]struct {
		proxies   []netip.Prefix
		elsewhere int // the status of the right password from another address, after all tries from the first
	}{
		"a trusted proxy": {[]netip.Prefix{netip.MustParsePrefix("192.0.2.0/24")}, 303},
		"anybody else":    {nil, 429},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSite(t)
			server := s.NewServer(httpd.Options{Proxies: test.proxies})
			wikihttp.Register(server, wikihttp.Deps{Wiki: s.Wiki, Accounts: s.Accounts})
			s.Server = server
			try := func(from, secret string) *httptest.ResponseRecorder {
				return s.Do(wikitest.Request{
					Method: "POST", URL: "/signin", Header: map[string]string{"X-Forwarded-For": from},
					Body: url.Values{"email": {"bob@example.org"}, "password": {secret}}.Encode(),
				})
			}
			for range 10 {
				if rec := try("198.51.100.1", "wrong"); rec.Code != 401 {
					t.Fatalf("a wrong password: %d", rec.Code)
				}
			}
			rec := try("198.51.100.1", wikitest.Password)
			if wait := rec.Header().Get("Retry-After"); rec.Code != 429 || wait == "" {
				t.Errorf("the eleventh: %d, Retry-After %q", rec.Code, wait)
			}
			if rec := try("198.51.100.2", wikitest.Password); rec.Code != test.elsewhere {
				t.Errorf("from elsewhere: %d, want %d", rec.Code, test.elsewhere)
			}
		})
	}
}
