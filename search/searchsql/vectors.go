package searchsql

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"github.com/docent-wiki/docent/search/model"
	"github.com/docent-wiki/docent/search/vector"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/sqldb"
)

var _ model.Store = (*Vectors)(nil)

// Vectors is the model.Store of a database.
type Vectors struct{ db *sqldb.DB }

// NewVectors makes the store on an open database.
func NewVectors(db *sqldb.DB) *Vectors { return &Vectors{db} }

// Rows of one INSERT, and numbers of one list.
const (
	vectorRows = 16
	vectorIDs  = 256
)

// Vectors gives what is stored of a model after a section, by section.
func (s *Vectors) Vectors(ctx context.Context, name string, after wiki.SectionID, limit int) ([]model.Stored, error) {
	all, err := sqldb.All(ctx, s.db.Reader(), func(rows *sql.Rows) (v model.Stored, err error) {
		var codes []byte
		err = rows.Scan(&v.Section, &v.Fingerprint, &codes)
		v.Vector = make(vector.Vector, len(codes))
		for i, c := range codes {
			v.Vector[i] = int8(c)
		}
		return v, err
	}, `SELECT section, fingerprint, codes FROM section_vectors WHERE section > $1 AND model = $2 ORDER BY section LIMIT $3`, int64(after), name, limit)
	if err != nil {
		return nil, fmt.Errorf("read vectors: %w", err)
	}
	return all, nil
}

// PutVectors stores vectors of a model in place of what was known of their sections. They are no event: they
// follow from the pages.
func (s *Vectors) PutVectors(ctx context.Context, name string, all []model.Stored) error {
	err := s.db.Write(ctx, wiki.Operator(), func(tx *sqldb.Tx) error {
		for some := range slices.Chunk(all, vectorRows) {
			var args []any
			for _, v := range some {
				codes := make([]byte, len(v.Vector))
				for i, c := range v.Vector {
					codes[i] = byte(c)
				}
				args = append(args, int64(v.Section), name, v.Fingerprint, codes)
			}
			_, err := tx.ExecContext(ctx, `INSERT INTO section_vectors (section, model, fingerprint, codes) VALUES `+sqldb.Values(len(some), 4)+`
				ON CONFLICT (section) DO UPDATE SET model = excluded.model, fingerprint = excluded.fingerprint, codes = excluded.codes`, args...)
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("store vectors: %w", err)
	}
	return nil
}

// DropVectors forgets sections.
func (s *Vectors) DropVectors(ctx context.Context, sections []wiki.SectionID) error {
	err := s.db.Write(ctx, wiki.Operator(), func(tx *sqldb.Tx) error {
		for some := range slices.Chunk(sections, vectorIDs) {
			args := sqldb.Padded(some)
			if _, err := tx.ExecContext(ctx, `DELETE FROM section_vectors WHERE section IN (`+sqldb.In(len(args), 1)+`)`, args...); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("drop vectors: %w", err)
	}
	return nil
}

// DropOthers forgets what other models made.
func (s *Vectors) DropOthers(ctx context.Context, name string) error {
	err := s.db.Write(ctx, wiki.Operator(), func(tx *sqldb.Tx) error {
		_, err := tx.ExecContext(ctx, `DELETE FROM section_vectors WHERE model <> $1`, name)
		return err
	})
	if err != nil {
		return fmt.Errorf("drop vectors: %w", err)
	}
	return nil
}
