package notify_test

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/notify"
	"github.com/docent-wiki/docent/wiki/sqldb"
	"github.com/docent-wiki/docent/wiki/sqldb/sqldbtest"
	"github.com/docent-wiki/docent/wiki/worktime"
)

// office is a queue on a database, a worker, and what it sent.
type office struct {
	t      *testing.T
	db     *sqldb.DB
	queue  *notify.Queue
	worker *notify.Worker
	now    time.Time
	people map[wiki.PersonID]notify.Person
	secret map[notify.NoticeID]bool
	fails  []error // what the next sendings meet, in order
	tried  []string
}

func newOffice(t *testing.T) *office {
	t.Helper()
	o := &office{t: t, now: at(1, 10, 0), people: map[wiki.PersonID]notify.Person{}, secret: map[notify.NoticeID]bool{}}
	var err error
	o.db, err = sqldb.Open(t.Context(), sqldb.Config{Path: sqldbtest.Seed(t, filepath.Join(t.TempDir(), "docent.db")), Now: func() time.Time { return o.now }})
	o.must(err)
	t.Cleanup(func() { o.must(o.db.Close()) })
	o.queue = notify.NewQueue(o.db)
	for id := wiki.PersonID(1); id <= 3; id++ {
		o.people[id] = notify.Person{Calendar: worktime.Default(vienna), ByMail: true}
		o.exec(`INSERT INTO people (id, name, email, email_key, role, zone, language, scheme, disabled, created, last_seen, password)
			VALUES ($1, $2, $2, $2, $3, '', '', '', 0, 0, 0, '')`, int64(id), fmt.Sprint("person ", id), map[bool]string{true: "admin", false: "member"}[id == 3])
	}
	o.start()
	return o
}

func (o *office) exec(query string, args ...any) {
	o.t.Helper()
	o.must(o.db.Write(o.t.Context(), wiki.Operator(), func(tx *sqldb.Tx) error {
		_, err := tx.ExecContext(o.t.Context(), query, args...)
		return err
	}))
}

func (o *office) must(err error) {
	o.t.Helper()
	if err != nil {
		o.t.Fatal(err)
	}
}

func (o *office) start() {
	senders := map[notify.Channel]notify.Sender{notify.Mail: o, notify.Digest: o, notify.Push: o}
	o.worker = notify.NewWorker(notify.Options{
		Store: o.queue, Senders: senders, Now: func() time.Time { return o.now }, Log: slog.New(slog.DiscardHandler),
		People: func(context.Context, []wiki.PersonID) (map[wiki.PersonID]notify.Person, error) { return o.people, nil },
		Check: func(_ context.Context, _ wiki.PersonID, notices []notify.Notice) (may []notify.Notice, err error) {
			for _, n := range notices {
				if !o.secret[n.ID] {
					may = append(may, n)
				}
			}
			return may, nil
		},
	})
}

// Send notes what is sent, and fails where it is to.
func (o *office) Send(_ context.Context, p notify.Parcel, notices []notify.Notice) error {
	var texts []string
	for _, n := range notices {
		texts = append(texts, n.Text)
	}
	o.tried = append(o.tried, fmt.Sprintf("%s %s to %d: %s", p.Channel, p.Message, p.Person, strings.Join(texts, "+")))
	if len(o.fails) > 0 {
		err := o.fails[0]
		o.fails = o.fails[1:]
		return err
	}
	return nil
}

func (o *office) put(list ...notify.Notice) int {
	o.t.Helper()
	var added int
	o.must(o.db.Write(o.t.Context(), wiki.Operator(), func(tx *sqldb.Tx) (err error) {
		added, err = o.queue.Put(o.t.Context(), tx, list)
		return err
	}))
	return added
}

// note is a notice for somebody.
func note(to wiki.PersonID, key string) notify.Notice {
	return notify.Notice{Person: to, Key: key, Kind: "asked", Text: key, URL: "/q/1"}
}

// step lets time go on and the worker look, and gives what it sent.
func (o *office) step(later time.Duration) (sent []string, next time.Time) {
	o.t.Helper()
	o.now = o.now.Add(later)
	next, err := o.worker.Step(o.t.Context())
	o.must(err)
	sent, o.tried = o.tried, nil
	return sent, next
}

func (o *office) want(later time.Duration, want ...string) {
	o.t.Helper()
	if got, _ := o.step(later); !cmp.Equal(got, want) {
		o.t.Errorf("after %s: %q, want %q", later, got, want)
	}
}

func (o *office) count(where string) (n int) {
	o.t.Helper()
	o.must(o.db.Reader().QueryRowContext(o.t.Context(), `SELECT COUNT(*) FROM `+where).Scan(&n))
	return n
}

func TestPutTwice(t *testing.T) {
	o := newOffice(t)
	if n := o.put(note(1, "a"), note(1, "b"), note(1, "a")); n != 2 {
		t.Errorf("%d were added", n)
	}
	if n := o.put(note(1, "b"), note(2, "c")); n != 1 {
		t.Errorf("%d were added", n)
	}
	o.want(0)
	o.want(notify.Settle, "mail a to 1: a+b", "mail c to 2: c")
	if n := o.put(note(1, "a")); n != 0 {
		t.Error("what was sent is put again")
	}
	o.want(time.Hour)
	many := make([]notify.Notice, 500)
	for i := range many {
		many[i] = note(2, fmt.Sprint("many/", i%300))
	}
	if n := o.put(many...); n != 300 {
		t.Errorf("%d were added", n)
	}
}

func TestPutNonsense(t *testing.T) {
	o := newOffice(t)
	for name, n := range map[string]notify.Notice{
		"nobody": note(0, "a"), "no key": note(1, ""), "a long key": note(1, strings.Repeat("k", 201)),
		"elsewhere": {Person: 1, Key: "a", URL: "https://evil.example"}, "elsewhere too": {Person: 1, Key: "a", URL: "//evil.example"},
	} {
		err := o.db.Write(t.Context(), wiki.Operator(), func(tx *sqldb.Tx) error {
			_, err := o.queue.Put(t.Context(), tx, []notify.Notice{n})
			return err
		})
		if err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

// TestRetry: a failure is noted with growing waits, also by a program that was started again; what comes meanwhile
// waits behind it and is not lost.
func TestRetry(t *testing.T) {
	o := newOffice(t)
	later := &notify.Fault{Fate: notify.Later, Text: "450 come again"}
	o.put(note(1, "a"))
	o.step(0)
	o.fails = []error{later, later, fmt.Errorf("odd"), later}
	o.want(notify.Settle, "mail a to 1: a")
	o.put(note(1, "b"))
	o.want(59 * time.Second)
	o.start()
	o.want(time.Second, "mail a to 1: a")
	o.want(3 * time.Minute)
	o.want(time.Minute, "mail a to 1: a")
	o.want(15 * time.Minute)
	o.start()
	o.want(time.Minute, "mail a to 1: a")
	list, trying, err := o.queue.Undelivered(t.Context(), 10)
	o.must(err)
	want := []notify.Undelivered{{
		Person: wiki.PersonRef{ID: 1, Name: "person 1"}, Channel: notify.Mail, Tries: 4, Made: at(1, 10, 2), NextTry: o.now.Add(64 * time.Minute), Fault: "450 come again",
	}}
	if diff := cmp.Diff(want, list); diff != "" || trying != 1 {
		t.Errorf("%d tried again: %s", trying, diff)
	}
	o.want(64*time.Minute, "mail a to 1: a")
	o.want(notify.Gap, "mail b to 1: b")
}

// TestRetryInTheNight: a wait that ends in quiet hours goes on until they end.
func TestRetryInTheNight(t *testing.T) {
	o := newOffice(t)
	o.now = at(1, 19, 50)
	o.put(note(1, "a"))
	o.step(0)
	o.fails = []error{&notify.Fault{Fate: notify.Later}, &notify.Fault{Fate: notify.Later}, &notify.Fault{Fate: notify.Later}}
	o.want(2*time.Minute, "mail a to 1: a")
	o.want(time.Minute, "mail a to 1: a")
	o.want(4*time.Minute, "mail a to 1: a")
	o.want(time.Minute)
	if _, next := o.step(15 * time.Minute); !next.Equal(at(2, 8, 0)) {
		t.Errorf("asked again at %s", next.In(vienna))
	}
	o.want(11*time.Hour+48*time.Minute, "mail a to 1: a")
}

// TestDown: a server that is down is tried with one message, and holds all others.
func TestDown(t *testing.T) {
	o := newOffice(t)
	o.put(note(1, "a"), note(2, "b"), note(3, "c"))
	o.step(0)
	down := &notify.Fault{Fate: notify.Down, Text: "connection refused"}
	o.fails = []error{down, down}
	o.want(notify.Settle, "mail a to 1: a")
	o.want(time.Minute, "mail a to 1: a")
	o.want(time.Minute)
	o.want(3*time.Minute, "mail a to 1: a", "mail b to 2: b", "mail c to 3: c")
	if n := o.count(`parcels WHERE state <> 'sent'`); n != 0 {
		t.Errorf("%d are not sent", n)
	}
}

// TestRefused: what is refused for good stays in its inbox, and administrators find out; once a day for each person.
func TestRefused(t *testing.T) {
	o := newOffice(t)
	never := &notify.Fault{Fate: notify.Never, Text: "550 no such mailbox"}
	for _, key := range []string{"a", "b"} {
		o.put(note(1, key))
		o.step(0)
		o.fails = []error{never}
		o.want(notify.Settle, fmt.Sprintf("mail %s to 1: %s", key, key))
		o.want(time.Hour)
	}
	list, trying, err := o.queue.Undelivered(t.Context(), 1)
	if o.must(err); trying != 0 || len(list) != 1 || !list[0].NextTry.IsZero() || list[0].Fault != "550 no such mailbox" {
		t.Errorf("%d tried again, %+v", trying, list)
	}
	if got := o.inbox(1); !cmp.Equal(got, []string{"b", "a"}) {
		t.Errorf("the inbox has %q", got)
	}
	want := []string{"The mail server said: 550 no such mailbox What it told stands in their inbox."}
	if got := o.inbox(3); !cmp.Equal(got, want) {
		t.Errorf("the administrator's inbox has %q", got)
	}
}

func (o *office) inbox(id wiki.PersonID) (texts []string) {
	o.t.Helper()
	list, err := o.queue.Inbox(o.t.Context(), wiki.NewAccess(wiki.Actor{Person: id}, nil, nil), 0, 50)
	o.must(err)
	for _, n := range list {
		texts = append(texts, n.Text)
	}
	return texts
}

// TestGivenUp: what could not be delivered for five days is given up, and said.
func TestGivenUp(t *testing.T) {
	o := newOffice(t)
	o.put(note(1, "a"))
	o.step(0)
	for range 200 {
		o.fails = []error{&notify.Fault{Fate: notify.Later, Text: "450 busy"}}
		o.step(time.Hour)
	}
	if n := o.count(`parcels WHERE state = 'refused' AND tries > 10`); n != 1 {
		t.Errorf("%d are given up", n)
	}
	if len(o.inbox(3)) != 1 {
		t.Error("administrators are not told")
	}
}

// TestUnreachable: a push that reaches nobody goes by mail.
func TestUnreachable(t *testing.T) {
	o := newOffice(t)
	p := o.people[1]
	p.ByPush, p.Channels = true, map[wiki.EventKind]notify.Channel{"asked": notify.Push}
	o.people[1] = p
	o.put(note(1, "a"))
	o.step(0)
	o.fails = []error{&notify.Fault{Fate: notify.Unreachable, Text: "gone"}}
	o.want(notify.Settle, "push a to 1: a")
	o.want(time.Minute, "mail a to 1: a")
}

// TestUnreadable: what may not be read any more is dropped at the last moment; a message of nothing is none, and no ping.
func TestUnreadable(t *testing.T) {
	o := newOffice(t)
	o.put(note(1, "a"), note(1, "b"), note(2, "c"))
	o.secret[1], o.secret[3] = true, true
	o.step(0)
	o.want(notify.Settle, "mail a to 1: b")
	if got := append(o.inbox(1), o.inbox(2)...); !cmp.Equal(got, []string{"b"}) {
		t.Errorf("the inboxes have %q", got)
	}
	w, err := o.queue.Waiting(t.Context(), o.now, nil)
	if o.must(err); len(w.Pings) != 1 || len(w.Notices)+len(w.Open) != 0 {
		t.Errorf("%+v", w)
	}
}

// TestSeen: what was seen in the app is not sent.
func TestSeen(t *testing.T) {
	o := newOffice(t)
	access := wiki.NewAccess(wiki.Actor{Person: 1}, nil, nil)
	o.put(note(1, "a"), note(1, "b"), note(2, "c"))
	o.step(0)
	o.must(o.queue.See(t.Context(), wiki.Actor{Person: 1}, []notify.NoticeID{1, 3})) // 3 is another's
	if n, err := o.queue.Unseen(t.Context(), access); err != nil || n != 1 {
		t.Errorf("%d are unseen, %v", n, err)
	}
	o.want(notify.Settle, "mail b to 1: b", "mail c to 2: c")
	o.must(o.queue.SeeAll(t.Context(), wiki.Actor{Person: 1}, 2))
	if n, _ := o.queue.Unseen(t.Context(), access); n != 0 {
		t.Errorf("%d are unseen", n)
	}
}

func TestPrune(t *testing.T) {
	o := newOffice(t)
	o.put(note(1, "a"))
	o.step(0)
	o.step(notify.Settle)
	p := o.people[2]
	p.Calendar.Away = []worktime.Away{{From: worktime.DateOf(o.now, vienna), To: worktime.DateOf(o.now, vienna).Days(365)}}
	o.people[2] = p
	o.put(note(2, "waits for a year"))
	o.step(notify.Keep - 24*time.Hour)
	if n := o.count("notices"); n != 2 {
		t.Errorf("%d notices after 89 days", n)
	}
	o.step(48 * time.Hour)
	if n, parcels := o.count("notices"), o.count("parcels"); n != 1 || parcels != 0 {
		t.Errorf("%d notices and %d parcels after 91 days", n, parcels)
	}
}

// TestSpaces: inbox and count know only what stands in spaces that may be read, also after it moved.
func TestSpaces(t *testing.T) {
	o := newOffice(t)
	open, closed := wiki.Space{ID: 7, Team: wiki.Reader}, wiki.Space{ID: 8}
	access := wiki.NewAccess(wiki.Actor{Person: 1, Scope: wiki.ScopeAdmin}, []wiki.Space{open, closed}, nil)
	in := func(key string, space wiki.SpaceID, page wiki.PageID, question int64) notify.Notice {
		n := note(1, key)
		n.Space, n.Page, n.Question = space, page, question
		return n
	}
	o.put(in("about nothing", 0, 0, 0), in("open", 7, 70, 0), in("closed", 8, 80, 0), in("question", 7, 0, 5))
	check := func(want ...string) {
		t.Helper()
		list, err := o.queue.Inbox(t.Context(), access, 0, 50)
		o.must(err)
		var got []string
		for _, n := range list {
			got = append(got, n.Key)
		}
		n, err := o.queue.Unseen(t.Context(), access)
		if o.must(err); !cmp.Equal(got, want) || n != len(want) {
			t.Errorf("%d in the inbox: %q, want %q", n, got, want)
		}
	}
	check("question", "open", "about nothing")
	move := func(fn func(tx *sqldb.Tx) error) { o.must(o.db.Write(t.Context(), wiki.Operator(), fn)) }
	move(func(tx *sqldb.Tx) error { return o.queue.MovePages(t.Context(), tx, []wiki.PageID{70, 71}, 8) })
	move(func(tx *sqldb.Tx) error { return o.queue.MoveQuestion(t.Context(), tx, 5, 8) })
	check("about nothing")
	page, err := o.queue.Inbox(t.Context(), access, 2, 1)
	if o.must(err); len(page) != 1 || page[0].Key != "about nothing" {
		t.Errorf("a further page: %+v", page)
	}
}

// TestPlans: the queries of the worker and the inbox use their indexes, also over a large table.
func TestPlans(t *testing.T) {
	o := newOffice(t)
	for name, query := range map[string]string{
		"notices_waiting":  `SELECT id FROM notices WHERE state = 'waits' AND $1 = $1`,
		"notices_waiting ": `SELECT id FROM notices WHERE state = 'waits' AND $1 = $1 AND person IN ($2, $3)`,
		"parcels_open":     `SELECT id FROM parcels WHERE state = 'open' AND $1 = $1`,
		"parcels_ended":    `SELECT person FROM parcels WHERE ended <> 0 AND ended > $1 AND state = 'sent' AND channel <> 'digest'`,
		"notices_inbox":    `SELECT id FROM notices n WHERE n.person = $1 AND n.id < $2 AND n.state <> 'dropped' AND n.space IN ($3) ORDER BY n.id DESC LIMIT 50`,
		"notices_unseen":   `SELECT COUNT(*) FROM notices WHERE person = $1 AND seen = 0 AND state <> 'dropped' AND space IN ($2)`,
		"notices_parcel":   `SELECT id FROM notices n WHERE n.parcel = $1 AND n.parcel <> 0 AND n.state = 'packed' ORDER BY n.urgent DESC, n.id`,
		"notices_page":     `UPDATE notices SET space = $1 WHERE page IN ($2, $3) AND page <> 0 AND question = 0 AND space <> $1`,
		"notices_question": `UPDATE notices SET space = $1 WHERE question = $2 AND question <> 0 AND space <> $1`,
		"notices_ended":    `DELETE FROM notices WHERE ended <> 0 AND ended < $1`,
	} {
		args := make([]any, 0, 3)
		for n := 1; strings.Contains(query, fmt.Sprint("$", n)); n++ {
			args = append(args, 1)
		}
		rows, err := o.db.Reader().QueryContext(t.Context(), `EXPLAIN QUERY PLAN `+query, args...)
		o.must(err)
		plan := ""
		for rows.Next() {
			var id, parent, unused int
			var detail string
			o.must(rows.Scan(&id, &parent, &unused, &detail))
			plan += detail + "\n"
		}
		o.must(rows.Close())
		if !strings.Contains(plan, strings.TrimSpace(name)) || strings.Contains(plan, "SCAN notices\n") {
			t.Errorf("%s:\n%s", query, plan)
		}
	}
}
