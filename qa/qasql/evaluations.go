package qasql

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"github.com/docent-wiki/docent/qa/eval"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/sqldb"
)

var _ eval.History = (*Store)(nil)

// lostAtMost is how many lost wordings are kept of one evaluation.
const lostAtMost = 200

// PutEvaluations writes evaluations and drops those that are too old, without an event.
func (s *Store) PutEvaluations(ctx context.Context, all []eval.Evaluation) error {
	return s.db.Write(ctx, wiki.Actor{}, func(t *sqldb.Tx) error {
		id, err := t.NextID(ctx, "evaluations", len(all))
		if err != nil {
			return err
		}
		for i, e := range all {
			lost, err := json.Marshal(e.Report.Lost[:min(lostAtMost, len(e.Report.Lost))])
			if err != nil {
				return fmt.Errorf("what an evaluation lost: %w", err)
			}
			e.Report.Lost = nil
			figures, err := json.Marshal(e.Report)
			if err != nil {
				return fmt.Errorf("figures of an evaluation: %w", err)
			}
			_, err = t.ExecContext(ctx, `INSERT INTO evaluations (id, at, kind, figures, lost) VALUES ($1, $2, $3, $4, $5)`,
				id+int64(i), sqldb.Micros(e.At), string(e.Kind), string(figures), string(lost))
			if err != nil {
				return fmt.Errorf("write evaluations: %w", err)
			}
		}
		_, err = t.ExecContext(ctx, `DELETE FROM evaluations WHERE at < $1`, sqldb.Micros(t.Now().Add(-eval.Kept)))
		if err != nil {
			return fmt.Errorf("drop old evaluations: %w", err)
		}
		return nil
	})
}

// Evaluations gives the evaluations of a kind since a time, the oldest first, without what was lost.
func (r reads) Evaluations(ctx context.Context, kind eval.Kind, since time.Time) ([]eval.Evaluation, error) {
	return sqldb.All(ctx, r.q, scanEvaluation, `SELECT at, kind, figures, '[]' FROM evaluations
		WHERE kind = $1 AND at >= $2 ORDER BY at, id`, string(kind), sqldb.Micros(since))
}

// LastEvaluation gives the newest evaluation of a kind.
func (r reads) LastEvaluation(ctx context.Context, kind eval.Kind) (eval.Evaluation, bool, error) {
	all, err := sqldb.All(ctx, r.q, scanEvaluation, `SELECT at, kind, figures, lost FROM evaluations
		WHERE kind = $1 ORDER BY at DESC, id DESC LIMIT 1`, string(kind))
	if err != nil || len(all) == 0 {
		return eval.Evaluation{}, false, err
	}
	return all[0], true, nil
}

func scanEvaluation(rows *sql.Rows) (e eval.Evaluation, err error) {
	var figures, lost string
	if err = rows.Scan(sqldb.Moment{To: &e.At}, &e.Kind, &figures, &lost); err != nil {
		return e, err
	}
	if err = json.Unmarshal([]byte(figures), &e.Report); err == nil {
		err = json.Unmarshal([]byte(lost), &e.Report.Lost)
	}
	return e, err
}
