package themes

import (
	"fmt"
	"strings"
	"time"
)

// Time is a moment as a reader sees it. The zero value draws nothing.
type Time struct {
	Text  string // "2 days ago", "3 May", "in 5 days"
	Exact string // "Sunday, 3 May 2026, 14:05 CEST": shown on hover
	ISO   string // RFC 3339 in UTC, for the datetime attribute
}

// words are the date words of a language.
type words struct {
	months, days [12]string // short months; full week days, Sunday first, in the first seven places
	date         func(w *words, t time.Time, year bool) string
	clock        string // layout of a time of day
	now          string
	past, future string    // format of a distance, "%s ago"
	units        [5]string // minute, hour, day singular|plural pairs, yesterday, tomorrow
	short        func(day string) string
}

// letters cuts a day of the week to its first ones.
func letters(n int, end string) func(string) string {
	return func(day string) string { return string([]rune(day)[:n]) + end }
}

func dayFirst(sep string) func(*words, time.Time, bool) string {
	return func(w *words, t time.Time, year bool) string {
		s := fmt.Sprintf("%d%s %s", t.Day(), sep, w.months[t.Month()-1])
		if year {
			s += fmt.Sprintf(" %d", t.Year())
		}
		return s
	}
}

func monthFirst(w *words, t time.Time, year bool) string {
	s := fmt.Sprintf("%s %d", w.months[t.Month()-1], t.Day())
	if year {
		s += fmt.Sprintf(", %d", t.Year())
	}
	return s
}

var (
	english = words{
		months: [12]string{"Jan", "Feb", "Mar", "Apr", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec"},
		days:   [12]string{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"},
		date:   dayFirst(""), clock: "15:04", now: "just now", past: "%s ago", future: "in %s",
		units: [5]string{"minute|minutes", "hour|hours", "day|days", "yesterday", "tomorrow"}, short: letters(3, ""),
	}
	american = words{
		months: english.months, days: english.days, date: monthFirst, clock: "3:04 PM", now: english.now,
		past: english.past, future: english.future, units: english.units, short: english.short,
	}
	german = words{
		months: [12]string{"Jan.", "Feb.", "März", "Apr.", "Mai", "Juni", "Juli", "Aug.", "Sept.", "Okt.", "Nov.", "Dez."},
		days:   [12]string{"Sonntag", "Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag"},
		date:   dayFirst("."), clock: "15:04", now: "gerade eben", past: "vor %s", future: "in %s",
		units: [5]string{"Minute|Minuten", "Stunde|Stunden", "Tag|Tagen", "gestern", "morgen"}, short: letters(2, ""),
	}
	french = words{
		months: [12]string{"janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."},
		days:   [12]string{"dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"},
		date:   dayFirst(""), clock: "15:04", now: "à l’instant", past: "il y a %s", future: "dans %s",
		units: [5]string{"minute|minutes", "heure|heures", "jour|jours", "hier", "demain"}, short: letters(3, "."),
	}
	spanish = words{
		months: [12]string{"ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sept", "oct", "nov", "dic"},
		days:   [12]string{"domingo", "lunes", "martes", "miércoles", "jueves", "viernes", "sábado"},
		date:   dayFirst(""), clock: "15:04", now: "ahora mismo", past: "hace %s", future: "en %s",
		units: [5]string{"minuto|minutos", "hora|horas", "día|días", "ayer", "mañana"}, short: letters(3, ""),
	}
)

// Languages are the languages that dates can be written in, as BCP 47 tags with their own names.
var Languages = []Option{
	{Value: "en", Text: "English"},
	{Value: "en-US", Text: "English (United States)"},
	{Value: "de", Text: "Deutsch"},
	{Value: "fr", Text: "Français"},
	{Value: "es", Text: "Español"},
}

func wordsOf(lang string) *words {
	base, _, _ := strings.Cut(lang, "-")
	switch {
	case lang == "en-US":
		return &american
	case base == "de":
		return &german
	case base == "fr":
		return &french
	case base == "es":
		return &spanish
	}
	return &english
}

// When writes a moment for a reader: relative within a week, else the date. The zero time gives the zero Time;
// a nil loc is UTC; an unknown language is English.
func When(t, now time.Time, loc *time.Location, lang string) Time {
	if t.IsZero() {
		return Time{}
	}
	if loc == nil {
		loc = time.UTC
	}
	w, at := wordsOf(lang), t.In(loc)
	return Time{
		Text: w.relative(at, now.In(loc)),
		Exact: fmt.Sprintf("%s, %s, %s", w.days[at.Weekday()], w.date(w, at, true),
			at.Format(w.clock+" MST")),
		ISO: t.UTC().Format(time.RFC3339),
	}
}

// On writes the date alone ("3 Mar 2027"): for days that matter as days, as an end of a verification.
func On(t, now time.Time, loc *time.Location, lang string) Time {
	at := When(t, now, loc, lang)
	if at.ISO != "" {
		w := wordsOf(lang)
		if loc == nil {
			loc = time.UTC
		}
		at.Text = w.date(w, t.In(loc), true)
	}
	return at
}

func (w *words) relative(at, now time.Time) string {
	gap, form := now.Sub(at), w.past
	if gap < 0 {
		gap, form = -gap, w.future
	}
	days := daysBetween(at, now)
	switch {
	case gap < 45*time.Second:
		return w.now
	case gap < time.Hour:
		return fmt.Sprintf(form, count(int((gap+30*time.Second)/time.Minute), w.units[0]))
	case gap < 12*time.Hour || days == 0:
		return fmt.Sprintf(form, count(int((gap+30*time.Minute)/time.Hour), w.units[1]))
	case days == 1 && form == w.past:
		return w.units[3]
	case days == 1:
		return w.units[4]
	case days < 7:
		return fmt.Sprintf(form, count(days, w.units[2]))
	}
	return w.date(w, at, at.Year() != now.Year())
}

// daysBetween counts midnights between two moments of one location, whatever their order.
func daysBetween(a, b time.Time) int {
	day := func(t time.Time) time.Time {
		return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
	}
	n := int(day(b).Sub(day(a)) / (24 * time.Hour))
	return max(n, -n)
}

func count(n int, unit string) string {
	one, many, _ := strings.Cut(unit, "|")
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
