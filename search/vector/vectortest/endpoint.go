// Package vectortest is a small server that speaks the protocol of an OpenAI-compatible endpoint. Its
// embeddings are made of hashed words, words of one meaning having one hash, so that every run gives the same.
package vectortest

import (
	"encoding/json"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"unicode"
)

// Key is what the endpoint wants to see.
const Key = "sk-test-4711"

const dims = 96

// meanings are words that the model takes for the same.
var meanings = map[string]string{
	"car": "vehicle", "automobile": "vehicle", "vehicles": "vehicle", "cars": "vehicle",
	"holiday": "leave", "vacation": "leave", "absence": "leave",
	"crash": "accident", "collision": "accident",
}

// Endpoint is a running server.
type Endpoint struct {
	*httptest.Server
	mu    sync.Mutex
	down  bool
	hangs bool
	most  int // bytes of a text; 0: any
	short int // numbers that embeddings lack
	sent  []string
	calls int
	reply func(instructions, text string) string
}

// New starts a server that ends with the test.
func New(t testing.TB) *Endpoint {
	e := &Endpoint{reply: func(string, string) string { return "yes" }}
	e.Server = httptest.NewServer(http.HandlerFunc(e.serve))
	t.Cleanup(e.Close)
	return e
}

// Base is the address to enter.
func (e *Endpoint) Base() string { return e.URL + "/v1" }

// Replies says what the model that writes replies.
func (e *Endpoint) Replies(reply func(instructions, text string) string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.reply = reply
}

// Break has every call fail from here on, or no longer.
func (e *Endpoint) Break(down bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.down = down
}

// Limit has texts of more bytes refused; 0 takes any.
func (e *Endpoint) Limit(bytes int) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.most = bytes
}

// Shorten has embeddings that lack some numbers.
func (e *Endpoint) Shorten(numbers int) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.short = numbers
}

// Hang has every call wait until the caller has had enough.
func (e *Endpoint) Hang(hangs bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.hangs = hangs
}

// Sent is every text that was ever sent, and how many calls there were.
func (e *Endpoint) Sent() (all string, calls int) {
	e.mu.Lock()
	defer e.mu.Unlock()
	return strings.Join(e.sent, "\n"), e.calls
}

func (e *Endpoint) serve(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Model    string
		Input    []string
		Messages []struct{ Role, Content string }
	}
	err := json.NewDecoder(r.Body).Decode(&in)
	e.mu.Lock()
	hangs := e.hangs
	e.mu.Unlock()
	if hangs {
		<-r.Context().Done()
		return
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.calls++
	switch {
	case e.down:
		http.Error(w, `{"error":{"message":"out of order"}}`, http.StatusServiceUnavailable)
		return
	case err != nil:
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	case r.Header.Get("Authorization") != "Bearer "+Key:
		http.Error(w, fmt.Sprintf(`{"error":{"message":"wrong key %s"}}`, r.Header.Get("Authorization")), http.StatusUnauthorized)
		return
	}
	for _, text := range in.Input {
		if e.most > 0 && len(text) > e.most {
			http.Error(w, `{"error":{"message":"too long"}}`, http.StatusBadRequest)
			return
		}
	}
	e.sent = append(e.sent, in.Input...)
	for _, m := range in.Messages {
		e.sent = append(e.sent, m.Content)
	}
	w.Header().Set("Content-Type", "application/json")
	switch r.URL.Path {
	case "/v1/embeddings":
		type datum struct {
			Index     int       `json:"index"`
			Embedding []float32 `json:"embedding"`
		}
		var data []datum
		for i := range in.Input {
			data = append([]datum{{i, Embed(in.Model, in.Input[i])[e.short:]}}, data...) // order is nobody's promise
		}
		_ = json.NewEncoder(w).Encode(map[string]any{"data": data})
	case "/v1/chat/completions":
		reply := e.reply(in.Messages[0].Content, in.Messages[1].Content)
		_ = json.NewEncoder(w).Encode(map[string]any{"choices": []any{map[string]any{"message": map[string]string{"role": "assistant", "content": reply}}}})
	default:
		http.NotFound(w, r)
	}
}

// Embed is what a model makes of a text.
func Embed(model, text string) []float32 {
	sum := make([]float32, dims)
	for _, word := range strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) }) {
		if same := meanings[word]; same != "" {
			word = same
		}
		h := fnv.New64a()
		_, _ = h.Write([]byte(model + "\x00" + word))
		random := rand.New(rand.NewPCG(h.Sum64(), 1)) //nolint:gosec // a hash of words
		for i := range sum {
			sum[i] += float32(random.NormFloat64())
		}
	}
	return sum
}
