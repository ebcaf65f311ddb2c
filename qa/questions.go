package qa

import (
	"context"
	"time"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/wiki"
)

// NewQuestion is a question to the team.
type NewQuestion struct {
	Title string
	Body  string       // Markdown
	Space wiki.SpaceID // 0: the space of the best candidate
	Ask   AskID        // the ask that it came from; 0: none

	Tried     string    // Markdown: what the asker has tried
	Needed    time.Time // the end of the day by which the answer is needed; zero: any time
	Anonymous bool      // nobody is told who asks, see Hidden; the space has to allow it

	To Choice // whom the asker wants to be asked; zero: who answers for it
}

// CreateQuestion asks the team. It is routed to the owner of the page that comes closest, else of
// the space. With an Ask, which must be the reader's own, the ask ends with it; asking the team
// twice from one ask gives the same question.
func (d *Desk) CreateQuestion(ctx context.Context, access wiki.Access, n NewQuestion) (Question, error) {
	title, err := checkTitle(n.Title)
	if err != nil {
		return Question{}, err
	}
	if err := n.check(d.clock()); err != nil {
		return Question{}, err
	}
	if err := needWriter(access); err != nil {
		return Question{}, err
	}
	if n.Space != 0 {
		if err := needAsk(access, n.Space); err != nil {
			return Question{}, err
		}
	}
	space, reply, err := d.route(ctx, access, title, n.Space, n.To)
	if err != nil {
		return Question{}, err
	}
	if n.Ask != 0 {
		if err := d.asks.Flush(ctx); err != nil {
			return Question{}, err
		}
	}
	q := Question{
		Space: space, Title: title, Body: n.Body, State: Open,
		By: personRef(access.As), Tried: n.Tried, Needed: n.Needed,
	}
	reply.put(&q)
	if n.Anonymous {
		if err := needAnonymous(access, space); err != nil {
			return Question{}, err
		}
		q.By, q.Hidden = wiki.PersonRef{}, hide(access.As.Person)
	}
	err = d.store.Write(ctx, q.Voice(access.As), func(tx Tx) error {
		return createFrom(ctx, tx, access, n.Ask, reply, &q)
	})
	return q, err
}

// check refuses what cannot be kept.
func (n NewQuestion) check(now time.Time) error {
	if _, err := checkMarkdown(n.Body, "body"); err != nil {
		return err
	}
	if _, err := checkMarkdown(n.Tried, "tried"); err != nil {
		return err
	}
	return checkNeeded(n.Needed, now)
}

func checkNeeded(needed, now time.Time) error {
	if !needed.IsZero() && needed.Before(now) {
		return content.Errorf(content.Invalid, "The day by which you need the answer has passed. Nothing was changed.").On("needed")
	}
	return nil
}

// AskTeam hands an ask to the team: as CreateQuestion, with the ask's words where no title is given.
func (d *Desk) AskTeam(ctx context.Context, access wiki.Access, id AskID, n NewQuestion) (Question, error) {
	if err := d.asks.Flush(ctx); err != nil {
		return Question{}, err
	}
	ask, err := readAskOf(ctx, d.store, access, id)
	if err != nil {
		return Question{}, err
	}
	n.Ask = id
	if oneLine(n.Title) == "" {
		n.Title = clip(ask.Text, maxTitle)
	}
	if n.Space == 0 {
		n.Space = ask.Space
	}
	return d.CreateQuestion(ctx, access, n)
}

// createFrom writes a new question, and ends the ask that it came from.
func createFrom(ctx context.Context, tx Tx, access wiki.Access, from AskID, reply Reply, q *Question) error {
	var ask Ask
	if from != 0 {
		var err error
		if ask, err = readAskOf(ctx, tx, access, from); err != nil {
			return err
		}
		if ask.Ending == AskedTeam {
			*q, err = tx.Question(ctx, Of(access), ask.Question)
			return err
		}
		if err := takeBack(ctx, tx, &ask); err != nil {
			return err
		}
	}
	q.Created, q.Updated = tx.Now(), tx.Now()
	id, err := tx.InsertQuestion(ctx, *q)
	if err != nil {
		return err
	}
	q.ID = id
	tx.Emit(created(ctx, *q, ask))
	if err := reply.ask(ctx, tx, *q, AskedFirst, 0); err != nil {
		return err
	}
	if from == 0 {
		return nil
	}
	if Normalise(ask.Text) != Normalise(q.Title) {
		w := Wording{Question: id, Text: ask.Text, Origin: Asked, Added: tx.Now()}
		if _, err := tx.InsertWordings(ctx, []Wording{w}); err != nil {
			return err
		}
	}
	ask.Ending, ask.Ended, ask.Question, ask.Chosen = AskedTeam, tx.Now(), id, -1
	if q.Anonymous() {
		ask.By = 0
	}
	return tx.UpdateAsk(ctx, ask)
}

// Change is what ChangeQuestion changes; nil leaves a thing as it is.
type Change struct {
	Title *string
	Body  *string
	Space *wiki.SpaceID
	Owner *wiki.PersonID // 0: nobody in particular
	State *State         // Closed or Open

	Tried  *string
	Needed *time.Time // zero: any time
}

// ChangeQuestion edits a question. Its former title is forgotten: whoever wants it kept as a wording
// adds it.
func (d *Desk) ChangeQuestion(ctx context.Context, access wiki.Access, id QuestionID, c Change) (Question, error) {
	return d.edit(ctx, access, id, needEditor, func(tx Tx, q *Question) error {
		before := *q
		if err := c.apply(ctx, tx, access, q); err != nil {
			return err
		}
		if *q != before {
			q.Updated = tx.Now()
			if err := tx.UpdateQuestion(ctx, *q); err != nil {
				return err
			}
			if err := retitled(ctx, tx, before.Title, *q); err != nil {
				return err
			}
			tx.Emit(withFormer(event(QuestionChanged, *q, facts{"from": int64(before.Space)}), *q, before.Owner.ID))
		}
		if c.State == nil || *c.State == q.State {
			return nil
		}
		return setState(ctx, tx, q, *c.State)
	})
}

func (c Change) apply(ctx context.Context, tx Tx, access wiki.Access, q *Question) (err error) {
	if c.Title != nil {
		if q.Title, err = checkTitle(*c.Title); err != nil {
			return err
		}
	}
	if c.Body != nil {
		if _, err := checkMarkdown(*c.Body, "body"); err != nil {
			return err
		}
		q.Body = *c.Body
	}
	if c.Tried != nil {
		if _, err := checkMarkdown(*c.Tried, "tried"); err != nil {
			return err
		}
		q.Tried = *c.Tried
	}
	if c.Needed != nil && !c.Needed.Equal(q.Needed) {
		if err := checkNeeded(*c.Needed, tx.Now()); err != nil {
			return err
		}
		q.Needed = *c.Needed
	}
	if c.Space != nil && *c.Space != q.Space {
		if err := needAsk(access, *c.Space); err != nil {
			return err
		}
		q.Space = *c.Space
		if err := tx.MoveFiles(ctx, q.ID, q.Space); err != nil {
			return err
		}
	}
	if c.Owner != nil && *c.Owner != q.Owner.ID {
		q.Owner, q.Group = wiki.PersonRef{}, 0
		if *c.Owner != 0 {
			p, err := tx.Person(ctx, *c.Owner)
			if err != nil || p.Disabled {
				return content.Errorf(content.Invalid, "There is no such person to own the question. Nothing was changed.").On("owner")
			}
			q.Owner = wiki.PersonRef{ID: p.ID, Name: p.Name}
		}
	}
	return nil
}

// setState closes or opens a question; the other states come about by accepting and merging.
func setState(ctx context.Context, tx Tx, q *Question, to State) error {
	switch {
	case to == Closed:
		return closeQuestion(ctx, tx, q)
	case to == Open && q.State == Duplicate:
		return unmerge(ctx, tx, q)
	case to == Open:
		return reopen(ctx, tx, q)
	case to == Answered:
		return content.Errorf(content.Invalid, "A question becomes answered by accepting an answer. Nothing was changed.").On("state")
	}
	return content.Errorf(content.Invalid, "A question becomes a duplicate by merging it into another. Nothing was changed.").On("state")
}

// Close says that nobody is going to answer a question. It is no longer found by asking.
func (d *Desk) Close(ctx context.Context, access wiki.Access, id QuestionID) (Question, error) {
	return d.edit(ctx, access, id, needEditor, func(tx Tx, q *Question) error { return closeQuestion(ctx, tx, q) })
}

func closeQuestion(ctx context.Context, tx Tx, q *Question) error {
	if q.State == Closed {
		return nil
	}
	if q.State == Duplicate {
		return content.Errorf(content.Conflict, "This question is merged into another one. Unmerge it first. Nothing was changed.")
	}
	q.State, q.Updated = Closed, tx.Now()
	tx.Emit(event(QuestionClosed, *q, nil))
	return tx.UpdateQuestion(ctx, *q)
}

// Reopen takes closing back; an answered question asks for a better answer. Whatever was canonical
// stays among the answers.
func (d *Desk) Reopen(ctx context.Context, access wiki.Access, id QuestionID) (Question, error) {
	return d.edit(ctx, access, id, needEditor, func(tx Tx, q *Question) error { return reopen(ctx, tx, q) })
}

func reopen(ctx context.Context, tx Tx, q *Question) error {
	switch {
	case q.State == Open:
		return nil
	case q.State == Duplicate:
		return content.Errorf(content.Conflict, "This question is merged into another one. Unmerge it first. Nothing was changed.")
	case q.State == Closed && q.Canonical != 0:
		q.State = Answered
	default:
		q.State, q.Canonical = Open, 0
	}
	q.Updated = tx.Now()
	tx.Emit(event(QuestionReopened, *q, nil))
	return tx.UpdateQuestion(ctx, *q)
}

func personRef(as wiki.Actor) wiki.PersonRef {
	if as.Person == 0 {
		return wiki.PersonRef{}
	}
	return wiki.PersonRef{ID: as.Person, Name: as.Name}
}
