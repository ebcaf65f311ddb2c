package qahttp

import (
	"context"

	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/search"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/httpd"
	"github.com/docent-wiki/docent/wiki/wikihttp"
)

type Deps struct {
	Desk   *qa.Desk
	Wiki   *wiki.Wiki
	Finder *search.Finder
}

func Register(*httpd.Server, Deps) {}
func Counts(d *qa.Desk) httpd.Counts {
	return func(ctx context.Context, a wiki.Access) (int, int, error) { return 0, 0, nil }
}
func Panels(d *qa.Desk) wikihttp.Panels { return nil }
