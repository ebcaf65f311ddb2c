package qasql

import (
	"context"
	"time"

	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/wiki/sqldb"
)

// ToVerify gives the questions whose canonical answer was verified until before now.
func (r reads) ToVerify(ctx context.Context, w qa.Worker, now time.Time, limit int) ([]qa.Question, error) {
	var b query
	me := b.arg(int64(w.Person))
	return sqldb.All(ctx, r.q, scanQuestion, `SELECT `+questionColumns+questionFrom+` JOIN answers a ON a.id = q.canonical AND a.question = q.id
			LEFT JOIN people ko ON ko.id = a.owner AND ko.disabled = 0 LEFT JOIN people ka ON ka.id = a.author AND ka.disabled = 0
		WHERE q.state = 'answered' AND a.verified_until > 0 AND a.verified_until <= `+b.arg(sqldb.Micros(now))+` AND a.retracted = 0
			AND `+b.scope("q.space", w.Scope)+` AND (COALESCE(ko.id, ka.id) = `+me+` OR COALESCE(ko.id, ka.id) IS NULL AND `+ids(&b, "q.space", w.Manages)+`)
		ORDER BY a.verified_until, q.id LIMIT `+b.arg(limit), b.args...)
}

func (x *tx) SetStanding(ctx context.Context, a qa.Answer) error {
	return x.exec(ctx, "own and verify answer", `UPDATE answers SET owner = $1, verified_until = $2, verified_by = $3 WHERE id = $4`,
		int64(a.Owner.ID), sqldb.Micros(a.VerifiedUntil), int64(a.VerifiedBy.ID), int64(a.ID))
}
