package paths

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"time"

	"github.com/docent-wiki/docent/themes"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/notify"
	"github.com/docent-wiki/docent/wiki/sqldb"
	"github.com/docent-wiki/docent/wiki/watch"
)

// Topic is the sort of notices about paths that people choose a channel for.
var Topic = watch.Topic{
	Key: "paths", Title: "Paths that I am put on", Text: "Somebody puts me on an onboarding path, or moves my first day on it.", Kinds: []wiki.EventKind{Started},
}

// Notices tells somebody who was put on a path by whom, and when it starts. Who starts a path needs no telling, nor
// who was taken off it again in the meantime. It is a watch.Source.
func (s *Paths) Notices(ctx context.Context, e wiki.Event) ([]notify.Notice, error) {
	if e.Kind != Started {
		return nil, nil
	}
	id, err := strconv.ParseInt(e.Data["path"], 10, 64)
	if err != nil {
		return nil, nil //nolint:nilerr // an event that names no path tells nobody anything
	}
	person, err := strconv.ParseInt(e.Data["person"], 10, 64)
	if err != nil || wiki.PersonID(person) == e.Actor.ID {
		return nil, nil //nolint:nilerr // nor one that names nobody
	}
	type row struct {
		path            Path
		start, language string
	}
	on, err := sqldb.All(ctx, s.db.Reader(), func(rows *sql.Rows) (r row, err error) {
		return r, rows.Scan(&r.path.ID, &r.path.Space, &r.path.Title, &r.start, &r.language)
	}, `SELECT p.id, p.space, p.title, w.start, x.language FROM path_people w JOIN paths p ON p.id = w.path JOIN people x ON x.id = w.person
		WHERE w.path = $1 AND w.person = $2`, id, person)
	if err != nil {
		return nil, fmt.Errorf("who is put on path %d: %w", id, err)
	}
	if len(on) == 0 {
		return nil, nil
	}
	p := on[0].path
	by := e.Actor.Name
	if by == "" {
		by = "Somebody"
	}
	day := themes.On(dayOf(on[0].start).At(0, time.UTC), e.At, time.UTC, on[0].language).Text
	text := fmt.Sprintf("%s put you on this path. Your first day on it is %s.", by, day)
	if e.Data["before"] != "" {
		text = fmt.Sprintf("%s moved your first day on this path to %s.", by, day)
	}
	return []notify.Notice{{
		Person: wiki.PersonID(person), Key: fmt.Sprintf("%s/%d/%d/%d", e.Kind, id, person, e.Seq), Kind: e.Kind, Thread: fmt.Sprintf("path/%d", id),
		Title: p.Title, Text: text, URL: p.URL(), Space: p.Space, At: e.At,
	}}, nil
}
