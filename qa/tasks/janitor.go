package tasks

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/sqldb"
)

const (
	tidyEvery = 24 * time.Hour
	goneFor   = 30 * 24 * time.Hour // how old a mark is before its item is looked for
)

// Run drops once a day what people did to items that are gone for long, until ctx ends.
func (b *Board) Run(ctx context.Context) error {
	tick := time.NewTicker(tidyEvery)
	defer tick.Stop()
	for {
		if err := b.Tidy(ctx); err != nil && ctx.Err() == nil {
			slog.ErrorContext(ctx, "old marks of tasks were not dropped; this is tried again tomorrow", "error", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// Tidy drops the marks that are older than a month and whose items nobody's sources give any more.
func (b *Board) Tidy(ctx context.Context) error {
	before := sqldb.Micros(b.Now().Add(-goneFor))
	people, err := sqldb.All(ctx, b.db.Reader(), func(rows *sql.Rows) (p wiki.PersonID, err error) { return p, rows.Scan(&p) },
		`SELECT DISTINCT person FROM task_marks WHERE changed < $1 ORDER BY person`, before)
	if err != nil {
		return fmt.Errorf("whose marks are old: %w", err)
	}
	for _, person := range people {
		if err := b.tidyOf(ctx, person, before); err != nil {
			return err
		}
	}
	return nil
}

func (b *Board) tidyOf(ctx context.Context, person wiki.PersonID, before int64) error {
	access, err := b.opts.Access(ctx, person)
	if err != nil {
		return unlessKnown(err) // an account that is disabled keeps its marks: it may come back
	}
	all, more, err := b.list(ctx, access)
	if err != nil || more { // an item may be among those that were not given
		return err
	}
	there := make(map[string]bool, len(all))
	for _, t := range all {
		there[t.Key] = true
	}
	keys, err := sqldb.All(ctx, b.db.Reader(), func(rows *sql.Rows) (s string, err error) { return s, rows.Scan(&s) },
		`SELECT item FROM task_marks WHERE person = $1 AND changed < $2 ORDER BY item`, int64(person), before)
	if err != nil {
		return fmt.Errorf("old marks: %w", err)
	}
	var gone []string
	for _, key := range keys {
		if !there[key] {
			gone = append(gone, key)
		}
	}
	if len(gone) == 0 {
		return nil
	}
	return b.clear(ctx, access.As, gone...)
}

// unlessKnown drops an error that says that somebody is gone, or may not.
func unlessKnown(err error) error {
	var known *content.Error
	if errors.As(err, &known) && (known.Kind == content.NotFound || known.Kind == content.Sign || known.Kind == content.Forbidden) {
		return nil
	}
	return err
}
