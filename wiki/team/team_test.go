package team_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/sqldb"
	"github.com/docent-wiki/docent/wiki/team"
	"github.com/docent-wiki/docent/wiki/wikitest"
	"github.com/docent-wiki/docent/wiki/worktime"
)

func newStore(t *testing.T) (*wikitest.Site, *team.Store) {
	t.Helper()
	now := time.Date(2026, 6, 2, 8, 0, 0, 0, time.UTC)
	s := wikitest.Open(t, func() time.Time { return now })
	s.Settle()
	return s, team.New(s.DB)
}

func kind(err error) content.Kind {
	var told *content.Error
	if errors.As(err, &told) {
		return told.Kind
	}
	return ""
}

// zones compares calendars, whose zones are pointers.
var zones = cmp.Comparer(func(a, b *time.Location) bool { return a.String() == b.String() })

func TestCalendarsComeBackAsTheyWere(t *testing.T) {
	s, store := newStore(t)
	ctx, bob, cleo := t.Context(), s.People["bob"].ID, s.People["cleo"].ID
	vienna, err := time.LoadLocation("Europe/Vienna")
	s.Must(err)
	got, err := store.Calendars(ctx, []wiki.PersonID{bob, cleo, 4711})
	s.Must(err)
	if diff := cmp.Diff(map[wiki.PersonID]worktime.Calendar{bob: worktime.Default(vienna), cleo: worktime.Default(vienna)}, got, zones); diff != "" {
		t.Fatal(diff)
	}
	c := worktime.Default(vienna)
	c.Week[time.Monday] = []worktime.Span{{From: 540, To: 720}, {From: 780, To: 1020}}
	c.Week[time.Friday] = []worktime.Span{{From: 1320, To: 1800}}
	c.Week[time.Sunday] = []worktime.Span{{From: 0, To: 1440}}
	c.Country, c.Quiet, c.QuietDaysOff, c.Pings, c.Channel = "DE-BY", worktime.Span{From: 60, To: 300}, false, 0, worktime.InApp
	june := func(day int) worktime.Date { return worktime.Date{Year: 2026, Month: time.June, Day: day} }
	c.Away = []worktime.Away{
		{From: june(3), To: june(5), Note: "Hiking.", Deputy: wiki.PersonRef{ID: cleo}},
		{From: june(20), To: june(20)},
	}
	s.Must(store.SetCalendar(ctx, s.Actor("bob"), bob, c))
	back, err := store.Calendar(ctx, bob)
	s.Must(err)
	c.Away[0].ID, c.Away[1].ID, c.Away[0].Deputy.Name = 1, 2, "Cleo"
	if diff := cmp.Diff(c, back, zones); diff != "" {
		t.Fatal(diff)
	}
	// Hours alone leave days away as they are; a deputy whose account is disabled stands in no more.
	c.Pings = 7
	s.Must(store.SetHours(ctx, s.Actor("bob"), bob, worktime.Calendar{Week: c.Week, Pings: 7, Channel: worktime.Mail}))
	s.Must(s.Accounts.Disable(ctx, s.Actor("ada"), cleo))
	back, err = store.Calendar(ctx, bob)
	s.Must(err)
	if len(back.Away) != 2 || back.Pings != 7 || back.Away[0].Deputy != (wiki.PersonRef{}) {
		t.Errorf("after setting hours: %+v", back)
	}
}

func TestWhoMayChangeACalendar(t *testing.T) {
	s, store := newStore(t)
	ctx, bob := t.Context(), s.People["bob"].ID
	day := worktime.Away{From: worktime.Date{Year: 2026, Month: 6, Day: 3}}
	reads := s.Actor("bob")
	reads.Scope = wiki.ScopeRead
	for name, c := range map[string]struct {
		as   wiki.Actor
		want content.Kind
	}{
		"oneself": {s.Actor("bob"), ""}, "an administrator": {s.Actor("ada"), ""}, "somebody else": {s.Actor("cleo"), content.NotFound},
		"nobody": {wiki.Actor{}, content.Sign}, "a token that reads": {reads, content.Forbidden},
	} {
		_, err := store.PutAway(ctx, c.as, bob, day)
		if got := kind(err); got != c.want {
			t.Errorf("%s: %v", name, err)
		}
		if got := kind(store.SetHours(ctx, c.as, bob, worktime.Default(nil))); got != c.want {
			t.Errorf("%s: hours: %s", name, got)
		}
	}
	bad := worktime.Default(nil)
	bad.Week[1] = []worktime.Span{{From: 900, To: 800}}
	if got := kind(store.SetHours(ctx, s.Actor("bob"), bob, bad)); got != content.Invalid {
		t.Errorf("hours that end before they begin: %q", got)
	}
}

func TestTurns(t *testing.T) {
	ref := func(id wiki.PersonID) wiki.PersonRef { return wiki.PersonRef{ID: id} }
	g := team.Group{Members: []team.Member{{PersonRef: ref(1)}, {PersonRef: ref(2), Disabled: true}, {PersonRef: ref(3)}, {PersonRef: ref(4), Deputy: true}}}
	for name, c := range map[string]struct {
		last wiki.PersonID
		away []wiki.PersonID
		want wiki.PersonID // 0: nobody
	}{
		"the first":                   {0, nil, 1},
		"the next, over the disabled": {1, nil, 3},
		"around":                      {3, nil, 1},
		"the last one left the group": {9, nil, 1},
		"one is away":                 {1, []wiki.PersonID{3}, 1},
		"a deputy":                    {1, []wiki.PersonID{1, 3}, 4},
		"after the deputy":            {4, nil, 1},
		"nobody":                      {1, []wiki.PersonID{1, 3, 4}, 0},
	} {
		g.Turn = c.last
		next, ok := g.Next(func(p wiki.PersonID) bool {
			for _, a := range c.away {
				if a == p {
					return false
				}
			}
			return true
		})
		if next.ID != c.want || ok != (c.want != 0) {
			t.Errorf("%s: %v, %t", name, next, ok)
		}
	}
	if _, ok := (team.Group{}).Next(func(wiki.PersonID) bool { return true }); ok {
		t.Error("an empty group has a turn")
	}
}

func TestGroupsAreStored(t *testing.T) {
	s, store := newStore(t)
	ctx, ada, bob, cleo := t.Context(), s.Actor("ada"), s.People["bob"].ID, s.People["cleo"].ID
	member := func(id wiki.PersonID) team.Member { return team.Member{PersonRef: wiki.PersonRef{ID: id}} }
	desk, err := store.PutGroup(ctx, ada, team.Group{Name: "Travel desk", Members: []team.Member{member(cleo), member(bob)}})
	s.Must(err)
	empty, err := store.PutGroup(ctx, ada, team.Group{Name: "a void"})
	s.Must(err)
	s.Must(s.DB.Write(ctx, ada, func(tx *sqldb.Tx) error { return store.SetTurn(ctx, tx, desk.ID, cleo) }))
	desk.Members[0], desk.Members[1] = desk.Members[1], desk.Members[0]
	desk.Members[0].Deputy = true
	if _, err := store.PutGroup(ctx, ada, desk); err != nil {
		t.Fatal(err)
	}
	desk.Turn = cleo
	all, err := store.Groups(ctx)
	s.Must(err)
	if diff := cmp.Diff([]team.Group{empty, desk}, all); diff != "" {
		t.Error(diff)
	}
	of, err := store.GroupsOf(ctx, cleo)
	s.Must(err)
	if diff := cmp.Diff([]team.Group{desk}, of); diff != "" {
		t.Errorf("a group of Cleo's has all its members: %s", diff)
	}
	members, err := store.Members(ctx, []team.GroupID{desk.ID, empty.ID, 4711})
	s.Must(err)
	if len(members[desk.ID]) != 2 || len(members[empty.ID]) != 0 {
		t.Errorf("%v", members)
	}
	for name, g := range map[string]team.Group{
		"no name": {}, "invisible": {Name: "\u202e"}, "twice": {Name: "x", Members: []team.Member{member(bob), member(bob)}}, "nobody": {Name: "x", Members: []team.Member{member(4711)}},
	} {
		if _, err := store.PutGroup(ctx, ada, g); kind(err) != content.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := store.PutGroup(ctx, ada, team.Group{ID: 4711, Name: "gone"}); kind(err) != content.NotFound {
		t.Errorf("a group that is gone: %v", err)
	}
	if _, err := store.PutGroup(ctx, s.Actor("bob"), team.Group{Name: "mine"}); kind(err) != content.Forbidden {
		t.Errorf("a member makes a group: %v", err)
	}
}
