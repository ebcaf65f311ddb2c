package httpd

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/docent-wiki/docent/content"
)

// number gives the request its number, and starts what is known about it.
func (s *Server) number(c *gin.Context) {
	v := &visit{server: s, id: rand.Text()[:16], route: s.routeOf(c)}
	c.Request = c.Request.WithContext(context.WithValue(c.Request.Context(), visitKey{}, v))
	c.Writer.Header().Set("X-Request-Id", v.id)
}

// logged writes one line a request. The path is that of the route, without what a visitor typed.
func (s *Server) logged(c *gin.Context) {
	start := time.Now()
	c.Next()
	level := slog.LevelInfo
	if c.Writer.Status() >= http.StatusInternalServerError && c.FullPath() != "/readyz" { // where “not yet” is an answer
		level = slog.LevelError
	}
	ctx := c.Request.Context()
	if !s.log.Enabled(ctx, level) {
		return
	}
	v := visitOf(ctx)
	path := c.FullPath()
	if path == "" {
		path = "-"
	}
	s.log.LogAttrs(ctx, level, "request",
		slog.String("method", c.Request.Method), slog.String("route", path),
		slog.Int("status", c.Writer.Status()), slog.Int("bytes", max(c.Writer.Size(), 0)),
		slog.Float64("ms", float64(time.Since(start).Microseconds())/1000),
		slog.String("request", v.id), slog.Int64("person", int64(v.as.Person)))
}

// recovered turns a panic into an error of ours; one connection must not end the server.
func (s *Server) recovered(c *gin.Context) {
	defer func() {
		fault := recover()
		if fault == nil {
			return
		}
		if fault == http.ErrAbortHandler { //nolint:errorlint // net/http compares what was thrown the same way
			panic(fault)
		}
		s.log.ErrorContext(c.Request.Context(), "panic", "request", RequestID(c.Request.Context()),
			"panic", fmt.Sprint(fault), "stack", string(debug.Stack()))
		c.Abort()
		s.answerError(c, fmt.Errorf("panic: %v", fault))
	}()
	c.Next()
}

// framed are the hosts that a page may embed a video from.
var framed = []string{
	"https://www.youtube.com", "https://www.youtube-nocookie.com", "https://player.vimeo.com",
	"https://www.loom.com", "https://fast.wistia.net", "https://drive.google.com",
}

// policy is strict: no inline script or style, nothing from elsewhere but pictures, sound and film
// that a page shows.
var policy = strings.Join([]string{
	"default-src 'none'", "script-src 'self'", "style-src 'self'", "font-src 'self'", "connect-src 'self'",
	"img-src 'self' https:", "media-src 'self' https:", "manifest-src 'self'",
	"frame-src 'self' " + strings.Join(framed, " "),
	"form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'", "report-uri /csp-report",
}, "; ")

func (s *Server) headers(c *gin.Context) {
	h := c.Writer.Header()
	h["Content-Security-Policy"] = []string{policy}
	h["X-Content-Type-Options"] = []string{"nosniff"}
	h["Referrer-Policy"] = []string{"same-origin"}
	h["Cross-Origin-Opener-Policy"] = []string{"same-origin"}
	h["Cross-Origin-Resource-Policy"] = []string{"same-origin"}
	h["Permissions-Policy"] = []string{"camera=(), geolocation=(), microphone=(), payment=(), usb=()"}
	if strings.HasPrefix(s.baseURL, "https://") {
		h["Strict-Transport-Security"] = []string{"max-age=31536000"}
	}
}

// limits bounds the body and the time of a request.
func (s *Server) limits(c *gin.Context) {
	route := visitOf(c.Request.Context()).route
	if c.Request.Body != nil && c.Request.Body != http.NoBody {
		if c.Request.ContentLength > route.MaxBody {
			// Said before reading: the browser shows the answer and not a broken connection.
			c.Writer.Header().Set("Connection", "close")
			s.answerError(c, tooMuch(route.MaxBody))
			c.Abort()
			return
		}
		c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, route.MaxBody)
	}
	if route.Within > usualWithin {
		control, end := http.NewResponseController(c.Writer), time.Now().Add(route.Within)
		_ = control.SetReadDeadline(end) // a recorder in a test has no deadlines
		_ = control.SetWriteDeadline(end)
	}
	ctx, cancel := context.WithTimeout(c.Request.Context(), route.Within)
	defer cancel()
	c.Request = c.Request.WithContext(ctx)
	c.Next()
}

// sameOrigin refuses what another site makes a browser send.
func (s *Server) sameOrigin(c *gin.Context) {
	if err := s.cross.Check(c.Request); err != nil {
		s.answerError(c, content.Errorf(content.Forbidden,
			"This request came from another site and was refused; nothing was changed. Open Docent itself and try again there.").Because(err))
		c.Abort()
	}
}

func (s *Server) noRoute(c *gin.Context) {
	s.answerError(c, content.Errorf(content.NotFound, "There is no such address."))
}

func (s *Server) noMethod(c *gin.Context) {
	p := &Problem{
		Title: http.StatusText(http.StatusMethodNotAllowed), Status: http.StatusMethodNotAllowed,
		Detail: "This address does not take " + c.Request.Method + ".", RequestID: RequestID(c.Request.Context()),
	}
	if WantsJSON(c.Request) {
		writeProblem(c, p)
		return
	}
	http.Error(c.Writer, p.Detail, p.Status)
}
