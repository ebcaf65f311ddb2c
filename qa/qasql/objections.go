package qasql

import (
	"context"
	"database/sql"

	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/wiki/sqldb"
)

// objectionsRead bounds how many objections to one question are read; the newest.
const objectionsRead = 100

func (r reads) Objections(ctx context.Context, question qa.QuestionID) ([]qa.Objection, error) {
	return sqldb.All(ctx, r.q, func(rows *sql.Rows) (o qa.Objection, err error) {
		return o, rows.Scan(&o.ID, &o.Question, &o.Answer, &o.By.ID, maybe[string]{&o.By.Name}, sqldb.Moment{To: &o.At}, &o.Reason)
	}, `SELECT o.id, o.question, o.answer, o.person, p.name, o.at, o.reason FROM objections o LEFT JOIN people p ON p.id = o.person
		WHERE o.question = $1 ORDER BY o.id DESC LIMIT $2`, int64(question), objectionsRead)
}

func (x *tx) InsertObjection(ctx context.Context, o qa.Objection) (qa.ObjectionID, error) {
	id, err := x.t.NextID(ctx, "objections", 1)
	if err != nil {
		return 0, err
	}
	return qa.ObjectionID(id), x.exec(ctx, "insert objection", `INSERT INTO objections (id, question, answer, person, at, reason) VALUES `+
		sqldb.Values(1, 6), id, int64(o.Question), int64(o.Answer), int64(o.By.ID), sqldb.Micros(o.At), o.Reason)
}

func (x *tx) DeleteObjection(ctx context.Context, id qa.ObjectionID) error {
	return x.exec(ctx, "delete objection", `DELETE FROM objections WHERE id = $1`, int64(id))
}
