package notify

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/sqldb"
)

// How a parcel stands.
const (
	open    = "open"
	sent    = "sent"
	refused = "refused"
	void    = "void"
)

// pingsFor is how far back pings are read: every zone's present day lies within.
const pingsFor = 48 * time.Hour

// Fresh gives the people for whom notices were put after one of them, and the last one that was put.
func (q *Queue) Fresh(ctx context.Context, after NoticeID) (people []wiki.PersonID, newest NoticeID, err error) {
	newest = after
	people, err = sqldb.All(ctx, q.db.Reader(), func(rows *sql.Rows) (id wiki.PersonID, err error) {
		var last NoticeID
		err = rows.Scan(&id, &last)
		newest = max(newest, last)
		return id, err
	}, `SELECT person, MAX(id) FROM notices WHERE id > $1 GROUP BY person`, int64(after))
	if err != nil {
		return nil, after, fmt.Errorf("look for notices: %w", err)
	}
	return people, newest, nil
}

// Waiting reads what Due decides on, for some people or, where that is nil, for everybody. People are not
// given with it, nor the texts of notices. It is three queries, whatever waits.
func (q *Queue) Waiting(ctx context.Context, now time.Time, people []wiki.PersonID) (w Waiting, err error) {
	r := q.db.Reader()
	only, ids := "", []any(nil)
	if people != nil {
		ids = sqldb.Padded(people)
		only = ` AND person IN (` + sqldb.In(len(ids), 2) + `)`
	}
	args := append([]any{sqldb.Micros(now.Add(-pingsFor))}, ids...)
	w.Notices, err = sqldb.All(ctx, r, func(rows *sql.Rows) (n Notice, err error) {
		err = rows.Scan(&n.ID, &n.Key, &n.Person, &n.Kind, &n.Thread, &n.Urgent, sqldb.Moment{To: &n.NotBefore}, &n.Via, sqldb.Moment{To: &n.Seen})
		return n, err
	}, `SELECT id, key, person, kind, thread, urgent, not_before, via, seen FROM notices WHERE state = 'waits' AND $1 = $1`+only, args...)
	if err != nil {
		return w, fmt.Errorf("read notices: %w", err)
	}
	w.Open, err = sqldb.All(ctx, r, func(rows *sql.Rows) (p Parcel, err error) {
		err = rows.Scan(&p.ID, &p.Person, &p.Channel, &p.Message, &p.Thread, &p.Tries, sqldb.Moment{To: &p.NextTry}, sqldb.Moment{To: &p.Made})
		return p, err
	}, `SELECT id, person, channel, message, thread, tries, next_try, made FROM parcels WHERE state = 'open' AND $1 = $1`+only, args...)
	if err != nil {
		return w, fmt.Errorf("read parcels: %w", err)
	}
	w.Pings, err = sqldb.All(ctx, r, func(rows *sql.Rows) (p Ping, err error) {
		return p, rows.Scan(&p.Person, sqldb.Moment{To: &p.At})
	}, `SELECT person, ended FROM parcels WHERE ended <> 0 AND ended > $1 AND state = 'sent' AND channel <> 'digest'`+only, args...)
	if err != nil {
		return w, fmt.Errorf("read pings: %w", err)
	}
	return w, nil
}

// Pack carries out what a plan says before anything is sent, in one transaction, and gives the parcels to
// send with their numbers.
func (q *Queue) Pack(ctx context.Context, plan Plan, now time.Time) ([]Parcel, error) {
	fresh := 0
	for _, p := range plan.Send {
		if p.ID == 0 {
			fresh++
		}
	}
	if fresh+len(plan.Shown)+len(plan.Dropped)+len(plan.Void) == 0 {
		return plan.Send, nil
	}
	parcels := append([]Parcel(nil), plan.Send...)
	err := q.db.Write(ctx, wiki.Operator(), func(tx *sqldb.Tx) error {
		if err := end(ctx, tx, plan.Shown, done, now, `, via = 'app'`); err != nil {
			return err
		}
		if err := end(ctx, tx, plan.Dropped, dropped, now, ""); err != nil {
			return err
		}
		for _, id := range plan.Void {
			if err := endParcel(ctx, tx, id, void, dropped, "", now); err != nil {
				return err
			}
		}
		if fresh == 0 {
			return nil
		}
		id, err := tx.NextID(ctx, "parcels", fresh)
		if err != nil {
			return err
		}
		for i := range parcels {
			if parcels[i].ID == 0 {
				parcels[i].ID = ParcelID(id)
				id++
				if err := pack(ctx, tx, parcels[i]); err != nil {
					return err
				}
			}
		}
		return nil
	})
	return parcels, err
}

const endAtOnce = 256

// end notes that notices wait no more.
func end(ctx context.Context, tx *sqldb.Tx, ids []NoticeID, state string, now time.Time, and string) error {
	for start := 0; start < len(ids); start += endAtOnce {
		list := sqldb.Padded(ids[start:min(start+endAtOnce, len(ids))])
		args := append([]any{state, sqldb.Micros(now)}, list...)
		_, err := tx.ExecContext(ctx, `UPDATE notices SET state = $1, ended = $2`+and+` WHERE id IN (`+sqldb.In(len(list), 3)+`)`, args...)
		if err != nil {
			return fmt.Errorf("end notices: %w", err)
		}
	}
	return nil
}

func pack(ctx context.Context, tx *sqldb.Tx, p Parcel) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO parcels (id, person, channel, message, thread, state, tries, next_try, made, ended, fault)
		VALUES ($1, $2, $3, $4, $5, 'open', 0, 0, $6, 0, '')`,
		int64(p.ID), int64(p.Person), string(p.Channel), p.Message, p.Thread, sqldb.Micros(p.Made))
	if err != nil {
		return fmt.Errorf("make parcel: %w", err)
	}
	for start := 0; start < len(p.Notices); start += endAtOnce {
		list := sqldb.Padded(p.Notices[start:min(start+endAtOnce, len(p.Notices))])
		args := append([]any{int64(p.ID)}, list...)
		_, err := tx.ExecContext(ctx, `UPDATE notices SET state = 'packed', parcel = $1 WHERE state = 'waits' AND id IN (`+sqldb.In(len(list), 2)+`)`, args...)
		if err != nil {
			return fmt.Errorf("pack notices: %w", err)
		}
	}
	return nil
}

// endParcel notes what became of a parcel, and of the notices in it.
func endParcel(ctx context.Context, tx *sqldb.Tx, id ParcelID, state, notices, fault string, now time.Time) error {
	_, err := tx.ExecContext(ctx, `UPDATE parcels SET state = $1, ended = $2, fault = $3, tries = tries + 1 WHERE id = $4 AND state = 'open'`,
		state, sqldb.Micros(now), fault, int64(id))
	if err == nil {
		_, err = tx.ExecContext(ctx, `UPDATE notices SET state = $1, ended = $2, via = (SELECT channel FROM parcels WHERE id = $3)
			WHERE parcel = $3 AND parcel <> 0 AND state = 'packed'`, notices, sqldb.Micros(now), int64(id))
	}
	if err != nil {
		return fmt.Errorf("end parcel %d: %w", id, err)
	}
	return nil
}

// Contents are the notices of a parcel, urgent ones first.
func (q *Queue) Contents(ctx context.Context, id ParcelID) ([]Notice, error) {
	return sqldb.All(ctx, q.db.Reader(), scanNotice, noticeSelect+`WHERE n.parcel = $1 AND n.parcel <> 0 AND n.state = 'packed' ORDER BY n.urgent DESC, n.id`, int64(id))
}

// Sent notes in one transaction that a parcel has gone, without those of its notices that its person may
// not read any more. With none left it did not go, and is no ping.
func (q *Queue) Sent(ctx context.Context, id ParcelID, unreadable []NoticeID, empty bool, now time.Time) error {
	state := sent
	if empty {
		state = void
	}
	return q.db.Write(ctx, wiki.Operator(), func(tx *sqldb.Tx) error {
		if err := end(ctx, tx, unreadable, dropped, now, ""); err != nil {
			return err
		}
		return endParcel(ctx, tx, id, state, done, "", now)
	})
}

// Retry notes that sending a parcel failed and when to try again.
func (q *Queue) Retry(ctx context.Context, id ParcelID, at time.Time, fault string) error {
	return q.db.Write(ctx, wiki.Operator(), func(tx *sqldb.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE parcels SET tries = tries + 1, next_try = $1, fault = $2 WHERE id = $3 AND state = 'open'`,
			sqldb.Micros(at), fault, int64(id))
		if err != nil {
			return fmt.Errorf("retry parcel: %w", err)
		}
		return nil
	})
}

// Hold keeps all open parcels of some channels until a time: their server is down.
func (q *Queue) Hold(ctx context.Context, channels []Channel, until time.Time) error {
	return q.db.Write(ctx, wiki.Operator(), func(tx *sqldb.Tx) error {
		for _, c := range channels {
			_, err := tx.ExecContext(ctx, `UPDATE parcels SET next_try = $1 WHERE state = 'open' AND channel = $2 AND next_try < $1`,
				sqldb.Micros(until), string(c))
			if err != nil {
				return fmt.Errorf("hold parcels: %w", err)
			}
		}
		return nil
	})
}

// Refused notes that a parcel will never go. Its notices stand in the inbox; where another channel is named,
// they wait to go there instead. Else the administrators find a notice of it in their inboxes, one a day for
// each person who cannot be reached.
func (q *Queue) Refused(ctx context.Context, p Parcel, fault string, instead Channel, now time.Time) error {
	return q.db.Write(ctx, wiki.Operator(), func(tx *sqldb.Tx) error {
		if instead != "" {
			_, err := tx.ExecContext(ctx, `UPDATE notices SET state = 'waits', via = $1, parcel = 0 WHERE parcel = $2 AND parcel <> 0 AND state = 'packed'`,
				string(instead), int64(p.ID))
			if err != nil {
				return fmt.Errorf("send elsewhere: %w", err)
			}
			return endParcel(ctx, tx, p.ID, refused, done, fault, now)
		}
		if err := endParcel(ctx, tx, p.ID, refused, done, fault, now); err != nil {
			return err
		}
		return q.tellAdmins(ctx, tx, p, fault, now)
	})
}

// MailRefused is the kind of the notice that a mail could not be delivered.
const MailRefused wiki.EventKind = "mail.refused"

func (q *Queue) tellAdmins(ctx context.Context, tx *sqldb.Tx, p Parcel, fault string, now time.Time) error {
	names, err := sqldb.All(ctx, tx, scanText, `SELECT name FROM people WHERE id = $1`, int64(p.Person))
	if err != nil || len(names) == 0 {
		return err
	}
	admins, err := sqldb.All(ctx, tx, func(rows *sql.Rows) (id wiki.PersonID, err error) { return id, rows.Scan(&id) },
		`SELECT id FROM people WHERE role = 'admin' AND disabled = 0`)
	if err != nil {
		return err
	}
	var notices []Notice
	for _, admin := range admins {
		notices = append(notices, Notice{
			Person: admin, Key: fmt.Sprintf("mail.refused/%d/%s/%d", p.Person, now.Format(time.DateOnly), admin), Kind: MailRefused,
			Title: "A mail to " + names[0] + " was refused", URL: MailPath, Via: App,
			Text: "The mail server said: " + fault + " What it told stands in their inbox.",
		})
	}
	_, err = q.Put(ctx, tx, notices)
	return err
}

// MailPath is the administrators' screen of the mail server.
const MailPath = "/admin/mail"

// Undelivered is a message that did not go, or not yet.
type Undelivered struct {
	Person  wiki.PersonRef
	Channel Channel
	Tries   int
	Made    time.Time
	NextTry time.Time // zero: it was given up
	Fault   string    // in the server's words
}

// Undelivered lists, for administrators, what was refused lately and what is tried again, the newest first,
// at most limit; and how many messages are to be tried again in all, with
// those that a server that is down holds up.
func (q *Queue) Undelivered(ctx context.Context, limit int) (list []Undelivered, trying int, err error) {
	list, err = sqldb.All(ctx, q.db.Reader(), func(rows *sql.Rows) (u Undelivered, err error) {
		var state string
		err = rows.Scan(&u.Person.ID, &u.Person.Name, &u.Channel, &u.Tries, sqldb.Moment{To: &u.Made}, sqldb.Moment{To: &u.NextTry}, &u.Fault, &state)
		if state == refused {
			u.NextTry = time.Time{}
		}
		return u, err
	}, `SELECT p.person, COALESCE(o.name, ''), p.channel, p.tries, p.made, p.next_try, p.fault, p.state
		FROM parcels p LEFT JOIN people o ON o.id = p.person
		WHERE p.state = 'refused' OR (p.state = 'open' AND p.tries > 0) ORDER BY p.id DESC LIMIT $1`, limit)
	if err != nil {
		return nil, 0, fmt.Errorf("read what was not delivered: %w", err)
	}
	err = q.db.Reader().QueryRowContext(ctx, `SELECT COUNT(*) FROM parcels WHERE state = 'open' AND next_try <> 0`).Scan(&trying)
	if err != nil {
		return nil, 0, fmt.Errorf("count what is tried again: %w", err)
	}
	return list, trying, nil
}
