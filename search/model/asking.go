package model

import (
	"context"
	"errors"
	"strings"
	"sync"
	"time"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/search"
	"github.com/docent-wiki/docent/search/vector"
	"github.com/docent-wiki/docent/wiki"
)

var _ search.Meaning = (*Model)(nil)

// keptQuestions is how many questions keep their vectors: a question is often asked as a preview first.
const keptQuestions = 256

// maxQuestion is how much of a question is sent, bytes.
const maxQuestion = 2000

// questions remembers vectors of questions, and when the endpoint failed one.
type questions struct {
	mu    sync.Mutex
	known map[string]vector.Vector
	order []string
	until time.Time // before then nobody tries
}

func newQuestions() *questions { return &questions{known: map[string]vector.Vector{}} }

func (q *questions) reset() {
	q.mu.Lock()
	defer q.mu.Unlock()
	clear(q.known)
	q.order, q.until = nil, time.Time{}
}

// get gives the vector of a question; try says whether the endpoint may be asked for one that is unknown.
func (q *questions) get(text string, now time.Time) (v vector.Vector, try bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.known[text], !now.Before(q.until)
}

func (q *questions) put(text string, v vector.Vector) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.known[text] == nil {
		q.order = append(q.order, text)
	}
	q.known[text] = v
	if len(q.order) > keptQuestions {
		delete(q.known, q.order[0])
		q.order = q.order[1:]
	}
}

func (q *questions) rest(until time.Time) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.until = until
}

// Near compares a question with the sections of some spaces; nil where the model is off or fails. Nothing is
// sent where none of these spaces has a vector. It takes as long as Options.Patience at most.
func (m *Model) Near(ctx context.Context, question string, spaces []wiki.SpaceID, n int) *vector.Near {
	c, made := m.current.Load(), m.made.Load()
	if !c.finds() || made.model != c.chosen.Embedding || !made.set.Holds(spaces) {
		return nil
	}
	question = strings.ToValidUTF8(question[:min(len(question), maxQuestion)], "")
	v, try := m.asks.get(question, m.opts.Now())
	if v == nil {
		if !try {
			return nil
		}
		limited, cancel := context.WithTimeout(ctx, m.opts.Patience)
		defer cancel()
		var err error
		if v, err = c.client.EmbedOne(limited, c.chosen.Embedding, question); err != nil {
			if ctx.Err() == nil { // else the one who asked went away, which says nothing about the endpoint
				m.asks.rest(m.opts.Now().Add(m.opts.Calm))
				m.fault(ctx, "embedding a question", err)
			}
			return nil
		}
		if m.current.Load() == c { // else another model may be in use by now
			m.asks.put(question, v)
		}
	}
	return made.set.Near(spaces, v, n)
}

// Composes says whether answers are written in sentences.
func (m *Model) Composes() bool { return m.current.Load().composes() }

// Sends says whether texts of a space may be sent at present.
func (m *Model) Sends(space wiki.Space) bool { return m.current.Load().chosen.sends(space) }

// Write has the model reply to a text under instructions; content.Busy where it does not, with words for a
// person. Whoever calls it has checked with Sends what the text is made of.
func (m *Model) Write(ctx context.Context, instructions, text string) (string, error) {
	c := m.current.Load()
	if !c.composes() {
		return "", content.Errorf(content.NotFound, "Answers in sentences are not turned on.")
	}
	reply, err := c.client.Chat(ctx, c.chosen.Answer, instructions, text)
	if err == nil {
		return reply, nil
	}
	if ctx.Err() != nil && !errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return "", ctx.Err()
	}
	m.fault(ctx, "writing an answer", err)
	return "", content.Errorf(content.Busy, "The model did not answer. What Docent found by itself stands as it is.").Because(err)
}
