package wikihttp_test

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/docent-wiki/docent/wiki"
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
	token, needed, err := s.accounts.SetupToken(t.Context())
	s.must(err)
	if !needed {
		t.Fatal("an empty installation needs no set-up")
	}
	s.check(check{name: "sign-in leads there", request: request{url: "/signin"}, status: 303, header: map[string]string{"Location": "/setup"}})
	s.check(check{name: "without the secret", request: request{url: "/setup"}, status: 404, has: []string{"not set up yet"}})
	s.check(check{
		name: "with it", request: request{url: "/setup?token=" + token}, status: 200, has: []string{token, "Europe/Vienna"},
		header: map[string]string{"Referrer-Policy": "no-referrer", "Cache-Control": "no-store"},
	})
	form := url.Values{"token": {token}, "name": {"Ada"}, "email": {"ada@example.org"}, "password": {"short"}, "timezone": {"Europe/Vienna"}, "team": {"Navy"}}
	s.check(check{name: "short password", request: request{method: "POST", url: "/setup", body: form.Encode()}, status: 422, has: []string{"Navy", "ada@example.org", "10 characters"}, hasNot: []string{"short\""}})
	form.Set("password", password)
	rec := s.check(check{name: "done", request: request{method: "POST", url: "/setup", body: form.Encode()}, status: 303, header: map[string]string{"Location": "/"}})
	cookie := cookieOf(rec.Result())
	s.check(check{name: "signed in", request: request{url: "/", header: map[string]string{"Cookie": cookie}}, status: 200, has: []string{"Navy", "Ada"}})
	s.check(check{name: "only once", request: request{url: "/setup?token=" + token}, status: 303, header: map[string]string{"Location": "/signin"}})
	s.check(check{name: "only once, sent", request: request{method: "POST", url: "/setup", body: form.Encode()}, status: 303, header: map[string]string{"Location": "/signin"}})
	if strings.Contains(s.log.String(), token) || strings.Contains(s.log.String(), password) || strings.Contains(s.log.String(), strings.TrimPrefix(cookie, "docent_session=")) {
		t.Error("the log holds a secret")
	}
}

func TestSigningIn(t *testing.T) {
	s := newSite(t)
	p := s.page("handbook", "Rules", "x")
	s.check(check{
		name: "sent there", request: request{url: p.URL() + "?quote=a+b"}, status: 303,
		header: map[string]string{"Location": "/signin?next=" + url.QueryEscape(p.URL()+"?quote=a+b")},
	})
	s.check(check{name: "the same for what is not there", request: request{url: "/p/4711"}, status: 303})
	s.check(check{name: "programs hear 404", request: request{url: "/p/4711", header: map[string]string{"Accept": "application/json"}}, status: 404})
	s.check(check{name: "the form", request: request{url: "/signin?next=/p/1"}, status: 200, has: []string{`value="/p/1"`}})
	s.check(check{name: "no way elsewhere", request: request{url: "/signin?next=//evil.example"}, status: 200, hasNot: []string{"evil.example"}})
	wrong := url.Values{"email": {"bob@example.org"}, "password": {"wrong"}, "next": {"/people"}}
	s.check(check{name: "wrong password", request: request{method: "POST", url: "/signin", body: wrong.Encode()}, status: 401, has: []string{"bob@example.org", `value="/people"`}, hasNot: []string{`"wrong"`}})
	wrong.Set("password", password)
	rec := s.check(check{name: "right", request: request{method: "POST", url: "/signin", body: wrong.Encode()}, status: 303, header: map[string]string{"Location": "/people"}})
	for _, c := range rec.Result().Cookies() {
		if c.Name == "docent_session" && (!c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/") {
			t.Errorf("cookie %+v", c)
		}
	}
	cookie := cookieOf(rec.Result())
	wrong.Set("next", "https://evil.example/")
	s.check(check{name: "not elsewhere", request: request{method: "POST", url: "/signin", body: wrong.Encode()}, status: 303, header: map[string]string{"Location": "/"}})

	with := map[string]string{"Cookie": cookie}
	s.check(check{name: "in", request: request{url: "/people", header: with}, status: 200})
	s.check(check{name: "out", request: request{method: "POST", url: "/signout", header: with}, status: 303})
	s.check(check{name: "the cookie is worth nothing", request: request{url: "/people", header: with}, status: 303})
	s.check(check{name: "a made-up cookie", request: request{url: "/people", header: map[string]string{"Cookie": "docent_session=made-up"}}, status: 303})
	s.check(check{name: "an old cookie does not hinder", request: request{url: "/signin", header: with}, status: 200})
}

func TestReadingWritesNoSession(t *testing.T) {
	s := newSite(t)
	cookie := s.signIn("bob")
	for _, at := range []string{"/", "/people", "/s/handbook", "/settings"} {
		rec := s.check(check{request: request{url: at, as: "bob"}, status: 200})
		if got := rec.Header().Values("Set-Cookie"); len(got) > 0 {
			t.Errorf("%s sets %v", at, got)
		}
	}
	if s.signIn("bob") != cookie {
		t.Error("the session changed")
	}
}

func TestDisablingHoldsAtOnce(t *testing.T) {
	s := newSite(t)
	bob := s.people["bob"].ID
	s.check(check{name: "before", request: request{url: "/people", as: "bob"}, status: 200})
	s.check(check{name: "disable", request: request{method: "POST", url: fmt.Sprintf("/people/%d/disable", bob), as: "ada"}, status: 303})
	s.check(check{name: "his browser", request: request{url: "/people", as: "bob"}, status: 303})
	s.check(check{name: "his token", request: request{url: "/api/v1/me", as: "token bob"}, status: 401})
	s.check(check{name: "listed for the administrator", request: request{url: "/people", as: "ada"}, status: 200, has: []string{"bob@example.org"}})
	s.check(check{name: "not for others", request: request{url: "/people", as: "rita"}, status: 200, hasNot: []string{"bob@example.org"}})
	s.check(check{name: "the only administrator stays", request: request{method: "POST", url: fmt.Sprintf("/people/%d/role", s.people["ada"].ID), as: "ada", body: "role=member"}, status: 409, has: []string{"only administrator"}})
}

func TestInvitingAndResetting(t *testing.T) {
	s := newSite(t)
	rec := s.check(check{name: "invite", request: request{method: "POST", url: "/people/invite", as: "ada", body: "email=new%40example.org&role=member"}, status: 201, header: map[string]string{"Cache-Control": "no-store"}})
	at := regexp.MustCompile(`/invite/[A-Za-z0-9_-]+`).FindString(rec.Body.String())
	if at == "" {
		t.Fatal("no invitation is shown")
	}
	s.check(check{name: "shown once", request: request{url: "/people", as: "ada"}, status: 200, has: []string{"new@example.org"}, hasNot: []string{at}})
	s.check(check{name: "open it", request: request{url: at}, status: 200, has: []string{"new@example.org", "Ada"}})
	form := url.Values{"name": {"New"}, "password": {"tiny"}, "timezone": {"Asia/Tokyo"}}
	s.check(check{name: "short password", request: request{method: "POST", url: at, body: form.Encode()}, status: 422, has: []string{`value="New"`}})
	form.Set("password", password)
	rec = s.check(check{name: "join", request: request{method: "POST", url: at, body: form.Encode()}, status: 303})
	if cookieOf(rec.Result()) == "" {
		t.Error("joining does not sign in")
	}
	s.check(check{name: "used up", request: request{url: at}, status: 404})

	before := s.signIn("bob")
	rec = s.check(check{name: "reset", request: request{method: "POST", url: fmt.Sprintf("/people/%d/reset", s.people["bob"].ID), as: "ada"}, status: 201})
	at = regexp.MustCompile(`/reset/[A-Za-z0-9_-]+`).FindString(rec.Body.String())
	s.check(check{name: "open it", request: request{url: at}, status: 200, has: []string{"Bob"}})
	s.check(check{name: "short", request: request{method: "POST", url: at, body: "password=tiny"}, status: 422})
	s.check(check{name: "new password", request: request{method: "POST", url: at, body: "password=another+long+one"}, status: 303})
	s.check(check{name: "other browsers are out", request: request{url: "/people", header: map[string]string{"Cookie": before}}, status: 303})
	s.check(check{name: "used up", request: request{method: "POST", url: at, body: "password=another+long+one"}, status: 404})
}

func TestSettingsOfAnAccount(t *testing.T) {
	s := newSite(t)
	rec := s.check(check{name: "token", request: request{method: "POST", url: "/settings/tokens", as: "bob", body: "label=Nightly&scope=write"}, status: 201, has: []string{"dct_", "Nightly"}})
	secret := regexp.MustCompile(`dct_[A-Za-z0-9]{20,}`).FindString(rec.Body.String())
	s.tokens["made"] = secret
	s.check(check{name: "it works", request: request{url: "/api/v1/me", as: "token made"}, status: 200, has: []string{`"scope":"write"`}})
	rec = s.check(check{name: "shown once", request: request{url: "/settings", as: "bob"}, status: 200, has: []string{"Nightly", "this browser"}, hasNot: []string{secret}})
	del := regexp.MustCompile(`/settings/tokens/\d+/delete`).FindString(rec.Body.String())
	s.check(check{name: "not a stranger's", request: request{method: "POST", url: del, as: "rita"}, status: 404})
	s.check(check{name: "delete", request: request{method: "POST", url: del, as: "bob"}, status: 303})
	s.check(check{name: "ended", request: request{url: "/api/v1/me", as: "token made"}, status: 401})
	s.check(check{name: "no label", request: request{method: "POST", url: "/settings/tokens", as: "bob", body: "label=&scope=write"}, status: 422})
	s.check(check{name: "no scope", request: request{method: "POST", url: "/settings/tokens", as: "bob", body: "label=x&scope=all"}, status: 422})

	s.check(check{name: "profile", request: request{method: "POST", url: "/settings", as: "bob", body: "action=profile&name=Robert&timezone=Asia%2FTokyo&language=de&scheme=dark"}, status: 303})
	s.check(check{name: "changed", request: request{url: "/settings", as: "bob"}, status: 200, has: []string{"Robert", `value="Asia/Tokyo" selected`}})
	s.check(check{name: "bad zone", request: request{method: "POST", url: "/settings", as: "bob", body: "action=profile&name=Typed&timezone=Mars"}, status: 422, has: []string{"Typed"}})
	s.check(check{name: "colours", request: request{method: "POST", url: "/settings", as: "bob", body: "action=scheme&scheme=light&next=%2Fpeople"}, status: 303, header: map[string]string{"Location": "/people"}})
	s.check(check{name: "wrong present password", request: request{method: "POST", url: "/settings", as: "bob", body: "action=password&current=x&password=another+long+one"}, status: 422})

	other := s.do(request{method: "POST", url: "/signin", body: "email=bob%40example.org&password=" + strings.ReplaceAll(password, " ", "+")})
	elsewhere := map[string]string{"Cookie": cookieOf(other.Result())}
	s.check(check{name: "another browser", request: request{url: "/people", header: elsewhere}, status: 200})
	body := "action=password&current=" + strings.ReplaceAll(password, " ", "+") + "&password=another+long+one"
	s.check(check{name: "new password", request: request{method: "POST", url: "/settings", as: "bob", body: body}, status: 303})
	s.check(check{name: "this browser stays", request: request{url: "/people", as: "bob"}, status: 200})
	s.check(check{name: "the other is out", request: request{url: "/people", header: elsewhere}, status: 303})
}

func TestEndingASession(t *testing.T) {
	s := newSite(t)
	first := s.signIn("bob")
	delete(s.cookies, "bob")
	s.signIn("bob")
	rec := s.check(check{request: request{url: "/settings", as: "bob"}, status: 200})
	end := regexp.MustCompile(`/settings/sessions/[^/"]+/end`).FindAllString(rec.Body.String(), -1)
	if len(end) != 1 {
		t.Fatalf("sessions that can be ended: %v", end)
	}
	s.check(check{name: "not a stranger's", request: request{method: "POST", url: end[0], as: "rita"}, status: 303})
	s.check(check{name: "still in", request: request{url: "/people", header: map[string]string{"Cookie": first}}, status: 200})
	s.check(check{name: "end", request: request{method: "POST", url: end[0], as: "bob"}, status: 303})
	s.check(check{name: "out", request: request{url: "/people", header: map[string]string{"Cookie": first}}, status: 303})
	s.check(check{name: "in", request: request{url: "/people", as: "bob"}, status: 200})
}

func TestSpacesAndTheirMembers(t *testing.T) {
	s := newSite(t)
	form := url.Values{"name": {"Ops"}, "slug": {"ops"}, "description": {"Running it"}, "visibility": {"private"}}
	s.check(check{name: "new", request: request{method: "POST", url: "/spaces/new", as: "bob", body: form.Encode()}, status: 303, header: map[string]string{"Location": "/s/ops"}})
	s.check(check{name: "taken", request: request{method: "POST", url: "/spaces/new", as: "bob", body: form.Encode()}, status: 409, has: []string{"Running it"}})
	s.check(check{name: "rita does not see it", request: request{url: "/s/ops", as: "rita"}, status: 404})
	rita := s.people["rita"].ID
	member := func(form string, status int) {
		t.Helper()
		s.check(check{name: form, request: request{method: "POST", url: "/s/ops/settings", as: "bob", body: form}, status: status})
	}
	member(fmt.Sprintf("action=add&add=%d&role=reader", rita), 303)
	s.check(check{name: "now she does", request: request{url: "/s/ops", as: "rita"}, status: 200, has: []string{"Running it"}})
	s.check(check{name: "the list", request: request{url: "/s/ops/settings", as: "bob"}, status: 200, has: []string{"Rita"}})
	member("action=add&add=&role=reader", 422)
	member("action=add&add=4711&role=reader", 422)
	member(fmt.Sprintf("action=add&add=%d&role=king", rita), 422)
	member(fmt.Sprintf("action=remove&remove=%d", rita), 303)
	s.check(check{name: "gone again", request: request{url: "/s/ops", as: "rita"}, status: 404})
	member("action=save&name=&description=kept+words&visibility=private", 422)
	member("action=save&name=Operations&description=&visibility=public", 303)
	s.check(check{name: "public", request: request{url: "/s/ops"}, status: 200, has: []string{"Operations"}})
	if space, err := s.wiki.Space(t.Context(), wiki.Operator(), "ops"); err != nil || space.Owner.ID != s.people["bob"].ID {
		t.Errorf("the owner of the space is %v (%v)", space.Owner, err)
	}
}
