package insightsql

import (
	"context"
	"database/sql"
	"encoding/json"
	"time"

	"github.com/docent-wiki/docent/qa/insights"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/sqldb"
)

// Wanting gives asks that found nothing or nothing right, and searches without a result.
func (s *Store) Wanting(ctx context.Context, since time.Time, limit int) ([]insights.Want, error) {
	asks, err := sqldb.All(ctx, s.db.Reader(), func(rows *sql.Rows) (w insights.Want, err error) {
		w.Times = 1
		return w, rows.Scan(&w.Text, &w.Space, &w.By, sqldb.Moment{To: &w.Last}, &w.Fate)
	}, `SELECT k.body, i.space, k.asker, k.at, i.fate FROM insight_asks i JOIN asks k ON k.id = i.ask
		WHERE k.at >= $1 AND i.fate IN ('ask.unsure', 'ask.offered', 'ask.refused', 'ask.again', 'ask.team')
		ORDER BY i.ask DESC LIMIT $2`, sqldb.Micros(since), limit)
	if err != nil {
		return nil, wrapped(err, "read what was not found")
	}
	searches, err := sqldb.All(ctx, s.db.Reader(), func(rows *sql.Rows) (w insights.Want, err error) {
		return w, rows.Scan(&w.Text, &w.Times, sqldb.Moment{To: &w.Last}, &w.People)
	}, `SELECT m.words, m.times, m.last, (SELECT COUNT(*) FROM missed_by b WHERE b.words = m.words) FROM missed_searches m
		WHERE m.last >= $1 ORDER BY m.times DESC, m.words LIMIT $2`, sqldb.Micros(since), limit)
	return append(asks, searches...), wrapped(err, "read searches that found nothing")
}

// PutGaps puts gaps in the place of the former ones.
func (s *Store) PutGaps(ctx context.Context, gaps []insights.Gap) error {
	return s.write(ctx, func(t *sqldb.Tx) error {
		if err := exec(ctx, t, "drop gaps", `DELETE FROM insight_gaps`); err != nil {
			return err
		}
		first, err := t.NextID(ctx, "insight_gaps", len(gaps))
		if err != nil {
			return err
		}
		for i, g := range gaps {
			data, err := json.Marshal(g)
			if err != nil {
				return wrapped(err, "write gap")
			}
			if err := exec(ctx, t, "write gap", `INSERT INTO insight_gaps (id, space, score, data) VALUES ($1, $2, $3, $4)`,
				first+int64(i), int64(g.Space), g.Score, string(data)); err != nil {
				return err
			}
		}
		return nil
	})
}

func scanGap(rows *sql.Rows) (g insights.Gap, err error) {
	var id, space int64
	var score float64
	var data string
	if err = rows.Scan(&id, &space, &score, &data); err != nil {
		return g, err
	}
	err = json.Unmarshal([]byte(data), &g)
	g.ID, g.Space, g.Score = id, wiki.SpaceID(space), score
	return g, err
}

// Gaps gives the weightiest gaps of the filter's spaces.
func (s *Store) Gaps(ctx context.Context, f insights.Filter, limit int) ([]insights.Gap, error) {
	var a args
	scope := in(&a, "space", f.Spaces)
	all, err := sqldb.All(ctx, s.db.Reader(), scanGap, `SELECT id, space, score, data FROM insight_gaps WHERE `+scope+`
		ORDER BY score DESC, id LIMIT `+a.add(limit), a.list...)
	return all, wrapped(err, "read gaps")
}
