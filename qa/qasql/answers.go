package qasql

import (
	"context"
	"database/sql"

	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/sqldb"
)

const answerSelect = `SELECT a.id, a.question, a.author, b.name, a.at, a.edited, a.retracted, w.id, w.name, a.verified_until, a.verified_by, v.name, a.plain, a.markdown
	FROM answers a LEFT JOIN people b ON b.id = a.author LEFT JOIN people w ON w.id = a.owner AND w.disabled = 0
		LEFT JOIN people v ON v.id = a.verified_by WHERE `

func scanAnswer(rows *sql.Rows) (a qa.Answer, err error) {
	return a, rows.Scan(&a.ID, &a.Question, &a.By.ID, maybe[string]{&a.By.Name},
		sqldb.Moment{To: &a.At}, sqldb.Moment{To: &a.Edited}, sqldb.Moment{To: &a.Retracted},
		maybe[wiki.PersonID]{&a.Owner.ID}, maybe[string]{&a.Owner.Name}, sqldb.Moment{To: &a.VerifiedUntil},
		&a.VerifiedBy.ID, maybe[string]{&a.VerifiedBy.Name}, &a.Plain, &a.Markdown)
}

func (r reads) Answer(ctx context.Context, in qa.Scope, id qa.AnswerID) (qa.Answer, error) {
	all, err := r.Answers(ctx, in, []qa.AnswerID{id})
	return one(all, err, "answer")
}

func (r reads) Answers(ctx context.Context, in qa.Scope, list []qa.AnswerID) ([]qa.Answer, error) {
	if len(list) == 0 {
		return nil, nil
	}
	var b query
	all, err := sqldb.All(ctx, r.q, scanAnswer, answerSelect+ids(&b, "a.id", list)+` ORDER BY a.id`, b.args...)
	if err != nil {
		return nil, err
	}
	return r.withLinks(ctx, in, all)
}

func (r reads) AnswersTo(ctx context.Context, in qa.Scope, questions []qa.QuestionID) ([]qa.Answer, error) {
	if len(questions) == 0 {
		return nil, nil
	}
	var b query
	all, err := sqldb.All(ctx, r.q, scanAnswer, answerSelect+ids(&b, "a.question", questions)+` ORDER BY a.question, a.id`, b.args...)
	if err != nil {
		return nil, err
	}
	return r.withLinks(ctx, in, all)
}

// withLinks adds to all answers the links that may be read, in one query.
func (r reads) withLinks(ctx context.Context, in qa.Scope, answers []qa.Answer) ([]qa.Answer, error) {
	at := make(map[qa.AnswerID]int, len(answers))
	list := make([]qa.AnswerID, len(answers))
	for i, a := range answers {
		list[i], at[a.ID] = a.ID, i
	}
	var b query
	links, err := sqldb.All(ctx, r.q, scanLink, linkSelect+ids(&b, "l.answer", list)+
		` AND (l.page = 0 OR `+b.scope("p.space", in)+`) ORDER BY l.answer, l.id`, b.args...)
	if err != nil {
		return nil, err
	}
	for _, l := range links {
		a := &answers[at[l.Answer]]
		a.Links = append(a.Links, l)
	}
	return answers, nil
}

const linkSelect = `SELECT l.id, l.answer, l.page, l.section, l.revision, l.fingerprint, l.page_title, l.heading, l.anchor,
		l.url, l.title, l.judged, l.verdict, l.quote, l.body,
		p.space, p.title, p.source_path, p.revision, o.id, o.name, p.verified_until, p.updated, p.trashed,
		s.position, s.anchor, s.heading, s.path, s.fingerprint, s.body
	FROM answer_links l LEFT JOIN pages p ON p.id = l.page LEFT JOIN sections s ON s.id = l.section
		LEFT JOIN people o ON o.id = p.owner AND o.disabled = 0 WHERE `

// scanLink reads a link with how its section stands.
func scanLink(rows *sql.Rows) (l qa.AnswerLink, err error) {
	var trashed, position int64
	now := &l.Now
	err = rows.Scan(&l.ID, &l.Answer, &l.Page, &l.Section, &l.Revision, &l.Fingerprint, &l.PageTitle, &l.Heading, &l.Anchor,
		&l.URL, &l.Title, &l.Judged, &l.Verdict, &l.Quote, &l.Text,
		maybe[wiki.SpaceID]{&now.Space}, maybe[string]{&now.PageTitle}, maybe[string]{&now.SourcePath}, maybe[int]{&now.PageRevision},
		maybe[wiki.PersonID]{&now.PageOwner.ID}, maybe[string]{&now.PageOwner.Name},
		sqldb.Moment{To: &now.VerifiedUntil}, sqldb.Moment{To: &now.Updated}, maybe[int64]{&trashed},
		maybe[int64]{&position}, maybe[string]{&now.Anchor}, maybe[string]{&now.Heading}, sqldb.Words{To: &now.Path},
		maybe[string]{&now.Fingerprint}, maybe[string]{&now.Text})
	now.Found = now.Space != 0 && trashed == 0 && position >= 0
	return l, err
}

func (r reads) PageQuestions(ctx context.Context, in qa.Scope, page wiki.PageID) ([]qa.PageQuestion, error) {
	var b query
	scan := func(rows *sql.Rows) (q qa.PageQuestion, err error) {
		var verdict qa.Verdict
		err = rows.Scan(&q.ID, &q.Title, &q.Ref.State, &q.Space, &q.Section, maybe[string]{&q.Anchor}, maybe[string]{&q.Heading}, &verdict)
		q.State, q.Nearby = verdict.Freshness(), verdict == qa.ChangedNearby
		return q, err
	}
	return sqldb.All(ctx, r.q, scan, `SELECT q.id, q.title, q.state, q.space, l.section, s.anchor, s.heading,
			CASE WHEN s.id IS NULL OR s.fingerprint = l.fingerprint THEN '' WHEN s.fingerprint = l.judged THEN l.verdict ELSE 'changed' END
		FROM answer_links l JOIN questions q ON q.canonical = l.answer JOIN answers a ON a.id = l.answer AND a.question = q.id
			JOIN pages p ON p.id = l.page LEFT JOIN sections s ON s.id = l.section
		WHERE l.page = `+b.arg(int64(page))+` AND l.page > 0 AND q.state = 'answered' AND p.trashed = 0
			AND (s.position IS NULL OR s.position >= 0)
			AND `+b.scope("q.space", in)+` AND `+b.scope("p.space", in)+`
		ORDER BY COALESCE(s.position, 0), q.confirmed DESC, q.id`, b.args...)
}

func (r reads) LinkedTo(ctx context.Context, pages []wiki.PageID) ([]qa.QuestionID, error) {
	var b query
	return sqldb.All(ctx, r.q, scanID[qa.QuestionID], `SELECT DISTINCT a.question FROM answer_links l JOIN answers a ON a.id = l.answer WHERE `+
		ids(&b, "l.page", pages)+` AND l.page > 0 ORDER BY a.question`, b.args...)
}
