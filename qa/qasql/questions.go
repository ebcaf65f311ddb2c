package qasql

import (
	"context"
	"database/sql"

	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/sqldb"
)

// An owner whose account is disabled is nobody.
const (
	questionColumns = `q.id, q.space, q.title, q.state, q.asker, b.name, o.id, o.name, q.due, q.canonical, q.duplicate_of,
		q.created, q.updated, q.confirmed, q.needed, q.owner_group, q.area, q.next_step, q.hidden, q.tried, q.body`
	questionJoins = ` LEFT JOIN people b ON b.id = q.asker LEFT JOIN people o ON o.id = q.owner AND o.disabled = 0 `
	questionFrom  = ` FROM questions q` + questionJoins
)

// questionFields are where questionColumns go.
func questionFields(q *qa.Question) []any {
	return []any{
		&q.ID, &q.Space, &q.Title, &q.State, &q.By.ID,
		maybe[string]{&q.By.Name},
		maybe[wiki.PersonID]{&q.Owner.ID},
		maybe[string]{&q.Owner.Name},
		sqldb.Moment{To: &q.Due},
		&q.Canonical, &q.DuplicateOf,
		sqldb.Moment{To: &q.Created},
		sqldb.Moment{To: &q.Updated},
		&q.Confirmed,
		sqldb.Moment{To: &q.Needed},
		&q.Group, &q.Area,
		sqldb.Moment{To: &q.Next},
		&q.Hidden, &q.Tried, &q.Body,
	}
}

func scanQuestion(rows *sql.Rows) (q qa.Question, err error) {
	return q, rows.Scan(questionFields(&q)...)
}

func (r reads) Question(ctx context.Context, in qa.Scope, id qa.QuestionID) (qa.Question, error) {
	var b query
	all, err := sqldb.All(ctx, r.q, scanQuestion, `SELECT `+questionColumns+questionFrom+
		`WHERE q.id = `+b.arg(int64(id))+` AND `+b.scope("q.space", in), b.args...)
	return one(all, err, "question")
}

func (r reads) QuestionsByID(ctx context.Context, in qa.Scope, list []qa.QuestionID) ([]qa.Question, error) {
	var b query
	return sqldb.All(ctx, r.q, scanQuestion, `SELECT `+questionColumns+questionFrom+
		`WHERE `+ids(&b, "q.id", list)+` AND `+b.scope("q.space", in)+` ORDER BY q.id`, b.args...)
}

// perSections bounds how many questions the sections bring along; the ones that answered most first.
const perSections = 64

func (r reads) Known(ctx context.Context, in qa.Scope, list []qa.QuestionID, near string, sections []wiki.SectionID) ([]qa.Question, error) {
	var b query
	key := b.arg(near)
	return sqldb.All(ctx, r.q, scanQuestion, `WITH known (id) AS (
			SELECT id FROM questions WHERE near = `+key+`
			UNION SELECT question FROM wordings w WHERE near = `+key+` AND removed = 0 AND NOT `+narrow+`
			UNION SELECT id FROM questions WHERE `+ids(&b, "id", list)+`
			UNION SELECT id FROM (SELECT q.id, q.confirmed FROM answer_links l JOIN answers a ON a.id = l.answer
				JOIN questions q ON q.id = a.question AND q.canonical = a.id
				WHERE `+ids(&b, "l.section", sections)+` AND l.section > 0 ORDER BY q.confirmed DESC, q.id LIMIT `+b.arg(perSections)+`) linked)
		SELECT `+questionColumns+` FROM known k CROSS JOIN questions q`+questionJoins+
		`WHERE q.id = k.id AND q.state IN ('open', 'answered') AND `+b.scope("q.space", in)+` ORDER BY q.id`, b.args...)
}

// stale is the condition under which a link l of a page p and section s is not fresh. What the freshness
// follower has not looked at yet counts as changed, for the moment that this takes.
const stale = `(p.trashed > 0 OR l.section > 0 AND (s.position < 0 OR
	s.fingerprint <> l.fingerprint AND (l.judged <> s.fingerprint OR l.verdict <> 'fresh')))`

func (r reads) Questions(ctx context.Context, in qa.Scope, f qa.Filter) ([]qa.Listed, error) {
	var b query
	readable := in
	if f.Space != 0 {
		in = within(in, f.Space)
	}
	links := ` FROM answers a LEFT JOIN answer_links l ON l.answer = a.id LEFT JOIN pages p ON p.id = l.page
		LEFT JOIN sections s ON s.id = l.section WHERE a.id = q.canonical AND `
	text := `SELECT * FROM (SELECT ` + questionColumns + `,
		CASE WHEN q.state = 'duplicate' THEN CASE WHEN EXISTS (SELECT 1 FROM questions d WHERE d.id = q.duplicate_of AND ` + b.scope("d.space", readable) + `)
			THEN 'duplicate' ELSE 'open' END
		WHEN q.state <> 'answered' OR EXISTS (SELECT 1` + links + `(a.markdown <> '' OR l.page = 0 OR ` + b.scope("p.space", in) + `))
			THEN q.state ELSE 'open' END AS seen,
		CASE WHEN q.state = 'answered' AND EXISTS (SELECT 1` + links + b.scope("p.space", in) + ` AND ` + stale + `)
			THEN 1 ELSE 0 END AS stale` +
		questionFrom + `WHERE ` + b.scope("q.space", in)
	if f.Before != 0 {
		text += ` AND q.id < ` + b.arg(int64(f.Before))
	}
	text += `) v WHERE 1 = 1`
	if f.State != "" {
		text += ` AND v.seen = ` + b.arg(string(f.State))
	}
	if f.Stale {
		text += ` AND v.seen = 'answered' AND v.stale = 1`
	}
	text += ` ORDER BY v.id DESC LIMIT ` + b.arg(f.Limit)
	return sqldb.All(ctx, r.q, scanListed, text, b.args...)
}

func scanListed(rows *sql.Rows) (l qa.Listed, err error) {
	var seen qa.State
	if err := rows.Scan(append(questionFields(&l.Question), &seen, &l.Stale)...); err != nil {
		return l, err
	}
	if seen != l.State {
		l.State, l.Canonical, l.DuplicateOf = seen, 0, 0
	}
	return l, nil
}

// within narrows a scope to one space.
func within(in qa.Scope, space wiki.SpaceID) qa.Scope {
	for _, s := range in.Spaces {
		if s == space {
			return qa.Scope{Spaces: []wiki.SpaceID{space}}
		}
	}
	if in.Everything {
		return qa.Scope{Spaces: []wiki.SpaceID{space}}
	}
	return qa.Scope{}
}

// narrow is the condition under which a wording w came with a question that not everybody may read who may read
// the one that it belongs to.
const narrow = `EXISTS (SELECT 1 FROM questions came JOIN spaces theirs ON theirs.id = came.space
	JOIN questions kept ON kept.id = w.question JOIN spaces ours ON ours.id = kept.space
	WHERE came.id = w.source AND w.source > 0 AND theirs.id <> ours.id AND (theirs.team = 0 OR theirs.public < ours.public))`

const wordingSelect = `SELECT w.id, w.question, w.origin, w.source, f.space, CASE WHEN ` + narrow + ` THEN 1 ELSE 0 END, w.added, w.removed, w.score, w.body
	FROM wordings w LEFT JOIN questions f ON f.id = w.source AND w.source > 0 WHERE `

func scanWording(rows *sql.Rows) (w qa.Wording, err error) {
	var thousandths int64
	err = rows.Scan(&w.ID, &w.Question, &w.Origin, &w.From, maybe[wiki.SpaceID]{&w.Space}, &w.Narrow, sqldb.Moment{To: &w.Added}, sqldb.Moment{To: &w.Removed}, &thousandths, &w.Text)
	w.Score = float64(thousandths) / 1000
	return w, err
}

func (r reads) Wordings(ctx context.Context, questions []qa.QuestionID) ([]qa.Wording, error) {
	var b query
	return sqldb.All(ctx, r.q, scanWording, wordingSelect+ids(&b, "w.question", questions)+` AND w.removed = 0 ORDER BY w.question, w.id`, b.args...)
}

func (r reads) WordingsEver(ctx context.Context, question qa.QuestionID) ([]qa.Wording, error) {
	return sqldb.All(ctx, r.q, scanWording, wordingSelect+`w.question = $1 ORDER BY w.id`, int64(question))
}

func (r reads) Family(ctx context.Context, id qa.QuestionID) ([]qa.QuestionID, error) {
	return sqldb.All(ctx, r.q, scanID[qa.QuestionID], `WITH RECURSIVE family (id) AS (
			SELECT id FROM questions WHERE id = $1
			UNION SELECT q.id FROM family f JOIN questions q ON q.duplicate_of = f.id AND q.duplicate_of > 0)
		SELECT id FROM family ORDER BY id`, int64(id))
}

func scanID[ID ~int64](rows *sql.Rows) (id ID, err error) { return id, rows.Scan(&id) }

func (r reads) AllQuestions(ctx context.Context, in qa.Scope, after qa.QuestionID, limit int) ([]qa.Question, error) {
	var b query
	return sqldb.All(ctx, r.q, scanQuestion, `SELECT `+questionColumns+questionFrom+
		`WHERE q.id > `+b.arg(int64(after))+` AND `+b.scope("q.space", in)+` ORDER BY q.id LIMIT `+b.arg(limit), b.args...)
}

func (r reads) QuestionEvents(ctx context.Context, id qa.QuestionID, limit int) ([]wiki.Event, error) {
	return sqldb.All(ctx, r.q, sqldb.ScanEvent, `SELECT * FROM (
			SELECT e.seq, e.at, e.actor, COALESCE(p.name, e.actor_name), e.kind, e.space, e.page, e.revision, e.question, e.data
			FROM events e LEFT JOIN people p ON p.id = e.actor
			WHERE e.question = $1 AND e.question > 0 ORDER BY e.seq DESC LIMIT $2) v ORDER BY v.seq`, int64(id), limit)
}
