package mailer

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	netmail "net/mail"
	"strings"
	"time"

	"github.com/wneessen/go-mail"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/themes"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/notify"
)

const (
	mostItems   = 40 // of a mail; the rest stands in the inbox
	mostLines   = 5  // of what happened in one thread
	mostSubject = 120
)

// message makes the mail of a parcel.
func (m *Mailer) message(s Settings, team string, p notify.Parcel, notices []notify.Notice, to wiki.Person) (*mail.Msg, error) {
	view := m.view(team, p, notices, to)
	html, text, err := m.opts.Theme.DrawMail(view)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256([]byte(p.Message))
	msg := mail.NewMsg(mail.WithNoDefaultUserAgent(), mail.WithBoundary("docent-"+hex.EncodeToString(sum[:15])))
	if err := address(msg, s, team, to); err != nil {
		return nil, err
	}
	domain := domainOf(s.From)
	msg.Subject(view.Subject)
	msg.SetDateWithValue(p.Made)
	msg.SetMessageIDWithValue(p.Message + "@" + domain)
	if p.Thread != "" {
		root := "<" + notify.MessageID("thread/"+p.Thread) + "@" + domain + ">"
		msg.SetGenHeader(mail.HeaderInReplyTo, root)
		msg.SetGenHeader(mail.HeaderReferences, root)
	}
	msg.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834: nobody's absence answers it
	msg.SetGenHeader(mail.HeaderXAutoResponseSuppress, "All")
	msg.SetListUnsubscribe(view.Unsubscribe)
	if strings.HasPrefix(view.Unsubscribe, "https://") {
		// RFC 8058 wants https. As an ordinary header it has its place: of several that are set ready-made the order
		// is by chance, and a mail that is repeated has to be the same.
		msg.SetGenHeader(mail.HeaderListUnsubscribePost, "List-Unsubscribe=One-Click")
	}
	msg.SetBodyString(mail.TypeTextPlain, text)
	msg.AddAlternativeString(mail.TypeTextHTML, html)
	return msg, nil
}

// address writes who sends the mail to whom. Addresses are parsed again: nothing of a name becomes an address.
func address(msg *mail.Msg, s Settings, team string, to wiki.Person) error {
	from, err := netmail.ParseAddress(s.From)
	if err != nil {
		return fmt.Errorf("sender: %w", err)
	}
	from.Name = displayName(cmp.Or(from.Name, team))
	msg.FromMailAddress(from)
	rcpt, err := netmail.ParseAddress(to.Email)
	if err != nil || rcpt.Address != to.Email {
		return &notify.Fault{Fate: notify.Never, Text: "The address of the account cannot be read."}
	}
	rcpt.Name = displayName(to.Name)
	msg.ToMailAddress(rcpt)
	return nil
}

// view says what a mail shows.
func (m *Mailer) view(team string, p notify.Parcel, notices []notify.Notice, to wiki.Person) themes.Mail {
	zone, err := time.LoadLocation(to.Zone)
	if err != nil {
		zone = time.UTC
	}
	items := items(notices)
	view := themes.Mail{
		Team: team, Inbox: m.opts.Links.URL("/inbox"), Settings: m.opts.Links.URL("/settings/notifications"),
		Why: "Docent sends this to " + to.Email + ".",
	}
	about := p.Thread
	switch {
	case p.Channel == notify.Digest:
		view.Subject = "Your digest: " + things(len(items))
		view.Lead, about, view.Ends = "What happened since the last digest.", notify.DigestThread, "Stop the digest"
	case len(items) == 1:
		view.Subject = oneLine(items[0].title, mostSubject)
		view.Ends = "Stop mails about this"
	default:
		view.Subject = oneLine(things(len(items))+": "+items[0].title, mostSubject)
		view.Lead, view.Ends = "This waited for a time that suits you.", "Stop all mails"
	}
	if about == notify.AllMail {
		view.Ends = "Stop all mails"
	}
	if view.Subject == "" {
		view.Subject = "News from " + oneLine(team, 60)
	}
	view.Unsubscribe = m.opts.Links.UnsubscribeURL(p.Person, about)
	view.More = max(0, len(items)-mostItems)
	for _, it := range items[:min(len(items), mostItems)] {
		item := themes.MailItem{Title: it.title, Text: it.text(), At: it.at.In(zone).Format("Monday, 2 January, 15:04")}
		if it.url != "" {
			item.URL = m.opts.Links.URL(it.url)
		}
		view.Items = append(view.Items, item)
	}
	return view
}

// item is what happened in one thread.
type item struct {
	title, url string
	lines      []string
	at         time.Time
}

// items joins the notices of one thread.
func items(notices []notify.Notice) []*item {
	var list []*item
	threads := map[string]*item{}
	for _, n := range notices {
		it := threads[n.Thread]
		if it == nil || n.Thread == "" {
			it = &item{title: n.Title}
			list = append(list, it)
			threads[n.Thread] = it
		}
		it.lines, it.url, it.at = append(it.lines, n.Text), n.URL, n.At // the address of the latest
	}
	return list
}

func (it *item) text() string {
	lines := it.lines
	if more := len(lines) - mostLines; more > 0 {
		lines = append([]string{fmt.Sprintf("… %d earlier", more)}, lines[more:]...)
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}

func things(n int) string {
	if n == 1 {
		return "1 thing"
	}
	return fmt.Sprintf("%d things", n)
}

// displayName is a name as it may stand beside an address. net/mail leaves a backslash in an encoded word, where no
// parser takes it.
func displayName(name string) string {
	return oneLine(strings.ReplaceAll(name, `\`, "/"), mostSubject)
}

func oneLine(s string, limit int) string { return content.Excerpt(s, limit) }

// domainOf is the right-hand side of our Message-IDs.
func domainOf(from string) string {
	a, err := netmail.ParseAddress(from)
	if err != nil {
		return "docent.invalid"
	}
	_, domain, _ := strings.Cut(a.Address, "@")
	return strings.ToLower(domain)
}

// team is the team's name.
func (m *Mailer) team(ctx context.Context) (string, error) {
	name, err := m.opts.Keeper.Setting(ctx, "team")
	if err != nil || name == "" {
		return "Docent", err
	}
	return name, nil
}
