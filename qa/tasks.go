package qa

import (
	"context"
	"sync"
	"time"

	"github.com/docent-wiki/docent/wiki"
)

// Tasks is what waits for one person.
type Tasks struct {
	Answer []Question // open questions, the ones due first come first
	Check  []Check    // answers that rest on text that has changed
}

// Check is an answer to look at.
type Check struct {
	Question Question
	Answer   Answer
	State    Freshness
}

// maxTasks bounds each list.
const maxTasks = 200

// Tasks lists what waits for the reader: questions to answer and answers to check.
func (d *Desk) Tasks(ctx context.Context, access wiki.Access) (t Tasks, err error) {
	if t.Answer, err = d.ToAnswer(ctx, access); err != nil {
		return Tasks{}, err
	}
	if t.Check, err = d.ToCheck(ctx, access); err != nil {
		return Tasks{}, err
	}
	return t, nil
}

// ToAnswer lists the open questions that wait for the reader: the reader's own, those of the reader's groups,
// and those that nobody answers for in spaces that the reader manages; the ones due first come first.
func (d *Desk) ToAnswer(ctx context.Context, access wiki.Access) ([]Question, error) {
	if access.As.Person == 0 {
		return nil, nil
	}
	w, err := d.worker(ctx, access)
	if err != nil {
		return nil, err
	}
	return d.store.ToAnswer(ctx, w, maxTasks)
}

// ToCheck lists the reader's answers that rest on text which has changed.
func (d *Desk) ToCheck(ctx context.Context, access wiki.Access) ([]Check, error) {
	if access.As.Person == 0 {
		return nil, nil
	}
	w, err := d.worker(ctx, access)
	if err != nil {
		return nil, err
	}
	stale, err := d.store.ToCheck(ctx, w, maxTasks)
	if err != nil {
		return nil, err
	}
	ids := make([]AnswerID, len(stale))
	for i, q := range stale {
		ids[i] = q.Canonical
	}
	answers, err := d.store.Answers(ctx, w.Scope, ids)
	if err != nil {
		return nil, err
	}
	by := make(map[AnswerID]Answer, len(answers))
	for _, a := range answers {
		by[a.ID] = a
	}
	var checks []Check
	for _, q := range stale {
		if a, found := by[q.Canonical]; found {
			checks = append(checks, Check{Question: q, Answer: a, State: a.Freshness()})
		}
	}
	return checks, nil
}

// worker is the reader as somebody who works. What waits for a person does not depend on the token
// with which that person looks.
func (d *Desk) worker(ctx context.Context, access wiki.Access) (Worker, error) {
	groups, err := d.router.GroupsOf(ctx, access.As.Person)
	if err != nil {
		return Worker{}, err
	}
	w := Worker{Scope: Of(access), Person: access.As.Person, Groups: groups}
	person := access.As
	person.Scope = wiki.ScopeAdmin
	for _, s := range access.Spaces() {
		if wiki.Decide(person, s, access.Right(s.ID)) >= wiki.Manager {
			w.Manages = append(w.Manages, s.ID)
		}
	}
	return w, nil
}

// CountOpen is how many open questions the reader may see. It is kept while nothing happens, and looked up
// at most once a second for one reader while much does.
func (d *Desk) CountOpen(ctx context.Context, access wiki.Access) (int, error) {
	if !access.As.SignedIn() {
		return 0, nil
	}
	seq, err := d.store.LastEvent(ctx)
	if err != nil {
		return 0, err
	}
	key := countKey{access.As.Person, access.As.Scope}
	if n, fresh := d.counts.get(key, seq, d.clock()); fresh {
		return n, nil
	}
	n, err := d.store.CountOpen(ctx, Of(access))
	if err != nil {
		return 0, err
	}
	d.counts.put(key, counted{seq: seq, at: d.clock(), questions: n})
	return n, nil
}

type countKey struct {
	person wiki.PersonID
	scope  wiki.Scope
}

type counted struct {
	seq       wiki.EventSeq
	at        time.Time
	questions int
}

// countCache remembers the last counts of each reader.
type countCache struct {
	mu   sync.Mutex
	last map[countKey]counted
}

// maxCounted bounds how many readers are remembered.
const maxCounted = 4096

func (c *countCache) get(key countKey, seq wiki.EventSeq, now time.Time) (questions int, fresh bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	n, found := c.last[key]
	age := now.Sub(n.at)
	return n.questions, found && (n.seq == seq || age >= 0 && age < time.Second)
}

func (c *countCache) put(key countKey, n counted) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.last == nil || len(c.last) >= maxCounted {
		c.last = map[countKey]counted{}
	}
	c.last[key] = n
}
