package qa

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"sync/atomic"

	"github.com/docent-wiki/docent/qa/memory"
	"github.com/docent-wiki/docent/search"
	"github.com/docent-wiki/docent/wiki"
)

// Lessons are what a Learner reads.
type Lessons interface {
	QuestionsByID(ctx context.Context, in Scope, ids []QuestionID) ([]Question, error)
	AllQuestions(ctx context.Context, in Scope, after QuestionID, limit int) ([]Question, error)
	Wordings(ctx context.Context, questions []QuestionID) ([]Wording, error)
}

// Learner keeps what is learnt from all wordings at the end of the event log. Memory never waits.
type Learner struct {
	*wiki.Follower
	store Lessons
	log   search.Log

	known   map[QuestionID]memory.Known
	current atomic.Pointer[learnt]
}

// learnt is a memory and the last event that it knows.
type learnt struct {
	memory *memory.Memory
	seq    wiki.EventSeq
}

// NewLearner makes a learner that has learnt nothing yet.
func NewLearner(store Lessons, log search.Log, opts wiki.Following) *Learner {
	l := &Learner{store: store, log: log}
	l.Follower = wiki.NewFollower(opts, "wordings were not learnt", l.round).Gently()
	return l
}

// Memory is what was learnt so far; nil before the first round.
func (l *Learner) Memory() *memory.Memory {
	if c := l.current.Load(); c != nil {
		return c.memory
	}
	return nil
}

// Learnt tells the last event that Memory knows.
func (l *Learner) Learnt() wiki.EventSeq {
	if c := l.current.Load(); c != nil {
		return c.seq
	}
	return 0
}

// round learns everything the first time, then what events touch.
func (l *Learner) round(ctx context.Context) (changed bool, err error) {
	defer func() {
		if err != nil {
			l.known = nil // half of it may be changed: the next round begins anew
		}
	}()
	seq := l.Learnt()
	if l.known == nil {
		if seq, err = l.learnAll(ctx); err != nil {
			return false, fmt.Errorf("learn all wordings: %w", err)
		}
		changed = true
	}
	for {
		events, err := l.log.Events(ctx, seq, eventsAtOnce)
		if err != nil {
			return false, fmt.Errorf("learn wordings: %w", err)
		}
		if len(events) == 0 {
			break
		}
		again, err := l.relearn(ctx, events)
		if err != nil {
			return false, fmt.Errorf("learn the wordings of events from %d on: %w", events[0].Seq, err)
		}
		changed = changed || again
		seq = events[len(events)-1].Seq
	}
	next := &learnt{memory: l.Memory(), seq: seq}
	if changed {
		known := make([]memory.Known, 0, len(l.known))
		for _, id := range slices.Sorted(maps.Keys(l.known)) {
			known = append(known, l.known[id])
		}
		next.memory = memory.Make(known)
	}
	l.current.Store(next)
	return changed, nil
}

const (
	eventsAtOnce  = 500
	lessonsAtOnce = 500 // questions that are read together
)

// learnAll reads every answered question, and gives the last event from before.
func (l *Learner) learnAll(ctx context.Context) (wiki.EventSeq, error) {
	seq, err := l.log.LastEvent(ctx)
	if err != nil {
		return 0, err
	}
	l.known = map[QuestionID]memory.Known{}
	var after QuestionID
	for {
		all, err := l.store.AllQuestions(ctx, All(), after, lessonsAtOnce)
		if err != nil {
			return 0, err
		}
		if len(all) == 0 {
			return seq, nil
		}
		after = all[len(all)-1].ID
		if err := l.learn(ctx, all); err != nil {
			return 0, err
		}
	}
}

// learn reads the wordings of those questions that are answered.
func (l *Learner) learn(ctx context.Context, all []Question) error {
	var answered []Question
	var ids []QuestionID
	for _, q := range all {
		if q.State == Answered {
			answered, ids = append(answered, q), append(ids, q.ID)
		}
	}
	wordings, err := l.store.Wordings(ctx, ids)
	if err != nil {
		return err
	}
	for i, k := range knownOf(answered, wordings) {
		l.known[ids[i]] = k
	}
	return nil
}

// relearn reads the questions that events touch; whatever is not answered any more is forgotten.
func (l *Learner) relearn(ctx context.Context, events []wiki.Event) (changed bool, err error) {
	touched := map[QuestionID]bool{}
	for _, e := range events {
		touchedBy(e, touched)
	}
	for some := range slices.Chunk(sorted(touched), lessonsAtOnce) {
		all, err := l.store.QuestionsByID(ctx, All(), some)
		if err != nil {
			return false, err
		}
		for _, id := range some {
			if _, had := l.known[id]; had {
				delete(l.known, id)
				changed = true
			}
		}
		before := len(l.known)
		if err := l.learn(ctx, all); err != nil {
			return false, err
		}
		changed = changed || len(l.known) > before
	}
	return changed, nil
}

// touchedBy notes the questions that an event names.
func touchedBy(e wiki.Event, touched map[QuestionID]bool) {
	if e.Question == 0 {
		return
	}
	touched[QuestionID(e.Question)] = true
	if of, err := strconv.ParseInt(e.Data["of"], 10, 64); err == nil {
		touched[QuestionID(of)] = true
	}
}
