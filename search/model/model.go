package model

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/search"
	"github.com/docent-wiki/docent/search/vector"
	"github.com/docent-wiki/docent/wiki"
)

// Store keeps vectors of sections.
type Store interface {
	Vectors(ctx context.Context, model string, after wiki.SectionID, limit int) ([]Stored, error) // by section
	PutVectors(ctx context.Context, model string, all []Stored) error
	DropVectors(ctx context.Context, sections []wiki.SectionID) error
	DropOthers(ctx context.Context, model string) error // what other models made
}

// Stored is what a model made of a section.
type Stored struct {
	Section     wiki.SectionID
	Fingerprint string // of the text that was sent
	Vector      vector.Vector
}

// Options are what a Model is made of. Settings, Store, Log and Pages are needed.
type Options struct {
	Settings Keeper
	Store    Store
	Log      search.Log
	Pages    search.PageReads
	Wake     func() <-chan struct{} // gives a channel that is closed at the next commit of this process
	Every    time.Duration          // how often to look for what other processes wrote; 0: 1 s
	Patience time.Duration          // how long an ask waits for the model; 0: 1.5 s
	Calm     time.Duration          // how long asks do without a model that failed one; 0: 30 s
	Rest     time.Duration          // the longest rest between two batches; 0: 2 s
	Client   vector.Options
	Now      func() time.Time // nil: time.Now
	Logger   *slog.Logger
}

// Model is the team's model. It is safe for concurrent use; one goroutine owns Run.
type Model struct {
	opts     Options
	current  atomic.Pointer[choice]
	changing sync.Mutex
	changed  chan struct{} // has one where the choice has changed and Run has not seen it
	made     atomic.Pointer[vectors]
	asks     *questions
	follow   follower
	total    atomic.Int64          // sections that may be sent
	walked   atomic.Bool           // total is known
	said     atomic.Pointer[Fault] // the last one
}

// vectors is what one model has made of the sections so far.
type vectors struct {
	model string // "": none
	set   *vector.Set
}

// Fault is something that went wrong.
type Fault struct {
	At   time.Time
	Text string // for an administrator; it never names the key
}

// New makes a model that is off until Load or Change say otherwise.
func New(o Options) *Model {
	o.Every, o.Patience = or(o.Every, time.Second), or(o.Patience, 1500*time.Millisecond)
	o.Calm, o.Rest = or(o.Calm, 30*time.Second), or(o.Rest, 2*time.Second)
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Logger == nil {
		o.Logger = slog.Default()
	}
	m := &Model{opts: o, changed: make(chan struct{}, 1), asks: newQuestions()}
	m.made.Store(&vectors{set: vector.NewSet()})
	m.current.Store(&choice{})
	return m
}

func or(d, usual time.Duration) time.Duration {
	if d <= 0 {
		return usual
	}
	return d
}

// State is how far the work is.
type State struct {
	Embedded int   // sections that have a vector
	Total    int   // sections that may be sent; 0 while that is unknown
	Fault    Fault // the last one since the choice was made; the zero Fault for none
}

// State tells it to administrators.
func (m *Model) State(as wiki.Actor) (State, error) {
	if err := needAdmin(as); err != nil {
		return State{}, err
	}
	s := State{Embedded: m.made.Load().set.Len()}
	if m.walked.Load() {
		s.Total = int(m.total.Load())
	}
	if f := m.said.Load(); f != nil {
		s.Fault = *f
	}
	return s, nil
}

// fault notes what went wrong with the endpoint, and logs it.
func (m *Model) fault(ctx context.Context, doing string, err error) {
	text := "Docent could not go on; the log says why."
	var f *vector.Failure
	if errors.As(err, &f) {
		text = f.Text
	}
	m.said.Store(&Fault{At: m.opts.Now().UTC().Truncate(time.Microsecond), Text: text})
	m.opts.Logger.WarnContext(ctx, "model", "while", doing, "error", err)
}

// Tested is how a test went.
type Tested struct {
	Dims     int    // numbers of an embedding; 0 where none was asked for
	Embedded string // "" or why it failed
	Wrote    bool   // the model that writes was asked
	Replied  string // "" or why that failed
	Took     time.Duration
}

// Test asks the endpoint for one embedding and one reply, as far as the models are named. What is sent are
// two sentences of Docent's own.
func (m *Model) Test(ctx context.Context, as wiki.Actor) (Tested, error) {
	if err := needAdmin(as); err != nil {
		return Tested{}, err
	}
	c := m.current.Load()
	if c.client == nil || c.chosen.Embedding == "" && c.chosen.Answer == "" {
		return Tested{}, content.Errorf(content.Invalid, "Save an address and at least one model first.").On("base_url")
	}
	begun := time.Now()
	var t Tested
	if c.chosen.Embedding != "" {
		v, err := c.client.EmbedOne(ctx, c.chosen.Embedding, "How many days of leave do I have?")
		t.Dims, t.Embedded = len(v), reason(err)
	}
	if c.chosen.Answer != "" {
		_, err := c.client.Chat(ctx, c.chosen.Answer, "Reply with one word.", "Are you there?")
		t.Wrote, t.Replied = true, reason(err)
	}
	t.Took = time.Since(begun)
	return t, nil
}

func reason(err error) string {
	var f *vector.Failure
	switch {
	case err == nil:
		return ""
	case errors.As(err, &f):
		return f.Text
	}
	return "The endpoint could not be asked."
}
