package qa

import (
	"context"
	"slices"
	"time"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/wiki"
)

// WordingID numbers a wording.
type WordingID int64

// Origin says how a wording came to its question.
type Origin string

// The origins.
const (
	Asked     Origin = "asked"     // it is how the question was first asked
	Confirmed Origin = "confirmed" // somebody asked it so and said "that answered it"
	Merged    Origin = "merged"    // it came with a duplicate
	Written   Origin = "written"   // somebody wrote it down, or an import brought it
)

// Wording is another way in which a question is asked. It carries no name.
type Wording struct {
	ID       WordingID
	Question QuestionID
	Text     string
	Origin   Origin
	From     QuestionID   // the merged question it belongs to; unmerging that one takes it away
	Space    wiki.SpaceID // of From, filled in by reads
	Narrow   bool         // not all who may read Question may read From: it teaches nothing; filled in by reads
	Added    time.Time
	Removed  time.Time // zero: it counts; only WordingsEver gives others
	Score    float64   // how sure Docent was when it was learnt from an ask, 0 to 1; 0: a person wrote it
}

// readable leaves out the words of merged questions that a scope may not read.
func readable(in Scope, all []Wording) []Wording {
	if in.Everything {
		return all
	}
	return slices.DeleteFunc(all, func(w Wording) bool { return w.From != 0 && !slices.Contains(in.Spaces, w.Space) })
}

func checkWording(text string) (string, error) {
	if err := noNUL(text, "text"); err != nil {
		return "", err
	}
	text, err := checkTitle(text)
	if err != nil {
		return "", content.Errorf(content.Invalid, "A wording is one question of at most %d characters. Nothing was changed.", maxTitle).On("text")
	}
	return text, nil
}

// AddWording writes down another way to ask. One that was removed in the same words comes back as it was.
func (d *Desk) AddWording(ctx context.Context, access wiki.Access, id QuestionID, text string) (Wording, error) {
	text, err := checkWording(text)
	if err != nil {
		return Wording{}, err
	}
	var w Wording
	_, err = d.edit(ctx, access, id, needAnswerer, func(tx Tx, q *Question) error {
		known, err := knows(ctx, tx, *q, text)
		if err != nil {
			return err
		}
		if known {
			return content.Errorf(content.Conflict, "This question is already known in these words. Nothing was changed.")
		}
		w, err = addWording(ctx, tx, *q, Wording{Question: q.ID, Text: text, Origin: Written})
		return err
	})
	return w, err
}

// addWording adds a wording to a question and, where that is a duplicate, to those that it was merged into.
func addWording(ctx context.Context, tx Tx, q Question, w Wording) (Wording, error) {
	ever, err := tx.WordingsEver(ctx, q.ID)
	if err != nil {
		return w, err
	}
	kind := WordingAdded
	i := slices.IndexFunc(ever, func(old Wording) bool { return !old.Removed.IsZero() && old.Text == w.Text })
	if i >= 0 {
		w, kind = ever[i], WordingRestored
		w.Removed = time.Time{}
		err = tx.SetRemoved(ctx, []WordingID{w.ID}, time.Time{})
	} else {
		w.Added = tx.Now()
		w.ID, err = tx.InsertWordings(ctx, []Wording{w})
	}
	if err != nil {
		return w, err
	}
	from := w.From
	if from == 0 {
		from = q.ID
	}
	err = upwards(ctx, tx, q, func(above Question) error {
		has, err := tx.Wordings(ctx, []QuestionID{above.ID})
		if err != nil {
			return err
		}
		return give(ctx, tx, above, has, Wording{Text: w.Text, Origin: Merged, From: from})
	})
	tx.Emit(event(kind, q, facts{"wording": int64(w.ID)}))
	return w, err
}

// knows says whether a question's title or one of its wordings is the same as a text.
func knows(ctx context.Context, r Reads, q Question, text string) (bool, error) {
	key := Normalise(text)
	if key == Normalise(q.Title) {
		return true, nil
	}
	wordings, err := r.Wordings(ctx, []QuestionID{q.ID})
	for _, w := range wordings {
		if Normalise(w.Text) == key {
			return true, err
		}
	}
	return false, err
}

// ChangeWording puts other words in the place of a wording. The former ones are kept among those that were
// removed, so that changing it back brings them back.
func (d *Desk) ChangeWording(ctx context.Context, access wiki.Access, id QuestionID, wording WordingID, text string) (before, after Wording, err error) {
	if text, err = checkWording(text); err != nil {
		return before, after, err
	}
	_, err = d.edit(ctx, access, id, needEditor, func(tx Tx, q *Question) error {
		if before, err = wordingOf(ctx, tx, *q, wording); err != nil {
			return err
		}
		if after = before; before.Text == text {
			return nil
		}
		if Normalise(before.Text) != Normalise(text) {
			known, err := knows(ctx, tx, *q, text)
			if err != nil {
				return err
			}
			if known {
				return content.Errorf(content.Conflict, "This question is already known in these words. Nothing was changed.")
			}
		}
		if err := removeWording(ctx, tx, *q, before, false); err != nil {
			return err
		}
		after, err = addWording(ctx, tx, *q, Wording{Question: q.ID, Text: text, Origin: Written, From: before.From})
		return err
	})
	return before, after, err
}

// RemoveWording takes a wording away, whatever it came from. It is kept, so that it can come back.
func (d *Desk) RemoveWording(ctx context.Context, access wiki.Access, id QuestionID, wording WordingID) error {
	_, err := d.edit(ctx, access, id, needEditor, func(tx Tx, q *Question) error {
		w, err := wordingOf(ctx, tx, *q, wording)
		if err != nil {
			return err
		}
		return removeWording(ctx, tx, *q, w, false)
	})
	return err
}

func wordingOf(ctx context.Context, tx Tx, q Question, id WordingID) (Wording, error) {
	wordings, err := tx.Wordings(ctx, []QuestionID{q.ID})
	if err != nil {
		return Wording{}, err
	}
	i := slices.IndexFunc(wordings, func(w Wording) bool { return w.ID == id })
	if i < 0 {
		return Wording{}, content.Errorf(content.NotFound, "This question has no such wording.")
	}
	return wordings[i], nil
}

// removeWording also removes the copies that the question took along when it was merged. forget: nothing of it
// is kept, because who taught it takes it back.
func removeWording(ctx context.Context, tx Tx, q Question, w Wording, forget bool) error {
	from := w.From
	if from == 0 {
		from = q.ID
	}
	err := upwards(ctx, tx, q, func(above Question) error {
		wordings, err := tx.Wordings(ctx, []QuestionID{above.ID})
		if err != nil {
			return err
		}
		var copies []WordingID
		for _, c := range wordings {
			if c.From == from && c.Text == w.Text {
				copies = append(copies, c.ID)
			}
		}
		return tx.DeleteWordings(ctx, copies)
	})
	if err != nil {
		return err
	}
	tx.Emit(event(WordingRemoved, q, facts{"wording": int64(w.ID)}))
	if forget {
		return tx.DeleteWordings(ctx, []WordingID{w.ID})
	}
	return tx.SetRemoved(ctx, []WordingID{w.ID}, tx.Now())
}
