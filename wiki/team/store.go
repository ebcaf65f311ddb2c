package team

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/sqldb"
	"github.com/docent-wiki/docent/wiki/worktime"
)

// Store keeps calendars and groups in the wiki's database. It is safe for concurrent use.
type Store struct{ db *sqldb.DB }

// New makes the store on an open database.
func New(db *sqldb.DB) *Store { return &Store{db} }

// peopleChunk bounds the people of one query.
const peopleChunk = 512

// Calendars gives the calendars of people; those without an account are left out. Days away that ended
// over three years ago are left out too.
func (s *Store) Calendars(ctx context.Context, people []wiki.PersonID) (map[wiki.PersonID]worktime.Calendar, error) {
	out := make(map[wiki.PersonID]worktime.Calendar, len(people))
	for from := 0; from < len(people); from += peopleChunk {
		chunk := people[from:min(from+peopleChunk, len(people))]
		if err := s.calendars(ctx, out, sqldb.Padded(chunk)); err != nil {
			return nil, err
		}
	}
	return out, nil
}

type personCalendar struct {
	person   wiki.PersonID
	calendar worktime.Calendar
}

func (s *Store) calendars(ctx context.Context, out map[wiki.PersonID]worktime.Calendar, ids []any) error {
	rows, err := sqldb.All(ctx, s.db.Reader(), scanCalendar,
		`SELECT p.id, p.zone, c.country, c.quiet_from, c.quiet_to, c.quiet_days_off, c.pings, c.channel, c.week
		FROM people p LEFT JOIN calendars c ON c.person = p.id WHERE p.id IN (`+sqldb.In(len(ids), 1)+`)`, ids...)
	if err != nil {
		return fmt.Errorf("calendars: %w", err)
	}
	for _, r := range rows {
		out[r.person] = r.calendar
	}
	oldest := worktime.DateOf(s.db.Now(), time.UTC).Days(-worktime.Horizon)
	away, err := sqldb.All(ctx, s.db.Reader(), scanAway,
		`SELECT a.person, a.id, a.first, a.last, a.note, a.deputy, COALESCE(d.name, '')
		FROM days_away a LEFT JOIN people d ON d.id = a.deputy AND d.disabled = 0
		WHERE a.person IN (`+sqldb.In(len(ids), 2)+`) AND a.last >= $1 ORDER BY a.first, a.id`, append([]any{oldest.String()}, ids...)...)
	if err != nil {
		return fmt.Errorf("days away: %w", err)
	}
	for _, a := range away {
		c := out[a.person]
		c.Away = append(c.Away, a.away)
		out[a.person] = c
	}
	return nil
}

// Calendar gives the calendar of one person; NotFound where there is no such account.
func (s *Store) Calendar(ctx context.Context, person wiki.PersonID) (worktime.Calendar, error) {
	found, err := s.Calendars(ctx, []wiki.PersonID{person})
	if err != nil {
		return worktime.Calendar{}, err
	}
	c, ok := found[person]
	if !ok {
		return worktime.Calendar{}, missing()
	}
	return c, nil
}

func scanCalendar(rows *sql.Rows) (r personCalendar, err error) {
	var (
		zone                             string
		country, channel, week           sql.NullString
		quietFrom, quietTo, daysOff, ppd sql.NullInt64
	)
	err = rows.Scan(&r.person, &zone, &country, &quietFrom, &quietTo, &daysOff, &ppd, &channel, &week)
	if err != nil {
		return r, err
	}
	location, err := time.LoadLocation(zone)
	if err != nil {
		location = time.UTC // a name that the system's tables no longer hold
	}
	if r.calendar = worktime.Default(location); !week.Valid {
		return r, nil
	}
	r.calendar.Country, r.calendar.Channel = country.String, worktime.Channel(channel.String)
	r.calendar.Quiet = worktime.Span{From: int(quietFrom.Int64), To: int(quietTo.Int64)}
	r.calendar.QuietDaysOff, r.calendar.Pings = daysOff.Int64 != 0, int(ppd.Int64)
	r.calendar.Week, err = readWeek(week.String)
	return r, err
}

func readWeek(text string) (week worktime.Week, err error) {
	var days [7]string
	if err := json.Unmarshal([]byte(text), &days); err != nil {
		return week, fmt.Errorf("working hours: %w", err)
	}
	for i, day := range days {
		if week[i], err = worktime.StoredHours(day); err != nil {
			return week, fmt.Errorf("working hours: %w", err)
		}
	}
	return week, nil
}

func writeWeek(week worktime.Week) (string, error) {
	var days [7]string
	for i, spans := range week {
		days[i] = worktime.FormatHours(spans)
	}
	text, err := json.Marshal(days)
	if err != nil {
		return "", fmt.Errorf("working hours: %w", err)
	}
	return string(text), nil
}

type personAway struct {
	person wiki.PersonID
	away   worktime.Away
}

func scanAway(rows *sql.Rows) (r personAway, err error) {
	var first, last, name string
	if err := rows.Scan(&r.person, &r.away.ID, &first, &last, &r.away.Note, &r.away.Deputy.ID, &name); err != nil {
		return r, err
	}
	if r.away.Deputy.Name = name; name == "" { // the account was disabled: nobody stands in
		r.away.Deputy = wiki.PersonRef{}
	}
	if r.away.From, err = worktime.ParseDate(first); err != nil {
		return r, err
	}
	r.away.To, err = worktime.ParseDate(last)
	return r, err
}

func missing() error { return content.Errorf(content.NotFound, "There is no such account.") }

// emit notes that an account's calendar was changed, without saying how.
func emit(tx *sqldb.Tx, person wiki.PersonID, what string) {
	tx.Emit(wiki.Event{Kind: wiki.PersonChanged, Data: map[string]string{"person": strconv.FormatInt(int64(person), 10), "what": what}})
}
