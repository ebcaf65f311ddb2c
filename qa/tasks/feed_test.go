package tasks

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	ics "github.com/arran4/golang-ical"
	"pgregory.net/rapid"

	"github.com/docent-wiki/docent/wiki"
)

// hostileTitles are titles that would break a calendar which is not written with care.
var hostileTitles = []string{
	"plain", "a, b; c: d \\ e \"f\"", "line\nfeed", "carriage\r\nreturn", "\r\nEND:VEVENT\r\nEND:VCALENDAR\r\nBEGIN:VEVENT", "tab\there", "nul\x00nul",
	"bad \xff\xfe utf8", "separator \u2028 and \u2029", "\u0085 next line", strings.Repeat("long ", 200), strings.Repeat("ü", 400), "😀" + strings.Repeat("😀", 90),
	"كيف أطلب إجازة سنوية؟", "\u202eoverride", "\\n\\N\\,", "", "   ", "SUMMARY:again", "x\x0by\x0cz", "\ufeffbom",
}

// checkCalendar parses what calendarOf wrote and compares it with the tasks that have a due date.
func checkCalendar(t rapid.TB, all []Task) {
	as := wiki.Actor{Person: 7}
	body, err := calendarOf(all, as, "https://docent.example.org")
	if err != nil {
		t.Fatal(err)
	}
	again, err := calendarOf(all, as, "https://docent.example.org")
	if err != nil || !bytes.Equal(body, again) {
		t.Fatalf("the same tasks give other bytes, %v", err)
	}
	for i, line := range strings.Split(string(body), "\r\n") {
		if len(line) > 75 || strings.ContainsAny(line, "\r\n\x00") || !utf8.ValidString(line) {
			t.Fatalf("line %d is not one of RFC 5545: %q", i, line)
		}
	}
	checkParameters(t, string(body))
	cal, err := ics.ParseCalendar(bytes.NewReader(body))
	if err != nil {
		t.Fatalf("%v in\n%s", err, body)
	}
	events := cal.Events()
	var dated []Task
	for _, task := range all {
		if !task.Due.IsZero() && task.Done.IsZero() {
			dated = append(dated, task)
		}
	}
	if len(events) != len(dated) {
		t.Fatalf("%d events for %d tasks with a date:\n%s", len(events), len(dated), body)
	}
	for i, task := range dated {
		e := events[i]
		if want := fmt.Sprintf("%s.7@docent", task.Key); e.Id() != want {
			t.Fatalf("event %d is %q, want %q", i, e.Id(), want)
		}
		if got, want := e.GetProperty(ics.ComponentPropertySummary).Value, verbs[task.Kind]+plain(task.Title); strings.TrimSpace(got) != strings.TrimSpace(want) {
			t.Fatalf("event %d says %q, want %q", i, got, want)
		}
		if got := e.GetProperty(ics.ComponentPropertyUrl).Value; got != "https://docent.example.org"+task.URL {
			t.Fatalf("event %d leads to %q", i, got)
		}
		if task.Day {
			start, err := e.GetAllDayStartAt()
			end, errEnd := e.GetAllDayEndAt()
			if err != nil || errEnd != nil || start.Format(time.DateOnly) != task.Due.Format(time.DateOnly) || end.Sub(start) != 24*time.Hour {
				t.Fatalf("all day from %v to %v, want %v: %v %v", start, end, task.Due, err, errEnd)
			}
			continue
		}
		end, err := e.GetEndAt()
		if err != nil || !end.Equal(task.Due.Truncate(time.Second)) {
			t.Fatalf("ends at %v, want %v: %v", end, task.Due, err)
		}
	}
}

// checkParameters refuses what RFC 5545 does: a line without a name and a value, a parameter that is none, and
// one that stands twice. Strict readers throw the whole calendar away.
func checkParameters(t rapid.TB, body string) {
	for _, line := range strings.Split(strings.ReplaceAll(strings.TrimSuffix(body, "\r\n"), "\r\n ", ""), "\r\n") {
		head, _, found := strings.Cut(line, ":")
		if strings.Contains(head, `"`) || !found {
			t.Fatalf("no name and value in %q", line)
		}
		seen := map[string]bool{}
		for _, part := range strings.Split(head, ";")[1:] {
			name, value, found := strings.Cut(part, "=")
			if !found || name == "" || value == "" || seen[name] {
				t.Fatalf("parameter %q of %q", part, line)
			}
			seen[name] = true
		}
	}
}

func TestCalendarOfHostileTitles(t *testing.T) {
	due := time.Date(2026, 3, 6, 15, 30, 0, 0, time.UTC)
	var all []Task
	for i, title := range hostileTitles {
		item := Item{Key: fmt.Sprintf("question-%d", i), Kind: Answer, Title: title, URL: "/q/1", Due: due}
		if i%3 == 1 {
			item.Due, item.Day = DayOf(due, time.UTC), true
		}
		if i%7 == 5 {
			item.Due = time.Time{}
		}
		all = append(all, Task{Item: item})
		checkCalendar(t, all[i:])
	}
	checkCalendar(t, all)
	checkCalendar(t, nil)
}

func TestCalendarOfAnyTitles(t *testing.T) {
	kinds := []Kind{Answer, Check, Verify, Review, Mention, Request, Checklist, Path}
	rapid.Check(t, func(t *rapid.T) {
		all := make([]Task, rapid.IntRange(0, 5).Draw(t, "tasks"))
		for i := range all {
			all[i].Item = Item{
				Key: fmt.Sprintf("box-%d", i), Kind: rapid.SampledFrom(kinds).Draw(t, "kind"), Title: rapid.String().Draw(t, "title"), URL: "/p/1",
				Due: time.Unix(rapid.Int64Range(1, 4e9).Draw(t, "due"), 0).UTC(),
			}
			if all[i].Day = rapid.Bool().Draw(t, "day"); all[i].Day {
				all[i].Due = DayOf(all[i].Due, time.UTC)
			}
		}
		checkCalendar(t, all)
	})
}

func FuzzCalendar(f *testing.F) {
	for _, title := range hostileTitles {
		f.Add(title)
	}
	f.Fuzz(func(t *testing.T, title string) {
		checkCalendar(t, []Task{{Item: Item{Key: "box-1", Kind: Checklist, Title: title, URL: "/p/1", Due: time.Unix(1e9, 0).UTC()}}})
	})
}
