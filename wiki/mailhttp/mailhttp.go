// Package mailhttp is the administrators' screen of the server that sends mail.
package mailhttp

import (
	"strconv"
	"strings"
	"time"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/themes"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/httpd"
	"github.com/docent-wiki/docent/wiki/mailer"
	"github.com/docent-wiki/docent/wiki/notify"
)

const path = notify.MailPath

// testTime bounds a test: a conversation with a server that may be slow.
const testTime = 2 * time.Minute

// listed is how many messages that were not delivered are shown.
const listed = 50

type screens struct {
	mailer *mailer.Mailer
	queue  *notify.Queue
}

// Register puts the screen on a server.
func Register(server *httpd.Server, m *mailer.Mailer, q *notify.Queue) {
	s := screens{m, q}
	own := httpd.Scope(wiki.ScopeAdmin)
	server.GET(path, s.screen, own)
	server.POST(path, s.act, own, httpd.Within(testTime))
}

func (s screens) screen(r *httpd.Request) error {
	chosen, _, err := s.mailer.Settings(r.As)
	if err != nil {
		return err
	}
	view, err := s.view(r, chosen)
	if err != nil {
		return err
	}
	return r.Draw(view)
}

func (s screens) view(r *httpd.Request, shown mailer.Settings) (view themes.AdminMail, err error) {
	saved, fixed, err := s.mailer.Settings(r.As)
	if err != nil {
		return view, err
	}
	undelivered, trying, err := s.queue.Undelivered(r.Context(), listed)
	if err != nil {
		return view, err
	}
	view = themes.AdminMail{
		Tabs: r.AdminTabs(path), On: saved.Host != "", Fixed: fixed, Host: shown.Host, Security: string(shown.Security), AllowPlain: shown.AllowPlain,
		User: shown.User, HasPassword: saved.HasPassword, From: shown.From, Email: r.As.Email, Trying: trying,
	}
	if shown.Port != 0 {
		view.Port = strconv.Itoa(shown.Port)
	}
	for _, u := range undelivered {
		view.Undelivered = append(view.Undelivered, themes.UndeliveredRow{
			To: u.Person.Name, Channel: string(u.Channel), Made: r.When(u.Made), Tries: u.Tries, Next: r.When(u.NextTry), Said: u.Fault,
		})
	}
	view.Frame, err = r.Frame(httpd.Here{Title: "Mail · Administration", Nav: themes.NavAdmin})
	return view, err
}

// act saves the form, or tests what is saved.
func (s screens) act(r *httpd.Request) error {
	if r.Field("action") == "test" {
		return s.test(r)
	}
	change := mailer.Change{Settings: mailer.Settings{
		Host: r.Field("host"), Security: mailer.Security(r.Field("security")), AllowPlain: r.Field("allow_plain") != "",
		User: r.Field("user"), From: r.Field("from"),
	}}
	if port := strings.TrimSpace(r.Field("port")); port != "" {
		n, err := strconv.Atoi(port)
		if err != nil {
			n = -1 // refused with the rest
		}
		change.Port = n
	}
	if password, none := r.Form.Get("password"), ""; r.Field("forget_password") != "" {
		change.Password = &none
	} else if password != "" {
		change.Password = &password
	}
	err := s.mailer.Change(r.Context(), r.As, change)
	if known := httpd.Known(err); known != nil && known.Kind == content.Invalid {
		view, err := s.view(r, change.Settings)
		if err != nil {
			return err
		}
		view.Problem = themes.Problem{Text: known.Text, Field: known.Field}
		return r.Refuse(known, view)
	}
	if err != nil {
		return err
	}
	if s.mailer.Ready() {
		r.Say("good", "Saved. Send yourself a test mail to see whether it works.", nil)
	} else {
		r.Say("good", "Saved. No mail is sent; what people are told stands in their inboxes.", nil)
	}
	return r.See(path)
}

func (s screens) test(r *httpd.Request) error {
	err := s.mailer.Test(r.Context(), r.As)
	if known := httpd.Known(err); known != nil && known.Kind == content.Invalid {
		r.Say("bad", "It was not sent. The server said: "+known.Text, nil)
		return r.See(path)
	}
	if err != nil {
		return err
	}
	r.Say("good", "The server took the mail to "+r.As.Email+". Look whether it arrives.", nil)
	return r.See(path)
}
