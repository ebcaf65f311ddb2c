package teamhttp

import (
	"fmt"
	"slices"
	"time"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/themes"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/httpd"
	"github.com/docent-wiki/docent/wiki/team"
	"github.com/docent-wiki/docent/wiki/worktime"
)

func (s screens) groups(r *httpd.Request) error {
	if !r.As.IsAdmin() {
		return content.Errorf(content.Forbidden, "Only an administrator may change groups. Ask one of yours.")
	}
	open, err := r.Number("open")
	if err != nil {
		return err
	}
	view, err := s.groupsView(r, open)
	if err != nil {
		return err
	}
	return r.Draw(view)
}

func (s screens) groupsView(r *httpd.Request, open int64) (view themes.AdminGroups, err error) {
	view.Tabs = r.AdminTabs(groupsPath)
	groups, err := s.team.Groups(r.Context())
	if err != nil {
		return view, err
	}
	people, err := s.accounts.People(r.Context())
	if err != nil {
		return view, err
	}
	var members []wiki.PersonID
	for _, g := range groups {
		for _, m := range g.Members {
			members = append(members, m.ID)
		}
	}
	slices.Sort(members)
	calendars, err := s.team.Calendars(r.Context(), slices.Compact(members))
	if err != nil {
		return view, err
	}
	for _, g := range groups {
		form := themes.GroupForm{ID: int64(g.ID), Name: g.Name, Open: int64(g.ID) == open, Others: []themes.Option{{Text: "nobody"}}}
		for i, m := range g.Members {
			form.Members = append(form.Members, memberRow(r, g, i, m, calendars[m.ID]))
		}
		for _, p := range people {
			if !p.Disabled && !slices.ContainsFunc(g.Members, func(m team.Member) bool { return m.ID == p.ID }) {
				form.Others = append(form.Others, themes.Option{Value: fmt.Sprint(p.ID), Text: p.Name})
			}
		}
		view.Groups = append(view.Groups, form)
	}
	view.Frame, err = r.Frame(httpd.Here{Title: "Groups · Administration", Nav: themes.NavAdmin})
	return view, err
}

func memberRow(r *httpd.Request, g team.Group, i int, m team.Member, c worktime.Calendar) themes.GroupMember {
	row := themes.GroupMember{
		Person:   themes.Person{ID: int64(m.ID), Name: m.Name, Initials: httpd.Initials(m.Name)},
		Position: i + 1, Deputy: m.Deputy, Disabled: m.Disabled, Last: g.Turn == m.ID,
	}
	today := c.Date(r.Now())
	row.Hours = worktime.FormatHours(c.Week[today.Weekday()])
	if _, holiday := worktime.HolidayOn(c.Country, today); holiday {
		row.Hours = ""
	}
	if c.Zone != nil {
		row.Clock = r.Now().In(c.Zone).Format("15:04")
	}
	if a, away := c.AwayAt(r.Now()); away {
		row.Away, row.Hours = "until "+themes.On(a.To.At(0, time.UTC), r.Now(), time.UTC, r.As.Language).Text, ""
	}
	return row
}

// changeGroups makes, changes or removes a group.
func (s screens) changeGroups(r *httpd.Request) error {
	id, err := r.Number("id")
	if err != nil {
		return err
	}
	said := "The group is saved."
	switch r.Field("action") {
	case "make":
		var g team.Group
		g, err = s.team.PutGroup(r.Context(), r.As, team.Group{Name: r.Field("name")})
		if said = "The group is made. Add its members."; err == nil {
			id = int64(g.ID)
		}
	case "save":
		err = s.saveGroup(r, team.GroupID(id))
	case "remove":
		if err := s.team.RemoveGroup(r.Context(), r.As, team.GroupID(id)); err != nil {
			return err
		}
		r.Say("good", "The group is removed. What it owned has no owner until you name one.", nil)
		return r.See(groupsPath)
	default:
		return content.Errorf(content.Invalid, "The form says neither make, save nor remove. Nothing was changed.")
	}
	if known := httpd.Known(err); known != nil && (known.Kind == content.Invalid || known.Kind == content.Conflict) {
		view, err := s.groupsView(r, id)
		if err != nil {
			return err
		}
		view.Problem = themes.Problem{Text: known.Text, Field: known.Field}
		if id == 0 {
			view.Name = r.Field("name")
		}
		return r.Refuse(known, view)
	}
	if err != nil {
		return err
	}
	r.Say("good", said, nil)
	return r.See(fmt.Sprintf("%s?open=%d#group-%d", groupsPath, id, id))
}

// place is a member as the form orders them.
type place struct {
	member   team.Member
	position int64
}

func (s screens) saveGroup(r *httpd.Request, id team.GroupID) error {
	if !r.As.IsAdmin() {
		return content.Errorf(content.Forbidden, "Only an administrator may change groups. Ask one of yours.")
	}
	g, err := s.team.Group(r.Context(), id)
	if err != nil {
		return err
	}
	g.Name = r.Field("name")
	var places []place
	for _, m := range g.Members {
		n := fmt.Sprint(m.ID)
		if r.Field("remove_"+n) != "" {
			continue
		}
		position, err := r.Number("position_" + n)
		if err != nil {
			return err
		}
		if slices.Contains(r.Form["member"], n) { // else somebody else has added them meanwhile
			m.Deputy = r.Field("deputy_"+n) != ""
		} else {
			position = 1 << 30
		}
		places = append(places, place{m, position})
	}
	slices.SortStableFunc(places, func(a, b place) int { return int(min(max(a.position-b.position, -1), 1)) })
	g.Members = nil
	for _, p := range places {
		g.Members = append(g.Members, p.member)
	}
	add, err := r.Number("add")
	if err != nil {
		return err
	}
	if add > 0 {
		g.Members = append(g.Members, team.Member{PersonRef: wiki.PersonRef{ID: wiki.PersonID(add)}})
	}
	_, err = s.team.PutGroup(r.Context(), r.As, g)
	return err
}
