package wikihttp_test

import (
	"testing"
	"testing/fstest"

	"github.com/docent-wiki/docent/content/importer"
	"github.com/docent-wiki/docent/wiki"
)

func TestOldAddressesLeadToThePage(t *testing.T) {
	s := newSite(t)
	files := fstest.MapFS{
		"guide/cars.md": {Data: []byte("---\npermalink: /cars/\nredirect_from: [/rental/]\n---\n# Cars\n\nx\n")},
	}
	_, err := s.wiki.Import(t.Context(), wiki.Operator(), wiki.ImportRequest{Source: importer.New(files), Space: "handbook"})
	s.must(err)
	pages, err := s.wiki.FindTitle(t.Context(), wiki.Operator(), "Cars")
	s.must(err)
	for _, old := range []string{"guide/cars.md", "guide/cars", "cars/", "cars", "rental/"} {
		s.check(check{
			name: old, request: request{url: "/s/handbook/at/" + old, as: "bob"}, status: 303,
			header: map[string]string{"Location": pages[0].URL()},
		})
	}
	s.check(check{name: "no such path", request: request{url: "/s/handbook/at/boats", as: "bob"}, status: 404, has: []string{"boats"}})
}
