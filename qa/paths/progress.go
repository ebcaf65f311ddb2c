package paths

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/sqldb"
	"github.com/docent-wiki/docent/wiki/worktime"
)

// marks are the fingerprints of a page's sections when it was acknowledged.
type marks map[wiki.SectionID]string

// done is an acknowledgement.
type done struct {
	step     StepID
	person   wiki.PersonID
	at       time.Time
	revision int
	marks    marks
}

// section is a section as it stands.
type section struct {
	Changed
	page        wiki.PageID
	fingerprint string
	words       int
}

// walker is somebody on a path.
type walker struct {
	path   PathID
	person wiki.PersonRef
	start  worktime.Date
}

// Walk is how far the reader is on a path; Start is zero where the reader is not on it.
func (s *Paths) Walk(ctx context.Context, access wiki.Access, p Path) (Walk, error) {
	on, err := walkers(ctx, s.db.Reader(), `w.path = $1 AND w.person = $2`, int64(p.ID), int64(access.As.Person))
	if err != nil {
		return Walk{}, err
	}
	who := walker{path: p.ID, person: wiki.PersonRef{ID: access.As.Person, Name: access.As.Name}}
	if len(on) > 0 {
		who = on[0]
	}
	walks, err := s.walks(ctx, access, map[PathID]Path{p.ID: p}, []walker{who})
	if err != nil {
		return Walk{}, err
	}
	return walks[0], nil
}

// Walks are the paths that the reader is on, each with how far the reader is.
func (s *Paths) Walks(ctx context.Context, access wiki.Access) (list []Path, walks []Walk, err error) {
	on, err := walkers(ctx, s.db.Reader(), `w.person = $1`, int64(access.As.Person))
	if err != nil || len(on) == 0 {
		return nil, nil, err
	}
	all, err := s.List(ctx, access)
	if err != nil {
		return nil, nil, err
	}
	byID := map[PathID]Path{}
	for _, p := range all {
		byID[p.ID] = p
	}
	on = slices.DeleteFunc(on, func(w walker) bool { _, readable := byID[w.path]; return !readable })
	ids := make([]PathID, len(on))
	for i, w := range on {
		ids[i] = w.path
	}
	found, err := steps(ctx, s.db.Reader(), ids)
	if err != nil {
		return nil, nil, err
	}
	for _, id := range ids {
		p := byID[id]
		p.Steps = found[id]
		byID[id] = p
		list = append(list, p)
	}
	walks, err = s.walks(ctx, access, byID, on)
	return list, walks, err
}

// People are those who are on a path, by name, each with how far they are: for managers of its space.
func (s *Paths) People(ctx context.Context, access wiki.Access, p Path) ([]Walk, error) {
	if err := access.Need(p.Space, wiki.Manager, "path"); err != nil {
		return nil, err
	}
	on, err := walkers(ctx, s.db.Reader(), `w.path = $1`, int64(p.ID))
	if err != nil {
		return nil, err
	}
	return s.walks(ctx, access, map[PathID]Path{p.ID: p}, on)
}

func walkers(ctx context.Context, q sqldb.Queryer, where string, args ...any) ([]walker, error) {
	on, err := sqldb.All(ctx, q, func(rows *sql.Rows) (w walker, err error) {
		var start string
		err = rows.Scan(&w.path, &w.person.ID, &w.person.Name, &start)
		w.start = dayOf(start)
		return w, err
	}, `SELECT w.path, w.person, p.name, w.start FROM path_people w JOIN people p ON p.id = w.person AND p.disabled = 0
		WHERE `+where+` ORDER BY LOWER(p.name), p.id, w.path`, args...)
	if err != nil {
		return nil, fmt.Errorf("people on paths: %w", err)
	}
	return on, nil
}

// walks says how far people are on paths, with the steps that the reader may see, in a few queries.
func (s *Paths) walks(ctx context.Context, access wiki.Access, paths map[PathID]Path, on []walker) ([]Walk, error) {
	q := s.db.Reader()
	var all []Step
	people := make([]wiki.PersonID, len(on))
	for i, w := range on {
		all = append(all, paths[w.path].Steps...)
		people[i] = w.person.ID
	}
	pages, err := livePages(ctx, q, access, all)
	if err != nil {
		return nil, err
	}
	acknowledged, err := acknowledged(ctx, q, all, people)
	if err != nil {
		return nil, err
	}
	now, err := s.changes(ctx, q, all, acknowledged)
	if err != nil {
		return nil, err
	}
	calendars, err := s.calendars(ctx, people)
	if err != nil {
		return nil, err
	}
	out := make([]Walk, len(on))
	for i, w := range on {
		c := calendars[w.person.ID]
		out[i] = Walk{Person: w.person, Start: w.start, Today: c.Date(s.db.Now())}
		for _, step := range paths[w.path].Steps {
			page, readable := pages[step.Page]
			if step.Kind == ReadPage && !readable {
				continue
			}
			standing := stand(step, page)
			if d, is := acknowledged[doneKey{step.ID, w.person.ID}]; is {
				standing.Done, standing.Revision, standing.Changed = d.at, d.revision, now[doneKey{step.ID, w.person.ID}]
			}
			if step.Days > 0 && !w.start.IsZero() {
				standing.Due, _ = c.WorkDay(w.start, step.Days)
			}
			out[i].Steps = append(out[i].Steps, standing)
		}
	}
	return out, nil
}

// stand is a step as it is shown.
func stand(step Step, page wiki.Page) Standing {
	s := Standing{Step: step, Heading: step.Title, URL: step.Target, Page: page}
	if step.Kind == ReadPage {
		s.URL = page.URL()
		if s.Heading == "" {
			s.Heading = page.Title
		}
	}
	return s
}

type doneKey struct {
	step   StepID
	person wiki.PersonID
}

func acknowledged(ctx context.Context, q sqldb.Queryer, all []Step, people []wiki.PersonID) (map[doneKey]done, error) {
	ids := make([]StepID, len(all))
	for i, s := range all {
		ids[i] = s.ID
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	who := slices.Clone(people)
	slices.Sort(who)
	who = slices.Compact(who)
	steps, persons := sqldb.Padded(ids), sqldb.Padded(who)
	rows, err := sqldb.All(ctx, q, func(rows *sql.Rows) (d done, err error) {
		var text string
		if err := rows.Scan(&d.step, &d.person, sqldb.Moment{To: &d.at}, &d.revision, &text); err != nil {
			return d, err
		}
		return d, json.Unmarshal([]byte(text), &d.marks)
	}, `SELECT step, person, at, revision, marks FROM path_done WHERE step IN (`+sqldb.In(len(steps), 1)+`)
		AND person IN (`+sqldb.In(len(persons), len(steps)+1)+`)`, append(steps, persons...)...)
	if err != nil {
		return nil, fmt.Errorf("acknowledgements: %w", err)
	}
	out := map[doneKey]done{}
	for _, d := range rows {
		out[doneKey{d.step, d.person}] = d
	}
	return out, nil
}

// Done notes that the reader has done a step of a path that the reader is on. Of a page, revision is the one
// that was read: where there is a newer one by now, nothing is noted.
func (s *Paths) Done(ctx context.Context, access wiki.Access, id PathID, step StepID, revision int) error {
	return s.progress(ctx, access, id, step, func(tx *sqldb.Tx, p Path, one Step) error {
		d := done{step: step, person: access.As.Person, marks: marks{}}
		if one.Kind == ReadPage {
			pages, err := livePages(ctx, tx, access, []Step{one})
			if err != nil {
				return err
			}
			page, ok := pages[one.Page]
			switch {
			case !ok:
				return noStep()
			case page.Revision != revision:
				return content.Errorf(content.Conflict, "“%s” has changed since you opened this path. Look at it once more; nothing was noted.", page.Title)
			}
			d.revision = revision
			if d.marks, err = keepTexts(ctx, tx, one); err != nil {
				return err
			}
		}
		text, err := json.Marshal(d.marks)
		if err != nil {
			return fmt.Errorf("marks: %w", err)
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO path_done (step, person, at, revision, marks) VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (step, person) DO UPDATE SET at = excluded.at, revision = excluded.revision, marks = excluded.marks`,
			int64(step), int64(d.person), sqldb.Micros(tx.Now()), d.revision, string(text))
		if err != nil {
			return fmt.Errorf("write acknowledgement: %w", err)
		}
		return nil
	})
}

// Undo forgets that the reader has done a step.
func (s *Paths) Undo(ctx context.Context, access wiki.Access, id PathID, step StepID) error {
	return s.progress(ctx, access, id, step, func(tx *sqldb.Tx, _ Path, _ Step) error {
		_, err := tx.ExecContext(ctx, `DELETE FROM path_done WHERE step = $1 AND person = $2`, int64(step), int64(access.As.Person))
		if err != nil {
			return fmt.Errorf("forget acknowledgement: %w", err)
		}
		return nil
	})
}

// progress runs a change of what the reader has done.
func (s *Paths) progress(ctx context.Context, access wiki.Access, id PathID, step StepID, fn func(*sqldb.Tx, Path, Step) error) error {
	return s.db.Write(ctx, access.As, func(tx *sqldb.Tx) error {
		p, err := s.needOn(ctx, tx, access, id, access.As.Person)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(p.Steps, func(s Step) bool { return s.ID == step })
		if i < 0 {
			return noStep()
		}
		on, err := walkers(ctx, tx, `w.path = $1 AND w.person = $2`, int64(id), int64(access.As.Person))
		if err != nil {
			return err
		}
		if len(on) == 0 {
			return content.Errorf(content.Conflict, "You are not on this path. Start it first.")
		}
		emit(tx, Progress, p, access.As.Person, worktime.Date{})
		return fn(tx, p, p.Steps[i])
	})
}

func noStep() error {
	return content.Errorf(content.NotFound, "There is no such step in this path; perhaps it was changed.")
}
