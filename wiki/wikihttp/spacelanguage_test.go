package wikihttp_test

import (
	"net/url"
	"testing"

	"github.com/docent-wiki/docent/wiki/wikitest"
)

// TestLanguageOfASpace sets it by the form and by the API; a form without the field leaves it.
func TestLanguageOfASpace(t *testing.T) {
	s := newSite(t)
	const settings = "/s/handbook/settings"
	form := func(fields url.Values) string {
		fields.Set("action", "save")
		fields.Set("name", "The handbook")
		fields.Set("visibility", "team")
		return fields.Encode()
	}
	for _, c := range []wikitest.Check{
		{Name: "detected", Request: wikitest.Request{URL: settings}, Status: 200, Has: []string{`<option value="" selected>Detected`}},
		{Name: "by the form", Request: wikitest.Request{Method: "POST", URL: settings, Body: form(url.Values{"language": {"de"}})}, Status: 303},
		{Name: "German", Request: wikitest.Request{URL: settings}, Status: 200, Has: []string{`<option value="de" selected>German`}},
		{Name: "a form without it", Request: wikitest.Request{Method: "POST", URL: settings, Body: form(url.Values{})}, Status: 303},
		{Name: "it stays", Request: wikitest.Request{URL: "/api/v1/spaces", As: "token bob"}, Status: 200, Has: []string{`"language":"de"`}},
		{Name: "unknown", Request: wikitest.Request{Method: "POST", URL: settings, Body: form(url.Values{"language": {"tlh"}})}, Status: 422, Has: []string{"no language that search knows"}},
		{Name: "by the API", Request: wikitest.Request{Method: "PATCH", URL: "/api/v1/spaces/handbook", As: "token bob", Body: `{"language":"fr"}`}, Status: 200, Has: []string{`"language":"fr"`, `"name":"The handbook"`}},
		{Name: "unknown to the API", Request: wikitest.Request{Method: "PATCH", URL: "/api/v1/spaces/handbook", As: "token bob", Body: `{"language":"tlh"}`}, Status: 422},
		{Name: "back", Request: wikitest.Request{Method: "PATCH", URL: "/api/v1/spaces/handbook", As: "token bob", Body: `{"language":""}`}, Status: 200, HasNot: []string{`"language"`}},
	} {
		if c.As == "" {
			c.As = "bob"
		}
		s.Check(c)
	}
}
