package wikihttp

import (
	"net/http"
	"time"

	"github.com/docent-wiki/docent/themes"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/httpd"
	"github.com/docent-wiki/docent/wiki/worktime"
)

func (s *screens) people(r *httpd.Request) error {
	return s.drawPeople(r, http.StatusOK, themes.People{})
}

func (s *screens) drawPeople(r *httpd.Request, status int, view themes.People) (err error) {
	if view.Frame, err = r.Frame(httpd.Here{Title: "People", Nav: themes.NavPeople}); err != nil {
		return err
	}
	view.Tabs = r.AdminTabs("/people")
	people, err := s.Accounts.People(r.Context())
	if err != nil {
		return err
	}
	calendars, err := s.calendars(r, people)
	if err != nil {
		return err
	}
	for _, p := range people {
		if row, shown := personRow(r, p, calendars[p.ID], s.Now()); shown {
			view.Rows = append(view.Rows, row)
		}
	}
	if !r.As.IsAdmin() {
		return r.DrawAs(status, view)
	}
	open, err := s.Accounts.Invitations(r.Context(), r.As)
	if err != nil {
		return err
	}
	for _, i := range open {
		view.Invited = append(view.Invited, themes.InvitedRow{
			Email: i.Email, Role: string(i.Role), By: i.By.Name, At: r.When(i.At), Expires: r.When(i.Expires),
		})
	}
	return r.DrawAs(status, view)
}

// calendars are those of all who are listed, read at once.
func (s *screens) calendars(r *httpd.Request, people []wiki.Person) (map[wiki.PersonID]worktime.Calendar, error) {
	if s.Calendars == nil {
		return nil, nil
	}
	var ids []wiki.PersonID
	for _, p := range people {
		if !p.Disabled {
			ids = append(ids, p.ID)
		}
	}
	return s.Calendars.Calendars(r.Context(), ids)
}

// hours writes when somebody works, in the reader's words.
func hours(c worktime.Calendar, lang string) string {
	var week themes.Week
	for day, spans := range c.Week {
		for _, s := range spans {
			week[day] = append(week[day], [2]int{s.From, s.To})
		}
	}
	return themes.Hours(week, lang)
}

// personRow shows disabled accounts to administrators alone.
func personRow(r *httpd.Request, p wiki.Person, c worktime.Calendar, now time.Time) (themes.PersonRow, bool) {
	if p.Disabled && !r.As.IsAdmin() {
		return themes.PersonRow{}, false
	}
	row := themes.PersonRow{
		Person: themes.Person{ID: int64(p.ID), Name: p.Name, Initials: httpd.Initials(p.Name)},
		Email:  p.Email, Role: string(p.Role), Disabled: p.Disabled, Self: p.ID == r.As.Person, Zone: p.Zone, Hours: hours(c, r.As.Language),
	}
	if zone, err := time.LoadLocation(p.Zone); err == nil {
		row.Clock = themes.Clock(now, zone, r.As.Language)
	}
	if r.As.IsAdmin() {
		row.Seen = r.When(p.LastSeen)
	}
	return row, true
}

// invitePerson makes an invitation; its address is shown once.
func (s *screens) invitePerson(r *httpd.Request) error {
	email := r.Field("email")
	token, err := s.Accounts.Invite(r.Context(), r.As, email, wiki.Role(r.Field("role")))
	if known := httpd.Known(err); known != nil && r.As.IsAdmin() {
		return s.drawPeople(r, httpd.Status(err), themes.People{Problem: problem(known), Email: email})
	}
	if err != nil {
		return err
	}
	r.Writer.Header().Set("Cache-Control", "no-store")
	return s.drawPeople(r, http.StatusCreated, themes.People{Link: r.Absolute("/invite/" + token), LinkFor: email})
}

// resetPerson makes an address by which a person sets a new password; it is shown once.
func (s *screens) resetPerson(r *httpd.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	token, err := s.Accounts.ResetLink(r.Context(), r.As, wiki.PersonID(id))
	if err != nil {
		return s.refusedPerson(r, err)
	}
	person, err := s.Accounts.Person(r.Context(), wiki.PersonID(id))
	if err != nil {
		return err
	}
	r.Writer.Header().Set("Cache-Control", "no-store")
	return s.drawPeople(r, http.StatusCreated, themes.People{Link: r.Absolute("/reset/" + token), LinkFor: person.Name})
}

// refusedPerson shows what an administrator can mend above the list.
func (s *screens) refusedPerson(r *httpd.Request, err error) error {
	known := httpd.Known(err)
	if known == nil || httpd.Status(err) != http.StatusConflict {
		return err
	}
	return s.drawPeople(r, http.StatusConflict, themes.People{Problem: problem(known)})
}

// change runs one change of an account and comes back to the list.
func (s *screens) change(r *httpd.Request, said string, fn func(id wiki.PersonID) error) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	if err := fn(wiki.PersonID(id)); err != nil {
		return s.refusedPerson(r, err)
	}
	s.server.ForgetSessions()
	r.Say("good", said, nil)
	return r.See("/people")
}

func (s *screens) disable(r *httpd.Request) error {
	return s.change(r, "The account is disabled. What the person wrote stays.", func(id wiki.PersonID) error {
		return s.Accounts.Disable(r.Context(), r.As, id)
	})
}

func (s *screens) enable(r *httpd.Request) error {
	return s.change(r, "The account works again.", func(id wiki.PersonID) error {
		return s.Accounts.Enable(r.Context(), r.As, id)
	})
}

func (s *screens) setRole(r *httpd.Request) error {
	return s.change(r, "The role is changed.", func(id wiki.PersonID) error {
		return s.Accounts.SetRole(r.Context(), r.As, id, wiki.Role(r.Field("role")))
	})
}
