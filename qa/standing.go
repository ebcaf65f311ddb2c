package qa

import (
	"context"
	"slices"
	"time"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/wiki"
)

// Keeper is who sees to it that an answer stays true: its owner, else who gave it; zero where it was learnt from an
// ask and nobody owns it.
func (a Answer) Keeper() wiki.PersonRef {
	if a.Owner.ID != 0 {
		return a.Owner
	}
	return a.By
}

// Verified says whether somebody vouched for the answer until after now.
func (a Answer) Verified(now time.Time) bool { return a.VerifiedUntil.After(now) }

// Expired says whether somebody vouched for the answer until a day that has passed.
func (a Answer) Expired(now time.Time) bool { return !a.VerifiedUntil.IsZero() && !a.Verified(now) }

// MayVerify says whether the reader may vouch for an answer, and say who owns it: who may change it, and its owner.
func MayVerify(access wiki.Access, q Question, a Answer) bool {
	return MayChange(access, q, a) || MayAnswer(access, q) && a.Owner.ID != 0 && a.Owner.ID == access.As.Person
}

// Worker is the reader as somebody who works.
func (d *Desk) Worker(ctx context.Context, access wiki.Access) (Worker, error) {
	return d.worker(ctx, access)
}

// SameReaders says whether whoever reads one space reads another one, too.
func SameReaders(access wiki.Access, from, to wiki.SpaceID) bool {
	return sameReaders(access, from, to)
}

// VerifyMonths are for how long somebody may vouch for an answer at once.
var VerifyMonths = []int{3, 6, 12}

// Verify vouches for an answer for some months, 0 takes that back.
func (d *Desk) Verify(ctx context.Context, access wiki.Access, id QuestionID, answer AnswerID, months int) (until time.Time, err error) {
	if months != 0 && !slices.Contains(VerifyMonths, months) {
		return until, content.Errorf(content.Invalid, "Verify an answer for 3, 6 or 12 months. Nothing was changed.").On("months")
	}
	err = d.onAnswer(ctx, access, id, answer, func(tx Tx, q *Question, a *Answer) error {
		if !MayVerify(access, *q, *a) {
			return needEditor(access, *q)
		}
		seconds := int64(0)
		a.VerifiedBy = wiki.PersonRef{}
		if months > 0 {
			until = tx.Now().AddDate(0, months, 0)
			seconds, a.VerifiedBy = until.Unix(), personRef(q.Voice(access.As))
		}
		a.VerifiedUntil = until
		tx.Emit(event(AnswerVerified, *q, facts{"answer": int64(answer), "until": seconds}))
		return tx.SetStanding(ctx, *a)
	})
	return until, err
}

// OwnAnswer makes somebody the owner of an answer; 0 is who gave it.
func (d *Desk) OwnAnswer(ctx context.Context, access wiki.Access, id QuestionID, answer AnswerID, owner wiki.PersonID) error {
	return d.onAnswer(ctx, access, id, answer, func(tx Tx, q *Question, a *Answer) error {
		if !MayVerify(access, *q, *a) {
			return needEditor(access, *q)
		}
		a.Owner = wiki.PersonRef{}
		if owner != 0 {
			p, err := tx.Person(ctx, owner)
			if err != nil || p.Disabled {
				return content.Errorf(content.Invalid, "There is no such person to own the answer. Nothing was changed.").On("owner")
			}
			a.Owner = wiki.PersonRef{ID: p.ID, Name: p.Name}
		}
		tx.Emit(event(AnswerOwned, *q, facts{"answer": int64(answer), "to": int64(owner)}))
		return tx.SetStanding(ctx, *a)
	})
}

// ToVerify lists the reader's answered questions of which nobody vouches for the answer any more, the longest
// expired first.
func (d *Desk) ToVerify(ctx context.Context, access wiki.Access) ([]Question, []Answer, error) {
	if access.As.Person == 0 {
		return nil, nil, nil
	}
	w, err := d.worker(ctx, access)
	if err != nil {
		return nil, nil, err
	}
	all, err := d.store.ToVerify(ctx, w, d.clock(), maxTasks)
	if err != nil {
		return nil, nil, err
	}
	ids := make([]AnswerID, len(all))
	for i, q := range all {
		ids[i] = q.Canonical
	}
	read, err := d.store.Answers(ctx, w.Scope, ids)
	if err != nil {
		return nil, nil, err
	}
	by := make(map[AnswerID]Answer, len(read))
	for _, a := range read {
		by[a.ID] = a
	}
	var questions []Question
	var answers []Answer
	for _, q := range all {
		if a := by[q.Canonical]; !a.Empty() {
			questions, answers = append(questions, q), append(answers, a)
		}
	}
	return questions, answers, nil
}
