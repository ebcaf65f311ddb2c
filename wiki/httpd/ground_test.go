package httpd

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/themes"
	"github.com/docent-wiki/docent/wiki"
)

var bearer = func(token string) map[string]string {
	return map[string]string{"Authorization": "Bearer " + token}
}

// screen registers a screen that shows the frame, and forms that say or throw something.
func screen(s *Server) {
	s.GET("/screen", func(r *Request) error {
		f, err := r.Frame(Here{Space: 1, Page: 10})
		if err != nil {
			return err
		}
		return r.Draw(themes.Message{Frame: f, Heading: "Screen"})
	})
	s.GET("/large", func(r *Request) error {
		return r.Draw(themes.Message{Heading: strings.Repeat("long ", 1000)})
	}, Visitors)
	s.POST("/say", func(r *Request) error {
		r.Say("good", r.Field("words"), nil)
		return r.See(r.Field("next"))
	}, MaxBody(1000))
	s.POST("/fail", func(*Request) error { return fmt.Errorf("the cause: %w", errFault) })
	s.GET("/slow", func(r *Request) error {
		<-r.Context().Done()
		return r.Context().Err()
	}, Visitors, Within(time.Millisecond))
}

var errFault = errors.New("disk on fire")

func TestStatuses(t *testing.T) {
	for _, c := range []struct {
		err  error
		want int
	}{
		{content.Errorf(content.Invalid, "x"), 422},
		{content.Errorf(content.NotFound, "x"), 404},
		{content.Errorf(content.Forbidden, "x"), 403},
		{content.Errorf(content.Conflict, "x"), 409},
		{content.Errorf(content.TooLarge, "x"), 413},
		{content.Errorf(content.Sign, "x"), 401},
		{content.Errorf(content.TooMany, "x"), 429},
		{content.Errorf(content.Busy, "x"), 503},
		{fmt.Errorf("deep: %w", content.Errorf(content.Conflict, "x")), 409},
		{&http.MaxBytesError{Limit: 10}, 413},
		{context.DeadlineExceeded, 503},
		{context.Canceled, 499},
		{errFault, 500},
		{&content.Error{Kind: "unheard of"}, 500},
	} {
		if got := Status(c.err); got != c.want {
			t.Errorf("%v: %d, want %d", c.err, got, c.want)
		}
	}
}

func TestAnswersOfErrors(t *testing.T) {
	f := newFakes()
	s := f.server()
	screen(s)
	for _, c := range []httpCase{
		{name: "our fault keeps the text", method: "POST", url: "/fail", header: bearer("ada"), body: "markdown=my+words", status: 500, has: []string{"kept: my words", "went wrong on our side"}, hasNot: []string{"disk on fire"}},
		{name: "as a problem", method: "POST", url: "/fail", header: map[string]string{"Authorization": "Bearer ada", "Accept": "application/json"}, status: 500, has: []string{`"status":500`}, hasNot: []string{"disk on fire"}, headers: map[string]string{"Content-Type": "application/problem+json"}},
		{name: "too large a form", method: "POST", url: "/say", header: bearer("ada"), body: "words=" + strings.Repeat("x", 2000), status: 413, has: []string{"1000 bytes"}},
		{name: "too slow", url: "/slow", status: 503, has: []string{"took too long"}},
		{name: "no such address", url: "/nothing", status: 404},
		{name: "no such method", method: "DELETE", url: "/screen", status: 405},
		{name: "not signed in", url: "/screen?a=b", status: 303, headers: map[string]string{"Location": "/signin?next=%2Fscreen%3Fa%3Db"}},
		{name: "not signed in, sending", method: "POST", url: "/say", status: 401},
		{name: "reading token writes", method: "POST", url: "/say", header: bearer("bob-reads"), status: 403, has: []string{"scope “write”"}},
		{name: "writing token", method: "POST", url: "/say", header: bearer("bob-writes"), status: 303},
	} {
		if c.body != "" {
			c.header["Content-Type"] = "application/x-www-form-urlencoded"
		}
		c.run(t, s.Handler())
	}
	if !strings.Contains(f.log.String(), "disk on fire") {
		t.Error("the cause is not in the log")
	}
}

func TestNobodyIsSentElsewhere(t *testing.T) {
	for path, want := range map[string]string{
		"/p/1?a=b": "/p/1?a=b", "": "/", "//evil.example": "/", "https://evil.example": "/", `/\evil.example`: "/",
		"javascript:alert(1)": "/", "/a\r\nSet-Cookie: x": "/", "/\t/evil.example": "/", "p/1": "/",
	} {
		if got := Local(path); got != want {
			t.Errorf("Local(%q) = %q, want %q", path, got, want)
		}
	}
}

func TestWhatIsSaidIsSaidOnceAndByUs(t *testing.T) {
	s := newFakes().server()
	screen(s)
	sent := httpCase{method: "POST", url: "/say", header: map[string]string{"Authorization": "Bearer ada", "Content-Type": "application/x-www-form-urlencoded"}, body: "words=Done&next=/screen", status: 303}.run(t, s.Handler())
	said := sent.Result().Cookies()[0]
	show := func(cookie string) *httptest.ResponseRecorder {
		t.Helper()
		return httpCase{url: "/screen", header: map[string]string{"Authorization": "Bearer ada", "Cookie": cookie}, status: 200}.run(t, s.Handler())
	}
	first := show(said.Name + "=" + said.Value)
	if !strings.Contains(first.Body.String(), "said: Done") {
		t.Errorf("it was not said: %s", first.Body)
	}
	if dropped := first.Result().Cookies(); len(dropped) != 1 || dropped[0].MaxAge >= 0 {
		t.Errorf("it is not dropped: %v", dropped)
	}
	body, mac, _ := strings.Cut(said.Value, ".")
	for _, forged := range []string{body + ".", body, "x" + body + "." + mac, "eyJUZXh0IjoiRXZpbCJ9." + mac, "%", ""} {
		if got := show(said.Name + "=" + forged).Body.String(); !strings.Contains(got, "said:  |") {
			t.Errorf("somebody else spoke for us: %q gives %s", forged, got)
		}
	}
}

func TestTheFrame(t *testing.T) {
	f := newFakes()
	s := f.server()
	screen(s)
	show := func(token, want string) {
		t.Helper()
		httpCase{name: token, url: "/screen", header: bearer(token), status: 200, has: []string{want, "team Navy"}}.run(t, s.Handler())
	}
	show("ada", "Handbook(1),Open(1),Secret plans(1)")
	show("bob-reads", "Handbook(1),Open(1) |")
	before := f.branches
	show("ada", "Secret plans")
	if f.branches != before {
		t.Errorf("an unchanged tree was read %d times again", f.branches-before)
	}
	f.happen()
	show("ada", "Secret plans")
	if f.branches == before {
		t.Error("a changed tree was not read again")
	}
}

func TestTreesOfOtherSpacesAreShort(t *testing.T) {
	var nodes []themes.Node
	for i := range topPages + 5 {
		nodes = append(nodes, themes.Node{ID: int64(i + 1), Title: fmt.Sprint(i)})
	}
	few := fewOf(nodes, "big")
	if len(few) != topPages || few[topPages-1].Title != "… and 6 more" || few[topPages-1].URL != "/s/big" {
		t.Errorf("%v", few)
	}
	if len(fewOf(nodes[:topPages], "big")) != topPages || nodes[topPages-1].ID == 0 {
		t.Error("a short list was cut, or the kept one was changed")
	}
}

func TestNest(t *testing.T) {
	nodes := []wiki.Node{
		{ID: 1, Title: "A", Children: true}, {ID: 2, Title: "B", Children: true}, {ID: 3, Parent: 1, Title: "A1"}, {ID: 4, Parent: 9, Title: "lost"},
	}
	want := []themes.Node{
		{ID: 1, Title: "A", URL: "/p/1/a", Open: true, More: true, Children: []themes.Node{{ID: 3, Title: "A1", URL: "/p/3/a1", Here: true}}},
		{ID: 2, Title: "B", URL: "/p/2/b", More: true},
	}
	if diff := cmp.Diff(want, Nest(nodes, 3)); diff != "" {
		t.Error(diff)
	}
	circle := []wiki.Node{{ID: 5, Parent: 5, Title: "circle"}, {ID: 6, Title: "top"}}
	if got := Nest(circle, 0); len(got) != 1 {
		t.Errorf("a damaged tree: %v", got)
	}
}

func TestInitials(t *testing.T) {
	for name, want := range map[string]string{"Ada Lovelace": "AL", "bob": "B", "": "", "Anna Maria de Souza": "AS", "李 小龍": "李小", "(x) y": "XY", "!!": ""} {
		if got := Initials(name); got != want {
			t.Errorf("Initials(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestReadiness(t *testing.T) {
	f := newFakes()
	applied, ready := wiki.EventSeq(3), true
	o := f.options()
	o.Ready = func(context.Context) (wiki.EventSeq, wiki.EventSeq, bool, error) { return applied, 7, ready, nil }
	s := New(o)
	check := func(status int, want string) {
		t.Helper()
		httpCase{url: "/readyz", status: status, has: []string{want}}.run(t, s.Handler())
	}
	check(503, `{"applied":3,"last":7,"ready":false}`)
	applied = 7
	check(200, `{"applied":7,"last":7,"ready":true}`)
	ready = false
	check(503, `"ready":false`)
}

func TestOperations(t *testing.T) {
	s := newFakes().server()
	type input struct {
		Body struct {
			Words string `json:"words" maxLength:"5"`
		}
	}
	type output struct {
		Body struct {
			Echo string `json:"echo"`
			By   string `json:"by"`
		}
	}
	Register(s, Operation{Method: "POST", Path: "/echo", ID: "echo", Tag: "Tests", Summary: "Echo"},
		func(_ context.Context, as wiki.Actor, in *input) (*output, error) {
			if in.Body.Words == "fail" {
				return nil, errFault
			}
			if in.Body.Words == "slow" {
				return nil, tooManyIn(9)
			}
			out := &output{}
			out.Body.Echo, out.Body.By = in.Body.Words, as.Name
			return out, nil
		}, MaxBody(200))
	for _, c := range []httpCase{
		{name: "right", body: `{"words":"hello"}`, status: 200, has: []string{`"echo":"hello","by":"Ada Lovelace"`}, hasNot: []string{"$schema"}},
		{name: "unknown field", body: `{"words":"x","more":"hush"}`, status: 422, has: []string{"body.more"}, hasNot: []string{"hush"}},
		{name: "too long", body: `{"words":"hushhush"}`, status: 422, hasNot: []string{"hushhush"}},
		{name: "too large, said", body: `{"words":"` + strings.Repeat("x", 300) + `"}`, status: 413},
		{name: "a fault", body: `{"words":"fail"}`, status: 500, hasNot: []string{"disk"}},
		{name: "later", body: `{"words":"slow"}`, status: 429, headers: map[string]string{"Retry-After": "9"}},
	} {
		c.method, c.url = "POST", "/api/v1/echo"
		c.header = map[string]string{"Authorization": "Bearer ada", "Content-Type": "application/json"}
		rec := c.run(t, s.Handler())
		if c.status != 200 && rec.Header().Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s: %s", c.name, rec.Header().Get("Content-Type"))
		}
		var p Problem
		if err := json.Unmarshal(rec.Body.Bytes(), &p); err != nil || (c.status != 200 && p.Status != c.status) {
			t.Errorf("%s: %v %+v", c.name, err, p)
		}
	}
	req := httptest.NewRequestWithContext(t.Context(), "POST", "/api/v1/echo", io.MultiReader(strings.NewReader(`{"words":"`), strings.NewReader(strings.Repeat("x", 300))))
	req.Header.Set("Authorization", "Bearer ada")
	rec := httptest.NewRecorder()
	s.Handler().ServeHTTP(rec, req)
	if rec.Code != 413 {
		t.Errorf("too large, of unknown length: %d %s", rec.Code, rec.Body)
	}
}

func TestRunLetsRequestsEnd(t *testing.T) {
	s := newFakes().server()
	entered, leave := make(chan struct{}), make(chan struct{})
	s.GET("/wait", func(r *Request) error {
		close(entered)
		<-leave
		return r.Draw(themes.Message{Heading: "whole"})
	}, Visitors)
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ran := make(chan error, 1)
	go func() { ran <- s.Run(ctx, l) }()
	answer := make(chan string, 1)
	go func() {
		req, _ := http.NewRequestWithContext(context.WithoutCancel(ctx), http.MethodGet, "http://"+l.Addr().String()+"/wait", nil)
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			answer <- err.Error()
			return
		}
		defer res.Body.Close()
		body, _ := io.ReadAll(res.Body)
		answer <- string(body)
	}()
	<-entered
	stop()
	select {
	case err := <-ran:
		t.Fatalf("the server stopped while it answered: %v", err)
	default:
	}
	close(leave)
	if got := <-answer; !strings.Contains(got, "whole") {
		t.Errorf("the request in flight got %q", got)
	}
	if err := <-ran; err != nil {
		t.Errorf("an orderly stop: %v", err)
	}
}
