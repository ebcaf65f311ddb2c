package qasql

import (
	"context"
	"database/sql"

	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/wiki/sqldb"
)

// remembered bounds the wordings and refusals under one key that an ask looks at.
const remembered = 200

func (r reads) Remembered(ctx context.Context, near string) (known []qa.Wording, refused []qa.Refusal, err error) {
	type row struct {
		wording bool
		qa.Wording
		qa.Refusal
	}
	scan := func(rows *sql.Rows) (x row, err error) {
		err = rows.Scan(&x.wording, &x.Wording.Question, &x.Refusal.Ask, &x.Refusal.Section, &x.Text)
		x.Refusal.Question = x.Wording.Question
		return x, err
	}
	all, err := sqldb.All(ctx, r.q, scan, `SELECT * FROM (SELECT 1 AS known, question, 0 AS ask, 0 AS section, body FROM wordings w WHERE near = $1 AND removed = 0 AND NOT `+narrow+`
			UNION ALL SELECT 0, question, ask, section, '' FROM refusals WHERE near = $1) v LIMIT $2`, near, remembered)
	for _, x := range all {
		if x.wording {
			known = append(known, x.Wording)
		} else {
			refused = append(refused, x.Refusal)
		}
	}
	return known, refused, err
}

func (x *tx) InsertRefusals(ctx context.Context, near string, all []qa.Refusal) error {
	for _, r := range all { // at most three
		if err := x.exec(ctx, "insert refusal", `INSERT INTO refusals (ask, near, question, section, at) VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (ask, question, section) DO NOTHING`,
			int64(r.Ask), near, int64(r.Question), int64(r.Section), sqldb.Micros(x.Now())); err != nil {
			return err
		}
	}
	return nil
}

func (x *tx) DeleteRefusals(ctx context.Context, ask qa.AskID) error {
	return x.exec(ctx, "delete refusals", `DELETE FROM refusals WHERE ask = $1`, int64(ask))
}

func (x *tx) Forgive(ctx context.Context, question qa.QuestionID, near string) error {
	if near == "" {
		return x.exec(ctx, "delete refusals", `DELETE FROM refusals WHERE question = $1 AND question > 0`, int64(question))
	}
	return x.exec(ctx, "delete refusals", `DELETE FROM refusals WHERE near = $1 AND question = $2`, near, int64(question))
}
