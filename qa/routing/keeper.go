package routing

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/sqldb"
	"github.com/docent-wiki/docent/wiki/team"
)

// Keeper sees to it that no question is forgotten: it asks the next one where a reply is overdue, sets a new
// time where a question is opened again, and measures how long answers take. It works through what is
// there, so that it may be stopped at any moment and started again.
type Keeper struct {
	router    *Router
	questions qa.Store
	spaces    Spaces
	wake      func() <-chan struct{}
	log       *slog.Logger

	seen wiki.EventSeq // of Run alone: up to here nothing is left to do
}

// Spaces lists all spaces; wiki.Reads does.
type Spaces interface {
	Spaces(ctx context.Context) ([]wiki.Space, error)
}

// NewKeeper makes a Keeper, which somebody has to Run. wake gives a channel that is closed at the next commit.
func NewKeeper(r *Router, questions qa.Store, spaces Spaces, wake func() <-chan struct{}, log *slog.Logger) *Keeper {
	return &Keeper{router: r, questions: questions, spaces: spaces, wake: wake, log: log}
}

// How often the Keeper looks: soon after something has happened, and in any case now and then, since a
// question becomes overdue while nothing happens.
const (
	lookAgain = 15 * time.Second
	pause     = 250 * time.Millisecond
)

// Run works until ctx ends. What goes wrong is logged and tried again.
func (k *Keeper) Run(ctx context.Context) error {
	for ctx.Err() == nil {
		woken := k.wake() // before looking, so that no commit is missed
		if err := k.Step(ctx); err != nil && ctx.Err() == nil {
			k.log.ErrorContext(ctx, "questions that wait were not looked after; this is tried again", "error", err)
		}
		rest(ctx, nil, pause) // a burst of commits is looked at once
		rest(ctx, woken, lookAgain)
	}
	return nil
}

// rest waits until the time is over, a channel is closed or ctx ends.
func rest(ctx context.Context, woken <-chan struct{}, pause time.Duration) {
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-woken:
	case <-timer.C:
	}
}

// Step does all that is to be done at present.
func (k *Keeper) Step(ctx context.Context) error {
	return errors.Join(k.follow(ctx), k.escalate(ctx))
}

// batch bounds how many questions are read at once.
const batch = 100

// escalate asks the next one for each overdue question, each in a transaction of its own.
func (k *Keeper) escalate(ctx context.Context) error {
	tried := map[qa.QuestionID]bool{}
	var errs []error
	for ctx.Err() == nil {
		overdue, err := k.questions.Overdue(ctx, k.router.clock(), batch)
		overdue = slices.DeleteFunc(overdue, func(q qa.Question) bool { return tried[q.ID] })
		if err != nil || len(overdue) == 0 {
			return errors.Join(append(errs, err)...)
		}
		spaces, err := k.spaces.Spaces(ctx)
		if err != nil {
			return errors.Join(append(errs, err)...)
		}
		for _, q := range overdue {
			tried[q.ID] = true
			if err := k.escalateOne(ctx, q, spaces); err != nil {
				errs = append(errs, fmt.Errorf("question %d: %w", q.ID, err))
			}
		}
	}
	return errors.Join(errs...)
}

// escalateOne decides on the question as it stands in the transaction that changes it.
func (k *Keeper) escalateOne(ctx context.Context, seen qa.Question, spaces []wiki.Space) error {
	claim, t, err := k.terms(ctx, seen, spaces)
	if err != nil {
		return err
	}
	return k.questions.Write(ctx, wiki.Actor{}, func(tx qa.Tx) error {
		q, err := tx.Question(ctx, qa.All(), seen.ID)
		if err != nil || q.Space != seen.Space || q.Area != seen.Area { // then it is looked at again
			return err
		}
		steps, err := tx.Steps(ctx, []qa.QuestionID{q.ID})
		if err != nil {
			return err
		}
		step, due := Next(q, steps, claim, t, tx.Now())
		if !due {
			return nil
		}
		apply(&q, step)
		return write(ctx, tx, q, step, qa.QuestionEscalated)
	})
}

// terms are by which rules a question waits, and who may be asked.
func (k *Keeper) terms(ctx context.Context, q qa.Question, spaces []wiki.Space) (Claim, Team, error) {
	snap, err := k.router.snapshot(ctx)
	if err != nil {
		return Claim{}, Team{}, err
	}
	area := find(snap.areas, func(a Area) bool { return a.ID == q.Area && q.Area != 0 })
	spaceArea := find(snap.areas, func(a Area) bool { return a.Kind == Space && a.Space == q.Space })
	claim := Claim{To: area.Owner, Area: area, Expect: expected(area, spaceArea)}
	var space wiki.Space
	if i := slices.IndexFunc(spaces, func(s wiki.Space) bool { return s.ID == q.Space }); i >= 0 {
		space = spaces[i]
	}
	ids := append(involved(snap, []Claim{claim}), q.Owner.ID)
	steps, err := k.questions.Steps(ctx, []qa.QuestionID{q.ID})
	if err != nil {
		return Claim{}, Team{}, err
	}
	ids = append(ids, snap.people(team.Party{Group: groupOf(steps, area)})...)
	t, err := k.router.teamOf(ctx, snap, space, ids)
	return claim, t, err
}

// apply makes a question one that was asked of somebody else.
func apply(q *qa.Question, s qa.Step) {
	switch s.Kind {
	case qa.AskedGroup:
		q.Owner, q.Group, q.Next = wiki.PersonRef{}, s.Group, time.Time{}
	case qa.Overdue:
		q.Next = time.Time{}
	default:
		q.Owner, q.Group, q.Due, q.Next = s.Person, 0, s.Due, s.Due
	}
}

func write(ctx context.Context, tx qa.Tx, q qa.Question, s qa.Step, kind wiki.EventKind) error {
	if err := tx.UpdateQuestion(ctx, q); err != nil {
		return err
	}
	if err := tx.InsertStep(ctx, s); err != nil {
		return err
	}
	tx.Emit(qa.StepEvent(kind, q, s))
	return nil
}

// followed are the kinds of events that the Keeper does something about.
var followed = []wiki.EventKind{qa.QuestionAnswered, qa.QuestionChanged, qa.QuestionReopened, qa.QuestionUnmerged, qa.AnswerRetracted, qa.AnswerGone}

// noteEvery bounds how many events are looked at again after a restart.
const noteEvery = 1000

// follow goes through what has happened since it last looked. How far it came is written with what it
// did, so that nothing is done twice; events that it does nothing about cost no write each.
func (k *Keeper) follow(ctx context.Context) error {
	noted, err := k.router.store.followed(ctx)
	if err != nil {
		return err
	}
	k.seen = max(k.seen, noted)
	last, err := k.questions.LastEvent(ctx)
	if err != nil {
		return err
	}
	for ctx.Err() == nil && k.seen < last {
		events, err := k.router.store.events(ctx, k.seen, last, batch)
		if err != nil {
			return err
		}
		for _, e := range events {
			if err := k.happened(ctx, e); err != nil {
				return fmt.Errorf("event %d: %w", e.Seq, err)
			}
			k.seen = e.Seq
		}
		if len(events) < batch {
			k.seen = last
		}
	}
	if k.seen-noted < noteEvery {
		return nil
	}
	return k.router.store.follow(ctx, k.seen)
}

func (k *Keeper) happened(ctx context.Context, e wiki.Event) error {
	q, err := k.questions.Question(ctx, qa.All(), qa.QuestionID(e.Question))
	if isAbsent(err) {
		return k.router.store.follow(ctx, e.Seq)
	}
	if err != nil {
		return err
	}
	if e.Kind == qa.QuestionAnswered {
		return k.measure(ctx, q, e)
	}
	act := k.renew
	if e.Kind == qa.QuestionChanged {
		act = k.release
	}
	if err := act(ctx, q); err != nil {
		return err
	}
	return k.router.store.follow(ctx, e.Seq)
}

// release puts a question into the triage queue that was moved to a space which its owner may not read: it
// would wait for somebody who does not see it. Doing this twice changes nothing.
func (k *Keeper) release(ctx context.Context, seen qa.Question) error {
	if seen.State != qa.Open || seen.Owner.ID == 0 {
		return nil
	}
	spaces, err := k.spaces.Spaces(ctx)
	if err != nil {
		return err
	}
	_, t, err := k.terms(ctx, seen, spaces)
	if err != nil || t.known(seen.Owner.ID) {
		return err
	}
	return k.questions.Write(ctx, wiki.Actor{}, func(tx qa.Tx) error {
		q, err := tx.Question(ctx, qa.All(), seen.ID)
		if err != nil || q.State != qa.Open || q.Owner.ID != seen.Owner.ID || q.Space != seen.Space {
			return err
		}
		q.Owner, q.Group, q.Due, q.Next = wiki.PersonRef{}, 0, time.Time{}, time.Time{}
		return write(ctx, tx, q, qa.Step{Question: q.ID, Kind: qa.AskedOther, Why: qa.Nobody, Area: q.Area, At: tx.Now()}, qa.QuestionRouted)
	})
}

// renew sets a new time for a question that is open again, for whoever has it. One that has a time keeps
// it, so doing this twice changes nothing.
func (k *Keeper) renew(ctx context.Context, seen qa.Question) error {
	if seen.State != qa.Open || seen.Owner.ID == 0 || !seen.Next.IsZero() {
		return nil
	}
	spaces, err := k.spaces.Spaces(ctx)
	if err != nil {
		return err
	}
	claim, t, err := k.terms(ctx, seen, spaces)
	if err != nil || !t.known(seen.Owner.ID) {
		return err
	}
	return k.questions.Write(ctx, wiki.Actor{}, func(tx qa.Tx) error {
		q, err := tx.Question(ctx, qa.All(), seen.ID)
		if err != nil || q.State != qa.Open || q.Owner.ID != seen.Owner.ID || !q.Next.IsZero() {
			return err
		}
		due := Due(claim.Expect, t.People[q.Owner.ID].Calendar, tx.Now())
		q.Due, q.Next = due, due
		return write(ctx, tx, q, qa.Step{
			Question: q.ID, Kind: qa.AskedAgain, Person: q.Owner, Area: q.Area, At: tx.Now(), Due: due, Expect: due,
		}, qa.QuestionRouted)
	})
}

// measure notes how long the first answer took: the working time of who was asked, or of who answered
// where that was a whole group. What the asker, or nobody by name, answered says nothing of the team.
func (k *Keeper) measure(ctx context.Context, q qa.Question, e wiki.Event) error {
	steps, err := k.questions.Steps(ctx, []qa.QuestionID{q.ID})
	if err != nil {
		return err
	}
	if len(steps) == 0 || e.Actor.ID == 0 || q.AskedBy(e.Actor.ID) {
		return k.router.store.follow(ctx, e.Seq)
	}
	first, person := steps[0], steps[0].Person.ID
	if person == 0 {
		person = e.Actor.ID
	}
	calendars, err := k.router.team.Calendars(ctx, []wiki.PersonID{person})
	if err != nil {
		return err
	}
	took := calendars[person].Between(first.At, e.At)
	defer k.router.forget()
	return k.router.store.db.Write(ctx, wiki.Actor{}, func(tx *sqldb.Tx) error {
		if err := putReply(ctx, tx, q, e.At, took); err != nil {
			return err
		}
		return setFollowed(ctx, tx, e.Seq)
	})
}
