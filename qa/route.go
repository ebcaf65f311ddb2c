package qa

import (
	"context"
	"strconv"
	"time"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/team"
)

// AreaID numbers an area that somebody answers for (see qa/routing); 0 is none.
type AreaID int64

// Step is one time that somebody was asked to answer a question.
type Step struct {
	ID       int64
	Question QuestionID
	Kind     StepKind
	Person   wiki.PersonRef // who was asked; zero: the whole group, or nobody in particular
	Group    team.GroupID   // whose turn the person has; without a person all of it are asked
	For      wiki.PersonID  // for whom the person stands in; 0: nobody
	Area     AreaID         // that the question belongs to; 0: none
	Page     wiki.PageID    // because of which it was this person; 0: none
	Why      Why
	By       wiki.PersonRef // who chose; zero: the rules
	At       time.Time
	Due      time.Time // when the next one is asked; zero: nobody else is
	Expect   time.Time // when the asker was told to expect a reply; zero: not told
}

// StepKind says at which point somebody was asked.
type StepKind string

// The kinds. A question goes to the deputy at most once, and to the group at most once.
const (
	AskedFirst  StepKind = "asked"
	AskedDeputy StepKind = "deputy"
	AskedGroup  StepKind = "group"
	AskedOther  StepKind = "handed"  // somebody handed it on
	AskedAgain  StepKind = "again"   // it was opened again
	Overdue     StepKind = "overdue" // nobody else is left to ask
)

// Why says why it was this person.
type Why string

// The reasons.
const (
	OwnsPage   Why = "page"
	OwnsArea   Why = "area"
	OwnsSpace  Why = "space"
	StandsIn   Why = "stands_in"
	Chosen     Why = "chosen"  // by the asker, or by who handed it on
	WasOverdue Why = "overdue" // the one before did not reply in time
	Nobody     Why = "nobody"  // nobody answers for it: the triage queue
)

// Choice is whom an asker wants to be asked. The zero Choice leaves it to the rules.
type Choice struct {
	To     team.Party
	Triage bool // nobody in particular
	Insist bool // To.Person is asked even while away
}

// Made says whether somebody chose.
func (c Choice) Made() bool { return c.Triage || !c.To.IsZero() }

// Asking is a question to the team, as a Router needs to know it.
type Asking struct {
	Text    string
	Space   wiki.SpaceID
	Closest []Closest // the pages that came closest, best first
	Choice  Choice
	Area    AreaID // that it is known to belong to; 0: to be found
}

// Closest is a page that came close to an ask, as its asker may read it.
type Closest struct {
	Page       wiki.PageID
	Title      string
	Space      wiki.SpaceID
	Owner      wiki.PersonRef
	Confidence float64
}

// Router says who is asked and what the asker may expect; *routing.Router does.
type Router interface {
	// Route decides for a question that the reader of access asks or hands on. A choice that cannot be
	// is content.Invalid, on "owner".
	Route(ctx context.Context, access wiki.Access, a Asking) (Reply, error)
	// GroupsOf are the groups that somebody belongs to.
	GroupsOf(ctx context.Context, person wiki.PersonID) ([]team.GroupID, error)
}

// Reply is what an asker may expect of the team.
type Reply struct {
	Owner     wiki.PersonRef // who is asked; zero: a whole group, or nobody in particular
	Group     team.GroupID   // whose turn the owner has; without an owner all of it are asked
	Who       string         // the name of the person or the group; "" where nobody is known
	Why       string         // “who owns “Travel › Booking”, the page that came closest”
	By        time.Time      // when a reply can be expected; zero: nobody can say
	Text      string         // a sentence or two in English, times in the reader's zone
	Emergency string         // whom to call when it cannot wait; "" where nobody has said
	Step      Step           // what is kept of it
}

// put makes a question one that was asked of somebody.
func (r Reply) put(q *Question) {
	q.Owner, q.Group, q.Area = r.Owner, 0, r.Step.Area
	if r.Owner.ID == 0 {
		q.Group = r.Group
	}
	q.Due, q.Next = r.Step.Due, r.Step.Due
}

// ask keeps who is asked, in the transaction that writes the question. former had it before; 0: nobody.
func (r Reply) ask(ctx context.Context, tx Tx, q Question, kind StepKind, former wiki.PersonID) error {
	step := r.Step
	step.Question, step.Kind, step.At = q.ID, kind, tx.Now()
	if err := tx.InsertStep(ctx, step); err != nil {
		return err
	}
	tx.Emit(withFormer(StepEvent(QuestionRouted, q, step), q, former))
	return nil
}

// StepEvent makes the event of a step.
func StepEvent(kind wiki.EventKind, q Question, s Step) wiki.Event {
	e := event(kind, q, facts{"person": int64(s.Person.ID), "group": int64(s.Group), "area": int64(s.Area)})
	e.Data["step"], e.Data["due"] = string(s.Kind), strconv.FormatInt(s.Due.UnixMicro(), 10)
	if s.Due.IsZero() {
		delete(e.Data, "due")
	}
	return e
}

// withFormer notes in an event who had the question before, where somebody else has it by then.
func withFormer(e wiki.Event, q Question, former wiki.PersonID) wiki.Event {
	if former == 0 || former == q.Owner.ID {
		return e
	}
	if e.Data == nil {
		e.Data = map[string]string{}
	}
	e.Data["former"] = strconv.FormatInt(int64(former), 10)
	return e
}

// HandOn makes a question somebody else's, a group's, or nobody's in particular. Who may edit it may,
// and whoever may answer it may take one that is nobody's.
func (d *Desk) HandOn(ctx context.Context, access wiki.Access, id QuestionID, to Choice) (Question, Reply, error) {
	q, err := d.store.Question(ctx, Of(access), id)
	if err != nil {
		return Question{}, Reply{}, err
	}
	if !to.Made() {
		return Question{}, Reply{}, content.Errorf(content.Invalid, "Say who is to answer. Nothing was changed.").On("owner")
	}
	may := func(access wiki.Access, q Question) error {
		if q.Owner.ID == 0 && to.To.Person == access.As.Person && MayAnswer(access, q) {
			return nil
		}
		return needEditor(access, q)
	}
	if err := may(access, q); err != nil {
		return Question{}, Reply{}, err
	}
	reply, err := d.router.Route(ctx, access, Asking{Text: q.Title, Space: q.Space, Area: q.Area, Choice: to})
	if err != nil {
		return Question{}, Reply{}, err
	}
	q, err = d.edit(ctx, access, id, may, func(tx Tx, q *Question) error {
		if q.State != Open {
			return content.Errorf(content.Conflict, "This question waits for nobody: it is answered, closed or merged. Nothing was changed.")
		}
		if !to.Triage && q.Owner.ID == reply.Owner.ID && q.Group == ownerless(reply) {
			return nil
		}
		former := q.Owner.ID
		reply.put(q)
		q.Updated = tx.Now()
		if err := tx.UpdateQuestion(ctx, *q); err != nil {
			return err
		}
		reply.Step.By = personRef(q.Voice(access.As))
		return reply.ask(ctx, tx, *q, AskedOther, former)
	})
	return q, reply, err
}

// ownerless is the group that is asked as a whole.
func ownerless(r Reply) team.GroupID {
	if r.Owner.ID != 0 {
		return 0
	}
	return r.Group
}

// Steps tells when a question was put to whom, oldest first, to its readers.
func (d *Desk) Steps(ctx context.Context, access wiki.Access, id QuestionID) ([]Step, error) {
	if _, err := d.store.Question(ctx, Of(access), id); err != nil {
		return nil, err
	}
	return d.store.Steps(ctx, []QuestionID{id})
}
