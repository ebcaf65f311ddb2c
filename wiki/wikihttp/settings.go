package wikihttp

import (
	"net/http"
	"strings"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/themes"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/account"
	"github.com/docent-wiki/docent/wiki/httpd"
)

func (s *screens) settings(r *httpd.Request) error {
	return s.drawAccount(r, http.StatusOK, themes.Account{})
}

// drawAccount shows the reader's own account; a name in view is what was typed and refused.
func (s *screens) drawAccount(r *httpd.Request, status int, view themes.Account) (err error) {
	if view.Frame, err = r.Frame(httpd.Here{Title: "Settings", Nav: themes.NavSettings}); err != nil {
		return err
	}
	me, err := s.Accounts.Person(r.Context(), r.As.Person)
	if err != nil {
		return err
	}
	if view.Name == "" {
		view.Name = me.Name
	}
	view.Email, view.Chosen, view.MinLength = me.Email, themes.Scheme(me.Scheme), account.MinPassword
	view.Zones = zones(me.Zone)
	view.Languages = chosen(themes.Languages, me.Language)
	view.Scopes = []themes.Option{
		{Value: "read", Text: "read, and ask", Selected: true}, {Value: "write", Text: "write"}, {Value: "admin", Text: "do all that I may"},
	}
	tokens, err := s.Accounts.Tokens(r.Context(), r.As, me.ID)
	if err != nil {
		return err
	}
	for _, t := range tokens {
		view.Tokens = append(view.Tokens, themes.TokenRow{
			ID: int64(t.ID), Label: t.Label, Scope: account.ScopeName(t.Scope), Created: r.When(t.Created), Used: r.When(t.Used), Start: t.Start,
		})
	}
	sessions, err := s.Accounts.ByPerson(r.Context(), r.As, me.ID)
	if err != nil {
		return err
	}
	here := ""
	if secret := r.Session(); secret != "" {
		here = account.SessionID(secret)
	}
	for _, one := range sessions {
		view.Sessions = append(view.Sessions, themes.SessionRow{
			ID: one.ID, Device: Device(one.Agent), Address: one.Address, Seen: r.When(one.Used), Here: one.ID == here,
		})
	}
	return r.DrawAs(status, view)
}

// settingsNow changes the profile, the password, or the colours alone.
func (s *screens) settingsNow(r *httpd.Request) error {
	var err error
	said := "Changed."
	switch r.Field("action") {
	case "password":
		err = s.Accounts.SetPassword(r.Context(), r.As, r.Field("current"), r.Field("password"), r.Session())
		s.server.ForgetSessions()
		said = "The password is changed. Other browsers are signed out."
	case "scheme":
		scheme := r.Field("scheme")
		if _, err := s.Accounts.Change(r.Context(), r.As, r.As.Person, account.Change{Scheme: &scheme}); err != nil {
			return err
		}
		return r.See(httpd.Local(r.Field("next")))
	default:
		_, err = s.Accounts.Change(r.Context(), r.As, r.As.Person, profile(r))
	}
	if known := httpd.Known(err); known != nil {
		return s.drawAccount(r, httpd.Status(err), themes.Account{Problem: problem(known), Name: r.Field("name")})
	}
	if err != nil {
		return err
	}
	r.Say("good", said, nil)
	return r.See("/settings")
}

// profile names what the form named.
func profile(r *httpd.Request) account.Change {
	var c account.Change
	for name, field := range map[string]**string{"name": &c.Name, "timezone": &c.Zone, "language": &c.Language, "scheme": &c.Scheme} {
		if r.PostForm.Has(name) {
			value := r.PostForm.Get(name)
			*field = &value
		}
	}
	return c
}

// newToken makes an API token; it is shown once.
func (s *screens) newToken(r *httpd.Request) error {
	scope, known := account.ParseScope(r.Field("scope"))
	if !known {
		scope = wiki.ScopeNone // refused with the reason below
	}
	secret, token, err := s.Accounts.CreateToken(r.Context(), r.As, r.As.Person, r.Field("label"), scope)
	if known := httpd.Known(err); known != nil {
		return s.drawAccount(r, httpd.Status(err), themes.Account{Problem: problem(known)})
	}
	if err != nil {
		return err
	}
	r.Writer.Header().Set("Cache-Control", "no-store")
	return s.drawAccount(r, http.StatusCreated, themes.Account{NewToken: secret, NewLabel: token.Label})
}

func (s *screens) deleteToken(r *httpd.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	if err := s.Accounts.DeleteToken(r.Context(), r.As, account.TokenID(id)); err != nil {
		return err
	}
	r.Say("good", "The token does not work any more.", nil)
	return r.See("/settings")
}

func (s *screens) endSession(r *httpd.Request) error {
	if err := s.Accounts.EndSession(r.Context(), r.As, r.As.Person, r.Param("id")); err != nil {
		return err
	}
	s.server.ForgetSessions()
	r.Say("good", "That browser is signed out.", nil)
	return r.See("/settings")
}

// chosen gives a list of choices with one of them selected.
func chosen(options []themes.Option, value string) []themes.Option {
	list := make([]themes.Option, len(options))
	for i, o := range options {
		o.Selected = o.Value == value
		list[i] = o
	}
	return list
}

// language picks the first language of the browser that dates can be written in, "" for none.
func language(r *httpd.Request) string {
	for part := range strings.SplitSeq(r.Header.Get("Accept-Language"), ",") {
		tag, _, _ := strings.Cut(strings.TrimSpace(part), ";")
		base, _, _ := strings.Cut(tag, "-")
		for _, want := range []string{tag, base} {
			for _, o := range themes.Languages {
				if want != "" && strings.EqualFold(o.Value, want) {
					return o.Value
				}
			}
		}
	}
	return ""
}

// Device writes a browser's name for itself for a person: "Firefox on Linux".
func Device(agent string) string {
	name := firstOf(agent, [][2]string{{"Edg/", "Edge"}, {"OPR/", "Opera"}, {"Firefox/", "Firefox"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"}, {"curl/", "curl"}})
	system := firstOf(agent, [][2]string{{"Android", "Android"}, {"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Windows", "Windows"}, {"Mac OS", "macOS"}, {"Linux", "Linux"}})
	switch {
	case name != "" && system != "":
		return name + " on " + system
	case name+system != "":
		return name + system
	case agent == "":
		return "A browser"
	}
	return content.Excerpt(agent, 60)
}

func firstOf(text string, marks [][2]string) string {
	for _, m := range marks {
		if strings.Contains(text, m[0]) {
			return m[1]
		}
	}
	return ""
}
