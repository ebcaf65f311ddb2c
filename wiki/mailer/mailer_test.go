package mailer_test

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	netmail "net/mail"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/docent-wiki/docent/themes"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/mailer"
	"github.com/docent-wiki/docent/wiki/mailer/mailertest"
	"github.com/docent-wiki/docent/wiki/notify"
)

type keeper map[string]string

func (k keeper) Setting(_ context.Context, name string) (string, error) { return k[name], nil }

func (k keeper) SetSetting(_ context.Context, _ wiki.Actor, name, value string) error {
	k[name] = value
	return nil
}

var (
	made = time.Date(2026, 5, 5, 14, 30, 0, 0, time.UTC)
	ada  = wiki.Person{ID: 7, Name: "Ada", Email: "ada@example.org", Zone: "Europe/Vienna"}
	boss = wiki.Actor{Person: 1, Name: "Boss", Email: "boss@example.org", Role: wiki.Admin, Scope: wiki.ScopeAdmin}
)

type post struct {
	*mailer.Mailer
	keeper keeper
	links  *notify.Links
	to     wiki.Person
}

func newPost(t testing.TB, trust *tls.Config) *post {
	t.Helper()
	theme, err := themes.Open(nil)
	must(t, err)
	p := &post{keeper: keeper{"team": "The Team"}, to: ada}
	p.links, err = notify.NewLinks(context.Background(), p.keeper, "https://docs.example.org")
	must(t, err)
	p.Mailer = mailer.New(mailer.Options{
		Keeper: p.keeper, Theme: theme, Links: p.links, TLS: trust,
		Person: func(context.Context, wiki.PersonID) (wiki.Person, error) { return p.to, nil },
	})
	return p
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (p *post) through(t testing.TB, s *mailertest.Server, security mailer.Security, user string) {
	t.Helper()
	password := mailertest.Password
	must(t, p.Change(t.Context(), boss, mailer.Change{Password: &password, Settings: mailer.Settings{
		Host: "127.0.0.1", Port: s.Port, Security: security, User: user, From: "docent@example.org",
	}}))
}

func notices(texts ...string) []notify.Notice {
	var list []notify.Notice
	for i, text := range texts {
		list = append(list, notify.Notice{
			ID: notify.NoticeID(i + 1), Person: 7, Thread: "question/812", Title: "How do I book leave?", Text: text, URL: "/q/812/how-do-i-book-leave", At: made,
		})
	}
	return list
}

var parcel = notify.Parcel{ID: 3, Person: 7, Channel: notify.Mail, Message: notify.MessageID("question.answered/812/7"), Thread: "question/812", Made: made}

// read is what a mail program makes of a message.
type read struct {
	netmail.Header
	text, html string
}

func parse(t testing.TB, data string) read {
	t.Helper()
	m, err := netmail.ReadMessage(strings.NewReader(data))
	must(t, err)
	kind, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	must(t, err)
	if kind != "multipart/alternative" {
		t.Fatalf("the mail is %s", kind)
	}
	parts := multipart.NewReader(m.Body, params["boundary"])
	r := read{Header: m.Header}
	for _, into := range []struct {
		kind string
		body *string
	}{{"text/plain", &r.text}, {"text/html", &r.html}} {
		part, err := parts.NextRawPart()
		must(t, err)
		if got := part.Header.Get("Content-Type"); !strings.HasPrefix(strings.ToLower(got), into.kind) {
			t.Errorf("part %s, want %s", got, into.kind)
		}
		body, err := io.ReadAll(quotedprintable.NewReader(part))
		must(t, err)
		*into.body = string(body)
	}
	if _, err := parts.NextPart(); !errors.Is(err, io.EOF) {
		t.Errorf("after the parts: %v", err)
	}
	return r
}

func (r read) subject(t testing.TB) string {
	t.Helper()
	subject, err := new(mime.WordDecoder).DecodeHeader(r.Get("Subject"))
	must(t, err)
	return subject
}

// TestWays sends over every kind of protection, with and without an account, and parses what arrives.
func TestWays(t *testing.T) {
	for name, way := range map[string]struct {
		options  mailertest.Options
		security mailer.Security
		user     string
	}{
		"STARTTLS":              {mailertest.Options{StartTLS: true, Auth: true}, mailer.StartTLS, mailertest.User},
		"TLS":                   {mailertest.Options{TLS: true, Auth: true}, mailer.TLS, mailertest.User},
		"local":                 {mailertest.Options{}, mailer.Plain, ""},
		"local with an account": {mailertest.Options{Auth: true}, mailer.Plain, mailertest.User},
	} {
		t.Run(name, func(t *testing.T) {
			server := mailertest.New(t, way.options)
			p := newPost(t, server.Trust)
			p.through(t, server, way.security, way.user)
			must(t, p.Send(t.Context(), parcel, notices("Noor answered your question.", "Bob thanked Noor.")))
			mails := server.Mails()
			if len(mails) != 1 || mails[0].From != "docent@example.org" || !cmp.Equal(mails[0].To, []string{"ada@example.org"}) {
				t.Fatalf("arrived: %+v", mails)
			}
			got := parse(t, mails[0].Data)
			unsubscribe := p.links.UnsubscribeURL(7, "question/812")
			want := map[string]string{
				"From": `"The Team" <docent@example.org>`, "To": `"Ada" <ada@example.org>`, "Date": "Tue, 05 May 2026 14:30:00 +0000",
				"Message-Id": "<question=2Eanswered/812/7@example.org>", "In-Reply-To": "<thread/question/812@example.org>", "References": "<thread/question/812@example.org>",
				"List-Unsubscribe": "<" + unsubscribe + ">", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click", "Auto-Submitted": "auto-generated",
			}
			for header, value := range want {
				if got.Get(header) != value {
					t.Errorf("%s: %q, want %q", header, got.Get(header), value)
				}
			}
			if got.subject(t) != "How do I book leave?" {
				t.Errorf("subject %q", got.subject(t))
			}
			for _, body := range []string{got.text, got.html} {
				for _, part := range []string{"Noor answered your question.\nBob thanked Noor.", "https://docs.example.org/q/812/how-do-i-book-leave", "Tuesday, 5 May, 16:30", unsubscribe} {
					if !strings.Contains(strings.ReplaceAll(body, "\r\n", "\n"), part) {
						t.Errorf("a body lacks %q:\n%s", part, body)
					}
				}
			}
		})
	}
}

// TestRepeated sends the same parcel twice, as after a crash: not a byte differs.
func TestRepeated(t *testing.T) {
	server := mailertest.New(t, mailertest.Options{})
	p := newPost(t, nil)
	p.through(t, server, mailer.Plain, "")
	for range 2 {
		must(t, p.Send(t.Context(), parcel, notices("Noor answered.")))
	}
	mails := server.Mails()
	if diff := cmp.Diff(mails[0].Data, mails[1].Data); diff != "" {
		t.Error(diff)
	}
}

func TestBundles(t *testing.T) {
	server := mailertest.New(t, mailertest.Options{})
	p := newPost(t, nil)
	p.through(t, server, mailer.Plain, "")
	several := notices("Noor answered.")
	for i := range 50 {
		several = append(several, notify.Notice{ID: notify.NoticeID(100 + i), Title: "A page", Text: "It changed.", At: made})
	}
	for channel, want := range map[notify.Channel]struct{ subject, thread, lead string }{
		notify.Mail:   {"51 things: How do I book leave?", notify.AllMail, "waited"},
		notify.Digest: {"Your digest: 51 things", notify.DigestThread, "since the last digest"},
	} {
		bundle := notify.Parcel{Person: 7, Channel: channel, Message: "k", Made: made}
		must(t, p.Send(t.Context(), bundle, several))
		got := parse(t, server.Mails()[0].Data)
		if got.subject(t) != want.subject || got.Get("References") != "" || got.Get("In-Reply-To") != "" {
			t.Errorf("%s: subject %q, references %q", channel, got.subject(t), got.Get("References"))
		}
		if got.Get("List-Unsubscribe") != "<"+p.links.UnsubscribeURL(7, want.thread)+">" || !strings.Contains(got.text, want.lead) {
			t.Errorf("%s: %s\n%s", channel, got.Get("List-Unsubscribe"), got.text)
		}
		if n := strings.Count(got.text, "It changed."); n != 39 || !strings.Contains(got.text, "and 11 more in your inbox:\r\nhttps://docs.example.org/inbox") {
			t.Errorf("%s lists %d: %s", channel, n, got.text)
		}
	}
}

// TestFailures tells apart what is tried again, what holds everything, and what is final, and keeps what the server
// said.
func TestFailures(t *testing.T) {
	server := mailertest.New(t, mailertest.Options{})
	p := newPost(t, nil)
	p.through(t, server, mailer.Plain, "")
	for _, c := range []struct {
		at   mailertest.Stage
		code int
		fate notify.Fate
	}{
		{mailertest.AtTo, 550, notify.Never},
		{mailertest.AtTo, 450, notify.Later},
		{mailertest.AtTo, 421, notify.Down},
		{mailertest.AtTo, 552, notify.Later},
		{mailertest.AtData, 554, notify.Never},
		{mailertest.AtData, 451, notify.Later},
		{mailertest.AtFrom, 550, notify.Down},
		{mailertest.AtFrom, 451, notify.Down},
	} {
		server.Refuse(c.at, c.code, "No, said the test.")
		err := p.Send(t.Context(), parcel, notices("x"))
		var fault *notify.Fault
		if !errors.As(err, &fault) || fault.Fate != c.fate || !strings.Contains(fault.Text, "No, said the test.") || strings.Contains(fault.Text, "ada@") {
			t.Errorf("%d at %s: %+v (%v), want fate %d", c.code, c.at, fault, err, c.fate)
		}
		server.Refuse(c.at, 0, "")
	}
	if mails := server.Mails(); len(mails) != 0 {
		t.Errorf("%d mails arrived", len(mails))
	}
}

// TestYesIsYes has the server break off after it took the mail: it must not be sent again.
func TestYesIsYes(t *testing.T) {
	server := mailertest.New(t, mailertest.Options{})
	p := newPost(t, nil)
	p.through(t, server, mailer.Plain, "")
	server.Refuse(mailertest.Hangs, 421, "")
	if err := p.Send(t.Context(), parcel, notices("x")); err != nil {
		t.Errorf("after the server's yes: %v", err)
	}
	if mails := server.Mails(); len(mails) != 1 {
		t.Errorf("%d mails arrived", len(mails))
	}
}

// TestServerTrouble is everything that is wrong with the server or our account there: it holds all mail and loses none.
func TestServerTrouble(t *testing.T) {
	plain, signed := mailertest.New(t, mailertest.Options{}), mailertest.New(t, mailertest.Options{TLS: true, Auth: true})
	wrong := "secret-pass-phrase"
	for name, c := range map[string]struct {
		trust *tls.Config
		s     mailer.Settings
		says  string
	}{
		"nobody there":      {nil, mailer.Settings{Host: "127.0.0.1", Port: 1, Security: mailer.Plain}, "refused"},
		"no STARTTLS":       {nil, mailer.Settings{Host: "127.0.0.1", Port: plain.Port, Security: mailer.StartTLS}, "STARTTLS"},
		"not TLS":           {nil, mailer.Settings{Host: "127.0.0.1", Port: plain.Port, Security: mailer.TLS}, "tls"},
		"unknown authority": {nil, mailer.Settings{Host: "127.0.0.1", Port: signed.Port, Security: mailer.TLS, User: mailertest.User}, "certificate"},
		"wrong password":    {signed.Trust, mailer.Settings{Host: "127.0.0.1", Port: signed.Port, Security: mailer.TLS, User: mailertest.User}, "Who are you?"},
		"no account wanted": {nil, mailer.Settings{Host: "127.0.0.1", Port: plain.Port, Security: mailer.Plain, User: "x"}, "AUTH"},
	} {
		p := newPost(t, c.trust)
		c.s.From = "docent@example.org"
		must(t, p.Change(t.Context(), boss, mailer.Change{Settings: c.s, Password: &wrong}))
		var fault *notify.Fault
		err := p.Send(t.Context(), parcel, notices("x"))
		if !errors.As(err, &fault) || fault.Fate != notify.Down || !strings.Contains(fault.Text, c.says) {
			t.Errorf("%s: %v", name, err)
		}
		if err := p.Test(t.Context(), boss); err == nil || !strings.Contains(err.Error(), c.says) || strings.Contains(err.Error(), wrong) {
			t.Errorf("%s: the test says %v", name, err)
		}
	}
}

// TestHostile puts everything into names, titles and texts. The message keeps its headers and its parts.
func TestHostile(t *testing.T) {
	server := mailertest.New(t, mailertest.Options{})
	p := newPost(t, nil)
	p.through(t, server, mailer.Plain, "")
	rapid.Check(t, func(rt *rapid.T) {
		nasty := rapid.StringOfN(rapid.OneOf(rapid.Rune(), rapid.RuneFrom([]rune("\r\n:<>\"\\@,;=?_. ¦\x00\x1b"))), 0, 80, -1)
		list := notices(nasty.Draw(rt, "text"))
		list[0].Title = nasty.Draw(rt, "title")
		p.to = ada
		p.to.Name, p.keeper["team"] = nasty.Draw(rt, "name"), nasty.Draw(rt, "team")
		q := parcel
		q.Thread, q.Message = nasty.Draw(rt, "thread"), notify.MessageID(nasty.Draw(rt, "key"))
		if err := p.Send(t.Context(), q, list); err != nil {
			rt.Fatal(err)
		}
		mail := server.Mails()[0]
		if len(mail.To) != 1 || mail.To[0] != "ada@example.org" || mail.From != "docent@example.org" {
			rt.Fatalf("from %q to %q", mail.From, mail.To)
		}
		got := parse(t, mail.Data)
		for header, values := range got.Header {
			if len(values) != 1 || !known[header] {
				rt.Errorf("header %s: %q", header, values)
			}
		}
		for header, address := range map[string]string{"To": "ada@example.org", "From": "docent@example.org"} {
			list, err := got.AddressList(header)
			if err != nil || len(list) != 1 || list[0].Address != address {
				rt.Errorf("%s: %q, %v", header, got.Get(header), err)
			}
		}
	})
}

var known = map[string]bool{
	"Date": true, "From": true, "To": true, "Subject": true, "Message-Id": true, "In-Reply-To": true, "References": true, "Mime-Version": true,
	"Content-Type": true, "List-Unsubscribe": true, "List-Unsubscribe-Post": true, "Auto-Submitted": true, "X-Auto-Response-Suppress": true,
}

func TestSettings(t *testing.T) {
	p := newPost(t, nil)
	secret := "pass phrase 9"
	good := mailer.Settings{Host: "mail.example.org", User: "docent", From: "Docent <docent@example.org>"}
	must(t, p.Change(t.Context(), boss, mailer.Change{Settings: good, Password: &secret}))
	check := func(has bool, port int) {
		t.Helper()
		got, fixed, err := p.Settings(boss)
		if err != nil || fixed || got.HasPassword != has || got.Port != port || !p.Ready() {
			t.Errorf("%+v, fixed %v, %v", got, fixed, err)
		}
	}
	check(true, 587)
	must(t, p.Change(t.Context(), boss, mailer.Change{Settings: good}))
	check(true, 587)
	if !strings.Contains(p.keeper["mail"], secret) {
		t.Error("the password is not kept")
	}
	for name, change := range map[string]func(*mailer.Settings){
		"host": func(s *mailer.Settings) { s.Host = "mail.elsewhere.org" }, "port": func(s *mailer.Settings) { s.Port = 2525 },
		"user": func(s *mailer.Settings) { s.User = "other" }, "security": func(s *mailer.Settings) { s.Security = mailer.TLS },
	} {
		must(t, p.Change(t.Context(), boss, mailer.Change{Settings: good, Password: &secret}))
		next := good
		change(&next)
		must(t, p.Change(t.Context(), boss, mailer.Change{Settings: next}))
		if strings.Contains(p.keeper["mail"], secret) {
			t.Errorf("another %s gets the password", name)
		}
	}
	for field, s := range map[string]mailer.Settings{
		"host": {Host: "smtp://mail.example.org", From: "a@b.c"}, "port": {Host: "m", Port: 70000, From: "a@b.c"},
		"security": {Host: "mail.example.org", Security: mailer.Plain, From: "a@b.c"}, "from": {Host: "m", From: "a@b.c\r\nBcc: x@y.z"},
		"user": {Host: "mail.example.org", Security: mailer.Plain, AllowPlain: true, User: "x", From: "a@b.c"},
	} {
		before := p.keeper["mail"]
		if err := p.Change(t.Context(), boss, mailer.Change{Settings: s}); err == nil {
			t.Errorf("%s: accepted %+v", field, s)
		}
		if p.keeper["mail"] != before {
			t.Errorf("%s: kept all the same", field)
		}
	}
	must(t, p.Change(t.Context(), boss, mailer.Change{}))
	if p.Ready() {
		t.Error("mail is on without a server")
	}
	member := boss
	member.Role = wiki.Member
	if _, _, err := p.Settings(member); err == nil {
		t.Error("a member sees the mail server")
	}
	if p.Change(t.Context(), member, mailer.Change{Settings: good}) == nil || p.Test(t.Context(), member) == nil {
		t.Error("a member changes or tests the mail server")
	}
}

func TestFixed(t *testing.T) {
	server := mailertest.New(t, mailertest.Options{TLS: true, Auth: true})
	p := newPost(t, nil)
	theme, err := themes.Open(nil)
	must(t, err)
	m := mailer.New(mailer.Options{Keeper: p.keeper, Theme: theme, Links: p.links, TLS: server.Trust, Fixed: mailer.Fixed{
		Settings: mailer.Settings{Host: "127.0.0.1", Port: server.Port, Security: mailer.TLS, User: mailertest.User, From: "docent@example.org"}, Password: mailertest.Password,
	}})
	must(t, m.Load(t.Context()))
	must(t, m.Test(t.Context(), boss))
	got := parse(t, server.Mails()[0].Data)
	if got.subject(t) != "A test mail from The Team" {
		t.Errorf("subject %q", got.subject(t))
	}
	if _, fixed, _ := m.Settings(boss); !fixed || m.Change(t.Context(), boss, mailer.Change{}) == nil {
		t.Error("what the flags say can be changed")
	}
	if p.keeper["mail"] != "" {
		t.Error("what the flags say is kept")
	}
}
