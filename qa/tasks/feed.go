package tasks

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/sqldb"
)

// MakeFeed gives the reader a new secret for the address of a calendar feed; an earlier one stops
// working. Only its hash is kept: the secret is shown this once.
func (b *Board) MakeFeed(ctx context.Context, as wiki.Actor) (secret string, err error) {
	if as.Person == 0 {
		return "", content.Errorf(content.Sign, "Sign in first: a calendar belongs to somebody.")
	}
	secret = rand.Text() + rand.Text() // 260 random bits in capitals and digits
	err = b.db.Write(ctx, as, func(tx *sqldb.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO task_feeds (person, hash, created) VALUES ($1, $2, $3)
			ON CONFLICT (person) DO UPDATE SET hash = excluded.hash, created = excluded.created`, int64(as.Person), hashOf(secret), sqldb.Micros(tx.Now()))
		if err != nil {
			return fmt.Errorf("write calendar feed: %w", err)
		}
		return nil
	})
	return secret, err
}

// DropFeed ends the reader's calendar feed.
func (b *Board) DropFeed(ctx context.Context, as wiki.Actor) error {
	return b.db.Write(ctx, as, func(tx *sqldb.Tx) error {
		if _, err := tx.ExecContext(ctx, `DELETE FROM task_feeds WHERE person = $1`, int64(as.Person)); err != nil {
			return fmt.Errorf("end calendar feed: %w", err)
		}
		return nil
	})
}

// FeedSince tells since when the reader has a calendar feed; the zero time: there is none.
func (b *Board) FeedSince(ctx context.Context, as wiki.Actor) (time.Time, error) {
	all, err := sqldb.All(ctx, b.db.Reader(), func(rows *sql.Rows) (t time.Time, err error) { return t, rows.Scan(sqldb.Moment{To: &t}) },
		`SELECT created FROM task_feeds WHERE person = $1`, int64(as.Person))
	if err != nil || len(all) == 0 {
		return time.Time{}, err
	}
	return all[0], nil
}

func hashOf(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// Feed is the calendar that a secret stands for: what waits for its person at this moment and has a
// due date, with titles of what that person may read at this moment. base is the address of the server
// without a slash at its end. NotFound for any other secret, and where the account is disabled.
func (b *Board) Feed(ctx context.Context, secret, base string) ([]byte, error) {
	absent := content.Errorf(content.NotFound, "There is no such calendar. Its address may have been renewed or withdrawn.")
	people, err := sqldb.All(ctx, b.db.Reader(), func(rows *sql.Rows) (p wiki.PersonID, err error) { return p, rows.Scan(&p) },
		`SELECT person FROM task_feeds WHERE hash = $1`, hashOf(secret))
	if err != nil {
		return nil, fmt.Errorf("whose calendar: %w", err)
	}
	if len(people) == 0 {
		return nil, absent
	}
	access, err := b.opts.Access(ctx, people[0])
	if unlessKnown(err) != nil {
		return nil, err
	}
	if err != nil {
		return nil, absent
	}
	all, err := b.List(ctx, access)
	if err != nil {
		return nil, err
	}
	return calendarOf(all, access.As, base)
}

// beforeDue is how long an event takes; it ends when the task is due.
const beforeDue = 30 * time.Minute

// calendarOf writes tasks as an iCalendar object (RFC 5545). The same tasks give the same bytes.
func calendarOf(all []Task, as wiki.Actor, base string) ([]byte, error) {
	cal := ics.NewCalendar()
	cal.SetProductId("-//Docent//My tasks//EN")
	cal.SetCalscale("GREGORIAN")
	cal.SetMethod(ics.MethodPublish)
	cal.SetName("Docent: my tasks")
	cal.SetXWRCalName("Docent: my tasks")
	cal.SetRefreshInterval("PT1H")
	cal.SetXPublishedTTL("PT1H")
	for _, t := range all {
		if t.Due.IsZero() || !t.Done.IsZero() {
			continue
		}
		e := cal.AddEvent(fmt.Sprintf("%s.%d@docent", t.Key, as.Person))
		stamp := t.Since
		if stamp.IsZero() {
			stamp = t.Due
		}
		e.SetDtStampTime(stamp)
		e.SetSummary(verbs[t.Kind] + plain(t.Title))
		e.SetURL(base + t.URL)
		e.SetTimeTransparency(ics.TransparencyTransparent)
		if t.Day {
			e.SetAllDayStartAt(t.Due)
			e.SetAllDayEndAt(t.Due.AddDate(0, 0, 1))
			continue
		}
		e.SetStartAt(t.Due.Add(-beforeDue))
		e.SetEndAt(t.Due)
	}
	var out bytes.Buffer
	if err := cal.SerializeTo(&out, ics.WithNewLine("\r\n")); err != nil {
		return nil, fmt.Errorf("write calendar: %w", err)
	}
	return out.Bytes(), nil
}

// verbs say what is to be done with the thing that a title names.
var verbs = map[Kind]string{
	Answer: "Answer: ", Check: "Check: ", Verify: "Verify: ", Review: "Review: ", Mention: "Look at: ",
	Request: "Write: ", Checklist: "", Path: "",
}

// plain makes a title fit for a calendar: one line of characters that RFC 5545 allows in a text.
func plain(title string) string {
	title = strings.Map(func(r rune) rune {
		if r >= 0x80 && r < 0xa0 || r == '\u2028' || r == '\u2029' || r == '\ufeff' {
			return ' '
		}
		return r
	}, oneLine(title))
	return content.Excerpt(title, maxTitle)
}
