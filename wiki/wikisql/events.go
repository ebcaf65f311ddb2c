package wikisql

import (
	"context"
	"fmt"

	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/sqldb"
)

// eventSelect names the actor as the account is called today; actor 0 as it was called then.
const eventSelect = `SELECT e.seq, e.at, e.actor, COALESCE(a.name, e.actor_name), e.kind, e.space, e.page, e.revision, e.question, e.data
	FROM events e LEFT JOIN people a ON a.id = e.actor `

func (r reads) LastEvent(ctx context.Context) (wiki.EventSeq, error) {
	n, err := number(ctx, r.q, 0, `SELECT value FROM counters WHERE name = 'events'`)
	if err != nil {
		return 0, fmt.Errorf("last event: %w", err)
	}
	return wiki.EventSeq(n), nil
}

func (r reads) Events(ctx context.Context, after wiki.EventSeq, limit int) ([]wiki.Event, error) {
	return sqldb.All(ctx, r.q, sqldb.ScanEvent, eventSelect+`WHERE e.seq > $1 ORDER BY e.seq LIMIT $2`, int64(after), limit)
}

func (r reads) PageEvents(ctx context.Context, page wiki.PageID, limit int) ([]wiki.Event, error) {
	return sqldb.All(ctx, r.q, sqldb.ScanEvent, eventSelect+`WHERE e.page = $1 AND e.page > 0 ORDER BY e.seq DESC LIMIT $2`, int64(page), limit)
}
