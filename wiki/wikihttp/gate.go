package wikihttp

import (
	"net/http"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/themes"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/account"
	"github.com/docent-wiki/docent/wiki/httpd"
)

// outside is where the screens before signing in stand.
func outside(r *httpd.Request, title string) (themes.Frame, error) {
	// Addresses of these screens hold secrets: no other server, and no cache, is to see them.
	r.Writer.Header().Set("Referrer-Policy", "no-referrer")
	r.Writer.Header().Set("Cache-Control", "no-store")
	return r.Frame(httpd.Here{Title: title, Bare: true})
}

// enter signs a person in and notes from which browser.
func enter(r *httpd.Request, person wiki.PersonID) error {
	return r.SignIn(account.WithClient(r.Context(), r.UserAgent(), r.Client()), person)
}

func (s *screens) signIn(r *httpd.Request) error {
	next := httpd.Local(r.Query("next"))
	if r.As.SignedIn() {
		return r.See(next)
	}
	empty, err := s.Accounts.Empty(r.Context())
	if err != nil {
		return err
	}
	if empty {
		return r.See("/setup")
	}
	view := themes.SignIn{Next: next}
	if view.Frame, err = outside(r, "Sign in"); err != nil {
		return err
	}
	return r.Draw(view)
}

func (s *screens) signInNow(r *httpd.Request) error {
	view := themes.SignIn{Email: r.Field("email"), Next: httpd.Local(r.Field("next"))}
	person, err := s.Accounts.SignIn(r.Context(), view.Email, r.Field("password"), r.Client())
	if known := httpd.Known(err); known != nil {
		view.Problem = problem(known)
		if view.Frame, err = outside(r, "Sign in"); err != nil {
			return err
		}
		return r.Refuse(known, view)
	}
	if err != nil {
		return err
	}
	if err := enter(r, person.ID); err != nil {
		return err
	}
	return r.See(view.Next)
}

func (s *screens) signOut(r *httpd.Request) error {
	if err := r.SignOut(); err != nil {
		return err
	}
	return r.See("/signin")
}

func (s *screens) setUp(r *httpd.Request) error {
	token := r.Query("token")
	if err := s.Accounts.CheckSetup(r.Context(), token); err != nil {
		return s.noSetUp(r, err)
	}
	return s.drawSetUp(r, http.StatusOK, "", themes.SetUp{Token: token})
}

// noSetUp tells somebody without the right address where it is to be found, as long as it is needed.
func (s *screens) noSetUp(r *httpd.Request, err error) error {
	known := httpd.Known(err)
	if known == nil || known.Kind != content.NotFound {
		return err
	}
	empty, emptyErr := s.Accounts.Empty(r.Context())
	if emptyErr != nil {
		return emptyErr
	}
	if !empty {
		return r.See("/signin")
	}
	view := themes.Message{
		Heading: "Docent is not set up yet",
		Text:    "The address for setting up stands where Docent was started: look for /setup?token=… in its output, and open it here. Starting Docent again prints a new one.",
	}
	if view.Frame, err = outside(r, view.Heading); err != nil {
		return err
	}
	return r.DrawAs(http.StatusNotFound, view)
}

func (s *screens) drawSetUp(r *httpd.Request, status int, zone string, view themes.SetUp) (err error) {
	if view.Frame, err = outside(r, "Set up"); err != nil {
		return err
	}
	view.Zones, view.MinLength = zones(zone), account.MinPassword
	return r.DrawAs(status, view)
}

func (s *screens) setUpNow(r *httpd.Request) error {
	view := themes.SetUp{Token: r.Field("token"), Name: r.Field("name"), Email: r.Field("email"), TeamName: r.Field("team")}
	zone := r.Field("timezone")
	person, err := s.Accounts.SetUp(r.Context(), view.Token, account.NewPerson{
		Name: view.Name, Email: view.Email, Password: r.Field("password"), Zone: zone, Language: language(r),
	}, view.TeamName)
	if known := httpd.Known(err); known != nil {
		if known.Kind == content.NotFound {
			return s.noSetUp(r, err)
		}
		view.Problem = problem(known)
		return s.drawSetUp(r, httpd.Status(err), zone, view)
	}
	if err != nil {
		return err
	}
	if err := enter(r, person.ID); err != nil {
		return err
	}
	r.Say("good", "Welcome. Docent is set up.", nil)
	return r.See("/")
}

// gone says that a one-time address does not work, and signs nobody in.
func gone(r *httpd.Request, err error) error {
	known := httpd.Known(err)
	if known == nil || known.Kind != content.NotFound {
		return err
	}
	view := themes.Message{
		Heading: "This address does not work any more", Text: known.Text,
		Actions: []themes.Link{{Text: "Sign in", URL: "/signin"}},
	}
	if view.Frame, err = outside(r, view.Heading); err != nil {
		return err
	}
	return r.DrawAs(http.StatusNotFound, view)
}

func (s *screens) invite(r *httpd.Request) error {
	return s.drawInvite(r, http.StatusOK, "", themes.Invite{})
}

func (s *screens) drawInvite(r *httpd.Request, status int, zone string, view themes.Invite) error {
	view.Token = r.Param("token")
	invitation, err := s.Accounts.Invitation(r.Context(), view.Token)
	if err != nil {
		return gone(r, err)
	}
	view.By, view.Email = invitation.By.Name, invitation.Email
	view.Zones, view.MinLength = zones(zone), account.MinPassword
	if view.Frame, err = outside(r, "Join"); err != nil {
		return err
	}
	return r.DrawAs(status, view)
}

func (s *screens) inviteNow(r *httpd.Request) error {
	view, zone := themes.Invite{Name: r.Field("name")}, r.Field("timezone")
	person, err := s.Accounts.Accept(r.Context(), r.Param("token"), view.Name, r.Field("password"), zone)
	if known := httpd.Known(err); known != nil {
		if known.Kind == content.NotFound {
			return gone(r, err)
		}
		view.Problem = problem(known)
		return s.drawInvite(r, httpd.Status(err), zone, view)
	}
	if err != nil {
		return err
	}
	if err := enter(r, person.ID); err != nil {
		return err
	}
	r.Say("good", "Welcome, "+person.Name+".", nil)
	return r.See("/")
}

func (s *screens) reset(r *httpd.Request) error {
	return s.drawReset(r, http.StatusOK, themes.Reset{})
}

func (s *screens) drawReset(r *httpd.Request, status int, view themes.Reset) error {
	view.Token = r.Param("token")
	person, err := s.Accounts.ResetOf(r.Context(), view.Token)
	if err != nil {
		return gone(r, err)
	}
	view.Name, view.MinLength = person.Name, account.MinPassword
	if view.Frame, err = outside(r, "New password"); err != nil {
		return err
	}
	return r.DrawAs(status, view)
}

func (s *screens) resetNow(r *httpd.Request) error {
	person, err := s.Accounts.Reset(r.Context(), r.Param("token"), r.Field("password"))
	if known := httpd.Known(err); known != nil {
		if known.Kind == content.NotFound {
			return gone(r, err)
		}
		return s.drawReset(r, httpd.Status(err), themes.Reset{Problem: problem(known)})
	}
	if err != nil {
		return err
	}
	s.server.ForgetSessions()
	if err := enter(r, person.ID); err != nil {
		return err
	}
	r.Say("good", "Your new password is set. Other browsers are signed out.", nil)
	return r.See("/")
}
