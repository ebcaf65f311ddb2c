package paths

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/sqldb"
	"github.com/docent-wiki/docent/wiki/team"
	"github.com/docent-wiki/docent/wiki/worktime"
)

// Paths holds the use cases, on the wiki's database.
type Paths struct {
	db        *sqldb.DB
	calendars func(ctx context.Context, people []wiki.PersonID) (map[wiki.PersonID]worktime.Calendar, error)
}

// New makes them; the calendars of people say when a step is due.
func New(db *sqldb.DB, calendars *team.Store) *Paths {
	return &Paths{db, calendars.Calendars}
}

// The kinds of events; Data["path"] is the number, and of the last two Data["person"]. Of Started, Data["before"]
// is the first day of somebody who was on the path already.
const (
	Made     wiki.EventKind = "path.made"
	Edited   wiki.EventKind = "path.changed"
	Removed  wiki.EventKind = "path.removed"
	Started  wiki.EventKind = "path.started"
	Progress wiki.EventKind = "path.progress" // a step was done, or undone
)

func emit(tx *sqldb.Tx, kind wiki.EventKind, p Path, person wiki.PersonID, before worktime.Date) {
	data := map[string]string{"path": strconv.FormatInt(int64(p.ID), 10)}
	if person != 0 {
		data["person"] = strconv.FormatInt(int64(person), 10)
	}
	if !before.IsZero() {
		data["before"] = before.String()
	}
	tx.Emit(wiki.Event{Kind: kind, Space: p.Space, Data: data})
}

const pathColumns = `p.id, p.space, p.title, p.role, p.updated, p.body`

func scanPath(rows *sql.Rows) (p Path, err error) {
	return p, rows.Scan(&p.ID, &p.Space, &p.Title, &p.Role, sqldb.Moment{To: &p.Updated}, &p.Text, &p.Count)
}

// List gives the paths that the reader may read, by title, without their steps; Count is of those that the reader may see.
func (s *Paths) List(ctx context.Context, access wiki.Access) ([]Path, error) {
	spaces := sqldb.Padded(access.IDs())
	list, err := sqldb.All(ctx, s.db.Reader(), scanPath, `SELECT `+pathColumns+`, (SELECT COUNT(*) FROM path_steps s LEFT JOIN pages g ON g.id = s.page
			WHERE s.path = p.id AND (s.kind <> $1 OR g.trashed = 0 AND g.space IN (`+sqldb.In(len(spaces), 2)+`)))
		FROM paths p WHERE p.space IN (`+sqldb.In(len(spaces), 2)+`) ORDER BY LOWER(p.title), p.id`, append([]any{string(ReadPage)}, spaces...)...)
	if err != nil {
		return nil, fmt.Errorf("paths: %w", err)
	}
	return list, nil
}

// Get gives a path with its steps; NotFound where the reader may not read it.
func (s *Paths) Get(ctx context.Context, access wiki.Access, id PathID) (Path, error) {
	return s.path(ctx, s.db.Reader(), access, id)
}

func (s *Paths) path(ctx context.Context, q sqldb.Queryer, access wiki.Access, id PathID) (Path, error) {
	found, err := sqldb.All(ctx, q, scanPath, `SELECT `+pathColumns+`, 0 FROM paths p WHERE p.id = $1`, int64(id))
	if err != nil {
		return Path{}, fmt.Errorf("path: %w", err)
	}
	if len(found) == 0 || access.Right(found[0].Space) < wiki.Reader || !access.As.SignedIn() {
		return Path{}, content.Errorf(content.NotFound, "There is no such path, or you may not see it.")
	}
	p := found[0]
	steps, err := steps(ctx, q, []PathID{id})
	p.Steps = steps[id]
	p.Count = len(p.Steps)
	return p, err
}

func steps(ctx context.Context, q sqldb.Queryer, ids []PathID) (map[PathID][]Step, error) {
	type row struct {
		path PathID
		step Step
	}
	args := sqldb.Padded(ids)
	rows, err := sqldb.All(ctx, q, func(rows *sql.Rows) (r row, err error) {
		s := &r.step
		return r, rows.Scan(&r.path, &s.ID, &s.Kind, &s.Page, &s.Days, &s.Target, &s.Title)
	}, `SELECT path, id, kind, page, days, target, title FROM path_steps WHERE path IN (`+sqldb.In(len(args), 1)+`) ORDER BY path, position, id`, args...)
	if err != nil {
		return nil, fmt.Errorf("steps: %w", err)
	}
	out := map[PathID][]Step{}
	for _, r := range rows {
		out[r.path] = append(out[r.path], r.step)
	}
	return out, nil
}

// Put makes a path (ID 0) or changes it; editors of its space may. Steps keep their number, and with it
// what people have done; a step that is left out goes with it. The space of a path stays.
func (s *Paths) Put(ctx context.Context, access wiki.Access, p Path) (Path, error) {
	err := s.db.Write(ctx, access.As, func(tx *sqldb.Tx) (err error) {
		kind := Edited
		var before Path
		if p.ID != 0 {
			if before, err = s.path(ctx, tx, access, p.ID); err != nil {
				return err
			}
			p.Space = before.Space
		}
		if err := access.Need(p.Space, wiki.Editor, "path"); err != nil {
			return err
		}
		if p, err = p.check(); err != nil {
			return err
		}
		if err := s.readable(ctx, tx, access, p, before); err != nil {
			return err
		}
		p.Updated = tx.Now()
		if p.ID == 0 {
			kind = Made
			if err := insertPath(ctx, tx, &p); err != nil {
				return err
			}
		} else if _, err := tx.ExecContext(ctx, `UPDATE paths SET title = $2, role = $3, updated = $4, body = $5 WHERE id = $1`,
			int64(p.ID), p.Title, p.Role, sqldb.Micros(p.Updated), p.Text); err != nil {
			return fmt.Errorf("update path: %w", err)
		}
		emit(tx, kind, p, 0, worktime.Date{})
		return putSteps(ctx, tx, &p, before)
	})
	return p, err
}

func insertPath(ctx context.Context, tx *sqldb.Tx, p *Path) error {
	var n int
	if err := tx.QueryRowContext(ctx, `SELECT COUNT(*) FROM paths`).Scan(&n); err != nil {
		return fmt.Errorf("count paths: %w", err)
	}
	if n >= maxPaths {
		return content.Errorf(content.Conflict, "There are %d paths already, which is as many as there may be. Remove one first.", n)
	}
	id, err := tx.NextID(ctx, "paths", 1)
	if err != nil {
		return err
	}
	p.ID = PathID(id)
	_, err = tx.ExecContext(ctx, `INSERT INTO paths (id, space, title, role, updated, body) VALUES ($1, $2, $3, $4, $5, $6)`,
		id, int64(p.Space), p.Title, p.Role, sqldb.Micros(p.Updated), p.Text)
	if err != nil {
		return fmt.Errorf("insert path: %w", err)
	}
	return nil
}

// readable refuses pages that the editor may not read: their titles would tell of them. What stood in
// the path before may stay.
func (s *Paths) readable(ctx context.Context, q sqldb.Queryer, access wiki.Access, p, before Path) error {
	known := map[wiki.PageID]bool{}
	for _, step := range before.Steps {
		known[step.Page] = true
	}
	pages, err := livePages(ctx, q, access, p.Steps)
	if err != nil {
		return err
	}
	for i, step := range p.Steps {
		if _, ok := pages[step.Page]; step.Kind == ReadPage && !ok && !known[step.Page] {
			return content.Errorf(content.Invalid, "Step %d: there is no such page, or you may not see it. Nothing was saved.", i+1).On("steps")
		}
	}
	return nil
}

func putSteps(ctx context.Context, tx *sqldb.Tx, p *Path, before Path) error {
	had, keep := map[StepID]bool{}, map[StepID]bool{}
	for _, step := range before.Steps {
		had[step.ID] = true
	}
	for i := range p.Steps {
		step := &p.Steps[i]
		if !had[step.ID] || keep[step.ID] {
			id, err := tx.NextID(ctx, "path_steps", 1)
			if err != nil {
				return err
			}
			step.ID = StepID(id)
		}
		keep[step.ID] = true
		_, err := tx.ExecContext(ctx, `INSERT INTO path_steps (id, path, position, kind, page, days, target, title) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
			ON CONFLICT (id) DO UPDATE SET position = excluded.position, kind = excluded.kind, page = excluded.page, days = excluded.days,
			target = excluded.target, title = excluded.title`,
			int64(step.ID), int64(p.ID), i+1, string(step.Kind), int64(step.Page), step.Days, step.Target, step.Title)
		if err != nil {
			return fmt.Errorf("write step: %w", err)
		}
	}
	for _, step := range before.Steps {
		if keep[step.ID] {
			continue
		}
		for _, statement := range []string{`DELETE FROM path_done WHERE step = $1`, `DELETE FROM path_texts WHERE step = $1`, `DELETE FROM path_steps WHERE id = $1`} {
			if _, err := tx.ExecContext(ctx, statement, int64(step.ID)); err != nil {
				return fmt.Errorf("delete step: %w", err)
			}
		}
	}
	return nil
}

// Remove deletes a path with everything that people have done on it; managers of its space may.
func (s *Paths) Remove(ctx context.Context, access wiki.Access, id PathID) error {
	return s.db.Write(ctx, access.As, func(tx *sqldb.Tx) error {
		p, err := s.path(ctx, tx, access, id)
		if err != nil {
			return err
		}
		if err := access.Need(p.Space, wiki.Manager, "path"); err != nil {
			return err
		}
		if err := putSteps(ctx, tx, &Path{ID: id}, p); err != nil {
			return err
		}
		for _, statement := range []string{`DELETE FROM path_people WHERE path = $1`, `DELETE FROM paths WHERE id = $1`} {
			if _, err := tx.ExecContext(ctx, statement, int64(id)); err != nil {
				return fmt.Errorf("delete path: %w", err)
			}
		}
		emit(tx, Removed, p, 0, worktime.Date{})
		return nil
	})
}

// Start puts a person on a path from a day on, or changes the day: oneself, or anybody who may read it as
// a manager of its space. The day that somebody has already is no event.
func (s *Paths) Start(ctx context.Context, access wiki.Access, id PathID, person wiki.PersonID, day worktime.Date) error {
	if day.Year < 2000 || day.Year > 2199 {
		return content.Errorf(content.Invalid, "Give the first day, between 2000 and 2199.").On("start")
	}
	calendars, err := s.calendars(ctx, []wiki.PersonID{person})
	if err != nil {
		return err
	}
	return s.db.Write(ctx, access.As, func(tx *sqldb.Tx) error {
		p, err := s.needOn(ctx, tx, access, id, person)
		if err != nil {
			return err
		}
		if err := mayFollow(ctx, tx, access, p, person); err != nil {
			return err
		}
		on, err := walkers(ctx, tx, `w.path = $1 AND w.person = $2`, int64(id), int64(person))
		if err != nil {
			return err
		}
		var before worktime.Date
		if len(on) > 0 {
			before = on[0].start
		}
		var n int
		if err := tx.QueryRowContext(ctx, `SELECT COUNT(*) FROM path_people WHERE path = $1 AND person <> $2`, int64(id), int64(person)).Scan(&n); err != nil {
			return fmt.Errorf("count people: %w", err)
		}
		if n >= MaxPeople {
			return content.Errorf(content.Conflict, "%d people are on this path, which is as many as there may be. Take some off first.", n)
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO path_people (path, person, start, began) VALUES ($1, $2, $3, $4)
			ON CONFLICT (path, person) DO UPDATE SET start = excluded.start, began = excluded.began`,
			int64(id), int64(person), day.String(), sqldb.Micros(day.At(0, calendars[person].Zone)))
		if err != nil {
			return fmt.Errorf("write start: %w", err)
		}
		if before != day {
			emit(tx, Started, p, person, before)
		}
		return nil
	})
}

// End takes a person off a path; what was done on it is forgotten.
func (s *Paths) End(ctx context.Context, access wiki.Access, id PathID, person wiki.PersonID) error {
	return s.db.Write(ctx, access.As, func(tx *sqldb.Tx) error {
		p, err := s.needOn(ctx, tx, access, id, person)
		if err != nil {
			return err
		}
		for _, statement := range []string{
			`DELETE FROM path_done WHERE person = $2 AND step IN (SELECT id FROM path_steps WHERE path = $1)`,
			`DELETE FROM path_people WHERE path = $1 AND person = $2`,
		} {
			if _, err := tx.ExecContext(ctx, statement, int64(id), int64(person)); err != nil {
				return fmt.Errorf("take off path: %w", err)
			}
		}
		emit(tx, Progress, p, person, worktime.Date{})
		return nil
	})
}

// needOn checks that somebody may put a person on a path, or take that person off.
func (s *Paths) needOn(ctx context.Context, q sqldb.Queryer, access wiki.Access, id PathID, person wiki.PersonID) (Path, error) {
	p, err := s.path(ctx, q, access, id)
	switch {
	case err != nil:
		return p, err
	case person != access.As.Person || person == 0:
		return p, access.Need(p.Space, wiki.Manager, "path")
	case access.As.Scope < wiki.ScopeWrite:
		return p, content.Errorf(content.Forbidden, "This token may only read.")
	}
	return p, nil
}

// mayFollow checks that a person has an account and may read a path's space.
func mayFollow(ctx context.Context, q sqldb.Queryer, access wiki.Access, p Path, person wiki.PersonID) error {
	space, _ := access.Space(p.Space)
	var role string
	var granted wiki.Right
	err := q.QueryRowContext(ctx, `SELECT p.role, COALESCE(g.level, 0) FROM people p LEFT JOIN grants g ON g.person = p.id AND g.space = $2
		WHERE p.id = $1 AND p.disabled = 0`, int64(person), int64(p.Space)).Scan(&role, &granted)
	if errors.Is(err, sql.ErrNoRows) {
		return content.Errorf(content.Invalid, "There is no such account, or it was disabled. Nothing was saved.").On("person")
	}
	if err != nil {
		return fmt.Errorf("who follows: %w", err)
	}
	if wiki.Decide(wiki.Actor{Person: person, Role: wiki.Role(role), Scope: wiki.ScopeAdmin}, space, granted) < wiki.Reader {
		return content.Errorf(content.Invalid, "That person may not read the space of this path. Grant it first; nothing was saved.").On("person")
	}
	return nil
}

// livePages gives the pages of steps that a reader may read.
func livePages(ctx context.Context, q sqldb.Queryer, access wiki.Access, steps []Step) (map[wiki.PageID]wiki.Page, error) {
	var ids []wiki.PageID
	for _, s := range steps {
		if s.Kind == ReadPage {
			ids = append(ids, s.Page)
		}
	}
	args := sqldb.Padded(ids)
	found, err := sqldb.All(ctx, q, func(rows *sql.Rows) (p wiki.Page, err error) {
		return p, rows.Scan(&p.ID, &p.Space, &p.Title, &p.Revision)
	}, `SELECT id, space, title, revision FROM pages WHERE trashed = 0 AND id IN (`+sqldb.In(len(args), 1)+`)`, args...)
	if err != nil {
		return nil, fmt.Errorf("pages of steps: %w", err)
	}
	out := map[wiki.PageID]wiki.Page{}
	for _, p := range found {
		if access.Right(p.Space) >= wiki.Reader {
			out[p.ID] = p
		}
	}
	return out, nil
}

// dayOf is the date in a column.
func dayOf(text string) worktime.Date {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return worktime.Date{}
	}
	return worktime.DateOf(t, time.UTC)
}
