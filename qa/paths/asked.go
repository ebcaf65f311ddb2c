package paths

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/sqldb"
)

// maxAsked bounds the last chapter.
const maxAsked = 30

// Asked is the last chapter of a path: what those who are on it asked in the first four weeks after their
// start and the reader may read, the most recent first. Nobody is named: By is empty. A duplicate is shown as
// the question that it was merged into. Who asked without a name stays out.
func (s *Paths) Asked(ctx context.Context, access wiki.Access, reads qa.Reads, p Path) ([]qa.Question, error) {
	spaces := sqldb.Padded(access.IDs())
	args := append([]any{int64(p.ID), firstWeeks.Microseconds()}, spaces...)
	args = append(args, maxAsked)
	ids, err := sqldb.All(ctx, s.db.Reader(), func(rows *sql.Rows) (id qa.QuestionID, err error) { return id, rows.Scan(&id) },
		`SELECT CASE WHEN q.duplicate_of > 0 THEN q.duplicate_of ELSE q.id END FROM path_people w JOIN questions q ON q.asker = w.person
			AND q.created >= w.began AND q.created < w.began + $2
		WHERE w.path = $1 AND q.asker > 0 AND q.space IN (`+sqldb.In(len(spaces), 3)+`)
		ORDER BY q.created DESC, q.id DESC LIMIT $`+fmt.Sprint(len(args)), args...)
	if err != nil {
		return nil, fmt.Errorf("what newcomers asked: %w", err)
	}
	found, err := reads.QuestionsByID(ctx, qa.Of(access), ids)
	if err != nil {
		return nil, err
	}
	place := map[qa.QuestionID]int{}
	for i, id := range slices.Backward(ids) {
		place[id] = i
	}
	found = slices.DeleteFunc(found, func(q qa.Question) bool { return q.State == qa.Duplicate })
	slices.SortFunc(found, func(a, b qa.Question) int { return place[a.ID] - place[b.ID] })
	for i := range found {
		found[i].By = wiki.PersonRef{}
	}
	return found, nil
}
