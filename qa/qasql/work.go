package qasql

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/sqldb"
)

// toAnswer are the open questions of a worker. o is the owner, where the account is enabled.
func toAnswer(b *query, w qa.Worker) string {
	me := b.arg(int64(w.Person))
	return ` FROM questions q LEFT JOIN people b ON b.id = q.asker LEFT JOIN people o ON o.id = q.owner AND o.disabled = 0
		WHERE q.state = 'open' AND ` + b.scope("q.space", w.Scope) + `
			AND (o.id = ` + me + ` OR o.id IS NULL AND q.owner_group > 0 AND ` + ids(b, "q.owner_group", w.Groups) + `
				OR o.id IS NULL AND q.owner_group = 0 AND ` + ids(b, "q.space", w.Manages) + `)`
}

// toCheck are the answered questions of which a worker has to look at the answer: who owns it, else who owns
// the question, else the linked page, else who answered.
func toCheck(b *query, w qa.Worker) string {
	me := b.arg(int64(w.Person))
	return ` FROM questions q LEFT JOIN people b ON b.id = q.asker LEFT JOIN people o ON o.id = q.owner AND o.disabled = 0
		WHERE q.state = 'answered' AND ` + b.scope("q.space", w.Scope) + ` AND EXISTS (
			SELECT 1 FROM answer_links l JOIN answers a ON a.id = l.answer JOIN pages p ON p.id = l.page
				LEFT JOIN sections s ON s.id = l.section
				LEFT JOIN people po ON po.id = p.owner AND po.disabled = 0
				LEFT JOIN people ao ON ao.id = a.author AND ao.disabled = 0
				LEFT JOIN people aw ON aw.id = a.owner AND aw.disabled = 0
			WHERE l.answer = q.canonical AND l.page > 0 AND ` + b.scope("p.space", w.Scope) + ` AND ` + stale + `
				AND (COALESCE(aw.id, o.id, po.id, ao.id) = ` + me + `
					OR COALESCE(aw.id, o.id, po.id, ao.id) IS NULL AND ` + ids(b, "q.space", w.Manages) + `))`
}

func (r reads) ToAnswer(ctx context.Context, w qa.Worker, limit int) ([]qa.Question, error) {
	var b query
	return sqldb.All(ctx, r.q, scanQuestion, `SELECT `+questionColumns+toAnswer(&b, w)+
		` ORDER BY CASE WHEN q.due = 0 THEN 1 ELSE 0 END, q.due, q.id LIMIT `+b.arg(limit), b.args...)
}

func (r reads) ToCheck(ctx context.Context, w qa.Worker, limit int) ([]qa.Question, error) {
	var b query
	return sqldb.All(ctx, r.q, scanQuestion, `SELECT `+questionColumns+toCheck(&b, w)+
		` ORDER BY q.id LIMIT `+b.arg(limit), b.args...)
}

func (r reads) CountOpen(ctx context.Context, in qa.Scope) (n int, err error) {
	var b query
	text := `SELECT COUNT(*) FROM questions q WHERE q.state = 'open' AND ` + b.scope("q.space", in)
	if err := r.q.QueryRowContext(ctx, text, b.args...).Scan(&n); err != nil {
		return 0, fmt.Errorf("count open questions: %w", err)
	}
	return n, nil
}

func (r reads) LastEvent(ctx context.Context) (wiki.EventSeq, error) { return r.wiki.LastEvent(ctx) }

func (r reads) Ask(ctx context.Context, id qa.AskID) (qa.Ask, error) {
	all, err := sqldb.All(ctx, r.q, scanAsk, `SELECT `+askColumns+`, k.offered FROM asks k WHERE k.id = $1`, int64(id))
	return one(all, err, "ask")
}

func (r reads) AnsweredBy(ctx context.Context, question qa.QuestionID) ([]qa.Ask, error) {
	return sqldb.All(ctx, r.q, scanAsk, `SELECT `+askColumns+`, '[]' FROM asks k
		WHERE k.question = $1 AND k.question > 0 AND k.ending = 'answered' ORDER BY k.id`, int64(question))
}

const askColumns = `k.id, k.asker, k.at, k.space, k.outcome, k.would, k.ending, k.ended, k.chosen, k.question, k.wording, k.made, k.body`

func scanAsk(rows *sql.Rows) (a qa.Ask, err error) {
	var offered string
	err = rows.Scan(&a.ID, &a.By, sqldb.Moment{To: &a.At}, &a.Space, &a.Outcome, &a.Would, &a.Ending, sqldb.Moment{To: &a.Ended}, &a.Chosen,
		&a.Question, &a.Wording, &a.Made, &a.Text, &offered)
	if err == nil {
		err = json.Unmarshal([]byte(offered), &a.Offered)
	}
	return a, err
}

// ReserveAsks hands out numbers in a transaction of its own.
func (s *Store) ReserveAsks(ctx context.Context, n int) (qa.AskID, error) {
	first, err := s.db.ReserveIDs(ctx, "asks", n)
	return qa.AskID(first), err
}

// askRows bounds the rows of one INSERT.
const askRows = 64

// PutAsks writes new asks. One that is there already stays: a flush that failed after its commit is
// tried again.
func (s *Store) PutAsks(ctx context.Context, asks []qa.Ask) error {
	return s.db.Write(ctx, wiki.Actor{}, func(t *sqldb.Tx) error {
		for start := 0; start < len(asks); start += askRows {
			chunk := asks[start:min(start+askRows, len(asks))]
			var args []any
			for _, a := range chunk {
				offered, err := json.Marshal(a.Offered)
				if err != nil {
					return fmt.Errorf("offers of ask %d: %w", a.ID, err)
				}
				args = append(args, int64(a.ID), int64(a.By), sqldb.Micros(a.At), int64(a.Space), string(a.Outcome), int64(a.Would),
					string(a.Ending), sqldb.Micros(a.Ended), a.Chosen, int64(a.Question), int64(a.Wording), sqldb.Bit(a.Made),
					sqldb.Micros(t.Now()), string(offered), a.Text)
			}
			_, err := t.ExecContext(ctx, `INSERT INTO asks (id, asker, at, space, outcome, would, ending, ended, chosen,
				question, wording, made, changed, offered, body) VALUES `+sqldb.Values(len(chunk), 15)+` ON CONFLICT (id) DO NOTHING`, args...)
			if err != nil {
				return fmt.Errorf("write asks: %w", err)
			}
		}
		return nil
	})
}

func (x *tx) UpdateAsk(ctx context.Context, a qa.Ask) error {
	return x.exec(ctx, "change ask", `UPDATE asks SET ending = $1, ended = $2, chosen = $3, question = $4, wording = $5, made = $6, asker = $7, changed = $8 WHERE id = $9`,
		string(a.Ending), sqldb.Micros(a.Ended), a.Chosen, int64(a.Question), int64(a.Wording), sqldb.Bit(a.Made), int64(a.By), sqldb.Micros(x.t.Now()), int64(a.ID))
}
