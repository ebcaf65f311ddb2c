// Package searchsql keeps a team's own words in the wiki's database.
package searchsql

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/search"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/sqldb"
)

var _ search.WordStore = (*Words)(nil)

// Words is the search.WordStore of a database.
type Words struct{ db *sqldb.DB }

// NewWords makes the store on an open database.
func NewWords(db *sqldb.DB) *Words { return &Words{db} }

// Synonyms gives all entries, the newest first.
func (s *Words) Synonyms(ctx context.Context) ([]search.Synonym, error) {
	return list(ctx, s.db.Reader(), func(rows *sql.Rows) (e search.Synonym, err error) {
		return e, rows.Scan(&e.ID, sqldb.Moment{To: &e.Added}, &e.Words)
	}, `SELECT id, added, words FROM synonyms ORDER BY id DESC`)
}

// SynonymStamp tells sets of entries apart: ids are never used again, so that of two sets with the same
// number and the same last id neither can have lost what the other has.
func (s *Words) SynonymStamp(ctx context.Context) (string, error) {
	n, last, err := count(ctx, s.db.Reader())
	return fmt.Sprintf("%d %d", n, last), err
}

func count(ctx context.Context, q sqldb.Queryer) (n, last int64, err error) {
	if err := q.QueryRowContext(ctx, `SELECT COUNT(*), COALESCE(MAX(id), 0) FROM synonyms`).Scan(&n, &last); err != nil {
		return 0, 0, fmt.Errorf("count synonyms: %w", err)
	}
	return n, last, nil
}

// AddSynonym writes an entry and its event, and forgets the miss that it explains.
func (s *Words) AddSynonym(ctx context.Context, as wiki.Actor, words, miss string) (search.Synonym, error) {
	e := search.Synonym{Words: words}
	err := s.db.Write(ctx, as, func(t *sqldb.Tx) error {
		n, _, err := count(ctx, t)
		if err != nil {
			return err
		}
		if n >= search.MaxSynonyms {
			return content.Errorf(content.Conflict, "There are %d entries already, which is as many as there may be. Remove some first.", n)
		}
		var there int64
		if err := t.QueryRowContext(ctx, `SELECT COUNT(*) FROM synonyms WHERE words = $1`, words).Scan(&there); err != nil {
			return fmt.Errorf("look for synonym: %w", err)
		}
		if there > 0 {
			return content.Errorf(content.Conflict, "“%s” is there already.", words)
		}
		id, err := t.NextID(ctx, "synonyms", 1)
		if err != nil {
			return err
		}
		e.ID, e.Added = search.SynonymID(id), t.Now()
		if _, err := t.ExecContext(ctx, `INSERT INTO synonyms (id, added, words) VALUES ($1, $2, $3)`, id, sqldb.Micros(e.Added), words); err != nil {
			return fmt.Errorf("insert synonym: %w", err)
		}
		if _, err := t.ExecContext(ctx, `DELETE FROM missed_searches WHERE words = $1`, miss); err != nil {
			return fmt.Errorf("delete missed search: %w", err)
		}
		t.Emit(wiki.Event{Kind: search.WordsAdded, Data: map[string]string{"words": words}})
		return nil
	})
	return e, err
}

// RemoveSynonym deletes an entry and writes its event.
func (s *Words) RemoveSynonym(ctx context.Context, as wiki.Actor, id search.SynonymID) error {
	return s.db.Write(ctx, as, func(t *sqldb.Tx) error {
		gone, err := list(ctx, t, func(rows *sql.Rows) (words string, err error) { return words, rows.Scan(&words) },
			`DELETE FROM synonyms WHERE id = $1 RETURNING words`, int64(id))
		if err != nil {
			return err
		}
		if len(gone) == 0 {
			return content.Errorf(content.NotFound, "There is no such entry; perhaps somebody has removed it.")
		}
		t.Emit(wiki.Event{Kind: search.WordsRemoved, Data: map[string]string{"words": gone[0]}})
		return nil
	})
}

// Misses gives the n most frequent ones, of equals the most recent first.
func (s *Words) Misses(ctx context.Context, n int) ([]search.Miss, error) {
	return list(ctx, s.db.Reader(), func(rows *sql.Rows) (m search.Miss, err error) {
		return m, rows.Scan(&m.Words, &m.Times, sqldb.Moment{To: &m.Last})
	}, `SELECT words, times, last FROM missed_searches ORDER BY times DESC, last DESC, words LIMIT $1`, n)
}

// missRows bounds the rows of one INSERT.
const missRows = 64

// PutMisses adds to what is there, and forgets what is over the limits.
func (s *Words) PutMisses(ctx context.Context, misses []search.Miss) error {
	return s.db.Write(ctx, wiki.Operator(), func(t *sqldb.Tx) error {
		for from := 0; from < len(misses); from += missRows {
			chunk := misses[from:min(from+missRows, len(misses))]
			var args []any
			for _, m := range chunk {
				args = append(args, m.Words, int64(m.Times), sqldb.Micros(m.Last))
			}
			if _, err := t.ExecContext(ctx, `INSERT INTO missed_searches (words, times, last) VALUES `+sqldb.Values(len(chunk), 3)+`
				ON CONFLICT (words) DO UPDATE SET times = missed_searches.times + excluded.times, last = excluded.last`, args...); err != nil {
				return fmt.Errorf("write missed searches: %w", err)
			}
		}
		if err := putMissers(ctx, t, misses); err != nil {
			return err
		}
		if _, err := t.ExecContext(ctx, `DELETE FROM missed_searches WHERE last < $1 OR words IN
			(SELECT words FROM missed_searches ORDER BY times DESC, last DESC, words LIMIT $2 OFFSET $3)`,
			sqldb.Micros(t.Now().Add(-search.KeepMisses)), len(misses), search.MaxMisses); err != nil {
			return fmt.Errorf("forget missed searches: %w", err)
		}
		if _, err := t.ExecContext(ctx, `DELETE FROM missed_by WHERE words NOT IN (SELECT words FROM missed_searches)`); err != nil {
			return fmt.Errorf("forget how many missed a search: %w", err)
		}
		return nil
	})
}

// missKey is the setting that holds the key under which those who missed a search are counted.
const missKey = "missed searches key"

// putMissers counts the different people who missed a search, under a hash with a key of this installation: a row
// tells neither who it was nor which other rows are of the same person.
func putMissers(ctx context.Context, t *sqldb.Tx, misses []search.Miss) error {
	if _, err := t.ExecContext(ctx, `INSERT INTO settings (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING`, missKey, rand.Text()); err != nil {
		return fmt.Errorf("make key of missed searches: %w", err)
	}
	var key string
	if err := t.QueryRowContext(ctx, `SELECT value FROM settings WHERE name = $1`, missKey).Scan(&key); err != nil {
		return fmt.Errorf("read key of missed searches: %w", err)
	}
	for _, m := range misses {
		for _, person := range m.By {
			sum := hmac.New(sha256.New, []byte(key))
			fmt.Fprintf(sum, "%d %s", person, m.Words)
			if _, err := t.ExecContext(ctx, `INSERT INTO missed_by (words, who) VALUES ($1, $2) ON CONFLICT (words, who) DO NOTHING`,
				m.Words, hex.EncodeToString(sum.Sum(nil)[:12])); err != nil {
				return fmt.Errorf("count who missed a search: %w", err)
			}
		}
	}
	return nil
}

// list runs a query and reads its rows.
func list[T any](ctx context.Context, q sqldb.Queryer, scan func(*sql.Rows) (T, error), query string, args ...any) ([]T, error) {
	all, err := sqldb.All(ctx, q, scan, query, args...)
	if err != nil {
		return nil, fmt.Errorf("the team's words: %w", err)
	}
	return all, nil
}
