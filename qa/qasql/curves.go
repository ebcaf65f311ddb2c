package qasql

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"github.com/docent-wiki/docent/qa/trust"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/sqldb"
	"github.com/docent-wiki/docent/wiki/wikisql"
)

var _ trust.Curves = (*Store)(nil)

// PutTrial replaces how far answers can be trusted, without an event.
func (s *Store) PutTrial(ctx context.Context, m trust.Trial) error {
	body, err := json.Marshal(m)
	if err != nil {
		return fmt.Errorf("curves of answers: %w", err)
	}
	return s.db.Write(ctx, wiki.Actor{}, func(t *sqldb.Tx) error {
		seq, err := wikisql.InTx(t).LastEvent(ctx)
		if err != nil {
			return err
		}
		_, err = t.ExecContext(ctx, `INSERT INTO answer_curves (id, at, seq, body) VALUES (1, $1, $2, $3)
			ON CONFLICT (id) DO UPDATE SET at = excluded.at, seq = excluded.seq, body = excluded.body`,
			sqldb.Micros(m.At), int64(seq), string(body))
		if err != nil {
			return fmt.Errorf("write curves of answers: %w", err)
		}
		return nil
	})
}

// TrialSince gives how far answers can be trusted, if that was measured after a moment.
func (r reads) TrialSince(ctx context.Context, after time.Time) (trust.Trial, bool, error) {
	all, err := sqldb.All(ctx, r.q, scanTrial, `SELECT body FROM answer_curves WHERE id = 1 AND at > $1`, sqldb.Micros(after))
	if err != nil || len(all) == 0 {
		return trust.Trial{}, false, err
	}
	return all[0], true, nil
}

func scanTrial(rows *sql.Rows) (m trust.Trial, err error) {
	var body string
	if err = rows.Scan(&body); err == nil {
		err = json.Unmarshal([]byte(body), &m)
	}
	return m, err
}
