package wikitest

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/docent-wiki/docent/wiki/httpd"
)

// Rights is a rights table: what each reader is answered on each route.
type Rights struct {
	Readers []string // the columns, as in Request.As
	Rows    []Right
	// Things makes anew what the rows name, and takes what it made before out of the way. It is nil where
	// they name nothing.
	Things func() Things
	// Secrets are words that stand in the private space alone. Visitors and Bob, who may not read it, are
	// told none of them; the address that they asked for may come back to them, and a form that is not refused.
	Secrets []string
}

// Right is a row of a rights table. Row writes one.
type Right struct {
	Route string // as it is registered: "GET /p/:id"
	URL   string // what is asked for, the path of the route where it is empty; {name} in it is one of the Things
	Body  string // {name} in it is one of the Things, too
	Want  []int  // the status for each reader; 0 repeats the one before, as do those that are missing at the end
}

// Things are what requests act on, by the names that rows have for them.
type Things map[string]any

// Multipart is the body of a form with a file.
const Multipart = "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\nwords\r\n--x--\r\n"

// Row writes a row of a rights table.
func Row(route, url, body string, want ...int) Right {
	return Right{Route: route, URL: url, Body: body, Want: want}
}

// CheckRights asks for every row as every reader. Things are made anew after a request that may have changed
// them: one that is no GET and was not refused.
func (s *Site) CheckRights(r Rights) {
	s.T.Helper()
	if r.Things == nil {
		r.Things = func() Things { return nil }
	}
	r.Things() // taken out of the way at once: what is closed or in the trash is no more to be told
	things := r.Things()
	for _, row := range r.Rows {
		if len(row.Want) > len(r.Readers) {
			s.T.Fatalf("%s has %d columns for %d readers", row.Route, len(row.Want), len(r.Readers))
		}
		want := 0
		for i, as := range r.Readers {
			if i < len(row.Want) && row.Want[i] != 0 {
				want = row.Want[i]
			}
			q := things.request(row, as)
			rec := s.Do(q)
			if rec.Code != want {
				s.T.Errorf("%s as %q: %d, want %d: %.300s", row.Route, as, rec.Code, want, rec.Body)
			}
			r.tellsNothing(s, q, rec.Code, rec.Body.String()+rec.Header().Get("Location"))
			if q.Method != http.MethodGet && rec.Code < http.StatusBadRequest {
				things = r.Things()
			}
		}
	}
}

// request is what a row asks for.
func (things Things) request(row Right, as string) Request {
	method, path, _ := strings.Cut(row.Route, " ")
	if row.URL != "" {
		path = row.URL
	}
	var pairs []string
	for name, value := range things {
		pairs = append(pairs, "{"+name+"}", fmt.Sprint(value))
	}
	fill := strings.NewReplacer(pairs...)
	return Request{Method: method, URL: fill.Replace(path), As: as, Body: fill.Replace(row.Body)}
}

// tellsNothing looks for secrets in what somebody is told who may not know them.
func (r Rights) tellsNothing(s *Site, q Request, status int, told string) {
	s.T.Helper()
	if q.As != "" && q.As != "bob" && q.As != "token bob" {
		return
	}
	refused := status == http.StatusUnauthorized || status == http.StatusForbidden || status == http.StatusNotFound
	said := q.URL
	if !refused {
		said += "\n" + q.Body
	}
	for _, secret := range r.Secrets {
		if i := strings.Index(told, secret); i >= 0 && !strings.Contains(said, secret) {
			s.T.Errorf("%s %s tells %q about %q: …%.300s", q.Method, q.URL, q.As, secret, told[max(0, i-100):])
		}
	}
}

// EveryRouteHasARow compares what register adds to a server with the rows of a rights table. Without register
// it is all of the site's own server.
func (s *Site) EveryRouteHasARow(rows []Right, register func(*httpd.Server)) {
	s.T.Helper()
	server, ground := s.Server, []string(nil)
	if register != nil {
		server = s.NewServer(httpd.Options{})
		ground = routes(server)
		register(server)
	}
	registered := routes(server)
	for _, name := range registered {
		if !slices.Contains(ground, name) && !slices.ContainsFunc(rows, func(row Right) bool { return row.Route == name }) {
			s.T.Errorf("%s has no row in the rights table", name)
		}
	}
	for _, row := range rows {
		if !slices.Contains(registered, row.Route) {
			s.T.Errorf("%s stands in the rights table and is not registered", row.Route)
		}
	}
}

// routes lists what is registered: "GET /p/:id".
func routes(server *httpd.Server) []string {
	var names []string
	for _, r := range server.Routes() {
		if r.Method != http.MethodHead { // registered beside every GET, with the same needs
			names = append(names, r.Method+" "+r.Path)
		}
	}
	return names
}
