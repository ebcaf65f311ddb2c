package paths

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/sqldb"
)

// changes finds which sections say something else than when they were acknowledged. Texts are read of those
// sections alone whose fingerprint is another one.
func (s *Paths) changes(ctx context.Context, q sqldb.Queryer, all []Step, acknowledged map[doneKey]done) (map[doneKey][]Changed, error) {
	pageOf := map[StepID]wiki.PageID{}
	var pages []wiki.PageID
	for _, step := range all {
		if _, twice := pageOf[step.ID]; step.Kind == ReadPage && !twice {
			pageOf[step.ID] = step.Page
			pages = append(pages, step.Page)
		}
	}
	if len(pages) == 0 || len(acknowledged) == 0 {
		return nil, nil
	}
	now, err := sectionsOf(ctx, q, pages)
	if err != nil {
		return nil, err
	}
	texts := texts{q: q, was: map[wasKey]string{}, is: map[wiki.SectionID]string{}, same: map[sameKey]bool{}}
	for key, d := range acknowledged {
		for _, one := range now[pageOf[key.step]] {
			if was, had := d.marks[one.ID]; had && was != one.fingerprint {
				texts.want(wasKey{key.step, was}, one.ID)
			}
		}
	}
	if err := texts.load(ctx); err != nil {
		return nil, err
	}
	out := map[doneKey][]Changed{}
	for key, d := range acknowledged {
		for _, one := range now[pageOf[key.step]] {
			was, had := d.marks[one.ID]
			switch {
			case !had && one.words > 0:
				one.New = true
				out[key] = append(out[key], one.Changed)
			case had && was != one.fingerprint && !texts.saySame(wasKey{key.step, was}, one.ID):
				out[key] = append(out[key], one.Changed)
			}
		}
	}
	return out, nil
}

// sectionsOf gives the sections of pages as they stand, in page order.
func sectionsOf(ctx context.Context, q sqldb.Queryer, pages []wiki.PageID) (map[wiki.PageID][]section, error) {
	args := sqldb.Padded(pages)
	rows, err := sqldb.All(ctx, q, func(rows *sql.Rows) (s section, err error) {
		return s, rows.Scan(&s.page, &s.ID, &s.Anchor, &s.Heading, &s.fingerprint, &s.words)
	}, `SELECT page, id, anchor, heading, fingerprint, words FROM sections WHERE page IN (`+sqldb.In(len(args), 1)+`) AND position >= 0
		ORDER BY page, position`, args...)
	if err != nil {
		return nil, fmt.Errorf("sections of steps: %w", err)
	}
	out := map[wiki.PageID][]section{}
	for _, s := range rows {
		out[s.page] = append(out[s.page], s)
	}
	return out, nil
}

type wasKey struct {
	step        StepID
	fingerprint string
}

type sameKey struct {
	was wasKey
	is  wiki.SectionID
}

// texts are what sections said and say, of those that are to be compared.
type texts struct {
	q    sqldb.Queryer
	was  map[wasKey]string
	is   map[wiki.SectionID]string
	same map[sameKey]bool // compared already
}

func (t texts) want(was wasKey, is wiki.SectionID) { t.was[was], t.is[is] = "", "" }

func (t texts) load(ctx context.Context) error {
	if len(t.is) == 0 {
		return nil
	}
	var ids []wiki.SectionID
	for id := range t.is {
		ids = append(ids, id)
	}
	args := sqldb.Padded(ids)
	type text struct {
		id   wiki.SectionID
		was  wasKey
		body string
	}
	now, err := sqldb.All(ctx, t.q, func(rows *sql.Rows) (x text, err error) { return x, rows.Scan(&x.id, &x.body) },
		`SELECT id, body FROM sections WHERE id IN (`+sqldb.In(len(args), 1)+`)`, args...)
	if err != nil {
		return fmt.Errorf("texts of sections: %w", err)
	}
	for _, x := range now {
		t.is[x.id] = x.body
	}
	steps := map[StepID]bool{}
	var stepIDs []StepID
	for key := range t.was {
		if !steps[key.step] {
			steps[key.step] = true
			stepIDs = append(stepIDs, key.step)
		}
	}
	args = sqldb.Padded(stepIDs)
	old, err := sqldb.All(ctx, t.q, func(rows *sql.Rows) (x text, err error) {
		return x, rows.Scan(&x.was.step, &x.was.fingerprint, &x.body)
	}, `SELECT step, fingerprint, body FROM path_texts WHERE step IN (`+sqldb.In(len(args), 1)+`)`, args...)
	if err != nil {
		return fmt.Errorf("texts that were acknowledged: %w", err)
	}
	for _, x := range old {
		if _, wanted := t.was[x.was]; wanted {
			t.was[x.was] = x.body
		}
	}
	return nil
}

// saySame says whether a section says what was acknowledged, in other words perhaps. Many people
// acknowledged the same text: it is compared once.
func (t texts) saySame(was wasKey, is wiki.SectionID) bool {
	key := sameKey{was, is}
	same, compared := t.same[key]
	if !compared {
		same = !content.Substance(t.was[was], t.is[is]).Changed
		t.same[key] = same
	}
	return same
}

// keepTexts keeps what the sections of a step's page say, once for everybody, and gives their fingerprints.
func keepTexts(ctx context.Context, tx *sqldb.Tx, step Step) (marks, error) {
	type text struct {
		id                wiki.SectionID
		fingerprint, body string
	}
	now, err := sqldb.All(ctx, tx, func(rows *sql.Rows) (x text, err error) { return x, rows.Scan(&x.id, &x.fingerprint, &x.body) },
		`SELECT id, fingerprint, body FROM sections WHERE page = $1 AND position >= 0`, int64(step.Page))
	if err != nil {
		return nil, fmt.Errorf("sections of step: %w", err)
	}
	m := marks{}
	for _, x := range now {
		m[x.id] = x.fingerprint
		_, err := tx.ExecContext(ctx, `INSERT INTO path_texts (step, fingerprint, body) VALUES ($1, $2, $3) ON CONFLICT (step, fingerprint) DO NOTHING`,
			int64(step.ID), x.fingerprint, x.body)
		if err != nil {
			return nil, fmt.Errorf("keep text: %w", err)
		}
	}
	return m, nil
}
