package insightsql

import (
	"context"
	"database/sql"
	"encoding/json"
	"slices"
	"time"

	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/qa/insights"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/sqldb"
)

const changedColumns = `k.id, k.asker, k.at, k.space, k.outcome, k.ending, k.question, k.would, k.changed, k.offered, k.body`

func scanChanged(rows *sql.Rows) (c insights.Changed, err error) {
	var offered string
	err = rows.Scan(&c.ID, &c.By, sqldb.Moment{To: &c.At}, &c.Ask.Space, &c.Outcome, &c.Ending, &c.Ask.Question, &c.Would, &c.Moved, &offered, &c.Text)
	if err == nil {
		err = json.Unmarshal([]byte(offered), &c.Offered)
	}
	return c, err
}

// Changed gives the next asks that changed.
func (s *Store) Changed(ctx context.Context, after insights.Cursor, limit int) ([]insights.Changed, error) {
	// Asks of before this was counted have no time of change: those come first, by number.
	all, err := sqldb.All(ctx, s.db.Reader(), scanChanged, `SELECT `+changedColumns+` FROM asks k
		WHERE (k.changed, k.id) > ($1, $2) ORDER BY k.changed, k.id LIMIT $3`, after.Value, after.ID, limit)
	if err != nil {
		return nil, wrapped(err, "read asks to roll up")
	}
	return all, s.place(ctx, all)
}

// Due gives the asks to look at again.
func (s *Store) Due(ctx context.Context, now time.Time, limit int) ([]insights.Changed, error) {
	all, err := sqldb.All(ctx, s.db.Reader(), scanChanged, `SELECT `+changedColumns+` FROM insight_asks i JOIN asks k ON k.id = i.ask
		WHERE i.until > 0 AND i.until <= $1 ORDER BY i.until, i.ask LIMIT $2`, sqldb.Micros(now), limit)
	if err != nil {
		return nil, wrapped(err, "read asks that wait")
	}
	return all, s.place(ctx, all)
}

// WaitingOf gives the asks of some people to look at again.
func (s *Store) WaitingOf(ctx context.Context, people []wiki.PersonID) ([]insights.Changed, error) {
	var all []insights.Changed
	for some := range slices.Chunk(people, 512) {
		var a args
		found, err := sqldb.All(ctx, s.db.Reader(), scanChanged, `SELECT `+changedColumns+` FROM insight_asks i JOIN asks k ON k.id = i.ask
			WHERE i.until > 0 AND `+in(&a, "k.asker", some)+` ORDER BY i.ask`, a.list...)
		if err != nil {
			return nil, wrapped(err, "read asks that wait")
		}
		all = append(all, found...)
	}
	return all, s.place(ctx, all)
}

// place finds the space of each ask: of the question that answered it, else of the best offer, else where it
// was asked.
func (s *Store) place(ctx context.Context, all []insights.Changed) error {
	var questions []qa.QuestionID
	var pages []wiki.PageID
	for i := range all {
		c := &all[i]
		if len(c.Offered) > 0 {
			c.Page = c.Offered[0].Page
			questions = append(questions, c.Offered[0].Question)
		}
		questions, pages = append(questions, c.Ask.Question), append(pages, c.Page)
	}
	asked, err := spaces(ctx, s.db.Reader(), "questions", questions)
	if err != nil {
		return err
	}
	paged, err := spaces(ctx, s.db.Reader(), "pages", pages)
	if err != nil {
		return err
	}
	for i := range all {
		c := &all[i]
		if c.Place.Space = asked[c.Ask.Question]; c.Place.Space == 0 && len(c.Offered) > 0 {
			if c.Place.Space = asked[c.Offered[0].Question]; c.Place.Space == 0 {
				c.Place.Space = paged[c.Page]
			}
		}
		if c.Place.Space == 0 {
			c.Place.Space = c.Ask.Space
		}
	}
	return s.climb(ctx, all)
}

// climb finds the pages above those of asks, and their tags: a query a level, for all of them.
func (s *Store) climb(ctx context.Context, all []insights.Changed) error {
	type node struct {
		id, parent wiki.PageID
		tags       []string
	}
	known := map[wiki.PageID]node{}
	level := make([]wiki.PageID, 0, len(all))
	for _, c := range all {
		level = append(level, c.Page)
	}
	for range deepest {
		slices.Sort(level)
		level = slices.DeleteFunc(slices.Compact(level), func(id wiki.PageID) bool { return id == 0 || known[id].id != 0 })
		if len(level) == 0 {
			break
		}
		var next []wiki.PageID
		for some := range slices.Chunk(level, 512) {
			var a args
			nodes, err := sqldb.All(ctx, s.db.Reader(), func(rows *sql.Rows) (n node, err error) {
				return n, rows.Scan(&n.id, &n.parent, sqldb.Words{To: &n.tags})
			}, `SELECT id, parent, tags FROM pages WHERE `+in(&a, "id", some), a.list...)
			if err != nil {
				return wrapped(err, "look up where pages stand")
			}
			for _, n := range nodes {
				known[n.id] = n
				next = append(next, n.parent)
			}
		}
		level = next
	}
	for i := range all {
		at := known[all[i].Page]
		all[i].Tags = at.tags
		for range deepest {
			if at = known[at.parent]; at.id == 0 {
				break
			}
			all[i].Above = append(all[i].Above, at.id)
		}
	}
	return nil
}

// deepest ends the way up where a damaged tree has a circle.
const deepest = 50

// spaces gives the space of each row of a table.
func spaces[ID ~int64](ctx context.Context, q sqldb.Queryer, table string, ids []ID) (map[ID]wiki.SpaceID, error) {
	slices.Sort(ids)
	ids = slices.Compact(ids)
	found := make(map[ID]wiki.SpaceID, len(ids))
	type row struct {
		id    ID
		space wiki.SpaceID
	}
	for some := range slices.Chunk(ids, 512) {
		var a args
		rows, err := sqldb.All(ctx, q, func(rows *sql.Rows) (r row, err error) { return r, rows.Scan(&r.id, &r.space) },
			`SELECT id, space FROM `+table+` WHERE `+in(&a, "id", some), a.list...)
		if err != nil {
			return nil, wrapped(err, "look up spaces")
		}
		for _, r := range rows {
			found[r.id] = r.space
		}
	}
	return found, nil
}

// AskedBetween gives the asks of some people within a time.
func (s *Store) AskedBetween(ctx context.Context, people []wiki.PersonID, from, to time.Time) ([]qa.Ask, error) {
	wanted := make(map[wiki.PersonID]bool, len(people))
	for _, p := range people {
		wanted[p] = true
	}
	all, err := sqldb.All(ctx, s.db.Reader(), func(rows *sql.Rows) (a qa.Ask, err error) {
		return a, rows.Scan(&a.ID, &a.By, sqldb.Moment{To: &a.At}, &a.Text)
	}, `SELECT id, asker, at, body FROM asks WHERE at >= $1 AND at <= $2 ORDER BY at, id`, sqldb.Micros(from), sqldb.Micros(to))
	return slices.DeleteFunc(all, func(a qa.Ask) bool { return !wanted[a.By] }), wrapped(err, "read later asks")
}

// PutAsks writes what became of asks, and corrects the counts by what changed.
func (s *Store) PutAsks(ctx context.Context, asks []insights.Ask, to insights.Cursor) error {
	return s.write(ctx, func(t *sqldb.Tx) error {
		by := map[cell]int{}
		for some := range slices.Chunk(asks, rowsAtOnce) {
			if err := putAsks(ctx, t, some, by); err != nil {
				return err
			}
		}
		if err := add(ctx, t, by); err != nil || to.Name == "" {
			return err
		}
		return move(ctx, t, to)
	})
}

func putAsks(ctx context.Context, t *sqldb.Tx, asks []insights.Ask, by map[cell]int) error {
	ids := make([]qa.AskID, len(asks))
	for i, a := range asks {
		ids[i] = a.ID
	}
	var known args
	before, err := sqldb.All(ctx, t, func(rows *sql.Rows) (c cell, err error) { return c, rows.Scan(&c.day, &c.kind, &c.space, &c.area) },
		`SELECT day, fate, space, area FROM insight_asks WHERE `+in(&known, "ask", ids), known.list...)
	if err != nil {
		return wrapped(err, "read what became of asks")
	}
	for _, c := range before {
		by[c]--
	}
	rows := make([]any, 0, 7*len(asks))
	for _, a := range asks {
		by[cell{a.Day, insights.Kind(a.Fate), a.Space, a.Area}]++
		rows = append(rows, int64(a.ID), int64(a.Day), int64(a.Space), int64(a.Area), string(a.Fate), int64(a.Question), sqldb.Micros(a.Until))
	}
	return exec(ctx, t, "write what became of asks", `INSERT INTO insight_asks (ask, day, space, area, fate, question, until) VALUES `+
		sqldb.Values(len(asks), 7)+` ON CONFLICT (ask) DO UPDATE SET day = excluded.day, space = excluded.space, area = excluded.area,
			fate = excluded.fate, question = excluded.question, until = excluded.until`, rows...)
}

// Avoided lists interruptions that did not happen. The words and the person of an ask are given only where its
// asker has confirmed the answer: until then the ask is that person's own.
func (s *Store) Avoided(ctx context.Context, f insights.Filter, fate insights.Fate, before qa.AskID, limit int) ([]insights.Event, error) {
	var a args
	kind := a.add(string(fate))
	first, last := a.add(int64(f.From)), a.add(int64(f.To))
	upTo := ""
	if before > 0 {
		upTo = ` AND i.ask < ` + a.add(int64(before))
	}
	scope := within(&a, f, "i")
	all, err := sqldb.All(ctx, s.db.Reader(), scanEvent, `SELECT i.ask, k.at, i.fate, COALESCE(b.id, 0), COALESCE(b.name, ''), k.body,
			COALESCE(w.id, 0), COALESCE(w.name, ''), i.question, COALESCE(q.title, ''), k.offered, i.space
		FROM insight_asks i JOIN asks k ON k.id = i.ask LEFT JOIN people b ON b.id = k.asker LEFT JOIN people w ON w.id = k.would
			LEFT JOIN questions q ON q.id = i.question
		WHERE i.fate = `+kind+` AND i.day BETWEEN `+first+` AND `+last+upTo+` AND `+scope+`
		ORDER BY i.ask DESC LIMIT `+a.add(limit), a.list...)
	if err != nil {
		return nil, wrapped(err, "read avoided interruptions")
	}
	return all, s.name(ctx, f, all)
}

func scanEvent(rows *sql.Rows) (e insights.Event, err error) {
	var offered string
	err = rows.Scan(&e.Ask, sqldb.Moment{To: &e.At}, &e.Fate, &e.By.ID, &e.By.Name, &e.Text, &e.Would.ID, &e.Would.Name,
		&e.Question, &e.Title, &offered, &e.Space)
	if err != nil {
		return e, err
	}
	var list []qa.Offered
	if err = json.Unmarshal([]byte(offered), &list); err == nil && len(list) > 0 {
		e.Page = list[0].Page
		if e.Question == 0 {
			e.Question = list[0].Question
		}
	}
	if e.Fate != insights.Confirmed {
		e.By, e.Text = wiki.PersonRef{}, ""
	}
	return e, err
}

// name fills in how what answered is called, as far as it stands in the filter's spaces.
func (s *Store) name(ctx context.Context, f insights.Filter, all []insights.Event) error {
	var questions []qa.QuestionID
	var pages []wiki.PageID
	for _, e := range all {
		questions, pages = append(questions, e.Question), append(pages, e.Page)
	}
	asked, err := titles(ctx, s.db.Reader(), "questions", questions, f)
	if err != nil {
		return err
	}
	paged, err := titles(ctx, s.db.Reader(), "pages", pages, f)
	if err != nil {
		return err
	}
	for i := range all {
		e := &all[i]
		if e.Title = asked[e.Question]; e.Title == "" {
			e.Question = 0
		}
		if paged[e.Page] == "" {
			e.Page = 0
		} else if e.Question == 0 {
			e.Title = paged[e.Page]
		}
	}
	return nil
}

// titles gives the titles of rows of a table that stand in the filter's spaces.
func titles[ID ~int64](ctx context.Context, q sqldb.Queryer, table string, ids []ID, f insights.Filter) (map[ID]string, error) {
	slices.Sort(ids)
	ids = slices.Compact(ids)
	found := make(map[ID]string, len(ids))
	type row struct {
		id    ID
		title string
	}
	for some := range slices.Chunk(ids, 512) {
		var a args
		rows, err := sqldb.All(ctx, q, func(rows *sql.Rows) (r row, err error) { return r, rows.Scan(&r.id, &r.title) },
			`SELECT id, title FROM `+table+` WHERE `+in(&a, "id", some)+` AND `+in(&a, "space", f.Spaces), a.list...)
		if err != nil {
			return nil, wrapped(err, "look up titles")
		}
		for _, r := range rows {
			found[r.id] = r.title
		}
	}
	return found, nil
}
