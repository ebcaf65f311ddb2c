package likesql

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/qa/likeness"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/sqldb"
)

// query is a statement in the making: it numbers the placeholders in the order in which they stand.
type query struct {
	args []any
}

func (b *query) arg(v any) string {
	b.args = append(b.args, v)
	return "$" + strconv.Itoa(len(b.args))
}

func ids[ID ~int64](b *query, column string, list []ID) string {
	padded := sqldb.Padded(list)
	from := len(b.args) + 1
	b.args = append(b.args, padded...)
	return column + " IN (" + sqldb.In(len(padded), from) + ")"
}

func (b *query) scope(column string, in qa.Scope) string {
	if in.Everything {
		return "1 = 1"
	}
	return ids(b, column, in.Spaces)
}

const (
	reviewColumns = `r.id, r.kind, r.a, r.b, r.mark, r.differ, r.score, r.found, r.state, r.decided, r.decided_by, COALESCE(d.name, ''), r.marks, r.text_a, r.text_b`
	questionPairs = ` FROM reviews r JOIN questions x ON x.id = r.a JOIN questions y ON y.id = r.b
		LEFT JOIN people ox ON ox.id = x.owner AND ox.disabled = 0 LEFT JOIN people oy ON oy.id = y.owner AND oy.disabled = 0
		LEFT JOIN people d ON d.id = r.decided_by
		WHERE r.kind = 'question' AND x.state IN ('open', 'answered') AND y.state IN ('open', 'answered') AND `
	sectionPairs = ` FROM reviews r JOIN sections s ON s.id = r.a JOIN sections t ON t.id = r.b JOIN pages x ON x.id = s.page JOIN pages y ON y.id = t.page
		LEFT JOIN people ox ON ox.id = x.owner AND ox.disabled = 0 LEFT JOIN people oy ON oy.id = y.owner AND oy.disabled = 0
		LEFT JOIN people d ON d.id = r.decided_by
		WHERE r.kind <> 'question' AND s.position >= 0 AND t.position >= 0 AND x.trashed = 0 AND y.trashed = 0 AND `
)

func scanReview(rows *sql.Rows) (r likeness.Review, err error) {
	var score int64
	var marks string
	err = rows.Scan(&r.ID, &r.Kind, &r.A, &r.B, &r.Mark, &r.In, &score, sqldb.Moment{To: &r.Found}, &r.State,
		sqldb.Moment{To: &r.Decided}, &r.By.ID, &r.By.Name, &marks, &r.TextA, &r.TextB)
	if err != nil {
		return r, err
	}
	var both [2][]likeness.Mark
	err = json.Unmarshal([]byte(marks), &both)
	r.Score, r.MarksA, r.MarksB = float64(score)/1000, both[0], both[1]
	return r, err
}

// both says that both sides of a pair may be read.
func (b *query) both(in qa.Scope) string {
	return b.scope("x.space", in) + ` AND ` + b.scope("y.space", in)
}

// falls says that a pair falls to a worker: who owns one of its sides or, where nobody does, manages its space.
func (b *query) falls(w qa.Worker) string {
	side := func(owner, space string) string {
		return `(` + owner + ` = ` + b.arg(int64(w.Person)) + ` OR ` + owner + ` IS NULL AND ` + ids(b, space, w.Manages) + `)`
	}
	return `(` + side("ox.id", "x.space") + ` OR ` + side("oy.id", "y.space") + `)`
}

// Open gives the open reviews of which both sides may be read.
func (s *Store) Open(ctx context.Context, w qa.Worker, mine bool, kind likeness.Kind, limit int) ([]likeness.Review, error) {
	var b query
	part := func(from string) string {
		text := `SELECT ` + reviewColumns + from + b.both(w.Scope) + ` AND r.state = 'open'`
		if mine {
			text += ` AND ` + b.falls(w)
		}
		if kind != "" {
			text += ` AND r.kind = ` + b.arg(string(kind))
		}
		return text
	}
	text := part(questionPairs) + ` UNION ALL ` + part(sectionPairs)
	return sqldb.All(ctx, s.db.Reader(), scanReview, `SELECT * FROM (`+text+`) v ORDER BY 1 DESC LIMIT `+b.arg(limit), b.args...)
}

// Review gives one, whatever its state.
func (s *Store) Review(ctx context.Context, in qa.Scope, id likeness.ReviewID) (likeness.Review, error) {
	var b query
	part := func(from string) string {
		return `SELECT ` + reviewColumns + from + b.both(in) + ` AND r.id = ` + b.arg(int64(id))
	}
	all, err := sqldb.All(ctx, s.db.Reader(), scanReview, part(questionPairs)+` UNION ALL `+part(sectionPairs), b.args...)
	if err == nil && len(all) == 0 {
		err = content.Errorf(content.NotFound, "There is no such review, or you may not see both sides of it. It may be settled already.")
	}
	if err != nil {
		return likeness.Review{}, err
	}
	return all[0], nil
}

// OfQuestion gives the open suggestions about a question, best first.
func (s *Store) OfQuestion(ctx context.Context, in qa.Scope, id qa.QuestionID) ([]likeness.Review, error) {
	var b query
	text := `SELECT ` + reviewColumns + questionPairs + b.both(in) + ` AND r.state = 'open' AND (r.a = ` + b.arg(int64(id)) + ` OR r.b = ` + b.arg(int64(id)) + `)`
	return sqldb.All(ctx, s.db.Reader(), scanReview, text+` ORDER BY r.score DESC, r.id LIMIT 10`, b.args...)
}

// Decide changes what became of a review.
func (s *Store) Decide(ctx context.Context, as wiki.Actor, r likeness.Review) error {
	return s.db.Write(ctx, as, func(t *sqldb.Tx) error {
		k := keeping{t}
		if err := k.exec(ctx, `DELETE FROM reviews WHERE kind = $1 AND a = $2 AND b = $3 AND mark = $4 AND id <> $5`,
			string(r.Kind), r.A, r.B, r.Mark, int64(r.ID)); err != nil {
			return err
		}
		decided := sqldb.Micros(t.Now())
		by := int64(as.Person)
		if r.State == likeness.Open {
			decided, by = 0, 0
		}
		if err := k.exec(ctx, `UPDATE reviews SET state = $1, mark = $2, decided = $3, decided_by = $4 WHERE id = $5`,
			string(r.State), r.Mark, decided, by, int64(r.ID)); err != nil {
			return err
		}
		t.Emit(wiki.Event{Kind: likeness.ReviewDecided, Data: map[string]string{"review": strconv.FormatInt(int64(r.ID), 10), "state": string(r.State)}})
		return nil
	})
}

// Sides gives sections as they are shown.
func (s *Store) Sides(ctx context.Context, in qa.Scope, sections []wiki.SectionID) (all []likeness.Side, err error) {
	for some := range slices.Chunk(sections, atOnce) {
		var b query
		part, err := sqldb.All(ctx, s.db.Reader(), scanSide, `SELECT s.id, s.page, p.title, s.heading, s.fingerprint, p.space, s.position, s.anchor, s.path,
				COALESCE(o.id, 0), COALESCE(o.name, ''), p.revision, p.updated, s.body
			FROM sections s CROSS JOIN pages p LEFT JOIN people o ON o.id = p.owner AND o.disabled = 0
			WHERE p.id = s.page AND p.trashed = 0 AND s.position >= 0 AND `+ids(&b, "s.id", some)+` AND `+b.scope("p.space", in)+` ORDER BY s.id`, b.args...)
		if err != nil {
			return nil, fmt.Errorf("sides of reviews: %w", err)
		}
		all = append(all, part...)
	}
	return all, nil
}

func scanSide(rows *sql.Rows) (x likeness.Side, err error) {
	return x, rows.Scan(&x.ID, &x.Page, &x.Title, &x.Heading, &x.Fingerprint, &x.Space, &x.Position, &x.Anchor, sqldb.Words{To: &x.Path},
		&x.Owner.ID, &x.Owner.Name, &x.Revision, sqldb.Moment{To: &x.Updated}, &x.Body)
}
