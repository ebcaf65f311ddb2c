// Package teamhttp shows people when they work and may be sent messages, and administrators the groups: two
// screens and the calls of the API beneath them.
package teamhttp

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/themes"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/account"
	"github.com/docent-wiki/docent/wiki/httpd"
	"github.com/docent-wiki/docent/wiki/team"
	"github.com/docent-wiki/docent/wiki/worktime"
)

// The paths of the screens.
const (
	timePath   = "/settings/time"
	groupsPath = "/admin/groups"
)

type screens struct {
	team     *team.Store
	accounts *account.Accounts
}

// Register puts the screens and the calls on a server.
func Register(server *httpd.Server, store *team.Store, accounts *account.Accounts) {
	s := screens{store, accounts}
	own := httpd.Scope(wiki.ScopeAdmin)
	server.GET(timePath, s.time)
	server.POST(timePath, s.setTime)
	server.GET(groupsPath, s.groups, own)
	server.POST(groupsPath, s.changeGroups, own)
	httpd.Register(server, httpd.Operation{
		Method: http.MethodGet, Path: "/me/calendar", ID: "get-calendar", Tag: "People", Summary: "When I work",
	}, s.getCalendar)
	httpd.Register(server, httpd.Operation{
		Method: http.MethodPut, Path: "/me/calendar", ID: "set-calendar", Tag: "People", Summary: "Say when I work",
		Text: "Everything of the calendar is replaced, days away too. What GET gives can be sent back. The time zone is that of the account, and is changed with it; without one it stays.",
	}, s.putCalendar)
	httpd.Register(server, httpd.Operation{
		Method: http.MethodGet, Path: "/groups", ID: "list-groups", Tag: "People", Summary: "Groups and their members, in the order of their turns",
	}, s.listGroups)
}

func (s screens) time(r *httpd.Request) error {
	c, err := s.team.Calendar(r.Context(), r.As.Person)
	if err != nil {
		return err
	}
	country := r.Query("country")
	if country == "" {
		country = c.Country
	}
	var form worktime.Away
	if id, err := r.Number("away"); err == nil && id > 0 {
		for _, a := range c.Away {
			if a.ID == id {
				form = a
			}
		}
	}
	view, err := s.timeView(r, c, country, form)
	if err != nil {
		return err
	}
	return r.Draw(view)
}

// timeView shows a calendar; form is what stands in the form of days away.
func (s screens) timeView(r *httpd.Request, c worktime.Calendar, country string, form worktime.Away) (view themes.TimeSettings, err error) {
	today := c.Date(r.Now())
	view = themes.TimeSettings{
		QuietDaysOff: c.QuietDaysOff, Pings: c.Pings, Year: today.Year, Country: worktime.CountryName(country),
		Channels: []themes.Option{
			{Value: string(worktime.InApp), Text: "in the app only", Selected: c.Channel == worktime.InApp},
			{Value: string(worktime.Mail), Text: "by mail", Selected: c.Channel == worktime.Mail},
			{Value: string(worktime.Digest), Text: "as one mail a day", Selected: c.Channel == worktime.Digest},
		},
		Countries: []themes.Option{{Text: "no country", Selected: country == ""}},
		Form:      themes.AwayForm{ID: form.ID, From: form.From.String(), To: form.To.String(), Note: form.Note},
	}
	if c.Quiet.From != c.Quiet.To {
		view.Quiet = c.Quiet.String()
	}
	zones := worktime.Zones
	if !slices.Contains(zones, c.Zone.String()) {
		zones = append([]string{c.Zone.String()}, zones...)
	}
	for _, name := range zones {
		view.Zones = append(view.Zones, themes.Option{Value: name, Text: name, Selected: name == c.Zone.String()})
	}
	for i := range 7 {
		day := time.Weekday((i + 1) % 7)
		view.Days = append(view.Days, themes.DayHours{Name: day.String(), Field: dayField(day), Hours: worktime.FormatHours(c.Week[day])})
	}
	for _, k := range worktime.Countries() {
		view.Countries = append(view.Countries, themes.Option{Value: k.Code, Text: k.Name, Selected: k.Code == country})
	}
	for _, h := range worktime.Holidays(country, today.Year) {
		view.Holidays = append(view.Holidays, themes.DayName{
			Day: h.Date.At(0, time.UTC).Format("Mon 2 Jan"), Name: h.Name, Free: len(c.Week[h.Date.Weekday()]) == 0,
		})
	}
	for _, a := range c.Away {
		if row := awayRow(r, a, today); row.State != "past" || today.Since(a.To) <= 30 {
			view.Away = append(view.Away, row)
		}
	}
	if view.Form.Deputies, err = s.deputies(r, form.Deputy.ID); err != nil {
		return view, err
	}
	view.Frame, err = r.Frame(httpd.Here{Title: "When you work", Nav: themes.NavSettings})
	return view, err
}

func dayField(day time.Weekday) string { return fmt.Sprintf("hours%d", day) }

func awayRow(r *httpd.Request, a worktime.Away, today worktime.Date) themes.AwayRow {
	row := themes.AwayRow{ID: a.ID, From: dateText(r, a.From), To: dateText(r, a.To), Deputy: a.Deputy.Name, Note: a.Note}
	switch {
	case a.Holds(today):
		row.State = "now"
	case a.To.Compare(today) < 0:
		row.State = "past"
	}
	return row
}

// dateText writes a date in the reader's language.
func dateText(r *httpd.Request, d worktime.Date) string {
	return themes.On(d.At(0, time.UTC), r.Now(), time.UTC, r.As.Language).Text
}

// deputies are the people who can stand in, one of them selected.
func (s screens) deputies(r *httpd.Request, chosen wiki.PersonID) ([]themes.Option, error) {
	people, err := s.accounts.People(r.Context())
	if err != nil {
		return nil, err
	}
	list := []themes.Option{{Value: "", Text: "nobody", Selected: chosen == 0}}
	for _, p := range people {
		if !p.Disabled && p.ID != r.As.Person {
			list = append(list, themes.Option{Value: fmt.Sprint(p.ID), Text: p.Name, Selected: p.ID == chosen})
		}
	}
	return list, nil
}

// setTime saves what a form of the screen says.
func (s screens) setTime(r *httpd.Request) error {
	switch r.Field("action") {
	case "away":
		return s.putAway(r)
	case "remove":
		id, err := r.Number("id")
		if err != nil {
			return err
		}
		if err := s.team.RemoveAway(r.Context(), r.As, r.As.Person, id); err != nil {
			return err
		}
		r.Say("good", "These days away are removed.", nil)
		return r.See(timePath)
	}
	return s.setHours(r)
}

func (s screens) setHours(r *httpd.Request) error {
	before, err := s.team.Calendar(r.Context(), r.As.Person)
	if err != nil {
		return err
	}
	c, err := calendarOf(r, before)
	if err == nil && r.Field("action") == "show" {
		view, err := s.timeView(r, c, c.Country, worktime.Away{})
		if err != nil {
			return err
		}
		return r.Draw(view)
	}
	if err == nil {
		err = s.saveHours(r, c)
	}
	if known := httpd.Known(err); known != nil && known.Kind == content.Invalid {
		view, err := s.timeView(r, c, c.Country, worktime.Away{})
		if err != nil {
			return err
		}
		view.Problem = themes.Problem{Text: known.Text, Field: known.Field}
		for i := range view.Days {
			view.Days[i].Hours = r.Field(view.Days[i].Field)
		}
		view.Quiet = r.Field("quiet")
		return r.Refuse(known, view)
	}
	if err != nil {
		return err
	}
	r.Say("good", "Saved. It holds from now on, for what waits too.", nil)
	return r.See(timePath)
}

func (s screens) saveHours(r *httpd.Request, c worktime.Calendar) error {
	if err := mayZone(r.As, c); err != nil {
		return err
	}
	if err := s.team.SetHours(r.Context(), r.As, r.As.Person, c); err != nil {
		return err
	}
	return s.setZone(r.Context(), r.As, c)
}

// mayZone refuses a zone for which the token is too weak, before anything is saved.
func mayZone(as wiki.Actor, c worktime.Calendar) error {
	if c.Zone.String() == as.In().String() || as.Scope >= wiki.ScopeAdmin {
		return nil
	}
	return content.Errorf(content.Forbidden, "This token may not change the time zone of the account. Leave it as it is, or use the browser or a token with the scope “admin”. Nothing was saved.")
}

// setZone gives the account the zone of a calendar.
func (s screens) setZone(ctx context.Context, as wiki.Actor, c worktime.Calendar) error {
	zone := c.Zone.String()
	if zone == as.In().String() {
		return nil
	}
	_, err := s.accounts.Change(ctx, as, as.Person, account.Change{Zone: &zone})
	return err
}

// zoneOf reads the name of a time zone.
func zoneOf(name string) (*time.Location, error) {
	if err := account.CheckZone(name); err != nil {
		return nil, err
	}
	return time.LoadLocation(name)
}

// calendarOf reads the form; days away stay as they are. With an error comes what can be read.
func calendarOf(r *httpd.Request, c worktime.Calendar) (worktime.Calendar, error) {
	pings, err := r.Number("pings")
	if err != nil {
		return c, err
	}
	c.Pings, c.Country, c.Channel = int(min(max(pings, -1), team.MaxPings+1)), r.Field("country"), worktime.Channel(r.Field("channel"))
	c.QuietDaysOff = r.Field("quiet_days_off") != ""
	if r.PostForm.Has("timezone") {
		zone, err := zoneOf(r.Field("timezone"))
		if err != nil {
			return c, on("timezone", "", err)
		}
		c.Zone = zone
	}
	for day := range c.Week {
		field := dayField(time.Weekday(day))
		spans, err := worktime.ParseHours(r.Field(field))
		if err != nil {
			return c, on(field, fmt.Sprintf("%s: ", time.Weekday(day)), err)
		}
		c.Week[day] = spans
	}
	if c.Quiet, err = worktime.ParseQuiet(r.Field("quiet")); err != nil {
		return c, on("quiet", "Quiet hours: ", err)
	}
	return c, nil
}

// on says which field an error is about.
func on(field, before string, err error) error {
	known := httpd.Known(err)
	if known == nil {
		return err
	}
	return content.Errorf(known.Kind, "%s%s Nothing was saved.", before, known.Text).On(field)
}

func (s screens) putAway(r *httpd.Request) error {
	a, err := awayOf(r)
	if err == nil {
		_, err = s.team.PutAway(r.Context(), r.As, r.As.Person, a)
	}
	if known := httpd.Known(err); known != nil && known.Kind == content.Invalid {
		c, err := s.team.Calendar(r.Context(), r.As.Person)
		if err != nil {
			return err
		}
		view, err := s.timeView(r, c, c.Country, a)
		if err != nil {
			return err
		}
		view.Problem = themes.Problem{Text: known.Text, Field: known.Field}
		return r.Refuse(known, view)
	}
	if err != nil {
		return err
	}
	r.Say("good", "Your days away are saved.", nil)
	return r.See(timePath)
}

func awayOf(r *httpd.Request) (a worktime.Away, err error) {
	if a.ID, err = r.Number("id"); err != nil {
		return a, err
	}
	a.Note = r.Field("note")
	deputy, err := r.Number("deputy")
	if err != nil {
		return a, err
	}
	a.Deputy.ID = wiki.PersonID(deputy)
	for field, to := range map[string]*worktime.Date{"from": &a.From, "to": &a.To} {
		if text := r.Field(field); text != "" {
			if *to, err = worktime.ParseDate(text); err != nil {
				return a, content.Errorf(content.Invalid, "“%s” is not a date like 2026-12-31.", content.Excerpt(text, 40)).On(field)
			}
		}
	}
	return a, nil
}
