// Package searchhttp puts searching on the server: the search page, the calls of the API, and the
// suggestions of the box.
package searchhttp

import (
	"github.com/docent-wiki/docent/search"
	"github.com/docent-wiki/docent/wiki/httpd"
)

type screens struct {
	finder *search.Finder
}

// Register puts the search screens and calls on a server.
func Register(server *httpd.Server, finder *search.Finder, feed *search.Feed) {
	s := &screens{finder: finder}
	server.GET("/search", s.search, httpd.Visitors)
	s.registerAPI(server)
	keeper{feed}.register(server)
	keeper{feed}.registerScreen(server)
}
