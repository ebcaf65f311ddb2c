package qa

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/wiki"
)

// AnswerRefused: somebody said that an answer did not help. Data["objection"] is the number of the reason,
// which the owner, the one who answered and the editors read.
const AnswerRefused wiki.EventKind = "answer.refused"

// ObjectionID numbers objections.
type ObjectionID int64

// Objection is why an answer did not help somebody.
type Objection struct {
	ID       ObjectionID
	Question QuestionID
	Answer   AnswerID
	By       wiki.PersonRef // zero: the asker, who is not named
	At       time.Time
	Reason   string // plain text
}

const maxReason = 1000 // characters

// MayReact says whether the reader may thank, react, and say that an answer did not help: whoever reads
// the question and may write.
func MayReact(access wiki.Access, q Question) bool {
	return writes(access) && access.Right(q.Space) >= wiki.Reader
}

// mine says whether an objection to a question is the reader's own.
func (o Objection) mine(q Question, person wiki.PersonID) bool {
	if o.By.ID == 0 {
		return q.Anonymous() && q.AskedBy(person)
	}
	return o.By.ID == person
}

// NotHelpful says that an answer did not help, and why. Where it was the canonical one the question is open
// again. Who says so again replaces the reason.
func (d *Desk) NotHelpful(ctx context.Context, access wiki.Access, id QuestionID, answer AnswerID, reason string) (Objection, error) {
	reason = strings.TrimSpace(reason)
	switch n := utf8.RuneCountInString(reason); {
	case n == 0:
		return Objection{}, content.Errorf(content.Invalid, "Say in a sentence what was missing or wrong: whoever owns the answer reads it. Nothing was changed.").On("reason")
	case n > maxReason:
		return Objection{}, content.Errorf(content.Invalid, "The reason has %d characters; it may have %d. Nothing was changed.", n, maxReason).On("reason")
	}
	if err := noNUL(reason, "reason"); err != nil {
		return Objection{}, err
	}
	var o Objection
	err := d.onAnswer(ctx, access, id, answer, func(tx Tx, q *Question, a *Answer) error {
		if q.State == Duplicate {
			return content.Errorf(content.Conflict, "This question is merged into another one; say it there. Nothing was changed.")
		}
		if err := dropObjection(ctx, tx, access, *q, a.ID); err != nil {
			return err
		}
		o = Objection{Question: q.ID, Answer: a.ID, By: personRef(q.Voice(access.As)), At: tx.Now(), Reason: strings.ToValidUTF8(reason, "�")}
		var err error
		if o.ID, err = tx.InsertObjection(ctx, o); err != nil {
			return err
		}
		tx.Emit(event(AnswerRefused, *q, facts{"answer": int64(a.ID), "objection": int64(o.ID)}))
		if q.Canonical != a.ID || q.State != Answered {
			return nil
		}
		return reopen(ctx, tx, q)
	})
	return o, err
}

// TakeBackNotHelpful takes one's objection back. Where it opened the question again and nothing has happened
// to that since, the answer is canonical again.
func (d *Desk) TakeBackNotHelpful(ctx context.Context, access wiki.Access, id QuestionID, answer AnswerID) error {
	return d.onAnswer(ctx, access, id, answer, func(tx Tx, q *Question, a *Answer) error {
		all, err := tx.Objections(ctx, q.ID)
		if err != nil {
			return err
		}
		for _, o := range all {
			if o.Answer == a.ID && o.mine(*q, access.As.Person) && q.State == Open && q.Updated.Equal(o.At) {
				if err := accept(ctx, tx, q, a.ID); err != nil {
					return err
				}
			}
		}
		return dropObjection(ctx, tx, access, *q, a.ID)
	})
}

func dropObjection(ctx context.Context, tx Tx, access wiki.Access, q Question, answer AnswerID) error {
	all, err := tx.Objections(ctx, q.ID)
	if err != nil {
		return err
	}
	for _, o := range all {
		if o.Answer == answer && o.mine(q, access.As.Person) {
			if err := tx.DeleteObjection(ctx, o.ID); err != nil {
				return err
			}
		}
	}
	return nil
}

// Objections gives what was said against the answers of a view: all of it to the owner and the editors, to
// others what was said against their own answers and by themselves. What an edit or an acceptance has
// settled since is left out.
func (d *Desk) Objections(ctx context.Context, access wiki.Access, v View) (map[AnswerID][]Objection, error) {
	if !access.As.SignedIn() {
		return nil, nil
	}
	all, err := d.store.Objections(ctx, v.Question.ID)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	answers := map[AnswerID]Answer{}
	for _, a := range v.Others {
		answers[a.ID] = a
	}
	shown := map[AnswerID][]Objection{}
	for _, o := range all {
		a, open := answers[o.Answer]
		if !open || a.Edited.After(o.At) {
			continue
		}
		if v.MayEdit || a.By.ID != 0 && a.By.ID == access.As.Person || o.mine(v.Question, access.As.Person) {
			shown[a.ID] = append(shown[a.ID], o)
		}
	}
	return shown, nil
}
