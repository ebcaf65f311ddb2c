package routing

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/sqldb"
)

// Managed are the spaces that the reader manages.
func Managed(access wiki.Access) []wiki.SpaceID {
	var ids []wiki.SpaceID
	for _, s := range access.Spaces() {
		if access.Right(s.ID) >= wiki.Manager {
			ids = append(ids, s.ID)
		}
	}
	return ids
}

// Counts is how many questions are open, as far as the reader may see them.
type Counts struct {
	Areas  map[qa.AreaID]int
	Spaces map[wiki.SpaceID]int // of those that belong to no area
	Triage int                  // that nobody answers for, in spaces that the reader manages
}

// Open counts open questions by area and by space.
func (r *Router) Open(ctx context.Context, access wiki.Access) (Counts, error) {
	c := Counts{Areas: map[qa.AreaID]int{}, Spaces: map[wiki.SpaceID]int{}}
	type row struct {
		area  qa.AreaID
		space wiki.SpaceID
		n     int
		lost  int
	}
	scan := func(rows *sql.Rows) (r row, err error) { return r, rows.Scan(&r.area, &r.space, &r.n, &r.lost) }
	args := sqldb.Padded(access.IDs())
	all, err := sqldb.All(ctx, r.store.db.Reader(), scan, `SELECT q.area, q.space, COUNT(*),
			SUM(CASE WHEN o.id IS NULL AND q.owner_group = 0 THEN 1 ELSE 0 END)
		FROM questions q LEFT JOIN people o ON o.id = q.owner AND o.disabled = 0
		WHERE q.state = 'open' AND q.space IN (`+sqldb.In(len(args), 1)+`) GROUP BY q.area, q.space`, args...)
	for _, x := range all {
		if x.area != 0 {
			c.Areas[x.area] += x.n
		} else {
			c.Spaces[x.space] += x.n
		}
		if access.Right(x.space) >= wiki.Manager {
			c.Triage += x.lost
		}
	}
	return c, err
}

// Load is how much waits for somebody, against the working time of the next seven days.
type Load struct {
	Person  wiki.PersonRef
	Open    int
	Overdue int
	Work    time.Duration
	Days    float64 // Work in working days of that person
}

// How much is too much: more than some questions a working day, or several overdue ones.
const (
	muchPerDay  = 4
	muchOverdue = 5
)

// PerDay is how many questions wait for each working day; meaningless without any.
func (l Load) PerDay() float64 { return float64(l.Open) / l.Days }

// TooMuch says whether an area should be shared.
func (l Load) TooMuch() bool {
	return l.Open > 0 && l.Days == 0 || l.Overdue >= muchOverdue || l.Days > 0 && l.PerDay() > muchPerDay
}

// Time writes the working time.
func (l Load) Time() string {
	if l.Work <= 0 {
		return "none in the next seven days"
	}
	return Expect{N: int(math.Round(l.Work.Hours())), Unit: Hours}.String()
}

// Load lists who has open questions in the spaces that the reader manages: who has the most of them a
// working day comes first.
func (r *Router) Load(ctx context.Context, access wiki.Access) ([]Load, error) {
	now := r.clock()
	scan := func(rows *sql.Rows) (l Load, err error) {
		return l, rows.Scan(&l.Person.ID, &l.Person.Name, &l.Open, &l.Overdue)
	}
	args := append([]any{sqldb.Micros(now)}, sqldb.Padded(Managed(access))...)
	all, err := sqldb.All(ctx, r.store.db.Reader(), scan, `SELECT o.id, o.name, COUNT(*), SUM(CASE WHEN q.due > 0 AND q.due < $1 THEN 1 ELSE 0 END)
		FROM questions q JOIN people o ON o.id = q.owner AND o.disabled = 0
		WHERE q.state = 'open' AND q.owner > 0 AND q.space IN (`+sqldb.In(len(args)-1, 2)+`) GROUP BY o.id, o.name`, args...)
	if err != nil {
		return nil, fmt.Errorf("count open questions: %w", err)
	}
	people := make([]wiki.PersonID, len(all))
	for i, l := range all {
		people[i] = l.Person.ID
	}
	calendars, err := r.team.Calendars(ctx, people)
	if err != nil {
		return nil, err
	}
	for i := range all {
		c := calendars[all[i].Person.ID]
		all[i].Work = c.Between(now, now.Add(7*24*time.Hour))
		all[i].Days = all[i].Work.Hours() / c.Day().Hours()
	}
	weight := func(l Load) float64 {
		if l.Days == 0 {
			return math.Inf(1)
		}
		return l.PerDay()
	}
	slices.SortStableFunc(all, func(a, b Load) int {
		return cmp.Or(cmp.Compare(weight(b), weight(a)), cmp.Compare(b.Open, a.Open), cmp.Compare(a.Person.Name, b.Person.Name))
	})
	return all, nil
}

// Covers gives those of some areas that cover a page, the most specific one first.
func (r *Router) Covers(ctx context.Context, access wiki.Access, page wiki.PageID, areas []Area) ([]Area, error) {
	near, err := r.store.near(ctx, []qa.Closest{{Page: page}})
	if err != nil || len(near) == 0 {
		return nil, err
	}
	places, err := r.store.pages(ctx, []wiki.PageID{page})
	if err != nil || len(places) == 0 || access.Right(places[0].Space) < wiki.Reader {
		return nil, err
	}
	near[0].Space = places[0].Space
	return Covering(Case{Space: near[0].Space, Near: near}, areas), nil
}

// Expects is within how much working time a reply is expected in an area: as it says, else as its space
// does.
func (r *Router) Expects(ctx context.Context, a Area) (Expect, error) {
	snap, err := r.snapshot(ctx)
	if err != nil {
		return Expect{}, err
	}
	return expected(a, find(snap.areas, func(x Area) bool { return x.Kind == Space && x.Space == a.Space })), nil
}

// String writes what is usual; "" where too few answers were measured.
func (m Measured) String() string {
	d := m.usual()
	switch {
	case d <= 0:
		return ""
	case d < time.Hour:
		return "within a working hour"
	}
	return Expect{N: int(math.Ceil(d.Hours())), Unit: Hours}.String()
}
