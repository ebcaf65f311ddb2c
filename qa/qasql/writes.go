package qasql

import (
	"context"
	"fmt"
	"math"
	"time"

	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/wiki/sqldb"
)

func (x *tx) InsertQuestion(ctx context.Context, q qa.Question) (qa.QuestionID, error) {
	id, err := x.t.NextID(ctx, "questions", 1)
	if err != nil {
		return 0, err
	}
	return qa.QuestionID(id), x.exec(ctx, "insert question", `INSERT INTO questions (id, space, title, near, state, asker, owner, due,
		canonical, duplicate_of, created, updated, confirmed, needed, owner_group, area, next_step, hidden, tried, body) VALUES `+sqldb.Values(1, 20),
		id, int64(q.Space), q.Title, qa.Near(q.Title), string(q.State), int64(q.By.ID), int64(q.Owner.ID), sqldb.Micros(q.Due),
		int64(q.Canonical), int64(q.DuplicateOf), sqldb.Micros(q.Created), sqldb.Micros(q.Updated), q.Confirmed,
		sqldb.Micros(q.Needed), int64(q.Group), int64(q.Area), sqldb.Micros(q.Next), q.Hidden, q.Tried, q.Body)
}

func (x *tx) UpdateQuestion(ctx context.Context, q qa.Question) error {
	if q.State != qa.Open { // nobody is asked any more
		q.Next = time.Time{}
	}
	return x.exec(ctx, "change question", `UPDATE questions SET space = $1, title = $2, near = $3, state = $4, owner = $5, due = $6,
		canonical = $7, duplicate_of = $8, updated = $9, confirmed = $10, needed = $11, owner_group = $12, area = $13, next_step = $14,
		tried = $15, body = $16 WHERE id = $17`,
		int64(q.Space), q.Title, qa.Near(q.Title), string(q.State), int64(q.Owner.ID), sqldb.Micros(q.Due),
		int64(q.Canonical), int64(q.DuplicateOf), sqldb.Micros(q.Updated), q.Confirmed,
		sqldb.Micros(q.Needed), int64(q.Group), int64(q.Area), sqldb.Micros(q.Next), q.Tried, q.Body, int64(q.ID))
}

func (x *tx) DeleteQuestion(ctx context.Context, id qa.QuestionID) error {
	for _, text := range []string{
		`DELETE FROM question_steps WHERE question = $1`,
		`DELETE FROM thanks WHERE question = $1`,
		`DELETE FROM reactions WHERE question = $1`,
		`DELETE FROM objections WHERE question = $1`,
		`DELETE FROM answer_links WHERE answer IN (SELECT id FROM answers WHERE question = $1)`,
		`DELETE FROM answers WHERE question = $1`,
		`DELETE FROM wordings WHERE question = $1`,
		`DELETE FROM questions WHERE id = $1`,
	} {
		if err := x.exec(ctx, "delete question", text, int64(id)); err != nil {
			return err
		}
	}
	return nil
}

// wordingRows bounds the rows of one INSERT.
const wordingRows = 64

func (x *tx) InsertWordings(ctx context.Context, wordings []qa.Wording) (qa.WordingID, error) {
	first, err := x.t.NextID(ctx, "wordings", len(wordings))
	if err != nil {
		return 0, err
	}
	id := first
	for start := 0; start < len(wordings); start += wordingRows {
		chunk := wordings[start:min(start+wordingRows, len(wordings))]
		var args []any
		for _, w := range chunk {
			args = append(args, id, int64(w.Question), qa.Near(w.Text), string(w.Origin), int64(w.From), sqldb.Micros(w.Added), int64(math.Round(1000*w.Score)), w.Text)
			id++
		}
		if err := x.exec(ctx, "insert wordings", `INSERT INTO wordings (id, question, near, origin, source, added, score, body) VALUES `+
			sqldb.Values(len(chunk), 8), args...); err != nil {
			return 0, err
		}
		if err := x.forgive(ctx, chunk); err != nil {
			return 0, err
		}
	}
	return qa.WordingID(first), nil
}

// forgive takes back that some words do not mean a question: somebody says that they do.
func (x *tx) forgive(ctx context.Context, wordings []qa.Wording) error {
	var b query
	b.args = append(b.args, int64(wordings[0].Question)) // wordings are added to one question at a time
	for _, w := range wordings {
		b.args = append(b.args, qa.Near(w.Text))
	}
	return x.exec(ctx, "delete refusals", `DELETE FROM refusals WHERE question = $1 AND near IN (`+sqldb.In(len(wordings), 2)+`)`, b.args...)
}

func (x *tx) DeleteWordings(ctx context.Context, list []qa.WordingID) error {
	if len(list) == 0 {
		return nil
	}
	var b query
	return x.exec(ctx, "delete wordings", `DELETE FROM wordings WHERE `+ids(&b, "id", list), b.args...)
}

func (x *tx) SetRemoved(ctx context.Context, list []qa.WordingID, at time.Time) error {
	var b query
	moment := b.arg(sqldb.Micros(at))
	return x.exec(ctx, "remove wordings", `UPDATE wordings SET removed = `+moment+` WHERE `+ids(&b, "id", list), b.args...)
}

func (x *tx) InsertAnswer(ctx context.Context, a qa.Answer) (qa.AnswerID, error) {
	id, err := x.t.NextID(ctx, "answers", 1)
	if err != nil {
		return 0, err
	}
	a.ID = qa.AnswerID(id)
	if err := x.exec(ctx, "insert answer", `INSERT INTO answers (id, question, author, at, edited, retracted, plain, markdown) VALUES `+
		sqldb.Values(1, 8), id, int64(a.Question), int64(a.By.ID), sqldb.Micros(a.At), sqldb.Micros(a.Edited), sqldb.Micros(a.Retracted),
		a.Plain, a.Markdown); err != nil {
		return 0, err
	}
	return a.ID, x.putLinks(ctx, a)
}

func (x *tx) UpdateAnswer(ctx context.Context, a qa.Answer) error {
	if err := x.exec(ctx, "change answer", `UPDATE answers SET edited = $1, retracted = $2, plain = $3, markdown = $4 WHERE id = $5`,
		sqldb.Micros(a.Edited), sqldb.Micros(a.Retracted), a.Plain, a.Markdown, int64(a.ID)); err != nil {
		return err
	}
	if err := x.exec(ctx, "remove links", `DELETE FROM answer_links WHERE answer = $1`, int64(a.ID)); err != nil {
		return err
	}
	return x.putLinks(ctx, a)
}

// putLinks writes an answer's links in their order; a link's number is its place in that order.
func (x *tx) putLinks(ctx context.Context, a qa.Answer) error {
	if len(a.Links) == 0 {
		return nil
	}
	id, err := x.t.NextID(ctx, "answer_links", len(a.Links))
	if err != nil {
		return fmt.Errorf("number links: %w", err)
	}
	var args []any
	for i, l := range a.Links {
		args = append(args, id+int64(i), int64(a.ID), int64(l.Page), int64(l.Section), l.Revision, l.Fingerprint,
			l.PageTitle, l.Heading, l.Anchor, l.URL, l.Title, l.Judged, string(l.Verdict), l.Quote, l.Text)
	}
	return x.exec(ctx, "insert links", `INSERT INTO answer_links (id, answer, page, section, revision, fingerprint,
		page_title, heading, anchor, url, title, judged, verdict, quote, body) VALUES `+sqldb.Values(len(a.Links), 15), args...)
}
