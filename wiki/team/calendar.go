package team

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/sqldb"
	"github.com/docent-wiki/docent/wiki/worktime"
)

// Limits of a calendar.
const (
	maxAway  = 200  // entries of days away, of one person
	MaxNote  = 1000 // characters of an automatic reply
	MaxPings = 1000 // a day
)

// SetHours sets everything of a calendar but its zone, which is the account's, and its days away: one's
// own, or anybody's as an administrator.
func (s *Store) SetHours(ctx context.Context, as wiki.Actor, person wiki.PersonID, c worktime.Calendar) error {
	if err := needSelf(as, person); err != nil {
		return err
	}
	if err := check(c); err != nil {
		return err
	}
	return s.db.Write(ctx, as, func(tx *sqldb.Tx) error { return setHours(ctx, tx, person, c) })
}

// SetCalendar sets everything of a calendar but its zone: its days away are those of c and no others.
func (s *Store) SetCalendar(ctx context.Context, as wiki.Actor, person wiki.PersonID, c worktime.Calendar) error {
	if err := needSelf(as, person); err != nil {
		return err
	}
	if err := check(c); err != nil {
		return err
	}
	if len(c.Away) > maxAway {
		return tooManyAway()
	}
	return s.db.Write(ctx, as, func(tx *sqldb.Tx) error {
		if err := setHours(ctx, tx, person, c); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM days_away WHERE person = $1`, int64(person)); err != nil {
			return fmt.Errorf("delete days away: %w", err)
		}
		for _, a := range c.Away {
			a, err := checkAway(ctx, tx, person, a)
			if err != nil {
				return err
			}
			if _, err := insertAway(ctx, tx, person, a); err != nil {
				return err
			}
		}
		return nil
	})
}

func setHours(ctx context.Context, tx *sqldb.Tx, person wiki.PersonID, c worktime.Calendar) error {
	if err := needPerson(ctx, tx, person); err != nil {
		return err
	}
	week, err := writeWeek(c.Week)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO calendars (person, country, quiet_from, quiet_to, quiet_days_off, pings, channel, week)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (person) DO UPDATE SET country = excluded.country, quiet_from = excluded.quiet_from, quiet_to = excluded.quiet_to,
		quiet_days_off = excluded.quiet_days_off, pings = excluded.pings, channel = excluded.channel, week = excluded.week`,
		int64(person), c.Country, c.Quiet.From, c.Quiet.To, sqldb.Bit(c.QuietDaysOff), c.Pings, string(c.Channel), week)
	if err != nil {
		return fmt.Errorf("write calendar: %w", err)
	}
	emit(tx, person, "calendar")
	return nil
}

// PutAway adds days away (ID 0) or changes them.
func (s *Store) PutAway(ctx context.Context, as wiki.Actor, person wiki.PersonID, a worktime.Away) (worktime.Away, error) {
	if err := needSelf(as, person); err != nil {
		return a, err
	}
	err := s.db.Write(ctx, as, func(tx *sqldb.Tx) (err error) {
		if err := needPerson(ctx, tx, person); err != nil {
			return err
		}
		if a, err = checkAway(ctx, tx, person, a); err != nil {
			return err
		}
		emit(tx, person, "away")
		if a.ID == 0 {
			a.ID, err = insertAway(ctx, tx, person, a)
			return err
		}
		result, err := tx.ExecContext(ctx, `UPDATE days_away SET first = $3, last = $4, deputy = $5, note = $6 WHERE id = $1 AND person = $2`,
			a.ID, int64(person), a.From.String(), a.To.String(), int64(a.Deputy.ID), a.Note)
		return one(result, err)
	})
	return a, err
}

// RemoveAway deletes days away.
func (s *Store) RemoveAway(ctx context.Context, as wiki.Actor, person wiki.PersonID, id int64) error {
	if err := needSelf(as, person); err != nil {
		return err
	}
	return s.db.Write(ctx, as, func(tx *sqldb.Tx) error {
		emit(tx, person, "away")
		return one(tx.ExecContext(ctx, `DELETE FROM days_away WHERE id = $1 AND person = $2`, id, int64(person)))
	})
}

// one checks that a statement found its row.
func one(result interface{ RowsAffected() (int64, error) }, err error) error {
	if err != nil {
		return fmt.Errorf("write days away: %w", err)
	}
	n, err := result.RowsAffected()
	if err != nil {
		return fmt.Errorf("write days away: %w", err)
	}
	if n == 0 {
		return content.Errorf(content.NotFound, "These days away are not there; perhaps you have removed them in another window.")
	}
	return nil
}

func insertAway(ctx context.Context, tx *sqldb.Tx, person wiki.PersonID, a worktime.Away) (int64, error) {
	var n int
	if err := tx.QueryRowContext(ctx, `SELECT COUNT(*) FROM days_away WHERE person = $1`, int64(person)).Scan(&n); err != nil {
		return 0, fmt.Errorf("count days away: %w", err)
	}
	if n >= maxAway {
		return 0, tooManyAway()
	}
	id, err := tx.NextID(ctx, "days_away", 1)
	if err != nil {
		return 0, err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO days_away (id, person, first, last, deputy, note) VALUES ($1, $2, $3, $4, $5, $6)`,
		id, int64(person), a.From.String(), a.To.String(), int64(a.Deputy.ID), a.Note)
	if err != nil {
		return 0, fmt.Errorf("insert days away: %w", err)
	}
	return id, nil
}

func tooManyAway() error {
	return content.Errorf(content.Invalid, "There can be %d entries of days away. Remove old ones first; nothing was saved.", maxAway)
}

// check refuses what a calendar cannot hold.
func check(c worktime.Calendar) error {
	for i, spans := range c.Week {
		again, err := worktime.ParseHours(worktime.FormatHours(spans))
		if err != nil || !slices.Equal(again, spans) {
			return content.Errorf(content.Invalid, "The hours of %s cannot be: %s.", time.Weekday(i), worktime.FormatHours(spans)).On("hours")
		}
	}
	if day, problem := c.Week.Overlap(); problem != "" {
		return content.Errorf(content.Invalid, "%s Nothing was saved.", problem).On(fmt.Sprintf("hours%d", day))
	}
	minute := func(m int) bool { return m >= 0 && m <= 24*60 }
	switch {
	case c.Country != "" && worktime.CountryName(c.Country) == "":
		return content.Errorf(content.Invalid, "The holidays of “%s” are not known. Choose a country of the list.", content.Excerpt(c.Country, 20)).On("country")
	case !minute(c.Quiet.From) || !minute(c.Quiet.To):
		return content.Errorf(content.Invalid, "Quiet hours lie between 0:00 and 24:00.").On("quiet")
	case c.Quiet.WholeDay():
		return content.Errorf(content.Invalid, "Quiet hours of 0:00–24:00 mean that nothing is ever sent. Leave a part of the day.").On("quiet")
	case c.Pings < 0 || c.Pings > MaxPings:
		return content.Errorf(content.Invalid, "The limit of messages a day is a number up to %d; 0 means no limit.", MaxPings).On("pings")
	case c.Channel != worktime.InApp && c.Channel != worktime.Mail && c.Channel != worktime.Digest:
		return content.Errorf(content.Invalid, "Messages come in the app, by mail or in a digest, not by “%s”.", content.Excerpt(string(c.Channel), 20)).On("channel")
	}
	return nil
}

// checkAway refuses what days away cannot be, and fills in the deputy's name.
func checkAway(ctx context.Context, q sqldb.Queryer, person wiki.PersonID, a worktime.Away) (worktime.Away, error) {
	a.Note = strings.TrimSpace(a.Note)
	switch {
	case a.From.IsZero():
		return a, content.Errorf(content.Invalid, "Give the first day away.").On("from")
	case a.To.IsZero():
		a.To = a.From
	case a.To.Compare(a.From) < 0:
		return a, content.Errorf(content.Invalid, "The last day, %s, is before the first, %s.", a.To, a.From).On("to")
	}
	switch {
	case a.From.Year < 2000 || a.To.Year > 2199 || a.To.Since(a.From) > worktime.Horizon:
		return a, content.Errorf(content.Invalid, "Days away last at most three years, and lie between 2000 and 2199.").On("to")
	case utf8.RuneCountInString(a.Note) > MaxNote || !utf8.ValidString(a.Note) ||
		strings.ContainsFunc(a.Note, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t' }):
		return a, content.Errorf(content.Invalid, "An automatic reply is a text of at most %d characters.", MaxNote).On("note")
	case a.Deputy.ID == person:
		return a, content.Errorf(content.Invalid, "Somebody else has to stand in.").On("deputy")
	case a.Deputy.ID == 0:
		a.Deputy = wiki.PersonRef{}
		return a, nil
	}
	names, err := names(ctx, q, []wiki.PersonID{a.Deputy.ID})
	if err != nil {
		return a, err
	}
	if a.Deputy.Name = names[a.Deputy.ID]; a.Deputy.Name == "" {
		return a, content.Errorf(content.Invalid, "Who is to stand in has no account, or one that was disabled.").On("deputy")
	}
	return a, nil
}

func needPerson(ctx context.Context, q sqldb.Queryer, person wiki.PersonID) error {
	var n int
	if err := q.QueryRowContext(ctx, `SELECT COUNT(*) FROM people WHERE id = $1`, int64(person)).Scan(&n); err != nil {
		return fmt.Errorf("look for account: %w", err)
	}
	if n == 0 {
		return missing()
	}
	return nil
}

// needSelf checks that somebody may change a person's calendar. A token needs the scope write.
func needSelf(as wiki.Actor, person wiki.PersonID) error {
	switch {
	case as.IsAdmin():
		return nil
	case !as.SignedIn():
		return content.Errorf(content.Sign, "Sign in to say when you work.")
	case as.Person != person:
		return missing()
	case as.Scope < wiki.ScopeWrite:
		return content.Errorf(content.Forbidden, "This token may only read. Use the browser, or a token with the scope “write”.")
	}
	return nil
}
