package httpd

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/themes"
	"github.com/docent-wiki/docent/wiki"
)

// fakes is everything that the ground stands on, in memory.
type fakes struct {
	mu       sync.Mutex
	sessions map[string][]byte
	commits  int
	actors   map[wiki.PersonID]wiki.Actor
	tokens   map[string]wiki.Actor
	spaces   []wiki.Space
	branches int
	now      time.Time
	seq      wiki.EventSeq
	next     chan struct{}
	log      bytes.Buffer
}

func newFakes() *fakes {
	ada := wiki.Actor{Person: 1, Name: "Ada Lovelace", Role: wiki.Admin, Scope: wiki.ScopeAdmin}
	bob := wiki.Actor{Person: 2, Name: "Bob", Role: wiki.Member, Scope: wiki.ScopeAdmin}
	reading, writing := bob, bob
	reading.Scope, writing.Scope = wiki.ScopeRead, wiki.ScopeWrite
	return &fakes{
		sessions: map[string][]byte{},
		actors:   map[wiki.PersonID]wiki.Actor{1: ada, 2: bob},
		tokens:   map[string]wiki.Actor{"ada": ada, "bob-reads": reading, "bob-writes": writing},
		spaces: []wiki.Space{
			{ID: 1, Slug: "handbook", Name: "Handbook", Team: wiki.Editor},
			{ID: 2, Slug: "secret", Name: "Secret plans", Owner: wiki.PersonRef{ID: 1}},
			{ID: 3, Slug: "open", Name: "Open", Team: wiki.Editor, Public: true},
		},
		now: time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC), seq: 1, next: make(chan struct{}),
	}
}

func (f *fakes) Find(string) ([]byte, bool, error)      { return nil, false, nil }
func (f *fakes) Delete(string) error                    { return nil }
func (f *fakes) Commit(string, []byte, time.Time) error { return nil }

func (f *fakes) FindCtx(_ context.Context, token string) ([]byte, bool, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	b, found := f.sessions[token]
	return b, found, nil
}

func (f *fakes) CommitCtx(_ context.Context, token string, b []byte, _ time.Time) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.sessions[token] = b
	f.commits++
	return nil
}

func (f *fakes) DeleteCtx(_ context.Context, token string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.sessions, token)
	return nil
}

func (f *fakes) ByToken(_ context.Context, secret string) (wiki.Actor, error) {
	if as, found := f.tokens[secret]; found {
		return as, nil
	}
	return wiki.Actor{}, content.Errorf(content.Sign, "no such token")
}

func (f *fakes) ActorOf(_ context.Context, id wiki.PersonID) (wiki.Actor, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if as, found := f.actors[id]; found {
		return as, nil
	}
	return wiki.Actor{}, content.Errorf(content.Sign, "no such account")
}

func (f *fakes) Setting(context.Context, string) (string, error) { return "Navy", nil }

// Access decides by the real rules over the fake spaces.
func (f *fakes) Access(_ context.Context, as wiki.Actor) (wiki.Access, error) {
	return wiki.NewAccess(as, f.spaces, nil), nil
}

func (f *fakes) Branch(_ context.Context, _ wiki.Actor, space wiki.SpaceID, reveal wiki.PageID) ([]wiki.Node, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.branches++
	top := wiki.PageID(space * 10)
	return []wiki.Node{
		{ID: top, Title: fmt.Sprintf("Top of %d", space), Children: true},
		{ID: top + 1, Parent: top, Title: "Below", Children: false},
	}, nil
}

func (f *fakes) Draw(w io.Writer, view themes.View) error {
	switch v := view.(type) {
	case themes.ErrorView:
		_, err := fmt.Fprintf(w, "error %d: %s | %s | kept: %s | request %s", v.Status, v.Heading, v.Text, v.Kept, v.RequestID)
		return err
	case themes.Message:
		var spaces []string
		for _, b := range v.Spaces {
			spaces = append(spaces, fmt.Sprintf("%s(%d)", b.Name, len(b.Nodes)))
		}
		said := ""
		if v.Flash != nil {
			said = v.Flash.Text
		}
		_, err := fmt.Fprintf(w, "%s | %s | team %s | %s | said: %s | %v", v.Heading, v.Text, v.Team, strings.Join(spaces, ","), said, v.Counts)
		return err
	}
	_, err := fmt.Fprint(w, view.Screen())
	return err
}

func (f *fakes) DrawTree(w io.Writer, _ themes.Tree) error { return nil }

func (f *fakes) AssetHandler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "asset") })
}

// happen is an event: what is cached is stale.
func (f *fakes) happen() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.seq++
	close(f.next)
	f.next = make(chan struct{})
}

func (f *fakes) server() *Server { return New(f.options()) }

func (f *fakes) options() Options {
	return Options{
		Wiki: f, Accounts: f, Sessions: f, Theme: f, Version: "1",
		Log: slog.New(slog.NewJSONHandler(&f.log, nil)),
		Now: func() time.Time { return f.now },
		LastEvent: func(context.Context) (wiki.EventSeq, error) {
			f.mu.Lock()
			defer f.mu.Unlock()
			return f.seq, nil
		},
		Committed: func() <-chan struct{} {
			f.mu.Lock()
			defer f.mu.Unlock()
			return f.next
		},
		Counts: func(context.Context, wiki.Access) (int, int, error) { return 3, 4, nil },
	}
}

// httpCase is an HTTP test as a value.
type httpCase struct {
	name    string
	method  string // GET where it is empty
	url     string
	header  map[string]string
	body    string
	status  int
	has     []string // of the body
	hasNot  []string
	headers map[string]string // of the answer; "" must be absent
}

func (tc httpCase) run(t *testing.T, h http.Handler) *httptest.ResponseRecorder {
	t.Helper()
	method := tc.method
	if method == "" {
		method = http.MethodGet
	}
	req := httptest.NewRequestWithContext(t.Context(), method, tc.url, strings.NewReader(tc.body))
	for name, value := range tc.header {
		req.Header.Set(name, value)
	}
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, req)
	if rec.Code != tc.status {
		t.Errorf("%s: status %d, want %d; body: %.300s", tc.name, rec.Code, tc.status, rec.Body)
	}
	for _, want := range tc.has {
		if !strings.Contains(rec.Body.String(), want) {
			t.Errorf("%s: %q is not in the body: %.500s", tc.name, want, rec.Body)
		}
	}
	for _, not := range tc.hasNot {
		if strings.Contains(rec.Body.String(), not) {
			t.Errorf("%s: %q is in the body: %.500s", tc.name, not, rec.Body)
		}
	}
	for name, want := range tc.headers {
		if got := rec.Header().Get(name); got != want {
			t.Errorf("%s: header %s is %q, want %q", tc.name, name, got, want)
		}
	}
	return rec
}
