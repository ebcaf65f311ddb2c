package wikihttp_test

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/docent-wiki/docent/themes"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/wikihttp"

	"github.com/docent-wiki/docent/wiki/wikitest"
)

func TestOtherSitesCannotAct(t *testing.T) {
	s := newSite(t)
	p := s.Page("handbook", "Rules", "x")
	trash := fmt.Sprintf("/p/%d/trash", p.ID)
	for name, header := range map[string]map[string]string{
		"another site":           {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
		"a neighbour":            {"Sec-Fetch-Site": "same-site", "Origin": "https://other.example.com"},
		"an old browser":         {"Origin": "https://evil.example"},
		"a sandbox, with origin": {"Origin": "null"},
	} {
		s.Check(wikitest.Check{Name: name, Request: wikitest.Request{Method: "POST", URL: trash, As: "bob", Header: header}, Status: 403, Has: []string{"another site"}})
		s.Check(wikitest.Check{Name: name + ", API", Request: wikitest.Request{Method: "DELETE", URL: fmt.Sprintf("/api/v1/pages/%d", p.ID), As: "bob", Header: header}, Status: 403})
		s.Check(wikitest.Check{Name: name + ", signing in", Request: wikitest.Request{Method: "POST", URL: "/signin", Body: "email=x", Header: header}, Status: 403})
	}
	s.Check(wikitest.Check{Name: "our own form", Request: wikitest.Request{Method: "POST", URL: trash, As: "bob", Header: map[string]string{"Sec-Fetch-Site": "same-origin"}}, Status: 303})
}

var (
	inline  = regexp.MustCompile(`(?i)<script(?:[^>]*)>[^<]|<style|\sstyle="|\son[a-z]+="`)
	outward = regexp.MustCompile(`(?i)(?:src|href|action)="https?://`)
)

func TestTheContentPolicy(t *testing.T) {
	s := newSite(t)
	s.Page("handbook", "Rules", "Hello.\n\n```go\nfunc main() {}\n```\n\n| a | b |\n|---|:-:|\n| 1 | 2 |\n")
	for _, at := range []string{"/", "/signin", "/p/1", "/p/1/edit", "/people", "/settings", "/api", "/p/4711", "/s/handbook/settings"} {
		rec := s.Do(wikitest.Request{URL: at, As: "ada"})
		policy := rec.Header().Get("Content-Security-Policy")
		for _, want := range []string{"default-src 'none'", "script-src 'self';", "style-src 'self';", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'", "report-uri /csp-report"} {
			if !strings.Contains(policy, want) {
				t.Errorf("%s: %q is not in the policy %q", at, want, policy)
			}
		}
		if strings.Contains(policy, "unsafe") {
			t.Errorf("%s: the policy is not strict: %s", at, policy)
		}
		if found := inline.FindString(rec.Body.String()); found != "" {
			t.Errorf("%s: inline code that the policy refuses: %s", at, found)
		}
		if found := outward.FindString(rec.Body.String()); found != "" && at != "/api" {
			t.Errorf("%s: leads elsewhere: %s", at, found)
		}
		for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Cross-Origin-Opener-Policy": "same-origin"} {
			if got := rec.Header().Get(name); got != want {
				t.Errorf("%s: %s is %q", at, name, got)
			}
		}
	}
	s.Check(wikitest.Check{
		Name: "a report", Request: wikitest.Request{
			Method: "POST", URL: "/csp-report", Body: `{"csp-report":{"document-uri":"https://docs.example/p/1?quote=secret","violated-directive":"img-src","blocked-uri":"data"}}`,
			Header: map[string]string{"Content-Type": "application/csp-report", "Sec-Fetch-Site": "cross-site"},
		}, Status: 204,
	})
	if log := s.log.String(); !strings.Contains(log, "content policy") || strings.Contains(log, "quote=secret") {
		t.Errorf("the log of a report: %.500s", log[max(0, len(log)-500):])
	}
}

func TestOurFaultsAreNotShown(t *testing.T) {
	s := newSite(t)
	p := s.Page("handbook", "Rules", "x")
	s.panels = func(context.Context, wiki.Access, wiki.PageID) (wikihttp.Beside, error) {
		return wikihttp.Beside{}, errors.New("the secret cause")
	}
	rec := s.Check(wikitest.Check{Name: "an error", Request: wikitest.Request{URL: p.URL(), As: "bob"}, Status: 500, Has: []string{"went wrong on our side"}, HasNot: []string{"secret cause"}})
	id := rec.Header().Get("X-Request-Id")
	if !strings.Contains(rec.Body.String(), id) || !strings.Contains(s.log.String(), "the secret cause") || !strings.Contains(s.log.String(), id) {
		t.Error("the fault cannot be found by its number")
	}
	s.panels = func(context.Context, wiki.Access, wiki.PageID) (wikihttp.Beside, error) { panic("the secret panic") }
	s.Check(wikitest.Check{Name: "a panic", Request: wikitest.Request{URL: p.URL(), As: "bob"}, Status: 500, Has: []string{"went wrong on our side"}, HasNot: []string{"secret panic"}})
	s.Check(wikitest.Check{Name: "the server stands", Request: wikitest.Request{URL: "/healthz"}, Status: 200})
	s.Must(s.DB.Close())
	s.Check(wikitest.Check{Name: "no database", Request: wikitest.Request{URL: p.URL(), As: "bob"}, Status: 500, HasNot: []string{"sql"}})
	s.Check(wikitest.Check{Name: "no database, API", Request: wikitest.Request{URL: "/api/v1/spaces", As: "token bob"}, Status: 500, HasNot: []string{"sql"}, Header: map[string]string{"Content-Type": "application/problem+json"}})
}

func TestTheLogHoldsNoSecrets(t *testing.T) {
	s := newSite(t)
	cookie := s.SignIn("bob")
	s.Do(wikitest.Request{URL: "/signin?next=/p/1&secret=hush", As: "bob"})
	s.Do(wikitest.Request{URL: "/invite/one-time-secret"})
	s.Do(wikitest.Request{URL: "/api/v1/me", As: "token ed"})
	s.Do(wikitest.Request{Method: "POST", URL: "/preview", As: "bob", Body: "markdown=private+words"})
	log := s.log.String()
	for _, secret := range []string{strings.TrimPrefix(cookie, "docent_session="), "hush", "one-time-secret", s.Tokens["ed"], "private words", "private+words", wikitest.Password} {
		if strings.Contains(log, secret) {
			t.Errorf("the log holds %q", secret)
		}
	}
	for _, fact := range []string{`"route":"/invite/:token"`, `"status":404`, `"method":"POST"`, `"person":`, `"ms":`, `"request":"`} {
		if !strings.Contains(log, fact) {
			t.Errorf("the log lacks %s", fact)
		}
	}
}

func TestTheFrameShowsOnlyWhatMayBeRead(t *testing.T) {
	s := newSite(t)
	s.Page("secret", "Plans", "x")
	s.Page("open", "Welcome", "x")
	s.Check(wikitest.Check{Name: "a visitor", Request: wikitest.Request{URL: "/"}, Status: 200, Has: []string{"The open", "Welcome"}, HasNot: []string{"The secret", "The handbook", "Plans", "/new"}})
	s.Check(wikitest.Check{Name: "a member", Request: wikitest.Request{URL: "/", As: "bob"}, Status: 200, Has: []string{"The open", "The handbook"}, HasNot: []string{"The secret", "Plans"}})
	s.Check(wikitest.Check{Name: "a reader", Request: wikitest.Request{URL: "/", As: "rita"}, Status: 200, Has: []string{"The secret", "Plans"}})
	s.Check(wikitest.Check{Name: "an error of a member", Request: wikitest.Request{URL: "/p/1", As: "bob"}, Status: 404, HasNot: []string{"The secret", "Plans"}})
	ada := s.Actor("ada")
	s.Must(s.Wiki.SetGrant(t.Context(), ada, "secret", s.People["rita"].ID, wiki.None))
	s.Check(wikitest.Check{Name: "no longer a reader", Request: wikitest.Request{URL: "/", As: "rita"}, Status: 200, HasNot: []string{"The secret", "Plans"}})
}

func TestTheTreeIsFreshAfterEveryChange(t *testing.T) {
	s := newSite(t)
	p := s.Page("handbook", "Before", "x")
	s.Check(wikitest.Check{Request: wikitest.Request{URL: p.URL(), As: "bob"}, Status: 200, Has: []string{"Before"}})
	_, err := s.Wiki.Save(t.Context(), s.Actor("ada"), wiki.Draft{Page: p.ID, Base: 1, Title: ptr("After")})
	s.Must(err)
	s.Check(wikitest.Check{Request: wikitest.Request{URL: fmt.Sprintf("/p/%d", p.ID), As: "bob"}, Status: 200, Has: []string{"After"}, HasNot: []string{"Before"}})
}

func TestPanelsGetTheRightsOfTheReader(t *testing.T) {
	s := newSite(t)
	p := s.Page("open", "Welcome", "x")
	s.panels = func(_ context.Context, a wiki.Access, id wiki.PageID) (wikihttp.Beside, error) {
		return wikihttp.Beside{Questions: []themes.Link{{Text: fmt.Sprintf("%d may read %d spaces", id, len(a.Spaces())), URL: "/q/1"}}}, nil
	}
	for as, spaces := range map[string]int{"": 1, "bob": 2, "rita": 3} {
		s.Check(wikitest.Check{Request: wikitest.Request{URL: p.URL(), As: as}, Status: 200, Has: []string{fmt.Sprintf("%d may read %d spaces", p.ID, spaces)}})
	}
}

func TestFramesOfScreensAreCompressed(t *testing.T) {
	s := newSite(t)
	rec := s.Check(wikitest.Check{Request: wikitest.Request{URL: "/", As: "bob", Header: map[string]string{"Accept-Encoding": "gzip"}}, Status: 200, Header: map[string]string{"Content-Encoding": "gzip"}})
	if rec.Body.Len() == 0 || rec.Body.Len() > len(s.Do(wikitest.Request{URL: "/", As: "bob"}).Body.String())/2 {
		t.Errorf("compressed to %d bytes", rec.Body.Len())
	}
	s.Check(wikitest.Check{Name: "short", Request: wikitest.Request{URL: "/healthz", Header: map[string]string{"Accept-Encoding": "gzip"}}, Status: 200, Header: map[string]string{"Content-Encoding": ""}})
}
