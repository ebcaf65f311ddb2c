package vector_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/docent-wiki/docent/search/vector"
	"github.com/docent-wiki/docent/search/vector/vectortest"
)

func client(t *testing.T, base, key string, pauses *[]time.Duration) *vector.Client {
	t.Helper()
	c, err := vector.NewClient(base, key, vector.Options{Wait: func(_ context.Context, d time.Duration) error {
		*pauses = append(*pauses, d)
		return nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestEmbedKeepsOrder(t *testing.T) {
	e := vectortest.New(t)
	var pauses []time.Duration
	c := client(t, e.Base()+"/", vectortest.Key, &pauses)
	var texts []string
	for i := range 70 {
		texts = append(texts, strings.Repeat("word ", i%7)+string(rune('a'+i%26)))
	}
	all, err := c.Embed(t.Context(), "m", texts)
	if err != nil {
		t.Fatal(err)
	}
	for i, text := range texts {
		want, err := vector.Quantise(vectortest.Embed("m", text))
		if err != nil {
			t.Fatal(err)
		}
		if got := vector.Cosine(want, all[i]); got < 0.999 {
			t.Errorf("text %d has the vector of another: %f", i, got)
		}
	}
	if _, calls := e.Sent(); calls != 3 {
		t.Errorf("%d calls for 70 texts, want 3", calls)
	}
}

// TestFailures has endpoints that fail in their ways, and reads what is said about it.
func TestFailures(t *testing.T) {
	const key = "sk-secret-1"
	big := strings.Repeat("x", 33<<20)
	for name, test := range map[string]struct {
		status  int
		body    string
		header  http.Header
		says    string
		tries   int
		this    bool
		longest time.Duration
	}{
		"busy":         {status: 503, tries: 3, says: "503", longest: 3 * time.Second},
		"asks to wait": {status: 429, header: http.Header{"Retry-After": {"7"}}, tries: 3, says: "429", longest: 7 * time.Second},
		"waits long":   {status: 429, header: http.Header{"Retry-After": {"9000"}}, tries: 3, says: "429", longest: 30 * time.Second},
		"wrong key":    {status: 401, body: `{"error":{"message":"no such key: ` + key + `"}}`, tries: 1, says: "no such key: …"},
		"absent":       {status: 404, tries: 1, says: "404"},
		"too long":     {status: 400, tries: 1, says: "400", this: true},
		"elsewhere":    {status: 307, header: http.Header{"Location": {"http://127.0.0.1:1/"}}, tries: 1, says: "leads to another address"},
		"no JSON":      {status: 200, body: "<html>", tries: 1, says: "JSON"},
		"too few":      {status: 200, body: `{"data":[]}`, tries: 1, says: "0 embeddings for 1 texts"},
		"wrong index":  {status: 200, body: `{"data":[{"index":4,"embedding":[1]}]}`, tries: 1, says: "fits no text"},
		"zeros":        {status: 200, body: `{"data":[{"index":0,"embedding":[0,0]}]}`, tries: 1, says: "cannot be used"},
		"huge":         {status: 200, body: big, tries: 1, says: "more than 32 MB"},
	} {
		t.Run(name, func(t *testing.T) {
			tries := 0
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				tries++
				for name, values := range test.header {
					w.Header()[name] = values
				}
				w.WriteHeader(test.status)
				_, _ = fmt.Fprint(w, test.body)
			}))
			defer server.Close()
			var pauses []time.Duration
			_, err := client(t, server.URL, key, &pauses).Embed(t.Context(), "m", []string{"a"})
			var f *vector.Failure
			if !errors.As(err, &f) || !strings.Contains(f.Text, test.says) || strings.Contains(err.Error(), key) {
				t.Fatalf("error %v, want one that says %q and not the key", err, test.says)
			}
			if tries != test.tries || f.This != test.this {
				t.Errorf("%d tries, want %d; about the text: %t, want %t", tries, test.tries, f.This, test.this)
			}
			longest := time.Duration(0)
			for _, p := range pauses {
				longest = max(longest, p)
			}
			if longest != test.longest {
				t.Errorf("the longest pause was %s, want %s", longest, test.longest)
			}
		})
	}
}

func TestUnreachable(t *testing.T) {
	e := vectortest.New(t)
	e.Close()
	var pauses []time.Duration
	_, err := client(t, e.Base(), "sk-secret-1", &pauses).EmbedOne(t.Context(), "m", "a")
	var f *vector.Failure
	if !errors.As(err, &f) || !f.Again || !strings.Contains(f.Text, "cannot be reached") {
		t.Errorf("error %v", err)
	}
}

func TestCheckBase(t *testing.T) {
	for in, want := range map[string]string{
		" http://localhost:11434/v1/ ": "http://localhost:11434/v1", "https://api.example.com/v1": "https://api.example.com/v1",
		"file:///etc/passwd": "", "localhost:11434": "", "http://": "", "https://a:b@c/v1": "", "https://c/v1?x=1": "", "https://c/#f": "", "": "", "http://[::1": "",
	} {
		if got, err := vector.CheckBase(in); got != want || (err == nil) != (want != "") {
			t.Errorf("%q: %q %v, want %q", in, got, err, want)
		}
	}
}

// FuzzAnswer feeds the client whatever an endpoint may say.
func FuzzAnswer(f *testing.F) {
	f.Add([]byte(`{"data":[{"index":0,"embedding":[1,2]}]}`), 200)
	f.Add([]byte(`{"error":{"message":"x"}}`), 400)
	f.Fuzz(func(t *testing.T, body []byte, status int) {
		if status < 200 || status > 599 {
			return
		}
		c, err := vector.NewClient("http://model.test/v1", "k", vector.Options{Transport: answering{body, status}})
		if err != nil {
			t.Fatal(err)
		}
		v, err := c.EmbedOne(t.Context(), "m", "a")
		if (err == nil) != (len(v) > 0) {
			t.Fatalf("%v with %v", v, err)
		}
		_, _ = c.Chat(t.Context(), "m", "a", "b")
	})
}

type answering struct {
	body   []byte
	status int
}

func (a answering) RoundTrip(*http.Request) (*http.Response, error) {
	rec := httptest.NewRecorder()
	rec.WriteHeader(a.status)
	_, _ = rec.Write(a.body)
	return rec.Result(), nil
}
