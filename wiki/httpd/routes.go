package httpd

import (
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/docent-wiki/docent/wiki"
)

// Handler answers one request, or returns what went wrong before anything was written.
type Handler func(r *Request) error

// Route is what a route needs and takes.
type Route struct {
	Method, Path string        // gin's pattern: /p/:id/:slug
	Visitors     bool          // people who have not signed in get as far as the handler
	Scope        wiki.Scope    // what a token must be good for
	MaxBody      int64         // bytes
	Within       time.Duration // the deadline of the whole request
	Bucket       Bucket        // which throttle counts it
	API          bool          // programs ask: errors are problems
}

// Option changes a route from the usual.
type Option func(*Route)

// Visitors lets people in who have not signed in; the use case decides what they may see.
func Visitors(r *Route) { r.Visitors = true }

// Scope says what a token must be good for. Usual is reading for GET and writing for the rest.
func Scope(s wiki.Scope) Option { return func(r *Route) { r.Scope = s } }

// MaxBody allows larger bodies than the usual 1 MiB.
func MaxBody(bytes int64) Option { return func(r *Route) { r.MaxBody = bytes } }

// Within changes the deadline of the request from the usual 30 s.
func Within(d time.Duration) Option { return func(r *Route) { r.Within = d } }

// In counts the route in another throttle than the usual.
func In(b Bucket) Option { return func(r *Route) { r.Bucket = b } }

const (
	usualBody   = 1 << 20
	usualWithin = 30 * time.Second
)

func newRoute(method, path string, options []Option) Route {
	r := Route{Method: method, Path: path, Scope: wiki.ScopeRead, MaxBody: usualBody, Within: usualWithin}
	if method != http.MethodGet {
		r.Scope, r.Bucket = wiki.ScopeWrite, Writes
	}
	for _, o := range options {
		o(&r)
	}
	return r
}

// GET registers a screen, for HEAD too.
func (s *Server) GET(path string, h Handler, options ...Option) {
	r := newRoute(http.MethodGet, path, options)
	s.add(r, h)
	r.Method = http.MethodHead
	s.add(r, h)
}

// POST registers what a form is sent to.
func (s *Server) POST(path string, h Handler, options ...Option) {
	s.add(newRoute(http.MethodPost, path, options), h)
}

func (s *Server) add(r Route, h Handler) {
	s.routes[r.Method+" "+r.Path] = &r
	s.router.Handle(r.Method, r.Path, func(c *gin.Context) { s.serve(c, h) })
}

// Routes lists what is registered, API operations included, for a test that looks at every one.
func (s *Server) Routes() []Route {
	var list []Route
	for _, info := range s.router.Routes() {
		if r := s.routes[info.Method+" "+info.Path]; r != nil {
			list = append(list, *r)
		} else {
			list = append(list, Route{Method: info.Method, Path: info.Path, Visitors: true})
		}
	}
	return list
}

// routeOf gives what the matched route needs; a bare minimum where nothing matched.
func (s *Server) routeOf(c *gin.Context) *Route {
	if r := s.routes[c.Request.Method+" "+c.FullPath()]; r != nil {
		return r
	}
	return &unmatched
}

var unmatched = Route{Visitors: true, MaxBody: usualBody, Within: usualWithin}
