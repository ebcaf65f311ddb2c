package searchhttp_test

import (
	"testing"

	"github.com/docent-wiki/docent/wiki/wikitest"
)

// What narrows a search stands in its text: facets add to it, filters take away, and the order is kept.
func TestNarrowing(t *testing.T) {
	s := newSite(t)
	s.fill()
	for _, c := range []wikitest.Check{
		{
			Name: "a facet adds an operator", Request: wikitest.Request{URL: "/search?q=wombat&sort=title", As: "bob"}, Status: 200,
			Has: []string{`href="/search?q=wombat&#43;space%3Aopen&amp;sort=title"`, `aria-current="true">Title`}, HasNot: []string{"Tangerine"},
		},
		{
			Name: "a filter takes it away", Request: wikitest.Request{URL: "/search?q=wombat+space:open", As: "bob"}, Status: 200,
			Has: []string{`<a href="/search?q=wombat" class="chip">`, "for guests"}, HasNot: []string{"digs"},
		},
		{Name: "the address may name a space", Request: wikitest.Request{URL: "/search?q=wombat&space=open", As: "bob"}, Status: 200, Has: []string{`Search: wombat space:open`}},
		{Name: "an unknown value is explained", Request: wikitest.Request{URL: "/search?q=wombat+updated:soon", As: "bob"}, Status: 200, Has: []string{"“soon” is no date", "Animals"}},
		{Name: "a private space is not named", Request: wikitest.Request{URL: "/search?q=wombat+space:secret", As: "bob"}, Status: 200, Has: []string{"There is no space “secret”"}, HasNot: []string{"Tangerine"}},
		{Name: "some of the words", Request: wikitest.Request{URL: "/search?q=wombat+sleeps+beside+seven+purple+xylophones", As: "bob"}, Status: 200, Has: []string{"No page has all of these words"}},
		{Name: "help", Request: wikitest.Request{URL: "/search", As: "bob"}, Status: 200, Has: []string{"verified:yes", `href="/search?q=author%3Ame"`}},
		{Name: "facets in the API", Request: wikitest.Request{URL: "/api/v1/search?q=wombat&sort=newest", As: "token bob"}, Status: 200, Has: []string{`"facets":[{"name":"kind"`, `{"value":"handbook"`}, HasNot: []string{"secret"}},
		{Name: "an order that is none", Request: wikitest.Request{URL: "/api/v1/search?q=wombat&sort=size", As: "token bob"}, Status: 422},
		{Name: "completion", Request: wikitest.Request{URL: "/api/v1/suggest?q=wombat+space:", As: "token bob"}, Status: 200, Has: []string{`"q":"wombat space:handbook"`}, HasNot: []string{"secret"}},
	} {
		s.Check(c)
	}
}
