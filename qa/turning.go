package qa

import (
	"context"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/wiki"
)

// AnswerOf gives an answer that stands, and the question with it, as the reader may see them.
func (d *Desk) AnswerOf(ctx context.Context, access wiki.Access, id AnswerID) (View, Answer, error) {
	a, err := d.store.Answer(ctx, Of(access), id)
	if err != nil {
		return View{}, Answer{}, err
	}
	v, err := d.Question(ctx, access, a.Question)
	if kindOf(err) == content.NotFound {
		return View{}, Answer{}, noAnswer()
	}
	if err != nil {
		return View{}, Answer{}, err
	}
	if v.Canonical != nil && v.Canonical.ID == id {
		return v, *v.Canonical, nil
	}
	for _, other := range v.Others {
		if other.ID == id {
			return v, other, nil
		}
	}
	return View{}, Answer{}, noAnswer()
}

// MoveToPage makes an answer that was written one that leads to the page that its text has become: to the
// section that holds most of it. What it linked before it links still; its place as the canonical answer is kept.
// Whoever reads the question has to be able to read the page.
func (d *Desk) MoveToPage(ctx context.Context, access wiki.Access, id QuestionID, answer AnswerID, page wiki.Page) error {
	v, a, err := d.AnswerOf(ctx, access, answer)
	if err != nil {
		return err
	}
	if v.Question.ID != id {
		return noAnswer()
	}
	if !sameReaders(access, v.Question.Space, page.Space) {
		return content.Errorf(content.Conflict, "Not everybody who reads the question may read that page, so the answer stays as it was written. Move the page, or the question, first.")
	}
	anchor, err := d.holding(ctx, access, page.ID, a.Plain)
	if err != nil {
		return err
	}
	links := []NewLink{{Page: page.ID, Anchor: anchor}}
	for _, l := range a.Links {
		links = append(links, NewLink{Page: l.Page, Anchor: l.Anchor, URL: l.URL, Title: l.Title, Quote: l.Quote})
	}
	none := ""
	return d.ChangeAnswer(ctx, access, id, answer, AnswerChange{Markdown: &none, Links: &links})
}

// holding finds the section of a page that most sentences of a text stand in: its anchor.
func (d *Desk) holding(ctx context.Context, access wiki.Access, page wiki.PageID, text string) (string, error) {
	targets, err := d.store.SectionsOn(ctx, Of(access), page)
	if err != nil {
		return "", err
	}
	best, most := "", 0
	for _, t := range targets {
		held := 0
		for _, s := range content.Sentences(text) {
			if _, _, found := Locate(t.Text, text[s.Start:s.End]); found {
				held++
			}
		}
		if held > most {
			best, most = t.Anchor, held
		}
	}
	return best, nil
}

// KeepFile notes that a file belongs to a question: it goes with it to another space.
func (d *Desk) KeepFile(ctx context.Context, access wiki.Access, id QuestionID, file wiki.AttachmentID) error {
	_, err := d.edit(ctx, access, id, needAnswerer, func(tx Tx, q *Question) error {
		return tx.KeepFile(ctx, q.ID, file)
	})
	return err
}
