package main

import (
	"context"

	"github.com/docent-wiki/docent/themes"
	"github.com/docent-wiki/docent/wiki/httpd"
	"github.com/docent-wiki/docent/wiki/mailer"
	"github.com/docent-wiki/docent/wiki/mailhttp"
	"github.com/docent-wiki/docent/wiki/notify"
	"github.com/docent-wiki/docent/wiki/push"
)

// mailFlags choose the mail server where a team keeps its configuration outside of Docent; then nobody changes it on
// the screen.
type mailFlags struct {
	Host       string `help:"The server that sends mail; without it, administrators choose one at /admin/mail." env:"DOCENT_MAIL_HOST" placeholder:"HOST"`
	Port       int    `help:"Its port; the usual one of the protection otherwise." env:"DOCENT_MAIL_PORT" placeholder:"PORT"`
	Security   string `help:"How the connection is protected: starttls, tls or none." env:"DOCENT_MAIL_SECURITY" enum:"starttls,tls,none" default:"starttls"`
	AllowPlain bool   `help:"Allow no protection to another machine, too: the network between is trusted." env:"DOCENT_MAIL_ALLOW_PLAIN"`
	User       string `help:"The account there, if it wants one." env:"DOCENT_MAIL_USER" placeholder:"NAME"`
	Password   string `help:"Its password. Other accounts of this machine can see flags: name it in the environment." env:"DOCENT_MAIL_PASSWORD" placeholder:"PASSWORD"`
	From       string `help:"The address that mails come from." env:"DOCENT_MAIL_FROM" placeholder:"ADDRESS"`
}

func (f mailFlags) fixed() mailer.Fixed {
	return mailer.Fixed{Password: f.Password, Settings: mailer.Settings{
		Host: f.Host, Port: f.Port, Security: mailer.Security(f.Security), AllowPlain: f.AllowPlain, User: f.User, From: f.From,
	}}
}

// openMail makes what sends notices on all channels, and puts its screen on the server. base is where people reach us.
func (c *serveCmd) openMail(ctx context.Context, a *app, theme *themes.Theme, server *httpd.Server, base string) error {
	links, err := notify.NewLinks(ctx, a.accounts, base)
	if err != nil {
		return err
	}
	mails := mailer.New(mailer.Options{Keeper: a.accounts, Theme: theme, Links: links, Person: a.accounts.Person, Fixed: c.Mail.fixed()})
	if err := mails.Load(ctx); err != nil {
		return err
	}
	roster := notify.Roster{Accounts: a.accounts, Calendars: a.team.Calendars, Wishes: a.notices.wishes, ByMail: mails.Ready}
	a.sending = notify.NewWorker(notify.Options{
		Store: a.notices.queue, People: roster.People, Check: notify.NewCheck(a.wiki, a.accounts.Person, a.notices.watches.Questions),
		Senders: map[notify.Channel]notify.Sender{
			notify.Mail: mails, notify.Digest: mails, notify.Push: push.NewSender(a.notices.browsers, base, nil),
		},
		Log: a.log,
	})
	mailhttp.Register(server, mails, a.notices.queue)
	return nil
}
