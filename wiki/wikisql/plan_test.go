package wikisql

import (
	"context"
	"database/sql"
	"path/filepath"
	"strings"
	"testing"

	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/sqldb"
	"github.com/docent-wiki/docent/wiki/sqldb/sqldbtest"
)

// planner records the plan of every query that goes through it.
type planner struct {
	sqldb.Queryer
	t     *testing.T
	plans []string
}

func (p *planner) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	plan, err := sqldb.All(ctx, p.Queryer, func(rows *sql.Rows) (detail string, err error) {
		var id, parent, unused int
		return detail, rows.Scan(&id, &parent, &unused, &detail)
	}, "EXPLAIN QUERY PLAN "+query, args...)
	if err != nil {
		p.t.Error(err)
	}
	p.plans = append(p.plans, plan...)
	return p.Queryer.QueryContext(ctx, query, args...)
}

// No question that a request asks may read a whole table: its cost would grow with the wiki. SCAN of
// a result of the query itself, such as the ancestors found so far, is allowed.
func TestQueriesUseIndexes(t *testing.T) {
	db, err := sqldb.Open(t.Context(), sqldb.Config{Path: sqldbtest.Seed(t, filepath.Join(t.TempDir(), "x.db"))})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	p := &planner{Queryer: db.Reader(), t: t}
	r := reads{p}
	spaces, pages := []wiki.SpaceID{1, 2, 3}, []wiki.PageID{1, 2, 3}
	allowed := []string{"SCAN up", "SCAN below", "SCAN first", "SCAN b", "SCAN CONSTANT ROW"}
	for name, test := range map[string]struct {
		ask  func(context.Context) error
		also string // a scan that this query may do, with its reason in the text of the query
	}{
		"Page":          {ask: func(c context.Context) error { _, err := r.Pages(c, pages); return err }},
		"Page, one":     {ask: func(c context.Context) error { _, _ = r.Page(c, 1); return nil }},
		"Revision":      {ask: func(c context.Context) error { _, _ = r.Revision(c, 1, 1); return nil }},
		"Revisions":     {ask: func(c context.Context) error { _, err := r.Revisions(c, 1, 0, 9); return err }},
		"RevisionTexts": {ask: func(c context.Context) error { _, err := r.RevisionTexts(c, 1, 0, 9, 9); return err }},
		"RecentPages":   {ask: func(c context.Context) error { _, err := r.RecentPages(c, spaces, 9); return err }, also: "SCAN pages USING COVERING INDEX pages_updated"},
		"TrashedPages":  {ask: func(c context.Context) error { _, err := r.TrashedPages(c, spaces, 9); return err }},
		"PagesByOwner":  {ask: func(c context.Context) error { _, err := r.PagesByOwner(c, spaces, 1, 9); return err }},
		"SpacePages":    {ask: func(c context.Context) error { _, err := r.SpacePages(c, 1, 0, 9); return err }},
		"Children":      {ask: func(c context.Context) error { _, err := r.Children(c, 1, pages); return err }},
		"Ancestors":     {ask: func(c context.Context) error { _, err := r.Ancestors(c, 1); return err }},
		"Subtree":       {ask: func(c context.Context) error { _, err := r.Subtree(c, 1); return err }},
		"Tree":          {ask: func(c context.Context) error { _, err := r.Tree(c, 1); return err }},
		"Sections":      {ask: func(c context.Context) error { _, err := r.Sections(c, 1); return err }},
		"SectionsOf":    {ask: func(c context.Context) error { _, err := r.SectionsOf(c, pages); return err }},
		"SectionsByID":  {ask: func(c context.Context) error { _, err := r.SectionsByID(c, []wiki.SectionID{1, 2}); return err }},
		"Placed": {ask: func(c context.Context) error {
			_, err := r.Placed(c, []wiki.SectionID{1, 2}, []wiki.SectionID{3})
			return err
		}},
		"Links":          {ask: func(c context.Context) error { _, err := r.Links(c, 1); return err }},
		"Backlinks":      {ask: func(c context.Context) error { _, err := r.Backlinks(c, 1, spaces, 9); return err }},
		"Unresolved":     {ask: func(c context.Context) error { _, err := r.Unresolved(c, 1); return err }, also: "SCAN l USING INDEX links_open"},
		"Keys":           {ask: func(c context.Context) error { _, err := r.Keys(c, 1, []string{"a", "b"}); return err }},
		"Keys, all":      {ask: func(c context.Context) error { _, err := r.Keys(c, 1, nil); return err }},
		"TitleKeys":      {ask: func(c context.Context) error { _, err := r.TitleKeys(c, []string{"a", "b"}); return err }},
		"Attachment":     {ask: func(c context.Context) error { _, _ = r.Attachment(c, 1); return nil }},
		"Attachments":    {ask: func(c context.Context) error { _, err := r.Attachments(c, 1); return err }},
		"SpaceFiles":     {ask: func(c context.Context) error { _, err := r.SpaceFiles(c, 1); return err }},
		"FilesByPath":    {ask: func(c context.Context) error { _, err := r.FilesByPath(c, 1, []string{"a", "b"}); return err }},
		"ShownIn":        {ask: func(c context.Context) error { _, err := r.ShownIn(c, 1); return err }},
		"SourcePages":    {ask: func(c context.Context) error { _, err := r.SourcePages(c, 1); return err }},
		"ImportedHashes": {ask: func(c context.Context) error { _, err := r.ImportedHashes(c, 1); return err }},
		"Imported":       {ask: func(c context.Context) error { _, _ = r.Imported(c, 1); return nil }},
		"Events":         {ask: func(c context.Context) error { _, err := r.Events(c, 1, 9); return err }},
		"PageEvents":     {ask: func(c context.Context) error { _, err := r.PageEvents(c, 1, 9); return err }},
		"Grants":         {ask: func(c context.Context) error { _, err := r.Grants(c, 1); return err }},
		"GrantsOf":       {ask: func(c context.Context) error { _, err := r.GrantsOf(c, 1); return err }},
	} {
		p.plans = nil
		if err := test.ask(t.Context()); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if len(p.plans) == 0 {
			t.Errorf("%s: no plan", name)
		}
		for _, step := range p.plans {
			if !strings.HasPrefix(step, "SCAN ") || (test.also != "" && strings.HasPrefix(step, test.also)) {
				continue
			}
			if !contains(allowed, step) {
				t.Errorf("%s: %s\n%s", name, step, strings.Join(p.plans, "\n"))
			}
		}
	}
}

func contains(allowed []string, step string) bool {
	for _, a := range allowed {
		if step == a {
			return true
		}
	}
	return false
}
