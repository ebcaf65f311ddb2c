// Package likesql keeps what qa/likeness finds in the wiki's database: one SQL text for all engines, the
// reader's spaces in every query, and no query per row.
package likesql

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"

	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/qa/likeness"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/sqldb"
)

var (
	_ likeness.Store   = (*Store)(nil)
	_ likeness.Reviews = (*Store)(nil)
)

// Store is the sketches and reviews of a database.
type Store struct {
	db *sqldb.DB
}

// New makes the store on an open database.
func New(db *sqldb.DB) *Store { return &Store{db: db} }

func scanID[ID ~int64](rows *sql.Rows) (id ID, err error) { return id, rows.Scan(&id) }

// Trail tells how far a trail was followed; false where it was not begun.
func (s *Store) Trail(ctx context.Context, trail int) (likeness.Trail, bool, error) {
	all, err := sqldb.All(ctx, s.db.Reader(), func(rows *sql.Rows) (t likeness.Trail, err error) {
		return t, rows.Scan(&t.Seq, &t.Cursor)
	}, `SELECT seq, page FROM likeness_seen WHERE id = $1`, trail)
	if err != nil || len(all) == 0 {
		return likeness.Trail{}, false, err
	}
	return all[0], true, nil
}

// PagesAfter gives live pages by their numbers.
func (s *Store) PagesAfter(ctx context.Context, after wiki.PageID, n int) ([]wiki.PageID, error) {
	return sqldb.All(ctx, s.db.Reader(), scanID[wiki.PageID], `SELECT id FROM pages WHERE id > $1 AND trashed = 0 ORDER BY id LIMIT $2`, int64(after), n)
}

// Sketches gives what is kept of the sections of some pages, without codes.
func (s *Store) Sketches(ctx context.Context, pages []wiki.PageID) ([]likeness.Sketched, error) {
	list := sqldb.Padded(pages)
	return sqldb.All(ctx, s.db.Reader(), func(rows *sql.Rows) (k likeness.Sketched, err error) {
		return k, rows.Scan(&k.Section, &k.Page, &k.Fingerprint)
	}, `SELECT section, page, fingerprint FROM likeness_sections WHERE page IN (`+sqldb.In(len(list), 1)+`) ORDER BY section`, list...)
}

const textSelect = `SELECT s.id, s.page, p.title, s.heading, s.fingerprint, s.body FROM sections s CROSS JOIN pages p
	WHERE p.id = s.page AND p.trashed = 0 AND s.position >= 0 AND `

func scanText(rows *sql.Rows) (t likeness.Text, err error) {
	return t, rows.Scan(&t.ID, &t.Page, &t.Title, &t.Heading, &t.Fingerprint, &t.Body)
}

// TextsOn gives the sections of some pages.
func (s *Store) TextsOn(ctx context.Context, pages []wiki.PageID) ([]likeness.Text, error) {
	list := sqldb.Padded(pages)
	return sqldb.All(ctx, s.db.Reader(), scanText, textSelect+`s.page IN (`+sqldb.In(len(list), 1)+`) ORDER BY s.id`, list...)
}

// atOnce bounds the arguments of one query.
const atOnce = 512

// Texts gives some sections.
func (s *Store) Texts(ctx context.Context, sections []wiki.SectionID) (all []likeness.Text, err error) {
	for some := range slices.Chunk(sections, atOnce) {
		list := sqldb.Padded(some)
		part, err := sqldb.All(ctx, s.db.Reader(), scanText, textSelect+`s.id IN (`+sqldb.In(len(list), 1)+`) ORDER BY s.id`, list...)
		if err != nil {
			return nil, err
		}
		all = append(all, part...)
	}
	return all, nil
}

// Sharing gives the sections that have each of some codes.
func (s *Store) Sharing(ctx context.Context, codes []int64) (map[int64][]wiki.SectionID, error) {
	type row struct {
		code    int64
		section wiki.SectionID
	}
	scan := func(rows *sql.Rows) (r row, err error) { return r, rows.Scan(&r.code, &r.section) }
	shares := map[int64][]wiki.SectionID{}
	for some := range slices.Chunk(codes, atOnce) {
		list := sqldb.Padded(some)
		all, err := sqldb.All(ctx, s.db.Reader(), scan, `SELECT code, section FROM likeness_keys WHERE code IN (`+sqldb.In(len(list), 1)+`) ORDER BY code, section`, list...)
		if err != nil {
			return nil, err
		}
		for _, r := range all {
			shares[r.code] = append(shares[r.code], r.section)
		}
	}
	return shares, nil
}

// Keep writes a round in one transaction.
func (s *Store) Keep(ctx context.Context, r likeness.Round) error {
	return s.db.Write(ctx, wiki.Actor{}, func(t *sqldb.Tx) error {
		k := keeping{t}
		if err := k.sketches(ctx, r); err != nil {
			return err
		}
		if err := k.forget(ctx, r); err != nil {
			return err
		}
		if err := k.found(ctx, r); err != nil {
			return err
		}
		return k.exec(ctx, `INSERT INTO likeness_seen (id, seq, page) VALUES ($1, $2, $3)
			ON CONFLICT (id) DO UPDATE SET seq = excluded.seq, page = excluded.page`, r.Trail, int64(r.At.Seq), r.At.Cursor)
	})
}

type keeping struct{ t *sqldb.Tx }

func (k keeping) exec(ctx context.Context, query string, args ...any) error {
	if _, err := k.t.ExecContext(ctx, query, args...); err != nil {
		return fmt.Errorf("keep what is alike: %w", err)
	}
	return nil
}

// rowsAtOnce bounds the rows of one INSERT.
const rowsAtOnce = 128

// sketches replaces what is known of the sections that were looked at, and drops those that are gone.
func (k keeping) sketches(ctx context.Context, r likeness.Round) error {
	old := slices.Clone(r.Gone)
	var rows, codes []any
	for _, p := range r.Put {
		old = append(old, p.Section)
		rows = append(rows, int64(p.Section), int64(p.Page), p.Fingerprint)
		for _, code := range p.Codes {
			codes = append(codes, code, int64(p.Section))
		}
	}
	for some := range slices.Chunk(old, atOnce) {
		list := sqldb.Padded(some)
		for _, table := range []string{"likeness_keys", "likeness_sections"} {
			if err := k.exec(ctx, `DELETE FROM `+table+` WHERE section IN (`+sqldb.In(len(list), 1)+`)`, list...); err != nil {
				return err
			}
		}
	}
	if err := k.insert(ctx, `INSERT INTO likeness_sections (section, page, fingerprint) VALUES `, 3, rows); err != nil {
		return err
	}
	return k.insert(ctx, `INSERT INTO likeness_keys (code, section) VALUES `, 2, codes)
}

func (k keeping) insert(ctx context.Context, into string, columns int, args []any) error {
	for some := range slices.Chunk(args, columns*rowsAtOnce) {
		if err := k.exec(ctx, into+sqldb.Values(len(some)/columns, columns), some...); err != nil {
			return err
		}
	}
	return nil
}

// forget drops open reviews: of what is gone, of what was looked at and not found again, and of patterns.
func (k keeping) forget(ctx context.Context, r likeness.Round) error {
	again := map[string]bool{}
	for _, f := range r.Found {
		again[pairOf(f.Kind, f.A, f.B, f.Mark)] = true
	}
	kinds := `kind <> 'question'`
	if r.Trail == likeness.QuestionTrail {
		kinds = `kind = 'question'`
	}
	looked := slices.Clone(r.Looked)
	for _, id := range r.Gone {
		looked = append(looked, int64(id))
	}
	var old []int64
	for some := range slices.Chunk(looked, atOnce/2) {
		list := sqldb.Padded(some)
		type row struct {
			id   int64
			pair string
		}
		all, err := sqldb.All(ctx, k.t, func(rows *sql.Rows) (x row, err error) {
			var f likeness.Review
			err = rows.Scan(&x.id, &f.Kind, &f.A, &f.B, &f.Mark)
			x.pair = pairOf(f.Kind, f.A, f.B, f.Mark)
			return x, err
		}, `SELECT id, kind, a, b, mark FROM reviews WHERE `+kinds+` AND state = 'open' AND (a IN (`+sqldb.In(len(list), 1)+`) OR b IN (`+
			sqldb.In(len(list), 1+len(list))+`))`, append(slices.Clone(list), list...)...)
		if err != nil {
			return err
		}
		for _, x := range all {
			if !again[x.pair] {
				old = append(old, x.id)
			}
		}
	}
	for some := range slices.Chunk(old, atOnce) {
		list := sqldb.Padded(some)
		if err := k.exec(ctx, `DELETE FROM reviews WHERE id IN (`+sqldb.In(len(list), 1)+`)`, list...); err != nil {
			return err
		}
	}
	for some := range slices.Chunk(r.Never, atOnce) {
		list := sqldb.PaddedText(some)
		if err := k.exec(ctx, `DELETE FROM reviews WHERE `+kinds+` AND state = 'open' AND mark IN (`+sqldb.In(len(list), 1)+`)`, list...); err != nil {
			return err
		}
	}
	return nil
}

func pairOf(kind likeness.Kind, a, b int64, mark string) string {
	return string(kind) + strconv.FormatInt(a, 10) + " " + strconv.FormatInt(b, 10) + mark
}

// found writes the reviews that are not known yet, with an event where there is any.
func (k keeping) found(ctx context.Context, r likeness.Round) error {
	never := map[string]bool{}
	for _, mark := range r.Never {
		never[mark] = true
	}
	fresh, last := 0, int64(0)
	for _, f := range r.Found {
		if never[f.Mark] {
			continue
		}
		id, err := k.review(ctx, f)
		if err != nil {
			return err
		}
		if id == 0 {
			continue
		}
		fresh, last = fresh+1, id
		if err := k.suggested(ctx, f); err != nil {
			return err
		}
	}
	if fresh > 0 {
		k.t.Emit(wiki.Event{Kind: likeness.ReviewsFound, Data: map[string]string{"count": strconv.Itoa(fresh), "review": strconv.FormatInt(last, 10)}})
	}
	return nil
}

// thousandths is how a share stands in a column.
func thousandths(score float64) int64 { return int64(math.Round(score * 1000)) }

// review writes a review; 0 where it is known.
func (k keeping) review(ctx context.Context, f likeness.Review) (int64, error) {
	known, err := sqldb.All(ctx, k.t, scanID[int64], `SELECT id FROM reviews WHERE kind = $1 AND a = $2 AND b = $3 AND mark = $4`,
		string(f.Kind), f.A, f.B, f.Mark)
	if err != nil || len(known) > 0 {
		return 0, err
	}
	marks, err := json.Marshal([2][]likeness.Mark{f.MarksA, f.MarksB})
	if err != nil {
		return 0, fmt.Errorf("where two sentences differ: %w", err)
	}
	id, err := k.t.NextID(ctx, "reviews", 1)
	if err != nil {
		return 0, err
	}
	return id, k.exec(ctx, `INSERT INTO reviews (id, kind, a, b, mark, differ, score, found, state, decided, decided_by, marks, text_a, text_b)
		VALUES `+sqldb.Values(1, 14), id, string(f.Kind), f.A, f.B, f.Mark, string(f.In), thousandths(f.Score), sqldb.Micros(k.t.Now()),
		string(likeness.Open), 0, 0, string(marks), f.TextA, f.TextB)
}

// suggested tells both questions that they may ask the same.
func (k keeping) suggested(ctx context.Context, f likeness.Review) error {
	if f.Kind != likeness.Questions {
		return nil
	}
	type place struct {
		id    int64
		space wiki.SpaceID
	}
	both, err := sqldb.All(ctx, k.t, func(rows *sql.Rows) (p place, err error) { return p, rows.Scan(&p.id, &p.space) },
		`SELECT id, space FROM questions WHERE id IN ($1, $2)`, f.A, f.B)
	if err != nil {
		return err
	}
	for _, p := range both {
		k.t.Emit(wiki.Event{Kind: qa.QuestionLikened, Space: p.space, Question: p.id, Data: map[string]string{
			"near": strconv.FormatInt(f.A+f.B-p.id, 10), "score": strconv.FormatInt(thousandths(f.Score), 10),
		}})
	}
	return nil
}
