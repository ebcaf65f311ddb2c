package themes

import (
	"fmt"
	"strings"
	"time"
)

// Tasks is what waits for the reader, in one of three looks.
type Tasks struct {
	Frame
	Problem
	Look    string   // "list", "board" or "calendar"
	Looks   []Facet  // the tabs
	Path    string   // of this look: where the filters are sent
	Kinds   []Option // to filter by; empty where there is nothing to choose
	Spaces  []Option
	All     string // path of this look without filters; "" where none is set
	Total   int    // what waits, whatever is filtered
	Rows    []Task // of the list
	Later   []Task // of the list: put off
	Columns []TaskColumn
	Month   *TaskMonth
	Pager   Pager
}

// Screen names the template.
func (Tasks) Screen() string { return "tasks" }

// Task is one thing to do.
type Task struct {
	Key        string
	Kind       string // the word on its chip: "answer", "check", "verify" …
	Title, URL string
	Text       string // why it is here
	Where      string // space or page
	Due        Time   // see Due: "2 days late", "today 13:00", "Thursday"
	Late       bool
	Since      Time
	Do         Link     // where it is done
	Finish     bool     // there is a button Done
	Pass       bool     // it can be passed on
	Actions    []Button // further ones
	Change     *TaskChange
	State      string // the column it stands in
	Until      Time   // put off until then
	Done       Time   // done by hand
	Back       string // where its buttons come back to
}

// TaskChange is a text that changed, to be decided on right there; Do mends it.
type TaskChange struct {
	Quote  string
	Spans  []Span
	Decide []Button
}

// Doubtful says whether the chip warns.
func (t Task) Doubtful() bool { return t.Kind == "check" }

// TaskColumn is a column of the board.
type TaskColumn struct {
	Name, Title string
	Empty       string // what stands there where nothing does
	Rows        []Task
}

// TaskMonth is a month of a calendar.
type TaskMonth struct {
	Title             string // "May 2026"
	Prev, Next, Today string // paths
	Days              []WeekDay
	Weeks             [][]TaskDay
	Undated           []Task
}

// WeekDay heads a column of a calendar.
type WeekDay struct{ Short, Long string }

// TaskDay is a day of a calendar. Others than those of the month fill the first and the last week.
type TaskDay struct {
	Number       int
	At           Time
	Today, Other bool
	Rows         []Task
}

// TaskPass asks to whom a task is to be passed on.
type TaskPass struct {
	Frame
	Problem
	Task   Task
	People []Option
	Loses  string // what passing on changes, in a sentence
}

// Screen names the template.
func (TaskPass) Screen() string { return "taskpass" }

// TaskFeed tells how tasks come into a calendar.
type TaskFeed struct {
	Frame
	Address string // the secret address, right after it was made
	Since   Time   // there is one since then
}

// Screen names the template.
func (TaskFeed) Screen() string { return "taskfeed" }

// Requests lists pages that somebody should write.
type Requests struct {
	Frame
	Tabs   []Facet
	Spaces []Option
	State  string
	Rows   []RequestRow
	Next   string // path of older ones
}

// Screen names the template.
func (Requests) Screen() string { return "requests" }

// RequestRow is a page request in a list.
type RequestRow struct {
	Title, URL string
	Space      string
	State      string // "open", "written", "closed"
	Owner, By  string
	Due        Time
	Late       bool
	At         Time
	Page       *Link  // made from it, where the reader may read it
	Reason     string // why it was closed
}

// RequestView is one page request.
type RequestView struct {
	Frame
	Problem
	Row       RequestRow
	ID        int64
	Body      Passage // its text as HTML
	Question  *Link   // that it would answer
	Write     string  // path of the form for the page; "" where the reader may not write there
	MayChange bool
	Reason    string // typed, refused
	Closed    Time
	ClosedBy  string
}

// Screen names the template.
func (RequestView) Screen() string { return "request" }

// RequestForm asks for a page, or changes a request.
type RequestForm struct {
	Frame
	Problem
	ID         int64 // 0: a new one
	Heading    string
	Text       string
	Day        string // "2026-05-12"
	Spaces     []Option
	Owners     []Option
	Templates  []Option
	Question   *Link
	QuestionID int64
}

// Screen names the template.
func (RequestForm) Screen() string { return "requestform" }

// dueWords say today and how late something is, as the date words of the language do.
var dueWords = map[string][2]string{
	"en": {"today", "%s late"}, "de": {"heute", "seit %s überfällig"}, "fr": {"aujourd’hui", "%s de retard"}, "es": {"hoy", "%s de retraso"},
}

// Due writes when something is due, in clear words: how late it is, today, tomorrow, a day of the week,
// else the date. A due whole day is its midnight in UTC, and late from the next day on.
func Due(due time.Time, whole bool, now time.Time, loc *time.Location, lang string) (t Time, late bool) {
	if due.IsZero() {
		return Time{}, false
	}
	if loc == nil {
		loc = time.UTC
	}
	w, at, here := wordsOf(lang), due.In(loc), now.In(loc)
	if whole {
		y, m, d := due.UTC().Date()
		at = time.Date(y, m, d, 12, 0, 0, 0, loc) // noon: no change of clocks touches its day
	}
	base, _, _ := strings.Cut(lang, "-")
	say, known := dueWords[base]
	if !known {
		say = dueWords["en"]
	}
	days, before := daysBetween(at, here), at.Before(here)
	clock := " " + at.Format(w.clock)
	t = When(at, now, loc, lang)
	if whole {
		clock = ""
		t.ISO, t.Exact = due.UTC().Format(time.DateOnly), w.days[at.Weekday()]+", "+w.date(w, at, true)
	}
	late = before && (!whole || days > 0)
	gap := here.Sub(at)
	switch {
	case late && (days == 0 || gap < 12*time.Hour) && gap < time.Hour:
		t.Text = fmt.Sprintf(say[1], count(max(int(gap/time.Minute), 1), w.units[0]))
	case late && (days == 0 || !whole && gap < 12*time.Hour):
		t.Text = fmt.Sprintf(say[1], count(int(gap/time.Hour), w.units[1]))
	case late:
		t.Text = fmt.Sprintf(say[1], count(days, w.units[2]))
	case days == 0:
		t.Text = say[0] + clock
	case days == 1:
		t.Text = w.units[4] + clock
	case days < 7:
		t.Text = w.days[at.Weekday()]
	default:
		t.Text = w.date(w, at, at.Year() != here.Year())
	}
	return t, late
}

// FirstWeekday is the day on which a week begins for readers of a language.
func FirstWeekday(lang string) time.Weekday {
	switch lang {
	case "en-US", "en-CA", "pt-BR", "he", "ja", "ko":
		return time.Sunday
	case "ar", "fa":
		return time.Saturday
	}
	return time.Monday
}

// WeekDays are the days of the week in the order of a reader's calendar.
func WeekDays(lang string) []WeekDay {
	w, first := wordsOf(lang), FirstWeekday(lang)
	list := make([]WeekDay, 7)
	for i := range list {
		long := w.days[(int(first)+i)%7]
		list[i] = WeekDay{Short: string([]rune(long)[:2]), Long: long}
		if strings.HasPrefix(lang, "en") || lang == "" {
			list[i].Short = long[:3]
		}
	}
	return list
}

// MonthName writes a month with its year.
func MonthName(t time.Time, lang string) string {
	return fmt.Sprintf("%s %d", strings.TrimSuffix(wordsOf(lang).months[t.Month()-1], "."), t.Year())
}
