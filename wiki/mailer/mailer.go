package mailer

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/wneessen/go-mail"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/themes"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/notify"
)

// Options of a Mailer. All but Fixed and TLS are needed.
type Options struct {
	Keeper notify.Keeper
	Theme  interface {
		DrawMail(themes.Mail) (html, text string, err error)
	}
	Links  *notify.Links
	Person func(ctx context.Context, id wiki.PersonID) (wiki.Person, error)
	Fixed  Fixed
	TLS    *tls.Config // whom to trust; nil: as the system does
}

// Mailer sends notices as mail. It is safe for concurrent use.
type Mailer struct {
	opts     Options
	changing sync.Mutex
	current  atomic.Pointer[stored]
}

var _ notify.Sender = (*Mailer)(nil)

// New makes a mailer without a server; see Load.
func New(o Options) *Mailer {
	m := &Mailer{opts: o}
	m.current.Store(&stored{})
	return m
}

// patience bounds each step of a conversation with the server.
const patience = 20 * time.Second

// Send sends a parcel; see notify.Sender.
func (m *Mailer) Send(ctx context.Context, p notify.Parcel, notices []notify.Notice) error {
	use := m.current.Load()
	if use.Host == "" { // mail was turned off since the parcel was packed
		return &notify.Fault{Fate: notify.Unreachable, Text: "No mail server is chosen."}
	}
	to, err := m.opts.Person(ctx, p.Person)
	if err != nil {
		return err
	}
	team, err := m.team(ctx)
	if err != nil {
		return err
	}
	msg, err := m.message(use.Settings, team, p, notices, to)
	if err != nil {
		return err
	}
	return m.deliver(ctx, use, msg)
}

// Test sends a mail to the administrator who asks, and gives the server's own words where it fails.
func (m *Mailer) Test(ctx context.Context, as wiki.Actor) error {
	if err := needAdmin(as); err != nil {
		return err
	}
	use := m.current.Load()
	switch {
	case use.Host == "":
		return content.Errorf(content.Invalid, "Save a mail server first.")
	case as.Email == "":
		return content.Errorf(content.Invalid, "Your account has no address to send to.")
	}
	team, err := m.team(ctx)
	if err != nil {
		return err
	}
	now := time.Now().UTC()
	p := notify.Parcel{Person: as.Person, Channel: notify.Mail, Message: notify.MessageID(fmt.Sprintf("test/%d/%d", as.Person, now.UnixNano())), Made: now}
	notice := notify.Notice{Title: "A test mail from " + team, Text: "It arrived: Docent can send mail through " + use.Host + ".", URL: notify.MailPath, At: now}
	msg, err := m.message(use.Settings, team, p, []notify.Notice{notice}, wiki.Person{ID: as.Person, Name: as.Name, Email: as.Email, Zone: as.In().String()})
	if err == nil {
		err = m.deliver(ctx, use, msg)
	}
	var fault *notify.Fault
	if errors.As(err, &fault) {
		return content.Errorf(content.Invalid, "%s", fault.Text)
	}
	return err
}

// deliver hands a message to the server.
func (m *Mailer) deliver(ctx context.Context, use *stored, msg *mail.Msg) error {
	client, err := m.client(use)
	if err != nil {
		return err
	}
	err = client.DialAndSendWithContext(ctx, msg)
	if err == nil || msg.IsDelivered() {
		return nil // a server that said yes may still fail to say goodbye
	}
	return judge(err)
}

func (m *Mailer) client(use *stored) (*mail.Client, error) {
	options := []mail.Option{mail.WithTimeout(patience), mail.WithHELO(domainOf(use.From))}
	config := &tls.Config{MinVersion: tls.VersionTLS12}
	if m.opts.TLS != nil {
		config = m.opts.TLS.Clone()
	}
	config.ServerName = use.Host
	options = append(options, mail.WithTLSConfig(config))
	switch use.Security {
	case TLS:
		options = append(options, mail.WithSSL())
	case Plain:
		options = append(options, mail.WithTLSPolicy(mail.NoTLS))
	default:
		options = append(options, mail.WithTLSPolicy(mail.TLSMandatory))
	}
	options = append(options, mail.WithPort(use.Port))
	if use.User != "" {
		auth := mail.SMTPAuthAutoDiscover
		if use.Security == Plain && isLocal(use.Host) {
			auth = mail.SMTPAuthPlainNoEnc
		}
		options = append(options, mail.WithSMTPAuth(auth), mail.WithUsername(use.User), mail.WithPassword(use.Password))
	}
	client, err := mail.NewClient(use.Host, options...)
	if err != nil {
		return nil, fmt.Errorf("mail client: %w", err)
	}
	return client, nil
}

// judge says what follows from a failure to send.
func judge(err error) *notify.Fault {
	var failed *mail.SendError
	if !errors.As(err, &failed) { // nobody there, no TLS, not our account
		return &notify.Fault{Fate: notify.Down, Text: words(strings.TrimPrefix(err.Error(), "dial failed: "))}
	}
	said, _, _ := strings.Cut(failed.Error(), ", affected recipient(s): ")
	said, _, _ = strings.Cut(said, ", affected message ID: ")
	said = strings.TrimPrefix(said, failed.Reason.String()+": ")
	fault := &notify.Fault{Fate: notify.Later, Text: words(said)}
	code := failed.ErrorCode()
	switch {
	case code == 421, failed.Reason == mail.ErrConnCheck: // the server is about to go (RFC 5321, section 3.8)
		fault.Fate = notify.Down
	case code == 552: // over a limit of storage, which may be one of the day
	case failed.Reason == mail.ErrSMTPMailFrom: // our own address is refused: every mail would be
		fault.Fate = notify.Down
	case code >= 500:
		fault.Fate = notify.Never
	}
	return fault
}

// words makes what a server said fit for a line on a screen.
func words(said string) string {
	const limit = 400
	return content.Excerpt(strings.ToValidUTF8(said, "\uFFFD"), limit)
}
