package wikitest

import (
	"net/http"
	"slices"
	"testing"

	"github.com/docent-wiki/docent/wiki/httpd"
)

// Routes lists what is registered: "GET /p/:id".
func Routes(server *httpd.Server) []string {
	var names []string
	for _, r := range server.Routes() {
		if r.Method != http.MethodHead { // registered beside every GET, with the same needs
			names = append(names, r.Method+" "+r.Path)
		}
	}
	return names
}

// EveryRouteHasARow compares the routes of a server, but for those that stand on its ground too, with
// the rows of a rights table.
func EveryRouteHasARow(t testing.TB, ground, routes, rows []string) {
	t.Helper()
	for _, name := range routes {
		if !slices.Contains(ground, name) && !slices.Contains(rows, name) {
			t.Errorf("%s has no row in the rights table", name)
		}
	}
	for _, name := range rows {
		if !slices.Contains(routes, name) {
			t.Errorf("%s stands in the rights table and is not registered", name)
		}
	}
}
