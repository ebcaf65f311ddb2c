package qa

import (
	"context"
	"slices"
	"strconv"
	"time"

	"github.com/docent-wiki/docent/wiki"
)

// Chain is how an answer came about, as one reader may see it.
type Chain struct {
	Question Question
	Steps    []Happening // the oldest first
	Wordings []Told      // the oldest first, those that were removed, too
	Cut      bool        // there are older steps
}

// Told is a wording with where it came from.
type Told struct {
	Wording
	Came *Ref // the merged question that brought it
}

type throughKey struct{}

// Through says by which channel somebody asks: "api", "slack", … Without it it is a page of Docent's own.
func Through(ctx context.Context, channel string) context.Context {
	return context.WithValue(ctx, throughKey{}, channel)
}

// created is the event of a new question: through which channel it was asked, and how sure Docent was of the best
// that it offered to the ask that it came from.
func created(ctx context.Context, q Question, from Ask) wiki.Event {
	e := withScore(event(QuestionCreated, q, nil), from.chance())
	if channel, _ := ctx.Value(throughKey{}).(string); channel != "" {
		e.Data["via"] = channel
	}
	return e
}

// Chain tells how the answers of a question came about. Nothing in it is about what the reader may not read: a
// page, a question that was merged, the words that it brought.
func (d *Desk) Chain(ctx context.Context, access wiki.Access, id QuestionID) (Chain, error) {
	in := Of(access)
	q, err := d.store.Question(ctx, in, id)
	if err != nil {
		return Chain{}, err
	}
	answers, err := d.store.AnswersTo(ctx, in, []QuestionID{id})
	if err != nil {
		return Chain{}, err
	}
	events, err := d.store.QuestionEvents(ctx, id, maxEvents)
	if err != nil {
		return Chain{}, err
	}
	wordings, err := d.store.WordingsEver(ctx, id)
	if err != nil {
		return Chain{}, err
	}
	t := teller{in: in, answers: answersByID(answers), events: events}
	if err := t.readHidden(ctx, d.store, id, answers); err != nil {
		return Chain{}, err
	}
	if err := t.readOthers(ctx, d.store, wordings); err != nil {
		return Chain{}, err
	}
	canonical := slices.ContainsFunc(answers, func(a Answer) bool { return a.ID == q.Canonical && !a.Empty() })
	c := Chain{Question: visible(q, canonical), Cut: len(events) == maxEvents}
	if q.DuplicateOf != 0 && t.others[q.DuplicateOf] == nil {
		c.Question.State, c.Question.DuplicateOf = Open, 0
	}
	c.Wordings = t.wordings(wordings)
	for _, e := range events {
		if h, told := t.tell(e); told {
			c.Steps = append(c.Steps, h)
		}
	}
	return c, nil
}

// teller tells events to one reader.
type teller struct {
	in      Scope
	events  []wiki.Event
	answers map[string]Answer
	others  map[QuestionID]*Ref // readable questions that the events and wordings name
	words   map[string]string   // readable wordings by their numbers
	people  map[string]string   // names by their numbers
	partly  map[string]bool     // answers of which the reader may not see every link
}

// readHidden finds the answers of which the reader sees a part.
func (t *teller) readHidden(ctx context.Context, r Reads, id QuestionID, seen []Answer) error {
	whole, err := r.AnswersTo(ctx, All(), []QuestionID{id})
	if err != nil {
		return err
	}
	t.partly = map[string]bool{}
	for i, a := range whole { // the same answers in the same order
		t.partly[strconv.FormatInt(int64(a.ID), 10)] = i >= len(seen) || len(a.Links) > len(seen[i].Links)
	}
	return nil
}

// otherOf is the question that an event names beside its own.
func otherOf(e wiki.Event) QuestionID {
	for _, name := range []string{"of", "near"} {
		if n, err := strconv.ParseInt(e.Data[name], 10, 64); err == nil {
			return QuestionID(n)
		}
	}
	return 0
}

// readOthers reads what the events and wordings name, all at once.
func (t *teller) readOthers(ctx context.Context, r Reads, wordings []Wording) error {
	wanted := map[QuestionID]bool{}
	for _, e := range t.events {
		wanted[otherOf(e)] = true
	}
	for _, w := range wordings {
		wanted[w.From] = true
	}
	delete(wanted, 0)
	all, err := r.QuestionsByID(ctx, t.in, sorted(wanted))
	if err != nil {
		return err
	}
	t.others = make(map[QuestionID]*Ref, len(all))
	for _, q := range all {
		ref := q.ref()
		t.others[q.ID] = &ref
	}
	t.people = map[string]string{}
	for _, a := range t.answers {
		for _, p := range []wiki.PersonRef{a.Owner, a.By, a.VerifiedBy} {
			t.people[strconv.FormatInt(int64(p.ID), 10)] = p.Name
		}
	}
	return nil
}

// wordings leaves out those that came with a question which the reader may not read.
func (t *teller) wordings(all []Wording) []Told {
	var told []Told
	t.words = map[string]string{}
	for _, w := range all {
		came := t.others[w.From]
		if w.From != 0 && came == nil {
			continue
		}
		t.words[strconv.FormatInt(int64(w.ID), 10)] = w.Text
		told = append(told, Told{Wording: w, Came: came})
	}
	return told
}

// tell says what an event means; false where it means nothing to the reader.
func (t *teller) tell(e wiki.Event) (Happening, bool) {
	h := Happening{At: e.At, Who: e.Actor.Name, What: happened[e.Kind], Kind: e.Kind, Score: scoreOf(e), Through: e.Data["via"]}
	about := t.answers[e.Data["answer"]]
	if e.Data["quiet"] != "" || e.Data["answer"] != "" && about.Empty() {
		return h, false
	}
	if other := otherOf(e); other != 0 {
		if h.Other = t.others[other]; h.Other == nil {
			return h, false
		}
	}
	switch e.Kind {
	case AnswerDoubtful, AnswerGone, AnswerBack:
		if t.partly[e.Data["answer"]] { // it may be the part that the reader may not see
			return h, false
		}
	case QuestionGained:
		h.What = "A duplicate was merged into it"
	case QuestionLost:
		h.What = "A merge was taken back"
	case QuestionLikened:
		h.What = "Docent found a question that may ask the same"
	case QuestionAnswered, AnswerChanged, AnswerConfirmed:
		t.linked(&h, e, about)
	case AnswerVerified:
		if until, err := strconv.ParseInt(e.Data["until"], 10, 64); err == nil && until > 0 {
			h.Text = time.Unix(until, 0).UTC().Format(time.DateOnly)
		} else {
			h.What = "Verification taken back"
		}
	case AnswerOwned:
		h.Text = t.people[e.Data["to"]]
	case WordingAdded, WordingRemoved, WordingRestored:
		h.Text = t.words[e.Data["wording"]]
	}
	return h, h.What != ""
}

// linked says which section was linked, at which revision of its page.
func (t *teller) linked(h *Happening, e wiki.Event, a Answer) {
	what := h.What
	if h.answered(a); e.Kind != QuestionAnswered {
		h.What = what
	}
	if len(a.Links) > 0 && !a.Links[0].Elsewhere() {
		if h.Revision = revisionThen(e, a.Links[0].Section); h.Revision == 0 {
			h.Revision = a.Links[0].Revision
		}
	}
}
