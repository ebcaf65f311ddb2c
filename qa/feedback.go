package qa

import (
	"context"
	"slices"
	"time"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/wiki"
)

// Learnt is what Docent learnt from "that answered it".
type Learnt struct {
	Question Question // zero: nothing
	Wording  WordingID
	Made     bool // the question was made from the ask and a bare section
}

// Feedback ends an ask: the offer of this index answered it, or none did (-1). An answer to a known
// question teaches the ask's wording; on a bare section it makes the question, answered by that
// section with the passage as quote, for the page's owner to see. Neither carries the asker's name.
// Feedback given before is taken back first.
func (d *Desk) Feedback(ctx context.Context, access wiki.Access, id AskID, index int) (Learnt, error) {
	if err := d.asks.Flush(ctx); err != nil {
		return Learnt{}, err
	}
	var learnt Learnt
	// The log names nobody: what was learnt from an ask must not tell who asked.
	err := d.store.Write(ctx, wiki.Actor{}, func(tx Tx) error {
		ask, err := readAsk(ctx, tx, access, id)
		if err != nil {
			return err
		}
		if ask.Ending == AskedTeam {
			return content.Errorf(content.Conflict, "This ask was handed to the team; the question there says how it goes on.")
		}
		if index < -1 || index >= len(ask.Offered) {
			return content.Errorf(content.Invalid, "There is no answer %d; this ask was offered %d, counted from 0. Nothing was changed.", index, len(ask.Offered)).On("answer")
		}
		if ask.Ending == ByAnswer && ask.Chosen == index {
			learnt, err = learntBefore(ctx, tx, access, ask)
			return err
		}
		if err := takeBack(ctx, tx, &ask); err != nil {
			return err
		}
		ask.Chosen, ask.Ended, ask.Ending = index, tx.Now(), Refused
		if index >= 0 {
			ask.Ending = ByAnswer
			if learnt, err = learn(ctx, tx, access, &ask, ask.Offered[index]); err != nil {
				return err
			}
		} else if err := tx.InsertRefusals(ctx, Near(ask.Text), refusals(ask)); err != nil {
			return err
		}
		return tx.UpdateAsk(ctx, ask)
	})
	if err != nil {
		return Learnt{}, err
	}
	return learnt, nil
}

func learntBefore(ctx context.Context, tx Tx, access wiki.Access, ask Ask) (Learnt, error) {
	q, err := tx.Question(ctx, Of(access), ask.Question)
	return Learnt{Question: q, Wording: ask.Wording, Made: ask.Made}, ignoreAbsent(err)
}

// Undo takes feedback back, with everything that was learnt from it.
func (d *Desk) Undo(ctx context.Context, access wiki.Access, id AskID) error {
	if err := d.asks.Flush(ctx); err != nil {
		return err
	}
	return d.store.Write(ctx, wiki.Actor{}, func(tx Tx) error {
		ask, err := readAsk(ctx, tx, access, id)
		if err != nil {
			return err
		}
		if ask.Ending == AskedTeam {
			return content.Errorf(content.Conflict, "This ask was handed to the team. Close the question there if it is settled.")
		}
		if ask.Ending == Pending {
			return nil
		}
		if err := takeBack(ctx, tx, &ask); err != nil {
			return err
		}
		return tx.UpdateAsk(ctx, ask)
	})
}

// learn takes an ask's words in.
func learn(ctx context.Context, tx Tx, access wiki.Access, ask *Ask, o Offered) (Learnt, error) {
	if o.Kind == OfSection {
		return learnSection(ctx, tx, access, ask, o)
	}
	q, err := tx.Question(ctx, Of(access), o.Question)
	if err != nil {
		return Learnt{}, err
	}
	if q.State == Duplicate {
		if q, err = rootOf(ctx, tx, access, q.ID); err != nil {
			return Learnt{}, err
		}
	}
	return teach(ctx, tx, ask, q)
}

// teach counts an ask that a question answered, and keeps its words where they are new.
func teach(ctx context.Context, tx Tx, ask *Ask, q Question) (Learnt, error) {
	q.Confirmed++
	ask.Question = q.ID
	if err := tx.UpdateQuestion(ctx, q); err != nil {
		return Learnt{}, err
	}
	if err := tx.Forgive(ctx, q.ID, Near(ask.Text)); err != nil {
		return Learnt{}, err
	}
	known, err := knows(ctx, tx, q, ask.Text)
	if err != nil || known {
		return Learnt{Question: q}, err
	}
	w := Wording{Question: q.ID, Text: ask.Text, Origin: Confirmed, Added: tx.Now(), Score: ask.chance()}
	if ask.Wording, err = tx.InsertWordings(ctx, []Wording{w}); err != nil {
		return Learnt{}, err
	}
	tx.Emit(withScore(event(WordingAdded, q, facts{"wording": int64(ask.Wording)}), ask.chance()))
	return Learnt{Question: q, Wording: ask.Wording}, nil
}

// learnSection makes the question of an ask that a bare section answered, where that section does not
// answer it already.
func learnSection(ctx context.Context, tx Tx, access wiki.Access, ask *Ask, o Offered) (Learnt, error) {
	t, err := o.target(ctx, tx, access)
	if err != nil {
		return Learnt{}, err
	}
	if q, found, err := answeredBy(ctx, tx, access, t, ask.Text); err != nil || found {
		if err != nil {
			return Learnt{}, err
		}
		return teach(ctx, tx, ask, q)
	}
	owner := t.Owner
	if s, readable := access.Space(t.Space); readable && owner.ID == 0 {
		owner = s.Owner
	}
	q := Question{
		Space: t.Space, Title: clip(ask.Text, maxTitle), State: Open, Owner: owner,
		Created: tx.Now(), Updated: tx.Now(), Confirmed: 1,
	}
	if q.ID, err = tx.InsertQuestion(ctx, q); err != nil {
		return Learnt{}, err
	}
	tx.Emit(withScore(event(QuestionCreated, q, nil), ask.chance()))
	l := linkTo(t)
	l.Quote = Pick(t.Text, ask.Text).Marked()
	a, err := tx.InsertAnswer(ctx, Answer{Question: q.ID, At: tx.Now(), Links: []AnswerLink{l}})
	if err != nil {
		return Learnt{}, err
	}
	tx.Emit(withScore(answerEvent(QuestionAnswered, q, a, []AnswerLink{l}), ask.chance()))
	if q.Title != ask.Text {
		w := Wording{Question: q.ID, Text: ask.Text, Origin: Confirmed, Added: tx.Now(), Score: ask.chance()}
		if ask.Wording, err = tx.InsertWordings(ctx, []Wording{w}); err != nil {
			return Learnt{}, err
		}
	}
	ask.Question, ask.Made = q.ID, true
	return Learnt{Question: q, Wording: ask.Wording, Made: true}, accept(ctx, tx, &q, a)
}

// target is the section as it was offered, where it still stands: its text may be another one by now,
// and nobody has confirmed that.
func (o Offered) target(ctx context.Context, tx Tx, access wiki.Access) (Target, error) {
	changed := content.Errorf(content.Conflict, "The section has changed since; ask again. Nothing was changed.")
	targets, err := tx.Sections(ctx, Of(access), []wiki.SectionID{o.Section})
	if err != nil {
		return Target{}, err
	}
	if len(targets) == 0 {
		return Target{}, changed
	}
	t := targets[0]
	if t.Fingerprint == o.Fingerprint {
		return t, nil
	}
	t.Revision, t.Fingerprint = o.Revision, o.Fingerprint
	if t.Text, err = tx.TextAt(ctx, o.Page, o.Revision, o.Fingerprint); kindOf(err) == content.NotFound {
		return Target{}, changed
	}
	return t, err
}

// answeredBy finds the question of a section's space that asks the same as a text and is answered by
// that section.
func answeredBy(ctx context.Context, tx Tx, access wiki.Access, t Target, text string) (Question, bool, error) {
	near, err := tx.Known(ctx, Scope{Spaces: []wiki.SpaceID{t.Space}}, nil, Near(text), nil)
	if err != nil {
		return Question{}, false, err
	}
	for _, q := range near {
		same, err := knows(ctx, tx, q, text)
		if err != nil {
			return Question{}, false, err
		}
		if !same {
			continue
		}
		canonical, err := tx.Answers(ctx, Of(access), []AnswerID{q.Canonical})
		if err != nil {
			return Question{}, false, err
		}
		for _, a := range canonical {
			if slices.ContainsFunc(a.Links, func(l AnswerLink) bool { return l.Section == t.Section }) {
				return q, true, nil
			}
		}
	}
	return Question{}, false, nil
}

// takeBack removes what an ask taught and leaves the ask as if nothing had been said. What others
// have confirmed or built on since stays, as theirs.
func takeBack(ctx context.Context, tx Tx, ask *Ask) error {
	taught := *ask
	ask.Ending, ask.Ended, ask.Chosen, ask.Question, ask.Wording, ask.Made = Pending, time.Time{}, -1, 0, 0, false
	if taught.Ending == Refused {
		return tx.DeleteRefusals(ctx, taught.ID)
	}
	if taught.Ending != ByAnswer || taught.Question == 0 {
		return nil
	}
	q, err := tx.Question(ctx, All(), taught.Question)
	if err != nil {
		return ignoreAbsent(err)
	}
	q.Confirmed = max(0, q.Confirmed-1)
	others, err := tx.AnsweredBy(ctx, q.ID)
	if err != nil {
		return err
	}
	others = slices.DeleteFunc(others, func(o Ask) bool { return o.ID == taught.ID })
	if taught.Made && len(others) == 0 {
		alone, err := untouched(ctx, tx, q, taught)
		if err != nil {
			return err
		}
		if alone {
			tx.Emit(event(QuestionTaken, q, nil))
			return tx.DeleteQuestion(ctx, q.ID)
		}
	}
	if err := tx.UpdateQuestion(ctx, q); err != nil {
		return err
	}
	kept, err := handOn(ctx, tx, taught, others)
	if err != nil || kept || taught.Wording == 0 {
		return err
	}
	w, err := wordingOf(ctx, tx, q, taught.Wording)
	if err != nil {
		return ignoreAbsent(err)
	}
	return removeWording(ctx, tx, q, w, true)
}

// handOn leaves what an ask taught to the others that the same question answered: having made it to
// the first of them, the wording to the first in the same words. kept says that there is one of those.
func handOn(ctx context.Context, tx Tx, taught Ask, others []Ask) (kept bool, err error) {
	key := Normalise(taught.Text)
	for i, heir := range others {
		made, worded := taught.Made && i == 0, taught.Wording != 0 && !kept && Normalise(heir.Text) == key
		if !made && !worded {
			continue
		}
		heir.Made = heir.Made || made
		if worded {
			heir.Wording, kept = taught.Wording, true
		}
		if err := tx.UpdateAsk(ctx, heir); err != nil {
			return kept, err
		}
	}
	return kept, nil
}

// untouched says whether nobody but the ask that made a question has added to it.
func untouched(ctx context.Context, tx Tx, q Question, ask Ask) (bool, error) {
	wordings, err := tx.Wordings(ctx, []QuestionID{q.ID})
	if err != nil {
		return false, err
	}
	answers, err := tx.AnswersTo(ctx, All(), []QuestionID{q.ID})
	if err != nil {
		return false, err
	}
	family, err := tx.Family(ctx, q.ID)
	if err != nil {
		return false, err
	}
	for _, w := range wordings {
		if w.ID != ask.Wording {
			return false, nil
		}
	}
	for _, a := range answers {
		if !a.Edited.IsZero() || a.By.ID != 0 {
			return false, nil
		}
	}
	discussed, err := tx.Discussed(ctx, q.ID)
	if err != nil || discussed {
		return false, err
	}
	return len(answers) <= 1 && len(family) <= 1 && q.Confirmed == 0 && q.State == Answered && q.Updated.Equal(q.Created), nil
}
