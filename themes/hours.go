package themes

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Clock writes a time of day for a reader: "14:20", "2:20 PM". An unknown language is English; a nil loc is UTC.
func Clock(t time.Time, loc *time.Location, lang string) string {
	if loc == nil {
		loc = time.UTC
	}
	return t.In(loc).Format(wordsOf(lang).clock)
}

// Week is the working hours of each day, Sunday first: spans in minutes from midnight, the end over 1,440 where it lies
// on the next day. A day without any is a day off.
type Week [7][][2]int

// Hours writes a week for a reader, days with the same hours as one, beginning with Monday: "Mon–Thu 9–17, Fri 9–12:30".
// It is "" where no day has any.
func Hours(week Week, lang string) string {
	w := wordsOf(lang)
	day := func(i int) int { return (i + 1) % 7 } // of the list that begins with Monday
	var parts []string
	for first := 0; first < 7; {
		last := first
		for last+1 < 7 && slices.Equal(week[day(last+1)], week[day(first)]) {
			last++
		}
		if spans := week[day(first)]; len(spans) > 0 {
			name := w.short(w.days[day(first)])
			switch last - first {
			case 0:
			case 1:
				name += ", " + w.short(w.days[day(last)])
			default:
				name += "–" + w.short(w.days[day(last)])
			}
			parts = append(parts, name+" "+w.spans(spans))
		}
		first = last + 1
	}
	return strings.Join(parts, "; ")
}

func (w *words) spans(spans [][2]int) string {
	parts := make([]string, len(spans))
	for i, s := range spans {
		parts[i] = w.minute(s[0]) + "–" + w.minute(s[1])
	}
	return strings.Join(parts, ", ")
}

// minute writes a time of day as short as it can be: "9", "12:30", "9 AM". A whole day ends at 24.
func (w *words) minute(m int) string {
	if m > 24*60 {
		m -= 24 * 60
	}
	if w.clock == american.clock {
		at := time.Date(2000, 1, 1, 0, m, 0, 0, time.UTC)
		return strings.Replace(at.Format(w.clock), ":00", "", 1)
	}
	if m%60 == 0 {
		return fmt.Sprint(m / 60)
	}
	return fmt.Sprintf("%d:%02d", m/60, m%60)
}
