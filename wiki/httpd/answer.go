package httpd

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"sync"

	"github.com/gin-gonic/gin"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/themes"
)

type buffer = bytes.Buffer

var buffers = sync.Pool{New: func() any { return new(buffer) }}

// free gives a buffer back; one that grew to a page of many megabytes is left to the collector.
func free(b *buffer) {
	if b.Cap() < 1<<20 {
		b.Reset()
		buffers.Put(b)
	}
}

// serve is the adapter between gin and handlers that return an error.
func (s *Server) serve(c *gin.Context, h Handler) {
	r := &Request{Request: c.Request, Writer: c.Writer, As: ActorOf(c.Request.Context()), server: s, c: c}
	err := r.readForm()
	if err == nil {
		err = h(r)
	}
	if err != nil {
		s.answerError(c, err)
	}
}

// readForm parses an ordinary form; a form with files is left to its handler, which streams it.
func (r *Request) readForm() error {
	if r.Method != http.MethodPost || r.Header.Get("Content-Type") == "" {
		return nil
	}
	err := r.ParseForm()
	var tooLarge *http.MaxBytesError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &tooLarge):
		return err
	}
	return content.Errorf(content.Invalid, "The form did not arrive as it was sent. Go back, your text is still there, and send it again.").Because(err)
}

// html draws into a buffer and sends it whole, so that an error never leaves half a page.
func (s *Server) html(c *gin.Context, status int, draw func(w *buffer) error) error {
	b := buffers.Get().(*buffer)
	defer free(b)
	if err := draw(b); err != nil {
		return err
	}
	h := c.Writer.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	if h.Get("Cache-Control") == "" {
		h.Set("Cache-Control", "private, no-cache")
	}
	h.Set("Vary", "Cookie, Authorization, Accept-Encoding")
	body := b.Bytes()
	if len(body) >= zipFrom && acceptsGzip(c.Request) {
		body = s.zipped.of(body)
		h.Set("Content-Encoding", "gzip")
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	c.Writer.WriteHeader(status)
	_, err := c.Writer.Write(body)
	if err != nil {
		s.log.DebugContext(c.Request.Context(), "the reader went away", "error", err)
	}
	return nil
}

// answerError logs what a person must not see and answers in the language of the one who asked.
func (s *Server) answerError(c *gin.Context, err error) {
	ctx := c.Request.Context()
	status := Status(err)
	if status >= http.StatusInternalServerError {
		s.log.ErrorContext(ctx, "request failed", "request", RequestID(ctx), "error", err.Error())
	}
	if c.Writer.Written() {
		return // half an answer is out; the log has the rest
	}
	if WantsJSON(c.Request) {
		writeProblem(c, s.problemOf(ctx, err))
		return
	}
	if s.mustSignIn(c, status) {
		c.Writer.Header().Set("Cache-Control", "no-store")
		c.Writer.Header().Set("Location", "/signin?next="+url.QueryEscape(c.Request.URL.RequestURI()))
		c.Writer.WriteHeader(http.StatusSeeOther)
		return
	}
	s.drawError(c, status, err)
}

// mustSignIn sends visitors to the sign-in page, for what is absent as for what is hidden: the two
// must look alike.
func (s *Server) mustSignIn(c *gin.Context, status int) bool {
	if ActorOf(c.Request.Context()).SignedIn() || c.FullPath() == "" {
		return false
	}
	if c.Request.Method != http.MethodGet && c.Request.Method != http.MethodHead {
		return false
	}
	if v := visitOf(c.Request.Context()); v != nil && v.route.Visitors && status == http.StatusNotFound {
		return !v.route.API
	}
	return status == http.StatusUnauthorized
}

func writeProblem(c *gin.Context, p *Problem) {
	h := c.Writer.Header()
	for name, values := range p.GetHeaders() {
		h[name] = values
	}
	h.Set("Content-Type", "application/problem+json")
	h.Set("Cache-Control", "no-store")
	c.Writer.WriteHeader(p.Status)
	_ = json.NewEncoder(c.Writer).Encode(p) // the client went away: nothing is left to do
}

// keptFields are the fields of forms that hold somebody's work, the longest first.
var keptFields = []string{"markdown", "body", "quote", "q"}

func (s *Server) drawError(c *gin.Context, status int, err error) {
	ctx := c.Request.Context()
	view := themes.ErrorView{
		Status: status, Heading: headings[status], Text: ourFault, RequestID: RequestID(ctx),
		Actions: []themes.Link{{Text: "Home", URL: "/"}},
	}
	if view.Heading == "" {
		view.Heading = http.StatusText(status)
	}
	if known := Known(err); known != nil {
		view.Text = known.Text
		sayWhen(c.Writer.Header(), known)
		view.Line, _ = strconv.Atoi(known.Data["line"])
	}
	if c.Request.Method == http.MethodPost && c.Request.PostForm != nil {
		for _, name := range keptFields {
			if kept := c.Request.PostForm.Get(name); kept != "" {
				view.Kept, view.KeptTitle = kept, "What you wrote"
				view.Advice = "Copy your text, or go back: it is still in the form."
				break
			}
		}
	}
	frame, frameErr := s.frame(c, Here{})
	if frameErr != nil {
		s.log.ErrorContext(ctx, "frame of an error", "request", RequestID(ctx), "error", frameErr.Error())
		frame = themes.Frame{Team: defaultTeam, Bare: true}
	}
	frame.Title = view.Heading
	view.Frame = frame
	c.Writer.Header().Set("Cache-Control", "no-store")
	if drawErr := s.html(c, status, func(w *buffer) error { return s.theme.Draw(w, view) }); drawErr != nil {
		s.log.ErrorContext(ctx, "drawing an error", "request", RequestID(ctx), "error", drawErr.Error())
		http.Error(c.Writer, view.Heading+"\n\n"+view.Text, status)
	}
}
