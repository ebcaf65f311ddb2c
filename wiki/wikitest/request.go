package wikitest

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
)

// Request is a request as a value. As is a person with a browser, or the name of a token.
type Request struct {
	Method string // GET where it is empty
	URL    string
	As     string // "" for a visitor; "token NAME" for a program
	Body   string // JSON where it begins with a brace, a form with files where it begins with dashes, a form otherwise
	Cookie string // beside the session's
	Header map[string]string
}

// Do sends a request.
func (s *Site) Do(q Request) *httptest.ResponseRecorder {
	s.T.Helper()
	method := q.Method
	if method == "" {
		method = http.MethodGet
	}
	var body io.Reader
	if q.Body != "" {
		body = strings.NewReader(q.Body)
	}
	req := httptest.NewRequestWithContext(s.T.Context(), method, q.URL, body)
	switch token, isToken := strings.CutPrefix(q.As, "token "); {
	case isToken:
		req.Header.Set("Authorization", "Bearer "+s.Tokens[token])
	case q.As != "":
		req.Header.Set("Cookie", strings.TrimSuffix(s.SignIn(q.As)+"; "+q.Cookie, "; "))
	}
	switch {
	case q.Body == "":
	case strings.HasPrefix(q.Body, "{"):
		req.Header.Set("Content-Type", "application/json")
	case strings.HasPrefix(q.Body, "--"):
		boundary, _, _ := strings.Cut(q.Body[2:], "\r\n")
		req.Header.Set("Content-Type", "multipart/form-data; boundary="+boundary)
	default:
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for name, value := range q.Header {
		req.Header.Set(name, value)
	}
	rec := httptest.NewRecorder()
	s.Server.Handler().ServeHTTP(rec, req)
	return rec
}

// SignIn gives the cookie of somebody's browser.
func (s *Site) SignIn(name string) string {
	s.T.Helper()
	if cookie := s.Cookies[name]; cookie != "" {
		return cookie
	}
	rec := s.Do(Request{Method: "POST", URL: "/signin", Body: Form("email", name+"@example.org", "password", Password)})
	for _, c := range rec.Result().Cookies() {
		if c.Name == "docent_session" && c.Value != "" {
			s.Cookies[name] = c.Name + "=" + c.Value
			return s.Cookies[name]
		}
	}
	s.T.Fatalf("%s could not sign in: %d %s", name, rec.Code, rec.Body)
	return ""
}

// Form writes the fields of a form: name, value, name, value.
func Form(pairs ...string) string {
	v := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Add(pairs[i], pairs[i+1])
	}
	return v.Encode()
}

// Check is an HTTP test as a value.
type Check struct {
	Name string
	Request
	Status int
	Has    []string          // in the body; of a screen, what its frame encloses
	Frame  []string          // in the whole of a screen
	HasNot []string          // in the body, the frame included
	To     string            // where the answer leads
	Header map[string]string // of the answer, as far as it is named; "" must be absent
}

// Check sends a request and compares the answer.
func (s *Site) Check(c Check) *httptest.ResponseRecorder {
	s.T.Helper()
	rec := s.Do(c.Request)
	where := fmt.Sprintf("%s: %s %s as %q", c.Name, c.Method, c.URL, c.As)
	if rec.Code != c.Status {
		s.T.Errorf("%s: status %d, want %d: %.400s", where, rec.Code, c.Status, rec.Body)
	}
	whole := rec.Body.String()
	shown := Inside(whole)
	for _, want := range c.Has {
		if !strings.Contains(shown, want) {
			s.T.Errorf("%s: %q is missing in %.4000s", where, want, shown)
		}
	}
	for _, want := range c.Frame {
		if !strings.Contains(whole, want) {
			s.T.Errorf("%s: %q is missing in %.4000s", where, want, whole)
		}
	}
	for _, not := range c.HasNot {
		if i := strings.Index(whole, not); i >= 0 {
			s.T.Errorf("%s: %q must not appear: …%.300s", where, not, whole[max(0, i-100):])
		}
	}
	if got := rec.Header().Get("Location"); c.To != "" && got != c.To {
		s.T.Errorf("%s: leads to %q, want %q", where, got, c.To)
	}
	for name, want := range c.Header {
		if got := rec.Header().Get(name); got != want {
			s.T.Errorf("%s: header %s = %q, want %q", where, name, got, want)
		}
	}
	if strings.Contains(whole, "ZgotmplZ") {
		s.T.Errorf("%s: a value was not allowed where the template puts it", where)
	}
	return rec
}

// Inside cuts the frame off a screen; anything else stays whole.
func Inside(body string) string {
	if _, after, found := strings.Cut(body, "<main"); found {
		return after
	}
	return body
}

// Follow sends a form and opens where it leads, with what was said on the way.
func (s *Site) Follow(c Check) *httptest.ResponseRecorder {
	s.T.Helper()
	c.Status = http.StatusSeeOther
	has, hasNot := c.Has, c.HasNot
	c.Has, c.HasNot, c.Method = nil, nil, "POST"
	rec := s.Check(c)
	next := Request{URL: rec.Header().Get("Location"), As: c.As}
	for _, cookie := range rec.Result().Cookies() {
		next.Cookie = cookie.Name + "=" + cookie.Value
	}
	return s.Check(Check{Name: c.Name + ", then", Request: next, Status: 200, Has: has, HasNot: hasNot})
}

// Call is a call of the API with somebody's token; an empty body sends nothing. The answer is decoded.
func (s *Site) Call(as, method, path, body string, status int) map[string]any {
	s.T.Helper()
	rec := s.Check(Check{Request: Request{Method: method, URL: "/api/v1" + path, As: "token " + as, Body: body}, Status: status})
	if rec.Body.Len() == 0 {
		return nil
	}
	var v map[string]any
	if err := json.Unmarshal(rec.Body.Bytes(), &v); err != nil {
		s.T.Fatalf("%s %s: %v in %.500s", method, path, err, rec.Body)
	}
	return v
}
