package tasks

import (
	"cmp"
	"slices"
	"time"
)

// Deadline is the moment from which on a task is late, for somebody in a time zone: the moment that it
// is due, the end of the day for a day. The zero time where it is never.
func (i Item) Deadline(zone *time.Location) time.Time {
	if i.Due.IsZero() || !i.Day {
		return i.Due
	}
	y, m, d := i.Due.UTC().Date()
	return time.Date(y, m, d+1, 0, 0, 0, 0, zone)
}

// Late says whether a task is overdue.
func (i Item) Late(now time.Time, zone *time.Location) bool {
	end := i.Deadline(zone)
	return !end.IsZero() && !end.After(now)
}

// DueOn is the day on which a task is due in a time zone, as midnight UTC of that day; zero: never.
func (i Item) DueOn(zone *time.Location) time.Time {
	if i.Due.IsZero() || i.Day {
		return i.Due
	}
	return DayOf(i.Due, zone)
}

// DayOf is the day of a moment in a time zone, as midnight UTC of that day.
func DayOf(t time.Time, zone *time.Location) time.Time {
	y, m, d := t.In(zone).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

// misleads says whether an item is about something that misleads people already: among what has no due
// date it comes first.
func (i Item) misleads() bool { return i.Kind == Check }

// canWait says whether nobody waits for an item: among what has no due date it comes last.
func (i Item) canWait() bool { return i.Kind == Review }

// sortTasks orders tasks by what is due first; then come those without a date, the oldest first, what misleads
// people before what somebody waits for, and that before what can wait.
func sortTasks(all []Task, zone *time.Location) {
	type key struct {
		due, since time.Time
		after      int
	}
	keys := make(map[string]key, len(all))
	for _, t := range all {
		k := key{due: t.Deadline(zone), since: t.Since}
		switch {
		case !k.due.IsZero():
		case t.misleads():
			k.after = 1
		case t.canWait():
			k.after = 3
		default:
			k.after = 2
		}
		keys[t.Key] = k
	}
	slices.SortStableFunc(all, func(a, b Task) int {
		x, y := keys[a.Key], keys[b.Key]
		return cmp.Or(cmp.Compare(x.after, y.after), x.due.Compare(y.due), x.since.Compare(y.since), cmp.Compare(a.Key, b.Key))
	})
}
