package qasql

import (
	"context"

	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/qa/freshness"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/sqldb"
	"github.com/docent-wiki/docent/wiki/wikisql"
)

var (
	_ freshness.Store = (*Store)(nil)
	_ freshness.Tx    = (*tx)(nil)
)

// gone is the condition under which what a link l leads to is no longer there; as qa.Present.Found has it.
const gone = `(l.page > 0 AND (p.id IS NULL OR p.trashed > 0 OR COALESCE(s.position, 0) < 0))`

// unsettled is the condition under which a link's verdict is not the one for the texts as they are.
const unsettled = `CASE WHEN ` + gone + ` THEN l.verdict <> 'gone'
	WHEN s.id IS NULL OR s.fingerprint = l.fingerprint THEN l.verdict <> ''
	ELSE l.judged <> s.fingerprint END`

// touching gives the condition that a row is about something touched.
func touching(b *query, t freshness.Touched, page, question string) string {
	switch {
	case t.All:
		return `1 = 1`
	case len(t.Pages) > 0:
		return ids(b, page, t.Pages)
	}
	return ids(b, question, t.Questions)
}

// Unsettled reads links whose verdict has to be made. Pages and questions are not named together.
func (r reads) Unsettled(ctx context.Context, t freshness.Touched, after qa.LinkID, limit int) ([]qa.AnswerLink, error) {
	if t.Empty() {
		return nil, nil
	}
	var b query
	some := `l.answer IN (SELECT id FROM answers WHERE ` + touching(&b, t, "0", "question") + `)`
	if t.All || len(t.Pages) > 0 {
		b = query{}
		some = touching(&b, t, "l.page", "")
	}
	return sqldb.All(ctx, r.q, scanLink, linkSelect+some+` AND l.page > 0 AND `+unsettled+
		` AND l.id > `+b.arg(int64(after))+` ORDER BY l.id LIMIT `+b.arg(limit), b.args...)
}

// Misplaced finds questions that are answered by what is gone, or open though what answered them is back.
func (r reads) Misplaced(ctx context.Context, t freshness.Touched, after qa.QuestionID, limit int) ([]qa.QuestionID, error) {
	if t.Empty() {
		return nil, nil
	}
	var b query
	some := touching(&b, t, "0", "q.id")
	if len(t.Pages) > 0 {
		b = query{}
		some = `q.id IN (SELECT w.question FROM answers w JOIN answer_links k ON k.answer = w.id WHERE ` + ids(&b, "k.page", t.Pages) + ` AND k.page > 0)`
	}
	links := ` FROM answer_links l LEFT JOIN pages p ON p.id = l.page LEFT JOIN sections s ON s.id = l.section WHERE l.answer = a.id`
	return sqldb.All(ctx, r.q, scanID[qa.QuestionID], `SELECT q.id FROM questions q JOIN answers a ON a.id = q.canonical
		WHERE q.canonical > 0 AND q.state IN ('answered', 'open') AND `+some+`
			AND (q.state = 'answered') = (a.plain = '' AND NOT EXISTS (SELECT 1`+links+` AND NOT `+gone+`))
			AND q.id > `+b.arg(int64(after))+` ORDER BY q.id LIMIT `+b.arg(limit), b.args...)
}

// Settle runs fn in one write transaction.
func (s *Store) Settle(ctx context.Context, as wiki.Actor, fn func(freshness.Tx) error) error {
	return s.db.Write(ctx, as, func(t *sqldb.Tx) error {
		return fn(&tx{reads: reads{q: t, wiki: wikisql.InTx(t)}, t: t})
	})
}

func (x *tx) PutVerdict(ctx context.Context, link qa.LinkID, judged string, v qa.Verdict) error {
	return x.exec(ctx, "keep a verdict", `UPDATE answer_links SET judged = $1, verdict = $2 WHERE id = $3`, judged, string(v), int64(link))
}
