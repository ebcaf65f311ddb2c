package routing

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/team"
	"github.com/docent-wiki/docent/wiki/worktime"
)

// The people of the tables. Zoe owns the space.
const (
	ana wiki.PersonID = iota + 1
	ben
	cy
	dora
	eve
	zoe
)

var called = map[wiki.PersonID]string{ana: "Ana", ben: "Ben", cy: "Cy", dora: "Dora", eve: "Eve", zoe: "Zoe"}

// monday is Monday, 2 March 2026, 10:00 UTC.
var monday = time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)

func person(p wiki.PersonID) team.Party { return team.Party{Person: p} }

func group(g team.GroupID) team.Party { return team.Party{Group: g} }

// The areas of the tables: page 1 stands above 2, which stands above 3.
var (
	subtree1 = Area{ID: 1, Kind: Subtree, Name: "Travel", Space: 1, Page: 1, Owner: person(ana), Deputy: person(ben), Group: 9}
	subtree2 = Area{ID: 2, Kind: Subtree, Name: "Booking", Space: 1, Page: 2, Owner: person(cy), Expect: Expect{4, Hours}}
	subtree3 = Area{ID: 3, Kind: Subtree, Name: "Cars", Space: 1, Page: 3, Owner: person(dora)}
	tagged   = Area{ID: 4, Kind: Tag, Name: "oncall", Space: 1, Tag: "On Call", Owner: person(ben)}
	vpn      = Area{ID: 5, Kind: Topic, Name: "VPN", Words: []string{"VPN", "remote access"}, Owner: person(eve)}
	travelAt = Area{ID: 6, Kind: Topic, Name: "travel card", Words: []string{"travel card", "travel"}, Owner: person(dora)}
	whole    = Area{ID: 7, Kind: Space, Name: "Handbook", Space: 1, Owner: person(ben), Expect: Expect{2, Days}}
	bare     = Area{ID: 8, Kind: Space, Name: "Handbook", Space: 1, Expect: Expect{3, Days}}
)

func page3(owner wiki.PersonID, confidence float64, tags ...string) Near {
	return Near{Page: 3, Title: "Cars", Parent: "Booking", Space: 1, Owner: owner, Tags: tags, Above: []wiki.PageID{2, 1}, Confidence: confidence}
}

func TestClaims(t *testing.T) {
	elsewhere := Near{Page: 50, Title: "Moon", Space: 2, Owner: eve, Confidence: 0.4}
	for _, c := range []struct {
		name  string
		text  string
		near  []Near
		areas []Area
		want  []string // "person/why/area/expectation", best first
	}{
		{"nothing known: the owner of the space", "x", nil, nil, []string{"Zoe space 0 1 working day"}},
		{"the owner of the closest page", "x", []Near{page3(ana, .5)}, nil, []string{"Ana page 0 1 working day", "Zoe space 0 1 working day"}},
		{
			"the deepest subtree first, then upwards", "x",
			[]Near{page3(0, .5)},
			[]Area{subtree1, subtree2, subtree3},
			[]string{"Dora area 3 1 working day", "Cy area 2 4 working hours", "Ana area 1 1 working day", "Zoe space 0 1 working day"},
		},
		{
			"the owner of the page comes before a subtree above it, and answers by its rules", "x",
			[]Near{page3(eve, .5)},
			[]Area{subtree1, subtree2},
			[]string{"Eve page 2 4 working hours", "Cy area 2 4 working hours", "Ana area 1 1 working day", "Zoe space 0 1 working day"},
		},
		{
			"an area that begins at the page comes before the owner of the page", "x",
			[]Near{page3(eve, .5)},
			[]Area{subtree3},
			[]string{"Dora area 3 1 working day", "Eve page 3 1 working day", "Zoe space 0 1 working day"},
		},
		{
			"subtree, tag, topic, space", "how do I get a travel card",
			[]Near{page3(0, .5, "on call")},
			[]Area{whole, travelAt, tagged, subtree1},
			[]string{"Ana area 1 2 working days", "Ben area 4 2 working days", "Dora area 6 2 working days", "Ben area 7 2 working days", "Zoe space 7 2 working days"},
		},
		{
			"a tag of another space is another tag", "x",
			[]Near{{Page: 50, Space: 2, Tags: []string{"on call"}, Confidence: .5}},
			[]Area{tagged},
			[]string{"Zoe space 0 1 working day"},
		},
		{
			"a page that hardly has to do with it comes after a topic", "is the VPN slow",
			[]Near{page3(ana, .05)},
			[]Area{vpn},
			[]string{"Eve area 5 1 working day", "Ana page 0 1 working day", "Zoe space 0 1 working day"},
		},
		{
			"a page that may answer comes before a topic", "is the VPN slow",
			[]Near{page3(ana, .3)},
			[]Area{vpn},
			[]string{"Ana page 0 1 working day", "Eve area 5 1 working day", "Zoe space 0 1 working day"},
		},
		{
			"a page that only came up because something always does comes after the space", "where is my stapler",
			[]Near{page3(ana, .02)},
			nil,
			[]string{"Zoe space 0 1 working day", "Ana page 0 1 working day"},
		},
		{
			"inflection does not count, part of a word does", "which VPNs work",
			nil,
			[]Area{vpn},
			[]string{"Eve area 5 1 working day", "Zoe space 0 1 working day"},
		},
		{
			"who owns a page that no area covers answers by the rules of the space", "x",
			[]Near{page3(ana, .5)},
			[]Area{bare},
			[]string{"Ana page 8 3 working days", "Zoe space 8 3 working days"},
		},
		{"a topic is whole words in their order", "access from a remote island", nil, []Area{vpn}, []string{"Zoe space 0 1 working day"}},
		{
			"the pages that came close next", "x",
			[]Near{{Page: 40, Space: 1, Confidence: .5}, elsewhere},
			nil,
			[]string{"Eve page 0 1 working day", "Zoe space 0 1 working day"},
		},
		{"an area without an owner makes no claim, but its expectation holds", "x", nil, []Area{bare}, []string{"Zoe space 8 3 working days"}},
	} {
		var got []string
		for _, cl := range Claims(Case{Text: c.text, Space: 1, SpaceOwner: zoe, Near: c.near}, c.areas) {
			got = append(got, fmt.Sprintf("%s %s %d %s", called[cl.To.Person], cl.Why, cl.Area.ID, cl.Expect))
		}
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, d)
		}
	}
}

func away(from, to string, deputy wiki.PersonID) worktime.Away {
	first, err := worktime.ParseDate(from)
	if err != nil {
		panic(err)
	}
	last, err := worktime.ParseDate(to)
	if err != nil {
		panic(err)
	}
	return worktime.Away{From: first, To: last, Deputy: wiki.PersonRef{ID: deputy}}
}

// everybody works from 9 to 17 UTC; group 9 is Cy, Dora and Eve, and Cy's turn was the last.
func everybody(gone map[wiki.PersonID]worktime.Away, without ...wiki.PersonID) Team {
	t := Team{People: map[wiki.PersonID]Member{}, Groups: map[team.GroupID]team.Group{9: {ID: 9, Name: "Desk", Turn: cy}}}
	for p, name := range called {
		if slices.Contains(without, p) {
			continue
		}
		c := worktime.Default(time.UTC)
		if a, is := gone[p]; is {
			c.Away = []worktime.Away{a}
		}
		t.People[p] = Member{Name: name, Calendar: c}
	}
	g := t.Groups[9]
	for _, p := range []wiki.PersonID{cy, dora, eve} {
		g.Members = append(g.Members, team.Member{PersonRef: wiki.PersonRef{ID: p}})
	}
	t.Groups[9] = g
	return t
}

func TestDecide(t *testing.T) {
	own := func(p team.Party, a Area) Claim { return Claim{To: p, Why: qa.OwnsArea, Area: a} }
	space := Claim{To: person(zoe), Why: qa.OwnsSpace}
	week := func(deputy wiki.PersonID) worktime.Away { return away("2026-03-02", "2026-03-06", deputy) }
	friday := time.Date(2026, 3, 6, 18, 0, 0, 0, time.UTC)
	gone := func(p wiki.PersonID, a worktime.Away) map[wiki.PersonID]worktime.Away {
		return map[wiki.PersonID]worktime.Away{p: a}
	}
	all := map[wiki.PersonID]worktime.Away{}
	for p := range called {
		all[p] = week(0)
	}
	for _, c := range []struct {
		name   string
		claims []Claim
		team   Team
		now    time.Time
		asker  wiki.PersonID
		want   string // person why turn for, then who is away
	}{
		{"the owner", []Claim{own(person(ana), subtree1), space}, everybody(nil), monday, 0, "Ana area 0 -"},
		{"nobody", nil, everybody(nil), monday, 0, "- nobody 0 -"},
		{"away: the deputy that the person named", []Claim{own(person(ana), subtree1)}, everybody(gone(ana, week(eve))), monday, 0, "Eve stands_in 0 Ana, Ana away"},
		{"away without a deputy: that of the area", []Claim{own(person(ana), subtree1)}, everybody(gone(ana, week(0))), monday, 0, "Ben stands_in 0 Ana, Ana away"},
		{"the deputy may not read the space: the area's", []Claim{own(person(ana), subtree1)}, everybody(gone(ana, week(eve)), eve), monday, 0, "Ben stands_in 0 Ana, Ana away"},
		{"no deputy is there: the group takes turns", []Claim{own(person(ana), subtree1)}, everybody(gone(ana, week(0)), ben), monday, 0, "Dora stands_in 9 Ana, Ana away"},
		{"away and nobody stands in: the next claim", []Claim{own(person(ana), Area{}), space}, everybody(gone(ana, week(0))), monday, 0, "Zoe space 0 -, Ana away"},
		{"back on Monday", []Claim{own(person(ana), Area{}), space}, everybody(gone(ana, week(0))), friday.AddDate(0, 0, 2), 0, "Ana area 0 -"},
		{"away from Monday, asked on Friday evening", []Claim{own(person(ana), Area{}), space}, everybody(gone(ana, away("2026-03-09", "2026-03-13", 0))), friday, 0, "Zoe space 0 -, Ana away"},
		{"away from Monday, asked on Friday morning", []Claim{own(person(ana), Area{}), space}, everybody(gone(ana, away("2026-03-09", "2026-03-13", 0))), friday.Add(-6 * time.Hour), 0, "Ana area 0 -"},
		{"everybody is away: the owner", []Claim{own(person(ana), subtree1), space}, everybody(all), monday, 0, "Ana area 0 -"},
		{"disabled: the deputy", []Claim{own(person(ana), subtree1), space}, everybody(nil, ana), monday, 0, "Ben stands_in 0 Ana"},
		{"a group: whose turn it is", []Claim{own(group(9), Area{})}, everybody(nil), monday, 0, "Dora area 9 -"},
		{"a group skips who is away", []Claim{own(group(9), Area{})}, everybody(gone(dora, week(0))), monday, 0, "Eve area 9 -"},
		{"a group skips who may not read", []Claim{own(group(9), Area{})}, everybody(nil, dora, eve), monday, 0, "Cy area 9 -"},
		{"a group that is gone", []Claim{own(group(8), Area{}), space}, everybody(nil), monday, 0, "Zoe space 0 -"},
		{"the asker comes last", []Claim{own(person(ana), Area{}), space}, everybody(nil), monday, ana, "Zoe space 0 -"},
		{"rather somebody away than the asker", []Claim{own(person(ana), Area{}), space}, everybody(gone(zoe, week(0))), monday, ana, "Zoe space 0 -"},
		{"nobody but the asker", []Claim{own(person(ana), Area{})}, everybody(nil), monday, ana, "Ana area 0 -"},
		{"a group skips the asker", []Claim{own(group(9), Area{})}, everybody(nil), monday, dora, "Eve area 9 -"},
	} {
		d := Decide(c.claims, c.team, c.asker, c.now)
		name := func(p wiki.PersonID) string {
			if p == 0 {
				return "-"
			}
			return called[p]
		}
		got := fmt.Sprintf("%s %s %d %s", name(d.To.Person), d.Why, d.Turn, name(d.For))
		if d.Away.Person != 0 {
			got += ", " + called[d.Away.Person] + " away"
		}
		if got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func TestNext(t *testing.T) {
	asked := qa.Step{Kind: qa.AskedFirst, Person: wiki.PersonRef{ID: ana}, At: monday.Add(-24 * time.Hour)}
	step := func(kind qa.StepKind, p wiki.PersonID, g team.GroupID) qa.Step {
		return qa.Step{Kind: kind, Person: wiki.PersonRef{ID: p}, Group: g}
	}
	terms := Claim{Area: subtree1, Expect: Expect{4, Hours}}
	week := map[wiki.PersonID]worktime.Away{ben: away("2026-03-02", "2026-03-06", 0)}
	for _, c := range []struct {
		name  string
		steps []qa.Step
		terms Claim
		team  Team
		edit  func(*qa.Question)
		want  string // step person group due; "" for nothing
	}{
		{"the deputy, with the same time again", []qa.Step{asked}, terms, everybody(nil), nil, "deputy 2 0 2026-03-02 14:00"},
		{"then the whole group", []qa.Step{asked, step(qa.AskedDeputy, ben, 0)}, terms, everybody(nil), nil, "group 0 9 -"},
		{"then nobody", []qa.Step{asked, step(qa.AskedDeputy, ben, 0), step(qa.AskedGroup, 0, 9)}, terms, everybody(nil), nil, "overdue 0 0 -"},
		{"the deputy once, whoever it was handed to since", []qa.Step{asked, step(qa.AskedDeputy, ben, 0), step(qa.AskedOther, dora, 0)}, terms, everybody(nil), nil, "group 0 9 -"},
		{"the group once, too", []qa.Step{asked, step(qa.AskedGroup, 0, 9), step(qa.AskedOther, dora, 0)}, terms, everybody(nil), nil, "overdue 0 0 -"},
		{"a deputy who is away is passed over for the group", []qa.Step{asked}, terms, everybody(week), nil, "group 0 9 -"},
		{"without a group the deputy who is away is asked", []qa.Step{asked}, Claim{Area: Area{ID: 1, Deputy: person(ben)}, Expect: Usual}, everybody(week), nil, "deputy 2 0 2026-03-09 17:00"},
		{"no deputy: the group", []qa.Step{asked}, Claim{Area: Area{ID: 1, Group: 9}, Expect: Usual}, everybody(nil), nil, "group 0 9 -"},
		{"the deputy asked: the group", []qa.Step{asked}, terms, everybody(nil), func(q *qa.Question) { q.By.ID = ben }, "group 0 9 -"},
		{"a deputy that is a group takes turns", []qa.Step{asked}, Claim{Area: Area{ID: 1, Deputy: group(9)}, Expect: Usual}, everybody(nil), nil, "deputy 4 9 2026-03-03 10:00"},
		{"an owner that is a group is asked as a whole", []qa.Step{step(qa.AskedFirst, cy, 9)}, Claim{Area: Area{ID: 1, Owner: group(9)}, Expect: Usual}, everybody(nil), nil, "group 0 9 -"},
		{"nobody else anywhere", []qa.Step{asked}, Claim{Expect: Usual}, everybody(nil), nil, "overdue 0 0 -"},
		{"whoever may not read is not asked", []qa.Step{asked}, terms, everybody(nil, ben, cy, dora, eve), nil, "overdue 0 0 -"},
		{"in time", []qa.Step{asked}, terms, everybody(nil), func(q *qa.Question) { q.Next = monday.Add(time.Microsecond) }, ""},
		{"answered", []qa.Step{asked}, terms, everybody(nil), func(q *qa.Question) { q.State = qa.Answered }, ""},
		{"never", []qa.Step{asked}, terms, everybody(nil), func(q *qa.Question) { q.Next = time.Time{} }, ""},
	} {
		q := qa.Question{ID: 1, State: qa.Open, Owner: wiki.PersonRef{ID: ana}, Next: monday}
		if c.edit != nil {
			c.edit(&q)
		}
		got := ""
		if s, due := Next(q, c.steps, c.terms, c.team, monday); due {
			when := "-"
			if !s.Due.IsZero() {
				when = s.Due.Format("2006-01-02 15:04")
			}
			got = fmt.Sprintf("%s %d %d %s", s.Kind, s.Person.ID, s.Group, when)
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestDirectory(t *testing.T) {
	d := NewDirectory([]wiki.PersonRef{{ID: 1, Name: "Ana Silva"}, {ID: 2, Name: "Ana  Silva"}, {ID: 3, Name: "Ben Okafor"}, {ID: 4, Name: "Ben"}}, []team.Group{{ID: 9, Name: "Platform"}})
	for text, want := range map[string]team.Party{
		"": {}, " ben okafor ": person(3), "okaf": person(3), "Ben": person(4), "platform": group(9), "Platform (group)": group(9), "ana silva (no. 1)": person(1),
	} {
		if got, err := d.Find(text, "owner"); err != nil || got != want {
			t.Errorf("%q: %v, %v, want %v", text, got, err, want)
		}
	}
	for _, text := range []string{"Zoe", "Ana Silva", "an"} {
		if got, err := d.Find(text, "owner"); err == nil {
			t.Errorf("%q found %v", text, got)
		}
	}
	for _, e := range d.entries { // whoever is named is found again
		if got, err := d.Find(d.Name(e.party), "owner"); err != nil || got != e.party {
			t.Errorf("%q: %v, %v", e.name, got, err)
		}
	}
}
