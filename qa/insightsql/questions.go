package insightsql

import (
	"context"
	"database/sql"
	"time"

	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/qa/insights"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/sqldb"
)

// QuestionsSince gives the questions that the events after one tell of.
func (s *Store) QuestionsSince(ctx context.Context, after wiki.EventSeq, limit int) ([]insights.Asked, wiki.EventSeq, error) {
	type touched struct {
		seq      wiki.EventSeq
		question qa.QuestionID
	}
	events, err := sqldb.All(ctx, s.db.Reader(), func(rows *sql.Rows) (e touched, err error) { return e, rows.Scan(&e.seq, &e.question) },
		`SELECT seq, question FROM events WHERE seq > $1 ORDER BY seq LIMIT $2`, int64(after), limit)
	if err != nil || len(events) == 0 {
		return nil, after, wrapped(err, "read events of questions")
	}
	seen := map[qa.QuestionID]bool{0: true}
	var all []insights.Asked
	for _, e := range events {
		if !seen[e.question] {
			seen[e.question] = true
			all = append(all, insights.Asked{Question: insights.Question{ID: e.question}})
		}
	}
	return all, events[len(events)-1].seq, s.read(ctx, all)
}

// read fills in how questions stand. Those that nobody put to the team, or that are gone, are left as they are.
func (s *Store) read(ctx context.Context, all []insights.Asked) error {
	at := make(map[qa.QuestionID]*insights.Asked, len(all))
	ids := make([]qa.QuestionID, len(all))
	for i := range all {
		ids[i], at[all[i].ID] = all[i].ID, &all[i]
	}
	var a args
	found, err := sqldb.All(ctx, s.db.Reader(), func(rows *sql.Rows) (insights.Asked, error) {
		var x insights.Asked
		var created, answered int64
		err := rows.Scan(&x.ID, &x.Space, &x.Area, &created, &answered)
		x.ByPeople, x.Day = true, insights.DayOf(sqldb.Time(created))
		if answered > 0 {
			x.Answered = insights.DayOf(sqldb.Time(answered))
		}
		return x, err
	}, `SELECT q.id, q.space, q.area, q.created,
			COALESCE((SELECT MIN(a.at) FROM answers a WHERE a.question = q.id AND a.author > 0), 0)
		FROM questions q WHERE (q.asker > 0 OR q.hidden <> '') AND `+in(&a, "q.id", ids), a.list...)
	for _, x := range found {
		*at[x.ID] = x
	}
	return wrapped(err, "read questions to roll up")
}

// PutQuestions writes how questions stand, and corrects the counts by what changed.
func (s *Store) PutQuestions(ctx context.Context, asked []insights.Asked, to wiki.EventSeq) error {
	return s.write(ctx, func(t *sqldb.Tx) error {
		by := map[cell]int{}
		ids := make([]qa.QuestionID, len(asked))
		for i, x := range asked {
			ids[i] = x.ID
		}
		var known args
		before, err := sqldb.All(ctx, t, scanQuestion, `SELECT question, day, space, area, answered FROM insight_questions
			WHERE `+in(&known, "question", ids), known.list...)
		if err != nil {
			return wrapped(err, "read rolled-up questions")
		}
		for _, q := range before {
			count(by, q, -1)
		}
		var gone args
		if err := exec(ctx, t, "drop rolled-up questions", `DELETE FROM insight_questions WHERE `+in(&gone, "question", ids), gone.list...); err != nil {
			return err
		}
		for _, x := range asked {
			if !x.ByPeople {
				continue
			}
			count(by, x.Question, 1)
			if err := exec(ctx, t, "write rolled-up question", `INSERT INTO insight_questions (question, day, space, area, answered)
				VALUES ($1, $2, $3, $4, $5)`, int64(x.ID), int64(x.Day), int64(x.Space), int64(x.Area), int64(x.Answered)); err != nil {
				return err
			}
		}
		if err := add(ctx, t, by); err != nil {
			return err
		}
		return move(ctx, t, insights.Cursor{Name: insights.QuestionCursor, Value: int64(to)})
	})
}

func scanQuestion(rows *sql.Rows) (q insights.Question, err error) {
	return q, rows.Scan(&q.ID, &q.Day, &q.Space, &q.Area, &q.Answered)
}

func count(by map[cell]int, q insights.Question, n int) {
	by[cell{q.Day, insights.QuestionsAsked, q.Space, q.Area}] += n
	if q.Answered > 0 {
		by[cell{q.Answered, insights.QuestionsAnswered, q.Space, q.Area}] += n
	}
}

// Standing counts open questions.
func (s *Store) Standing(ctx context.Context, f insights.Filter, now time.Time) (insights.Standing, error) {
	var a args
	var st insights.Standing
	late := a.add(sqldb.Micros(now))
	err := s.db.Reader().QueryRowContext(ctx, `SELECT COUNT(*), COALESCE(SUM(CASE WHEN q.due > 0 AND q.due < `+late+` THEN 1 ELSE 0 END), 0)
		FROM questions q WHERE q.state = 'open' AND `+within(&a, f, "q"), a.list...).Scan(&st.Open, &st.Overdue)
	return st, wrapped(err, "count open questions")
}

// Replies gives how much working time answers took.
func (s *Store) Replies(ctx context.Context, f insights.Filter) ([]time.Duration, error) {
	var a args
	from, to := a.add(sqldb.Micros(f.From.Time())), a.add(sqldb.Micros((f.To + 1).Time()))
	all, err := sqldb.All(ctx, s.db.Reader(), func(rows *sql.Rows) (time.Duration, error) {
		var micros int64
		err := rows.Scan(&micros)
		return time.Duration(micros) * time.Microsecond, err
	}, `SELECT r.took FROM reply_times r WHERE r.at >= `+from+` AND r.at < `+to+` AND `+within(&a, f, "r")+` ORDER BY r.took`, a.list...)
	return all, wrapped(err, "read reply times")
}

// Days gives the counts of days.
func (s *Store) Days(ctx context.Context, f insights.Filter) ([]insights.Count, error) {
	var a args
	days := between(&a, f, "d.day")
	all, err := sqldb.All(ctx, s.db.Reader(), func(rows *sql.Rows) (c insights.Count, err error) { return c, rows.Scan(&c.Day, &c.Kind, &c.N) },
		`SELECT d.day, d.kind, SUM(d.n) FROM insight_days d WHERE `+days+` AND `+within(&a, f, "d")+`
			GROUP BY d.day, d.kind HAVING SUM(d.n) <> 0 ORDER BY d.day, d.kind`, a.list...)
	return all, wrapped(err, "read counts of days")
}
