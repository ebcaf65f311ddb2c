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
		if target.ID == q.ID {
			return content.Errorf(content.Invalid, "A question cannot be a duplicate of itself. Nothing was changed.").On("of")
		}
		if !sameReaders(access, q.Space, target.Space) {
			return content.Errorf(content.Conflict, "Not everybody who reads this question may read the one that it would be merged into: its space is for fewer people. Merge that one into this, or move one of them first. Nothing was changed.").On("of")
		}
		if err := giveWords(ctx, tx, *q, target); err != nil {
			return err
		}
		q.State, q.DuplicateOf, q.Updated = Duplicate, target.ID, tx.Now()
		tx.Emit(event(QuestionMerged, *q, facts{"of": int64(target.ID)}))
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

// Unmerge takes a merge back: the question is open again, and its wordings, with those of questions
// that had been merged into it before, no longer count for the other one.
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
	for up, steps := of, 0; up != 0 && steps < 100; steps++ {
		if err := dropWords(ctx, tx, up, theirs); err != nil {
			return err
		}
		above, err := tx.Question(ctx, All(), up)
		if err != nil {
			return err
		}
		if up != of {
			tx.Emit(event(QuestionChanged, above, nil))
		}
		up = above.DuplicateOf
	}
	q.State, q.DuplicateOf, q.Canonical, q.Updated = Open, 0, 0, tx.Now()
	tx.Emit(event(QuestionUnmerged, *q, facts{"of": int64(of)}))
	return tx.UpdateQuestion(ctx, *q)
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

// AddWording writes down another way to ask.
func (d *Desk) AddWording(ctx context.Context, access wiki.Access, id QuestionID, text string) (Wording, error) {
	if err := noNUL(text, "text"); err != nil {
		return Wording{}, err
	}
	text, err := checkTitle(text)
	if err != nil {
		return Wording{}, content.Errorf(content.Invalid, "A wording is one question of at most %d characters. Nothing was changed.", maxTitle).On("text")
	}
	w := Wording{Question: id, Text: text, Origin: Written}
	_, err = d.edit(ctx, access, id, needAnswerer, func(tx Tx, q *Question) error {
		known, err := knows(ctx, tx, *q, text)
		if err != nil {
			return err
		}
		if known {
			return content.Errorf(content.Conflict, "This question is already known in these words. Nothing was changed.")
		}
		w.Added = tx.Now()
		w.ID, err = tx.InsertWordings(ctx, []Wording{w})
		tx.Emit(event(WordingAdded, *q, facts{"wording": int64(w.ID)}))
		return err
	})
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

// RemoveWording takes a wording away, whatever it came from.
func (d *Desk) RemoveWording(ctx context.Context, access wiki.Access, id QuestionID, wording WordingID) error {
	_, err := d.edit(ctx, access, id, needEditor, func(tx Tx, q *Question) error {
		return removeWording(ctx, tx, *q, wording)
	})
	return err
}

// removeWording also removes the copies that the question took along when it was merged.
func removeWording(ctx context.Context, tx Tx, q Question, wording WordingID) error {
	wordings, err := tx.Wordings(ctx, []QuestionID{q.ID})
	if err != nil {
		return err
	}
	i := slices.IndexFunc(wordings, func(w Wording) bool { return w.ID == wording })
	if i < 0 {
		return content.Errorf(content.NotFound, "This question has no such wording.")
	}
	text, ids := wordings[i].Text, []WordingID{wording}
	for up, steps := q.DuplicateOf, 0; up != 0 && steps < 100; steps++ {
		copies, err := tx.Wordings(ctx, []QuestionID{up})
		if err != nil {
			return err
		}
		for _, w := range copies {
			if w.From == q.ID && w.Text == text {
				ids = append(ids, w.ID)
			}
		}
		above, err := tx.Question(ctx, All(), up)
		if err != nil {
			return err
		}
		tx.Emit(event(QuestionChanged, above, nil))
		up = above.DuplicateOf
	}
	tx.Emit(event(WordingRemoved, q, facts{"wording": int64(wording)}))
	return tx.DeleteWordings(ctx, ids)
}
