package qa

import (
	"context"
	"slices"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/wiki"
)

// Merge makes a question a duplicate of another one: its title and wordings become wordings of that
// one, which has to be readable: whoever reads it may teach it wordings by asking, too. So do the
// duplicate's readers, who would else be led to where they may not go. Merging into a duplicate merges
// into what that one was merged into.
func (d *Desk) Merge(ctx context.Context, access wiki.Access, id, of QuestionID) (Question, error) {
	return d.edit(ctx, access, id, needEditor, func(tx Tx, q *Question) error {
		if q.State == Duplicate {
			return content.Errorf(content.Conflict, "This question is merged into another one already. Unmerge it first. Nothing was changed.")
		}
		target, err := rootOf(ctx, tx, access, of)
		if err != nil {
			return err
		}
		if target.ID == q.ID && of != q.ID {
			return content.Errorf(content.Invalid, "The question you chose, number %d, is merged into this one already: its wordings count here, and nothing needs to be done. To turn that around, unmerge it first, then merge this one into it. Nothing was changed.", of).On("of")
		}
		if target.ID == q.ID {
			return content.Errorf(content.Invalid, "A question cannot be a duplicate of itself. Nothing was changed.").On("of")
		}
		if !sameReaders(access, q.Space, target.Space) {
			return content.Errorf(content.Conflict, "Not everybody who reads this question may read the one that it would be merged into: its space is for fewer people. Merge that one into this, or move one of them first. Nothing was changed.").On("of")
		}
		if err := giveWords(ctx, tx, *q, target); err != nil {
			return err
		}
		merged := event(QuestionMerged, *q, facts{"of": int64(target.ID)})
		merged.Data["was"] = string(q.State)
		q.State, q.DuplicateOf, q.Updated = Duplicate, target.ID, tx.Now()
		tx.Emit(merged)
		tx.Emit(event(QuestionGained, target, facts{"near": int64(q.ID)}))
		return tx.UpdateQuestion(ctx, *q)
	})
}

// sameReaders says whether whoever reads one space reads another one, too. Of two private spaces
// nobody can say so for long.
func sameReaders(access wiki.Access, from, to wiki.SpaceID) bool {
	if from == to {
		return true
	}
	a, _ := access.Space(from)
	b, _ := access.Space(to)
	return b.Public || b.Team != wiki.None && !a.Public
}

// rootOf follows duplicates to the question that stands for them all.
func rootOf(ctx context.Context, tx Tx, access wiki.Access, id QuestionID) (Question, error) {
	q, err := tx.Question(ctx, Of(access), id)
	for step := 0; err == nil && q.State == Duplicate && step < 100; step++ {
		q, err = tx.Question(ctx, Of(access), q.DuplicateOf)
	}
	return q, err
}

// giveWords copies a question's words to the one that it is merged into. Each copy remembers whose
// it was: what an earlier duplicate brought goes away with that one.
func giveWords(ctx context.Context, tx Tx, q, target Question) error {
	wordings, err := tx.Wordings(ctx, []QuestionID{q.ID, target.ID})
	if err != nil {
		return err
	}
	known := map[string]bool{Normalise(target.Title): true}
	for _, w := range wordings {
		if w.Question == target.ID && w.From == 0 {
			known[Normalise(w.Text)] = true
		}
	}
	type word struct {
		key  string
		from QuestionID
	}
	seen := map[word]bool{}
	var given []Wording
	give := func(text string, from QuestionID) {
		key := Normalise(text)
		if known[key] || seen[word{key, from}] {
			return
		}
		seen[word{key, from}] = true
		given = append(given, Wording{Question: target.ID, Text: text, Origin: Merged, From: from, Added: tx.Now()})
	}
	give(q.Title, q.ID)
	for _, w := range wordings {
		switch {
		case w.Question != q.ID:
		case w.From != 0:
			give(w.Text, w.From)
		default:
			give(w.Text, q.ID)
		}
	}
	if len(given) == 0 {
		return nil
	}
	_, err = tx.InsertWordings(ctx, given)
	return err
}

// Unmerge takes a merge back: the question stands again as it stood before, and its wordings, with those of
// questions that had been merged into it before, no longer count for the other one.
func (d *Desk) Unmerge(ctx context.Context, access wiki.Access, id QuestionID) (Question, error) {
	return d.edit(ctx, access, id, needEditor, func(tx Tx, q *Question) error { return unmerge(ctx, tx, q) })
}

func unmerge(ctx context.Context, tx Tx, q *Question) error {
	if q.State != Duplicate {
		return content.Errorf(content.Conflict, "This question is not merged into another one. Nothing was changed.")
	}
	family, err := tx.Family(ctx, q.ID)
	if err != nil {
		return err
	}
	theirs := map[QuestionID]bool{}
	for _, id := range family {
		theirs[id] = true
	}
	of := q.DuplicateOf
	err = upwards(ctx, tx, *q, func(above Question) error {
		if above.ID == of {
			tx.Emit(event(QuestionLost, above, facts{"near": int64(q.ID)}))
		}
		return dropWords(ctx, tx, above.ID, theirs)
	})
	if err != nil {
		return err
	}
	if q.State, err = stateBefore(ctx, tx, *q); err != nil {
		return err
	}
	if q.DuplicateOf, q.Updated = 0, tx.Now(); q.State == Open {
		q.Canonical = 0
	}
	tx.Emit(event(QuestionUnmerged, *q, facts{"of": int64(of)}))
	return tx.UpdateQuestion(ctx, *q)
}

// stateBefore is how a question stood when it was merged: the event of the merge tells. What was answered is
// answered again only if its answer still stands.
func stateBefore(ctx context.Context, tx Tx, q Question) (State, error) {
	events, err := tx.QuestionEvents(ctx, q.ID, maxEvents)
	if err != nil {
		return Open, err
	}
	was := Open
	for _, e := range events {
		if e.Kind == QuestionMerged {
			was = State(e.Data["was"])
		}
	}
	switch {
	case was == Answered && q.Canonical != 0, was == Closed:
		return was, nil
	}
	return Open, nil
}

// upwards does something at every question that a duplicate was merged into, directly or not: what it brought
// there is a copy. Each of them is told that it has changed.
func upwards(ctx context.Context, tx Tx, q Question, do func(above Question) error) error {
	for up, steps := q.DuplicateOf, 0; up != 0 && steps < 100; steps++ {
		above, err := tx.Question(ctx, All(), up)
		if err != nil {
			return err
		}
		if err := do(above); err != nil {
			return err
		}
		tx.Emit(event(QuestionChanged, above, facts{"quiet": 1})) // nobody edited it
		up = above.DuplicateOf
	}
	return nil
}

// retitled gives the new title of a duplicate to those that it was merged into, in the place of the old one.
func retitled(ctx context.Context, tx Tx, before string, q Question) error {
	if q.State != Duplicate || q.Title == before {
		return nil
	}
	return upwards(ctx, tx, q, func(above Question) error {
		wordings, err := tx.Wordings(ctx, []QuestionID{above.ID})
		if err != nil {
			return err
		}
		var old []WordingID
		for _, w := range wordings {
			if w.From == q.ID && w.Text == before {
				old = append(old, w.ID)
			}
		}
		if err := tx.DeleteWordings(ctx, old); err != nil {
			return err
		}
		return give(ctx, tx, above, wordings, Wording{Text: q.Title, Origin: Merged, From: q.ID})
	})
}

// give adds a copy of a duplicate's words to a question that does not have them yet, its own ones included.
func give(ctx context.Context, tx Tx, to Question, has []Wording, w Wording) error {
	key := Normalise(w.Text)
	if key == Normalise(to.Title) || slices.ContainsFunc(has, func(h Wording) bool {
		return (h.From == 0 || h.From == w.From) && Normalise(h.Text) == key
	}) {
		return nil
	}
	w.Question, w.Added = to.ID, tx.Now()
	_, err := tx.InsertWordings(ctx, []Wording{w})
	return err
}

// dropWords removes from a question what certain merged questions brought.
func dropWords(ctx context.Context, tx Tx, from QuestionID, theirs map[QuestionID]bool) error {
	wordings, err := tx.Wordings(ctx, []QuestionID{from})
	if err != nil {
		return err
	}
	var ids []WordingID
	for _, w := range wordings {
		if w.From != 0 && theirs[w.From] {
			ids = append(ids, w.ID)
		}
	}
	return tx.DeleteWordings(ctx, ids)
}
