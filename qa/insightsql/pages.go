package insightsql

import (
	"context"
	"database/sql"
	"time"

	"github.com/docent-wiki/docent/qa/insights"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/sqldb"
)

// Snapshot counts pages and makes the lists anew, in one transaction of a few statements.
func (s *Store) Snapshot(ctx context.Context, today, since insights.Day, now time.Time) error {
	at := sqldb.Micros(now)
	return s.write(ctx, func(t *sqldb.Tx) error {
		for _, step := range []struct {
			what, text string
			args       []any
		}{
			{"drop today's count", `DELETE FROM insight_days WHERE day = $1 AND kind IN ('page.live', 'page.verified')`, []any{int64(today)}},
			{"count pages", `INSERT INTO insight_days (day, kind, space, area, n)
				SELECT CAST($1 AS BIGINT), 'page.live', space, 0, COUNT(*) FROM pages WHERE trashed = 0 GROUP BY space`, []any{int64(today)}},
			{"count verified pages", `INSERT INTO insight_days (day, kind, space, area, n)
				SELECT CAST($1 AS BIGINT), 'page.verified', space, 0, COUNT(*) FROM pages WHERE trashed = 0 AND verified_until > $2 GROUP BY space`, []any{int64(today), at}},
			{"drop owners", `DELETE FROM insight_owners`, nil},
			{"count by owner", `INSERT INTO insight_owners (space, owner, pages, verified)
				SELECT space, owner, COUNT(*), SUM(CASE WHEN verified_until > $1 THEN 1 ELSE 0 END) FROM pages WHERE trashed = 0 GROUP BY space, owner`, []any{at}},
			{"drop lists", `DELETE FROM insight_tops`, nil},
			{"list the most read", tops(insights.MostRead, "page", `SELECT p.space, p.id AS what, SUM(d.n) AS n FROM page_days d JOIN pages p ON p.id = d.page
				WHERE d.day >= $1 AND p.trashed = 0 GROUP BY p.space, p.id`), []any{int64(since)}},
			{"list the most read unverified", tops(insights.MostStale, "page", `SELECT p.space, p.id AS what, SUM(d.n) AS n FROM page_days d JOIN pages p ON p.id = d.page
				WHERE d.day >= $1 AND p.trashed = 0 AND p.verified_until <= $2 GROUP BY p.space, p.id`), []any{int64(since), at}},
			{"list the most useful answers", tops(insights.MostUseful, "question", `SELECT q.space, q.id AS what, COUNT(*) AS n FROM insight_asks i JOIN questions q ON q.id = i.question
				WHERE i.fate = 'ask.confirmed' AND i.day >= $1 AND q.state = 'answered' GROUP BY q.space, q.id`), []any{int64(since)}},
			{"list the most useful pages", tops(insights.MostFinding, "page", `SELECT p.space, p.id AS what, COUNT(*) AS n FROM insight_asks i
				JOIN questions q ON q.id = i.question JOIN answer_links l ON l.answer = q.canonical JOIN pages p ON p.id = l.page
				WHERE i.fate = 'ask.confirmed' AND i.day >= $1 AND p.trashed = 0 GROUP BY p.space, p.id`), []any{int64(since)}},
		} {
			if err := exec(ctx, t, step.what, step.text, step.args...); err != nil {
				return err
			}
		}
		return move(ctx, t, insights.Cursor{Name: surveyCursor, Value: at})
	})
}

const surveyCursor = "survey"

// Surveyed gives the moment of the last Snapshot.
func (s *Store) Surveyed(ctx context.Context) (time.Time, error) {
	c, err := s.Cursor(ctx, surveyCursor)
	if err != nil || c.Value == 0 {
		return time.Time{}, err
	}
	return time.UnixMicro(c.Value).UTC(), nil
}

// tops writes a list of the fifty most of each space from a query that gives space, what and n.
func tops(kind insights.TopKind, column, query string) string {
	page, question := "what", "0"
	if column == "question" {
		page, question = "0", "what"
	}
	return `INSERT INTO insight_tops (kind, space, place, page, question, n)
		SELECT '` + string(kind) + `', space, place, ` + page + `, ` + question + `, n FROM (
			SELECT space, what, n, ROW_NUMBER() OVER (PARTITION BY space ORDER BY n DESC, what) AS place FROM (` + query + `) AS counted
		) AS ordered WHERE place <= 50`
}

// Tops gives the most of something in the filter's spaces, as it is called today.
func (s *Store) Tops(ctx context.Context, f insights.Filter, kind insights.TopKind, limit int) ([]insights.Top, error) {
	var a args
	which := a.add(string(kind))
	scope := in(&a, "t.space", f.Spaces)
	all, err := sqldb.All(ctx, s.db.Reader(), func(rows *sql.Rows) (x insights.Top, err error) {
		return x, rows.Scan(&x.Space, &x.Page, &x.Question, &x.N, &x.Title)
	}, `SELECT t.space, t.page, t.question, t.n, COALESCE(p.title, q.title) FROM insight_tops t
			LEFT JOIN pages p ON p.id = t.page AND p.space = t.space AND p.trashed = 0 LEFT JOIN questions q ON q.id = t.question AND q.space = t.space
		WHERE t.kind = `+which+` AND `+scope+` AND COALESCE(p.title, q.title) IS NOT NULL
		ORDER BY t.n DESC, t.page, t.question LIMIT `+a.add(limit), a.list...)
	return all, wrapped(err, "read lists of the most")
}

// Owners gives how much of what people own is verified, by name.
func (s *Store) Owners(ctx context.Context, f insights.Filter) ([]insights.Owner, error) {
	var a args
	all, err := sqldb.All(ctx, s.db.Reader(), func(rows *sql.Rows) (o insights.Owner, err error) {
		return o, rows.Scan(&o.Person.ID, &o.Person.Name, &o.Pages, &o.Verified)
	}, `SELECT o.owner, COALESCE(b.name, ''), SUM(o.pages), SUM(o.verified) FROM insight_owners o LEFT JOIN people b ON b.id = o.owner
		WHERE `+in(&a, "o.space", f.Spaces)+` GROUP BY o.owner, b.name ORDER BY LOWER(COALESCE(b.name, '')), o.owner`, a.list...)
	return all, wrapped(err, "read owners")
}

// PutViews adds to how often pages were opened on a day.
func (s *Store) PutViews(ctx context.Context, day insights.Day, views map[wiki.PageID]int) error {
	return s.write(ctx, func(t *sqldb.Tx) error {
		for page, n := range views {
			if err := exec(ctx, t, "count views", `INSERT INTO page_days (day, page, n) VALUES ($1, $2, $3)
				ON CONFLICT (day, page) DO UPDATE SET n = page_days.n + excluded.n`, int64(day), int64(page), n); err != nil {
				return err
			}
		}
		return nil
	})
}

// PutSearches adds to how many searches there were on a day, and how many of them found nothing.
func (s *Store) PutSearches(ctx context.Context, day insights.Day, all, none int) error {
	return s.write(ctx, func(t *sqldb.Tx) error {
		return add(ctx, t, map[cell]int{{day: day, kind: insights.Searches}: all, {day: day, kind: insights.SearchesEmpty}: none})
	})
}

// Prune forgets what is older than a day.
func (s *Store) Prune(ctx context.Context, before insights.Day) error {
	return s.write(ctx, func(t *sqldb.Tx) error {
		for _, table := range []string{"insight_days", "page_days"} {
			if err := exec(ctx, t, "forget old counts", `DELETE FROM `+table+` WHERE day < $1`, int64(before)); err != nil {
				return err
			}
		}
		return nil
	})
}
