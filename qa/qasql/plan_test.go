package qasql

import (
	"context"
	"database/sql"
	"path/filepath"
	"strings"
	"testing"

	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/sqldb"
	"github.com/docent-wiki/docent/wiki/sqldb/sqldbtest"
	"github.com/docent-wiki/docent/wiki/wikisql"
)

// planner answers every query with its plan instead, and notes the steps that read a whole table.
type planner struct {
	sqldb.Queryer
	t     *testing.T
	scans []string
}

func (p *planner) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	scan := func(rows *sql.Rows) (step string, err error) {
		var id, parent, unused int
		return step, rows.Scan(&id, &parent, &unused, &step)
	}
	steps, err := sqldb.All(ctx, p.Queryer, scan, "EXPLAIN QUERY PLAN "+query, args...)
	if err != nil {
		return nil, err
	}
	for _, s := range steps {
		if strings.HasPrefix(s, "SCAN ") && !strings.Contains(s, " USING ") {
			p.scans = append(p.scans, s)
		}
	}
	return p.Queryer.QueryContext(ctx, query, args...)
}

// TestPlans: what an ask, a question and a page's panel read is found by indexes, whatever else the
// wiki holds.
func TestPlans(t *testing.T) {
	db, err := sqldb.Open(t.Context(), sqldb.Config{Path: sqldbtest.Seed(t, filepath.Join(t.TempDir(), "docent.db"))})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	in := qa.Scope{Spaces: []wiki.SpaceID{1, 2, 3}}
	for name, ask := range map[string]func(context.Context, reads) error{
		"question": func(ctx context.Context, r reads) error {
			return second(r.QuestionsByID(ctx, in, []qa.QuestionID{1, 2}))
		},
		"known": func(ctx context.Context, r reads) error {
			return second(r.Known(ctx, in, []qa.QuestionID{1}, "a", []wiki.SectionID{4, 5}))
		},
		"answers":        func(ctx context.Context, r reads) error { return second(r.Answers(ctx, in, []qa.AnswerID{1, 2})) },
		"answers to":     func(ctx context.Context, r reads) error { return second(r.AnswersTo(ctx, in, []qa.QuestionID{1, 2})) },
		"wordings":       func(ctx context.Context, r reads) error { return second(r.Wordings(ctx, []qa.QuestionID{1, 2})) },
		"sections":       func(ctx context.Context, r reads) error { return second(r.Sections(ctx, in, []wiki.SectionID{1, 2})) },
		"page questions": func(ctx context.Context, r reads) error { return second(r.PageQuestions(ctx, in, 1)) },
		"linked to":      func(ctx context.Context, r reads) error { return second(r.LinkedTo(ctx, []wiki.PageID{1, 2})) },
		"family":         func(ctx context.Context, r reads) error { return second(r.Family(ctx, 1)) },
		"events":         func(ctx context.Context, r reads) error { return second(r.QuestionEvents(ctx, 1, 10)) },
		"person":         func(ctx context.Context, r reads) error { _, _ = r.Person(ctx, 1); return nil },
		"answered by":    func(ctx context.Context, r reads) error { return second(r.AnsweredBy(ctx, 1)) },
		"ask":            func(ctx context.Context, r reads) error { _, _ = r.Ask(ctx, 1); return nil },
		"to answer": func(ctx context.Context, r reads) error {
			return second(r.ToAnswer(ctx, qa.Worker{Scope: in, Person: 1}, 10))
		},
	} {
		t.Run(name, func(t *testing.T) {
			p := &planner{Queryer: db.Reader(), t: t}
			if err := ask(t.Context(), reads{q: p, wiki: wikisql.New(db)}); err != nil {
				t.Fatal(err)
			}
			for _, s := range p.scans {
				if s != "SCAN k" && s != "SCAN v" && s != "SCAN linked" && s != "SCAN family" && s != "SCAN f" { // what the query itself has collected
					t.Errorf("reads a whole table: %s", s)
				}
			}
		})
	}
}

func second[T any](_ T, err error) error { return err }
