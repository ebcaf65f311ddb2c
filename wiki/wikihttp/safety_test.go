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
)

func TestOtherSitesCannotAct(t *testing.T) {
	s := newSite(t)
	p := s.page("handbook", "Rules", "x")
	trash := fmt.Sprintf("/p/%d/trash", p.ID)
	for name, header := range map[string]map[string]string{
		"another site":           {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
		"a neighbour":            {"Sec-Fetch-Site": "same-site", "Origin": "https://other.example.com"},
		"an old browser":         {"Origin": "https://evil.example"},
		"a sandbox, with origin": {"Origin": "null"},
	} {
		s.check(check{name: name, request: request{method: "POST", url: trash, as: "bob", header: header}, status: 403, has: []string{"another site"}})
		s.check(check{name: name + ", API", request: request{method: "DELETE", url: fmt.Sprintf("/api/v1/pages/%d", p.ID), as: "bob", header: header}, status: 403})
		s.check(check{name: name + ", signing in", request: request{method: "POST", url: "/signin", body: "email=x", header: header}, status: 403})
	}
	s.check(check{name: "our own form", request: request{method: "POST", url: trash, as: "bob", header: map[string]string{"Sec-Fetch-Site": "same-origin"}}, status: 303})
}

var (
	inline  = regexp.MustCompile(`(?i)<script(?:[^>]*)>[^<]|<style|\sstyle="|\son[a-z]+="`)
	outward = regexp.MustCompile(`(?i)(?:src|href|action)="https?://`)
)

func TestTheContentPolicy(t *testing.T) {
	s := newSite(t)
	s.page("handbook", "Rules", "Hello.\n\n```go\nfunc main() {}\n```\n\n| a | b |\n|---|:-:|\n| 1 | 2 |\n")
	for _, at := range []string{"/", "/signin", "/p/1", "/p/1/edit", "/people", "/settings", "/api", "/p/4711", "/s/handbook/settings"} {
		rec := s.do(request{url: at, as: "ada"})
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
	s.check(check{
		name: "a report", request: request{
			method: "POST", url: "/csp-report", body: `{"csp-report":{"document-uri":"https://docs.example/p/1?quote=secret","violated-directive":"img-src","blocked-uri":"data"}}`,
			header: map[string]string{"Content-Type": "application/csp-report", "Sec-Fetch-Site": "cross-site"},
		}, status: 204,
	})
	if log := s.log.String(); !strings.Contains(log, "content policy") || strings.Contains(log, "quote=secret") {
		t.Errorf("the log of a report: %.500s", log[max(0, len(log)-500):])
	}
}

func TestOurFaultsAreNotShown(t *testing.T) {
	s := newSite(t)
	p := s.page("handbook", "Rules", "x")
	s.panels = func(context.Context, wiki.Access, wiki.PageID) (wikihttp.Beside, error) {
		return wikihttp.Beside{}, errors.New("the secret cause")
	}
	rec := s.check(check{name: "an error", request: request{url: p.URL(), as: "bob"}, status: 500, has: []string{"went wrong on our side"}, hasNot: []string{"secret cause"}})
	id := rec.Header().Get("X-Request-Id")
	if !strings.Contains(rec.Body.String(), id) || !strings.Contains(s.log.String(), "the secret cause") || !strings.Contains(s.log.String(), id) {
		t.Error("the fault cannot be found by its number")
	}
	s.panels = func(context.Context, wiki.Access, wiki.PageID) (wikihttp.Beside, error) { panic("the secret panic") }
	s.check(check{name: "a panic", request: request{url: p.URL(), as: "bob"}, status: 500, has: []string{"went wrong on our side"}, hasNot: []string{"secret panic"}})
	s.check(check{name: "the server stands", request: request{url: "/healthz"}, status: 200})
	s.must(s.db.Close())
	s.check(check{name: "no database", request: request{url: p.URL(), as: "bob"}, status: 500, hasNot: []string{"sql"}})
	s.check(check{name: "no database, API", request: request{url: "/api/v1/spaces", as: "token bob"}, status: 500, hasNot: []string{"sql"}, header: map[string]string{"Content-Type": "application/problem+json"}})
}

func TestTheLogHoldsNoSecrets(t *testing.T) {
	s := newSite(t)
	cookie := s.signIn("bob")
	s.do(request{url: "/signin?next=/p/1&secret=hush", as: "bob"})
	s.do(request{url: "/invite/one-time-secret"})
	s.do(request{url: "/api/v1/me", as: "token ed"})
	s.do(request{method: "POST", url: "/preview", as: "bob", body: "markdown=private+words"})
	log := s.log.String()
	for _, secret := range []string{strings.TrimPrefix(cookie, "docent_session="), "hush", "one-time-secret", s.tokens["ed"], "private words", "private+words", password} {
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
	s.page("secret", "Plans", "x")
	s.page("open", "Welcome", "x")
	s.check(check{name: "a visitor", request: request{url: "/"}, status: 200, has: []string{"The open", "Welcome"}, hasNot: []string{"The secret", "The handbook", "Plans", "/new"}})
	s.check(check{name: "a member", request: request{url: "/", as: "bob"}, status: 200, has: []string{"The open", "The handbook"}, hasNot: []string{"The secret", "Plans"}})
	s.check(check{name: "a reader", request: request{url: "/", as: "rita"}, status: 200, has: []string{"The secret", "Plans"}})
	s.check(check{name: "an error of a member", request: request{url: "/p/1", as: "bob"}, status: 404, hasNot: []string{"The secret", "Plans"}})
	ada := s.actor("ada")
	s.must(s.wiki.SetGrant(t.Context(), ada, "secret", s.people["rita"].ID, wiki.None))
	s.check(check{name: "no longer a reader", request: request{url: "/", as: "rita"}, status: 200, hasNot: []string{"The secret", "Plans"}})
}

func TestTheTreeIsFreshAfterEveryChange(t *testing.T) {
	s := newSite(t)
	p := s.page("handbook", "Before", "x")
	s.check(check{request: request{url: p.URL(), as: "bob"}, status: 200, has: []string{"Before"}})
	_, err := s.wiki.Save(t.Context(), s.actor("ada"), wiki.Draft{Page: p.ID, Base: 1, Title: ptr("After")})
	s.must(err)
	s.check(check{request: request{url: fmt.Sprintf("/p/%d", p.ID), as: "bob"}, status: 200, has: []string{"After"}, hasNot: []string{"Before"}})
}

func TestPanelsGetTheRightsOfTheReader(t *testing.T) {
	s := newSite(t)
	p := s.page("open", "Welcome", "x")
	s.panels = func(_ context.Context, a wiki.Access, id wiki.PageID) (wikihttp.Beside, error) {
		return wikihttp.Beside{Questions: []themes.Link{{Text: fmt.Sprintf("%d may read %d spaces", id, len(a.Spaces())), URL: "/q/1"}}}, nil
	}
	for as, spaces := range map[string]int{"": 1, "bob": 2, "rita": 3} {
		s.check(check{request: request{url: p.URL(), as: as}, status: 200, has: []string{fmt.Sprintf("%d may read %d spaces", p.ID, spaces)}})
	}
}

func TestFramesOfScreensAreCompressed(t *testing.T) {
	s := newSite(t)
	rec := s.check(check{request: request{url: "/", as: "bob", header: map[string]string{"Accept-Encoding": "gzip"}}, status: 200, header: map[string]string{"Content-Encoding": "gzip"}})
	if rec.Body.Len() == 0 || rec.Body.Len() > len(s.do(request{url: "/", as: "bob"}).Body.String())/2 {
		t.Errorf("compressed to %d bytes", rec.Body.Len())
	}
	s.check(check{name: "short", request: request{url: "/healthz", header: map[string]string{"Accept-Encoding": "gzip"}}, status: 200, header: map[string]string{"Content-Encoding": ""}})
}
