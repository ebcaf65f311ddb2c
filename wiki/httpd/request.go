package httpd

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/themes"
	"github.com/docent-wiki/docent/wiki"
)

// Request is a request with who asks, and the ways to answer it. The form of a POST has been parsed.
type Request struct {
	*http.Request
	Writer http.ResponseWriter
	As     wiki.Actor

	server *Server
	c      *gin.Context
}

// Client is the address that the request came from: as a trusted proxy tells it, else the other end of the connection.
func (r *Request) Client() string { return r.c.ClientIP() }

// Param gives a part of the path by the name of its pattern, "" where there is none.
func (r *Request) Param(name string) string { return r.c.Param(name) }

// ID reads a number from the path. Anything else is NotFound: such an address never existed.
func (r *Request) ID(name string) (int64, error) {
	n, err := strconv.ParseInt(r.c.Param(name), 10, 64)
	if err != nil || n <= 0 {
		return 0, content.Errorf(content.NotFound, "There is no such address.")
	}
	return n, nil
}

// Query gives a value of the address's query, the first of that name.
func (r *Request) Query(name string) string { return r.c.Query(name) }

// Number reads a number from the form or the query; absent is 0, anything else Invalid.
func (r *Request) Number(name string) (int64, error) {
	text := strings.TrimSpace(r.Field(name))
	if text == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return 0, content.Errorf(content.Invalid, "“%s” is not a number.", content.Excerpt(text, 40)).On(name)
	}
	return n, nil
}

// Field gives a value of the form or, without one, of the query, the first of that name.
func (r *Request) Field(name string) string {
	if r.Form == nil {
		return r.c.Query(name)
	}
	return r.Form.Get(name)
}

// Access tells what the one who asks may do.
func (r *Request) Access() (wiki.Access, error) { return AccessOf(r.Context()) }

// Now is the server's clock.
func (r *Request) Now() time.Time { return r.server.now() }

// When writes a moment for the reader, in the reader's own time zone and language.
func (r *Request) When(t time.Time) themes.Time {
	return themes.When(t, r.server.now(), r.As.In(), r.As.Language)
}

// On writes a day for the reader.
func (r *Request) On(t time.Time) themes.Time {
	return themes.On(t, r.server.now(), r.As.In(), r.As.Language)
}

// Absolute makes an address that works outside of this browser from a path of this server.
func (r *Request) Absolute(path string) string {
	if r.server.baseURL != "" {
		return r.server.baseURL + path
	}
	scheme := "http://"
	if r.TLS != nil {
		scheme = "https://"
	}
	return scheme + r.Host + path
}

// Draw answers with a screen.
func (r *Request) Draw(view themes.View) error { return r.DrawAs(http.StatusOK, view) }

// DrawAs answers with a screen and a status: a form that was refused keeps what was typed.
func (r *Request) DrawAs(status int, view themes.View) error {
	return r.server.html(r.c, status, func(w *buffer) error { return r.server.theme.Draw(w, view) })
}

// Refuse answers with a screen, a form mostly, that says why what was sent was refused.
func (r *Request) Refuse(why *content.Error, view themes.View) error {
	sayWhen(r.Writer.Header(), why)
	return r.DrawAs(Status(why), view)
}

// DrawTree answers with the pages of a tree alone.
func (r *Request) DrawTree(view themes.Tree) error {
	return r.server.html(r.c, http.StatusOK, func(w *buffer) error { return r.server.theme.DrawTree(w, view) })
}

// See sends the browser to another path of this server, after an action.
func (r *Request) See(path string) error { return r.redirect(http.StatusSeeOther, path) }

// Moved sends the browser to where a thing lives for good.
func (r *Request) Moved(path string) error { return r.redirect(http.StatusMovedPermanently, path) }

func (r *Request) redirect(status int, path string) error {
	r.Writer.Header().Set("Location", Local(path))
	r.Writer.WriteHeader(status)
	return nil
}

// Local gives path where it is a path of this server, else "/": nobody is sent elsewhere by what an
// address or a form says.
func Local(path string) string {
	if !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strings.ContainsAny(path, "\\\r\n\t") {
		return "/"
	}
	return path
}

// WantsJSON says whether a program asks: by the path, or by what it accepts.
func WantsJSON(r *http.Request) bool {
	if strings.HasPrefix(r.URL.Path, "/api/") {
		return true
	}
	accept := r.Header.Get("Accept")
	return strings.Contains(accept, "json") && !strings.Contains(accept, "text/html")
}
