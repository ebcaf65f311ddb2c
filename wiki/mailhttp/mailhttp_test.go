package mailhttp_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/docent-wiki/docent/themes"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/httpd"
	"github.com/docent-wiki/docent/wiki/mailer"
	"github.com/docent-wiki/docent/wiki/mailer/mailertest"
	"github.com/docent-wiki/docent/wiki/mailhttp"
	"github.com/docent-wiki/docent/wiki/notify"
	"github.com/docent-wiki/docent/wiki/sqldb"
	"github.com/docent-wiki/docent/wiki/team"
	"github.com/docent-wiki/docent/wiki/wikihttp"
	"github.com/docent-wiki/docent/wiki/wikitest"
)

// site is a Docent that sends mail, at noon of a Wednesday in Vienna.
type site struct {
	*wikitest.Site
	now    time.Time
	mailer *mailer.Mailer
	queue  *notify.Queue
	worker *notify.Worker
}

func newSite(t *testing.T, fixed mailer.Fixed) *site {
	t.Helper()
	s := &site{now: time.Date(2026, time.May, 6, 10, 0, 0, 0, time.UTC)}
	s.Site = wikitest.Open(t, func() time.Time { return s.now })
	theme, err := themes.Open(nil)
	s.Must(err)
	links, err := notify.NewLinks(t.Context(), s.Accounts, "https://docs.example.org")
	s.Must(err)
	s.mailer = mailer.New(mailer.Options{Keeper: s.Accounts, Theme: theme, Links: links, Person: s.Accounts.Person, Fixed: fixed})
	s.Must(s.mailer.Load(t.Context()))
	s.queue = notify.NewQueue(s.DB)
	roster := notify.Roster{Accounts: s.Accounts, Calendars: team.New(s.DB).Calendars, ByMail: s.mailer.Ready}
	s.worker = notify.NewWorker(notify.Options{
		Store: s.queue, People: roster.People, Check: notify.NewCheck(s.Wiki, s.Accounts.Person), Now: func() time.Time { return s.now },
		Senders: map[notify.Channel]notify.Sender{notify.Mail: s.mailer, notify.Digest: s.mailer},
	})
	s.Serve(httpd.Options{})
	wikihttp.Register(s.Server, wikihttp.Deps{Wiki: s.Wiki, Accounts: s.Accounts}) // to sign in
	mailhttp.Register(s.Server, s.mailer, s.queue)
	s.Settle()
	return s
}

var readers = []string{"", "bob", "rita", "ada", "token ed writes", "token bob", "token ada"}

var rightsTable = []wikitest.Right{
	wikitest.Row("GET /admin/mail", "", "", 303, 403, 403, 200, 403, 403, 200),
	wikitest.Row("POST /admin/mail", "", "action=save", 401, 403, 403, 303, 403, 403, 303),
}

func TestRights(t *testing.T) {
	newSite(t, mailer.Fixed{}).CheckRights(wikitest.Rights{Readers: readers, Rows: rightsTable})
}

func TestEveryRouteHasARow(t *testing.T) {
	s := newSite(t, mailer.Fixed{})
	s.EveryRouteHasARow(rightsTable, func(bare *httpd.Server) { mailhttp.Register(bare, s.mailer, s.queue) })
}

func form(server *mailertest.Server, pairs ...string) string {
	return wikitest.Form(append([]string{"action", "save", "host", "127.0.0.1", "port", strconv.Itoa(server.Port), "security", "none", "from", "docent@example.org"}, pairs...)...)
}

// TestScreen goes the way of an administrator: choose, test, see what goes wrong, correct it.
func TestScreen(t *testing.T) {
	s := newSite(t, mailer.Fixed{})
	server := mailertest.New(t, mailertest.Options{Auth: true})
	never := []string{mailertest.Password, "wrong-pass"}
	post := func(name, body string, has ...string) {
		t.Helper()
		s.Follow(wikitest.Check{Name: name, Request: wikitest.Request{URL: "/admin/mail", As: "ada", Body: body}, Has: has, HasNot: never})
	}
	post("test before anything is saved", "action=test", "Save a mail server first.")
	s.Check(wikitest.Check{
		Name: "unprotected", Request: wikitest.Request{Method: "POST", URL: "/admin/mail", As: "ada", Body: wikitest.Form("host", "mail.example.org", "port", "x", "security", "none", "from", "a@b.c")},
		Status: 422, Has: []string{"A port is a number", `value="mail.example.org"`, `value="none" checked`},
	})
	post("save", form(server, "user", mailertest.User, "password", "wrong-pass"), "Send yourself a test mail", "There is a password")
	post("wrong password", "action=test", "It was not sent. The server said:", "Who are you?")
	post("correct", form(server, "user", mailertest.User, "password", mailertest.Password), "Saved.")
	post("test", "action=test", "The server took the mail to ada@example.org.")
	if mails := server.Mails(); len(mails) != 1 || mails[0].To[0] != "ada@example.org" {
		t.Errorf("arrived: %+v", mails)
	}
	post("keep the password", form(server, "user", mailertest.User), "There is a password")
	post("forget it", form(server, "user", mailertest.User, "forget_password", "1"), "Saved.")
	post("test without it", "action=test", "It was not sent.")
	post("off", "action=save", "No mail is sent")
}

func TestFixed(t *testing.T) {
	server := mailertest.New(t, mailertest.Options{})
	s := newSite(t, mailer.Fixed{Settings: mailer.Settings{Host: "127.0.0.1", Port: server.Port, Security: mailer.Plain, From: "docent@example.org"}})
	s.Check(wikitest.Check{
		Name: "read", Request: wikitest.Request{URL: "/admin/mail", As: "ada"}, Status: 200,
		Has: []string{"by its flags or environment", "Send me a test mail"}, HasNot: []string{`name="host"`},
	})
	s.Check(wikitest.Check{Name: "change", Request: wikitest.Request{Method: "POST", URL: "/admin/mail", As: "ada", Body: "action=save"}, Status: 409})
}

func (s *site) put(list ...notify.Notice) {
	s.T.Helper()
	s.Must(s.DB.Write(s.T.Context(), s.Actor("ada"), func(tx *sqldb.Tx) error {
		_, err := s.queue.Put(s.T.Context(), tx, list)
		return err
	}))
}

func (s *site) step(later time.Duration) {
	s.T.Helper()
	s.now = s.now.Add(later)
	_, err := s.worker.Step(s.T.Context())
	s.Must(err)
}

// TestDelivery sends notices from the queue to a mail server, by the real rights and calendars, and shows
// administrators what was refused.
func TestDelivery(t *testing.T) {
	server := mailertest.New(t, mailertest.Options{})
	s := newSite(t, mailer.Fixed{Settings: mailer.Settings{Host: "127.0.0.1", Port: server.Port, Security: mailer.Plain, From: "docent@example.org"}})
	page := s.Page("secret", "The merger", "# The merger\n\nHush.\n")
	about := func(who, key string) notify.Notice {
		return notify.Notice{
			Person: s.People[who].ID, Key: key + "/" + who, Kind: "page.saved", Thread: "page/1", Title: page.Title, Text: "Ada changed it.",
			URL: page.URL(), Space: page.Space, Page: page.ID,
		}
	}
	s.put(about("rita", "a"), about("bob", "a"), about("ed", "a"))
	s.step(0)
	s.Must(s.Accounts.Disable(t.Context(), s.Actor("ada"), s.People["ed"].ID))
	s.step(notify.Settle)
	mails := server.Mails()
	if len(mails) != 1 || mails[0].To[0] != "rita@example.org" || !strings.Contains(mails[0].Data, "Subject: The merger") {
		t.Fatalf("arrived: %+v", mails)
	}
	server.Refuse(mailertest.AtTo, 550, "No such user here")
	s.put(about("rita", "b"))
	s.step(0)
	s.step(notify.Gap)
	if n := len(server.Mails()); n != 0 {
		t.Errorf("%d mails arrived", n)
	}
	s.Check(wikitest.Check{
		Name: "what was refused", Request: wikitest.Request{URL: "/admin/mail", As: "ada"}, Status: 200,
		Has: []string{"Not delivered", "Rita", "No such user here", "refused"},
	})
	if n, err := s.queue.Unseen(t.Context(), s.Access("ada")); err != nil || n != 1 {
		t.Errorf("the administrator has %d notices, %v", n, err)
	}
	page2 := s.Page("handbook", "Open", "# Open\n")
	n := about("rita", "c")
	n.Space, n.Page = page2.Space, page2.ID
	server.Refuse(mailertest.AtTo, 0, "")
	s.put(n)
	s.step(0)
	hidden, err := s.Wiki.CreateSpace(t.Context(), s.Actor("ada"), wiki.NewSpace{Slug: "hidden", Name: "Hidden", Visibility: "private"})
	s.Must(err)
	_, err = s.Wiki.Move(t.Context(), s.Actor("ada"), page2.ID, wiki.Place{Space: hidden.ID})
	s.Must(err)
	s.now = s.now.Add(time.Minute) // rights are looked up once a second
	s.step(notify.Gap)
	if mails := server.Mails(); len(mails) != 0 {
		t.Errorf("a page that has moved where rita reads nothing: %+v", mails)
	}
}

// TestTurnedOff: what waits to be tried again when mail is turned off stays in the inbox and bothers nobody.
func TestTurnedOff(t *testing.T) {
	server := mailertest.New(t, mailertest.Options{})
	s := newSite(t, mailer.Fixed{})
	s.Follow(wikitest.Check{Name: "on", Request: wikitest.Request{URL: "/admin/mail", As: "ada", Body: form(server)}, Has: []string{"Saved."}})
	server.Refuse(mailertest.AtFrom, 451, "Busy")
	for _, who := range []string{"bob", "cleo"} {
		s.put(notify.Notice{Person: s.People[who].ID, Key: who, Title: "News", Text: "Something happened."})
	}
	s.step(0)
	s.step(notify.Settle)
	s.Check(wikitest.Check{Name: "held up", Request: wikitest.Request{URL: "/admin/mail", As: "ada"}, Status: 200, Has: []string{"2 messages were", "Busy"}})
	s.Follow(wikitest.Check{Name: "off", Request: wikitest.Request{URL: "/admin/mail", As: "ada", Body: "action=save"}, Has: []string{"No mail is sent"}})
	s.step(5 * time.Minute)
	s.step(5 * time.Minute)
	if _, trying, err := s.queue.Undelivered(t.Context(), 10); err != nil || trying != 0 {
		t.Errorf("%d are tried again, %v", trying, err)
	}
	for _, who := range []string{"bob", "cleo"} {
		if n, err := s.queue.Unseen(t.Context(), s.Access(who)); err != nil || n != 1 {
			t.Errorf("%s has %d notices, %v", who, n, err)
		}
	}
	if n, err := s.queue.Unseen(t.Context(), s.Access("ada")); err != nil || n != 0 {
		t.Errorf("the administrator has %d notices, %v", n, err)
	}
}
