package talk

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/sqldb"
)

const commentSelect = `SELECT c.id, c.question, c.answer, c.author, COALESCE(p.name, ''), c.asker, c.at, c.edited, c.markdown
	FROM comments c LEFT JOIN people p ON p.id = c.author WHERE `

func scanComment(rows *sql.Rows) (c Comment, err error) {
	return c, rows.Scan(&c.ID, &c.Question, &c.Answer, &c.By.ID, &c.By.Name, &c.Asker,
		sqldb.Moment{To: &c.At}, sqldb.Moment{To: &c.Edited}, &c.Markdown)
}

func one(ctx context.Context, r sqldb.Queryer, id qa.QuestionID, comment CommentID) (Comment, error) {
	all, err := sqldb.All(ctx, r, scanComment, commentSelect+`c.id = $1 AND c.question = $2`, int64(comment), int64(id))
	if err != nil || len(all) == 0 {
		if err == nil {
			err = content.Errorf(content.NotFound, "There is no such comment, or you may not see it.")
		}
		return Comment{}, err
	}
	return all[0], nil
}

// comments reads the last of them, oldest first, and how many came before.
func comments(ctx context.Context, r sqldb.Queryer, id qa.QuestionID, answers []qa.AnswerID, limit int) ([]Comment, int, error) {
	in := sqldb.Padded(answers)
	args := append([]any{int64(id)}, in...)
	where := `c.question = $1 AND c.answer IN (` + sqldb.In(len(in), 2) + `)`
	list, err := sqldb.All(ctx, r, scanComment, commentSelect+where+fmt.Sprintf(` ORDER BY c.id DESC LIMIT $%d`, len(args)+1), append(args, limit)...)
	if err != nil || len(list) < limit {
		slices.Reverse(list)
		return list, 0, err
	}
	var all int
	if err := r.QueryRowContext(ctx, `SELECT COUNT(*) FROM comments c WHERE `+where, args...).Scan(&all); err != nil {
		return nil, 0, fmt.Errorf("count comments: %w", err)
	}
	slices.Reverse(list)
	return list, all - len(list), nil
}

func insert(ctx context.Context, tx *sqldb.Tx, c *Comment) error {
	id, err := tx.NextID(ctx, "comments", 1)
	if err != nil {
		return err
	}
	c.ID = CommentID(id)
	return exec(ctx, tx, "insert comment", `INSERT INTO comments (id, question, answer, author, asker, at, edited, markdown) VALUES `+sqldb.Values(1, 8),
		id, int64(c.Question), int64(c.Answer), int64(c.By.ID), sqldb.Bit(c.Asker), sqldb.Micros(c.At), sqldb.Micros(c.Edited), c.Markdown)
}

func update(ctx context.Context, tx *sqldb.Tx, c Comment) error {
	return exec(ctx, tx, "change comment", `UPDATE comments SET edited = $1, markdown = $2 WHERE id = $3`, sqldb.Micros(c.Edited), c.Markdown, int64(c.ID))
}

func remove(ctx context.Context, tx *sqldb.Tx, c Comment) error {
	if err := exec(ctx, tx, "delete reactions", `DELETE FROM reactions WHERE question = $1 AND answer = 0 AND comment = $2`, int64(c.Question), int64(c.ID)); err != nil {
		return err
	}
	return exec(ctx, tx, "delete comment", `DELETE FROM comments WHERE id = $1`, int64(c.ID))
}

func exec(ctx context.Context, tx *sqldb.Tx, what, query string, args ...any) error {
	_, err := changed(ctx, tx, what, query, args...)
	return err
}

// changed says whether a statement changed a row.
func changed(ctx context.Context, tx *sqldb.Tx, what, query string, args ...any) (bool, error) {
	result, err := tx.ExecContext(ctx, query, args...)
	if err != nil {
		return false, fmt.Errorf("%s: %w", what, err)
	}
	n, err := result.RowsAffected()
	return n > 0, err
}

func putReaction(ctx context.Context, tx *sqldb.Tx, s Subject, kind string, person wiki.PersonID, on bool) (bool, error) {
	if !on {
		return changed(ctx, tx, "delete reaction", `DELETE FROM reactions WHERE question = $1 AND answer = $2 AND comment = $3 AND kind = $4 AND person = $5`,
			int64(s.Question), int64(s.Answer), int64(s.Comment), kind, int64(person))
	}
	return changed(ctx, tx, "insert reaction", `INSERT INTO reactions (question, answer, comment, kind, person) VALUES `+sqldb.Values(1, 5)+` ON CONFLICT DO NOTHING`,
		int64(s.Question), int64(s.Answer), int64(s.Comment), kind, int64(person))
}

func putThanks(ctx context.Context, tx *sqldb.Tx, a qa.Answer, person wiki.PersonID, on bool) (bool, error) {
	if !on {
		return changed(ctx, tx, "delete thanks", `DELETE FROM thanks WHERE answer = $1 AND person = $2`, int64(a.ID), int64(person))
	}
	return changed(ctx, tx, "insert thanks", `INSERT INTO thanks (answer, person, question, at) VALUES `+sqldb.Values(1, 4)+` ON CONFLICT DO NOTHING`,
		int64(a.ID), int64(person), int64(a.Question), sqldb.Micros(tx.Now()))
}

func tallies(ctx context.Context, r sqldb.Queryer, id qa.QuestionID, me wiki.PersonID) (map[Subject][]Tally, error) {
	type row struct {
		Subject
		Tally
	}
	all, err := sqldb.All(ctx, r, func(rows *sql.Rows) (x row, err error) {
		var mine int
		err = rows.Scan(&x.Answer, &x.Comment, &x.Kind, &x.Count, &mine)
		x.Question, x.Mine = id, mine > 0
		return x, err
	}, `SELECT answer, comment, kind, COUNT(*), SUM(CASE WHEN person = $2 THEN 1 ELSE 0 END) FROM reactions
		WHERE question = $1 GROUP BY answer, comment, kind ORDER BY answer, comment, kind`, int64(id), int64(me))
	if err != nil {
		return nil, err
	}
	by := map[Subject][]Tally{}
	for _, x := range all {
		by[x.Subject] = append(by[x.Subject], x.Tally)
	}
	return by, nil
}

func thanksFor(ctx context.Context, r sqldb.Queryer, id qa.QuestionID, me wiki.PersonID) (map[qa.AnswerID]thanked, error) {
	type row struct {
		answer qa.AnswerID
		thanked
	}
	all, err := sqldb.All(ctx, r, func(rows *sql.Rows) (x row, err error) {
		var mine int
		err = rows.Scan(&x.answer, &x.count, &mine)
		x.mine = mine > 0
		return x, err
	}, `SELECT answer, COUNT(*), SUM(CASE WHEN person = $2 THEN 1 ELSE 0 END) FROM thanks WHERE question = $1 GROUP BY answer ORDER BY answer`, int64(id), int64(me))
	if err != nil {
		return nil, err
	}
	by := map[qa.AnswerID]thanked{}
	for _, x := range all {
		by[x.answer] = x.thanked
	}
	return by, nil
}

func thanksTo(ctx context.Context, r sqldb.Queryer, me wiki.PersonID) (thanks, answers int, err error) {
	err = r.QueryRowContext(ctx, `SELECT COUNT(*), COUNT(DISTINCT t.answer) FROM thanks t JOIN answers a ON a.id = t.answer
		WHERE a.author = $1 AND a.author > 0`, int64(me)).Scan(&thanks, &answers)
	if err != nil {
		err = fmt.Errorf("count thanks: %w", err)
	}
	return thanks, answers, err
}
