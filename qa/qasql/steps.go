package qasql

import (
	"context"
	"database/sql"
	"time"

	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/sqldb"
)

func scanStep(rows *sql.Rows) (s qa.Step, err error) {
	return s, rows.Scan(&s.ID, &s.Question, &s.Kind, &s.Person.ID, maybe[string]{&s.Person.Name}, &s.Group, &s.For, &s.Area, &s.Page, &s.Why,
		&s.By.ID, maybe[string]{&s.By.Name}, sqldb.Moment{To: &s.At}, sqldb.Moment{To: &s.Due}, sqldb.Moment{To: &s.Expect})
}

func (r reads) Steps(ctx context.Context, questions []qa.QuestionID) ([]qa.Step, error) {
	var b query
	return sqldb.All(ctx, r.q, scanStep, `SELECT s.id, s.question, s.kind, s.person, p.name, s.team_group, s.stands_for, s.area, s.page, s.why,
			s.by_person, b.name, s.at, s.due, s.expect
		FROM question_steps s LEFT JOIN people p ON p.id = s.person LEFT JOIN people b ON b.id = s.by_person
		WHERE `+ids(&b, "s.question", questions)+` ORDER BY s.question, s.id`, b.args...)
}

func (r reads) Overdue(ctx context.Context, now time.Time, limit int) ([]qa.Question, error) {
	return sqldb.All(ctx, r.q, scanQuestion, `SELECT `+questionColumns+questionFrom+
		`WHERE q.next_step > 0 AND q.next_step <= $1 AND q.state = 'open' ORDER BY q.next_step, q.id LIMIT $2`, sqldb.Micros(now), limit)
}

func (r reads) Triage(ctx context.Context, spaces []wiki.SpaceID, limit int) ([]qa.Question, error) {
	var b query
	return sqldb.All(ctx, r.q, scanQuestion, `SELECT `+questionColumns+questionFrom+
		`WHERE q.state = 'open' AND o.id IS NULL AND q.owner_group = 0 AND `+ids(&b, "q.space", spaces)+
		` ORDER BY q.id LIMIT `+b.arg(limit), b.args...)
}

func (x *tx) InsertStep(ctx context.Context, s qa.Step) error {
	id, err := x.t.NextID(ctx, "question_steps", 1)
	if err != nil {
		return err
	}
	if err := x.exec(ctx, "insert step", `INSERT INTO question_steps (id, question, kind, person, team_group, stands_for, area, page, why,
		by_person, at, due, expect) VALUES `+sqldb.Values(1, 13),
		id, int64(s.Question), string(s.Kind), int64(s.Person.ID), int64(s.Group), int64(s.For), int64(s.Area), int64(s.Page), string(s.Why),
		int64(s.By.ID), sqldb.Micros(s.At), sqldb.Micros(s.Due), sqldb.Micros(s.Expect)); err != nil {
		return err
	}
	if s.Person.ID == 0 || s.Group == 0 {
		return nil
	}
	return x.exec(ctx, "note turn", `UPDATE teams SET turn = $1 WHERE id = $2`, int64(s.Person.ID), int64(s.Group))
}
