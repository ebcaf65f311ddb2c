package qa

import (
	"context"
	"time"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/wiki"
)

// Reopened says that the question is open again because all that its canonical answer linked is gone.
// When that comes back, so does the answer.
func (q Question) Reopened() bool { return q.State == Open && q.Canonical != 0 }

// hasAnswer says whether there is an answer to offer, though it may be gone.
func (q Question) hasAnswer() bool { return q.State == Answered || q.Reopened() }

// Settle opens a question whose canonical answer is gone, to its owner, and answers it again when what
// the answer linked is back. Whatever else happened to the question meanwhile stays.
func Settle(ctx context.Context, tx Tx, q *Question) error {
	if !q.hasAnswer() {
		return nil
	}
	a, err := tx.Answer(ctx, All(), q.Canonical)
	if err != nil {
		return ignoreAbsent(err)
	}
	gone := a.Freshness() == Missing
	switch {
	case gone && q.State == Answered:
		q.State, q.Due, q.Next = Open, time.Time{}, time.Time{}
		if err := ownedBy(ctx, tx, q, a); err != nil {
			return err
		}
		tx.Emit(event(AnswerGone, *q, facts{"answer": int64(a.ID)}))
	case !gone && q.State == Open:
		q.State = Answered
		tx.Emit(event(AnswerBack, *q, facts{"answer": int64(a.ID)}))
	default:
		return nil
	}
	q.Updated = tx.Now()
	return tx.UpdateQuestion(ctx, *q)
}

// ownedBy gives a question that belongs to nobody to who owns its answer, else to who owned the page, else
// to who answered.
func ownedBy(ctx context.Context, tx Tx, q *Question, a Answer) error {
	if q.Owner.ID != 0 || q.Group != 0 {
		return nil
	}
	may := []wiki.PersonID{a.Owner.ID}
	for _, l := range a.Links {
		may = append(may, l.Now.PageOwner.ID)
	}
	for _, id := range append(may, a.By.ID) {
		if id == 0 {
			continue
		}
		p, err := tx.Person(ctx, id)
		if ignoreAbsent(err) != nil {
			return err
		}
		if err == nil && !p.Disabled {
			q.Owner = wiki.PersonRef{ID: p.ID, Name: p.Name}
			return nil
		}
	}
	return nil
}

// notGone refuses to accept an answer of which nothing is left to read.
func notGone(a Answer) error {
	if a.Freshness() != Missing {
		return nil
	}
	return content.Errorf(content.Conflict, "What this answer linked is gone, so it answers nothing. Link another section, or answer anew. Nothing was changed.")
}

// Why says what has become of the text that an answer rests on, as far as its reader may see it.
func (c Check) Why() string {
	for _, l := range c.Answer.Links {
		name := l.Heading
		if l.Now.Found {
			name = l.Now.Heading
		}
		if name == "" {
			name = l.PageTitle
		}
		switch l.Judge() {
		case IsGone:
			return "The section “" + name + "” that it rests on is gone."
		case HasChanged:
			return "The section “" + name + "” has changed" + inShort(l.Substance()) + "."
		case ChangedNearby:
			return "The section “" + name + "” has changed near the quoted words, which still stand" + inShort(l.Substance()) + "."
		case Unjudged, StillFresh:
		}
	}
	return "The text that it rests on has changed."
}

// inShort names a change.
func inShort(c content.Change) string {
	const enough = 60
	was, now := content.Excerpt(c.Was, enough), content.Excerpt(c.Now, enough)
	switch {
	case was == "" && now == "":
		return ""
	case was == "":
		return ": “" + now + "” is new"
	case now == "":
		return ": “" + was + "” is gone"
	}
	return ": “" + was + "” became “" + now + "”"
}

// DoubtEvent makes the event that an answer became doubtful.
func DoubtEvent(q Question, a Answer) wiki.Event {
	return event(AnswerDoubtful, q, facts{"answer": int64(a.ID)})
}
