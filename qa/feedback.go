package qa

import (
	"context"
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
	q.Confirmed++
	ask.Question = q.ID
	if err := tx.UpdateQuestion(ctx, q); err != nil {
		return Learnt{}, err
	}
	known, err := knows(ctx, tx, q, ask.Text)
	if err != nil || known {
		return Learnt{Question: q}, err
	}
	w := Wording{Question: q.ID, Text: ask.Text, Origin: Confirmed, Added: tx.Now()}
	if ask.Wording, err = tx.InsertWordings(ctx, []Wording{w}); err != nil {
		return Learnt{}, err
	}
	tx.Emit(event(WordingAdded, q, facts{"wording": int64(ask.Wording)}))
	return Learnt{Question: q, Wording: ask.Wording}, nil
}

// learnSection makes the question of an ask that a bare section answered.
func learnSection(ctx context.Context, tx Tx, access wiki.Access, ask *Ask, o Offered) (Learnt, error) {
	targets, err := tx.Sections(ctx, Of(access), []wiki.SectionID{o.Section})
	if err != nil {
		return Learnt{}, err
	}
	if len(targets) == 0 {
		return Learnt{}, content.Errorf(content.Conflict, "That section is no longer there. Ask again. Nothing was changed.")
	}
	t := targets[0]
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
	tx.Emit(event(QuestionCreated, q, nil))
	l := linkTo(t)
	l.Quote = Pick(t.Text, ask.Text).Marked()
	a, err := tx.InsertAnswer(ctx, Answer{Question: q.ID, At: tx.Now(), Links: []AnswerLink{l}})
	if err != nil {
		return Learnt{}, err
	}
	tx.Emit(event(QuestionAnswered, q, facts{"answer": int64(a)}))
	if q.Title != ask.Text {
		w := Wording{Question: q.ID, Text: ask.Text, Origin: Confirmed, Added: tx.Now()}
		if ask.Wording, err = tx.InsertWordings(ctx, []Wording{w}); err != nil {
			return Learnt{}, err
		}
	}
	ask.Question, ask.Made = q.ID, true
	return Learnt{Question: q, Wording: ask.Wording, Made: true}, accept(ctx, tx, &q, a)
}

// takeBack removes what an ask taught and leaves the ask as nothing had been said. A question that it
// made goes whole, unless others have built on it since: then it stays, as theirs.
func takeBack(ctx context.Context, tx Tx, ask *Ask) error {
	taught := *ask
	ask.Ending, ask.Ended, ask.Chosen, ask.Question, ask.Wording, ask.Made = Pending, time.Time{}, -1, 0, 0, false
	if taught.Ending != ByAnswer || taught.Question == 0 {
		return nil
	}
	q, err := tx.Question(ctx, All(), taught.Question)
	if err != nil {
		return ignoreAbsent(err)
	}
	if taught.Made {
		alone, err := untouched(ctx, tx, q, taught)
		if err != nil {
			return err
		}
		if alone {
			tx.Emit(event(QuestionTaken, q, nil))
			return tx.DeleteQuestion(ctx, q.ID)
		}
	}
	q.Confirmed = max(0, q.Confirmed-1)
	if err := tx.UpdateQuestion(ctx, q); err != nil || taught.Wording == 0 {
		return err
	}
	return removeWording(ctx, tx, q, taught.Wording)
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
	return len(answers) <= 1 && len(family) <= 1 && q.Confirmed <= 1 && q.State == Answered &&
		q.Title == clip(ask.Text, maxTitle) && q.Body == "", nil
}
