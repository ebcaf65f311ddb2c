// Package searchhttp puts searching on the server: the search page, the calls of the API, and the
// suggestions of the box.
package searchhttp

import (
	"context"

	"github.com/docent-wiki/docent/search"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/filetext"
	"github.com/docent-wiki/docent/wiki/httpd"
)

type screens struct {
	finder *search.Finder
}

// Failures tells which files cannot be searched; filetext.Store does.
type Failures interface {
	Failures(ctx context.Context, spaces []wiki.SpaceID, limit int) ([]filetext.Failure, int, error)
}

// Register puts the search screens and calls on a server.
func Register(server *httpd.Server, finder *search.Finder, feed *search.Feed, files Failures) {
	s := &screens{finder: finder}
	server.GET("/search", s.search, httpd.Visitors)
	s.registerAPI(server)
	k := keeper{feed, files}
	k.register(server)
	k.registerScreen(server)
}
