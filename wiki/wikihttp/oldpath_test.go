package wikihttp_test

import (
	"testing"
	"testing/fstest"

	"github.com/docent-wiki/docent/content/importer"
	"github.com/docent-wiki/docent/wiki"

	"github.com/docent-wiki/docent/wiki/wikitest"
)

func TestOldAddressesLeadToThePage(t *testing.T) {
	s := newSite(t)
	files := fstest.MapFS{
		"guide/cars.md": {Data: []byte("---\npermalink: /cars/\nredirect_from: [/rental/]\n---\n# Cars\n\nx\n")},
	}
	_, err := s.Wiki.Import(t.Context(), wiki.Operator(), wiki.ImportRequest{Source: importer.New(files), Space: "handbook"})
	s.Must(err)
	pages, err := s.Wiki.FindTitle(t.Context(), wiki.Operator(), "Cars")
	s.Must(err)
	for _, old := range []string{"guide/cars.md", "guide/cars", "cars/", "cars", "rental/"} {
		s.Check(wikitest.Check{
			Name: old, Request: wikitest.Request{URL: "/s/handbook/at/" + old, As: "bob"}, Status: 303,
			Header: map[string]string{"Location": pages[0].URL()},
		})
	}
	s.Check(wikitest.Check{Name: "no such path", Request: wikitest.Request{URL: "/s/handbook/at/boats", As: "bob"}, Status: 404, Has: []string{"boats"}})
}
