package teamhttp

import (
	"context"
	"strings"
	"time"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/worktime"
)

// Hours are the working hours of each day of the week.
type Hours struct {
	Monday    string `json:"monday" maxLength:"120" example:"9:00–12:30, 13:30–17:00" doc:"Empty: a day off. An end that is not after its beginning lies on the next day"`
	Tuesday   string `json:"tuesday" maxLength:"120"`
	Wednesday string `json:"wednesday" maxLength:"120"`
	Thursday  string `json:"thursday" maxLength:"120"`
	Friday    string `json:"friday" maxLength:"120"`
	Saturday  string `json:"saturday" maxLength:"120"`
	Sunday    string `json:"sunday" maxLength:"120"`
}

// days are the fields by time.Weekday.
func (h *Hours) days() [7]*string {
	return [7]*string{&h.Sunday, &h.Monday, &h.Tuesday, &h.Wednesday, &h.Thursday, &h.Friday, &h.Saturday}
}

// Absence is days away.
type Absence struct {
	From   string `json:"from" format:"date" doc:"The first day"`
	To     string `json:"to" format:"date" doc:"The last day"`
	Note   string `json:"note,omitempty" maxLength:"1000" doc:"What those are told who ask meanwhile"`
	Deputy int64  `json:"deputy,omitempty" doc:"The account of who stands in"`
}

// Calendar is when somebody works and may be sent messages.
type Calendar struct {
	Hours        Hours     `json:"hours"`
	Country      string    `json:"country" maxLength:"10" example:"DE-BY" doc:"Whose public holidays are days off; empty for none"`
	Quiet        string    `json:"quiet" maxLength:"40" example:"20:00–8:00" doc:"Without messages, every day; empty for none"`
	QuietDaysOff bool      `json:"quiet_days_off"`
	Pings        int       `json:"pings" minimum:"0" maximum:"1000" doc:"Messages a day at most; 0: no limit"`
	Channel      string    `json:"channel" enum:"app,mail,digest"`
	Away         []Absence `json:"away" maxItems:"200" nullable:"false"`
}

// ZonedCalendar is a calendar with the time zone of its account.
type ZonedCalendar struct {
	Calendar
	Zone string `json:"timezone" doc:"IANA name, that of the account"`
}

// NewCalendar is a calendar to be set.
type NewCalendar struct {
	Calendar
	Zone *string `json:"timezone,omitempty" example:"Europe/Berlin" doc:"IANA name; it becomes that of the account. Absent: it stays"`
}

type (
	calendarInput struct {
		Body NewCalendar
	}
	calendarOutput struct {
		Body ZonedCalendar
	}
)

func (s screens) getCalendar(ctx context.Context, as wiki.Actor, _ *struct{}) (*calendarOutput, error) {
	c, err := s.team.Calendar(ctx, as.Person)
	if err != nil {
		return nil, err
	}
	out := ZonedCalendar{Zone: c.Zone.String(), Calendar: Calendar{
		Country: c.Country, QuietDaysOff: c.QuietDaysOff, Pings: c.Pings, Channel: string(c.Channel), Away: []Absence{},
	}}
	for day, to := range out.Hours.days() {
		*to = worktime.FormatHours(c.Week[day])
	}
	if c.Quiet.From != c.Quiet.To {
		out.Quiet = c.Quiet.String()
	}
	for _, a := range c.Away {
		out.Away = append(out.Away, Absence{From: a.From.String(), To: a.To.String(), Note: a.Note, Deputy: int64(a.Deputy.ID)})
	}
	return &calendarOutput{out}, nil
}

func (s screens) putCalendar(ctx context.Context, as wiki.Actor, in *calendarInput) (*calendarOutput, error) {
	c := worktime.Calendar{Country: in.Body.Country, QuietDaysOff: in.Body.QuietDaysOff, Pings: in.Body.Pings, Channel: worktime.Channel(in.Body.Channel), Zone: as.In()}
	var err error
	if in.Body.Zone != nil {
		if c.Zone, err = zoneOf(*in.Body.Zone); err != nil {
			return nil, on("body.timezone", "", err)
		}
	}
	for day, text := range in.Body.Hours.days() {
		if c.Week[day], err = worktime.ParseHours(*text); err != nil {
			return nil, on("body.hours."+strings.ToLower(time.Weekday(day).String()), "", err)
		}
	}
	if c.Quiet, err = worktime.ParseQuiet(in.Body.Quiet); err != nil {
		return nil, on("body.quiet", "", err)
	}
	for _, a := range in.Body.Away {
		from, err1 := worktime.ParseDate(a.From)
		to, err2 := worktime.ParseDate(a.To)
		if err1 != nil || err2 != nil {
			return nil, content.Errorf(content.Invalid, "Days away are given like 2026-12-31. Nothing was saved.").On("body.away")
		}
		c.Away = append(c.Away, worktime.Away{From: from, To: to, Note: a.Note, Deputy: wiki.PersonRef{ID: wiki.PersonID(a.Deputy)}})
	}
	if day, problem := c.Week.Overlap(); problem != "" {
		return nil, content.Errorf(content.Invalid, "%s Nothing was saved.", problem).On("body.hours." + strings.ToLower(day.String()))
	}
	if err := mayZone(as, c); err != nil {
		return nil, err
	}
	if err := s.team.SetCalendar(ctx, as, as.Person, c); err != nil {
		return nil, err
	}
	if err := s.setZone(ctx, as, c); err != nil {
		return nil, err
	}
	return s.getCalendar(ctx, as, nil)
}

// TeamGroup is people who answer together. In the API’s document every type has a name of its own.
type TeamGroup struct {
	ID      int64    `json:"id"`
	Name    string   `json:"name"`
	Members []Member `json:"members" nullable:"false" doc:"In the order of their turns"`
}

// Member is somebody in a group.
type Member struct {
	ID     int64  `json:"id"`
	Name   string `json:"name"`
	Deputy bool   `json:"deputy" doc:"Asked only where none of the others can be"`
}

type teamGroupsOutput struct {
	Body struct {
		Items []TeamGroup `json:"items"`
	}
}

func (s screens) listGroups(ctx context.Context, _ wiki.Actor, _ *struct{}) (*teamGroupsOutput, error) {
	groups, err := s.team.Groups(ctx)
	if err != nil {
		return nil, err
	}
	out := &teamGroupsOutput{}
	out.Body.Items = []TeamGroup{}
	for _, g := range groups {
		item := TeamGroup{ID: int64(g.ID), Name: g.Name, Members: []Member{}}
		for _, m := range g.Members {
			if !m.Disabled {
				item.Members = append(item.Members, Member{ID: int64(m.ID), Name: m.Name, Deputy: m.Deputy})
			}
		}
		out.Body.Items = append(out.Body.Items, item)
	}
	return out, nil
}
